"""What plans are worth besides graduation: classes that help toward an occupation, and classes of scholarships."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from django.db.models import F

from doorway.pathways.classes.queries import codes_that_lead
from doorway.pathways.core.chances import Reach
from doorway.pathways.core.rules import by_courses
from doorway.pathways.core.transcript import Transcript
from doorway.pathways.course_plan.ground import Planning
from doorway.pathways.graduation.records import class_of
from doorway.pathways.graduation.scores import taken_by
from doorway.pathways.graduation.wording import said
from doorway.pathways.models import KeptOccupation
from doorway.pathways.occupations.catalog import catalog
from doorway.pathways.occupations.queries import portrait
from doorway.pathways.scholarships.judging.answers import Judged
from doorway.pathways.scholarships.judging.judge import Judge
from doorway.pathways.scholarships.local import local_scholarships, programs_of
from doorway.pathways.scholarships.steps import What, told_of
from doorway.policy.queries import state_pack

IN_PLAN = (Reach.THERE, Reach.PLANNED)


@dataclass(frozen=True)
class Occupation:
    """The occupation that a student keeps first, and the codes of the classes that help most toward it."""

    title: str = ""
    codes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Scholarships:
    """For each of two plans the scholarships of which it holds all the classes and the other one does not."""

    only: tuple[tuple[str, ...], tuple[str, ...]] = ((), ())


def occupation_of(planning: Planning) -> Occupation:
    """The first choice of the student, else what was kept first. Four queries at most, one where nothing is kept."""
    kept = KeptOccupation.objects.filter(student=planning.student, let_go_at=None)
    first = kept.order_by(F("place").asc(nulls_last=True), "kept_at").first()
    if first is None or not planning.schools:
        return Occupation()
    found = portrait(catalog(state_pack(planning.student.district)), first.code)
    if found is None:
        return Occupation()
    codes = codes_that_lead(found, planning.catalog, planning.schools)
    return Occupation(said(first.title), tuple(codes))


def scholarships_of(planning: Planning, records: Sequence[Transcript], *, today: date) -> Scholarships:
    """Hold two plans against the scholarships of the student's class. Three queries; none without requirements."""
    if planning.rules is None or not planning.record:
        return Scholarships()
    student, leaves = planning.student, class_of(planning.grade, planning.year)
    programs = programs_of(student.district, leaves, local_scholarships(student.district, today))
    judge = Judge(programs, planning.rules, planning.catalog, class_of=leaves, year=planning.year, today=today)
    told = told_of([student.pk])[student.pk]
    tests = taken_by([student.pk], judge.tests, student.district)[student.pk]
    school = None if planning.school is None else planning.school.pk
    applied = frozenset(one.key for one in programs if told.holds(What.APPLIED, one.key, year=judge.year_of(one)))
    held = []
    for record in records:
        judged = judge.judge(replace(record, tests=tests), told.facts, school, applied)
        held.append([said(one.program.title) for one in judged if _has_classes(one)])
    one, other = held
    return Scholarships(
        (tuple(title for title in one if title not in other), tuple(title for title in other if title not in one))
    )


def _has_classes(judged: Judged) -> bool:
    """Whether record and plan hold every class that it asks for, and it can still be had."""
    asked = [answer for answer in judged.answers if any(map(by_courses, answer.asking.ways))]
    return bool(asked) and not judged.is_over and all(answer.reach in IN_PLAN for answer in asked)
