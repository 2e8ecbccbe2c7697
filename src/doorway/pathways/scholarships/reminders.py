"""Reminding students and families of a last day: those who keep a scholarship, can still have it and have not applied.

Nothing is planned ahead: each round asks which last days are near and who has not been written to, so nothing has to
be taken back when a student applies or a last day moves.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from hashlib import sha256

from django.utils import timezone, translation

from doorway.accounts.models import District
from doorway.messages.actions import queue
from doorway.messages.letters import link
from doorway.messages.models import Message
from doorway.pathways.core.chances import Chance, Reach
from doorway.pathways.graduation.records import class_of
from doorway.pathways.graduation.rulebooks import LAST_GRADE
from doorway.pathways.graduation.wording import said
from doorway.pathways.models import LocalScholarship, ScholarshipStep
from doorway.pathways.scholarships.ground import Held, ground_of, hold
from doorway.pathways.scholarships.judging.answers import Judged
from doorway.pathways.scholarships.local import local_scholarships, programs_of
from doorway.pathways.scholarships.programs import Program
from doorway.pathways.scholarships.steps import What, told_of
from doorway.pathways.scholarships.wording import full_day, left_words, money_words, unsure_words
from doorway.pathways.scholarships.years import is_for, year_of
from doorway.policy.packs import grade_number
from doorway.roster.core.grades import school_year_of
from doorway.roster.models import Guardianship, Person
from doorway.roster.years import year_of_grade_of

# So many days before the last day; the nearest that has come is the one that is due.
BEFORE = (21, 7, 2)
# So many classes may have students whom a last day of today concerns, kindergarten's among them.
GRADES = LAST_GRADE + 1


@dataclass(frozen=True)
class _Due:
    """A letter that may be due: about whom, to whom, and what it is about."""

    student: Person
    to: Person
    program: Program
    on: date
    key: str

    @property
    def is_priority(self) -> bool:
        """Whether it is about the day by which one is looked at first, and not about the last one."""
        return self.on != self.program.dates.closes


def remind_of_scholarships(*, now: datetime) -> int:
    """Write every reminder that is due; the number of letters. Two processes at once write none twice."""
    return sum(_in_district(district, now) for district in District.objects.all())


def _in_district(district: District, now: datetime) -> int:
    day = timezone.localdate(now, district.zone)
    local = local_scholarships(district, day)
    # Days are those of a class: whoever has just left school is in none of these.
    this_year = school_year_of(day)
    near = {leaves: list(_near(district, leaves, local, day)) for leaves in range(this_year, this_year + GRADES)}
    due = _not_written(list(_candidates(district, near, day))) if any(near.values()) else []
    written = 0
    # What a scholarship of the place asks for is worded in the language in which it is read.
    for language in sorted({one.to.language for one in due}):
        with translation.override(language):
            written += _write(district, [one for one in due if one.to.language == language], day)
    return written


def _near(
    district: District, leaves: int, local: list[LocalScholarship], day: date
) -> Iterator[tuple[Program, date, int]]:
    """Scholarships for which a class applies now, with a last day ahead, or one by which one is looked at first: each
    with that day, and the number of days of the reminder that has come."""
    for program in programs_of(district, leaves, local):
        closes, priority = program.dates.closes, program.dates.priority
        if closes is None or program.closed or not is_for(program, leaves, day):
            continue
        for on in dict.fromkeys((priority or closes, closes)):
            days = (on - day).days
            come = [before for before in BEFORE if 0 <= days <= before]
            if come:
                yield program, on, min(come)


def _candidates(district: District, near: dict[int, list[tuple[Program, date, int]]], day: date) -> Iterator[_Due]:
    """Students who keep one of these and have not applied, with everybody of the home who has an address."""
    keys = {program.key for found in near.values() for program, _on, _days in found}
    steps = ScholarshipStep.objects.filter(district=district, what=What.KEPT, subject__in=keys)
    students = {one.pk: one for one in Person.objects.filter(pk__in=steps.values("student"), is_active=True)}
    homes = _homes(students)
    told = told_of(students)
    for student_id, student in students.items():
        leaves = class_of(grade_number(student.grade), year_of_grade_of(student, district, day))
        for program, on, days in near.get(leaves, ()):
            keeps = told[student_id].holds(What.KEPT, program.key)
            applied = told[student_id].has_applied(program.key, year=year_of(program, leaves, day))
            if keeps and not applied:
                about = f"{program.key}|{on}|{days}|{student_id}"
                occasion = sha256(about.encode()).hexdigest()[:24]
                for to in (student, *homes.get(student_id, ())):
                    if to.email and to.is_active:
                        yield _Due(student, to, program, on, f"scholarship:{occasion}:{to.pk}")


def _homes(students: Iterable[uuid.UUID]) -> dict[uuid.UUID, list[Person]]:
    found: dict[uuid.UUID, list[Person]] = {}
    rows = Guardianship.objects.filter(student__in=list(students), is_active=True).select_related("guardian__district")
    for row in rows.order_by("guardian__family_name", "guardian__given_name"):
        found.setdefault(row.student_id, []).append(row.guardian)
    return found


def _not_written(due: list[_Due]) -> list[_Due]:
    if not due:
        return []
    district = due[0].student.district_id
    keys = Message.objects.filter(district=district, idempotency_key__in=[one.key for one in due])
    written = set(keys.values_list("idempotency_key", flat=True))
    return [one for one in due if one.key not in written]


def _write(district: District, due: list[_Due], day: date) -> int:
    """The letters of one language, about scholarships that are not closed to the student."""
    students = {one.student.pk: one.student for one in due}
    held = hold(ground_of(district, day), list(students.values()))
    written = 0
    for one in due:
        judged = _judged(held[one.student.pk], one.program.key)
        closes = one.program.dates.closes
        if judged is None or closes is None or judged.chance is Chance.CLOSED:
            continue
        letter = queue(
            to=one.to,
            template="pathways/scholarships/mail/reminder",
            context={
                "name": one.student.first_name,
                "is_own": one.to.pk == one.student.pk,
                "title": said(judged.program.title),
                "money": money_words(judged.program.money),
                "day": full_day(one.on),
                "left": left_words(one.on, day),
                "last": full_day(closes) if one.is_priority else "",
                "unsure": unsure_words(one.program.dates),
                "how": said(judged.program.how) if judged.program.how else "",
                "lacking": [said(answer.asking.title) for answer in judged.answers if answer.reach is not Reach.THERE],
                "page": link("student_scholarships", student_id=one.student.pk),
            },
            key=one.key,
            about=one.student,
            useful_until=datetime.combine(one.on, time.max, tzinfo=district.zone) + timedelta(seconds=1),
        )
        written += letter is not None
    return written


def _judged(held: Held, key: str) -> Judged | None:
    return next((one for one in held.judged if one.program.key == key), None)
