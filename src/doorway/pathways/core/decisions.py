"""What persons have decided about a student, applied to the rows: only while it is in force, and never over an F."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from fractions import Fraction

from doorway.pathways.core.own_units import own_credit
from doorway.pathways.core.problems import Problem
from doorway.pathways.core.rows import Row, Rows
from doorway.pathways.core.transcript import Decision
from doorway.pathways.core.units import credits_of
from doorway.pathways.core.wholes import Wholes


class Decided:
    """The effect of all decisions on one audit.

    ``waived``: units by line, no more than it asks for; ``lowered``: units off the total, for each line no more than
    it asks for; ``opened``: names of opt-outs; ``again``: lines for which a decision fell and somebody has to decide
    again; ``applied``: line and decision, in order; ``factors``: of conversions, by the keys of the rows.
    """

    def __init__(self, rows: Rows, today: date) -> None:
        self.rows = rows
        self.today = today
        self.waived: dict[str, int] = {}
        self._off: dict[str, int] = {}
        self.opened: set[str] = set()
        self.again: set[str] = set()
        self.applied: list[tuple[str, Decision]] = []
        self.factors: dict[str, Fraction] = {}
        decisions = rows.transcript.decisions
        if decisions:
            self._wholes = Wholes(rows.compiled, rows.transcript, rows.this_year)
            self._by_key = {row.course.key: row for row in rows.rows if row.course.key not in rows.doubled}
            self._known = {course.key for course in rows.transcript.courses} - rows.doubled
            for decision in sorted(decisions, key=_order):
                if self._in_force(decision):
                    self._apply(decision)
        self._share_out()

    @property
    def lowered(self) -> int:
        """Units off the total."""
        return sum(self._off.values())

    def _say(self, code: str, decision: Decision, course: str = "", **values: object) -> None:
        values = {"kind": decision.kind, "person": decision.person, **values}
        self.rows.problems.append(Problem(code, course=course, line=decision.line, values=values))

    def _in_force(self, decision: Decision) -> bool:
        if not decision.person.strip() or not decision.reason.strip():
            self._say("decision_unsigned", decision)
        elif decision.day > self.today:
            self._say("decision_future", decision, day=decision.day.isoformat())
        elif decision.expires is not None and decision.expires < self.today:
            self._say("decision_expired", decision, day=decision.expires.isoformat())
        else:
            return self._stands(decision)
        return False

    def _stands(self, decision: Decision) -> bool:
        """Whether what it names is there, and what it rests on gave credit: all of the class, as far as it is over."""
        line = decision.line
        for name, value in _needed(decision):
            if not value:
                self._say("decision_incomplete", decision, lacks=name)
                return False
        if decision.kind in {"pin", "substitution", "waiver"} and line not in self.rows.compiled.bit:
            self._say("decision_unknown_line", decision)
            return False
        if decision.kind == "opt_out" and line not in self._ways():
            self._say("decision_unknown_way", decision)
            return False
        for key in decision.rests_on:
            if key not in self._known:
                self._say("decision_unknown_course", decision, course=key)
                return False
            if key not in self._by_key:
                self._say("decision_fallen", decision, course=key)
                self.again.add(line)
                return False
            if self._wholes.fell_short(self._by_key[key], self.rows.rows):
                self._say("decision_part_failed", decision, course=key)
                self.again.add(line)
                return False
        return True

    def _ways(self) -> set[str]:
        """What an opt-out can open under these requirements."""
        choices = self.rows.compiled.rules.choices
        return {option.opened_by for choice in choices for option in choice.options if option.opened_by}

    def _apply(self, decision: Decision) -> None:
        if decision.kind == "waiver":
            self._waive(decision)
            self.applied.append((decision.line, decision))
        elif decision.kind == "opt_out":
            self.opened.add(decision.line)
            self.applied.append((decision.line, decision))
        else:
            taken = [self._take(decision, row) for row in self._rows_of(decision)]
            if any(taken):
                self.applied.append((decision.line, decision))

    def _waive(self, decision: Decision) -> None:
        """What a line does not ask for can be waived of nobody, and takes nothing off the total."""
        key, units, compiled = decision.line, decision.units, self.rows.compiled
        asked = compiled.lines[compiled.bit[key].bit_length() - 1].credits
        waived = self.waived.get(key, 0) + units
        if waived > asked:
            self._say("waiver_beyond", decision, credits=credits_of(waived), asked=credits_of(asked))
        self.waived[key] = min(asked, waived)
        if decision.lowers_total:
            self._off[key] = min(asked, self._off.get(key, 0) + units)

    def _rows_of(self, decision: Decision) -> Iterator[Row]:
        for key in decision.courses:
            if key not in self._known:
                self._say("decision_unknown_course", decision, course=key)
            elif key not in self._by_key:
                if decision.kind == "conversion":
                    # Of all of a school: what gave no credit there gives none here, and weighs in an average.
                    self.factors[key] = decision.factor
                    continue
                self._say("decision_failed", decision, course=key)
                if decision.line:
                    self.again.add(decision.line)
            else:
                yield self._by_key[key]

    def _take(self, decision: Decision, row: Row) -> bool:
        if decision.kind == "conversion":
            if self.factors.setdefault(row.course.key, decision.factor) != decision.factor:
                self._say("converted_twice", decision, course=row.course.key)
            self.factors[row.course.key] = decision.factor
            row.convert(decision.factor)
            return True
        bit = self.rows.compiled.bit[decision.line]
        if decision.kind == "substitution":
            row.put |= bit
            row.lines |= bit & self.rows.compiled.closed_bits
            return True
        return self._pin(decision, row, bit)

    def _pin(self, decision: Decision, row: Row, bit: int) -> bool:
        key = row.course.key
        if row.pin:
            first = self.rows.compiled.bits(row.pin)[0]
            self.rows.problems.append(Problem("pin_twice", course=key, line=self.rows.compiled.lines[first].key))
            return False
        allowed = row.lines | row.perhaps | self.rows.compiled.open_bit
        for index in row.fit.allowances:
            allowed |= self.rows.compiled.allowance_bits[index]
        if not bit & allowed:
            self._say("pin_unfit", decision, course=key)
            self.again.add(decision.line)
            return False
        row.pin = bit
        row.put |= bit
        row.lines, row.perhaps = bit & self.rows.compiled.closed_bits, 0
        return True

    def unsettled(self) -> None:
        """Name the credit from other schools whose conversion nobody has recorded."""
        for row in self._of_other_scales():
            values = {"scale": credits_of(row.course.scale or 0), "credits": credits_of(row.units)}
            self.rows.problems.append(Problem("scale_unsettled", course=row.course.key, values=values))

    def _share_out(self) -> None:
        """Let credit of another scale give its share of what is asked for in all, and never more than its own figure:
        five of 220 credits are no five of 36. What it counts for in truth, somebody has to record.
        """
        total = self.rows.compiled.rules.total
        for row in self._of_other_scales():
            row.units = row.whole = own_credit(row.course, {}, total)

    def _of_other_scales(self) -> Iterator[Row]:
        """The rows of schools that count otherwise, whose conversion nobody has recorded."""
        total = self.rows.compiled.rules.total
        for row in self.rows.rows:
            scale = row.course.scale
            if scale is not None and scale != total and not self._converted(row):
                yield row

    def _converted(self, row: Row) -> bool:
        return any(d.kind == "conversion" and row.course.key in d.courses for _, d in self.applied)


def _needed(decision: Decision) -> Iterator[tuple[str, object]]:
    """What a decision of its kind has to say, by the names that a file has for it; without one it changes nothing."""
    if decision.kind in {"pin", "substitution", "waiver"}:
        yield "line", decision.line
    if decision.kind in {"pin", "substitution", "conversion"}:
        yield "courses", decision.courses
    if decision.kind == "waiver":
        yield "credits", decision.units
    if decision.kind == "opt_out":
        yield "opens", decision.line


_KINDS = ("conversion", "substitution", "pin", "waiver", "opt_out")


def _order(decision: Decision) -> tuple[object, ...]:
    """Conversions first, then what makes courses fit, then pins: a pin sees the substitution that it needs.

    Of two conversions the later day counts; on one day the one that gives more, whoever took it.
    """
    return (
        _KINDS.index(decision.kind), decision.day, decision.factor, decision.line, decision.courses, decision.person,
        decision.reason, decision.units,
    )  # fmt: skip
