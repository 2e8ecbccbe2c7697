"""The demo's sign-ins and outbox."""

from __future__ import annotations

from django.urls import path
from django.urls.resolvers import URLPattern, URLResolver

from doorway.demo import views

urlpatterns: list[URLPattern | URLResolver] = [
    path("", views.people, name="demo_people"),
    path("sign-in/<slug:key>/", views.sign_in_as, name="demo_sign_in"),
    path("outbox/", views.outbox, name="demo_outbox"),
    path("outbox/<uuid:message_id>/", views.letter, name="demo_letter"),
    path("outbox/<uuid:message_id>/invitation.ics", views.calendar_entry, name="demo_calendar"),
]
