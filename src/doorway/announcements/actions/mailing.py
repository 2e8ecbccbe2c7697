"""Sending a letter to every family, a few hundred in each round of ``doorway tick``.

Sixty thousand letters are not put together while somebody waits for a page. The outbox's key makes it impossible that
anybody gets one twice, whoever interrupts whom.
"""

from __future__ import annotations

import hashlib
import uuid
from collections.abc import Callable
from datetime import datetime

from django.db import transaction

from doorway.announcements.body import to_html, to_text
from doorway.announcements.errors import NotPublished, SentAlready
from doorway.announcements.models import Announcement
from doorway.announcements.queries import readers, sender_of, signature_of, text_of
from doorway.messages.actions import queue
from doorway.messages.letters import link
from doorway.roster.models import Person

ROUND = 200
Dates = Callable[[Announcement, str], tuple[str, str]]


@transaction.atomic
def send_letter(*, letter: Announcement, now: datetime) -> int:
    """Ask for the letter to be sent; the number of people who will get it."""
    found = Announcement.objects.select_for_update().get(pk=letter.pk)
    if found.status != Announcement.Status.PUBLISHED:
        raise NotPublished
    if found.mail_asked_at is not None:
        raise SentAlready
    found.mail_asked_at = now
    found.save()
    return readers(found).count()


def go_on_sending(*, now: datetime, dates: Dates, limit: int = ROUND) -> int:
    """Write the next letters into the outbox; how many. ``dates`` gives the conference dates as HTML and as text."""
    written = 0
    waiting = Announcement.objects.filter(
        status=Announcement.Status.PUBLISHED, mail_asked_at__isnull=False, mail_done_at=None
    )
    for pk in list(waiting.order_by("mail_asked_at").values_list("pk", flat=True)):
        if written >= limit:
            break
        written += _round(pk, now, dates, limit - written)
    return written


@transaction.atomic
def _round(pk: uuid.UUID, now: datetime, dates: Dates, limit: int) -> int:
    # Locked without its joins: PostgreSQL locks no row of an outer join's empty side.
    Announcement.objects.select_for_update().get(pk=pk)
    letter = Announcement.objects.select_related("school", "district").prefetch_related("texts").get(pk=pk)
    if letter.mail_done_at is not None:
        return 0
    people = readers(letter)
    if letter.mail_after is not None:
        people = people.filter(pk__gt=letter.mail_after)
    batch = list(people[:limit])
    rendered: dict[str, dict[str, str]] = {}
    for person in batch:
        if person.language not in rendered:
            rendered[person.language] = _rendered(letter, person.language, dates)
        _queue(letter, person, rendered[person.language])
    letter.mail_count += len(batch)
    letter.mail_after = batch[-1].pk if batch else letter.mail_after
    if len(batch) < limit:
        letter.mail_done_at = now
    letter.save()
    return len(batch)


def _rendered(letter: Announcement, language: str, dates: Dates) -> dict[str, str]:
    text = text_of(letter, language)
    title, body = (text.title, text.body) if text else ("", "")
    signed_by, signed_in = signature_of(letter, text)
    return {
        "title": title,
        "sender": sender_of(letter),
        "signed_by": signed_by,
        "signed_in": signed_in,
        "html": to_html(body, lambda: dates(letter, language)[0]),
        "text": to_text(body, lambda: dates(letter, language)[1]),
        "url": link("letter_of", district_code=letter.district.code, slug=letter.slug),
    }


def _queue(letter: Announcement, person: Person, context: dict[str, str]) -> None:
    """Two guardians who share a mailbox get one letter."""
    mailbox = hashlib.sha256(person.email.lower().encode()).hexdigest()[:24]
    queue(to=person, template="announcements/mail/letter", context=context, key=f"letter:{letter.pk}:{mailbox}")
