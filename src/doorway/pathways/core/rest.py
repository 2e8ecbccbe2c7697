"""What of a planned class the record of its year does not have yet: schools register a term at a time."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from doorway.pathways.core.rules import CourseKind
from doorway.pathways.core.terms import (
    ROUNDED,
    YEAR,
    Part,
    Place,
    exact_units,
    is_named_year,
    is_summer,
    part_of,
    place_in,
    single_terms,
    slot,
    thing_of,
    time_of,
    together,
    usual_place,
    ways_by_terms,
)
from doorway.pathways.core.transcript import Course


def rest_of(planned: Course, record: Sequence[Course], kind: CourseKind) -> tuple[Course, ...]:
    """A planned class without what ``record``, the rows of the class in that year, has of it: one row for each term
    that is missing, all of it where there is no row, and nothing where the record has all of the class.

    Record and rest together never give more than the class; a part that stands on the record twice, as honors and
    plain, is there once. What nobody can place (summer, a quarter of a class of semesters) is taken from the rest.
    Nothing is left where a row is of the whole year, or of a school that counts otherwise: then the record says what
    the class gives.
    """
    if not record:
        return (planned,)
    placed: list[Course] = []
    places: list[Place] = []
    others: dict[str, Course] = {}
    for row in record:
        part = part_of(row, kind, planned.units, 0)
        place, term = _place(part), slot(row.term, kind.terms)
        if row.scale is not None or part == "" or (place is None and not row.part and term == YEAR):
            return ()
        if place is not None:
            placed.append(row)
            places.append(place)
        elif term not in others or others[term].units < row.units:
            others[term] = row
    given: dict[Place, int] = {}
    for row, place in zip(placed, places, strict=True):
        given[place] = max(row.units, given.get(place, 0))
    left = planned.units - sum(given.values()) - sum(row.units for row in others.values())
    # That a class runs the whole year does not say in which terms a school registers it.
    terms = _terms(planned, ways_by_terms(kind.terms), placed, places)
    if left <= ROUNDED or any(place.of != len(terms) for place in places):
        return ()
    if not terms:
        return (planned._replace(units=left),)
    there = {place.number for place in places}
    missing = [Place(number, len(terms)) for number in range(1, len(terms) + 1) if number not in there]
    if not missing:
        return ()
    shares = [place.share(planned.units) for place in missing]
    for row in others.values():
        _take(row, missing, shares)
    # What the parts on record give more or less than their share is taken from the rest, or stays with it.
    shares[-1] += left - sum(shares)
    for at in range(len(shares) - 1, 0, -1):
        less = min(0, shares[at])
        shares[at - 1], shares[at] = shares[at - 1] + less, shares[at] - less
    return tuple(
        planned._replace(term=terms[place.number - 1], units=units)
        for place, units in zip(missing, shares, strict=True)
        if units > 0
    )


def once(rows: Sequence[Course], kind: CourseKind | None) -> int:
    """What rows of one class in one year give together, in units: each part once, and the whole year beside its terms
    once. A class that may not be taken often gives no more than it has, or than its largest row. ``kind``: None for a
    class that no catalog has.
    """
    exact = [row._replace(units=exact_units(row, kind)) for row in rows]
    if kind is not None and kind.repeatable:
        times: dict[object, int] = {}
        for row in exact:
            time = time_of(row, part_of(row, kind, kind.credits or row.units, 0), slot(row.term, kind.terms), kind)
            times[time] = max(row.units, times.get(time, 0))
        return together(times)
    whole: dict[object, int] = {}
    terms: dict[object, int] = {}
    summer: dict[object, int] = {}
    for row in exact:
        at = slot(row.term, () if kind is None else kind.terms)
        part = row.part if kind is None else part_of(row, kind, kind.credits or row.units, 0)
        thing = thing_of(row, part, at)
        found = summer if is_summer(row.term) else whole if at == YEAR and not part else terms
        found[thing] = max(row.units, found.get(thing, 0))
    units = max(sum(whole.values()), sum(terms.values())) + sum(summer.values())
    if kind is None or not kind.credits:
        return units
    return min(units, max(kind.credits, *(row.units for row in exact))) if exact else 0


def _take(row: Course, missing: Sequence[Place], shares: list[int]) -> None:
    """Take what a row without a place in the class gives from the terms that are missing: from the one in which it
    lies, as Q1 lies in S1, else from the first ones.
    """
    units, own = row.units, usual_place(row.term)
    within = [at for at, place in enumerate(missing) if own is not None and _lies_in(own, place)]
    for at in dict.fromkeys([*within, *range(len(missing))]):
        taken = min(units, shares[at])
        shares[at] -= taken
        units -= taken


def _lies_in(one: Place, other: Place) -> bool:
    """Whether a term lies in another one, of a year with fewer terms."""
    return (other.number - 1) * one.of <= (one.number - 1) * other.of and one.number * other.of <= other.number * one.of


def _place(part: Part) -> Place | None:
    """The place of a known part; None for all of the class, and for what nobody knows."""
    if isinstance(part, Place):
        return part
    return Place(int(part), 2) if part in {"1", "2"} else None


def _terms(planned: Course, named: Iterable[str], record: Sequence[Course], places: Sequence[Place]) -> tuple[str, ...]:
    """The terms in which the planned class runs: of its own and those that the catalog has, the ones by which the
    school has registered it, those with the names of the record first; where neither says any, the usual ones.
    """
    ways = [names for way in (planned.term, *named) if len(names := single_terms(way)) > 1]
    fitting = [names for names in ways if all(place.of == len(names) for place in places)]
    if fitting:
        return next((names for names in fitting if _are_in(names, record, places)), fitting[0])
    is_said = planned.term and not is_named_year(planned.term)
    of = places[0].of if places else 2
    return () if ways or is_said else tuple(Place(number, of).label for number in range(1, of + 1))


def _are_in(names: Sequence[str], record: Sequence[Course], places: Sequence[Place]) -> bool:
    """Whether these terms are those of the rows by their names; a row that says which part it is may have any."""
    way = [" ".join(names)]
    return all(row.part or place_in(row.term, way) == place for row, place in zip(record, places, strict=True))
