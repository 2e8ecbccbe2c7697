"""One booked time: its page, another time, cancelling, the question, the file for a calendar."""

from __future__ import annotations

import uuid

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from doorway.conferences import wording
from doorway.conferences.access.family import acting_guardian, appointment_for
from doorway.conferences.actions.booking import ask, cancel, move, questions_of, what_is_in_the_way, without_interpreter
from doorway.conferences.calendar import download, place
from doorway.conferences.core.slots import Span
from doorway.conferences.errors.booking import BookingRefused, SlotTaken
from doorway.conferences.forms.booking import MoveForm, QuestionForm
from doorway.conferences.models import Appointment
from doorway.conferences.queries.families import FamilyBoard, family_board, wish_key
from doorway.conferences.queries.visits import meetings_of, visit_of, who_comes
from doorway.conferences.views.parts import attending_form, put_down
from doorway.conferences.views.zone import in_district_time
from doorway.roster.access import Reason, guardian, log_look
from doorway.roster.middleware import ViewerRequest


def _open(request: ViewerRequest, appointment_id: uuid.UUID) -> Appointment:
    appointment = appointment_for(request.viewer, appointment_id)
    log_look(request.viewer, appointment.student, reason=Reason.GUARDIAN.value, page="appointment")
    return appointment


def _can_change(appointment: Appointment) -> bool:
    return appointment.status == Appointment.Status.BOOKED and appointment.starts_at > timezone.now()


@guardian
@require_GET
@in_district_time
def detail(request: ViewerRequest, appointment_id: uuid.UUID) -> HttpResponse:
    """Everything about one booked time, and what can be done with it."""
    appointment = _open(request, appointment_id)
    questions = list(questions_of(appointment))
    waiting = next((question for question in questions if not question.answer), None)
    return _page(request, appointment, QuestionForm(initial={"text": waiting.text if waiting else ""}))


def _page(request: ViewerRequest, appointment: Appointment, form: QuestionForm, status: int = 200) -> HttpResponse:
    context = {
        "appointment": appointment,
        "guests": list(appointment.guests.select_related("person")),
        "questions": questions_of(appointment).exclude(answer=""),
        "place": place(appointment),
        "can_change": _can_change(appointment),
        "form": form,
    }
    return render(request, "conferences/family/appointment.html", context, status=status)


@guardian
@require_POST
@in_district_time
def question(request: ViewerRequest, appointment_id: uuid.UUID) -> HttpResponse:
    """Write, change or take back the question to the host."""
    appointment = _open(request, appointment_id)
    form = QuestionForm(request.POST)
    if not form.is_valid():
        return _page(request, appointment, form, status=422)
    person = acting_guardian(request.viewer, appointment)
    try:
        ask(appointment=appointment, guardian=person, text=form.cleaned_data["text"], now=timezone.now())
    except BookingRefused as refusal:
        form.add_error(None, str(refusal))
        return _page(request, appointment, form, status=422)
    messages.success(request, _("Your question is saved."))
    return redirect("family_appointment", appointment_id=appointment.pk)


@guardian
@require_http_methods(["GET", "POST"])
@in_district_time
def other_time(request: ViewerRequest, appointment_id: uuid.UUID) -> HttpResponse:
    """Choose another time with the same host."""
    appointment = _open(request, appointment_id)
    if request.method != "POST" and not _can_change(appointment):
        # Its page says what became of it.
        return redirect("family_appointment", appointment_id=appointment.pk)
    board, free = _free(request, appointment)
    if request.method != "POST":
        form = MoveForm(free, board.zone, alone=without_interpreter(appointment, free))
        return _move_page(request, appointment, form, free)
    form = MoveForm(free, board.zone, request.POST, alone=without_interpreter(appointment, free))
    if not form.is_valid():
        return _move_page(request, appointment, form, free, status=422)
    begin = form.cleaned_data["time"]
    # In another language the time is only looked at: a try would be stopped before the database could refuse it.
    if getattr(request, "is_only_shown", False) and _can_change(appointment):
        went = what_is_in_the_way(appointment, begin, now=timezone.now())
        if went is not None:
            return _move_conflict(request, appointment, went)
    try:
        move(
            appointment=appointment,
            starts_at=begin,
            by=request.viewer.user,
            now=timezone.now(),
        )
    except SlotTaken as refusal:
        return _move_conflict(request, appointment, refusal)
    except BookingRefused as refusal:
        form.add_error("time", str(refusal))
        return _move_page(request, appointment, form, free, status=422)
    messages.success(request, _("You have a new time. We have written to you, and your calendar follows."))
    return redirect("family_appointment", appointment_id=appointment.pk)


def _free(request: ViewerRequest, appointment: Appointment) -> tuple[FamilyBoard, list[Span]]:
    """Free times with the host around everything else the family has booked; the present one is not among them."""
    board = family_board([appointment.guardian], now=timezone.now(), moving=appointment)
    choice = board.choice(wish_key(appointment.student_id, appointment.host_id))
    spans = choice.free if choice else ()
    return board, [span for span in spans if span.starts_at != appointment.starts_at]


def _move_conflict(request: ViewerRequest, appointment: Appointment, refusal: SlotTaken) -> HttpResponse:
    board, free = _free(request, appointment)
    (lost,) = refusal.lost
    offers = [span for span in refusal.offers.get(lost.key, ()) if span in free]
    form = MoveForm(free, board.zone, request.POST, alone=without_interpreter(appointment, free))
    form.is_valid()
    if lost.family_is_busy:
        sentence = _("Somebody of your family is at another conference at that time. Please choose another time.")
    else:
        sentence = _("That time was just taken by another family. You still have your old time.")
    if offers:
        times = wording.listed(wording.moment_in_words(span.starts_at, board.zone) for span in offers)
        sentence += " " + _("These are the nearest that fit with your other times: %(times)s.") % {"times": times}
    form.add_error("time", sentence)
    return _move_page(request, appointment, form, free, status=409)


def _move_page(
    request: ViewerRequest, appointment: Appointment, form: MoveForm, free: list[Span], status: int = 200
) -> HttpResponse:
    context = {"appointment": appointment, "form": form, "free": free, "can_change": _can_change(appointment)}
    return render(request, "conferences/family/move.html", context, status=status)


@guardian
@require_http_methods(["GET", "POST"])
@in_district_time
def attending(request: ViewerRequest, appointment_id: uuid.UUID) -> HttpResponse:
    """Who comes, whether the student does, in which language."""
    appointment = _open(request, appointment_id)
    if request.method != "POST" and not _can_change(appointment):
        return redirect("family_appointment", appointment_id=appointment.pk)
    form = attending_form(appointment, request.POST if request.method == "POST" else None)
    if request.method == "POST" and put_down(request, form):
        messages.success(
            request,
            _("Saved. If somebody else comes now, we write to everybody concerned whose e-mail address we have."),
        )
        return redirect("family_appointment", appointment_id=appointment.pk)
    context = {"appointment": appointment, "form": form}
    return render(request, "conferences/family/attending.html", context, status=422 if form.is_bound else 200)


@guardian
@require_http_methods(["GET", "POST"])
@in_district_time
def call_off(request: ViewerRequest, appointment_id: uuid.UUID) -> HttpResponse:
    """Ask once more, then cancel."""
    appointment = _open(request, appointment_id)
    context = {"appointment": appointment, "place": place(appointment), "can_change": _can_change(appointment)}
    if request.method != "POST":
        if appointment.status != Appointment.Status.BOOKED:
            # Its page says what became of it.
            return redirect("family_appointment", appointment_id=appointment.pk)
        return render(request, "conferences/family/cancel.html", context)
    try:
        cancel(appointment=appointment, by=request.viewer.user, now=timezone.now())
    except BookingRefused as refusal:
        return render(request, "conferences/family/cancel.html", context | {"refusal": str(refusal)}, status=422)
    messages.success(request, _("The conference is cancelled. We have written to you, and your calendar follows."))
    return redirect("family_home")


@guardian
@require_GET
def calendar_file(request: ViewerRequest, appointment_id: uuid.UUID) -> HttpResponse:
    """The entry of that day as a file, for families who want it in a calendar by hand."""
    appointment = _open(request, appointment_id)
    if appointment.status != Appointment.Status.BOOKED:
        # A file of it would put a meeting back into the calendar from which the cancellation took it.
        raise Http404
    coming = {person.pk: person for person in who_comes(appointment)}
    person = next((coming[own.pk] for own in request.viewer.persons if own.pk in coming), appointment.guardian)
    visit = visit_of(person, appointment)
    meetings = meetings_of(person, appointment.conference, visit.day) or [appointment]
    text = download(visit, meetings, now=timezone.now())
    response = HttpResponse(text, content_type="text/calendar; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="conference.ics"'
    return response
