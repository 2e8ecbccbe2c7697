"""The conferences of one student that took place, and writing one down that nobody had booked."""

from __future__ import annotations

import uuid

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from doorway.conferences.access.held import ROLES, held_to_take_back, open_family, siblings, to_take_back, writer
from doorway.conferences.actions.holding import take_back, write_down
from doorway.conferences.forms.held import HeldForm, TakeHeldBackForm
from doorway.conferences.queries.held import family_of, holders_of, of_earlier, took_place
from doorway.conferences.views.parts import accepted, page
from doorway.conferences.wording import listed
from doorway.roster.access import staff
from doorway.roster.middleware import ViewerRequest


@staff(*ROLES)
@require_http_methods(["GET", "POST"])
def held(request: ViewerRequest, student_id: uuid.UUID) -> HttpResponse:
    """What took place with the family; one that was not booked is written down here."""
    viewer = request.viewer
    student, _reason = open_family(viewer, student_id, page="held_conferences")
    today = timezone.localdate(timezone=student.district.zone)
    beside = siblings(viewer, [student], page="held_conferences")[student.pk]
    holders = holders_of(student, today)
    family = family_of([student])
    mine = [str(one.person) for one in holders if one.person in viewer.person_ids]
    form = HeldForm(
        request.POST or None,
        student=student,
        holders=holders,
        family=family,
        siblings=beside,
        initial={"on": today, "hosts": mine, "how": "in_person"},
    )

    def act() -> None:
        found = write_down(
            student=student,
            also=form.also_about,
            account=form.account,
            by=writer(viewer, student.district),
            user=viewer.user,
            now=timezone.now(),
        )
        names = listed(one.student.full_name for one in found)
        messages.success(request, _("Written down for %(name)s.") % {"name": names})

    if accepted(form, act):
        return redirect("held_conferences", student_id=student.pk)
    found, taken_back = took_place(student)
    earlier = of_earlier(student)
    lines = [one.held for one in found if one.held is not None]
    context = {
        "student": student,
        "form": form,
        "conferences": found,
        "taken_back": taken_back,
        "earlier": [one for one in earlier if one.taken_back_at is None],
        "earlier_taken_back": [one for one in earlier if one.taken_back_at is not None],
        "may_take_back": to_take_back(viewer, student, lines),
        "can_write": bool(holders and family),
        "has_guardians": bool(family),
    }
    return page(
        request, "conferences/held.html", context, district=student.district, status=422 if form.errors else 200
    )


@staff(*ROLES)
@require_http_methods(["GET", "POST"])
def take_held_back(request: ViewerRequest, student_id: uuid.UUID, held_id: uuid.UUID) -> HttpResponse:
    """One that was written down by mistake is taken back with a reason, and does not count any more."""
    found = held_to_take_back(request.viewer, student_id, held_id)
    student = found.student
    form = TakeHeldBackForm(request.POST or None)

    def act() -> None:
        take_back(
            held=found,
            why=form.cleaned_data["why"],
            by=writer(request.viewer, student.district),
            user=request.viewer.user,
            now=timezone.now(),
        )
        messages.success(request, _("It is taken back and does not count. It stays on record."))

    if accepted(form, act):
        return redirect("held_conferences", student_id=student.pk)
    context = {"student": student, "held": found, "form": form}
    return page(
        request, "conferences/take_held_back.html", context, district=student.district,
        status=422 if form.errors else 200,
    )  # fmt: skip
