"""Reads of the letters about reading: how all schools stand, what can be printed, what a school wrote last."""

from __future__ import annotations

import uuid
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Case, Count, Exists, OuterRef, Value, When
from django.utils import timezone

from doorway.assessments.letters.errors import LettersRefused
from doorway.assessments.letters.rolls import Asked, Stands, asked_in, look_page
from doorway.assessments.models import ReadingLetter, ReadingLetterReader
from doorway.assessments.queries.reading_stands import tested_in_own_grade
from doorway.roster.access import Reason, Viewer, visible_students
from doorway.roster.access.viewer import current
from doorway.roster.models import Membership, RecordLook, Role, School

MOST_UNREAD = 20


@dataclass(frozen=True)
class SchoolLine:
    """One school at one time of the year. ``told``: students of whom somebody at home has a letter."""

    school: School
    students: int
    results: int
    below: int
    told: int

    @property
    def open(self) -> int:
        """Parents who have not been told."""
        return self.below - self.told


def school_lines(schools: Sequence[School], asked: Asked, on: date) -> dict[str, list[SchoolLine]]:
    """The schools that have students in the grades of the rule, by period. Two queries: the database counts."""
    held = Membership.objects.filter(
        current(on), school__in=schools, role=Role.STUDENT, person__is_active=True, person__grade__in=asked.grades
    ).order_by()
    students = dict(held.values_list("school").annotate(Count("pk")))
    letters = ReadingLetterReader.objects.filter(
        student=OuterRef("person"), school_year=asked.year, period=OuterRef("period")
    )
    # Whether there is a letter is asked only of those who need one.
    told_of = Case(When(stands=Stands.BELOW.value, then=Exists(letters)), default=Value(False))
    tested = tested_in_own_grade(held, asked).annotate(told=told_of)
    counted: Counter[tuple[uuid.UUID, str, str]] = Counter()
    told: Counter[tuple[uuid.UUID, str]] = Counter()
    # A student is at a school once in a role, and has one result that counts at a time.
    for school_id, period, stands, is_told, number in tested.values_list("school", "period", "stands", "told").annotate(
        Count("pk")
    ):
        counted[school_id, period, stands] += number
        told[school_id, period] += number if is_told else 0
    return {
        one.period: [
            SchoolLine(
                school=school,
                students=students[school.pk],
                results=sum(counted[school.pk, one.period, stands.value] for stands in (Stands.BELOW, Stands.FINE)),
                below=counted[school.pk, one.period, Stands.BELOW.value],
                told=told[school.pk, one.period],
            )
            for school in schools
            if school.pk in students
        ]
        for one in asked.rule.periods
    }


def letters_on_paper(school: School, asked: Asked, period: str, made: datetime | None = None) -> list[ReadingLetter]:
    """The letters to print (of one run, or all), by grade and name. One query."""
    letters = ReadingLetter.objects.filter(
        school=school, school_year=asked.year, period=period, on_paper_at__isnull=False
    )
    if made is not None:
        letters = letters.filter(on_paper_at=made)
    return list(
        letters.select_related("school", "district", "student").order_by(
            "student__grade", "student__family_name", "student__given_name", "student", "addressed", "pk"
        )
    )


def words_of(school: School, asked: Asked) -> dict[str, str]:
    """By language what the school wrote last about its help; before its first letter, the words of the state's pack."""
    last = ReadingLetter.objects.filter(school=school).order_by("-written_at").values_list("content", flat=True).first()
    begin = {language: asked.rule.school(language) for language in asked.rule.school.root}
    return begin | {language: said["help"] for language, said in (last or {}).items()}


def unread_letters(viewer: Viewer) -> list[ReadingLetter]:
    """Letters to the viewer that wait to be opened, newest first. Two queries."""
    children = visible_students(viewer, reasons=[Reason.GUARDIAN])
    rows = ReadingLetter.objects.filter(readers__guardian__in=viewer.person_ids, student__in=children.values("pk"))
    letters = list(rows.distinct().select_related("student")[:MOST_UNREAD])
    looks = RecordLook.objects.filter(page__in=[look_page(one.pk) for one in letters], user=viewer.user)
    seen = set(looks.values_list("page", flat=True)) if letters else set()
    return [one for one in letters if look_page(one.pk) not in seen]


def next_due(viewer: Viewer) -> date | None:
    """The next day by which parents must have been told, where the viewer sends letters; or none. Two queries."""
    school = viewer.schools("office", "principal", "district").first()
    if school is None:
        return None
    today = timezone.localdate(timezone=school.district.zone)
    try:
        asked = asked_in(school.district, today)
    except LettersRefused:
        return None
    days = (one.due_in(year) for year in (asked.year, asked.year + 1) for one in asked.rule.periods)
    return min((day for day in days if day >= today), default=None)
