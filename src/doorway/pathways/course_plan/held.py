"""The record and the plan of one student, held against the requirements: what the graduation page says as well."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cached_property

from doorway.pathways.core.audit import audit
from doorway.pathways.core.compiled import Compiled
from doorway.pathways.core.counted import Counted, counted
from doorway.pathways.core.result import Audit
from doorway.pathways.core.transcript import Transcript
from doorway.pathways.course_plan.ground import Planning
from doorway.pathways.graduation.decisions import decisions_of
from doorway.pathways.graduation.records import as_record, transcript_of, with_plan
from doorway.pathways.graduation.rulebooks import ready


@dataclass(frozen=True)
class Held:
    """One student, audited with the plan: the same rows, decisions and requirements as on the graduation page."""

    compiled: Compiled
    record: Transcript
    today: date

    @cached_property
    def result(self) -> Audit:
        """The audit."""
        return audit(self.compiled, self.record, today=self.today)

    @cached_property
    def gives(self) -> dict[str, Counted]:
        """What each class of the record gives, by the key of its row."""
        return {one.course: one for one in counted(self.compiled, self.record, today=self.today)}


def hold(planning: Planning, *, today: date) -> Held | None:
    """The plan held against what the student needs; None where nobody has said what that is.

    One query; none for a student who carries that there are no decisions (``has_decisions``).
    """
    if planning.rules is None:
        return None
    student = planning.student
    decisions = decisions_of([student.pk])[student.pk] if getattr(student, "has_decisions", True) else []
    rows = with_plan(list(planning.record), [as_record(row) for row in planning.active])
    record = transcript_of(student, rows, decisions, this_year=planning.year)
    return Held(ready(planning.rules, planning.catalog.kinds), record, today)
