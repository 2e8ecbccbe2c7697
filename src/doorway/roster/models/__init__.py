"""Schools, years, people, families, classes, who may see whom, and the ledger of imports."""

from doorway.roster.models.access import AccessMark, HomeChange, RecordLook
from doorway.roster.models.classes import Course, Enrollment, SchoolClass, Session
from doorway.roster.models.ledger import ImportLine, ImportRun
from doorway.roster.models.people import EarlierGrade, EarlierStay, Guardianship, Membership, Person, Role
from doorway.roster.models.schools import DayOff, Room, School, SchoolYear

__all__ = [
    "AccessMark",
    "Course",
    "DayOff",
    "EarlierGrade",
    "EarlierStay",
    "Enrollment",
    "Guardianship",
    "HomeChange",
    "ImportLine",
    "ImportRun",
    "Membership",
    "Person",
    "RecordLook",
    "Role",
    "Room",
    "School",
    "SchoolClass",
    "SchoolYear",
    "Session",
]
