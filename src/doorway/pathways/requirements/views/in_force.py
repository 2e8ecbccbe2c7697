"""What a set would change, the decision of the board that puts it in force, and taking that back."""

from __future__ import annotations

import uuid

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from doorway.accounts.errors import Refusal
from doorway.pathways.graduation.wording import said
from doorway.pathways.models import RequirementSet
from doorway.pathways.requirements.access import WRITES, draft_of, set_of, writer_of
from doorway.pathways.requirements.actions import put_in_force, withdraw
from doorway.pathways.requirements.checking import check, concerns_begun, ground_of
from doorway.pathways.requirements.documents import read
from doorway.pathways.requirements.errors import ChangedSince, Unclear
from doorway.pathways.requirements.forms.sets import InForceForm, WithdrawForm
from doorway.pathways.requirements.page import reasons_of
from doorway.pathways.requirements.preview import preview
from doorway.pathways.requirements.prints import as_seen, prints_of, seen_in
from doorway.pathways.requirements.wording import class_words, finding_words
from doorway.roster.access import Kind, shows, staff
from doorway.roster.middleware import ViewerRequest

ADOPTS = "district"


@staff(*WRITES)
@shows(Kind.GRADUATION)
@require_GET
def requirement_changes(request: ViewerRequest, set_id: uuid.UUID) -> HttpResponse:
    """What a draft would change: who would stand otherwise, counted by the engine."""
    writer = writer_of(request.viewer)
    row = draft_of(writer, set_id)
    ground = ground_of(writer, day=timezone.localdate(timezone=writer.district.zone))
    has_errors = any(one.is_error for one in check(row, ground))
    school = _id(request.GET.get("school", ""))
    found = None
    if not has_errors:
        found = preview(writer, request.viewer, row, ground, school=school, page=request.GET.get("page"))
    context = {
        "row": row, "found": found, "school": school, "classes": class_words(row.first_class, row.last_class),
        "title": said(row.document["set"]["title"]), "reads_names": request.viewer.has_role("counselor", "principal"),
    }  # fmt: skip
    return render(request, "pathways/requirements/changes.html", context)


def _id(text: str) -> uuid.UUID | None:
    try:
        return uuid.UUID(text)
    except ValueError:
        return None


# The district office


@staff(ADOPTS)
@require_http_methods(["GET", "POST"])
def requirements_in_force(request: ViewerRequest, set_id: uuid.UUID) -> HttpResponse:
    """Put on record that the board has decided; from its day on the set holds and never changes."""
    writer = writer_of(request.viewer)
    row = draft_of(writer, set_id)
    today = timezone.localdate(timezone=writer.district.zone)
    if row.status != RequirementSet.Status.CHECKED:
        messages.error(request, _("Somebody has to check it first."))
        return redirect("requirement_set", set_id=set_id)
    ground = ground_of(writer, day=today)
    found = [one for one in check(row, ground) if concerns_begun([one])]
    form = InForceForm(
        request.POST if request.method == "POST" else None, initial={"holds_from": today}, concerns_begun=bool(found)
    )
    is_new = "seen" not in request.POST
    if form.is_bound and form.is_valid():
        try:
            seen = seen_in(request.POST.get("seen", ""))
            put_in_force(writer, row, form.decided(), seen=seen, now=timezone.now())
        except Refusal as refusal:
            form.add_error(None, str(refusal))
            if isinstance(refusal, ChangedSince):
                # What follows is what it says now, so that whoever has looked at it can go on.
                is_new, row = True, draft_of(writer, set_id)
        else:
            messages.success(request, _("It is in force. From its day on every page counts with it."))
            return redirect("requirement_set", set_id=set_id)
    context = {
        "row": row, "form": form, "title": said(row.document["set"]["title"]),
        "seen": as_seen(prints_of(row)) if is_new else request.POST["seen"],
        "classes": class_words(row.first_class, row.last_class), "stands": reasons_of(row),
        "begun": [finding_words(one.finding, read(row.document), writer.book) for one in found],
    }  # fmt: skip
    return render(request, "pathways/requirements/in_force.html", context, status=422 if form.is_bound else 200)


@staff(ADOPTS)
@require_POST
def withdraw_requirements(request: ViewerRequest, set_id: uuid.UUID) -> HttpResponse:
    """Withdraw a set that does not hold yet."""
    writer = writer_of(request.viewer)
    row = set_of(writer, set_id)
    form = WithdrawForm(request.POST)
    try:
        if not form.is_valid():
            raise Unclear(Unclear.REASON)
        withdraw(writer, row, form.cleaned_data["reason"], now=timezone.now())
        messages.success(request, _("It is withdrawn, and stays on record."))
    except Refusal as refusal:
        messages.error(request, str(refusal))
    return redirect("requirement_set", set_id=set_id)
