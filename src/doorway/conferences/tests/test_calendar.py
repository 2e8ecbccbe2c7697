"""Calendar entries that Google, Outlook and Apple take and that follow, read back and held against the rules."""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.core import mail
from django.test import Client
from django.utils import timezone
from icalendar import Calendar
from tests.world import ZONE, World, add_conference, at, school_day

from doorway.conferences.actions.booking import Wish, book_basket, cancel, move
from doorway.conferences.calendar import invitation
from doorway.conferences.models import Appointment, Host, Visit
from doorway.messages.actions import deliver_due
from doorway.messages.models import Message
from doorway.roster.models import AccessMark, Guardianship, Person

DAY = school_day()
NEXT = DAY + timedelta(days=1)


def book(world: World, *wishes: Wish, guardian: str = "rosa") -> list[Appointment]:
    return book_basket(wishes=wishes, guardian=world.people[guardian], by=None, now=timezone.now())


def wish(world: World, student: str, host: str, when: datetime, **more: Any) -> Wish:
    return Wish(world.people[student], world.hosts[host], when, **more)


@pytest.fixture
def booked(open_world: World) -> Appointment:
    (row,) = book(open_world, wish(open_world, "mateo", "june", at(DAY, 13)))
    return row


@pytest.fixture
def high_school(world: World) -> World:
    """Owen and Dana meet Diego at the high school; both can be met one after the other."""
    add_conference(world, school="panguitch-high", host="owen")
    world.hosts["dana"] = Host.objects.create(
        district=world.district, conference=world.conference, person=world.people["dana"], meets_everyone=True
    )
    return world


def entries() -> list[tuple[str, Any]]:
    """Method and event of every letter, the oldest first."""
    found = []
    for message in Message.objects.exclude(calendar="").order_by("created_at"):
        calendar = Calendar.from_ical(message.calendar)
        (event,) = calendar.walk("VEVENT")
        assert calendar["METHOD"] == message.calendar_method
        assert calendar["VERSION"] == "2.0"
        assert calendar["PRODID"]
        found.append((message.calendar_method, event))
    return found


def test_an_invitation_holds_one_event_for_one_mailbox(booked: Appointment, settings: Any) -> None:
    ((method, event),) = entries()
    visit = Visit.objects.get()

    assert method == "REQUEST"
    assert event["UID"] == str(visit.calendar_uid)
    assert event["SEQUENCE"] == 0
    # Programs refuse an organizer who is not the sender of the mail.
    assert event["ORGANIZER"] == "mailto:doorway@localhost"
    assert settings.DEFAULT_FROM_EMAIL == "Doorway <doorway@localhost>"
    assert event["ATTENDEE"] == "mailto:rosa.morales@family.example"
    assert event["DTSTART"].dt == at(DAY, 13)
    assert event["DTEND"].dt == at(DAY, 13, 15)
    assert event["LOCATION"] == "Panguitch Elementary School, Room june"
    assert "1:00 p. m.: Mateo con June Albrecht, Room june" in event["DESCRIPTION"]
    assert f"/family/appointments/{booked.pk}/" in event["DESCRIPTION"]
    assert event["STATUS"] == "CONFIRMED"
    assert "Mateo" in event["SUMMARY"]
    assert "Morales" not in event["SUMMARY"] + event["DESCRIPTION"]


def test_what_the_standard_asks_line_by_line(open_world: World) -> None:
    """RFC 5545 by hand, not by the library that wrote it: line breaks, folding, escaping, the parts that must be."""
    june = open_world.hosts["june"]
    june.room.name = "Room 7, west; the “old” wing\\annex, ñandú ñandú ñandú ñandú"
    june.room.save()
    book(open_world, wish(open_world, "mateo", "june", at(DAY, 13)))
    text = Message.objects.get().calendar

    assert text.endswith("END:VCALENDAR\r\n")
    assert "\n" not in text.replace("\r\n", "")
    lines = text.split("\r\n")
    assert max(len(line.encode()) for line in lines) <= 75
    assert any(line.startswith(" ") for line in lines), "nothing was folded"
    whole = text.replace("\r\n ", "").split("\r\n")
    assert whole[0] == "BEGIN:VCALENDAR"
    (location,) = [line for line in whole if line.startswith("LOCATION:")]
    assert location == (
        "LOCATION:Panguitch Elementary School\\, Room 7\\, west\\; the “old” wing\\\\annex\\, ñandú ñandú ñandú ñandú"
    )
    (description,) = [line for line in whole if line.startswith("DESCRIPTION:")]
    assert re.search(r"[^\\]\\n", description), "the lines of the description"
    for name in ("UID", "DTSTAMP", "DTSTART", "DTEND", "SEQUENCE", "ORGANIZER", "ATTENDEE", "STATUS", "SUMMARY"):
        assert len([line for line in whole if re.match(rf"{name}[;:]", line)]) == 1, name
    for name in ("DTSTAMP", "DTSTART", "DTEND"):
        (line,) = [line for line in whole if line.startswith(f"{name}:")]
        assert re.fullmatch(rf"{name}:\d{{8}}T\d{{6}}Z", line), line
    # Times in UTC need no description of a time zone, and none is there to be read wrongly.
    assert not [line for line in whole if "TZID" in line or "VTIMEZONE" in line]


@pytest.mark.parametrize(
    ("day", "utc_hour"),
    [
        (date(2026, 10, 30), 19),  # the last school day of summer time
        (date(2026, 11, 2), 20),  # the first one of winter time
        (date(2027, 3, 12), 20),
        (date(2027, 3, 15), 19),
    ],
    ids=str,
)
def test_one_in_the_afternoon_stays_one_in_the_afternoon_when_the_clocks_change(
    open_world: World, day: date, utc_hour: int
) -> None:
    begin = at(day, 13)
    conference, june = open_world.conference, open_world.hosts["june"]
    appointment = Appointment(
        district=open_world.district, conference=conference, host=june, student=open_world.people["mateo"],
        guardian=open_world.people["rosa"], starts_at=begin, ends_at=begin + timedelta(minutes=15),
    )  # fmt: skip
    visit = Visit(district=open_world.district, conference=conference, person=open_world.people["rosa"], day=day)

    text = invitation(visit, [appointment], to="rosa@family.example", now=begin)

    assert f"DTSTART:{day:%Y%m%d}T{utc_hour}0000Z" in text
    assert "1:00 pm: Mateo with June Albrecht" in text.replace("\r\n ", "")
    (event,) = Calendar.from_ical(text).walk("VEVENT")
    assert event["DTSTART"].dt.astimezone(ZONE).hour == 13


def test_a_change_and_a_cancellation_keep_the_id_and_count_up(booked: Appointment) -> None:
    before = Message.objects.get().calendar
    later = timezone.now() + timedelta(minutes=3)
    move(appointment=booked, starts_at=at(DAY, 14), by=None, now=later)
    cancel(appointment=booked, by=None, now=later)

    (first, moved, cancelled) = entries()

    assert len({str(event["UID"]) for _method, event in entries()}) == 1
    assert [(method, event["SEQUENCE"], event["STATUS"]) for method, event in (first, moved, cancelled)] == [
        ("REQUEST", 0, "CONFIRMED"),
        ("REQUEST", 1, "CONFIRMED"),
        ("CANCEL", 2, "CANCELLED"),
    ]
    assert moved[1]["DTSTART"].dt == at(DAY, 14)
    assert cancelled[1]["ATTENDEE"] == first[1]["ATTENDEE"]
    assert moved[1]["DTSTAMP"].dt > Calendar.from_ical(before).walk("VEVENT")[0]["DTSTAMP"].dt


def test_the_entry_goes_along_to_another_day(booked: Appointment) -> None:
    move(appointment=booked, starts_at=at(NEXT, 14), by=None, now=timezone.now())

    (_first, (method, event)) = entries()

    assert (method, event["SEQUENCE"], event["DTSTART"].dt) == ("REQUEST", 1, at(NEXT, 14))
    assert Visit.objects.get().day == NEXT


def test_a_family_of_many_meetings_gets_one_letter_and_one_entry_a_day(high_school: World) -> None:
    world = high_school
    rows = book(
        world,
        wish(world, "diego", "owen", at(DAY, 13), wants_interpreter=True, language="es"),
        wish(world, "diego", "dana", at(DAY, 13, 30)),
    )

    (message,) = Message.objects.all()
    ((_method, event),) = entries()
    assert (event["DTSTART"].dt, event["DTEND"].dt) == (at(DAY, 13), at(DAY, 13, 45))
    assert "Owen Pratt" in event["DESCRIPTION"]
    assert "Dana Lindqvist" in event["DESCRIPTION"]
    # Rooms differ, so the place is the school; each line names its room.
    assert event["LOCATION"] == "Panguitch High School"
    assert "/family/" in event["URL"]
    for text in ("1:00 p. m.", "1:30 p. m.", "Owen Pratt", "Dana Lindqvist", "intérprete"):
        assert text in message.body_text
        assert text in message.body_html

    cancel(appointment=rows[0], by=None, now=timezone.now())
    (_first, (method, event)) = entries()
    # One of two is gone: the entry shrinks and stays.
    assert (method, event["SEQUENCE"], event["STATUS"]) == ("REQUEST", 1, "CONFIRMED")
    assert event["DTSTART"].dt == at(DAY, 13, 30)
    letter = Message.objects.get(kind="cancelled")
    assert "Dana Lindqvist" in letter.body_text

    cancel(appointment=rows[1], by=None, now=timezone.now())
    assert [(method, event["SEQUENCE"]) for method, event in entries()] == [
        ("REQUEST", 0),
        ("REQUEST", 1),
        ("CANCEL", 2),
    ]


def test_one_of_two_meetings_moves_to_another_day_and_both_entries_follow(high_school: World) -> None:
    world = high_school
    rows = book(world, wish(world, "diego", "owen", at(DAY, 13)), wish(world, "diego", "dana", at(DAY, 13, 30)))

    move(appointment=rows[1], starts_at=at(NEXT, 15), by=None, now=timezone.now())

    kinds = {message.kind: message for message in Message.objects.all()}
    assert set(kinds) == {"booked", "changed", "moved"}
    stays, moved = (Calendar.from_ical(kinds[kind].calendar).walk("VEVENT")[0] for kind in ("changed", "moved"))
    assert (stays["SEQUENCE"], stays["DTSTART"].dt, stays["DTEND"].dt) == (1, at(DAY, 13), at(DAY, 13, 15))
    assert (moved["SEQUENCE"], moved["DTSTART"].dt) == (0, at(NEXT, 15))
    assert stays["UID"] != moved["UID"]

    move(appointment=rows[0], starts_at=at(NEXT, 14), by=None, now=timezone.now())
    last = [event for method, event in entries() if method == "CANCEL"]
    assert [(event["UID"], event["SEQUENCE"]) for event in last] == [(stays["UID"], 2)]
    whole = entries()[-1][1]
    assert (whole["UID"], whole["SEQUENCE"], whole["DTSTART"].dt) == (moved["UID"], 1, at(NEXT, 14))


def test_after_a_cancelled_visit_a_new_booking_is_a_new_entry(booked: Appointment, open_world: World) -> None:
    cancel(appointment=booked, by=None, now=timezone.now())
    book(open_world, wish(open_world, "mateo", "june", at(DAY, 15)))

    (first, cancelled, again) = entries()

    assert first[1]["UID"] == cancelled[1]["UID"] != again[1]["UID"]
    assert (again[0], again[1]["SEQUENCE"]) == ("REQUEST", 0)


def test_every_guardian_who_comes_gets_a_letter_of_their_own(open_world: World) -> None:
    hugo = Person.objects.create(
        district=open_world.district, given_name="Hugo", family_name="Morales", email="hugo@family.example"
    )
    Guardianship.objects.create(
        district=open_world.district, student=open_world.people["mateo"], guardian=hugo, household=1
    )
    book(open_world, wish(open_world, "mateo", "june", at(DAY, 13), guests=(hugo,), guest_names=("Abuela",)))

    letters = {message.to_address: message for message in Message.objects.all()}
    assert {message.language for message in letters.values()} == {"es", "en"}
    events = {address: Calendar.from_ical(letter.calendar).walk("VEVENT")[0] for address, letter in letters.items()}
    assert {event["ATTENDEE"] for event in events.values()} == {f"mailto:{address}" for address in letters}
    assert len({str(event["UID"]) for event in events.values()}) == 2
    for address, letter in letters.items():
        others = set(letters) - {address}
        assert not [other for other in others if other in letter.calendar + letter.body_text + letter.body_html]


def test_a_record_that_was_closed_meanwhile_is_in_no_letter(high_school: World) -> None:
    """Rosa loses access to Lucía after booking: what she gets about Diego names Lucía nowhere."""
    world = high_school
    world.hosts["dana"].conference.also_for.add(world.schools["panguitch-middle"])
    rows = book(world, wish(world, "diego", "owen", at(DAY, 13)), wish(world, "lucia", "dana", at(DAY, 14)))
    AccessMark.objects.create(
        district=world.district, student=world.people["lucia"], person=world.people["rosa"], set_at=timezone.now()
    )

    move(appointment=rows[0], starts_at=at(DAY, 15), by=None, now=timezone.now())

    letter = Message.objects.get(kind="moved")
    assert "Luc" not in letter.calendar + letter.body_text + letter.body_html
    cancel(appointment=rows[1], by=None, now=timezone.now())
    assert not Message.objects.filter(kind="cancelled").exists()


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
    assert parts[-1].get_param("charset") == "utf-8"
    assert parts[-1].get_content_disposition() is None
    assert parts[-1].get_payload(decode=True).decode() == Message.objects.get().calendar
    assert "Morales" not in letter.subject


def test_the_file_to_download_is_the_same_entry(booked: Appointment, open_world: World, client: Client) -> None:
    client.force_login(open_world.user("rosa"))

    answer = client.get(f"/family/appointments/{booked.pk}/calendar.ics")

    calendar = Calendar.from_ical(answer.content)
    (event,) = calendar.walk("VEVENT")
    assert answer["Content-Type"] == "text/calendar; charset=utf-8"
    assert calendar["METHOD"] == "PUBLISH"
    assert "ATTENDEE" not in event
    assert event["UID"] == entries()[0][1]["UID"]
