"""How was it? Families and students answer by a link; schools and the district read sums, and nobody who said what."""

from __future__ import annotations

import uuid
from collections.abc import Sequence

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from doorway.accounts.errors import Refusal
from doorway.accounts.tables import write_rows
from doorway.compliance.access import EVIDENCE, POLICY_ROLE, invitation_of, sentence_for, sentences, survey_schools
from doorway.compliance.actions.survey import answer, judge_sentence
from doorway.compliance.core.survey import LEAST
from doorway.compliance.errors import AnsweredAlready, SurveyOver, WordsMayNameStudent
from doorway.compliance.forms import SurveyForm
from doorway.compliance.models import SurveyInvitation
from doorway.compliance.queries.policies import today_in
from doorway.compliance.queries.service import years_of
from doorway.compliance.queries.survey import SchoolSays, questions_for, results
from doorway.compliance.wording import said_steps
from doorway.roster.access import public, staff
from doorway.roster.middleware import ViewerRequest
from doorway.roster.models import School, SchoolYear


@public
@never_cache
@require_http_methods(["GET", "POST"])
def survey(request: HttpRequest, token: str) -> HttpResponse:
    """Three questions about one conference, in the reader's language, without signing in."""
    invitation = invitation_of(token)
    chosen = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME)
    language = chosen if chosen in dict(settings.LANGUAGES) else invitation.person.language
    with translation.override(language):
        response = _asked(request, invitation, language)
    response["Content-Language"] = language
    response["X-Robots-Tag"] = "noindex"
    return response


def _asked(request: HttpRequest, invitation: SurveyInvitation, language: str) -> HttpResponse:
    form = SurveyForm(request.POST or None, questions=questions_for(invitation.district, invitation.role))
    context = {"school": invitation.school, "is_student": invitation.role == "student"}
    if invitation.is_answered:
        return render(request, "compliance/survey_thanks.html", context)
    if today_in(invitation.district) >= invitation.closes_on or not form.questions:
        return render(request, "compliance/survey_thanks.html", context | {"refusal": SurveyOver()}, status=410)
    if request.method == "POST" and form.is_valid():
        try:
            answer(
                invitation=invitation, marks=form.marks, sentence=form.cleaned_data["sentence"], language=language,
                now=timezone.now(),
            )  # fmt: skip
        except AnsweredAlready:
            return render(request, "compliance/survey_thanks.html", context)
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            return render(request, "compliance/survey_thanks.html", context)
    return render(request, "compliance/survey.html", context | {"form": form}, status=422 if form.errors else 200)


@staff(*EVIDENCE)
@require_GET
def survey_results(request: ViewerRequest) -> HttpResponse:
    """What families and students of each school said in a school year."""
    year, years, found = _found(request)
    context = {
        "year": year,
        "years": years,
        "schools": found,
        "least": LEAST,
        "waiting": sentences(request.viewer).count() if request.viewer.has_role(POLICY_ROLE) else 0,
    }
    return render(request, "compliance/survey_results.html", context)


@staff(*EVIDENCE)
@require_GET
def survey_csv(request: ViewerRequest) -> HttpResponse:
    """The same for a spreadsheet: between which numbers it lies how many gave an answer."""
    year, _years, found = _found(request)
    response = HttpResponse(content_type="text/csv; charset=utf-8")
    response.write("\ufeff")
    response.headers["Content-Disposition"] = f'attachment; filename="survey-{year.name if year else "none"}.csv"'
    response.headers["Cache-Control"] = "private, no-store"
    rows = (
        (year.name if year else "", one.school.name, one.role, one.people, said.question.text, step, low, high)
        for one in found
        for said in one.said
        for step, (low, high) in zip(said_steps(said), said.lines, strict=True)
    )
    head = ("school_year", "school", "asked", "answered", "question", "answer", "at_least", "at_most")
    write_rows(response, [head, *rows])
    return response


def _found(request: ViewerRequest) -> tuple[SchoolYear | None, Sequence[SchoolYear], list[SchoolSays]]:
    schools: list[School] = list(survey_schools(request.viewer).order_by("name"))
    if not schools:
        raise Http404
    district = schools[0].district
    today = today_in(district)
    years = years_of(district, today)
    wanted = request.GET.get("year", "")
    year = next((one for one in years if one.name == wanted), years[0] if years else None)
    mine = [school for school in schools if school.district_id == district.pk]
    return year, years, [] if year is None else results(mine, year.pk, today)


@staff(POLICY_ROLE)
@require_GET
def survey_sentences(request: ViewerRequest) -> HttpResponse:
    """The sentences that wait to be read."""
    return render(request, "compliance/survey_sentences.html", {"answers": sentences(request.viewer)[:100]})


@staff(POLICY_ROLE)
@require_POST
def judge(request: ViewerRequest, answer_id: uuid.UUID) -> HttpResponse:
    """Show a sentence with the results, or do not."""
    found = sentence_for(request.viewer, answer_id)
    is_shown = request.POST.get("show") == "1"
    try:
        judge_sentence(answer=found, is_shown=is_shown, looked_at=request.POST.getlist("names_nobody"))
    except WordsMayNameStudent as refusal:
        context = {"answers": sentences(request.viewer)[:100], "asked": found, "refusal": refusal}
        return render(request, "compliance/survey_sentences.html", context, status=422)
    except Refusal as refusal:
        messages.error(request, str(refusal))
        return redirect("survey_sentences")
    messages.success(request, _("It is shown with the results.") if is_shown else _("It is not shown."))
    return redirect("survey_sentences")
