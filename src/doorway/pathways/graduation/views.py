"""Pages of graduation: one student, and the counselor's list."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from typing import Any, cast

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from doorway.accounts.errors import Refusal
from doorway.pathways.course_plan.stopped import not_possible
from doorway.pathways.graduation import wording
from doorway.pathways.graduation.access import Reader, decider_of, fact_teller_of, open_graduation
from doorway.pathways.graduation.decisions import decide, withdraw
from doorway.pathways.graduation.errors import AlreadyWithdrawn, NotOnRecord
from doorway.pathways.graduation.facts import known_fact, say
from doorway.pathways.graduation.forms import (
    ConversionForm,
    DecisionForm,
    OffRecordForm,
    OptOutForm,
    PinForm,
    SubstitutionForm,
    WaiverForm,
    WithdrawForm,
)
from doorway.pathways.graduation.lists import Search, graduation_list
from doorway.pathways.graduation.off_record import take_off, taken_off, waiting
from doorway.pathways.graduation.page.build import graduation_page
from doorway.pathways.graduation.page.shown import GraduationPage, Tells
from doorway.pathways.graduation.records import class_of, own_year, rows_of
from doorway.pathways.graduation.rulebooks import Requirements, requirements_of, sets_to_try
from doorway.pathways.graduation.standing import Standing
from doorway.pathways.models import GraduationDecision, StudentFact, TranscriptCourse
from doorway.policy.packs import grade_number
from doorway.roster.access import Kind, shows, signed_in, staff
from doorway.roster.middleware import ViewerRequest
from doorway.roster.models import Person


@signed_in
@shows(Kind.GRADUATION)
@require_GET
def student_graduation(request: HttpRequest, student_id: uuid.UUID) -> HttpResponse:
    """What a student has, what is under way and what is missing for graduation, at this moment."""
    reader = open_graduation(cast(ViewerRequest, request).viewer, student_id)
    requirements = requirements_of(reader.student.district)
    page = graduation_page(
        reader.student, requirements=requirements, tells=_tells(request, reader), not_possible=not_possible
    )
    context = {
        "reader": reader,
        "student": reader.student,
        "page": page,
        "others": _others(reader.student, requirements, page),
        # A senior plans in what is left of the year, and the summer is left until it is over. The principal reads and
        # does not propose.
        "plans": page.has_catalog and reader.proposes,
    }
    return render(request, "pathways/graduation/student.html", context)


@signed_in
@shows(Kind.GRADUATION)
@require_GET
def graduation_what_if(request: HttpRequest, student_id: uuid.UUID) -> HttpResponse:
    """The same record against other requirements: of another class, or of another district of the state."""
    reader = open_graduation(cast(ViewerRequest, request).viewer, student_id)
    chosen = request.GET.get("set", "")
    requirements = requirements_of(reader.student.district)
    rules = sets_to_try(reader.student.district, requirements).get(chosen)
    if rules is None:
        messages.error(request, _("Choose the requirements that you want to try."))
        return redirect("student_graduation", student_id=student_id)
    page = graduation_page(
        reader.student,
        what_if=rules,
        requirements=requirements,
        tells=_tells(request, reader),
        not_possible=not_possible,
    )
    context = {
        "reader": reader,
        "student": reader.student,
        "page": page,
        "others": _others(reader.student, requirements, page),
        "chosen": chosen,
    }
    return render(request, "pathways/graduation/student.html", context)


def _tells(request: HttpRequest, reader: Reader) -> Tells:
    """Whom the board keeps test results from reads how something stands, and no score; a home reads no names."""
    viewer = cast(ViewerRequest, request).viewer
    closed = viewer.closed_kinds(reader.student.district, [reason.value for reason in reader.reasons])
    return Tells(scores=reader.is_family or Kind.SCORES not in closed, names=not reader.is_family)


@signed_in
@shows(Kind.GRADUATION)
@require_POST
def say_fact(request: HttpRequest, student_id: uuid.UUID) -> HttpResponse:
    """The student, the family or the counselor says what a requirement asks of a person, or takes it back."""
    teller = fact_teller_of(cast(ViewerRequest, request).viewer, student_id)
    student = teller.student
    says = request.POST.get("says", "")
    try:
        if says not in StudentFact.Says.values:
            raise NotOnRecord
        day = timezone.localdate(timezone=student.district.zone)
        leaves = class_of(grade_number(student.grade), own_year(student, day))
        known = known_fact(requirements_of(student.district, day), leaves, request.POST.get("fact", "")[:80])
        say(teller, known, StudentFact.Says(says), now=timezone.now())
        messages.success(request, _("It is on record, and the page counts with it."))
    except Refusal as refusal:
        messages.error(request, str(refusal))
    return redirect(f"{reverse('student_graduation', kwargs={'student_id': student_id})}#beside")


def _others(student: Person, requirements: Requirements, page: GraduationPage) -> list[tuple[str, str]]:
    """Requirements that somebody may try: all but those that hold. The district's own say their version."""
    versions = {f"own.{one.number}": one.number for one in requirements.own}
    found = []
    for key, rules in sets_to_try(student.district, requirements).items():
        title = wording.said(rules.title)
        if key in versions:
            title = _("%(title)s (version %(number)s of the district)") % {"title": title, "number": versions[key]}
        if rules is not page.held:
            found.append((key, title))
    return found


@staff("counselor")
@shows(Kind.GRADUATION)
@require_http_methods(["GET", "POST"])
def decide_graduation(request: HttpRequest, student_id: uuid.UUID) -> HttpResponse:
    """A counselor lowers a requirement, says which class counts for what, opens a way, or converts credit."""
    decider = decider_of(cast(ViewerRequest, request).viewer, student_id, page="graduation")
    student = decider.student
    page = graduation_page(student, with_beside=False)
    forms = _forms(student, page, request)
    sent = next((form for form in forms if form.is_bound), None)
    if sent is not None and sent.is_valid():
        today = timezone.localdate(timezone=student.district.zone)
        try:
            lines = [line.key for line in page.lines]
            openers = [key for key, _title in page.openers]
            decide(decider, sent.wish(), lines=lines, openers=openers, on=today, now=timezone.now())
        except Refusal as refusal:
            sent.add_error(None, str(refusal))
        else:
            messages.success(request, _("The decision is on record, and the page counts with it."))
            return redirect("student_graduation", student_id=student_id)
    context = {"student": student, "forms": forms, "sent": sent, "page": page}
    return render(request, "pathways/graduation/decide.html", context, status=422 if sent else 200)


def _forms(student: Person, page: GraduationPage, request: HttpRequest) -> list[DecisionForm]:
    """A form for each kind that makes sense for this student; the one that was sent is bound."""
    rows = rows_of([student.pk])[student.pk]
    lines = [(line.key, line.title) for line in page.lines]
    classes = _to_choose(rows)
    schools = sorted({row.school for row in rows if row.school})

    def sent(kind: GraduationDecision.Kind) -> dict[str, Any]:
        is_it = request.method == "POST" and request.POST.get("kind") == kind
        return {"prefix": kind.value, "data": request.POST if is_it else None}

    found: list[DecisionForm] = [SubstitutionForm(lines, classes, **sent(SubstitutionForm.kind))] if rows else []
    if rows:
        found.append(PinForm(lines, classes, **sent(PinForm.kind)))
        found.append(WaiverForm(lines, classes, **sent(WaiverForm.kind)))
    if page.openers:
        found.append(OptOutForm(page.openers, classes, **sent(OptOutForm.kind)))
    if schools:
        found.append(ConversionForm(schools, **sent(ConversionForm.kind)))
    return found


def _to_choose(rows: Iterable[TranscriptCourse]) -> list[tuple[str, str]]:
    """Classes of the record, each with its year, term and mark."""
    return [(str(row.pk), f"{row.title or row.code} · {wording.row_words(row)} {row.mark}".strip()) for row in rows]


@staff("counselor")
@shows(Kind.GRADUATION)
@require_http_methods(["GET", "POST"])
def take_off_record(request: HttpRequest, student_id: uuid.UUID) -> HttpResponse:
    """A counselor takes a class off the record of which no mark will ever come, and says why."""
    decider = decider_of(cast(ViewerRequest, request).viewer, student_id, page="graduation")
    student = decider.student
    today = timezone.localdate(timezone=student.district.zone)
    rows = waiting(student, today=today)
    form = OffRecordForm(_to_choose(rows), request.POST or None)
    if form.is_valid():
        try:
            values = form.cleaned_data
            words = take_off(decider, uuid.UUID(values["course"]), reason=values["reason"], today=today)
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("%(course)s is off the record.") % {"course": words})
            return redirect("student_graduation", student_id=student_id)
    context = {"student": student, "form": form if rows else None, "before": taken_off(student)}
    return render(request, "pathways/graduation/off_record.html", context, status=422 if form.errors and rows else 200)


@staff("counselor")
@shows(Kind.GRADUATION)
@require_http_methods(["GET", "POST"])
def withdraw_decision(request: HttpRequest, student_id: uuid.UUID, decision_id: uuid.UUID) -> HttpResponse:
    """Withdraw a decision and say why; it stays on record."""
    decider = decider_of(cast(ViewerRequest, request).viewer, student_id, page="graduation")
    student = decider.student
    form = WithdrawForm(request.POST or None)
    if form.is_valid():
        try:
            withdraw(decider, decision_id, reason=form.cleaned_data["reason"], now=timezone.now())
        except (AlreadyWithdrawn, NotOnRecord) as refusal:
            messages.error(request, str(refusal))
            return redirect("student_graduation", student_id=student_id)
        except Refusal as refusal:
            form.add_error("reason", str(refusal))
        else:
            messages.success(request, _("The decision is withdrawn. The page counts without it."))
            return redirect("student_graduation", student_id=student_id)
    page = graduation_page(student, with_beside=False)
    found = next((one for one in page.decisions if one.pk == decision_id), None)
    if found is None:
        gone = any(one.pk == decision_id for one in page.withdrawn)
        messages.error(request, str(AlreadyWithdrawn() if gone else NotOnRecord()))
        return redirect("student_graduation", student_id=student_id)
    context = {"student": student, "decision": found, "form": form}
    return render(request, "pathways/graduation/withdraw.html", context, status=422 if form.errors else 200)


@staff("counselor", "principal")
@shows(Kind.GRADUATION)
@require_GET
def graduation(request: HttpRequest) -> HttpResponse:
    """The students of the viewer in the upper grades: who is behind, on track or done, and whom to ask about."""
    search = Search(
        text=request.GET.get("q", "").replace("\x00", "").strip()[:80],
        school=_id(request.GET.get("school", "")),
        grade=request.GET.get("grade", "")[:5].replace("\x00", ""),
        standing=request.GET.get("standing", "") if request.GET.get("standing", "") in Standing.values else "",
    )
    found = graduation_list(cast(ViewerRequest, request).viewer, search, request.GET.get("page"))
    context = {
        "found": found,
        "is_counselor": cast(ViewerRequest, request).viewer.has_role("counselor"),
        "page": found.page,
        "search": search,
        "is_narrowed": search != Search(),
        "standings": Standing.choices,
        "grades": [(code, str(int(code))) for code in found.grades],
    }
    return render(request, "pathways/graduation/list.html", context)


def _id(text: str) -> uuid.UUID | None:
    try:
        return uuid.UUID(text)
    except ValueError:
        return None
