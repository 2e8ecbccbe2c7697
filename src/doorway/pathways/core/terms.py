"""What part of a class one row of a record is: by what the row says, by its credit, or by its term."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache
from typing import NamedTuple

from doorway.pathways.core.rules import CourseKind
from doorway.pathways.core.transcript import Course

# A record that writes a third of a credit with two digits is off by no more than this, in thousandths.
ROUNDED = 5
# How many of them a school year has, by the letter of the names that are common everywhere.
_IN_A_YEAR = {"S": 2, "T": 3, "Q": 4}
_COMMON = re.compile(r"^([STQ])([1-4])$", re.IGNORECASE)
# The part of the year after the last term, as the plan writes it.
SUMMER = "Summer"
# As records write it: “SU”, “SU1”, “Sum”, “Summer School”, “SUMMER 2027”, “Verano”, “Escuela de verano”.
_SUMMERS = frozenset({"su", "sum", "smr", "summer", "verano"})
_LETTERS = re.compile(r"[^\W\d_]+")
# What may stand beside a season; “Fall Q1” or “Fall Intersession” is only a part of the term.
_BESIDE = frozenset({"semester", "semestre", "term", "trimester", "trimestre", "session", "de", "del"})
_YEARS = re.compile(r"(?:19|20)\d\d(?:\s*[-–/]\s*(?:20)?\d\d)?")
# Terms that are called by the season: (place, of how many), the usual one first.
_SEASONS = {
    "fall": ((1, 2), (1, 3)),
    "autumn": ((1, 2), (1, 3)),
    "otono": ((1, 2), (1, 3)),
    "otoño": ((1, 2), (1, 3)),
    "winter": ((2, 3),),
    "invierno": ((2, 3),),
    "spring": ((2, 2), (3, 3)),
    "primavera": ((2, 2), (3, 3)),
}


def is_summer(term: str) -> bool:
    """Whether a term is the summer, in whichever way it is written; “S1 SU” begins in the year and is not."""
    for name in term.split():
        if _COMMON.match(name):
            return False
        if not _SUMMERS.isdisjoint(_LETTERS.findall(name.casefold())):
            return True
    return False


def told(term: str) -> str:
    """A term as the plan writes it: summer in one way, and every other one as it stands."""
    return SUMMER if is_summer(term) else term


class Place(NamedTuple):
    """The place of a term among those in which a class runs: the second of three is ``Place(2, 3)``."""

    number: int
    of: int

    @property
    def halves(self) -> frozenset[str]:
        """The halves of the class that it reaches into: the second of three terms reaches into both."""
        first, second = 2 * (self.number - 1) < self.of, 2 * self.number > self.of
        return frozenset(half for half, reaches in (("1", first), ("2", second)) if reaches)

    def share(self, units: int) -> int:
        """What the term gives of the credit of the class, so that all of them give exactly that credit.

        What is over lies in the middle: thirds of 1000 are 333, 334 and 333. Two thirds that follow each other are 667,
        and the first and half of the second are 500, as the fractions themselves are when they are rounded.
        """
        return self._until(self.number, units) - self._until(self.number - 1, units)

    def _until(self, number: int, units: int) -> int:
        return (2 * units * number + self.of) // (2 * self.of)


# "" is the whole class, a text what the record calls the part, None a part of which nothing says which it is.
Part = str | Place | None


def place_in(term: str, ways: Iterable[str]) -> Place | None:
    """The place of a term in the ways to take a class (“S1 S2”, “T1 T2 T3”); None where it has none, or two.

    A register that writes “Fall” where the catalog writes “S1” means the same.
    """
    asked = term.casefold()
    lists = [names for names in (way.casefold().split() for way in ways) if len(names) > 1]
    found = {Place(at, len(names)) for names in lists for at, name in enumerate(names, start=1) if name == asked}
    if not found:
        numbered = {len(names) for names in lists if _is_numbered(names)}
        found = {place for place in _usual_places(term) if place.of in numbered}
    return found.pop() if len(found) == 1 else None


def _is_numbered(names: list[str]) -> bool:
    """Whether terms are called as usual, in their order: “S1 S2”, “Fall Spring”."""
    return all(Place(at, len(names)) in _usual_places(name) for at, name in enumerate(names, start=1))


def usual_place(term: str) -> Place | None:
    """The place of a term in the school year by its name alone: S1 and Fall are the first of two, T1 of three, Q1 of
    four.
    """
    return next(iter(_usual_places(term)), None)


@lru_cache(maxsize=1_000)
def _usual_places(term: str) -> tuple[Place, ...]:
    """Every place that the name can mean, the usual one first: where a year has three terms, Fall is the first of them.

    “Fall Spring” is a year, and no term of it.
    """
    found = _COMMON.match(term)
    if found is not None:
        of = _IN_A_YEAR[found[1].upper()]
        return (Place(int(found[2]), of),) if int(found[2]) <= of else ()
    names = _YEARS.sub(" ", term.casefold()).split()
    seasons = [_SEASONS[name] for name in names if name in _SEASONS]
    if len(seasons) != 1 or any(name not in _SEASONS and name not in _BESIDE for name in names):
        return ()
    return tuple(Place(*place) for place in seasons[0])


def first_places(term: str) -> tuple[Place, ...]:
    """What the name of a term can mean; of several terms (“S1 S2”) the first."""
    return _usual_places(term) or _usual_places(term.split(" ")[0])


def last_places(term: str) -> tuple[Place, ...]:
    """The same of the last of them."""
    return _usual_places(term) or _usual_places(term.split(" ")[-1])


def place_of(course: Course, kind: CourseKind | None) -> Place | None:
    """The place of a row's term in its class, as the course list says it.

    Where the list says nothing about terms, half the credit in S1 is the first of two, as everywhere: T1 to T3, Q1 to
    Q4 and Fall and Spring go by the same rule. None is not known.
    """
    if kind is None:
        return None
    if kind.terms:
        return place_in(course.term, kind.terms)
    usual = _usual_places(course.term)
    return next((place for place in usual if abs(course.units - place.share(kind.credits)) <= ROUNDED), None)


def part_of(course: Course, kind: CourseKind | None, whole: int, total: int) -> Part:
    """Which part of its class a row is.

    ``whole``: what all of the class gives; ``total``: what the requirements ask for in all. Credit of a school that
    counts otherwise is the whole class where it is as large a share of what that school asks for.
    """
    if course.part:
        return course.part
    if course.units >= whole if course.scale is None else course.units * total >= whole * course.scale > 0:
        return ""
    place = place_of(course, kind)
    if place is None or place.of > 2:
        return place
    return str(place.number)


def thing_of(course: Course, part: Part) -> object:
    """What a row is a row of: two rows of one thing are that thing twice.

    It is the part of the class, or where the row is no part, or nobody knows which, the term.
    """
    return part or (course.year, course.term)


def exact_units(course: Course, kind: CourseKind | None) -> int:
    """What a row gives: its own figure, or the exact share of its term where that figure is the share rounded.

    Three thirds written as 0.333 would lack a thousandth, and written as 0.33 a hundredth.
    """
    place = None if course.scale is not None else place_of(course, kind)
    if kind is None or place is None or not kind.credits:
        return course.units
    exact = place.share(kind.credits)
    return exact if abs(course.units - exact) <= ROUNDED else course.units
