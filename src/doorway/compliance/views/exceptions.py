"""What schools do differently with the board's approval: the district office writes it down."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from datetime import date
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from doorway.accounts.errors import Refusal
from doorway.accounts.models import District
from doorway.compliance.access import POLICY_ROLE, exception_for, exceptions, policy_district
from doorway.compliance.actions.exceptions import (
    approve_exception,
    check_withdrawal,
    print_of_exception,
    print_of_withdrawal,
    proposed,
    withdraw_exception,
)
from doorway.compliance.core.rules import Rule
from doorway.compliance.errors import ApprovedUnread, WithdrawnUnread
from doorway.compliance.forms import ExceptionForm, WithdrawForm
from doorway.compliance.models import BoardPolicy, SchoolException
from doorway.compliance.queries.changing import Reckoned, changes, reckoned_for
from doorway.compliance.queries.exceptions import last_day_of
from doorway.compliance.queries.policies import (
    rows_in_force,
    rules_of,
    today_in,
    versions_on_days,
    year_for_names,
    year_of_names,
)
from doorway.compliance.queries.standing import Asked, asked_of
from doorway.compliance.wording import exception_words, moved_words, rule_changes
from doorway.policy.queries import state_pack
from doorway.roster.access import staff
from doorway.roster.middleware import ViewerRequest
from doorway.roster.models import School

SHOWN = 100


@staff(POLICY_ROLE)
@require_GET
def school_exceptions(request: ViewerRequest) -> HttpResponse:
    """Every exception that was ever approved, the newest first."""
    district = policy_district(request.viewer)
    today = today_in(district)
    pack, year = state_pack(district), today.year + (today.month >= 7)
    rows = exceptions(request.viewer).filter(district=district).prefetch_related("withdrawals__by")[:SHOWN]
    versions = versions_on_days(district, date.min, None)
    beside = ((row, _rules_beside(row, versions, today)) for row in rows)
    words = [one for row, rules in beside for one in exception_words([row], rules, pack, year, today)]
    has_policy = any(begins <= today for begins, _version in versions)
    context = {"exceptions": words, "today": today, "has_policy": has_policy}
    return render(request, "compliance/exceptions.html", context)


@staff(POLICY_ROLE)
@require_http_methods(["GET", "POST"])
def new_exception(request: ViewerRequest) -> HttpResponse:
    """Write one down: first what it would change for whom, then the board's approval."""
    district = policy_district(request.viewer)
    schools = list(School.objects.filter(district=district, is_active=True).order_by("name"))
    for school in schools:
        school.district = district
    form = ExceptionForm(request.POST or None, schools=schools, initial={"starts_on": today_in(district)})
    context: dict[str, Any] = {"form": form}
    if form.is_valid() and request.viewer.user is not None:
        chosen = next(one for one in schools if str(one.pk) == form.cleaned_data["school"])
        values: dict[str, Any] = {
            "school": chosen, "difference": form.difference, "approval": form.approval, "by": request.viewer.user,
            "now": timezone.now(),
        }  # fmt: skip
        try:
            if request.POST.get("do") == "approve":
                approve_exception(**values, seen=request.POST.get("seen", ""))
                messages.success(request, _("Written down. Everybody can read it with the policy."))
                return redirect("school_exceptions")
            context |= _effect(district, proposed(**values))
        except ApprovedUnread as refusal:
            form.add_error(None, str(refusal))
            context |= _effect(district, proposed(**values))
        except Refusal as refusal:
            form.refuse(refusal)
    return render(request, "compliance/exception.html", context, status=422 if form.errors else 200)


@staff(POLICY_ROLE)
@require_http_methods(["GET", "POST"])
def withdraw(request: ViewerRequest, exception_id: uuid.UUID) -> HttpResponse:
    """The board lets the school do it no longer: first what that changes for whom, then the board's decision.

    Until the day has come it can be another one, or none.
    """
    row = exception_for(request.viewer, exception_id)
    district = row.school.district
    today = today_in(district)
    words = exception_words(
        [row],
        _rules_beside(row, versions_on_days(district, date.min, None), today),
        state_pack(district),
        year_for_names(district, today),
        today,
    )[0]
    initial = {} if row.withdrawn_on is None else {"on": row.withdrawn_on}
    keeps = "keep" in request.POST
    # What is in the field is no matter to whoever lets it hold.
    posted = {"on": row.withdrawn_on or today} if keeps else request.POST
    form = WithdrawForm(posted if request.method == "POST" else None, initial=initial)
    context: dict[str, Any] = {"row": row, "one": words, "form": form, "can": words.can_be_withdrawn}
    if form.is_valid() and request.viewer.user is not None:
        on = None if keeps else form.cleaned_data["on"]
        said: dict[str, Any] = {"row": row, "on": on, "by": request.viewer.user, "now": timezone.now()}
        try:
            if on is None or on == row.withdrawn_on or request.POST.get("do") == "withdraw":
                withdraw_exception(**said, seen=request.POST.get("seen", ""))
                messages.success(request, _done(on, today))
                return redirect("school_exceptions")
            check_withdrawal(row, on, today)
            context |= _effect_of_withdrawal(district, row, on)
        except WithdrawnUnread as refusal:
            form.add_error(None, str(refusal))
            row.refresh_from_db(fields=["withdrawn_on"])
            context |= _effect_of_withdrawal(district, row, form.cleaned_data["on"])
        except Refusal as refusal:
            form.add_error(None, str(refusal))
    context["is_coming"] = row.withdrawn_on is not None and row.withdrawn_on > today
    return render(request, "compliance/withdraw.html", context, status=422 if form.errors else 200)


def _done(on: date | None, today: date) -> str:
    """What has become of the exception, in one sentence."""
    if on is None:
        return _("The exception is not withdrawn. It holds as the board approved it.")
    if on > today:
        return _(
            "The exception will be withdrawn from %(day)s on. Until then it holds, and you can still change the day."
        ) % {"day": date_format(on, "DATE_FORMAT")}
    return _("The exception is withdrawn. It stays on record.")


def _rules_beside(row: SchoolException, versions: Sequence[tuple[date, BoardPolicy]], today: date) -> list[Rule]:
    """The rules of today; of an exception that is over or has not begun, those of its last or first day."""
    day = max(row.starts_on, min(today, last_day_of(row) or today))
    begun = [version for begins, version in versions if begins <= day]
    return rules_of(begun[-1]) if begun else []


def _effect(district: District, row: SchoolException) -> dict[str, Any]:
    """What it would change on the day on which it begins to hold; of one that is over, what it changed on its days."""
    today = today_in(district)
    if row.ends_on is not None and row.ends_on < today:
        versions = versions_on_days(district, row.starts_on, row.ends_on)
        rules = [rule for _day, version in versions for rule in rules_of(version)]
        words = exception_words([row], rules, state_pack(district), year_for_names(district, row.ends_on), today)
        return {"is_previewed": True, "over": words[0], "rules": [], "seen": print_of_exception(row)}
    day = reckoned_for(district, row.starts_on, today)
    rules = [one.as_rule for one in rows_in_force(district, day.on)]
    others = day.held.exceptions
    asked = [asked_of(rules, district, day.on, day.held, kept) for kept in (others, [*others, row])]
    return _moved_by(row, day, asked) | {"seen": print_of_exception(row)}


def _effect_of_withdrawal(district: District, row: SchoolException, on: date) -> dict[str, Any]:
    """What it would change on the first day on which it does not hold any more, or never will."""
    day = reckoned_for(district, max(on, row.starts_on), today_in(district))
    rules = [one.as_rule for one in rows_in_force(district, day.on)]
    others = [one for one in day.held.exceptions if one.pk != row.pk]
    asked = [asked_of(rules, district, day.on, day.held, kept) for kept in ([*others, row], others)]
    return _moved_by(row, day, asked) | {"seen": print_of_withdrawal(row, on), "is_withdrawn": True}


def _moved_by(row: SchoolException, day: Reckoned, asked: Sequence[Asked | None]) -> dict[str, Any]:
    """What is otherwise for whom at the school of an exception. ``asked``: what is asked without the step, and then."""
    now, then = asked
    found = [] if now is None or then is None else changes(now, then, day)
    pack, year = state_pack(row.school.district), year_of_names(day.held.years, day.on)
    return {
        "is_previewed": True,
        "day": day,
        "students": sum(one.students for one in found),
        "moved": moved_words(found, {row.school_id: row.school.name}),
        "rules": [] if then is None else rule_changes(now, then, pack, year, row.school_id),
    }
