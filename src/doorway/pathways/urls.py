"""Pages of the occupations."""

from __future__ import annotations

from django.urls import path, register_converter
from django.urls.resolvers import URLPattern, URLResolver

from doorway.pathways.occupations.views import check_in, choices, occupation, search


class CodeConverter:
    """An O*NET-SOC code in an address."""

    regex = r"\d{2}-\d{4}\.\d{2}"

    def to_python(self, value: str) -> str:
        """The code as it stands."""
        return value

    def to_url(self, value: str) -> str:
        """The code as it stands."""
        return value


register_converter(CodeConverter, "occupation")

urlpatterns: list[URLPattern | URLResolver] = [
    path("occupations/", search.occupations, name="occupations"),
    path("occupations/check-in/", check_in.interest_check, name="interest_check"),
    path("occupations/<occupation:code>/", occupation.occupation, name="occupation"),
    path("occupations/of/<uuid:student_id>/", choices.student_occupations, name="student_occupations"),
    path("occupations/of/<uuid:student_id>/keep/", choices.keep_occupation, name="keep_occupation"),
    path("occupations/of/<uuid:student_id>/let-go/", choices.let_go_occupation, name="let_go_occupation"),
    path("occupations/of/<uuid:student_id>/place/", choices.place_occupation, name="place_occupation"),
]
