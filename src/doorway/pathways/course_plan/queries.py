"""Reads of many course plans: whose proposals wait for a counselor."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Collection, Sequence
from datetime import date

from django.db.models import Count, Exists, OuterRef, Q

from doorway.pathways.core.registering import WITHDRAWN, may_begin
from doorway.pathways.course_plan.access import PAGE
from doorway.pathways.course_plan.seats import with_school
from doorway.pathways.graduation.records import (
    REGISTERED,
    as_record,
    not_on_record,
    on_class_list,
    on_transcript,
    waiting_in,
)
from doorway.pathways.graduation.rulebooks import failing_marks
from doorway.pathways.models import HigherLevel, PlannedCourse, TranscriptCourse
from doorway.roster.access import Reason, Viewer, log_looks, visible_students
from doorway.roster.models import Person
from doorway.roster.years import year_in_rows, year_of_grades

# So many names are shown at once; who is approved makes room for the next.
MOST = 20


def waiting_for(viewer: Viewer) -> list[Person]:
    """Students whose proposals the viewer approves as their counselor, with ``waiting``: how many.

    The looks are logged. Nobody approves for the own child, so these are left out. One query, two with the log.
    """
    if not viewer.has_role("counselor"):
        return []
    proposed = PlannedCourse.objects.filter(_is_open(viewer), student=OuterRef("pk"))
    own = Person.objects.filter(Q(pk__in=viewer.person_ids) | Q(guardianships__guardian__in=viewer.person_ids))
    students = visible_students(viewer, reasons=[Reason.COUNSELOR]).filter(Exists(proposed))
    students = students.exclude(pk__in=own.values("pk")).annotate(
        waiting=Count(
            "planned_courses",
            filter=_is_open(viewer, "planned_courses__"),
            distinct=True,
        )
    )
    found: list[Person] = list(students.order_by("family_name", "given_name", "pk")[:MOST])
    if found:
        log_looks(viewer, found, reason=Reason.COUNSELOR.value, page=PAGE)
    return found


def _is_open(viewer: Viewer, of: str = "") -> Q:
    """Proposed for a year after this one, or to make up credit in it."""
    year = year_in_rows(viewer.today, f"{of}district")
    coming = Q(**{f"{of}school_year__gt": year}) | Q(**{f"{of}school_year": year, f"{of}makes_up": True})
    return coming & Q(**{f"{of}status": PlannedCourse.Status.PROPOSED})


def requests_of(viewer: Viewer) -> list[PlannedCourse]:
    """What is approved for the next school year and not registered yet, and in this one to make up credit or because
    the school has not registered it yet; of a class of which it has registered a term the others (``rest``).

    Of the students whom the viewer sees as their counselor, in their order, each ``with_school``. Each student counts
    as looked at. One query, two with the log; two more where the record has something of such a class.
    """
    year = year_in_rows(viewer.today)
    students = visible_students(viewer, reasons=[Reason.COUNSELOR])
    rows = PlannedCourse.objects.filter(
        ((Q(school_year=year + 1) | waiting_in(year)) & ~Q(on_class_list())) | Q(school_year=year, makes_up=True),
        student__in=students.values("pk"),
        status=PlannedCourse.Status.APPROVED,
    )
    order = ("student__family_name", "student__given_name", "student", "school_year", "course__code")
    rows = with_school(rows.select_related("student__district", "course"), viewer.today)
    asked: list[PlannedCourse] = list(rows.annotate(is_begun=on_transcript(state__in=REGISTERED)).order_by(*order))
    record = _record_of([row for row in asked if row.is_begun and not row.makes_up])  # type: ignore[attr-defined]
    years = {row.district_id: year_of_grades(row.student.district, viewer.today) for row in asked}
    found = [
        row
        for row in asked
        if row.makes_up
        or _is_to_register(row, *record(row), viewer.today if row.school_year <= years[row.district_id] else None)
    ]
    seen = {row.student_id: row.student for row in found}
    log_looks(viewer, seen.values(), reason=Reason.COUNSELOR.value, page="course-requests")
    return found


def _is_to_register(
    row: PlannedCourse, record: Sequence[TranscriptCourse], same: Collection[str], today: date | None
) -> bool:
    """Whether a class of the plan, or a term of it (``rest``), can still be registered and is not.

    ``record``: what the school has registered of it, or of one that is the same at a higher level (``same``). A class
    that was left is registered no more; of one of which a part was failed nothing more is asked for. ``today``: for a
    class of the year that has begun, of which some terms are over.
    """
    if all(one.mark in WITHDRAWN and one.state == TranscriptCourse.State.COMPLETED for one in record):
        return today is None or may_begin(row.term, row.school_year, today)
    planned = as_record(row, on=today)
    left = list(not_on_record(planned, record, same, failing_marks(row.student.district)))
    row.rest = (sum(one.units for one in left), " ".join(one.term for one in left)) if left else None
    return bool(left)


def _record_of(
    rows: Sequence[PlannedCourse],
) -> Callable[[PlannedCourse], tuple[list[TranscriptCourse], frozenset[str]]]:
    """What the record has of such classes in their year, but for what the school only plans; each with the codes of
    the same at a higher level. Two queries, none where there are no rows. Codes are one whatever their capitals.
    """
    higher: dict[uuid.UUID, set[str]] = {}
    record: dict[tuple[uuid.UUID, int], list[TranscriptCourse]] = {}
    if rows:
        levels = HigherLevel.objects.filter(plain__in={row.course_id for row in rows})
        for plain, code in levels.values_list("plain", "course__code"):
            higher.setdefault(plain, set()).add(code)
        years = {row.school_year for row in rows}
        taken = TranscriptCourse.objects.filter(student__in={row.student_id for row in rows}, school_year__in=years)
        for one in taken.filter(state__in=REGISTERED).order_by("term", "code", "part"):
            record.setdefault((one.student_id, one.school_year), []).append(one)

    def of(row: PlannedCourse) -> tuple[list[TranscriptCourse], frozenset[str]]:
        same = frozenset(higher.get(row.course_id, ()))
        codes = {code.casefold() for code in (row.course.code, *same)}
        own = record.get((row.student_id, row.school_year), ())
        return [one for one in own if one.code.casefold() in codes], same

    return of
