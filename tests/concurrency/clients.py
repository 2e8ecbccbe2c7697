"""Real simultaneous clients: threads with connections of their own, let go at the same moment."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

from django.db import connection, connections

from doorway.conferences.models import Host
from doorway.roster.models import Enrollment, Guardianship, Membership, Person, Room
from tests.world import World

Result = TypeVar("Result")


def at_once(works: Sequence[Callable[[], Result]]) -> list[Result | Exception]:
    """Run all works at the same moment; each answers with its result or with what it raised."""
    barrier = threading.Barrier(len(works))

    def run(work: Callable[[], Result]) -> Result | Exception:
        try:
            connections["default"].ensure_connection()
            barrier.wait(timeout=30)
            return work()
        except Exception as error:  # the tests look at it
            return error
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(works)) as pool:
        return list(pool.map(run, works))


def rounds(on_postgresql: int) -> range:
    """How often a race is run. SQLite lets one writer in at a time, so there a few rounds show all that can happen."""
    return range(on_postgresql if connection.vendor == "postgresql" else min(on_postgresql, 4))


def families(world: World, count: int) -> list[tuple[Person, Person]]:
    """So many new families with one child each in June's class: (guardian, student)."""
    found = []
    for number in range(count):
        guardian = Person.objects.create(
            district=world.district,
            given_name="Guardian",
            family_name=f"Family{number:02d}",
            email=f"family{number:02d}@family.example",
        )
        found.append((guardian, student_of(world, guardian, f"Child{number:02d}")))
    return found


def student_of(world: World, guardian: Person, name: str) -> Person:
    """A new student of this guardian in June's class."""
    student = Person.objects.create(district=world.district, given_name=name, family_name="Test", grade="03")
    Membership.objects.create(
        district=world.district, person=student, school=world.schools["panguitch-elementary"], role="student"
    )
    Enrollment.objects.create(
        district=world.district, person=student, school_class=world.classes["grade-3"], role="student"
    )
    Guardianship.objects.create(district=world.district, student=student, guardian=guardian)
    return student


def more_hosts(world: World, count: int) -> list[Host]:
    """Hosts who meet everyone, each in a room."""
    june = world.hosts["june"]
    hosts = []
    for number in range(count):
        person = Person.objects.create(district=world.district, given_name="Host", family_name=f"Number{number}")
        room = Room.objects.create(
            district=world.district, school=world.schools["panguitch-elementary"], name=f"Room {number}"
        )
        hosts.append(
            Host.objects.create(
                district=world.district, conference=june.conference, person=person, room=room, meets_everyone=True
            )
        )
    return hosts
