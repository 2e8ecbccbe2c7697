"""The interpreter's list: when, where, for whom."""

from __future__ import annotations

from datetime import timedelta

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from doorway.conferences.queries.interpreting import days_of, interpreted
from doorway.conferences.views.zone import in_district_time
from doorway.roster.access import staff
from doorway.roster.middleware import ViewerRequest


@staff("interpreter")
@require_GET
@in_district_time
def interpreting(request: ViewerRequest) -> HttpResponse:
    """The coming meetings, day by day, and those of today that are over. First names of the students, no more."""
    now = timezone.localtime()
    since = now - timedelta(hours=now.hour, minutes=now.minute, seconds=now.second)
    meetings = interpreted(request.viewer.person_ids, since=since)
    return render(request, "conferences/interpreting.html", {"days": days_of(meetings), "now": now})
