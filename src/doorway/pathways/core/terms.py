"""What part of a class one row of a record is: by what the row says, by its credit, or by its term."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction
from functools import lru_cache
from typing import NamedTuple, TypeVar

from doorway.pathways.core.rules import CourseKind
from doorway.pathways.core.transcript import Course

Number = TypeVar("Number", int, Fraction)
# No name of a term is longer.
LONGEST = 200
# The slot of a class that runs the whole school year, and what most records call that.
YEAR = "Y"
# A record that writes a third of a credit with two digits is off by no more than this, in thousandths.
ROUNDED = 5
# How many of them a school year has, by the words that are common everywhere: “S1”, “Sem 1”, “First Semester”.
_IN_A_YEAR = {
    **dict.fromkeys(("s", "sem", "semester", "semestre"), 2),
    **dict.fromkeys(("t", "tri", "trim", "trimester", "trimestre"), 3),
    **dict.fromkeys(("q", "qtr", "quarter"), 4),
}
# A word that does not say it: schools of two, three and four terms have a “Term 1”.
_TERM = "term"
_LETTER = {2: "S", 3: "T", 4: "Q"}
_COMMON = re.compile(r"^([STQ])([1-4])$", re.IGNORECASE)
# Which one it is: “First Semester” and “Semester One”. “1 Semester” is how long it takes, so figures stand behind.
_ORDINALS = {
    **dict.fromkeys(("first", "primer", "primero"), 1), **dict.fromkeys(("second", "segundo"), 2),
    **dict.fromkeys(("third", "tercer", "tercero"), 3), **dict.fromkeys(("fourth", "cuarto"), 4),
}  # fmt: skip
_FIGURES = {
    "1": 1,
    "2": 2,
    "3": 3,
    "4": 4,
    "one": 1,
    "two": 2,
    "three": 3,
    "four": 4,
    "i": 1,
    "ii": 2,
    "iii": 3,
    "iv": 4,
}
_COUNTED = re.compile(r"(?<!\w)([1-4])\.?\s?(?:st|nd|rd|th|er|ro|do|to|[ºª°])(?!\w)")
_NAMES_OF = ("first", "second", "third", "fourth")
# The part of the year after the last term, as the plan writes it.
SUMMER = "Summer"
# As records write it: “SU”, “SU1”, “Sum”, “Summer School”, “SUMMER 2027”, “Verano”, “Escuela de verano”.
_SUMMERS = frozenset({"su", "sum", "smr", "summer", "verano"})
_LETTERS = re.compile(r"[^\W\d_]+")
_WORDS = re.compile(r"[^\W\d_]+|\d+")
# What may stand beside the name of a term; “Fall Q1” or “Fall Intersession” is only a part of the term.
_BESIDE = frozenset({"session", "de", "del"})
_BESIDE_SUMMER = _BESIDE | {"school", "term", "semester", "semestre", "escuela"}
# “2025-2026”, “2026-27”, “25-26”, “2026”, “’26”.
_YEARS = re.compile(r"(?:19|20)\d\d(?:\s*[-–/]\s*(?:20)?\d\d)?|(?<!\w)\d\d\s*[-–/]\s*\d\d(?!\w)|(?<!\w)[1-9]\d(?!\w)")
# The whole school year: “Y”, “Y1”, “FY”, “Full Year”, “Year Round”, “Todo el año”. “Year 2” is no name of it.
_WHOLE_YEARS = frozenset({
    ("y",), ("y", "1"), ("yr",), ("yr", "1"), ("fy",), ("year",), ("yearlong",), ("year", "long"), ("year", "round"),
    ("full", "year"), ("full", "yr"), ("whole", "year"), ("all", "year"), ("entire", "year"), ("school", "year"),
    ("academic", "year"), ("annual",), ("año",), ("ano",), ("anual",), ("todo", "el", "año"), ("todo", "el", "ano"),
    ("año", "completo"), ("ano", "completo"), ("año", "escolar"), ("ano", "escolar"),
})  # fmt: skip
# A school year as a name of its own; one number alone can be anything.
_ONE_YEAR = re.compile(r"(?:(?:19|20)\d\d\s*[-–/]\s*(?:20)?\d\d|(?<!\w)\d\d\s*[-–/]\s*\d\d)(?!\w)")
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


def is_year(term: str) -> bool:
    """Whether a term is the whole school year, by one of its names or by all of its terms (“S1 S2”, “Fall Spring”).

    A record that says no term says no less.
    """
    return slot(term) == YEAR


def _is_year_name(name: str) -> bool:
    words = tuple(_WORDS.findall(_YEARS.sub(" ", name.casefold())))
    return words in _WHOLE_YEARS or (not words and bool(_ONE_YEAR.search(name)))


def _is_all(slots: Sequence[str]) -> bool:
    """Whether these slots are all terms of a year in their order: S1 and S2, T1 to T3."""
    return len(slots) > 1 and list(slots) == [f"{_LETTER.get(len(slots), '')}{at + 1}" for at in range(len(slots))]


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

    @property
    def label(self) -> str:
        """The place as transcripts write it: S2, T1, Q4."""
        return f"{_LETTER[self.of]}{self.number}"

    def _until(self, number: int, units: int) -> int:
        return (2 * units * number + self.of) // (2 * self.of)


# "" is the whole class, a text what the record calls the part, None a part of which nothing says which it is.
Part = str | Place | None


def place_in(term: str, ways: Iterable[str]) -> Place | None:
    """The place of a term in the ways to take a class (“S1 S2”, “T1 T2 T3”); None where it has none, or two.

    A register that writes “Fall” or “Semester 1” where the catalog writes “S1” means the same.
    """
    found = _places_in(term, ways)
    return found.pop() if len(found) == 1 else None


def _places_in(term: str, ways: Iterable[str]) -> set[Place]:
    """Every place that a term can have in the ways to take a class."""
    asked = term.casefold()
    lists = [names for names in map(single_terms, ways) if len(names) > 1]
    found = {
        Place(at, len(names)) for names in lists for at, name in enumerate(names, start=1) if name.casefold() == asked
    }
    if not found:
        numbered = {len(names) for names in lists if _is_numbered(names)}
        found = {place for place in _usual_places(term) if place.of in numbered}
    return found


def _is_numbered(names: Sequence[str]) -> bool:
    """Whether terms are called as usual, in their order: “S1 S2”, “Fall Spring”."""
    return all(Place(at, len(names)) in _usual_places(name) for at, name in enumerate(names, start=1))


def usual_place(term: str) -> Place | None:
    """The place of a term in the school year by its name alone: S1 and Fall are the first of two, T1 of three, Q1 of
    four. “Term 1” says nothing of how many there are.
    """
    named = _named(term)
    return named.places[0] if named.places and named.is_usual else None


class _Named(NamedTuple):
    """Every place that the name of a term can mean, the usual one first.

    ``is_usual``: whether that one is meant where nothing else is said; ``is_exact``: whether the name itself says of
    how many terms it is, as “Fall Semester” does and “Fall” does not.
    """

    places: tuple[Place, ...] = ()
    is_usual: bool = False
    is_exact: bool = False


_NOTHING = _Named()


@lru_cache(maxsize=10_000)
def _named(term: str) -> _Named:
    """What the name of one term says. Where a year has three terms, Fall is the first of them.

    “Fall Spring” is a year, and no term of it; “Fall 1” and “Fall Q1” are a part of one.
    """
    if len(term) > LONGEST:
        return _NOTHING
    text = _COUNTED.sub(lambda found: f" {_NAMES_OF[int(found[1]) - 1]} ", term.casefold())
    words = [word for word in _WORDS.findall(_YEARS.sub(" ", text)) if word not in _BESIDE]
    kinds = [at for at, word in enumerate(words) if word in _IN_A_YEAR or word == _TERM]
    seasons = [_SEASONS[word] for word in words if word in _SEASONS]
    numbers = [(at, number) for at, word in enumerate(words) if (number := _number_in(word)) is not None]
    # What is said twice has to be one term both times: “Semester 1 (S1)” is, and “S1 S2” is two.
    counts = {_IN_A_YEAR[words[at]] for at in kinds if words[at] != _TERM}
    is_one = len(counts) <= 1 and len({*seasons}) <= 1 and len({number for _at, number in numbers}) <= 1
    is_full = len(numbers) <= max(1, len(kinds)) and len(kinds) <= max(1, len(seasons) + len(numbers))
    if len(kinds) + len(seasons) + len(numbers) != len(words) or not (is_one and is_full):
        return _NOTHING
    of = next(iter(counts), None)
    if seasons and not numbers:
        places = tuple(Place(*place) for place in seasons[0] if of is None or place[1] == of)
        return _Named(places, is_usual=True, is_exact=of is not None)
    if not kinds or not numbers or (numbers[0][0] < kinds[0] and words[numbers[0][0]] in _FIGURES):
        return _NOTHING
    number = numbers[0][1]
    places = tuple(Place(number, one) for one in ((of,) if of is not None else (2, 3, 4)) if number <= one)
    if seasons:
        # “Semester 1 (Fall)” says it twice; “Fall Term 1” and “Fall Q1” are a part of one.
        places = tuple(place for place in places if of is not None and (place.number, place.of) in seasons[0])
    return _Named(places, is_usual=len(places) == 1, is_exact=of is not None)


def _number_in(word: str) -> int | None:
    return _ORDINALS.get(word) or _FIGURES.get(word)


def _usual_places(term: str) -> tuple[Place, ...]:
    return _named(term).places


def short(term: str) -> str:
    """A term as transcripts write it, where its name says which one of how many it is: “2025-2026 Trimester 1” is T1.

    Every other one stays as it stands: what a school calls its terms is its own.
    """
    named = _named(term)
    return named.places[0].label if named.is_exact and named.places else term


@lru_cache(maxsize=10_000)
def single_terms(term: str) -> tuple[str, ...]:
    """The terms in which something runs, one by one: “S1 S2” are two, “Semester 1” and “Summer School” are one."""
    words = term.split()
    found: list[str] = []
    while words:
        size = next((size for size in range(len(words), 1, -1) if _is_one(" ".join(words[:size]))), 1)
        found.append(" ".join(words[:size]))
        words = words[size:]
    return tuple(found)


def _is_one(name: str) -> bool:
    return bool(_usual_places(name)) or is_summer(name) or _is_year_name(name)


@lru_cache(maxsize=10_000)
def slot(term: str, ways: tuple[str, ...] = ()) -> str:
    """One text for all names of the same term of a school year: a class in “Fall” and in “S1” is there twice.

    ``ways``: those to take the class, which say whether its Fall is the first of two terms or of three. A name that is
    no usual one is the same term in whatever capitals. The whole year has one slot, under whichever of its names, as
    all of its terms, or where a record says no term; a term whose name is said twice (“S1 Fall”) is that one.
    """
    names = single_terms(term)
    if len(names) == 1:
        return _slot(names[0], ways)
    slots = tuple(dict.fromkeys(_slot(name, ways) for name in names))
    return YEAR if not slots or _is_all(slots) or _is_way(slots, ways) else " ".join(slots)


def _is_way(slots: tuple[str, ...], ways: tuple[str, ...]) -> bool:
    """Whether several terms are all of those in which a class runs, whatever a school calls its terms."""
    return len(slots) > 1 and slots in {tuple(_slot(name, ways) for name in single_terms(way)) for way in ways}


def _slot(name: str, ways: tuple[str, ...]) -> str:
    if _is_year_name(name):
        return YEAR
    if is_summer(name):
        left = _WORDS.findall(_YEARS.sub(" ", name.casefold()))
        return " ".join((SUMMER, *(word for word in left if word not in _SUMMERS | _BESIDE_SUMMER)))
    named = _named(name)
    fitting = [place for place in named.places if place.of in _counts(ways)] if len(named.places) > 1 else []
    if len(fitting) == 1 or (fitting and named.is_usual):
        return fitting[0].label
    if named.is_usual and named.places:
        return named.places[0].label
    return f"{_TERM} {named.places[0].number}" if named.places else name.casefold()


def _counts(ways: Iterable[str]) -> set[int]:
    """How many terms a year has in which a class is taught."""
    lists = [names for way in ways if not is_summer(way) and (names := single_terms(way))]
    found = {len(names) for names in lists if len(names) > 1 and _is_numbered(names)}
    single = [{place.of for place in _usual_places(names[0])} for names in lists if len(names) == 1]
    if single:
        common = set.intersection(*single)
        found |= {min(common)} if common else {next(iter(ofs)) for ofs in single if len(ofs) == 1}
    return found


def are_all(slots: Iterable[str]) -> bool:
    """Whether all terms of a year are among these slots: S1 and S2, or T1 to T3."""
    there = {*slots}
    return any({f"{letter}{at + 1}" for at in range(of)} <= there for of, letter in _LETTER.items())


def may_be_one(term: str, other: str) -> bool:
    """Whether two names can mean the same term, where nothing says how many there are: Fall is S1, or T1.

    Summer, as the plan calls it, is any part of it.
    """
    if is_summer(term) and is_summer(other):
        return slot(term) == slot(other) or SUMMER in {slot(term), slot(other)}
    return slot(term) == slot(other) or not set(_usual_places(term)).isdisjoint(_usual_places(other))


@lru_cache(maxsize=10_000)
def contradicts(term: str, year: int) -> str:
    """The year in the name of a term where it is none of the school year ``year`` (by its end): “2026-27” in 2025-26.

    Empty where there is none, or where it may be one: the Fall of a school year is in the year before its end.
    """
    for found in _YEARS.finditer(term) if len(term) <= LONGEST else ():
        figures = re.findall(r"\d+", found[0])
        first, last = (int(figure) % 100 for figure in (figures[0], figures[-1]))
        said = {last} if len(figures) > 1 else {first, (first + 1) % 100}
        # Two figures alone are a year only behind an apostrophe.
        is_year_figure = len(figures) > 1 or len(figures[0]) == 4 or term[: found.start()].endswith(("'", "’"))
        is_run = len(figures) == 1 or (last - first) % 100 == 1
        if is_year_figure and is_run and year % 100 not in said:
            return found[0]
    return ""


def first_places(term: str) -> tuple[Place, ...]:
    """What the name of a term can mean; of several terms (“S1 S2”) the first."""
    return _usual_places(next(iter(single_terms(term)), ""))


def last_places(term: str) -> tuple[Place, ...]:
    """The same of the last of them."""
    return _usual_places(next(reversed(single_terms(term)), ""))


def ways_by_terms(ways: Iterable[str]) -> tuple[str, ...]:
    """Of the ways to take a class those that name terms: “Y” is the whole year, whatever terms that has."""
    return tuple(way for way in ways if not is_named_year(way))


def is_named_year(term: str) -> bool:
    """Whether a term is the whole year by one name, and not by all of its terms."""
    return is_year(term) and len(single_terms(term)) == 1


def place_of(course: Course, kind: CourseKind | None) -> Place | None:
    """The place of a row's term in its class, as the course list says it.

    Where the list says nothing about terms, half the credit in S1 is the first of two, as everywhere: T1 to T3, Q1 to
    Q4 and Fall and Spring go by the same rule. That a class runs the whole year (“Y”) says nothing of its terms. Where
    the list has two readings of a name, as of Fall where a class is taught in two terms and in three, the credit says
    which, if it is what one of them gives. None is not known.
    """
    if kind is None:
        return None
    ways = ways_by_terms(kind.terms)
    if len(ways) == len(kind.terms) > 0 or any(len(single_terms(way)) > 1 for way in ways):
        found = _places_in(course.term, ways)
        if len(found) > 1:
            # Of a school that counts otherwise the figure is no share of this class.
            found = {one for one in found if course.scale is None and _is_share(course.units, one, kind.credits)}
        return found.pop() if len(found) == 1 else None
    return _place_by_credit(course, kind.credits)


def _place_by_credit(course: Course, whole: int) -> Place | None:
    """The usual place of a row's term where the row gives what such a term has of the whole class."""
    return next((place for place in _usual_places(course.term) if _is_share(course.units, place, whole)), None)


def _is_share(units: int, place: Place, whole: int) -> bool:
    return abs(units - place.share(whole)) <= ROUNDED


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


def thing_of(course: Course, part: Part, at: str) -> object:
    """What a row is a row of: two rows of one thing are that thing twice.

    It is the part of the class, or where the row is no part, or nobody knows which, the term. ``at``: the slot of that.
    """
    return part or (course.year, at)


class Time(NamedTuple):
    """When a class that may be taken often was taken: two rows of one time are that class twice.

    ``at``: the slot; ``side``: ``WHOLE`` for the whole year, ``WITHIN`` for what lies in it, and empty for summer and
    for what a school calls by a name of its own, which may be beside it.
    """

    year: int
    at: str
    part: str
    side: str


WHOLE, WITHIN = "whole", "within"


def time_of(course: Course, part: Part, at: str, kind: CourseKind) -> Time:
    """The time of a row. ``part``: which part of its class it is; ``at``: the slot of its term.

    A row that says no term is of some time of the year, maybe of another one than S1. All of a class that runs the
    whole year is of all of it.
    """
    if not single_terms(course.term) and not course.part:
        is_long = any(is_named_year(way) or len(single_terms(way)) > 1 for way in kind.terms)
        return Time(course.year, *((YEAR, "", WHOLE) if is_long and part == "" else ("", "", WITHIN)))
    if at == YEAR:
        return Time(course.year, at, course.part, WITHIN if course.part else WHOLE)
    is_known = bool(first_places(course.term)) or place_in(course.term, kind.terms) is not None
    return Time(course.year, at, course.part, WITHIN if is_known and not is_summer(course.term) else "")


def together(units: Mapping[object, Number]) -> Number | int:
    """What things give together, each by :func:`thing_of` or :func:`time_of` with what it gives.

    Of a class that may be taken often the whole year is the same time as all that lies in it: nobody sits in it twice,
    so either of them counts, whichever is more.
    """
    sides: dict[tuple[int, str], Number | int] = {}
    total: Number | int = 0
    for thing, much in units.items():
        if isinstance(thing, Time) and thing.side:
            key = (thing.year, thing.side)
            sides[key] = sides.get(key, 0) + much
        else:
            total += much
    for year in {year for year, _side in sides}:
        total += max(sides.get((year, WHOLE), 0), sides.get((year, WITHIN), 0))
    return total


def exact_units(course: Course, kind: CourseKind | None, usual: int = 0) -> int:
    """What a row gives: its own figure, or the exact share of its term where that figure is the share rounded.

    Three thirds written as 0.333 would lack a thousandth, and written as 0.33 a hundredth. ``usual``: what a class
    gives that no course list knows; the trimesters of such a one are thirds of that, whatever it is.
    """
    whole = usual if kind is None else kind.credits
    if course.scale is not None or not whole:
        return course.units
    place = _place_by_credit(course, whole) if kind is None else place_of(course, kind)
    if place is None:
        return course.units
    exact = place.share(whole)
    return exact if abs(course.units - exact) <= ROUNDED else course.units
