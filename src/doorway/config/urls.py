"""The URL table: each slice brings its own routes."""

from __future__ import annotations

from django.urls import include, path
from django.urls.resolvers import URLPattern, URLResolver
from django.views.i18n import set_language

urlpatterns: list[URLPattern | URLResolver] = [
    path("language/", set_language, name="set_language"),
    path("", include("doorway.web.urls")),
    path("", include("doorway.conferences.urls.public")),
    path("", include("doorway.conferences.urls.family")),
    path("", include("doorway.conferences.urls.held")),
    path("office/", include("doorway.conferences.urls.office")),
    path("office/", include("doorway.messages.urls")),
    path("records/", include("doorway.roster.urls.records")),
    path("", include("doorway.plans.urls.family")),
    path("", include("doorway.plans.urls.staff")),
    path("", include("doorway.plans.urls.print")),
    path("", include("doorway.pathways.urls")),
    path("data/", include("doorway.roster.urls.data")),
    path("data/", include("doorway.assessments.urls.data")),
    path("", include("doorway.assessments.urls.staff")),
    path("", include("doorway.assessments.urls.family")),
    path("", include("doorway.announcements.urls")),
    path("", include("doorway.compliance.urls")),
    path("demo/", include("doorway.demo.urls")),
]
