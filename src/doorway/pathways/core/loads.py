"""How many credits a school lets a student take: in a school year, and in one term. Pure rules."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction

from doorway.pathways.core.terms import YEAR, first_places, is_summer, single_terms, slot


@dataclass(frozen=True)
class Limit:
    """What a school allows, in thousandths of a credit: ``year`` in a school year, ``term`` in one term of it."""

    year: int
    term: int | None = None


def shares(units: int, term: str) -> dict[str, Fraction]:
    """What a class weighs in each of its terms: “S1 S2” evenly in both, by the names as they stand.

    A class whose term does not matter weighs in no term, and summer is beside the year.
    """
    if is_summer(term):
        return {}
    names = [name for name in dict.fromkeys(single_terms(term)) if not is_summer(name)]
    return {name: Fraction(units, len(names)) for name in names}


def by_term(taken: Iterable[tuple[int, str]]) -> dict[str, Fraction]:
    """What classes weigh in each term, whatever they call it (:func:`slot`); each class is its units and its term.

    What a class of the whole year weighs, by whatever name of that (“Y”, “Full Year”), stands under ``YEAR``: how many
    terms the year has, the others say.
    """
    found: dict[str, Fraction] = {}
    for units, term in taken:
        for name, share in shares(units, term).items():
            found[slot(name)] = found.get(slot(name), Fraction()) + share
    return found


def over(limit: int, there: Mapping[str, Fraction], more: Mapping[str, Fraction]) -> tuple[str, Fraction] | None:
    """The first term in which ``more`` does not fit beside what is there, and what it would hold; None where it fits.

    A term in which nothing is added is not asked: whoever takes a class elsewhere makes it no fuller. A class of the
    whole year is added in every term, and weighs evenly in all of them; where no other class says which terms the year
    has, nobody knows how many these are, and the limit of the year alone holds it.
    """
    held = dict(there)
    for name, share in more.items():
        held[slot(name)] = held.get(slot(name), Fraction()) + share
    all_year = held.pop(YEAR, Fraction())
    names = {slot(name): name for name in more}
    asked = list(held) if YEAR in names else [at for at in names if at in held]
    for at in asked:
        load = held[at] + all_year * _of_the_year(at)
        if load > limit:
            return names.get(at, at), load
    return None


def _of_the_year(at: str) -> Fraction:
    """How much of the year a slot is: S1 a half. “Term 1” may be of two or of four, and is so much at least.

    What a school calls its terms in words of its own says nothing.
    """
    places = first_places(at)
    return Fraction(1, max(place.of for place in places)) if places else Fraction()
