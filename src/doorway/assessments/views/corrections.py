"""What was corrected in a student's results, for the staff who see them."""

from __future__ import annotations

import uuid

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.views.decorators.http import require_GET

from doorway.assessments.correction_wording import lines_of, test_of
from doorway.assessments.queries.corrections import corrections_of
from doorway.roster.access import STAFF_REASONS, Kind, open_record, shows, staff
from doorway.roster.middleware import ViewerRequest

ROLES = ("teacher", "counselor", "principal", "office", "district")


@staff(*ROLES)
@shows(Kind.SCORES)
@require_GET
def corrections(request: ViewerRequest, student_id: uuid.UUID) -> HttpResponse:
    """Old and new value of every result that was corrected, newest first."""
    student, _reason = open_record(request.viewer, student_id, page="score_corrections", reasons=STAFF_REASONS)
    found = corrections_of(student)
    language = get_language() or "en"
    lines = [
        {
            "one": one,
            "test": test_of(one, found.yardsticks, language),
            "changes": lines_of(one, found.yardsticks, language),
        }
        for one in found.found
    ]
    return render(request, "assessments/corrections.html", {"student": student, "lines": lines})
