"""Inviting families, and seeing who has booked."""

from __future__ import annotations

import uuid
from datetime import date
from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from doorway.conferences.access.office import SCHOOL_STAFF, conference_for_school, conference_for_staff
from doorway.conferences.actions.invitations import Invited, invite_families
from doorway.conferences.actions.steps import Status
from doorway.conferences.models import Conference
from doorway.conferences.queries.arrivals import arrivals
from doorway.conferences.queries.board import board
from doorway.conferences.queries.hosts import schools_of
from doorway.conferences.queries.inviting import invitation_progress
from doorway.conferences.queries.overview import line_of, overview
from doorway.conferences.queries.schedule import door_signs, schedules
from doorway.conferences.views.parts import done, page
from doorway.conferences.wording import days_in_words
from doorway.roster.access import staff
from doorway.roster.middleware import ViewerRequest

LONGEST_SEARCH = 80
_HOURS = {str(number) for number in range(24)}


@staff("office", "principal")
@require_GET
def invitations(request: ViewerRequest, conference_id: uuid.UUID) -> HttpResponse:
    """How many invitations went out, wait or could not be delivered, and whom to call."""
    conference = conference_for_school(request.viewer, conference_id)
    context = {
        "conference": conference,
        "line": line_of(conference, timezone.now()),
        "progress": invitation_progress(conference, request.viewer),
        "is_published": conference.status == Status.PUBLISHED,
    }
    return page(request, "conferences/office/invitations.html", context, district=conference.district)


@staff("office", "principal")
@require_POST
def invite(request: ViewerRequest, conference_id: uuid.UUID) -> HttpResponse:
    """Write to every family that has not got an invitation: it is new, or the mail server has refused the last one."""
    conference = conference_for_school(request.viewer, conference_id)
    results: list[Invited] = []

    def act() -> None:
        results.append(invite_families(conference=conference, by=request.viewer.user, now=timezone.now()))

    if done(request, act):
        done(request, lambda: None, _said(results[0]))
    return redirect("office_invitations", conference_id=conference_id)


def _said(result: Invited) -> str:
    if not result.written:
        return _("There is nobody to write to now: each invitation has gone out or waits to go out.")
    said = ngettext("%(count)s invitation is on its way.", "%(count)s invitations are on their way.", result.written)
    return said % {"count": result.written}


@staff("office", "principal", "district")
@require_GET
def board_page(request: ViewerRequest, conference_id: uuid.UUID) -> HttpResponse:
    """Who has booked and who has not, class by class, with telephone numbers."""
    conference = conference_for_staff(request.viewer, conference_id)
    only_open = request.GET.get("show") == "open"
    search = " ".join(request.GET.get("q", "").split())[:LONGEST_SEARCH]
    number = request.GET.get("page", "1")
    found = board(conference, request.viewer, only_open=only_open, search=search, number=number)
    here = request.viewer.school_ids(SCHOOL_STAFF) & schools_of(conference)
    may_book = bool(here) and conference.status == Status.PUBLISHED
    if search and may_book and len(found.students) == 1 and len(found.classes) == 1:
        # The name was typed while the family is on the phone: go on without another key.
        return redirect("office_family", conference_id=conference.pk, student_id=found.students[0].pk)
    context = _frame(request, conference) | {
        "board": found,
        "only_open": only_open,
        "search": search,
        "may_book": may_book,
        "is_published": conference.status == Status.PUBLISHED,
    }
    return page(request, "conferences/office/board.html", context, district=conference.district)


@staff("office", "principal", "district")
@require_GET
def schedule(request: ViewerRequest, conference_id: uuid.UUID) -> HttpResponse:
    """The day of each host, to read and to print."""
    conference = conference_for_staff(request.viewer, conference_id)
    context = _frame(request, conference) | {"schedules": schedules(conference, request.viewer)}
    return page(request, "conferences/office/schedule.html", context, district=conference.district)


@staff("office", "principal", "district")
@require_GET
def arrivals_page(request: ViewerRequest, conference_id: uuid.UUID) -> HttpResponse:
    """Who comes in this hour and where they go, for the desk at the door."""
    conference = conference_for_staff(request.viewer, conference_id)
    found = arrivals(
        conference,
        request.viewer,
        now=timezone.now(),
        day=_day(request.GET.get("day", "")),
        hour=int(request.GET["hour"]) if request.GET.get("hour", "") in _HOURS else None,
    )
    here = request.viewer.school_ids(SCHOOL_STAFF) & schools_of(conference)
    context = _frame(request, conference) | {
        "arrivals": found,
        "days": [(day, days_in_words([day])) for day in found.days],
        "may_book": bool(here) and conference.status == Status.PUBLISHED,
    }
    return page(request, "conferences/office/arrivals.html", context, district=conference.district)


@staff("office", "principal", "district")
@require_GET
def signs(request: ViewerRequest, conference_id: uuid.UUID) -> HttpResponse:
    """A sign for each door: who is here, in which room, when. No family's name is on it."""
    conference = conference_for_staff(request.viewer, conference_id)
    context = _frame(request, conference) | {"schedules": door_signs(conference)}
    return page(request, "conferences/office/signs.html", context, district=conference.district)


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _frame(request: ViewerRequest, conference: Conference) -> dict[str, Any]:
    """The conference, and whether the way back leads to a page that is the viewer's own."""
    return {
        "conference": conference,
        "overview": overview(conference),
        "is_mine": conference.school_id in request.viewer.school_ids(["office", "principal"]),
    }
