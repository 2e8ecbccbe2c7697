"""The course plan on a student's plan: grade by grade what is registered, what is approved and what is proposed."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from django.db.models import Exists, OuterRef, Q
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy

from doorway.pathways.core.pace import LAST_GRADE
from doorway.pathways.core.rules import CourseKind
from doorway.pathways.core.spelling import Spelling
from doorway.pathways.graduation.records import class_list_columns, in_class, may_still_come, spelled, waiting_in
from doorway.pathways.graduation.wording import credit_words, grade_words
from doorway.pathways.models import PlannedCourse, TranscriptCourse
from doorway.pathways.models.courses import called
from doorway.policy.packs import year_text
from doorway.roster.models import Enrollment

State, Status = TranscriptCourse.State, PlannedCourse.Status
STANDING = (Status.PROPOSED, Status.APPROVED)
REGISTERED, APPROVED, SCHOOL, PROPOSED = "registered", "approved", "school", "proposed"
# How sure a class of the plan is, surest first.
_MARKS: dict[str, str | Promise] = {
    REGISTERED: pgettext_lazy("classes of a plan", "registered"),
    APPROVED: pgettext_lazy("classes of a plan", "approved"),
    SCHOOL: pgettext_lazy("classes of a plan", "planned in the school’s record"),
    PROPOSED: pgettext_lazy("classes of a plan", "proposed, not approved yet"),
}
_RECORDED = {State.IN_PROGRESS.value: REGISTERED, State.SCHEDULED.value: REGISTERED, State.PLANNED.value: SCHOOL}


def has_plan() -> Exists:
    """A column for a query of students: whether a class stands in the course plan, of whatever year."""
    return Exists(PlannedCourse.objects.filter(student=OuterRef("pk"), status__in=STANDING))


def planned_of(students: Iterable[uuid.UUID], *, this_year: int, today: date) -> dict[uuid.UUID, list[PlannedCourse]]:
    """What stands in the course plans for the years to come, what makes up credit in this one, and what was approved
    for it and still waits to be registered, or a term of it may. One query."""
    rows = PlannedCourse.objects.filter(
        Q(school_year__gt=this_year) | Q(school_year=this_year, makes_up=True) | waiting_in(this_year),
        student__in=list(students),
        status__in=STANDING,
    )
    found: dict[uuid.UUID, list[PlannedCourse]] = {}
    for row in rows.select_related("course").annotate(**class_list_columns()).order_by("school_year", "course__code"):
        waits = row.school_year == this_year and not row.makes_up
        if not waits or may_still_come(row, today):
            found.setdefault(row.student_id, []).append(row)
    return found


def enrolled(
    students: Iterable[uuid.UUID], *, this_year: int, known: Iterable[str]
) -> dict[uuid.UUID, list[tuple[str, int]]]:
    """The classes of the roster, this school year's and later ones: code and year. One query.

    ``known``: codes of the catalog; a code in other capitals is written like the one that is meant.
    """
    spelling = Spelling(known)
    rows = Enrollment.objects.filter(
        in_class(), person__in=list(students), role=Enrollment.Role.STUDENT,
        school_class__course__isnull=False, school_class__school_year__ends_on__year__gte=this_year,
    )  # fmt: skip
    found: dict[uuid.UUID, list[tuple[str, int]]] = {}
    names = ("person_id", "school_class__course__code", "school_class__school_year__ends_on")
    for student, code, ends_on in rows.order_by("school_class__course__code").values_list(*names):
        found.setdefault(student, []).append((spelling.of(code) or code, ends_on.year))
    return found


@dataclass(frozen=True)
class Ahead:
    """What one student takes this year and later. ``roster``: codes and years; a homeroom is among them, too.

    ``same``: for a code of the catalog those of the same content, as honors or plain.
    """

    record: Sequence[TranscriptCourse]
    planned: Sequence[PlannedCourse]
    roster: Sequence[tuple[str, int]]
    this_year: int
    leaves: int
    same: Mapping[str, frozenset[str]] = field(default_factory=dict)

    def grades(self, kinds: Mapping[str, CourseKind]) -> Iterator[str]:
        """Each grade in a line, in the active language: “Grade 11 (2027-28): approved: Biology; proposed: Art”.

        ``kinds``: the catalog by code. Nothing where no class of a later year stands anywhere.
        """
        lines = self._lines(kinds)
        if not any(year > self.this_year for year in lines) and not any(row.makes_up for row in self.planned):
            return
        for year, marked in sorted(lines.items()):
            groups = [
                _("%(how)s: %(classes)s") % {"how": _MARKS[how], "classes": ", ".join(dict.fromkeys(marked[how]))}
                for how in _MARKS
                if how in marked
            ]
            grade = grade_words(LAST_GRADE - (self.leaves - year), year_text(year))
            yield _("%(grade)s: %(list)s") % {"grade": grade, "list": "; ".join(groups)}

    def _lines(self, kinds: Mapping[str, CourseKind]) -> dict[int, dict[str, list[str]]]:
        """Titles by year and by how sure they are; what is registered is not named once more as planned, also not at
        another level: the audit counts it once. Codes are one whatever their capitals.
        """
        found: dict[int, dict[str, list[str]]] = {}
        taken: set[tuple[str, int]] = set()
        record = spelled(self.record, kinds)

        def note(year: int, how: str, title: str) -> None:
            if self.this_year <= year <= self.leaves:
                found.setdefault(year, {}).setdefault(how, []).append(title)

        for row in record:
            how = _RECORDED.get(row.state)
            if how is not None and row.school_year >= self.this_year:
                taken.add((row.code, row.school_year))
                note(row.school_year, how, _called(row.code, kinds, row.title))
        # A class of this year that is over stands on the record with its mark.
        taken |= {(row.code, row.school_year) for row in record}
        for code, year in self.roster:
            if code in kinds and (code, year) not in taken:
                taken.add((code, year))
                note(year, REGISTERED, _called(code, kinds))
        there = {(code.casefold(), year) for code, year in taken}
        for wish in self.planned:
            title = wish.course.called
            codes = {wish.course.code, *self.same.get(wish.course.code, ())}
            if wish.makes_up:
                title = _("%(class)s, to make up %(credits)s") % {"class": title, "credits": credit_words(wish.credit)}
            elif any((code.casefold(), wish.school_year) in there for code in codes):
                continue
            note(wish.school_year, APPROVED if wish.status == Status.APPROVED else PROPOSED, title)
        return found


def _called(code: str, kinds: Mapping[str, CourseKind], title: str = "") -> str:
    """A class as the catalog calls it in the active language, else as the record does."""
    kind = kinds.get(code)
    return (called(kind.title, kind.titles) if kind is not None else "") or title or code
