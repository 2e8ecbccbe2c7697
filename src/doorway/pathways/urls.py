"""Pages of the occupations."""

from __future__ import annotations

from django.urls import path, register_converter
from django.urls.resolvers import URLPattern, URLResolver

from doorway.pathways.occupations.views import occupation, search


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
    path("occupations/<occupation:code>/", occupation.occupation, name="occupation"),
]
