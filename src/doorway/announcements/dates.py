"""The conference dates that stand in a letter: those of the letter's own school year, as they are today."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from datetime import UTC
from functools import cached_property

from django.template.loader import render_to_string
from django.utils import timezone, translation

from doorway.accounts.models import District
from doorway.announcements.body import has_dates
from doorway.announcements.models import Announcement
from doorway.announcements.queries import school_year
from doorway.conferences.models import Conference
from doorway.conferences.queries.hosts import schools_of
from doorway.conferences.queries.public import PublicSchool, public_years, published


def dates_of(letter: Announcement) -> list[PublicSchool]:
    """Schools with their published conferences of the letter's school year; a school's letter has its own only."""
    return _in_year(letter, published(letter.district, letter.school))


class DatesOfDistrict:
    """The same for many letters of one district: its conferences are read once, when the first letter asks."""

    def __init__(self, district: District) -> None:
        self._district = district

    @cached_property
    def _conferences(self) -> list[Conference]:
        return list(published(self._district))

    def of(self, letter: Announcement) -> list[PublicSchool]:
        """Schools with their published conferences of the letter's school year, as :func:`dates_of` has them."""
        own = [
            conference
            for conference in self._conferences
            if letter.school_id is None or letter.school_id in schools_of(conference)
        ]
        return _in_year(letter, own)

    def as_html(self, letter: Announcement) -> str:
        """The dates of one letter for a page, in the language of the moment."""
        return render_to_string("announcements/dates.html", {"schools": self.of(letter)})

    def fingerprint(self, letter: Announcement) -> str:
        """The days and hours that the letter shows, in 64 hexadecimal digits; empty when it shows none.

        Of the times themselves and not of their words: those may change with the program, and no date with them.
        """
        if not any(has_dates(text.body) for text in letter.texts.all()):
            return ""
        said = [
            [
                line.conference.label or sorted(str(school) for school in schools_of(line.conference)),
                line.conference.kind,
                sorted(
                    (window.starts_at.astimezone(UTC).isoformat(), window.ends_at.astimezone(UTC).isoformat())
                    for window in line.conference.windows.all()
                ),
            ]
            for school in self.of(letter)
            for line in school.lines
        ]
        return hashlib.sha256(json.dumps(sorted(said, key=json.dumps)).encode()).hexdigest()


def _in_year(letter: Announcement, conferences: Iterable[Conference]) -> list[PublicSchool]:
    years = public_years(conferences, timezone.now())
    wanted = school_year(letter.dated)
    return next((year.schools for year in years if school_year(year.year.starts_on) == wanted), [])


def dates_as_html(letter: Announcement) -> str:
    """For the page, in the language of the moment."""
    return render_to_string("announcements/dates.html", {"schools": dates_of(letter)})


def dates_for_mail(letter: Announcement, language: str, dates: DatesOfDistrict | None = None) -> tuple[str, str]:
    """For an e-mail: as HTML and as text."""
    with translation.override(language), timezone.override(letter.district.zone):
        context = {"schools": (dates or DatesOfDistrict(letter.district)).of(letter)}
        html = render_to_string("announcements/mail/dates.html", context)
        text = "\n".join(
            f"{school.name}: {' · '.join(line.days)} ({line.name})"
            for school in context["schools"]
            for line in school.lines
        )
    return html, text
