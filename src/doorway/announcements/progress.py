"""How far a letter has come by e-mail: what went out, what waits, what was given up, and whom it has not reached.

It is read from the outbox, which knows of every mailbox what became of its e-mail. How many were written there says
nothing: the mail server may take hours, or refuse each of them.
"""

from __future__ import annotations

import uuid
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import timedelta

from django.db.models import Q, QuerySet
from django.db.models.functions import Lower
from django.utils import timezone

from doorway.announcements.changes import Got, gots, is_in_this_sending, key_of, last_got, mailboxes, new_to, said_now
from doorway.announcements.dates import DatesOfDistrict
from doorway.announcements.models import Announcement
from doorway.announcements.queries import school_year
from doorway.messages.models import Message

# A letter is sent to whoever has not got it as long as it is of this school year, and so long after it was sent: nobody
# who comes in the fall is sent what was written in May, and what failed on the last day of June can go in July.
FOLLOWS_FOR = timedelta(days=60)
AT_A_TIME = 200


@dataclass(frozen=True)
class Missing:
    """To how many mailboxes a letter that was sent has not come, and would go if it were sent to them now.

    ``refused``: those to which an e-mail could not be delivered; ``others``: all others, most of them of guardians who
    have come since then.
    """

    refused: int = 0
    others: int = 0

    @property
    def total(self) -> int:
        """All of them."""
        return self.refused + self.others


@dataclass(frozen=True)
class Progress:
    """How far the last sending of a letter is at this moment, in e-mails.

    ``failed``: given up, and none was written in its place; ``put_back``: those of the waiting ones that were refused
    and are tried again. ``is_written``: all of them are in the outbox.
    """

    is_written: bool = False
    sent: int = 0
    waiting: int = 0
    put_back: int = 0
    failed: int = 0
    missing: Missing = field(default_factory=Missing)


# Key, status, person and last error of a message.
_Row = tuple[str, str, uuid.UUID | None, str]


def progress_of(letter: Announcement, dates: DatesOfDistrict | None = None) -> Progress | None:
    """How far a letter is; None when nobody ever sent it. One query, and two more where it may go to somebody yet."""
    if letter.mail_asked_at is None:
        return None
    return replace(_counted(letter, _rows(_messages(letter))), missing=missing(letter, dates))


def _counted(letter: Announcement, rows: Iterable[_Row]) -> Progress:
    counts: Counter[str] = Counter()
    reached: set[str | uuid.UUID] = set()
    given_up: list[tuple[str, uuid.UUID | None]] = []
    put_back = 0
    for key, status, person, error in rows:
        mailbox, number = last_got(key, letter)
        if number < letter.mail_first:
            continue
        if status == Message.Status.FAILED:
            given_up.append((mailbox, person))
            continue
        counts[status] += 1
        put_back += status == Message.Status.WAITING and bool(error)
        reached |= {mailbox} if person is None else {mailbox, person}
    # Neither tried again since then, nor sent to another address of the same person.
    failed = {mailbox for mailbox, person in given_up if mailbox not in reached and person not in reached}
    return Progress(
        is_written=letter.mail_done_at is not None,
        sent=counts[Message.Status.SENT],
        waiting=counts[Message.Status.WAITING],
        put_back=put_back,
        failed=len(failed),
    )


def missing(letter: Announcement, dates: DatesOfDistrict | None = None) -> Missing:
    """Whom a letter has not reached that was sent to the end; nobody of one that is being sent, down, or of before.

    What waits in the outbox counts as got: it is on its way. Whoever missed the last correction counts as well.
    """
    if not _may_follow(letter):
        return Missing()
    rows = list(_messages(letter).values_list("idempotency_key", "language", "created_at", "status"))
    got = gots(letter, (row[:3] for row in rows if row[3] != Message.Status.FAILED))
    refused = {last_got(row[0], letter)[0] for row in rows if row[3] == Message.Status.FAILED}
    now = said_now(letter, dates)
    found = [mailbox in refused for mailbox in mailboxes(letter) if _is_missing(letter, got.get(mailbox), now)]
    return Missing(refused=sum(found), others=len(found) - sum(found))


def unreached_mailboxes(letter: Announcement) -> frozenset[str]:
    """Mailboxes to which every e-mail of a letter failed. One query; another one where some did.

    What went out to those to whom none failed is not read.
    """
    if letter.mail_asked_at is None:
        return frozenset()
    failed = _mailboxes(letter, _failed(letter))
    if not failed:
        return frozenset()
    others = _messages(letter).exclude(status=Message.Status.FAILED).alias(address=Lower("to_address"))
    return failed - _mailboxes(letter, others.filter(address__in=failed_addresses(letter)))


def failed_addresses(letter: Announcement) -> QuerySet[Message, str]:
    """The addresses, in small letters, to which some e-mail of a letter failed: for a condition of another query."""
    return _failed(letter).order_by().values_list(Lower("to_address"), flat=True)


def with_failures(letters: Iterable[Announcement]) -> dict[uuid.UUID, int]:
    """How many e-mails of each letter of a list were given up; only letters of which some were.

    One query, and one more for every few hundred that were given up. Of a letter to a whole district most e-mails went
    out, and are not read.
    """
    asked = {letter.pk: letter for letter in letters if letter.mail_asked_at is not None}
    mails = _standing().filter(district__in={letter.district_id for letter in asked.values()}, kind="letter")
    failed = mails.filter(idempotency_key__startswith="letter:", status=Message.Status.FAILED)
    given_up = [row for row in _rows(failed) if _letter_of(row[0]) in asked]
    rows: dict[uuid.UUID, list[_Row]] = defaultdict(list)
    for row in given_up:
        rows[_letter_of(row[0])].append(row)
    others = mails.exclude(status=Message.Status.FAILED)
    for at in range(0, len(given_up), AT_A_TIME):
        for row in _rows(others.filter(_to_the_same(given_up[at : at + AT_A_TIME], asked))):
            if (letter := _letter_of(row[0])) in rows:
                rows[letter].append(row)
    counts = {pk: _counted(asked[pk], found).failed for pk, found in rows.items()}
    return {pk: count for pk, count in counts.items() if count}


def _to_the_same(rows: Iterable[_Row], letters: Mapping[uuid.UUID, Announcement]) -> Q:
    """E-mails of letters to the mailboxes, or to the people, of these. The keys are written out: an index has them."""
    keys, people = set(), set()
    for key, _status, person, _error in rows:
        letter = letters[_letter_of(key)]
        mailbox, _number = last_got(key, letter)
        keys |= {key_of(letter, number, mailbox) for number in range(letter.mail_first, letter.mail_number + 1)}
        people.add(person)
    return Q(idempotency_key__in=keys) | Q(to_person__in=people - {None})


def _may_follow(letter: Announcement) -> bool:
    if letter.status != Announcement.Status.PUBLISHED or letter.mail_asked_at is None or letter.mail_done_at is None:
        return False
    now = timezone.now()
    today = timezone.localtime(now, letter.district.zone).date()
    return school_year(letter.dated) >= school_year(today) or now - letter.mail_asked_at <= FOLLOWS_FOR


def _is_missing(letter: Announcement, got: Got | None, now: Mapping[str, str]) -> bool:
    """Whether the rest of a sending would go to this mailbox, as :func:`.mailing.go_on_sending` writes it."""
    if got is None:
        return True
    return not is_in_this_sending(letter, got) and new_to(letter.mail_said, got, now) is not None


def _standing() -> QuerySet[Message]:
    """Every message that was not taken back, the oldest first."""
    return Message.objects.exclude(status=Message.Status.WITHDRAWN).order_by("created_at")


def _messages(letter: Announcement) -> QuerySet[Message]:
    """Every e-mail of a letter."""
    return _standing().filter(district=letter.district_id, idempotency_key__startswith=f"letter:{letter.pk}:")


def _failed(letter: Announcement) -> QuerySet[Message]:
    return _messages(letter).filter(status=Message.Status.FAILED)


def _rows(messages: QuerySet[Message]) -> Iterable[_Row]:
    return messages.values_list("idempotency_key", "status", "to_person", "last_error")


def _letter_of(key: str) -> uuid.UUID:
    return uuid.UUID(key.split(":")[1])


def _mailboxes(letter: Announcement, rows: QuerySet[Message]) -> frozenset[str]:
    keys = rows.order_by().values_list("idempotency_key", flat=True)
    return frozenset(last_got(key, letter)[0] for key in keys)
