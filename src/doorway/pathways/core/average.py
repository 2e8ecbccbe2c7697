"""The average of the marks of a record: not weighted, by credit, failed classes included."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from doorway.pathways.core.own_units import is_unsettled, own_units
from doorway.pathways.core.pace import LAST_GRADE
from doorway.pathways.core.rules import RuleSet
from doorway.pathways.core.transcript import Certainty, Transcript


@dataclass(frozen=True, slots=True)
class Average:
    """What the average is made of: ``points`` times units, and ``units``, in thousandths.

    Credit of a school that counts otherwise is weighed by its recorded conversion. Where nobody has recorded one
    (``is_settled``), it is weighed by its share, and the average may be anything from ``least`` to ``most``.
    """

    points: int = 0
    units: int = 0
    least: int | None = None
    most: int | None = None
    is_settled: bool = True

    @property
    def value(self) -> int | None:
        """Thousandths of a point, rounded down. None where no completed course carries points."""
        return self.points // self.units if self.units else None

    def reaches(self, points: int) -> bool | None:
        """Whether it is so many points or more; None where that depends on a conversion that nobody has recorded."""
        if self.most is None or self.least is None or self.most < points:
            return False
        return True if self.least >= points else None


def average_of(rules: RuleSet, transcript: Transcript, factors: Mapping[str, Fraction]) -> Average:
    """The average of the completed classes of high school that carry points.

    ``factors``: of recorded conversions, by the keys of the rows.
    """
    points = units = 0
    unsettled: list[tuple[int, int]] = []
    for course in transcript.courses:
        if course.state is not Certainty.EARNED or course.units <= 0:
            continue
        mark = rules.marks.get(course.mark)
        if mark is None or mark.points is None:
            continue
        grade = LAST_GRADE - transcript.class_of + course.year if course.grade is None else course.grade
        if grade < rules.first_grade:
            continue
        own = own_units(course, factors, rules.total) if course.scale is not None or factors else course.units
        points += mark.points * own
        units += own
        if course.scale is not None and is_unsettled(course, factors, rules.total):
            unsettled.append((mark.points, own))
    if not units:
        return Average()
    if not unsettled:
        return Average(points, units, points // units, points // units)
    # However much it weighs, an average lies between its parts.
    parts = [own for own, _units in unsettled]
    rest = units - sum(own for _points, own in unsettled)
    if rest:
        parts.append((points - sum(own * weight for own, weight in unsettled)) // rest)
    return Average(points, units, min(parts), max(parts), is_settled=False)
