"""Days without school: entered, seen beside the conferences, taken back."""

from __future__ import annotations

import uuid

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from doorway.conferences.actions.days_off import enter_days_off, remove_day_off
from doorway.conferences.forms.preparing import DayOffForm
from doorway.conferences.queries.days_off import days_off_from
from doorway.conferences.views.parts import accepted, page
from doorway.roster.access import staff
from doorway.roster.middleware import ViewerRequest
from doorway.roster.models import DayOff, School


@staff("district")
@require_http_methods(["GET", "POST"])
def days_off(request: ViewerRequest) -> HttpResponse:
    """The days without school from today on, and a form for more."""
    person = request.viewer.person_with("district")
    assert person is not None  # noqa: S101 (the rule of the route)
    district = person.district
    form = DayOffForm(request.POST or None, schools=list(School.objects.filter(district=district, is_active=True)))
    entered: list[DayOff] = []

    def enter() -> None:
        values = form.cleaned_data
        entered.extend(
            enter_days_off(
                district=district,
                first=values["first_day"],
                last=values["last_day"],
                reason=values["reason"],
                school=form.chosen_school,
            )
        )

    if request.method == "POST" and accepted(form, enter):
        said = ngettext("%(count)s day is on the list.", "%(count)s days are on the list.", len(entered))
        messages.success(request, said % {"count": len(entered)})
        return redirect("district_days_off")
    lines = days_off_from(district, timezone.localdate(timezone=district.zone))
    context = {"form": form, "lines": lines, "clashes": [line for line in lines if line.conferences]}
    return page(request, "conferences/district/days_off.html", context, district=district)


@staff("district")
@require_POST
def remove(request: ViewerRequest, day_id: uuid.UUID) -> HttpResponse:
    """There is school after all."""
    day = get_object_or_404(DayOff, pk=day_id, district__in=request.viewer.district_ids(["district"]))
    remove_day_off(day=day)
    messages.success(request, _("The day was removed. There is school then."))
    return redirect("district_days_off")
