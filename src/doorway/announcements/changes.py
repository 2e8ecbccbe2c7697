"""What a letter says now, beside what families were sent: whose words changed, and whether its live dates did.

For each form in which it went out a letter keeps, by its number, what it said in each language and which dates stood in
it (``mail_said``); the key of each e-mail names the form that is in it. So it is known for every mailbox what is new to
it, also after several corrections of which some never reached it, and when words or dates change while a sending is
under way: then the rest of it is another form.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import QuerySet
from django.db.models.functions import Length
from django.utils import timezone

from doorway.announcements.dates import DatesOfDistrict
from doorway.announcements.models import Announcement
from doorway.announcements.queries import fingerprint, readers, words_of
from doorway.messages.models import Message

DATES = "dates"
# So many digits of an address stand in a key.
MAILBOX = 24
# What went out, or is on its way: whoever has it in the mailbox, or will have.
OUT = (Message.Status.SENT, Message.Status.WAITING)


@dataclass(frozen=True)
class News:
    """What families were not sent: ``languages`` whose words are others now, and whether the dates are.

    ``since`` is the day on which they were sent the letter last.
    """

    languages: tuple[str, ...] = ()
    dates: bool = False
    since: date | None = None

    def __bool__(self) -> bool:
        return bool(self.languages) or self.dates


@dataclass(frozen=True)
class Got:
    """The last form of a letter that went to a mailbox."""

    number: int
    language: str
    day: date


@dataclass(frozen=True)
class NewTo:
    """What is new to whoever got the letter on a day: its words, its dates, or both."""

    day: date
    words: bool
    dates: bool


@dataclass(frozen=True)
class Receivers:
    """To how many mailboxes a letter would go: for the first time, with other words, with nothing but other dates.

    Guardians who share one are counted once, as their e-mail is.
    """

    first: int = 0
    corrections: int = 0
    new_dates: int = 0

    @property
    def total(self) -> int:
        """All of them."""
        return self.first + self.corrections + self.new_dates


def said_now(letter: Announcement, dates: DatesOfDistrict | None = None) -> dict[str, str]:
    """What the letter says at this moment, by language, and its dates: for ``mail_said``."""
    return words_of(letter) | {DATES: (dates or DatesOfDistrict(letter.district)).fingerprint(letter)}


def is_in_this_sending(letter: Announcement, got: Got) -> bool:
    """Whether a mailbox got the letter in its last sending, and not only in one before a correction."""
    return got.number >= letter.mail_first


def seen_of(letter: Announcement, dates: DatesOfDistrict | None = None) -> str:
    """What a page shows of a letter, in 64 hexadecimal digits: its words in every language and its dates."""
    shown = (dates or DatesOfDistrict(letter.district)).fingerprint(letter)
    return hashlib.sha256(f"{fingerprint(letter)}{shown}".encode()).hexdigest()


def news_of(letter: Announcement, dates: DatesOfDistrict | None = None) -> News:
    """What families were not sent; nothing of a letter that was never sent."""
    if letter.mail_asked_at is None:
        return News()
    return _news(letter, forms(letter), letter.mail_asked_at, dates)


def news_to_families(letter: Announcement, dates: DatesOfDistrict | None = None) -> News:
    """The same, of forms that some mailbox has: where every e-mail of a form failed, nobody has its words.

    Where nobody has anything of the last sending, it is what they have of those before. A query for each form, and only
    where there are news.
    """
    if letter.mail_asked_at is None or not news_of(letter, dates):
        return News()
    numbers = {number for number in forms(letter) if is_out(letter, number)}
    if not numbers:
        begin = f"letter:{letter.pk}:"
        rows = Message.objects.filter(
            district=letter.district_id, kind="letter", idempotency_key__startswith=begin, status__in=OUT
        )
        got = gots(letter, rows.order_by("created_at").values_list("idempotency_key", "language", "created_at"))
        numbers = {one.number for one in got.values()}
    return _news(letter, sorted(numbers), letter.mail_asked_at, dates)


def is_out(letter: Announcement, number: int) -> bool:
    """Whether a form of the letter went to some mailbox or is on its way. One query."""
    return of_form(letter, number).filter(status__in=OUT).exists()


def of_form(letter: Announcement, number: int) -> QuerySet[Message]:
    """Every e-mail of one form of a letter, whatever has become of it."""
    begin = key_of(letter, number, "")
    rows = Message.objects.filter(district=letter.district_id, kind="letter", idempotency_key__startswith=begin)
    # The keys of the first form have no number; what begins so are those of all forms.
    return rows.alias(length=Length("idempotency_key")).filter(length=len(begin) + MAILBOX).order_by()


def forms(letter: Announcement) -> range:
    """The numbers of the forms of the last sending."""
    return range(letter.mail_first, letter.mail_number + 1)


def _news(letter: Announcement, numbers: Iterable[int], asked_at: datetime, dates: DatesOfDistrict | None) -> News:
    since = timezone.localtime(asked_at, letter.district.zone).date()
    said = letter.mail_said
    found = [said.get(str(number), {}) for number in numbers]
    if {} in found:
        # Sent before it was kept what each language said.
        return News(tuple(words_of(letter)) if fingerprint(letter) != letter.mail_words else (), since=since)
    now = said_now(letter, dates)
    went_out = [form for form in found if form is not None]
    languages = tuple(code for code in now if code != DATES and any(now[code] != form.get(code) for form in went_out))
    return News(languages, any(_other_dates(form, now) for form in went_out), since)


def new_to(said: Mapping[str, Mapping[str, str]], got: Got, now: Mapping[str, str]) -> NewTo | None:
    """What is new to a mailbox in the language in which it got the letter; None when nothing is."""
    then = said.get(str(got.number))
    if then is None:
        return NewTo(got.day, words=True, dates=False)
    # A language that the installation does not write in read the text of another one: any change may be its.
    languages = [got.language] if got.language in now else [code for code in now if code != DATES]
    words, dates = any(now[code] != then.get(code) for code in languages), _other_dates(then, now)
    return NewTo(got.day, words, dates) if words or dates else None


def last_got(key: str, letter: Announcement) -> tuple[str, int]:
    """Mailbox and number of a form, from the key of a message."""
    parts = key.removeprefix(f"letter:{letter.pk}:").split(":")
    return parts[-1], int(parts[0]) if len(parts) == 2 else 1


def key_of(letter: Announcement, number: int, mailbox: str) -> str:
    """What makes it impossible that a mailbox gets a form of the letter twice."""
    return f"letter:{letter.pk}:{mailbox}" if number == 1 else f"letter:{letter.pk}:{number}:{mailbox}"


def mailbox_of(email: str) -> str:
    """An address as it stands in a key."""
    return hashlib.sha256(email.lower().encode()).hexdigest()[:MAILBOX]


def mailboxes(letter: Announcement) -> frozenset[str]:
    """Those of all who get the letter, each once: what :func:`mailbox_of` says of them. One query."""
    return frozenset(map(mailbox_of, readers(letter).order_by().values_list("email", flat=True)))


def receivers(letter: Announcement, dates: DatesOfDistrict | None = None) -> Receivers:
    """To how many the letter would go if it were sent now. Who got these words and these dates gets nothing.

    What still waits is not counted as got: a new sending takes it back.
    """
    found = mailboxes(letter)
    if letter.mail_asked_at is None:
        return Receivers(first=len(found))
    gone = Message.objects.filter(
        district=letter.district_id, idempotency_key__startswith=f"letter:{letter.pk}:", status=Message.Status.SENT
    )
    got = gots(letter, gone.order_by("created_at").values_list("idempotency_key", "language", "created_at"))
    now = said_now(letter, dates)
    counts = Counter(_how(letter, got.get(mailbox), now) for mailbox in found)
    return Receivers(counts["first"], counts["correction"], counts["dates"])


def gots(letter: Announcement, rows: Iterable[tuple[str, str, datetime]]) -> dict[str, Got]:
    """By mailbox what it got last; ``rows``: key, language and moment of each message, the oldest first."""
    found: dict[str, Got] = {}
    for key, language, moment in rows:
        mailbox, number = last_got(key, letter)
        found[mailbox] = Got(number, language, timezone.localtime(moment, letter.district.zone).date())
    return found


def _how(letter: Announcement, got: Got | None, now: Mapping[str, str]) -> str:
    if got is None:
        return "first"
    new = new_to(letter.mail_said, got, now)
    if new is None:
        return "nothing"
    return "correction" if new.words else "dates"


def _other_dates(then: Mapping[str, str], now: Mapping[str, str]) -> bool:
    """Both show dates, and not the same. Where one shows none, its words differ."""
    return bool(then.get(DATES) and now[DATES]) and then[DATES] != now[DATES]
