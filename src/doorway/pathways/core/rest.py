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
    ways_by_terms,
)
from doorway.pathways.core.transcript import Course


def rest_of(planned: Course, record: Sequence[Course], kind: CourseKind) -> tuple[Course, ...]:
    """A planned class without what ``record``, the rows of the class in that year, has of it: one row for each term
    that is missing, all of it where there is no row, and nothing where the record has all of the class.

    Record and rest together never give more than the class. Nothing is left where a row is no known part of the class:
    then the record says what the class gives.
    """
    if not record:
        return (planned,)
    places = []
    for row in record:
        place = _place(part_of(row, kind, planned.units, 0)) if row.scale is None else None
        if place is None:
            return ()
        places.append(place)
    left = planned.units - sum(row.units for row in record)
    # That a class runs the whole year does not say in which terms a school registers it.
    terms = _terms(planned, ways_by_terms(kind.terms), record, places)
    if left <= ROUNDED or any(place.of != len(terms) for place in places):
        return ()
    there = {place.number for place in places}
    missing = [Place(number, len(terms)) for number in range(1, len(terms) + 1) if number not in there]
    if not missing:
        return ()
    shares = [place.share(planned.units) for place in missing]
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
    of = places[0].of
    return () if ways or is_said else tuple(Place(number, of).label for number in range(1, of + 1))


def _are_in(names: Sequence[str], record: Sequence[Course], places: Sequence[Place]) -> bool:
    """Whether these terms are those of the rows by their names; a row that says which part it is may have any."""
    way = [" ".join(names)]
    return all(row.part or place_in(row.term, way) == place for row, place in zip(record, places, strict=True))
