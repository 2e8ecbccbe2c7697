from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.utils import timezone
from tests.world import World

from doorway.conferences.actions.answers import answer_question
from doorway.conferences.actions.attendance import record_attendance
from doorway.conferences.errors.day import (
    AnswerChanged,
    AnswerTooLong,
    MeetingCancelled,
    MeetingNotYet,
    UnknownAttendance,
)
from doorway.conferences.models import Appointment, FamilyQuestion


def meeting(world: World, **changes: Any) -> Appointment:
    starts_at = timezone.now() - timedelta(minutes=5)
    values: dict[str, Any] = {
        "district": world.district,
        "conference": world.conference,
        "host": world.hosts["june"],
        "student": world.people["mateo"],
        "guardian": world.people["rosa"],
        "starts_at": starts_at,
        "ends_at": starts_at + timedelta(minutes=15),
        "booked_at": timezone.now(),
    }
    return Appointment.objects.create(**values | changes)


def test_came_nobody_came_and_undo(open_world: World) -> None:
    appointment, now = meeting(open_world), timezone.now()

    record_attendance(appointment=appointment, attendance="came", now=now)
    record_attendance(appointment=appointment, attendance="came", now=now + timedelta(minutes=1))
    appointment.refresh_from_db()
    assert (appointment.attendance, appointment.attendance_at) == ("came", now)

    record_attendance(appointment=appointment, attendance="no_show", now=now)
    record_attendance(appointment=appointment, attendance="", now=now)
    appointment.refresh_from_db()
    assert (appointment.attendance, appointment.attendance_at) == ("", None)
    assert [row.attendance for row in appointment.history.all()] == ["", "no_show", "came", ""]


def test_nobody_has_come_to_a_meeting_of_tomorrow(open_world: World) -> None:
    starts_at = timezone.now() + timedelta(days=1)
    appointment = meeting(open_world, starts_at=starts_at, ends_at=starts_at + timedelta(minutes=15))

    with pytest.raises(MeetingNotYet):
        record_attendance(appointment=appointment, attendance="came", now=timezone.now())


def test_a_cancelled_meeting_and_an_unknown_mark_are_refused(open_world: World) -> None:
    with pytest.raises(MeetingCancelled):
        record_attendance(appointment=meeting(open_world, status="cancelled"), attendance="came", now=timezone.now())
    with pytest.raises(UnknownAttendance):
        record_attendance(appointment=meeting(open_world), attendance="late", now=timezone.now())


def test_an_answer_is_kept_and_not_overwritten_unseen(open_world: World) -> None:
    people, now = open_world.people, timezone.now()
    question = FamilyQuestion.objects.create(
        district=open_world.district,
        conference=open_world.conference,
        student=people["mateo"],
        asked_by=people["rosa"],
        text="How can we help at home?",
        asked_at=now,
    )

    def answer(text: str, **more: Any) -> datetime | None:
        return answer_question(question=question, answer=text, by=people["june"], now=now, **more).answered_at

    assert answer("Read together.", expected="") == now
    with pytest.raises(AnswerChanged, match="June Albrecht answered in the meantime"):
        answer("Do nothing.", expected="")
    with pytest.raises(AnswerTooLong):
        answer("x" * 2001)
    assert answer("") is None
