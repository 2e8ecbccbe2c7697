"""A student's record held against scholarships: each thing that is asked for, and how it could still come about."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date

from doorway.pathways.core.audit import audit
from doorway.pathways.core.chances import Chance, Reach, chance_of
from doorway.pathways.core.compiled import Compiled
from doorway.pathways.core.rules import ByTest, Criterion, RuleSet
from doorway.pathways.core.transcript import Certainty, Transcript
from doorway.pathways.graduation.records import Catalog
from doorway.pathways.graduation.rulebooks import LAST_GRADE, ready
from doorway.pathways.scholarships.judging.answers import Answer, Judged
from doorway.pathways.scholarships.judging.offers import Offers
from doorway.pathways.scholarships.judging.student import Student
from doorway.pathways.scholarships.programs import Asking, Knows, Program
from doorway.pathways.scholarships.years import grade_for, is_over, year_of

# The months after the middle of the school year.
_SECOND_HALF = range(2, 7)


class Judge:
    """Holds students of one class and grade against the scholarships. Made once for all of them.

    ``rules``: the graduation requirements of the class, whose marks and catalog hold here too. ``year``: the school
    year of the grades.
    """

    def __init__(
        self, programs: Sequence[Program], rules: RuleSet, catalog: Catalog, *, class_of: int, year: int, today: date
    ) -> None:
        self.programs, self.today, self.class_of = programs, today, class_of
        self.year = year
        self.grade = LAST_GRADE - (class_of - self.year)
        graduation = ready(rules, catalog.kinds)
        kinds = graduation.rules.catalog
        criteria = tuple(
            Criterion(f"{program.key}.{asking.key}", "", asking.ways)
            for program in programs
            for asking in program.asks
            if asking.ways
        )
        # The total stays: credit of a school that counts otherwise is a share of it.
        bare = replace(
            rules, lines=(), choices=(), allowances=(), ceilings=(), early=(), printed=(), criteria=criteria,
            catalog=kinds,
        )  # fmt: skip
        self.compiled = Compiled(bare)
        # The tests that any of them asks for.
        self.tests = tuple({way for criterion in criteria for way in criterion.ways if isinstance(way, ByTest)})
        self.offers = Offers(rules, self.compiled, graduation, catalog, grade=self.grade, year=self.year)

    def judge(
        self, transcript: Transcript, facts: Mapping[str, bool], school: uuid.UUID | None, applied: frozenset[str]
    ) -> list[Judged]:
        """Every scholarship that students of this school can have. ``applied``: keys of those applied for."""
        # Only conversions change how much credit there is; all else is about lines of the graduation requirements.
        conversions = tuple(one for one in transcript.decisions if one.kind == "conversion")
        record = replace(transcript, decisions=conversions)
        views: dict[tuple[int, int, bool], Student] = {}

        def answer(program: Program, asking: Asking, last: int) -> Answer:
            until = LAST_GRADE if asking.at_graduation else last
            key = (until if asking.at_graduation else program.first_grade, until, self._counts_half(program, asking))
            if key not in views:
                views[key] = self._seen_until(record, school, key)
            view, found = views[key], views[key].found.get(f"{program.key}.{asking.key}")
            if asking.knows is Knows.RECORD and found is not None:
                return view.of_record(asking, found)
            return view.of_person(asking, facts, found)

        judged = []
        for program in self.programs:
            if program.fits(school):
                answers = tuple(answer(program, asking, program.last_grade) for asking in program.asks)
                is_past = is_over(program, self.class_of, self.today) and program.key not in applied
                reaches = [answer.reach for answer in answers]
                if program.known_for is not None:
                    reaches.append(Reach.ASK)
                chance = chance_of(reaches, is_over=is_past)
                is_too_soon = False
                if chance is Chance.NEARLY and self._closes_now(program):
                    this_year = [answer(program, asking, self.grade_for(program)).reach for asking in program.asks]
                    is_too_soon = chance_of(this_year) not in {Chance.NEARLY, Chance.OPEN}
                is_early = program.dates.opens_after(self.today) is not None
                grade = self.grade_for(program)
                judged.append(Judged(program, chance, answers, is_past, is_too_soon, grade, is_early))
        return judged

    def grade_for(self, program: Program) -> int:
        """The grade in which the students are when one applies."""
        return grade_for(program, self.class_of, self.today)

    def year_of(self, program: Program) -> int:
        """The school year to which it belongs that they applied."""
        return year_of(program, self.class_of, self.today)

    def _closes_now(self, program: Program) -> bool:
        """Whether the last day on file is that of the student's grade, and a later grade could apply as well."""
        return program.first_grade <= self.grade_for(program) < program.last_grade and program.dates.closes is not None

    def _seen_until(self, record: Transcript, school: uuid.UUID | None, key: tuple[int, int, bool]) -> Student:
        """The student with what comes up to a grade: a class planned for later helps nobody who applies before."""
        _first, until, _half = key
        counting = tuple(
            course
            for course in record.courses
            if course.state is Certainty.EARNED or LAST_GRADE - self.class_of + course.year <= until
        )
        if len(counting) < len(record.courses):
            record = replace(record, courses=counting)
        return Student(self.offers, record, audit(self.compiled, record, today=self.today), school, *key)

    def _counts_half(self, program: Program, asking: Asking) -> bool:
        """Whether marks of the first half of the year in which one applies are there on the last day."""
        closes = program.dates.closes
        return not asking.at_graduation and closes is not None and closes.month in _SECOND_HALF

    def seen(self, asking: Asking, transcript: Transcript) -> int:
        """How many different classes of the record are of the kind that a question names."""
        catalog = self.compiled.rules.catalog
        found = set()
        for course in transcript.courses:
            kind = catalog.get(course.code)
            tags = kind.tags if kind and course.tags is None else frozenset(course.tags or ())
            areas = kind.areas if kind and course.areas is None else frozenset(course.areas or ())
            for selector in asking.seen:
                if selector.tags <= tags and (not selector.areas or selector.areas & areas):
                    found.add(course.code)
        return len(found)
