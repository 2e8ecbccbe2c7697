"""Trying a decision before it goes on record: what the audit would have to say against it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from django.utils.functional import Promise

from doorway.pathways.core.audit import audit
from doorway.pathways.core.result import Audit
from doorway.pathways.graduation import wording
from doorway.pathways.graduation.errors import NotSensible
from doorway.pathways.graduation.records import catalog_of, class_of, rows_of, transcript_of
from doorway.pathways.graduation.rulebooks import held_against, ready
from doorway.pathways.models import GraduationDecision
from doorway.policy.packs import grade_number
from doorway.roster.models import Person
from doorway.roster.years import year_of_grades

Kind = GraduationDecision.Kind
_SAID: dict[str, str | Promise] = {
    "decision_failed": NotSensible.NO_CREDIT,
    "decision_fallen": NotSensible.FALLS,
    "decision_part_failed": NotSensible.PART_FALLS,
    "pin_unfit": NotSensible.UNFIT,
    "pin_twice": NotSensible.TWICE,
    "pin_closed": NotSensible.CLOSED,
}


def try_it(
    student: Person, decision: GraduationDecision, standing: Sequence[GraduationDecision], *, today: date
) -> None:
    """Audit with the decision, beside those that stand; NotSensible says what is wrong with it.

    Only what the decision itself brings about is said: a class that failed since does not stop another decision.
    """
    year = year_of_grades(student.district, today)
    rules = held_against(student.district, class_of(grade_number(student.grade), year))
    if decision.kind == Kind.OPT_OUT and any(
        row.kind == Kind.OPT_OUT and row.line == decision.line and _holds(row, today) for row in standing
    ):
        raise NotSensible(NotSensible.OPEN)
    if rules is None or decision.kind == Kind.CONVERSION:
        return
    rows = rows_of([student.pk])[student.pk]
    compiled = ready(rules, catalog_of(student.district).kinds)
    if decision.kind == Kind.WAIVER:
        before = audit(compiled, transcript_of(student, rows, standing, this_year=year, today=today), today=today)
        _leaves_something(decision, before)
    record = transcript_of(student, rows, [*standing, decision], this_year=year, today=today)
    result = audit(compiled, record, today=today)
    own = {pk.hex for pk in (decision.course_id, decision.rests_on_id) if pk}
    for problem in result.problems:
        if problem.code in _SAID and problem.course in own:
            raise NotSensible(_SAID[problem.code])


def _leaves_something(waiver: GraduationDecision, before: Audit) -> None:
    """Refuse a waiver of more than the line asks for: most often a slip, and the total could fall by it as well."""
    need = next((line.need for line in before.lines if line.line.key == waiver.line), None)
    if need is not None and waiver.units > need:
        raise NotSensible(NotSensible.MUCH, credits=wording.credit_words(need))


def _holds(row: GraduationDecision, today: date) -> bool:
    return row.withdrawn_at is None and (row.expires_on is None or row.expires_on >= today)
