"""What the conference offers, and sending it to the district."""

from __future__ import annotations

import uuid

from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from doorway.conferences.access.office import conference_for_school
from doorway.conferences.actions.steps import OPEN_STATES
from doorway.conferences.actions.submission import submit, what_is_missing, withdraw
from doorway.conferences.queries.availability import preview
from doorway.conferences.queries.overview import overview
from doorway.conferences.views.office.steps import way
from doorway.conferences.views.parts import done, page
from doorway.roster.access import staff
from doorway.roster.middleware import ViewerRequest


@staff("office", "principal")
@require_GET
def check(request: ViewerRequest, conference_id: uuid.UUID) -> HttpResponse:
    """Slots per host, families without a host, teachers with too few slots."""
    conference = conference_for_school(request.viewer, conference_id)
    seen = preview(conference)
    context = {
        "conference": conference,
        "overview": overview(conference),
        "preview": seen,
        "missing": what_is_missing(conference, timezone.now(), [count.host for count in seen.hosts]),
        "way": way(conference, "office_check"),
        "is_open": conference.status in OPEN_STATES,
    }
    return page(request, "conferences/office/check.html", context, district=conference.district)


@staff("office", "principal")
@require_POST
def send(request: ViewerRequest, conference_id: uuid.UUID) -> HttpResponse:
    """Send it to the district."""
    conference = conference_for_school(request.viewer, conference_id)
    sent = done(
        request,
        lambda: submit(conference=conference, by=request.viewer.user, now=timezone.now()),
        _("The conference was sent to the district office. We will e-mail you when they have reviewed it."),
    )
    return redirect("office_conference" if sent else "office_check", conference_id=conference_id)


@staff("office", "principal")
@require_POST
def take_back(request: ViewerRequest, conference_id: uuid.UUID) -> HttpResponse:
    """Take it back to change something."""
    conference = conference_for_school(request.viewer, conference_id)
    done(
        request,
        lambda: withdraw(conference=conference, by=request.viewer.user),
        _("You have the conference back and can change it."),
    )
    return redirect("office_conference", conference_id=conference_id)
