"""Records that are past their time by the policy: the district office decides, with a reason."""

from __future__ import annotations

import uuid
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from doorway.accounts.errors import Refusal
from doorway.accounts.models import District
from doorway.compliance.access import POLICY_ROLE, hold_for, policy_district
from doorway.compliance.actions.keeping_records import delete_old, hold_records, keep_longer, lift_hold
from doorway.compliance.forms import DeleteForm, HoldForm, KeepForm
from doorway.compliance.queries.keeping import Past, decisions_of, open_holds, past_their_time
from doorway.compliance.queries.policies import in_force, today_in
from doorway.compliance.wording import years_words
from doorway.roster.access import staff
from doorway.roster.keeping import Aging, kind_of
from doorway.roster.middleware import ViewerRequest

SHOWN = 50


@staff(POLICY_ROLE)
@require_GET
def old_records(request: ViewerRequest) -> HttpResponse:
    """What is past its time, what holds it, and what was decided before."""
    return _page(request, HoldForm(), 200)


def _page(request: ViewerRequest, form: HoldForm, status: int) -> HttpResponse:
    district = policy_district(request.viewer)
    today = today_in(district)
    policy, holds, decisions = in_force(district, today), open_holds(district), decisions_of(district)
    past = past_their_time(district, policy, today, holds=holds, decisions=decisions)
    context: dict[str, Any] = {
        "kinds": [(one, years_words(one.time.years) if one.time else "") for one in past],
        "policy": policy,
        "district": district,
        "holds": [(hold, _words(hold.kind)) for hold in holds],
        "decisions": [(one, _words(one.kind)) for one in decisions[:SHOWN]],
        "form": form,
    }
    return render(request, "compliance/records.html", context, status=status)


def _past(district: District, kind: Aging) -> Past:
    today = today_in(district)
    holds, decisions = open_holds(district), decisions_of(district)
    policy = in_force(district, today)
    return past_their_time(district, policy, today, holds=holds, decisions=decisions, of=[kind])[0]


def _words(kind: str) -> str:
    found = kind_of(kind)
    return str(found.words) if found else _("all of them")


def _kind(key: str) -> Aging:
    found = kind_of(key)
    if found is None:
        raise Http404
    return found


@staff(POLICY_ROLE)
@require_http_methods(["GET", "POST"])
def delete(request: ViewerRequest, kind: str) -> HttpResponse:
    """Delete them for good, after a second look."""
    district, found = policy_district(request.viewer), _kind(kind)
    form = DeleteForm(request.POST or None)
    if form.is_valid() and request.viewer.user is not None:
        try:
            done = delete_old(
                district=district, kind=found, reason=form.cleaned_data["reason"], by=request.viewer.user,
                now=timezone.now(),
            )  # fmt: skip
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            said = ngettext("%(count)s record is deleted.", "%(count)s records are deleted.", done.records)
            messages.success(request, said % {"count": done.records})
            return redirect("old_records")
    return _decide(request, district, found, form, "compliance/records_delete.html")


@staff(POLICY_ROLE)
@require_http_methods(["GET", "POST"])
def keep(request: ViewerRequest, kind: str) -> HttpResponse:
    """Keep them longer, and say why."""
    district, found = policy_district(request.viewer), _kind(kind)
    form = KeepForm(request.POST or None)
    if form.is_valid() and request.viewer.user is not None:
        try:
            keep_longer(
                district=district, kind=found, reason=form.cleaned_data["reason"], until=form.cleaned_data["until"],
                by=request.viewer.user, now=timezone.now(),
            )  # fmt: skip
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Written down. They stay."))
            return redirect("old_records")
    return _decide(request, district, found, form, "compliance/records_keep.html")


def _decide(request: ViewerRequest, district: District, kind: Aging, form: Any, template: str) -> HttpResponse:
    return render(request, template, {"past": _past(district, kind), "form": form}, status=422 if form.errors else 200)


@staff(POLICY_ROLE)
@require_POST
def hold(request: ViewerRequest) -> HttpResponse:
    """Nothing is deleted as long as this stands."""
    district, form = policy_district(request.viewer), HoldForm(request.POST)
    if not form.is_valid() or request.viewer.user is None:
        return _page(request, form, 422)
    try:
        hold_records(district=district, by=request.viewer.user, now=timezone.now(), **form.cleaned_data)
    except Refusal as refusal:
        form.add_error(None, str(refusal))
        return _page(request, form, 422)
    messages.success(request, _("Nothing of it is deleted from now on."))
    return redirect("old_records")


@staff(POLICY_ROLE)
@require_POST
def lift(request: ViewerRequest, hold_id: uuid.UUID) -> HttpResponse:
    """What held them is over."""
    found, user = hold_for(request.viewer, hold_id), request.viewer.user
    if user is not None:
        lift_hold(hold=found, by=user, now=timezone.now())
        messages.success(request, _("The hold is lifted."))
    return redirect("old_records")
