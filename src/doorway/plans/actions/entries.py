"""What one person says in a section of the plan: strengths, behavior, homework, the student's own words."""

from __future__ import annotations

import uuid
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, cast

from django.db import transaction
from django.utils import translation
from simple_history.utils import bulk_create_with_history, bulk_update_with_history

from doorway.accounts.models import District
from doorway.plans.actions.opening import open_plan, open_plans
from doorway.plans.actions.text import tidy
from doorway.plans.errors.writing import ChangedMeanwhile, NotInPlan, NotOnScale, NotYourPart, WritingRefused
from doorway.plans.models import Plan, PlanEntry
from doorway.policy.packs import Section
from doorway.policy.queries import state_pack
from doorway.roster.models import Person

LONGEST_ENTRY = 2000


@dataclass(frozen=True)
class Words:
    """A rating (a step of the section's scale, or none) and a text, as they are typed."""

    text: str = ""
    rating: int | None = None

    @property
    def is_empty(self) -> bool:
        """Nothing is said."""
        return not self.text and self.rating is None


@dataclass(frozen=True)
class Author:
    """Who writes: the person, the voices in which they may (teacher, counselor, student, guardian), their class."""

    person: Person
    voices: Collection[str]
    subject: str = ""


@dataclass(frozen=True)
class Change:
    """One cell of a class grid: what was there when the page was made, and what is there now."""

    student: Person
    section: str
    was: Words
    now: Words


@dataclass(frozen=True)
class GridResult:
    """What saving a grid did: how many cells were written, and why others were not."""

    saved: int
    refused: tuple[tuple[Change, WritingRefused], ...]


@transaction.atomic
def write_entry(
    *,
    student: Person,
    section: str,
    author: Author,
    words: Words,
    on: date,
    now: datetime,
    expected: Words | None = None,
) -> PlanEntry | None:
    """Keep what the author says in a section; nothing said takes their entry away (its history stays).

    ``expected`` is what the author saw before typing: when their entry says something else by now (a second window),
    nothing is replaced. Other people's entries are never touched.
    """
    plan = open_plan(student=student, on=on, now=now)
    words = checked(plan, section, words, author.voices)
    entry = PlanEntry.objects.filter(plan=plan, section=section, author=author.person).first()
    _refuse_stale(entry, words, expected)
    if words.is_empty:
        if entry is not None:
            entry.delete()
        return None
    if entry is None:
        return PlanEntry.objects.create(
            district_id=plan.district_id,
            plan=plan,
            section=section,
            author=author.person,
            subject=author.subject,
            rating=words.rating,
            text=words.text,
            updated_at=now,
        )
    if said(entry) != words:
        entry.rating, entry.text, entry.updated_at = words.rating, words.text, now
        entry.subject = author.subject
        entry.save()
    return entry


@transaction.atomic
def write_grid(*, district: District, author: Author, changes: Sequence[Change], on: date, now: datetime) -> GridResult:
    """Save the changed cells of a class at once: each cell whole or not at all, everything else untouched.

    A cell that was changed elsewhere meanwhile, or that is refused, stays as it is and comes back with its reason.
    """
    real = [change for change in changes if _tidied(change.was) != _tidied(change.now)]
    if not real:
        return GridResult(0, ())
    students = list({change.student.pk: change.student for change in real}.values())
    plans = {plan.student_id: plan for plan in open_plans(students=students, district=district, on=on, now=now)}
    mine = PlanEntry.objects.filter(plan__in=plans.values(), author=author.person)
    entries = {(entry.plan_id, entry.section): entry for entry in mine}
    writing = _Writing(author, now, cast(Mapping[uuid.UUID, Plan], plans), entries)
    for change in real:
        writing.take(change)
    writing.write()
    return GridResult(writing.saved, tuple(writing.refused))


class _Writing:
    """Sorts the cells of a grid into new, changed, emptied and refused, and writes them with their history."""

    def __init__(
        self,
        author: Author,
        now: datetime,
        plans: Mapping[uuid.UUID, Plan],
        entries: Mapping[tuple[uuid.UUID, str], PlanEntry],
    ) -> None:
        self.author, self.now, self.plans, self.entries = author, now, plans, entries
        self.new: list[PlanEntry] = []
        self.changed: list[PlanEntry] = []
        self.emptied: list[PlanEntry] = []
        self.refused: list[tuple[Change, WritingRefused]] = []

    @property
    def saved(self) -> int:
        return len(self.new) + len(self.changed) + len(self.emptied)

    def take(self, change: Change) -> None:
        plan = self.plans[change.student.pk]
        entry = self.entries.get((plan.pk, change.section))
        try:
            words = checked(plan, change.section, change.now, self.author.voices)
            _refuse_stale(entry, words, change.was)
        except WritingRefused as refusal:
            self.refused.append((change, refusal))
            return
        if entry is None:
            if not words.is_empty:
                self.new.append(self._entry(plan, change.section, words))
        elif words.is_empty:
            self.emptied.append(entry)
        elif said(entry) != words:
            entry.text, entry.rating, entry.updated_at = words.text, words.rating, self.now
            self.changed.append(entry)

    def _entry(self, plan: Plan, section: str, words: Words) -> PlanEntry:
        return PlanEntry(
            district_id=plan.district_id,
            plan=plan,
            section=section,
            author=self.author.person,
            subject=self.author.subject,
            rating=words.rating,
            text=words.text,
            updated_at=self.now,
        )

    def write(self) -> None:
        if self.new:
            bulk_create_with_history(self.new, PlanEntry)
        if self.changed:
            bulk_update_with_history(self.changed, PlanEntry, ["text", "rating", "updated_at"])
        if self.emptied:
            PlanEntry.objects.filter(pk__in=[entry.pk for entry in self.emptied]).delete()


def said(entry: PlanEntry | None) -> Words:
    """What an entry says; nothing when there is none."""
    return Words() if entry is None else Words(entry.text, entry.rating)


def sections_of(plan: Plan) -> tuple[Section, ...]:
    """The parts of this plan, from the state's pack."""
    return state_pack(plan.district).sections(plan.kind, plan.grade)


def checked(plan: Plan, section: str, words: Words, voices: Collection[str]) -> Words:
    """The words as they may be kept, or the refusal: not in the plan, not your part, not on the scale, too long."""
    part = next((part for part in sections_of(plan) if part.key == section), None)
    if part is None:
        raise NotInPlan
    title = part.title(translation.get_language() or "en")
    if not set(part.writers) & set(voices):
        raise NotYourPart(section=title)
    if words.rating is not None and words.rating not in steps_of(plan.district, part):
        raise NotOnScale(section=title)
    return Words(tidy(words.text, LONGEST_ENTRY), words.rating)


def steps_of(district: District, part: Section) -> tuple[int, ...]:
    """The values of the section's scale; none where it has words only."""
    return tuple(word.value for word in state_pack(district).rating(part.rating).words) if part.rating else ()


def _tidied(words: Words) -> Words:
    return Words(words.text.replace("\r\n", "\n").strip(), words.rating)


def _refuse_stale(entry: PlanEntry | None, words: Words, expected: Words | None) -> None:
    stored: Any = said(entry)
    if expected is not None and stored not in (_tidied(expected), words):
        raise ChangedMeanwhile(text=stored.text)
