"""Many students at once: who is behind, on track or done, worked out for those of whom it is not known any more.

An audit is remembered in this process under everything that it was made from: how many rows the student's record has
and when one changed last, the grade, the day, the requirements with the catalog. One query brings these for all
students; whoever is unchanged is not read and not audited again. So the list is as true as an audit of everybody now.
"""

from __future__ import annotations

import uuid
from collections import OrderedDict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Max

from doorway.accounts.models import District
from doorway.pathways.core.audit import audit, school_year
from doorway.pathways.core.compiled import Compiled
from doorway.pathways.graduation.records import Catalog, catalog_of, class_of, rows_of, transcript_of
from doorway.pathways.graduation.rulebooks import ready, rule_book
from doorway.pathways.graduation.standing import NO_TRANSCRIPT, Summary, summary_of
from doorway.pathways.models import TranscriptCourse
from doorway.pathways.rules import NoSetForClass
from doorway.policy.packs import grade_number
from doorway.roster.models import Person

# Students whose rows are read at a time, and summaries that are remembered: some hundred bytes each.
BATCH, MOST = 500, 50_000

Print = tuple[object, ...]
_known: OrderedDict[uuid.UUID, tuple[Print, Summary]] = OrderedDict()


@dataclass(frozen=True)
class _Ground:
    """What the students of one district are held against on one day."""

    district: District
    catalog: Catalog
    day: date

    def compiled(self, student: Person) -> Compiled | None:
        """The requirements of the student's class; None where there are none."""
        book = rule_book(self.district)
        try:
            leaves = class_of(grade_number(student.grade), school_year(self.day))
            return None if book is None else ready(book.for_class(leaves), self.catalog.kinds)
        except NoSetForClass:
            return None


def summaries(students: Sequence[Person], district: District, day: date) -> dict[uuid.UUID, Summary]:
    """How these students of a district stand. Four queries when nobody is known, and one more for every 500 of them."""
    ground = _Ground(district, catalog_of(district), day)
    prints = _prints(students, ground)
    found = {pk: known for pk, now in prints.items() if (known := _remembered(pk, now)) is not None}
    missing = [student for student in students if student.pk not in found]
    for start in range(0, len(missing), BATCH):
        part = missing[start : start + BATCH]
        rows = rows_of([student.pk for student in part if prints[student.pk][0]])
        for student in part:
            found[student.pk] = summary = _summary(student, rows.get(student.pk, []), ground)
            _known[student.pk] = (prints[student.pk], summary)
    while len(_known) > MOST:
        _known.popitem(last=False)
    return found


def _remembered(student: uuid.UUID, now: Print) -> Summary | None:
    known = _known.get(student)
    return known[1] if known is not None and known[0] == now else None


def _prints(students: Iterable[Person], ground: _Ground) -> dict[uuid.UUID, Print]:
    """Everything that a student's audit would be made from, in short. One query."""
    people = list(students)
    counted = TranscriptCourse.objects.filter(district=ground.district).order_by().values("student")
    if len(people) <= BATCH:
        counted = counted.filter(student__in=[student.pk for student in people])
    changes = {
        row["student"]: (row["rows"], row["last"]) for row in counted.annotate(rows=Count("pk"), last=Max("changed_at"))
    }
    grounds: dict[str, Compiled | None] = {}
    prints: dict[uuid.UUID, Print] = {}
    for student in people:
        if student.grade not in grounds:
            grounds[student.grade] = ground.compiled(student)
        rows, last = changes.get(student.pk, (0, None))
        # Compiled requirements are made once for rules and catalog, and compare by being the same.
        prints[student.pk] = (rows, last, student.grade, ground.day, grounds[student.grade])
    return prints


def _summary(student: Person, rows: list[TranscriptCourse], ground: _Ground) -> Summary:
    compiled = ground.compiled(student)
    if compiled is None or not rows:
        return NO_TRANSCRIPT
    transcript = transcript_of(student, rows, this_year=school_year(ground.day))
    return summary_of(audit(compiled, transcript, today=ground.day))
