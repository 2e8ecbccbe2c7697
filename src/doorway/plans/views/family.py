"""The shared plan as the family and the student read and sign it."""

from __future__ import annotations

import uuid
from typing import cast

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from doorway.accounts.errors import Refusal
from doorway.assessments.access import letters_of_home
from doorway.pathways.graduation.access import reads_graduation
from doorway.plans.access import Reader, open_family_plan, open_own_plan, open_version, signing_at_home
from doorway.plans.actions.signing import sign, who_typed
from doorway.plans.letter import Letter
from doorway.plans.models import PlanVersion
from doorway.plans.queries.sharing import as_read_by, family_page
from doorway.plans.queries.versions import documents_in, versions_of
from doorway.plans.queries.waiting import plans_of_wards
from doorway.plans.views.replies import Draft
from doorway.roster.access import WHOLE_PLAN, Reason, Viewer, guardian, log_looks, shows, signed_in, staff
from doorway.roster.middleware import ViewerRequest


@guardian
@require_GET
def family_plans(request: HttpRequest) -> HttpResponse:
    """The plans of all children of this guardian."""
    viewer = _viewer(request)
    plans = plans_of_wards(viewer, timezone.now())
    log_looks(viewer, [plan.student for plan in plans], reason=Reason.GUARDIAN.value, page="plans")
    return render(request, "plans/family/plans.html", {"plans": plans})


@guardian
@require_GET
def family_plan(request: HttpRequest, student_id: uuid.UUID) -> HttpResponse:
    """A child's plan of this year as it was shared last."""
    return _page(request, open_family_plan(_viewer(request), student_id))


@staff("student")
@require_GET
def own_plan(request: HttpRequest) -> HttpResponse:
    """The signed-in student's own plan."""
    return _page(request, open_own_plan(_viewer(request)))


def _page(request: HttpRequest, reader: Reader, draft: Draft | None = None) -> HttpResponse:
    try:
        page = family_page(reader, reader.viewer.today)
    except Refusal as refusal:
        return _damaged(request, reader, refusal)
    is_student = reader.reasons[0] == Reason.SELF
    context = {
        "page": page,
        "student": reader.student,
        "letter": page.letter,
        "is_student": is_student,
        "draft": draft,
        "reads_graduation": reads_graduation(reader.student),
        "reading_letters": [] if is_student else letters_of_home(reader.viewer, reader.student),
    }
    return render(request, "plans/family/plan.html", context, status=422 if draft else 200)


def _damaged(request: HttpRequest, reader: Reader, refusal: Refusal) -> HttpResponse:
    return render(request, "plans/no_plan.html", {"student": reader.student, "sentence": str(refusal)}, status=409)


@signed_in
@shows(*WHOLE_PLAN)
@require_GET
def version(request: HttpRequest, version_id: uuid.UUID) -> HttpResponse:
    """One version, old or new, for everybody who may read it; made to be printed."""
    reader, found = open_version(_viewer(request), version_id)
    try:
        document = documents_in([found.pk])[found.pk]
    except Refusal as refusal:
        return _damaged(request, reader, refusal)
    lines = versions_of(reader.student, reader.viewer.today)
    line = next(line for line in lines if line.id == found.pk)
    newer = next((other for other in lines if other.plan_id == line.plan_id and other.number > line.number), None)
    context = {
        "version": line,
        "newer": newer,
        "roll": reader.roll(line),
        "reader": reader,
        "student": reader.student,
        "letter": Letter(as_read_by(reader, document)),
        "is_student": reader.reasons[0] == Reason.SELF,
    }
    return render(request, "plans/version.html", context)


@signed_in
@require_POST
def sign_plan(request: HttpRequest, version_id: uuid.UUID) -> HttpResponse:
    """A guardian, or the student, signs by typing the name."""
    viewer = _viewer(request)
    reader, found = signing_at_home(viewer, version_id)
    try:
        _sign(viewer, reader, found, request.POST.get("typed_name", ""))
    except Refusal as refusal:
        return _page(request, reader, Draft("sign", str(refusal), request.POST))
    if reader.reasons[0] == Reason.SELF:
        return redirect("own_plan")
    return redirect("family_plan", student_id=reader.student.pk)


def _sign(viewer: Viewer, reader: Reader, found: PlanVersion, typed_name: str) -> None:
    persons, signer = reader.signers
    if viewer.user is None or not persons:
        raise Http404
    person = who_typed(persons, typed_name)
    sign(found, person=person, signer=signer, typed_name=typed_name, now=timezone.now(), by=viewer.user)


def _viewer(request: HttpRequest) -> Viewer:
    return cast(ViewerRequest, request).viewer
