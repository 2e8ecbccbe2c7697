"""Letters about reading on paper: one tagged PDF, each letter on a sheet of its own, in the home's language."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.utils import timezone, translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from doorway.assessments.charts import said as told
from doorway.assessments.charts import svg
from doorway.assessments.charts.frozen import thaw
from doorway.assessments.letters.errors import NothingToPrint
from doorway.assessments.models import ReadingLetter
from doorway.messages.paper import pressed
from doorway.messages.paper.typefaces import TEXT


def letters_pdf(letters: Sequence[ReadingLetter], *, title: str, language: str, now: datetime) -> bytes:
    """The letters (with school and district) in their order. ``title`` and ``language`` are the file's own."""
    if not letters:
        raise NothingToPrint
    with translation.override(language):
        paper = {
            "title": title,
            "author": letters[0].district.name,
            "lang": language,
            "letters": [_sheet(letter) for letter in letters],
        }
    return pressed(paper, layout="letters", now=now)


def _sheet(letter: ReadingLetter) -> dict[str, Any]:
    school, said = letter.school, letter.content[letter.language]
    with translation.override(letter.language):
        phone = _("Phone: %(phone)s") % {"phone": school.phone} if school.phone else ""
        dated = date_format(timezone.localdate(letter.written_at, letter.district.zone), "DATE_FORMAT")
    return {
        "lang": letter.language,
        "sender": [line for line in (school.name, school.address, phone) if line],
        "to": letter.addressed.split("\n"),
        "dated": dated,
        "title": said["title"],
        "blocks": [_block(block) for block in said["blocks"]],
    }


def _block(block: dict[str, Any]) -> dict[str, Any]:
    """A block for paper: a chart is drawn, and says all its numbers to those who do not see it."""
    if block["kind"] != "chart":
        return block
    chart, language = thaw(block["chart"]), block["lang"]
    return {"kind": "chart", "svg": str(svg(chart, language, font=TEXT)), "alt": told(chart, language)}
