"""The page on which a person says what the columns of a file mean, tries it, and keeps it as a layout."""

from __future__ import annotations

import uuid
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from doorway.accounts.errors import Refusal
from doorway.assessments.access import own_layouts, score_run
from doorway.assessments.charts import pen
from doorway.assessments.errors import YearUnknown
from doorway.assessments.forms import ColumnsForm, TestForm
from doorway.assessments.imports import mapping
from doorway.assessments.imports.actions import layouts_of, look_again
from doorway.assessments.imports.comparing import Wanted
from doorway.assessments.imports.keeping import SCORE_FILES
from doorway.assessments.imports.reader import ScoreFile
from doorway.assessments.imports.sentences import sentence_of
from doorway.assessments.imports.years import this_school_year
from doorway.assessments.layouts import Layout
from doorway.assessments.layouts.toml import written
from doorway.policy.packs import Instrument, StatePack, grade_text, year_text
from doorway.policy.queries import state_pack
from doorway.roster.access import staff
from doorway.roster.middleware import ViewerRequest
from doorway.roster.models import ImportRun

ROWS_SHOWN = 8
NOTHING = "nothing"


@staff("data")
@require_http_methods(["GET", "POST"])
def score_columns(request: ViewerRequest, run_id: uuid.UUID) -> HttpResponse:
    """First the test, then where each thing stands; tried against the first rows, then kept."""
    run = score_run(request.viewer, run_id)
    if not SCORE_FILES.waits(run):
        return render(request, "assessments/columns_gone.html", {"run": run})
    pack, file = state_pack(run.district), mapping.waiting_file(run)
    instrument = next((one for one in pack.instruments if one.key == request.GET.get("test")), None)
    if instrument is None:
        context = {"run": run, "form": TestForm(request.GET if "test" in request.GET else None, pack=pack)}
        return render(request, "assessments/columns_test.html", context)
    form = ColumnsForm(request.POST or None, header=file.header, instrument=instrument, pack=pack)
    context = {
        "run": run,
        "form": form,
        "test": instrument.title(get_language() or "en"),
        "test_key": instrument.key,
        "examples": mapping.examples(file),
        "words": _words_said(request),
        "rows_tried": mapping.ROWS_TRIED,
    }
    if not form.is_valid():
        return render(request, "assessments/columns.html", context, status=422 if form.is_bound else 200)
    trial = _tried(request, form, run, file)
    if isinstance(trial, str):
        form.add_error(None, trial)
        return render(request, "assessments/columns.html", context, status=422)
    if request.POST.get("do") == "keep":
        kept = _keep(request, form, run, trial)
        if kept is not None:
            return kept
    context |= _shown(trial, instrument, pack)
    return render(request, "assessments/columns.html", context, status=422 if form.errors else 200)


@staff("data")
@require_GET
def layout_file(request: ViewerRequest, layout_id: uuid.UUID) -> HttpResponse:
    """A layout of the district as a file, to give to another district or to keep. It names columns, and no child."""
    layout = get_object_or_404(own_layouts(request.viewer), pk=layout_id)
    text = written(Layout.model_validate(layout.content))
    answer = HttpResponse(text, content_type="application/toml; charset=utf-8")
    answer.headers["Content-Disposition"] = f'attachment; filename="{layout.key}.toml"'
    return answer


@staff("data")
@require_POST
def put_away_layout(request: ViewerRequest, layout_id: uuid.UUID) -> HttpResponse:
    """Let a layout of the district go."""
    layout = get_object_or_404(own_layouts(request.viewer), pk=layout_id)
    mapping.put_away([layout])
    messages.success(request, _("The layout was put away. What was taken in by it stays."))
    return redirect("scores")


def _tried(request: HttpRequest, form: ColumnsForm, run: ImportRun, file: ScoreFile) -> mapping.Trial | str:
    """What the first rows come to, or why the columns cannot be read so."""
    try:
        layout = form.layout(key="own-trial", words=_meanings(request))
        return mapping.try_layout(district=run.district, file=file, layout=layout)
    except Refusal as refusal:
        return str(refusal)


def _keep(request: ViewerRequest, form: ColumnsForm, run: ImportRun, trial: mapping.Trial) -> HttpResponse | None:
    """Keep the layout and look at the whole file by it; None with the reason in the form where that cannot be."""
    name = str(form.cleaned_data["name"]).strip()
    if not name:
        form.add_error("name", _("Give the layout a name, for example that of the test and its file."))
        return None
    if not trial.understood:
        form.add_error(None, _("Not one of the first rows can be read with these columns. See the reasons below."))
        return None
    known = layouts_of(run.district)
    layout = form.layout(key=form.key([one.key for one in known]), words=_meanings(request))
    try:
        mapping.keep_layout(district=run.district, layout=layout, name=name, by=request.viewer.user)
        year = "" if layout.tells_year else year_text(this_school_year(run.district))
        look_again(run=run, path=SCORE_FILES.place_of(run), layout=layout.key, school_year=year)
    except YearUnknown as refusal:
        form.add_error("school_year", str(refusal))
        return None
    except Refusal as refusal:
        form.add_error("name", str(refusal))
        return None
    messages.success(request, _("The layout is kept. Files like this one are recognised from now on."))
    return redirect("score_run", run_id=run.pk)


def _words_said(request: HttpRequest) -> list[dict[str, str]]:
    """What was said of words that nobody knew: (field, the file's word, what it means)."""
    lists = [request.POST.getlist(name) for name in ("word-field", "word-from", "word-to")]
    fields = set(mapping.WORDS.values())
    return [
        {"field": field, "word": word, "meaning": meaning}
        for field, word, meaning in zip(*lists, strict=False)
        if field in fields and meaning
    ]


def _meanings(request: HttpRequest) -> dict[str, dict[str, str]]:
    """The same by field, as a layout keeps it. A word that means nothing is an empty cell."""
    found: dict[str, dict[str, str]] = {}
    for said in _words_said(request):
        meaning = "" if said["meaning"] == NOTHING else said["meaning"]
        found.setdefault(said["field"], {})[said["word"]] = meaning
    return found


def _shown(trial: mapping.Trial, instrument: Instrument, pack: StatePack) -> dict[str, Any]:
    """A trial in words."""
    language = get_language() or "en"
    return {
        "trial": trial,
        "taken": [_taken(one, pack, language) for one in trial.taken[:ROWS_SHOWN]],
        "refused": [
            {"row": one.row, "field": one.column, "text": sentence_of(one.code, one.params, pack)}
            for one in trial.refused[:ROWS_SHOWN]
        ],
        "unknown": [
            {"field": field, "word": word, "choices": _choices(field, instrument, pack, language)}
            for field, words in trial.unknown_words.items()
            for word in words
        ],
    }


def _taken(one: Wanted, pack: StatePack, language: str) -> tuple[str, ...]:
    """A result as it would be kept, without the student."""
    target, said = one.target, one.said
    instrument = target.names.instrument
    measure, period = instrument.measure(target.measure), instrument.period(target.period)
    level = instrument.level_word(said.level)
    score = "" if said.value is None else pen.number(said.value)
    return (
        str(one.row),
        f"{pack.subject(target.subject).title(language)}: {measure.title(language) if measure else target.measure}",
        f"{period.short(language) if period else target.period} {year_text(target.year)}",
        "" if target.grade is None else grade_text(target.grade),
        score or said.not_tested,
        level.title(language) if level else "",
    )


def _choices(field: str, instrument: Instrument, pack: StatePack, language: str) -> list[tuple[str, str]]:
    """What a word of this field may mean."""
    things: Any
    if field == "grade":
        return [(grade_text(grade), grade_text(grade)) for grade in range(-1, 13)]
    if field == "subject":
        things = [pack.subject(offering.subject) for offering in instrument.subjects]
    elif field == "not_tested":
        things = pack.tests.not_tested
    else:
        levels = (*instrument.levels, *instrument.part_levels)
        things = {"level": levels, "period": instrument.periods, "measure": instrument.measures}[field]
    return [(thing.key, thing.title(language)) for thing in things]
