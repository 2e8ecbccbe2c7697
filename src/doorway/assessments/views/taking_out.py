"""Pages on which a data person looks at results on file, takes one out, and puts it back."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from doorway.accounts.errors import Refusal
from doorway.assessments.access import score_district, stored_score, taken_out_score
from doorway.assessments.charts import pen
from doorway.assessments.correction_wording import test_words
from doorway.assessments.forms import FindForm, TakeOutForm
from doorway.assessments.imports.matching import find_student
from doorway.assessments.imports.taking_out import put_back, take_out
from doorway.assessments.models import Score, ScoreTakenOut
from doorway.assessments.queries.on_file import against_each_other, beside, grouped, results_of, taken_out
from doorway.assessments.wording import not_tested_wording
from doorway.assessments.yardsticks import Yardsticks
from doorway.policy.queries import state_pack
from doorway.roster.access import Reason, log_looks, staff
from doorway.roster.addresses import button_on
from doorway.roster.middleware import ViewerRequest
from doorway.roster.models import Person
from doorway.roster.told_apart import told_apart

ON_A_PAGE = 50


@staff("data")
@require_GET
def score_results(request: ViewerRequest) -> HttpResponse:
    """The results of one student, found by id; without one those that stand against each other or were taken out."""
    district = score_district(request.viewer)
    yardsticks = Yardsticks(state_pack(district))
    form = FindForm(request.GET if "student" in request.GET else None)
    student, results = None, list[dict[str, Any]]()
    if form.is_valid():
        try:
            student = find_student(district=district, given=form.cleaned_data["student"])
            results = [_said(one, yardsticks) for one in results_of(student)]
        except Refusal as refusal:
            form.add_error("student", str(refusal))
    against, gone = list(against_each_other(district)[:ON_A_PAGE]), None
    if student is None:
        gone = Paginator(taken_out(district), ON_A_PAGE).get_page(request.GET.get("page"))
    shown = [student] if student is not None else [one.student for one in (*against, *(gone or ()))]
    _log(request, shown)
    names = told_apart(shown, by_id=True)
    context = {
        "form": form,
        "student": student,
        "results": results,
        "against": [
            {"name": names[one.student.pk], "results": [_said(each, yardsticks) for each in one.results]}
            for one in grouped(against)
            if student is None
        ],
        "page": gone,
        "gone": [_said(one, yardsticks) | {"name": names[one.student_id]} for one in gone or ()],
    }
    return render(request, "assessments/score_results.html", context, status=422 if form.errors else 200)


@staff("data")
@require_http_methods(["GET", "POST"])
def score_result(request: ViewerRequest, score_id: uuid.UUID) -> HttpResponse:
    """One result, and what is on file of the same test in another grade; it can be taken out with a reason."""
    score = stored_score(request.viewer, score_id)
    form = TakeOutForm(request.POST or None)
    if form.is_valid():
        try:
            take_out(score, reason=form.cleaned_data["reason"], by=request.viewer.user, now=timezone.now())
        except Refusal as refusal:
            messages.error(request, str(refusal))
        else:
            messages.success(request, _("The result was taken out and does not count. It can be put back."))
        return redirect("score_results")
    _log(request, [score.student])
    yardsticks = Yardsticks(state_pack(score.district))
    context = {
        "student": score.student,
        "one": _said(score, yardsticks),
        "others": [_said(other, yardsticks) for other in beside(score)],
        "form": form,
    }
    return render(request, "assessments/score_result.html", context, status=422 if form.errors else 200)


@staff("data")
@button_on("score_results")
@require_POST
def put_back_score(request: ViewerRequest, taken_id: uuid.UUID) -> HttpResponse:
    """Let a result count again."""
    taken = taken_out_score(request.viewer, taken_id)
    try:
        put_back(taken, by=request.viewer.user, now=timezone.now())
        messages.success(request, _("The result was put back and counts again."))
    except Refusal as refusal:
        messages.error(request, str(refusal))
    return redirect("score_results")


def _said(row: Score | ScoreTakenOut, yardsticks: Yardsticks) -> dict[str, Any]:
    """A result in words: which test, what it says, and which file brought it."""
    language = get_language() or "en"
    instrument = yardsticks.instruments.get(row.instrument)
    level = instrument.level_word(row.level) if instrument is not None else None
    said = [
        "" if row.value is None else pen.number(float(row.value)),
        row.level if level is None else level.title(language),
        not_tested_wording(row.not_tested, yardsticks, language),
    ]
    run = row.imported_by if isinstance(row, Score) else None
    return {
        "row": row,
        "test": test_words(row, yardsticks, language),
        "says": " · ".join(one for one in said if one),
        "day": row.tested_on,
        "file": "" if run is None else run.source_name,
    }


def _log(request: ViewerRequest, people: Iterable[Person]) -> None:
    """Every student of whom the page says something is looked at."""
    log_looks(request.viewer, dict.fromkeys(people), reason=Reason.DATA.value, page="score_results")
