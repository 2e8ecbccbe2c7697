"""What waits for the district office: approve, send back, publish."""

from __future__ import annotations

import uuid

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from doorway.conferences.access.office import conference_for_district, district_conferences
from doorway.conferences.actions.publishing import approve, publish, send_back
from doorway.conferences.actions.steps import Status
from doorway.conferences.forms.preparing import DecisionForm, OpeningForm
from doorway.conferences.queries.availability import preview
from doorway.conferences.queries.overview import ConferenceLine, listed_conferences, overview
from doorway.conferences.views.parts import done, page
from doorway.roster.access import staff
from doorway.roster.middleware import ViewerRequest


@staff("district")
@require_GET
def waiting(request: ViewerRequest) -> HttpResponse:
    """What waits for a decision or for publishing, and everything else that comes."""
    lines = listed_conferences(district_conferences(request.viewer))
    groups = [
        (_("Waiting for you"), _with(lines, Status.SUBMITTED)),
        (_("Approved, not published yet"), _with(lines, Status.APPROVED)),
        (_("Sent back to the school"), _with(lines, Status.RETURNED)),
        (_("Published and coming up"), [line for line in _with(lines, Status.PUBLISHED) if not line.is_past]),
    ]
    context = {"groups": [(title, found) for title, found in groups if found]}
    return page(request, "conferences/district/waiting.html", context, district=request.viewer.district)


def _with(lines: list[ConferenceLine], status: Status) -> list[ConferenceLine]:
    return [line for line in lines if line.conference.status == status]


@staff("district")
@require_GET
def conference(request: ViewerRequest, conference_id: uuid.UUID) -> HttpResponse:
    """One conference with what is needed to decide."""
    found = conference_for_district(request.viewer, conference_id)
    opens = found.opens_at.astimezone(found.district.zone) if found.opens_at else None
    initial = {"opens_on": opens.date(), "opens_time": opens.time()} if opens else {}
    context = {
        "conference": found,
        "overview": overview(found),
        "preview": preview(found),
        "decision": DecisionForm(),
        "opening": OpeningForm(initial=initial),
        "may_decide": found.status == Status.SUBMITTED,
        "may_publish": found.status == Status.APPROVED,
        "is_published": found.status == Status.PUBLISHED,
    }
    return page(request, "conferences/district/conference.html", context, district=found.district)


@staff("district")
@require_POST
def approve_conference(request: ViewerRequest, conference_id: uuid.UUID) -> HttpResponse:
    """Agree to the days."""
    found = conference_for_district(request.viewer, conference_id)
    note = request.POST.get("note", "")
    done(
        request,
        lambda: approve(conference=found, by=request.viewer.user, now=timezone.now(), note=note),
        _("The conference is approved and the school has been told. Publish it when everyone should see it."),
    )
    return redirect("district_conference", conference_id=conference_id)


@staff("district")
@require_POST
def return_conference(request: ViewerRequest, conference_id: uuid.UUID) -> HttpResponse:
    """Send it back with a note."""
    found = conference_for_district(request.viewer, conference_id)
    note = request.POST.get("note", "")
    done(
        request,
        lambda: send_back(conference=found, by=request.viewer.user, now=timezone.now(), note=note),
        _("The conference went back to the school with your note."),
    )
    return redirect("district_conference", conference_id=conference_id)


@staff("district")
@require_POST
def publish_conference(request: ViewerRequest, conference_id: uuid.UUID) -> HttpResponse:
    """Show it to everybody and set when booking opens."""
    found = conference_for_district(request.viewer, conference_id)
    form = OpeningForm(request.POST)
    if not form.is_valid():
        for errors in form.errors.values():
            messages.error(request, str(errors[0]))
        return redirect("district_conference", conference_id=conference_id)
    opens = form.moment(found.district.zone)
    done(
        request,
        lambda: publish(conference=found, by=request.viewer.user, now=timezone.now(), opens_at=opens),
        _("The conference is published. The school can invite its families now."),
    )
    return redirect("district_conference", conference_id=conference_id)
