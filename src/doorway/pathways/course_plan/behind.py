"""The grades that are behind a student, and this year's: what was taken, with the credits of each grade."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from doorway.pathways.course_plan.ground import Planning
from doorway.pathways.graduation.wording import number
from doorway.pathways.models import TranscriptCourse
from doorway.pathways.registration.queries import REGISTERED, YearCompared
from doorway.policy.packs import year_text

State = TranscriptCourse.State
# From this grade on a plan of courses is kept.
FIRST_GRADE = 7


@dataclass(frozen=True)
class TakenClass:
    """A class of one grade, its terms together. ``state``: done, under way, or without credit."""

    title: str
    marks: str
    credits: str
    state: str | Promise


@dataclass(frozen=True)
class TakenGrade:
    """One grade. ``earned`` and ``open``: credits that are done, and those under way; empty for none."""

    grade: int
    year: str
    classes: tuple[TakenClass, ...]
    earned: str
    open: str


def grades_behind(planning: Planning, years: Iterable[YearCompared]) -> list[TakenGrade]:
    """Every grade from the first one of a plan up to this year's, from transcript and registration. No query.

    ``years``: the registration as it is held against the plan, for this year's classes that no transcript has yet.
    """
    rows: dict[int, list[TranscriptCourse]] = {}
    for row in planning.record:
        if row.state in REGISTERED and row.school_year <= planning.year:
            grade = planning.grade + row.school_year - planning.year if row.taken_grade is None else row.taken_grade
            rows.setdefault(grade, []).append(row)
    listed = {row.code for row in rows.get(planning.grade, [])}
    now = next((year.compared.taken for year in years if year.year == planning.year), {})
    found = []
    for grade in range(FIRST_GRADE, planning.grade + 1):
        more = {code: title for code, title in now.items() if code not in listed} if grade == planning.grade else {}
        found.append(_grade(planning, grade, rows.get(grade, []), more))
    return found


def _grade(planning: Planning, grade: int, rows: list[TranscriptCourse], more: Mapping[str, str]) -> TakenGrade:
    marks = {} if planning.rules is None else planning.rules.marks
    together: dict[str, list[TranscriptCourse]] = {}
    for row in rows:
        together.setdefault(row.code or row.title, []).append(row)
    classes, earned, begun = [], 0, 0
    for parts in together.values():
        over = [row for row in parts if row.state == State.COMPLETED]
        given = sum(row.units for row in over if row.mark not in marks or marks[row.mark].credit != "no")
        waits = sum(row.units for row in parts if row.state != State.COMPLETED)
        earned, begun = earned + given, begun + waits
        known = planning.catalog.taught.get(parts[0].code)
        title = (known.title if known else "") or parts[0].title or parts[0].code
        said = ", ".join(row.mark for row in over if row.mark)
        state = _("under way") if waits else _("done") if given else _("no credit")
        classes.append(TakenClass(title, said, number(given + waits), state))
    for code, title in more.items():
        course = planning.catalog.taught.get(code)
        units = course.units if course else 0
        begun += units
        classes.append(TakenClass(course.title if course else title, "", number(units), _("under way")))
    classes.sort(key=lambda one: one.title)
    return TakenGrade(
        grade,
        year_text(planning.year_of(grade)),
        tuple(classes),
        number(earned) if earned else "",
        number(begun) if begun else "",
    )
