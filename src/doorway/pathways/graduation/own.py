"""Rows of a record with the credit that they have here, for whoever asks how much of a class a student has.

The audit converts what somebody has decided on by itself; a plan, and what would fill a requirement, go by these rows.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from copy import copy
from datetime import date
from fractions import Fraction

from doorway.pathways.core.own_units import own_credit
from doorway.pathways.core.rules import CourseKind
from doorway.pathways.core.terms import part_of, slot, thing_of
from doorway.pathways.core.transcript import Course
from doorway.pathways.models import GraduationDecision, TranscriptCourse


def own_rows(rows: Iterable[TranscriptCourse], factors: Mapping[str, Fraction], total: int) -> list[TranscriptCourse]:
    """The same rows; those of a school that counts otherwise as copies with what they are here, in our own scale.

    ``factors``: of recorded conversions, by the keys of the rows; ``total``: what the requirements ask for in all.
    """
    return [row if row.scale is None and not factors else _own(row, factors, total) for row in rows]


def _own(row: TranscriptCourse, factors: Mapping[str, Fraction], total: int) -> TranscriptCourse:
    course = Course(row.pk.hex, row.code, row.units, row.school_year, scale=row.scale)
    units = own_credit(course, factors, total)
    if units == row.units and row.scale is None:
        return row
    found = copy(row)
    found.units, found.scale = units, None
    return found


def given_by(rows: Iterable[TranscriptCourse], kind: CourseKind, total: int) -> int:
    """The credit that rows of one class gave, or may, in thousandths: each part of it once, so the same half twice is
    half.

    ``rows``: with the credit that they have here; ``total``: what the requirements ask for in all.
    """
    given: dict[object, int] = {}
    for row in rows:
        course = Course("", row.code, row.units, row.school_year, row.term, part=row.part, scale=row.scale)
        part = part_of(course, kind, kind.credits, total)
        thing = thing_of(course, part, slot(row.term, kind.terms))
        given[thing] = max(row.units, given.get(thing, 0))
    return sum(given.values())


def may_be_converted(rows: Iterable[TranscriptCourse]) -> bool:
    """Whether there is credit of another school, about which somebody can have decided."""
    return any(row.school for row in rows)


def factors_of(
    rows: Iterable[TranscriptCourse], decisions: Iterable[GraduationDecision], day: date
) -> dict[str, Fraction]:
    """What the conversions that hold on a day multiply credit by, by the keys of the rows; of two the later counts."""
    by_school = {
        one.school: Fraction(one.numerator, one.denominator)
        for one in sorted(decisions, key=lambda one: (one.decided_on, Fraction(one.numerator, one.denominator)))
        if one.kind == GraduationDecision.Kind.CONVERSION
        and one.decided_on <= day
        and (one.expires_on is None or one.expires_on >= day)
    }
    return {row.pk.hex: by_school[row.school] for row in rows if row.school in by_school} if by_school else {}
