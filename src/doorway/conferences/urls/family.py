"""What families do: invitation, booking, moving, cancelling, questions."""

from __future__ import annotations

from django.urls import path
from django.urls.resolvers import URLPattern, URLResolver

from doorway.conferences.views import appointments

urlpatterns: list[URLPattern | URLResolver] = [
    path("family/appointments/<uuid:appointment_id>/", appointments.calendar_file, name="family_appointment"),
    path("family/appointments/<uuid:appointment_id>/calendar.ics", appointments.calendar_file, name="family_calendar"),
]
