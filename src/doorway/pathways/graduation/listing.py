"""Many students at once: who is behind, on track or done, worked out for those of whom it is not known any more.

An audit is remembered in this process under everything that it was made from: how many rows the student's record has
and when one changed last, the grade, the day, the requirements with the catalog. One query brings these for all
students; whoever is unchanged is not read and not audited again. So the list is as true as an audit of everybody now.
"""

from __future__ import annotations

import uuid
from collections import OrderedDict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import NamedTuple

from django.db.models import Count, Max

from doorway.accounts.models import District
from doorway.pathways.core.audit import audit
from doorway.pathways.core.compiled import Compiled
from doorway.pathways.core.rules import CourseKind
from doorway.pathways.core.transcript import Transcript
from doorway.pathways.graduation.beside import NOTHING, Beside, beside_of
from doorway.pathways.graduation.decisions import decisions_in, ends_soon
from doorway.pathways.graduation.records import (
    class_of,
    course_of,
    courses_of,
    kinds_of,
    listed_rows,
    rows_of,
    transcript_of,
)
from doorway.pathways.graduation.rulebooks import Requirements, failing_marks, ready, requirements_of
from doorway.pathways.graduation.standing import NO_TRANSCRIPT, Summary
from doorway.pathways.graduation.unmarked import summary_with
from doorway.pathways.models import GraduationDecision, TranscriptCourse
from doorway.policy.packs import grade_number
from doorway.roster.core.grades import school_year_of
from doorway.roster.years import year_of_grades

# Students whose rows are read at a time, and summaries that are remembered: some hundred bytes each.
BATCH, MOST = 500, 50_000

# Everything that an audit is made from: rows and their last change, decisions, scores and what was said, the grade and
# its school year, the day, what is on a class list and not on the record yet, the requirements.
Print = tuple[
    int, datetime | None, tuple[uuid.UUID, ...], Beside, str, int, date, tuple[uuid.UUID, ...], Compiled | None
]


class Seat(NamedTuple):
    """A student as the list needs everybody: the id, the grade, the district. A record of each would take longer."""

    pk: uuid.UUID
    grade: str
    district_id: uuid.UUID


_known: OrderedDict[uuid.UUID, tuple[Print, Summary]] = OrderedDict()


@dataclass(frozen=True)
class _Ground:
    """What the students of one district are held against on one day."""

    district: District
    kinds: tuple[CourseKind, ...]
    requirements: Requirements
    day: date
    as_if: Compiled | None = None

    def compiled(self, student: Seat) -> Compiled | None:
        """The requirements of the student's class; None where there are none."""
        if self.as_if is not None:
            return self.as_if
        rules = self.requirements.held(class_of(grade_number(student.grade), year_of_grades(self.district, self.day)))
        return None if rules is None else ready(rules, self.kinds)


class Standings:
    """How the students of a district stand on a day. Eight queries at most, and two for every 500 to be audited.

    ``as_if``: other requirements for all of them, to see what these would change. Nothing of that is remembered.
    """

    def __init__(
        self, students: Sequence[Seat], district: District, day: date, *, as_if: Compiled | None = None
    ) -> None:
        self.district, self._day, self._remembers = district, day, as_if is None
        self._decisions = decisions_in(district)
        ground = _Ground(district, kinds_of(district), requirements_of(district, day), day, as_if)
        self._listed = _listed(students, ground)
        self._prints = _prints(students, ground, self._decisions, self._listed)
        self.known: dict[uuid.UUID, Summary] = {}
        if self._remembers:
            self.known = {pk: known for pk, now in self._prints.items() if (known := _remembered(pk, now)) is not None}

    def ending(self, student: uuid.UUID) -> date | None:
        """The day on which a decision about a student ends, where it is near."""
        return ends_soon(self._decisions.get(student, ()), self._day)

    def find(self, students: Iterable[Seat]) -> None:
        """Audit those of these students who are not known yet."""
        missing = [student for student in students if student.pk not in self.known]
        for start in range(0, len(missing), BATCH):
            self._audit(missing[start : start + BATCH])
        while len(_known) > MOST:
            _known.popitem(last=False)

    def _audit(self, students: list[Seat]) -> None:
        with_rows = [student.pk for student in students if self._prints[student.pk][0]]
        year = year_of_grades(self.district, self._day)
        runs = min(year, school_year_of(self._day))
        courses = courses_of(with_rows, this_year=year, runs=runs) if with_rows else {}
        # Few have decisions; these name classes of the record, so it is read in full.
        decided = [pk for pk in with_rows if pk in self._decisions]
        records = rows_of(decided) if decided else {}
        for student in students:
            now, listed = self._prints[student.pk], self._listed.get(student.pk, [])
            transcript = None
            if student.pk in records:
                own_decisions = self._decisions[student.pk]
                transcript = transcript_of(
                    student,
                    [*records[student.pk], *listed],
                    own_decisions,
                    this_year=year,
                    today=self._day,
                    beside=now[3],
                )
            elif courses.get(student.pk):
                grade = grade_number(student.grade)
                more = (course_of(row, this_year=year, runs=runs) for row in listed)
                own = (*courses[student.pk], *(one for one in more if one is not None))
                leaves, beside = class_of(grade, year), now[3]
                transcript = Transcript(str(student.pk), leaves, grade, own, beside.tests, (), beside.facts, year=year)
            self.known[student.pk] = summary = _summary(transcript, now[-1], self._day)
            if self._remembers:
                _known[student.pk] = (now, summary)


def _remembered(student: uuid.UUID, now: Print) -> Summary | None:
    known = _known.get(student)
    return known[1] if known is not None and known[0] == now else None


def _listed(students: Sequence[Seat], ground: _Ground) -> dict[uuid.UUID, list[TranscriptCourse]]:
    """What students take by a class list and not by the transcript yet. One query, two more where parts are there."""
    few = [student.pk for student in students] if len(students) <= BATCH else None
    year = year_of_grades(ground.district, ground.day)
    failing = failing_marks(ground.district)
    return listed_rows(ground.district, this_year=year, students=few, failing=failing)


def _prints(
    students: Iterable[Seat],
    ground: _Ground,
    decisions: Mapping[uuid.UUID, list[GraduationDecision]],
    listed: Mapping[uuid.UUID, list[TranscriptCourse]],
) -> dict[uuid.UUID, Print]:
    """Everything that a student's audit would be made from, in short. Three queries at most."""
    people = list(students)
    counted = TranscriptCourse.objects.filter(district=ground.district).order_by().values("student")
    if len(people) <= BATCH:
        counted = counted.filter(student__in=[student.pk for student in people])
    changes = {
        row["student"]: (row["rows"], row["last"]) for row in counted.annotate(rows=Count("pk"), last=Max("changed_at"))
    }
    grounds: dict[str, Compiled | None] = {}
    for student in people:
        if student.grade not in grounds:
            grounds[student.grade] = ground.compiled(student)
    rules = {grade: None if compiled is None else compiled.rules for grade, compiled in grounds.items()}
    held = {student.pk: rules[student.grade] for student in people if student.pk in changes}
    beside = beside_of(held, ground.district)
    prints: dict[uuid.UUID, Print] = {}
    year = year_of_grades(ground.district, ground.day)
    for student in people:
        rows, last = changes.get(student.pk, (0, None))
        own = decisions.get(student.pk, [])
        # Compiled requirements are made once for rules and catalog, and compare by being the same.
        prints[student.pk] = (
            rows,
            last,
            tuple(row.pk for row in own),
            beside.get(student.pk, NOTHING),
            student.grade,
            year,
            ground.day,
            tuple(row.pk for row in listed.get(student.pk, ())),
            grounds[student.grade],
        )
    return prints


def _summary(transcript: Transcript | None, compiled: Compiled | None, day: date) -> Summary:
    if compiled is None or transcript is None:
        return NO_TRANSCRIPT
    return summary_with(compiled, transcript, audit(compiled, transcript, today=day), today=day)
