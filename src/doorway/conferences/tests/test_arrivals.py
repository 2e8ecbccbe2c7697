"""The list for the desk at the door: who comes in this hour, and to which room."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from tests.world import World, at, school_day

from doorway.conferences.actions.booking import Wish, book_basket
from doorway.conferences.models import Appointment
from doorway.conferences.queries.arrivals import arrivals
from doorway.roster.access import Viewer
from doorway.roster.models import AccessMark

SignIn = Callable[[World, str], Client]
DAY = school_day()


def booked(world: World, hour: int, student: str = "mateo", guardian: str = "rosa", **wish: Any) -> Appointment:
    (row,) = book_basket(
        wishes=[Wish(world.people[student], world.hosts["june"], at(DAY, hour), **wish)],
        guardian=world.people[guardian],
        by=None,
        now=timezone.now(),
    )
    return row


def read(client: Client, world: World, query: str = "") -> str:
    answer = client.get(f"/office/conferences/{world.conference.pk}/arrivals/{query}")  # type: ignore[union-attr]
    assert answer.status_code == 200
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode()))


def test_the_first_hour_of_the_next_day_stands_there(open_world: World, client_of: SignIn) -> None:
    booked(open_world, 13, student_comes="yes", guest_names=("Abuela Carmen",), language="es", wants_interpreter=True)
    booked(open_world, 15, "ellie", "ben")
    peggy = client_of(open_world, "peggy")

    words = read(peggy, open_world)

    assert "1:00 pm Mateo Morales Room june June Albrecht Rosa Morales, Abuela Carmen" in words
    assert "Carmen · with the student · interpreter: Inés" in words
    assert "Ellie" not in words
    assert "3:00 pm 1" in words
    assert "Ellie Whitaker Room june June Albrecht Ben Whitaker" in read(peggy, open_world, f"?day={DAY}&hour=15")


@pytest.mark.parametrize("query", ["?day=nonsense&hour=99", "?day=9999-99-99", "?hour=-1", "?day=0001-01-01&hour=3"])
def test_what_nobody_can_mean_is_the_same_as_nothing(open_world: World, client_of: SignIn, query: str) -> None:
    booked(open_world, 13)
    assert "Mateo Morales" in read(client_of(open_world, "peggy"), open_world, query)


def test_on_the_day_it_is_the_hour_that_runs(open_world: World) -> None:
    booked(open_world, 13)
    booked(open_world, 15, "ellie", "ben")
    peggy = Viewer(open_world.user("peggy"))

    def hour_at(hour: int, minute: int = 0) -> int | None:
        assert open_world.conference is not None
        return arrivals(open_world.conference, peggy, now=at(DAY, hour, minute), day=None, hour=None).hour

    assert [hour_at(8), hour_at(13, 59), hour_at(14, 0), hour_at(15, 40), hour_at(20)] == [13, 13, 15, 15, 15]
    assert open_world.conference is not None
    other = arrivals(open_world.conference, peggy, now=at(DAY + timedelta(days=1), 9), day=None, hour=None)
    assert (other.day, other.meetings) == (DAY + timedelta(days=1), ())


def test_a_closed_student_is_not_named(open_world: World, client_of: SignIn) -> None:
    row = booked(open_world, 13)
    AccessMark.objects.create(
        district=open_world.district, student=row.student, person=open_world.people["peggy"], set_at=timezone.now()
    )

    words = read(client_of(open_world, "peggy"), open_world)

    assert "Mateo" not in words
    assert "Nobody has booked on this day" in words


def test_more_meetings_ask_no_more(open_world: World, client_of: SignIn) -> None:
    peggy, counts = client_of(open_world, "peggy"), []
    for student, guardian, minute in (("mateo", "rosa", 0), ("ellie", "ben", 15), ("sadie", "amy", 30)):
        book_basket(
            wishes=[Wish(open_world.people[student], open_world.hosts["june"], at(DAY, 13, minute))],
            guardian=open_world.people[guardian],
            by=None,
            now=timezone.now(),
        )
        with CaptureQueriesContext(connection) as caught:
            read(peggy, open_world)
        counts.append(len(caught))

    assert len(set(counts)) == 1
