"""Who comes to a meeting that stands, whether the student does, in which language one talks."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from urllib.parse import urlencode

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from tests.world import World, add_conference, at, new_id, school_day

from doorway.conferences.actions.booking import (
    Attending,
    Wish,
    assign_interpreter,
    book_basket,
    cancel,
    change_attending,
    move,
)
from doorway.conferences.errors import booking as errors
from doorway.conferences.models import Appointment, Occupancy, Visit
from doorway.messages.models import Message
from doorway.roster.models import AccessMark, Guardianship, Person

SignIn = Callable[[World, str], Client]
DAY = school_day()


@pytest.fixture
def luis(open_world: World) -> Person:
    """The other guardian of Mateo's home."""
    person = Person.objects.create(
        pk=new_id(), district=open_world.district, given_name="Luis", family_name="Morales", email="luis@family.example"
    )
    for child in ("mateo", "lucia"):
        Guardianship.objects.create(district=open_world.district, student=open_world.people[child], guardian=person)
    open_world.people["luis"] = person
    return person


def booked(
    world: World, student: str = "mateo", host: str = "june", hour: int = 13, guardian: str = "rosa", **wish: Any
) -> Appointment:
    (row,) = book_basket(
        wishes=[Wish(world.people[student], world.hosts[host], at(DAY, hour), **wish)],
        guardian=world.people[guardian],
        by=None,
        now=timezone.now(),
    )
    return row


def put_down(*rows: Appointment, people: tuple[Person, ...], **values: Any) -> None:
    change_attending(
        appointments=rows, attending=Attending(people, **values), by=None, now=values.pop("now", timezone.now())
    )


def busy(row: Appointment) -> set[str]:
    names = Occupancy.objects.filter(appointment=row, person__isnull=False).values_list("person__given_name", flat=True)
    assert Occupancy.objects.filter(appointment=row, room=row.host.room_id).count() == 1
    return set(names)


def letters(person: Person) -> list[Message]:
    return list(Message.objects.filter(to_person=person).order_by("created_at"))


# —— the action


def test_another_guardian_of_the_home_comes_instead(open_world: World, luis: Person) -> None:
    rosa, row = open_world.people["rosa"], booked(open_world)

    put_down(row, people=(luis,), names=("Abuela Carmen",), student_comes="yes", language="en")

    row.refresh_from_db()
    assert row.guardian == luis
    assert [(guest.person, guest.name) for guest in row.guests.all()] == [(None, "Abuela Carmen")]
    assert busy(row) == {"June", "Luis", "Mateo"}
    (first, left), (joined,) = letters(rosa), letters(luis)
    assert (first.kind, left.kind, joined.kind) == ("booked", "left", "booked")
    assert left.calendar_method == "CANCEL"
    assert joined.calendar_method == "REQUEST"
    assert "Rosa" not in joined.calendar
    assert row.history.first().history_change_reason == "who comes"
    # Rosa's hour is her own again.
    add_conference(open_world, school="panguitch-middle", host="owen")
    assert booked(open_world, "lucia", "owen")


def test_who_stays_is_not_written_to_again(open_world: World, luis: Person) -> None:
    row = booked(open_world)

    put_down(row, people=(open_world.people["rosa"], luis), student_comes="no", language="es")

    assert [letter.kind for letter in letters(open_world.people["rosa"])] == ["booked"]
    assert [letter.kind for letter in letters(luis)] == ["booked"]
    row.refresh_from_db()
    assert (row.guardian, row.student_comes, row.language) == (open_world.people["rosa"], "no", "es")
    put_down(row, people=(open_world.people["rosa"],), student_comes="open")
    assert letters(luis)[-1].kind == "left"
    assert Visit.objects.get(person=luis).is_over


def test_who_need_not_come_to_one_keeps_the_others(open_world: World, luis: Person) -> None:
    add_conference(open_world, school="panguitch-elementary", host="dana")
    dana = open_world.hosts["dana"]
    dana.conference, dana.meets_everyone = open_world.conference, True  # type: ignore[assignment]
    dana.save()
    one, other = booked(open_world), booked(open_world, host="dana", hour=14)

    put_down(one, people=(luis,))

    letter = letters(open_world.people["rosa"])[-1]
    assert letter.calendar_method == "REQUEST"
    assert "Dana" in letter.body_text
    put_down(one, other, people=(luis,), language="en")
    assert {row.guardian for row in Appointment.objects.all()} == {luis}


def test_nobody_is_in_two_places_and_nothing_changes(open_world: World, luis: Person) -> None:
    add_conference(open_world, school="panguitch-middle", host="owen")
    row = booked(open_world)
    booked(open_world, "lucia", "owen", guardian="luis")

    with pytest.raises(errors.SomebodyBusy, match="Luis"):
        put_down(row, people=(open_world.people["rosa"], luis), student_comes="yes", language="es")

    row.refresh_from_db()
    assert (row.student_comes, row.language) == ("open", "en")
    assert busy(row) == {"June", "Rosa"}


def test_only_the_home_is_put_down(open_world: World, luis: Person) -> None:
    row, mine = booked(open_world, "ellie", guardian="ben"), booked(open_world, hour=14)
    closed = AccessMark.objects.create(
        district=open_world.district, student=open_world.people["mateo"], person=luis, set_at=timezone.now()
    )

    for meeting, whom in ((row, open_world.people["karen"]), (row, open_world.people["june"]), (mine, luis)):
        with pytest.raises(errors.NotInThisHome):
            put_down(meeting, people=(whom,))
    with pytest.raises(errors.NobodyComes):
        put_down(mine, people=())
    closed.lifted_at = timezone.now()
    closed.save()
    put_down(mine, people=(luis,))


def test_what_has_begun_or_is_cancelled_stays(open_world: World) -> None:
    rosa, row = open_world.people["rosa"], booked(open_world)

    with pytest.raises(errors.AlreadyBegun):
        change_attending(
            appointments=[row], attending=Attending((rosa,)), by=None, now=row.starts_at + timedelta(minutes=1)
        )
    cancel(appointment=row, by=None, now=timezone.now())
    with pytest.raises(errors.NotBooked):
        put_down(row, people=(rosa,))


def test_an_interpreter_is_found_and_let_go(open_world: World) -> None:
    rosa, ines, row = open_world.people["rosa"], open_world.people["ines"], booked(open_world)

    put_down(row, people=(rosa,), language="es", wants_interpreter=True)

    row.refresh_from_db()
    assert row.interpreter == ines
    assert busy(row) == {"June", "Rosa", "Inés"}
    assert letters(rosa)[-1].kind == "interpreter"
    put_down(row, people=(rosa,), language="es", wants_interpreter=True, student_comes="yes")
    assert [letter.kind for letter in letters(rosa)].count("interpreter") == 1
    put_down(row, people=(rosa,), language="es")
    row.refresh_from_db()
    assert row.interpreter is None
    assert busy(row) == {"June", "Rosa"}


def test_an_interpreter_whom_the_school_found_stays_when_the_time_changes(open_world: World) -> None:
    """Also for a talk in the school's own language: somebody signs."""
    ines, row = open_world.people["ines"], booked(open_world)
    assign_interpreter(appointment=row, interpreter=ines, by=None, now=timezone.now())

    moved = move(appointment=row, starts_at=at(DAY, 15), by=None, now=timezone.now())

    assert moved.interpreter == ines
    assert Occupancy.objects.get(person=ines).starts_at == at(DAY, 15)
    put_down(row, people=(open_world.people["rosa"],), language="en", wants_interpreter=True)
    row.refresh_from_db()
    assert row.interpreter == ines


# —— the pages


def page_of(row: Appointment) -> str:
    return reverse("family_attending", args=[row.pk])


def test_a_guardian_changes_who_comes(open_world: World, luis: Person, client_of: SignIn) -> None:
    row, rosa = booked(open_world, guest_names=("Abuela",)), client_of(open_world, "rosa")
    rosa.cookies["doorway_language"] = "en"
    assert page_of(row) in rosa.get(reverse("family_appointment", args=[row.pk])).content.decode()
    page = rosa.get(page_of(row)).content.decode()
    assert 'value="Abuela"' in page
    assert "Luis Morales" in page
    assert "The same for" not in page

    answer = rosa.post(
        page_of(row),
        {"people": [str(luis.pk)], "guest_name": "", "comes": "yes", "language": "es", "interpreter": "on"},
        follow=True,
    )

    words = answer.content.decode()
    assert "Saved. If somebody else comes now" in words
    assert "Luis Morales" in words
    assert "The student comes" in words
    assert "An interpreter will be there" in words
    assert "Abuela" not in words


def test_the_same_for_all_times_of_the_child(open_world: World, luis: Person, client_of: SignIn) -> None:
    add_conference(open_world, school="panguitch-elementary", host="dana")
    dana = open_world.hosts["dana"]
    dana.conference, dana.meets_everyone = open_world.conference, True  # type: ignore[assignment]
    dana.save()
    one, other = booked(open_world), booked(open_world, host="dana", hour=14)
    rosa = client_of(open_world, "rosa")
    rosa.cookies["doorway_language"] = "en"
    assert "The same for the other time about Mateo" in rosa.get(page_of(one)).content.decode()
    values = {"people": [str(luis.pk)], "comes": "no", "language": "en"}

    rosa.post(page_of(one), values)
    assert [row.student_comes for row in Appointment.objects.order_by("starts_at")] == ["no", "open"]
    rosa.post(page_of(one), values | {"together": "on"})

    other.refresh_from_db()
    assert (other.guardian, other.student_comes) == (luis, "no")


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"people": []}, "Somebody has to come"),
        ({"people": ["nonsense"]}, "not in this home any more"),
        ({"guest_name": "123-45-6789"}, "only the name here"),
        ({"guest_name": "x" * 200}, "120"),
        ({"comes": "perhaps"}, "Please choose from the list."),
    ],
)
def test_what_cannot_be_is_said(open_world: World, client_of: SignIn, change: dict[str, Any], sentence: str) -> None:
    row, rosa = booked(open_world), client_of(open_world, "rosa")
    rosa.cookies["doorway_language"] = "en"
    values = {"people": [str(row.guardian_id)], "comes": "open", "language": "en"}

    answer = rosa.post(page_of(row), values | change)

    assert answer.status_code == 422
    assert sentence in answer.content.decode()


def test_who_is_busy_is_said_in_the_other_language(open_world: World, luis: Person, client_of: SignIn) -> None:
    add_conference(open_world, school="panguitch-middle", host="owen")
    row, rosa = booked(open_world), client_of(open_world, "rosa")
    booked(open_world, "lucia", "owen", guardian="luis")
    sent = {"people": [str(row.guardian_id), str(luis.pk)], "comes": "open", "language": "en"}
    rosa.cookies["doorway_language"] = "en"
    assert "at another conference" in rosa.post(page_of(row), sent).content.decode()

    shown = rosa.post(page_of(row), {"again": urlencode(sent, doseq=True), "shown_in": "es"})

    assert shown.status_code == 422
    assert "Luis" in (page := shown.content.decode())
    assert "ya hay otra reunión para" in page
    assert "no se envió nada" not in page
    assert not row.guests.exists()


def test_a_meeting_that_is_over_or_cancelled_leads_back(open_world: World, client_of: SignIn) -> None:
    row, rosa = booked(open_world), client_of(open_world, "rosa")
    cancel(appointment=row, by=None, now=timezone.now())

    assert rosa.get(page_of(row))["Location"] == reverse("family_appointment", args=[row.pk])
    answer = rosa.post(page_of(row), {"people": [str(row.guardian_id)], "comes": "open", "language": "en"})
    assert answer.status_code == 422


@pytest.mark.parametrize("stranger", ["karen", "amy", "travis", "june", "peggy"])
def test_nobody_else_reaches_it(open_world: World, client_of: SignIn, stranger: str) -> None:
    row, client = booked(open_world, "ellie", guardian="ben"), client_of(open_world, stranger)
    values = {"people": [str(open_world.people["karen"].pk)], "comes": "yes", "language": "es"}

    assert {client.get(page_of(row)).status_code, client.post(page_of(row), values).status_code} == {404}
    row.refresh_from_db()
    assert row.language == "en"


def test_the_office_does_it_for_a_family_on_the_phone(open_world: World, luis: Person, client_of: SignIn) -> None:
    row, peggy = booked(open_world), client_of(open_world, "peggy")
    address = reverse("office_meeting_attending", args=[row.conference_id, row.pk])
    assert address in peggy.get(reverse("office_meeting", args=[row.conference_id, row.pk])).content.decode()
    assert "Luis Morales" in peggy.get(address).content.decode()

    answer = peggy.post(address, {"people": [str(luis.pk)], "comes": "no", "language": "en"}, follow=True)

    assert "Luis Morales" in answer.content.decode()
    row.refresh_from_db()
    assert row.history.first().history_user == open_world.user("peggy")
