"""A plan begins: one for each student and school year, of the kind that the state has for the grade."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime

from django.db import transaction

from doorway.accounts.models import District
from doorway.plans.errors.writing import NoPlanForGrade, NoSchoolYear
from doorway.plans.models import Plan
from doorway.policy.queries import state_pack
from doorway.roster.models import Person, SchoolYear


def year_on(district: District, day: date) -> SchoolYear:
    """The school year of a day: the last one that has begun (in summer the one just over). Refused without any."""
    year = SchoolYear.objects.filter(district=district, starts_on__lte=day).order_by("-starts_on").first()
    if year is None:
        raise NoSchoolYear
    return year


def kind_for(district: District, grade: str, year: SchoolYear) -> str:
    """The kind of plan for a grade that year; refused where the state has none."""
    try:
        return state_pack(district).plan_kind(grade, year.end_year).key
    except (LookupError, ValueError):
        raise NoPlanForGrade(grade=grade) from None


@transaction.atomic
def open_plan(*, student: Person, on: date, now: datetime) -> Plan:
    """The student's plan of the school year of a day, made when there is none yet."""
    return open_plans(students=[student], district=student.district, on=on, now=now)[0]


@transaction.atomic
def open_plans(*, students: Iterable[Person], district: District, on: date, now: datetime) -> list[Plan]:
    """The same for several students of one district, in their order: three queries however many there are.

    The plans are locked until the end of the transaction, so that two savings of one class follow each other.
    """
    wanted = list(students)
    year = year_on(district, on)
    plans = _locked(wanted, year)
    new = [
        Plan(
            district=district,
            student=student,
            school_year=year,
            kind=kind_for(district, student.grade, year),
            grade=student.grade,
            created_at=now,
        )
        for student in wanted
        if student.pk not in plans
    ]
    if new:
        Plan.objects.bulk_create(new, ignore_conflicts=True)
        plans = _locked(wanted, year)
    return [plans[student.pk] for student in wanted]


def _locked(students: list[Person], year: SchoolYear) -> dict[object, Plan]:
    rows = Plan.objects.select_for_update(of=("self",)).filter(student__in=students, school_year=year)
    return {plan.student_id: plan for plan in rows.select_related("school_year", "district").order_by("pk")}
