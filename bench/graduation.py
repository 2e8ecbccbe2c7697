"""How fast a large school's graduation list and a student's page are: ``python -m bench.graduation [STUDENTS]``.

One high school with the classes, marks and ways of the demo's students, taken in by the product's own importers.
Works in a database of its own, which is thrown away.
"""

from __future__ import annotations

import os
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

STUDENTS = 2_400


def _timed(what: str, times: int, call: Callable[[], Any]) -> None:
    """The median of some calls in milliseconds: by the clock, and of the processor, which others hardly change."""
    clock, cpu = [], []
    for _ in range(times):
        began, worked = time.perf_counter(), time.process_time()
        call()
        clock.append(1000 * (time.perf_counter() - began))
        cpu.append(1000 * (time.process_time() - worked))
    middle = len(clock) // 2
    print(f"  {what}: {sorted(clock)[middle]:,.0f} ms, of the processor {sorted(cpu)[middle]:,.0f} ms")


def _school(students: int) -> tuple[Any, Any]:
    """The draft of a district whose students of grades 9 to 12 are all in one school, and as many as wanted."""
    from doorway.demo.generate import draft_district

    draft = draft_district(seed=2011, today=date.today(), students=900)  # noqa: DTZ011 # the day on this machine
    upper = [student for student in draft.students if student.grade >= 9]
    many = [
        replace(upper[number % len(upper)], key=f"b-{number}", local_id=f"B{number:05d}", state_id=f"BS{number:05d}")
        for number in range(students)
    ]
    return draft, many


def main(students: int) -> None:
    """Build the school and open its pages as its counselor does."""
    os.environ["DOORWAY_HOME"] = tempfile.mkdtemp(prefix="doorway-graduation-")
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "doorway.config.settings")
    os.environ.setdefault("DOORWAY_HOSTS", "testserver,localhost")
    import django

    django.setup()
    from django.conf import settings
    from django.core.management import call_command
    from django.test import Client

    from doorway.accounts.models import User
    from doorway.demo.generate.catalog import write_catalog_file
    from doorway.demo.generate.transcripts import write_transcripts
    from doorway.pathways.courses.file import CourseFile
    from doorway.pathways.graduation import listing
    from doorway.pathways.graduation.rulebooks import rule_book
    from doorway.pathways.imports import preview, take_in
    from doorway.pathways.models import TranscriptCourse
    from doorway.pathways.transcripts.file import TranscriptFile
    from doorway.roster.actions import add_district
    from doorway.roster.models import Membership, Person, School

    # Pages name static files without the digests that only ``collectstatic`` knows.
    settings.STORAGES["staticfiles"]["BACKEND"] = "django.contrib.staticfiles.storage.StaticFilesStorage"
    call_command("migrate", verbosity=0)
    district = add_district(name="Garfield County School District", code="garfield")
    school = School.objects.create(district=district, name="Large High School", slug="large", grades="09,10,11,12")
    draft, people = _school(students)
    persons = [
        Person(district=district, given_name=one.given_name, family_name=one.family_name, identifier=one.local_id,
               grade=f"{one.grade:02d}")
        for one in people
    ]  # fmt: skip
    Person.objects.bulk_create(persons)
    user = User.objects.for_mailbox("counselor@example.com")
    counselor = Person.objects.create(district=district, given_name="Cora", family_name="Counsel", user=user)
    held = [(person, "student") for person in persons] + [(counselor, "counselor")]
    Membership.objects.bulk_create(
        Membership(district=district, person=person, school=school, role=role) for person, role in held
    )
    book = rule_book(district)
    if book is None:
        raise SystemExit("The district has no requirements.")
    folder = Path(os.environ["DOORWAY_HOME"])
    write_catalog_file(draft, book.sets[0].catalog, folder / "courses.csv")
    write_transcripts(replace(draft, students=tuple(people)), book.sets[0].catalog, folder / "transcripts.csv")
    for kind, name in ((CourseFile, "courses.csv"), (TranscriptFile, "transcripts.csv")):
        began = time.perf_counter()
        run = preview(kind, district=district, path=folder / name, by=None)
        take_in(kind, run=run, path=folder / name, by=None)
        print(f"  {name} looked at and taken in: {time.perf_counter() - began:.1f} s, {run.counts['created']:,} rows")
    print(f"{students:,} students, {TranscriptCourse.objects.count():,} classes")
    client = Client()
    client.force_login(user)

    def cold() -> None:
        listing._known.clear()
        client.get("/graduation/")

    def cold_all() -> None:
        listing._known.clear()
        client.get("/graduation/?standing=behind")

    client.get("/graduation/")
    _timed("the list, nobody known", 5, cold)
    _timed("the list of those behind, nobody known (all are audited)", 3, cold_all)
    _timed("the list again", 9, lambda: client.get("/graduation/"))
    _timed("the list of those behind", 9, lambda: client.get("/graduation/?standing=behind"))
    _timed("one student", 15, lambda: client.get(f"/graduation/{persons[7].pk}/"))
    _edits(client, district, persons)


def _edits(client: Any, district: Any, persons: list[Any]) -> None:
    """A class of a plan moved back and forth by its buttons, with the page that follows."""
    import re

    from django.utils import timezone

    from doorway.pathways.course_plan.ground import planning_of
    from doorway.pathways.course_plan.page import course_plan_page

    today = timezone.localdate(timezone=district.zone)
    student = next(person for person in persons if person.grade in {"09", "10"})
    address = f"/course-plan/{student.pk}/"
    for one in course_plan_page(planning_of(student, today=today), today=today).courses:
        client.post(address, {"course": one.code, "grade": "12", "term": ""})
        page = course_plan_page(planning_of(student, today=today), today=today)
        if any(row.moves for grade in page.grades for row in grade.rows):
            break
    else:
        raise SystemExit("No class of the plan can be moved.")

    def next_move(html: str) -> tuple[str, str]:
        found = re.search(r'action="([^"]+/move/)".*?name="grade" value="(\d+)"', html, re.DOTALL)
        if found is None:
            raise SystemExit("The page offers no move.")
        return found[1], found[2]

    at = next_move(client.get(address).content.decode())

    def edit() -> None:
        # A moved class is a new row: the page that follows names the address of the next move.
        nonlocal at
        answer = client.post(at[0], {"grade": at[1]}, follow=True)
        if answer.status_code != 200:
            raise SystemExit(f"Moving a class was answered with {answer.status_code}.")
        at = next_move(answer.content.decode())

    _timed("a class of a course plan moved, and the page after it", 15, edit)


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else STUDENTS)
