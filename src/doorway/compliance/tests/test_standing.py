"""Whatever happens in whatever order, the database's standings are what a recount finds."""

from __future__ import annotations

import os
import uuid
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from random import Random
from typing import Any
from unittest.mock import patch

import pytest
from django.db import IntegrityError, connection, transaction
from django.db.models import QuerySet
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.world import World, add_conference

from doorway.compliance.core.days import Year, due_on, span_days
from doorway.compliance.core.rules import Rule
from doorway.compliance.following import recount, recount_where_missing
from doorway.compliance.models import ContactTry, GroupConference, GroupGuest, GroupHost, SchoolException, Standing
from doorway.compliance.queries.changing import ChangeLine, Moved, changes
from doorway.compliance.queries.standing import (
    Asked,
    StudentLine,
    Tally,
    asked_of,
    described,
    facts_of,
    lines,
    seats,
    students_of,
    tallies,
    total,
)
from doorway.compliance.tests import truth
from doorway.compliance.tests.stage import adopted_policy
from doorway.conferences.models import (
    Appointment,
    Conference,
    EarlierConference,
    EarlierGroup,
    HeldConference,
    Host,
)
from doorway.pathways.models import CatalogCourse, HigherLevel, PlannedCourse, RegistrationReason, TranscriptCourse
from doorway.plans.models import Plan, PlanEntry, PlanVersion, Signature
from doorway.roster.access.viewer import current
from doorway.roster.models import (
    Course,
    EarlierGrade,
    EarlierStay,
    Enrollment,
    Guardianship,
    ImportRun,
    Membership,
    Person,
    School,
    SchoolClass,
)

# What the database counts by itself, it counts by other means on PostgreSQL.
pytestmark = pytest.mark.both
ELEMENTARY = Rule(
    -1, 6, "sep", individual=2, takes_part=("guardian", "student"), sections=("strengths",),
    signatures=("guardian",), newcomer_days=60,
)  # fmt: skip
UPPER = Rule(
    7, 12, "seop", individual=1, group=1, span="band", with_counselor=True, signatures=("guardian", "student"),
    newcomer_days=100, due=(7, 15), registration=True, sections=("student_words", "courses"),
)  # fmt: skip
RULES = [ELEMENTARY, replace(UPPER, last=8), replace(UPPER, first=9, group_with_counselor=True)]
# The edges of the weeks in which a roster lets everybody begin.
OPENINGS = ((6, 30), (7, 1), (8, 18), (9, 15), (9, 16))
STUDENTS = ("mateo", "lucia", "diego", "ellie", "sadie")


def asked(world: World, rules: list[Rule] | None = None) -> Asked:
    found = asked_of(rules or RULES, world.district, timezone.localdate())
    assert found is not None
    return found


def own_rules(world: World, random: Random) -> Asked:
    """The same rules, and a school or two that keep them their own way."""
    today = timezone.localdate()
    rows = [
        SchoolException(
            district=world.district, school=school, first_grade=first, last_grade=last,
            individual=random.choice((None, 1, 3)), group=random.choice((None, 0, 2)),
            with_counselor=random.choice((None, False)),
            group_with_counselor=random.choice((None, False, True)), signatures=random.choice((None, [], ["student"])),
            starts_on=today, approved_on=today,
        )
        for school in random.sample(list(world.schools.values()), 2)
        for first, last in random.choice((((3, 8),), ((0, 4), (7, 7)), ((10, 12),)))
    ]  # fmt: skip
    found = asked_of(RULES, world.district, today, exceptions=rows)
    assert found is not None
    return found


def plan_rules(random: Random) -> list[Rule]:
    """The same with a day of its own for the plan, days for newcomers, and days that are over and are not."""
    today = timezone.localdate()

    def near() -> tuple[int, int] | None:
        day = today + timedelta(days=random.choice((-200, -60, -3, -1, 0, 3, 90)))
        return random.choice((None, (day.month, min(day.day, 28))))

    found = []
    for rule in RULES:
        plan_due = near()
        found.append(
            replace(
                rule, due=near(), newcomer_days=random.choice((0, 5, 60, 365)), plan_due=plan_due,
                plan_newcomer_days=random.choice((0, 10, 365)) if plan_due else 0,
                plan_years=random.choice((0, 1, 4)), first_due=near() if rule.individual > 1 else None,
            )
        )  # fmt: skip
    return found


def counted(world: World, rules: list[Rule] | None = None) -> Tally:
    return total(lines(asked(world, rules)))


@pytest.fixture
def stage(world: World) -> World:
    """Three conferences at two schools, with a teacher and a counselor as hosts."""
    add_conference(world)
    add_conference(world, school="panguitch-high", host="owen")
    add_conference(world, school="panguitch-high", host="dana")
    return world


class Happenings:
    """What can happen to students, drawn by chance; written with the models, as imports and pages do in the end."""

    def __init__(self, world: World, random: Random) -> None:
        self.world, self.random = world, random
        # One student alone, where the history is about somebody.
        self.chosen: Person | None = None

    def one(self) -> None:
        """Anything."""
        acts: list[Callable[[], Any]] = [
            self.meet, self.meet, self.meet, self.unmark, self.cancel, self.share, self.sign, self.sign, self.write,
            self.erase, self.transfer, self.leave, self.grade, self.counselor, self.try_, self.gather, self.ward,
            self.rehost, self.second_school, self.deactivate, self.plan_class, self.plan_class, self.take_class,
            self.take_class, self.drop_class, self.record_class, self.recode, self.explain, self.take_back,
            self.level, self.level,
            self.gather, self.mistake, self.untry, self.say_who_held, self.say_who_held, self.gather_and_move,
            self.was_here_before, self.was_at_the_same_school_before, self.was_at_the_same_school_before,
            self.no_such_stay, self.came, self.came,
            self.share, self.look, self.role, self.role, self.write_held, self.write_held,
            self.take_file_in, self.take_file_in, self.take_file_in, self.take_file_back,
            self.other_grade_before, self.other_grade_before, self.no_other_grade, self.year_turns,
        ]  # fmt: skip
        self.random.choice(acts)()

    @property
    def student(self) -> Person:
        return self.chosen or self.world.people[self.random.choice(STUDENTS)]

    @property
    def moment(self) -> datetime:
        return timezone.now() - timedelta(days=self.random.randint(0, 800), minutes=self.random.randint(0, 900))

    def meet(self) -> None:
        host = self.random.choice(list(self.hosts))
        starts = self.moment
        # Each home of a student may meet a host once, so every meeting here is of a home of its own.
        home = 1 + Appointment.objects.count()
        Appointment.objects.create(
            district=self.world.district, conference=host.conference, host=host, student=self.student,
            guardian=self.world.people["rosa"], household=home, starts_at=starts,
            ends_at=starts + timedelta(minutes=15), booked_at=starts,
            attendance=self.random.choice(("", "came", "came")),
            student_comes=self.random.choice(("yes", "no", "open")),
        )  # fmt: skip

    def write_held(self) -> None:
        """A conference was not booked, and it is written down whether the student was there."""
        host = self.random.choice(list(self.hosts))
        student, starts = self.student, self.moment
        conference = Conference.objects.create(
            district=self.world.district, school=host.conference.school, school_year=self.world.year, kind="seop",
            status=Conference.Status.HELD, slot_seconds=900, created_at=starts,
        )  # fmt: skip
        times = {"starts_at": starts, "ends_at": starts + timedelta(minutes=15)}
        HeldConference.objects.create(
            district=self.world.district, conference=conference, student=student, how="phone", minutes=15,
            on=date(2000, 1, 1) + timedelta(days=HeldConference.objects.count()), written_at=starts + timedelta(days=1),
            written_by=self.world.people["dana"], **times,
        )  # fmt: skip
        Appointment.objects.create(
            district=self.world.district, conference=conference, student=student, booked_at=starts, attendance="came",
            host=Host.objects.create(district=self.world.district, conference=conference, person=host.person),
            guardian=self.world.people["rosa"], student_comes=self.random.choice(("yes", "no", "no")), **times,
        )  # fmt: skip

    def take_file_in(self) -> None:
        """A file says of one or two students that their families came to a conference: here or elsewhere."""
        run = ImportRun.objects.create(
            district=self.world.district, kind="earlier", status="applied", source_name="old.csv", sha256="0" * 64,
            created_at=timezone.now(),
        )  # fmt: skip
        day = timezone.localdate() - timedelta(days=self.random.randint(0, 12) * 60)
        kind, host = self.random.choice(("individual", "group")), self.random.choice(("dana", "owen", "june", ""))
        counselor = self.random.choice((None, None, True, False))
        school = self.random.choice((None, self.world.schools["panguitch-high"]))
        noon = datetime(day.year, day.month, day.day, 18, tzinfo=UTC)
        for student in {self.student, self.student}:
            if EarlierConference.objects.filter(
                student=student, on=day, kind=kind, holder=host, taken_back_at=None
            ).exists():
                continue
            EarlierConference.objects.create(
                district=self.world.district, student=student, imported_by=run, row=2, kind=kind, on=day, held_at=noon,
                school=school, host=self.world.people[host] if host else None, holder=host, with_counselor=counselor,
                student_there=self.random.choice((None, True, False)),
            )  # fmt: skip
        if kind == "group" and school is not None:
            EarlierGroup.objects.create(
                district=self.world.district, imported_by=run, school=school, grade=self.random.choice((8, 9, 10)),
                held_at=noon, is_unsaid=counselor is None and not host,
            )  # fmt: skip

    def take_file_back(self) -> None:
        rows = EarlierConference.objects.filter(taken_back_at=None)
        row = rows.order_by("pk").first()
        if row is not None:
            EarlierGroup.objects.filter(imported_by=row.imported_by).update(taken_back_at=timezone.now())
            rows.filter(imported_by=row.imported_by).update(taken_back_at=timezone.now(), taken_back_why="wrong")

    def complete(self, student: Person, *, in_group: bool) -> None:
        """Everything that any of the rules asks is there, but for the group conferences where it is not said."""
        before, self.chosen = self.chosen, student
        world, now = self.world, timezone.now()
        home = Appointment.objects.count()
        conference = Conference.objects.create(
            district=world.district, school=world.schools["panguitch-high"], school_year=world.year, kind="seop",
            status=Conference.Status.PUBLISHED, slot_seconds=900, opens_at=now, published_at=now, created_at=now,
        )  # fmt: skip
        host = Host.objects.create(district=world.district, conference=conference, person=world.people["dana"])
        Membership.objects.get_or_create(
            district=world.district, person=host.person, school=world.schools["panguitch-high"], role="counselor"
        )
        for place in (1, 2):
            Appointment.objects.create(
                district=world.district, conference=host.conference, host=host, student=student,
                guardian=world.people["rosa"], household=home + place, starts_at=now - timedelta(hours=place),
                ends_at=now - timedelta(hours=place) + timedelta(minutes=15), booked_at=now, attendance="came",
            )  # fmt: skip
        self.share(filled=1023)
        version = PlanVersion.objects.filter(plan__student=student).latest("number")
        for signer in ("guardian", "student"):
            Signature.objects.create(
                district=world.district, version=version, signer=signer, person=world.people["rosa"], typed_name="x",
                version_sha256=version.sha256, signed_at=now,
            )  # fmt: skip
        if in_group:
            self.group_of("panguitch-middle", student)
        self.chosen = before

    def group_of(self, school: str, *students: Person) -> GroupConference:
        """A group conference today, held by a counselor, to which these families came."""
        world, now = self.world, timezone.now()
        dana = world.people["dana"]
        Membership.objects.get_or_create(
            district=world.district, person=dana, school=world.schools["panguitch-high"], role="counselor"
        )
        group = GroupConference.objects.create(
            district=world.district, school=world.schools[school], held_at=now, topic="Graduation",
            created_by=world.user("ruth"), created_at=now,
        )  # fmt: skip
        GroupHost.objects.create(district=world.district, conference=group, person=dana)
        for student in students:
            GroupGuest.objects.create(district=world.district, conference=group, student=student)
        return group

    def hold(self) -> None:
        """A conference is held: one to which a family came."""
        row = self.booked()
        if row is None or row.status != "booked":
            self.meet()
            return
        row.attendance = "came"
        row.save()

    def gather_more(self) -> None:
        """A group conference is held."""
        group = GroupConference.objects.create(
            district=self.world.district, school=self.world.schools["panguitch-high"], held_at=self.moment,
            topic="Graduation", led_by="Dana", created_by=self.world.user("ruth"), created_at=timezone.now(),
        )  # fmt: skip
        for student in {self.student, self.student}:
            GroupGuest.objects.create(district=self.world.district, conference=group, student=student)
        self.held_by(group)

    def held_by(self, group: GroupConference) -> None:
        """Somebody of the staff held it, a counselor or not."""
        person = self.world.people[self.random.choice(("dana", "owen", "june"))]
        GroupHost.objects.get_or_create(district=self.world.district, conference=group, person=person)

    def some(self, model: Any) -> Any:
        rows = list(model.objects.filter(district=self.world.district).order_by("pk"))
        return self.random.choice(rows) if rows else None

    @property
    def hosts(self) -> QuerySet[Host]:
        """Of conferences that were booked: of one that was written down afterwards nothing changes."""
        return Host.objects.exclude(conference__status="held").select_related("conference")

    def booked(self) -> Appointment | None:
        """A time that was booked."""
        rows = list(Appointment.objects.exclude(conference__status="held").order_by("pk"))
        return self.random.choice(rows) if rows else None

    def unmark(self) -> None:
        row = self.booked()
        if row:
            row.attendance = self.random.choice(("", "came", "no_show"))
            row.save()

    def cancel(self) -> None:
        row = self.booked()
        if row:
            row.status = "cancelled"
            row.save()

    def share(self, filled: int | None = None) -> None:
        student = self.student
        plan, _new = Plan.objects.get_or_create(
            district=self.world.district, student=student, school_year=self.world.year,
            defaults={"kind": "sep", "grade": student.grade, "created_at": timezone.now()},
        )  # fmt: skip
        number = plan.versions.count() + 1
        PlanVersion.objects.create(
            district=self.world.district, plan=plan, number=number, content={}, sha256="0" * 64,
            filled=filled or self.random.choice((0, 1, 1023, 1023, 1 + self.random.randrange(0, 1024, 2))),
            created_by=self.world.user("june"), created_at=timezone.now() - timedelta(days=20 - number),
        )  # fmt: skip

    def look(self) -> None:
        """It is said once what is filled in of a version of before that was kept."""
        version = PlanVersion.objects.filter(filled=0).order_by("pk").first()
        if version is not None:
            PlanVersion.objects.filter(pk=version.pk).update(filled=1 + self.random.randrange(0, 1024, 2))

    def sign(self) -> None:
        version = PlanVersion.objects.filter(plan__student=self.student).order_by("-number").first()
        if version is not None:
            signer = self.random.choice(("guardian", "student"))
            Signature.objects.get_or_create(
                district=self.world.district, version=version, signer=signer,
                person=self.random.choice((self.world.people["rosa"], self.world.people["ben"])),
                defaults={"typed_name": "x", "version_sha256": version.sha256, "signed_at": self.moment},
            )  # fmt: skip

    def write(self) -> None:
        plan = self.some(Plan)
        if plan:
            author = self.world.people[self.random.choice(("rosa", "ben", "june"))]
            PlanEntry.objects.update_or_create(
                district=self.world.district, plan=plan, section="strengths", author=author,
                defaults={"text": "x", "updated_at": self.moment},
            )  # fmt: skip

    def erase(self) -> None:
        row = self.some(PlanEntry)
        if row:
            row.delete()

    def transfer(self) -> None:
        self.move(self.student, self.random.choice(list(self.world.schools.values())))

    def move(self, student: Person, school: School) -> None:
        today = timezone.localdate()
        Membership.objects.filter(person=student, role="student", ends_on=None).update(ends_on=today - timedelta(1))
        Membership.objects.update_or_create(
            district=self.world.district, person=student, school=school, role="student",
            defaults={"begins_on": today, "ends_on": None},
        )  # fmt: skip

    def second_school(self) -> None:
        Membership.objects.update_or_create(
            district=self.world.district, person=self.student, role="student",
            school=self.random.choice(list(self.world.schools.values())),
            defaults={
                "begins_on": self.random.choice((None, timezone.localdate() - timedelta(self.random.randint(0, 99)))),
                "is_primary": self.random.random() < 0.5,
            },
        )  # fmt: skip

    def was_here_before(self) -> None:
        """A seat of an earlier time, which may or may not go on in one of today's."""
        today = timezone.localdate()
        ended = today - timedelta(self.random.randint(30, 400))
        Membership.objects.update_or_create(
            district=self.world.district, person=self.student, role="student",
            school=self.random.choice(list(self.world.schools.values())),
            defaults={
                "begins_on": self.random.choice((None, ended - timedelta(self.random.randint(0, 400)))),
                "ends_on": ended,
            },
        )  # fmt: skip

    def was_at_the_same_school_before(self) -> None:
        """A stay of an earlier time at a school where there is another row since, for a student or a counselor."""
        today = timezone.localdate()
        ended = today - timedelta(self.random.randint(1, 400))
        who, role = self.random.choice(
            [(self.student, "student"), *((self.world.people[key], "counselor") for key in ("dana", "owen"))]
        )
        EarlierStay.objects.update_or_create(
            district=self.world.district, person=who, role=role, ends_on=ended,
            school=self.random.choice(list(self.world.schools.values())),
            defaults={"begins_on": self.random.choice((None, ended - timedelta(self.random.randint(0, 400))))},
        )  # fmt: skip

    def no_such_stay(self) -> None:
        row = EarlierStay.objects.order_by("?").first()
        if row and self.random.random() < 0.5:
            row.delete()
        elif row and row.begins_on:
            row.begins_on -= timedelta(self.random.randint(-3, 200))
            row.begins_on = min(row.begins_on, row.ends_on)
            row.save()

    def came(self) -> None:
        """The first day of a seat that goes on is put right."""
        row = Membership.objects.filter(role="student", ends_on=None).order_by("?").first()
        if row:
            today = timezone.localdate()
            edges = [date(today.year - back, month, day) for back in (0, 1, 2) for month, day in OPENINGS]
            near = [today - timedelta(days) for days in (0, 3, 40, 61, 150, 366)]
            row.begins_on = self.random.choice([*near, *(day for day in edges if day <= today)])
            row.save()

    def leave(self) -> None:
        row = Membership.objects.filter(role="student").order_by("?").first()
        if row and Membership.objects.filter(person=row.person_id, role="student").count() > 1:
            row.delete()

    def grade(self) -> None:
        student = self.student
        student.grade = self.random.choice(("KG", "03", "06", "07", "08", "10", "12", ""))
        student.save()

    def other_grade_before(self) -> None:
        """A student repeated a grade, skipped one, or was put back."""
        student, this = self.student, self.world.year.ends_on.year
        if EarlierGrade.objects.filter(student=student, taken_back_at=None).count() == truth.MOST_WRITTEN:
            return
        if student.grade_year is None:
            # Of some the roster still says the grade of the last year.
            student.grade_year = this - self.random.choice((0, 0, 1))
        # What an earlier history wrote is taken back, and the object may know more than the row.
        student.save()
        local = self.random.random() < 0.5
        grade = (
            student.grade if self.random.random() < 0.5 else self.random.choice(("KG", "05", "06", "07", "08", "09"))
        )
        year = student.grade_year - self.random.choice((1, 1, 2, 3))
        EarlierGrade.objects.filter(student=student, school_year=year, source="roster").delete()
        EarlierGrade.objects.get_or_create(
            district=self.world.district, student=student, school_year=year, taken_back_at=None,
            defaults={
                "grade": grade or "07", "source": "local" if local else "roster",
                "entered_at": timezone.now() if local else None,
            },
        )  # fmt: skip

    def no_other_grade(self) -> None:
        """It was a mistake, or another grade."""
        row = self.some(EarlierGrade)
        if row and row.source == "local":
            EarlierGrade.objects.filter(pk=row.pk, taken_back_at=None).update(taken_back_at=timezone.now())
        elif row and self.random.random() < 0.5:
            row.delete()
        elif row:
            row.grade = self.random.choice(("06", "07", "08"))
            row.save()

    def year_turns(self) -> None:
        """A roster says the grade of the next school year."""
        student = self.student
        if student.grade_year is not None and student.grade_year < self.world.year.ends_on.year:
            student.grade_year += 1
            student.save()

    def deactivate(self) -> None:
        student = self.student
        student.is_active = not student.is_active
        student.save()

    def counselor(self) -> None:
        person = self.world.people[self.random.choice(("dana", "owen"))]
        rows = Membership.objects.filter(person=person, role="counselor")
        if rows.exists():
            rows.delete()
        else:
            Membership.objects.create(
                district=self.world.district, person=person, school=self.world.schools["panguitch-high"],
                role="counselor",
            )  # fmt: skip

    def role(self) -> None:
        """Since when and until when somebody is a counselor, or something else, is put right."""
        person = self.world.people[self.random.choice(("dana", "owen"))]
        role = self.random.choice(("counselor", "counselor", "teacher"))
        row = Membership.objects.filter(person=person, role=role).order_by("pk").first()
        if row is None:
            school = self.world.schools["panguitch-high"]
            row = Membership(district=self.world.district, person=person, school=school, role=role)
        held = self.random.choice(list(Appointment.objects.order_by("pk")) or [None])
        day = (held.starts_at if held else self.moment).date()
        near = [day + timedelta(days=days) for days in (-400, -1, 0, 1, 40)]
        opening = [date(year, month, number) for year in (day.year, day.year + 1) for month, number in OPENINGS]
        row.begins_on = self.random.choice((None, *near, *opening))
        row.ends_on = self.random.choice((None, None, *near))
        row.save()

    def rehost(self) -> None:
        host = self.hosts.order_by("?").first()
        assert host is not None
        free = [self.world.people[key] for key in ("june", "owen", "dana")]
        taken = set(Host.objects.filter(conference=host.conference).values_list("person", flat=True))
        host.person = self.random.choice([person for person in free if person.pk not in taken])
        host.save()

    # —— the course plan and what the student is registered for

    @property
    def end(self) -> int:
        """A school year: this one or the next."""
        return self.world.year.ends_on.year + self.random.randint(0, 1)

    def catalog(self) -> CatalogCourse:
        code = self.random.choice(("ENG-7", "ENG-9", "BAND"))
        return CatalogCourse.objects.get_or_create(
            district=self.world.district, code=code,
            defaults={"title": code, "units": 1000, "changed_at": timezone.now()},
        )[0]  # fmt: skip

    def plan_class(self) -> None:
        PlannedCourse.objects.get_or_create(
            district=self.world.district, student=self.student, course=self.catalog(), school_year=self.end,
            status="approved", role="counselor",
            defaults={
                "proposed_by": self.world.people["dana"], "decided_by": self.world.people["dana"],
                "proposed_at": timezone.now(), "decided_at": timezone.now(), "changed_at": timezone.now(),
            },
        )  # fmt: skip

    def take_back(self) -> None:
        row = self.some(PlannedCourse)
        if row and self.random.random() < 0.5:
            row.delete()
        elif row and row.status == "approved":
            row.status = "taken_back"
            row.save()

    def take_class(self) -> None:
        """A class of the roster, of this year."""
        code = self.random.choice(("ENG-7", "ENG-9", "BAND", "eng-7", "Band"))
        course, _new = Course.objects.get_or_create(
            district=self.world.district, sourced_id=f"c-{code}", defaults={"title": code, "code": code}
        )
        found, _new = SchoolClass.objects.get_or_create(
            district=self.world.district, sourced_id=f"k-{code}",
            defaults={
                "title": code, "kind": "scheduled", "course": course, "school_year": self.world.year,
                "school": self.world.schools["panguitch-high"],
            },
        )  # fmt: skip
        Enrollment.objects.get_or_create(
            district=self.world.district, person=self.student, school_class=found, role="student"
        )

    def drop_class(self) -> None:
        row = self.some(Enrollment)
        if row and self.random.random() < 0.5:
            row.delete()
        elif row:
            row.is_active = not row.is_active
            # It ends with the class, with the time at the school, or because the student leaves it.
            ends = ("", "class", "school") if row.role == "student" and not row.is_active else ("",)
            row.stayed_until = self.random.choice(ends)
            row.ends_on = None if row.is_active else timezone.localdate()
            row.save()

    def recode(self) -> None:
        """The office gives a course another code, closes a class, or makes it one of another course."""
        course, found = self.some(Course), self.some(SchoolClass)
        if course and self.random.random() < 0.3:
            course.code = self.random.choice(("ENG-7", "BAND", "Eng-7", "OTHER"))
            course.save()
        elif found and self.random.random() < 0.5:
            found.is_active = not found.is_active
            found.save()
        elif found:
            found.course = self.some(Course)
            found.save()

    def record_class(self) -> None:
        """A line of a transcript comes, changes, or goes."""
        row = self.some(TranscriptCourse)
        if row and self.random.random() < 0.5:
            row.delete()
        else:
            state, mark = self.random.choice(
                (("in_progress", ""), ("scheduled", ""), ("planned", ""), ("completed", "W"), ("completed", "WF"),
                 ("completed", "F"), ("in_progress", "W"))
            )  # fmt: skip
            TranscriptCourse.objects.update_or_create(
                district=self.world.district, student=self.student, school_year=self.end, part="",
                code=self.random.choice(("ENG-7", "ENG-9", "BAND", "eng-9")), term=self.random.choice(("", "S1")),
                defaults={"state": state, "mark": mark, "units": 1000, "changed_at": timezone.now()},
            )  # fmt: skip

    def level(self) -> None:
        """A class of the catalog is found to be another one at a higher level, or gets another code."""
        known, catalog = self.some(HigherLevel), self.some(CatalogCourse)
        if catalog and self.random.random() < 0.2:
            free = {"ENG-7", "ENG-9", "BAND", "OTHER"} - set(CatalogCourse.objects.values_list("code", flat=True))
            catalog.code = self.random.choice(sorted(free))
            catalog.save()
        elif known and self.random.random() < 0.3:
            known.delete()
        else:
            course, plain = self.catalog(), self.catalog()
            if course != plain:
                HigherLevel.objects.update_or_create(
                    course=course, defaults={"district": self.world.district, "plain": plain}
                )

    def explain(self) -> None:
        """A counselor says why a class is not taken, or takes that back."""
        said, row = self.some(RegistrationReason), self.some(PlannedCourse)
        if said and said.withdrawn_at is None and self.random.random() < 0.5:
            said.withdrawn_at, said.withdrawn_by = timezone.now(), self.world.people["dana"]
            said.save()
        elif row and not row.registration_reasons.filter(withdrawn_at=None).exists():
            RegistrationReason.objects.create(
                district=self.world.district, planned=row, reason="Full.", written_by=self.world.people["dana"],
                written_at=timezone.now(),
            )  # fmt: skip

    def try_(self) -> None:
        ContactTry.objects.create(
            district=self.world.district, student=self.student, how="call", outcome="no_answer", at=self.moment,
            by=self.world.people["peggy"],
        )  # fmt: skip

    def untry(self) -> None:
        """A try that was entered by mistake is taken back."""
        line = ContactTry.objects.filter(taken_back_at=None).order_by("pk").first()
        if line is not None:
            line.taken_back_at, line.taken_back_by = timezone.now(), self.world.people["peggy"]
            line.taken_back_why = "Another family."
            line.save()

    def gather(self) -> None:
        first, last = self.random.choice(((None, None), (9, 10), (3, 6), (0, 12)))
        group = GroupConference.objects.create(
            district=self.world.district, held_at=self.moment, first_grade=first, last_grade=last,
            school=self.world.schools[self.random.choice(("panguitch-high", "panguitch-middle"))],
            topic="Graduation", led_by="Dana", created_by=self.world.user("ruth"), created_at=timezone.now(),
        )  # fmt: skip
        GroupGuest.objects.create(district=self.world.district, conference=group, student=self.student)
        if self.random.random() < 0.7:
            self.held_by(group)
        if self.random.random() < 0.3:
            group.held_at = self.moment
            group.save()
        if self.random.random() < 0.3:
            open_ones = GroupGuest.objects.filter(conference__taken_back_at=None)
            open_ones.order_by("pk")[:1].get().delete()

    def gather_and_move(self) -> None:
        """A family comes to one of which nobody says who held it, and moves to a school that says it of its own."""
        student, schools = self.student, self.world.schools
        for school, comes in (("panguitch-middle", True), ("panguitch-high", False)):
            group = GroupConference.objects.create(
                district=self.world.district, school=schools[school], held_at=timezone.now(), topic="Graduation",
                created_by=self.world.user("ruth"), created_at=timezone.now(),
            )  # fmt: skip
            if comes:
                GroupGuest.objects.create(district=self.world.district, conference=group, student=student)
            else:
                self.held_by(group)
        self.move(student, schools["panguitch-high"])

    def say_who_held(self) -> None:
        """Who held a group conference is said, put right, or taken away."""
        group = self.some(GroupConference)
        if group is None or group.taken_back_at is not None:
            return
        host = group.hosts.order_by("pk").first()
        if host is None or self.random.random() < 0.4:
            self.held_by(group)
        elif self.random.random() < 0.5:
            host.delete()
        else:
            taken = set(group.hosts.values_list("person", flat=True))
            free = [self.world.people[key] for key in ("june", "owen", "dana")]
            host.person = self.random.choice([one for one in free if one.pk not in taken] or [host.person])
            host.save()

    def mistake(self) -> None:
        """A group conference is taken back."""
        group = GroupConference.objects.filter(taken_back_at=None).order_by("pk").first()
        if group is not None:
            group.taken_back_at, group.taken_back_by = timezone.now(), self.world.user("ruth")
            group.taken_back_why = "Another day."
            group.save()

    def ward(self) -> None:
        rows = Guardianship.objects.filter(guardian=self.world.people["rosa"])
        if self.random.random() < 0.5 and rows.exists():
            rows.order_by("pk")[0].delete()
        else:
            Guardianship.objects.get_or_create(
                district=self.world.district, student=self.student, guardian=self.world.people["rosa"]
            )


# `make soak` asks for many more.
CASES = int(os.environ.get("DOORWAY_STANDING_CASES", "8"))
COLUMNS = [field.name for field in Standing._meta.fields if field.name not in {"membership", "district"}]


def rows() -> dict[uuid.UUID, tuple[Any, ...]]:
    return {row[0]: row[1:] for row in Standing.objects.values_list("membership_id", *COLUMNS)}


def _listed(stage: World, show: str) -> int:
    """How many students the lists of all schools hold."""
    return sum(students_of(school.pk, asked(stage), show=show).count() for school in stage.schools.values())


@pytest.mark.long
@settings(max_examples=CASES, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(seed=st.integers(0, 2**32), number=st.integers(1, 20))
def test_standings_are_what_a_recount_finds(stage: World, seed: int, number: int) -> None:
    with transaction.atomic():
        happenings = Happenings(stage, Random(seed))  # invents, guards nothing
        if happenings.random.random() < 0.8:
            adopted_policy(stage, days_ago=happenings.random.choice((0, 100, 400, 1500, 4000)))
        for _time in range(number):
            happenings.one()

        kept = rows()
        for student in Person.objects.filter(memberships__role="student").distinct():
            known = truth.facts_of(student)
            for row in Standing.objects.filter(student=student):
                assert facts_of(row) == known
                assert row.tried_at == truth.tried_at(student)
                assert row.came_on == truth.came(student, row.membership)
                assert (row.grade, row.is_active) == (student.grade, student.is_active)
        assert counted(stage) == truth.tally(stage.district, asked(stage))
        here = (stage.district, asked(stage).on)
        by_school = (lines(asked(stage), school=school) for school in stage.schools.values())
        assert total(line for found in by_school for line in found) == counted(stage)
        for show in ("unmet", "individual", "involved", "plan", "signed", "overdue", "done", "unsure"):
            assert _listed(stage, show) == _as_listed(counted(stage), show)
        assert _listed(stage, "group") == sum(_lacks_group(line) for line in described(seats(*here), asked(stage)))
        # Whose registration is not as planned is in one of two lists.
        assert _listed(stage, "registered") + _listed(stage, "unplanned") == _as_listed(counted(stage), "registered")
        own = own_rules(stage, happenings.random)
        assert total(lines(own)) == truth.tally(stage.district, own)
        planned = asked(stage, plan_rules(happenings.random))
        assert total(lines(planned)) == truth.tally(stage.district, planned)
        _preview_counts_the_same(planned)
        described_late = [line.is_overdue for line in described(seats(stage.district, planned.on), planned)]
        assert sum(described_late) == total(lines(planned)).overdue
        _the_database_counts_those_apart_alike(stage, own, planned)
        recount(connection)
        assert rows() == kept
        transaction.set_rollback(True)


def _the_database_counts_those_apart_alike(stage: World, *found: Asked) -> None:
    """Where many students are apart from the others, they are not judged one by one; the numbers are the same."""
    ways = [(one, school) for one in found for school in (None, *stage.schools.values())]

    def numbers(one: Asked, school: School | None) -> dict[tuple[object, str], tuple[Tally, int]]:
        return {(line.school, line.grade): (line.tally, line.group_known) for line in lines(one, school=school)}

    one_by_one = [numbers(*way) for way in ways]
    with patch("doorway.compliance.queries.standing.tallies.MOST_ALONE", -1):
        assert [numbers(*way) for way in ways] == one_by_one


def _preview_counts_the_same(planned: Asked) -> None:
    """Of rules where there were none before, a preview says of each measure who lacks it."""
    found, tally = changes(None, planned), total(lines(planned))
    assert len({(line.school, line.grade) for line in found}) == len(found)
    assert sum(line.students for line in found) == tally.students
    lacking = {name: sum(line.moved.get(name, Moved()).after for line in found) for name in ("plan", "signed")}
    assert lacking == {"plan": tally.students - tally.plan, "signed": tally.students - tally.signed}
    individual = sum(line.moved.get("individual", Moved()).after for line in found)
    assert individual == tally.students - tally.individual
    assert sum(line.moved.get("overdue", Moved()).after for line in found) == tally.overdue


def test_who_came_to_one_of_which_nobody_has_said_who_held_it_lacks_none_after_a_move(stage: World) -> None:
    """The new school has said of each of its own who held it; the family was at the one of the old school."""
    rule = Rule(7, 12, "seop", individual=0, group=1, span="band", group_with_counselor=True, takes_part=("guardian",))
    happenings, diego = Happenings(stage, Random(1)), stage.people["diego"]  # invents, guards nothing
    happenings.chosen = diego
    Person.objects.filter(pk=diego.pk).update(grade="08")
    happenings.gather_and_move()
    GroupHost.objects.all().delete()
    there, here = (GroupConference.objects.get(school=stage.schools[f"panguitch-{one}"]) for one in ("middle", "high"))
    GroupHost.objects.create(district=stage.district, conference=here, person=stage.people["dana"])
    happenings.share()

    def now() -> tuple[int, int, int]:
        """Of the student alone: has everything, of whom not all is known, in the list of these."""
        line = next(
            line for line in lines(asked(stage, [rule])) if line.school == here.school_id and line.grade == "08"
        )
        listed = students_of(here.school_id, asked(stage, [rule]), show="unsure", grade="08").count()
        return line.tally.sure, line.tally.unsure, listed

    assert now() == (0, 1, 1)
    said = GroupHost.objects.create(district=stage.district, conference=there, person=stage.people["owen"])
    assert now() == (0, 0, 0)
    said.delete()
    assert now() == (0, 1, 1)
    GroupHost.objects.create(district=stage.district, conference=there, person=stage.people["dana"])
    assert now() == (1, 0, 0)


def _lacks_group(line: StudentLine) -> bool:
    """A group conference is asked, known, and not there."""
    return line.part.groups and not line.verdict.group and not line.verdict.unsaid


def _as_listed(found: Tally, show: str) -> int:
    return {
        "unmet": found.unmet,
        "individual": found.students - found.individual,
        "involved": found.students - found.involved,
        "plan": found.students - found.plan,
        "signed": found.students - found.signed,
        "registered": found.students - found.registered,
        "overdue": found.overdue,
        "done": found.sure,
        "unsure": found.unsure,
    }[show]


@pytest.mark.long
@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(seed=st.integers(0, 2**32), school=st.sampled_from(["panguitch-middle", "boulder-elementary"]))
def test_a_transfer_never_loses_anything_and_counts_nobody_twice(stage: World, seed: int, school: str) -> None:
    """Twice in a term: to one school and back."""
    with transaction.atomic():
        random = Random(seed)  # invents, guards nothing
        happenings = Happenings(stage, random)
        for _time in range(8):
            random.choice(
                (
                    happenings.meet,
                    happenings.share,
                    happenings.sign,
                    happenings.gather,
                    happenings.try_,
                    happenings.take_file_in,
                )
            )()
        student = stage.people[random.choice(("mateo", "diego", "ellie"))]
        today, before = timezone.localdate(), counted(stage)
        first = Membership.objects.get(person=student, role="student")
        # Away two weeks ago and back a week ago: two rows that lie on each other.
        Membership.objects.create(
            district=stage.district, person=student, school=stage.schools[school], role="student",
            begins_on=today - timedelta(days=14), ends_on=today - timedelta(days=8),
        )  # fmt: skip
        assert counted(stage) == before
        assert truth.seat_of(student, today) == first

        Membership.objects.filter(person=student, school=stage.schools[school]).update(ends_on=None)

        assert counted(stage) == before
        there = students_of(stage.schools[school].pk, asked(stage)).filter(student=student)
        assert there.exists()
        assert not students_of(first.school_id, asked(stage)).filter(student=student).exists()
        transaction.set_rollback(True)


@pytest.mark.long
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(seed=st.integers(0, 2**32))
def test_a_conference_held_never_lowers_a_count(stage: World, seed: int) -> None:
    with transaction.atomic():
        random = Random(seed)  # invents, guards nothing
        happenings = Happenings(stage, random)
        for _time in range(6):
            happenings.one()
        rules = some_are_complete(happenings)
        before = counted(stage, rules)

        random.choice((happenings.hold, happenings.gather_more, happenings.take_file_in))()

        after = counted(stage, rules)
        assert all(now >= was for now, was in zip(_ups(after), _ups(before), strict=True))
        # Where the first of a group is written down, it becomes known who lacks one: of whom it was not known before.
        learned = before.unsure - after.unsure
        assert after.missing - before.missing <= learned
        assert after.overdue - before.overdue <= max(0, learned)
        transaction.set_rollback(True)


@pytest.mark.long
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(seed=st.integers(0, 2**32))
def test_a_transfer_never_lowers_a_count_of_the_district(stage: World, seed: int) -> None:
    """What a student has is there at the new school, too, whatever is known of the others there."""
    with transaction.atomic():
        happenings = Happenings(stage, Random(seed))  # invents, guards nothing
        for _time in range(6):
            happenings.one()
        rules = some_are_complete(happenings)
        happenings.chosen = student = happenings.student
        seats = Membership.objects.filter(current(timezone.localdate()), person=student, role="student")
        # Who is not here today, because a seat of theirs begins later, comes.
        comes = not seats.exists()
        before = counted(stage, rules)

        happenings.transfer()

        after = counted(stage, rules)
        assert before.students <= after.students <= before.students + comes
        assert all(now >= was for now, was in zip(_ups(after), _ups(before), strict=True))
        transaction.set_rollback(True)


def some_are_complete(happenings: Happenings) -> list[Rule]:
    """Two students have everything besides a group conference, one of them that as well, by one of two policies."""
    random, world = happenings.random, happenings.world
    Person.objects.filter(memberships__role="student").update(is_active=True)
    for key, in_group in zip(random.sample(STUDENTS, 2), (True, False), strict=True):
        student = world.people[key]
        student.is_active, student.grade = True, random.choice(("07", "08", "10", "12"))
        student.save()
        happenings.complete(student, in_group=in_group)
    return random.choice((RULES, [replace(rule, registration=False) for rule in RULES]))


def _ups(found: Tally) -> tuple[int, ...]:
    return (
        found.plan, found.met, found.individual, found.group, found.involved, found.signed, found.registered, found.sure
    )  # fmt: skip


KNOWN_ALIKE = [replace(rule, registration=False) for rule in RULES]


def complete_ones(stage: World) -> tuple[Happenings, Person, Person]:
    """Two students of grade 10 at one school that has written no group conference down, who have everything besides;
    one of them was at one of another school."""
    happenings = Happenings(stage, Random(1))  # invents, guards nothing
    one, other = stage.people["diego"], stage.people["sadie"]
    for student in (one, other):
        student.grade = "10"
        student.save()
        happenings.move(student, stage.schools["panguitch-high"])
        happenings.complete(student, in_group=student is one)
    return happenings, one, other


def at_high(stage: World, show: str) -> set[uuid.UUID]:
    listed = students_of(stage.schools["panguitch-high"].pk, asked(stage, KNOWN_ALIKE), show=show)
    return set(listed.values_list("student", flat=True))


def test_who_has_the_group_conferences_that_are_asked_has_them_at_every_school(stage: World) -> None:
    happenings, one, other = complete_ones(stage)
    happenings.move(one, stage.schools["panguitch-middle"])
    before = counted(stage, KNOWN_ALIKE)
    # Of the other one it is not known; the third of grade 7 and up lacks something.
    assert (before.sure, before.unsure) == (1, 1)

    happenings.move(one, stage.schools["panguitch-high"])

    assert counted(stage, KNOWN_ALIKE) == before
    assert (at_high(stage, "done"), at_high(stage, "unsure")) == ({one.pk}, {other.pk})
    line = next(row for row in lines(asked(stage, KNOWN_ALIKE), school=stage.schools["panguitch-high"]))
    assert not line.part.groups
    assert (line.tally.students, line.group_known, line.tally.sure) == (2, 1, 1)


def test_the_first_group_conference_of_a_grade_takes_everything_from_nobody(stage: World) -> None:
    """Nobody who was said to have everything lacks it afterwards; of whom it was not known, it is known."""
    happenings, one, other = complete_ones(stage)
    before = counted(stage, KNOWN_ALIKE)
    assert (before.sure, before.unsure) == (1, 1)

    happenings.group_of("panguitch-high", stage.people["ellie"])

    after = counted(stage, KNOWN_ALIKE)
    assert (after.sure, after.unsure, after.missing) == (1, 0, before.missing + 1)
    assert all(now >= was for now, was in zip(_ups(after), _ups(before), strict=True))
    assert (at_high(stage, "done"), at_high(stage, "unsure")) == ({one.pk}, set())
    assert other.pk in at_high(stage, "group")


def test_whose_registration_is_as_planned_has_it_whatever_is_known_of_others(stage: World) -> None:
    """Registrations are known of a district or not: the record of one student is."""
    happenings, one, other = complete_ones(stage)
    Standing.objects.filter(student=one).update(as_planned_1=stage.year.ends_on.year)
    assert not asked(stage).registration

    assert (counted(stage).sure, counted(stage).unsure) == (1, 1)
    listed = students_of(stage.schools["panguitch-high"].pk, asked(stage), show="unsure")
    assert list(listed.values_list("student", flat=True)) == [other.pk]
    assert happenings.world is stage


def test_somebody_who_came_late_is_not_overdue_before_their_days_are_over(stage: World) -> None:
    today = timezone.localdate()
    rules = [replace(ELEMENTARY, due=((today - timedelta(days=5)).month, (today - timedelta(days=5)).day))]
    assert total(lines(asked(stage, rules))).overdue == 3

    Membership.objects.filter(person=stage.people["mateo"]).update(begins_on=today - timedelta(days=60))
    assert counted(stage, rules).overdue == 2
    year = Year(stage.year.starts_on, stage.year.ends_on)
    assert due_on(span_days(rules[0], 3, year), rules[0], today - timedelta(days=60)) == today

    Membership.objects.filter(person=stage.people["mateo"]).update(begins_on=today - timedelta(days=61))
    assert counted(stage, rules).overdue == 3


def test_whoever_was_at_no_conference_in_fall_is_late_in_winter(stage: World) -> None:
    """One in fall, one in winter: two in spring are late, and one in fall is not."""
    adopted_policy(stage, days_ago=1500)
    today, random = timezone.localdate(), Random(1)  # invents, guards nothing
    fall = today - timedelta(days=5)
    rules = [replace(ELEMENTARY, first_due=(fall.month, fall.day))]
    assert counted(stage, [ELEMENTARY]).overdue == 0
    late = {line.standing.student.given_name for line in described(seats(stage.district, today), asked(stage, rules))
            if line.is_overdue}  # fmt: skip
    assert late == {"Mateo", "Ellie", "Sadie"}
    assert counted(stage, rules).overdue == 3
    mateo = next(row for row in described(seats(stage.district, today), asked(stage, rules)) if row.due == fall)
    assert not mateo.is_done

    # Whoever came so late that their days reach over that day has both to the end.
    came = Membership.objects.filter(person=stage.people["mateo"])
    came.update(begins_on=fall - timedelta(days=59))
    assert counted(stage, rules).overdue == 2
    came.update(begins_on=fall - timedelta(days=60))
    assert counted(stage, rules).overdue == 3

    # One conference is enough, as late as it was.
    happenings, since = Happenings(stage, random), asked(stage, rules).parts[0].begins
    happenings.chosen = stage.people["ellie"]
    while not Standing.objects.filter(student=stage.people["ellie"], with_student_1__gte=since).exists():
        happenings.meet()
    assert counted(stage, rules).overdue == 2
    # The day that is still to come makes nobody late, and stands in the list of what is due soon.
    soon = today + timedelta(days=5)
    ahead = [replace(ELEMENTARY, first_due=(soon.month, soon.day))]
    assert counted(stage, ahead).overdue == 0
    school = stage.schools["panguitch-elementary"].pk
    listed = students_of(school, asked(stage, ahead), show="soon")
    assert {row.student.given_name for row in listed} == {"Mateo", "Sadie"}


def test_nobody_is_late_for_a_fall_before_conferences_were_written_here(stage: World) -> None:
    adopted_policy(stage)
    fall = timezone.localdate() - timedelta(days=5)

    assert counted(stage, [replace(ELEMENTARY, first_due=(fall.month, fall.day))]).overdue == 0


def test_a_closed_district_of_the_same_installation_is_not_counted(stage: World, other_world: World) -> None:
    assert counted(stage).students == 5
    assert counted(other_world).students == 5


def test_an_installation_that_had_students_before_gets_its_standings(stage: World) -> None:
    kept = rows()
    Standing.objects.all()._raw_delete("default")

    recount_where_missing(using="default")

    assert rows() == kept
    assert len(kept) == 5


def test_a_written_try_stays(stage: World) -> None:
    Happenings(stage, Random(1)).try_()  # invents, guards nothing

    one = ContactTry.objects.get()
    said: dict[str, Any] = {
        "taken_back_at": timezone.now(), "taken_back_by": stage.people["peggy"], "taken_back_why": "Another family.",
    }  # fmt: skip
    for change in (
        lambda: ContactTry.objects.update(note="other"),
        # Marked as entered by mistake, it says the same as before, and why.
        lambda: ContactTry.objects.update(**said | {"note": "other"}),
        lambda: ContactTry.objects.update(**said | {"at": one.at - timedelta(days=9)}),
        lambda: ContactTry.objects.update(**said | {"taken_back_why": ""}),
        lambda: ContactTry.objects.update(**said | {"taken_back_by": None}),
        lambda: ContactTry.objects.update(taken_back_why="Another family."),
        lambda: ContactTry.objects.all()._raw_delete("default"),
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            change()  # type: ignore[no-untyped-call]  # lambdas of different results

    assert Standing.objects.filter(student=one.student, tried_at=one.at).exists()
    ContactTry.objects.update(**said)
    assert not Standing.objects.filter(student=one.student, tried_at__isnull=False).exists()
    # And it stays so.
    for otherwise in ({"taken_back_why": "So."}, {"taken_back_at": None, "taken_back_by": None, "taken_back_why": ""}):
        with pytest.raises(IntegrityError), transaction.atomic():
            ContactTry.objects.update(**otherwise)


def test_what_another_version_changes_is_counted_by_school_and_grade(stage: World) -> None:
    now = timezone.now()
    mateo = stage.people["mateo"]
    conference = Conference.objects.filter(school=stage.schools["panguitch-elementary"]).get()
    for days in (3, 30):
        other = conference if days == 3 else add_conference(stage, school="boulder-elementary").hosts["june"].conference
        host = Host.objects.get(conference=other)
        Appointment.objects.create(
            district=stage.district, conference=other, host=host, student=mateo, guardian=stage.people["rosa"],
            starts_at=now - timedelta(days=days), ends_at=now - timedelta(days=days - 1), booked_at=now,
            attendance="came",
        )  # fmt: skip
    before = [replace(ELEMENTARY, signatures=()), *RULES[1:]]
    Plan.objects.create(
        district=stage.district, student=mateo, school_year=stage.year, kind="sep", grade="03", created_at=now
    )
    plan = Plan.objects.get(student=mateo)
    PlanVersion.objects.create(
        district=stage.district, plan=plan, number=1, content={}, sha256="0" * 64, filled=1023, created_at=now,
        created_by=stage.user("june"),
    )  # fmt: skip
    assert counted(stage, before).sure == 1

    found = changes(asked(stage, before), asked(stage, [replace(before[0], individual=3), *before[1:]]))
    back = changes(asked(stage, [replace(before[0], individual=3), *before[1:]]), asked(stage, before))
    first = changes(None, asked(stage, before))

    school = stage.schools["panguitch-elementary"].pk
    # Mateo had everything with two; his two classmates lacked two and lack three.
    assert found == [ChangeLine(school, 3, 3, {"individual": Moved(2, 3, 3, 0), "done": Moved(2, 3, 1, 0)})]
    assert (found[0].lose, found[0].win) == (1, 0)
    assert [(line.moved["individual"], line.lose, line.win) for line in back] == [(Moved(3, 2, 0, 3), 0, 1)]
    assert {(line.grade, line.students, line.lose) for line in first} == {(3, 3, 2), (7, 1, 1), (10, 1, 1)}
    assert changes(asked(stage, before), asked(stage, before)) == []


def test_of_a_conference_that_was_written_down_it_is_known_whether_the_student_was_there(stage: World) -> None:
    for seed in range(8):
        happenings = Happenings(stage, Random(seed))  # invents, guards nothing
        happenings.write_held()
        happenings.meet()
        for row in Standing.objects.select_related("student"):
            assert facts_of(row) == truth.facts_of(row.student)
    assert any(facts_of(row).met != facts_of(row).with_student for row in Standing.objects.all())
    assert counted(stage) == truth.tally(stage.district, asked(stage))


def test_the_question_is_kept_and_no_answer(stage: World) -> None:
    """Asked again, the numbers are of that minute, and what a rule says now; the same question is not put anew."""
    happenings, diego = Happenings(stage, Random(1)), stage.people["diego"]  # invents, guards nothing
    happenings.chosen = diego
    lines(asked(stage))
    kept = tallies._most.cache_info()
    before = total(lines(asked(stage)))
    assert tallies._most.cache_info()[:2] == (kept.hits + 1, kept.misses)
    assert before.plan == truth.tally(stage.district, asked(stage)).plan
    happenings.share(filled=1023)
    after = total(lines(asked(stage)))
    assert after == truth.tally(stage.district, asked(stage)) != before
    assert tallies._most.cache_info()[:2] == (kept.hits + 2, kept.misses)
    looser = [replace(rule, individual=0, registration=False) for rule in RULES]
    assert total(lines(asked(stage, looser))) == truth.tally(stage.district, asked(stage, looser)) != after
    assert tallies._most.cache_info()[:2] == (kept.hits + 2, kept.misses + 1)
