"""What may stand in a course plan: pure rules over the catalog, the record and the rest of the plan."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from math import ceil
from typing import Literal

from doorway.pathways.core.loads import Limit, by_term, over, shares
from doorway.pathways.core.rest import once, rest_of
from doorway.pathways.core.rules import CourseKind
from doorway.pathways.core.terms import SUMMER, first_places, is_summer, last_places, single_terms, told
from doorway.pathways.core.transcript import Course

__all__ = [
    "LAST_GRADE", "SUMMER", "Ground", "No", "Now", "Offer", "Step", "Why", "comes_before", "first_open_grade",
    "objection", "objection_to_leaving", "objection_to_moving", "terms_in",
]  # fmt: skip

LAST_GRADE = 12
_NUMBERED = re.compile(r"^([A-Za-z]*)(\d+)$")
Why = Literal[
    "not_taught", "elsewhere", "grade", "over", "term", "taken", "twice", "prerequisite", "load", "load_term", "needed",
    "needed_first", "circle", "no_grade", "term_now", "begun",
]  # fmt: skip


@dataclass(frozen=True)
class Offer:
    """A class of the catalog. ``terms``: ways to take it, each as the catalog writes it; empty leaves it open.

    ``grades``: those in which a school of the student teaches it; None where that does not depend on the grade.
    """

    code: str
    title: str
    units: int
    first_grade: int
    last_grade: int
    prerequisites: tuple[str, ...] = ()
    terms: tuple[str, ...] = ()
    repeatable: bool = False
    taught: bool = True
    grades: frozenset[int] | None = None

    def is_for(self, grade: int) -> bool:
        """Whether it is for that grade, and taught where that grade is taken."""
        return self.first_grade <= grade <= self.last_grade and self.is_at(grade)

    def is_at(self, grade: int) -> bool:
        """Whether it is taught where that grade is taken."""
        return self.grades is None or grade in self.grades

    def first_from(self, grade: int) -> int | None:
        """The first grade for it, from this one on; None for none."""
        return next((one for one in range(grade, LAST_GRADE + 1) if self.is_for(one)), None)

    def last_until(self, grade: int) -> int:
        """The last grade for it, up to this one; 0 for none."""
        return next((one for one in range(grade, 0, -1) if self.is_for(one)), 0)


@dataclass(frozen=True)
class Step:
    """A class in the plan of one grade; ``term`` is empty where it does not matter."""

    code: str
    grade: int
    units: int
    term: str = ""


@dataclass(frozen=True)
class Now:
    """What this school year still takes, to make up credit: its classes are given out, but for terms to come.

    ``terms``: those that have not begun, summer last. ``taught``: codes that the school of today teaches. ``lacking``:
    for a class that gave no credit, or not all of it, the units that are missing. ``load``: what the year has
    already, each class with its units and its term.
    """

    terms: tuple[str, ...] = ()
    taught: frozenset[str] = frozenset()
    lacking: Mapping[str, int] = field(default_factory=dict)
    load: tuple[tuple[int, str], ...] = ()

    def terms_of(self, offer: Offer) -> tuple[str, ...]:
        """The terms in which the class can be taken. What is made up is not bound to the terms of the class."""
        if offer.code in self.lacking or not offer.terms:
            return self.terms
        ways = [way for way in offer.terms if set(single_terms(way)) <= set(self.terms)]
        return tuple(dict.fromkeys([*ways, *(term for term in self.terms if is_summer(term))]))

    def units_of(self, offer: Offer) -> int:
        """What the class gives: all of it, or what is missing."""
        return self.lacking.get(offer.code, offer.units)


@dataclass(frozen=True)
class Ground:
    """What a plan stands on. ``taken``: codes passed or under way; ``grade``: the grade now; ``room``: units a year
    where the school has not said what it allows. ``limits``: what it has said, for the grades that it teaches.

    ``halves``: of ``taken`` those of which only a part gave credit and nothing is under way (the first semester was
    passed, the second was not). Such a class may be taken again; what builds on it need not wait for that.
    ``titles`` name codes in what is said; a code without one names itself. ``same``: for a code those of the same
    content (``core.level``): who has passed the honors class has what comes before the next one. ``recorded``: by
    grade to come the rows that the record has of it already.
    """

    grade: int
    taken: frozenset[str] = frozenset()
    steps: Sequence[Step] = ()
    room: int | None = None
    limits: Mapping[int, Limit] = field(default_factory=dict)
    titles: Mapping[str, str] = field(default_factory=dict)
    same: Mapping[str, frozenset[str]] = field(default_factory=dict)
    halves: frozenset[str] = frozenset()
    # None: this year takes nothing any more.
    now: Now | None = None
    recorded: Mapping[int, Sequence[Course]] = field(default_factory=dict)

    def with_same(self, codes: Iterable[str]) -> set[str]:
        """Codes, and those of the same content."""
        found = set(codes)
        return found.union(*(self.same[code] for code in found & self.same.keys()))

    @property
    def there(self) -> set[str]:
        """Codes that are taken or planned, and those of the same content."""
        return self.with_same(self.taken.union(step.code for step in self.steps))

    @property
    def closed(self) -> set[str]:
        """Codes that have nothing more to give: as :attr:`there`, but for halves that are not planned."""
        return self.with_same((self.taken - self.halves).union(step.code for step in self.steps))

    def room_of(self, grade: int) -> int | None:
        """The units for which a year has room: what the school allows, else the guess; None where nothing says it."""
        return self.limits[grade].year if grade in self.limits else self.room

    def weighs(self, offer: Offer, grade: int, term: str) -> int:
        """What a class of the plan weighs in a grade to come, in units: with what the record has of it there, once.

        What the record has at another level is that much of the same class, as the audit has it (``core.rest``), and
        weighs by itself: beside the whole honors class the plain one weighs nothing.
        """
        same = self.with_same([offer.code])
        there = [row for row in self.recorded.get(grade, ()) if row.code in same]
        if not there:
            return offer.units
        kind = CourseKind(offer.code, credits=offer.units, repeatable=offer.repeatable, terms=offer.terms)
        planned = Course("", offer.code, offer.units, there[0].year, term)
        left = rest_of(planned, [row._replace(code=offer.code) for row in there], kind)
        own = [row for row in there if row.code == offer.code]
        return once(own, kind) + sum(one.units for one in left)

    def lacking(self, offer: Offer, grade: int, term: str) -> list[str]:
        """What has to come before the class and is not over when that term of that grade begins."""
        over = self.with_same(self.taken | _over_by(grade, term, self))
        return [code for code in offer.prerequisites if code not in over]

    def named(self, codes: Iterable[str]) -> str:
        """The titles of classes, separated by commas."""
        return ", ".join(self.titles.get(code, code) for code in codes)


@dataclass(frozen=True)
class No:
    """Why a class cannot be planned: a word, and the values of the sentence about it."""

    why: Why
    values: Mapping[str, object] = field(default_factory=dict)


def terms_in(text: str) -> tuple[str, ...]:
    """“S1, S2” are two ways to take a class; “S1 S2” is one that takes both."""
    return tuple(" ".join(part.split()) for part in text.split(",") if part.strip())


def comes_before(term: str, other: str) -> bool:
    """Whether a term is over before another of the same year begins: “S1” before “S2”, and nothing before “S1 S2”.

    Summer comes after all others. Terms that cannot be compared do not come before each other.
    """
    if is_summer(term) or is_summer(other):
        return bool(term) and not is_summer(term)
    last, first = _NUMBERED.match(term.split(" ")[-1]), _NUMBERED.match(other.split(" ")[0])
    if last and first and last[1] == first[1]:
        return int(last[2]) < int(first[2])
    return any(
        one.of == next_one.of and one.number < next_one.number
        for one in last_places(term)
        for next_one in first_places(other)
    )


def first_open_grade(grade: int) -> int:
    """The first grade that can still be planned: this year's classes are given out already."""
    return grade + 1


def objection(offer: Offer, grade: int, term: str, ground: Ground) -> No | None:
    """Why the class cannot be planned for that grade; None when it can."""
    if grade == ground.grade and ground.now is not None:
        return _objection_now(offer, term, ground, ground.now)
    if not offer.taught:
        return No("not_taught", {"course": offer.title})
    if not first_open_grade(ground.grade) <= grade <= LAST_GRADE:
        return No("over", {"grade": grade})
    if not offer.first_grade <= grade <= offer.last_grade:
        return No("grade", {"course": offer.title, "first": offer.first_grade, "last": offer.last_grade})
    if not offer.is_at(grade):
        return No("elsewhere", {"course": offer.title, "grade": grade})
    if term and offer.terms and told(term) not in map(told, offer.terms):
        return No("term", {"course": offer.title, "terms": offer.terms})
    if any(step.code == offer.code and step.grade == grade for step in ground.steps):
        return No("twice", {"course": offer.title})
    if not offer.repeatable:
        if offer.code in ground.taken - ground.halves:
            return No("taken", {"course": offer.title})
        if any(step.code == offer.code for step in ground.steps):
            return No("twice", {"course": offer.title})
    missing = ground.lacking(offer, grade, term)
    if missing:
        return No("prerequisite", {"course": offer.title, "before": ground.named(missing)})
    # A class that is taught in one way only is taken in that way.
    term = term or (offer.terms[0] if len(offer.terms) == 1 else "")
    return _too_much(replace(offer, units=ground.weighs(offer, grade, term)), grade, term, ground)


def _objection_now(offer: Offer, term: str, ground: Ground, now: Now) -> No | None:
    """Why the class cannot be taken this year any more. What is made up may belong to an earlier grade."""
    grade, is_again = ground.grade, offer.code in now.lacking
    if offer.code not in now.taught:
        return No("not_taught", {"course": offer.title})
    if not is_again and not offer.first_grade <= grade <= offer.last_grade:
        return No("grade", {"course": offer.title, "first": offer.first_grade, "last": offer.last_grade})
    if any(step.code == offer.code and (step.grade == grade or not offer.repeatable) for step in ground.steps):
        return No("twice", {"course": offer.title})
    if not offer.repeatable and not is_again and offer.code in ground.taken - ground.halves:
        return No("taken", {"course": offer.title})
    terms = now.terms_of(offer)
    if told(term) not in terms:
        return No("term_now" if terms else "begun", {"course": offer.title, "terms": terms})
    missing = ground.lacking(offer, grade, term)
    if missing:
        return No("prerequisite", {"course": offer.title, "before": ground.named(missing)})
    return _too_much(replace(offer, units=now.units_of(offer)), grade, term, ground, now.load)


def _over_by(grade: int, term: str, ground: Ground) -> set[str]:
    """Codes of the plan that are over when that term of that grade begins."""
    return {
        step.code
        for step in ground.steps
        if step.grade < grade or (step.grade == grade and comes_before(step.term, term))
    }


def _too_much(offer: Offer, grade: int, term: str, ground: Ground, taken: Sequence[tuple[int, str]] = ()) -> No | None:
    """Why the class is too much for that year, or for a term of it. ``taken``: what the year has beside the plan."""
    if is_summer(term):  # beside the year
        return None
    there = [(step.units, step.term) for step in ground.steps if step.grade == grade and not is_summer(step.term)]
    there += taken
    load = offer.units + sum(units for units, _term in there)
    room, limit = ground.room_of(grade), ground.limits.get(grade)
    if room is not None and load > room:
        return No("load", {"grade": grade, "load": load, "room": room, "is_said": limit is not None})
    if limit is None or limit.term is None:
        return None
    full = over(limit.term, by_term(there), shares(offer.units, term))
    if full is None:
        return None
    name, much = full
    # A third of a credit is written upwards: what is too much must not read like what is allowed.
    return No("load_term", {"grade": grade, "term": name, "load": ceil(much), "room": limit.term})


def objection_to_leaving(step: Step, offers: Mapping[str, Offer], ground: Ground) -> No | None:
    """Why a class cannot be taken out of the plan: a later one needs it, and nothing else stands for it."""
    rest = [other for other in ground.steps if other != step]
    without = replace(ground, steps=rest)
    for later in rest:
        if later.code in offers:
            lacks = without.lacking(offers[later.code], later.grade, later.term)
            if len(lacks) > len(ground.lacking(offers[later.code], later.grade, later.term)):
                return No("needed", {"course": ground.named([step.code]), "later": ground.named([later.code])})
    return None


def objection_to_moving(step: Step, grade: int, offers: Mapping[str, Offer], ground: Ground) -> No | None:
    """Why a class of the plan cannot stand in another grade instead; None when it can."""
    if step.code not in offers:
        return No("not_taught", {"course": ground.named([step.code])})
    rest = list(ground.steps)
    rest.remove(step)
    no = objection(offers[step.code], grade, step.term, replace(ground, steps=rest))
    there = replace(step, grade=grade)
    return no or objection_to_leaving(step, offers, replace(ground, steps=[*ground.steps, there]))
