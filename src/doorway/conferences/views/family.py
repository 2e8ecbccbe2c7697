"""The family's page, and booking several times in one go."""

from __future__ import annotations

import uuid
from dataclasses import dataclass

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from doorway.conferences.access.family import visible_appointments
from doorway.conferences.models import Appointment, Conference
from doorway.conferences.queries.families import Choice, FamilyBoard, Ward, family_board
from doorway.conferences.views.basket import Basket
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
    closed: list[Choice]


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
                [choice for choice in own if choice.is_closed and not choice.appointment],
            )
        )
    return children


@guardian
@require_http_methods(["GET", "POST"])
@in_district_time
def book(request: ViewerRequest) -> HttpResponse:
    """Times for all children at all open schools, chosen already so that they fit together; one button books them."""
    basket = Basket(request, lambda: _board(request), "conferences/family/book.html")
    if request.method != "POST":
        board = _board(request)
        _log(request, board, "book")
        return basket.show(board)
    answer = basket.answer()
    return redirect("family_booked", basket=answer) if isinstance(answer, uuid.UUID) else answer


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
