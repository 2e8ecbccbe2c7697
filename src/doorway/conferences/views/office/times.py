"""How long a meeting takes, and when families may book."""

from __future__ import annotations

import uuid

from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods

from doorway.conferences.access.office import conference_for_school
from doorway.conferences.actions.steps import EDITABLE_STATES
from doorway.conferences.actions.submission import set_times
from doorway.conferences.forms.preparing import TimesForm
from doorway.conferences.views.office.steps import way
from doorway.conferences.views.parts import accepted, page
from doorway.roster.access import staff
from doorway.roster.middleware import ViewerRequest


@staff("office", "principal")
@require_http_methods(["GET", "POST"])
def times(request: ViewerRequest, conference_id: uuid.UUID) -> HttpResponse:
    """Lengths, opening, closing, a note for families."""
    conference = conference_for_school(request.viewer, conference_id)
    form = TimesForm(request.POST or None, initial=TimesForm.initial_of(conference))

    def change() -> None:
        set_times(
            conference=conference,
            slot_seconds=form.slot_seconds,
            passing_seconds=form.passing_seconds,
            opens_at=form.moment(conference.district.zone),
            closes_hours_before=form.cleaned_data["closes_hours_before"],
            note=form.cleaned_data["note"],
            note_es=form.cleaned_data["note_es"],
            by=request.viewer.user,
        )

    here = way(conference, "office_times")
    if request.method == "POST" and accepted(form, change):
        return redirect(here.onward)
    context = {
        "conference": conference,
        "form": form,
        "way": here,
        "may_change": conference.status in EDITABLE_STATES,
    }
    return page(request, "conferences/office/times.html", context, district=conference.district)
