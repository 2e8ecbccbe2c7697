"""What a student is registered for, from the classes of the roster and from the transcript."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from doorway.pathways.core.planning import LAST_GRADE
from doorway.pathways.core.registering import WITHDRAWN, Compared, Taken, Wish, compare
from doorway.pathways.core.spelling import Spelling
from doorway.pathways.course_plan.ground import Planning, passed_before
from doorway.pathways.graduation.records import REGISTERED
from doorway.pathways.models import HigherLevel, PlannedCourse, RegistrationReason, TranscriptCourse
from doorway.policy.packs import year_text

State, Status = TranscriptCourse.State, PlannedCourse.Status


@dataclass(frozen=True)
class YearCompared:
    """One school year of one student. ``year``: the one in which it ends. ``reasons``: by the key of the class."""

    year: int
    name: str
    grade: int
    compared: Compared
    reasons: Mapping[str, RegistrationReason] = field(default_factory=dict)


def registration_of(planning: Planning) -> list[YearCompared]:
    """This school year and the next one, where the plan or the registration has anything to say. Two queries at
    most; one for a student who carries that there are no reasons (``has_reasons``).

    Where no class is planned or taken that could be compared, it is none.
    """
    # Who has skipped a grade may have classes planned for a year that does not come any more.
    years = (planning.year,) if planning.grade >= LAST_GRADE else (planning.year, planning.year + 1)
    planned = [row for row in planning.rows if row.school_year in years and not row.makes_up]
    made_up = {row.course.code for row in planning.active if row.makes_up and row.status == Status.APPROVED}
    taken, withdrawn = _taken(planning, years), _withdrawn(planning)
    reasons = _reasons(planned) if getattr(planning.student, "has_reasons", True) else {}
    offered = {code: offer.taught for code, offer in planning.offers.items()}
    passed = passed_before(planning)
    higher = _higher(planning, planned, {code for one in taken.values() for code in one})
    found = []
    for year in years:
        compared = compare(
            [_wish(row) for row in planned if row.school_year == year],
            taken.get(year, {}).values(),
            explained=frozenset(reasons),
            passed=passed,
            offered=offered,
            same=planning.ground.same,
            higher=higher,
            made_up=frozenset(made_up) if year == planning.year else frozenset(),
            withdrawn=frozenset(code for code, left_in in withdrawn if left_in == year),
        )
        if compared.lines:
            grade = planning.grade + year - planning.year
            found.append(YearCompared(year, year_text(year), grade, compared, reasons))
    return found


def _higher(planning: Planning, planned: list[PlannedCourse], taken: set[str]) -> dict[str, str]:
    """Classes that are taken, with the code of the planned one that they are at a higher level.

    It is asked of the rows by which the database counts, so that a page says what the figures say. No query where
    nothing that is taken could stand for something that is planned.
    """
    approved = {row.course.code for row in planned if row.status == Status.APPROVED}
    if not any(planning.ground.same.get(code, frozenset()) & taken for code in approved):
        return {}
    rows = HigherLevel.objects.filter(plain__in=[row.course_id for row in planned], course__code__in=taken)
    return dict(rows.values_list("course__code", "plain__code"))


def _wish(row: PlannedCourse) -> Wish:
    return Wish(row.pk.hex, row.course.code, row.course.called, row.term, row.status)


def _reasons(planned: list[PlannedCourse]) -> dict[str, RegistrationReason]:
    asked = [row.pk for row in planned if row.status == Status.APPROVED]
    if not asked:
        return {}
    found = RegistrationReason.objects.filter(planned__in=asked, withdrawn_at=None).select_related("written_by")
    return {row.planned_id.hex: row for row in found}


def is_withdrawn(row: TranscriptCourse) -> bool:
    """Whether a row says that the student left the class: that is no registration, as the database counts it."""
    return row.state == State.COMPLETED and row.mark in WITHDRAWN


def _withdrawn(planning: Planning) -> set[tuple[str, int]]:
    """Classes that the student has left, with the year."""
    spelling = Spelling(row.course.code for row in planning.rows)
    return {(spelling.of(row.code) or row.code, row.school_year) for row in planning.record if is_withdrawn(row)}


def _taken(planning: Planning, years: tuple[int, ...]) -> dict[int, dict[str, Taken]]:
    """The classes of these years by code, from the roster and from the transcript.

    A homeroom, or another group that is no course of the catalog or of the plan, is no registration. Codes are one
    whatever their capitals, as the database counts them.
    """
    spelling = Spelling({*planning.offers, *(row.course.code for row in planning.rows)})
    found: dict[int, dict[str, Taken]] = {year: {} for year in years}
    for place in planning.places:
        code = spelling.of(place.code)
        if code is not None:
            found.setdefault(place.year, {})[code] = Taken(code, place.title)
    for row in planning.record:
        code = spelling.of(row.code)
        if code is None or row.state not in REGISTERED or row.school_year not in years or is_withdrawn(row):
            continue
        known = found[row.school_year].get(code)
        terms = (known.terms if known else frozenset()) | ({row.term} if row.term else frozenset())
        title = (known.title if known else "") or planning.ground.titles.get(code) or row.title or code
        found[row.school_year][code] = Taken(code, title, terms)
    return found
