"""Which results of a OneRoster bundle give credit, and how much: one mark for each time of a class, and never two.

Systems write marks of shorter terms beside those that count: Q1 and Q2, and the semester around them. Credit is given
by the terms of the class: its ways in the catalog, and where that is silent the terms that the bundle has for it. A
mark of any other term is a row of credit only where its share follows from these.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction

from doorway.pathways.core.rules import CourseKind
from doorway.pathways.core.terms import is_year, place_in, single_terms, slot, usual_place
from doorway.roster.files import TableFile

HALF = Fraction(1, 2)
WHOLE = (Fraction(0), Fraction(1))
Row = Mapping[str, str]


@dataclass(frozen=True)
class Share:
    """What a mark is about. ``reach``: from where to where in its class, all of it being 0 to 1; None is not known.

    ``units``: its credit. ``by_name``: only the usual meaning of the term's name says so.
    """

    units: int
    reach: tuple[Fraction, Fraction] | None = None
    by_name: bool = False


@dataclass(frozen=True)
class _Mark:
    number: int
    term: str
    share: Share | None
    session: str
    around: frozenset[str]


class Crediting:
    """The shares of the results of one bundle, by their rows, and which of them stand for time that counts already."""

    def __init__(self, file: TableFile, kinds: Mapping[str, CourseKind], code_of: Callable[[str], str]) -> None:
        """``kinds``: what the catalog says of each class; ``code_of``: a code as the catalog writes it."""
        self.shares: dict[int, Share | None] = {}
        # The terms of the marks that are left out, by their rows.
        self.left: dict[int, str] = {}
        classes: dict[tuple[str, str, str], list[_Mark]] = {}
        for number, cells in file.rows():
            row = dict(zip(file.header, cells, strict=True))
            kind = kinds.get(code := code_of(row["code"]))
            if kind is not None:
                share = self.shares[number] = share_of(kind, row)
                mark = _Mark(number, row["term"], share, row["session"], frozenset(row["around"].split()))
                classes.setdefault((row["student_id"], code, row["school_year"]), []).append(mark)
        for marks in classes.values():
            if len(marks) > 1:
                self.left |= {mark.number: mark.term for mark in _counted_already(marks)}

    @property
    def left_by_term(self) -> dict[str, int]:
        """How many marks of each term are left out; of the whole year under an empty name."""
        return dict(sorted(Counter(self.left.values()).items()))


def share_of(kind: CourseKind, row: Row) -> Share | None:
    """What a result is about; None where its term is none in which the class gives credit.

    The catalog's ways say in how many terms a class is given (“S1 S2”: two); where it has none, the class's own terms.
    A class that the bundle has for one term of its own gives the credit of one term, whatever that is called.
    """
    if row["is_whole"] == "yes" or (row["term"] and is_year(row["term"])):
        return Share(kind.credits, WHOLE)
    term, turns, count = row["term"], [int(turn) for turn in row["turns"].split()], int(row["class_terms"])
    of = max(len(single_terms(way)) for way in kind.terms) if kind.terms else count
    place = place_in(term, kind.terms)
    if place is not None:
        return _share(kind, (Fraction(place.number - 1, place.of), Fraction(place.number, place.of)))
    if turns and count == of and turns[-1] - turns[0] + 1 == len(turns):
        return _share(kind, (Fraction(turns[0] - 1, of), Fraction(turns[-1], of)))
    if any(slot(term, kind.terms) == slot(way, kind.terms) for way in kind.terms if len(single_terms(way)) == 1):
        return Share(kind.credits, WHOLE)
    if row["is_own"] == "yes" and count < of:
        return Share(kind.credits // of)
    usual = usual_place(term) if not kind.terms and row["class_is_whole"] == "yes" else None
    if usual is None:
        return None
    return _share(kind, (Fraction(usual.number - 1, usual.of), Fraction(usual.number, usual.of)), by_name=True)


def _share(kind: CourseKind, reach: tuple[Fraction, Fraction], *, by_name: bool = False) -> Share:
    """The credit from where a term begins in its class to where it ends, each rounded, so that all give all of it."""
    begin, end = ((kind.credits * at + HALF) // 1 for at in reach)
    return Share(int(end - begin), reach, by_name)


def _counted_already(marks: list[_Mark]) -> list[_Mark]:
    """Marks of one student and class whose time counts by other marks: parts of a term, and the year over its terms."""
    giving = [mark for mark in marks if mark.share is not None]
    sessions = {mark.session for mark in giving}
    parts = [mark for mark in marks if (mark.share is None or mark.share.by_name) and mark.around & sessions]
    left = {mark.number for mark in parts}
    rest = [mark for mark in giving if mark.number not in left]
    return [*parts, *(mark for mark in rest if _is_put_together(mark, rest))]


def _is_put_together(mark: _Mark, others: Iterable[_Mark]) -> bool:
    """Whether the marks of shorter terms are all of what a mark is about."""
    whole = _reach(mark)
    if whole is None:
        return False
    at = whole[0]
    for begins, ends in sorted(reach for other in others if (reach := _reach(other)) not in {None, whole} and reach):
        if at >= begins >= whole[0] and ends <= whole[1]:
            at = max(at, ends)
    return at == whole[1]


def _reach(mark: _Mark) -> tuple[Fraction, Fraction] | None:
    return None if mark.share is None else mark.share.reach
