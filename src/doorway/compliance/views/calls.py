"""Whom to call: the list of the follow-up that somebody has in front of them, for paper and for a spreadsheet.

Every name on it is a look in the log. What somebody noted about a try stays on the student's own page: a note is for
colleagues, and a sheet of paper lies on a desk.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterator, Sequence
from dataclasses import replace

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from doorway.accounts.languages import in_words
from doorway.accounts.tables import write_rows
from doorway.compliance.access import FOLLOWERS, closed_students, follow_up_school, reason_at
from doorway.compliance.models import Standing
from doorway.compliance.queries.calls import Call, calls
from doorway.compliance.queries.follow_up import ids_of
from doorway.compliance.queries.policies import today_in
from doorway.compliance.queries.standing import Asked, asked_on
from doorway.compliance.views.listing import ORDER, SHOW, Listing, listing_in
from doorway.roster.access import Viewer, log_looks, staff
from doorway.roster.grades import grade_words
from doorway.roster.middleware import ViewerRequest
from doorway.roster.models import School

PER_PAGE = 200


@staff(*FOLLOWERS)
@require_GET
def call_list(request: ViewerRequest, school_id: uuid.UUID) -> HttpResponse:
    """Whom to call, as a page to print or to work through: what is missing, since when one tries, which numbers."""
    school, asked, listing = _asked_for(request, school_id)
    if asked is None:
        return redirect("school_follow_up", school_id=school.pk)
    rows = listing.rows(school.pk, asked, closed_students(request.viewer))
    page = Paginator(rows, PER_PAGE).get_page(listing.page)
    found = _told(request.viewer, school, asked, list(page.object_list))
    with timezone.override(school.district.zone):
        context = {
            "school": school,
            "page": page,
            "calls": found,
            "listing": replace(listing, is_calls=True),
            "show": SHOW[listing.show],
            "order": ORDER[listing.order],
            "today": asked.on,
        }
        return render(request, "compliance/calls.html", context)


@staff(*FOLLOWERS)
@require_GET
def call_list_csv(request: ViewerRequest, school_id: uuid.UUID) -> HttpResponse:
    """The same for a spreadsheet, whole: a row for each student, and three columns for each guardian."""
    school, asked, listing = _asked_for(request, school_id)
    if asked is None:
        return redirect("school_follow_up", school_id=school.pk)
    found = _told(request.viewer, school, asked, list(listing.rows(school.pk, asked, closed_students(request.viewer))))
    answer = HttpResponse(content_type="text/csv; charset=utf-8")
    answer.write("\ufeff")
    answer.headers["Content-Disposition"] = f'attachment; filename="calls-{school.slug}-{asked.on.isoformat()}.csv"'
    answer.headers["Cache-Control"] = "private, no-store"
    most = max((len(call.one.guardians) for call in found), default=1) or 1
    with timezone.override(school.district.zone):
        write_rows(answer, [_head(most), *(_row(call) for call in found)])
    return answer


def _asked_for(request: ViewerRequest, school_id: uuid.UUID) -> tuple[School, Asked | None, Listing]:
    school = follow_up_school(request.viewer, school_id)
    return school, asked_on(school.district, today_in(school.district)), listing_in(request.GET)


def _told(viewer: Viewer, school: School, asked: Asked, rows: Sequence[Standing]) -> list[Call]:
    """The students of these rows, each look written down."""
    found = calls(rows, asked, now=timezone.now())
    if found:
        log_looks(viewer, ids_of(call.one for call in found), reason=reason_at(viewer, school).value, page="calls")
    return found


def _head(most: int) -> list[str]:
    head = [
        _("Student"), _("Grade"), _("What is missing"), _("Due by"), _("The day is over"), _("Has a time"), _("Tries"),
        _("Last try"), _("What came of it"), _("Same family on this list"),
    ]  # fmt: skip
    for number in range(1, most + 1):
        head += [
            _("Guardian %(number)s") % {"number": number},
            _("Telephone %(number)s") % {"number": number},
            _("Language %(number)s") % {"number": number},
        ]
    return head


def _row(call: Call) -> Iterator[str | int]:
    one = call.one
    last = one.tries[0] if one.tries else None
    yield from (one.student.full_name, grade_words(one.student.grade), "; ".join(call.missing))
    # Days that a spreadsheet can sort, in every language.
    yield from ("", "") if one.line.is_done else (one.line.due.isoformat(), _("yes") if one.line.is_overdue else "")
    yield "" if one.next_at is None else date_format(timezone.localtime(one.next_at), "Y-m-d H:i")
    yield len(one.tries)
    yield from ("", "") if last is None else (timezone.localtime(last.at).date().isoformat(), last.words)
    yield "; ".join(call.beside)
    for guardian in one.guardians:
        yield from (guardian.name, guardian.phone, in_words(guardian.language))
