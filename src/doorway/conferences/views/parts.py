"""What the pages of the offices share."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from django.contrib import messages
from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.utils import timezone

from doorway.accounts.errors import Refusal
from doorway.accounts.models import District
from doorway.conferences.actions.booking import change_attending, who_is_busy
from doorway.conferences.forms.attending import AttendingForm
from doorway.conferences.models import Appointment
from doorway.conferences.queries.visits import home_of, same_home_later
from doorway.roster.middleware import ViewerRequest


def page(
    request: HttpRequest, template: str, context: Mapping[str, Any], *, district: District | None, status: int = 200
) -> HttpResponse:
    """The page with every time shown in the district's own time zone."""
    with timezone.override(district.zone if district else timezone.get_default_timezone()):
        return render(request, template, dict(context), status=status)


def done(request: HttpRequest, act: Callable[[], object], said: str = "") -> bool:
    """Do something that a button asks for; what was said, or why it was refused, stands on the next page."""
    try:
        act()
    except Refusal as refusal:
        messages.error(request, str(refusal))
        return False
    if said:
        messages.success(request, said)
    return True


def accepted(form: BaseForm, act: Callable[[], object]) -> bool:
    """Do what a valid form asks for; a refusal becomes the form's error."""
    if not form.is_valid():
        return False
    try:
        act()
    except Refusal as refusal:
        form.add_error(None, str(refusal))
        return False
    return True


def attending_form(appointment: Appointment, data: QueryDict | None) -> AttendingForm:
    """Who comes to a meeting, to read or as it was sent."""
    return AttendingForm(appointment, home_of(appointment), same_home_later(appointment, now=timezone.now()), data)


def put_down(request: ViewerRequest, form: AttendingForm) -> bool:
    """Keep what was sent; where that cannot be, the form says why."""

    def act() -> object:
        # In another language who comes is only looked at: a try would be stopped before the database could refuse it.
        if getattr(request, "is_only_shown", False) and (busy := who_is_busy(form.meetings, form.attending)):
            raise busy
        return change_attending(
            appointments=form.meetings, attending=form.attending, by=request.viewer.user, now=timezone.now()
        )

    return accepted(form, act)
