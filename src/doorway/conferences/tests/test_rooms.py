"""A host gets another room while families have booked: the meetings go along, and nobody looks for them in vain."""

from __future__ import annotations

from datetime import datetime

import pytest
from django.utils import timezone
from tests.world import World, at, school_day

from doorway.conferences.actions.booking import Wish, book_basket
from doorway.conferences.actions.submission import HostChoice, rename_room, set_hosts
from doorway.conferences.errors import preparing as errors
from doorway.conferences.models import Appointment, Host, Occupancy
from doorway.messages.models import Message
from doorway.roster.models import Room

DAY = school_day()

pytestmark = pytest.mark.both


@pytest.fixture
def rooms(open_world: World) -> dict[str, Room]:
    """Two rooms; June meets in the first, Harriet (who meets everybody) in the second."""
    school, district = open_world.schools["panguitch-elementary"], open_world.district
    found = {name: Room.objects.create(district=district, school=school, name=name) for name in ("Gym", "Library")}
    june = open_world.hosts["june"]
    Host.objects.filter(pk=june.pk).update(room=found["Gym"])
    june.refresh_from_db()
    open_world.hosts["harriet"] = Host.objects.create(
        district=district, conference=june.conference, person=open_world.people["harriet"], room=found["Library"],
        meets_everyone=True,
    )  # fmt: skip
    return found


def booked(world: World, host: str, guardian: str, student: str, begin: datetime) -> Appointment:
    (row,) = book_basket(
        wishes=[Wish(world.people[student], world.hosts[host], begin)],
        guardian=world.people[guardian],
        by=None,
        now=timezone.now(),
    )
    return row


def choose(world: World, **rooms: Room | None) -> None:
    choices = []
    for key, host in world.hosts.items():
        host.refresh_from_db()
        room = rooms.get(key, host.room)
        choices.append(
            HostChoice(host.person_id, room.pk if room else None, host.slot_seconds, meets_everyone=host.meets_everyone)
        )
    set_hosts(conference=world.hosts["june"].conference, choices=choices, by=None)


def taken(room: Room) -> list[datetime]:
    return list(Occupancy.objects.filter(room=room).order_by("starts_at").values_list("starts_at", flat=True))


def test_booked_meetings_go_along_and_the_family_and_its_calendar_are_told(
    open_world: World, rooms: dict[str, Room]
) -> None:
    row = booked(open_world, "june", "ben", "ellie", at(DAY, 13))
    hall = Room.objects.create(district=open_world.district, school=row.conference.school, name="Hall")
    Message.objects.all().delete()

    choose(open_world, june=hall)

    assert taken(rooms["Gym"]) == []
    assert taken(hall) == [at(DAY, 13)]
    letter = Message.objects.get()
    assert (letter.kind, letter.to_address) == ("room", open_world.people["ben"].email)
    assert "Hall" in letter.body_text
    assert "SEQUENCE:1" in letter.calendar
    assert "Hall" in letter.calendar


def test_who_comes_to_a_room_with_a_new_name_is_told_and_nobody_else(open_world: World, rooms: dict[str, Room]) -> None:
    booked(open_world, "june", "ben", "ellie", at(DAY, 13))
    booked(open_world, "harriet", "rosa", "mateo", at(DAY, 14))
    Message.objects.all().delete()

    rename_room(room=rooms["Gym"], name=" Gym ", now=timezone.now())
    assert not Message.objects.exists(), "the same name is no news"
    rename_room(room=rooms["Gym"], name="Big Hall", now=timezone.now())

    letter = Message.objects.get()
    assert (letter.kind, letter.to_address) == ("room", open_world.people["ben"].email)
    assert "Big Hall" in letter.body_text
    assert "Big Hall" in letter.calendar
    assert taken(rooms["Gym"]) == [at(DAY, 13)]
    Message.objects.all().delete()
    rename_room(room=rooms["Gym"], name="Small Hall", now=at(DAY, 20))
    assert not Message.objects.exists(), "the meeting is over"


def test_a_first_room_is_given_after_booking(open_world: World, rooms: dict[str, Room]) -> None:
    Host.objects.filter(pk=open_world.hosts["june"].pk).update(room=None)
    open_world.hosts["june"].refresh_from_db()
    booked(open_world, "june", "ben", "ellie", at(DAY, 13))

    choose(open_world, june=rooms["Gym"])
    assert taken(rooms["Gym"]) == [at(DAY, 13)]
    choose(open_world, june=None)
    assert taken(rooms["Gym"]) == []


def test_a_room_in_which_somebody_else_meets_a_family_is_refused_and_nothing_changes(
    open_world: World, rooms: dict[str, Room]
) -> None:
    booked(open_world, "june", "ben", "ellie", at(DAY, 13))
    booked(open_world, "harriet", "rosa", "mateo", at(DAY, 13))
    letters = Message.objects.count()

    with pytest.raises(errors.RoomIsTaken, match="Library"):
        choose(open_world, june=rooms["Library"])

    open_world.hosts["june"].refresh_from_db()
    assert open_world.hosts["june"].room == rooms["Gym"]
    assert taken(rooms["Gym"]) == taken(rooms["Library"]) == [at(DAY, 13)]
    assert Message.objects.count() == letters


def test_two_hosts_change_rooms_with_each_other(open_world: World, rooms: dict[str, Room]) -> None:
    booked(open_world, "june", "ben", "ellie", at(DAY, 13))
    booked(open_world, "harriet", "rosa", "mateo", at(DAY, 13))

    choose(open_world, june=rooms["Library"], harriet=rooms["Gym"])

    assert taken(rooms["Gym"]) == taken(rooms["Library"]) == [at(DAY, 13)]
    assert Occupancy.objects.get(room=rooms["Library"]).appointment.host == open_world.hosts["june"]
