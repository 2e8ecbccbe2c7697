"""A student's record held against scholarships: each thing that is asked for, and how it could still come about."""

from __future__ import annotations

import uuid
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property

from doorway.pathways.core.audit import audit, grade_points, most_pairs, school_year
from doorway.pathways.core.chances import Chance, Reach, average_needed, chance_of
from doorway.pathways.core.compiled import Compiled
from doorway.pathways.core.result import Audit, CriterionResult, Status
from doorway.pathways.core.rows import Row, counting_once
from doorway.pathways.core.rules import ByAverage, ByCourses, ByCredits, ByKinds, ByTest, Criterion, RuleSet, Way
from doorway.pathways.core.transcript import Certainty, Course, Transcript
from doorway.pathways.core.ways import earliest, with_same
from doorway.pathways.graduation.fillers import MOST, Filler
from doorway.pathways.graduation.records import Catalog, Taught
from doorway.pathways.graduation.rulebooks import LAST_GRADE, ready
from doorway.pathways.scholarships.programs import Asking, Knows, Program

_REACH = {
    Status.MET: Reach.THERE,
    Status.IN_PROGRESS: Reach.THERE,
    Status.SCHEDULED: Reach.THERE,
    Status.PLANNED: Reach.PLANNED,
    Status.PROJECTED: Reach.PLANNED,
    Status.ASK: Reach.ASK,
}


# Terms that are over by the middle of the school year, with halves, thirds and quarters; and the months after it.
_FIRST_HALF = {"S1", "T1", "Q1", "Q2"}
_SECOND_HALF = range(2, 7)
_QUARTER = 250


@dataclass(frozen=True)
class Classes:
    """Classes that would fulfil something: taught here, or, where there are none here, elsewhere in the district.

    ``last``: the last grade in which one of them can be taken. ``clashing``: codes that graduation does not count in
    the section that the scholarship has in mind. ``waits``: there are some, and there is no time for what comes
    before them.
    """

    here: tuple[Filler, ...] = ()
    more: int = 0
    elsewhere: tuple[Filler, ...] = ()
    last: int | None = None
    clashing: frozenset[str] = frozenset()
    waits: bool = False


@dataclass(frozen=True)
class Sooner:
    """The average that the ``rest`` (units still to be marked) needs for who applies in a grade before the last one."""

    grade: int
    needed: int
    rest: int


@dataclass(frozen=True)
class Answer:
    """One thing that is asked for, held against a student.

    ``status``: how surely the record fulfils it, None where a person says so. ``said``: yes, no, or nobody has said.
    ``has``: keys of the classes that count. ``average``: points now; ``needed``: the average that the ``rest`` (units
    still to be marked) needs. ``until``: the grade that counts last; ``is_late``: it takes marks that come after one
    has applied. ``lacking``: units or classes that are missing; ``is_count`` says which. ``way``: the one
    that is spoken of; ``score``: the best score on file where that is a test; ``kinds``: how many kinds there are.
    """

    asking: Asking
    reach: Reach
    status: Status | None = None
    said: bool | None = None
    has: tuple[str, ...] = ()
    clashing: tuple[str, ...] = ()
    classes: Classes = Classes()
    average: int | None = None
    needed: int | None = None
    rest: int = 0
    until: int = LAST_GRADE
    is_late: bool = False
    sooner: Sooner | None = None
    lacking: int = 0
    is_count: bool = False
    way: Way | None = None
    score: int | None = None
    kinds: int | None = None


@dataclass(frozen=True)
class Judged:
    """A scholarship held against a student. ``is_over``: nobody of this class can apply any more.

    ``is_too_soon``: it is within reach, but what is missing comes in a later grade, after the last day on file.
    """

    program: Program
    chance: Chance
    answers: tuple[Answer, ...]
    is_over: bool = False
    is_too_soon: bool = False


class Judge:
    """Holds students of one class and grade against the scholarships. Made once for all of them.

    ``rules``: the graduation requirements of the class, whose marks and catalog hold here too.
    """

    def __init__(
        self, programs: Sequence[Program], rules: RuleSet, catalog: Catalog, *, class_of: int, today: date
    ) -> None:
        self.programs, self.today, self.class_of = programs, today, class_of
        self.year = school_year(today)
        self.grade = LAST_GRADE - (class_of - self.year)
        self._catalog, self.same = catalog, catalog.same
        self._graduation = ready(rules, catalog.kinds)
        kinds = self._graduation.rules.catalog
        criteria = tuple(
            Criterion(f"{program.key}.{asking.key}", "", asking.ways)
            for program in programs
            for asking in program.asks
            if asking.ways
        )
        bare = replace(
            rules, lines=(), choices=(), allowances=(), ceilings=(), early=(), printed=(), total=0, criteria=criteria,
            catalog=kinds,
        )  # fmt: skip
        self.compiled = Compiled(bare)
        # The tests that any of them asks for.
        self.tests = tuple({way for criterion in criteria for way in criterion.ways if isinstance(way, ByTest)})
        self.best = max((mark.points for mark in rules.marks.values() if mark.points is not None), default=0)
        grades = LAST_GRADE + 1 - rules.first_grade
        self.yearly = rules.total // grades
        self._found: dict[tuple[int, int, uuid.UUID | None], list[tuple[Taught, list[int]]]] = {}

    def judge(
        self, transcript: Transcript, facts: Mapping[str, bool], school: uuid.UUID | None, applied: frozenset[str]
    ) -> list[Judged]:
        """Every scholarship that students of this school can have. ``applied``: keys of those applied for."""
        # Only conversions change how much credit there is; all else is about lines of the graduation requirements.
        conversions = tuple(one for one in transcript.decisions if one.kind == "conversion")
        record = replace(transcript, decisions=conversions)
        views: dict[tuple[int, int, bool], _Student] = {}

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
                is_over = self._is_over(program) and program.key not in applied
                reaches = [answer.reach for answer in answers]
                if program.known_for is not None:
                    reaches.append(Reach.ASK)
                chance = chance_of(reaches, is_over=is_over)
                is_too_soon = False
                if chance is Chance.NEARLY and self._closes_now(program):
                    this_year = [answer(program, asking, self.grade).reach for asking in program.asks]
                    is_too_soon = chance_of(this_year) not in {Chance.NEARLY, Chance.OPEN}
                judged.append(Judged(program, chance, answers, is_over, is_too_soon))
        return judged

    def _closes_now(self, program: Program) -> bool:
        """Whether the last day on file is that of the student's grade, and a later grade could apply as well."""
        return program.first_grade <= self.grade < program.last_grade and program.dates.closes is not None

    def _seen_until(self, record: Transcript, school: uuid.UUID | None, key: tuple[int, int, bool]) -> _Student:
        """The student with what comes up to a grade: a class planned for later helps nobody who applies before."""
        _first, until, _half = key
        counting = tuple(
            course
            for course in record.courses
            if course.state is Certainty.EARNED or LAST_GRADE - self.class_of + course.year <= until
        )
        if len(counting) < len(record.courses):
            record = replace(record, courses=counting)
        return _Student(self, record, audit(self.compiled, record, today=self.today), school, *key)

    def _counts_half(self, program: Program, asking: Asking) -> bool:
        """Whether marks of the first half of the year in which one applies are there on the last day."""
        closes = program.dates.closes
        return not asking.at_graduation and closes is not None and closes.month in _SECOND_HALF

    def _is_over(self, program: Program) -> bool:
        closes = program.dates.closes
        # A local one is given every year: its last day is that of those who are in the grade now.
        late = (
            closes is not None and closes < self.today and (program.local is None or self.grade >= program.first_grade)
        )
        return bool(program.closed) or late or self.grade > program.last_grade

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

    # Classes that would count

    def classes_for(self, way: ByCourses, asking: Asking, done: set[str], student: _Student) -> Classes:
        """What would fulfil a way, plain classes first, without those that were taken."""
        school = student.school
        found, waits = [], False
        for course, grades in self._classes(way, school, student.until):
            if course.code in done:
                continue
            begins = student.earliest(course.code)
            left = [] if begins is None else [grade for grade in grades if grade >= begins]
            if left:
                found.append((Filler(course, left[0], self._before(course, student)), left[-1]))
            waits = waits or not left
        found.sort(key=_plain_first)
        here = [(filler, last) for filler, last in found if filler.course.at(school)]
        shown = [filler for filler, _last in here or found][:MOST]
        return Classes(
            here=tuple(shown) if here else (),
            more=max(0, len(here) - MOST),
            elsewhere=() if here else tuple(shown),
            last=max((last for _filler, last in here or found), default=None),
            clashing=frozenset(one.course.code for one in shown if self.clashes(asking, one.course.code, one.grade)),
            waits=waits and not found,
        )

    def _classes(self, way: ByCourses, school: uuid.UUID | None, until: int) -> list[tuple[Taught, list[int]]]:
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

    def _before(self, course: Taught, student: _Student) -> tuple[str, ...]:
        taught, waits = self._catalog.taught, [one for one in course.prerequisites if one not in student.begun]
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


def _is_early(course: Course) -> bool:
    """Whether its mark is there by the middle of the year."""
    return course.term.split(" ")[-1] in _FIRST_HALF


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


@dataclass(frozen=True)
class _Student:
    """One student before the judge.

    ``first`` and ``until``: the grades in which one applies, the last of which counts last; ``half``: marks of the
    first half of the year in which one applies count.
    """

    judge: Judge
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
        """Of how many kinds there are classes on the record or in the plan."""
        counting = [self._counting.get(self.judge.compiled.ways.index(kind), []) for kind in way.kinds]
        return most_pairs([sorted({course.code for course, _grade in found}) for found in counting])

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
        open_ones = sum(bool(self.judge.classes_for(kind, asking, self._taken, self).here) for kind in way.kinds)
        room = done + open_ones >= way.count and self.judge.grade < self.until
        return Answer(asking, Reach.POSSIBLE if room else Reach.ASK, Status.MISSING, kinds=done)

    def _test(self, asking: Asking, way: ByTest) -> Answer:
        """A test that was not taken, or not here, is a question; one with too low a score can be taken again."""
        scores = [one.score for one in self.record.tests if (one.test, one.part) == (way.test, way.part)]
        best = max(scores, default=None)
        return Answer(asking, Reach.ASK if best is None else Reach.POSSIBLE, Status.MISSING, score=best)

    def _average(self, asking: Asking, way: ByAverage) -> Answer:
        points, units = grade_points(self.judge.compiled.rules, self.record)
        now = points // units if units else None
        grades = range(min(max(self.first, self.judge.grade), self.until), self.until + 1)
        tried = [(grade, self._to_come(asking, grade)) for grade in grades]
        if not any(sure + late for _grade, (sure, late) in tried):
            # No class of this year is on file: nobody can say what it will come to.
            return Answer(asking, Reach.ASK, Status.MISSING, average=now)
        answer = Answer(asking, Reach.GONE, Status.MISSING, average=now, until=self.until)

        def needed_over(rest: int) -> int | None:
            needed = average_needed(way.points, points, units, rest)
            return needed if needed is not None and needed <= self.judge.best else None

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
        return answer

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
        open_now, ahead = sum(course.units for course in opened), max(0, until - self.judge.grade)
        if asking.at_graduation:
            return open_now + ahead * self.judge.yearly, 0
        if ahead:
            early = self._usually_early() if self.half else 0
            return open_now + (ahead - 1) * self.judge.yearly + early, self.judge.yearly - early
        early = sum(course.units for course in opened if self.half and _is_early(course))
        return early, open_now - early

    def _usually_early(self) -> int:
        """Of the credit of a year what is marked by its middle, as in the years that are on the record."""
        over = [course for course in self.record.courses if course.state is Certainty.EARNED and course.units > 0]
        units, early = (sum(course.units for course in own) for own in (over, [one for one in over if _is_early(one)]))
        # In quarters of a credit, downwards: it is an estimate.
        return self.judge.yearly * early // units // _QUARTER * _QUARTER if units else 0

    def _credits(self, asking: Asking, way: ByCredits) -> Answer:
        lacking = max(0, way.credits - self.result.total.filled[Certainty.PROJECTED])
        room = max(0, self.until - self.judge.grade) * self.judge.yearly
        reach = Reach.POSSIBLE if lacking <= room else Reach.GONE
        return Answer(asking, reach, Status.MISSING, lacking=lacking)

    def _courses(self, asking: Asking, way: ByCourses) -> Answer:
        counting = self._counting.get(self.judge.compiled.ways.index(way), [])
        has = [course for course, _grade in counting]
        clashing = [
            course.key
            for course, grade in counting
            if asking.beside and self.judge.clashes_as(asking, course, grade, course.mark)
        ]
        # Where another class counts in both, nothing has to be said.
        clashing = clashing if len(clashing) == len(has) else []
        classes = self.judge.classes_for(way, asking, self._taken, self)
        if way.count:
            lacking, is_count = max(0, way.count - len({course.code for course in has})), True
        else:
            compiled = self.judge.compiled
            settled = ((compiled.settled(course), grade) for course, grade in counting)
            rows = [Row(course, course.state, compiled.fit(course, grade, ""), "") for course, grade in settled]
            lacking, is_count = max(0, way.credits - counting_once(rows)), False
        if classes.here and self.judge.grade < self.until:
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

    def earliest(self, code: str) -> int | None:
        """The first grade in which the student can take a class."""
        return self.judge.earliest(code, self.begun, first=self.judge.begins(self.until))

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
        return with_same(self.there, self.judge.same)

    @cached_property
    def _taken(self) -> set[str]:
        """Codes of the record, without those that were failed: they can be taken again."""
        marks = self.judge.compiled.rules.marks
        failed = {
            course.key
            for course in self.record.courses
            if course.state is Certainty.EARNED and course.mark in marks and marks[course.mark].credit == "no"
        }
        return {course.code for course in self.record.courses if course.key not in failed}

    @cached_property
    def _counting(self) -> dict[int, list[tuple[Course, int]]]:
        """For each way by courses the classes of the record that count, or will, with the grade of each."""
        compiled, marks = self.judge.compiled, self.judge.compiled.rules.marks
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
