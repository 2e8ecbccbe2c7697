"""What classes are to a student already: taken this year, on the record from before, or in the plan."""

from __future__ import annotations

import uuid

from django.utils.translation import gettext as _

from doorway.pathways.classes.queries import Standing
from doorway.pathways.core.audit import school_year
from doorway.pathways.course_plan.access import open_course_plan
from doorway.pathways.course_plan.ground import ACTIVE, Status
from doorway.pathways.models import PlannedCourse, TranscriptCourse
from doorway.roster.access import Viewer

State = TranscriptCourse.State


def standing_of(viewer: Viewer, student_id: uuid.UUID) -> dict[str, Standing]:
    """By the code of the class; what comes next wins over what was. 404 for whoever may not open the plan.

    It tells of the record, so it goes through the door of the course plan, which logs the look. Four queries.
    """
    student, year = open_course_plan(viewer, student_id).student, school_year(viewer.today)
    found: dict[str, Standing] = {}
    rows = TranscriptCourse.objects.filter(student=student).exclude(state=State.PLANNED).order_by("school_year")
    for code, taken, state in rows.values_list("code", "school_year", "state"):
        if taken < year or state == State.COMPLETED:
            found[code] = Standing(_("on the record already"), False)
        else:
            found[code] = Standing(_("taken this year") if taken == year else _("in the plan"), True)
    planned = PlannedCourse.objects.filter(student=student, status__in=ACTIVE, school_year__gt=year)
    for code, status in planned.values_list("course__code", "status"):
        words = _("in the plan") if status == Status.APPROVED else _("in the plan, not approved yet")
        found[code] = Standing(words, True)
    return found
