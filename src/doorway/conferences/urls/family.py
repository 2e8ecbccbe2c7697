"""What families do (invitation, booking, moving, cancelling, questions), and who interprets for them."""

from __future__ import annotations

from django.urls import path
from django.urls.resolvers import URLPattern, URLResolver

from doorway.conferences.views import appointments, family, interpreting, invitations

_ONE = "family/appointments/<uuid:appointment_id>/"

urlpatterns: list[URLPattern | URLResolver] = [
    path("i/<slug:token>/", invitations.invitation, name="invitation"),
    path("i/<slug:token>/code/", invitations.send_code, name="invitation_code"),
    path("family/", family.home, name="family_home"),
    path("family/book/", family.book, name="family_book"),
    path("family/booked/<uuid:basket>/", family.booked, name="family_booked"),
    path("interpreting/", interpreting.interpreting, name="interpreting"),
    path(_ONE, appointments.detail, name="family_appointment"),
    path(f"{_ONE}move/", appointments.other_time, name="family_move"),
    path(f"{_ONE}who-comes/", appointments.attending, name="family_attending"),
    path(f"{_ONE}cancel/", appointments.call_off, name="family_cancel"),
    path(f"{_ONE}question/", appointments.question, name="family_question"),
    path(f"{_ONE}calendar.ics", appointments.calendar_file, name="family_calendar"),
]
