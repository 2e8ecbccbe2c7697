"""A small world for tests: the cast in their schools, a conference open for booking, and a second district.

Everything is made with the models directly, so that a test of an action starts from a known state in milliseconds.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.utils import timezone

from doorway.accounts.models import District, User
from doorway.conferences.models import Conference, ConferenceWindow, Host
from doorway.demo.people import CAST
from doorway.roster.imports.plan.comparing import new_id
from doorway.roster.models import (
    AccessMark,
    Enrollment,
    Guardianship,
    Membership,
    Person,
    Room,
    School,
    SchoolClass,
    SchoolYear,
)

ZONE = ZoneInfo("America/Denver")

SCHOOLS = {
    "panguitch-elementary": ("Panguitch Elementary School", "KG,01,02,03,04,05,06"),
    "panguitch-middle": ("Panguitch Middle School", "07,08"),
    "panguitch-high": ("Panguitch High School", "09,10,11,12"),
    "boulder-elementary": ("Boulder Elementary School", "KG,01,02,03,04,05,06"),
}

FAMILIES = {
    "rosa": (("mateo", 1), ("lucia", 1), ("diego", 1)),
    "ben": (("ellie", 1),),
    "karen": (("ellie", 2),),
    "amy": (("sadie", 1),),
    "travis": (("sadie", 2),),
}


def school_day(days: int = 7) -> date:
    """A weekday at least ``days`` from today."""
    day = timezone.localdate() + timedelta(days=days)
    while day.weekday() > 3:
        day += timedelta(days=1)
    return day


def at(day: date, hour: int, minute: int = 0) -> datetime:
    """A moment on a day in the district's time zone."""
    return datetime.combine(day, time(hour, minute), tzinfo=ZONE)


@dataclass
class World:
    """What the tests reach for: ``world.people["rosa"]``, ``world.schools["panguitch-high"]`` …"""

    district: District
    year: SchoolYear
    schools: dict[str, School] = field(default_factory=dict)
    people: dict[str, Person] = field(default_factory=dict)
    classes: dict[str, SchoolClass] = field(default_factory=dict)
    rooms: dict[str, Room] = field(default_factory=dict)
    conference: Conference | None = None
    hosts: dict[str, Host] = field(default_factory=dict)

    def user(self, key: str) -> User:
        """The user who signs in for this person."""
        user = self.people[key].user
        assert user is not None, f"{key} has no mailbox"
        return user


def make_world(code: str = "garfield", name: str = "Garfield County School District") -> World:
    """Schools, cast, classes, families, one no-access mark; no conference yet."""
    district = District.objects.create(code=code, name=name, time_zone=str(ZONE))
    today = timezone.localdate()
    first = today.year if today.month >= 7 else today.year - 1
    year = SchoolYear.objects.create(
        district=district,
        name=f"{first}-{(first + 1) % 100:02d}",
        starts_on=date(first, 7, 1),
        ends_on=date(first + 1, 6, 30),
    )
    world = World(district, year)
    _add_schools(world)
    _add_people(world, prefix="" if code == "garfield" else f"{code}.")
    _add_families(world)
    _add_classes(world)
    return world


# Thousands of tests begin with a world: a table is filled with one statement.
def _add_schools(world: World) -> None:
    world.schools = {
        slug: School(district=world.district, sourced_id=slug, name=name, slug=slug, grades=grades)
        for slug, (name, grades) in SCHOOLS.items()
    }
    School.objects.bulk_create(world.schools.values())


def _add_people(world: World, prefix: str) -> None:
    mailboxes = {f"{prefix}{member.email}".lower() for member in CAST if member.email}
    users = {user.email: user for user in User.objects.filter(email__in=mailboxes)}
    users |= {email: User(email=email) for email in sorted(mailboxes - users.keys())}
    User.objects.bulk_create([user for user in users.values() if user._state.adding])
    for member in CAST:
        email = f"{prefix}{member.email}" if member.email else ""
        world.people[member.key] = Person(
            id=new_id(),  # as an import makes them: the ids of one family begin alike
            district=world.district,
            sourced_id=member.key,
            given_name=member.given_name,
            family_name=member.family_name,
            email=email,
            language=member.language,
            grade=member.grade,
            identifier=f"L-{member.key}" if member.grade else "",
            state_id=f"S-{member.key}" if member.grade else "",
            user=users[email.lower()] if email else None,
        )
    Person.objects.bulk_create(world.people.values())
    Membership.objects.bulk_create(
        Membership(
            district=world.district,
            person=world.people[member.key],
            school=world.schools[member.school] if member.school else None,
            role=member.role,
        )
        for member in CAST
    )


def _add_families(world: World) -> None:
    Guardianship.objects.bulk_create(
        Guardianship(
            district=world.district,
            student=world.people[student],
            guardian=world.people[guardian],
            household=household,
            relationship="parent",
        )
        for guardian, wards in FAMILIES.items()
        for student, household in wards
    )
    AccessMark.objects.create(
        district=world.district,
        student=world.people["sadie"],
        person=world.people["travis"],
        reason="Court order on file in the office.",
        set_at=timezone.now(),
    )


def _add_classes(world: World) -> None:
    rows = {
        "grade-3": ("Grade 3 Albrecht", "homeroom", "panguitch-elementary", "03", "june", ("mateo", "ellie", "sadie")),
        "math-7": ("Math 7", "scheduled", "panguitch-middle", "07", "owen", ("lucia",)),
        "math-10": ("Secondary Math II", "scheduled", "panguitch-high", "10", "owen", ("diego",)),
    }
    world.classes = {
        key: SchoolClass(
            district=world.district,
            sourced_id=key,
            title=title,
            kind=kind,
            school=world.schools[school],
            school_year=world.year,
            grades=grades,
        )
        for key, (title, kind, school, grades, _teacher, _students) in rows.items()
    }
    SchoolClass.objects.bulk_create(world.classes.values())
    Enrollment.objects.bulk_create(
        Enrollment(
            district=world.district,
            sourced_id=f"{key}-{person}",
            person=world.people[person],
            school_class=world.classes[key],
            role=role,
            is_primary=role == "teacher",
        )
        for key, (_title, _kind, _school, _grades, teacher, students) in rows.items()
        for person, role in [(teacher, "teacher"), *((student, "student") for student in students)]
    )


def add_conference(world: World, *, school: str = "panguitch-elementary", host: str = "june", **changes: Any) -> World:
    """A published conference, open for booking, on two afternoons next week, with one host in a room."""
    day = school_day()
    now = timezone.now()
    values: dict[str, Any] = {
        "district": world.district,
        "school": world.schools[school],
        "school_year": world.year,
        "kind": "sep" if "elementary" in school else "seop",
        "status": Conference.Status.PUBLISHED,
        "slot_seconds": 900,
        "opens_at": now - timedelta(days=1),
        "published_at": now - timedelta(days=2),
        "created_at": now - timedelta(days=9),
    }
    conference = Conference.objects.create(**values | changes)
    for offset in (0, 1):
        ConferenceWindow.objects.create(
            district=world.district,
            conference=conference,
            starts_at=at(day + timedelta(days=offset), 13),
            ends_at=at(day + timedelta(days=offset), 16, 45),
        )
    room = Room.objects.create(district=world.district, school=world.schools[school], name=f"Room {host}")
    world.rooms[host] = room
    world.hosts[host] = Host.objects.create(
        district=world.district, conference=conference, person=world.people[host], room=room
    )
    world.conference = world.conference or conference
    return world
