"""The evidence for a review of a school, as paper and as a spreadsheet."""

from __future__ import annotations

import uuid
from collections.abc import Callable

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone, translation
from django.views.decorators.http import require_GET

from doorway.accounts.errors import Refusal
from doorway.compliance.access import EVIDENCE, evidence_school, reason_at
from doorway.compliance.evidence import NAME, Evidence, as_csv, as_pdf, as_workbook, evidence_of
from doorway.plans.actions.printing import file_name
from doorway.roster.access import WHOLE_PLAN, log_looks, staff
from doorway.roster.middleware import ViewerRequest

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@staff(*EVIDENCE)
@require_GET
def pdf(request: ViewerRequest, school_id: uuid.UUID) -> HttpResponse:
    """Figures, attendance, tries, a sample without names, the policy with its adoption."""
    return _whole(request, school_id, as_pdf, "application/pdf", "pdf")


@staff(*EVIDENCE)
@require_GET
def sheets(request: ViewerRequest, school_id: uuid.UUID) -> HttpResponse:
    """The same as a spreadsheet, with a sheet for each part."""
    return _whole(request, school_id, as_workbook, XLSX, "xlsx")


def _whole(
    request: ViewerRequest, school_id: uuid.UUID, make: Callable[[Evidence, str], bytes], kind: str, ending: str
) -> HttpResponse:
    try:
        found = _found(request, school_id, with_sample=request.viewer.about(*WHOLE_PLAN).has_role(*EVIDENCE))
    except Refusal as refusal:
        return render(request, "compliance/refused.html", {"sentence": str(refusal)}, status=409)
    made = make(found, translation.get_language() or "en")
    # The sample has no names, and is of students all the same.
    students = [one.line.standing.student for one in found.sample or ()]
    log_looks(request.viewer, students, reason=reason_at(request.viewer, found.school).value, page="evidence")
    return _file(made, kind, _name(found, ending))


@staff(*EVIDENCE)
@require_GET
def spreadsheet(request: ViewerRequest, school_id: uuid.UUID) -> HttpResponse:
    """The figures, one row for each grade."""
    try:
        found = _found(request, school_id, with_sample=False)
    except Refusal as refusal:
        return render(request, "compliance/refused.html", {"sentence": str(refusal)}, status=409)
    return _file(as_csv(found).encode("utf-8-sig"), "text/csv; charset=utf-8", _name(found, "csv"))


def _name(found: Evidence, ending: str) -> str:
    return f"{file_name(NAME, found.school.slug, found.asked.on.isoformat()).removesuffix('.pdf')}.{ending}"


def _found(request: ViewerRequest, school_id: uuid.UUID, *, with_sample: bool = True) -> Evidence:
    school = evidence_school(request.viewer, school_id)
    return evidence_of(school, now=timezone.now(), with_sample=with_sample)


def _file(content: bytes, kind: str, name: str) -> HttpResponse:
    answer = HttpResponse(content, content_type=kind)
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    answer.headers["Cache-Control"] = "private, no-store"
    return answer
