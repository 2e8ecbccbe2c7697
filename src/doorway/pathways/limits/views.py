"""Pages on which a school says how many credits a student may take."""

from __future__ import annotations

import uuid
from typing import cast

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from doorway.pathways.limits.access import ROLES, limit_keeper
from doorway.pathways.limits.actions import say_limits
from doorway.pathways.limits.errors import NotSane
from doorway.pathways.limits.forms import LimitForm
from doorway.pathways.limits.queries import limit_at, schools_with_limits
from doorway.pathways.limits.wording import limit_words
from doorway.roster.access import staff
from doorway.roster.middleware import ViewerRequest


@staff(*ROLES)
@require_GET
def load_limits(request: HttpRequest) -> HttpResponse:
    """The schools of the counselor or data person, each with how many credits it lets a student take."""
    viewer = cast(ViewerRequest, request).viewer
    found = [
        (one.school, one.row, limit_words(one.row.limit) if one.row is not None and one.row.limit else "")
        for one in schools_with_limits(viewer)
    ]
    context = {"found": found, "is_counselor": viewer.has_role("counselor")}
    return render(request, "pathways/limits/limits.html", context)


@staff(*ROLES)
@require_http_methods(["GET", "POST"])
def school_load_limits(request: HttpRequest, school_id: uuid.UUID) -> HttpResponse:
    """How many credits a school lets a student take in a year and in one term; its counselor or data person says it."""
    keeper = limit_keeper(cast(ViewerRequest, request).viewer, school_id)
    row = limit_at(keeper.school)
    shown = {} if row is None else {"year": row.units_a_year, "term": row.units_a_term}
    form = LimitForm(request.POST if request.method == "POST" else None, initial=shown)
    if form.is_bound and form.is_valid():
        given = form.cleaned_data
        try:
            said = say_limits(keeper, year=given["year"], term=given["term"], now=timezone.now())
        except NotSane as refusal:
            form.add_error(refusal.field, str(refusal))
        else:
            kept = _("The limits are kept. Course plans go by them from now on.")
            gone = _("The limits are taken out. Course plans go by the estimate again.")
            messages.success(request, gone if said.limit is None else kept)
            return redirect("load_limits")
    context = {"school": keeper.school, "row": row, "form": form}
    return render(request, "pathways/limits/school.html", context, status=422 if form.is_bound else 200)
