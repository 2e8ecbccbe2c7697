"""A second opinion on the audit, written from its description and sharing nothing with its engine but the values.

Every way to pick options is tried, none left out. Each is a model of whole numbers for CP-SAT: what each row gives to
each line at each level, and how much of it counts, with all levels in one model. A limit is a sum that may not be
exceeded, and nothing else is known of it. It is slow, and it is allowed to be.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import date
from fractions import Fraction
from functools import reduce
from itertools import combinations, permutations, product
from math import floor, gcd

from ortools.sat.python import cp_model

from doorway.pathways.core.rules import (
    ByAverage,
    ByCourses,
    ByCredits,
    ByKinds,
    Ceiling,
    Criterion,
    Line,
    Option,
    RuleSet,
    Selector,
    Way,
)
from doorway.pathways.core.transcript import Certainty, Course, Decision, Transcript

# Thousandths of a credit.
Units = int | Fraction
LEVELS = 6
ASK = 5
HALF = Fraction(1, 2)
# What a term can be called, and which of how many it can be then; what is meant where nothing else is said comes first.
TURNS: dict[str, tuple[tuple[int, int], ...]] = {
    **dict.fromkeys(
        ("s1", "semester 1", "first semester", "2026-27 sem. 1", "primer semestre", "semester 1 (fall)", "fall (s1)"),
        ((1, 2),),
    ),
    **dict.fromkeys(("s2", "semester 2", "2nd semester", "spring semester", "spring (s2)"), ((2, 2),)),
    **dict.fromkeys(("t1", "trimester 1", "1st trimester"), ((1, 3),)),
    **dict.fromkeys(("t2", "tri 2", "winter"), ((2, 3),)),
    **dict.fromkeys(("t3", "trimestre 3"), ((3, 3),)),
    **{f"q{number}": ((number, 4),) for number in (1, 2, 3, 4)},
    "fall": ((1, 2), (1, 3)),
    "spring": ((2, 2), (3, 3)),
    "term 1": ((1, 2), (1, 3), (1, 4)),
    "term 2": ((2, 2), (2, 3), (2, 4)),
}
# What the whole of a school year can be called.
ALL_OF_IT = {"", "y", "y1", "year", "full year", "year round", "s1 s2", "semester 1 semester 2"}
NAMES = ("met", "in_progress", "scheduled", "planned", "projected", "ask", "missing")


@dataclass(frozen=True)
class Answer:
    """What both must agree on. ``fills`` has every line, also those of options that were not picked (zeros)."""

    fills: dict[str, tuple[int, ...]]
    statuses: dict[str, str]
    choices: dict[str, str]
    creditable: tuple[int, ...]
    short: tuple[int, ...]
    status: str
    criteria: dict[str, str] = field(default_factory=dict)
    pace: tuple[bool, int, int] = (True, 0, 0)
    # The total with this use of the classes, where limits can let more count with another.
    together: str = field(default="met", compare=False)
    measure: tuple[object, ...] = field(default=(), compare=False)


@dataclass
class Credit:
    """A row that gives credit."""

    course: Course
    level: int
    units: int
    grade: int
    mark: str
    sure: set[str]
    perhaps: set[str]
    factor: Fraction
    pin: str = ""
    by_hand: set[str] = field(default_factory=set)


def consult(rules: RuleSet, transcript: Transcript, today: date) -> Answer:
    """The answer for one student: the best, where a line may be enough with less also of that."""
    oracle = _Oracle(rules, transcript, today)
    best = plain = oracle.answer()
    lenient: list[Answer] = []
    if any(line.enough is not None for line in rules.lines if not line.open) and plain.short[ASK]:
        lenient = [_Oracle(rules, transcript, today, lenient=True).answer()]
        best = min([plain, *(answer for answer in lenient if not answer.short[ASK])], key=lambda one: one.measure)
    credit = oracle.creditable()
    short = (*best.short[:ASK], min(answer.short[ASK] for answer in [plain, *lenient]))
    total = oracle.total_status(credit)
    criteria = Beside(rules, transcript, today).statuses(credit)
    binding = [criteria[criterion.key] for criterion in rules.criteria if not criterion.only_for]
    status = _worst([*best.statuses.values(), *best.choices.values(), total, best.together, *binding])
    due = oracle.due()
    pace = credit[0] >= due and OnTrack(rules, transcript, today).possible(), due, credit[0]
    return replace(best, creditable=credit, short=short, status=status, criteria=criteria, pace=pace)


class OnTrack:
    """Whether anybody could hand out what is earned or under way so that nothing is late.

    Late is a line that is usually done in a grade below the student's, that asks for something, and is not full. Every
    way through the choices is tried. An option that opens only with a class that is not under way cannot make a line
    full by now; one that forgives, and is open by now, asks for nothing.
    """

    def __init__(self, rules: RuleSet, transcript: Transcript, today: date) -> None:
        self.oracle = _Oracle(rules, transcript, today)
        self.late = [
            line
            for line in self.oracle.closed + ([self.oracle.open_line] if self.oracle.open_line else [])
            if line.usual_grade is not None and line.usual_grade < transcript.grade and self.oracle.need(line)
        ]

    def possible(self) -> bool:
        """Whether it can be done in some way."""
        return any(self._works(picked) for picked in self.oracle._readings())

    def _works(self, picked: dict[str, tuple[str, ...]]) -> bool:
        full = []
        for line in self.late:
            if line.choice:
                if line.option not in picked[line.choice]:
                    continue
                if self.oracle._since_of(line) > 1:
                    return False
                if self.oracle._forgiven_from(line, picked) <= 1:
                    continue
            full.append(line)
        return not full or self._hands_out(full)

    def _hands_out(self, full: list[Line]) -> bool:
        """One model of what is earned or under way: rows to lines, thousandth by thousandth."""
        oracle, model = self.oracle, cp_model.CpModel()
        now = [i for i, credit in enumerate(oracle.credits) if credit.level <= 1]
        given: dict[tuple[int, str], list[cp_model.LinearExprT]] = {}
        allowed: dict[int, list[cp_model.LinearExprT]] = {}
        for i in now:
            credit = oracle.credits[i]
            for line in full:
                ways = given.setdefault((i, line.key), [])
                if credit.pin and not line.open:
                    ways += [oracle.reserved.get(i, 0)] if credit.pin == line.key else []
                    continue
                if credit.pin:
                    # What its line does not take counts as credit all the same, so the open line has it.
                    ways.append(model.new_int_var(0, credit.units, ""))
                    continue
                whole = model.new_int_var(0, credit.units, "")
                parts: list[cp_model.LinearExprT] = []
                if line.key in credit.sure or line.open:
                    parts.append(model.new_int_var(0, credit.units, ""))
                for number, allowance in enumerate(oracle.rules.allowances):
                    hits = (oracle._hit(s, credit.course, credit.grade, credit.mark) for s in allowance.courses)
                    if line.key in allowance.lines and "yes" in set(hits):
                        part = model.new_int_var(0, credit.units, "")
                        allowed.setdefault(number, []).append(part)
                        parts.append(part)
                model.add(whole == sum(parts))
                ways.append(whole)
            if oracle.rules.split == "one" and not credit.pin:
                # It counts for one of the lines, and the open one takes what is left of it.
                marks = []
                for line in full:
                    if not line.open:
                        mark = model.new_bool_var("")
                        model.add(sum(given[i, line.key]) == 0).only_enforce_if(mark.negated())
                        marks.append(mark)
                model.add(sum(marks) <= 1)
        for number, parts in allowed.items():
            model.add(sum(parts) <= oracle.rules.allowances[number].credits)
        # A pin holds in its line also where that line is not late.
        out = {i: sum(sum(given[i, line.key]) for line in full) for i in now}
        for i in now:
            if i in oracle.reserved and oracle.credits[i].pin not in {line.key for line in full}:
                out[i] += oracle.reserved[i]
            model.add(out[i] <= oracle.credits[i].units)
        for cap, rows in oracle.caps:
            model.add(sum(out[i] for i in rows if i in out) <= cap)
        for line in full:
            model.add(sum(sum(given[i, line.key]) for i in now) >= oracle.need(line))
        return _solver().solve(model) in {cp_model.OPTIMAL, cp_model.FEASIBLE}


class Beside:
    """What is asked for beside the credits: every class counts, whatever line it fills, and each once."""

    def __init__(self, rules: RuleSet, transcript: Transcript, today: date) -> None:
        self.rules, self.transcript = rules, transcript
        self.oracle = _Oracle(rules, transcript, today)

    def statuses(self, credit: tuple[int, ...]) -> dict[str, str]:
        """By criterion; ``credit``: what counts in all at each level."""
        return {criterion.key: self._status(criterion, credit) for criterion in self.rules.criteria}

    def _status(self, criterion: Criterion, credit: tuple[int, ...]) -> str:
        reached = [k for k in range(LEVELS) for way in criterion.ways if self._holds(way, k, credit)]
        return NAMES[min(reached, default=LEVELS)]

    def _holds(self, way: Way, level: int, credit: tuple[int, ...]) -> bool:
        if isinstance(way, ByCredits):
            return level < ASK and credit[level] >= way.credits
        if isinstance(way, ByAverage):
            reached = {average >= way.points for average in self._averages()}
            return True in reached and (level == ASK or False not in reached)
        if isinstance(way, ByKinds):
            return self._kinds(way, level)
        assert isinstance(way, ByCourses)
        own = self._within(way, level)
        classes = {c.course.code for c in own if not way.count or self.oracle.is_whole(c.course.code, own, level)}
        return len(classes) >= max(1, way.count) and self._once(own) >= way.credits

    def _within(self, way: ByCourses, level: int) -> list[Credit]:
        found = []
        for credit in self.oracle.credits:
            hits = {self.oracle._hit(s, credit.course, credit.grade, credit.mark) for s in way.courses}
            at = credit.level if "yes" in hits else ASK if "perhaps" in hits else LEVELS
            found += [credit] if at <= level else []
        return found

    def _once(self, own: list[Credit]) -> int:
        """Credit of classes, repeats once: the most that can be taken so that no class gives more than it may."""
        total = 0
        for code in {credit.course.code for credit in own}:
            rows = [credit for credit in own if credit.course.code == code]
            kind = self.rules.catalog.get(code)
            if kind is not None and kind.repeatable:
                total += self.oracle.without_what_runs_at_once([(row.course, row.units) for row in rows])
                continue
            things = {self.oracle.thing(row.course) for row in rows}
            given = sum(max(r.units for r in rows if self.oracle.thing(r.course) == thing) for thing in things)
            most = (kind.credits if kind else 0) or self.rules.unknown_credits
            most = max(int(most * max(1, *(row.factor for row in rows))), *(row.units for row in rows))
            total += min(given, most)
        return total

    def _kinds(self, way: ByKinds, level: int) -> bool:
        """Whether so many kinds have a class of their own: every way to hand them out is tried."""
        codes = [
            {c.course.code for c in own if self.oracle.is_whole(c.course.code, own, level)}
            for own in (self._within(kind, level) for kind in way.kinds)
        ]
        everything = sorted(set().union(*codes))
        return any(
            all(code in codes[kind] for kind, code in zip(kinds, some, strict=True))
            for kinds in combinations(range(len(codes)), way.count)
            for some in permutations(everything, way.count)
        )

    def _averages(self) -> Iterator[Fraction]:
        """What the average can be: of completed classes of high school that carry points, by credit, the failed ones
        too. Credit weighs what somebody has said it counts for. What a school says that counts otherwise may weigh next
        to nothing or more than all else as long as nobody has said so.
        """
        weights: list[tuple[int, Fraction]] = []
        unknown: list[int] = []
        for course in self.transcript.courses:
            mark = self.rules.marks.get(course.mark)
            grade = course.grade if course.grade is not None else 12 - (self.transcript.class_of - course.year)
            if course.state or mark is None or mark.points is None or course.units <= 0:
                continue
            if grade >= self.rules.first_grade:
                said = [d.factor for d in self.oracle.decisions if d.kind == "conversion" and course.key in d.courses]
                if not said and course.scale not in {None, self.rules.total}:
                    unknown.append(mark.points)
                else:
                    exact = Fraction(course.units) * (said[-1] if said else 1)
                    weights.append((mark.points, Fraction(floor(exact + HALF))))
        if weights:
            yield sum(points * units for points, units in weights) / sum(units for _points, units in weights)
        yield from map(Fraction, unknown)


def _each_its_own(rules: RuleSet, transcript: Transcript) -> Transcript:
    """The same with a code for each class of a general one: one that is in no list, for each title and for
    no title.

    A code that differs from a listed one in capitals only is that one.
    """
    listed = {code.lower(): code for code in rules.catalog}
    transcript = replace(
        transcript,
        courses=tuple(
            one if one.code in rules.catalog else one._replace(code=listed.get(one.code.lower(), one.code))
            for one in transcript.courses
        ),
    )
    named = {code.lower() for code in _codes_in(rules)}
    courses = []
    for course in transcript.courses:
        titles = [" ".join(one.title.split()).lower() for one in transcript.courses if one.code == course.code]
        if course.code not in rules.catalog and course.code.lower() not in named and len({*titles}) > 1:
            course = course._replace(code=f"{course.code} ({' '.join(course.title.split()).lower()})")
        courses.append(course)
    return replace(transcript, courses=tuple(courses))


def _codes_in(rules: RuleSet) -> Iterator[str]:
    """Codes that anything in the rules names."""
    accepting: list[Selector] = [*rules.early]
    for line in rules.lines:
        accepting += [*line.accepts, *line.perhaps]
    for choice in rules.choices:
        accepting += [option.opened_when for option in choice.options if option.opened_when is not None]
    for limited in (*rules.allowances, *rules.ceilings):
        accepting += limited.courses
    for way in (way for criterion in rules.criteria for way in criterion.ways):
        for part in way.kinds if isinstance(way, ByKinds) else (way,):
            accepting += part.courses if isinstance(part, ByCourses) else ()
    for selector in accepting:
        yield from selector.codes


def standing(rules: RuleSet, transcript: Transcript, today: date) -> list[Decision]:
    """The decisions that stand."""
    return _Oracle(rules, transcript, today).decisions


class _Oracle:
    def __init__(
        self,
        rules: RuleSet,
        transcript: Transcript,
        today: date,
        *,
        lenient: bool = False,
    ) -> None:
        self.rules = rules
        self.lenient = lenient
        self.transcript = transcript = _each_its_own(rules, transcript)
        self.year = today.year + (today.month > 6) if transcript.year is None else transcript.year
        self.runs = min(self.year, today.year + (today.month > 6))
        self.chosen_sections = {line.section for line in rules.lines if line.choice}
        first = [x for x in rules.lines if not x.open and x.section not in self.chosen_sections]
        second = [x for x in rules.lines if not x.open and x.section in self.chosen_sections]
        # In the order in which they are filled: what is usually done in an earlier grade goes first among its like.
        self.closed = sorted(first, key=self._usual) + sorted(second, key=self._usual)
        self.open_line = next((line for line in rules.lines if line.open), None)
        self.credits = [credit for course in transcript.courses if (credit := self._credit(course))]
        self.credits.sort(
            key=lambda c: (c.level, c.course.year, c.course.term, c.course.code, c.course.part, c.course.key)
        )
        self.decisions = [d for d in sorted(transcript.decisions, key=self._when) if self._valid(d, today)]
        self.opened = {d.line for d in self.decisions if d.kind == "opt_out"}
        self.waived: dict[str, int] = {}
        for decision in self.decisions:
            self._decide(decision)
        for credit in self.credits:
            self._hold_to_its_share(credit)
        self.lowered = self._lowered()
        self.since = self._since()
        self.caps = self._caps()
        self.reserved = self._reserve()

    @staticmethod
    def _usual(line: Line) -> int:
        return 13 if line.usual_grade is None else line.usual_grade

    # Reading the record

    def _credit(self, course: Course) -> Credit | None:
        if course.units <= 0:
            return None
        level, mark = int(course.state), ""
        if self._was_failed(course):
            return None
        if level == 0:
            known = self.rules.marks.get(course.mark)
            if known is None or known.credit == "no":
                return None
            if known.credit == "pending":
                # Under way as long as its school year runs; afterwards nobody knows.
                level = ASK if course.year < self.runs else 1
            else:
                mark = course.mark
        grade = course.grade if course.grade is not None else 12 - (self.transcript.class_of - course.year)
        sure, perhaps = set(), set()
        for line in self.rules.lines:
            if line.open:
                continue
            answers = {self._hit(s, course, grade, mark) for s in line.accepts}
            if "yes" in answers:
                sure.add(line.key)
            elif "perhaps" in answers or {self._hit(s, course, grade, mark) for s in line.perhaps} - {"no"}:
                perhaps.add(line.key)
        allowed = any(self._hit(s, course, grade, mark) == "yes" for a in self.rules.allowances for s in a.courses)
        early = any(self._hit(s, course, 99, mark, everywhere=True) != "no" for s in self.rules.early)
        if grade < self.rules.first_grade and not (sure or perhaps or allowed or early):
            return None
        return Credit(course, level, self._worth(course), grade, mark, sure, perhaps, Fraction(1))

    def _was_failed(self, course: Course) -> bool:
        """Whether a class that is under way, or about to be, was failed in all of its time in that very year.

        A mark without points (somebody withdrew) is no failure, and of two halves one says nothing of the other.
        """
        if course.state not in (1, 2):
            return False
        failed = {
            self._when_in_the_year(other)
            for other in self.transcript.courses
            if (other.code, other.year) == (course.code, course.year)
            and self._is_failed(other)
            and self.rules.marks[other.mark].points is not None
            and (not course.part or not other.part or other.part == course.part)
        }
        if not course.part and self._when_in_the_year(course) == "all of it":
            for of in (2, 3, 4):
                if all((turn, of) in failed for turn in range(1, of + 1)):
                    return True
        return "all of it" in failed or self._when_in_the_year(course) in failed

    def _worth(self, course: Course) -> int:
        """The credit of a row. A share of a class that was written with two or three digits is the share itself, from
        where the term begins in the class to where it ends, each rounded.
        """
        kind = self.rules.catalog.get(course.code)
        whole = kind.credits if kind else self.rules.unknown_credits
        if not whole or course.scale is not None:
            return course.units
        at = self._turn(course)
        if kind is None:
            # Of a class that no list knows a third of what one usually gives is a third, by the name of the term.
            called = TURNS.get(course.term.lower(), ())
            at = next((at for at in called if abs(self._share(whole, at) - course.units) <= 5), None)
        share = self._share(whole, at) if at else course.units
        return share if share - 5 <= course.units <= share + 5 else course.units

    @staticmethod
    def _share(credits: int, at: tuple[int, int]) -> int:  # noqa: A002 # the word of the field
        begins, ends = (floor(Fraction(credits * turn, at[1]) + Fraction(1, 2)) for turn in (at[0] - 1, at[0]))
        return ends - begins

    def _turn(self, course: Course) -> tuple[int, int] | None:
        """Which of how many terms of its class the term of a row is, where the course list says so in one way only.

        A list that says nothing leaves it to the name of the term, when the credit is what such a term gives.
        """
        kind = self.rules.catalog.get(course.code)
        called, could_be = course.term.lower(), TURNS.get(course.term.lower(), ())
        if kind and all(way.lower() in ALL_OF_IT and " " not in way for way in kind.terms):
            right = [at for at in could_be if abs(self._share(kind.credits, at) - course.units) <= 5]
            return right[0] if right else None
        several = [way.lower().split() for way in kind.terms if " " in way] if kind else []
        turns = {(way.index(called) + 1, len(way)) for way in several if called in way}
        if not turns:
            turns = {at for at in could_be if at[1] in {len(way) for way in several}}
        if kind and len(turns) > 1:
            turns = {
                at for at in turns if course.scale is None and abs(self._share(kind.credits, at) - course.units) <= 5
            }
        return turns.pop() if len(turns) == 1 else None

    def _when_in_the_year(self, course: Course) -> object:
        """The same for every name of a term. What could be the first of two or of three is what the class has."""
        if course.term.lower() in ALL_OF_IT:
            return "all of it"
        kind, could_be = self.rules.catalog.get(course.code), TURNS.get(course.term.lower(), ())
        lengths = {len(way.split()) if " " in way else 2 for way in (kind.terms if kind else ())}
        right = [at for at in could_be if at[1] in lengths]
        if course.term.lower().startswith("term") and len(right) != 1:
            return course.term.lower()
        return (right or [*could_be, course.term.lower()])[0]

    def _reaches(self, course: Course) -> tuple[Fraction, Fraction] | None:
        """From where to where in its class a row without a part goes, the class being all from 0 to 1. None: who knows.

        As much credit as the class has is the class.
        """
        kind = self.rules.catalog.get(course.code)
        all_of_it = Fraction((kind.credits if kind else 0) or self.rules.unknown_credits)
        if course.scale is not None:
            all_of_it = all_of_it * course.scale / self.rules.total if self.rules.total else Fraction(10**9)
        if (course.units if course.scale is not None else self._worth(course)) >= all_of_it:
            return Fraction(0), Fraction(1)
        at = self._turn(course)
        return None if at is None else (Fraction(at[0] - 1, at[1]), Fraction(at[0], at[1]))

    def _halves(self, course: Course) -> set[str] | None:
        """The halves of its class that a row has something of; None where nobody can know."""
        if course.part:
            return {course.part}
        reach = self._reaches(course)
        if reach is None:
            return None
        return ({"1"} if reach[0] < HALF else set()) | ({"2"} if reach[1] > HALF else set())

    def thing(self, course: Course) -> object:
        """What a row is a row of: two rows of one thing are that thing twice. A term where the part is not known."""
        reach = self._reaches(course)
        if course.part or reach in {None, (0, 1)}:
            return course.part or (course.year, self._when_in_the_year(course))
        return {(0, HALF): "1", (HALF, 1): "2"}.get(reach, reach)

    def _hit(self, s: Selector, course: Course, grade: int, mark: str, *, everywhere: bool = False) -> str:
        kind = self.rules.catalog.get(course.code)
        areas = course.areas if course.areas is not None else tuple(kind.areas) if kind else ()
        tags = set(course.tags if course.tags is not None else tuple(kind.tags) if kind else ())
        if s.codes or s.areas:
            below = any(area == want or area.startswith(want + ".") for area in areas for want in s.areas)
            named = any(code.lower() == course.code.lower() for code in s.codes)
            if not named and not below:
                return "no"
        if any(tag not in tags for tag in s.tags) or any(tag in tags for tag in s.without):
            return "no"
        halves = self._halves(course) if s.parts else None
        if halves is not None and not halves & s.parts:
            return "no"
        yes = "perhaps" if s.parts and halves is None else "yes"
        no_window = s.first_grade is None and s.last_grade is None
        lowest = self.rules.first_grade if no_window else s.first_grade if s.first_grade is not None else -99
        highest = s.last_grade if s.last_grade is not None else 99
        if not everywhere and not lowest <= grade <= highest:
            return "no"
        if not (s.first_year or 0) <= course.year <= (s.last_year or 9999):
            return "no"
        if s.min_mark and mark:
            rank = self.rules.marks[mark].rank
            if rank is None:
                return "perhaps"
            return yes if rank >= (self.rules.marks[s.min_mark].rank or 0) else "no"
        return yes

    # Decisions

    def _when(self, d: Decision) -> tuple[object, ...]:
        kinds = {"conversion": 0, "substitution": 1, "pin": 2, "waiver": 3, "opt_out": 4}
        return kinds[d.kind], d.day, d.factor, d.line, d.courses, d.person, d.reason, d.units

    def _valid(self, d: Decision, today: date) -> bool:
        if not d.person or not d.reason or d.day > today or (d.expires and d.expires < today):
            return False
        if d.kind in ("pin", "substitution", "waiver") and d.line not in {line.key for line in self.rules.lines}:
            return False
        return all(self._carries(key) for key in d.rests_on)

    def _carries(self, key: str) -> bool:
        """Whether a decision can rest on a row: it gave credit, and no part of its class was failed and not made up."""
        for row in (c for c in self.credits if c.course.key == key):
            code, year, kind = row.course.code, row.course.year, self.rules.catalog.get(row.course.code)
            often = kind is not None and kind.repeatable
            failed = [c for c in self.transcript.courses if c.code == code and self._is_failed(c)]
            since = [c for c in failed if c.year == year or (c.year > year and not often)]
            own = [c for c in self.credits if c.level == 0 and c.course.code == code]
            passed = [c for c in own if c.course.year == year or not often]
            # Of a class whose size nobody knows all of it may be what one usually gives.
            return not since or self._gives_all(code, passed) or self._are_made_up(since, [c.course for c in passed])
        return False

    def _decide(self, d: Decision) -> None:
        if d.kind == "waiver":
            self.waived[d.line] = self.waived.get(d.line, 0) + d.units
        named = [credit for key in d.courses for credit in self.credits if credit.course.key == key]
        is_open = self.open_line is not None and d.line == self.open_line.key
        for credit in named:
            if d.kind == "conversion":
                credit.factor = d.factor
                exact = self._worth(credit.course) * d.factor
                credit.units = int(exact + Fraction(1, 2)) if exact.denominator > 1 else int(exact)
            elif d.kind == "substitution" and not is_open:
                credit.by_hand.add(d.line)
                credit.sure.add(d.line)
            elif d.kind == "pin" and not credit.pin and (is_open or d.line in self._reach(credit)):
                credit.pin = d.line
                credit.by_hand.add(d.line)

    def _hold_to_its_share(self, credit: Credit) -> None:
        """Of what a school asks for in all its credit is no larger a part than it is there, until somebody decides."""
        scale, total = credit.course.scale, self.rules.total
        decided = any(d.kind == "conversion" and credit.course.key in d.courses for d in self.decisions)
        if scale and total and not decided:
            part = floor(Fraction(credit.course.units * total, scale) + HALF)
            credit.units = min(credit.units, part)

    def _lowered(self) -> int:
        """What comes off the total: of each line, what waivers take off it there, and never more than it asks for."""
        off = 0
        for line in self.rules.lines:
            units = [d.units for d in self.decisions if d.kind == "waiver" and d.lowers_total and d.line == line.key]
            off += min(sum(units), line.credits)
        return off

    def _reach(self, credit: Credit) -> set[str]:
        return (
            credit.sure
            | credit.perhaps
            | {
                key
                for allowance in self.rules.allowances
                if any(self._hit(s, credit.course, credit.grade, credit.mark) == "yes" for s in allowance.courses)
                for key in allowance.lines
            }
        )

    # Caps on rows: (cap, rows)

    def _caps(self) -> list[tuple[int, list[int]]]:
        caps: list[tuple[int, list[int]]] = []
        codes = {credit.course.code for credit in self.credits}
        for code in sorted(codes):
            rows = [i for i, credit in enumerate(self.credits) if credit.course.code == code]
            kind = self.rules.catalog.get(code)
            often = kind is not None and kind.repeatable
            slots: dict[object, list[int]] = {}
            for i in rows:
                course = self.credits[i].course
                slot = self._time(course) if often else self.thing(course)
                slots.setdefault(slot, []).append(i)
            if often:
                caps += [(max(self.credits[i].units for i in own), own) for own in slots.values() if len(own) > 1]
                for year in {self.credits[i].course.year for i in rows}:
                    own = [i for i in rows if self.credits[i].course.year == year]
                    own = [i for i in own if self._is_in_the_year(self.credits[i].course)]
                    given = [(self.credits[i].course, self.credits[i].units) for i in own]
                    caps.append((self.without_what_runs_at_once(given), own))
                continue
            caps += [(max(self.credits[i].units for i in own), own) for own in slots.values()]
            most = (kind.credits if kind else 0) or self.rules.unknown_credits
            # Ten of another school made one of ours make no class of ours smaller.
            most = int(most * max(1, *(self.credits[i].factor for i in rows)))
            caps.append((max(most, *(self.credits[i].units for i in rows)), rows))
        for ceiling in self.rules.ceilings:
            caps.append((ceiling.credits, [i for i, c in enumerate(self.credits) if self._falls_under(c, ceiling)]))
        return caps

    def _falls_under(self, credit: Credit, ceiling: Ceiling) -> bool:
        return any(self._hit(s, credit.course, credit.grade, credit.mark) == "yes" for s in ceiling.courses)

    # Options and pins

    def _since(self) -> dict[tuple[str, str], int]:
        found: dict[tuple[str, str], int] = {}
        for choice in self.rules.choices:
            for option in choice.options:
                level = self._opens_at(option)
                if level < LEVELS:
                    found[choice.key, option.key] = level
        return found

    def _opens_at(self, option: Option) -> int:
        if not option.opened_by and option.opened_when is None:
            return 0
        if option.opened_by in self.opened:
            return 0
        if option.opened_when is None:
            return LEVELS
        hits = [(self._hit(option.opened_when, c.course, c.grade, c.mark), c) for c in self.credits]
        for level in range(LEVELS):
            own = [c for hit, c in hits if (hit == "yes" and c.level <= level) or (hit == "perhaps" and level == ASK)]
            if any(self.is_whole(c.course.code, own, level) for c in own):
                return level
            if any(hit != "no" and c.level <= level and self._is_put(c, option) for hit, c in hits):
                return level
        return LEVELS

    def _is_put(self, credit: Credit, option: Option) -> bool:
        """Whether somebody has put a row into a line of the option, and no part of its class failed since is open."""
        lines = {
            line.key
            for choice in self.rules.choices
            for line in self.rules.lines
            if option in choice.options and (line.choice, line.option) == (choice.key, option.key)
        }
        code, year = credit.course.code, credit.course.year
        kind = self.rules.catalog.get(code)
        failed = [c for c in self.transcript.courses if c.code == code and self._is_failed(c) and c.year >= year]
        passed = [c.course for c in self.credits if c.level == 0 and c.course.code == code]
        if kind is not None and kind.repeatable:
            passed = [course for course in passed if course.year == year]
        return bool(lines & credit.by_hand) and self._are_made_up(failed, passed)

    def _are_made_up(self, failed: list[Course], passed: list[Course]) -> bool:
        """Whether each part that was failed was passed in another term of that year or later.

        What nobody knows the part of is tried as each part that was failed in an earlier year, or before its summer.
        """

        def summers(course: Course) -> bool:
            return course.term.lower().startswith("su")

        def part(course: Course) -> object:
            reach = self._reaches(course)
            if not course.part and reach == (0, 1):
                return "all of it"
            return None if not course.part and reach is None else self.thing(course)

        def helps(course: Course, other: Course) -> bool:
            if course.year != other.year:
                return course.year > other.year
            return self._when_in_the_year(course) != self._when_in_the_year(other)

        def later(course: Course, other: Course) -> bool:
            return (course.year, summers(course)) > (other.year, summers(other))

        if any(part(one) == "all of it" for one in failed):
            return False
        left = [
            one for one in failed
            if part(one) is None or not any(part(c) == part(one) and helps(c, one) for c in passed)
        ]  # fmt: skip
        things = {part(one) or (one.year, self._when_in_the_year(one)) for one in left}
        # Of one part that was failed twice the last time has to be made up.
        ends = [
            max((one for one in left if (part(one) or (one.year, self._when_in_the_year(one))) == thing),
                key=lambda one: (one.year, summers(one)))
            for thing in things
        ]  # fmt: skip
        free = [course for course in passed if part(course) is None]
        return any(all(map(later, chosen, ends)) for chosen in permutations(free, len(ends)))

    def _is_failed(self, course: Course) -> bool:
        mark = self.rules.marks.get(course.mark)
        return course.state == 0 and mark is not None and mark.credit == "no"

    def is_whole(self, code: str, own: list[Credit], level: int) -> bool:
        """Whether these rows are all of a class: a way is opened by classes, not by semesters of them.

        Of a class whose size nobody knows a part may be all of it, and that is a question. So is a part that is under
        way, or of this school year, unless another part was failed this year and not made up. A figure of another
        school is what it says, or what it is of all that is asked for there, whichever is more. Parts may each be off
        by five.
        """
        rows = [credit for credit in own if credit.course.code == code]
        kind = self.rules.catalog.get(code)
        size = kind.credits if kind else 0
        if rows and level == ASK:
            fresh = [c for c in rows if c.level in (1, 2) or (c.level == 0 and c.course.year >= self.runs)]
            failed = [
                c for c in self.transcript.courses if self._is_failed(c) and c.code == code and c.year >= self.runs
            ]  # fmt: skip
            passed = [c.course for c in rows if c.level == 0]
            if not size or (fresh and self._are_made_up(failed, passed)):
                return True
        return self._gives_all(code, rows)

    def _gives_all(self, code: str, rows: list[Credit]) -> bool:
        """Whether rows of one class give all of its credit, each part once."""
        kind = self.rules.catalog.get(code)
        often, size = kind is not None and kind.repeatable, kind.credits if kind else 0
        best: dict[object, Fraction] = {}
        shares: list[tuple[Course, Fraction]] = []
        for course in (credit.course for credit in rows):
            slot = self._time(course) if often else self.thing(course)
            share = Fraction(self._worth(course))
            if course.scale is not None:
                share = max(Fraction(course.units), Fraction(course.units, course.scale) * self.rules.total)
            best[slot] = max(best.get(slot, Fraction(0)), share)
            shares.append((course, share))
        given = sum(best.values())
        if often:
            given = self.without_what_runs_at_once([(course, share) for course, share in shares])
        blur = 5 * len(best) if len(best) > 1 else 0
        return given + blur >= (size or self.rules.unknown_credits)

    def _time(self, course: Course) -> object:
        when = self._when_in_the_year(course)
        if when == "all of it" and not course.part and not self._is_all_year(course):
            when = "some time of it"
        return course.year, when, course.part

    def _is_all_year(self, course: Course) -> bool:
        """Whether a row is of the whole year: it says so, or is all of a class that takes a year."""
        if course.part or course.term.lower() not in ALL_OF_IT:
            return False
        kind = self.rules.catalog.get(course.code)
        takes_a_year = any(" " in way or way.lower() in ALL_OF_IT for way in (kind.terms if kind else ()))
        return bool(course.term) or (takes_a_year and self._reaches(course) == (0, 1))

    def without_what_runs_at_once(self, rows: list[tuple[Course, Units]]) -> Units:
        """The most that rows of a class that may be taken often give so that no two of them run at one time.

        Every choice of rows is tried. Nobody knows when a school has a term with a name of its own.
        """
        total: Units = 0
        for year in {course.year for course, _units in rows}:
            own, best = [(course, units) for course, units in rows if course.year == year], Fraction(0)
            for count in range(1, len(own) + 1):
                for some in combinations(own, count):
                    if not any(self._run_at_once(one, other) for (one, _), (other, _) in combinations(some, 2)):
                        best = max(best, Fraction(sum(units for _course, units in some)))
            total += int(best) if best.denominator == 1 else best
        return total

    def _run_at_once(self, one: Course, other: Course) -> bool:
        if self._time(one) == self._time(other):
            return True
        return any(map(self._is_all_year, (one, other))) and all(map(self._is_in_the_year, (one, other)))

    @staticmethod
    def _is_in_the_year(course: Course) -> bool:
        return course.term.lower() in {*ALL_OF_IT, *TURNS}

    def need(self, line: Line, level: int = 0) -> int:
        waived = self.waived.get(line.key, 0)
        need = max(0, line.credits - waived)
        if level == ASK and line.enough is not None:
            need = max(0, min(need, line.enough - waived))
        return need

    def room(self, line: Line) -> int:
        """What courses are put into a line up to."""
        return self.need(line, ASK) if self.lenient and not line.open else self.need(line)

    def _reserve(self) -> dict[int, int]:
        """Row to pinned units; pins into options that cannot be taken fall."""
        self.forced: dict[str, set[str]] = {}
        given: dict[int, int] = {}
        by_key = {line.key: line for line in self.rules.lines}
        for i, credit in enumerate(self.credits):
            if not credit.pin:
                continue
            line = by_key[credit.pin]
            if line.choice:
                pick = next(choice.pick for choice in self.rules.choices if choice.key == line.choice)
                forced = self.forced.setdefault(line.choice, set())
                fits = line.option in forced or len(forced) < pick
                if (line.choice, line.option) not in self.since or not fits:
                    credit.pin = ""
                    # The pin takes the substitution of the same row with it.
                    fresh = self._credit(credit.course)
                    assert fresh is not None
                    credit.sure, credit.perhaps = fresh.sure, fresh.perhaps
                    continue
                forced.add(line.option)
            if line.open:
                continue
            room = self.room(line) - sum(u for j, u in given.items() if self.credits[j].pin == credit.pin)
            for cap, rows in self.caps:
                if i in rows:
                    room = min(room, cap - sum(given.get(j, 0) for j in rows))
            if min(room, credit.units) > 0:
                given[i] = min(room, credit.units)
        return given

    # Answers

    def creditable(self) -> tuple[int, ...]:
        """The most credit that can count at each level, whatever it is for."""
        return tuple(self._most(level) for level in range(LEVELS))

    def answer(self) -> Answer:
        forgiving = any(option.forgives for choice in self.rules.choices for option in choice.options)
        forgiving = forgiving or any(line.enough is not None for line in self.rules.lines)
        forgiving = forgiving or any(level > 0 for level in self.since.values())
        best: tuple[tuple[int, ...], _Use, dict[str, tuple[str, ...]], set[str]] | None = None
        for picked, released in self._ways():
            self.released = released
            active = [
                line
                for line in self.closed
                if (not line.choice or line.option in picked.get(line.choice, ()))
                and self._forgiven_from(line, picked)
                and line.key not in released
            ]
            # Where nothing is forgiven the model counts as the measure does, and may stop when it is worse.
            use = _Model(self, active).solve(best[0] if best and not forgiving else None)
            if use is None:
                continue
            measure = self._measure(active, use.fills, picked, use.credit)
            if best is None or measure < best[0]:
                best = measure, use, picked, released
        assert best is not None
        self.released = best[3]
        return self._answer(best[1].fills, best[2], best[1].credit)

    def _ways(self) -> Iterator[tuple[dict[str, tuple[str, ...]], set[str]]]:
        """Readings, each also with every set of options released whose lines a class that is to be passed completes."""
        for picked in self._readings():
            later = sorted(
                (line.choice, line.option)
                for line in self.closed
                if line.choice and 0 < self._forgiven_from(line, picked) < LEVELS
            )
            options = list(dict.fromkeys(later))
            for count in range(len(options) + 1):
                for some in combinations(options, count):
                    yield picked, {line.key for line in self.closed if (line.choice, line.option) in some}

    def _readings(self) -> Iterator[dict[str, tuple[str, ...]]]:
        ways = []
        for choice in self.rules.choices:
            is_open = [option.key for option in choice.options if (choice.key, option.key) in self.since]
            ways.append([w for w in combinations(is_open, choice.pick) if self.forced.get(choice.key, set()) <= set(w)])
        for picked in product(*ways):
            yield {choice.key: way for choice, way in zip(self.rules.choices, picked, strict=True)}

    def _forgiven_from(self, line: Line, picked: dict[str, tuple[str, ...]]) -> int:
        if not line.choice or line.option not in picked.get(line.choice, ()):
            return LEVELS
        choice = next(choice for choice in self.rules.choices if choice.key == line.choice)
        option = next(option for option in choice.options if option.key == line.option)
        return self.since[choice.key, option.key] if option.forgives else LEVELS

    def _measure(
        self,
        active: list[Line],
        fills: dict[str, tuple[int, ...]],
        picked: dict[str, tuple[str, ...]],
        creditable: tuple[int, ...],
    ) -> tuple[int, ...]:
        by_level: list[tuple[int, ...]] = []
        for level in range(ASK, -1, -1):
            short = used = 0
            for line in active:
                used += fills[line.key][level]
                if level < self._since_of(line):
                    short += self.need(line, level)
                elif level < self._forgiven_from(line, picked):
                    short += max(0, self.need(line, level) - fills[line.key][level])
            short += sum(self.need(x) for x in self.closed if x.key in self.released and level < self._since_of(x))
            rest = 0
            if self.open_line is not None:
                rest = max(0, self.need(self.open_line, level) - (creditable[level] - used))
            over = sum(credit.units for credit in self.credits) - creditable[level]
            by_level.append((max(short + rest, self.total_need() - creditable[level]), short + rest, short, over))
        values = [value for kind in zip(*by_level, strict=True) for value in kind]
        for level in range(LEVELS):
            values += [-self._flowing(line, fills, level) for line in self.closed]
        return tuple(values)

    def _since_of(self, line: Line) -> int:
        return self.since[line.choice, line.option] if line.choice else 0

    def total_need(self) -> int:
        """What the student is asked for in all."""
        return max(0, self.rules.total - self.lowered)

    def total_status(self, creditable: tuple[int, ...]) -> str:
        """How the total stands."""
        need = self.total_need()
        return NAMES[min((k for k in range(ASK) if creditable[k] >= need), default=LEVELS)]

    def due(self) -> int:
        """What should be earned when the last grade ended: by the list of the rules, else an even share."""
        need = max(0, self.rules.total - self.lowered)
        before = self.transcript.grade - 1
        if self.rules.pace:
            return min(need, max([0, *(units for grade, units in self.rules.pace.items() if grade <= before)]))
        years = len(range(self.rules.first_grade, 13))
        done = len([grade for grade in range(self.rules.first_grade, 13) if grade <= before])
        return int(Fraction(need * done, years))

    def _flowing(self, line: Line, fills: dict[str, tuple[int, ...]], level: int) -> int:
        return fills.get(line.key, (0,) * LEVELS)[level] - self._pinned(line, level)

    def _pinned(self, line: Line, level: int) -> int:
        return sum(
            units
            for i, units in self.reserved.items()
            if self.credits[i].pin == line.key and self.credits[i].level <= level
        )

    def _answer(
        self, fills: dict[str, tuple[int, ...]], picked: dict[str, tuple[str, ...]], creditable: tuple[int, ...]
    ) -> Answer:
        # Pins hold also in lines that are completed and take part in nothing else.
        for line in self.closed:
            if not self._forgiven_from(line, picked) or line.key in self.released:
                fills[line.key] = tuple(self._pinned(line, k) for k in range(LEVELS))
        all_fills = {line.key: fills.get(line.key, (0,) * LEVELS) for line in self.closed}
        if self.open_line is not None:
            need = self.need(self.open_line)
            all_fills[self.open_line.key] = tuple(
                max(0, min(need, creditable[k] - sum(fill[k] for fill in fills.values()))) for k in range(LEVELS)
            )
        statuses: dict[str, str] = {}
        for line in [*self.closed, *([self.open_line] if self.open_line else [])]:
            if line.choice and line.option not in picked.get(line.choice, ()):
                continue
            since = self.since[line.choice, line.option] if line.choice else 0
            forgiven = self._forgiven_from(line, picked)
            filled = {k for k in range(LEVELS) if k >= forgiven or all_fills[line.key][k] >= self.need(line, k)}
            # Filled at a level is only what stays so when less sure credit is counted, short of what is a question.
            reached = [k for k in range(since, ASK) if {*range(k, ASK)} <= filled] + sorted(filled & {ASK})
            statuses[line.key] = NAMES[min(reached, default=LEVELS)]
        choices = {
            choice.key: _worst(
                [statuses[x.key] for x in self.closed if x.choice == choice.key and x.option in picked[choice.key]]
            )
            for choice in self.rules.choices
        }
        need = max(0, self.rules.total - self.lowered)
        enough = [k for k in range(ASK) if all(creditable[j] >= need for j in range(k, ASK))]
        for line in self.closed:  # what completed lines show is a matter of taste
            if not self._forgiven_from(line, picked) or line.key in self.released:
                all_fills[line.key] = ()
        lines = {line.key: line for line in self.rules.lines}
        short = tuple(
            max(
                need - creditable[k],
                sum(
                    self.need(lines[key], k) - (all_fills[key][k] if k >= self._since_of(lines[key]) else 0)
                    for key in statuses
                    if k < self._forgiven_from(lines[key], picked)
                    and (k < self._since_of(lines[key]) or all_fills[key][k] < self.need(lines[key], k))
                ),
            )
            for k in range(LEVELS)
        )
        statuses = {key: status for key, status in statuses.items() if not lines[key].choice}
        measure = (
            short[::-1],
            [-self._full(line, all_fills, k) for k in range(LEVELS) for line in self.closed],
        )
        together = NAMES[min(enough, default=LEVELS)]
        return Answer(all_fills, statuses, choices, creditable, short, "", together=together, measure=measure)

    def _full(self, line: Line, fills: dict[str, tuple[int, ...]], level: int) -> int:
        return fills[line.key][level] if fills[line.key] else 0

    # Models

    def _most(self, level: int) -> int:
        """All the credit there is at a level."""
        model = cp_model.CpModel()
        rows = [model.new_int_var(0, c.units if c.level <= level else 0, "") for c in self.credits]
        for cap, own in self.caps:
            model.add(sum(rows[i] for i in own) <= cap)
        model.maximize(sum(rows))
        solver = _solver()
        assert solver.solve(model) == cp_model.OPTIMAL
        return int(solver.objective_value)

    def adds(self, level: int) -> bool:
        """Whether anything can change at a level."""
        vague = any(line.enough is not None for line in self.rules.lines) or any(c.perhaps for c in self.credits)
        return level == 0 or any(c.level == level for c in self.credits) or (level == ASK and vague)


@dataclass(frozen=True)
class _Use:
    """How full lines are, and how much counts in all."""

    fills: dict[str, tuple[int, ...]]
    credit: tuple[int, ...]


class _Model:
    """All levels of one reading.

    Without limits over several classes numbers are divided by what divides all of them, to keep them small. With limits
    half of such a unit can be best.
    """

    def __init__(self, oracle: _Oracle, active: list[Line]) -> None:
        self.oracle = oracle
        self.active = active
        self.model = cp_model.CpModel()
        amounts = [c.units for c in oracle.credits] + [cap for cap, _ in oracle.caps] + list(oracle.reserved.values())
        amounts += [oracle.need(line, k) for line in oracle.rules.lines for k in (0, ASK)] + [oracle.total_need()]
        amounts += [allowance.credits for allowance in oracle.rules.allowances]
        self.unit = 1 if oracle.rules.ceilings else reduce(gcd, amounts, 0) or 1
        self.credit: list[cp_model.LinearExprT] = []
        self.levels = [level for level in range(LEVELS) if oracle.adds(level)]
        self.fill: list[dict[str, cp_model.IntVar]] = []
        for level in range(LEVELS):
            fresh = {line.key: self._level(level, line) for line in active} if level in self.levels else self.fill[-1]
            self.fill.append(fresh)
        self._flows()
        self._all_levels()

    def _all_levels(self) -> None:
        """What changes nothing counts as before."""
        held = dict(zip(self.levels, self.credit, strict=True))
        self.credit = [held[max(k for k in self.levels if k <= level)] for level in range(LEVELS)]

    def _u(self, units: int) -> int:
        return units // self.unit

    def _level(self, level: int, line: Line) -> cp_model.IntVar:
        return self.model.new_int_var(0, self._u(self.oracle.need(line)), f"{line.key}@{level}")

    def _flows(self) -> None:
        oracle, model = self.oracle, self.model
        whole = oracle.rules.split == "one"
        only = {
            (i, line.key): model.new_bool_var("") for i, _ in enumerate(oracle.credits) for line in self.active if whole
        }
        if whole:
            for i, _ in enumerate(oracle.credits):
                model.add(sum(only[i, line.key] for line in self.active) <= 1)
        for level in self.levels:
            into: dict[str, list[cp_model.LinearExprT]] = {line.key: [] for line in self.active}
            out: list[list[cp_model.LinearExprT]] = [[] for _ in oracle.credits]
            through: dict[int, list[cp_model.LinearExprT]] = {}
            for i, credit in enumerate(oracle.credits):
                if i in oracle.reserved and credit.level <= level and credit.pin in into:
                    into[credit.pin].append(self._u(oracle.reserved[i]))
                if i in oracle.reserved:
                    out[i].append(self._u(oracle.reserved[i]))
                if credit.pin or credit.level > level:
                    continue
                for line in self.active:
                    reach = line.key in credit.sure or (level == ASK and line.key in credit.perhaps)
                    ways: list[int] = [-1] if reach else []
                    for number, allowance in enumerate(oracle.rules.allowances):
                        hit = any(
                            oracle._hit(s, credit.course, credit.grade, credit.mark) == "yes" for s in allowance.courses
                        )
                        ways += [number] if hit and line.key in allowance.lines else []
                    for way in ways:
                        flow = model.new_int_var(0, self._u(credit.units), "")
                        into[line.key].append(flow)
                        out[i].append(flow)
                        if way >= 0:
                            through.setdefault(way, []).append(flow)
                        if whole:
                            model.add(flow == 0).only_enforce_if(only[i, line.key].negated())
            for i, credit in enumerate(oracle.credits):
                model.add(sum(out[i]) <= self._u(credit.units))
            for cap, rows in oracle.caps:
                model.add(sum(part for i in rows for part in out[i]) <= self._u(cap))
            # What counts: at least what is put into lines at this level, and no more than the caps let through.
            counts = [
                model.new_int_var(0, self._u(credit.units) if credit.level <= level else 0, "")
                for credit in oracle.credits
            ]
            for i, credit in enumerate(oracle.credits):
                if credit.level <= level:
                    model.add(counts[i] >= sum(out[i]))
            for cap, rows in oracle.caps:
                model.add(sum(counts[i] for i in rows) <= self._u(cap))
            self.credit.append(sum(counts))
            for number, flows in through.items():
                model.add(sum(flows) <= self._u(oracle.rules.allowances[number].credits))
            for line in self.active:
                model.add(self.fill[level][line.key] == sum(into[line.key]))
                # What pins at later levels will take is kept free.
                later = sum(u for i, u in oracle.reserved.items() if oracle.credits[i].pin == line.key)
                room = self._u(oracle.room(line) - later + oracle._pinned(line, level))
                model.add(self.fill[level][line.key] <= room)
                if level:
                    model.add(self.fill[level][line.key] >= self.fill[level - 1][line.key])

    def solve(self, best: tuple[int, ...] | None) -> _Use | None:
        """The use, or none when the measure is worse than the best."""
        by_level: list[list[tuple[cp_model.LinearExprT, int]]] = []
        for level in range(ASK, -1, -1):
            shorts = []
            for line in self.active:
                need = self._u(self.oracle.need(line))
                short = self.model.new_int_var(0, need, "")
                self.model.add(short >= need - self.fill[level][line.key])
                shorts.append((short, need))
            most = sum(need for _, need in shorts)
            short_sum = sum(short for short, _ in shorts)
            rest: cp_model.LinearExprT = 0
            rest_most = 0
            if self.oracle.open_line is not None:
                rest_most = self._u(self.oracle.need(self.oracle.open_line))
                rest = self.model.new_int_var(0, rest_most, "")
                used = sum(self.fill[level].values())
                self.model.add(rest >= rest_most - (self.credit[level] - used))
            total = self._u(self.oracle.total_need())
            missing_most = max(most + rest_most, total)
            missing = self.model.new_int_var(0, missing_most, "")
            self.model.add(missing >= short_sum + rest)
            self.model.add(missing >= total - self.credit[level])
            all_credit = sum(self._u(credit.units) for credit in self.oracle.credits)
            over = all_credit - self.credit[level], all_credit
            lines = short_sum + rest, most + rest_most
            by_level.append([(missing, missing_most), lines, (short_sum, most), over])
        goals = [goal for kind in zip(*by_level, strict=True) for goal in kind]
        for level in self.levels:
            for line in self.active:
                need = self._u(self.oracle.need(line))
                goals.append((need - self.fill[level][line.key], need))
        return self._lexicographic(goals, best)

    def _lexicographic(
        self, goals: list[tuple[cp_model.LinearExprT, int]], best: tuple[int, ...] | None
    ) -> _Use | None:
        """Each goal as small as it can be, the earlier ones first."""
        solver = _solver()
        assert solver.solve(self.model) == cp_model.OPTIMAL
        worse: bool | None = None if best else False
        for number, (goal, most) in enumerate(goals):
            if most == 0:
                continue
            # Where the last solution has nothing missing here, it is the best there is.
            if solver.value(goal) > 0:
                self.model.minimize(goal)
                assert solver.solve(self.model) == cp_model.OPTIMAL
            found = solver.value(goal)
            self.model.add(goal == found)
            if worse is None and best is not None and number < 4 * LEVELS and found * self.unit != best[number]:
                worse = found * self.unit > best[number]
                if worse:
                    return None
        fills = {
            line.key: tuple(solver.value(self.fill[level][line.key]) * self.unit for level in range(LEVELS))
            for line in self.active
        }
        return _Use(fills, tuple(solver.value(credit) * self.unit for credit in self.credit))


def _solver() -> cp_model.CpSolver:
    solver = cp_model.CpSolver()
    solver.parameters.num_workers = 1
    return solver


def _worst(statuses: list[str]) -> str:
    return max(statuses, key=NAMES.index, default="met")


__all__ = ["Answer", "Certainty", "consult"]
