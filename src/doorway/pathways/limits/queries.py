"""The limits that schools have set, and which of them hold for a student's grades."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.db.models import OuterRef, Subquery

from doorway.pathways.classes.places import schools_of_grade
from doorway.pathways.core.loads import Limit
from doorway.pathways.limits.access import ROLES
from doorway.pathways.models import LoadLimit
from doorway.pathways.occupations.access import grade_keeps_occupations
from doorway.policy.queries import state_pack
from doorway.roster.access import Viewer
from doorway.roster.models import School

# What ``limit_fields`` adds.
CARRIED = ("limit_year", "limit_term")


@dataclass(frozen=True)
class SchoolLimits:
    """A school of the viewer, and what it has said last, if anything."""

    school: School
    row: LoadLimit | None


def limit_fields(school: str) -> dict[str, Subquery]:
    """What a query of something with a school adds, so that :func:`carried_limit` reads it. ``school``: the field."""
    rows = LoadLimit.objects.filter(school=OuterRef(school))
    return {
        name: Subquery(rows.values(of)[:1]) for name, of in zip(CARRIED, ("units_a_year", "units_a_term"), strict=True)
    }


def carried_limit(row: object) -> Limit | None:
    """The limit of the school with which a row was asked for (``limit_fields``); None where it has none."""
    year, term = (getattr(row, name) for name in CARRIED)
    return None if year is None else Limit(year, term)


def limits_of(
    own: School, later: Iterable[School], said: Mapping[uuid.UUID, Limit], grades: Iterable[int]
) -> dict[int, tuple[School, Limit]]:
    """The school and its limit for each of these grades of somebody at the school ``own``, first the grade now.

    A grade is taken at the own school as long as that teaches it, then at one of ``later``. Where several teach it,
    nobody knows which one is meant, and the grade has no limit; neither has one whose school has said nothing. No
    query. ``said``: limits by school.
    """
    found = {}
    for place, grade in enumerate(grades):
        at = [own] if place == 0 else schools_of_grade(grade, own, later)
        if len(at) == 1 and at[0].pk in said:
            found[grade] = (at[0], said[at[0].pk])
    return found


def schools_with_limits(viewer: Viewer) -> list[SchoolLimits]:
    """The schools whose limits the viewer keeps, by name: those with grades that plan classes. Two queries."""
    schools = [school for school in viewer.schools(*ROLES).order_by("name") if _is_planned_at(school)]
    rows = LoadLimit.objects.filter(school__in=schools).select_related("set_by")
    said = {row.school_id: row for row in rows}
    return [SchoolLimits(school, said.get(school.pk)) for school in schools]


def limit_at(school: School) -> LoadLimit | None:
    """What the school has said last, or that it has taken it back. One query."""
    return LoadLimit.objects.filter(school=school).select_related("set_by").first()


def _is_planned_at(school: School) -> bool:
    pack = state_pack(school.district)
    return not school.grade_list or any(grade_keeps_occupations(pack, grade) for grade in school.grade_list)
