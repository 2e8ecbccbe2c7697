"""Whose seats may stand beside each other is looked at alone; everybody else is counted in the pass over all."""

from __future__ import annotations

import uuid
from collections import Counter
from dataclasses import replace
from datetime import date, timedelta
from importlib import import_module
from random import Random
from unittest.mock import patch

import pytest
from django.db import connection, transaction
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.world import World

from doorway.compliance.core.days import CLOSING, Year
from doorway.compliance.core.rules import Rule
from doorway.compliance.following import recount
from doorway.compliance.models import Standing
from doorway.compliance.queries.standing import Asked, Here, asked_of, lines, seats, total
from doorway.compliance.queries.standing.calendar import calendar_of
from doorway.compliance.queries.standing.seats import here_on, seats_in_force
from doorway.roster.models import EarlierGrade, Membership, Person, SchoolYear

pytestmark = pytest.mark.both
RULES = [Rule(-1, 6, "sep", individual=2, takes_part=("guardian",)), Rule(7, 12, "seop", individual=1, span="band")]
STUDENTS = ("mateo", "lucia", "diego", "ellie", "sadie")


def ends_of(world: World) -> list[date]:
    return list(SchoolYear.objects.filter(district=world.district).values_list("ends_on", flat=True))


def is_of(row: Membership, here: Here) -> bool:
    """Whether the seat holds at all, and on one of the days."""
    begins, ends = row.begins_on or date.min, row.ends_on or date.max
    return begins <= ends and begins <= here.last and ends >= here.first


def stand_beside(one: Membership, other: Membership, closings: list[Here]) -> bool:
    """Whether both are there on some day, or both are of the last weeks of a year."""
    begins = max(row.begins_on or date.min for row in (one, other))
    ends = min(row.ends_on or date.max for row in (one, other))
    hold = all(is_of(row, Here(date.min, date.max)) for row in (one, other))
    return hold and (begins <= ends or any(is_of(one, here) and is_of(other, here) for here in closings))


def looked_at_alone(world: World, weeks: timedelta) -> set[uuid.UUID]:
    """The seats that may stand beside another one, told from the rows themselves."""
    closings = [Here(day - weeks, day) for day in ends_of(world)]
    rows = list(Membership.objects.filter(district=world.district, role="student", school__isnull=False))
    return {
        one.pk
        for one in rows
        if any(
            other.person_id == one.person_id and stand_beside(one, other, closings) for other in rows if other != one
        )
    }


def counted_by_hand(world: World, here: Here) -> set[uuid.UUID]:
    """The seat that counts of each student."""
    held: dict[uuid.UUID, list[Membership]] = {}
    for row in Membership.objects.filter(person__is_active=True, role="student", school__isnull=False):
        if row.district_id == world.district.pk and is_of(row, here):
            held.setdefault(row.person_id, []).append(row)
    return {
        max(rows, key=lambda row: (row.is_primary, row.begins_on or date.min, row.pk.hex)).pk for rows in held.values()
    }


class Seats:
    """Seats and school years as rosters give and take them, around the days on which a school year ends and begins."""

    def __init__(self, world: World, random: Random) -> None:
        self.world, self.random = world, random

    def day(self) -> date:
        ends = self.random.choice(ends_of(self.world) or [timezone.localdate()])
        near = (-400, -60, -50, -49, -48, -47, -46, -45, -44, -30, -20, -1, 0, 1, 20, 46, 47, 300)
        return ends + timedelta(days=self.random.choice(near))

    def one(self) -> None:
        acts = (self.gives, self.gives, self.moves, self.moves, self.takes, self.year, self.year_moves, self.year_goes)
        self.random.choice(acts)()

    @property
    def student(self) -> Person:
        return self.world.people[self.random.choice(STUDENTS)]

    def gives(self) -> None:
        """A seat with whatever days, also one that ends before it begins."""
        begins = self.random.choice((None, self.day()))
        ends = self.random.choice((None, self.day(), begins and begins + timedelta(self.random.choice((-1, 0, 30)))))
        Membership.objects.update_or_create(
            district=self.world.district, person=self.student, role="student",
            school=self.random.choice(list(self.world.schools.values())),
            defaults={"begins_on": begins, "ends_on": ends, "is_primary": self.random.random() < 0.5},
        )  # fmt: skip

    def moves(self) -> None:
        """From one school to the next, some days later."""
        student, last = self.student, self.day()
        Membership.objects.filter(person=student, role="student", ends_on=None).update(ends_on=last)
        Membership.objects.update_or_create(
            district=self.world.district, person=student, role="student",
            school=self.random.choice(list(self.world.schools.values())),
            defaults={
                "begins_on": last + timedelta(days=self.random.choice((1, 1, 2, 40, 44, 45, 46, 80))), "ends_on": None,
            },
        )  # fmt: skip

    def takes(self) -> None:
        row = self.random.choice(list(Membership.objects.filter(role="student").order_by("pk")))
        row.delete()
        if not Membership.objects.filter(role="student").exists():
            self.gives()

    def year(self) -> None:
        """A school year is entered."""
        first = min((row.starts_on for row in SchoolYear.objects.all()), default=timezone.localdate())
        last = first - timedelta(days=self.random.choice((1, 20)))
        SchoolYear.objects.create(
            district=self.world.district, name=f"year {SchoolYear.objects.count()}-{self.random.randrange(99)}"[:9],
            starts_on=last - timedelta(days=self.random.choice((300, 364))), ends_on=last,
        )  # fmt: skip

    def year_moves(self) -> None:
        row = self.random.choice(list(SchoolYear.objects.order_by("pk")))
        row.ends_on += timedelta(days=self.random.choice((-30, -3, 2, 10)))
        row.save()

    def year_goes(self) -> None:
        row = SchoolYear.objects.exclude(pk=self.world.year.pk).order_by("pk").first()
        if row is not None:
            row.delete()


def asked_with(world: World, here: Here) -> Asked:
    """What the rules ask today, of the students of other days."""
    today = timezone.localdate()
    found = asked_of(RULES, world.district, today, replace(calendar_of(world.district, today), here=here))
    assert found is not None
    return found


@pytest.mark.long
@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(seed=st.integers(0, 2**32), number=st.integers(1, 14))
def test_the_pass_over_everybody_counts_each_student_once(world: World, seed: int, number: int) -> None:
    """On every day, and with whom a year ended; the rows that are kept are those of a recount."""
    with transaction.atomic():
        happened = Seats(world, Random(seed))  # invents, guards nothing
        for _time in range(number):
            happened.one()

        kept = dict(Standing.objects.values_list("pk", "contested"))
        alone = {pk for pk, contested in kept.items() if contested}
        # The same on both databases; in months of 31 days the last weeks may reach a few days further back.
        assert looked_at_alone(world, CLOSING) <= alone <= looked_at_alone(world, CLOSING + timedelta(days=4))
        ends = ends_of(world)
        days = {day + timedelta(days=further) for day in ends for further in (-46, -45, -20, 0, 1, 60)}
        years = [Year(one.starts_on, one.ends_on) for one in SchoolYear.objects.order_by("-starts_on")]
        shown = {
            here_on(on, next((year for year in years if year.starts_on <= on), None), are_here=are_here)
            for on in days | {happened.day(), timezone.localdate()}
            for are_here in (True, False)
        }
        for here in shown:
            expected = counted_by_hand(world, here)
            assert set(seats(world.district, here).values_list("pk", flat=True)) == expected
            usual = seats_in_force(world.district, here, None).filter(contested=False)
            assert set(usual.values_list("pk", flat=True)) == expected - alone
            assert max(Counter(usual.values_list("student", flat=True)).values(), default=1) == 1
        here = happened.random.choice(sorted(shown, key=lambda one: (one.first, one.last)))
        found = asked_with(world, here)
        by_hand = Membership.objects.filter(pk__in=counted_by_hand(world, here)).exclude(person__grade="")
        with patch("doorway.compliance.queries.standing.tallies.MOST_ALONE", happened.random.choice((-1, 150))):
            assert total(lines(found)).students == by_hand.count()
        recount(connection)
        assert dict(Standing.objects.values_list("pk", "contested")) == kept
        transaction.set_rollback(True)


def alone(world: World, key: str) -> dict[str, bool]:
    """The seats of a student by school."""
    rows = Standing.objects.filter(student=world.people[key]).select_related("school")
    return {row.school.slug: row.contested for row in rows}


def seat(world: World, school: str, begins: date | None, ends: date | None) -> Membership:
    row, _made = Membership.objects.update_or_create(
        district=world.district, person=world.people["sadie"], school=world.schools[school], role="student",
        defaults={"begins_on": begins, "ends_on": ends},
    )  # fmt: skip
    return row


def test_whoever_came_from_another_school_is_counted_with_the_others(world: World) -> None:
    """Nearly everybody in high school was in a middle school before: by the day, as the roster of August leaves it."""
    today, year = timezone.localdate(), world.year
    august = year.ends_on - timedelta(days=320)
    Membership.objects.filter(person=world.people["sadie"], role="student").delete()
    seat(world, "boulder-elementary", None, august - timedelta(days=800))
    seat(world, "panguitch-middle", august - timedelta(days=799), august - timedelta(days=1))
    seat(world, "panguitch-high", august, None)
    assert set(alone(world, "sadie").values()) == {False}

    # On one day at both: a transfer that overlaps.
    seat(world, "panguitch-middle", august - timedelta(days=799), august)
    assert alone(world, "sadie") == {"boulder-elementary": False, "panguitch-middle": True, "panguitch-high": True}

    # In the last weeks of a year: both schools ended it with the student.
    seat(world, "panguitch-middle", august - timedelta(days=799), year.ends_on - timedelta(days=20))
    seat(world, "panguitch-high", year.ends_on - timedelta(days=19), None)
    assert alone(world, "sadie") == {"boulder-elementary": False, "panguitch-middle": True, "panguitch-high": True}

    # The year ends on another day; so it is where one is entered, or taken out.
    year.ends_on -= timedelta(days=60)
    year.save(update_fields=["ends_on"])
    assert set(alone(world, "sadie").values()) == {False}
    other = SchoolYear.objects.create(
        district=world.district, name="other", starts_on=year.ends_on + timedelta(days=1),
        ends_on=year.ends_on + timedelta(days=55),
    )  # fmt: skip
    assert sum(alone(world, "sadie").values()) == 2
    other.delete()
    assert set(alone(world, "sadie").values()) == {False}

    # Given and taken back on one day it stands beside none.
    seat(world, "panguitch-middle", today, today - timedelta(days=1))
    seat(world, "panguitch-high", None, None)
    seat(world, "boulder-elementary", today, today - timedelta(days=1))
    assert set(alone(world, "sadie").values()) == {False}


def test_an_installation_that_looked_at_more_students_alone_looks_at_fewer(world: World) -> None:
    """Before, everybody who ever had a second seat; the migration leaves what the triggers would keep."""
    Person.objects.filter(pk=world.people["lucia"].pk).update(grade_year=world.year.end_year)
    seen: set[bool] = set()
    for seed in range(4):
        happened = Seats(world, Random(seed))  # invents, guards nothing
        for _time in range(12):
            happened.one()
        EarlierGrade.objects.get_or_create(
            district=world.district, student=world.people["lucia"], school_year=world.year.end_year - 1,
            defaults={"grade": "03"},
        )  # fmt: skip
        kept = dict(Standing.objects.values_list("pk", "contested"))
        seen |= set(kept.values())
        seated = Counter(Standing.objects.values_list("student", flat=True))
        several = [student for student, number in seated.items() if number > 1]
        Standing.objects.filter(student__in=several).update(contested=True)

        statement = import_module("doorway.compliance.migrations.0029_seats_that_stand_beside_another").NO_MORE
        with connection.cursor() as cursor:
            cursor.execute(statement)

        assert dict(Standing.objects.values_list("pk", "contested")) == kept
    assert seen == {True, False}
