"""Reminders come when they are due, once, and never for what is gone."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.core import mail
from django.utils import timezone
from tests.concurrency.clients import at_once
from tests.world import World, add_conference, at, make_world, school_day

from doorway.conferences.actions.booking import Wish, book_basket, cancel, move
from doorway.conferences.actions.reminders import remind_families
from doorway.conferences.models import Appointment, Conference
from doorway.messages.actions import deliver_due
from doorway.messages.models import Message
from doorway.roster.models import AccessMark

DAY = school_day()
NEXT = DAY + timedelta(days=1)
BEGIN = at(DAY, 13)


def hours_before(hours: float, begin: datetime = BEGIN) -> datetime:
    return begin - timedelta(hours=hours)


def booked(world: World, when: datetime = BEGIN, *, now: datetime | None = None, guardian: str = "rosa") -> Appointment:
    student = {"rosa": "mateo", "ben": "ellie"}[guardian]
    (row,) = book_basket(
        wishes=[Wish(world.people[student], world.hosts["june"], when)],
        guardian=world.people[guardian],
        by=None,
        now=now or timezone.now(),
        office=True,
    )
    return row


def reminders() -> list[Message]:
    return list(Message.objects.filter(kind="reminder").order_by("created_at"))


def test_one_the_day_before_and_one_on_the_day(open_world: World) -> None:
    booked(open_world)

    said = [remind_families(now=hours_before(hours)) for hours in (25, 24, 23, 12, 2.1, 2, 1, 0.5, -1)]

    assert said == [0, 1, 0, 0, 0, 1, 0, 0, 0]
    first, second = reminders()
    assert first.language == second.language == "es"
    for text in (first.body_text, first.body_html):
        assert "1:00 p. m." in text
        assert "Mateo" in text
        assert "June Albrecht" in text
        assert "Morales:" not in text
    assert first.subject.startswith("Recordatorio: ")
    assert not first.calendar


def test_a_family_that_booked_late_is_not_written_to_twice_in_an_hour(open_world: World) -> None:
    booked(open_world, now=hours_before(10))

    assert remind_families(now=hours_before(9.9)) == 0
    assert remind_families(now=hours_before(1.9)) == 1


def test_after_a_pause_of_the_server_one_letter_and_not_two(open_world: World) -> None:
    booked(open_world)

    assert remind_families(now=hours_before(1)) == 1
    assert remind_families(now=hours_before(0.9)) == 0


def test_nothing_after_a_cancellation(open_world: World) -> None:
    cancel(appointment=booked(open_world), by=None, now=timezone.now())

    assert remind_families(now=hours_before(24)) == 0


def test_a_moved_time_is_reminded_of_at_its_new_day(open_world: World) -> None:
    row = booked(open_world)
    assert remind_families(now=hours_before(24)) == 1

    move(appointment=row, starts_at=at(NEXT, 14), by=None, now=hours_before(20))

    assert remind_families(now=hours_before(2)) == 0, "the old day is over for this family"
    assert remind_families(now=hours_before(24, at(NEXT, 14))) == 1
    assert "2:00 p. m." in reminders()[-1].body_text


def test_a_reminder_that_still_waits_is_taken_back_with_the_time(open_world: World) -> None:
    """The mail server was away for hours; meanwhile the family cancelled."""
    row = booked(open_world)
    remind_families(now=hours_before(24))
    cancel(appointment=row, by=None, now=hours_before(23))

    deliver_due(now=timezone.now())

    assert [message.status for message in reminders()] == ["withdrawn"]
    assert not [letter for letter in mail.outbox if letter.subject.startswith("Recordatorio")]


def test_a_reminder_is_not_delivered_after_the_meeting(open_world: World) -> None:
    booked(open_world)
    remind_families(now=hours_before(2))

    deliver_due(now=BEGIN + timedelta(minutes=1))

    assert [message.status for message in reminders()] == ["withdrawn"]


def test_all_meetings_of_the_day_stand_in_one_letter(world: World) -> None:
    add_conference(world, school="panguitch-high", host="owen")
    other = world.people["owen"].hosting.get()
    dana = other.conference.hosts.create(district=world.district, person=world.people["dana"], meets_everyone=True)
    book_basket(
        wishes=[Wish(world.people["diego"], other, BEGIN), Wish(world.people["diego"], dana, at(DAY, 13, 30))],
        guardian=world.people["rosa"],
        by=None,
        now=timezone.now(),
    )

    assert remind_families(now=hours_before(24)) == 1
    assert "1:30 p. m." in reminders()[0].body_text


@pytest.mark.parametrize("why", ["marked", "without address", "left"])
def test_nobody_is_written_to_who_must_not_be(open_world: World, why: str) -> None:
    booked(open_world)
    rosa = open_world.people["rosa"]
    if why == "marked":
        AccessMark.objects.create(
            district=open_world.district, student=open_world.people["mateo"], person=rosa, set_at=timezone.now()
        )
    else:
        rosa.email, rosa.is_active = ("", True) if why == "without address" else (rosa.email, False)
        rosa.save()

    assert remind_families(now=hours_before(24)) == 0
    assert not reminders()


def test_a_conference_that_is_not_public_any_more_reminds_nobody(open_world: World) -> None:
    booked(open_world)
    Conference.objects.update(status=Conference.Status.RETURNED)

    assert remind_families(now=hours_before(24)) == 0


@pytest.mark.both
@pytest.mark.django_db(transaction=True)
def test_four_processes_at_once_write_one_letter() -> None:
    world = add_conference(make_world())
    booked(world)
    booked(world, at(DAY, 13, 15), guardian="ben")

    answers: list[Any] = at_once([lambda: remind_families(now=hours_before(23)) for _ in range(4)])

    assert sum(answers) == 2, answers
    assert len(reminders()) == 2
