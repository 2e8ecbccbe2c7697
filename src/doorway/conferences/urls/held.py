"""What took place with a student's family, at work."""

from __future__ import annotations

from django.urls import path
from django.urls.resolvers import URLPattern, URLResolver

from doorway.conferences.views import held

urlpatterns: list[URLPattern | URLResolver] = [
    path("students/<uuid:student_id>/conferences/", held.held, name="held_conferences"),
    path(
        "students/<uuid:student_id>/conferences/<uuid:held_id>/take-back/",
        held.take_held_back,
        name="take_held_back",
    ),
]
