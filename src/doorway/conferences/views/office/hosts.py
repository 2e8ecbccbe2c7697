"""Whom families can meet, in which room, at which times; and the rooms themselves."""

from __future__ import annotations

import uuid

from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from doorway.conferences.access.office import conference_for_school, host_for_school, room_for_school
from doorway.conferences.actions.steps import EDITABLE_STATES
from doorway.conferences.actions.submission import (
    add_host_time,
    add_room,
    remove_host_time,
    rename_room,
    set_hosts,
)
from doorway.conferences.core.slots import Span
from doorway.conferences.forms.preparing import HostLine, HostTimeForm, RoomForm
from doorway.conferences.queries.slots import slots_of
from doorway.conferences.queries.staffing import candidates, rooms_of
from doorway.conferences.views.office.steps import way
from doorway.conferences.views.parts import accepted, done, page
from doorway.conferences.wording import days_in_words, spans_in_words
from doorway.roster.access import staff
from doorway.roster.middleware import ViewerRequest


@staff("office", "principal")
@require_http_methods(["GET", "POST"])
def hosts(request: ViewerRequest, conference_id: uuid.UUID) -> HttpResponse:
    """Everybody at the school with a check box, a room and a length of their own."""
    conference = conference_for_school(request.viewer, conference_id)
    rooms = rooms_of(conference)
    lines = [
        HostLine(request.POST or None, candidate=candidate, rooms=rooms, usual=conference.slot_seconds)
        for candidate in candidates(conference)
    ]
    here = way(conference, "office_hosts")
    if request.method == "POST" and all(line.is_valid() for line in lines):
        choices = [line.choice for line in lines if line.choice]
        if done(request, lambda: set_hosts(conference=conference, choices=choices, by=request.viewer.user)):
            return redirect(here.onward if "onward" in request.POST else request.path)
    context = {
        "conference": conference,
        "lines": lines,
        "rooms": rooms,
        "way": here,
        "may_change": conference.status in EDITABLE_STATES,
    }
    return page(request, "conferences/office/hosts.html", context, district=conference.district)


@staff("office", "principal")
@require_http_methods(["GET", "POST"])
def host(request: ViewerRequest, conference_id: uuid.UUID, host_id: uuid.UUID) -> HttpResponse:
    """One host: their own times and breaks."""
    found = host_for_school(request.viewer, conference_id, host_id)
    zone = found.conference.district.zone
    days = {window.starts_at.astimezone(zone).date() for window in found.conference.windows.all()}
    form = HostTimeForm(request.POST or None, days={day: days_in_words([day]) for day in sorted(days)})

    def add() -> None:
        begins, ends = form.span(zone)
        kind = form.cleaned_data["kind"]
        add_host_time(host=found, kind=kind, starts_at=begins, ends_at=ends, by=request.viewer.user)

    if request.method == "POST" and accepted(form, add):
        return redirect("office_host", conference_id=conference_id, host_id=host_id)
    times = [(time, spans_in_words([Span(time.starts_at, time.ends_at)], zone)[0]) for time in found.times.all()]
    context = {
        "conference": found.conference,
        "host": found,
        "form": form,
        "times": times,
        "slots": len(slots_of(found)),
        "may_change": found.conference.status in EDITABLE_STATES,
    }
    return page(request, "conferences/office/host.html", context, district=found.conference.district)


@staff("office", "principal")
@require_POST
def remove_time(
    request: ViewerRequest, conference_id: uuid.UUID, host_id: uuid.UUID, time_id: uuid.UUID
) -> HttpResponse:
    """Take one of a host's times or breaks away."""
    found = host_for_school(request.viewer, conference_id, host_id)
    done(
        request,
        lambda: remove_host_time(host=found, time_id=time_id, by=request.viewer.user),
        _("The time was removed."),
    )
    return redirect("office_host", conference_id=conference_id, host_id=host_id)


@staff("office", "principal")
@require_http_methods(["GET", "POST"])
def rooms(request: ViewerRequest, conference_id: uuid.UUID) -> HttpResponse:
    """The school's rooms, and a form for one more."""
    conference = conference_for_school(request.viewer, conference_id)
    form = RoomForm(request.POST or None)
    if request.method == "POST" and accepted(
        form, lambda: add_room(school=conference.school, name=form.cleaned_data["name"])
    ):
        return redirect("office_rooms", conference_id=conference.pk)
    context = {"conference": conference, "rooms": rooms_of(conference), "form": form}
    return page(request, "conferences/office/rooms.html", context, district=conference.district)


@staff("office", "principal")
@require_http_methods(["GET", "POST"])
def room(request: ViewerRequest, conference_id: uuid.UUID, room_id: uuid.UUID) -> HttpResponse:
    """Another name for a room."""
    conference = conference_for_school(request.viewer, conference_id)
    found = room_for_school(request.viewer, room_id)
    form = RoomForm(request.POST or None, initial={"name": found.name})
    if request.method == "POST" and accepted(
        form, lambda: rename_room(room=found, name=form.cleaned_data["name"], now=timezone.now())
    ):
        return redirect("office_rooms", conference_id=conference.pk)
    context = {"conference": conference, "room": found, "form": form}
    return page(request, "conferences/office/room.html", context, district=conference.district)
