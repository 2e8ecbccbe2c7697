"""When families can book: opening, closing, hosts without time, shared rooms, breaks, lengths."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from tests.world import World, add_conference, at, school_day

from doorway.conferences.actions.booking import Wish, book_basket
from doorway.conferences.actions.submission import add_host_time, what_is_missing
from doorway.conferences.errors import preparing as errors
from doorway.conferences.errors.booking import SlotTaken
from doorway.conferences.forms.booking import written
from doorway.conferences.models import Appointment, Conference, Host, HostTime
from doorway.conferences.queries.families import family_board, wish_key
from doorway.roster.models import Person

SignIn = Callable[[World, str], Client]
DAY = school_day()


def book(world: World, guardian: str, student: str, host: Host, when: Any) -> Appointment:
    (row,) = book_basket(
        wishes=[Wish(world.people[student], host, when)],
        guardian=world.people[guardian],
        by=None,
        now=timezone.now(),
    )
    return row


def english(client: Client) -> Client:
    client.cookies["doorway_language"] = "en"
    return client


@pytest.mark.parametrize("address", ["/family/", "/family/book/"])
def test_before_the_opening_the_page_says_when(open_world: World, client_of: SignIn, address: str) -> None:
    Conference.objects.update(opens_at=at(DAY - timedelta(days=2), 9))

    page = client_of(open_world, "ben").get(address).content.decode()

    assert "you can choose a time from" in page
    assert "9:00 am" in page


def test_what_opens_later_is_named_beside_what_is_open(open_world: World, client_of: SignIn) -> None:
    world = add_conference(
        open_world, school="panguitch-middle", host="owen", opens_at=timezone.now() + timedelta(days=2)
    )

    page = english(client_of(world, "rosa")).get("/family/book/").content.decode()

    assert 'value="book"' in page
    assert "Panguitch Middle School: you can choose a time from" in page


@pytest.mark.parametrize("address", ["/family/", "/family/book/"])
def test_after_the_closing_the_page_says_whom_to_call(open_world: World, client_of: SignIn, address: str) -> None:
    Conference.objects.update(closes_hours_before=24 * 30)

    page = client_of(open_world, "ben").get(address).content.decode()

    assert "call the school" in page
    assert "clos" in page
    assert 'value="book"' not in page
    assert "See the times" not in page


def test_a_time_that_closes_while_the_family_chooses_is_refused_with_its_name(
    open_world: World, client_of: SignIn
) -> None:
    key = f"time-{wish_key(open_world.people['ellie'].pk, open_world.hosts['june'].pk)}"
    Conference.objects.update(closes_hours_before=24 * 30)

    answer = client_of(open_world, "ben").post(
        "/family/book/", {key: written(at(DAY, 13)), "language": "en", "action": "book"}
    )

    assert answer.status_code == 422
    assert "too soon to book here" in answer.content.decode()


def test_two_hosts_in_one_room_are_never_booked_at_once(open_world: World) -> None:
    june = open_world.hosts["june"]
    other = Host.objects.create(
        district=open_world.district,
        conference=june.conference,
        person=Person.objects.create(district=open_world.district, given_name="Aide", family_name="Of June"),
        room=june.room,
        meets_everyone=True,
    )
    book(open_world, "ben", "ellie", june, at(DAY, 13))

    with pytest.raises(SlotTaken) as caught:
        book(open_world, "rosa", "mateo", other, at(DAY, 13))

    assert not caught.value.lost[0].family_is_busy
    choice = next(c for c in family_board([open_world.people["rosa"]], now=timezone.now()).choices if c.host == other)
    assert at(DAY, 13) not in {span.starts_at for span in choice.free}
    assert at(DAY, 13, 15) in {span.starts_at for span in choice.free}


def test_breaks_that_overlap_are_refused_and_touching_ones_are_not(open_world: World) -> None:
    june = open_world.hosts["june"]
    values: dict[str, Any] = {"host": june, "kind": HostTime.Kind.BREAK, "by": None}
    add_host_time(starts_at=at(DAY, 14), ends_at=at(DAY, 14, 30), **values)

    with pytest.raises(errors.WindowsOverlap):
        add_host_time(starts_at=at(DAY, 14, 15), ends_at=at(DAY, 15), **values)
    add_host_time(starts_at=at(DAY, 14, 30), ends_at=at(DAY, 15), **values)

    assert june.times.count() == 2


def test_a_host_whose_time_is_too_short_for_a_meeting_is_named_before_sending(open_world: World) -> None:
    """Free for ten minutes, and a meeting takes fifteen: there is time, and no meeting."""
    june, conference = open_world.hosts["june"], open_world.hosts["june"].conference
    Conference.objects.update(status=Conference.Status.DRAFT)
    conference.windows.exclude(pk=conference.windows.first().pk).delete()
    add_host_time(
        host=june, kind=HostTime.Kind.WINDOW, starts_at=at(DAY, 13), ends_at=at(DAY, 13, 10), by=None
    )  # fmt: skip

    assert "June Albrecht" in " ".join(what_is_missing(conference, timezone.now()))


@pytest.mark.parametrize(
    ("minutes", "passing", "second"),
    [
        (3, 0, (13, 3, 0)),
        (5, 0, (13, 5, 0)),
        (7.5, 0, (13, 7, 30)),
        (7.5, 2.5, (13, 10, 0)),
        (10, 5, (13, 15, 0)),
        (15, 0, (13, 15, 0)),
        (20, 5, (13, 25, 0)),
    ],
)
def test_meetings_of_every_length_are_booked_one_after_the_other(
    open_world: World, client_of: SignIn, minutes: float, passing: float, second: tuple[int, int, int]
) -> None:
    Conference.objects.update(slot_seconds=round(minutes * 60), passing_seconds=round(passing * 60))
    june = open_world.hosts["june"]
    hour, minute, seconds = second
    when = at(DAY, hour, minute) + timedelta(seconds=seconds)

    first, other = book(open_world, "ben", "ellie", june, at(DAY, 13)), book(open_world, "rosa", "mateo", june, when)

    assert first.ends_at - first.starts_at == other.ends_at - other.starts_at == timedelta(minutes=minutes)
    page = client_of(open_world, "amy").get("/family/book/").content.decode()
    offered = re.findall(r'<option value="(\d+-[^"]+)"', page)
    assert not {written(at(DAY, 13)), written(when)} & set(offered)
    assert len(offered) == len(set(offered))


def test_a_full_host_says_so(open_world: World, client_of: SignIn) -> None:
    june = open_world.hosts["june"]
    add_host_time(host=june, kind=HostTime.Kind.WINDOW, starts_at=at(DAY, 13), ends_at=at(DAY, 13, 15), by=None)
    book(open_world, "ben", "ellie", june, at(DAY, 13))

    page = client_of(open_world, "amy").get("/family/book/").content.decode()

    assert "we found no time that fits" in page
    assert "call the school" in page
