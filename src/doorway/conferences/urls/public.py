"""What everybody may read: dates and calendar feeds."""

from __future__ import annotations

from django.urls import path
from django.urls.resolvers import URLPattern, URLResolver

from doorway.conferences.views import public

urlpatterns: list[URLPattern | URLResolver] = [
    path("", public.dates, name="public_dates"),
    path("calendar/<slug:feed>.ics", public.calendar_feed, name="public_feed"),
    path("d/<slug:district_code>/", public.dates, name="public_dates_of"),
    path("d/<slug:district_code>/calendar/<slug:feed>.ics", public.calendar_feed, name="public_feed_of"),
]
