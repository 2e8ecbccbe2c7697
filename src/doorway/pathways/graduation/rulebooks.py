"""Which requirements a district's students are held against, made ready with the district's own course catalog.

A set that the district has put in force itself comes first; for every other class the state pack's holds.
"""

from __future__ import annotations

import uuid
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache
from pathlib import Path

from django.utils import timezone

from doorway.accounts.models import District
from doorway.pathways.core.compiled import Compiled
from doorway.pathways.core.rules import CourseKind, RuleSet
from doorway.pathways.models import RequirementSet
from doorway.pathways.rules import NoSetForClass, RuleBook, RulesError, load_rules
from doorway.pathways.rules.book import rule_set
from doorway.pathways.rules.loader import STATE, authority_files, file_for
from doorway.pathways.rules.schema import WholeSet

LAST_GRADE = 12


def rule_book(district: District) -> RuleBook | None:
    """The requirements that come with the district's state pack, or None where it has none. No query."""
    path = file_for(district.state_pack, district.code)
    return None if path is None else load_rules(path)


def passing_marks(district: District) -> frozenset[str]:
    """Marks that give credit, as the district's requirements define them. No query."""
    book = rule_book(district)
    return frozenset(
        mark for rules in (book.sets if book else ()) for mark, one in rules.marks.items() if one.credit == "yes"
    )


def state_book(district: District) -> RuleBook | None:
    """The state's own requirements, which a district may not go below. No query."""
    path = file_for(district.state_pack, STATE)
    return None if path is None else load_rules(path)


@dataclass(frozen=True)
class OwnSet:
    """A set that the district has put in force itself: since when, and what the board decided."""

    pk: uuid.UUID
    number: int
    first_class: int
    last_class: int | None
    holds_from: date
    holds_until: date | None
    decided_on: date
    citation: str

    def holds_on(self, day: date) -> bool:
        """Whether students are held against it on a day; ``holds_until`` is the first on which they are not."""
        return self.holds_from <= day and (self.holds_until is None or day < self.holds_until)

    def is_for(self, leaves: int) -> bool:
        """Whether it is for a graduating class."""
        return self.first_class <= leaves and (self.last_class is None or leaves <= self.last_class)


@dataclass(frozen=True)
class Requirements:
    """What the graduating classes of a district are held against on one day."""

    book: RuleBook | None
    own: tuple[OwnSet, ...] = ()

    def own_for(self, leaves: int) -> OwnSet | None:
        """The district's own set of a class, where one is in force."""
        return next((one for one in self.own if one.is_for(leaves)), None)

    def held(self, leaves: int) -> RuleSet | None:
        """The set of a graduating class; None where there is none."""
        own = self.own_for(leaves)
        if self.book is None:
            return None
        if own is not None:
            return _own_rules(own.pk, self.book.name)
        return from_pack(self.book, leaves)

    def whole(self, leaves: int) -> WholeSet | None:
        """The same as it is written; None where there is none."""
        own = self.own_for(leaves)
        if self.book is None:
            return None
        if own is not None:
            return _own_whole(own.pk)
        rules = from_pack(self.book, leaves)
        return None if rules is None else self.book.wholes[rules.key]


def failing_marks(district: District) -> frozenset[str]:
    """The marks that give no credit, failed and given up alike: of any class, since all sets of a pack, and those that
    a district puts in force itself, have the pack's one scale of marks. No query.
    """
    book = rule_book(district)
    marks = book.sets[0].marks if book is not None and book.sets else {}
    return frozenset(mark for mark, one in marks.items() if one.credit == "no")


def requirements_of(district: District, day: date | None = None) -> Requirements:
    """What holds on a day; today where none is given.

    No query, but for the first look of a process after something was put in force or withdrawn.
    """
    book = rule_book(district)
    if book is None or district.requirements_mark is None:
        return Requirements(book)
    on = day or timezone.localdate(timezone=district.zone)
    return Requirements(
        book, tuple(one for one in _in_force(district.pk, district.requirements_mark) if one.holds_on(on))
    )


def held_against(district: District, leaves: int) -> RuleSet | None:
    """The set of a graduating class of the district, today; None where there is none."""
    return requirements_of(district).held(leaves)


@lru_cache(maxsize=1024)
def _in_force(district: uuid.UUID, mark: uuid.UUID) -> tuple[OwnSet, ...]:
    """Every set that holds, held or will hold, as it is under this mark of the district. One query."""
    rows = RequirementSet.objects.filter(district=district, status=RequirementSet.Status.IN_FORCE)
    names = ("pk", "number", "first_class", "last_class", "holds_from", "holds_until", "decided_on", "citation")
    return tuple(OwnSet(*row) for row in rows.order_by("first_class", "holds_from").values_list(*names))


def from_pack(book: RuleBook, leaves: int) -> RuleSet | None:
    """The set that the state pack has for a class."""
    try:
        return book.for_class(leaves)
    except NoSetForClass:
        return None


@lru_cache(maxsize=256)
def _own_whole(pk: uuid.UUID) -> WholeSet:
    """A set in force as it is written, read once in a process: it never changes. One query at first."""
    return WholeSet.model_validate(RequirementSet.objects.values_list("document", flat=True).get(pk=pk))


@lru_cache(maxsize=256)
def _own_rules(pk: uuid.UUID, book: str) -> RuleSet:
    """The same as the engine takes it."""
    return own_rule_set(_own_whole(pk), load_rules(book))


def own_rule_set(own: WholeSet, book: RuleBook) -> RuleSet:
    """An own set with the marks and the course list that belong to the pack's requirements."""
    ground = book.sets[0]
    return rule_set(own, ground.marks, ground.catalog)


def sets_of_the_state(district: District) -> dict[str, RuleSet]:
    """Every set that the district's state pack has, of the state and of its districts, by a word for an address.

    The file of another district that cannot be read takes nothing from this one's students.
    """
    path = file_for(district.state_pack, district.code)
    if path is None:
        return {}
    books = []
    for file in authority_files(path.parent):
        with suppress(RulesError):
            books.append(load_rules(file))
    return {f"{Path(book.name).stem}.{rules.key}": rules for book in books for rules in book.sets}


def sets_to_try(district: District, requirements: Requirements) -> dict[str, RuleSet]:
    """Those, and before them the sets that the district has put in force itself."""
    own = {f"own.{one.number}": requirements.held(one.first_class) for one in requirements.own}
    return {key: rules for key, rules in own.items() if rules is not None} | sets_of_the_state(district)


def first_grade(book: RuleBook) -> int:
    """The first grade that counts toward graduation."""
    return min((rules.first_grade for rules in book.sets), default=LAST_GRADE)


def ready(rules: RuleSet, catalog: tuple[CourseKind, ...]) -> Compiled:
    """The requirements with the district's catalog, made ready once; without a catalog with the list beside the rules.

    The catalog is a part of the key: what was made ready for an older one is never used for a newer.
    """
    return _ready(_Set(rules), catalog)


class _Set:
    """A set of requirements as a key: equal only to itself, because rule files are read once in a process."""

    def __init__(self, rules: RuleSet) -> None:
        self.rules = rules

    def __eq__(self, other: object) -> bool:
        """The same object."""
        return isinstance(other, _Set) and other.rules is self.rules

    def __hash__(self) -> int:
        """By identity, like ``__eq__``."""
        return id(self.rules)


@lru_cache(maxsize=64)
def _ready(key: _Set, catalog: tuple[CourseKind, ...]) -> Compiled:
    rules = key.rules
    return Compiled(replace(rules, catalog={kind.code: kind for kind in catalog}) if catalog else rules)
