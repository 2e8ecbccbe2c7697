"""Pages of the score files: look at a file, take it in, read what became of it."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from doorway.accounts.errors import Refusal
from doorway.assessments.access import own_layouts, score_district, score_run, score_runs
from doorway.assessments.correction_wording import FIELDS
from doorway.assessments.errors import YearUnknown
from doorway.assessments.forms import ScoreFileForm
from doorway.assessments.imports.actions import SUPPORT_WORD, UNKNOWN, layouts_of
from doorway.assessments.imports.keeping import SCORE_FILES, look_at_upload, take_in
from doorway.assessments.imports.noticing import NOTICED
from doorway.assessments.imports.reader import title_of
from doorway.assessments.imports.sentences import sentence_of
from doorway.assessments.imports.students import people_of
from doorway.assessments.imports.years import this_school_year
from doorway.assessments.layouts import ACCOMMODATIONS, PLAIN, RESULT_FIELDS
from doorway.assessments.models import WaitingScore
from doorway.assessments.wording import not_tested_wording, supports
from doorway.assessments.yardsticks import Yardsticks
from doorway.policy.packs import Instrument, StatePack, grade_number, grade_text
from doorway.policy.queries import state_pack
from doorway.roster.access import Reason, Viewer, log_looks, staff
from doorway.roster.middleware import ViewerRequest
from doorway.roster.models import ImportLine, ImportRun

RUNS_SHOWN = 20
REFUSED, CHANGED = ImportLine.Verdict.REFUSED, ImportLine.Verdict.CHANGED
# What can be shown of a run, with what it is counted as.
SHOWN = {REFUSED: "refused", NOTICED: "noticed", CHANGED: "changed"}
LINES_ON_A_PAGE = 50


@staff("data")
@require_http_methods(["GET", "POST"])
def scores(request: ViewerRequest) -> HttpResponse:
    """Choose a score file; the earlier ones stand below."""
    district = score_district(request.viewer)
    layouts = layouts_of(district)
    form = ScoreFileForm(
        request.POST or None, request.FILES or None, layouts=layouts, this_year=this_school_year(district)
    )
    if form.is_valid() and request.viewer.user is not None:
        try:
            run = look_at_upload(
                district=district,
                upload=form.cleaned_data["file"],
                by=request.viewer.user,
                layout=form.cleaned_data["layout"],
                school_year=form.cleaned_data["school_year"],
            )
        except YearUnknown as refusal:
            form.add_error("school_year", str(refusal))
        except Refusal as refusal:
            form.add_error("file", str(refusal))
        else:
            return redirect("score_columns" if UNKNOWN in run.options else "score_run", run_id=run.pk)
    context = {
        "form": form,
        "runs": score_runs(request.viewer)[:RUNS_SHOWN],
        "vendors": [layout for layout in layouts if layout is not PLAIN and layout.source != "district"],
        "own": own_layouts(request.viewer),
        "waiting": WaitingScore.objects.filter(district=district).count(),
        "required": PLAIN.recognised_by,
        "optional": [name for name in (*RESULT_FIELDS, ACCOMMODATIONS) if name not in PLAIN.recognised_by],
    }
    return render(request, "assessments/scores.html", context, status=422 if form.errors else 200)


@staff("data")
@require_GET
def score_run_page(request: ViewerRequest, run_id: uuid.UUID) -> HttpResponse:
    """What a file would change or has changed, and the rows that were refused."""
    run = score_run(request.viewer, run_id)
    show = request.GET.get("show", "")
    if show not in SHOWN:
        show = next((one for one in (REFUSED, NOTICED) if run.counts.get(SHOWN[one])), REFUSED)
    lines = run.lines.filter(verdict=show).exclude(code=SUPPORT_WORD)
    page = Paginator(lines, LINES_ON_A_PAGE).get_page(request.GET.get("page"))
    _log(request.viewer, run, page.object_list)
    pack = state_pack(run.district)
    waits = SCORE_FILES.waits(run)
    # What would have changed is let go with a file that nobody took in.
    gone = set() if waits or run.status == run.Status.APPLIED else {ImportLine.Verdict.CHANGED}
    gone -= set(run.lines.filter(verdict__in=gone).values_list("verdict", flat=True).order_by().distinct())
    context = {
        "run": run,
        "layout": layout_title(run),
        "is_unknown": UNKNOWN in run.options,
        "waits": waits,
        "support_words": [_line(line, pack)["text"] for line in run.lines.filter(code=SUPPORT_WORD)] if waits else [],
        "page": page,
        "lines": [_line(line, pack) for line in page],
        "show": show,
        "shows_changed": show == ImportLine.Verdict.CHANGED,
        "others": [one for one in SHOWN if one != show and run.counts.get(SHOWN[one]) and one not in gone],
        "does_something": _does_something(run),
    }
    return render(request, "assessments/score_run.html", context)


@staff("data")
@require_POST
def apply_score_run(request: ViewerRequest, run_id: uuid.UUID) -> HttpResponse:
    """Take a looked-at file in."""
    run = score_run(request.viewer, run_id)
    try:
        if request.viewer.user is not None:
            take_in(run=run, by=request.viewer.user)
            messages.success(request, _("The scores were taken in."))
    except Refusal as refusal:
        messages.error(request, str(refusal))
    return redirect("score_run", run_id=run.pk)


def _does_something(run: ImportRun) -> bool:
    """Whether taking the file in would add, change or keep anything."""
    return any(run.counts.get(verdict) for verdict in ("created", "changed", "waiting"))


def layout_title(run: ImportRun) -> str:
    """What the layout of a run is called; its key where it is no longer there, empty for runs from before layouts."""
    key = str(run.options.get("layout", ""))
    known = next((layout for layout in layouts_of(run.district) if layout.key == key), None)
    return key if known is None else title_of(known)


def _line(line: ImportLine, pack: StatePack) -> dict[str, Any]:
    """A ledger line in words."""
    test = next((one for one in pack.instruments if one.key == line.label.partition(" ")[0]), None)
    changes = (
        (FIELDS.get(name, name), *(_value(name, value, test, pack) for value in values))
        for name, values in line.changes.items()
    )
    text = sentence_of(line.code, line.params, pack) if line.code else ""
    return {"row": line.row, "field": line.field, "key": line.key, "text": text, "changes": list(changes)}


def _value(name: str, value: Any, test: Instrument | None, pack: StatePack) -> str:
    """A value of the ledger in words; a dash where there was none."""
    language = get_language() or "en"
    text = "" if value is None else str(value)
    level = test.level_word(text) if name == "level" and test is not None else None
    if level is not None:
        return level.title(language)
    if name == "grade":
        return grade_text(grade_number(text))
    if name == "not_tested":
        text = not_tested_wording(text, Yardsticks(pack), language)
    elif name == "accommodations":
        text = supports(text, Yardsticks(pack), language)
    return text or "–"


def _log(viewer: Viewer, run: ImportRun, lines: Iterable[ImportLine]) -> None:
    """Every student of whom the page says something is looked at: the ids of the rows are theirs."""
    people = people_of(run.district, {line.key for line in lines if line.key})
    log_looks(viewer, people, reason=Reason.DATA.value, page="score_run")
