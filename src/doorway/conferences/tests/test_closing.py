"""What becomes of meetings and letters when a record is closed."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from tests.world import World, add_conference, at, school_day

from doorway.conferences.actions.booking import Wish, book_basket, move
from doorway.conferences.errors.booking import NotTheGuardian
from doorway.conferences.models import Appointment
from doorway.messages.actions import deliver_due
from doorway.messages.models import Message
from doorway.roster.actions import close_record, lift_mark
from doorway.roster.models import Guardianship, Person


@pytest.fixture
def held(world: World) -> World:
    return add_conference(world)


def book(world: World, student: str, guardian: str, hour: int = 13, *guests: str) -> Appointment:
    wish = Wish(
        student=world.people[student],
        host=world.hosts["june"],
        starts_at=at(school_day(), hour),
        guests=tuple(world.people[guest] for guest in guests),
    )
    (row,) = book_basket(wishes=[wish], guardian=world.people[guardian], by=world.user(guardian), now=timezone.now())
    return row


def close(world: World, student: str, person: str) -> list[str]:
    closed = close_record(
        student=world.people[student], to=world.people[person], reason="Order", by=None, now=timezone.now()
    )
    return [line.text for line in closed.undone]


def share_a_home(world: World) -> None:
    Guardianship.objects.filter(student=world.people["ellie"]).update(household=1)


def status(row: Appointment) -> str:
    row.refresh_from_db()
    return row.status


def test_a_meeting_that_the_person_booked_is_cancelled_and_the_person_is_told_nothing(held: World) -> None:
    row, other = book(held, "ellie", "ben"), book(held, "ellie", "karen", 14)
    Message.objects.all().delete()

    undone = close(held, "ellie", "ben")

    assert len(undone) == 1
    assert "Cancelled" in undone[0]
    assert (status(row), status(other)) == ("cancelled", "booked")
    assert not row.occupancies.exists()
    assert row.history.first().history_change_reason == "cancel"
    assert not Message.objects.exists()


def test_whoever_else_comes_is_told(held: World) -> None:
    share_a_home(held)
    row = book(held, "ellie", "ben", 13, "karen")
    Message.objects.all().delete()

    close(held, "ellie", "ben")

    assert status(row) == "cancelled"
    letter = Message.objects.get()
    assert letter.to_person == held.people["karen"]
    assert "cancelled" in letter.kind


def test_a_meeting_to_which_the_person_comes_as_guest_is_cancelled(held: World) -> None:
    share_a_home(held)
    row = book(held, "ellie", "ben", 13, "karen")
    close(held, "ellie", "karen")
    assert status(row) == "cancelled"


def test_a_meeting_with_the_person_as_host_is_cancelled(held: World) -> None:
    row = book(held, "ellie", "ben")
    close(held, "ellie", "june")
    assert status(row) == "cancelled"
    assert Message.objects.filter(to_person=held.people["ben"], kind__contains="cancelled").count() == 1


def test_a_meeting_at_which_the_person_interprets_stays_without(held: World) -> None:
    row = book(held, "ellie", "ben")
    Appointment.objects.filter(pk=row.pk).update(interpreter=held.people["ines"], wants_interpreter=True)
    (said,) = close(held, "ellie", "ines")
    assert "another interpreter" in said
    assert status(row) == "booked"
    assert (row.interpreter, row.wants_interpreter) == (None, True)


def test_siblings_and_meetings_that_are_over_are_left_alone(held: World) -> None:
    sibling, over = book(held, "mateo", "rosa"), book(held, "ellie", "ben", 14)
    Appointment.objects.filter(pk=over.pk).update(
        starts_at=timezone.now() - timedelta(days=2), ends_at=timezone.now() - timedelta(days=2, minutes=-15)
    )
    assert close(held, "ellie", "ben") == []
    assert (status(sibling), status(over)) == ("booked", "booked")


def test_a_meeting_of_the_same_home_stays_and_is_shown_until_it_is_moved(held: World) -> None:
    share_a_home(held)
    row = book(held, "ellie", "karen")
    peggy = Client()
    peggy.force_login(held.user("peggy"))
    ask = reverse("close_record", args=[held.people["ellie"].pk, held.people["ben"].pk])
    assert "Stays, but the person may know of it" in peggy.get(ask).content.decode()

    assert close(held, "ellie", "ben") == []

    assert status(row) == "booked"
    page = reverse("closed_record", args=[held.people["ellie"].pk])
    meeting = reverse("office_meeting", args=[row.conference_id, row.pk])
    assert meeting in peggy.get(page).content.decode()
    move(appointment=row, starts_at=at(school_day(), 15), by=None, now=timezone.now())
    assert meeting not in peggy.get(page).content.decode()


def test_of_the_other_home_nothing_is_shown(held: World) -> None:
    row = book(held, "ellie", "karen")
    close(held, "ellie", "ben")
    peggy = Client()
    peggy.force_login(held.user("peggy"))
    page = peggy.get(reverse("closed_record", args=[held.people["ellie"].pk])).content.decode()
    assert reverse("office_meeting", args=[row.conference_id, row.pk]) not in page


def test_the_link_in_a_letter_leads_nowhere_at_once(held: World) -> None:
    row = book(held, "ellie", "ben")
    ben = Client()
    ben.force_login(held.user("ben"))
    pages = [reverse(name, args=[row.pk]) for name in ("family_appointment", "family_calendar", "family_cancel")]
    assert [ben.get(page).status_code for page in pages] == [200, 200, 200]
    close(held, "ellie", "ben")
    assert [ben.get(page).status_code for page in pages] == [404, 404, 404]


def test_a_letter_that_waits_is_not_sent_any_more(held: World) -> None:
    """The mail server was away when it was written."""
    book(held, "ellie", "ben")
    book(held, "mateo", "rosa", 14)
    close(held, "ellie", "ben")
    deliver_due()
    letters = dict(Message.objects.values_list("to_person__sourced_id", "status"))
    assert letters == {"ben": "withdrawn", "rosa": "sent"}


def test_a_letter_to_the_same_mailbox_under_another_name_is_not_written(held: World) -> None:
    ben = held.people["ben"]
    other = Person.objects.create(
        district=held.district, given_name="Nora", family_name="Reed", user=ben.user, email=ben.email
    )
    Guardianship.objects.create(district=held.district, student=held.people["ellie"], guardian=other, household=1)
    held.people["nora"] = other
    row = book(held, "ellie", "nora")
    close(held, "ellie", "ben")
    assert status(row) == "cancelled"
    deliver_due()
    assert set(Message.objects.values_list("status", flat=True)) == {"withdrawn"}
    with pytest.raises(NotTheGuardian):
        book(held, "ellie", "nora", 14)


def test_opening_the_record_brings_no_meeting_back_but_a_new_one_can_be_booked(held: World) -> None:
    row = book(held, "ellie", "ben")
    close(held, "ellie", "ben")
    with pytest.raises(NotTheGuardian):
        book(held, "ellie", "ben", 14)
    mark = held.people["ellie"].access_marks.get()
    lift_mark(mark=mark, reason="Ended", by=None, now=timezone.now())
    assert status(row) == "cancelled"
    assert book(held, "ellie", "ben", 14).status == "booked"
