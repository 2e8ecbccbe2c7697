"""Whether a counselor was there is a question of that day: individual and group conferences, and counselors' time."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from random import Random
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from django.utils import timezone
from tests.world import World, add_conference

from doorway.compliance.counseling import _number
from doorway.compliance.models import GroupConference, GroupGuest, GroupHost, Standing
from doorway.compliance.queries.groups import had_counselor, hosts_of, staff_of, with_hosts
from doorway.compliance.queries.sample import _met as with_whom
from doorway.compliance.queries.service import counselors_of, time_in
from doorway.compliance.tests import truth
from doorway.conferences.models import Appointment
from doorway.roster.models import EarlierStay, Membership, SchoolYear

DAY = date(2026, 2, 10)
UTAH = ZoneInfo("America/Denver")


@pytest.fixture
def met(world: World) -> World:
    """In February Owen, a teacher of the high school, met Diego's family alone and in a group."""
    add_conference(world, school="panguitch-high", host="owen")
    hold(world, datetime(2026, 2, 10, 12, tzinfo=UTAH))
    return world


def hold(world: World, starts: datetime) -> None:
    host = world.hosts["owen"]
    year, _new = SchoolYear.objects.get_or_create(
        district=world.district, name="2025-26",
        defaults={"starts_on": date(2025, 7, 1), "ends_on": date(2026, 6, 30)},
    )  # fmt: skip
    host.conference.school_year = year
    host.conference.save()
    Appointment.objects.create(
        district=world.district, conference=host.conference, host=host, student=world.people["diego"],
        guardian=world.people["rosa"], starts_at=starts, ends_at=starts + timedelta(minutes=15), booked_at=starts,
        attendance="came",
    )  # fmt: skip
    group = GroupConference.objects.create(
        district=world.district, school=world.schools["panguitch-high"], held_at=starts, topic="Graduation",
        minutes=60, created_by=world.user("ruth"), created_at=timezone.now(),
    )  # fmt: skip
    GroupGuest.objects.create(district=world.district, conference=group, student=world.people["diego"])
    GroupHost.objects.create(district=world.district, conference=group, person=world.people["owen"])


def role_of(world: World, role: str = "counselor", begins: date | None = None, ends: date | None = None) -> Membership:
    row, _new = Membership.objects.update_or_create(
        district=world.district, person=world.people["owen"], school=world.schools["panguitch-high"], role=role,
        defaults={"begins_on": begins, "ends_on": ends},
    )  # fmt: skip
    return row


def counted(world: World) -> bool:
    """Whether both conferences count as ones with a counselor: in the standing, in the time, on the group's page."""
    row = Standing.objects.get(student=world.people["diego"])
    owen, year = world.people["owen"].pk, SchoolYear.objects.get(name="2025-26")
    group = with_hosts(GroupConference.objects.all()).get()
    time = time_in(year, [owen])[owen]
    said = {
        row.counselor_1 is not None,
        row.group_counselor_1 is not None,
        time.meetings == 1,
        time.groups == 1,
        had_counselor(hosts_of(group)),
        ("counselor",) in with_whom({row.student_id: group.held_at}, world.district.zone)[row.student_id],
        truth.was_counselor(world.people["owen"], group.held_at),
    }
    assert len(said) == 1, (row, time)
    # Whoever it was, the family was met, and in a group.
    assert row.met_1 is not None
    assert row.group_1 is not None
    return said.pop()


def test_who_becomes_a_counselor_later_was_none_then(met: World) -> None:
    """The role is given in March, changed to an earlier day, to a later one, and taken away."""
    assert not counted(met)
    row = role_of(met, begins=date(2026, 3, 1))
    assert not counted(met)
    role_of(met, begins=DAY)
    assert counted(met)
    role_of(met, begins=DAY + timedelta(days=1))
    assert not counted(met)
    role_of(met, begins=None)
    assert counted(met)
    row.delete()
    assert not counted(met)


def test_what_somebody_did_as_a_counselor_goes_on_counting_when_the_role_is_over(met: World) -> None:
    role_of(met, begins=date(2024, 11, 4), ends=DAY)
    assert counted(met)
    role_of(met, begins=date(2024, 11, 4), ends=DAY - timedelta(days=1))
    assert not counted(met)


def test_a_role_that_was_held_before_and_is_held_again_counts_on_its_days(met: World) -> None:
    """The row of now begins in November; the time before is kept, is put right, and is taken out."""
    row = role_of(met, begins=date(2026, 11, 2))
    assert not counted(met)
    place = {"district": met.district, "person": row.person, "school": row.school, "role": "counselor"}
    before = EarlierStay.objects.create(**place, begins_on=date(2025, 8, 20), ends_on=DAY)
    assert counted(met)
    before.ends_on = DAY - timedelta(days=1)
    before.save()
    assert not counted(met)
    before.ends_on = date(2026, 6, 5)
    before.save()
    assert counted(met)
    before.delete()
    assert not counted(met)


def test_a_role_that_begins_with_the_year_was_none_while_there_was_another_before(met: World) -> None:
    """Owen is a counselor since August, and taught in that year: the teacher's row of now begins in August, too."""
    role_of(met, begins=date(2026, 8, 18))
    assert counted(met)
    taught = role_of(met, "teacher", begins=date(2026, 8, 18))
    place = {"district": met.district, "person": taught.person, "school": taught.school, "role": "teacher"}
    EarlierStay.objects.create(**place, begins_on=date(2025, 8, 20), ends_on=date(2026, 6, 5))
    assert not counted(met)


@pytest.mark.parametrize("begins", [date(2026, 11, 29), date(2026, 8, 20)])
def test_a_role_that_was_given_and_taken_back_on_one_day_counts_nothing(met: World, begins: date) -> None:
    """Valid on no day, also where it was given in the first weeks of a school year; and nobody is listed for it."""
    role_of(met, begins=begins, ends=begins - timedelta(days=1))

    assert not counted(met)
    school = met.schools["panguitch-high"]
    year = SchoolYear.objects.create(
        district=met.district, name="2025-role", starts_on=begins - timedelta(30), ends_on=begins + timedelta(30)
    )
    owen = met.people["owen"].pk
    assert owen not in {one.counselor.pk for one in counselors_of([school], year, begins + timedelta(days=9))}
    assert [one.is_counselor for one in staff_of(school) if one.person == owen] == [False]


@pytest.mark.parametrize(
    ("begins", "counts"),
    [
        (date(2026, 6, 30), False),
        (date(2026, 7, 1), True),
        (date(2026, 8, 18), True),
        (date(2026, 9, 15), True),
        (date(2026, 9, 16), False),
        (date(2028, 8, 18), True),
    ],
)
def test_a_role_that_a_roster_begins_anew_with_the_school_year_holds_before(
    met: World, begins: date, counts: bool
) -> None:
    Membership.objects.filter(person=met.people["owen"]).delete()
    role_of(met, begins=begins)

    assert counted(met) is counts


@pytest.mark.parametrize(
    ("taught", "counts"),
    [
        # The roster ends what a teacher was when the list of the new year comes without it.
        ((None, date(2026, 8, 20)), False),
        ((date(2025, 8, 18), DAY), False),
        ((date(2025, 8, 18), DAY - timedelta(days=1)), True),
        ((DAY + timedelta(days=1), date(2026, 8, 20)), True),
        # Who goes on teaching was perhaps both.
        ((None, None), True),
        ((date(2026, 8, 18), None), True),
    ],
)
def test_a_teacher_who_becomes_a_counselor_with_a_new_school_year_was_none_before(
    met: World, taught: tuple[date | None, date | None], counts: bool
) -> None:
    role_of(met, begins=date(2026, 8, 18))
    role_of(met, "teacher", *taught)

    assert counted(met) is counts


@pytest.mark.parametrize("last", [date(2026, 1, 31), date(2026, 2, 28), date(2024, 2, 29), date(2026, 11, 30)])
def test_an_evening_is_of_its_own_day(world: World, last: date) -> None:
    """Eight in the evening in Utah is on the next day in UTC: of the next month, after a role's last day."""
    add_conference(world, school="panguitch-high", host="owen")
    hold(world, datetime.combine(last, datetime.min.time(), UTAH) + timedelta(hours=20))
    row = role_of(world, begins=date(2020, 10, 1), ends=last)
    standing = Standing.objects.get(student=world.people["diego"])
    assert standing.counselor_1 is not None

    row.ends_on = last - timedelta(days=1)
    row.save()
    standing.refresh_from_db()
    assert standing.counselor_1 is None

    role_of(world, begins=last + timedelta(days=1))
    standing.refresh_from_db()
    assert standing.counselor_1 is None

    role_of(world, begins=last)
    standing.refresh_from_db()
    assert standing.counselor_1 is not None


@pytest.mark.django_db
def test_the_database_numbers_days_as_the_calendar_does() -> None:
    random = Random(7)  # invents, guards nothing
    days = [date(2000, 3, 1), *(date(1990, 1, 1) + timedelta(days=random.randrange(80_000)) for _day in range(60))]
    days += [date(year, month, day) for year in (2024, 2025, 2100) for month, day in ((2, 28), (3, 1), (12, 31))]
    with connection.cursor() as cursor:
        found = []
        for day in days:
            cursor.execute(f"SELECT {_number(chr(39) + str(day) + chr(39))}")
            found.append(cursor.fetchone()[0])
    assert [number - found[0] for number in found] == [(day - days[0]).days for day in days]
