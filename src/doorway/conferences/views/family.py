"""The family's page, and booking several times in one go."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from doorway.conferences import wording
from doorway.conferences.access.family import visible_appointments
from doorway.conferences.actions.booking import book_basket
from doorway.conferences.core.slots import Span
from doorway.conferences.errors.booking import BookingRefused, SlotTaken
from doorway.conferences.forms.booking import BookingForm
from doorway.conferences.models import Appointment, Conference
from doorway.conferences.queries.families import Choice, FamilyBoard, Ward, family_board
from doorway.conferences.views.zone import in_district_time
from doorway.roster.access import Reason, guardian, log_looks
from doorway.roster.middleware import ViewerRequest


@dataclass(frozen=True)
class Child:
    """One child on the family's page."""

    ward: Ward
    booked: list[Appointment]
    open: list[Choice]
    soon: list[Conference]


@guardian
@require_GET
@in_district_time
def home(request: ViewerRequest) -> HttpResponse:
    """The children, what is booked for each, and the next step."""
    board = _board(request)
    _log(request, board, "family")
    return render(request, "conferences/family/home.html", {"children": _children(board), "board": board})


def _children(board: FamilyBoard) -> list[Child]:
    children, suggested = [], {choice.key for choice in board.suggested}
    for ward in board.wards:
        own = [choice for choice in board.choices if choice.ward == ward]
        later = [choice.conference for choice in own if not choice.is_open and not choice.appointment]
        booked = sorted((c.appointment for c in own if c.appointment), key=lambda row: row.starts_at)
        children.append(
            Child(
                ward,
                booked,
                [choice for choice in own if choice.key in suggested],
                list({conference.pk: conference for conference in later}.values()),
            )
        )
    return children


@guardian
@require_http_methods(["GET", "POST"])
@in_district_time
def book(request: ViewerRequest) -> HttpResponse:
    """Times for all children at all open schools, chosen already so that they fit together; one button books them."""
    board = _board(request)
    if request.method != "POST":
        _log(request, board, "book")
        visit = board.compact(board.wishes(choice.key for choice in board.suggested))
        form = BookingForm(board, times=_begins(visit.times))
        return _page(request, form, unmet=visit.unmet)
    form = BookingForm(board, request.POST)
    if not form.is_valid():
        return _page(request, form, status=422)
    if request.POST.get("action") == "propose":
        return _proposed(request, form)
    return _booked(request, form)


def _proposed(request: ViewerRequest, form: BookingForm) -> HttpResponse:
    visit = form.board.compact(form.limited())
    return _page(request, form.with_times(_begins(visit.times)), unmet=visit.unmet, is_proposed=True)


def _booked(request: ViewerRequest, form: BookingForm) -> HttpResponse:
    wishes, now = form.wishes(), timezone.now()
    person = wishes[0].guardian if wishes else None
    try:
        rows = book_basket(
            wishes=wishes, guardian=person or form.board.wards[0].guardian, by=request.viewer.user, now=now
        )
    except SlotTaken as refusal:
        return _conflict(request, form, refusal)
    except BookingRefused as refusal:
        form.add_error(None, str(refusal))
        return _page(request, form, status=422)
    return redirect("family_booked", basket=rows[0].basket)


def _conflict(request: ViewerRequest, form: BookingForm, refusal: SlotTaken) -> HttpResponse:
    """The same page with what was typed, the nearest times in place of the lost ones, and what happened."""
    board = _board(request)
    fresh = BookingForm(board, form.data).with_times(_begins(refusal.plan))
    if not fresh.is_valid():  # the conference was closed meanwhile
        return _page(request, fresh, status=422)
    for lost in refusal.lost:
        if f"time-{lost.key}" in fresh.fields:
            fresh.add_error(f"time-{lost.key}", _lost_sentence(board, refusal, lost.key, lost.family_is_busy))
    moved = [
        choice
        for choice in board.open_choices
        if choice.key in refusal.plan
        and choice.key not in refusal.offers
        and refusal.plan[choice.key].starts_at != form.chosen().get(choice.key)
        and choice.key in form.chosen()
    ]
    return _page(request, fresh, status=409, is_conflict=True, moved=moved)


def _lost_sentence(board: FamilyBoard, refusal: SlotTaken, key: str, family_is_busy: bool) -> str:
    wish = next(lost.wish for lost in refusal.lost if lost.key == key)
    values = {
        "time": wording.moment_in_words(wish.starts_at, board.zone),
        "host": wish.host.person.full_name,
        "student": wish.student.first_name,
    }
    if family_is_busy:
        gone = _("At %(time)s somebody of your family is at another conference already.") % values
    else:
        gone = _("%(time)s with %(host)s about %(student)s was just taken by another family.") % values
    chosen = refusal.plan.get(key)
    if chosen is None:
        return f"{gone} " + _("No other time fits with the rest. Please choose another day, or call the school.")
    values["time"] = wording.moment_in_words(chosen.starts_at, board.zone)
    answer = _("We have put the nearest time that fits with your other times in its place: %(time)s.") % values
    others = [span for span in refusal.offers.get(key, ()) if span != chosen]
    if others:
        times = wording.listed(wording.moment_in_words(span.starts_at, board.zone) for span in others)
        answer += " " + _("These fit too: %(times)s.") % {"times": times}
    return f"{gone} {answer}"


def _page(request: ViewerRequest, form: BookingForm, *, status: int = 200, **more: object) -> HttpResponse:
    unmet = more.pop("unmet", ())
    missing = [choice for choice in form.board.open_choices if choice.key in unmet] if isinstance(unmet, tuple) else []
    context = {"form": form, "board": form.board, "missing": missing, **more}
    return render(request, "conferences/family/book.html", context, status=status)


@guardian
@require_GET
@in_district_time
def booked(request: ViewerRequest, basket: uuid.UUID) -> HttpResponse:
    """What was just booked."""
    rows = list(
        visible_appointments(request.viewer)
        .filter(basket=basket, status=Appointment.Status.BOOKED)
        .select_related("student", "host__person", "host__room", "conference__school", "guardian", "interpreter")
    )
    if not rows:
        raise Http404
    log_looks(request.viewer, {row.student for row in rows}, reason=Reason.GUARDIAN.value, page="booked")
    return render(request, "conferences/family/booked.html", {"appointments": rows})


def _board(request: ViewerRequest) -> FamilyBoard:
    return family_board(request.viewer.persons, now=timezone.now())


def _log(request: ViewerRequest, board: FamilyBoard, page: str) -> None:
    students = [ward.student for ward in board.wards]
    log_looks(request.viewer, students, reason=Reason.GUARDIAN.value, page=page)


def _begins(times: Mapping[str, Span]) -> dict[str, datetime]:
    return {key: span.starts_at for key, span in times.items()}
