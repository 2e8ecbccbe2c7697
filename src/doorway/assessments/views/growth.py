"""Pages of growth: compute the growth of a school year, watch it, read what came of it."""

from __future__ import annotations

import uuid
from itertools import groupby
from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.http import require_GET, require_http_methods

from doorway.accounts.errors import Refusal
from doorway.assessments.access import GROWTH_ROLES, growth_district, growth_run
from doorway.assessments.forms import GrowthForm
from doorway.assessments.growth.ledger import ask_for_growth
from doorway.assessments.growth_sentences import cohort_sentence, run_sentence
from doorway.assessments.models import GrowthRun
from doorway.assessments.queries.growth import last_runs, newer_results, years_with_core_tests
from doorway.assessments.yardsticks import Yardsticks
from doorway.policy.packs import grade_text, year_text
from doorway.policy.queries import state_pack
from doorway.roster.access import staff
from doorway.roster.middleware import ViewerRequest
from doorway.roster.models import Person

SHOWN = 20
# Whether scores are newer is asked of the newest years only: nobody computes the others again.
ASKED_OF = 2


@staff(*GROWTH_ROLES)
@require_http_methods(["GET", "POST"])
def growth(request: ViewerRequest) -> HttpResponse:
    """Choose a school year; what was computed before stands below."""
    district = growth_district(request.viewer)
    years = years_with_core_tests(district)
    form = GrowthForm(request.POST if request.method == "POST" else None, years=years)
    if form.is_valid() and request.viewer.user is not None:
        try:
            run = ask_for_growth(
                district=district,
                year=form.cleaned_data["school_year"],
                by=request.viewer.user,
                now=timezone.now(),
            )
        except Refusal as refusal:
            form.add_error("school_year", str(refusal))
        else:
            return redirect("growth_run", run_id=run.pk)
    runs = GrowthRun.objects.filter(district=district).select_related("asked_by").defer("cohorts", "left_out")
    done = last_runs(district)
    newer = [(run, newer_results(run, district)) for run in done[:ASKED_OF]]
    context = {
        "form": form,
        "years": years,
        "underway": next((run for run in runs[:SHOWN] if run.is_underway), None),
        "newer": [{"year": year_text(run.school_year), "number": number} for run, number in newer if number],
        "runs": _lines(list(runs[:SHOWN])),
    }
    return render(request, "assessments/growth.html", context, status=422 if form.errors else 200)


@staff(*GROWTH_ROLES)
@require_GET
def growth_run_page(request: ViewerRequest, run_id: uuid.UUID) -> HttpResponse:
    """How far a computation is, or what came of it, cohort by cohort."""
    run = growth_run(request.viewer, run_id)
    district = growth_district(request.viewer)
    yardsticks = Yardsticks(state_pack(district))
    done = run.status == run.Status.DONE
    context = {
        "line": _lines([run])[0],
        "run": run,
        "newer": newer_results(run, district) if done else 0,
        "subjects": _subjects(run, yardsticks),
        "others": max((cohort.get("others", 0) for cohort in run.cohorts), default=0),
        "refused": sum(bool(cohort["reason"]) for cohort in run.cohorts),
        "left_out": [one | {"title": _title(one["subject"], yardsticks)} for one in run.left_out],
    }
    return render(request, "assessments/growth_run.html", context)


def _lines(runs: list[GrowthRun]) -> list[dict[str, Any]]:
    """Computations in words. One query, for who asked."""
    people = Person.objects.filter(user__in=[run.asked_by_id for run in runs if run.asked_by_id])
    names = {person.user_id: person.full_name for person in people.order_by("-pk")}
    kinds = {GrowthRun.Status.DONE: "good", GrowthRun.Status.FAILED: "bad"}
    return [
        {
            "run": run,
            "year": year_text(run.school_year),
            "by": names.get(run.asked_by_id, "" if run.asked_by is None else run.asked_by.email),
            "kind": kinds.get(GrowthRun.Status(run.status), "wait"),
            "why": run_sentence(run.refused) if run.refused else "",
        }
        for run in runs
    ]


def _subjects(run: GrowthRun, yardsticks: Yardsticks) -> list[dict[str, Any]]:
    """The cohorts of a computation, by subject: grade, years before, students, and what came of it."""
    found = []
    for subject, group in groupby(run.cohorts, key=lambda cohort: str(cohort["subject"])):
        rows = [
            {
                "grade": grade_text(cohort["grade"]),
                "before": cohort["before"],
                "students": cohort["students"],
                "why": cohort_sentence(cohort["reason"], cohort["number"], cohort.get("smallest", 300))
                if cohort["reason"]
                else "",
            }
            for cohort in group
        ]
        found.append({"title": _title(subject, yardsticks), "rows": rows})
    return found


def _title(subject: str, yardsticks: Yardsticks) -> str:
    """A subject in the reader's language; its key where the pack no longer has it."""
    known = {one.key: one for one in yardsticks.pack.tests.subjects}
    return known[subject].title(get_language() or "en") if subject in known else subject
