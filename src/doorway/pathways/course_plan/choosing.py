"""The classes that a student can choose from: looked for by words, subject, grade and what they fill, with the reason
where one cannot be planned."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from doorway.pathways.core.finding import Findable, find
from doorway.pathways.core.planning import No, Offer, objection
from doorway.pathways.core.rules import Line, Words
from doorway.pathways.core.ways import is_in_circle
from doorway.pathways.course_plan.errors import nearest, sentence_of
from doorway.pathways.course_plan.ground import Planning
from doorway.pathways.course_plan.held import Held
from doorway.pathways.course_plan.left import is_known
from doorway.pathways.graduation.records import Taught
from doorway.pathways.graduation.rulebooks import rule_book
from doorway.pathways.graduation.wording import credit_words, said, term_words
from doorway.policy.packs import year_text

# A class that only lacks what comes before it, or room, is offered: whoever chooses it is told what to do first.
TOLD = ("prerequisite", "load", "load_term")
# Everything else is named only where somebody looks for it by its words.
NOT_HERE: dict[str, str | Promise] = {
    "taken": gettext_lazy("You have passed it or are taking it now. It counts once."),
    "twice": gettext_lazy("It is in the plan already."),
    "grade": gettext_lazy("It is for earlier grades."),
    "not_taught": gettext_lazy("It is not taught at this school."),
    "elsewhere": gettext_lazy("It is not taught at the schools of the grades for which it is."),
}
MOST_LINES = 3


@dataclass(frozen=True)
class Asked:
    """What is looked for. ``fills``: the key of a requirement, or “missing” for any that is still open."""

    text: str = ""
    subject: str = ""
    grade: int = 0
    fills: str = ""

    @property
    def is_something(self) -> bool:
        """Whether anything was said."""
        return bool(self.text.strip() or self.subject or self.grade or self.fills)


@dataclass(frozen=True)
class At:
    """A grade in which the class can stand. ``term``: the only one in which the rules take it there, else empty.

    ``is_now``: in a term of this year that has not begun, to make up credit.
    """

    grade: int
    year: str
    term: str = ""
    is_now: bool = False

    @property
    def term_called(self) -> str:
        """The term as people say it."""
        return term_words(self.term)

    @property
    def value(self) -> str:
        """As a form sends it."""
        return f"{self.grade} {self.term}".strip()


@dataclass(frozen=True)
class Choosable:
    """A class with all that one wants to know before one chooses it.

    ``places``: where the rules take it; without one ``no`` says why. ``is_offered``: something can be done about that,
    and with ``has_way`` it can be had together with what comes before it. ``missing``: titles of requirements that it
    would fill and that nothing fills yet; ``counts``: of others.
    """

    code: str
    title: str
    credits: str
    first_grade: int
    last_grade: int
    terms: tuple[str, ...]
    subjects: tuple[str, ...]
    missing: tuple[str, ...]
    counts: tuple[str, ...]
    places: tuple[At, ...] = ()
    no: str = ""
    is_offered: bool = True
    has_way: bool = False
    # The headings of the requirements that take it, like “Science”.
    headings: tuple[str, ...] = ()
    is_concurrent: bool = False

    @property
    def can_choose_term(self) -> bool:
        """Whether there is a term to choose."""
        return len(self.terms) > 1 and any(not at.term for at in self.places)

    @property
    def term_choices(self) -> tuple[tuple[str, str], ...]:
        """Each term as a form sends it, and as people say it."""
        return tuple((term, term_words(term)) for term in self.terms)

    @property
    def in_short(self) -> str:
        """The line under the title in a list to choose from: code, and what it fills or is about."""
        fills = self.missing[:MOST_LINES]
        about = _("fills: %(lines)s") % {"lines": ", ".join(fills)} if fills else ""
        return " · ".join(filter(None, (self.code, ", ".join(self.headings or self.subjects), about)))


@dataclass(frozen=True)
class Chosen:
    """What a search found, and what one can search by. ``requirements``: (key, title, what is missing of it)."""

    classes: tuple[Choosable, ...]
    subjects: tuple[tuple[str, str], ...]
    requirements: tuple[tuple[str, str, str], ...]
    grades: tuple[int, ...]


class Chooser:
    """The classes of the district as one student can choose them. No query."""

    def __init__(self, planning: Planning, held: Held | None) -> None:
        """``held``: the plan held against what the student needs, where somebody has said what that is."""
        self._planning = planning
        book = rule_book(planning.student.district)
        self._areas = {} if book is None else dict(book.areas)
        self._about = {kind.code: sorted(kind.areas) for kind in planning.catalog.kinds}
        self._compiled = None if held is None else held.compiled
        lines = held.result.lines if held is not None and is_known(planning, held) else ()
        self._short = {one.line.key: one.short for one in lines if one.short and not one.line.open}

    @cached_property
    def _lines(self) -> dict[str, dict[str, Line]]:
        """For each class the requirements that take it in a grade to come, in their order."""
        found: dict[str, dict[str, Line]] = {}
        if self._compiled is not None:
            lines = {line.key: line for line in self._compiled.rules.lines if not line.open}
            for grade in self._planning.open_grades:
                fillers = self._compiled.fillers(self._planning.year_of(grade), grade)
                for key, line in lines.items():
                    for code in fillers[key]:
                        found.setdefault(code, {})[key] = line
        return found

    def offered(self) -> list[Choosable]:
        """What is taught here in a grade to come and is neither taken nor planned, by title."""
        return [one for one in self._all if one.is_offered]

    def refused(self, code: str) -> tuple[str, str] | None:
        """Title, and why the class cannot be planned; None where something can be done, or nobody knows the code."""
        if code not in self._planning.offers:
            return None
        one = self._choosable(self._planning.offers[code], self._planning.catalog.taught[code])
        return None if one.is_offered else (one.title, one.no)

    def find(self, asked: Asked) -> Chosen:
        """What fits: what can be planned first; what cannot, only where words were given that name it."""
        listed = [one for one in self._all if self._fits(one, asked)]
        if asked.text.strip():
            order = find(asked.text, [self._findable(one) for one in listed])
            by_code = {one.code: one for one in listed}
            listed = [by_code[code] for code in order]
            listed.sort(key=lambda one: not one.is_offered)  # stable: best first within
        else:
            listed = [one for one in listed if one.is_offered]
        offered = {key for one in self.offered() for key in self._subjects_of(one.code)}
        subjects = tuple((key, said(title)) for key, title in self._headings.items() if key in offered)
        return Chosen(
            tuple(listed),
            subjects,
            tuple(self._requirements()),
            self._planning.open_grades,
        )

    @cached_property
    def _headings(self) -> Mapping[str, Words]:
        """What one can look by: the headings of the requirements; without requirements what classes are about."""
        if self._compiled is None:
            return dict(sorted(self._areas.items(), key=lambda pair: said(pair[1])))
        return {section.key: section.title for section in self._compiled.rules.sections}

    def _subjects_of(self, code: str) -> set[str]:
        if self._compiled is None:
            return set(self._about.get(code, ()))
        return {line.section for line in self._lines.get(code, {}).values()}

    def _requirements(self) -> Iterable[tuple[str, str, str]]:
        if self._compiled is not None:
            for line in self._compiled.rules.lines:
                if line.key in self._short:
                    yield line.key, said(line.title), credit_words(self._short[line.key])

    def _fits(self, one: Choosable, asked: Asked) -> bool:
        lines = self._lines.get(one.code, {})
        return (
            (not asked.subject or asked.subject in self._subjects_of(one.code))
            and (not asked.grade or self._planning.offers[one.code].is_for(asked.grade))
            and (not asked.fills or asked.fills in lines or (asked.fills == "missing" and bool(one.missing)))
        )

    def _findable(self, one: Choosable) -> Findable:
        course = self._planning.catalog.taught[one.code]
        titles = [title for area in self._about.get(one.code, ()) for title in self._areas.get(area, {}).values()]
        filled = [title for line in self._lines.get(one.code, {}).values() for title in line.title.values()]
        headings = [title for key in self._subjects_of(one.code) for title in self._headings.get(key, {}).values()]
        return Findable(one.code, course.titles or (course.title,), (*titles, *filled, *headings))

    @cached_property
    def _all(self) -> list[Choosable]:
        taught = self._planning.catalog.taught
        offers = sorted(self._planning.offers.values(), key=lambda offer: (offer.title, offer.code))
        return [self._choosable(offer, taught[offer.code]) for offer in offers if taught[offer.code].is_offered]

    def _choosable(self, offer: Offer, course: Taught) -> Choosable:
        places, no = self._places(offer)
        lines = self._lines.get(offer.code, {})
        why = "" if places or no is None else no.why
        subjects = self._subjects_of(offer.code)
        return Choosable(
            code=offer.code,
            title=offer.title,
            credits=credit_words(offer.units),
            first_grade=offer.first_grade,
            last_grade=offer.last_grade,
            terms=offer.terms,
            subjects=tuple(said(self._areas[area]) for area in self._about.get(offer.code, ()) if area in self._areas),
            missing=tuple(said(line.title) for key, line in lines.items() if key in self._short),
            counts=tuple(said(line.title) for key, line in lines.items() if key not in self._short),
            places=places,
            no="" if places or no is None else self._why_not(offer, no),
            is_offered=bool(places) or why in TOLD,
            # Of classes that wait for each other there is nothing to see.
            has_way=why == "prerequisite" and not self._waits_for_itself(offer),
            headings=tuple(said(title) for key, title in self._headings.items() if key in subjects),
            is_concurrent=course.is_concurrent,
        )

    def _waits_for_itself(self, offer: Offer) -> bool:
        return is_in_circle(offer.code, self._planning.offers, self._planning.ground)

    def _why_not(self, offer: Offer, no: No) -> str:
        """Why it cannot be planned."""
        no = nearest(no, offer.code, self._planning.offers, self._planning.ground) or no
        return str(NOT_HERE[no.why]) if no.why in NOT_HERE else sentence_of(no)

    def _places(self, offer: Offer) -> tuple[tuple[At, ...], No | None]:
        """The grades in which the rules take it; else the objection that is nearest to a way out."""
        ground = self._planning.ground
        places, objections = [], []
        # Whoever has grades to come is shown this year only for what gave no credit; the form takes any class.
        if ground.now is not None and (offer.code in ground.now.lacking or not self._planning.grades):
            this_year = year_text(self._planning.year)
            for term in ground.now.terms_of(offer) or ("",):
                no = objection(offer, ground.grade, term, ground)
                if no is None:
                    places.append(At(ground.grade, this_year, term, is_now=True))
                else:
                    objections.append(no)
        for grade in self._planning.grades:
            year = year_text(self._planning.year_of(grade))
            for term in ("", *(offer.terms if len(offer.terms) > 1 else ())):
                no = objection(offer, grade, term, ground)
                if no is None:
                    places.append(At(grade, year, term))
                    break
                objections.append(no)
        if places:
            return tuple(places), None
        lacking = {} if ground.now is None else ground.now.lacking
        if offer.code in ground.taken - ground.halves - lacking.keys() and not offer.repeatable:
            # Whoever has passed it is not told that it is for earlier grades, though it is.
            return (), No("taken")
        nearest = sorted(objections, key=lambda one: _NEAREST.get(one.why, len(_NEAREST)))
        return (), nearest[0] if nearest else None


_NEAREST: Mapping[str, int] = {"load": 0, "load_term": 0, "prerequisite": 1, "twice": 2, "not_taught": 3}
