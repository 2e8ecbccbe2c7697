"""Which requirements a district's students are held against, made ready with the district's own course catalog."""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache

from doorway.accounts.models import District
from doorway.pathways.core.compiled import Compiled
from doorway.pathways.core.rules import CourseKind, RuleSet
from doorway.pathways.rules import RuleBook, load_rules
from doorway.pathways.rules.loader import file_for

LAST_GRADE = 12


def rule_book(district: District) -> RuleBook | None:
    """The requirements of the district, or None where its state pack has none."""
    path = file_for(district.state_pack, district.code)
    return None if path is None else load_rules(path)


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
