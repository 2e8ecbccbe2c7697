"""Who may see a student's record: pages of the offices, below records/."""

from __future__ import annotations

from django.urls import path
from django.urls.resolvers import URLPattern, URLResolver

from doorway.roster.views import grades, marks

ONE = "<uuid:student_id>/"

urlpatterns: list[URLPattern | URLResolver] = [
    path("", marks.closed_records, name="closed_records"),
    path(ONE, marks.closed_record, name="closed_record"),
    path(f"{ONE}homes/", marks.homes, name="homes"),
    path(f"{ONE}grades/", grades.earlier_grades, name="earlier_grades"),
    path(f"{ONE}close/<uuid:person_id>/", marks.close, name="close_record"),
    path(f"{ONE}open/<uuid:mark_id>/", marks.lift, name="open_record"),
]
