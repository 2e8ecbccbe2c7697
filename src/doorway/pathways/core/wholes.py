"""From when on a class is there as a whole. What opens a way, or fulfils a criterion, is a class, not a semester of it.

Of calculus with a C in the first semester and an F in the second nobody has passed the class. Its credit still counts
where it counts: only ways through choices and criteria ask for the whole.
"""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction

from doorway.pathways.core.compiled import Compiled
from doorway.pathways.core.rows import LEVELS, Row
from doorway.pathways.core.transcript import Certainty

ASK = int(Certainty.ASK)


def whole_since(compiled: Compiled, hits: Iterable[tuple[int, Row]]) -> dict[str, int]:
    """By code the level from which on all of the class is there; classes of which it never is are left out.

    ``hits``: rows that count, each with the level from which on it does. Where nobody knows how large a class is, a row
    that may be a part of it has to be asked about.
    """
    by_code: dict[str, list[tuple[int, Row]]] = {}
    for hit in hits:
        by_code.setdefault(hit[1].course.code, []).append(hit)
    found = {code: _since(compiled, code, own) for code, own in by_code.items()}
    return {code: level for code, level in found.items() if level < LEVELS}


def _since(compiled: Compiled, code: str, hits: list[tuple[int, Row]]) -> int:
    kind = compiled.rules.catalog.get(code)
    whole = (kind.credits if kind is not None else 0) or compiled.rules.unknown_credits
    for level in sorted({at for at, _row in hits}):
        if _given(compiled, [row for at, row in hits if at <= level]) >= whole:
            return level
    return LEVELS if kind is not None and kind.credits else ASK


def _given(compiled: Compiled, rows: Iterable[Row]) -> Fraction | int:
    """What rows of one class give of it, each part once, as the school counts that gave them.

    A decision to convert credit changes what it counts for, and not how much of the class was taken.
    """
    parts: dict[object, Fraction | int] = {}
    for row in rows:
        course = row.course
        units: Fraction | int = course.units
        if course.scale is not None:
            units = Fraction(units * compiled.rules.total, course.scale)
        parts[row.thing] = max(units, parts.get(row.thing, 0))
    return sum(parts.values())
