"""Which last days stand in a calendar: a student's, and those of everybody."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from django.utils import timezone

from doorway.accounts.models import District
from doorway.pathways.graduation.wording import said
from doorway.pathways.scholarships.calendar import Deadline
from doorway.pathways.scholarships.due import is_ahead, is_due
from doorway.pathways.scholarships.ground import ground_of, hold
from doorway.pathways.scholarships.local import local_scholarships, programs_of
from doorway.pathways.scholarships.programs import Program
from doorway.pathways.scholarships.wording import day_words, full_day, money_words, unsure_words
from doorway.roster.core.grades import school_year_of
from doorway.roster.models import Person


def of_student(student: Person, page: str) -> Iterator[Deadline]:
    """What is open to a student, asks something or is within reach, and has a last day this year that is not over."""
    day = timezone.localdate(timezone=student.district.zone)
    held = hold(ground_of(student.district, day), [student])[student.pk]
    for judged in held.judged:
        if is_due(judged, held, after=day):
            yield from _deadline(judged.program, page, after=day)


def of_everybody(district: District, page: str) -> Iterator[Deadline]:
    """The last days of this school year: the state's for the class that graduates, and those of the place."""
    day = timezone.localdate(timezone=district.zone)
    for program in programs_of(district, school_year_of(day), local_scholarships(district, day)):
        yield from _deadline(program, page, after=day)


def _deadline(program: Program, page: str, *, after: date) -> Iterator[Deadline]:
    closes = program.dates.closes
    if closes is None or not is_ahead(program, after=after):
        return
    days = "\n".join(f"{words}: {full_day(on)}" for words, on in day_words(program.dates, after))
    how = said(program.how) if program.how else ""
    text = "\n".join(filter(None, [money_words(program.money), days, unsure_words(program.dates), how]))
    priority = program.dates.priority
    if priority is not None and after <= priority < closes:
        yield Deadline(f"{program.key}:priority", said(program.title), priority, text, page, is_priority=True)
    yield Deadline(program.key, said(program.title), closes, text, page)
