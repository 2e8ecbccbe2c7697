"""A class is proposed for the plan, taken back, approved or declined. The rules are asked each time."""

from __future__ import annotations

import uuid
from collections.abc import Collection
from dataclasses import replace
from datetime import date, datetime

from django.db import IntegrityError, transaction

from doorway.accounts.errors import Refusal
from doorway.accounts.typing import holds_ssn
from doorway.pathways.core.planning import Step, objection, objection_to_leaving, objection_to_moving
from doorway.pathways.core.ways import way_to
from doorway.pathways.course_plan.errors import CameSince, Gone, NothingNew, Unclear, nearest, refuse
from doorway.pathways.course_plan.ground import ACTIVE, Planning, part_lacking, planning_of
from doorway.pathways.course_plan.kept_plans import entries_kept, keep_plan
from doorway.pathways.course_plan.laying import lay
from doorway.pathways.graduation.access import Decider
from doorway.pathways.models import CatalogCourse, KeptPlan, PlannedCourse
from doorway.pathways.models.roles import SaidAs
from doorway.pathways.occupations.access import Chooser
from doorway.roster.models import Person

Status, Role = PlannedCourse.Status, SaidAs


@transaction.atomic
def propose(
    planner: Chooser, *, code: str, grade: int, term: str, approves: bool = False, today: date, now: datetime
) -> PlannedCourse:
    """Put a class into the plan. What a counselor of the student puts there (``approves``) is approved with it."""
    planning = _locked(planner.student, today)
    offer = planning.offers.get(code)
    if offer is None:
        raise Gone
    if not term and len(offer.terms) == 1 and grade != planning.grade:
        term = offer.terms[0]
    this_year = planning.ground.now if grade == planning.grade else None
    if this_year is not None and not term and len(this_year.terms_of(offer)) == 1:
        term = this_year.terms_of(offer)[0]
    refuse(nearest(objection(offer, grade, term, planning.ground), code, planning.offers, planning.ground))
    units = offer.units if this_year is None else this_year.units_of(offer)
    return _put(planner, planning, Step(code, grade, units, term), approves=approves, now=now)


@transaction.atomic
def propose_way(
    planner: Chooser, *, code: str, approves: bool = False, today: date, now: datetime
) -> list[PlannedCourse]:
    """Put a class into the plan with everything that has to come before it: all of it, or nothing."""
    planning = _locked(planner.student, today)
    if code not in planning.offers:
        raise Gone
    way = way_to(code, planning.offers, planning.ground)
    refuse(way.no)
    return [_put(planner, planning, step, approves=approves, now=now) for step in way.steps]


@transaction.atomic
def use_plan(
    planner: Chooser, plan_id: uuid.UUID, *, mark: str, keep_as: str = "", approves: bool = False, today: date,
    now: datetime,
) -> KeptPlan:  # fmt: skip
    """Let the plan follow one that was kept, as far as the rules take it: all that was shown, or nothing.

    ``mark``: what was shown (``Laid.mark``); Gone where it would become something else by now. ``keep_as``: keep the
    plan of today under this name first. The family takes out only what is proposed, and what it puts in is proposed;
    of the counselor (``approves``) both is approved.
    """
    planning = _locked(planner.student, today)
    kept = KeptPlan.objects.filter(student=planner.student, pk=plan_id, let_go_at=None).first()
    if kept is None:
        raise Gone
    laid = lay(planning, entries_kept(kept), approved_too=approves)
    if not laid.is_change:
        raise NothingNew
    if laid.mark != mark:
        raise Gone
    if keep_as.strip():
        keep_plan(planner, name=keep_as, today=today, now=now)
    for row in laid.goes:
        _decide(row, Status.TAKEN_BACK, planner.person, now)
    for step in laid.comes:
        _put(planner, planning, step, approves=approves, now=now)
    return kept


def _put(planner: Chooser, planning: Planning, step: Step, *, approves: bool, now: datetime) -> PlannedCourse:
    makes_up = step.grade == planning.grade
    try:
        with transaction.atomic():
            return PlannedCourse.objects.create(
                district_id=planner.student.district_id,
                student=planner.student,
                course=CatalogCourse.objects.get(district=planner.student.district_id, code=step.code),
                school_year=planning.year_of(step.grade),
                term=step.term,
                makes_up=makes_up,
                units=step.units if makes_up else None,
                part=part_lacking(step.code, planning) if makes_up else "",
                status=Status.APPROVED if approves else Status.PROPOSED,
                proposed_by=planner.person,
                role=Role(planner.role.value),
                proposed_at=now,
                decided_by=planner.person if approves else None,
                decided_at=now if approves else None,
                changed_at=now,
            )
    except IntegrityError as error:
        raise Gone from error


@transaction.atomic
def take_back(
    planner: Chooser, planned_id: uuid.UUID, *, approved_too: bool, today: date, now: datetime
) -> PlannedCourse:
    """Take a class out of the plan. The family takes out what is only proposed; the counselor anything."""
    planning = _locked(planner.student, today)
    row = _one(planning, planned_id)
    if row.status == Status.APPROVED and not approved_too:
        raise Gone
    refuse(objection_to_leaving(planning.step_of(row), planning.offers, planning.ground))
    return _decide(row, Status.TAKEN_BACK, planner.person, now)


@transaction.atomic
def move(
    planner: Chooser, planned_id: uuid.UUID, *, grade: int, approved_too: bool, today: date, now: datetime
) -> PlannedCourse:
    """Move a class to another grade: out of the one and into the other, or not at all. It stays approved if it was.

    Who proposed and who approved it stays said; who moved it is said besides.

    The family moves what is only proposed; the counselor anything.
    """
    planning = _locked(planner.student, today)
    row = _one(planning, planned_id)
    approved = row.status == Status.APPROVED
    if (approved and not approved_too) or row.school_year <= planning.year:
        raise Gone
    step = planning.step_of(row)
    if step.grade == grade:
        return row
    refuse(objection_to_moving(step, grade, planning.offers, planning.ground))
    proposed, approval = (row.proposed_by, row.role, row.proposed_at), (row.decided_by, row.decided_at)
    _decide(row, Status.TAKEN_BACK, planner.person, now)
    by, role, at = proposed
    try:
        with transaction.atomic():
            return PlannedCourse.objects.create(
                district_id=row.district_id, student=planner.student, course=row.course,
                school_year=planning.year_of(grade), term=row.term,
                status=Status.APPROVED if approved else Status.PROPOSED, proposed_by=by, role=role, proposed_at=at,
                decided_by=approval[0] if approved else None, decided_at=approval[1] if approved else None,
                moved_by=planner.person, moved_as=Role(planner.role.value), moved_at=now, changed_at=now,
            )  # fmt: skip
    except IntegrityError as error:
        raise Gone from error


@transaction.atomic
def approve(approver: Decider, planned_id: uuid.UUID, *, today: date, now: datetime) -> PlannedCourse:
    """Approve a proposed class, if the rules take it as things stand now."""
    planning = _locked(approver.student, today)
    row = _one(planning, planned_id)
    if row.status != Status.PROPOSED or row.course.code not in planning.offers:
        raise Gone
    code, ground = row.course.code, planning.without(row)
    no = objection(planning.offers[code], planning.grade_of(row), row.term, ground)
    refuse(nearest(no, code, planning.offers, ground))
    return _decide(row, Status.APPROVED, approver.person, now)


@transaction.atomic
def decline(approver: Decider, planned_id: uuid.UUID, *, reason: str, today: date, now: datetime) -> PlannedCourse:
    """Decline a proposed class, with the reason that student and family read.

    As it is out of the plan then, nothing that stands may need it: as where it is taken out.
    """
    reason = reason.strip()
    if not reason:
        raise Unclear(Unclear.REASON)
    if holds_ssn(reason):
        raise Unclear(Unclear.NUMBER)
    planning = _locked(approver.student, today)
    row = _one(planning, planned_id)
    if row.status != Status.PROPOSED:
        raise Gone
    no = objection_to_leaving(planning.step_of(row), planning.offers, planning.ground)
    refuse(no if no is None else replace(no, why="needed_first"))
    row.reason = reason[:300]
    return _decide(row, Status.DECLINED, approver.person, now)


def approve_all(
    approver: Decider, *, shown: Collection[uuid.UUID], today: date, now: datetime
) -> tuple[int, list[tuple[PlannedCourse, int, Refusal]]]:
    """Approve what is proposed and was ``shown`` to the counselor, earlier grades first; each by itself.

    How many, and what was not taken: the class, its grade and the reason. What came since the page was opened is among
    these: a proposed class is never rewritten, and one that was moved is another one, so its id says what was read.
    """
    planning = planning_of(approver.student, today=today)
    done, refused = 0, []
    for row in planning.active:
        if row.status == Status.PROPOSED:
            try:
                if row.pk not in shown:
                    raise CameSince
                approve(approver, row.pk, today=today, now=now)
                done += 1
            except Refusal as refusal:
                refused.append((row, planning.grade_of(row), refusal))
    return done, refused


def _locked(student: Person, today: date) -> Planning:
    """The plan as it is now; nobody else changes it until this is done."""
    Person.objects.select_for_update().get(pk=student.pk)
    return planning_of(student, today=today)


def _one(planning: Planning, planned_id: uuid.UUID) -> PlannedCourse:
    row = next((row for row in planning.rows if row.pk == planned_id), None)
    if row is None or row.status not in ACTIVE:
        raise Gone
    return row


def _decide(row: PlannedCourse, status: PlannedCourse.Status, by: Person, now: datetime) -> PlannedCourse:
    row.status, row.decided_by, row.decided_at, row.changed_at = status, by, now, now
    row.save(update_fields=["status", "decided_by", "decided_at", "reason", "changed_at"])
    return row
