"""Whom e-mails did not reach: who is told of it, of whom, and what it says."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from tests.world import World

from doorway.messages.models import Message
from doorway.messages.undelivered import MOST, Found, unreached
from doorway.roster.access import Viewer
from doorway.roster.models import AccessMark, Guardianship, Person, RecordLook

Sign = Callable[[World, str], Client]


def failed(world: World, to: str, *about: str, kind: str = "invitation", key: str = "", **changes: Any) -> Message:
    """An e-mail that was given up."""
    person, now = world.people[to], timezone.now()
    values: dict[str, Any] = {
        "to_address": person.email, "status": "failed", "created_at": now, "not_before": now,
        "last_error": "SMTPRecipientsRefused: 550 5.1.1 user unknown",
    }  # fmt: skip
    return Message.objects.create(
        district=world.district, kind=kind, to_person=person, language="en", subject="S", body_text="B",
        about=[str(world.people[one].pk) for one in about],
        idempotency_key=key or f"invitation:{Message.objects.count()}:{person.pk}", **values | changes,
    )  # fmt: skip


def told(world: World, key: str) -> dict[str, list[tuple[str, tuple[str, ...]]]]:
    return {
        one.person.given_name: [
            (str(mail.what), tuple(student.given_name for student in mail.students)) for mail in one.mails
        ]
        for one in found(world, key).people
    }


def found(world: World, key: str) -> Found:
    return unreached(Viewer(world.user(key)), now=timezone.now())


def page_of(client: Client, language: str = "en") -> str:
    client.cookies["doorway_language"] = language
    return " ".join(client.get("/office/undelivered/").content.decode().split())


def test_each_school_is_told_of_its_own_students_only(world: World) -> None:
    failed(world, "rosa", "mateo", "lucia")
    failed(world, "rosa", "mateo", "diego", kind="reminder", key="reminder:1")
    failed(world, "ben", "ellie", kind="moved", key="visit:1:2")

    assert told(world, "peggy") == {
        "Ben": [("A conference time was moved", ("Ellie",))],
        # Sister and brother at other schools are no business of the elementary school's office.
        "Rosa": [
            ("Reminder of a conference", ("Mateo",)),
            ("Invitation to a conference", ("Mateo",)),
        ],
    }
    assert told(world, "ruth")["Rosa"] == [
        ("Reminder of a conference", ("Mateo", "Diego")),
        ("Invitation to a conference", ("Mateo", "Lucía")),
    ]
    failed(world, "rosa", "diego", kind="survey", key="survey:1")
    assert "Questions about how a conference was" not in str(told(world, "peggy"))


@pytest.mark.parametrize(
    "changes",
    [
        # On its way, or gone out, or not needed any more.
        {"status": "waiting"},
        {"status": "sent"},
        {"status": "withdrawn"},
        # Nobody calls about the spring.
        {"created_at": timezone.now() - timedelta(days=61)},
        # Letters to everybody and letters about reading have lists of their own; a sign-in code was asked for by hand.
        {"kind": "letter", "key": "letter:1"},
        {"kind": "reading_letter", "key": "reading-letter:1"},
        {"kind": "sign_in_code", "key": "now:1"},
        # Scholarships are no business of an office's.
        {"kind": "reminder", "key": "scholarship:1"},
    ],
)
def test_what_is_not_told(world: World, changes: dict[str, Any]) -> None:
    failed(world, "ben", "ellie", **changes)

    assert told(world, "peggy") == {}


def test_nobody_is_called_about_a_child_who_is_closed_to_them(world: World) -> None:
    failed(world, "ben", "ellie")
    failed(world, "rosa", "mateo")
    AccessMark.objects.create(
        district=world.district, student=world.people["ellie"], person=world.people["ben"], reason="Order",
        set_at=timezone.now(), set_by=world.user("ruth"),
    )  # fmt: skip
    Guardianship.objects.filter(guardian=world.people["rosa"], student=world.people["mateo"]).update(is_active=False)

    assert told(world, "peggy") == {}
    assert told(world, "ruth") == {}


def test_a_student_who_is_closed_to_the_reader_is_not_named(world: World) -> None:
    failed(world, "ben", "ellie")
    AccessMark.objects.create(
        district=world.district, student=world.people["ellie"], person=world.people["peggy"], reason="Family",
        set_at=timezone.now(), set_by=world.user("ruth"),
    )  # fmt: skip

    assert told(world, "peggy") == {}
    assert set(told(world, "ruth")) == {"Ben"}


def test_the_students_own_e_mail_is_told_too(world: World) -> None:
    Person.objects.filter(pk=world.people["diego"].pk).update(email="diego@students.example")
    failed(world, "diego", "diego", kind="shared", key="plan:1:2", to_address="diego@students.example")

    assert told(world, "ruth") == {"Diego": [("A plan to read and sign", ("Diego",))]}


@pytest.mark.parametrize("language", ["en", "es"])
def test_the_page_says_whom_to_call_about_what_and_every_look_is_logged(
    world: World, client_of: Sign, language: str
) -> None:
    Person.objects.filter(pk=world.people["ben"].pk).update(phone="435-555-0142")
    failed(world, "ben", "ellie")
    failed(world, "rosa", "mateo", to_address="old@family.example")
    Message.objects.filter(to_person=world.people["rosa"]).update(created_at=timezone.now() - timedelta(days=3))
    failed(world, "rosa", "mateo", status="sent", sent_at=timezone.now(), key="visit:2:0", kind="booked")

    page = page_of(client_of(world, "peggy"), language)

    assert 'href="tel:435-555-0142"' in page
    assert "550 5.1.1 user unknown" in page
    assert {"en": "Invitation to a conference", "es": "Invitación a una conferencia"}[language] in page
    now_at = {"en": "The roster has another one by now", "es": "La lista ya tiene otra"}[language]
    assert f"{now_at}: {world.people['rosa'].email}" in page
    assert page.count(now_at) == 1
    assert page.count({"en": "A later e-mail has gone out on", "es": "Un correo posterior salió el"}[language]) == 1
    looks = RecordLook.objects.filter(page="undelivered", user=world.user("peggy"))
    assert {(look.student.given_name, look.reason) for look in looks} == {("Ellie", "office"), ("Mateo", "office")}


def test_without_any_it_says_so_and_the_offices_find_the_page(world: World, client_of: Sign) -> None:
    peggy, ruth = client_of(world, "peggy"), client_of(world, "ruth")

    assert "Every e-mail has gone out" in page_of(peggy)
    for client, address in ((peggy, "/office/conferences/"), (ruth, "/office/district/")):
        assert 'href="/office/undelivered/"' in client.get(address).content.decode()


@pytest.mark.parametrize("key", ["june", "rosa", "diego", "dana", "sam", "ines"])
def test_nobody_else_opens_it(world: World, client_of: Sign, key: str) -> None:
    assert client_of(world, key).get("/office/undelivered/").status_code == 404


def test_what_the_board_keeps_from_an_office_is_not_told_by_an_e_mail(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    failed(world, "ben", "ellie", kind="shared", key="plan:1:2")
    assert told(world, "peggy") == {"Ben": [("A plan to read and sign", ("Ellie",))]}
    monkeypatch.setattr("doorway.roster.access.viewer.kept_in", lambda _row: {"plan": frozenset({"office"})})

    assert told(world, "peggy") == {}
    failed(world, "ben", "ellie")
    assert told(world, "peggy") == {"Ben": [("Invitation to a conference", ("Ellie",))]}


def test_of_very_many_the_newest_are_told_and_that_there_are_more(world: World, client_of: Sign) -> None:
    now, ben = timezone.now(), world.people["ben"]
    failed(world, "rosa", "mateo", created_at=now - timedelta(days=1))
    Message.objects.bulk_create(
        Message(
            district=world.district, kind="invitation", to_person=ben, to_address=ben.email, language="en",
            subject="S", body_text="B", status="failed", about=[str(world.people["ellie"].pk)], not_before=now,
            created_at=now, idempotency_key=f"invitation:many:{number}",
        )
        for number in range(MOST)
    )  # fmt: skip

    assert list(told(world, "peggy")) == ["Ben"]
    assert found(world, "peggy").is_cut
    assert "There are more than a thousand" in page_of(client_of(world, "peggy"))
