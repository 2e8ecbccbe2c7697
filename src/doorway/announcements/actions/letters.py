"""Writing, publishing and taking down a letter."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.utils.text import slugify

from doorway.accounts.languages import in_words
from doorway.accounts.models import District, User
from doorway.announcements.errors import ChangedByColleague, ChangedMeanwhile, DateFarAway, LanguageMissing, NoTitle
from doorway.announcements.models import Announcement, AnnouncementText
from doorway.announcements.queries import fingerprint
from doorway.roster.models import School

OLDEST = date(1990, 1, 1)
FAR = timedelta(days=366)
LONGEST_BODY = 20_000


@dataclass(frozen=True)
class Wording:
    """Title and body in one language; both empty means: not written yet. ``signed_by``: where it reads differently."""

    title: str = ""
    body: str = ""
    signed_by: str = ""


@transaction.atomic
def write_letter(
    *,
    district: District,
    school: School | None,
    dated: date,
    signed_by: str,
    takes_replies: bool,
    wordings: Mapping[str, Wording],
    by: User,
    now: datetime,
    letter: Announcement | None = None,
    seen: str = "",
) -> Announcement:
    """Begin a letter, or change one. A published letter stays published and keeps its address; its history is kept.

    ``seen`` is the fingerprint of the letter that the writer had before them; without one nobody's words are compared.
    """
    _check_day(dated, now)
    if letter is None:
        slug = _address(district, dated, wordings)
        letter = Announcement(district=district, slug=slug, created_by=by, created_at=now)
    else:
        letter = Announcement.objects.select_for_update().get(pk=letter.pk)
        if seen and seen != fingerprint(letter):
            raise ChangedByColleague
        if letter.status == Announcement.Status.PUBLISHED:
            _check_languages(wordings)
    letter.school, letter.dated, letter.signed_by = school, dated, signed_by.strip()[:200]
    letter.takes_replies, letter.changed_at = takes_replies, now
    letter.save()
    for language, wording in wordings.items():
        _write(letter, language, wording)
    return letter


@transaction.atomic
def publish_letter(*, letter: Announcement, now: datetime, seen: str = "") -> Announcement:
    """Let everybody read it. Refused while a language is missing, or when it says something else than what was seen."""
    found = Announcement.objects.select_for_update().get(pk=letter.pk)
    if seen and seen != fingerprint(found):
        raise ChangedMeanwhile
    texts = {text.language: Wording(text.title, text.body) for text in found.texts.all()}
    _check_languages(texts)
    found.status = Announcement.Status.PUBLISHED
    found.published_at = found.published_at or now
    found.changed_at = now
    found.save()
    return found


@transaction.atomic
def take_down(*, letter: Announcement, now: datetime) -> Announcement:
    """Nobody but its writers can read it any more. What was sent by e-mail stays sent."""
    found = Announcement.objects.select_for_update().get(pk=letter.pk)
    if found.status == Announcement.Status.PUBLISHED:
        found.status, found.changed_at = Announcement.Status.WITHDRAWN, now
        found.save()
    return found


def _check_day(dated: date, now: datetime) -> None:
    if not OLDEST <= dated <= now.date() + FAR:
        raise DateFarAway(date=dated.isoformat())


def _check_languages(wordings: Mapping[str, Wording]) -> None:
    for code, _name in settings.LANGUAGES:
        wording = wordings.get(code, Wording())
        if not (wording.title.strip() and wording.body.strip()):
            raise LanguageMissing(language=in_words(code))


def _address(district: District, dated: date, wordings: Mapping[str, Wording]) -> str:
    """A readable address that nobody has yet: the day and the English title."""
    title = slugify(wordings.get("en", Wording()).title)[:80]
    if not title:
        raise NoTitle
    base, number = f"{dated.isoformat()}-{title}", 1
    slug = base
    while Announcement.objects.filter(district=district, slug=slug).exists():
        number += 1
        slug = f"{base}-{number}"
    return slug


def _write(letter: Announcement, language: str, wording: Wording) -> None:
    title, body = wording.title.strip()[:200], wording.body.replace("\x00", "").strip()[:LONGEST_BODY]
    signed_by = "" if language == settings.LANGUAGE_CODE else wording.signed_by.replace("\x00", "").strip()[:200]
    row = AnnouncementText.objects.filter(announcement=letter, language=language).first()
    if not (title or body):
        if row is not None:
            row.delete()
        return
    if row is None:
        row = AnnouncementText(district_id=letter.district_id, announcement=letter, language=language)
    if (row.title, row.body, row.signed_by) != (title, body, signed_by):
        row.title, row.body, row.signed_by = title, body, signed_by
        row.save()
