"""Reads of the letters: archive, one letter in the reader's language, replies that wait."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.conf import settings
from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from doorway.announcements.models import Announcement, AnnouncementText, Reply
from doorway.roster.coming import is_written_to
from doorway.roster.models import AccessMark, Guardianship, Membership, Person, Role

# So many replies to a letter may wait for the office; then none are taken but from families who sign in, and of these
# so many more: whoever fills the places of everybody fills none of theirs.
MOST_WAITING = 500
FOR_FAMILIES = 250
# So many letters stand in a feed.
NEWEST = 30


def text_of(letter: Announcement, language: str) -> AnnouncementText | None:
    """The text in this language, else in the first language that it is written in."""
    texts = {text.language: text for text in letter.texts.all()}
    fallbacks = (language, *(code for code, _name in settings.LANGUAGES))
    return next((texts[code] for code in fallbacks if code in texts), None)


def signature_of(letter: Announcement, text: AnnouncementText | None) -> tuple[str, str]:
    """The name under a letter as it reads in this text, and the language in which it is written."""
    if text is not None and text.signed_by:
        return text.signed_by, text.language
    return letter.signed_by, settings.LANGUAGE_CODE


def sender_of(letter: Announcement) -> str:
    """The school, or the district."""
    return letter.school.name if letter.school else letter.district.name


def phone_of(letter: Announcement) -> str:
    """Whom to call about a letter: the school that wrote it, else the district; empty where neither has a number."""
    return (letter.school.phone if letter.school else "") or letter.district.phone


def fingerprint(letter: Announcement) -> str:
    """What the letter says, in 64 hexadecimal digits: its words and names in every language, not its live dates."""
    texts = sorted((text.language, text.title, text.body, text.signed_by) for text in letter.texts.all())
    return hashlib.sha256(json.dumps([letter.signed_by, texts]).encode()).hexdigest()


def words_of(letter: Announcement) -> dict[str, str]:
    """The fingerprint of what the letter says to a reader of each language, without its live dates."""
    found: dict[str, str] = {}
    for code, _name in settings.LANGUAGES:
        text = text_of(letter, code)
        # A browser ends lines in its own way; nobody reads that.
        said = [text.title, "\n".join(text.body.splitlines())] if text else []
        found[code] = hashlib.sha256(json.dumps([*said, signature_of(letter, text)[0]]).encode()).hexdigest()
    return found


def corrected_on(letter: Announcement, text: AnnouncementText | None) -> date | None:
    """The day on which this text, which everybody could read already, was changed last."""
    if text is None or text.corrected_at is None:
        return None
    return timezone.localtime(text.corrected_at, letter.district.zone).date()


@dataclass(frozen=True)
class Line:
    """One letter in a list. ``corrected_on``: the day of the last correction of the text that the title is from."""

    letter: Announcement
    title: str
    sender: str
    corrected_on: date | None = None


def lines(letters: Iterable[Announcement], language: str) -> list[Line]:
    """The letters of a list in the reader's language."""
    return [_line(letter, text_of(letter, language)) for letter in letters]


def _line(letter: Announcement, text: AnnouncementText | None) -> Line:
    return Line(letter, text.title if text else letter.slug, sender_of(letter), corrected_on(letter, text))


def by_school_year(found: Iterable[Line]) -> list[tuple[str, list[Line]]]:
    """Lines grouped by the school year of their day, “2026-27”, in the order given."""
    groups: dict[str, list[Line]] = {}
    for line in found:
        groups.setdefault(school_year(line.letter.dated), []).append(line)
    return list(groups.items())


def school_year(day: date) -> str:
    """The school year of a day; one begins in July."""
    first = day.year if day.month >= 7 else day.year - 1
    return f"{first}-{(first + 1) % 100:02d}"


def counts_by_year(letters: QuerySet[Announcement]) -> dict[str, int]:
    """How many letters each school year has, the newest year first."""
    days = letters.prefetch_related(None).select_related(None).order_by("-dated").values_list("dated", flat=True)
    return dict(Counter(map(school_year, days)))


def in_school_year(letters: QuerySet[Announcement], year: str) -> QuerySet[Announcement]:
    """Those of one school year, “2011-12”."""
    first = int(year[:4])
    return letters.filter(dated__gte=date(first, 7, 1), dated__lt=date(first + 1, 7, 1))


def shown_replies(letter: Announcement) -> QuerySet[Reply]:
    """What readers said that everybody may read."""
    return letter.replies.filter(status=Reply.Status.SHOWN)


def with_waiting(letters: QuerySet[Announcement], *, at_least: int = 0) -> QuerySet[Announcement]:
    """The letters, each with ``waiting``: how many replies nobody has decided on; those with ``at_least`` so many."""
    counted = letters.annotate(waiting=Count("replies", filter=Q(replies__status=Reply.Status.WAITING)))
    # Grouping loses the order of the model.
    return counted.filter(waiting__gte=at_least).order_by("-dated", "-created_at")


def readers(letter: Announcement) -> QuerySet[Person]:
    """Guardians with an address who get the letter: of the school's students, or of all of the district.

    Students are those who are at a school today or begin there soon, as on the list of who takes it home on paper: who
    has left, or has graduated, is often still in the roster, also with a role that nobody has ended. A guardian whose
    only child at the school is closed to them gets no letter of that school.
    """
    marked = AccessMark.objects.filter(student=OuterRef("student"), person=OuterRef("guardian"), lifted_at=None)
    here = roles_for(letter).filter(person=OuterRef("student"))
    wards = Guardianship.objects.filter(~Exists(marked), Exists(here), district=letter.district_id, is_active=True)
    people = Person.objects.filter(district=letter.district_id, is_active=True, pk__in=wards.values("guardian"))
    return people.exclude(email="").select_related("district").order_by("pk")


def has_students(letter: Announcement) -> bool:
    """Whether anybody is at the letter's schools or begins there soon. One query."""
    return roles_for(letter).filter(person__is_active=True).exists()


def roles_for(letter: Announcement) -> QuerySet[Membership]:
    """The roles of the students whose families a letter is for."""
    today = timezone.localdate(timezone=letter.district.zone)
    rows = Membership.objects.filter(is_written_to(today), role=Role.STUDENT, school__district=letter.district_id)
    return rows.filter(school=letter.school_id) if letter.school_id else rows


def texts_of(letter: Announcement) -> list[str]:
    """Every title and body of a letter."""
    return [part for text in letter.texts.all() for part in (text.title, text.body)]
