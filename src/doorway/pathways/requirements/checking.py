"""What is wrong with a draft, or should be looked at: its sums, its reach, its classes, and the state's minimum."""

from __future__ import annotations

import hashlib
import json
import re
import uuid
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from functools import cached_property, lru_cache
from typing import Any

from doorway.accounts.decimals import with_point
from doorway.accounts.models import District
from doorway.pathways.classes.places import grades_of
from doorway.pathways.core.checks import Finding, School, contradictions, doubts, sums
from doorway.pathways.core.rules import CourseKind, RuleSet, selectors
from doorway.pathways.core.spelling import Spelling
from doorway.pathways.core.transcript import school_year
from doorway.pathways.core.units import CREDIT
from doorway.pathways.graduation.beside import facts_of
from doorway.pathways.graduation.records import LAST_GRADE, kinds_of
from doorway.pathways.graduation.rulebooks import Requirements, own_rule_set, requirements_of, state_book
from doorway.pathways.models import CatalogCourse, RequirementSet
from doorway.pathways.requirements.access import Writer
from doorway.pathways.requirements.begun import CODE, asks_more, begun
from doorway.pathways.requirements.documents import read
from doorway.pathways.requirements.minimum import easier, less
from doorway.pathways.rules import RuleBook, load_rules
from doorway.pathways.rules.schema import WholeSet
from doorway.policy.packs.model import Citation
from doorway.policy.queries import state_pack
from doorway.roster import models as roster
from doorway.roster.years import year_of_grades

# A figure of credits, in either language. “At least 24” is still true where more are asked for.
_FIGURES = re.compile(
    r"(?<!at least )(?<!al menos )(?<![0-9.,])([0-9]{1,3}(?:[.,][0-9]{1,3})?) (?:credits?|créditos?)\b", re.IGNORECASE
)

# The year of a class in a name; not one of a school year (2025-26).
_YEARS = re.compile(r"(?<![0-9])20[0-9]{2}(?![0-9]|[-–/][0-9])")


@dataclass(frozen=True)
class Found:
    """Something that was found. An error has to be put right; a warning can stand, with a reason."""

    finding: Finding
    is_error: bool

    @property
    def mark(self) -> str:
        """What makes it this one: other figures are another warning, which nobody has accepted yet."""
        values = json.dumps(dict(self.finding.values), sort_keys=True, default=str)
        told = f"{self.finding.code} {self.finding.key} {values}"
        return hashlib.sha256(told.encode()).hexdigest()[:16]

    @property
    def part(self) -> tuple[str, str]:
        """The kind of part that it is about and its key: ("lines", "la_9"); the set as a whole where it is none."""
        kind, _dot, rest = self.finding.key.partition(".")
        if kind not in {"lines", "choices", "ceilings", "allowances", "criteria"}:
            return "set", ""
        key = rest
        for ending in (".pick", ".option", ".credits", ".enough", ".follows", ".min_mark", ".lines"):
            key = key.removesuffix(ending)
        return kind, key.partition(".options.")[0]


@dataclass(frozen=True)
class Ground:
    """What a draft is checked against. ``others``: sets in force, or that will be; ``held``: what holds now.

    ``kinds``: every class of the catalog.
    """

    book: RuleBook
    state: RuleBook | None
    kinds: tuple[CourseKind, ...]
    others: tuple[RequirementSet, ...]
    held: Requirements
    day: date
    # The classes that are in high school.
    begun: range
    # The state's rule on students who have begun already.
    forward: Citation | None
    district: District

    @cached_property
    def schools(self) -> tuple[School, ...]:
        """Where students graduate, each with what it teaches. Two queries, with those of ``taught``."""
        rows = roster.School.objects.filter(district=self.district, is_active=True).order_by("name", "pk")
        return tuple(
            School(row.name, frozenset(code for code, at in self._offered.items() if not at or row.pk in at))
            for row in rows
            if LAST_GRADE in grades_of(row)
        )

    @cached_property
    def taught(self) -> tuple[CourseKind, ...]:
        """The classes that are offered."""
        return tuple(kind for kind in self.kinds if kind.code in self._offered)

    @cached_property
    def _offered(self) -> dict[str, set[uuid.UUID]]:
        """Codes that are offered, with the schools; with none where every school teaches it."""
        rows = CatalogCourse.objects.filter(district=self.district, is_offered=True).order_by()
        found: dict[str, set[uuid.UUID]] = {}
        for code, school in rows.values_list("code", "taught_at__school"):
            found.setdefault(code, set()).update([school] if school else [])
        return found


def ground_of(writer: Writer, *, day: date) -> Ground:
    """Catalog, state and the sets in force. Two queries; what is taught where is asked when it is needed."""
    others = RequirementSet.objects.filter(district=writer.district, status=RequirementSet.Status.IN_FORCE)
    return Ground(
        book=writer.book,
        state=state_book(writer.district),
        kinds=kinds_of(writer.district),
        others=tuple(others.defer("document")),
        held=requirements_of(writer.district, day),
        day=day,
        begun=begun(day, year_of_grades(writer.district, day)),
        # The state's rules of a school year hold from its first day on, whatever the roster has.
        forward=state_pack(writer.district).words(school_year(day)).citations.get("requirements_forward"),
        district=writer.district,
    )


def check(row: RequirementSet, ground: Ground) -> list[Found]:
    """Everything that is found in a draft, errors first. No query."""
    own = read(row.document)
    rules = with_catalog(own, ground)
    errors = [
        *contradictions(rules),
        *_areas(rules, ground.book),
        *_facts(rules, ground.book),
        *less(own, rules, ground.state),
        *_second_set(row, ground.others),
    ]
    warnings = [*asks_more(own, rules, ground.held, ground.begun, ground.forward), *easier(own, rules, ground.state)]
    warnings += _codes(rules)
    warnings += _words(rules)
    warnings += _name(row, own)
    warnings += _fewer_classes(row)
    # A set that contradicts itself cannot be audited, so its reach is not known yet.
    warnings += sums(rules) if errors else doubts_of(row.document, ground)
    return [Found(one, is_error=True) for one in errors] + [Found(one, is_error=False) for one in warnings]


def with_catalog(own: WholeSet, ground: Ground) -> RuleSet:
    """The draft as it would be audited: with the district's catalog, where there is one."""
    rules = own_rule_set(own, ground.book)
    return replace(rules, catalog={kind.code: kind for kind in ground.kinds}) if ground.kinds else rules


def doubts_of(document: Mapping[str, Any], ground: Ground) -> tuple[Finding, ...]:
    """Sums, limits and reach of a set that does not contradict itself. Nothing is reached by what is not taught."""
    return _doubts(json.dumps(document, sort_keys=True), ground.book.name, ground.taught, ground.schools, ground.day)


@lru_cache(maxsize=64)
def _doubts(
    text: str, book: str, kinds: tuple[CourseKind, ...], schools: tuple[School, ...], day: date
) -> tuple[Finding, ...]:
    """Sums and reach, worked out once for a document, a catalog and a day: they take a tenth of a second."""
    rules = own_rule_set(WholeSet.model_validate_json(text), load_rules(book))
    if not kinds:
        return doubts(rules, today=day)
    return doubts(replace(rules, catalog={kind.code: kind for kind in kinds}), today=day, schools=schools)


def _areas(rules: RuleSet, book: RuleBook) -> Iterator[Finding]:
    """Lines about something that nobody knows: then no class could ever fill them."""
    known = {".".join(key.split(".")[:depth]) for key in book.areas for depth in range(1, key.count(".") + 2)}
    for place, selector in selectors(rules):
        for area in sorted(selector.areas - known):
            yield Finding(place, f"{area!r} is no area", "no_area", {"area": area})


def _facts(rules: RuleSet, book: RuleBook) -> Iterator[Finding]:
    """What depends on something that no page asks anybody for: it could never bind, or never be met."""
    for criterion in rules.criteria:
        for fact in sorted(facts_of(criterion) - book.facts.keys()):
            yield Finding(f"criteria.{criterion.key}", f"{fact!r} is not asked for", "no_fact", {"fact": fact})


def _codes(rules: RuleSet) -> Iterator[Finding]:
    """Codes that the catalog does not have."""
    spelling = Spelling(rules.catalog)
    for place, selector in selectors(rules):
        for code in sorted(code for code in selector.codes if spelling.of(code) is None):
            yield Finding(place, f"{code!r} is not in the catalog", "no_code", {"code": code})


def _words(rules: RuleSet) -> Iterator[Finding]:
    """Words of the set that name another total: families read both on one page."""
    said = {language: _FIGURES.findall(text) for language, text in rules.words.items()}
    if any(figures and rules.total not in set(map(_units, figures)) for figures in said.values()):
        values = {"total": rules.total, "words": dict(rules.words)}
        yield Finding("set", "its own words say another total", "words_total", values)


def _name(row: RequirementSet, own: WholeSet) -> Iterator[Finding]:
    """A name that says the years of other classes, as a copy has it: families read it on the page of graduation."""
    texts = own.set.title.root
    years = {int(year) for text in texts.values() for year in _YEARS.findall(text)}
    if any(not row.first_class <= year <= row.last for year in years):
        values = {"title": dict(texts), "first": row.first_class, "last": row.last_class}
        yield Finding("set", "its name says other classes", "name_classes", values)


def _units(figure: str) -> int:
    return int(Decimal(with_point(figure)) * CREDIT)


def _second_set(row: RequirementSet, others: Iterable[RequirementSet]) -> Iterator[Finding]:
    """Two sets for one class."""
    for other in others:
        if other.pk in {row.pk, row.corrects_id} or not row.overlaps(other) or other.holds_until is not None:
            continue
        values = {"number": other.number, "first": other.first_class, "last": other.last_class}
        yield Finding("set", f"version {other.number} is in force for some of its classes", "second_set", values)


def _fewer_classes(row: RequirementSet) -> Iterator[Finding]:
    """Classes that a correction leaves out: they would be held against the pack's set again, or against none."""
    old = row.corrects
    if old is None or (row.first_class <= old.first_class and row.last >= old.last):
        return
    values: Mapping[str, Any] = {"number": old.number, "first": old.first_class, "last": old.last_class}
    yield Finding("set", "is for fewer classes than the one that it corrects", "fewer_classes", values)


def concerns_begun(found: Iterable[Found]) -> bool:
    """Whether something is asked of students who have begun high school that was not asked of them before."""
    return any(one.finding.code == CODE for one in found)


def accepted(row: RequirementSet) -> dict[str, str]:
    """The reasons with which warnings stand, by their mark."""
    return {one["mark"]: one["reason"] for one in row.accepted}


def still_open(row: RequirementSet, found: Iterable[Found]) -> list[Found]:
    """What stands in the way of putting it in force: errors, and warnings that nobody has accepted."""
    known = accepted(row)
    return [one for one in found if one.is_error or one.mark not in known]
