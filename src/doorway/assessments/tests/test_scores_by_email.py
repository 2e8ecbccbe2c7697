"""The chart and its numbers in an e-mail: only for a guardian who asked, as the letter says it, and nowhere kept."""

from __future__ import annotations

import re
from collections.abc import Callable
from email.message import Message as Part
from html import unescape
from html.parser import HTMLParser
from typing import Any

import pytest
from django.core import mail
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils import timezone
from tests.world import World

from doorway.accounts.models import User
from doorway.assessments.charts import rows, said
from doorway.assessments.charts.frozen import thaw
from doorway.assessments.letters import by_email
from doorway.assessments.models import ReadingLetter, ReadingLetterReader, Score, ScoresByEmail
from doorway.assessments.tests.test_reading_letters import HELP, address, letter_to, read, send, words_in
from doorway.messages.actions import deliver_due
from doorway.messages.models import Message
from doorway.messages.paper import TypesettingError
from doorway.roster.access import Viewer
from doorway.roster.actions import close_record
from doorway.roster.models import Guardianship, Person

ClientOf = Callable[[World, str], Client]
PAGE, CHOICE = "/family/e-mail/", "/family/e-mail/scores/"
# What was measured of Ellie (200) and of Mateo (150): score, goal, distance, level.
MEASURED = re.compile(r"\b(200|150|220|20|70)\b|benchmark|meta\b|below|debajo", re.IGNORECASE)


@pytest.fixture
def peggy(world: World, client_of: ClientOf) -> Client:
    """The office, with two third graders below the goal."""
    read(world, "mateo", 150)
    read(world, "ellie", 200)
    return client_of(world, "peggy")


def choose(client: Client, answer: str = "yes") -> str:
    return words_in(client.post(CHOICE, {"scores": answer}, follow=True).content.decode())


def mail_to(world: World, key: str) -> Any:
    """The one e-mail that went to somebody, as it was sent."""
    (found,) = [one for one in mail.outbox if one.to == [world.people[key].email]]
    return found.message()


def parts_of(sent: Part) -> dict[str, Part]:
    return {part.get_content_type(): part for part in sent.walk()}


def words_of(part: Part) -> str:
    payload = part.get_payload(decode=True)
    assert isinstance(payload, bytes)
    return payload.decode()


class Read(HTMLParser):
    """An HTML e-mail as a program reads it: its pictures, and its tables with a caption (the others are layout)."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.images: list[dict[str, str | None]] = []
        self.tables: list[list[list[str]]] = []
        self.in_table = self.in_cell = False
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "img":
            self.images.append(dict(attrs))
        elif tag == "caption":
            self.tables.append([[""]])
            self.in_table = self.in_cell = True
        elif self.in_table and tag == "tr":
            self.tables[-1].append([])
        elif self.in_table and tag in {"th", "td"}:
            self.tables[-1][-1].append("")
            self.in_cell = True

    def handle_endtag(self, tag: str) -> None:
        if tag in {"caption", "th", "td"}:
            self.in_cell = False
        elif tag == "table":
            self.in_table = False

    def handle_data(self, data: str) -> None:
        if self.in_cell and self.in_table:
            self.tables[-1][-1][-1] += data


def test_without_a_choice_nothing_measured_is_in_any_mail(peggy: Client, world: World, client_of: ClientOf) -> None:
    """Off at first, also when others have said yes, and when somebody only looked at the page."""
    assert "No, not now" in words_in(client_of(world, "ben").get(PAGE).content.decode())
    choose(client_of(world, "rosa"))
    send(peggy, world)
    deliver_due()

    for key in ("ben", "karen"):
        sent = mail_to(world, key)
        assert sent.get_content_type() == "multipart/alternative"
        assert set(parts_of(sent)) == {"multipart/alternative", "text/plain", "text/html"}
        assert "cid:" not in words_of(parts_of(sent)["text/html"])
        assert not MEASURED.search(words_of(parts_of(sent)["text/plain"]))
        assert ReadingLetterReader.objects.get(guardian=world.people[key]).scores_mailed_at is None
    assert mail_to(world, "rosa").get_content_type() == "multipart/related"


@pytest.mark.parametrize("key", ["ben", "rosa"])
def test_the_mail_says_what_the_chart_of_the_letter_says(
    peggy: Client, world: World, client_of: ClientOf, key: str
) -> None:
    """Picture by CID, alt text, table in HTML and in plain text: each equal to the chart, in the reader's language."""
    choose(client_of(world, key))
    send(peggy, world)
    deliver_due()
    sent, language = mail_to(world, key), world.people[key].language
    letter = letter_to(world, key)
    block = next(one for one in letter.content[language]["blocks"] if one["kind"] == "chart")
    chart = thaw(block["chart"])
    table, alt = rows(chart, language), said(chart, language)

    assert sent.get_content_type() == "multipart/related"
    assert sent.get_param("type") == "multipart/alternative"
    texts, picture = sent.get_payload()
    assert [part.get_content_type() for part in texts.get_payload()] == ["text/plain", "text/html"]
    page = Read(words_of(texts.get_payload()[1]))
    (image,) = page.images
    assert image["src"] == f"cid:{picture['Content-ID'].strip('<>')}"
    assert image["alt"] == alt
    assert picture.get_content_type() == "image/png"
    assert picture.get_content_disposition() == "inline"
    png = picture.get_payload(decode=True)
    assert png.startswith(b"\x89PNG")
    # Two pixels for each that the mail gives it.
    assert int.from_bytes(png[16:20], "big") == 2 * int(image["width"] or 0)
    assert 5_000 < len(png) < 60_000

    # The same table, with a column for each time: so it fits on a phone.
    assert page.tables == [[[table.caption], *map(list, zip(table.head, *table.rows, strict=True))]]
    plain = words_of(texts.get_payload()[0])
    lines = plain.split("\n")
    for row in table.rows:
        assert row[0] in lines
        for column, cell in zip(table.head[1:], row[1:], strict=True):
            assert f"{column}: {cell}" in lines
    assert PAGE in plain
    assert ("Muy por debajo" in plain) is (key == "rosa")
    assert "http" not in str([one["src"] for one in page.images])  # no picture is fetched from anywhere
    moment = ReadingLetterReader.objects.get(guardian=world.people[key]).scores_mailed_at
    assert moment is not None


def test_what_a_locked_screen_shows_says_nothing_measured(peggy: Client, world: World, client_of: ClientOf) -> None:
    """Subject, sender and the first words of both texts; the file's name too. The numbers come after the way in."""
    choose(client_of(world, "ben"))
    send(peggy, world)
    deliver_due()
    sent = mail_to(world, "ben")
    texts, picture = sent.get_payload()
    plain = words_of(texts.get_payload()[0])
    page = unescape(words_in(words_of(texts.get_payload()[1]).partition("</title>")[2]))

    assert not MEASURED.search(str(sent["Subject"]))
    assert not MEASURED.search(picture.get_filename() or "")
    assert not MEASURED.search(picture["Content-ID"].partition(".")[0])
    for words in (plain, page):
        opening = words[: MEASURED.search(words).start()]  # type: ignore[union-attr]  # it is there
        assert "You need no password." in opening
        # Programs show about 140 letters, some 200.
        assert len(" ".join(opening.split())) > 350


def test_nothing_of_it_is_kept_in_the_outbox_or_a_log(
    peggy: Client, world: World, client_of: ClientOf, caplog: pytest.LogCaptureFixture
) -> None:
    choose(client_of(world, "ben"))
    send(peggy, world)
    with caplog.at_level(0):
        deliver_due()
    message = Message.objects.get(to_person=world.people["ben"], kind="reading_letter")

    assert "220" in words_of(parts_of(mail_to(world, "ben"))["text/plain"])
    assert message.status == Message.Status.SENT
    assert not MEASURED.search(
        f"{message.subject} {message.body_text} {words_in(message.body_html)} {message.calendar}"
    )
    assert not [line for line in caplog.messages if "benchmark" in line]


def test_a_choice_that_was_taken_back_holds_for_what_waits(peggy: Client, world: World, client_of: ClientOf) -> None:
    ben = client_of(world, "ben")
    assert "From now on the chart and its numbers are in the e-mail, too." in choose(ben)
    assert "Yes, since" in words_in(ben.get(PAGE).content.decode())
    send(peggy, world)
    assert "From now on no score is in an e-mail to you." in choose(ben, "no")
    deliver_due()

    assert mail_to(world, "ben").get_content_type() == "multipart/alternative"
    (row,) = ScoresByEmail.objects.all()
    assert row.user == world.user("ben")
    assert row.ended_at is not None
    assert row.chosen_at <= row.ended_at


def test_a_choice_made_while_the_letter_waits_holds_too(peggy: Client, world: World, client_of: ClientOf) -> None:
    send(peggy, world)
    choose(client_of(world, "ben"))
    choose(client_of(world, "ben"))  # twice is once
    deliver_due()

    assert ScoresByEmail.objects.count() == 1
    assert mail_to(world, "ben").get_content_type() == "multipart/related"


def test_whoever_lost_the_right_gets_nothing(peggy: Client, world: World, client_of: ClientOf) -> None:
    """A closed record holds the mail back; a guardianship that ended takes chart and numbers out of it."""
    for key in ("ben", "karen"):
        choose(client_of(world, key))
    send(peggy, world)
    close_record(student=world.people["ellie"], to=world.people["ben"], reason="Order.", by=None, now=timezone.now())
    Guardianship.objects.filter(guardian=world.people["karen"]).update(is_active=False)
    deliver_due()

    assert not [one for one in mail.outbox if one.to == [world.people["ben"].email]]
    assert mail_to(world, "karen").get_content_type() == "multipart/alternative"


def test_a_closed_record_of_somebody_at_the_same_mailbox_closes_it(
    peggy: Client, world: World, client_of: ClientOf
) -> None:
    """Whoever reads the mailbox sees the score, so who may see it is asked of everybody there."""
    ben = world.people["ben"]
    choose(client_of(world, "ben"))
    send(peggy, world)
    other = Person.objects.create(
        district=world.district, sourced_id="other", given_name="Al", family_name="W", email=ben.email, user=ben.user
    )
    close_record(student=world.people["ellie"], to=other, reason="Order.", by=None, now=timezone.now())
    message = Message.objects.get(to_person=ben, kind="reading_letter")

    assert by_email.fuller_letter(message) is None


def test_another_address_begins_at_no(peggy: Client, world: World, client_of: ClientOf) -> None:
    """The yes was said for a mailbox, not for whatever address the roster brings next."""
    choose(client_of(world, "ben"))
    ben = world.people["ben"]
    new = User.objects.for_mailbox("ben.new@family.example")
    Person.objects.filter(pk=ben.pk).update(email=new.email, user=new)
    ben.refresh_from_db()
    send(peggy, world)
    deliver_due()

    assert mail_to(world, "ben").get_content_type() == "multipart/alternative"
    assert by_email.yes_since(Viewer(new)) is None


def test_a_correction_in_between_changes_nothing_in_the_mail_and_is_said(
    peggy: Client, world: World, client_of: ClientOf
) -> None:
    """The mail is drawn from the letter as it was sent; the page of the letter says what is today."""
    choose(client_of(world, "ben"))
    send(peggy, world)
    Score.objects.filter(student=world.people["ellie"]).update(value=235)
    deliver_due()
    plain = words_of(parts_of(mail_to(world, "ben"))["text/plain"])
    assert "Score: 200" in plain
    assert "Score: 235" not in plain  # the digits alone can be part of an address

    page = words_in(
        client_of(world, "ben").get(f"/reading-letters/letter/{letter_to(world, 'ben').pk}/").content.decode()
    )
    assert "Today it is 235." in page
    assert "The e-mail that you got keeps the old score." in page
    assert "about this letter had the chart and its numbers in it." in page
    # The other home's mail had none, and nothing is said of Ben's.
    other = client_of(world, "karen").get(f"/reading-letters/letter/{letter_to(world, 'karen').pk}/").content.decode()
    assert "keeps the old score" not in other
    assert "If you want, the chart and its numbers are in them, too." in words_in(other)


@pytest.mark.parametrize("problem", [TypesettingError("Ellie 200"), OSError("no memory"), KeyError("chart")])
def test_a_drawing_that_fails_never_holds_a_letter_up(
    peggy: Client,
    world: World,
    client_of: ClientOf,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
    problem: Exception,
) -> None:
    def fail(_svg: str) -> bytes:
        raise problem

    choose(client_of(world, "ben"))
    send(peggy, world)
    monkeypatch.setattr(by_email, "pictured", fail)
    assert deliver_due().sent == 3

    assert mail_to(world, "ben").get_content_type() == "multipart/alternative"
    assert type(problem).__name__ in caplog.text
    assert "Ellie" not in caplog.text
    assert "200" not in re.sub(r"[0-9a-f-]{36}", "", caplog.text)
    assert ReadingLetterReader.objects.get(guardian=world.people["ben"]).scores_mailed_at is None


def test_a_letter_without_a_chart_is_the_plain_mail(peggy: Client, world: World, client_of: ClientOf) -> None:
    choose(client_of(world, "ben"))
    send(peggy, world)
    letter = letter_to(world, "ben")
    copy = ReadingLetter.objects.get(pk=letter.pk)
    copy.pk, copy._state.adding, copy.period = None, True, "MOY"
    copy.content = {
        code: text | {"blocks": [one for one in text["blocks"] if one["kind"] != "chart"]}
        for code, text in letter.content.items()
    }
    copy.save()
    message = Message.objects.get(to_person=world.people["ben"], kind="reading_letter")
    ReadingLetterReader.objects.filter(message=message).update(message=None)
    ReadingLetterReader.objects.create(
        district=world.district, letter=copy, guardian=world.people["ben"], student=copy.student,
        school_year=copy.school_year, period="MOY", message=message,
    )  # fmt: skip

    assert by_email.fuller_letter(message) is None


def test_a_district_can_say_no(peggy: Client, world: World, client_of: ClientOf, settings: Any) -> None:
    """Nobody can choose it any more, who had gets none, and the page says so; taking it back still works."""
    ben, karen = client_of(world, "ben"), client_of(world, "karen")
    choose(ben)
    settings.SCORES_BY_EMAIL = False
    assert "Your district puts no scores into e-mails." in choose(karen)
    assert not ScoresByEmail.objects.filter(user=world.user("karen")).exists()
    send(peggy, world)
    deliver_due()

    assert mail_to(world, "ben").get_content_type() == "multipart/alternative"
    page = karen.get(PAGE).content.decode()
    assert 'value="yes"' not in page
    letter = words_in(karen.get(f"/reading-letters/letter/{letter_to(world, 'karen').pk}/").content.decode())
    assert "If you want, the chart" not in letter
    choose(ben, "no")
    assert not ScoresByEmail.objects.filter(ended_at=None).exists()


@pytest.mark.parametrize("key", ["peggy", "ruth", "dana", "diego"])
def test_nobody_at_the_school_can_say_yes(world: World, client_of: ClientOf, key: str) -> None:
    """No guardian, no page; and nothing in the form could name somebody else."""
    client = client_of(world, key)

    assert client.get(PAGE).status_code == 404
    ben = world.user("ben")
    answer = client.post(CHOICE, {"scores": "yes", "user": str(ben.pk), "guardian": str(world.people["ben"].pk)})
    assert answer.status_code == 404
    assert not ScoresByEmail.objects.exists()


def test_a_guardian_cannot_say_yes_for_another(world: World, client_of: ClientOf) -> None:
    karen = world.user("karen")
    client_of(world, "ben").post(CHOICE, {"scores": "yes", "user": str(karen.pk), "address": karen.email})

    assert [row.user for row in ScoresByEmail.objects.all()] == [world.user("ben")]


def test_the_database_keeps_it_a_guardians_and_as_it_was(world: World) -> None:
    now = timezone.now()

    def refused(change: Callable[[], object], words: str) -> None:
        with pytest.raises(IntegrityError, match=words), transaction.atomic():
            change()

    held = ScoresByEmail.objects
    for key in ("peggy", "ruth"):
        refused(
            lambda key=key: held.create(district=world.district, user=world.user(key), chosen_at=now),  # type: ignore[misc]  # bound at once
            "only a guardian",
        )
    row = held.create(district=world.district, user=world.user("ben"), chosen_at=now)
    refused(lambda: held.create(district=world.district, user=world.user("ben"), chosen_at=now), "(?i)unique")
    mine = held.filter(pk=row.pk)
    refused(lambda: mine.update(user=world.user("karen")), "ends once")
    refused(lambda: mine.update(chosen_at=now.replace(year=2020)), "ends once")
    refused(lambda: mine.update(ended_at=now.replace(year=2020)), "a_yes_ends_after_it_began")
    refused(mine.delete, "stays on record")
    assert mine.update(ended_at=now) == 1
    refused(lambda: mine.update(ended_at=None), "ends once")


def test_the_page_says_what_it_means_in_both_languages(world: World, client_of: ClientOf) -> None:
    english = words_in(client_of(world, "ben").get(PAGE).content.decode())
    assert world.people["ben"].email in english
    assert "Whoever reads this mailbox sees your child’s scores" in english
    assert "the e-mail keeps the old one" in english

    spanish = words_in(client_of(world, "rosa").get(PAGE).content.decode())
    assert "Quien lee este correo ve los puntajes de su hijo" in spanish
    assert "Su idioma es: español." in spanish


def test_the_mail_waits_for_nobody_when_many_are_written(peggy: Client, world: World, client_of: ClientOf) -> None:
    """What costs a drawing goes last: a letter of another kind that was written later goes first."""
    choose(client_of(world, "ben"))
    peggy.post(address(world, "BOY/write/"), {**HELP, "step": "send"})
    late = Message.objects.create(
        district=world.district, kind="reminder", to_address="x@family.example", language="en", subject="S",
        body_text="T", not_before=timezone.now(), created_at=timezone.now(), idempotency_key="late",
    )  # fmt: skip
    deliver_due(limit=1)

    late.refresh_from_db()
    assert late.status == Message.Status.SENT
