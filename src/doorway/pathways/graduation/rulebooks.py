"""Which requirements a district's students are held against, made ready with the district's own course catalog."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace
from functools import lru_cache
from pathlib import Path

from doorway.accounts.models import District
from doorway.pathways.core.compiled import Compiled
from doorway.pathways.core.rules import CourseKind, RuleSet
from doorway.pathways.rules import NoSetForClass, RuleBook, RulesError, load_rules
from doorway.pathways.rules.loader import authority_files, file_for

LAST_GRADE = 12


def rule_book(district: District) -> RuleBook | None:
    """The requirements of the district, or None where its state pack has none."""
    path = file_for(district.state_pack, district.code)
    return None if path is None else load_rules(path)


def held_against(district: District, leaves: int) -> RuleSet | None:
    """The set of a graduating class of the district; None where there is none."""
    book = rule_book(district)
    if book is None:
        return None
    try:
        return book.for_class(leaves)
    except NoSetForClass:
        return None


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
