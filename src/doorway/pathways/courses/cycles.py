"""Courses that wait for each other."""

from __future__ import annotations

from collections.abc import Iterable, Mapping


def cycles(before: Mapping[str, Iterable[str]]) -> list[tuple[str, ...]]:
    """Rings of courses each of which must come before the next, one for every knot, beginning with the first code.

    ``before``: for each course the courses that must come before it; those that are not listed are left out.
    """
    ready: dict[str, set[str]] = {
        code: {other for other in others if other in before} for code, others in before.items()
    }
    # Take away, again and again, what waits for nothing: what is left is in a ring or waits for one.
    while free := [code for code, others in ready.items() if not others]:
        for code in free:
            del ready[code]
        for others in ready.values():
            others.difference_update(free)
    found: list[tuple[str, ...]] = []
    seen: set[str] = set()
    for start in sorted(ready):
        way: list[str] = []
        code = start
        while code not in seen and code not in way:
            way.append(code)
            code = min(ready[code])
        if code in way:
            ring = way[way.index(code) :]
            first = ring.index(min(ring))
            found.append(tuple(ring[first:] + ring[:first]))
        seen.update(way)
    return found
