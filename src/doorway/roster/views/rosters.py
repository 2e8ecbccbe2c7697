"""Pages of the roster: look at a bundle, take it in, read what became of it."""

from __future__ import annotations

import uuid
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Count
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from doorway.accounts.errors import Refusal
from doorway.roster.access import staff
from doorway.roster.forms import RosterForm
from doorway.roster.imports.access import roster_district, roster_run, roster_runs
from doorway.roster.imports.actions import too_much_lost, vanish_limit
from doorway.roster.imports.keeping import ROSTERS, look_at_upload, take_in
from doorway.roster.imports.plan import NOUNS, Loss
from doorway.roster.imports.sentences import field_name, loss_sentence, noun_name, sentence_of, verdict_title
from doorway.roster.middleware import ViewerRequest
from doorway.roster.models import ImportLine, ImportRun

RUNS_ON_A_PAGE = 20
LINES_ON_A_PAGE = 50
# What needs a decision comes first.
SHOWN = ("refused", "vanished", "changed", "forgiven", "created")


@staff("data", "district")
@require_http_methods(["GET", "POST"])
def rosters(request: ViewerRequest) -> HttpResponse:
    """Choose a roster; the earlier ones stand below."""
    district = roster_district(request.viewer)
    bound = request.method == "POST"
    form = RosterForm(request.POST if bound else None, request.FILES if bound else None)
    if form.is_valid() and request.viewer.user is not None:
        try:
            run = look_at_upload(
                district=district,
                upload=form.cleaned_data["file"],
                by=request.viewer.user,
                strict=form.cleaned_data["strict"],
            )
        except Refusal as refusal:
            form.add_error("file", str(refusal))
        else:
            return redirect("roster_run", run_id=run.pk)
    page = Paginator(roster_runs(request.viewer), RUNS_ON_A_PAGE).get_page(request.GET.get("page"))
    context = {"form": form, "page": page}
    return render(request, "roster/imports/rosters.html", context, status=422 if form.errors else 200)


@staff("data", "district")
@require_GET
def roster_run_page(request: ViewerRequest, run_id: uuid.UUID) -> HttpResponse:
    """What a roster would change or has changed, line by line."""
    run = roster_run(request.viewer, run_id)
    numbers = dict(run.lines.order_by().values_list("verdict").annotate(Count("pk")))
    there = [verdict for verdict in SHOWN if numbers.get(verdict)]
    wanted = request.GET.get("show", "")
    shown = wanted if wanted in there else (there[0] if there else "")
    page = Paginator(run.lines.filter(verdict=shown), LINES_ON_A_PAGE).get_page(request.GET.get("page"))
    context = {
        "run": run,
        "page": page,
        "lines": [_line(line) for line in page],
        "shown": shown,
        "shown_title": verdict_title(shown),
        "tabs": [(verdict, verdict_title(verdict), numbers[verdict]) for verdict in there],
        "nouns": _nouns(run),
        "changes_nothing": not any(
            counts.get(name) for counts in run.counts["nouns"].values() for name in ("created", "changed", "vanished")
        ),
        "can_apply": ROSTERS.waits(run),
        "lost": _lost(run),
        "limit": vanish_limit(run.district),
    }
    return render(request, "roster/imports/run.html", context)


@staff("data", "district")
@require_POST
def apply_roster_run(request: ViewerRequest, run_id: uuid.UUID) -> HttpResponse:
    """Take a looked-at roster in."""
    run = roster_run(request.viewer, run_id)
    try:
        if request.viewer.user is not None:
            take_in(run=run, by=request.viewer.user, yes_vanished="yes_vanished" in request.POST)
            messages.success(request, _("The roster was taken in."))
    except Refusal as refusal:
        messages.error(request, str(refusal))
    return redirect("roster_run", run_id=run.pk)


@staff("data", "district")
@require_POST
def drop_roster_run(request: ViewerRequest, run_id: uuid.UUID) -> HttpResponse:
    """Put a looked-at roster away."""
    run = roster_run(request.viewer, run_id)
    try:
        ROSTERS.let_go(run)
        messages.success(request, _("The file was put away. Nothing was changed."))
    except Refusal as refusal:
        messages.error(request, str(refusal))
    return redirect("rosters")


def _lost(run: ImportRun) -> list[str]:
    """What would be lost so often that a second yes is needed, in sentences."""
    losses = [Loss(*loss) for loss in run.counts.get("losses", [])]
    return [loss_sentence(loss) for loss in too_much_lost(losses, limit=vanish_limit(run.district))]


def _nouns(run: ImportRun) -> list[dict[str, Any]]:
    counts = run.counts["nouns"]
    names = ("created", "changed", "unchanged", "vanished")
    return [
        {"name": noun_name(noun), "numbers": [counts[noun].get(name, 0) for name in names]}
        for noun in NOUNS
        if noun in counts
    ]


def _line(line: ImportLine) -> dict[str, Any]:
    """A ledger line in words."""
    refused = line.verdict == ImportLine.Verdict.REFUSED
    return {
        "file": line.file,
        "row": line.row,
        "field": line.field,
        "label": line.label,
        "key": line.key,
        "text": sentence_of(line.code, line.params, refused=refused) if line.code else "",
        "changes": [(field_name(name), *values) for name, values in line.changes.items()],
    }
