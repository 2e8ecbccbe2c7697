"""How the figures of a school, or of all schools of the viewer, have developed."""

from __future__ import annotations

import uuid

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from doorway.compliance.access import FOLLOWERS, follow_up_school, follow_up_schools
from doorway.compliance.queries.policies import today_in
from doorway.compliance.queries.standing import asked_on, lines, total
from doorway.compliance.queries.trend import kept_days
from doorway.compliance.views.between import year_over
from doorway.roster.access import staff
from doorway.roster.middleware import ViewerRequest
from doorway.roster.models import School


@staff(*FOLLOWERS)
@require_GET
def school_trend(request: ViewerRequest, school_id: uuid.UUID) -> HttpResponse:
    """One school."""
    found = follow_up_school(request.viewer, school_id)
    return _page(request, [found], found)


@staff(*FOLLOWERS)
@require_GET
def trend(request: ViewerRequest) -> HttpResponse:
    """All schools of the viewer, in one district."""
    known = list(follow_up_schools(request.viewer).order_by("name"))
    if not known:
        raise Http404
    return _page(request, [one for one in known if one.district_id == known[0].district_id], None)


def _page(request: ViewerRequest, schools: list[School], school: School | None) -> HttpResponse:
    district = schools[0].district
    today = today_in(district)
    asked, mine = asked_on(district, today), {one.pk for one in schools}
    counted = [] if asked is None else lines(asked, school=school)
    now = total(line for line in counted if line.school in mine)
    days = kept_days(district, schools)
    context = {
        "school": school,
        "days": days,
        "any_unsure": now.unsure > 0 or any(day.tally.unsure for day in days),
        "today": today,
        "now": now if now.students else None,
        "percent_done": 100 * now.sure // now.students if now.students else 0,
        "percent_met": 100 * now.met // now.students if now.students else 0,
        "asked": asked,
        "year_over": year_over(asked),
        "is_district_office": request.viewer.has_role("district"),
    }
    return render(request, "compliance/trend.html", context)
