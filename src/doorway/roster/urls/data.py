"""Pages of the roster, below data/."""

from __future__ import annotations

from django.urls import path
from django.urls.resolvers import URLPattern, URLResolver

from doorway.roster.views import rosters as views

urlpatterns: list[URLPattern | URLResolver] = [
    path("rosters/", views.rosters, name="rosters"),
    path("rosters/<uuid:run_id>/", views.roster_run_page, name="roster_run"),
    path("rosters/<uuid:run_id>/take-in/", views.apply_roster_run, name="apply_roster_run"),
    path("rosters/<uuid:run_id>/put-away/", views.drop_roster_run, name="drop_roster_run"),
]
