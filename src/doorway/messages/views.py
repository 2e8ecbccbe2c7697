"""What became of e-mails, for the offices."""

from __future__ import annotations

from collections import defaultdict

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from doorway.accounts.languages import in_words
from doorway.messages.undelivered import CALLERS, Unreached, unreached
from doorway.roster.access import Look, Viewer, log_each, reason_of, staff
from doorway.roster.middleware import ViewerRequest

PER_PAGE = 50


@staff(*CALLERS)
@require_GET
def undelivered(request: ViewerRequest) -> HttpResponse:
    """Families of my schools who did not get an e-mail, with what it was and whom to call."""
    found = unreached(request.viewer, now=timezone.now())
    page = Paginator(found.people, PER_PAGE).get_page(request.GET.get("page"))
    _log(request.viewer, list(page))
    context = {"page": page, "rows": [(one, in_words(one.person.language)) for one in page], "is_cut": found.is_cut}
    district = request.viewer.district
    with timezone.override(district.zone if district else timezone.get_default_timezone()):
        return render(request, "messages/undelivered.html", context)


def _log(viewer: Viewer, people: list[Unreached]) -> None:
    students = {student.pk: student for one in people for student in one.students}
    reasons = defaultdict(str, {pk: reason.value for pk, one in students.items() if (reason := reason_of(one))})
    log_each(viewer, [Look(student, reasons[pk], "undelivered") for pk, student in students.items()])
