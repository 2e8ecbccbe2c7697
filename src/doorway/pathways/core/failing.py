"""Classes that are in progress while the same record has a failing mark for that very time of them.

A mark stands at the end of a term, so it is what became of the class: the row in progress is what nobody has taken out.
A file that brings an F for a class in progress replaces that row; here both are there, because the record has two names
for the time: Y and S1 S2, or Fall and S1.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from doorway.pathways.core.compiled import Compiled
from doorway.pathways.core.terms import YEAR, are_all, is_summer
from doorway.pathways.core.transcript import Certainty, Course

_OPEN = frozenset({Certainty.IN_PROGRESS, Certainty.SCHEDULED})


class Contradicted(NamedTuple):
    """A class in progress, and the row that was failed. ``is_over``: that row is of all of its time, or more."""

    course: Course
    failed: Course
    is_over: bool


def is_failing(compiled: Compiled, course: Course) -> bool:
    """Whether the class was gone through to the end and failed. Who withdrew may have begun anew."""
    mark = compiled.rules.marks.get(course.mark) if course.state is Certainty.EARNED else None
    return mark is not None and mark.credit == "no" and mark.points is not None


def contradicted(compiled: Compiled, failed: Iterable[Course], courses: Iterable[Course]) -> Iterator[Contradicted]:
    """Of ``courses`` those that are in progress or scheduled in a time for which ``failed`` has a mark."""
    marks: dict[tuple[str, int], list[Course]] = {}
    for course in failed:
        marks.setdefault((course.code, course.year), []).append(course)
    for course in courses:
        own = marks.get((course.code, course.year)) if course.state in _OPEN else None
        if own is not None:
            found = _of(compiled, course, [one for one in own if not course.part or one.part in {"", course.part}])
            if found is not None:
                yield found


def _of(compiled: Compiled, course: Course, failed: list[Course]) -> Contradicted | None:
    at = compiled.slot(course)
    slots = {compiled.slot(one): one for one in failed}
    if at in slots:
        return Contradicted(course, slots[at], is_over=True)
    if is_summer(course.term):
        return None
    if YEAR in slots:
        return Contradicted(course, slots[YEAR], is_over=True)
    within = [one for one in failed if not is_summer(one.term)] if at == YEAR and not course.part else []
    if not within:
        return None
    return Contradicted(course, within[0], is_over=are_all(slots))
