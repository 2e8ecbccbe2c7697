"""Who may see a student's record: to whom it is closed, closing it, opening it again."""

from __future__ import annotations

import uuid
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from doorway.accounts.errors import Refusal
from doorway.roster.access import log_looks, staff
from doorway.roster.access.marks import (
    DECIDERS,
    check_decision,
    mark_to_lift,
    open_marks,
    person_to_close,
    record_to_decide,
)
from doorway.roster.actions.homes import set_homes
from doorway.roster.actions.marks import close_record, lift_mark, mailbox_of
from doorway.roster.closing import Line, follows
from doorway.roster.errors import MarkIsLifted
from doorway.roster.forms import CloseForm, HomesForm, LiftForm
from doorway.roster.middleware import ViewerRequest
from doorway.roster.models import Person
from doorway.roster.queries import guardians_of, home_changes_of, marks_of, people_named, shown_marks, students_named

MARKS_ON_A_PAGE = 25
LONGEST_SEARCH = 120


def _page(request: ViewerRequest, template: str, context: dict[str, Any], *, status: int = 200) -> HttpResponse:
    """The page with every time shown in the district's own time zone."""
    district = request.viewer.district
    with timezone.override(district.zone if district else timezone.get_default_timezone()):
        return render(request, template, context, status=status)


def _typed(request: ViewerRequest) -> str:
    return " ".join(request.GET.get("q", "").replace("\x00", "").split())[:LONGEST_SEARCH]


@staff(*DECIDERS)
@require_GET
def closed_records(request: ViewerRequest) -> HttpResponse:
    """Find a student; below stand the records that are closed to somebody now."""
    viewer, text = request.viewer, _typed(request)
    page = Paginator(shown_marks(open_marks(viewer)), MARKS_ON_A_PAGE).get_page(request.GET.get("page"))
    shown = {mark.student_id: mark.student for mark in page}
    if shown:
        log_looks(viewer, shown.values(), reason=_reason(request), page="closed records")
    context = {"text": text, "found": students_named(viewer, text) if text else [], "page": page}
    return _page(request, "roster/marks/records.html", context)


def _reason(request: ViewerRequest) -> str:
    return next(role for role in DECIDERS if request.viewer.has_role(role))


@staff(*DECIDERS)
@require_GET
def closed_record(request: ViewerRequest, student_id: uuid.UUID) -> HttpResponse:
    """One student: who is guardian, to whom the record is closed, what that leaves to do, what was before."""
    viewer, text = request.viewer, _typed(request)
    student = record_to_decide(viewer, student_id, page="closed record")
    marks = marks_of(student)
    standing = [mark for mark in marks if mark.row.lifted_at is None]
    rows = [mark.row for mark in standing]
    context = {
        "student": student,
        "guardians": guardians_of(viewer, student, marks),
        "standing": standing,
        "lifted": [mark for mark in marks if mark.row.lifted_at is not None],
        "left": [line for one in follows() for line in one.left(marks=rows, now=timezone.now())] if rows else [],
        "may_open_meetings": viewer.has_role("office", "principal"),
        "text": text,
        "found": people_named(viewer, student, text, marks) if text else [],
    }
    return _page(request, "roster/marks/record.html", context)


@staff(*DECIDERS)
@require_http_methods(["GET", "POST"])
def homes(request: ViewerRequest, student_id: uuid.UUID) -> HttpResponse:
    """Which guardians live together: what one home books, the other does not see."""
    viewer = request.viewer
    student = record_to_decide(viewer, student_id, page="homes")
    rows = list(
        student.guardianships.filter(is_active=True)
        .select_related("guardian")
        .order_by("household", "guardian__family_name", "guardian__given_name", "pk")
    )
    form = HomesForm(rows, request.POST or None) if rows else None
    if form is not None and form.is_valid():
        try:
            done = set_homes(student=student, homes=form.homes, by=viewer.user, now=timezone.now())
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("The homes of %(student)s are saved.") % {"student": student.full_name})
            for line in done:
                messages.info(request, line.text)
            return redirect("closed_record", student_id=student.pk)
    context = {"student": student, "form": form, "changes": home_changes_of(student)}
    return _page(request, "roster/marks/homes.html", context, status=422 if form is not None and form.errors else 200)


@staff(*DECIDERS)
@require_http_methods(["GET", "POST"])
def close(request: ViewerRequest, student_id: uuid.UUID, person_id: uuid.UUID) -> HttpResponse:
    """Close the record to a person: what will happen, why, and the yes."""
    viewer, now = request.viewer, timezone.now()
    student = record_to_decide(viewer, student_id, page="close record")
    person = person_to_close(viewer, student, person_id)
    persons = mailbox_of(person)
    form = CloseForm(request.POST or None)
    try:
        check_decision(viewer, student, person, persons)
        if form.is_valid():
            closed = close_record(
                student=student,
                to=person,
                reason=form.cleaned_data["reason"],
                order=form.cleaned_data["order"],
                by=viewer.user,
                now=now,
            )
            names = {"student": student.full_name, "person": person.full_name}
            if closed.is_new:
                messages.success(request, _("The record of %(student)s is closed to %(person)s now.") % names)
            else:
                text = _("The record of %(student)s was closed to %(person)s already. Nothing was changed.") % names
                messages.info(request, text)
            for line in closed.undone:
                messages.info(request, line.text)
            return redirect("closed_record", student_id=student.pk)
    except Refusal as refusal:
        messages.error(request, str(refusal))
        return redirect("closed_record", student_id=student.pk)
    context = {
        "student": student,
        "person": person,
        "others": persons[1:],
        "standing": student.access_marks.filter(person=person, lifted_at=None).first(),
        "shares_with_student": student in persons,
        "foreseen": _foreseen(student, persons),
        "form": form,
    }
    return _page(request, "roster/marks/close.html", context, status=422 if form.errors else 200)


def _foreseen(student: Person, persons: list[Person]) -> list[Line]:
    now = timezone.now()
    return [line for one in follows() for line in one.foreseen(student=student, persons=persons, now=now)]


@staff(*DECIDERS)
@require_http_methods(["GET", "POST"])
def lift(request: ViewerRequest, student_id: uuid.UUID, mark_id: uuid.UUID) -> HttpResponse:
    """Open the record again to somebody: why, and the yes."""
    viewer = request.viewer
    student = record_to_decide(viewer, student_id, page="open record")
    mark = mark_to_lift(viewer, student, mark_id)
    form = LiftForm(request.POST or None)
    try:
        check_decision(viewer, student, mark.person, mailbox_of(mark.person))
        if mark.lifted_at is not None:
            raise MarkIsLifted
        if form.is_valid():
            lift_mark(mark=mark, reason=form.cleaned_data["reason"], by=viewer.user, now=timezone.now())
            names = {"student": student.full_name, "person": mark.person.full_name}
            text = _("The mark on %(student)s’s record is lifted. %(person)s may see again what the roster allows.")
            messages.success(request, text % names)
            return redirect("closed_record", student_id=student.pk)
    except Refusal as refusal:
        messages.error(request, str(refusal))
        return redirect("closed_record", student_id=student.pk)
    context = {"student": student, "mark": mark, "form": form}
    return _page(request, "roster/marks/lift.html", context, status=422 if form.errors else 200)
