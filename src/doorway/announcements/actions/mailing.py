"""Sending a letter to every family, a few hundred in each round of ``doorway tick``.

Sixty thousand letters are not put together while somebody waits for a page. The outbox's key makes it impossible that
anybody gets one twice, whoever interrupts whom. A letter that was corrected may be sent again on purpose: it is called
a correction for those who got it before, and is the first one for all others.
"""

from __future__ import annotations

import hashlib
import uuid
from collections.abc import Callable, Sequence
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from doorway.announcements.body import to_html, to_text
from doorway.announcements.errors import ChangedMeanwhile, NotPublished, SentAlready
from doorway.announcements.models import Announcement
from doorway.announcements.queries import fingerprint, readers, sender_of, signature_of, text_of
from doorway.messages.actions import queue, withdraw
from doorway.messages.letters import link
from doorway.messages.models import Message
from doorway.roster.models import Person

ROUND = 200
Dates = Callable[[Announcement, str], tuple[str, str]]


@transaction.atomic
def send_letter(*, letter: Announcement, now: datetime, seen: str = "") -> int:
    """Ask for the letter to be sent; the number of people who will get it.

    A second time only when its words have changed since; what still waits of the first one is taken back. ``seen`` is
    the fingerprint of the letter that was shown to whoever sends it.
    """
    found = Announcement.objects.select_for_update().get(pk=letter.pk)
    if found.status != Announcement.Status.PUBLISHED:
        raise NotPublished
    words = fingerprint(found)
    if seen and seen != words:
        raise ChangedMeanwhile
    if found.mail_asked_at is not None:
        if words == found.mail_words:
            raise SentAlready
        withdraw(district_id=found.district_id, key_begins=f"letter:{found.pk}:")
        found.mail_number += 1
    found.mail_asked_at, found.mail_words = now, words
    found.mail_after, found.mail_count, found.mail_done_at = None, 0, None
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
    before = _got_before(letter, batch)
    for person in batch:
        if person.language not in rendered:
            rendered[person.language] = _rendered(letter, person.language, dates)
        _queue(letter, person, rendered[person.language], before.get(_mailbox(person)))
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


def _queue(letter: Announcement, person: Person, context: dict[str, str], corrects: date | None) -> None:
    """Two guardians who share a mailbox get one letter. ``corrects``: the day on which they got it before."""
    key = _key(letter, letter.mail_number, _mailbox(person))
    queue(to=person, template="announcements/mail/letter", context=context | {"corrects": corrects}, key=key)


def _got_before(letter: Announcement, batch: Sequence[Person]) -> dict[str, date]:
    """By mailbox, the day on which an earlier form of the letter went there."""
    keys = {
        _key(letter, number, _mailbox(person)): _mailbox(person)
        for number in range(1, letter.mail_number)
        for person in batch
    }
    if not keys:
        return {}
    gone = Message.objects.filter(
        district=letter.district_id, idempotency_key__in=keys, status__in=[Message.Status.SENT, Message.Status.WAITING]
    )
    rows = gone.order_by("created_at").values_list("idempotency_key", "created_at")
    return {keys[key]: timezone.localtime(moment, letter.district.zone).date() for key, moment in rows}


def _key(letter: Announcement, number: int, mailbox: str) -> str:
    return f"letter:{letter.pk}:{mailbox}" if number == 1 else f"letter:{letter.pk}:{number}:{mailbox}"


def _mailbox(person: Person) -> str:
    return hashlib.sha256(person.email.lower().encode()).hexdigest()[:24]
