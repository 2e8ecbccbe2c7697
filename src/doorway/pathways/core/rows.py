"""The credit that a transcript holds: which rows give credit, how much, how surely, and what repeats do to it."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from fractions import Fraction
from operator import attrgetter
from typing import Any, NamedTuple

from doorway.pathways.core.compiled import Compiled, Fit
from doorway.pathways.core.failing import contradicted, is_failing
from doorway.pathways.core.own_units import nearest
from doorway.pathways.core.problems import Problem
from doorway.pathways.core.terms import YEAR, Part, Time, contradicts, thing_of, time_of, together
from doorway.pathways.core.transcript import Certainty, Course, Transcript, year_words
from doorway.pathways.core.units import credits_of

LEVELS = len(Certainty)
# So many rows as the requirements read them are kept by a process, about half a kilobyte each.
MOST_KNOWN = 50_000
_AS_IT_IS = Fraction(1)

Sitting = tuple[str, int, str, str]


class Read(NamedTuple):
    """A course as the requirements read it; nothing in it is one student's alone.

    ``course``: with its exact credit; ``order``: surest and oldest first, and rows that are equal in all of it are
    interchangeable; ``thing``: two rows of one code with the same are the same thing twice; ``sitting``: code, year,
    slot of the term, and part.
    """

    course: Course
    level: Certainty
    fit: Fit
    order: tuple[object, ...]
    thing: object
    sitting: Sitting


class Row:
    """A course that gives credit. Decisions may change its units, lines and pin before it is placed.

    ``whole``: its credit; ``units``: what it may give (after repeats, where they could be settled at once);
    ``gate``: index of the gate that it passes with others, or -1; ``also``: ceilings that it passes besides;
    ``pin``: bit of the only line it may fill; ``put``: of those into which decisions put it; ``factor``: of a
    recorded conversion; ``used``: what lines have taken of it.
    """

    __slots__ = (
        "also", "course", "factor", "fit", "gate", "level", "lines", "order", "perhaps", "pin", "put", "thing", "units",
        "used", "whole",
    )  # fmt: skip

    def __init__(self, read: Read) -> None:
        self.course, self.level, self.fit, self.order, self.thing, _sitting = read
        self.units = self.whole = self.course.units
        self.lines = self.fit.lines
        self.perhaps = self.fit.perhaps
        self.pin = self.put = 0
        self.gate = -1
        self.also: tuple[int, ...] = ()
        self.used = 0
        self.factor = _AS_IT_IS

    def convert(self, factor: Fraction) -> None:
        """Let it give its credit times the factor of a recorded conversion."""
        self.factor = factor
        self.units = self.whole = nearest(self.course.units * factor)

    @property
    def allowances(self) -> tuple[int, ...]:
        """Indexes of the allowances under which it may fill lines; none once it is pinned."""
        return () if self.pin else self.fit.allowances

    @property
    def kind(self) -> object:
        """Rows of one kind are interchangeable but for how sure they are."""
        fit = self.fit
        if self.pin or self.lines != fit.lines:
            return self.lines, self.perhaps, self.allowances, self.pin
        return fit.group


class Gate:
    """Rows that may give no more than ``cap`` together; gates may stand within a gate."""

    __slots__ = ("cap", "parent")

    def __init__(self, cap: int, parent: int = -1) -> None:
        self.cap = cap
        self.parent = parent


class Rows:
    """The rows of one student that give credit, in their order, and what became of the others.

    ``this_year``: the school year that runs, by its end; what is of an earlier one is over.
    """

    def __init__(self, compiled: Compiled, transcript: Transcript, this_year: int) -> None:
        self.compiled = compiled
        self.transcript = transcript
        self.this_year = this_year
        self.problems: list[Problem] = [*transcript.problems]
        # Courses that give no credit, with the reason.
        self.without: list[tuple[str, str]] = []
        self.rows: list[Row]
        self.gates: list[Gate] = []
        # All of them, repeats too: a class opens a way, or fulfils a criterion, by whichever of its rows does.
        self.passed: list[Row] = []
        # The gates of ceilings.
        self.tops: set[int] = set()
        # Whether a class is under a ceiling with some of its rows only, or a row under two ceilings.
        self.tied = False
        self.doubled: set[str] = set()
        self._read()

    def _read(self) -> None:
        known = self.compiled.known
        given: list[Read] = []
        failed: list[Course] = []
        sittings: list[Sitting] = []
        class_of = self.transcript.class_of
        for course in self.transcript.courses:
            if course.year > class_of and course.state is not Certainty.EARNED:
                self._say("after_the_class", course, year=year_words(course.year), class_of=class_of)
            # What another student had as well is not read again.
            read = (known.get(course) if known is not None else None) or self._read_anew(course)
            if isinstance(read, Read):
                given.append(read)
                sittings.append(read.sitting)
            else:
                sittings.append(_sitting_of(self.compiled, course))
                self.without.append((course.key, read))
                if read == "no_credit" and is_failing(self.compiled, course):
                    failed.append(course)
        if failed:
            given = self._without_failed(failed, given)
        given.sort(key=_order)
        self.rows = [Row(read) for read in given]
        if self.rows and self.rows[-1].level is Certainty.ASK:  # the surest come first
            self._settle_pending()
        self._find_twins(sittings)

    def _without_failed(self, failed: list[Course], given: list[Read]) -> list[Read]:
        """What is left when classes in progress that the record says were failed give nothing; both are named."""
        over = set()
        for course, mark, is_over in contradicted(self.compiled, failed, [read.course for read in given]):
            values = {"mark": mark.mark, "term": mark.term or YEAR, "year": year_words(mark.year)}
            self._say("failed_meanwhile" if is_over else "failed_in_part", course, **values)
            if is_over:
                over.add(course)
                self.without.append((course.key, "failed_meanwhile"))
        return [read for read in given if read.course not in over] if over else given

    def _read_anew(self, course: Course) -> Read | str:
        """What the requirements make of a course, or why it gives no credit."""
        before = len(self.problems)
        read = self._understood(course)
        known = self.compiled.known
        # Where nothing was to be said of it, and its grade does not follow from the student, it is the same for all. Of
        # a mark that is not final, which depends on the day, something is always to be said.
        if known is not None and course.grade is not None and len(self.problems) == before:
            if len(known) >= MOST_KNOWN:
                known.clear()
            known[course] = read
        return read

    def _understood(self, course: Course) -> Read | str:
        part, units = self.compiled.part(course)
        level, mark = course.state, ""
        if course.units < 0:
            return self._left_out(course, "negative_credits", credits=credits_of(course.units))
        if units != course.units:
            self._say("rounded", course, credits=credits_of(course.units), exact=credits_of(units))
            course = course._replace(units=units)
        if level is Certainty.EARNED:
            mark = course.mark
            known = self.compiled.rules.marks.get(mark)
            if known is None:
                return self._left_out(course, "unknown_mark" if mark else "no_mark", mark=mark)
            if known.credit == "no":
                return "no_credit"
            if known.credit == "pending":
                # Who has not made it up by the next school year may never do so: that is a question.
                is_old = course.year < self.this_year
                code, year = ("pending_long", year_words(course.year)) if is_old else ("pending_mark", "")
                self._say(code, course, mark=mark, **({"year": year} if is_old else {}))
                level, mark = Certainty.ASK if is_old else Certainty.IN_PROGRESS, ""
        grade = 12 - self.transcript.class_of + course.year if course.grade is None else course.grade
        fit = self.compiled.fit_of_part(course, part, grade, mark)
        if not fit.counts:
            return self._left_out(course, "before_first_grade", grade=grade)
        if other := contradicts(course.term, course.year):
            self._say("other_year", course, term=course.term, said=other, year=year_words(course.year))
        if not fit.known:
            self._say("unknown_code", course, code=course.code)
        kind = self.compiled.rules.catalog.get(course.code)
        # A school that counts otherwise has figures of its own.
        if kind is not None and course.scale is None and course.units > kind.credits > 0:
            values = {"credits": credits_of(course.units), "listed": credits_of(kind.credits)}
            self._say("more_credits", course, **values)
        usual = self.compiled.rules.unknown_credits
        if kind is None and course.scale is None and course.units > usual > 0:
            self._say("much_credit", course, credits=credits_of(course.units), usual=credits_of(usual))
        if fit.half_unknown:
            self._say("half_unknown", course, code=course.code)
        if not course.units:
            return "no_credit"
        order = (level, course.year, course.term, course.code, course.part, course.key, course.units, mark)
        thing = thing_in(self.compiled, course, part, fit)
        return Read(course, level, fit, order, thing, _sitting_of(self.compiled, course))

    def _left_out(self, course: Course, problem: str, **values: object) -> str:
        self._say(problem, course, **values)
        return problem

    def _say_repeated(self, code: str, units: int) -> None:
        self.problems.append(Problem("repeated", values={"code": code, "credits": credits_of(units)}))

    def _say(self, problem: str, course: Course, **values: object) -> None:
        self.problems.append(Problem(problem, course=course.key, values=values))

    def _settle_pending(self) -> None:
        """Ask nothing about an old mark that was not final where the class, or the same part of it, was passed else."""
        made_up = set()
        for row in self.rows:
            if row.level is Certainty.ASK and row.fit.cap is not None:
                own = row.course.code
                passed = [one for one in self.rows if one.course.code == own and one.level is Certainty.EARNED]
                if any(one.thing == row.thing for one in passed) or (passed and _once(passed) >= row.fit.cap):
                    made_up.add(row.course.key)
        if made_up:
            self.problems = [
                one for one in self.problems if one.code != "pending_long" or one.course not in made_up
            ]  # fmt: skip

    def _find_twins(self, taken: list[Sitting]) -> None:
        """Name every class that stands twice in one term, with or without credit, and keys that two rows have.

        ``taken``: the sitting of each class, in their order.
        """
        courses = self.transcript.courses
        if len(set(taken)) == len(courses) == len({course.key for course in courses}):
            return
        slots = Counter(taken)
        keys: dict[str, set[Sitting]] = {}
        names: dict[Sitting, dict[str, None]] = {}
        for course, own in zip(courses, taken, strict=True):
            keys.setdefault(course.key, set()).add(own)
            names.setdefault(own, {})[course.term] = None
        for (code, year, term, part), times in sorted(slots.items()):
            if times > 1:
                # In the words of the record, all of them where it has several for the term.
                called = " / ".join(filter(None, names[code, year, term, part]))
                values = {"code": code, "year": year, "term": called, "part": part, "times": times}
                self.problems.append(Problem("twice_in_term", values=values))
        for key, places in sorted(keys.items()):
            if len(places) > 1:
                self.problems.append(Problem("same_key", course=key))
        times_of = Counter(course.key for course in courses)
        self.doubled = {key for key, times in times_of.items() if times > 1}

    def settle_repeats(self) -> None:
        """Hold every code to what it gives at most, and every ceiling to what it allows.

        The same class in the same term, or the same part of it, gives what the largest of these rows gives; of a class
        that may be taken often, only in the same term. Where all rows of a code are of one kind, the surest are kept.
        Otherwise they pass a gate, and it depends on the lines which of them is used.
        """
        self.passed = self.rows
        ceilings = self._ceilings()
        by_code: defaultdict[str, list[Row]] = defaultdict(list)
        for row in self.rows:
            by_code[row.course.code].append(row)
        for code, rows in by_code.items():
            if ceilings:
                self._settle_under(ceilings, code, rows, rows[0].fit.cap)
            elif len(rows) > 1:
                cap = rows[0].fit.cap
                if cap is None:
                    self._settle_slots(rows, crossing=False)
                elif not _plain(rows, cap):
                    self._settle_code(code, rows, cap, -1, crossing=False)
        self.rows = [row for row in self.rows if row.units]
        self.tied = bool(ceilings) and any(row.also for row in self.rows)

    def _settle_under(self, ceilings: Mapping[int, int], code: str, rows: list[Row], cap: int | None) -> None:
        """Hold a code to what it gives at most where some ceilings are reached."""
        over = [self._over(row, ceilings) for row in rows]
        crossing = cap is not None and len(set(over)) > 1
        outer = over[0][0] if over[0] and not crossing else -1
        if len(rows) > 1 and cap is not None and not (outer < 0 and _plain(rows, cap)):
            self._settle_code(code, rows, cap, outer, crossing=crossing)
        else:
            for row in rows:
                row.gate = -1 if cap is None else outer
            if cap is None:
                self._settle_slots(rows, crossing=len(set(over)) > 1)
        for row, gates in zip(rows, over, strict=True):
            self._tie(row, gates if crossing or cap is None else gates[1:])

    def _ceilings(self) -> dict[int, int]:
        """The gate of every ceiling over which there is more than it lets through."""
        gates: dict[int, int] = {}
        for index, ceiling in enumerate(self.compiled.rules.ceilings):
            if sum(row.units for row in self.rows if index in row.fit.ceilings) > ceiling.credits:
                gates[index] = self._gate(ceiling.credits, -1)
        self.tops = {*gates.values()}
        return gates

    def _over(self, row: Row, ceilings: Mapping[int, int]) -> tuple[int, ...]:
        return tuple([ceilings[index] for index in row.fit.ceilings if index in ceilings])

    def _tie(self, row: Row, gates: tuple[int, ...]) -> None:
        """Let a row pass ceilings beside its gate."""
        if gates and row.gate < 0:
            row.gate, gates = gates[0], gates[1:]
        row.also = gates

    def _gate(self, cap: int, parent: int) -> int:
        self.gates.append(Gate(cap, parent))
        return len(self.gates) - 1

    def _settle_code(self, code: str, rows: list[Row], cap: int, outer: int, *, crossing: bool) -> None:
        cap = _cap(rows, cap)
        slots: dict[object, list[Row]] = {}
        for row in rows:
            slots.setdefault(row.thing, []).append(row)
        given = sum(max(row.units for row in group) for group in slots.values())
        if given <= cap and len(slots) == len(rows):
            for row in rows:
                row.gate = outer
            return
        counted = min(cap, given)
        # Different parts of a class of another scale, together a little more than the class here, are no repeats.
        if len(slots) < len(rows) or all(row.whole == row.course.units for row in rows):
            self._say_repeated(code, counted)
        # Where a course counts for one line only, it matters which of equal rows is cut.
        one_kind = self.compiled.rules.split == "free" and not crossing and len({row.kind for row in rows}) == 1
        code_gate = outer if one_kind or given <= cap else self._gate(cap, outer)
        for group in slots.values():
            most = max(row.units for row in group)
            if one_kind:
                self._keep(group, most)
            elif len(group) > 1:
                slot_gate = self._gate(most, code_gate)
                for row in group:
                    row.gate = slot_gate
                continue
            for row in group:
                row.gate = code_gate
        if one_kind:
            self._keep(rows, cap)

    def _settle_slots(self, rows: list[Row], *, crossing: bool) -> None:
        """Of a class that may be taken often, what stands twice in one term gives what the larger row gives; so does
        the whole year beside its terms.
        """
        slots: dict[object, list[Row]] = {}
        for row in rows:
            slots.setdefault(row.thing, []).append(row)
        years = self._years_beside_terms(slots)
        if years:
            most_of = {thing: max(row.units for row in group) for thing, group in slots.items()}
            self._say_repeated(rows[0].course.code, together(most_of))
        elif len(slots) == len(rows):
            return
        one_kind = self.compiled.rules.split == "free" and not crossing
        outer: dict[object, int] = {}
        kept: list[tuple[list[Row], int]] = []
        for things in years:
            own = [row for row in rows if row.thing in things]
            most = together({thing: most_of[thing] for thing in things})
            if one_kind and len({row.kind for row in own}) == 1:
                kept.append((own, most))
            else:
                outer |= dict.fromkeys(things, self._gate(most, -1))
        for thing, group in slots.items():
            most, parent = max(row.units for row in group), outer.get(thing, -1)
            if len(group) > 1 and one_kind and len({row.kind for row in group}) == 1:
                self._keep(group, most)
            elif len(group) > 1:
                parent = self._gate(most, parent)
            for row in group:
                row.gate = parent
        for own, most in kept:
            self._keep(own, most)

    @staticmethod
    def _years_beside_terms(things: Iterable[object]) -> list[list[Time]]:
        """Of times of a class that may be taken often those of each year that has the whole and some of its terms."""
        years: dict[int, list[Time]] = {}
        for thing in things:
            if isinstance(thing, Time) and thing.side:
                years.setdefault(thing.year, []).append(thing)
        return [own for own in years.values() if len({time.side for time in own}) > 1]

    def _keep(self, rows: Iterable[Row], cap: int) -> None:
        """Let the first rows (the surest) give up to ``cap``."""
        for row in rows:
            gave, row.units = row.units, min(row.units, cap)
            cap -= row.units
            if gave and not row.units:
                self.without.append((row.course.key, "repeated"))

    def gates_of(self, row: Row) -> Iterator[int]:
        """The gates that a row passes, the inner one first."""
        gate = row.gate
        while gate >= 0:
            yield gate
            gate = self.gates[gate].parent
        yield from row.also  # ceilings stand within no gate

    def creditable(self, rows: Iterable[Row]) -> list[int]:
        """The credit of rows in all, counting what is at least as sure as each level; repeats and ceilings applied.

        No gate may be crossed by another (:class:`~doorway.pathways.core.tied.Tied`).
        """
        children: dict[int, list[list[int]]] = {}
        own: list[list[int]] = [[0] * LEVELS for _ in range(len(self.gates) + 1)]  # the last is no gate
        for row in rows:
            own[row.gate][row.level] += row.units
        for index, gate in reversed(list(enumerate(self.gates))):
            # A gate within a gate always comes after it.
            sums = cumulated(own[index])
            for inner in children.get(index, ()):
                sums = [one + other for one, other in zip(sums, inner, strict=True)]
            children.setdefault(gate.parent, []).append([min(gate.cap, units) for units in sums])
        total = cumulated(own[-1])
        for inner in children.get(-1, ()):
            total = [one + other for one, other in zip(total, inner, strict=True)]
        return total


_order: Callable[[Read], Any] = attrgetter("order")


def _plain(rows: list[Row], cap: int) -> bool:
    """Whether two rows are simply the two terms of a class, as nearly always."""
    one, other = rows[0], rows[1]
    return (
        len(rows) == 2
        and one.units + other.units <= cap
        and one.factor is other.factor is _AS_IT_IS
        and one.thing != other.thing
    )


def read_alone(compiled: Compiled, course: Course, grade: int) -> Read:
    """A course that counts, by itself: with its exact credit, and without the rows of a student around it."""
    part, units = compiled.part(course)
    exact = course if units == course.units else course._replace(units=units)
    fit = compiled.fit(exact, grade, "")
    return Read(exact, exact.state, fit, (), thing_in(compiled, exact, part, fit), _sitting_of(compiled, exact))


def _sitting_of(compiled: Compiled, course: Course) -> Sitting:
    return course.code, course.year, compiled.slot(course), course.part


def thing_in(compiled: Compiled, course: Course, part: Part, fit: Fit) -> object:
    """What a row is a row of; a class that may be taken often is the same one only in the same term."""
    at = compiled.slot(course)
    if fit.cap is not None:
        return thing_of(course, part, at)
    return time_of(course, part, at, compiled.rules.catalog[course.code])


def counting_once(rows: Iterable[Row]) -> int:
    """What rows give together when each code is held to what it gives at most; ceilings are not asked."""
    by_code: dict[str, list[Row]] = {}
    for row in rows:
        by_code.setdefault(row.course.code, []).append(row)
    return sum(map(_once, by_code.values()))


def _once(rows: list[Row]) -> int:
    """What the rows of one code give together."""
    slots: dict[object, int] = {}
    for row in rows:
        slots[row.thing] = max(row.whole, slots.get(row.thing, 0))
    given = together(slots)
    return given if rows[0].fit.cap is None else min(_cap(rows, rows[0].fit.cap), given)


def _cap(rows: list[Row], cap: int) -> int:
    """What a code gives at most: what a school has given for one row is not doubted, and a conversion lifts it. One
    that makes ten of another school one of ours leaves it: then the rows are credit as it is counted here.
    """
    return max(int(cap * max(_AS_IT_IS, *(row.factor for row in rows))), *(row.whole for row in rows))


def cumulated(units: list[int]) -> list[int]:
    """Sums up to each level."""
    total, sums = 0, []
    for amount in units:
        total += amount
        sums.append(total)
    return sums


def grouped(rows: Iterable[Row]) -> list[list[Row]]:
    """Rows of one kind, gate and certainty together, each group in order."""
    groups: dict[tuple[object, ...], list[Row]] = {}
    for row in rows:
        fit = row.fit
        kind = row.kind if row.pin or row.lines != fit.lines else fit.group
        key = row.level, kind, (row.gate, row.also) if row.also else row.gate
        group = groups.get(key)
        if group is None:
            groups[key] = [row]
        else:
            group.append(row)
    return list(groups.values())
