"""One student before the judge: what the record fulfils, and how the rest could still come about."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cached_property

from doorway.pathways.core.audit import most_pairs
from doorway.pathways.core.average import average_of
from doorway.pathways.core.chances import Reach, average_needed
from doorway.pathways.core.own_units import own_units
from doorway.pathways.core.result import Audit, CriterionResult, Status
from doorway.pathways.core.rows import Row, counting_once, read_alone
from doorway.pathways.core.rules import ByAverage, ByCourses, ByCredits, ByKinds, ByTest
from doorway.pathways.core.terms import last_places
from doorway.pathways.core.too_low import LowMarks
from doorway.pathways.core.transcript import Certainty, Course, Transcript
from doorway.pathways.core.ways import with_same
from doorway.pathways.core.wholes import ASK, Wholes
from doorway.pathways.graduation.fillers import MOST, Filler
from doorway.pathways.graduation.rulebooks import LAST_GRADE
from doorway.pathways.scholarships.judging.answers import Answer, Classes, Sooner
from doorway.pathways.scholarships.judging.offers import Offers
from doorway.pathways.scholarships.programs import Asking, Knows

_REACH = {
    Status.MET: Reach.THERE,
    Status.IN_PROGRESS: Reach.THERE,
    Status.SCHEDULED: Reach.THERE,
    Status.PLANNED: Reach.PLANNED,
    Status.PROJECTED: Reach.PLANNED,
    Status.ASK: Reach.ASK,
}
_QUARTER = 250


@dataclass(frozen=True)
class Student:
    """One student before the judge; ``offers``: what can be taken.

    ``first`` and ``until``: the grades in which one applies, the last of which counts last; ``half``: marks of the
    first half of the year in which one applies count.
    """

    offers: Offers
    record: Transcript
    result: Audit
    school: uuid.UUID | None
    first: int
    until: int
    half: bool

    @cached_property
    def found(self) -> dict[str, CriterionResult]:
        """What the audit says of each criterion."""
        return {item.criterion.key: item for item in self.result.criteria}

    def of_record(self, asking: Asking, found: CriterionResult) -> Answer:
        """What the record says; where it says no, the first way that is still open, else the first."""
        reach = _REACH.get(found.status)
        answers = [replace(self._way(asking, way), way=way) for way in asking.ways]
        if reach is not None and found.way is not None:
            return replace(answers[found.way], reach=reach, status=found.status)
        return next((answer for answer in answers if answer.reach is not Reach.GONE), answers[0])

    def of_person(self, asking: Asking, facts: Mapping[str, bool], found: CriterionResult | None) -> Answer:
        """What a person says; where the record fulfils it by itself, nobody has to."""
        answer = _of_person(asking, facts)
        kinds = next((way for way in asking.ways if isinstance(way, ByKinds)), None)
        if kinds is not None:
            answer = replace(answer, way=kinds, kinds=self._kinds(kinds))
        if answer.said is not None or found is None or found.way is None:
            return answer
        return replace(answer, reach=_REACH[found.status], status=found.status)

    def _kinds(self, way: ByKinds) -> int:
        """Of how many kinds there are whole classes on the record or in the plan."""
        return most_pairs([sorted(self._wholes(kind)) for kind in way.kinds])

    def _rows(self, way: ByCourses) -> list[Row]:
        """The classes of the record that count for a way, or will."""
        compiled = self.offers.compiled
        counting = self._counting.get(compiled.ways.index(way), [])
        rows = [Row(read_alone(compiled, course, grade)) for course, grade in counting]
        for row in rows:
            if row.course.key in self.result.factors:
                row.convert(self.result.factors[row.course.key])
        return rows

    def _wholes(self, way: ByCourses) -> set[str]:
        """Codes of classes that are there, or will be, as a whole; half of one is no class."""
        since = self._whole.since([(0, row) for row in self._rows(way)])
        return {code for code, level in since.items() if level < ASK}

    @cached_property
    def _whole(self) -> Wholes:
        return Wholes(self.offers.compiled, self.record, self.offers.year)

    def _halves(self, way: ByCourses) -> set[str]:
        """Codes of which the rest can still be taken."""
        return {row.course.code for row in self._rows(way)} - self._wholes(way) if way.count else set()

    def _too_low(self, way: ByCourses) -> set[str]:
        """Codes of classes whose mark is too low for a way: they may be taken again."""
        return {one.code for one in self._low.of_way(self.offers.compiled.ways.index(way))}

    @cached_property
    def _low(self) -> LowMarks:
        return LowMarks(self.offers.compiled, self.record, self.result.factors)

    def _way(self, asking: Asking, way: object) -> Answer:
        """A way on the ground that it is not fulfilled."""
        match way:
            case ByAverage():
                return self._average(asking, way)
            case ByCredits():
                return self._credits(asking, way)
            case ByCourses():
                return self._courses(asking, way)
            case ByTest():
                return self._test(asking, way)
            case ByKinds():
                return self._by_kinds(asking, way)
        return Answer(asking, Reach.ASK, Status.MISSING)

    def _by_kinds(self, asking: Asking, way: ByKinds) -> Answer:
        """Whether classes of the other kinds can still be taken here."""
        done = self._kinds(way)
        open_ones = sum(bool(self._classes_for(kind, asking).here) for kind in way.kinds)
        room = done + open_ones >= way.count and self.offers.grade < self.until
        return Answer(asking, Reach.POSSIBLE if room else Reach.ASK, Status.MISSING, kinds=done)

    def _test(self, asking: Asking, way: ByTest) -> Answer:
        """A test that was not taken, or not here, is a question; one with too low a score can be taken again."""
        scores = [one.score for one in self.record.tests if (one.test, one.part) == (way.test, way.part)]
        best = max(scores, default=None)
        return Answer(asking, Reach.ASK if best is None else Reach.POSSIBLE, Status.MISSING, score=best)

    def _average(self, asking: Asking, way: ByAverage) -> Answer:
        average = average_of(self.offers.compiled.rules, self.record, self.result.factors)
        points, units, now = average.points, average.units, average.value
        if average.reaches(way.points) is None:
            return Answer(asking, Reach.ASK, Status.ASK, average=now, is_unsettled=True)
        grades = range(min(max(self.first, self.offers.grade), self.until), self.until + 1)
        tried = [(grade, self._to_come(asking, grade)) for grade in grades]
        if not any(sure + late for _grade, (sure, late) in tried):
            # No class of this year is on file: nobody can say what it will come to.
            return Answer(asking, Reach.ASK, Status.MISSING, average=now)
        answer = Answer(asking, Reach.GONE, Status.MISSING, average=now, until=self.until)

        def needed_over(rest: int) -> int | None:
            needed = average_needed(way.points, points, units, rest)
            return needed if needed is not None and needed <= self.offers.best else None

        # Every grade in which one can apply and it is enough: the more marks are still to come, the less it takes.
        enough = [
            Sooner(grade, needed, sure) for grade, (sure, _late) in tried if (needed := needed_over(sure)) is not None
        ]
        if enough:
            last = enough[-1]
            sooner = enough[0] if enough[0].needed > last.needed else None
            return replace(
                answer, reach=Reach.POSSIBLE, needed=last.needed, rest=last.rest, until=last.grade, sooner=sooner
            )  # fmt: skip
        # Then what only later marks of the last one bring.
        rest = sum(tried[-1][1])
        needed = needed_over(rest)
        if needed is not None:
            return replace(answer, reach=Reach.ASK, needed=needed, rest=rest, is_late=True)
        # Weighed otherwise, the marks of another school may leave more to the classes still to come.
        return answer if average.is_settled else replace(answer, reach=Reach.ASK, is_unsettled=True)

    def _to_come(self, asking: Asking, until: int) -> tuple[int, int]:
        """Credit that will be marked before one applies in a grade, and what is marked later in it.

        This year's classes, and an even share for each grade to come. Where the average at graduation counts, all of
        it does.
        """
        opened = [
            course
            for course in self.record.courses
            if course.state in {Certainty.IN_PROGRESS, Certainty.SCHEDULED} and course.units > 0
        ]
        open_now, ahead = self._weight(opened), max(0, until - self.offers.grade)
        if asking.at_graduation:
            return open_now + ahead * self.offers.yearly, 0
        if ahead:
            early = self._usually_early() if self.half else 0
            return open_now + (ahead - 1) * self.offers.yearly + early, self.offers.yearly - early
        early = self._weight([course for course in opened if _is_early(course)]) if self.half else 0
        return early, open_now - early

    def _usually_early(self) -> int:
        """Of the credit of a year what is marked by its middle, as in the years that are on the record."""
        over = [course for course in self.record.courses if course.state is Certainty.EARNED and course.units > 0]
        units, early = self._weight(over), self._weight([one for one in over if _is_early(one)])
        # In quarters of a credit, downwards: it is an estimate.
        return self.offers.yearly * early // units // _QUARTER * _QUARTER if units else 0

    def _weight(self, courses: Iterable[Course]) -> int:
        """The credit of rows, as it counts here."""
        total = self.offers.compiled.rules.total
        return sum(own_units(course, self.result.factors, total) for course in courses)

    def _credits(self, asking: Asking, way: ByCredits) -> Answer:
        lacking = max(0, way.credits - self.result.total.filled[Certainty.PROJECTED])
        room = max(0, self.until - self.offers.grade) * self.offers.yearly
        reach = Reach.POSSIBLE if lacking <= room else Reach.GONE
        return Answer(asking, reach, Status.MISSING, lacking=lacking)

    def _courses(self, asking: Asking, way: ByCourses) -> Answer:
        counting = self._counting.get(self.offers.compiled.ways.index(way), [])
        has = [course for course, _grade in counting]
        clashing = [
            course.key
            for course, grade in counting
            if asking.beside and self.offers.clashes_as(asking, course, grade, course.mark)
        ]
        # Where another class counts in both, nothing has to be said.
        clashing = clashing if len(clashing) == len(has) else []
        classes = self._classes_for(way, asking)
        if way.count:
            lacking, is_count = max(0, way.count - len(self._wholes(way))), True
        else:
            lacking, is_count = max(0, way.credits - counting_once(self._rows(way))), False
        if classes.here and self.offers.grade < self.until:
            reach = Reach.POSSIBLE
        elif classes.here or classes.elsewhere or classes.waits:
            # This year's classes are already assigned, only another school has one, or there is no time for what comes
            # before: somebody has to say whether it works.
            reach = Reach.ASK
        else:
            reach = Reach.GONE
        return Answer(
            asking, reach, Status.MISSING, has=tuple(course.key for course in has), clashing=tuple(clashing),
            classes=classes, lacking=lacking, is_count=is_count,
        )  # fmt: skip

    def _classes_for(self, way: ByCourses, asking: Asking) -> Classes:
        """What would fulfil a way, plain classes first, without those that were taken with a mark that is enough."""
        found, waits, taken = [], False, self._taken - self._halves(way) - self._too_low(way)
        for course, grades in self.offers.classes(way, self.school, self.until):
            if course.code in taken:
                continue
            begins = self.earliest(course.code)
            left = [] if begins is None else [grade for grade in grades if grade >= begins]
            if left:
                found.append((Filler(course, left[0], self.offers.titles_before(course, self.begun)), left[-1]))
            waits = waits or not left
        found.sort(key=_plain_first)
        here = [(filler, last) for filler, last in found if filler.course.at(self.school)]
        shown = [filler for filler, _last in here or found][:MOST]
        clashing = (one.course.code for one in shown if self.offers.clashes(asking, one.course.code, one.grade))
        return Classes(
            here=tuple(shown) if here else (),
            more=max(0, len(here) - MOST),
            elsewhere=() if here else tuple(shown),
            last=max((last for _filler, last in here or found), default=None),
            clashing=frozenset(clashing),
            waits=waits and not found,
        )

    def earliest(self, code: str) -> int | None:
        """The first grade in which the student can take a class."""
        return self.offers.earliest(code, self.begun, first=self.offers.begins(self.until))

    @cached_property
    def there(self) -> dict[str, tuple[int, str]]:
        """Grade and term of the classes that are taken, under way or planned; of two parts the last, without a term."""
        found: dict[str, tuple[int, str]] = {}
        for course in self.record.courses:
            if course.code in self._taken:
                grade = LAST_GRADE - self.record.class_of + course.year
                known = found.get(course.code)
                found[course.code] = (grade, course.term) if known is None else (max(grade, known[0]), "")
        return found

    @cached_property
    def begun(self) -> dict[str, tuple[int, str]]:
        """The same, also under the codes of classes that have the same content."""
        return with_same(self.there, self.offers.same)

    @cached_property
    def _taken(self) -> set[str]:
        """Codes of the record, without those that were failed: they can be taken again."""
        marks = self.offers.compiled.rules.marks
        failed = {
            course.key
            for course in self.record.courses
            if course.state is Certainty.EARNED and course.mark in marks and marks[course.mark].credit == "no"
        }
        return {course.code for course in self.record.courses if course.key not in failed}

    @cached_property
    def _counting(self) -> dict[int, list[tuple[Course, int]]]:
        """For each way by courses the classes of the record that count, or will, with the grade of each."""
        compiled, marks = self.offers.compiled, self.offers.compiled.rules.marks
        found: dict[int, list[tuple[Course, int]]] = {}
        for course in self.record.courses:
            is_over = course.state is Certainty.EARNED
            mark = course.mark if is_over else ""
            if course.units <= 0 or (is_over and (mark not in marks or marks[mark].credit == "no")):
                continue
            if mark and marks[mark].credit == "pending":
                mark = ""
            grade = course.grade if course.grade is not None else LAST_GRADE - self.record.class_of + course.year
            for index, _sure in compiled.fit(course, grade, mark).ways:
                found.setdefault(index, []).append((course, grade))
        return found


def _is_early(course: Course) -> bool:
    """Whether its mark is there by the middle of the year."""
    return any(2 * place.number <= place.of for place in last_places(course.term)[:1])


def _plain_first(found: tuple[Filler, int]) -> tuple[bool, int, bool, str]:
    filler = found[0]
    return filler.course.is_concurrent, filler.grade, bool(filler.after), filler.course.own_title


def _of_person(asking: Asking, facts: Mapping[str, bool]) -> Answer:
    said = facts.get(asking.fact)
    if said:
        return Answer(asking, Reach.THERE, said=True)
    if asking.knows is Knows.FAMILY:
        return Answer(asking, Reach.STEP, said=said)
    return Answer(asking, Reach.ASK if said is None else Reach.GONE, said=said)
