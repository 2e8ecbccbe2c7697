"""Two whole plans side by side: the plan of today, or one that was kept, and another one that was kept.

A plan that was kept is laid on the record, the catalog and the rules of today: what does not fit any more is named, and
counts for nothing.
"""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from doorway.pathways.core.audit import audit
from doorway.pathways.core.planning import Step
from doorway.pathways.core.result import Audit
from doorway.pathways.core.terms import is_summer
from doorway.pathways.core.transcript import Transcript
from doorway.pathways.course_plan.ground import Planning, step_in
from doorway.pathways.course_plan.held import Held, decisions_on, record_with
from doorway.pathways.course_plan.kept_plans import Entry, entries_kept, entries_of
from doorway.pathways.course_plan.laying import Laid, alone
from doorway.pathways.course_plan.left import is_known, missing_in
from doorway.pathways.course_plan.weighing import Occupation, occupation_of, scholarships_of
from doorway.pathways.graduation.rulebooks import ready
from doorway.pathways.graduation.wording import credit_words, number, said, term_words
from doorway.pathways.models import KeptPlan
from doorway.policy.packs import year_text

# The plan of today, in an address.
TODAY = "today"


@dataclass(frozen=True)
class Class:
    """A class of one grade of a plan. ``other``: where the other plan has it; ``fits``: the rules take it today."""

    title: str
    term: str
    other: str = ""
    fits: bool = True


@dataclass(frozen=True)
class Year:
    """One grade of both plans: what only the one has, what only the other has, and what both have.

    ``credits``: of each plan what it has in that grade, with the room where somebody says it.
    """

    anchor: str
    title: str
    only: tuple[tuple[Class, ...], tuple[Class, ...]]
    both: tuple[Class, ...]
    credits: tuple[str, str]

    @property
    def differs(self) -> bool:
        """Whether the plans are not the same there."""
        return any(self.only)

    @property
    def columns(self) -> tuple[tuple[tuple[Class, ...], str], ...]:
        """For each plan what only it has, and its credits."""
        return tuple(zip(self.only, self.credits, strict=True))


@dataclass(frozen=True)
class Side:
    """What one plan comes to.

    ``left``: credits missing for graduation when all of it is passed; ``unsure``: more that may be; ``missing``:
    requirements that nothing fills; ``fills``: those that this plan fills and the other one does not. ``unfit``:
    classes that the rules do not take today, each with the reason; ``past``: how many are of years that are over.
    ``helpful``: classes that help toward the occupation that the student keeps; ``scholarships``: titles of those of
    which only this plan holds all the classes.
    """

    key: str
    title: str
    kept: KeptPlan | None
    classes: int
    credits: str
    is_known: bool = False
    left: str = ""
    unsure: str = ""
    missing: tuple[str, ...] = ()
    fills: tuple[str, ...] = ()
    unfit: tuple[tuple[str, str, str], ...] = ()
    past: int = 0
    helpful: tuple[str, ...] = ()
    scholarships: tuple[str, ...] = ()

    @property
    def is_today(self) -> bool:
        """Whether it is the plan of today."""
        return self.kept is None


@dataclass(frozen=True)
class TwoPlans:
    """Both plans, and grade by grade what they share. ``occupation``: what the student keeps first, if anything."""

    sides: tuple[Side, Side]
    years: tuple[Year, ...]
    occupation: str = ""
    has_scholarships: bool = False

    @property
    def fills_differ(self) -> bool:
        """Whether one of them fills a requirement that the other one does not."""
        return any(side.fills for side in self.sides)

    @property
    def differing(self) -> tuple[Year, ...]:
        """The grades in which they are not the same."""
        return tuple(year for year in self.years if year.differs)

    @property
    def shared(self) -> tuple[Year, ...]:
        """The grades in which they have something in common."""
        return tuple(year for year in self.years if year.both)


@dataclass(frozen=True)
class _Plan:
    """One plan with its classes, those that fit, and its record as the audit reads it."""

    key: str
    kept: KeptPlan | None
    entries: tuple[Entry, ...]
    laid: Laid
    steps: tuple[Step, ...]
    record: Transcript
    result: Audit | None


def two_plans(planning: Planning, picked: Sequence[KeptPlan | None], *, today: date) -> TwoPlans:
    """Hold two plans against each other; None is the plan of today. Nine queries at most, however many classes."""
    decisions = decisions_on(planning)
    compiled = None if planning.rules is None else ready(planning.rules, planning.catalog.kinds)
    plans = []
    for kept in picked:
        entries = entries_of(planning.active) if kept is None else entries_kept(kept)
        laid = alone(planning, entries)
        if kept is None:
            # The class itself, as of a plan that was kept: what is registered besides stands in neither.
            steps = tuple(step_in(row, planning.grade_of(row)) for row in planning.active)
            record = record_with(planning, planning.active, (), decisions)
        else:
            steps = laid.comes
            record = record_with(planning, (), steps, decisions)
        held = None if compiled is None else Held(compiled, record, today)
        result = audit(held.compiled, record, today=today) if held is not None and is_known(planning, held) else None
        key = TODAY if kept is None else str(kept.pk)
        plans.append(_Plan(key, kept, entries, laid, steps, record, result))
    occupation = occupation_of(planning)
    scholarships = scholarships_of(planning, [plan.record for plan in plans], today=today)
    one, other = plans
    return TwoPlans(
        sides=(
            _side(one, other, planning, occupation, scholarships.only[0]),
            _side(other, one, planning, occupation, scholarships.only[1]),
        ),
        years=tuple(_years(one, other, planning)),
        occupation=occupation.title,
        has_scholarships=bool(scholarships.only[0] or scholarships.only[1]),
    )


def _side(plan: _Plan, other: _Plan, planning: Planning, occupation: Occupation, scholarships: tuple[str, ...]) -> Side:
    left, unsure = (0, 0) if plan.result is None else missing_in(plan.result)
    short, beside = _short(plan), _short(other)
    codes = {step.code for step in plan.steps}
    return Side(
        key=plan.key,
        title=_("The plan of today") if plan.kept is None else plan.kept.name,
        kept=plan.kept,
        classes=len(plan.steps),
        credits=credit_words(sum(step.units for step in plan.steps)),
        is_known=plan.result is not None,
        left=credit_words(left) if left else "",
        unsure=credit_words(unsure) if unsure else "",
        missing=tuple(short.values()),
        fills=tuple(title for key, title in beside.items() if key not in short) if plan.result is not None else (),
        unfit=tuple(
            (entry.called(planning), _grade(entry.grade_in(planning), planning), why) for entry, why in plan.laid.unfit
        ),
        past=len(plan.laid.past),
        helpful=tuple(planning.ground.named([code]) for code in occupation.codes if code in codes),
        scholarships=scholarships,
    )


def _short(plan: _Plan) -> dict[str, str]:
    """Titles of the requirements that nothing fills, by their keys."""
    lines = () if plan.result is None else plan.result.lines
    return {line.line.key: said(line.line.title) for line in lines if line.short}


def _grade(grade: int, planning: Planning) -> str:
    return _("this year") if grade == planning.grade else _("grade %(grade)s") % {"grade": grade}


def _years(one: _Plan, other: _Plan, planning: Planning) -> list[Year]:
    """Grade by grade, this year first where something makes up credit."""
    plans = (one, other)
    open_now = [[entry for entry in plan.entries if entry not in plan.laid.past] for plan in plans]
    units = [_units(plan) for plan in plans]
    found = []
    for grade in (planning.grade, *planning.grades):
        here = [[entry for entry in entries if entry.grade_in(planning) == grade] for entries in open_now]
        if grade == planning.grade and not any(here):
            continue
        shared = [entry for entry in here[0] if entry in here[1]]
        only = tuple(
            tuple(
                _class(entry, plans[at], open_now[1 - at], planning)
                for entry in _in_order(here[at])
                if entry not in shared
            )
            for at in (0, 1)
        )
        found.append(
            Year(
                anchor=f"grade-{grade}",
                title=_title(grade, planning),
                only=(only[0], only[1]),
                both=tuple(_class(entry, one, (), planning) for entry in _in_order(shared)),
                credits=(_credits(grade, units[0], planning), _credits(grade, units[1], planning)),
            )
        )
    return found


def _in_order(entries: Sequence[Entry]) -> list[Entry]:
    return sorted(entries, key=lambda entry: (is_summer(entry.term), entry.term, entry.title))


def _class(entry: Entry, plan: _Plan, others: Sequence[Entry], planning: Planning) -> Class:
    """A class; with the place that it has in the other plan, where that has it somewhere else."""
    elsewhere = next((one for one in others if one.code == entry.code), None)
    other = ""
    if elsewhere is not None:
        same_year = elsewhere.year == entry.year and elsewhere.makes_up == entry.makes_up
        other = (term_words(elsewhere.term) or _("any term")) if same_year else ""
        other = other or _grade(elsewhere.grade_in(planning), planning)
    fits = all(entry != one for one, _why in plan.laid.unfit)
    return Class(entry.called(planning), term_words(entry.term), other, fits)


def _title(grade: int, planning: Planning) -> str:
    if grade == planning.grade:
        return _("This year, to make up credit")
    return _("Grade %(grade)s (%(year)s)") % {"grade": grade, "year": year_text(planning.year_of(grade))}


def _units(plan: _Plan) -> Mapping[int, int]:
    found: dict[int, int] = {}
    for step in plan.steps:
        found[step.grade] = found.get(step.grade, 0) + step.units
    return found


def _credits(grade: int, units: Mapping[int, int], planning: Planning) -> str:
    room = None if grade == planning.grade else planning.ground.room_of(grade)
    planned = number(units.get(grade, 0))
    if room is None:
        return _("Credits: %(credits)s") % {"credits": planned}
    return _("Credits: %(credits)s of %(room)s for which there is room") % {"credits": planned, "room": number(room)}


def picked_of(given: Sequence[str], kept: Sequence[KeptPlan]) -> list[KeptPlan | None]:
    """The two plans that an address names; what it does not name is the plan of today, and the one kept last.

    A plan that is not kept any more is left out, so that fewer than two come back.
    """
    by_key: dict[str, KeptPlan | None] = {TODAY: None, **{str(row.pk): row for row in kept}}
    keys = [key for key in (_known(one) for one in given) if key in by_key]
    if not any(given) and kept:
        keys = [TODAY, str(kept[-1].pk)]
    return [by_key[key] for key in dict.fromkeys(keys)]


def _known(text: str) -> str:
    try:
        return text if text == TODAY else str(uuid.UUID(text))
    except ValueError:
        return ""
