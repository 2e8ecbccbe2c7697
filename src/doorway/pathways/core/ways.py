"""Classes that lead one to another: a class with everything that comes before it, and by when it has to begin."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from doorway.pathways.core.planning import (
    LAST_GRADE,
    Ground,
    No,
    Offer,
    Step,
    comes_before,
    first_open_grade,
    objection,
)

# Objections that another grade may not meet, and those that say less than any other one.
_OF_THE_GRADE = {"grade", "elsewhere", "prerequisite"}
_NO_NEWS = {"grade", "elsewhere", "over"}


@dataclass(frozen=True)
class Way:
    """Steps to put into the plan, in the order in which they are taken; ``no``: why there is no way."""

    steps: tuple[Step, ...] = ()
    no: No | None = None


def way_to(code: str, offers: Mapping[str, Offer], ground: Ground) -> Way:
    """A class and what has to come before it and is neither taken nor planned, each in the earliest grade allowed.

    Every step is held against the rules of the plan with the steps before it in place. A class that may be taken again
    is one step of its own, whether or not it was taken before.
    """
    order, circle = _in_order(code, offers, ground)
    if circle:
        return Way(no=No("circle", {"course": ground.named([code]), "before": ground.named(circle)}))
    way = _placed(order, offers, ground, by_term=False)
    # Only where whole years do not do: one class in the first half of a year, the next in the second.
    return way if way.no is None else min(way, _placed(order, offers, ground, by_term=True), key=_has_no)


def is_in_circle(code: str, offers: Mapping[str, Offer], ground: Ground) -> bool:
    """Whether the class waits for classes that wait for each other, so that no way leads to it."""
    return bool(_in_order(code, offers, ground)[1])


def _has_no(way: Way) -> bool:
    return way.no is not None


def _placed(order: list[str], offers: Mapping[str, Offer], ground: Ground, *, by_term: bool) -> Way:
    steps: list[Step] = []
    for one in order:
        found = _place(offers[one], replace(ground, steps=[*ground.steps, *steps]), by_term=by_term)
        if isinstance(found, No):
            return Way(no=found)
        steps.append(found)
    steps.sort(key=lambda step: step.grade)  # stable: what comes before stays before
    return Way(tuple(steps))


def _in_order(code: str, offers: Mapping[str, Offer], ground: Ground) -> tuple[list[str], tuple[str, ...]]:
    """What has to be put into the plan, what comes before first; or the circle of classes that wait for each other."""
    there = ground.there
    order: list[str] = []
    path: list[str] = []

    def visit(one: str) -> tuple[str, ...]:
        if one in order or (one != code and one in there) or one not in offers:
            return ()
        if one in path:
            return tuple(path[path.index(one) :])
        path.append(one)
        for before in offers[one].prerequisites:
            if circle := visit(before):
                return circle
        path.pop()
        order.append(one)
        return ()

    return order, visit(code)


def _place(offer: Offer, ground: Ground, *, by_term: bool) -> Step | No:
    """The earliest grade, and in it the earliest term, in which the rules take the class; else the last objection."""
    first: No | None = None
    for grade in range(first_open_grade(ground.grade), LAST_GRADE + 1):
        for term in offer.terms if offer.terms and (by_term or len(offer.terms) == 1) else ("",):
            no = objection(offer, grade, term, ground)
            if no is None:
                return Step(offer.code, grade, offer.units, term)
            if first is None or (first.why in _OF_THE_GRADE and no.why not in _NO_NEWS):
                first = no
    named = ground.named([offer.code])
    return first if first is not None and first.why not in _OF_THE_GRADE else No("no_grade", {"course": named})


def earliest(code: str, offers: Mapping[str, Offer], there: Mapping[str, tuple[int, str]], *, first: int) -> int | None:
    """The first grade, from ``first`` on, in which the class and all that has to come before it can have been taken.

    ``there``: grade and term of each class that is taken, under way or planned. A class that the catalog does not have
    holds nothing up. How much room a year has is not asked. None where no grade is left.
    """
    asked: set[str] = set()

    def place(one: str) -> tuple[int, tuple[str, ...]] | None:
        if one in there and one != code:
            grade, term = there[one]
            return grade, (term,)
        if one in asked:
            return None
        asked.add(one)
        offer, begins = offers[one], first
        for before in offer.prerequisites:
            if before not in offers and before not in there:
                continue
            found = place(before)
            if found is None:
                return None
            grade, terms = found
            follows = any(comes_before(term, other) for term in terms for other in offer.terms)
            begins = max(begins, grade if follows else grade + 1)
        asked.discard(one)
        taken = offer.first_from(begins)
        return None if taken is None else (taken, offer.terms)

    found = place(code) if code in offers else None
    return None if found is None else found[0]


def with_same(there: Mapping[str, tuple[int, str]], same: Mapping[str, frozenset[str]]) -> dict[str, tuple[int, str]]:
    """Grade and term of classes, also under the codes of those that have the same content."""
    others = {other: there[code] for code in there for other in same.get(code, ())}
    return others | dict(there)


def latest(code: str, offers: Mapping[str, Offer], ground: Ground, *, by: int = LAST_GRADE) -> list[tuple[str, int]]:
    """The last grade in which each class of a way can be taken so that the last one is taken ``by`` a grade.

    What comes before first. Empty where the way cannot be gone any more: a class would have to be taken in a grade
    that is over, in which it is not taught, or before one that is planned and has to come first.
    """
    there = {step.code: (step.grade, step.term) for step in ground.steps}
    there |= dict.fromkeys(ground.taken, (ground.grade, ""))
    there = with_same(there, ground.same)
    order, circle = _in_order(code, offers, ground)
    if circle or any(not offers[one].taught for one in order):
        return []
    ends: dict[str, int] = {}
    for one in reversed(order):
        after = [ends[other] - 1 for other in order if other in ends and one in offers[other].prerequisites]
        ends[one] = offers[one].last_until(min([by, *after]))
        begins = earliest(one, offers, there, first=first_open_grade(ground.grade))
        if begins is None or ends[one] < begins:
            return []
    return [(one, ends[one]) for one in order]


def ends_of_ways(offers: Mapping[str, Offer], ground: Ground) -> list[tuple[str, Sequence[str]]]:
    """Classes to which a way of two or more leads that can still be gone, each with the classes on it.

    Only the ends: a class that another one builds on is on the way to that one.
    """
    built_on = {before for offer in offers.values() if offer.taught for before in offer.prerequisites}
    found: list[tuple[str, Sequence[str]]] = []
    for code, offer in offers.items():
        if offer.taught and code not in built_on and offer.prerequisites:
            way = way_to(code, offers, ground)
            if len(way.steps) > 1:
                found.append((code, [step.code for step in way.steps]))
    return found
