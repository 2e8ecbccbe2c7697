"""The counselor's list: who has what open, who has applied, who was awarded."""

from __future__ import annotations

import uuid
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from django.core.paginator import Page, Paginator
from django.db.models import Exists, OuterRef, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from doorway.pathways.core.chances import Chance
from doorway.pathways.graduation.access import AT_WORK, graduating_codes, graduating_students
from doorway.pathways.graduation.rulebooks import LAST_GRADE
from doorway.pathways.graduation.wording import said
from doorway.pathways.models import LocalScholarship
from doorway.pathways.scholarships import wording
from doorway.pathways.scholarships.access import PAGE
from doorway.pathways.scholarships.ground import Held, ground_of, hold, with_school
from doorway.pathways.scholarships.judging.answers import Judged
from doorway.pathways.scholarships.page import LATER, TOO_SOON, UNOPENED
from doorway.pathways.scholarships.programs import Program
from doorway.pathways.scholarships.steps import What
from doorway.roster.access import Viewer, log_looks, with_reasons
from doorway.roster.access.viewer import current
from doorway.roster.access.visibility import reason_of
from doorway.roster.models import Membership, Person, Role, School
from doorway.roster.told_apart import told_apart

PER_PAGE = 50
# Everybody of a grade is held against everything; of more than these a school has to be chosen first.
MOST = 400
STANDINGS: dict[str, str | Promise] = {
    "waiting": _("Open, and not applied yet"),
    Chance.OPEN.value: wording.CHANCES[Chance.OPEN][0],
    UNOPENED: wording.UNOPENED[0],
    LATER: wording.LATER[0],
    Chance.ASK.value: wording.CHANCES[Chance.ASK][0],
    Chance.NEARLY.value: wording.CHANCES[Chance.NEARLY][0],
    TOO_SOON: wording.TOO_SOON[0],
    Chance.CLOSED.value: wording.CHANCES[Chance.CLOSED][0],
    "applied": _("Applied"),
    "awarded": _("Awarded"),
}


@dataclass(frozen=True)
class Search:
    """What is looked for. ``grade``: as rosters write it; empty is the last one."""

    scholarship: str = ""
    grade: str = ""
    standing: str = ""
    school: uuid.UUID | None = None


@dataclass(frozen=True)
class Entry:
    """A student and the scholarship that was chosen. ``name``: with what tells apart two of one name in a list."""

    student: Person
    name: str
    tag: str
    kind: str
    is_kept: bool
    applied: str
    awarded: bool | None


@dataclass(frozen=True)
class Line:
    """A scholarship with how many stand how."""

    key: str
    title: str
    place: str
    closes: date | None
    left: str
    counts: dict[str, int]
    edits: uuid.UUID | None


@dataclass(frozen=True)
class ScholarshipList:
    """A page of the list. ``too_many``: a school has to be chosen first."""

    lines: list[Line]
    entries: list[Entry]
    page: Page[uuid.UUID] | None
    chosen: Line | None
    schools: list[School]
    grades: list[tuple[str, str]]
    grade: str
    number: int
    too_many: bool
    standings: list[tuple[str, str | Promise]]
    feed: str


def scholarship_list(viewer: Viewer, search: Search, number: str | None) -> ScholarshipList:
    """The students of one grade, held against everything. A fixed number of queries for each district."""
    schools = list(viewer.schools(*(reason.value for reason in AT_WORK)))
    codes = graduating_codes(viewer)
    grades = sorted({code for school in schools for code in school.grade_list} & codes) or sorted(codes)
    grade = search.grade if search.grade in grades else (grades[-1] if grades else f"{LAST_GRADE}")
    narrowed = _narrowed(graduating_students(viewer).filter(grade=grade), viewer, search.school)
    students = list(with_school(with_reasons(narrowed, viewer, reasons=AT_WORK), viewer.today)[: MOST + 1])
    too_many = len(students) > MOST
    held: dict[uuid.UUID, Held] = {}
    lines: list[Line] = []
    for district in {held_role.district for held_role in viewer.memberships}:
        day = timezone.localdate(timezone=district.zone)
        ground = ground_of(district, day)
        own = [student for student in students if student.district_id == district.pk]
        found = hold(ground, own) if own and not too_many else {}
        held |= found
        lines += _lines(ground.local, found, day, schools)
    chosen = next((line for line in lines if line.key == search.scholarship), None)
    page, entries = None, []
    if chosen is not None:
        fitting = [pk for pk, one in held.items() if _fits(one, chosen.key, search.standing)]
        page = Paginator(fitting, PER_PAGE).get_page(number)
        by_id = {student.pk: student for student in students}
        entries = list(_entries(viewer, [by_id[pk] for pk in page.object_list], held, chosen.key))
    return ScholarshipList(
        lines=lines,
        entries=entries,
        page=page,
        chosen=chosen,
        schools=schools,
        grades=[(code, str(int(code))) for code in grades],
        grade=grade,
        number=len(held),
        too_many=too_many,
        standings=list(STANDINGS.items()),
        feed=reverse("scholarship_feed", args=[viewer.district.code]) if viewer.district else "",
    )


def _narrowed(students: QuerySet[Person], viewer: Viewer, school: uuid.UUID | None) -> QuerySet[Person]:
    if school is None:
        return students
    there = Membership.objects.filter(current(viewer.today), role=Role.STUDENT, person=OuterRef("pk"), school=school)
    return students.filter(Exists(there))


def _judged(held: Held, key: str) -> Judged | None:
    return next((one for one in held.judged if one.program.key == key), None)


def _stands(held: Held, judged: Judged) -> set[str]:
    """Under which words a student stands for a scholarship."""
    year = held.judge.year_of(judged.program) if held.judge is not None else 0
    key = judged.program.key
    if _is_later(judged):
        found = {LATER}
    else:
        found = {TOO_SOON if judged.is_too_soon else UNOPENED if judged.is_unopened else judged.chance.value}
    if held.told.holds(What.APPLIED, key, year=year):
        found.add("applied")
    elif held.told.has_applied(key, year=year):
        pass  # it was awarded, and nobody has said when it was applied for
    elif Chance.OPEN.value in found:
        found.add("waiting")  # in a lower grade, or before the first day, nobody has failed to apply
    if held.told.holds(What.AWARDED, key, year=year):
        found.add("awarded")
    return found


def _is_later(judged: Judged) -> bool:
    """Whether all that is asked for is there, and one applies in a later grade."""
    return judged.chance is Chance.OPEN and judged.grade < judged.program.first_grade


def _fits(held: Held, key: str, standing: str) -> bool:
    judged = _judged(held, key)
    return judged is not None and (standing not in STANDINGS or standing in _stands(held, judged))


def _lines(
    local: list[LocalScholarship], held: dict[uuid.UUID, Held], day: date, schools: list[School]
) -> Iterator[Line]:
    """Every scholarship of these students, and those of the place that none of them can have."""
    counts: dict[str, Counter[str]] = {}
    programs: dict[str, Program] = {}
    for one in held.values():
        for judged in one.judged:
            if not judged.program.closed:
                programs.setdefault(judged.program.key, judged.program)
                counts.setdefault(judged.program.key, Counter()).update(_stands(one, judged))
    mine = {school.pk for school in schools}
    edited = {row.pk.hex: row for row in local if row.school_id is None or row.school_id in mine}
    for key, program in programs.items():
        closes = program.dates.closes
        left = wording.left_words(closes, day) if closes else ""
        row = edited.get(key)
        yield Line(key, said(program.title), program.place, closes, left, counts[key], row.pk if row else None)
    for key, row in edited.items():
        if key not in programs:
            place = row.school.name if row.school else ""
            left = wording.left_words(row.closes_on, day)
            yield Line(key, said(row.name), place, row.closes_on, left, {}, row.pk)


def _entries(viewer: Viewer, shown: list[Person], held: dict[uuid.UUID, Held], key: str) -> Iterator[Entry]:
    """The students who are shown, with every look written down and why."""
    by_reason: dict[str, list[Person]] = {}
    for student in shown:
        reason = reason_of(student)
        if reason is not None:
            by_reason.setdefault(reason.value, []).append(student)
    for word, seen in by_reason.items():
        log_looks(viewer, seen, reason=word, page=f"{PAGE}-list")
    names = told_apart(shown, by_id=True)
    for student in shown:
        one, judged = held[student.pk], _judged(held[student.pk], key)
        if judged is None:
            continue
        year = 0 if one.judge is None else one.judge.year_of(judged.program)
        tag, kind = wording.tag_of(judged)
        if _is_later(judged):
            tag, kind = wording.LATER
        closes = judged.program.dates.closes
        applied, awarded = one.told.last(What.APPLIED, key, year=year), one.told.last(What.AWARDED, key, year=year)
        yield Entry(
            student=student,
            name=names[student.pk],
            tag=str(tag),
            kind=kind,
            is_kept=one.told.holds(What.KEPT, key),
            applied=wording.when_words(applied, closes) if applied and applied.what == What.APPLIED else "",
            awarded=None if awarded is None else awarded.what == What.AWARDED,
        )
