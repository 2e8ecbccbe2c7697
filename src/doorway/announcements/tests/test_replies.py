"""Replies: slowed down, marked, decided on by a person, answered publicly or privately."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils import timezone
from django.utils.formats import date_format
from tests.world import World

from doorway.accounts.errors import Refusal
from doorway.accounts.limits import count
from doorway.accounts.models import Tally
from doorway.announcements import errors
from doorway.announcements.actions.letters import publish_letter, take_down
from doorway.announcements.actions.replies import IN_A_ROW, keep_private, refuse, refuse_many, show, take_reply
from doorway.announcements.forms import seal
from doorway.announcements.models import Announcement, Reply
from doorway.announcements.tests.test_letters import published
from doorway.messages.models import Message
from doorway.roster.models import Guardianship, Person

Sign = Callable[[World, str], Client]


@pytest.fixture
def letter(world: World) -> Announcement:
    return published(world, "panguitch-elementary")


def reply(letter: Announcement, **changes: Any) -> Reply:
    values: dict[str, Any] = {
        "letter": letter, "name": "A parent", "email": "parent@family.example", "text": "Thank you for the letter.",
        "language": "en", "sender": "127.0.0.1", "now": timezone.now(),
    }  # fmt: skip
    return take_reply(**values | changes)


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({"name": " \x00 "}, errors.NoName),
        ({"text": "\r\n"}, errors.NothingSaid),
        ({"text": "x" * 2001}, errors.ReplyTooLong),
        ({"text": "www.a.com www.b.com www.c.com"}, errors.LinkFarm),
    ],
)
def test_what_nobody_should_have_to_read_is_refused(
    letter: Announcement, changes: dict[str, str], error: type[Refusal]
) -> None:
    with pytest.raises(error):
        reply(letter, **changes)
    assert not Reply.objects.exists()


def test_what_is_pasted_from_a_word_processor_is_lines_and_letters(world: World, letter: Announcement) -> None:
    found = reply(letter, name="A\x0bparent\x07", text="Thank\x0byou\x0call\x1b.\r\nBye")
    assert (found.name, found.text) == ("A parent", "Thank\nyou\nall.\nBye")

    by = world.people["peggy"]
    said = show(
        reply=found, answer="Dear\x0bparent\ufffe", language="en", by=by, now=timezone.now(), reason="A\x0cB\x01"
    )
    assert (said.answer, said.reason) == ("Dear\nparent", "A B")


def test_a_letter_that_takes_no_replies_gets_none(letter: Announcement) -> None:
    letter.takes_replies = False
    letter.save()

    with pytest.raises(errors.RepliesClosed):
        reply(letter)


def test_the_button_pressed_twice_is_one_reply(letter: Announcement) -> None:
    reply(letter)

    with pytest.raises(errors.TwiceTheSame):
        reply(letter)


def test_one_sender_is_slowed_down_and_another_is_not(letter: Announcement) -> None:
    for number in range(5):
        reply(letter, text=f"Number {number}")

    with pytest.raises(errors.TooMany):
        reply(letter, text="Number 6")
    reply(letter, text="Somebody else", sender="127.0.0.2")


@pytest.mark.parametrize(
    ("addresses", "taken"),
    [
        # Another address of the same home, the same one as a server sees it that listens for both kinds.
        ([f"2001:db8:1:1::{number:x}" for number in range(30)], 5),
        (["192.0.2.1", "::ffff:192.0.2.1"] * 15, 5),
        # A home has up to 65,536 networks of that kind.
        ([f"2001:db8:1:{number:x}::1" for number in range(30)], 20),
        ([f"192.0.2.{number}" for number in range(30)], 20),
        # All who have an address of old are not one sender.
        ([f"::ffff:10.{number}.0.1" for number in range(30)], 30),
    ],
)
def test_a_sender_is_the_same_with_another_address(letter: Announcement, addresses: list[str], taken: int) -> None:
    begin = timezone.now()
    for number, address in enumerate(addresses):
        try:
            reply(letter, text=f"Number {number}", sender=address, now=begin + timedelta(seconds=number * 3))
        except errors.TooMany:
            continue

    assert letter.replies.count() == taken


@pytest.mark.parametrize(("address", "taken"), [("2001:db8:1:1::{0:x}", 40), ("2001:db8:1:{0:x}::1", 100)])
def test_nobody_alone_closes_a_letter_for_all_others(letter: Announcement, address: str, taken: int) -> None:
    """As many as are let in, all day long."""
    begin = timezone.now()
    for number in range(5 * 24 * 6):
        try:
            reply(letter, text=f"{number}", sender=address.format(number), now=begin + timedelta(minutes=2 * number))
        except (errors.TooMany, errors.TooManyFromHere):
            continue

    assert letter.replies.count() == taken
    late = begin + timedelta(hours=23, minutes=59)
    with pytest.raises(errors.TooManyFromHere, match="send them tomorrow, or call the office"):
        reply(letter, text="One more", sender=address.format(1), now=late)
    reply(letter, text="Somebody else", sender="192.0.2.1", now=late)


def test_counts_are_not_thrown_away_when_many_others_write(letter: Announcement) -> None:
    """A cache of three hundred entries forgot who was at the limit."""
    begin = timezone.now()
    for number in range(5):
        reply(letter, text=f"Number {number}", sender="192.0.2.1", now=begin)
    Reply.objects.all().delete()
    for number in range(400):
        assert count(IN_A_ROW, f"198.51.{number}", now=begin)

    with pytest.raises(errors.TooMany):
        reply(letter, text="Number 6", sender="192.0.2.1", now=begin + timedelta(minutes=9))


def test_what_is_refused_counts_nothing(letter: Announcement) -> None:
    now = timezone.now()
    for number in range(5):
        reply(letter, text=f"Number {number}", now=now)
    before = {row.key: row.number for row in Tally.objects.all()}
    for number in range(10):
        with pytest.raises(errors.TooMany):
            reply(letter, text=f"More {number}", now=now + timedelta(minutes=1))
        with pytest.raises(errors.NothingSaid):
            reply(letter, text=" ", sender="203.0.113.9", now=now)

    assert {row.key: row.number for row in Tally.objects.all()} == before
    assert set(before.values()) == {5}


def test_ten_thousand_senders_do_not_fill_the_office(letter: Announcement) -> None:
    now = timezone.now()
    for number in range(30):
        reply(letter, text=f"Number {number}", sender=f"10.0.{number}.1", now=now)

    with pytest.raises(errors.TooMany):
        reply(letter, text="One more", sender="10.1.0.1", now=now)
    reply(letter, text="A minute later", sender="10.1.0.1", now=now + timedelta(seconds=61))


def test_with_five_hundred_waiting_a_reader_and_the_office_are_told_what_is_true(
    world: World, letter: Announcement, client_of: Sign
) -> None:
    """Not “in a few minutes”: none is taken until somebody has decided on some."""
    long_ago = timezone.now() - timedelta(days=3)
    peggy = client_of(world, "peggy")
    Reply.objects.bulk_create(
        Reply(
            district=world.district, announcement=letter, name="A", language="en", text=f"{number}", written_at=long_ago
        )
        for number in range(499)
    )
    assert "No new one is taken" not in peggy.get("/office/letters/replies/").content.decode()
    reply(letter)

    with pytest.raises(errors.OnlyFamilies, match="sign in and send them then"):
        reply(letter, text="One more", now=timezone.now() + timedelta(hours=1))

    page = peggy.get("/office/letters/replies/").content.decode()
    assert "500 replies to “Come in” wait. Until you have decided on some, new ones are taken only from parents" in page
    assert "No new one is taken" not in page
    refuse(reply=Reply.objects.filter(text="7").get(), reason="Spam.", by=world.people["peggy"], now=timezone.now())
    reply(letter, text="One more", now=timezone.now() + timedelta(hours=1))


def filled_up(letter: Announcement, number: int) -> None:
    """So many replies wait, which five networks sent within a day."""
    long_ago = timezone.now() - timedelta(hours=3)
    rows = (
        Reply(district=letter.district, announcement=letter, name="A", language="en", text=text, written_at=long_ago)
        for text in map(str, range(number))
    )
    Reply.objects.bulk_create(rows)


def sent_by(client: Client, letter: Announcement, text: str) -> str:
    opened = timezone.now() - timedelta(minutes=1)
    sent = {"name": "Somebody", "email": "", "text": text, "website": "", "page": seal(opened)}
    answer = client.post(f"/d/garfield/letters/{letter.slug}/reply/", sent, follow=True)
    return " ".join(answer.content.decode().split())


@pytest.mark.parametrize("language", ["en", "es"])
def test_places_are_kept_for_families_who_sign_in(
    letter: Announcement, world: World, client_of: Sign, language: str
) -> None:
    filled_up(letter, 500)
    rosa, ruth, nobody = client_of(world, "rosa"), client_of(world, "ruth"), Client()
    for client in (rosa, ruth, nobody):
        client.cookies["doorway_language"] = language
    why = {"en": "sign in and send them then", "es": "inicie sesión y envíelas entonces"}[language]

    assert why in sent_by(nobody, letter, "Hello")
    # Whoever signs in and gets no such letter is everybody.
    assert why in sent_by(ruth, letter, "Hello from the district office")
    assert why not in sent_by(rosa, letter, "When does the bus come?")

    assert Reply.objects.filter(text="When does the bus come?").exists()
    # Of whom it is, nothing is kept: a name and an address are what somebody types.
    assert letter.replies.count() == 501
    Reply.objects.filter(text="When does the bus come?").delete()
    filled_up(letter, 250)
    assert {"en": "until some of them have been read", "es": "hasta que se lean algunas"}[language] in sent_by(
        rosa, letter, "Is anybody there?"
    )
    page = client_of(world, "peggy").get("/office/letters/replies/").content.decode()
    assert "750 replies to “Come in” wait. No new one is taken" in page


def test_a_family_of_another_school_is_one_of_everybody(letter: Announcement, world: World, client_of: Sign) -> None:
    filled_up(letter, 500)
    of_rosa = Guardianship.objects.filter(guardian=world.people["rosa"])
    of_rosa.exclude(student=world.people["diego"]).update(is_active=False)

    assert "inicie sesión y envíelas entonces" in sent_by(client_of(world, "rosa"), letter, "Hello")


def test_a_family_is_kept_out_by_nothing_that_others_send(letter: Announcement) -> None:
    """Neither by thirty in a minute, nor by who sends from the same school or the same telephone network."""
    now = timezone.now()
    for number in range(5):
        reply(letter, text=f"Number {number}", sender="192.0.2.1", now=now)
    for number in range(25):
        reply(letter, text=f"Other {number}", sender=f"10.0.{number}.1", now=now)

    reply(letter, text="From a family", sender="192.0.2.1", now=now, family="7")

    with pytest.raises(errors.TooMany):
        reply(letter, text="From nobody", sender="10.1.0.1", now=now)


def test_no_family_fills_the_places_of_all_of_them(letter: Announcement) -> None:
    begin, taken = timezone.now(), 0
    for number in range(5):
        reply(letter, text=f"At once {number}", now=begin, family="7", sender=f"10.0.{number}.1")
    with pytest.raises(errors.TooMany):
        reply(letter, text="At once 6", now=begin, family="7", sender="10.0.9.1")
    reply(letter, text="Another family", now=begin, family="8", sender="10.0.9.1")
    for number in range(40):
        try:
            moment = begin + timedelta(minutes=11 * (number + 1))
            reply(letter, text=f"Later {number}", now=moment, family="7", sender=f"10.0.{number}.1")
        except errors.TooManyOfYours:
            continue
        taken += 1

    assert taken == 15


def test_a_students_name_is_marked_and_never_shown(world: World, letter: Announcement) -> None:
    found = reply(letter, text="Ellie Whitaker was wonderful in the play.")

    assert found.marks == "student_name"
    with pytest.raises(errors.NamesStudent):
        show(reply=found, answer="", language="en", by=world.people["peggy"], now=timezone.now())


def test_the_office_may_show_a_name_for_a_reason_that_is_kept(
    world: World, letter: Announcement, client_of: Sign
) -> None:
    found, peggy = reply(letter, text="Thanks from Ellie Whitaker, her aunt."), client_of(world, "peggy")
    peggy.cookies["doorway_language"] = "en"
    page = peggy.get("/office/letters/replies/").content.decode()
    assert "This is the first and last name of a student: “Ellie Whitaker”." in page
    address, sent = (
        f"/office/letters/replies/{found.pk}/show/",
        {"answer": "You are welcome.", "answer_language": "en", "seen": "waiting"},
    )

    refused = peggy.post(address, sent | {"reason": "  "})
    assert refused.status_code == 422
    assert "say why it may be shown" in refused.content.decode()
    assert ">You are welcome.</textarea>" in refused.content.decode()
    assert peggy.post(address, sent | {"reason": "The aunt has the same name."}).status_code == 302

    found.refresh_from_db()
    assert (found.status, found.reason) == ("shown", "The aunt has the same name.")
    assert found.history.first().reason == "The aunt has the same name."
    assert "The aunt has the same name." in peggy.get("/office/letters/replies/?show=all").content.decode()
    assert "The aunt" not in Client().get(f"/d/garfield/letters/{letter.slug}/").content.decode()


@pytest.mark.both
def test_the_database_shows_no_students_name_without_a_reason(letter: Announcement) -> None:
    found = reply(letter, text="Ellie Whitaker was wonderful.")
    decided = {"status": "shown", "decided_at": timezone.now()}

    with pytest.raises(IntegrityError), transaction.atomic():
        Reply.objects.filter(pk=found.pk).update(**decided)
    assert Reply.objects.filter(pk=found.pk).update(**decided, reason="The family wants it.") == 1


@pytest.mark.parametrize(
    ("who", "name", "text", "named", "perhaps"),
    [
        ("ben", "Ben Whitaker", "Thank you!", "", "Ben Whitaker"),  # a father with his son's name
        ("ben", "Mr. Ben Whitaker", "Thank you!", "", "Mr. Ben Whitaker"),
        ("ben", "Ben Whitaker", "My son Ben Whitaker likes it.", "Ben Whitaker", ""),
        ("ben", "A neighbor", "Ben Whitaker runs in the hall.", "Ben Whitaker", ""),
        ("june", "A parent", "Thanks to June Albrecht!", "", "June Albrecht"),  # a teacher called like a student
        ("june", "June Albrecht", "Come all.", "", "June Albrecht"),
        ("ben", "A parent", "Thanks to June Albrecht!", "", ""),  # no student has her name
    ],
)
def test_an_adult_who_is_called_like_a_student_is_not_silenced(
    world: World, letter: Announcement, who: str, name: str, text: str, named: str, perhaps: str
) -> None:
    adult = world.people[who]
    Person.objects.filter(pk=world.people["mateo"].pk).update(
        given_name=adult.given_name, preferred_given_name="", family_name=adult.family_name
    )

    found = reply(letter, name=name, text=text)

    assert named == found.named
    assert found.perhaps_named == perhaps.removeprefix("Mr. ")
    if not named:
        assert (
            show(reply=found, answer="", language="en", by=world.people["peggy"], now=timezone.now()).status == "shown"
        )


@pytest.mark.parametrize(
    ("given_name", "family_name", "text", "named", "perhaps"),
    [
        ("Tony", "Le", "Thanks to Tony Le!", "Tony Le", ""),
        ("Tony", "Le", "A mí Tony le dijo que sí.", "", "Tony le"),
        ("Ana", "De la O", "Thanks to Ana de la O.", "Ana de la O", ""),
        ("Da Eun", "Kim", "Thanks to Da Eun Kim!", "Da Eun Kim", ""),
        ("Ana", "De León", "thanks to ana deleon", "ana deleon", ""),
    ],
)
def test_a_short_name_stops_a_reply_where_it_is_written_as_a_name(
    world: World, letter: Announcement, given_name: str, family_name: str, text: str, named: str, perhaps: str
) -> None:
    Person.objects.filter(pk=world.people["mateo"].pk).update(
        given_name=given_name, preferred_given_name="", family_name=family_name
    )

    found = reply(letter, text=text)

    assert (found.named, found.perhaps_named) == (named, perhaps)


@pytest.mark.parametrize(
    ("middle_name", "text", "named", "perhaps"),
    [
        ("Tyler", "Tyler Whitaker was great", "Tyler Whitaker", ""),
        ("Jane Marie", "Marie Whitaker was great", "Marie Whitaker", ""),
        ("Tyler", "Ellie, Mateo and Sadie Whitaker came.", "Ellie, Mateo and Sadie Whitaker", ""),
        ("Tyler", "Ellie Jane Anne Marie Whitaker came.", "Ellie Jane Anne Marie Whitaker", ""),
        ("May", "May Whitaker come, too?", "", "May Whitaker"),
        ("T.", "Mr. T. Whitaker", "", ""),
        # Many a child has a parent's first name for a middle name.
        ("Ben", "Thank you, Ben Whitaker", "", "Ben Whitaker"),
    ],
)
def test_a_child_is_found_by_the_middle_name_and_among_others(
    world: World, letter: Announcement, middle_name: str, text: str, named: str, perhaps: str
) -> None:
    Person.objects.filter(pk=world.people["ellie"].pk).update(middle_name=middle_name)

    found = reply(letter, text=text)

    assert (found.named, found.perhaps_named) == (named, perhaps)


def test_a_student_who_is_a_parent_too_is_a_student(world: World, letter: Announcement) -> None:
    """Whoever goes to school here is no adult whose name does not count."""
    ellie = world.people["ellie"]
    Guardianship.objects.create(district=world.district, student=world.people["mateo"], guardian=ellie)

    assert reply(letter, name=ellie.full_name).named == ellie.full_name


def test_a_new_students_name_is_shown_to_the_office_before_a_reason_counts(world: World, letter: Announcement) -> None:
    found = reply(letter, text="Edward Nobody was wonderful.")
    Person.objects.filter(pk=world.people["ellie"].pk).update(given_name="Edward", family_name="Nobody")

    with pytest.raises(errors.NamesStudent, match="“Edward Nobody”"):
        show(
            reply=found,
            answer="",
            language="en",
            by=world.people["peggy"],
            now=timezone.now(),
            reason="Typed before it was seen.",
        )
    seen = Reply.objects.get(pk=found.pk)
    assert (seen.status, seen.named) == ("waiting", "Edward Nobody")
    show(reply=seen, answer="", language="en", by=world.people["peggy"], now=timezone.now(), reason="He is the mayor.")
    assert Reply.objects.get(pk=found.pk).status == "shown"


def test_the_answer_that_everybody_reads_names_no_student_either(world: World, letter: Announcement) -> None:
    found = reply(letter)

    with pytest.raises(errors.AnswerNamesStudent):
        show(reply=found, answer="Ask Ellie Whitaker.", language="en", by=world.people["peggy"], now=timezone.now())
    assert Reply.objects.get(pk=found.pk).status == "waiting"

    keep_private(reply=found, answer="Ask Ellie Whitaker.", language="en", by=world.people["peggy"], now=timezone.now())
    assert Reply.objects.get(pk=found.pk).answer == "Ask Ellie Whitaker."


def test_an_answer_that_is_refused_is_not_typed_twice(world: World, letter: Announcement, client_of: Sign) -> None:
    found, peggy = reply(letter), client_of(world, "peggy")
    peggy.cookies["doorway_language"] = "en"

    sent = {"answer": "Ask Ellie Whitaker.", "seen": "waiting"}
    answer = peggy.post(f"/office/letters/replies/{found.pk}/show/", sent)

    assert answer.status_code == 422
    assert "Your answer has a student’s name in it" in answer.content.decode()
    assert "“Ellie Whitaker”" in answer.content.decode()
    assert ">Ask Ellie Whitaker.</textarea>" in answer.content.decode()


def test_a_student_who_came_after_the_reply_is_not_named_either(world: World, letter: Announcement) -> None:
    found = reply(letter, text="Edward Nobody was wonderful.")
    assert found.marks == ""
    Person.objects.filter(pk=world.people["ellie"].pk).update(given_name="Edward", family_name="Nobody")

    with pytest.raises(errors.NamesStudent):
        show(reply=found, answer="", language="en", by=world.people["peggy"], now=timezone.now())


def test_a_student_who_has_left_is_a_student_still(world: World, letter: Announcement, client_of: Sign) -> None:
    ellie = world.people["ellie"]
    ellie.is_active = False
    ellie.save()

    found = reply(letter, text=f"{ellie.full_name} was glad.", email="")

    assert found.marks == "student_name"
    peggy = client_of(world, "peggy")
    peggy.cookies["doorway_language"] = "en"
    assert f"“{ellie.full_name}”" in peggy.get("/office/letters/replies/").content.decode()


@pytest.mark.parametrize(
    "text", ["<script>alert(1)</script>", "<img src=x onerror=alert(1)>", "[a](javascript:alert(1))"]
)
def test_a_script_in_a_reply_is_text_for_everybody_who_reads_it(
    world: World, letter: Announcement, client_of: Sign, text: str
) -> None:
    """On the office's page before it is shown, under the letter, in the feed, and in the e-mail to the writer."""
    found, peggy = reply(letter, text=text), client_of(world, "peggy")
    pages = [peggy.get("/office/letters/replies/").content.decode()]
    show(reply=found, answer=text, language="en", by=world.people["peggy"], now=timezone.now())
    pages += [
        Client().get(f"/d/garfield/letters/{letter.slug}/").content.decode(),
        Client().get("/d/garfield/letters/feed.atom").content.decode(),
        Message.objects.get(kind="answer").body_html,
    ]

    for page in pages:
        assert "<script>alert" not in page
        assert "<img src=x" not in page
        assert 'href="javascript' not in page
    assert text.replace("<", "&lt;").replace(">", "&gt;") in pages[1]


def test_the_writer_is_not_told_that_a_name_is_a_students(letter: Announcement) -> None:
    """Else anybody could find out who goes to school here."""
    reply(letter, text="Ellie Whitaker was wonderful.")
    reply(letter, text="Edward Nobody was wonderful.")


@pytest.mark.both
def test_the_database_shows_nothing_that_nobody_decided(letter: Announcement) -> None:
    found = reply(letter)

    with pytest.raises(IntegrityError), transaction.atomic():
        Reply.objects.filter(pk=found.pk).update(status="shown")


def test_shown_with_an_answer(world: World, letter: Announcement, client: Client) -> None:
    found = reply(letter, text="Can grandparents come? <b>")
    address = f"/d/garfield/letters/{letter.slug}/"
    assert "grandparents" not in client.get(address).content.decode()

    show(reply=found, answer="Of course.", language="en", by=world.people["peggy"], now=timezone.now())

    page = client.get(address).content.decode()
    assert "Can grandparents come? &lt;b&gt;" in page
    assert "Of course." in page
    assert "parent@family.example" not in page
    assert "Of course." in Message.objects.get(kind="answer").body_text


@pytest.mark.parametrize(
    ("language", "begins"),
    [("es", '<div lang="es"><p>Claro'), ("en", '<div lang="en"><p>Claro'), ("xx", "<div><p>Claro")],
)
def test_an_answer_is_marked_with_the_language_that_the_office_said(
    world: World, letter: Announcement, client_of: Sign, language: str, begins: str
) -> None:
    found, peggy = reply(letter, text="¿Puede venir el abuelo?"), client_of(world, "peggy")
    form = peggy.get("/office/letters/replies/").content.decode()
    assert '<option value="en" selected>' in form

    data = {"answer": "Claro que sí.", "answer_language": language, "seen": found.status}
    peggy.post(f"/office/letters/replies/{found.pk}/show/", data)

    assert begins in Client().get(f"/d/garfield/letters/{letter.slug}/").content.decode()
    office = peggy.get("/office/letters/replies/?show=all").content.decode()
    assert begins in office
    # Of an answer of which nobody has said it, the form does not guess.
    assert ('<option value="">' in office) == (language == "xx")
    assert (f'lang="{language}"' in Message.objects.get(kind="answer").body_html) == (language != "xx")


@pytest.mark.parametrize("language", ["en", "es"])
def test_an_answer_says_truthfully_why_somebody_gets_it(world: World, letter: Announcement, language: str) -> None:
    """Whoever replied stands on no list."""
    world.district.phone = "435-555-0100"
    world.district.save()
    found = reply(letter, language=language)

    keep_private(reply=found, answer="Please call.", language="en", by=world.people["peggy"], now=timezone.now())

    message = Message.objects.get(kind="answer")
    why, other = {
        "en": ("left this address for the answer", "on the list of"),
        "es": ("dejó esta dirección para la respuesta", "en la lista de"),
    }[language]
    for body in (message.body_text, message.body_html):
        assert why in body
        assert other not in body
        assert "435-555-0100" in body


def test_answered_privately(world: World, letter: Announcement, client: Client) -> None:
    found = reply(letter)
    keep_private(reply=found, answer="Please call me.", language="en", by=world.people["peggy"], now=timezone.now())

    assert "Thank you for the letter" not in client.get(f"/d/garfield/letters/{letter.slug}/").content.decode()
    assert Message.objects.get(kind="answer").to_address == "parent@family.example"


def test_one_press_does_not_publish_what_was_answered_privately(
    world: World, letter: Announcement, client_of: Sign
) -> None:
    found, peggy = reply(letter), client_of(world, "peggy")
    peggy.cookies["doorway_language"] = "en"
    by, secret = world.people["peggy"], "We spoke about your custody case."
    keep_private(reply=found, answer=secret, language="en", by=by, now=timezone.now())

    page = peggy.get("/office/letters/replies/?show=all").content.decode()
    assert f"{secret}</textarea>" not in page
    assert "Your private answer is not shown." in page
    address = f"/office/letters/replies/{found.pk}"
    # Pressed again without words, it stays as it was answered.
    assert peggy.post(f"{address}/private/", {"answer": "", "show": "all"}).status_code == 302
    found.refresh_from_db()
    assert (found.status, found.answer, found.answer_language) == ("private", secret, "en")

    assert peggy.post(f"{address}/show/", {"answer": "", "show": "all"}).status_code == 302
    found.refresh_from_db()
    assert (found.status, found.answer) == ("shown", "")
    assert secret not in Client().get(f"/d/garfield/letters/{letter.slug}/").content.decode()


def test_a_reply_to_a_letter_that_was_taken_down_is_not_shown_and_answered_privately(
    world: World, letter: Announcement, client_of: Sign
) -> None:
    found, other = reply(letter), reply(letter, text="Thank you.")
    show(reply=other, answer="", language="en", by=world.people["peggy"], now=timezone.now())
    take_down(letter=letter, now=timezone.now())
    peggy, place = client_of(world, "peggy"), f"/office/letters/replies/{found.pk}"

    page = peggy.get("/office/letters/replies/").content.decode()
    assert "The letter was taken down." in page
    assert f'action="{place}/show/"' in page  # the form of the other buttons
    assert "Show it" not in page
    assert "Shown until the letter was taken down" in peggy.get("/office/letters/replies/?show=all").content.decode()

    typed = {"answer": "Come at eight.", "answer_language": "en", "seen": "waiting"}
    answer = peggy.post(f"{place}/show/", typed)
    assert answer.status_code == 422
    assert "nobody would read this reply" in answer.content.decode()
    assert "Come at eight.</textarea>" in answer.content.decode()
    found.refresh_from_db()
    assert (found.status, Message.objects.filter(kind="answer").exists()) == ("waiting", False)
    # A page that was read before: the letter is asked once more when it is locked.
    found.announcement.status = Announcement.Status.PUBLISHED
    with pytest.raises(errors.LetterIsDown):
        show(reply=found, answer="", language="en", by=world.people["peggy"], now=timezone.now())

    peggy.post(f"{place}/private/", typed)

    message = Message.objects.get(kind="answer")
    assert "Come at eight." in message.body_text
    assert letter.slug not in message.body_text + message.body_html
    publish_letter(letter=letter, now=timezone.now())
    assert "Show it" in peggy.get("/office/letters/replies/?show=all").content.decode()


def test_a_private_answer_needs_a_way_to_the_writer(world: World, letter: Announcement) -> None:
    with pytest.raises(errors.NoWayToAnswer):
        keep_private(
            reply=reply(letter, email=""),
            answer="Please call me.",
            language="en",
            by=world.people["peggy"],
            now=timezone.now(),
        )


def test_a_colleagues_decision_is_not_overwritten(world: World, letter: Announcement) -> None:
    seen = reply(letter)
    refuse(reply=Reply.objects.get(pk=seen.pk), reason="Spam.", by=world.people["peggy"], now=timezone.now())

    with pytest.raises(errors.DecidedAlready):
        show(reply=seen, answer="", language="en", by=world.people["harriet"], now=timezone.now())


# —— on the pages


def _form(seconds: float = 60, **changes: str) -> dict[str, str]:
    made = timezone.now() - timedelta(seconds=seconds)
    return {"name": "A parent", "email": "", "text": "Thank you.", "website": "", "page": seal(made)} | changes


def test_a_reader_replies_and_the_office_shows_it(world: World, letter: Announcement, client_of: Sign) -> None:
    address = f"/d/garfield/letters/{letter.slug}/"
    answer = Client().post(f"{address}reply/", _form(), follow=True).content.decode()
    assert "Somebody at the office reads your reply" in answer

    peggy = client_of(world, "peggy")
    found = Reply.objects.get()
    assert "Thank you." in peggy.get("/office/letters/replies/").content.decode()
    peggy.post(f"/office/letters/replies/{found.pk}/show/", {"answer": "", "seen": "waiting"})

    assert "Thank you." in Client().get(address).content.decode()


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"website": "http://spam.example"}, "Leave this field empty"),
        ({"page": "made-up"}, "read your reply once more"),
        ({"seconds": 0.1}, "read your reply once more"),
        ({"seconds": 400_000}, "read your reply once more"),
        ({"text": "www.a.com www.b.com www.c.com"}, "at most 2 links"),
        ({"email": "no address"}, "an e-mail address like"),
    ],
)
def test_what_machines_send_is_refused_and_the_words_stay(
    letter: Announcement, changes: dict[str, Any], said: str
) -> None:
    answer = Client().post(f"/d/garfield/letters/{letter.slug}/reply/", _form(**changes))

    assert answer.status_code == 422
    page = answer.content.decode()
    assert said in page
    assert changes.get("text", "Thank you.") in page
    assert not Reply.objects.exists()


@pytest.mark.parametrize(("language", "said"), [("en", "Replies to this letter are closed"), ("es", "ya no recibe")])
@pytest.mark.parametrize("changes", [{}, {"name": ""}, {"page": "made-up"}], ids=["whole", "no name", "old page"])
def test_a_reply_to_a_letter_whose_replies_were_closed_meanwhile_is_not_swallowed(
    letter: Announcement, changes: dict[str, str], language: str, said: str
) -> None:
    """Whatever else is wrong in the form, the one thing that is said is that replies are closed."""
    school = letter.school
    assert school is not None
    school.phone = "435-555-0142"
    school.save()
    Announcement.objects.update(takes_replies=False)

    form = _form(text="Which door? <b>", **changes)
    answer = Client().post(f"/d/garfield/letters/{letter.slug}/reply/", form, headers={"accept-language": language})

    page = answer.content.decode()
    assert answer.status_code == 422
    assert said in page
    assert '<a href="tel:435-555-0142">435-555-0142</a>' in page
    assert re.search(r"<textarea[^>]* readonly[^>]*>Which door\? &lt;b&gt;</textarea>", page)
    assert 'name="text"' not in page
    assert not Reply.objects.exists()
    # The switch of languages says the same, with the same words.
    assert 'name="again"' in page


@pytest.mark.parametrize("phone", ["435-555-0100", ""])
def test_a_letter_that_takes_no_replies_says_so_and_whom_to_call(world: World, phone: str) -> None:
    world.district.phone = phone
    world.district.save()
    letter = published(world)
    address = f"/d/garfield/letters/{letter.slug}/"
    assert "Replies to this letter are closed." not in Client().get(address).content.decode()
    Announcement.objects.update(takes_replies=False)

    for page in (Client().get(address), Client().post(f"{address}reply/", _form())):
        words = page.content.decode()
        assert words.count("Replies to this letter are closed.") == 1
        # Of a letter of the district it is the district's office.
        assert "school office" not in words
        assert ('href="tel:435-555-0100"' if phone else "Call the office that wrote it.") in words


def test_a_letter_is_asked_as_it_is_and_not_as_the_page_read_it(letter: Announcement) -> None:
    Announcement.objects.update(takes_replies=False)

    with pytest.raises(errors.RepliesClosed):
        reply(letter)


def test_a_second_press_after_a_refusal_works(letter: Announcement) -> None:
    """The page that came back has a seal of its own."""
    address = f"/d/garfield/letters/{letter.slug}/reply/"
    page = Client().post(address, _form(page="made-up")).content.decode()
    fresh = page.split('name="page" value="')[1].split('"')[0]

    assert fresh != "made-up"


# —— the office's list


def written(letter: Announcement, number: int) -> list[Reply]:
    """So many replies, a minute apart, the oldest first."""
    now = timezone.now() - timedelta(hours=5)
    Reply.objects.bulk_create(
        Reply(
            district=letter.district, announcement=letter, name=f"Reader {place}", language="en",
            text=f"Question {place}.", written_at=now + timedelta(minutes=place),
        )
        for place in range(number)
    )  # fmt: skip
    return list(Reply.objects.order_by("written_at"))


def test_in_which_language_an_answer_is_is_asked_where_reply_and_page_differ(
    world: World, letter: Announcement, client_of: Sign
) -> None:
    found, peggy = reply(letter, text="¿De 5 a 7?", language="es"), client_of(world, "peggy")
    form = peggy.get("/office/letters/replies/").content.decode()
    assert '<option value="">Choose the language</option>' in form
    assert "selected" not in form.partition('name="answer_language"')[2].partition("</select>")[0]
    data = {"answer": "Sí, de 5 a 7.", "answer_language": "", "seen": found.status}

    asked = peggy.post(f"/office/letters/replies/{found.pk}/show/", data)

    assert asked.status_code == 422
    assert "Say in which language your answer is" in asked.content.decode()
    assert ">Sí, de 5 a 7.</textarea>" in asked.content.decode()
    found.refresh_from_db()
    assert found.status == "waiting"
    # Without an answer nobody is asked.
    assert peggy.post(f"/office/letters/replies/{found.pk}/show/", data | {"answer": ""}).status_code == 302
    peggy.cookies["doorway_language"] = "es"
    other = reply(letter, text="¿Y el lunes?", language="es")
    form = peggy.get("/office/letters/replies/").content.decode()
    assert '<option value="es" selected>' in form.partition(f'id="reply-{other.pk}"')[2]


@pytest.mark.parametrize("show", ["", "all"])
def test_a_refusal_shows_the_same_page_and_filter_with_everything_that_was_typed(
    letter: Announcement, world: World, client_of: Sign, show: str
) -> None:
    rows, peggy = written(letter, 23), client_of(world, "peggy")
    found = rows[12]  # on the second page, whichever comes first
    form = peggy.get(f"/office/letters/replies/?page=2&show={show}").content.decode()
    assert '<input type="hidden" name="page" value="2">' in form
    assert ('<input type="hidden" name="show" value="all">' in form) is (show == "all")
    sent = {
        "answer": "Pregunte a Ellie Whitaker.", "answer_language": "es", "reason": "So it is.", "seen": "waiting",
        "page": "2", "show": show,
    }  # fmt: skip

    answer = peggy.post(f"/office/letters/replies/{found.pk}/show/", sent)

    page = answer.content.decode()
    assert answer.status_code == 422
    of_reply = page.split(f'id="reply-{found.pk}"')[1].split("</section>")[0]
    assert ">Pregunte a Ellie Whitaker.</textarea>" in of_reply
    assert '<option value="es" selected>' in of_reply
    assert 'value="So it is."' in of_reply
    assert "Question 11." in page
    assert "Question 1." not in page
    # From here the other pages are those of the list, not of the button's address.
    later = f"/office/letters/replies/?{'show=all&amp;' if show else ''}page=3"
    assert f'href="{later}"' in page
    # And once it is decided, the same page again.
    done = peggy.post(f"/office/letters/replies/{found.pk}/show/", sent | {"answer": ""})
    assert done["Location"] == f"/office/letters/replies/?{'show=all&' if show else ''}page=2"


@pytest.mark.parametrize("show", ["", "all"])
def test_what_a_colleague_decided_is_shown_with_who_and_when(
    letter: Announcement, world: World, client_of: Sign, show: str
) -> None:
    rows, peggy = written(letter, 12), client_of(world, "peggy")
    found = rows[0]
    then = timezone.now() - timedelta(days=2)
    refuse(reply=found, reason="Not about the letter.", by=world.people["harriet"], now=then)
    sent = {"answer": "Thank you.", "answer_language": "en", "seen": "waiting", "page": "1", "show": show}

    page = peggy.post(f"/office/letters/replies/{found.pk}/show/", sent).content.decode()

    assert "A colleague has decided on this reply in the meantime." in page
    of_reply = page.split(f'id="reply-{found.pk}"')[1].split("</section>")[0]
    assert f"Decided by {world.people['harriet'].full_name}" in of_reply
    assert date_format(timezone.localdate(then)) in of_reply
    assert "Not shown" in of_reply
    assert "Not about the letter." in of_reply
    assert ">Thank you.</textarea>" in of_reply
    # Whoever has seen it may decide otherwise.
    seen = of_reply.split('name="seen" value="')[1].split('"')[0]
    assert peggy.post(f"/office/letters/replies/{found.pk}/show/", sent | {"seen": seen}).status_code == 302
    found.refresh_from_db()
    assert (found.status, found.answer) == ("shown", "Thank you.")


def test_a_second_answer_of_a_colleague_is_not_overwritten_unseen(
    letter: Announcement, world: World, client_of: Sign
) -> None:
    found, peggy = reply(letter), client_of(world, "peggy")
    show(reply=found, answer="At six.", language="en", by=world.people["peggy"], now=timezone.now())
    page = peggy.get("/office/letters/replies/?show=all").content.decode()
    seen = page.split('name="seen" value="')[1].split('"')[0]
    again = Reply.objects.get()
    show(reply=again, answer="At seven.", language="en", by=world.people["harriet"], now=timezone.now())

    answer = peggy.post(f"/office/letters/replies/{found.pk}/show/", {"answer": "At eight.", "seen": seen})

    assert answer.status_code == 422
    assert "At seven." in answer.content.decode()
    found.refresh_from_db()
    assert found.answer == "At seven."


def test_all_replies_say_who_decided_and_when(letter: Announcement, world: World, client_of: Sign) -> None:
    first, second, _waits = written(letter, 3)
    then = timezone.now() - timedelta(days=3)
    show(reply=first, answer="", language="en", by=world.people["harriet"], now=then)
    keep_private(
        reply=second, answer="", language="en", by=world.people["peggy"], now=then, reason="About her own child."
    )
    Reply.objects.filter(pk=first.pk).update(decided_by=None)  # whoever it was has left

    page = client_of(world, "peggy").get("/office/letters/replies/?show=all").content.decode()

    assert page.count("Decided by") == 1
    assert f"Decided by {world.people['peggy'].full_name}" in page
    assert page.count(date_format(timezone.localdate(then))) == 2
    assert "Why it is kept private: About her own child." in page


def test_one_reply_waits_in_the_singular(letter: Announcement, world: World, client_of: Sign) -> None:
    reply(letter)
    peggy = client_of(world, "peggy")
    peggy.cookies["doorway_language"] = "es"

    page = peggy.get("/office/letters/replies/?show=all").content.decode()

    assert "Espera su decisión" in page
    assert "Esperan su decisión" not in page


def test_a_single_refusal_has_a_reason_too(letter: Announcement, world: World, client_of: Sign) -> None:
    found, peggy = reply(letter), client_of(world, "peggy")
    address = f"/office/letters/replies/{found.pk}/refuse/"

    refused = peggy.post(address, {"seen": "waiting", "reason": " ", "answer": "Half an answer"})
    assert refused.status_code == 422
    assert "Say why this reply is not shown" in refused.content.decode()
    assert ">Half an answer</textarea>" in refused.content.decode()
    assert peggy.post(address, {"seen": "waiting", "reason": "Advertising."}).status_code == 302

    found.refresh_from_db()
    assert (found.status, found.reason) == ("refused", "Advertising.")
    page = peggy.get("/office/letters/replies/?show=all").content.decode()
    assert "Why it is not shown: Advertising." in page
    # That reason is none to show it, and is not in the field when somebody thinks again.
    assert 'value="Advertising."' not in page


# —— many at once


def several(letter: Announcement, number: int) -> list[Reply]:
    return [
        reply(letter, name=f"Seller {place}", text=f"Buy number {place}.", sender=f"10.0.0.{place}")
        for place in range(number)
    ]


def test_many_replies_are_refused_at_once_with_one_reason(letter: Announcement, world: World, client_of: Sign) -> None:
    first, second, third = several(letter, 3)
    peggy = client_of(world, "peggy")
    assert 'href="/office/letters/replies/refuse/"' in peggy.get("/office/letters/replies/").content.decode()
    assert "checked" not in peggy.get("/office/letters/replies/refuse/").content.decode()
    assert peggy.get("/office/letters/replies/refuse/?tick=all").content.decode().count(" checked") == 3

    answer = peggy.post(
        "/office/letters/replies/refuse/", {"reply": [str(first.pk), str(second.pk)], "reason": "Advertising."},
    )  # fmt: skip

    assert answer.status_code == 302
    for row in (first, second, third):
        row.refresh_from_db()
    assert [row.status for row in (first, second, third)] == ["refused", "refused", "waiting"]
    assert (first.reason, first.decided_by) == ("Advertising.", world.people["peggy"])
    assert first.history.count() == 2
    assert "Advertising." in peggy.get("/office/letters/replies/?show=all").content.decode()


@pytest.mark.parametrize(
    ("data", "sentence"), [({"reason": "So."}, "Check the replies"), ({"reason": " "}, "Say why these")]
)
def test_without_a_tick_or_a_reason_nothing_is_refused(
    letter: Announcement, world: World, client_of: Sign, data: dict[str, str], sentence: str
) -> None:
    (row,) = several(letter, 1)
    ticked = {"reply": str(row.pk)} if not data["reason"].strip() else {}

    answer = client_of(world, "peggy").post("/office/letters/replies/refuse/", data | ticked)

    assert answer.status_code == 422
    assert sentence in answer.content.decode()
    assert Reply.objects.get().status == "waiting"


def test_nobody_refuses_replies_to_letters_of_others_nor_what_was_decided_meanwhile(
    letter: Announcement, world: World, client_of: Sign
) -> None:
    (row,) = several(letter, 1)
    other = reply(published(world, "panguitch-high"), name="Reader", sender="10.0.1.1")
    data = {"reply": [str(row.pk), str(other.pk)], "reason": "Advertising."}
    client_of(world, "peggy").post("/office/letters/replies/refuse/", data)
    other.refresh_from_db()
    assert other.status == "waiting"
    show(reply=other, answer="", language="en", by=world.people["ruth"], now=timezone.now())

    number = refuse_many(replies=[other], reason="Late.", by=world.people["ruth"], now=timezone.now())

    assert number == 0
    assert client_of(world, "ruth").post("/office/letters/replies/refuse/", data).status_code == 422
    other.refresh_from_db()
    assert other.status == "shown"
