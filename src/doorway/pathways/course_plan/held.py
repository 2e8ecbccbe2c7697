"""The record and the plan of one student, held against the requirements: what the graduation page says as well."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property

from doorway.pathways.core.audit import audit
from doorway.pathways.core.compiled import Compiled
from doorway.pathways.core.counted import Counted, counted
from doorway.pathways.core.planning import Step
from doorway.pathways.core.result import Audit
from doorway.pathways.core.transcript import Transcript
from doorway.pathways.course_plan.ground import Planning, part_lacking
from doorway.pathways.graduation.decisions import decisions_of
from doorway.pathways.graduation.records import PROPOSED, as_record, course_of, transcript_of, with_plan
from doorway.pathways.graduation.rulebooks import failing_marks, ready
from doorway.pathways.models import GraduationDecision, PlannedCourse, TranscriptCourse


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
    record = record_with(planning, planning.active, (), decisions_on(planning))
    return Held(ready(planning.rules, planning.catalog.kinds), record, today)


def with_class_lists(planning: Planning, held: Held | None) -> Held | None:
    """The same with the classes that the student takes by the class list alone: nobody plans them once more. No query.

    What stands on a list alone gives no credit, so this is no answer to how somebody stands.
    """
    if held is None or not planning.on_lists:
        return held
    runs = {"this_year": planning.year, "runs": planning.runs}
    more = tuple(one for row in planning.on_lists if (one := course_of(row, **runs)) is not None)
    return replace(held, record=replace(held.record, courses=(*held.record.courses, *more)))


def decisions_on(planning: Planning) -> Sequence[GraduationDecision]:
    """What was decided about the student. One query; none for who carries that there is nothing."""
    student = planning.student
    return decisions_of([student.pk])[student.pk] if getattr(student, "has_decisions", True) else []


def record_with(
    planning: Planning, rows: Iterable[PlannedCourse], steps: Iterable[Step], decisions: Iterable[GraduationDecision]
) -> Transcript:
    """The record with classes of the plan, and with steps that nobody has proposed. No query.

    What is approved for this year and waits for its registration is always among them.
    """
    waits = [as_record(row, this_year=planning.year, on=planning.today) for row in planning.waits]
    for record in waits:
        record.waits = True
    asked = (as_record(row, this_year=planning.year) for row in rows)
    wished = [*waits, *asked, *(_wished(step, planning) for step in steps)]
    failing = failing_marks(planning.student.district)
    together = with_plan(list(planning.record), wished, planning.catalog, failing=failing)
    return transcript_of(planning.student, together, decisions, this_year=planning.year, today=planning.today)


def _wished(step: Step, planning: Planning) -> TranscriptCourse:
    makes_up = step.grade == planning.grade
    record = TranscriptCourse(
        pk=uuid.uuid4(), student_id=planning.student.pk, code=step.code, term=step.term, units=step.units,
        school_year=planning.year_of(step.grade), state=PROPOSED,
        part=part_lacking(step.code, planning) if makes_up else "",
    )  # fmt: skip
    record.makes_up = makes_up
    record.ways = planning.offers[step.code].terms if step.code in planning.offers else ()
    return record
