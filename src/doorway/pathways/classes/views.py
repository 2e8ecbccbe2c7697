"""The counselor's side of the classes that lead to an occupation: why each is there, and changing it."""

from __future__ import annotations

import uuid
from typing import cast

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from doorway.accounts.errors import Refusal
from doorway.pathways.classes.actions import say, withdraw
from doorway.pathways.classes.forms import LinkForm
from doorway.pathways.classes.places import place_to_edit
from doorway.pathways.classes.queries import classes_that_lead, taught_here
from doorway.pathways.graduation.records import catalog_of as courses_of
from doorway.pathways.models import ClassLink
from doorway.pathways.occupations.queries import catalog_of, portrait
from doorway.roster.access import staff
from doorway.roster.middleware import ViewerRequest

Kind = ClassLink.Kind


@staff("counselor")
@require_http_methods(["GET", "POST"])
def occupation_classes(request: HttpRequest, code: str, school_id: uuid.UUID) -> HttpResponse:
    """The classes of a school for an occupation: put one on the list, or take one off, with a reason."""
    viewer = cast(ViewerRequest, request).viewer
    place, person = place_to_edit(viewer, school_id)
    found = portrait(catalog_of(viewer), code)
    if found is None:
        raise Http404
    catalog = courses_of(place.school.district)
    lead = classes_that_lead(found, place, catalog)
    listed = {one.course.code: one.course.title for one in lead.here}
    said = {link.course.code for link in lead.taken_off} | {one.course.code for one in lead.here if one.link}
    taught = taught_here(catalog, place)
    forms = {
        Kind.ADDED: _form(request, Kind.ADDED, [(c.code, c.title) for c in taught if c.code not in {*listed, *said}]),
        Kind.TAKEN_OFF: _form(
            request, Kind.TAKEN_OFF, [(key, title) for key, title in listed.items() if key not in said]
        ),
    }
    sent = next((form for form in forms.values() if form.is_bound), None)
    for kind, form in forms.items():
        if form.is_bound and form.is_valid():
            try:
                say(
                    school=place.school, occupation=code, code=form.cleaned_data["course"], kind=kind,
                    reason=form.cleaned_data["reason"], by=person, now=timezone.now(),
                )  # fmt: skip
            except Refusal as refusal:
                form.add_error(None, str(refusal))
            else:
                messages.success(request, _("The list is changed. Everybody at the school sees it with your reason."))
                return redirect("occupation_classes", code=code, school_id=school_id)
    context = {
        "work": found.work,
        "place": place,
        "lead": lead,
        "add": forms[Kind.ADDED],
        "take_off": forms[Kind.TAKEN_OFF],
        "sent": sent,
    }
    return render(request, "pathways/classes/list.html", context, status=422 if sent else 200)


def _form(request: HttpRequest, kind: ClassLink.Kind, courses: list[tuple[str, str]]) -> LinkForm:
    is_it = request.method == "POST" and request.POST.get("kind") == kind
    return LinkForm(courses, request.POST if is_it else None, prefix=kind.value)


@staff("counselor")
@require_POST
def withdraw_link(request: HttpRequest, code: str, school_id: uuid.UUID, link_id: uuid.UUID) -> HttpResponse:
    """Take a word about a class back; the list is again what it was without it."""
    place, person = place_to_edit(cast(ViewerRequest, request).viewer, school_id)
    try:
        withdraw(school=place.school, occupation=code, link_id=link_id, by=person, now=timezone.now())
        messages.success(request, _("It is taken back."))
    except Refusal as refusal:
        messages.error(request, str(refusal))
    return redirect("occupation_classes", code=code, school_id=school_id)
