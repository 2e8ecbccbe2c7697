"""Sending a letter to every family, a few hundred in each round of ``doorway tick``.

Sixty thousand letters are not put together while somebody waits for a page. The outbox's key makes it impossible that
anybody gets one twice, whoever interrupts whom. A letter whose words or dates have changed may be sent again on
purpose: it is a correction, or news of the dates, for those who got other ones before, the first one for those who got
none, and nothing for those to whom it says what they have read. One that has not changed goes, on purpose, to those who
have not got it: their e-mail was given up, or they have come since. What changes while a sending is under way goes out
in its later rounds, also to those whose e-mail was in the outbox and had not gone out (:mod:`.waiting`). Which mailbox
got which form stays known.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime

from django.db import transaction

from doorway.announcements.actions.waiting import begin_the_rest, renew_all_waiting, take_back
from doorway.announcements.body import to_html, to_text
from doorway.announcements.changes import (
    OUT,
    Got,
    NewTo,
    gots,
    is_in_this_sending,
    key_of,
    mailbox_of,
    new_to,
    news_to_families,
    of_form,
    receivers,
    said_now,
    seen_of,
)
from doorway.announcements.dates import DatesOfDistrict
from doorway.announcements.errors import ChangedMeanwhile, NotPublished, SentAlready
from doorway.announcements.models import Announcement
from doorway.announcements.progress import missing
from doorway.announcements.queries import fingerprint, readers, sender_of, signature_of, text_of
from doorway.messages.actions import queue
from doorway.messages.letters import link
from doorway.messages.models import Message
from doorway.roster.models import Person

ROUND = 200
Dates = Callable[[Announcement, str, DatesOfDistrict], tuple[str, str]]


@transaction.atomic
def send_letter(*, letter: Announcement, now: datetime, seen: str = "", only_missing: bool = False) -> int:
    """Ask for the letter to be sent; the number of mailboxes that will get it.

    A second time to everybody only when its words or its dates have changed since; what still waits of the first one is
    taken back. Otherwise, or with ``only_missing``, it goes as it is to those who have not got it, and to nobody else;
    SentAlready when there is nobody. ``seen`` is the fingerprint of the letter and its dates that were shown to whoever
    sends it.
    """
    found = Announcement.objects.select_for_update().get(pk=letter.pk)
    if found.status != Announcement.Status.PUBLISHED:
        raise NotPublished
    dates = DatesOfDistrict(found.district)
    if seen and seen != seen_of(found, dates):
        raise ChangedMeanwhile
    if found.mail_asked_at is None:
        return _begin(found, dates, now)
    if only_missing or not news_to_families(found, dates):
        number = missing(found, dates).total
        if not number:
            raise SentAlready
        begin_the_rest(found, said_now(found, dates))
        found.save()
        return number
    take_back(found, now)
    return _begin(found, dates, now)


def _begin(letter: Announcement, dates: DatesOfDistrict, now: datetime) -> int:
    """A sending to everybody to whom the letter says something new."""
    number = receivers(letter, dates).total
    letter.mail_number += letter.mail_asked_at is not None
    letter.mail_first, letter.mail_rest = letter.mail_number, 0
    letter.mail_asked_at, letter.mail_words = now, fingerprint(letter)
    letter.mail_said = {**letter.mail_said, str(letter.mail_number): said_now(letter, dates)}
    letter.mail_after, letter.mail_done_at = None, None
    letter.save()
    return number


def go_on_sending(*, now: datetime, dates: Dates, limit: int = ROUND) -> int:
    """Write the next letters into the outbox; how many. ``dates`` gives the conference dates as HTML and as text.

    What waits there and says something else than its letter does by now is taken back first, and written anew.
    """
    renew_all_waiting(now=now)
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
    # What is written down of this round and what its e-mails say come from one look at the conferences.
    shown = DatesOfDistrict(letter.district)
    now_said = said_now(letter, shown)
    rendered: dict[str, dict[str, str]] = {}
    written = 0
    # Of a correction in one language most of a batch may be passed over.
    while written < limit and letter.mail_done_at is None:
        people = readers(letter)
        if letter.mail_after is not None:
            people = people.filter(pk__gt=letter.mail_after)
        batch = list(people[: limit - written])
        if len(batch) < limit - written:
            letter.mail_done_at = now
        letter.mail_after = batch[-1].pk if batch else letter.mail_after
        to_write = _to_write(letter, batch, now_said)
        if to_write:
            _keep_form(letter, now_said)
        for person, new in to_write:
            if person.language not in rendered:
                rendered[person.language] = _rendered(letter, person.language, dates, shown)
            _queue(letter, person, rendered[person.language], new)
            written += 1
    if letter.mail_done_at is not None and not of_form(letter, letter.mail_number).exists():
        # It was to say something else when it was asked for, and by now said nothing new to anybody.
        letter.mail_said = {**letter.mail_said, str(letter.mail_number): now_said}
    letter.save()
    return written


def _keep_form(letter: Announcement, now: Mapping[str, str]) -> None:
    """What goes out now is another form where it is not what was written under this number before."""
    then = letter.mail_said.get(str(letter.mail_number))
    if then == now:
        return
    is_used = of_form(letter, letter.mail_number).exists()
    if then is None and is_used:
        # A letter that was asked for before it was kept what it said has no such entry.
        return
    letter.mail_number += is_used
    letter.mail_said = {**letter.mail_said, str(letter.mail_number): dict(now)}


def _to_write(
    letter: Announcement, batch: Sequence[Person], now: Mapping[str, str]
) -> list[tuple[Person, NewTo | None]]:
    """Who of these gets the letter as it is ``now``, and what is new to them; None for whom it is the first one.

    Of several who share a mailbox the first.
    """
    before = _got_before(letter, batch)
    found: list[tuple[Person, NewTo | None]] = []
    written: set[str] = set()
    for person in batch:
        mailbox = mailbox_of(person.email)
        got = before.get(mailbox)
        if mailbox in written:
            # Somebody else of this batch reads it.
            continue
        if got is not None and is_in_this_sending(letter, got) and got.number < letter.mail_rest:
            # Got it in this sending, before its rest began: the letter was taken down, or goes to who missed it.
            continue
        new = new_to(letter.mail_said, got, now) if got else None
        if got is None or new is not None:
            written.add(mailbox)
            found.append((person, new))
    return found


def _rendered(letter: Announcement, language: str, dates: Dates, shown: DatesOfDistrict) -> dict[str, str]:
    text = text_of(letter, language)
    title, body = (text.title, text.body) if text else ("", "")
    signed_by, signed_in = signature_of(letter, text)
    return {
        "title": title,
        "sender": sender_of(letter),
        "signed_by": signed_by,
        "signed_in": signed_in,
        "html": to_html(body, lambda: dates(letter, language, shown)[0]),
        "text": to_text(body, lambda: dates(letter, language, shown)[1]),
        "url": link("letter_of", district_code=letter.district.code, slug=letter.slug),
    }


def _queue(letter: Announcement, person: Person, context: dict[str, str], new: NewTo | None) -> None:
    """Two guardians who share a mailbox get one letter. ``new``: what it says that they did not get before."""
    key = key_of(letter, letter.mail_number, mailbox_of(person.email))
    queue(to=person, template="announcements/mail/letter", context=context | {"new": new}, key=key)


def _got_before(letter: Announcement, batch: Sequence[Person]) -> dict[str, Got]:
    """By mailbox, the last form of the letter that went there, in this sending or an earlier one."""
    mailboxes = {mailbox_of(person.email) for person in batch}
    numbers = range(1, letter.mail_number + 1)
    keys = [key_of(letter, number, mailbox) for number in numbers for mailbox in mailboxes]
    gone = Message.objects.filter(district=letter.district_id, idempotency_key__in=keys, status__in=OUT)
    return gots(letter, gone.order_by("created_at").values_list("idempotency_key", "language", "created_at"))
