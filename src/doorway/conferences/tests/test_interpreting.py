"""Interpreters know when and where they are expected, and nothing more of a student than the first name."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from tests.world import World, at, school_day

from doorway.conferences.actions.booking import Wish, assign_interpreter, book_basket, cancel, interpreters_for, move
from doorway.conferences.actions.reminders import remind_interpreters
from doorway.conferences.forms.booking import written
from doorway.conferences.models import Appointment, Host
from doorway.messages.models import Message
from doorway.roster.models import AccessMark

SignIn = Callable[[World, str], Client]
DAY = school_day()
EVENING_BEFORE = at(DAY, 13) - timedelta(hours=20)


def booked(world: World, hour: int = 13, guardian: str = "rosa", student: str = "mateo") -> Appointment:
    (row,) = book_basket(
        wishes=[Wish(world.people[student], world.hosts["june"], at(DAY, hour), language="es", wants_interpreter=True)],
        guardian=world.people[guardian],
        by=None,
        now=timezone.now(),
    )
    assert row.interpreter == world.people["ines"]
    return row


def letters() -> list[Message]:
    return list(Message.objects.filter(kind="interpreting").order_by("created_at"))


def test_the_list_says_when_where_and_for_whom_and_no_family_name_of_the_student(
    open_world: World, client_of: SignIn
) -> None:
    row = booked(open_world)
    ines = client_of(open_world, "ines")
    ines.cookies["doorway_language"] = "en"

    page = ines.get("/interpreting/").content.decode()

    assert "1:00 pm – 1:15 pm" in page
    assert "Rosa Morales with June Albrecht, about Mateo" in page
    assert "Mateo Morales" not in page
    assert "you interpret for one family" in ines.get(reverse("home")).content.decode()
    cancel(appointment=row, by=None, now=timezone.now())
    assert "Nobody needs you yet" in ines.get("/interpreting/").content.decode()


def test_the_list_comes_the_day_before_and_again_only_when_it_has_changed(open_world: World) -> None:
    first, _second = booked(open_world), booked(open_world, 14, "ben", "ellie")

    assert remind_interpreters(now=EVENING_BEFORE - timedelta(days=1)) == 0
    assert remind_interpreters(now=EVENING_BEFORE) == 1
    assert remind_interpreters(now=EVENING_BEFORE + timedelta(hours=1)) == 0
    # That the first meeting is over is no change.
    assert remind_interpreters(now=at(DAY, 13, 30)) == 0
    (letter,) = letters()
    assert letter.to_address == open_world.people["ines"].email
    assert letter.language == "es"
    assert letter.body_text.count("June Albrecht") == 2
    assert "Morales" not in letter.body_text.replace("Rosa Morales", "")

    move(appointment=first, starts_at=at(DAY, 15), by=None, now=timezone.now())
    assert remind_interpreters(now=EVENING_BEFORE + timedelta(hours=2)) == 1
    assert "3:00" in letters()[-1].body_text


def test_a_mark_closes_the_student_to_the_interpreter_too(open_world: World, client_of: SignIn) -> None:
    row, ines = booked(open_world), open_world.people["ines"]
    AccessMark.objects.create(district=open_world.district, student=row.student, person=ines, set_at=timezone.now())

    assert "Mateo" not in client_of(open_world, "ines").get("/interpreting/").content.decode()
    assert remind_interpreters(now=EVENING_BEFORE) == 0
    assign_interpreter(appointment=row, interpreter=None, by=None, now=timezone.now())
    row.refresh_from_db()
    assert interpreters_for(row) == []


def test_a_mark_on_somebody_who_reads_the_same_mailbox_counts_too(open_world: World, client_of: SignIn) -> None:
    row, ines, karen = booked(open_world), open_world.people["ines"], open_world.people["karen"]
    karen.user = ines.user
    karen.save()
    AccessMark.objects.create(district=open_world.district, student=row.student, person=karen, set_at=timezone.now())

    assert "Mateo" not in client_of(open_world, "ines").get("/interpreting/").content.decode()
    assign_interpreter(appointment=row, interpreter=None, by=None, now=timezone.now())
    row.refresh_from_db()
    assert interpreters_for(row) == []


@pytest.mark.parametrize("who", ["june", "peggy", "rosa", "ruth"])
def test_the_list_is_for_interpreters(open_world: World, client_of: SignIn, who: str) -> None:
    assert client_of(open_world, who).get("/interpreting/").status_code == 404


def test_a_time_that_costs_the_interpreter_says_so(open_world: World, client_of: SignIn) -> None:
    """Inés interprets for another family at two: Mateo's meeting would move there without her."""
    world = open_world
    row, june = booked(world), world.hosts["june"]
    owen = Host.objects.create(
        district=world.district, conference=june.conference, person=world.people["owen"], meets_everyone=True
    )
    book_basket(
        wishes=[Wish(world.people["ellie"], owen, at(DAY, 14), language="es", wants_interpreter=True)],
        guardian=world.people["ben"],
        by=None,
        now=timezone.now(),
    )

    page = client_of(world, "rosa").get(reverse("family_move", args=[row.pk])).content.decode()

    options = dict(re.findall(r'<option value="([^"]+)"[^>]*>([^<]*)</option>', page))
    assert next(iter(re.findall(r'<option value=""[^>]*>([^<]*)', page))) == "Elegir una hora"
    alone = {value for value, words in options.items() if "todavía sin intérprete" in words}
    assert alone == {written(at(DAY, 14))}
    assert "no hay intérprete libre" in page
