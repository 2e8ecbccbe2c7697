"""Booking for a family that calls or stands at the desk: the same guarantees, outside the families' hours too."""

from __future__ import annotations

import uuid
from dataclasses import dataclass

from django.contrib import messages
from django.db.models import OuterRef
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from doorway.conferences.access.office import (
    SCHOOL_STAFF,
    conference_to_run,
    meeting_for_office,
    students_to_book,
)
from doorway.conferences.actions.booking import (
    assign_interpreter,
    cancel,
    interpreters_for,
    move,
    without_interpreter,
)
from doorway.conferences.forms.booking import InterpreterForm, MoveForm
from doorway.conferences.models import Appointment, Conference
from doorway.conferences.queries.families import FamilyBoard, family_board, family_rows, guardians_in, other_times
from doorway.conferences.queries.visits import meetings_at
from doorway.conferences.views.basket import Basket
from doorway.conferences.views.parts import attending_form, done, page, put_down
from doorway.conferences.views.zone import in_district_time
from doorway.conferences.wording import conference_name, school_names
from doorway.roster.access import STAFF_REASONS, Scope, open_record, staff
from doorway.roster.middleware import ViewerRequest
from doorway.roster.models import Guardianship, Person


@staff(*SCHOOL_STAFF)
@require_http_methods(["GET", "POST"])
@in_district_time
def family(request: ViewerRequest, conference_id: uuid.UUID, student_id: uuid.UUID) -> HttpResponse:
    """The family's meetings at this conference, and the form that books more for the guardian on the phone."""
    found = _family(request, conference_id, student_id)
    conference, student, chosen = found.conference, found.student, found.chosen
    context = {
        "conference": conference,
        "student": student,
        "guardians": found.guardians,
        "name": conference_name(conference),
    }
    if chosen is None:
        return page(request, "conferences/office/family.html", context, district=conference.district)
    guardian = chosen.guardian

    def read() -> FamilyBoard:
        board = family_board([guardian], now=timezone.now(), office=True, rows=found.rows)
        return board.only(conference.pk, found.seen)

    address = reverse("office_family", args=[conference.pk, student.pk])
    context |= {"guardian": guardian, "chosen": chosen, "address": address}
    basket = Basket(request, read, "conferences/office/family.html", office=True, context=context)
    if request.method != "POST":
        return basket.show(read())
    answer = basket.answer()
    if not isinstance(answer, uuid.UUID):
        return answer
    said = _told(
        guardian,
        _("The times are booked, and %(name)s has an e-mail with them."),
        _("The times are booked. %(name)s has no e-mail address: read them out, or print the letter."),
    )
    messages.success(request, said)
    return redirect(f"{address}?guardian={guardian.pk}")


@dataclass(frozen=True)
class _Family:
    """The family on the phone: who can be booked for, for whom it is now, and which children this school may see."""

    conference: Conference
    student: Person
    rows: list[Guardianship]
    guardians: list[Guardianship]
    chosen: Guardianship | None

    @property
    def seen(self) -> set[uuid.UUID]:
        """The children about whom this school may book."""
        return {row.student_id for row in self.rows if getattr(row, "is_seen", False)}


def _family(request: ViewerRequest, conference_id: uuid.UUID, student_id: uuid.UUID) -> _Family:
    """The family of a student of this conference, or 404. The look is logged."""
    conference = conference_to_run(request.viewer, conference_id)
    mine = Guardianship.objects.filter(student=student_id, is_active=True).values_list("guardian", flat=True)
    seen = students_to_book(request.viewer, conference, one=OuterRef("student"))
    rows = family_rows(mine, seen=seen)
    own = [row for row in rows if row.student_id == student_id]
    # A student without guardians has no row that says it.
    is_seen = (
        getattr(own[0], "is_seen", False)
        if own
        else students_to_book(request.viewer, conference, one=student_id).exists()
    )
    if not is_seen:
        raise Http404
    student, _reason = open_record(
        request.viewer, student_id, page="office booking", scope=Scope.NAMES, reasons=STAFF_REASONS
    )
    guardians = guardians_in(rows, student_id)
    wanted = request.POST.get("guardian") or request.GET.get("guardian", "")
    chosen = next((row for row in guardians if str(row.guardian_id) == wanted), None)
    if wanted and chosen is None:
        raise Http404
    return _Family(conference, student, rows, guardians, chosen or next(iter(guardians), None))


def _told(guardian: Person, by_mail: str, by_phone: str) -> str:
    """What happened, and whether somebody has to tell the family."""
    return (by_mail if guardian.email else by_phone) % {"name": guardian.full_name}


@staff(*SCHOOL_STAFF)
@require_GET
@in_district_time
def letter(request: ViewerRequest, conference_id: uuid.UUID, student_id: uuid.UUID) -> HttpResponse:
    """The times on paper, in the guardian's language, for families without e-mail."""
    found = _family(request, conference_id, student_id)
    if found.chosen is None:
        raise Http404
    conference, guardian = found.conference, found.chosen.guardian
    meetings = [row for row in meetings_at(guardian, conference) if row.student_id in found.seen]
    with translation.override(guardian.language):
        context = {
            "conference": conference,
            "guardian": guardian,
            "note": conference.note_in(guardian.language),
            "meetings": meetings,
            "name": conference_name(conference),
            "schools": school_names(conference),
        }
        response = render(request, "conferences/office/letter.html", context)
    response["Content-Language"] = guardian.language
    return response


# One meeting


@staff(*SCHOOL_STAFF)
@require_GET
@in_district_time
def meeting(request: ViewerRequest, conference_id: uuid.UUID, appointment_id: uuid.UUID) -> HttpResponse:
    """Everything about one meeting, and what the office can do with it."""
    appointment = _open(request, conference_id, appointment_id)
    return _meeting(request, appointment)


def _open(request: ViewerRequest, conference_id: uuid.UUID, appointment_id: uuid.UUID) -> Appointment:
    appointment = meeting_for_office(request.viewer, conference_id, appointment_id)
    open_record(request.viewer, appointment.student_id, page="office booking", scope=Scope.NAMES, reasons=STAFF_REASONS)
    return appointment


def _meeting(
    request: ViewerRequest, appointment: Appointment, form: MoveForm | None = None, status: int = 200
) -> HttpResponse:
    context = {
        "appointment": appointment,
        "conference": appointment.conference,
        "guests": list(appointment.guests.select_related("person")),
        "form": form or _move_form(appointment),
        "interpreter_form": _interpreter_form(appointment),
        "can_change": _can_change(appointment),
    }
    return render(request, "conferences/office/meeting.html", context, status=status)


def _move_form(appointment: Appointment, data: object = None) -> MoveForm:
    free = other_times(appointment, now=timezone.now())
    return MoveForm(free, appointment.conference.district.zone, data, alone=without_interpreter(appointment, free))


def _interpreter_form(appointment: Appointment, data: object = None) -> InterpreterForm:
    return InterpreterForm(data, people=interpreters_for(appointment), initial=appointment.interpreter)


@staff(*SCHOOL_STAFF)
@require_POST
@in_district_time
def move_meeting(request: ViewerRequest, conference_id: uuid.UUID, appointment_id: uuid.UUID) -> HttpResponse:
    """Another time with the same host."""
    appointment = _open(request, conference_id, appointment_id)
    form = _move_form(appointment, request.POST)
    if not form.is_valid():
        return _meeting(request, appointment, form, status=422)
    begin = form.cleaned_data["time"]
    done(
        request,
        lambda: move(appointment=appointment, starts_at=begin, by=request.viewer.user, now=timezone.now(), office=True),
        _told(
            appointment.guardian,
            _("The meeting has a new time, and %(name)s has an e-mail about it."),
            _("The meeting has a new time. %(name)s has no e-mail address: please call."),
        ),
    )
    return redirect("office_meeting", conference_id=conference_id, appointment_id=appointment_id)


@staff(*SCHOOL_STAFF)
@require_http_methods(["GET", "POST"])
@in_district_time
def attending(request: ViewerRequest, conference_id: uuid.UUID, appointment_id: uuid.UUID) -> HttpResponse:
    """Who comes, whether the student does, in which language, for a family on the phone."""
    appointment = _open(request, conference_id, appointment_id)
    if request.method != "POST" and not _can_change(appointment):
        return redirect("office_meeting", conference_id=conference_id, appointment_id=appointment_id)
    form = attending_form(appointment, request.POST if request.method == "POST" else None)
    if request.method == "POST" and put_down(request, form):
        messages.success(
            request,
            _("Saved. If somebody else comes now, we write to everybody concerned whose e-mail address we have."),
        )
        return redirect("office_meeting", conference_id=conference_id, appointment_id=appointment_id)
    context = {"appointment": appointment, "conference": appointment.conference, "form": form}
    return render(request, "conferences/office/attending.html", context, status=422 if form.is_bound else 200)


def _can_change(appointment: Appointment) -> bool:
    return appointment.status == Appointment.Status.BOOKED and appointment.starts_at > timezone.now()


@staff(*SCHOOL_STAFF)
@require_POST
@in_district_time
def cancel_meeting(request: ViewerRequest, conference_id: uuid.UUID, appointment_id: uuid.UUID) -> HttpResponse:
    """Cancel it; the time is free for others."""
    appointment = _open(request, conference_id, appointment_id)
    done(
        request,
        lambda: cancel(appointment=appointment, by=request.viewer.user, now=timezone.now()),
        _told(
            appointment.guardian,
            _("The meeting is cancelled, and %(name)s has an e-mail about it."),
            _("The meeting is cancelled. %(name)s has no e-mail address: please call."),
        ),
    )
    return redirect("office_meeting", conference_id=conference_id, appointment_id=appointment_id)


@staff(*SCHOOL_STAFF)
@require_POST
@in_district_time
def set_interpreter(request: ViewerRequest, conference_id: uuid.UUID, appointment_id: uuid.UUID) -> HttpResponse:
    """Choose the interpreter, or none."""
    appointment = _open(request, conference_id, appointment_id)
    form = _interpreter_form(appointment, request.POST)
    if form.is_valid():
        done(
            request,
            lambda: assign_interpreter(
                appointment=appointment, interpreter=form.chosen, by=request.viewer.user, now=timezone.now()
            ),
            _("Saved."),
        )
    else:
        messages.error(request, _("This person is not free then. Please choose somebody from the list."))
    return redirect("office_meeting", conference_id=conference_id, appointment_id=appointment_id)
