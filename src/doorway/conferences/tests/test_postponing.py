"""A whole day moves, with everything that is booked on it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from tests.world import World, add_conference, at, school_day

from doorway.conferences.actions.booking import Wish, book_basket, cancel
from doorway.conferences.actions.postponing import postpone_window
from doorway.conferences.errors import preparing as errors
from doorway.conferences.models import Appointment, ConferenceWindow, HostTime, Occupancy, Visit
from doorway.messages.models import Message
from doorway.roster.models import DayOff

SignIn = Callable[[World, str], Client]
DAY = school_day()


def later(weeks: int = 2) -> date:
    """The same weekday some weeks later: a school day after both days of the conference."""
    return DAY + timedelta(days=7 * weeks)


def window(world: World) -> ConferenceWindow:
    """The first afternoon."""
    return world.conference.windows.order_by("starts_at")[0]  # type: ignore[union-attr]


def booked(
    world: World, hour: int = 13, student: str = "mateo", guardian: str = "rosa", *, host: str = "june", day: date = DAY
) -> Appointment:
    wish = Wish(
        world.people[student], world.hosts[host], at(day, hour), student_comes="yes", language="es",
        wants_interpreter=True, guest_names=("Abuela",), question="How does she read?",
    )  # fmt: skip
    (row,) = book_basket(wishes=[wish], guardian=world.people[guardian], by=None, now=timezone.now())
    return row


def postpone(world: World, to: date, now: datetime | None = None) -> list[Appointment]:
    return postpone_window(window=window(world), to=to, by=world.user("ruth"), now=now or timezone.now())


def test_everything_of_the_day_goes_along(open_world: World) -> None:
    row = booked(open_world)
    june, tuesday = open_world.hosts["june"], booked(open_world, 14, "ellie", "ben", day=DAY + timedelta(days=1))
    HostTime.objects.create(
        district=open_world.district, host=june, kind="break", starts_at=at(DAY, 14), ends_at=at(DAY, 14, 30)
    )
    uid, sequence = Visit.objects.get(person=row.guardian).calendar_uid, window(open_world).sequence

    postpone(open_world, later())

    row.refresh_from_db()
    tuesday.refresh_from_db()
    assert (row.starts_at, row.ends_at) == (at(later(), 13), at(later(), 13, 15))
    assert tuesday.starts_at == at(DAY + timedelta(days=1), 14)
    spans = Occupancy.objects.filter(appointment=row).values_list("starts_at", "ends_at")
    assert set(spans) == {(at(later(), 13), at(later(), 13, 15))}
    # June, Rosa, Mateo, Inés and the room.
    assert len(spans) == 5
    assert row.interpreter == open_world.people["ines"]
    assert row.guests.get().name == "Abuela"
    assert HostTime.objects.get().starts_at == at(later(), 14)
    moved = open_world.conference.windows.order_by("starts_at").last()  # type: ignore[union-attr]
    assert (moved.starts_at, moved.ends_at) == (at(later(), 13), at(later(), 16, 45))
    assert moved.sequence == sequence + 1
    # One entry in the calendar, which moves.
    visit = Visit.objects.get(person=row.guardian)
    assert (visit.day, visit.calendar_uid, visit.sequence) == (later(), uid, 1)
    letter = Message.objects.filter(to_person=row.guardian).latest("created_at")
    assert letter.kind == "postponed"
    assert letter.calendar_method == "REQUEST"
    assert f"DTSTART:{at(later(), 13).astimezone(UTC):%Y%m%dT%H%M%SZ}" in letter.calendar
    assert Message.objects.filter(to_person=open_world.people["ben"]).count() == 1
    assert Message.objects.filter(to_person=open_world.people["peggy"], kind="newdays").exists()
    assert row.history.first().history_change_reason == "postpone"


def test_a_family_gets_one_letter_for_the_whole_day(open_world: World) -> None:
    add_conference(open_world, school="panguitch-elementary", host="dana")
    dana = open_world.hosts["dana"]
    dana.conference, dana.meets_everyone = open_world.conference, True  # type: ignore[assignment]
    dana.save()
    booked(open_world)
    booked(open_world, 14, host="dana")

    postpone(open_world, later())

    (letter,) = Message.objects.filter(kind="postponed")
    assert letter.language == "es"
    assert letter.body_text.count("Dana") == 1
    assert letter.body_text.count("June") == 1


def test_who_has_a_time_on_the_other_day_keeps_its_entry(open_world: World) -> None:
    add_conference(open_world, school="panguitch-elementary", host="dana")
    dana = open_world.hosts["dana"]
    dana.conference, dana.meets_everyone = open_world.conference, True  # type: ignore[assignment]
    dana.save()
    booked(open_world)
    booked(open_world, 14, host="dana", day=DAY + timedelta(days=1))

    postpone(open_world, later())

    assert set(Visit.objects.filter(is_over=False).values_list("day", flat=True)) == {
        DAY + timedelta(days=1),
        later(),
    }


def test_a_cancelled_meeting_stays_where_it_was(open_world: World) -> None:
    row = booked(open_world)
    cancel(appointment=row, by=None, now=timezone.now())

    assert postpone(open_world, later()) == []
    row.refresh_from_db()
    assert row.starts_at == at(DAY, 13)


def test_somebody_who_is_elsewhere_then_stops_it_and_nothing_moves(open_world: World) -> None:
    row, before = booked(open_world), window(open_world).starts_at
    add_conference(open_world, school="panguitch-middle", host="owen")
    there = open_world.hosts["owen"].conference.windows.order_by("starts_at")[0]
    there.starts_at, there.ends_at = at(later(), 13), at(later(), 16, 45)
    there.save()
    booked(open_world, 13, "lucia", host="owen", day=later())

    with pytest.raises(errors.BusyThatDay, match="Rosa Morales"):
        postpone(open_world, later())

    row.refresh_from_db()
    assert (row.starts_at, window(open_world).starts_at) == (at(DAY, 13), before)
    assert Occupancy.objects.filter(appointment=row, starts_at=at(DAY, 13)).count() == 5


def test_what_a_day_cannot_be(open_world: World) -> None:
    booked(open_world)
    DayOff.objects.create(district=open_world.district, date=later(), reason="Snow")

    with pytest.raises(errors.NoSchoolThatDay, match="Snow"):
        postpone(open_world, later())
    with pytest.raises(errors.WindowPast):
        postpone(open_world, timezone.localdate() - timedelta(days=1))
    with pytest.raises(errors.WindowsOverlap):
        postpone(open_world, DAY + timedelta(days=1))
    with pytest.raises(errors.DayHasBegun):
        postpone(open_world, later(), now=at(DAY, 13, 5))
    assert Appointment.objects.get().starts_at == at(DAY, 13)


def send(client: Client, world: World, day: date, **more: str) -> str:
    row = window(world)
    address = reverse("office_change_day", args=[row.conference_id, row.pk])
    answer = client.post(address, {"date": day.isoformat(), "begins": "13:00", "ends": "16:45"} | more, follow=True)
    return answer.content.decode()


def test_the_district_moves_a_day_from_its_page(open_world: World, client_of: SignIn) -> None:
    row, ruth = booked(open_world), client_of(open_world, "ruth")
    address = reverse("office_change_day", args=[row.conference_id, window(open_world).pk])
    assert "On another day, move the 1 booked meeting along" in ruth.get(address).content.decode()

    # Without the tick it is refused as before.
    assert "families have booked" in send(ruth, open_world, later())
    send(ruth, open_world, later(), with_meetings="on")

    row.refresh_from_db()
    assert row.starts_at == at(later(), 13)


def test_hours_that_leave_a_family_out_move_nothing(open_world: World, client_of: SignIn) -> None:
    row, ruth = booked(open_world), client_of(open_world, "ruth")

    said = send(ruth, open_world, later(), with_meetings="on", begins="14:00")

    assert "families have booked" in said
    row.refresh_from_db()
    assert row.starts_at == at(DAY, 13)
    assert not Message.objects.filter(kind="postponed").exists()


def test_a_school_does_not_move_an_approved_day(open_world: World, client_of: SignIn) -> None:
    row, peggy = booked(open_world), client_of(open_world, "peggy")
    address = reverse("office_change_day", args=[row.conference_id, window(open_world).pk])
    assert "move the" not in peggy.get(address).content.decode()

    send(peggy, open_world, later(), with_meetings="on")

    row.refresh_from_db()
    assert row.starts_at == at(DAY, 13)


def test_an_interpreter_stays_with_the_family_who_had_one(open_world: World) -> None:
    """Two talks at one time, one interpreter: the move does not hand her to the family who had nobody."""
    add_conference(open_world, school="panguitch-elementary", host="dana")
    dana = open_world.hosts["dana"]
    dana.conference, dana.meets_everyone = open_world.conference, True  # type: ignore[assignment]
    dana.save()
    one, other = booked(open_world), booked(open_world, student="ellie", guardian="ben", host="dana")
    # The order of the rows says nothing about who has her.
    without, having = sorted((one, other), key=lambda row: row.pk)
    Occupancy.objects.filter(person=open_world.people["ines"]).delete()
    Appointment.objects.filter(pk=without.pk).update(interpreter=None)
    Appointment.objects.filter(pk=having.pk).update(interpreter=open_world.people["ines"])
    Occupancy.objects.create(
        district=open_world.district, appointment=having, person=open_world.people["ines"],
        starts_at=having.starts_at, ends_at=having.ends_at,
    )  # fmt: skip

    postpone(open_world, later())

    having.refresh_from_db()
    assert having.interpreter == open_world.people["ines"]
