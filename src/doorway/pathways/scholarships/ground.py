"""What scholarships of a district's students are judged by: catalog, requirements, records, and what was said."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from django.db.models import OuterRef, QuerySet, Subquery, UUIDField

from doorway.accounts.models import District
from doorway.pathways.core.transcript import Transcript
from doorway.pathways.graduation.decisions import decisions_of
from doorway.pathways.graduation.records import (
    Catalog,
    HasGrade,
    catalog_of,
    class_of,
    planned_rows,
    rows_of,
    transcript_of,
    with_plan,
)
from doorway.pathways.graduation.rulebooks import Requirements, failing_marks, requirements_of
from doorway.pathways.graduation.scores import taken_by
from doorway.pathways.models import LocalScholarship, TranscriptCourse
from doorway.pathways.scholarships.judging.answers import Judged
from doorway.pathways.scholarships.judging.judge import Judge
from doorway.pathways.scholarships.local import local_scholarships, programs_of
from doorway.pathways.scholarships.steps import Told, told_of
from doorway.policy.packs import grade_number
from doorway.roster.access.viewer import current
from doorway.roster.models import Membership, Person, Role
from doorway.roster.years import year_of_grades


@dataclass
class Ground:
    """The scholarships of a district on a day, and a judge for each class, made when the first student comes."""

    district: District
    day: date
    catalog: Catalog
    local: list[LocalScholarship]
    requirements: Requirements
    _judges: dict[int, Judge | None] = field(default_factory=dict)

    @property
    def year(self) -> int:
        """The school year of the students' grades, by its end."""
        return year_of_grades(self.district, self.day)

    def judge(self, leaves: int) -> Judge | None:
        """The judge of a graduating class; None where the district has no requirements for it."""
        if leaves not in self._judges:
            rules = self.requirements.held(leaves)
            programs = programs_of(self.district, leaves, self.local)
            self._judges[leaves] = (
                None
                if rules is None
                else Judge(programs, rules, self.catalog, class_of=leaves, year=self.year, today=self.day)
            )
        return self._judges[leaves]


def ground_of(district: District, day: date) -> Ground:
    """The ground of a district. Three queries."""
    local = local_scholarships(district, day)
    return Ground(district, day, catalog_of(district), local, requirements_of(district, day))


@dataclass(frozen=True)
class Held:
    """One student held against everything. ``rows``: the record with the plan, by the key of the engine's course."""

    judged: tuple[Judged, ...]
    told: Told
    judge: Judge | None = None
    transcript: Transcript | None = None
    rows: Mapping[str, TranscriptCourse] = field(default_factory=dict)
    school: uuid.UUID | None = None


def with_school(students: QuerySet[Person], day: date) -> QuerySet[Person]:
    """The same students, each with the id of the main school as ``main_school``, for ``hold``."""
    held = Membership.objects.filter(current(day), person=OuterRef("pk"), role=Role.STUDENT, school__isnull=False)
    first = held.order_by("-is_primary", "school__name").values("school")[:1]
    # SQLite would give the id of another table back as text, and no class is taught at a text.
    return students.annotate(main_school=Subquery(first, output_field=UUIDField()))


def hold(ground: Ground, students: Sequence[HasGrade]) -> dict[uuid.UUID, Held]:
    """Hold students of the district against its scholarships. Six queries at most, whatever their number.

    Students who carry their school (``with_school``) save one of them.
    """
    ids = [student.pk for student in students]
    year = ground.year
    records, told = rows_of(ids), told_of(ids)
    planned = planned_rows(ids, this_year=year, today=ground.day) if ids else {}
    # Of all decisions only conversions change what is counted here: those of credit from another school.
    moved = [pk for pk in ids if any(row.school for row in records[pk])]
    decisions = decisions_of(moved) if moved else {}
    carried = {student.pk: student.main_school for student in students if hasattr(student, "main_school")}
    schools = carried if len(carried) == len(ids) else schools_of(ids, ground.day)
    # Who is in no school any more stays of the own class, as on the page of graduation (``own_year``).
    left = {one.pk: _own_year(one, ground) for one in students if schools.get(one.pk) is None}
    years = dict.fromkeys(ids, year) | left
    judges = {one.pk: ground.judge(class_of(grade_number(one.grade), years[one.pk])) for one in students}
    tests = taken_by(ids, [way for judge in set(judges.values()) if judge for way in judge.tests], ground.district)
    found, failing = {}, failing_marks(ground.district)
    for student in students:
        rows = with_plan(records[student.pk], planned.get(student.pk, ()), ground.catalog, failing=failing)
        transcript = transcript_of(
            student, rows, decisions.get(student.pk, ()), this_year=years[student.pk], today=ground.day
        )
        transcript = replace(transcript, tests=tests[student.pk])
        own, school = told[student.pk], schools.get(student.pk)
        judge = judges[student.pk]
        judged = () if judge is None else tuple(judge.judge(transcript, own.facts, school, _applied(own, judge)))
        found[student.pk] = Held(judged, own, judge, transcript, {row.pk.hex: row for row in rows}, school)
    return found


def _own_year(student: HasGrade, ground: Ground) -> int:
    own: int | None = getattr(student, "grade_year", None)
    return min(ground.year, own or ground.year)


def _applied(told: Told, judge: Judge) -> frozenset[str]:
    """Keys of what was applied for in the year to which it belongs."""
    return frozenset(one.key for one in judge.programs if told.has_applied(one.key, year=judge.year_of(one)))


def schools_of(students: Sequence[uuid.UUID], day: date) -> dict[uuid.UUID, uuid.UUID]:
    """The main school of each. One query."""
    held = Membership.objects.filter(current(day), person__in=students, role=Role.STUDENT, school__isnull=False)
    found: dict[uuid.UUID, uuid.UUID] = {}
    for person, school in held.order_by("-is_primary", "school__name").values_list("person_id", "school_id"):
        if school is not None:
            found.setdefault(person, school)
    return found
