"""An invented district from a seed and a date: pure values, before anything is written or imported."""

from doorway.demo.generate.calendar import SchoolCalendar, calendar_for
from doorway.demo.generate.district import draft_district
from doorway.demo.generate.model import ClassDraft, DistrictDraft, Guardian, SchoolDraft, Staff, Student

__all__ = [
    "ClassDraft",
    "DistrictDraft",
    "Guardian",
    "SchoolCalendar",
    "SchoolDraft",
    "Staff",
    "Student",
    "calendar_for",
    "draft_district",
]
