"""One booked time: its page, another time, cancelling, the file for a calendar."""

from __future__ import annotations

import uuid

from django.http import HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_GET

from doorway.conferences.access.family import appointment_for
from doorway.conferences.calendar import download
from doorway.messages.letters import link
from doorway.roster.access import guardian
from doorway.roster.middleware import ViewerRequest


@guardian
@require_GET
def calendar_file(request: ViewerRequest, appointment_id: uuid.UUID) -> HttpResponse:
    """The entry as a file, for families who want it in a calendar by hand."""
    appointment = appointment_for(request.viewer, appointment_id)
    page = link("family_appointment", appointment_id=appointment.pk)
    text = download(appointment, link=page, now=timezone.now())
    response = HttpResponse(text, content_type="text/calendar; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="conference.ics"'
    return response
