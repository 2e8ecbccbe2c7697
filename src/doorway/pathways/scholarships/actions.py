"""A counselor enters a scholarship of the place, changes it, or ends it; its history keeps who said what when."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from uuid import UUID, uuid4

from django.db import transaction
from django.utils import timezone

from doorway.accounts.models import District, User
from doorway.accounts.plain import plain
from doorway.accounts.typing import holds_ssn
from doorway.pathways.models import LocalScholarship
from doorway.pathways.scholarships.errors import NotOpen, Unclear
from doorway.roster.models import Person, School

Texts = dict[str, str]
# Nobody applies earlier than that; a deadline beyond is a slip of the hand.
MOST_YEARS = 6


@dataclass(frozen=True)
class Entered:
    """What a counselor has entered. ``courses``: see the model; ``confirms``: wordings by language."""

    name: Texts
    about: Texts
    closes_on: date
    source: str
    how: Texts = field(default_factory=dict)
    money: Texts = field(default_factory=dict)
    amount: int | None = None
    opens_on: date | None = None
    first_grade: int = 12
    last_grade: int = 12
    average: int | None = None
    units: int | None = None
    courses: tuple[Mapping[str, Any], ...] = ()
    tests: tuple[Mapping[str, Any], ...] = ()
    confirms: tuple[Texts, ...] = ()
    school: School | None = None

    @property
    def texts(self) -> Iterable[str]:
        """Everything that was typed."""
        for words in (self.name, self.about, self.how, self.money, *self.confirms):
            yield from words.values()
        yield self.source


@transaction.atomic
def enter(
    entered: Entered, *, by: Person, user: User | None, now: datetime, old: LocalScholarship | None = None
) -> LocalScholarship:
    """Put a scholarship on the list, or change one."""
    if entered.opens_on is not None and entered.opens_on > entered.closes_on:
        raise Unclear(Unclear.DAYS)
    # One that was given out stays as it is; nobody enters one for which nobody can apply.
    is_new_day = old is None or old.closes_on != entered.closes_on
    if is_new_day and entered.closes_on < timezone.localdate(now, by.district.zone):
        raise Unclear(Unclear.OVER)
    if is_new_day and entered.closes_on.year > timezone.localdate(now, by.district.zone).year + MOST_YEARS:
        raise Unclear(Unclear.FAR)
    if entered.first_grade > entered.last_grade:
        raise Unclear(Unclear.GRADES)
    if any(map(holds_ssn, entered.texts)):
        raise Unclear(Unclear.NUMBER)
    _refuse_twice(entered, by.district_id, old)
    if old is not None:
        row = LocalScholarship.objects.select_for_update().filter(pk=old.pk, ended_at=None).first()
        # ``old`` is what the page was held against.
        if row is None or row.changed_at != old.changed_at:
            raise NotOpen
    else:
        row = LocalScholarship(district_id=by.district_id, created_at=now)
    for name in (
        "school", "name", "about", "how", "money", "amount", "opens_on", "closes_on", "first_grade", "last_grade",
        "average", "units", "source",
    ):  # fmt: skip
        setattr(row, name, getattr(entered, name))
    row.courses = [dict(course) for course in entered.courses]
    row.tests = [dict(test) for test in entered.tests]
    row.confirms = _confirms(entered.confirms, row.confirms)
    row.changed_at, row.changed_by = now, by
    row._history_user = user  # type: ignore[attr-defined]  # how django-simple-history is told
    row.save()
    return row


def _refuse_twice(entered: Entered, district_id: UUID, old: LocalScholarship | None) -> None:
    """A button that was pressed twice puts nothing on the list, and into everybody's calendar, a second time."""
    District.objects.select_for_update().get(pk=district_id)
    standing = LocalScholarship.objects.filter(
        district=district_id, school=entered.school, closes_on=entered.closes_on, ended_at=None
    )
    if old is not None:
        standing = standing.exclude(pk=old.pk)
    names = {plain(name) for name in entered.name.values() if name}
    if any(names & {plain(name) for name in row.name.values() if name} for row in standing):
        raise Unclear(Unclear.TWICE)


def _confirms(wanted: Iterable[Texts], before: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Each with a key of its own. Other words are another question: what was said to the old one does not answer it."""
    known = {confirm["words"].get("en", ""): confirm["key"] for confirm in before}
    return [{"key": known.get(words["en"], uuid4().hex[:8]), "words": words} for words in wanted]


@transaction.atomic
def end(row: LocalScholarship, *, by: Person, user: User | None, now: datetime) -> LocalScholarship:
    """End a scholarship: nobody can apply any more. What students did about it stays."""
    found = LocalScholarship.objects.select_for_update().filter(pk=row.pk, ended_at=None).first()
    if found is None or found.changed_at != row.changed_at:
        raise NotOpen
    found.ended_at, found.changed_at, found.changed_by = now, now, by
    found._history_user = user  # type: ignore[attr-defined]  # how django-simple-history is told
    found.save()
    return found
