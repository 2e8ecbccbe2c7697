"""The day of each person, to print: every time with who comes, and nothing of whom the reader may not see."""

from __future__ import annotations

import re
from collections.abc import Callable

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from tests.world import World, at, school_day

from doorway.conferences.actions.booking import Wish, book_basket
from doorway.conferences.models import Appointment
from doorway.roster.models import AccessMark, Person

SignIn = Callable[[World, str], Client]
DAY = school_day()


def booked(world: World, hour: int, student: str = "mateo", guardian: str = "rosa", **wish: object) -> Appointment:
    values = {"language": "en", "student_comes": Appointment.StudentComes.YES} | wish
    (row,) = book_basket(
        wishes=[Wish(world.people[student], world.hosts["june"], at(DAY, hour), **values)],  # type: ignore[arg-type]
        guardian=world.people[guardian],
        by=None,
        now=timezone.now(),
    )
    return row


def read(client: Client, world: World) -> str:
    """The words of the page, a row a line."""
    answer = client.get(f"/office/conferences/{world.conference.pk}/schedule/")  # type: ignore[union-attr]
    assert answer.status_code == 200
    cells = answer.content.decode().replace("</tr>", "|")
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", cells))


def test_every_time_of_a_host_stands_there_with_who_comes(open_world: World, client_of: SignIn) -> None:
    booked(open_world, 13, language="es", wants_interpreter=True)

    words = read(client_of(open_world, "peggy"), open_world)

    assert "June Albrecht · Room june" in words
    assert "1:00 to 1:15 pm Mateo Morales Rosa Morales · with the student · interpreter: Inés" in words
    assert "| 1:15 to 1:30 pm free |" in words
    # Two afternoons of fifteen times.
    assert words.count(" free |") == 29


def test_a_name_is_no_markup(open_world: World, client_of: SignIn) -> None:
    booked(open_world, 13)
    Person.objects.filter(pk=open_world.people["rosa"].pk).update(family_name="<b>Morales")

    answer = client_of(open_world, "peggy").get(f"/office/conferences/{open_world.conference.pk}/schedule/")  # type: ignore[union-attr]

    assert "Rosa &lt;b&gt;Morales" in answer.content.decode()


def test_of_a_closed_student_only_that_the_time_is_taken(open_world: World, client_of: SignIn) -> None:
    row, peggy = booked(open_world, 13), open_world.people["peggy"]
    AccessMark.objects.create(district=open_world.district, student=row.student, person=peggy, set_at=timezone.now())

    words = read(client_of(open_world, "peggy"), open_world)

    assert "1:00 to 1:15 pm taken |" in words
    assert "Mateo" not in words
    assert "Rosa" not in words


def test_a_fuller_day_asks_no_more_than_an_emptier_one(open_world: World, client_of: SignIn) -> None:
    peggy, counts = client_of(open_world, "peggy"), []
    for hour, student, guardian in ((13, "mateo", "rosa"), (14, "ellie", "ben")):
        booked(open_world, hour, student, guardian)
        with CaptureQueriesContext(connection) as caught:
            words = read(peggy, open_world)
        counts.append(len(caught))

    assert "Ellie Whitaker" in words
    assert counts[0] == counts[1]
