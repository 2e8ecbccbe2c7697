"""What was said and done about a student's scholarships, as it holds now."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime

from django.db import transaction
from django.db.models import Max

from doorway.pathways.core.rules import Words
from doorway.pathways.models import ScholarshipStep
from doorway.pathways.models.roles import SaidAs
from doorway.roster.models import Person

What = ScholarshipStep.What
_OPPOSITE = {
    What.KEPT: What.LET_GO,
    What.APPLIED: What.NOT_APPLIED,
    What.AWARDED: What.NOT_AWARDED,
    What.SO: What.NOT_SO,
}
# Every step by what it is about: "kept" and "let go" answer one question.
_QUESTION = {one: yes for yes, no in _OPPOSITE.items() for one in (yes, no)}

# Many scholarships are given every year: who applied in one year has not applied in the next.
_YEARLY = frozenset({What.APPLIED, What.NOT_APPLIED, What.AWARDED, What.NOT_AWARDED})


@dataclass
class Told:
    """What holds of one student. ``steps``: the last one to each (question, subject); ``all``: every one."""

    steps: dict[tuple[What, str], ScholarshipStep] = field(default_factory=dict)
    all: list[ScholarshipStep] = field(default_factory=list)

    def last(self, question: What, subject: str, *, year: int | None = None) -> ScholarshipStep | None:
        """The last word to a question; in a school year, where that matters."""
        found = self.steps.get((question, subject))
        return None if found is None or (year is not None and found.school_year != year) else found

    def holds(self, question: What, subject: str, *, year: int | None = None) -> bool:
        """Whether the last word is yes."""
        found = self.last(question, subject, year=year)
        return found is not None and found.what == question

    def has_applied(self, subject: str, *, year: int | None = None) -> bool:
        """Whether it was applied for in a school year; what was awarded is, though nobody said it at the time."""
        return self.holds(What.APPLIED, subject, year=year) or self.holds(What.AWARDED, subject, year=year)

    @property
    def facts(self) -> dict[str, bool]:
        """What family or counselor have said to be so or not."""
        return {
            subject: step.what == What.SO for (question, subject), step in self.steps.items() if question == What.SO
        }

    def those(self, question: What, *, year: int | None = None) -> frozenset[str]:
        """Keys of the scholarships for which the answer is yes."""
        return frozenset(
            subject for asked, subject in self.steps if asked == question and self.holds(question, subject, year=year)
        )


def told_of(students: Iterable[uuid.UUID]) -> dict[uuid.UUID, Told]:
    """What holds of these students. One query."""
    wanted = list(students)
    found = {student: Told() for student in wanted}
    for step in ScholarshipStep.objects.filter(student__in=wanted).select_related("by").order_by("number"):
        found[step.student_id].steps[_QUESTION[What(step.what)], step.subject] = step
        found[step.student_id].all.append(step)
    return found


@transaction.atomic
def tell(
    *, student: Person, by: Person, role: SaidAs, what: ScholarshipStep.What, subject: str, title: Words,
    school_year: int, now: datetime, happened_on: date | None = None,
) -> ScholarshipStep | None:  # fmt: skip
    """Put a step on record; None when the last word says the same already. ``happened_on``: see the model."""
    Person.objects.select_for_update().get(pk=student.pk)
    told = told_of([student.pk])[student.pk]
    before = told.last(_QUESTION[what], subject, year=school_year if what in _YEARLY else None)
    # Nothing was said before: there is nothing to take back.
    is_idle = before is None and what in {What.LET_GO, What.NOT_APPLIED}
    if is_idle or (before is not None and before.what == what):
        return None
    last = ScholarshipStep.objects.filter(student=student).aggregate(last=Max("number"))["last"] or 0
    return ScholarshipStep.objects.create(
        district_id=student.district_id,
        student=student,
        subject=subject,
        title=dict(title),
        what=what,
        school_year=school_year,
        by=by,
        role=role,
        at=now,
        happened_on=happened_on,
        number=last + 1,
    )
