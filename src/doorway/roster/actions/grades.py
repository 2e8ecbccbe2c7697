"""Saying in which grade a student was in an earlier school year: who repeats a grade, and who skipped one."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from doorway.accounts.models import User
from doorway.roster.core.grades import (
    Said,
    code_of,
    grades_before,
    number_of,
    steps_said,
    unusual,
    year_name,
    year_of_grade,
)
from doorway.roster.errors import GradeCannotBe, GradeUnusual, NoGradeToTellFrom, YearIsNotOver
from doorway.roster.grades import grade_inside, grade_words
from doorway.roster.models import EarlierGrade, Membership, Person
from doorway.roster.years import year_of_grades

LOCAL = Membership.Source.LOCAL


@transaction.atomic
def set_earlier_grade(
    *, student: Person, school_year: int, grade: str, by: User | None, now: datetime, is_sure: bool = False
) -> bool:
    """The student was in this grade in a school year (by its end) that is over; whether that is something new.

    Grades of two years that hardly ever follow each other are saved where somebody is sure.

    What was said of that year before is replaced: a line that a person entered is taken back and stays on record. The
    years before it follow, one grade lower each, as far as nobody has said otherwise.
    """
    row = Person.objects.select_for_update(of=("self",), no_key=True).get(pk=student.pk)
    today = timezone.localdate(now, row.district.zone)
    year = year_of_grade(Said(row.grade, row.grade_year), year_of_grades(row.district, today))
    if year is None or number_of(grade) is None:
        raise NoGradeToTellFrom(student=row.full_name)
    if school_year >= year:
        raise YearIsNotOver
    if row.grade_year is None:
        row.grade_year = year
        row.save(update_fields=["grade_year"])
    there = EarlierGrade.objects.filter(student=row, school_year=school_year, taken_back_at=None).first()
    known = {one.school_year: one.grade for one in row.earlier_grades.filter(taken_back_at=None)}
    if known_grade(row, known, year, school_year) == number_of(grade):
        return False
    _check_follows(row, year, known, school_year, grade, is_sure=is_sure)
    if there is not None and there.source == LOCAL:
        there.taken_back_by, there.taken_back_at = by, now
        there.save(update_fields=["taken_back_by", "taken_back_at"])
    elif there is not None:
        there.delete()
    known.pop(school_year, None)
    if known_grade(row, known, year, school_year) == number_of(grade) and not _roster_differs(row, school_year):
        return True
    EarlierGrade.objects.create(
        district_id=row.district_id,
        student=row,
        school_year=school_year,
        grade=grade,
        source=LOCAL,
        entered_by=by,
        entered_at=now,
    )
    return True


def known_grade(student: Person, known: dict[int, str], year: int, school_year: int) -> int | None:
    """The grade of an earlier year, as a number. ``known``: what is said of years; ``year``: of the grade of now."""
    return grades_before(student.grade, year, known, year - school_year).get(school_year)


def _check_follows(
    student: Person, year: int, known: dict[int, str], school_year: int, grade: str, *, is_sure: bool
) -> None:
    """Against the year after, and the year before where something is said of that."""
    there = set(steps_said(student.grade, year, known))
    for step in steps_said(student.grade, year, {**known, school_year: grade}):
        # What was said already is nothing of whoever puts another year right.
        if step.is_usual or step in there:
            continue
        words = {
            "before": grade_words(code_of(step.before)),
            "year": year_name(step.year),
            "after": grade_inside(code_of(step.after)),
        }
        # Where the year before is the wrong one, this is the way to it.
        if step.year == school_year and not step.is_possible:
            raise GradeCannotBe(**words)
        if not is_sure:
            raise GradeUnusual(**words)


def _roster_differs(student: Person, school_year: int) -> bool:
    """A roster says another grade of that year, and would say so again."""
    said = Said(student.grade, student.grade_year, student.grade_before)
    return student.grade_year == school_year + 1 and bool(unusual(said))
