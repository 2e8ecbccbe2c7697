"""Pages for teachers, schools and the district: how a class or a school stands, and letters about reading."""

from __future__ import annotations

from django.urls import path
from django.urls.resolvers import URLPattern, URLResolver

from doorway.assessments.views import corrections, reading_letters, results

_PERIOD = "reading-letters/<uuid:school_id>/<slug:period>"

urlpatterns: list[URLPattern | URLResolver] = [
    path("classes/<uuid:class_id>/results/", results.class_results, name="class_results"),
    path("students/<uuid:student_id>/corrections/", corrections.corrections, name="score_corrections"),
    path("results/", results.schools, name="results"),
    path("results/<uuid:school_id>/", results.school_results, name="school_results"),
    path("reading-letters/", reading_letters.schools, name="reading_letters"),
    path("reading-letters/<uuid:school_id>/", reading_letters.school, name="school_reading_letters"),
    path(f"{_PERIOD}/write/", reading_letters.write, name="write_reading_letters"),
    path(f"{_PERIOD}/paper/", reading_letters.paper_too, name="reading_letters_on_paper"),
    path(f"{_PERIOD}/letters.pdf", reading_letters.school_pdf, name="reading_letters_pdf"),
    path("reading-letters/letter/<uuid:letter_id>/", reading_letters.letter, name="reading_letter"),
    path("reading-letters/letter/<uuid:letter_id>/letter.pdf", reading_letters.letter_pdf, name="reading_letter_pdf"),
]
