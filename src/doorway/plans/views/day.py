"""The host's day, and who came."""

from __future__ import annotations

import uuid
from datetime import date
from typing import cast

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from doorway.accounts.errors import Refusal
from doorway.conferences.actions.attendance import record_attendance
from doorway.plans.access import appointment_for
from doorway.plans.queries.meetings import day_of
from doorway.roster.access import staff
from doorway.roster.middleware import ViewerRequest

HOSTS = ("teacher", "counselor", "principal")


@staff(*HOSTS)
@require_GET
def day(request: HttpRequest, on: str = "") -> HttpResponse:
    """Everybody whom the viewer meets on a day; without a day in the address, today."""
    viewer = cast(ViewerRequest, request).viewer
    today = viewer.today
    try:
        wanted = date.fromisoformat(on) if on else today
    except ValueError:
        raise Http404 from None
    if not 2000 <= wanted.year <= today.year + 5:
        raise Http404
    found = day_of(viewer, wanted)
    context = {"day": found, "today": today, "next_id": found.next_id(timezone.now())}
    return render(request, "plans/day.html", context)


@staff(*HOSTS, "office")
@require_POST
def attendance(request: HttpRequest, appointment_id: uuid.UUID) -> HttpResponse:
    """One tap: they came, nobody came, or take it back."""
    appointment = appointment_for(cast(ViewerRequest, request).viewer, appointment_id)
    error = ""
    try:
        appointment = record_attendance(
            appointment=appointment, attendance=request.POST.get("attendance", ""), now=timezone.now()
        )
    except Refusal as refusal:
        error = str(refusal)
    back = request.POST.get("back", "")
    if getattr(request, "htmx", False):
        name = appointment.student.full_name
        context = {"meeting": appointment, "name": name, "error": error, "back": back, "just_now": True}
        return render(request, "plans/_attendance.html", context, status=422 if error else 200)
    if error:
        messages.error(request, error)
    if back == "conversation":
        return redirect(f"{reverse('conversation', args=[appointment.student_id])}?appointment={appointment.pk}")
    local = timezone.localdate(appointment.starts_at, appointment.district.zone)
    return redirect(f"{reverse('day_on', args=[local.isoformat()])}#meeting-{appointment.pk}")
