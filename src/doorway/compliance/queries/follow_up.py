"""The lists of the follow-up: a school's students with their families and the tries to reach them."""

from __future__ import annotations

import uuid
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Case, Exists, F, OuterRef, Q, QuerySet, Subquery, When
from django.utils import timezone
from django.utils.translation import get_language

from doorway.compliance.models import ContactTry, Standing
from doorway.compliance.queries.reaching import counted_tries
from doorway.compliance.queries.standing import (
    Asked,
    StudentLine,
    asked_on,
    came_to_group,
    described,
    here_today,
    seats,
    students_of,
)
from doorway.compliance.way import grades_words
from doorway.compliance.wording import away_words, number_of_tries, of_words, registration_words, try_words
from doorway.conferences.models import Appointment
from doorway.pathways.models import PlannedCourse
from doorway.plans.queries.signers import guardian_rows
from doorway.plans.rows import JsonRows, Row, moment_in, name_columns, name_in
from doorway.policy.packs import StatePack
from doorway.policy.queries import state_pack
from doorway.roster.models import AccessMark, Person

FIRST = 6
PER_PAGE = 25


@dataclass(frozen=True)
class Guardian:
    """Whom to call."""

    name: str
    phone: str
    language: str
    id: uuid.UUID | None = None


@dataclass(frozen=True)
class TakenBack:
    """Why a line is no try, who said so, and when."""

    why: str
    at: datetime
    by: str


@dataclass(frozen=True)
class Try:
    """A line that somebody wrote down. ``taken_back``: it was entered by mistake, and is no try."""

    words: str
    note: str
    at: datetime
    by: str
    id: uuid.UUID
    by_id: uuid.UUID
    taken_back: TakenBack | None = None


@dataclass(frozen=True)
class Followed:
    """A student on a page of the follow-up."""

    line: StudentLine
    student: Person
    guardians: tuple[Guardian, ...]
    tries: tuple[Try, ...]
    # Parts of the plan that are asked and empty, where it was shared.
    lacking: tuple[str, ...] = ()
    # Other children of the same guardians whom the viewer may see, where one can write of them too.
    siblings: tuple[Person, ...] = ()

    @property
    def next_at(self) -> datetime | None:
        """When they have booked a time; known for those whom nobody has met, and where it was asked for."""
        return getattr(self.line.standing, "next_at", None) or getattr(self.student, "next_at", None)

    @property
    def group_at(self) -> datetime | None:
        """When the family last came to a group conference in the span that counts."""
        return next((moment for moment in self.line.facts.groups if moment >= self.line.part.begins), None)

    @property
    def individual_words(self) -> str:
        """How many of the individual conferences that are asked have been held: "1 of 2"."""
        return of_words(self.line.verdict.held, self.line.part.rule.individual)

    @property
    def away_words(self) -> str:
        """How many conferences do not count because the student was not there; nothing where that is none."""
        away = self.line.verdict.away
        return away_words(away) if away else ""

    @property
    def grades_words(self) -> str:
        """That the student repeats a grade or has skipped one, and since when therefore something counts."""
        return grades_words(self.line)

    @property
    def group_words(self) -> str:
        """The same of the group conferences."""
        return of_words(self.line.verdict.groups, self.line.part.rule.group)

    @property
    def registration_words(self) -> str:
        """Why registration and course plan do not go together."""
        return registration_words(planned=self.has_course_plan)

    @property
    def has_course_plan(self) -> bool:
        """A class of this school year is approved: there is something to compare with."""
        return bool(getattr(self.student, "has_classes_planned", False))

    @property
    def tries_words(self) -> str:
        """How often somebody tried to reach the family in the span that counts, as the evidence counts it."""
        begins = self.line.part.begins
        zone = self.student.district.zone
        return number_of_tries(sum(one.at >= begins for one in self.tries), timezone.localdate(begins, zone))


def unmet(school: uuid.UUID, asked: Asked, closed: QuerySet[AccessMark], *, now: datetime) -> QuerySet[Standing]:
    """Students whose family nobody has met one by one: those first whom nobody has met in a group or tried to reach,
    then the longest ago.

    Whoever has booked a time comes last, and carries it as ``next_at``.
    """
    rows = here_today(students_of(school, asked, show="unmet"), asked).exclude(student__in=closed.values("student"))
    in_group = When(came_to_group(school, asked) & Q(tried_at=None), then=F("group_1"))
    return rows.annotate(next_at=_next_time("student", now)).order_by(
        F("next_at").asc(nulls_first=True),
        Case(in_group, default=F("tried_at")).asc(nulls_first=True),
        "student__family_name",
        "student__given_name",
        "student",
    )


def _next_time(student: str, now: datetime) -> Subquery:
    """When the family of a student has booked a time."""
    booked = Appointment.objects.filter(
        student=OuterRef(student), status=Appointment.Status.BOOKED, starts_at__gte=now
    ).order_by("starts_at")
    return Subquery(booked.values("starts_at")[:1])


def by_due_day(rows: QuerySet[Standing], asked: Asked) -> list[Standing]:
    """Rows by the day by which the first thing is due that is missing, the earliest first; whoever lacks nothing last.

    Among those of one day the order stays. The day follows from the rule, from when somebody came and from what is
    there, and is worked out where the page works it out, so that the order cannot say something else. One query.
    """
    found = sorted(described(rows, asked), key=lambda line: (line.is_done, line.due))
    return [line.standing for line in found]


def followed(rows: Sequence[Standing], asked: Asked, *, now: datetime | None = None) -> list[Followed]:
    """Rows with names, guardians and tries, in their order; with the times that they have booked after ``now``, where
    that is said. One query."""
    planned = PlannedCourse.objects.filter(
        student=OuterRef("pk"),
        status=PlannedCourse.Status.APPROVED,
        school_year=asked.year.ends_on.year,
        makes_up=False,
    )
    people = with_family(Person.objects.filter(pk__in={row.student_id for row in rows}))
    people = people.annotate(has_classes_planned=Exists(planned)) if asked.registration else people
    people = people if now is None else people.annotate(next_at=_next_time("pk", now))
    found, pack = {person.pk: person for person in people}, state_pack(asked.district)
    return [
        Followed(line, person, guardians_of(person), tries_of(person), lacking_words(line, pack))
        for line in described(rows, asked)
        if (person := found.get(line.standing.student_id)) is not None
    ]


def lacking_words(line: StudentLine, pack: StatePack) -> tuple[str, ...]:
    """The parts of a shared plan that are asked and empty, by their titles."""
    language = get_language() or "en"
    return tuple(part.title(language) for part in pack.marked(line.part.rule.kind, line.verdict.lacking))


def lines_of(student: Person, on: date) -> list[StudentLine]:
    """What is asked of a student on a day, and what is there; nothing where nothing is asked. Four queries."""
    asked = asked_on(student.district, on)
    rows = seats(student.district, asked.here).filter(student=student) if asked else Standing.objects.none()
    return list(described(rows, asked)) if asked else []


def follows_from_grades(student: Person, on: date) -> list[str]:
    """Why something else counts for a student than for the others of the grade, and since when. Four queries."""
    return [said for line in lines_of(student, on) if (said := grades_words(line))]


def group_of(found: Iterable[StudentLine]) -> datetime | None:
    """When the family last came to a group conference in the span that counts for the student."""
    moments = [moment for line in found for moment in line.facts.groups if moment >= line.part.begins]
    return max(moments, default=None)


def with_family(students: QuerySet[Person]) -> QuerySet[Person]:
    """Students with their guardians with access, and the tries to reach them, the last one first."""
    return _with_tries(students, counted_tries())


def with_whole_history(students: QuerySet[Person]) -> QuerySet[Person]:
    """The same with the lines that were entered by mistake: for the family's own page, which leaves nothing out."""
    return _with_tries(students, ContactTry.objects.all())


def _with_tries(students: QuerySet[Person], tries: QuerySet[ContactTry]) -> QuerySet[Person]:
    rows = JsonRows(
        tries.filter(student=OuterRef("pk")).order_by("-at", "pk"),
        id="pk",
        how="how",
        outcome="outcome",
        note="note",
        at="at",
        by="by_id",
        taken_back_at="taken_back_at",
        taken_back_why="taken_back_why",
        **name_columns("by"),
        **name_columns("taken_back_by"),
    )
    return students.select_related("district").annotate(guardian_rows=guardian_rows(), try_rows=rows)


def guardians_of(person: Any) -> tuple[Guardian, ...]:
    """The guardians of a student of :func:`with_family`."""
    return tuple(
        Guardian(name_in(row, "guardian"), row["phone"], row["language"], uuid.UUID(row["id"]))
        for row in person.guardian_rows
    )


def tries_of(person: Any, *, notes_by: Collection[uuid.UUID] | None = None) -> tuple[Try, ...]:
    """The tries of a student of :func:`with_family`; with what these people noted only, where somebody is named."""
    return tuple(
        Try(
            try_words(row["how"], row["outcome"]),
            row["note"] if (reads := notes_by is None or uuid.UUID(row["by"]) in notes_by) else "",
            moment_in(row["at"]),
            name_in(row, "by"),
            uuid.UUID(row["id"]),
            uuid.UUID(row["by"]),
            _taken_back(row, reads=reads),
        )
        for row in person.try_rows
    )


def _taken_back(row: Row, *, reads: bool) -> TakenBack | None:
    moment = row["taken_back_at"]
    if moment is None:
        return None
    return TakenBack(row["taken_back_why"] if reads else "", moment_in(moment), name_in(row, "taken_back_by"))


def ids_of(found: Iterable[Followed]) -> list[Person]:
    """Whose records a page shows, each once."""
    return list({one.student.pk: one.student for one in found}.values())
