"""The page on which a counselor says why a planned class is not taken."""

from __future__ import annotations

import uuid
from typing import cast

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from doorway.accounts.errors import Refusal
from doorway.pathways.course_plan.access import approver_of
from doorway.pathways.models import PlannedCourse
from doorway.pathways.registration.actions import explain, others_missing, withdraw_reason
from doorway.pathways.registration.forms import ReasonForm
from doorway.roster.access import Kind, shows, staff
from doorway.roster.middleware import ViewerRequest


@staff("counselor")
@shows(Kind.GRADUATION)
@require_http_methods(["GET", "POST"])
def explain_registration(request: HttpRequest, student_id: uuid.UUID, planned_id: uuid.UUID) -> HttpResponse:
    """Why the student is not in a class of the approved plan."""
    approver = approver_of(cast(ViewerRequest, request).viewer, student_id)
    row = PlannedCourse.objects.filter(pk=planned_id, student=approver.student).select_related("course").first()
    if row is None:
        raise Http404
    today = timezone.localdate(timezone=approver.student.district.zone)
    others, is_known = others_missing(approver.student, planned_id, today=today)
    form = ReasonForm(request.POST or None, others=others, is_known=is_known)
    if form.is_valid():
        given = form.cleaned_data
        whole = given.get("whole", False)
        try:
            explain(approver, planned_id, reason=given["reason"], whole=whole, today=today, now=timezone.now())
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Written down. The student and the family read it."))
            return redirect("course_plan", student_id=student_id)
    context = {"student": approver.student, "row": row, "form": form, "is_known": is_known}
    return render(request, "pathways/registration/explain.html", context, status=422 if form.errors else 200)


@staff("counselor")
@shows(Kind.GRADUATION)
@require_POST
def withdraw_registration_reason(request: HttpRequest, student_id: uuid.UUID, planned_id: uuid.UUID) -> HttpResponse:
    """The reason does not hold any more."""
    approver = approver_of(cast(ViewerRequest, request).viewer, student_id)
    try:
        withdraw_reason(approver, planned_id, whole=bool(request.POST.get("whole")), now=timezone.now())
        messages.success(request, _("The reason is withdrawn."))
    except Refusal as refusal:
        messages.error(request, str(refusal))
    return redirect("course_plan", student_id=student_id)
