"""The evidence for a review of a school: ordered, watched while it is made, fetched as paper or as a spreadsheet."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.http import FileResponse, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone, translation
from django.views.decorators.http import require_GET, require_http_methods

from doorway.accounts.errors import Refusal
from doorway.compliance.access import EVIDENCE, evidence_order, evidence_orders, evidence_school
from doorway.compliance.actions.ordering import file_of, order_evidence
from doorway.compliance.evidence import as_csv, evidence_of, name_of
from doorway.compliance.forms import EvidenceForm
from doorway.compliance.models import EvidenceOrder
from doorway.compliance.wording import order_refused
from doorway.roster.access import staff
from doorway.roster.middleware import ViewerRequest

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
KINDS = {EvidenceOrder.Format.PDF: "application/pdf", EvidenceOrder.Format.XLSX: XLSX}
SHOWN = 10


@staff(*EVIDENCE)
@require_http_methods(["GET", "POST"])
def evidence(request: ViewerRequest, school_id: uuid.UUID) -> HttpResponse:
    """What is in the evidence of a school; order it as PDF or spreadsheet. What the viewer ordered before is below."""
    school = evidence_school(request.viewer, school_id)
    form = EvidenceForm(request.POST if request.method == "POST" else None)
    if form.is_valid() and request.viewer.user is not None:
        try:
            order = order_evidence(
                school=school,
                format=form.cleaned_data["format"],
                language=translation.get_language() or settings.LANGUAGE_CODE,
                years=form.cleaned_data["years"],
                by=request.viewer.user,
                now=timezone.now(),
            )
        except Refusal as refusal:
            return render(request, "compliance/refused.html", {"sentence": str(refusal)}, status=409)
        return redirect("evidence_order", order_id=order.pk)
    orders = evidence_orders(request.viewer, school).exclude(status=EvidenceOrder.Status.GONE)[:SHOWN]
    context = {"school": school, "orders": orders, "form": form}
    return render(request, "compliance/evidence.html", context, status=422 if form.errors else 200)


@staff(*EVIDENCE)
@require_GET
def order(request: ViewerRequest, order_id: uuid.UUID) -> HttpResponse:
    """How far a file of evidence is, and where it is fetched once it is there."""
    found = evidence_order(request.viewer, order_id)
    return render(request, "compliance/evidence_order.html", {"order": found, "why": order_refused(found.refused)})


@staff(*EVIDENCE)
@require_GET
def file(request: ViewerRequest, order_id: uuid.UUID) -> HttpResponseBase:
    """The file, once it is there."""
    found = evidence_order(request.viewer, order_id)
    path = file_of(found)
    if found.status != EvidenceOrder.Status.READY or not path.exists():
        return redirect("evidence_order", order_id=found.pk)
    made_on = timezone.localdate(found.ended_at, found.school.district.zone) if found.ended_at else None
    day = made_on.isoformat() if made_on else ""
    answer = FileResponse(path.open("rb"), content_type=KINDS[EvidenceOrder.Format(found.format)])
    name = name_of(found.school, day, years=found.years, language=found.language)
    return _private(answer, f"{name}.{found.format}")


@staff(*EVIDENCE)
@require_GET
def spreadsheet(request: ViewerRequest, school_id: uuid.UUID) -> HttpResponseBase:
    """The figures, one row for each grade."""
    school = evidence_school(request.viewer, school_id)
    try:
        found = evidence_of(school, now=timezone.now(), with_sample=False)
    except Refusal as refusal:
        return render(request, "compliance/refused.html", {"sentence": str(refusal)}, status=409)
    answer = HttpResponse(as_csv(found).encode("utf-8-sig"), content_type="text/csv; charset=utf-8")
    return _private(answer, f"{name_of(school, found.asked.on.isoformat())}.csv")


def _private(answer: HttpResponseBase, name: str) -> HttpResponseBase:
    """Saved under a name that says for whom it is, and kept by nobody on the way."""
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    answer.headers["Cache-Control"] = "private, no-store"
    return answer
