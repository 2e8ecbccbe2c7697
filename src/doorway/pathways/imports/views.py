"""Pages of the course catalog and the transcripts: look at a file, take it in, read what became of it."""

from __future__ import annotations

import uuid
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from doorway.accounts.errors import Refusal
from doorway.pathways.courses.export import write_catalog
from doorway.pathways.imports import preview, sentence_of, take_in
from doorway.pathways.imports.access import record_district, record_run, record_runs
from doorway.pathways.imports.forms import RecordFileForm
from doorway.pathways.imports.kinds import KINDS, FileKind
from doorway.pathways.imports.wording import field_words, value_words
from doorway.roster.access import staff
from doorway.roster.middleware import ViewerRequest
from doorway.roster.models import ImportLine

RUNS_SHOWN = 20
LINES_ON_A_PAGE = 50
Verdict = ImportLine.Verdict
SHOWN = (Verdict.REFUSED, Verdict.FORGIVEN, Verdict.CHANGED, Verdict.VANISHED)


@staff("data")
@require_http_methods(["GET", "POST"])
def record_files(request: ViewerRequest, kind: FileKind) -> HttpResponse:
    """Choose a file; the earlier ones stand below."""
    district = record_district(request.viewer)
    form = RecordFileForm(kind, request.POST or None, request.FILES or None)
    by = request.viewer.user
    if form.is_valid():
        try:
            run = kind.uploads.look_at(
                form.cleaned_data["file"],
                lambda path, name: preview(kind.file, district=district, path=path, by=by, name=name),
            )
        except Refusal as refusal:
            form.add_error("file", str(refusal))
        else:
            return redirect("record_run", kind=kind, run_id=run.pk)
    context = {
        "kind": kind,
        "form": form,
        "runs": record_runs(request.viewer, kind.file)[:RUNS_SHOWN],
        "other": next(other for word, other in KINDS.items() if word != kind.word),
    }
    return render(request, "pathways/imports/files.html", context, status=422 if form.errors else 200)


@staff("data")
@require_GET
def record_run_page(request: ViewerRequest, kind: FileKind, run_id: uuid.UUID) -> HttpResponse:
    """What a file would change or has changed, and the rows that were refused."""
    run = record_run(request.viewer, kind.file, run_id)
    shown = request.GET.get("show", "")
    shown = shown if shown in SHOWN else next((one for one in SHOWN if run.counts.get(_COUNT[one])), Verdict.REFUSED)
    page = Paginator(run.lines.filter(verdict=shown), LINES_ON_A_PAGE).get_page(request.GET.get("page"))
    changes = sum(run.counts.get(name, 0) for name in ("created", "changed", "vanished"))
    context = {
        "kind": kind,
        "run": run,
        "page": page,
        "lines": [_line(line) for line in page],
        "shown": shown,
        "lists": [(one.value, run.counts[_COUNT[one]]) for one in SHOWN if run.counts.get(_COUNT[one])],
        "waits": kind.uploads.waits(run),
        "changes": changes,
    }
    return render(request, "pathways/imports/run.html", context)


_COUNT = {
    Verdict.REFUSED: "refused",
    Verdict.FORGIVEN: "noted",
    Verdict.CHANGED: "changed",
    Verdict.VANISHED: "vanished",
}


@staff("data")
@require_POST
def apply_record_run(request: ViewerRequest, kind: FileKind, run_id: uuid.UUID) -> HttpResponse:
    """Take a looked-at file in."""
    run = record_run(request.viewer, kind.file, run_id)
    by = request.viewer.user
    try:
        kind.uploads.take_in(run, lambda path: take_in(kind.file, run=run, path=path, by=by))
        messages.success(request, str(kind.done))
    except Refusal as refusal:
        messages.error(request, str(refusal))
    return redirect("record_run", kind=kind, run_id=run.pk)


@staff("data")
@require_GET
def catalog_csv(request: ViewerRequest) -> HttpResponse:
    """The catalog as a file to complete: with the courses of the roster that it does not have yet."""
    district = record_district(request.viewer)
    response = HttpResponse(content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="courses.csv"'
    write_catalog(district, response)
    return response


def _line(line: ImportLine) -> dict[str, Any]:
    """A ledger line in words."""
    changes = [
        (field_words(name), *(value_words(name, value) for value in pair)) for name, pair in line.changes.items()
    ]
    text = sentence_of(line.code, line.params) if line.code else ""
    return {
        "row": line.row,
        "field": line.field,
        "key": line.key,
        "label": line.label,
        "text": text,
        "changes": changes,
    }
