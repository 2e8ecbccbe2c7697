"""Letters before a last day: to those who keep a scholarship, can still have it, and have not applied; once."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from pathlib import Path

import pytest
from django.utils import timezone
from tests.world import World

from doorway.messages.models import Message
from doorway.pathways.core.transcript import school_year
from doorway.pathways.graduation.tests.test_page import whole
from doorway.pathways.imports.tests.files import take_transcripts
from doorway.pathways.models import LocalScholarship
from doorway.pathways.models.roles import SaidAs
from doorway.pathways.scholarships import dates as dates_of
from doorway.pathways.scholarships import next_days as next_days_of
from doorway.pathways.scholarships import reminders
from doorway.pathways.scholarships.local import programs_of
from doorway.pathways.scholarships.programs import Dates, Program
from doorway.pathways.scholarships.reminders import remind_of_scholarships
from doorway.pathways.scholarships.steps import What, tell
from doorway.pathways.scholarships.tests.files import enter_one, make_senior, teach
from doorway.roster.models import AccessMark

Role = SaidAs


def says(world: World, row: LocalScholarship, what: What) -> None:
    diego = world.people["diego"]
    tell(
        student=diego, by=diego, role=Role.STUDENT, what=what, subject=row.pk.hex, title=row.name,
        school_year=school_year(row.closes_on), now=timezone.now(),
    )  # fmt: skip


def before(world: World, row: LocalScholarship, days: int) -> datetime:
    """Noon, so many days before the last day."""
    return datetime.combine(row.closes_on - timedelta(days=days), time(12), tzinfo=world.district.zone)


def letters() -> list[Message]:
    return list(Message.objects.filter(kind="reminder").order_by("created_at"))


def test_three_times_before_the_last_day_and_each_once(world: World, tmp_path: Path) -> None:
    teach(world, tmp_path)
    row = enter_one(world, closes_on=timezone.localdate() + timedelta(days=30))
    says(world, row, What.KEPT)
    readers = sum(bool(world.people[key].email) for key in ("diego", "rosa"))

    said = [remind_of_scholarships(now=before(world, row, days)) for days in (25, 21, 20, 8, 7, 6, 2, 1, 0, -1)]

    assert readers
    assert said == [0, readers, 0, 0, readers, 0, readers, 0, 0, 0]


def test_a_letter_says_what_is_still_to_do_in_the_readers_language(world: World, tmp_path: Path) -> None:
    teach(world, tmp_path)
    take_transcripts(world, tmp_path, whole("ENG-9", "C"))
    row = enter_one(world, average=3000, confirms=({"en": "Lives in the county", "es": "Vive en el condado"},))
    says(world, row, What.KEPT)
    remind_of_scholarships(now=before(world, row, 7))

    (rosas,) = [one for one in letters() if one.to_person == world.people["rosa"]]
    assert rosas.language == "es"
    assert "Premio del Club de Leones" in rosas.subject
    for text in (rosas.body_text, rosas.body_html):
        assert "Diego tiene esta beca en la lista" in text
        assert "Promedio de al menos 3" in text
        assert "Vive en el condado" in text
        assert re.search(r"La fecha límite es el [^.]+, en \d+ días\.", " ".join(text.split()))
        assert "(en " not in text
        assert "Morales" not in text.replace("Rosa Morales", "")
    assert str(world.people["diego"].pk) in rosas.body_text  # the page


def test_nobody_is_reminded_of_what_is_applied_for_let_go_or_closed(world: World, tmp_path: Path) -> None:
    teach(world, tmp_path)
    row = enter_one(world)
    now = before(world, row, 7)
    assert remind_of_scholarships(now=now) == 0  # nobody keeps it
    says(world, row, What.KEPT)
    says(world, row, What.APPLIED)
    assert remind_of_scholarships(now=now) == 0
    says(world, row, What.NOT_APPLIED)
    says(world, row, What.LET_GO)
    assert remind_of_scholarships(now=now) == 0
    gone = enter_one(world, confirms=({"en": "Is a twin"},))
    says(world, gone, What.KEPT)
    dana, diego = world.people["dana"], world.people["diego"]
    tell(
        student=diego, by=dana, role=Role.COUNSELOR, what=What.NOT_SO,
        subject=f"{gone.pk.hex}.{gone.confirms[0]['key']}",
        title={"en": "Is a twin"}, school_year=world.year.end_year, now=timezone.now(),
    )  # fmt: skip
    assert remind_of_scholarships(now=now) == 0
    says(world, row, What.KEPT)
    assert remind_of_scholarships(now=now) > 0


def test_who_must_not_read_of_the_student_gets_no_letter(world: World, tmp_path: Path) -> None:
    teach(world, tmp_path)
    row = enter_one(world)
    says(world, row, What.KEPT)
    AccessMark.objects.create(
        district=world.district, student=world.people["diego"], person=world.people["rosa"], reason="court order",
        set_at=timezone.now(),
    )  # fmt: skip
    remind_of_scholarships(now=before(world, row, 7))

    assert world.people["rosa"] not in [one.to_person for one in letters()]


def test_a_day_read_at_second_hand_says_so(world: World, tmp_path: Path) -> None:
    """The state's last days of the class of 2027 are not from the state itself."""
    teach(world, tmp_path)
    make_senior(world)
    diego = world.people["diego"]
    tell(
        student=diego, by=diego, role=Role.STUDENT, what=What.KEPT, subject="opportunity", title={"en": "Opportunity"},
        school_year=2027, now=timezone.now(),
    )  # fmt: skip
    noon = datetime(2027, 3, 16, 12, tzinfo=world.district.zone)
    if remind_of_scholarships(now=noon):
        assert all(
            "Leído de segunda mano" in one.body_text or "Read at second hand" in one.body_text for one in letters()
        )
        assert letters()
    else:
        assert world.year.end_year != 2027  # another class graduates: its days are not published


def _with_priority(world: World, monkeypatch: pytest.MonkeyPatch, *, ahead: int) -> Program:
    """The first scholarship of the state, kept, with a day so far ahead by which one is looked at first."""
    today = timezone.localdate()
    (first, *_others) = [one for one in programs_of(world.district, school_year(today), []) if not one.closed]
    dates = Dates(priority=today + timedelta(days=ahead), closes=today + timedelta(days=ahead + 45))
    program = replace(first, dates=dates)
    for module in (reminders, next_days_of, dates_of):
        monkeypatch.setattr(module, "programs_of", lambda *_more: [program])
    return program


def test_the_day_by_which_one_is_looked_at_first_has_reminders_of_its_own(
    world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    teach(world, tmp_path)
    make_senior(world)
    program = _with_priority(world, monkeypatch, ahead=30)
    diego, priority, closes = world.people["diego"], program.dates.priority, program.dates.closes
    assert priority is not None
    assert closes is not None
    tell(
        student=diego, by=diego, role=Role.STUDENT, what=What.KEPT, subject=program.key, title=program.title,
        school_year=world.year.end_year, now=timezone.now(),
    )  # fmt: skip
    readers = sum(bool(world.people[key].email) for key in ("diego", "rosa"))

    def on(last: date, days: int) -> int:
        noon = datetime.combine(last - timedelta(days=days), time(12), tzinfo=world.district.zone)
        return remind_of_scholarships(now=noon)

    assert [on(priority, days) for days in (22, 21, 7, 2, -1)] == [0, readers, readers, readers, 0]
    subjects = {one.subject for one in letters()}
    assert any(subject.startswith("Conviene enviarla a más tardar el") for subject in subjects)
    assert any("para que la miren primero" in one.body_text for one in letters())
    assert on(closes, 7) == readers
    assert len([one for one in letters() if "Fecha límite" in one.subject or one.subject.startswith("Deadline")])


def test_that_day_stands_on_the_start_page_and_in_the_calendar(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    make_senior(world)
    program = _with_priority(world, monkeypatch, ahead=5)
    priority = program.dates.priority
    assert priority is not None

    (one,) = next_days_of.next_days([world.people["diego"]])
    assert (one.priority, one.days, one.closes) == (priority, 5, program.dates.closes)
    days = list(dates_of.of_everybody(world.district, "https://example.org/"))
    assert [(day.day, day.is_priority) for day in days] == [(priority, True), (program.dates.closes, False)]
    # When that day is over, only the last one is left.
    (later,) = next_days_of.next_days([world.people["diego"]], today=priority + timedelta(days=1))
    assert (later.priority, later.days) == (None, 44)
