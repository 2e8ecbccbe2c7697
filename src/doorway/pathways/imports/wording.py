"""The fields of courses and transcripts in words, for the ledger."""

from __future__ import annotations

from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from doorway.pathways.core.units import credits_of
from doorway.pathways.models import TranscriptCourse

_FIELDS: dict[str, str | Promise] = {
    "title": gettext_lazy("title"),
    "titles": gettext_lazy("title in other languages"),
    "units": gettext_lazy("credits"),
    "scale": gettext_lazy("credits of the other school"),
    "state": gettext_lazy("state"),
    "mark": gettext_lazy("mark"),
    "school": gettext_lazy("school"),
    "schools": gettext_lazy("schools"),
    "areas": gettext_lazy("subject areas"),
    "tags": gettext_lazy("tags"),
    "sced": gettext_lazy("national code"),
    "terms": gettext_lazy("terms"),
    "seats": gettext_lazy("seats"),
    "prerequisites": gettext_lazy("courses before it"),
    "first_grade": gettext_lazy("first grade"),
    "last_grade": gettext_lazy("last grade"),
    "taken_grade": gettext_lazy("grade in which it was taken"),
    "is_concurrent": gettext_lazy("concurrent enrollment"),
    "is_cte": gettext_lazy("career and technical education"),
    "is_repeatable": gettext_lazy("may be taken again"),
    "is_offered": gettext_lazy("offered"),
}


def field_words(name: str) -> str:
    """A field as a person calls it."""
    return str(_FIELDS.get(name, name))


def value_words(name: str, value: Any) -> str:
    """A value as a person reads it: credits as credits, lists as lists; a dash for nothing."""
    if value in (None, "", [], {}):
        return "–"
    if name in {"units", "scale"}:
        return credits_of(int(value))
    if name == "schools":
        # The ledger holds the schools' ids; how many there are says what changed.
        return str(len(value))
    if name == "state":
        return str(TranscriptCourse.State(value).label)
    if isinstance(value, dict):
        return ", ".join(f"{text} ({language})" for language, text in sorted(value.items()))
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    return ", ".join(map(str, value)) if isinstance(value, list) else str(value)
