"""Holds what a student is registered for against the course plan, for one school year."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import Enum

from doorway.pathways.core.terms import YEAR, first_places, is_summer, is_year, may_be_one, single_terms, told

# What a record calls the term of a class that runs all year.
ALL_YEAR = YEAR
# The marks by which transcripts say that a student left a class before its end. A database that counts cannot ask the
# state pack what a mark means; Ed-Fi's “withdrawn” is taken in as the first of them.
WITHDRAWN = ("W", "WF", "WP")


def may_begin(term: str, year: int, today: date) -> bool:
    """Whether a class of a school year (by its end) that nobody has registered may still be: not what began in its
    first half, once that is over. A term that nobody can place is taken to begin with the year.
    """
    if today.year < year or is_summer(term):
        return True
    if today >= date(year, 7, 1):
        return False
    places = first_places(term)
    return bool(places) and all(place.halves == {"2"} for place in places)


class Fit(Enum):
    """How one class of the plan, or one that the student takes, stands.

    MAKES_UP: it was planned in the course of the year. HIGHER: the student takes the same at a higher level.
    STANDS_FOR is the class that is taken then.
    """

    SAME = "same"
    OTHER_TERM = "other_term"
    HIGHER = "higher"
    STANDS_FOR = "stands_for"
    EXPLAINED = "explained"
    MISSING = "missing"
    MAKES_UP = "makes_up"
    MORE = "more"


class Why(Enum):
    """What the records say about a class that is missing, or is not in the plan."""

    PASSED = "passed"
    NOT_OFFERED = "not_offered"
    NOT_HERE = "not_here"
    NOT_REGISTERED = "not_registered"
    WITHDRAWN = "withdrawn"
    SAME_CONTENT = "same_content"
    WAITS = "waits"
    DECLINED = "declined"
    TAKEN_OUT = "taken_out"
    NOT_PLANNED = "not_planned"
    STANDS_FOR = "stands_for"


@dataclass(frozen=True)
class Wish:
    """A class of the plan. ``status`` is proposed, approved, declined or taken_back; ``term`` may be empty."""

    key: str
    code: str
    title: str
    term: str
    status: str


@dataclass(frozen=True)
class Taken:
    """A class that the student is registered for, takes or has taken in this year. ``terms`` may be empty."""

    code: str
    title: str
    terms: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Line:
    """One class of the comparison. ``key`` is the wish's, empty for a class that is not in the plan.

    ``other``: the title of the class of the same content that is registered in its place, or planned in its place.
    """

    fit: Fit
    code: str
    title: str
    key: str = ""
    why: Why | None = None
    term: str = ""
    other: str = ""


@dataclass(frozen=True)
class Compared:
    """One school year: what the plan has, what the registration has, and whether they go together.

    ``fits``: none when there is nothing to compare, because no class of the year is approved or nothing is registered.
    """

    lines: tuple[Line, ...]
    is_planned: bool
    is_known: bool

    @property
    def taken(self) -> dict[str, str]:
        """Titles of the classes that the student is registered for, by code."""
        found = {Fit.SAME, Fit.OTHER_TERM, Fit.STANDS_FOR, Fit.MAKES_UP, Fit.MORE}
        return {line.code: line.title for line in self.lines if line.fit in found}

    @property
    def missing(self) -> tuple[Line, ...]:
        """Approved classes that the student is not registered for, without a reason."""
        return tuple(line for line in self.lines if line.fit is Fit.MISSING)

    @property
    def fits(self) -> bool | None:
        """Every approved class is there or explained; what the student takes besides does not count against it."""
        if not self.is_planned:
            return None
        if not self.missing:
            return True
        return False if self.is_known else None


def compare(
    wishes: Sequence[Wish],
    taken: Iterable[Taken],
    *,
    explained: frozenset[str] = frozenset(),
    passed: frozenset[str] = frozenset(),
    offered: Mapping[str, bool] | None = None,
    same: Mapping[str, frozenset[str]] | None = None,
    higher: Mapping[str, str] | None = None,
    made_up: frozenset[str] = frozenset(),
    withdrawn: frozenset[str] = frozenset(),
) -> Compared:
    """The plan and the registration of one year, side by side, ordered by title.

    ``explained``: keys of wishes for which a counselor has written a reason. ``passed``: codes of classes of which all
    was passed in earlier years. ``offered``: for each code of the catalog, whether it is taught at the student's
    school. ``same``: for a code those of the same content, as honors or plain. ``higher``: for a code the plain class
    that it is at a higher level. Taken in place of that one it is what was planned, and more. Any other class of the
    same content is named and is still for the counselor to write down: it is another class of the catalog, and the
    plan says which one was agreed.
    ``made_up``: codes that were planned in the course of the year to make up credit; none of them is ever missing.
    ``withdrawn``: codes of classes that the student has left in this year.
    """
    higher = higher or {}
    held = {one.code: one for one in taken}
    offered = offered or {}
    approved = {wish.code: wish for wish in wishes if wish.status == "approved"}
    # The last thing that was said of a class outside the plan is what it is now.
    said = {wish.code: wish.status for wish in wishes if wish.code not in approved}
    lines = [_wished(wish, held.get(wish.code), explained, passed, offered, withdrawn) for wish in approved.values()]
    instead = _instead(
        [line for line in lines if line.fit in {Fit.MISSING, Fit.EXPLAINED}], held, approved, same or {}, higher
    )
    places = {taken: line for line, taken in instead}
    swapped = {line.code: held[taken].title for line, taken in instead}
    above = {line.code for line, taken in instead if line.fit is Fit.MISSING and higher.get(taken) == line.code}
    lines = [_swapped(line, swapped[line.code], line.code in above) if line.code in swapped else line for line in lines]
    for one in held.values():
        if one.code in places:
            fit = Fit.STANDS_FOR if places[one.code].code in above else Fit.MORE
            lines.append(Line(fit, one.code, one.title, why=Why.STANDS_FOR, other=places[one.code].title))
        elif one.code not in approved and one.code in made_up:
            lines.append(Line(Fit.MAKES_UP, one.code, one.title))
        elif one.code not in approved:
            why = _OUTSIDE.get(said.get(one.code, ""), Why.NOT_PLANNED)
            lines.append(Line(Fit.MORE, one.code, one.title, why=why))
    lines.sort(key=lambda line: (line.fit in {Fit.STANDS_FOR, Fit.MAKES_UP, Fit.MORE}, line.title, line.code))
    return Compared(tuple(lines), is_planned=bool(approved), is_known=bool(held))


def _swapped(line: Line, other: str, is_higher: bool) -> Line:
    if is_higher:
        return replace(line, fit=Fit.HIGHER, why=None, other=other)
    return replace(line, why=Why.SAME_CONTENT, other=other)


def _instead(
    missing: Iterable[Line],
    held: Mapping[str, Taken],
    approved: Mapping[str, Wish],
    same: Mapping[str, frozenset[str]],
    higher: Mapping[str, str],
) -> list[tuple[Line, str]]:
    """Missing classes, each with the code of a class of the same content that is taken and not planned; none twice.

    A class at a higher level stands for the one that it is higher than, before anything else is tried.
    """
    lines = {line.code: line for line in missing}
    free = {code: plain for code, plain in sorted(higher.items()) if code in held and code not in approved}
    found = {plain: code for code, plain in reversed(free.items()) if plain in lines}
    used = {*found.values()}
    for code in lines:
        others = sorted(same.get(code, frozenset()) & held.keys() - approved.keys() - used)
        if others and code not in found:
            used.add(others[0])
            found[code] = others[0]
    return [(lines[code], taken) for code, taken in found.items()]


def _terms(names: Iterable[str]) -> frozenset[str]:
    """Single terms: “S1 S2” is two, and summer is one however it is written."""
    return frozenset(told(one) for name in names for one in single_terms(name))


def _is_then(planned: frozenset[str], taken: frozenset[str]) -> bool:
    """Whether a class is taken when it is planned, as far as both say when.

    Of a class of two terms one alone is no other time: schools register a term at a time.
    """
    if not planned or not taken or (len(planned) > 1 and all(map(is_year, taken))):
        return True
    return _is_among(taken, planned) or _is_among(planned, taken)


def _is_among(terms: frozenset[str], others: frozenset[str]) -> bool:
    """Whether each of them is one of the others, whatever it is called: Fall is S1."""
    return all(any(may_be_one(term, other) for other in others) for term in terms)


_OUTSIDE = {"proposed": Why.WAITS, "declined": Why.DECLINED, "taken_back": Why.TAKEN_OUT}


def _wished(
    wish: Wish,
    held: Taken | None,
    explained: frozenset[str],
    passed: frozenset[str],
    offered: Mapping[str, bool],
    withdrawn: frozenset[str],
) -> Line:
    if held is not None:
        if not _is_then(_terms([wish.term]), _terms(held.terms)):
            return Line(Fit.OTHER_TERM, wish.code, wish.title, wish.key, term=", ".join(sorted(held.terms)))
        return Line(Fit.SAME, wish.code, wish.title, wish.key)
    if wish.code in withdrawn:
        why = Why.WITHDRAWN
    elif wish.code in passed:
        why = Why.PASSED
    elif wish.code not in offered:
        why = Why.NOT_OFFERED
    elif not offered[wish.code]:
        why = Why.NOT_HERE
    else:
        why = Why.NOT_REGISTERED
    return Line(Fit.EXPLAINED if wish.key in explained else Fit.MISSING, wish.code, wish.title, wish.key, why)
