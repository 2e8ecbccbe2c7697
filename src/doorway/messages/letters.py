"""A letter: subject, plain text and HTML, rendered from three templates in the reader's language and time zone."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.template import Context
from django.template.loader import get_template, render_to_string
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.text import capfirst

from doorway.accounts.models import District

SUBJECT_LENGTH = 200


@dataclass(frozen=True)
class Letter:
    """One message as it will be read."""

    kind: str
    language: str
    subject: str
    text: str
    html: str


def link(route: str, **kwargs: Any) -> str:
    """The full address of a page, for use in a message."""
    return f"{settings.ADDRESS}{reverse(route, kwargs=kwargs)}"


def _plain(template: str, values: Mapping[str, Any]) -> str:
    # Django escapes for HTML whatever the file is called; in plain text "&amp;" would be wrong.
    found: Any = get_template(template)
    return str(found.template.render(Context(dict(values), autoescape=False)))


def render(template: str, context: Mapping[str, Any], *, language: str, district: District | None) -> Letter:
    """Render ``<template>.subject.txt``, ``.txt`` and ``.html``.

    The templates extend ``messages/mail/layout.txt`` and ``.html``; ``district`` and ``address`` (of the
    installation) are always there.
    """
    values = {"district": district, "address": settings.ADDRESS, "language": language} | dict(context)
    zone = district.zone if district else timezone.get_default_timezone()
    with translation.override(language), timezone.override(zone):
        # Some begin with a weekday or the conference's name, which Spanish writes small.
        subject = capfirst(" ".join(_plain(f"{template}.subject.txt", values).split()))
        return Letter(
            kind=template.rsplit("/", 1)[-1][:40],
            language=language,
            subject=subject[:SUBJECT_LENGTH],
            text=_tidy(_plain(f"{template}.txt", values)),
            html=render_to_string(f"{template}.html", values),
        )


def _tidy(text: str) -> str:
    """Blank lines that the template's tags left behind shrink to one."""
    lines: list[str] = []
    for line in (raw.rstrip() for raw in text.strip().splitlines()):
        if line or (lines and lines[-1]):
            lines.append(line)
    return "\n".join(lines) + "\n"
