"""Reviewing a plan, sharing it with the family, and the signatures that come back."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from typing import cast

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from doorway.accounts.errors import Refusal
from doorway.accounts.models import User
from doorway.plans.access import (
    CONVERSATION_ROLES,
    open_review,
    plan_for,
    recorder,
    recording,
    signer_on_paper,
    signing_at_school,
    staff_writer,
)
from doorway.plans.actions.reminding import remind
from doorway.plans.actions.signing import record_paper_signature, sign
from doorway.plans.actions.versions import LONGEST_REASON, share
from doorway.plans.errors.sharing import NobodyChosen, NothingChanged
from doorway.plans.queries.sharing import review_page
from doorway.plans.views.replies import Draft
from doorway.plans.wording import listed
from doorway.roster.access import WHOLE_PLAN, Viewer, shows, staff
from doorway.roster.middleware import ViewerRequest
from doorway.roster.models import Person

WRITERS = ("teacher", "counselor", "principal")
RECORDERS = (*WRITERS, "office")


@staff(*CONVERSATION_ROLES)
@shows(*WHOLE_PLAN)
@require_GET
def review(request: HttpRequest, student_id: uuid.UUID) -> HttpResponse:
    """The whole plan as the family reads it, what is still empty, and who has signed."""
    return _page(request, student_id)


def _page(request: HttpRequest, student_id: uuid.UUID, draft: Draft | None = None) -> HttpResponse:
    viewer = _viewer(request)
    reader = open_review(viewer, student_id)
    try:
        page = review_page(reader, timezone.localdate(timezone.now(), reader.student.district.zone))
    except Refusal as refusal:
        return render(request, "plans/no_plan.html", {"student": reader.student, "sentence": str(refusal)}, status=409)
    context = {
        "page": page,
        "student": reader.student,
        "draft": draft,
        "letter": page.letter,
        "longest_reason": LONGEST_REASON,
    }
    return render(request, "plans/review.html", context, status=422 if draft else 200)


@staff(*WRITERS)
@shows(*WHOLE_PLAN)
@require_POST
def share_plan(request: HttpRequest, student_id: uuid.UUID) -> HttpResponse:
    """Share the plan with the family, or a correction of it."""
    viewer = _viewer(request)
    student = staff_writer(viewer, student_id).student

    def work() -> str:
        plan = plan_for(viewer, student)
        try:
            version = share(plan, by=_user(viewer), now=timezone.now(), reason=request.POST.get("reason", ""))
        except NothingChanged as found:  # a second press of the button: what was wanted is done
            return str(found)
        if version.number == 1:
            return _("The plan is shared. The family gets an e-mail.")
        return _("The new version is shared. The family gets an e-mail and is asked to sign again.")

    return _answer(request, student, "share", work)


@staff(*RECORDERS)
@shows(*WHOLE_PLAN)
@require_POST
def remind_plan(request: HttpRequest, student_id: uuid.UUID) -> HttpResponse:
    """Write to those who have not signed, at most once a day."""
    viewer = _viewer(request)
    student = recorder(viewer, student_id)

    def work() -> str:
        told = remind(plan_for(viewer, student), now=timezone.now())
        return _("A reminder is on its way to %(names)s.") % {"names": listed(person.full_name for person in told)}

    return _answer(request, student, "signatures", work)


@staff(*WRITERS)
@shows(*WHOLE_PLAN)
@require_POST
def sign_at_school(request: HttpRequest, version_id: uuid.UUID) -> HttpResponse:
    """The teacher or counselor signs too."""
    viewer = _viewer(request)
    writer, version = signing_at_school(viewer, version_id)
    signer = next((voice for voice in ("teacher", "counselor") if voice in writer.author.voices), "")

    def work() -> str:
        sign(
            version,
            person=writer.author.person,
            signer=signer,
            typed_name=request.POST.get("typed_name", ""),
            now=timezone.now(),
            by=_user(viewer),
        )
        return _("You signed. Thank you.")

    return _answer(request, writer.student, "sign", work)


@staff(*RECORDERS)
@shows(*WHOLE_PLAN)
@require_POST
def paper_signature(request: HttpRequest, version_id: uuid.UUID) -> HttpResponse:
    """Somebody signed the printed plan."""
    viewer = _viewer(request)
    student, version = recording(viewer, version_id)

    def work() -> str:
        found = signer_on_paper(student, request.POST.get("who", ""))
        if found is None:
            raise NobodyChosen
        person, signer = found
        record_paper_signature(version, person=person, signer=signer, now=timezone.now(), by=_user(viewer))
        return _("The paper signature of %(name)s is recorded.") % {"name": person.full_name}

    return _answer(request, student, "paper", work)


def _answer(request: HttpRequest, student: Person, anchor: str, work: Callable[[], str]) -> HttpResponse:
    """Do it and say so above the page; a refusal shows the page again with what was typed."""
    try:
        messages.success(request, work())
    except Refusal as refusal:
        return _page(request, student.pk, Draft(anchor, str(refusal), request.POST))
    return redirect("review_plan", student_id=student.pk)


def _viewer(request: HttpRequest) -> Viewer:
    return cast(ViewerRequest, request).viewer


def _user(viewer: Viewer) -> User:
    if viewer.user is None:  # the rule of the route let only people in who are signed in
        raise Http404
    return viewer.user
