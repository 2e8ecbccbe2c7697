"""Pages for teachers, principals and the district: how a class or a school stands."""

from __future__ import annotations

from django.urls import path
from django.urls.resolvers import URLPattern, URLResolver

from doorway.assessments.views import results

urlpatterns: list[URLPattern | URLResolver] = [
    path("classes/<uuid:class_id>/results/", results.class_results, name="class_results"),
    path("results/", results.schools, name="results"),
    path("results/<uuid:school_id>/", results.school_results, name="school_results"),
]
