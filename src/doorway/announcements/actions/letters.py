"""Writing, publishing and taking down a letter."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import strip_tags
from django.utils.text import slugify

from doorway.accounts.languages import in_words
from doorway.accounts.models import District, User
from doorway.accounts.typing import line_of_text, lines_of_text
from doorway.announcements.actions.waiting import begin_the_rest, take_back
from doorway.announcements.changes import seen_of
from doorway.announcements.dates import DatesOfDistrict
from doorway.announcements.errors import (
    ChangedByColleague,
    ChangedMeanwhile,
    DatedAfterReplies,
    DateFarAway,
    LanguageMissing,
    LetterNamesStudent,
    NoTitle,
    SenderHasReplies,
)
from doorway.announcements.models import Announcement, AnnouncementText
from doorway.announcements.queries import fingerprint, sender_of, texts_of, words_of
from doorway.roster.models import School
from doorway.roster.names import names_in_letter, quoted

OLDEST = date(1990, 1, 1)
FAR = timedelta(days=366)
LONGEST_BODY = 20_000


@dataclass(frozen=True)
class Wording:
    """Title and body in one language; both empty means: not written yet. ``signed_by``: where it reads differently."""

    title: str = ""
    body: str = ""
    signed_by: str = ""


@dataclass(frozen=True)
class TakenDown:
    """A letter that was taken down, and how many of its e-mails had not gone out and will not."""

    letter: Announcement
    taken_back: int


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
    may_name: bool = False,
) -> Announcement:
    """Begin a letter, or change one. A published letter stays published and keeps its address; its history is kept.

    ``seen`` is the fingerprint of the letter that the writer had before them; without one nobody's words are compared.
    ``may_name``: somebody has said that a student may be named. What everybody could read already and reads otherwise
    now is called corrected on this day.
    """
    _check_day(dated, now)
    shown: dict[str, object] = {}
    if letter is None:
        slug = _address(district, dated, wordings)
        letter = Announcement(district=district, slug=slug, created_by=by, created_at=now)
    else:
        letter = Announcement.objects.select_for_update().get(pk=letter.pk)
        if seen and seen != fingerprint(letter):
            raise ChangedByColleague
        # Who may read a letter's replies follows from who wrote it.
        if letter.school_id != (school.pk if school else None) and letter.replies.exists():
            raise SenderHasReplies(sender=sender_of(letter))
        if letter.published_at is not None:
            shown = _shown(letter)
            _check_replies(letter, dated)
        if letter.status == Announcement.Status.PUBLISHED:
            _check_languages(wordings)
            if not may_name:
                _check_new_names(letter, wordings)
    letter.school, letter.dated, letter.signed_by = school, dated, line_of_text(signed_by)[:200]
    letter.takes_replies, letter.changed_at = takes_replies, now
    letter.save()
    for language, wording in wordings.items():
        _write(letter, language, wording)
    if shown:
        now_shown = _shown(letter)
        corrected = [language for language, said in shown.items() if now_shown.get(language) != said]
        # It is no version of its own, and has none in the history.
        letter.texts.filter(language__in=corrected).update(corrected_at=now)
    return letter


@transaction.atomic
def publish_letter(*, letter: Announcement, now: datetime, seen: str = "", may_name: bool = False) -> Announcement:
    """Let everybody read it. Refused while a language is missing, or when it says something else than what was seen.

    Where the full name of a student stands in it, somebody has to say that it may (``may_name``).
    """
    found = Announcement.objects.select_for_update().get(pk=letter.pk)
    dates = DatesOfDistrict(found.district)
    if seen and seen != seen_of(found, dates):
        raise ChangedMeanwhile
    _check_languages({text.language: Wording(text.title, text.body) for text in found.texts.all()})
    names = names_in_letter(found.district, texts_of(found))
    if names.sure and not may_name:
        raise LetterNamesStudent(names=quoted(names.sure))
    found.dates_shown = dates.fingerprint(found)
    if found.status == Announcement.Status.WITHDRAWN:
        # Who follows the letters is told: what they kept says that it was taken down.
        found.published_again_at = now
    found.status = Announcement.Status.PUBLISHED
    found.published_at = found.published_at or now
    found.changed_at = now
    found.save()
    return found


@transaction.atomic
def take_down(*, letter: Announcement, now: datetime) -> TakenDown:
    """Nobody but its writers can read it any more. E-mails that wait are taken back; what went out stays out.

    Whose e-mail was taken back gets one when the letter is published again, as do those who had none yet.
    """
    found = Announcement.objects.select_for_update().get(pk=letter.pk)
    if found.status != Announcement.Status.PUBLISHED:
        return TakenDown(found, 0)
    found.status, found.changed_at, found.taken_down_at = Announcement.Status.WITHDRAWN, now, now
    taken_back = take_back(found, now)
    if taken_back:
        begin_the_rest(found)
    found.save()
    return TakenDown(found, taken_back)


def _check_day(dated: date, now: datetime) -> None:
    if not OLDEST <= dated <= now.date() + FAR:
        raise DateFarAway(date=date_format(dated, "DATE_FORMAT"))


def _check_replies(letter: Announcement, dated: date) -> None:
    """A letter that was read is not dated later than what readers said to it."""
    first = letter.replies.order_by("written_at").first() if dated > letter.dated else None
    if first is None:
        return
    day = timezone.localtime(first.written_at, letter.district.zone).date()
    if dated > day:
        raise DatedAfterReplies(date=date_format(day, "DATE_FORMAT"))


def _check_new_names(letter: Announcement, wordings: Mapping[str, Wording]) -> None:
    """What is saved in a published letter, everybody reads at once. Names that stand in it already were agreed to."""
    typed = [part for wording in wordings.values() for part in (wording.title, wording.body)]
    names = names_in_letter(letter.district, typed).sure
    known = names_in_letter(letter.district, texts_of(letter)).sure if names else ()
    new = [words for words in names if words not in known]
    if new:
        raise LetterNamesStudent(names=quoted(new))


def _shown(letter: Announcement) -> dict[str, object]:
    """What stands on the letter's page, by language, without its live dates."""
    # Asked anew: what was read before may be older than what was written.
    fresh = Announcement.objects.select_related("school").prefetch_related("texts").get(pk=letter.pk)
    return {language: (said, fresh.dated, fresh.school_id) for language, said in words_of(fresh).items()}


def _check_languages(wordings: Mapping[str, Wording]) -> None:
    for code, _name in settings.LANGUAGES:
        wording = wordings.get(code, Wording())
        if not (wording.title.strip() and wording.body.strip()):
            raise LanguageMissing(language=in_words(code))


def _address(district: District, dated: date, wordings: Mapping[str, Wording]) -> str:
    """A readable address that nobody has yet: the day and the English title."""
    said = wordings.get("en", Wording()).title
    # Somebody pasted it from a page: of “<b>Snow day</b>” the words, unless nothing is left.
    title = (slugify(strip_tags(said)) or slugify(said))[:80].strip("-")
    if not title:
        raise NoTitle
    base, number = f"{dated.isoformat()}-{title}", 1
    slug = base
    while Announcement.objects.filter(district=district, slug=slug).exists():
        number += 1
        slug = f"{base}-{number}"
    return slug


def _write(letter: Announcement, language: str, wording: Wording) -> None:
    title, body = line_of_text(wording.title)[:200], lines_of_text(wording.body).strip()[:LONGEST_BODY]
    signed_by = "" if language == settings.LANGUAGE_CODE else line_of_text(wording.signed_by)[:200]
    row = AnnouncementText.objects.filter(announcement=letter, language=language).first()
    if not (title or body):
        if row is not None:
            row.delete()
        return
    if row is None:
        row = AnnouncementText(district_id=letter.district_id, announcement=letter, language=language)
    # A browser ends lines in its own way: that alone is no change.
    is_same = (row.title, row.body.splitlines(), row.signed_by) == (title, body.splitlines(), signed_by)
    if row._state.adding or not is_same:
        row.title, row.body, row.signed_by = title, body, signed_by
        row.save()
