"""What would fill a requirement here: courses of the catalog, at the student's school, in the grades still to come."""

from __future__ import annotations

import uuid
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from doorway.pathways.core.compiled import YES, Compiled
from doorway.pathways.core.pace import LAST_GRADE
from doorway.pathways.core.rules import CourseKind
from doorway.pathways.core.transcript import Certainty, Course
from doorway.pathways.core.ways import earliest, with_same
from doorway.pathways.graduation.records import Catalog, Taught

MOST = 4


@dataclass(frozen=True)
class Filler:
    """A course that would count. ``grade``: the first in which it can be taken, after what has to come first and is
    neither taken nor planned (``after``)."""

    course: Taught
    grade: int
    after: tuple[str, ...]


@dataclass(frozen=True)
class Fillers:
    """What would fill one requirement: ``here``, and, where there is nothing here, ``elsewhere`` in the district."""

    here: tuple[Filler, ...] = ()
    more: int = 0
    elsewhere: tuple[Filler, ...] = ()


class FillerFinder:
    """Finds them for one student.

    ``done``: codes that were passed or are under way and give nothing more; ``begun``: grade and term of those of which
    at least a part was, or is planned. Both mean the classes of the same content, too. ``again``: codes that were
    failed. Whoever has this year only makes them up, also when they belong to an earlier grade. ``low``: for a
    requirement the codes whose mark is too low for it, and ``low_ways`` for a way: there they are not done, and may be
    taken again, this year too.
    """

    def __init__(
        self,
        compiled: Compiled,
        catalog: Catalog,
        *,
        grade: int,
        year: int,
        school: uuid.UUID | None,
        done: set[str],
        begun: Mapping[str, tuple[int, str]],
        again: Collection[str] = (),
        low: Mapping[str, Collection[str]] | None = None,
        low_ways: Mapping[int, Collection[str]] | None = None,
    ) -> None:
        self._compiled, self._catalog, self._school = compiled, catalog, school
        self._grade, self._year = grade, year
        self._low, self._low_ways = low or {}, low_ways or {}
        self._done = done.union(*(catalog.same.get(code, ()) for code in done))
        self._begun = with_same(begun, catalog.same)
        # A senior has this year only; everybody else chooses for the next one.
        self._first = grade if grade >= LAST_GRADE else grade + 1
        self._grades = [(at, compiled.fillers(year + at - grade, at)) for at in range(self._first, LAST_GRADE + 1)]
        self._again: dict[str, set[str]] = {}
        if again and self._first == grade:
            for at in range(compiled.rules.first_grade, LAST_GRADE + 1):
                for line, codes in compiled.fillers(year, at).items():
                    self._again.setdefault(line, set()).update(code for code in codes if code in again)

    def of(self, line: str) -> Fillers:
        """What would fill the line, plain courses first."""
        low = frozenset(self._low.get(line, ()))
        return self._found([(at, codes[line]) for at, codes in self._grades], self._again.get(line, set()), low)

    def of_way(self, number: int) -> Fillers:
        """What would fulfil a way beside the credits, by its number among the ways of the requirements."""
        kinds = self._compiled.rules.catalog.values()
        by_grade = []
        for at, _codes in self._grades:
            year = self._year + at - self._grade
            codes = [kind.code for kind in kinds if _is_in(at, kind) and self._fulfils(kind, number, year, at)]
            by_grade.append((at, codes))
        return self._found(by_grade, set(), frozenset(self._low_ways.get(number, ())))

    def _fulfils(self, kind: CourseKind, number: int, year: int, grade: int) -> bool:
        course = Course(kind.code, kind.code, kind.credits, year, state=Certainty.PLANNED)
        return any(one == number and sure == YES for one, sure in self._compiled.fit(course, grade, "").ways)

    def _found(self, by_grade: Sequence[tuple[int, Sequence[str]]], made_up: set[str], low: frozenset[str]) -> Fillers:
        first = {code: self._first for code in sorted(made_up) if self._is_open(code)}
        for grade, codes in by_grade:
            for code in codes:
                if code not in first and self._is_open(code, low) and grade >= self._earliest(code):
                    first[code] = grade
        # What no grade to come takes any more is made up in what is left of this year.
        first |= {code: self._grade for code in sorted(low - first.keys()) if self._is_open(code, low)}
        made_up = made_up | low
        found = [self._filler(code, grade) for code, grade in first.items()]
        # What is made up is begun already, and the shortest way.
        found.sort(
            key=lambda filler: (
                filler.course.code not in made_up, not filler.course.is_plain, filler.grade, bool(filler.after),
                filler.course.own_title,
            )
        )  # fmt: skip
        here = [filler for filler in found if filler.course.at(self._school)]
        elsewhere = () if here else tuple(found[:MOST])
        return Fillers(tuple(here[:MOST]), max(0, len(here) - MOST), elsewhere)

    def _is_open(self, code: str, low: Collection[str] = ()) -> bool:
        course = self._catalog.taught.get(code)
        return course is not None and course.is_offered and (code in low or code not in self._done)

    def _earliest(self, code: str) -> int:
        found = earliest(code, self._catalog.offers, self._begun, first=self._first)
        return LAST_GRADE + 1 if found is None else found

    def _filler(self, code: str, grade: int) -> Filler:
        course = self._catalog.taught[code]
        waits = (before for before in course.prerequisites if before not in self._begun)
        names = (self._catalog.taught[before].title if before in self._catalog.taught else before for before in waits)
        return Filler(course, grade, tuple(names))


def _is_in(grade: int, kind: CourseKind) -> bool:
    return (kind.first_grade is None or kind.first_grade <= grade) and (
        kind.last_grade is None or grade <= kind.last_grade
    )
