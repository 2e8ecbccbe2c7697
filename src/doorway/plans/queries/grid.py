"""A class as a table: a row per student, a column per section that teachers write."""

from __future__ import annotations

import uuid
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from django.utils import translation

from doorway.plans.actions.entries import Words, said
from doorway.plans.actions.opening import kind_for, year_on
from doorway.plans.errors.writing import NoPlanForGrade
from doorway.plans.models import Plan, PlanEntry
from doorway.plans.queries.conversation import scale_of
from doorway.policy.packs import Section
from doorway.policy.queries import state_pack
from doorway.roster.models import Person, SchoolClass, SchoolYear

VOICE = "teacher"


@dataclass(frozen=True)
class Column:
    """A section: its heading and, where it has one, its scale."""

    key: str
    title: str
    prompt: str
    scale: tuple[tuple[int, str], ...]


@dataclass(frozen=True)
class Cell:
    """What the teacher says of one student in one section; ``column`` is None where the plan has no such part."""

    column: Column | None
    words: Words
    was: Words
    # How many others have written in this section: their words stay whatever happens here.
    others: int = 0
    error: str = ""

    @property
    def is_changed(self) -> bool:
        """Typed and not saved."""
        return self.words != self.was


@dataclass(frozen=True)
class Row:
    """One student."""

    student: Person
    cells: tuple[Cell, ...]


@dataclass(frozen=True)
class Grid:
    """The class."""

    school_class: SchoolClass
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]

    @property
    def filled(self) -> int:
        """Cells with words."""
        return sum(not cell.was.is_empty for row in self.rows for cell in row.cells)

    @property
    def size(self) -> int:
        """Cells that can hold words."""
        return sum(cell.column is not None for row in self.rows for cell in row.cells)


Typed = Mapping[tuple[uuid.UUID, str], tuple[Words, Words]]


def grid_of(
    school_class: SchoolClass,
    students: list[Person],
    person_ids: list[uuid.UUID],
    today: date,
    *,
    typed: Typed | None = None,
    errors: Mapping[tuple[uuid.UUID, str], str] | None = None,
) -> Grid:
    """The grid of a class in three queries. ``typed`` (was, now) and ``errors`` put back what could not be saved."""
    year = year_on(school_class.district, today)
    plans = {plan.student_id: plan for plan in Plan.objects.filter(student__in=students, school_year=year)}
    entries = list(PlanEntry.objects.filter(plan__in=[plan.pk for plan in plans.values()]))
    mine = {(entry.plan_id, entry.section): entry for entry in entries if entry.author_id in person_ids}
    theirs = Counter((entry.plan_id, entry.section) for entry in entries if entry.author_id not in person_ids)
    parts = {student.pk: _parts(student, plans.get(student.pk), year) for student in students}
    columns = _columns(school_class, parts.values())
    rows = []
    for student in students:
        plan = plans.get(student.pk)
        here = {part.key for part in parts[student.pk]}
        cells = []
        for column in columns:
            if column.key not in here:
                cells.append(Cell(None, Words(), Words()))
                continue
            key = (student.pk, column.key)
            stored = said(mine.get((plan.pk, column.key))) if plan else Words()
            was, now = (typed or {}).get(key, (stored, stored))
            error = (errors or {}).get(key, "")
            others = theirs[plan.pk, column.key] if plan else 0
            # A refused cell comes back against what is stored now, so that saving again replaces it knowingly.
            cells.append(Cell(column, now, stored if error else was, others, error))
        rows.append(Row(student, tuple(cells)))
    return Grid(school_class, columns, tuple(rows))


def _parts(student: Person, plan: Plan | None, year: SchoolYear) -> tuple[Section, ...]:
    """The sections of a student's plan that teachers write; none for a grade without a plan."""
    try:
        kind = plan.kind if plan else kind_for(student.district, student.grade, year)
    except NoPlanForGrade:
        return ()
    sections = state_pack(student.district).sections(kind, plan.grade if plan else student.grade)
    return tuple(part for part in sections if VOICE in part.writers)


def _columns(school_class: SchoolClass, parts: Iterable[tuple[Section, ...]]) -> tuple[Column, ...]:
    """Every section of anybody in the class, in the pack's order; a class of several grades may have several plans."""
    language = translation.get_language() or "en"
    found: dict[str, Column] = {}
    for part in (part for sections in parts for part in sections):
        found.setdefault(
            part.key,
            Column(
                part.key,
                part.title(language),
                part.prompt(language),
                scale_of(school_class.district, part, language),
            ),
        )
    return tuple(found.values())
