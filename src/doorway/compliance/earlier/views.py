"""Pages of earlier conferences: look at a file, take it in, read what became of it, take it back."""

from __future__ import annotations

import uuid
from datetime import date
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from doorway.accounts.errors import Refusal
from doorway.compliance.earlier.access import earlier_run, earlier_runs
from doorway.compliance.earlier.actions import preview, row_of, take_back, take_in, take_row_back
from doorway.compliance.earlier.columns import HEADINGS, OPTIONAL, REQUIRED, heading_of
from doorway.compliance.earlier.forms import EarlierFileForm, EarlierRowForm, TakeEarlierBackForm
from doorway.compliance.earlier.keeping import EARLIER_FILES
from doorway.compliance.earlier.sentences import sentence_of
from doorway.compliance.wording import grade_name
from doorway.conferences.models import EarlierConference
from doorway.pathways.imports.access import record_district
from doorway.roster.access import Reason, log_looks, staff
from doorway.roster.middleware import ViewerRequest
from doorway.roster.models import ImportLine, ImportRun

RUNS_SHOWN = 20
LINES_ON_A_PAGE = 50
ROWS_SHOWN = 200
Verdict = ImportLine.Verdict
SHOWN = {Verdict.REFUSED: "refused", Verdict.FORGIVEN: "noted"}


@staff("data")
@require_http_methods(["GET", "POST"])
def earlier_files(request: ViewerRequest) -> HttpResponse:
    """Choose a file; the earlier ones stand below."""
    district = record_district(request.viewer)
    form = EarlierFileForm(request.POST or None, request.FILES or None)
    by = request.viewer.user
    if form.is_valid():
        try:
            run = EARLIER_FILES.look_at(
                form.cleaned_data["file"],
                lambda path, name: preview(district=district, path=path, by=by, name=name),
            )
        except Refusal as refusal:
            form.add_error("file", str(refusal))
        else:
            return redirect("earlier_run", run_id=run.pk)
    context = {
        "form": form,
        "runs": earlier_runs(request.viewer).select_related("created_by")[:RUNS_SHOWN],
        "required": [(heading_of(name), *HEADINGS[name]) for name in REQUIRED],
        "optional": [(heading_of(name), *HEADINGS[name]) for name in OPTIONAL],
    }
    return render(request, "compliance/earlier/files.html", context, status=422 if form.errors else 200)


@staff("data")
@require_GET
def earlier_run_page(request: ViewerRequest, run_id: uuid.UUID) -> HttpResponse:
    """What a file would bring or has brought, and the rows that were refused."""
    run = earlier_run(request.viewer, run_id)
    shown = request.GET.get("show", "")
    shown = shown if shown in SHOWN else next((one for one, name in SHOWN.items() if run.counts[name]), Verdict.REFUSED)
    page = Paginator(run.lines.filter(verdict=shown), LINES_ON_A_PAGE).get_page(request.GET.get("page"))
    context = {
        "run": run,
        "page": page,
        "lines": [_line(line) for line in page],
        "shown": shown,
        "lists": [(one.value, run.counts[name]) for one, name in SHOWN.items() if run.counts[name]],
        "waits": EARLIER_FILES.waits(run),
        "groups": [_group(one) for one in run.options["groups"]],
        "more_groups": run.options["all_groups"] - len(run.options["groups"]),
        "taken_back": _taken_back(run),
        "rows_taken_back": _rows_taken_back(run),
    }
    return render(request, "compliance/earlier/run.html", context)


@staff("data")
@require_POST
def apply_earlier_run(request: ViewerRequest, run_id: uuid.UUID) -> HttpResponse:
    """Take a looked-at file in."""
    run = earlier_run(request.viewer, run_id)
    by = request.viewer.user
    try:
        EARLIER_FILES.take_in(run, lambda path: take_in(run=run, path=path, by=by))
        messages.success(request, _("The earlier conferences were taken in and count from now on."))
    except Refusal as refusal:
        messages.error(request, str(refusal))
    return redirect("earlier_run", run_id=run.pk)


@staff("data")
@require_http_methods(["GET", "POST"])
def take_earlier_back(request: ViewerRequest, run_id: uuid.UUID) -> HttpResponse:
    """A file that was taken in is taken back as a whole, with a reason, and does not count any more."""
    run = earlier_run(request.viewer, run_id)
    form = TakeEarlierBackForm(request.POST or None)
    if form.is_valid():
        try:
            take_back(run=run, why=form.cleaned_data["why"], by=request.viewer.user, now=timezone.now())
        except Refusal as refusal:
            form.add_error(None if run.status != ImportRun.Status.APPLIED else "why", str(refusal))
        else:
            messages.success(request, _("The file is taken back, and nothing of it counts. It stays on record."))
            return redirect("earlier_run", run_id=run.pk)
    context = {"run": run, "form": form, "can": run.status == ImportRun.Status.APPLIED}
    return render(request, "compliance/earlier/take_back.html", context, status=422 if form.errors else 200)


@staff("data")
@require_http_methods(["GET", "POST"])
def take_earlier_row_back(request: ViewerRequest, run_id: uuid.UUID) -> HttpResponse:
    """One row of a file: which one, then what it says and why it is not to count any more."""
    run = earlier_run(request.viewer, run_id)
    asked = request.POST if request.method == "POST" else request.GET
    which = EarlierRowForm(asked if "row" in asked else None)
    form = TakeEarlierBackForm(request.POST or None)
    one = None
    if run.status == ImportRun.Status.APPLIED and which.is_valid():
        try:
            one = row_of(run, which.cleaned_data["row"])
            if request.method == "POST" and form.is_valid():
                take_row_back(
                    run=run, row=one.row, why=form.cleaned_data["why"], by=request.viewer.user, now=timezone.now()
                )
                said = _("Row %(row)s is taken back and does not count any more. It stays on record.")
                messages.success(request, said % {"row": one.row})
                return redirect("earlier_run", run_id=run.pk)
        except Refusal as refusal:
            if one is None:
                which.add_error("row", str(refusal))
            else:
                form.add_error("why", str(refusal))
    if one is not None:
        log_looks(request.viewer, [one.student], reason=Reason.DATA.value, page="earlier_row")
    context = {"run": run, "which": which, "form": form, "one": one, "can": run.status == ImportRun.Status.APPLIED}
    status = 422 if which.errors or form.errors else 200
    return render(request, "compliance/earlier/take_row_back.html", context, status=status)


def _line(line: ImportLine) -> dict[str, Any]:
    """A ledger line in words."""
    field = heading_of(line.field) if line.field else ""
    return {"row": line.row, "field": field, "key": line.key, "text": sentence_of(line.code, line.params)}


def _group(one: dict[str, Any]) -> dict[str, Any]:
    """A group conference that becomes known, in words."""
    return {**one, "on": date.fromisoformat(one["on"]), "grade": grade_name(one["grade"])}


def _taken_back(run: ImportRun) -> EarlierConference | None:
    """Who took the file back, when and why."""
    if run.status != ImportRun.Status.TAKEN_BACK:
        return None
    rows = EarlierConference.objects.filter(imported_by=run).select_related("taken_back_by")
    # Rows that were taken back before have reasons of their own.
    return rows.order_by("-taken_back_at", "row").first()


def _rows_taken_back(run: ImportRun) -> list[EarlierConference]:
    """The single rows of a file that still counts which were taken back, the newest first."""
    if run.status != ImportRun.Status.APPLIED:
        return []
    rows = EarlierConference.objects.filter(imported_by=run, taken_back_at__isnull=False)
    return list(rows.select_related("taken_back_by").order_by("-taken_back_at", "row")[:ROWS_SHOWN])
