"""The chart and its numbers in the e-mail, for guardians who asked for that themselves (docs/decisions/055).

The outbox holds the e-mail that says nothing measured, also for them. Just before it goes, :func:`fuller_letter` asks
what the guardian wants and may see at that moment, and draws from the letter as it was sent. What comes of it is kept
nowhere but in the guardian's mailbox.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.db import transaction
from django.db.models import Exists, OuterRef, Subquery
from django.utils import timezone

from doorway.accounts.models import District, User
from doorway.assessments.charts import Table, rows, said, svg
from doorway.assessments.charts.frozen import thaw
from doorway.assessments.letters.errors import NoScoresByEmail
from doorway.assessments.letters.rolls import guardians_with_access
from doorway.assessments.models import ReadingLetter, ReadingLetterReader, ScoresByEmail
from doorway.messages.fuller import FullerLetter, Picture
from doorway.messages.letters import link, render
from doorway.messages.models import Message
from doorway.messages.paper import pictured
from doorway.messages.paper.picturing import MARGIN, WIDTH
from doorway.messages.paper.typefaces import TEXT
from doorway.roster.access import Viewer
from doorway.roster.models import Guardianship

TEMPLATE = "assessments/mail/reading_letter"


@dataclass(frozen=True)
class Drawing:
    """A chart of a letter as an e-mail shows it: the picture by its ``cid``, its ``alt`` and its table."""

    language: str
    cid: str
    alt: str
    caption: str
    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    # What the page of a mail program is to give it, in its pixels; the picture has two for each.
    width: int = WIDTH + 2 * MARGIN

    @property
    def across(self) -> list[tuple[str, ...]]:
        """The table with a column for each time, at most three, so that it fits on a phone whatever is known."""
        return list(zip(self.head, *self.rows, strict=True))

    @property
    def lines(self) -> list[tuple[str, list[tuple[str, str]]]]:
        """The table for plain text: for each row its name, and (column, what stands there) where something does."""
        return [
            (row[0], [(column, cell) for column, cell in zip(self.head[1:], row[1:], strict=True) if cell])
            for row in self.rows
        ]


def yes_of(user: User | None, district: District) -> ScoresByEmail | None:
    """The yes of this mailbox that holds now; None is no. One query."""
    return ScoresByEmail.objects.filter(district=district, user=user, ended_at=None).first() if user else None


def yes_since(viewer: Viewer) -> datetime | None:
    """Since when the viewer's own yes holds everywhere where they are a guardian; None is no. Two queries."""
    districts = _districts(viewer)
    held = ScoresByEmail.objects.filter(user=viewer.user, ended_at=None, district__in=districts)
    moments = dict(held.values_list("district", "chosen_at"))
    return max(moments.values()) if districts and set(moments) == districts else None


@transaction.atomic
def say_yes(viewer: Viewer, *, now: datetime) -> None:
    """The viewer, a guardian, wants charts and scores in the e-mails to their own mailbox.

    Said twice it is one yes. Refused where the district puts none into e-mails.
    """
    if not settings.SCORES_BY_EMAIL:
        raise NoScoresByEmail
    for district in _districts(viewer):
        ScoresByEmail.objects.get_or_create(
            district_id=district, user=viewer.user, ended_at=None, defaults={"chosen_at": now}
        )


def say_no(viewer: Viewer, *, now: datetime) -> None:
    """The viewer wants none any more: also in what waits in the outbox."""
    ScoresByEmail.objects.filter(user=viewer.user, ended_at=None).update(ended_at=now)


@dataclass(frozen=True)
class InMail:
    """The e-mail about a letter to one mailbox: when it went with the chart, and whether there is a yes now."""

    mailed_at: datetime | None
    has_yes: bool


def in_mail(viewer: Viewer, letter: ReadingLetter) -> InMail:
    """How it is with a letter and the viewer's own mailbox. One query."""
    own = letter.readers.filter(guardian__in=viewer.person_ids, scores_mailed_at__isnull=False)
    yes = ScoresByEmail.objects.filter(user=OuterRef("pk"), district=letter.district_id, ended_at=None)
    asked = User.objects.annotate(has_yes=Exists(yes), mailed_at=Subquery(own.values("scores_mailed_at")[:1]))
    mailbox = asked.get(pk=viewer.user.pk) if viewer.user else None
    return InMail(getattr(mailbox, "mailed_at", None), getattr(mailbox, "has_yes", False))


def fuller_letter(message: Message) -> FullerLetter | None:
    """The e-mail with the letter's charts and tables; None for whoever has not asked for it or may not have it now."""
    asked = _asked(message)
    reader = None if asked is None else _reader(message)
    if asked is None or reader is None:
        return None
    letter = reader.letter
    found = list(_drawings(letter, message))
    if not found:
        return None
    context = {
        "person": message.to_person,
        "student": letter.student,
        "school": letter.school.name,
        "page": link("reading_letter", letter_id=letter.pk),
        "drawings": [drawing for drawing, _picture in found],
        "asked_on": timezone.localdate(asked.chosen_at, letter.district.zone),
        "choice_page": link("family_email"),
    }
    made = render(TEMPLATE, context, language=message.language, district=letter.district)
    pictures = tuple(picture for _drawing, picture in found)
    return FullerLetter(made.text, made.html, pictures, partial(_keep_moment, reader))


def _asked(message: Message) -> ScoresByEmail | None:
    """The yes of the mailbox to which the message goes. An address that is another by now has said nothing."""
    person = message.to_person
    if not settings.SCORES_BY_EMAIL or person is None or not person.is_active or person.user is None:
        return None
    if not person.user.is_active or person.user.email.lower() != message.to_address.lower():
        return None
    return yes_of(person.user, message.district)


def _reader(message: Message) -> ReadingLetterReader | None:
    """The letter that the message is about, while its reader may still read it."""
    rows = ReadingLetterReader.objects.filter(message=message, guardian=message.to_person)
    reader = rows.select_related("letter__student", "letter__school", "letter__district").first()
    if reader is None:
        return None
    may_read = guardians_with_access([reader.student_id]).filter(guardian=reader.guardian_id)
    return reader if may_read.exists() else None


def _drawings(letter: ReadingLetter, message: Message) -> Iterator[tuple[Drawing, Picture]]:
    """Every chart of the letter as it was sent, with its table and its picture."""
    content = letter.content.get(message.language) or letter.content[letter.language]
    blocks = content["blocks"]
    host = urlsplit(settings.ADDRESS).hostname or "localhost"
    for place, block in enumerate(blocks):
        if block["kind"] != "chart":
            continue
        chart, language = thaw(block["chart"]), block["lang"]
        cid = f"chart-{place}.{message.pk.hex}@{host}"
        table = _table(blocks[place + 1 :], rows(chart, language))
        picture = Picture(cid, f"chart-{place}.png", pictured(str(svg(chart, language, font=TEXT))))
        yield Drawing(language, cid, said(chart, language), table.caption, table.head, table.rows), picture


def _table(after: list[dict[str, Any]], drawn: Table) -> Table:
    """The table that was sent with a chart: the block after it."""
    if not after or after[0]["kind"] != "table":
        return drawn
    return Table(drawn.caption, tuple(after[0]["head"]), tuple(tuple(row) for row in after[0]["rows"]))


def _keep_moment(reader: ReadingLetterReader, now: datetime) -> None:
    ReadingLetterReader.objects.filter(pk=reader.pk).update(scores_mailed_at=now)


def _districts(viewer: Viewer) -> set[Any]:
    """Where the viewer is a guardian."""
    wards = Guardianship.objects.filter(guardian__in=viewer.person_ids, is_active=True)
    return set(wards.values_list("district", flat=True))
