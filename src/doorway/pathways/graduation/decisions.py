"""A counselor decides: a requirement is lowered, another class counts, credit from another school is converted."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from fractions import Fraction

from django.db import transaction
from django.utils.functional import Promise

from doorway.accounts.models import District
from doorway.accounts.typing import holds_ssn
from doorway.pathways.graduation.access import Decider
from doorway.pathways.graduation.errors import AlreadyWithdrawn, NotOnRecord, NotSensible
from doorway.pathways.graduation.trial import try_it
from doorway.pathways.graduation.wording import row_words
from doorway.pathways.models import GraduationDecision, TranscriptCourse
from doorway.roster.models import Person

Kind = GraduationDecision.Kind
# A school that asks for so many times more, or less, than ours is none: California counts ten where Utah counts one.
MOST_TIMES = 20
# What there is room for beside year and term.
LONGEST_TITLE = 160
# A decision that holds for longer than a student stays is one without a last day.
MOST_YEARS = 6
# So long before its last day a decision is named: time to take it again, or to do without it.
SOON = timedelta(days=60)


@dataclass(frozen=True)
class Wish:
    """What is to be decided. ``factor``: by how much credit from ``school`` counts.

    ``rests_on``: a class that the decision takes for granted; where it is the one that counts, that says it already.
    """

    kind: GraduationDecision.Kind
    reason: str
    expires_on: date | None = None
    line: str = ""
    units: int = 0
    lowers_total: bool = False
    course: uuid.UUID | None = None
    school: str = ""
    factor: Fraction = Fraction(1)
    rests_on: uuid.UUID | None = None


# Kinds that name a class.
ABOUT_A_CLASS = frozenset({Kind.SUBSTITUTION, Kind.PIN})
# Kinds that may take a class for granted.
MAY_REST = frozenset({Kind.WAIVER, Kind.SUBSTITUTION, Kind.OPT_OUT})


@transaction.atomic
def decide(
    decider: Decider, wish: Wish, *, lines: Iterable[str], openers: Iterable[str] = (), on: date, now: datetime
) -> GraduationDecision:
    """Put a decision on record.

    ``lines``: keys of the requirements of this student; ``openers``: what opens a way to opt out. Nothing else can be
    decided on.
    """
    check_reason(wish.reason, NotSensible.REASON)
    if wish.expires_on is not None and wish.expires_on < on:
        raise NotSensible(NotSensible.OVER)
    if wish.expires_on is not None and wish.expires_on.year > on.year + MOST_YEARS:
        raise NotSensible(NotSensible.FAR)
    if wish.kind != Kind.CONVERSION and wish.line not in set(openers if wish.kind == Kind.OPT_OUT else lines):
        raise NotOnRecord
    if wish.kind == Kind.WAIVER and wish.units <= 0:
        raise NotSensible(NotSensible.CREDITS)
    course = None
    if wish.kind in ABOUT_A_CLASS and wish.course is not None:
        course = TranscriptCourse.objects.filter(student=decider.student, pk=wish.course).first()
    if wish.kind in ABOUT_A_CLASS and course is None:
        raise NotOnRecord
    ground = None
    if wish.kind in MAY_REST and wish.rests_on not in {None, wish.course}:
        ground = TranscriptCourse.objects.filter(student=decider.student, pk=wish.rests_on).first()
        if ground is None:
            raise NotOnRecord
    if wish.kind == Kind.CONVERSION:
        if not TranscriptCourse.objects.filter(student=decider.student, school=wish.school).exclude(school="").exists():
            raise NotOnRecord
        if not Fraction(1, MOST_TIMES) <= wish.factor <= MOST_TIMES:
            raise NotSensible(NotSensible.TIMES, most=MOST_TIMES)
    made = GraduationDecision(
        district_id=decider.student.district_id,
        student=decider.student,
        kind=wish.kind,
        line="" if wish.kind == Kind.CONVERSION else wish.line,
        units=wish.units if wish.kind == Kind.WAIVER else 0,
        lowers_total=wish.kind == Kind.WAIVER and wish.lowers_total,
        course=course,
        course_title=named(course),
        rests_on=ground,
        rests_on_title=named(ground),
        school=wish.school if wish.kind == Kind.CONVERSION else "",
        numerator=wish.factor.numerator if wish.kind == Kind.CONVERSION else 1,
        denominator=wish.factor.denominator if wish.kind == Kind.CONVERSION else 1,
        decided_by=decider.person,
        reason=wish.reason.strip(),
        decided_on=on,
        decided_at=now,
        expires_on=wish.expires_on,
    )
    # One at a time for a student: a button that was pressed twice must not waive twice.
    Person.objects.select_for_update().get(pk=decider.student.pk)
    standing = decisions_of([decider.student.pk])[decider.student.pk]
    if any(_said(row) == _said(made) for row in standing):
        raise NotSensible(NotSensible.TWICE_SAID)
    if made.kind == Kind.CONVERSION:
        in_force = [row for row in standing if row.expires_on is None or row.expires_on >= on]
        if any(row.kind == made.kind and row.school == made.school for row in in_force):
            raise NotSensible(NotSensible.CONVERTED)
    try_it(decider.student, made, standing, today=on)
    made.save(force_insert=True)
    return made


def named(course: TranscriptCourse | None) -> str:
    """What a decision keeps of its class, with year and term: the two terms of a class are two rows of the record."""
    return f"{(course.title or course.code)[:LONGEST_TITLE]} ({row_words(course)})" if course else ""


def _said(row: GraduationDecision) -> tuple[object, ...]:
    """All that a decision says, but by whom and when."""
    return (
        row.kind, row.line, row.units, row.lowers_total, row.course_id, row.rests_on_id, row.school, row.numerator,
        row.denominator, row.reason, row.expires_on,
    )  # fmt: skip


@transaction.atomic
def withdraw(decider: Decider, decision_id: uuid.UUID, *, reason: str, now: datetime) -> GraduationDecision:
    """Withdraw a decision, with the reason; it stays on record as what was."""
    check_reason(reason, NotSensible.WHY_WITHDRAWN)
    found = GraduationDecision.objects.select_for_update().filter(student=decider.student, pk=decision_id).first()
    if found is None:
        raise NotOnRecord
    if found.withdrawn_at is not None:
        raise AlreadyWithdrawn
    found.withdrawn_at, found.withdrawn_by, found.withdrawal_reason = now, decider.person, reason.strip()
    found.save(update_fields=["withdrawn_at", "withdrawn_by", "withdrawal_reason"])
    return found


def check_reason(reason: str, missing: str | Promise) -> None:
    """Refuse a reason that says nothing (with the sentence ``missing``), or holds a Social Security number."""
    if not reason.strip():
        raise NotSensible(missing)
    if holds_ssn(reason):
        raise NotSensible(NotSensible.NUMBER)


def decisions_in(district: District) -> dict[uuid.UUID, list[GraduationDecision]]:
    """The same of everybody in a district: those students alone who have any. One query."""
    found: dict[uuid.UUID, list[GraduationDecision]] = {}
    rows = GraduationDecision.objects.filter(district=district, withdrawn_at=None).select_related("decided_by")
    for row in rows:
        found.setdefault(row.student_id, []).append(row)
    return found


def ends_soon(rows: Iterable[GraduationDecision], day: date) -> date | None:
    """The first last day of those that hold on a day and end soon."""
    ends = [row.expires_on for row in rows if row.expires_on is not None and day <= row.expires_on <= day + SOON]
    return min(ends, default=None)


def all_decisions_of(student_id: uuid.UUID) -> list[GraduationDecision]:
    """Every decision about one student, withdrawn ones too, oldest first. One query."""
    rows = GraduationDecision.objects.filter(student=student_id)
    return list(rows.select_related("decided_by", "withdrawn_by"))


def decisions_of(student_ids: Sequence[uuid.UUID]) -> dict[uuid.UUID, list[GraduationDecision]]:
    """The decisions of students that were not withdrawn, oldest first. One query."""
    found: dict[uuid.UUID, list[GraduationDecision]] = {student: [] for student in student_ids}
    rows = GraduationDecision.objects.filter(student__in=student_ids, withdrawn_at=None).select_related("decided_by")
    for row in rows:
        found[row.student_id].append(row)
    return found
