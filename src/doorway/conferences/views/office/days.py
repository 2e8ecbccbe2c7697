"""The days of a conference with their hours."""

from __future__ import annotations

import uuid

from django.db import transaction
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from doorway.conferences.access.office import conference_for_days, decides_days
from doorway.conferences.actions.postponing import booked_on, postpone_window
from doorway.conferences.actions.steps import EDITABLE_STATES, Status
from doorway.conferences.actions.submission import add_window, change_window, remove_window, repeat_window
from doorway.conferences.core.slots import Span
from doorway.conferences.forms.preparing import ChangeDayForm, WindowForm
from doorway.conferences.models import Conference, ConferenceWindow
from doorway.conferences.views.office.steps import way
from doorway.conferences.views.parts import accepted, done, page
from doorway.conferences.wording import spans_in_words
from doorway.roster.access import staff
from doorway.roster.middleware import ViewerRequest


@staff("office", "principal", "district")
@require_http_methods(["GET", "POST"])
def days(request: ViewerRequest, conference_id: uuid.UUID) -> HttpResponse:
    """The days so far, and a form for one more."""
    conference = conference_for_days(request.viewer, conference_id)
    zone, now = conference.district.zone, timezone.now()
    by_district = decides_days(request.viewer, conference)
    form = WindowForm(request.POST or None)

    def add() -> None:
        begins, ends = form.span(zone)
        add_window(
            conference=conference,
            starts_at=begins,
            ends_at=ends,
            by=request.viewer.user,
            now=now,
            by_district=by_district,
        )

    if request.method == "POST" and accepted(form, add):
        return redirect("office_days", conference_id=conference.pk)
    windows = [
        (window, spans_in_words([Span(window.starts_at, window.ends_at)], zone)[0], window.ends_at <= now)
        for window in conference.windows.all()
    ]
    is_published = conference.status == Status.PUBLISHED
    context = {
        "conference": conference,
        "form": form,
        "windows": windows,
        "way": way(conference, "office_days"),
        "may_change": conference.status in EDITABLE_STATES,
        "may_choose": conference.status in EDITABLE_STATES and (by_district or not is_published),
        "by_district": by_district,
        "is_published": is_published,
        "is_over": is_published and all(over for _window, _words, over in windows),
    }
    return page(request, "conferences/office/days.html", context, district=conference.district)


@staff("office", "principal", "district")
@require_POST
def repeat_day(request: ViewerRequest, conference_id: uuid.UUID, window_id: uuid.UUID) -> HttpResponse:
    """The same hours on the next school day."""
    window = _window(conference_for_days(request.viewer, conference_id), window_id)
    by_district = decides_days(request.viewer, window.conference)
    done(
        request,
        lambda: repeat_window(window=window, by=request.viewer.user, now=timezone.now(), by_district=by_district),
    )
    return redirect("office_days", conference_id=conference_id)


@staff("office", "principal", "district")
@require_POST
def remove_day(request: ViewerRequest, conference_id: uuid.UUID, window_id: uuid.UUID) -> HttpResponse:
    """Take a day away."""
    window = _window(conference_for_days(request.viewer, conference_id), window_id)
    by_district = decides_days(request.viewer, window.conference)
    done(
        request,
        lambda: remove_window(window=window, by=request.viewer.user, now=timezone.now(), by_district=by_district),
        _("The time was removed."),
    )
    return redirect("office_days", conference_id=conference_id)


@staff("office", "principal", "district")
@require_http_methods(["GET", "POST"])
def change_day(request: ViewerRequest, conference_id: uuid.UUID, window_id: uuid.UUID) -> HttpResponse:
    """Other hours, or another day. The calendars of everybody who follows the dates follow."""
    conference = conference_for_days(request.viewer, conference_id)
    window, zone = _window(conference, window_id), conference.district.zone
    begins, ends = window.starts_at.astimezone(zone), window.ends_at.astimezone(zone)
    by_district, now = decides_days(request.viewer, conference), timezone.now()
    can_move = by_district and conference.status == Status.PUBLISHED and window.starts_at > now
    form = ChangeDayForm(
        request.POST or None,
        initial={"date": begins.date(), "begins": begins.time(), "ends": ends.time()},
        meetings=booked_on(window) if can_move else 0,
    )

    @transaction.atomic
    def change() -> None:
        start, end = form.span(zone)
        if form.moves_meetings and start.date() != begins.date():
            postpone_window(window=window, to=start.date(), by=request.viewer.user, now=now)
        change_window(
            window=window, starts_at=start, ends_at=end, by=request.viewer.user, now=now, by_district=by_district
        )

    if request.method == "POST" and accepted(form, change):
        return redirect("office_days", conference_id=conference.pk)
    context = {
        "conference": conference,
        "form": form,
        "words": spans_in_words([Span(begins, ends)], zone)[0],
        "is_published": conference.status == Status.PUBLISHED,
    }
    return page(request, "conferences/office/change_day.html", context, district=conference.district)


def _window(conference: Conference, window_id: uuid.UUID) -> ConferenceWindow:
    for window in conference.windows.all():
        if window.pk == window_id:
            window.conference = conference
            return window
    raise Http404
