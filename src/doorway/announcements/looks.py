"""A letter as families will see it, in every language at once: for whoever is about to publish or send it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.conf import settings
from django.template.loader import render_to_string
from django.utils import timezone, translation
from django.utils.safestring import SafeString

from doorway.accounts.languages import in_words
from doorway.announcements.actions.letters import Wording
from doorway.announcements.body import to_html
from doorway.announcements.dates import DatesOfDistrict
from doorway.announcements.models import Announcement, AnnouncementText
from doorway.announcements.queries import sender_of, signature_of


@dataclass(frozen=True)
class Look:
    """The letter in one language. ``html`` is empty where something is not written yet."""

    language: str
    name: str
    title: str
    html: SafeString


def looks(
    letter: Announcement, wordings: Mapping[str, Wording] | None = None, *, dates: DatesOfDistrict | None = None
) -> list[Look]:
    """The letter in each language of the installation; ``wordings`` instead of what is saved."""
    dates = dates or DatesOfDistrict(letter.district)
    if wordings is None:
        wordings = {text.language: Wording(text.title, text.body, text.signed_by) for text in letter.texts.all()}
    return [
        Look(code, in_words(code), wording.title, _html(letter, code, wording, dates))
        for code, _name in settings.LANGUAGES
        for wording in [wordings.get(code, Wording())]
    ]


def _html(letter: Announcement, language: str, wording: Wording, dates: DatesOfDistrict) -> SafeString:
    if not (wording.title.strip() and wording.body.strip()):
        return SafeString()
    text = AnnouncementText(language=language, title=wording.title, body=wording.body, signed_by=wording.signed_by)
    signed_by, signed_in = signature_of(letter, text)
    with translation.override(language), timezone.override(letter.district.zone):
        context = {
            "letter": letter,
            "text": text,
            "body": to_html(wording.body, lambda: dates.as_html(letter)),
            "sender": sender_of(letter),
            "signed_by": signed_by,
            "signed_in": signed_in,
            "is_look": True,
            "LANGUAGE_CODE": language,
        }
        return render_to_string("announcements/post.html", context)
