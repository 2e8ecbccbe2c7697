"""The conferences of my schools, a new one, and one of them."""

from __future__ import annotations

import uuid

from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from doorway.conferences.access.office import SCHOOL_STAFF, conference_for_school, school_conferences
from doorway.conferences.actions.steps import EDITABLE_STATES, OPEN_STATES, Status
from doorway.conferences.actions.submission import kinds_for, prepare_conference, school_year_for
from doorway.conferences.forms.preparing import NewConferenceForm
from doorway.conferences.models import Conference
from doorway.conferences.queries.overview import listed_conferences, overview
from doorway.conferences.views.parts import accepted, page
from doorway.conferences.wording import kind_name
from doorway.roster.access import staff
from doorway.roster.middleware import ViewerRequest
from doorway.roster.models import School


@staff("office", "principal")
@require_GET
def conferences(request: ViewerRequest) -> HttpResponse:
    """Everything my schools prepare, hold or have held."""
    context = {"lines": listed_conferences(school_conferences(request.viewer))}
    return page(request, "conferences/office/conferences.html", context, district=request.viewer.district)


@staff("office", "principal")
@require_http_methods(["GET", "POST"])
def new_conference(request: ViewerRequest) -> HttpResponse:
    """Begin a conference."""
    schools = list(request.viewer.schools(*SCHOOL_STAFF))
    year = school_year_for(schools[0], timezone.now())
    kinds = {kind: kind_name(kind, year) for school in schools for kind in kinds_for(school)}
    mine = {school.pk for school in schools} if len(schools) == 1 else set()
    others = School.objects.filter(district=schools[0].district_id, is_active=True).exclude(pk__in=mine)
    form = NewConferenceForm(request.POST or None, schools=schools, kinds=kinds, others=list(others))
    made: list[Conference] = []

    def prepare() -> None:
        made.append(
            prepare_conference(
                school=form.chosen_school,
                kind=form.cleaned_data["kind"],
                label=form.cleaned_data["label"],
                also_for=form.partners,
                by=request.viewer.user,
                now=timezone.now(),
            )
        )

    if request.method == "POST" and accepted(form, prepare):
        return redirect("office_days", conference_id=made[0].pk)
    context = {"form": form, "schools": schools}
    return page(request, "conferences/office/new.html", context, district=schools[0].district)


@staff("office", "principal")
@require_GET
def conference(request: ViewerRequest, conference_id: uuid.UUID) -> HttpResponse:
    """One conference: where it stands, what comes next, what it is made of."""
    found = conference_for_school(request.viewer, conference_id)
    context = {
        "overview": overview(found),
        "is_open": found.status in OPEN_STATES,
        "is_published": found.status == Status.PUBLISHED,
        "is_waiting": found.status == Status.SUBMITTED,
        "is_returned": found.status == Status.RETURNED,
        "may_change": found.status in EDITABLE_STATES,
    }
    return page(request, "conferences/office/conference.html", context, district=found.district)
