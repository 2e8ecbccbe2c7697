"""Classes that stand in a plan and are no longer possible there: which, and why (decision 034).

What was taken into a plan stays there when the catalog, the school or the record change. Nothing takes it out but a
person, so it has to be named. Nothing here asks the database.
"""

from __future__ import annotations

import uuid
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from doorway.pathways.core.planning import Ground, No, Offer, objection
from doorway.pathways.core.terms import may_be_one, slot
from doorway.pathways.course_plan.errors import written
from doorway.pathways.course_plan.ground import Ahead, Planning, Status, offers_at
from doorway.pathways.course_plan.low import low_for_any, low_for_scholarships
from doorway.pathways.graduation.records import Catalog
from doorway.pathways.models import PlannedCourse, TranscriptCourse
from doorway.roster.models import School

# By the word of ``core.planning``: why a class cannot stand any more, and what can be done. How much a year holds is
# not among it: a lower limit takes nothing out of a plan.
WHY: dict[str, str | Promise] = {
    "not_taught": _("It is not taught at this school any more."),
    "elsewhere": _("Where grade %(grade)s is taken, it is not taught."),
    "grade": _("It is for grades %(first)s to %(last)s."),
    "one_grade": _("It is for grade %(first)s."),
    "over": _("Grade 12 is the last one: no year is left for it."),
    "term": _("It is taught in: %(terms)s."),
    "taken": _("It is passed or under way already, and counts once."),
    "twice": _("It stands in the plan twice, and counts once."),
    "prerequisite": _("It comes after: %(before)s. That is neither passed nor planned before it."),
}
TO_DO: dict[str, str | Promise] = {
    "not_taught": _("Take it out, and choose another class."),
    "over": _("Take it out."),
    "term": _("Take it out, and put it in for another term."),
    "taken": _("Take it out."),
    "twice": _("Take it out in one of the grades."),
    "prerequisite": _("Plan that for an earlier grade, or take it out."),
}
# The same where it can be moved.
TO_MOVE: dict[str, str | Promise] = {
    "elsewhere": _("Move it to another grade, or take it out."),
    "grade": _("Move it to another grade, or take it out."),
    "prerequisite": _("Move it to a later grade, or take it out."),
}
# Of what the record has for a grade to come, without what comes before it.
TO_CHANGE: str | Promise = _("Plan that for an earlier grade, or ask the school to change what its record has here.")
# The same where what comes before it has no grade left before.
TO_PLAN_AGAIN: str | Promise = _("Take it out, and plan it again after that.")


# The class itself is possible: it gives its credit, and no more.
COUNTS_ONCE = frozenset({"taken", "twice"})


@dataclass(frozen=True)
class Stands:
    """What is asked of one plan. ``year`` and ``grade`` are those of today; ``rows``: what is in the plan now, of this
    year and those to come; ``here``: codes that the school of today teaches.

    ``record``: the rows of the record, at least all of each class that is planned or comes before one; ``known``: the
    school years of which it has any. ``past``: all classes of the plan, also of years that are over.
    """

    year: int
    grade: int
    offers: Mapping[str, Offer]
    here: Collection[str]
    ground: Ground
    rows: Sequence[PlannedCourse]
    past: Sequence[PlannedCourse]
    record: Sequence[TranscriptCourse]
    known: Collection[int]
    # For a plain class those that are it at a higher level.
    higher: Mapping[str, frozenset[str]] = field(default_factory=dict)

    def grade_of(self, row: PlannedCourse) -> int:
        """The grade in which a class of the plan is taken."""
        return self.grade + row.school_year - self.year


def stands(planning: Planning) -> Stands:
    """The same of a plan that is at hand. No query, but two where a class that was taken is planned again."""
    catalog, school, ground = planning.catalog, planning.school, planning.ground
    if planning.today is not None:
        # That a better mark is not needed any more is no reason to take the class out.
        low = low_for_any(
            planning.student, planning.record, planning.rules, catalog, planning.year, planning.today
        )  # fmt: skip
        again = {row.course.code for row in planning.active} & (ground.taken - ground.halves - low)
        if again:  # Few plans have one, so scholarships are asked for few.
            low |= low_for_scholarships(
                planning.student, planning.record, planning.rules, catalog, planning.year, planning.today
            )
        ground = replace(ground, halves=ground.halves | (ground.taken & low))
    offers = known_offers(None, (), catalog, planning.grade) if school is None else planning.offers
    return Stands(
        planning.year, planning.grade, offers, taught_here(school, catalog), ground,
        (*planning.waits, *planning.active), planning.rows, planning.record,
        {row.school_year for row in planning.record}, catalog.higher,
    )  # fmt: skip


def known_offers(school: School | None, upper: Sequence[School], catalog: Catalog, grade: int) -> Mapping[str, Offer]:
    """The classes as somebody of a grade at this school can take them (``offers_at``).

    What is taught to whoever is at no school nobody knows; what the district does not teach, nobody teaches.
    """
    return catalog.offers if school is None else offers_at(school, upper, catalog, grade)


def taught_here(school: School | None, catalog: Catalog) -> frozenset[str]:
    """The codes of what a school teaches; without a school those of the district."""
    return frozenset(
        code for code, one in catalog.taught.items() if one.is_offered and (school is None or one.at(school.pk))
    )


def no_longer(plan: Stands) -> list[tuple[PlannedCourse, No]]:
    """What stands in the plan and the rules would not take any more as things are, each with the reason."""
    on_record = {(row.code, row.school_year) for row in plan.record}
    excused = frozenset(_excused(plan))
    found = []
    for row in plan.rows:
        code, year = row.course.code, row.school_year
        # What the school has put the student into is a class of the student, whatever the plan says; also as honors.
        is_there = any((one, year) in on_record for one in (code, *plan.higher.get(code, ())))
        if row.makes_up:
            is_there = any(
                (one.code, one.school_year) == (code, year) and may_be_one(row.term, one.term) for one in plan.record
            )
        if is_there or (year == plan.year and getattr(row, "is_listed", False)):
            continue
        no = _now(row, plan, excused) if year == plan.year else _to_come(row, plan, excused)
        if no is not None and no.why in WHY:
            found.append((row, no))
    return found


def without_basis(plan: Stands, ahead: Iterable[Ahead]) -> dict[tuple[str, int], No]:
    """What the record has of grades to come (``ahead``) and comes after something that is neither passed nor planned
    before it, by code and grade: the class before was failed after the school had registered the next one.

    It stays: what the school has put the student into is a class of the student, and only the school changes that.
    """
    excused, found = frozenset(_excused(plan)), {}
    for step in (one.step for one in ahead):
        if step.code in plan.offers:
            offer = plan.offers[step.code]
            missing = plan.ground.lacking(_without(offer, excused), step.grade, step.term)
            if missing:
                values = {"course": offer.title, "before": plan.ground.named(missing)}
                found[step.code, step.grade] = No("prerequisite", values)
    return found


def _excused(plan: Stands) -> Iterable[str]:
    """Classes of the plan of years that are over, or of this one, of which no record can say yet how they ended.

    Where transcripts come in summer only, that is all of this year; but what was given up is known to have ended.
    """
    for row in plan.past:
        is_now = row.school_year == plan.year
        is_listed, is_given_up = (is_now and getattr(row, name, False) for name in ("is_listed", "is_explained"))
        is_unknown = row.school_year <= plan.year and row.school_year not in plan.known and not is_given_up
        if row.status == Status.APPROVED and (is_listed or is_unknown):
            yield row.course.code


def _to_come(row: PlannedCourse, plan: Stands, excused: Collection[str]) -> No | None:
    offer, grade = plan.offers[row.course.code], plan.grade_of(row)
    # What it weighs there is not asked.
    steps = [step for step in plan.ground.steps if (step.code, step.grade) != (offer.code, grade)]
    ground = replace(plan.ground, steps=steps, room=None, limits={}, now=None)
    return objection(_without(offer, excused), grade, _as_taught(row.term, offer), ground)


def _as_taught(term: str, offer: Offer) -> str:
    """A term by the name that the catalog has for it today: Fall, where it was S1 when the class was planned."""
    same = (way for way in offer.terms if slot(way, offer.terms) == slot(term, offer.terms))
    return term if not term or term in offer.terms else next(same, term)


def _now(row: PlannedCourse, plan: Stands, excused: Collection[str]) -> No | None:
    """The same of a class of this year. Its grade and its term were right when it was planned."""
    offer, ground = plan.offers[row.course.code], plan.ground
    if offer.code not in plan.here:
        return No("not_taught", {"course": offer.title})
    if row.makes_up and not offer.repeatable and offer.code in ground.taken - ground.halves:
        return No("taken", {"course": offer.title})
    missing = ground.lacking(_without(offer, excused), plan.grade, row.term)
    return No("prerequisite", {"course": offer.title, "before": ground.named(missing)}) if missing else None


def _without(offer: Offer, excused: Collection[str]) -> Offer:
    if not excused:
        return offer
    return replace(offer, prerequisites=tuple(code for code in offer.prerequisites if code not in excused))


def as_possible(planning: Planning, stops: Mapping[uuid.UUID, No]) -> Planning:
    """The plan without what is no longer possible there: what fills a requirement, and what is still to be planned.

    ``stops``: by the id of a class of the plan why. What counts once, because it is passed already or stands there
    twice, the audit counts once.
    """
    gone = {key for key, no in stops.items() if no.why not in COUNTS_ONCE}
    if not gone:
        return planning
    steps = list(planning.ground.steps)
    for row in (*planning.waits, *planning.active):
        own = planning.step_of(row)
        if row.pk in gone and own in steps:
            steps.remove(own)
    return replace(
        planning,
        rows=tuple(row for row in planning.rows if row.pk not in gone),
        waits=tuple(row for row in planning.waits if row.pk not in gone),
        ground=replace(planning.ground, steps=steps),
    )


def is_requested(row: PlannedCourse, year: int) -> bool:
    """Whether a class of the plan would be among the course requests of a school year and the next one."""
    return row.status == Status.APPROVED and row.school_year <= year + 1


def why(no: No) -> str:
    """Why a class cannot stand any more, in words."""
    is_one = no.why == "grade" and no.values["first"] == no.values["last"]
    return str(WHY["one_grade" if is_one else no.why]) % written(no.values)


def to_do(no: No, *, is_now: bool, is_next: bool, may_move: bool) -> str:
    """What whoever may change the plan can do about it. ``is_now``: it is of this year, and can only go; ``is_next``:
    of the first grade that can be planned, so that nothing can be planned before it.
    """
    if is_now:
        return str(TO_DO["over"])
    if may_move and no.why in TO_MOVE:
        return str(TO_MOVE[no.why])
    if no.why == "prerequisite" and is_next:
        return str(TO_PLAN_AGAIN)
    return str(TO_DO.get(no.why, TO_DO["over"]))
