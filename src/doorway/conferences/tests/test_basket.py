"""A basket is booked whole, also when the page stood open too long or its form was sent twice."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.core import mail
from django.test import Client
from tests.world import World, add_conference, at, school_day

from doorway.conferences.forms.booking import written
from doorway.conferences.models import Appointment, Conference, Host
from doorway.conferences.queries.families import wish_key
from doorway.conferences.tests.test_family_pages import booked, fields_of
from doorway.conferences.views import basket as baskets
from doorway.roster.models import Enrollment

SignIn = Callable[[World, str], Client]
DAY = school_day()
PAGE = "/family/book/"


@pytest.fixture
def three_schools(open_world: World) -> World:
    add_conference(open_world, school="panguitch-middle", host="owen")
    dana = add_conference(open_world, school="panguitch-high", host="dana").hosts["dana"]
    Host.objects.filter(pk=dana.pk).update(meets_everyone=True)
    return open_world


@pytest.fixture
def rosa(three_schools: World, client_of: SignIn) -> Client:
    client = client_of(three_schools, "rosa")
    client.cookies["doorway_language"] = "en"
    return client


def sent_from(client: Client) -> dict[str, Any]:
    return fields_of(client.get(PAGE).content.decode()) | {"action": "book"}


def rows(world: World) -> Any:
    return Appointment.objects.filter(guardian=world.people["rosa"])


def test_a_form_that_is_sent_twice_books_once_and_says_so_twice(three_schools: World, rosa: Client) -> None:
    sent = sent_from(rosa)

    first, second = rosa.post(PAGE, sent), rosa.post(PAGE, sent)

    assert (first.status_code, second.status_code) == (302, 302)
    assert first["Location"] == second["Location"]
    assert rows(three_schools).count() == 3
    letters = len(mail.outbox)
    rosa.post(PAGE, sent)
    assert len(mail.outbox) == letters


def test_a_form_that_is_sent_twice_at_once_books_once(
    three_schools: World, rosa: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The other one is booked between reading and writing."""
    real, answers = baskets.book_basket, []

    def twice(**what: Any) -> Any:
        answers.append(real(**what)[0].basket)
        return real(**what)

    sent = sent_from(rosa)
    monkeypatch.setattr(baskets, "book_basket", twice)

    answer = rosa.post(PAGE, sent)

    assert answer.status_code == 302
    assert str(answers[0]) in answer["Location"]
    assert rows(three_schools).count() == 3


def test_what_another_tab_booked_at_another_time_stops_the_whole_basket(three_schools: World, rosa: Client) -> None:
    sent = sent_from(rosa)
    booked(three_schools, "rosa", "mateo", 14, 30)

    answer = rosa.post(PAGE, sent)

    page = answer.content.decode()
    assert answer.status_code == 422
    assert "You have a time with June Albrecht about Mateo already" in page
    assert "Nothing was booked yet" in page
    assert [row.student for row in rows(three_schools)] == [three_schools.people["mateo"]]
    again = rosa.post(PAGE, fields_of(page) | {"action": "book"})
    assert again.status_code == 302
    assert rows(three_schools).count() == 3


@pytest.mark.parametrize("change", ["class", "host", "conference", "unknown"])
def test_a_time_that_cannot_be_booked_any_more_stops_the_whole_basket(
    three_schools: World, rosa: Client, change: str
) -> None:
    sent = sent_from(rosa)
    if change == "class":
        Enrollment.objects.filter(person=three_schools.people["mateo"], role="student").update(is_active=False)
    elif change == "host":
        Host.objects.filter(person=three_schools.people["june"]).delete()
    elif change == "conference":
        Conference.objects.filter(pk=three_schools.hosts["june"].conference_id).update(opens_at=None)
    else:
        key = wish_key(three_schools.people["sadie"].pk, three_schools.hosts["june"].pk)
        sent[f"time-{key}"] = written(at(DAY, 15))

    answer = rosa.post(PAGE, sent)

    assert answer.status_code == 422
    assert "One of the meetings you chose cannot be booked any more. Nothing was booked yet." in answer.content.decode()
    assert "Sadie" not in answer.content.decode()
    assert not rows(three_schools).exists()
