"""Reads of many course plans: whose proposals wait for a counselor."""

from __future__ import annotations

from django.db.models import Count, Exists, OuterRef, Q

from doorway.pathways.core.registering import may_begin
from doorway.pathways.course_plan.access import PAGE
from doorway.pathways.course_plan.seats import with_school
from doorway.pathways.graduation.records import REGISTERED, on_class_list, on_transcript, waiting_in
from doorway.pathways.models import PlannedCourse
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
    the school has not registered it yet.

    Of the students whom the viewer sees as their counselor, in their order, each ``with_school``. Each student counts
    as looked at. One query, two with the log.
    """
    year = year_in_rows(viewer.today)
    students = visible_students(viewer, reasons=[Reason.COUNSELOR])
    rows = PlannedCourse.objects.filter(
        (Q(school_year=year + 1) & ~_is_registered_ahead())
        | Q(school_year=year, makes_up=True)
        | (waiting_in(year) & ~_is_registered()),
        student__in=students.values("pk"),
        status=PlannedCourse.Status.APPROVED,
    )
    order = ("student__family_name", "student__given_name", "student", "school_year", "course__code")
    found: list[PlannedCourse] = list(
        with_school(rows.select_related("student__district", "course"), viewer.today).order_by(*order)
    )
    years = {row.district_id: year_of_grades(row.student.district, viewer.today) for row in found}
    found = [
        row
        for row in found
        if row.makes_up
        or row.school_year > years[row.district_id]
        or may_begin(row.term, row.school_year, viewer.today)
    ]
    seen = {row.student_id: row.student for row in found}
    log_looks(viewer, seen.values(), reason=Reason.COUNSELOR.value, page="course-requests")
    return found


def _is_registered() -> Q:
    """Whether the school has the student in the class of that year, or in one that is the same at a higher level.

    Codes are one whatever their capitals.
    """
    return Q(on_transcript()) | Q(on_class_list())


def _is_registered_ahead() -> Q:
    """The same of a year to come, for which a record may also hold what the school only plans."""
    return Q(on_transcript(state__in=REGISTERED)) | Q(on_class_list())
