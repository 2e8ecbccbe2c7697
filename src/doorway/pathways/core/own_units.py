"""Credit of schools that count otherwise, as it counts here: as somebody has recorded it, else as a share of the whole.

Of a school that asks for 220 credits in all, 5 are half of what 10 are, and not ten classes of half a credit.
"""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

from doorway.pathways.core.transcript import Course


def own_units(course: Course, factors: Mapping[str, Fraction], total: int) -> int:
    """What a row weighs here, in thousandths.

    ``factors``: of recorded conversions, by the keys of the rows; ``total``: what the requirements ask for in all.
    """
    factor = factors.get(course.key) if factors else None
    if factor is None:
        if not is_unsettled(course, factors, total) or not course.scale or not total:
            return course.units
        factor = Fraction(total, course.scale)
    return nearest(course.units * factor)


def own_credit(course: Course, factors: Mapping[str, Fraction], total: int) -> int:
    """What a row gives here, in thousandths: what it weighs, but where nobody has converted it no more than it says."""
    units = own_units(course, factors, total)
    return min(course.units, units) if is_unsettled(course, factors, total) else units


def is_unsettled(course: Course, factors: Mapping[str, Fraction], total: int) -> bool:
    """Whether nobody has recorded yet what the credit of a school that counts otherwise counts for."""
    return course.scale is not None and course.scale != total and course.key not in factors


def nearest(units: Fraction) -> int:
    """Whole thousandths; half a thousandth goes up."""
    return int(units * 2 + 1) // 2
