"""The classes that would count for something that scholarships ask for, and how graduation takes them."""

from __future__ import annotations

import uuid
from collections.abc import Container, Iterator, Mapping

from doorway.pathways.core.compiled import Compiled
from doorway.pathways.core.rules import ByCourses, RuleSet
from doorway.pathways.core.transcript import Certainty, Course
from doorway.pathways.core.ways import earliest
from doorway.pathways.graduation.records import Catalog, Taught
from doorway.pathways.graduation.rulebooks import LAST_GRADE
from doorway.pathways.scholarships.programs import Asking


class Offers:
    """For students of one class and grade: which classes of the catalog would fulfil a way, and when.

    ``compiled``: the requirements of the class with what the scholarships ask for as criteria; ``yearly``: the credit
    of a school year, evenly; ``best``: the most points that a mark has.
    """

    def __init__(
        self, rules: RuleSet, compiled: Compiled, graduation: Compiled, catalog: Catalog, *, grade: int, year: int
    ) -> None:
        self.compiled, self.grade, self.year = compiled, grade, year
        self._catalog, self.same = catalog, catalog.same
        self._graduation = graduation
        self.best = max((mark.points for mark in rules.marks.values() if mark.points is not None), default=0)
        self.yearly = rules.total // (LAST_GRADE + 1 - rules.first_grade)
        self._found: dict[tuple[int, int, uuid.UUID | None], list[tuple[Taught, list[int]]]] = {}

    def classes(self, way: ByCourses, school: uuid.UUID | None, until: int) -> list[tuple[Taught, list[int]]]:
        """Classes that would fulfil a way, each with the grades in which it is taught; looked for once."""
        number = self.compiled.ways.index(way)
        key = number, until, school
        if key not in self._found:
            self._found[key] = list(self._find(number, until))
        return self._found[key]

    def _find(self, number: int, until: int) -> Iterator[tuple[Taught, list[int]]]:
        """Classes of the catalog that count, each with the grades in which it is taught."""
        begins = self.begins(until)
        for course in self._catalog.taught.values():
            grades = [
                grade
                for grade in range(max(begins, course.first_grade), min(until, course.last_grade) + 1)
                if course.is_offered and any(index == number for index, _sure in self._fit(course, grade))
            ]
            if grades:
                yield course, grades

    def _fit(self, course: Taught, grade: int) -> tuple[tuple[int, int], ...]:
        return self.compiled.fit(self._course(course.code, grade), grade, "").ways

    def _course(self, code: str, grade: int) -> Course:
        units = self.compiled.rules.catalog[code].credits
        return Course(code, code, units, self.year + grade - self.grade, state=Certainty.PLANNED)

    def begins(self, until: int) -> int:
        """The first grade in which a class can still be taken: this year's are given out."""
        return self.grade if self.grade >= until else self.grade + 1

    def titles_before(self, course: Taught, begun: Container[str]) -> tuple[str, ...]:
        """What has to come before a class and has not begun, by title."""
        taught, waits = self._catalog.taught, [one for one in course.prerequisites if one not in begun]
        return tuple(taught[code].title if code in taught else code for code in waits)

    def earliest(self, code: str, there: Mapping[str, tuple[int, str]], *, first: int) -> int | None:
        """The first grade in which a class can be taken after what has to come before it."""
        return earliest(code, self._catalog.offers, there, first=first)

    def clashes(self, asking: Asking, code: str, grade: int) -> bool:
        """Whether a class counts for the scholarship, and not where graduation would want it."""
        if not asking.beside or code not in self._graduation.rules.catalog:
            return False
        return self.clashes_as(asking, self._course(code, grade), grade, "")

    def clashes_as(self, asking: Asking, course: Course, grade: int, mark: str) -> bool:
        """The same for a class on the record."""
        section = {line.key for line in self._graduation.lines if line.section == asking.beside}
        if not section:
            return False
        fit = self._graduation.fit(course, grade, mark)
        bits = fit.lines | fit.perhaps
        for index in fit.allowances:
            bits |= self._graduation.allowance_bits[index]
        return section.isdisjoint(self._graduation.lines[index].key for index in self._graduation.bits(bits))
