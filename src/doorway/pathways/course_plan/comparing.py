"""Two ways to go on, side by side with the plan as it is: each a draft of the whole plan, with its own audit.

Nothing is kept: a draft is the plan with one class and what comes before it. Whoever decides for one proposes it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from doorway.accounts.errors import Refusal
from doorway.pathways.core.audit import audit
from doorway.pathways.core.compiled import Compiled
from doorway.pathways.core.planning import Step
from doorway.pathways.core.result import Audit
from doorway.pathways.core.ways import way_to
from doorway.pathways.course_plan.errors import Gone, refuse
from doorway.pathways.course_plan.ground import Planning
from doorway.pathways.course_plan.held import decisions_on, record_with
from doorway.pathways.course_plan.left import missing_in
from doorway.pathways.graduation.rulebooks import ready
from doorway.pathways.graduation.wording import credit_words, number, said
from doorway.pathways.models import GraduationDecision


@dataclass(frozen=True)
class DraftClass:
    """A class of a draft; ``is_new``: the plan does not have it."""

    title: str
    is_new: bool


@dataclass(frozen=True)
class DraftGrade:
    """One grade of a draft, with its credits."""

    grade: int
    classes: tuple[DraftClass, ...]
    credits: str


@dataclass(frozen=True)
class Draft:
    """A plan with its audit. ``code`` is empty for the plan as it is; ``no`` says why there is no such draft.

    ``left``: credits still missing for graduation when all of it is passed; ``unsure``: more that may be, where the
    rules leave a question; ``missing``: requirements that nothing fills; ``fills``: those that this draft fills and the
    plan as it is does not.
    """

    code: str
    title: str
    grades: tuple[DraftGrade, ...] = ()
    left: str = ""
    unsure: str = ""
    missing: tuple[str, ...] = ()
    fills: tuple[str, ...] = ()
    no: str = ""


def side_by_side(planning: Planning, codes: Sequence[str], *, today: date) -> list[Draft]:
    """The plan as it is, and a draft for each class. One query; none for a student without decisions."""
    decisions = decisions_on(planning)
    compiled = None if planning.rules is None else ready(planning.rules, planning.catalog.kinds)
    maker = _Maker(planning, compiled, decisions, today)
    return [maker.draft("", ()), *(maker.draft_with(code) for code in dict.fromkeys(codes))]


@dataclass
class _Maker:
    """Makes drafts of one plan."""

    planning: Planning
    compiled: Compiled | None
    decisions: Sequence[GraduationDecision]
    today: date
    as_it_is: frozenset[str] = frozenset()

    def draft_with(self, code: str) -> Draft:
        """The plan with a class and what comes before it; with the reason where the rules do not take it."""
        title = self.planning.ground.named([code])
        try:
            if code not in self.planning.offers:
                raise Gone
            way = way_to(code, self.planning.offers, self.planning.ground)
            refuse(way.no)
        except Refusal as refusal:
            return Draft(code, title, no=str(refusal))
        return self.draft(code, way.steps)

    def draft(self, code: str, steps: Sequence[Step]) -> Draft:
        """The plan with these steps."""
        planning = self.planning
        grades = []
        for grade in planning.grades:
            rows = [row for row in planning.active if planning.grade_of(row) == grade]
            new = [step for step in steps if step.grade == grade]
            classes = [DraftClass(row.course.called, is_new=False) for row in rows]
            ahead = planning.ahead_in(grade, new)
            classes += [DraftClass(one.called(planning.ground.titles), is_new=False) for one in ahead]
            classes += [DraftClass(planning.offers[step.code].title, is_new=True) for step in new]
            grades.append(DraftGrade(grade, tuple(classes), number(planning.units_in(grade, new))))
        result = self._audit(steps)
        lacking = (
            {} if result is None else {line.line.key: said(line.line.title) for line in result.lines if line.short}
        )
        if not code:
            self.as_it_is = frozenset(lacking)
        before = {} if self.compiled is None else {line.key: said(line.title) for line in self.compiled.rules.lines}
        left, unsure = (0, 0) if result is None else missing_in(result)
        return Draft(
            code=code,
            title=planning.ground.named([code]) if code else "",
            grades=tuple(grades),
            left=credit_words(left) if left else "",
            unsure=credit_words(unsure) if unsure else "",
            missing=tuple(lacking.values()),
            fills=tuple(before[key] for key in before if key in self.as_it_is and key not in lacking),
        )

    def _audit(self, steps: Sequence[Step]) -> Audit | None:
        """The audit when plan and steps are passed; None where nobody has said what is needed."""
        planning = self.planning
        if self.compiled is None or not planning.record:
            return None
        record = record_with(planning, planning.active, steps, self.decisions)
        return audit(self.compiled, record, today=self.today)
