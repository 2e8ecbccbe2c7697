"""Of which school year a scholarship is for a student, and in which grade the student applies. Pure, no database.

The calendar turns on July 1, and rosters weeks later; until then the record is read with the grade that the roster
says (``year_of_grades``). A last day does not wait for that: whoever was in grade 11 until June applies as a senior in
July. Both follow from the graduating class, which is the same before and after the roster.
"""

from __future__ import annotations

from datetime import date

from doorway.pathways.graduation.rulebooks import LAST_GRADE
from doorway.pathways.scholarships.programs import Program
from doorway.roster.core.grades import SETTLED_BY, YEAR_TURNS, school_year_of


def year_of(program: Program, leaves: int, day: date) -> int:
    """The school year, by its end, to which it belongs that a student of a class applied or was awarded.

    It is that of the last day, so what is said in July counts for the year that has begun, and what was said in spring
    stays with its own. Where no last day is on file it is the year of ``day``, and for who has left the last one.
    """
    closes = program.dates.closes
    return min(school_year_of(day), leaves) if closes is None else school_year_of(closes)


def grade_for(program: Program, leaves: int, day: date) -> int:
    """The grade in which a student of a class is when one applies; above 12 for who has left school by then.

    That of the last day where it is to come, else that of ``day``. A last day in the summer between two years is
    that of either grade until the first of them is over.
    """
    now, closes = school_year_of(day), program.dates.closes
    if closes is None or closes < day:
        return _grade(leaves, now)
    is_next_summer = date(now, *YEAR_TURNS) <= closes <= date(now, *SETTLED_BY)
    if is_next_summer and program.first_grade <= _grade(leaves, now) <= program.last_grade:
        return _grade(leaves, now)
    return _grade(leaves, school_year_of(closes))


def is_over(program: Program, leaves: int, day: date) -> bool:
    """Whether students of a class cannot apply any more."""
    closes = program.dates.closes
    # A local one is given every year: its last day is that of those who are in the grade now.
    grade = grade_for(program, leaves, day)
    late = closes is not None and closes < day and (program.local is None or grade >= program.first_grade)
    return bool(program.closed) or late or grade > program.last_grade


def is_for(program: Program, leaves: int, day: date) -> bool:
    """Whether students of a class apply in the grade in which they are then."""
    return program.first_grade <= grade_for(program, leaves, day) <= program.last_grade


def was_for(program: Program, leaves: int) -> bool:
    """Whether students of a class were, by the last day on file, in a grade in which one applies."""
    closes = program.dates.closes
    if closes is None:
        return False
    ended = school_year_of(closes)
    # In the summer between two years they were in either grade.
    years = (ended - 1, ended) if date(ended - 1, *YEAR_TURNS) <= closes <= date(ended - 1, *SETTLED_BY) else (ended,)
    return any(program.first_grade <= _grade(leaves, year) <= program.last_grade for year in years)


def _grade(leaves: int, year: int) -> int:
    return LAST_GRADE - leaves + year
