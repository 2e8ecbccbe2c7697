"""The graduation audit of one student: pure, exact, the same whatever the order of the transcript.

    ready = Compiled(rules)                       # once for many students
    audit(ready, transcript, today=date(2026, 9, 1))

What-if is the same call with other rules. See ``core.placing`` for what "most favourable" means.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from functools import cached_property
from itertools import islice

from doorway.pathways.core.apart import spelled, told_apart
from doorway.pathways.core.average import Average, average_of
from doorway.pathways.core.compiled import YES, Compiled
from doorway.pathways.core.decisions import Decided
from doorway.pathways.core.flow import ASK, Use
from doorway.pathways.core.options import OpenOption
from doorway.pathways.core.pace import in_time, pace_at
from doorway.pathways.core.placing import Placing
from doorway.pathways.core.result import (
    OF_LEVEL,
    Audit,
    ChoiceResult,
    CriterionResult,
    LineResult,
    Pace,
    Status,
    Total,
    Unused,
    worst,
)
from doorway.pathways.core.rows import LEVELS, Row, Rows, counting_once
from doorway.pathways.core.rules import (
    ByAverage,
    ByCourses,
    ByCredits,
    ByFact,
    ByKinds,
    ByTest,
    Criterion,
    Way,
)
from doorway.pathways.core.standing import Standing, standing
from doorway.pathways.core.too_low import LowMarks
from doorway.pathways.core.transcript import Certainty, Transcript, running_year, school_year
from doorway.pathways.core.wholes import Wholes

MOST_FILLERS = 5
# Members of an enumeration are found slowly, and these are asked for in every line.
_MET, _MISSING, _ASKED = Status.MET, Status.MISSING, Status.ASK
_WELL = frozenset({Status.MET, Status.IN_PROGRESS})
_NOTHING_NEXT: tuple[int | None, tuple[str, ...]] = None, ()
_PROJECTED = int(Certainty.PROJECTED)


def audit(compiled: Compiled, transcript: Transcript, *, today: date) -> Audit:
    """Hold one student against the requirements."""
    return _Views(compiled, transcript, today).audit()


def placed(compiled: Compiled, transcript: Transcript, *, today: date) -> Placing:
    """The use of a student's credit that the audit tells."""
    return _Views(compiled, transcript, today).best.placing


class _Views:
    """The ways in which one record can be seen as a whole, and the one that is best for the student.

    Nearly always there is one. There are two where all would be there, questions included, if a line took no more than
    may be enough.
    """

    def __init__(self, compiled: Compiled, transcript: Transcript, today: date) -> None:
        self.compiled, self.today = compiled, today
        self.transcript = told_apart(compiled, spelled(compiled, transcript))
        self.best = self.plain = self._report()
        if self.plain.may_be_enough():
            lenient = self._report(lenient=True)
            if not lenient.short[ASK]:
                self.best = min(self.plain, lenient, key=_Report.measure)
            self.best.short[ASK] = min(self.plain.short[ASK], lenient.short[ASK])

    def _report(self, *, lenient: bool = False) -> _Report:
        runs = min(running_year(self.transcript, self.today), school_year(self.today))
        rows = Rows(self.compiled, self.transcript, runs)
        decided = Decided(rows, self.today)
        rows.settle_repeats()
        placing = Placing(rows, decided, lenient=lenient)
        decided.unsettled()
        return _Report(self.compiled, self.transcript, rows, decided, placing, self.today)

    def audit(self) -> Audit:
        """The best of them."""
        return self.best.audit(self.plain.placing)


class _Report:
    """Puts the result together."""

    def __init__(
        self, compiled: Compiled, transcript: Transcript, rows: Rows, decided: Decided, placing: Placing, today: date
    ) -> None:
        self.compiled = compiled
        self.transcript = transcript
        self.rows = rows
        self.decided = decided
        self.placing = placing
        self.year = running_year(transcript, today)
        self._whole = Wholes(compiled, transcript, rows.this_year)
        self._done: dict[str, bool] = {}
        self.active = (compiled.closed_bits & ~compiled.choice_bits) | compiled.open_bit
        self.options: dict[int, OpenOption] = {}
        for options in placing.chosen.values():
            for option in options:
                self.active |= option.bits.bits
                for index in compiled.bits(option.bits.bits):
                    self.options[index] = option
        self.filled = [tuple(units) for units in placing.fills]
        self.standings = {index: self._standing(index) for index in compiled.bits(self.active)}
        self.statuses = {index: found.status for index, found in self.standings.items()}
        self.total_need = placing.total
        # Credit that counts, and credit still to be earned, by level.
        self.credit: list[int] = placing.creditable
        self.short: list[int] = self._short()

    def may_be_enough(self) -> bool:
        """Whether something is missing even with every question, and a line asks for more than may be enough."""
        return self.compiled.vague and bool(self.short[ASK])

    def measure(self) -> tuple[object, ...]:
        """What orders views of one record, smaller is better: missing, then more credit, then fuller lines."""
        done = {index for index, option in self.options.items() if option.done_bits}
        closed = [index for index, line in enumerate(self.compiled.lines) if not line.open and index not in done]
        fills = [-self.placing.fills[index][level] for level in range(LEVELS) for index in closed]
        return self.short[::-1], [-units for units in reversed(self.credit)], fills

    def audit(self, plain: Placing) -> Audit:
        """The result; ``plain``: the record placed where every line asks for all of its credit."""
        total = self._total()
        lines = self._lines()
        criteria = tuple(self._criterion(criterion) for criterion in self.compiled.rules.criteria)
        statuses = [*self.statuses.values(), total.status, self._together()]
        statuses += [result.status for result in criteria if result.applies]
        return Audit(
            student=self.transcript.student,
            rules=self.compiled.rules,
            status=worst(statuses),
            lines=lines,
            choices=self._choices(),
            criteria=criteria,
            total=total,
            short=tuple(self.short),
            pace=self._pace(plain),
            unused=self._unused(),
            decisions=tuple(self.decided.applied),
            problems=tuple(self.rows.problems),
            proven=self.placing.solving.proven,
            factors=self.decided.factors,
        )

    # Lines

    def _standing(self, index: int) -> Standing:
        placing, option = self.placing, self.options.get(index)
        need, enough = placing.asked.needs[index], placing.asked.need(index, ASK)
        since, forgiven = (0, LEVELS) if option is None else (option.since, option.forgives_from)
        return standing(self.filled[index], need, enough, since, forgiven)

    def _lines(self) -> tuple[LineResult, ...]:
        """In the order of the rule file, which is the order in which people read them."""
        found = []
        placing, statuses = self.placing, self.statuses
        for line in self.compiled.rules.lines:
            index = self.compiled.index[line.key]
            status = statuses.get(index)
            if status is None:
                continue
            filled, need = self.filled[index], placing.asked.needs[index]
            by, codes = _NOTHING_NEXT if status in _WELL else self._what_next(line.key, status)
            option = self.options.get(index)
            # The level from which on nothing is missed in the line; LEVELS for never.
            forgiven_at = LEVELS if option is None else option.forgives_from
            found.append(
                LineResult(
                    line,
                    status,
                    need,
                    self.compiled.needs[index] - need,
                    filled,
                    need - filled[_PROJECTED] if filled[_PROJECTED] < need and forgiven_at > _PROJECTED else 0,
                    tuple(placing.uses[index]),
                    self._today(index) if placing.today else None,
                    filled[ASK] < need and forgiven_at < LEVELS,
                    forgiven_at == 0,
                    line.key in self.decided.again,
                    by,
                    by is not None and by < self.year,
                    codes,
                )
            )
        return tuple(found)

    def _what_next(self, key: str, status: Status) -> tuple[int, tuple[str, ...]]:
        """The last school year for a line that is open, and classes that would fill it when nothing planned does."""
        by = self.transcript.class_of - self._after(key)
        if status is not _ASKED and status is not _MISSING:
            return by, ()
        fillers = self.compiled.fillers(self.year, self.transcript.grade)[key]
        if fillers:
            # A class whose mark is too low here has given its credit, and is to be had again.
            again = self._low.codes_of(key) if key in self.compiled.marked else ()
            open_still = (code for code in fillers if code in again or not self._is_given_whole(code))
            fillers = tuple(islice(open_still, MOST_FILLERS))
        return by, fillers

    def _is_given_whole(self, code: str) -> bool:
        """Whether nothing of a class is left to take: all of its credit is there, or will be. Half leaves the other."""
        if code not in self._given_codes:
            return False
        known = self._done.get(code)
        if known is None:
            given: dict[object, int] = {}
            cap = 0
            for row in self.rows.passed:
                if row.course.code == code and row.fit.cap is not None and row.level is not Certainty.ASK:
                    given[row.thing] = max(row.whole, given.get(row.thing, 0))
                    cap = row.fit.cap
            known = self._done[code] = sum(given.values()) >= cap
        return known

    @cached_property
    def _given_codes(self) -> set[str]:
        rows = self.rows.passed
        return {row.course.code for row in rows if row.fit.cap is not None and row.level is not Certainty.ASK}

    @cached_property
    def _low(self) -> LowMarks:
        return LowMarks(self.compiled, self.transcript, self.decided.factors)

    def _today(self, index: int) -> tuple[Use, ...] | None:
        today = self.placing.today.get(index)
        if today is None:
            return None
        earned = [use for use in self.placing.uses[index] if use.level == 0]
        return None if earned == today else tuple(today)

    def _after(self, key: str) -> int:
        """How many lines that are still open must come after this one, one a year."""
        depth = 0
        for follower in self.compiled.followers.get(key, ()):
            index = self.compiled.bit[follower].bit_length() - 1
            status = self.statuses.get(index)
            if status is not None and status not in _WELL:
                depth = max(depth, 1 + self._after(follower))
        return depth

    # The whole

    def _total(self) -> Total:
        need, filled = self.total_need, tuple(self.credit)
        level = next((level for level in range(ASK) if filled[level] >= need), None)
        status = Status.MISSING if level is None else OF_LEVEL[level]
        return Total(status, need, filled, max(0, need - self.placing.credit[Certainty.PROJECTED]))

    def _together(self) -> Status:
        """The total with this use of the classes: limits that cross can let more count when lines are not asked."""
        enough = [units >= self.total_need for units in self.placing.credit[:ASK]]
        level = next((level for level in range(ASK) if all(enough[level:])), None)
        return Status.MISSING if level is None else OF_LEVEL[level]

    def _short(self) -> list[int]:
        """Credit still to be earned at each level: what lines lack, and what the total lacks beyond that.

        A line of an option that is not open yet at a level lacks all of it.
        """
        open_still = [found.lacking for found in self.standings.values() if found.status is not _MET]
        lacking = map(sum, zip(*open_still, strict=True)) if open_still else [0] * LEVELS
        need = self.total_need
        return [max(units, need - there) for units, there in zip(lacking, self.placing.credit, strict=True)]

    def _choices(self) -> tuple[ChoiceResult, ...]:
        found = []
        for bits in self.compiled.choices:
            key = bits.choice.key
            chosen = self.placing.chosen[key]
            own = [self.statuses[index] for option in chosen for index in self.compiled.bits(option.bits.bits)]
            names = tuple(option.key for option in chosen)
            others = tuple(option.key for option in self.placing.asked.open[key] if option.key not in names)
            found.append(ChoiceResult(bits.choice, worst(own), names, others))
        return tuple(found)

    def _pace(self, plain: Placing) -> Pace:
        rules, grade = self.compiled.rules, self.transcript.grade
        earned = self.credit[0]
        due = pace_at(rules, grade - 1, need=self.total_need)
        behind = tuple(
            line.key
            for line in rules.lines
            if line.usual_grade is not None
            and line.usual_grade < grade
            and self.statuses.get(self.compiled.index[line.key], _MET) not in _WELL
        )
        # Where this use of the classes leaves one of these lines open, another may not.
        if behind and in_time(plain, grade):
            behind = ()
        return Pace(earned >= due and not behind, grade, due, earned, not rules.pace, behind)

    def _unused(self) -> tuple[Unused, ...]:
        found = [Unused(course, 0, reason) for course, reason in self.rows.without]
        found += [Unused(row.course.key, units, "over") for row, units in self.placing.left]
        if self.rows.gates:
            found += self._shut_out({row.course.key for row, _units in self.placing.left})
        return tuple(sorted(found, key=lambda item: (item.reason, item.course, item.units)))

    def _shut_out(self, left: set[str]) -> Iterator[Unused]:
        """Classes that gave way to another row of the same class, which helps more."""
        used = {use.row.course.key for uses in self.placing.uses for use in uses}
        for row in self.rows.rows:
            if row.gate >= 0 and row.course.key not in used and row.course.key not in left:
                limited = row.also or row.gate in self.rows.tops
                yield Unused(row.course.key, 0, "ceiling" if limited else "repeated")

    # Beside the credits

    def _criterion(self, criterion: Criterion) -> CriterionResult:
        applies = not criterion.only_for or self.transcript.facts.get(criterion.only_for) is True
        levels = [self._way(way) for way in criterion.ways]
        best = min(levels, default=LEVELS)
        if best >= LEVELS:
            return CriterionResult(criterion, Status.MISSING, None, applies)
        return CriterionResult(criterion, OF_LEVEL[best], levels.index(best), applies)

    def _way(self, way: Way) -> int:
        """The level at which a way is gone; LEVELS for never."""
        met = False
        match way:
            case ByTest():
                met = any(
                    (score.test, score.part) == (way.test, way.part) and score.score >= way.score
                    for score in self.transcript.tests
                )
            case ByFact():
                met = self.transcript.facts.get(way.fact) is True
            case ByAverage():
                reaches = self._average.reaches(way.points)
                return ASK if reaches is None else 0 if reaches else LEVELS
            case ByCredits():
                filled = self.credit
                return next((level for level in range(ASK) if filled[level] >= way.credits), LEVELS)
            case ByCourses():
                return self._by_courses(way)
            case ByKinds():
                return next((level for level in range(LEVELS) if self.kinds_at(way, level) >= way.count), LEVELS)
        return 0 if met else LEVELS

    @cached_property
    def _average(self) -> Average:
        return average_of(self.compiled.rules, self.transcript, self.decided.factors)

    @cached_property
    def _fulfilling(self) -> dict[int, list[tuple[int, Row]]]:
        """For each way by courses, by its number, the classes that count, each with the level from which on it does."""
        found: dict[int, list[tuple[int, Row]]] = {}
        for row in self.rows.passed:
            for index, answer in row.fit.ways:
                found.setdefault(index, []).append((int(row.level) if answer == YES else ASK, row))
        return found

    def _hits(self, way: ByCourses) -> list[tuple[int, Row]]:
        return self._fulfilling.get(self.compiled.ways.index(way), [])

    def kinds_at(self, way: ByKinds, level: int) -> int:
        """Of how many different kinds there are whole classes at a level, each class for one kind."""
        codes = [sorted(code for code, at in self._wholes(kind).items() if at <= level) for kind in way.kinds]
        return most_pairs(codes)

    def _wholes(self, way: ByCourses) -> dict[str, int]:
        return self._whole.since(self._hits(way))

    def _by_courses(self, way: ByCourses) -> int:
        hits = self._hits(way)
        # Where a number of classes is asked for, each has to be there as a whole; credit counts as it comes.
        wholes = self._wholes(way) if way.count else {}
        for level in sorted({at for at, _row in hits}.union(wholes.values())):
            within = [row for at, row in hits if at <= level]
            enough = sum(at <= level for at in wholes.values()) >= way.count
            if within and enough and counting_once(within) >= way.credits:
                return level
        return LEVELS


def most_pairs(fitting: Sequence[Sequence[str]]) -> int:
    """How many can have one of their own, of those that fit each: as many as there can be."""
    owner: dict[str, int] = {}

    def finds(place: int, asked: set[str]) -> bool:
        for one in fitting[place]:
            if one not in asked:
                asked.add(one)
                if one not in owner or finds(owner[one], asked):
                    owner[one] = place
                    return True
        return False

    return sum(finds(place, set()) for place in range(len(fitting)))
