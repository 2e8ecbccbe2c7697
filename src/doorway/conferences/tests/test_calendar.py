"""Calendar entries that programs take, parsed back."""

from __future__ import annotations

from typing import Any

import pytest
from django.core import mail
from django.utils import timezone
from icalendar import Calendar
from tests.world import World, at, school_day

from doorway.conferences.actions.booking import Wish, book_basket, cancel, move
from doorway.conferences.models import Appointment
from doorway.messages.actions import deliver_due
from doorway.messages.models import Message

DAY = school_day()


@pytest.fixture
def booked(open_world: World) -> Appointment:
    (row,) = book_basket(
        wishes=[Wish(open_world.people["mateo"], open_world.hosts["june"], at(DAY, 13))],
        guardian=open_world.people["rosa"],
        by=None,
        now=timezone.now(),
    )
    return row


def entry(kind: str) -> tuple[Any, Any]:
    calendar = Calendar.from_ical(Message.objects.get(kind=kind).calendar)
    (event,) = calendar.walk("VEVENT")
    return calendar, event


def test_an_invitation_holds_one_event_for_one_mailbox(booked: Appointment, settings: Any) -> None:
    calendar, event = entry("booked")

    assert calendar["METHOD"] == "REQUEST"
    assert event["UID"] == str(booked.calendar_uid)
    assert event["SEQUENCE"] == 0
    assert event["ORGANIZER"] == "mailto:doorway@localhost"
    assert settings.DEFAULT_FROM_EMAIL == "Doorway <doorway@localhost>"
    assert event["ATTENDEE"] == "mailto:rosa.morales@family.example"
    assert event["DTSTART"].dt == at(DAY, 13)
    assert event["DTEND"].dt == at(DAY, 13, 15)
    assert event["LOCATION"] == "Panguitch Elementary School, Room june"
    assert f"/family/appointments/{booked.pk}/" in event["DESCRIPTION"]
    assert "Mateo" in event["SUMMARY"]
    assert "Morales" not in event["SUMMARY"] + event["DESCRIPTION"]


def test_times_are_utc_and_lines_are_folded(booked: Appointment) -> None:
    text = Message.objects.get().calendar

    assert "TZID" not in text
    assert all(len(line.encode()) <= 75 for line in text.split("\r\n"))


def test_a_change_and_a_cancellation_keep_the_id_and_count_up(booked: Appointment) -> None:
    now = timezone.now()
    move(appointment=booked, starts_at=at(DAY, 14), by=None, now=now)
    cancel(appointment=booked, by=None, now=now)

    moved, cancelled = entry("moved"), entry("cancelled")

    assert [e["UID"] for _c, e in (moved, cancelled)] == [str(booked.calendar_uid)] * 2
    assert [(c["METHOD"], e["SEQUENCE"], e["STATUS"]) for c, e in (moved, cancelled)] == [
        ("REQUEST", 1, "CONFIRMED"),
        ("CANCEL", 2, "CANCELLED"),
    ]
    assert moved[1]["DTSTART"].dt == at(DAY, 14)


def test_the_mail_carries_text_html_and_the_entry_last(booked: Appointment) -> None:
    deliver_due(now=timezone.now())

    (letter,) = mail.outbox
    parts = list(letter.message().walk())
    assert [part.get_content_type() for part in parts] == [
        "multipart/alternative",
        "text/plain",
        "text/html",
        "text/calendar",
    ]
    assert parts[-1].get_param("method") == "REQUEST"
    assert "Morales" not in letter.subject
