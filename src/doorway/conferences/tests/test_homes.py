"""Guardians who live together, and who do not: the office says it, and what is booked follows."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django.utils.timezone import localtime
from tests.world import World, at, new_id, school_day

from doorway.conferences.actions.booking import Wish, book_basket
from doorway.conferences.errors.booking import TwoHomesMeet
from doorway.conferences.models import Appointment, Occupancy
from doorway.messages.models import Message
from doorway.roster.actions import set_homes
from doorway.roster.models import Guardianship, HomeChange, Person, RecordLook

SignIn = Callable[[World, str], Client]
DAY = school_day()


@pytest.fixture
def luis(open_world: World) -> Person:
    """The other guardian of Mateo's home."""
    user = type(open_world.user("rosa")).objects.create(email="luis@family.example")
    person = Person.objects.create(
        pk=new_id(), district=open_world.district, given_name="Luis", family_name="Morales", email=user.email, user=user
    )
    Guardianship.objects.create(district=open_world.district, student=open_world.people["mateo"], guardian=person)
    open_world.people["luis"] = person
    return person


def booked(world: World, guardian: str, hour: int = 13, guests: tuple[Person, ...] = ()) -> Appointment:
    (row,) = book_basket(
        wishes=[Wish(world.people["mateo"], world.hosts["june"], at(DAY, hour), guests=guests)],
        guardian=world.people[guardian],
        by=None,
        now=timezone.now(),
    )
    return row


def put(world: World, **homes: int) -> None:
    by_person = {world.people[name].pk: home for name, home in homes.items()}
    set_homes(student=world.people["mateo"], homes=by_person, by=None, now=timezone.now())


def reads(world: World, client_of: SignIn, who: str, row: Appointment) -> bool:
    status = client_of(world, who).get(reverse("family_appointment", args=[row.pk])).status_code
    return status == 200


def test_a_meeting_goes_with_the_one_who_booked_it(open_world: World, luis: Person, client_of: SignIn) -> None:
    row = booked(open_world, "luis", guests=(open_world.people["rosa"],))
    assert reads(open_world, client_of, "rosa", row)

    put(open_world, luis=2)

    row.refresh_from_db()
    assert row.household == 2
    assert reads(open_world, client_of, "luis", row)
    assert not reads(open_world, client_of, "rosa", row)
    # Rosa need not come any more, and has her time back.
    assert not row.guests.exists()
    assert not Occupancy.objects.filter(person=open_world.people["rosa"]).exists()
    letter = Message.objects.get(to_person=open_world.people["rosa"], kind="left")
    assert letter.calendar_method == "CANCEL"
    assert booked(open_world, "rosa", 14).household == 1


def test_what_is_over_or_cancelled_is_the_homes_own_too(open_world: World, luis: Person, client_of: SignIn) -> None:
    gone, before = booked(open_world, "luis"), timezone.now() - timedelta(days=3)
    Appointment.objects.filter(pk=gone.pk).update(
        starts_at=before, ends_at=before + timedelta(minutes=15), status="cancelled"
    )

    put(open_world, luis=2)

    assert reads(open_world, client_of, "luis", gone)
    assert not reads(open_world, client_of, "rosa", gone)


def test_two_homes_change_places(open_world: World, luis: Person) -> None:
    put(open_world, luis=2)
    mine, his = booked(open_world, "rosa"), booked(open_world, "luis", 14)

    put(open_world, luis=1, rosa=2)

    mine.refresh_from_db()
    his.refresh_from_db()
    assert (mine.household, his.household) == (2, 1)


def test_two_homes_that_meet_the_same_person_do_not_become_one(open_world: World, luis: Person) -> None:
    put(open_world, luis=2)
    booked(open_world, "rosa")
    booked(open_world, "luis", 14)

    with pytest.raises(TwoHomesMeet, match="June Albrecht"):
        put(open_world, luis=1)

    assert Guardianship.objects.get(guardian=luis).household == 2
    assert set(Appointment.objects.values_list("household", flat=True)) == {1, 2}
    # What was before stands in no way.
    Appointment.objects.update(starts_at=at(DAY, 1) - timedelta(days=30), ends_at=at(DAY, 2) - timedelta(days=30))
    put(open_world, luis=1)
    assert Guardianship.objects.get(guardian=luis).household == 1


# —— the page


def test_the_office_says_who_lives_together(open_world: World, luis: Person, client_of: SignIn) -> None:
    row, peggy = booked(open_world, "luis", guests=(open_world.people["rosa"],)), client_of(open_world, "peggy")
    mateo, rosa = open_world.people["mateo"], open_world.people["rosa"]
    address = reverse("homes", args=[mateo.pk])
    assert address in peggy.get(reverse("closed_record", args=[mateo.pk])).content.decode()
    assert "Luis Morales" in peggy.get(address).content.decode()

    page = peggy.post(address, {luis.pk.hex: "2", rosa.pk.hex: "1"}, follow=True).content.decode()

    assert "The homes of Mateo Morales are saved." in page
    assert "Need not come any more" in page
    assert "Rosa Morales" in page
    row.refresh_from_db()
    assert row.household == 2
    assert row.history.first().history_user == open_world.user("peggy")
    assert RecordLook.objects.filter(student=mateo, page="homes").exists()
    change = HomeChange.objects.get()
    assert (change.guardian, change.home_before, change.home_after) == (luis, 1, 2)
    again = " ".join(peggy.get(address).content.decode().split())
    day = localtime(change.changed_at, open_world.district.zone).strftime("%m/%d/%Y")
    assert f"Luis Morales: from home 1 to home 2, {day} · Peggy Nielson" in again


@pytest.mark.parametrize("value", ["", "9", "x"])
def test_what_is_no_home_is_refused(open_world: World, client_of: SignIn, value: str) -> None:
    rosa, address = open_world.people["rosa"], reverse("homes", args=[open_world.people["mateo"].pk])

    answer = client_of(open_world, "peggy").post(address, {rosa.pk.hex: value})

    assert answer.status_code == 422
    assert Guardianship.objects.get(student=open_world.people["mateo"], guardian=rosa).household == 1


def test_two_homes_with_times_are_refused_with_a_sentence(open_world: World, luis: Person, client_of: SignIn) -> None:
    put(open_world, luis=2)
    booked(open_world, "rosa")
    booked(open_world, "luis", 14)
    address = reverse("homes", args=[open_world.people["mateo"].pk])

    answer = client_of(open_world, "peggy").post(address, {luis.pk.hex: "1", open_world.people["rosa"].pk.hex: "1"})

    assert answer.status_code == 422
    assert "Both homes have a time with June Albrecht" in answer.content.decode()


@pytest.mark.parametrize("stranger", ["rosa", "june", "dana", "sam", "ines"])
def test_nobody_else_changes_homes(open_world: World, client_of: SignIn, stranger: str) -> None:
    address = reverse("homes", args=[open_world.people["mateo"].pk])
    client = client_of(open_world, stranger)
    assert {client.get(address).status_code, client.post(address, {}).status_code} == {404}
