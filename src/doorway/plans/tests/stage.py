"""A plan in which everybody said something, for tests of documents, versions and paper."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

from django.utils import timezone
from tests.world import World

from doorway.assessments.models import Score
from doorway.conferences.models import Appointment, AppointmentGuest, FamilyQuestion
from doorway.plans.models import Goal, Plan, PlanEntry, PlanNote
from doorway.policy.queries import state_pack
from doorway.roster.models import Guardianship, Person, SchoolYear


def plan_of(world: World, key: str, *, year: SchoolYear | None = None) -> Plan:
    """The plan of a student of the cast, made when it is missing."""
    student = world.people[key]
    plan, _made = Plan.objects.get_or_create(
        district=world.district,
        student=student,
        school_year=year or world.year,
        defaults={
            "kind": "sep" if student.grade < "07" else "seop",
            "grade": student.grade,
            "created_at": timezone.now(),
        },
    )
    return plan


def full_plan(world: World, key: str, *, teacher: str = "june") -> Plan:
    """Entries, goals of two years, a note, a question with its answer, a conference that took place, scores."""
    plan = plan_of(world, key)
    staff, family = world.people[teacher], _guardian(world.people[key])
    now = timezone.now()
    for section, author, rating, text in (
        ("strengths", staff, None, "Explains how a story works, and listens to others."),
        ("strengths", family, None, "Ayuda a su hermana con la lectura."),
        ("accomplishments", staff, None, "Finished the long project on desert animals."),
        ("improve", staff, None, "Check the answer before going on to the next problem."),
        ("behavior", staff, 3, "Comes in ready to learn."),
        ("homework", staff, 2, "Some weeks are missing."),
    ):
        PlanEntry.objects.create(
            district=world.district, plan=plan, section=section, author=author, rating=rating, text=text, updated_at=now
        )
    _goals(world, plan, staff)
    PlanNote.objects.create(
        district=world.district, plan=plan, author=staff, text="We agreed on a reading corner.", written_at=now,
        updated_at=now,
    )  # fmt: skip
    if world.conference is not None:
        _conference(world, plan, staff, family)
    add_scores(world, key)
    return plan


def _guardian(student: Person) -> Person:
    first = Guardianship.objects.filter(student=student).order_by("household", "pk").select_related("guardian").first()
    assert first is not None
    return first.guardian


def _goals(world: World, plan: Plan, staff: Person) -> None:
    start = world.year.starts_on.year - 1
    before, _made = SchoolYear.objects.get_or_create(
        district=world.district,
        name=f"{start}-{(start + 1) % 100:02d}",
        defaults={"starts_on": date(start, 7, 1), "ends_on": date(start + 1, 6, 30)},
    )
    last = plan_of(world, plan.student.sourced_id, year=before)
    for one, text, status, day in (
        (last, "Learn the times tables to 10.", "met", date(start + 1, 2, 1)),
        (plan, "Read 20 minutes every night.", "open", date(start + 2, 2, 1)),
    ):
        Goal.objects.create(
            district=world.district, plan=one, text=text, owner="student", owner_name=plan.student.first_name,
            due_on=day, status=status, created_by=staff, created_at=timezone.now(),
        )  # fmt: skip


def _conference(world: World, plan: Plan, staff: Person, family: Person) -> None:
    assert world.conference is not None
    start = timezone.now() - timedelta(days=1, minutes=20 * Appointment.objects.count())
    appointment = Appointment.objects.create(
        district=world.district, conference=world.conference, host=world.hosts["june"], student=plan.student,
        guardian=family, starts_at=start, ends_at=start + timedelta(minutes=15), student_comes="yes",
        attendance="came", booked_at=start,
    )  # fmt: skip
    AppointmentGuest.objects.create(district=world.district, appointment=appointment, name="Abuela Carmen")
    FamilyQuestion.objects.create(
        district=world.district, conference=world.conference, student=plan.student, asked_by=family,
        text="Is there a math club?", asked_at=start, answer="Yes, on Mondays.", answered_by=staff, answered_at=start,
    )  # fmt: skip


def add_scores(world: World, key: str) -> None:
    """Two years of reading and of core tests."""
    year = world.year.end_year
    for back, period, value in ((1, "BOY", 150), (1, "MOY", 195), (1, "EOY", 236), (0, "BOY", 231)):
        _score(world, key, "acadience", "ela", 3 - back, year - back, period, value)
    for back, subject, value in ((1, "ela", 340), (0, "ela", 395), (1, "math", 322), (0, "math", 352)):
        _score(world, key, "rise", subject, 4 - back, year - 1 - back, "YEAR", value, 55 if back == 0 else None)


def _score(
    world: World, key: str, test: str, subject: str, grade: int, year: int, period: str, value: int,
    percentile: int | None = None,
) -> None:  # fmt: skip
    instrument = state_pack().instrument(test)
    subject = subject if test == "rise" else instrument.subjects[0].subject
    scale = instrument.scale(subject, grade, year)
    assert scale is not None
    Score.objects.create(
        district=world.district, student=world.people[key], instrument=test, subject=subject,
        measure=instrument.main_measure.key, school_year=year, grade=f"{grade:02d}", period=period, scale=scale.key,
        value=Decimal(value), growth_percentile=percentile,
    )  # fmt: skip
