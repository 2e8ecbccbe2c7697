"""Pages of the results that wait for their student."""

from __future__ import annotations

import uuid

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from doorway.accounts.errors import Refusal
from doorway.assessments.access import score_district, waiting_score
from doorway.assessments.forms import DropForm, WhoseForm
from doorway.assessments.imports.matching import claim, drop_waiting, find_student
from doorway.assessments.models import WaitingScore
from doorway.assessments.queries.waiting import WaitingId, waiting_ids, waiting_under
from doorway.policy.packs import grade_number, grade_text
from doorway.policy.queries import state_pack
from doorway.roster.access import staff
from doorway.roster.middleware import ViewerRequest
from doorway.roster.models import Person
from doorway.roster.queries import students_of_this_name
from doorway.roster.told_apart import told_apart

IDS_ON_A_PAGE = 25


@staff("data")
@require_GET
def waiting_scores(request: ViewerRequest) -> HttpResponse:
    """The ids that nobody has, and what waits under them."""
    district = score_district(request.viewer)
    page = Paginator(waiting_ids(district), IDS_ON_A_PAGE).get_page(request.GET.get("page"))
    language = get_language() or "en"
    waiting = [
        {"one": one, "tests": one.tests(language)} for one in waiting_under(district, page, state_pack(district))
    ]
    return render(request, "assessments/waiting.html", {"page": page, "waiting": waiting})


@staff("data")
@require_http_methods(["GET", "POST"])
def waiting_score_page(request: ViewerRequest, waiting_id: uuid.UUID) -> HttpResponse:
    """What waits under one id, and whose it is: first the id of a student, then the name to be sure."""
    row = waiting_score(request.viewer, waiting_id)
    form = WhoseForm(request.POST or None)
    student = None
    if form.is_valid():
        try:
            student = find_student(district=row.district, given=form.cleaned_data["student"])
            if form.cleaned_data["sure"] == str(student.pk):
                run = claim(
                    district=row.district,
                    given_id=row.given_id,
                    student=student,
                    by=request.viewer.user,
                    now=timezone.now(),
                )
                taken = run.counts["created"]
                messages.success(
                    request,
                    ngettext("%(count)s result was taken in.", "%(count)s results were taken in.", taken)
                    % {"count": taken},
                )
                return redirect("score_run", run_id=run.pk)
        except Refusal as refusal:
            form.add_error("student", str(refusal))
    others = [] if student is None else students_of_this_name(student)
    context = {
        "one": _group(row),
        "row": row,
        "form": form,
        "drop": DropForm(),
        "student": student,
        "grade": _grade(student),
        "name": "" if student is None else told_apart([student, *others], by_id=True)[student.pk],
        "others": len(others),
        "results": _results(_group(row)),
    }
    return render(request, "assessments/waiting_score.html", context, status=422 if form.errors else 200)


@staff("data")
@require_POST
def drop_waiting_score(request: ViewerRequest, waiting_id: uuid.UUID) -> HttpResponse:
    """Let go what waits under an id: it is of nobody here."""
    row = waiting_score(request.viewer, waiting_id)
    if not DropForm(request.POST).is_valid():
        messages.error(request, _("Nothing was let go. Check the box to say that you are sure."))
        return redirect("waiting_score_page", waiting_id=row.pk)
    drop_waiting(district=row.district, given_id=row.given_id, by=request.viewer.user)
    messages.success(request, _("The results were let go. The list of files says which they were."))
    return redirect("waiting_scores")


def _group(row: WaitingScore) -> WaitingId:
    """Everything that waits under the id of this row."""
    return waiting_under(row.district, [row.given_id], state_pack(row.district))[0]


def _grade(student: Person | None) -> str:
    """The student's grade as people write it; empty where the roster has none that is known."""
    try:
        return grade_text(grade_number(student.grade)) if student is not None else ""
    except ValueError:
        return ""


def _results(one: WaitingId) -> list[str]:
    """What waits, in words, without the scores."""
    return one.tests(get_language() or "en")
