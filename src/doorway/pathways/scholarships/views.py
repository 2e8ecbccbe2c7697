"""Pages of scholarships: a student's, the counselor's list, and the scholarships of the place."""

from __future__ import annotations

import uuid
from typing import cast

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils import timezone, translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST, require_safe

from doorway.accounts.errors import Refusal
from doorway.accounts.models import District
from doorway.messages.letters import link
from doorway.pathways.graduation.access import graduating_grades
from doorway.pathways.graduation.rulebooks import held_against
from doorway.pathways.models import LocalScholarship
from doorway.pathways.models.roles import SaidAs
from doorway.pathways.requirements.prints import as_seen, seen_in
from doorway.pathways.scholarships.access import (
    COUNSELORS_WORD,
    Keeper,
    awarder_of,
    ended_of,
    keeper_of,
    open_scholarships,
    scholarship_of,
    teller_of,
)
from doorway.pathways.scholarships.actions import end, enter
from doorway.pathways.scholarships.calendar import deadlines_file
from doorway.pathways.scholarships.dates import of_everybody, of_student
from doorway.pathways.scholarships.errors import EndedSince, NotEnded, NotOpen, SavedSince
from doorway.pathways.scholarships.forms import ScholarshipForm
from doorway.pathways.scholarships.ground import ground_of, hold
from doorway.pathways.scholarships.lists import Search, scholarship_list
from doorway.pathways.scholarships.local import areas_of
from doorway.pathways.scholarships.page import asking_with, scholarship_page, title_with, year_with
from doorway.pathways.scholarships.past import past_of
from doorway.pathways.scholarships.programs import Knows
from doorway.pathways.scholarships.seen import named, prints_of_form, saved_since, with_theirs
from doorway.pathways.scholarships.steps import What, tell
from doorway.pathways.scholarships.telling import SAID_OF_A_YEAR, check, judged_with
from doorway.pathways.scholarships.tests_taken import askable_tests, asked_before
from doorway.roster.access import Kind, public, shows, signed_in, staff
from doorway.roster.middleware import ViewerRequest
from doorway.roster.years import year_of_grades


@signed_in
@shows(Kind.SCHOLARSHIPS, Kind.GRADUATION)
@require_GET
def student_scholarships(request: HttpRequest, student_id: uuid.UUID) -> HttpResponse:
    """What is open to a student, what could still be reached and how, what is not, and by when."""
    viewer = cast(ViewerRequest, request).viewer
    reader = open_scholarships(viewer, student_id)
    # A scholarship may ask for a score: whom the board keeps test results from reads how it stands, and no number.
    closed = viewer.closed_kinds(reader.student.district, [reason.value for reason in reader.reasons])
    tells = reader.is_family or Kind.SCORES not in closed
    page = scholarship_page(reader.student, tells_scores=tells)
    context = {"reader": reader, "student": reader.student, "page": page}
    return render(request, "pathways/scholarships/student.html", context)


@signed_in
@shows(Kind.SCHOLARSHIPS, Kind.GRADUATION)
@require_POST
def scholarship_step(request: HttpRequest, student_id: uuid.UUID) -> HttpResponse:
    """Keep a scholarship, say that one has applied, that it was awarded, or that something is so; or take it back."""
    viewer = cast(ViewerRequest, request).viewer
    teller = teller_of(viewer, student_id)
    student = teller.student
    what, subject = _what(request.POST.get("what", "")), request.POST.get("subject", "")[:80]
    day = timezone.localdate(timezone=student.district.zone)
    try:
        held = hold(ground_of(student.district, day), [student])[student.pk]
        title = title_with(held, what, subject) if what else None
        if what is None or title is None:
            raise NotOpen
        person, role = teller.person, teller.role
        asking = asking_with(held, subject) if what in {What.SO, What.NOT_SO} else None
        if what in COUNSELORS_WORD or (asking is not None and asking.knows is Knows.COUNSELOR):
            person, role = awarder_of(viewer, student_id).person, SaidAs.COUNSELOR
        judged, happened_on = judged_with(held, subject), None
        if judged is not None and what in SAID_OF_A_YEAR:
            happened_on = check(what, judged, held, request.POST.get("on", "")[:20], day)
        tell(
            student=student, by=person, role=role, what=what, subject=subject, title=title,
            school_year=year_with(held, subject, day), now=timezone.now(), happened_on=happened_on,
        )  # fmt: skip
        messages.success(request, _DONE[what]())
    except Refusal as refusal:
        messages.error(request, str(refusal))
    return redirect("student_scholarships", student_id=student_id)


def _what(word: str) -> What | None:
    return What(word) if word in What.values else None


_DONE = {
    What.KEPT: lambda: _("It is on the list. You will get a letter before the deadline."),
    What.LET_GO: lambda: _("It is off the list."),
    What.APPLIED: lambda: _("It is on record that the student has applied."),
    What.NOT_APPLIED: lambda: _("It is on record that the student has not applied."),
    What.AWARDED: lambda: _("It is on record that the scholarship was awarded."),
    What.NOT_AWARDED: lambda: _("It is on record that the scholarship was not awarded."),
    What.SO: lambda: _("It is on record, and the page counts with it."),
    What.NOT_SO: lambda: _("It is on record, and the page counts with it."),
}


@signed_in
@shows(Kind.SCHOLARSHIPS, Kind.GRADUATION)
@require_GET
def scholarship_calendar(request: HttpRequest, student_id: uuid.UUID) -> HttpResponse:
    """The last days of what is open to a student, within reach or kept, as a file for a calendar."""
    reader = open_scholarships(cast(ViewerRequest, request).viewer, student_id)
    address = link("student_scholarships", student_id=student_id)
    body = deadlines_file(
        of_student(reader.student, address), district=reader.student.district,
        title=_("Scholarships of %(name)s") % {"name": reader.student.first_name}, page=address,
        now=timezone.now(), rings=True,
    )  # fmt: skip
    return _calendar(body, "scholarships")


@public
@require_safe
def scholarship_feed(request: HttpRequest, district_code: str) -> HttpResponse:
    """The last days of a district's scholarships, for whoever subscribes; nothing about any student."""
    district = District.objects.filter(code=district_code).first()
    if district is None:
        raise Http404
    language = request.GET.get("language", "")
    with translation.override(language if language in dict(settings.LANGUAGES) else "en"):
        address = link("home")
        body = deadlines_file(
            of_everybody(district, address), district=district,
            title=_("Scholarships: %(name)s") % {"name": district.name}, page=address,
            # One stamp a day: a calendar that asks again within it gets the same file.
            now=timezone.now().replace(hour=0, minute=0, second=0, microsecond=0), rings=False,
        )  # fmt: skip
    response = _calendar(body, f"scholarships-{district.code}", disposition="inline")
    response["Cache-Control"] = "public, max-age=3600"
    return response


def _calendar(body: bytes, name: str, disposition: str = "attachment") -> HttpResponse:
    response = HttpResponse(body, content_type="text/calendar; charset=utf-8")
    response["Content-Disposition"] = f'{disposition}; filename="{name}.ics"'
    return response


# The counselor


@staff("counselor", "principal")
@shows(Kind.SCHOLARSHIPS, Kind.GRADUATION)
@require_GET
def scholarships(request: HttpRequest) -> HttpResponse:
    """Who has what open, who has not applied, who was awarded; and the scholarships of the place."""
    viewer = cast(ViewerRequest, request).viewer
    search = Search(
        scholarship=request.GET.get("scholarship", "")[:80].replace("\x00", ""),
        grade=request.GET.get("grade", "")[:5].replace("\x00", ""),
        standing=request.GET.get("standing", "")[:12],
        school=_id(request.GET.get("school", "")),
    )
    found = scholarship_list(viewer, search, request.GET.get("page"))
    context = {"found": found, "search": search, "page": found.page, "is_counselor": viewer.has_role("counselor")}
    return render(request, "pathways/scholarships/list.html", context)


@staff("counselor")
@require_http_methods(["GET", "POST"])
def new_scholarship(request: HttpRequest) -> HttpResponse:
    """Enter a scholarship of the place."""
    keeper = keeper_of(cast(ViewerRequest, request).viewer)
    form = _form(request, keeper)
    if form.is_bound and form.is_valid():
        try:
            enter(form.entered(), by=keeper.person, user=keeper.person.user, now=timezone.now())
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("The scholarship is on the list. Students and families see it now."))
            return redirect("scholarships")
    context = {"form": form, "row": None}
    return render(request, "pathways/scholarships/edit.html", context, status=422 if form.is_bound else 200)


@staff("counselor")
@require_http_methods(["GET", "POST"])
def edit_scholarship(request: HttpRequest, scholarship_id: uuid.UUID) -> HttpResponse:
    """Change a scholarship of the place; who changed what, and when, stays below it."""
    keeper = keeper_of(cast(ViewerRequest, request).viewer)
    gone = ended_of(keeper, scholarship_id) if request.method == "POST" else None
    if gone is not None:
        # What was typed is not lost: it can be put on the list as a new one.
        form = _form(request, keeper, row=gone)
        form.add_error(None, str(EndedSince(who=gone.changed_by.full_name, at=_at(gone))))
        return render(request, "pathways/scholarships/edit.html", {"form": form, "row": None}, status=422)
    row = scholarship_of(keeper, scholarship_id)
    form, saved = _form(request, keeper, row=row), _form(request, keeper, row=row, is_saved=True)
    now, seen = prints_of_form(saved), seen_in(request.POST.get("seen", ""))
    since: dict[str, bool] = {}
    if form.is_bound and form.is_valid():
        # A page without prints was opened before pages carried them.
        since = saved_since(form, saved, seen) if seen else {}
        if since:
            # What nobody typed here is as it is saved, so that saving again does not undo it.
            form = _form(request, keeper, row=row, sent=with_theirs(request.POST, saved, since))
        try:
            if since:
                words = SavedSince.OWN if row.changed_by_id == keeper.person.pk else SavedSince.OTHERS
                raise SavedSince(words, who=row.changed_by.full_name, at=_at(row))
            enter(form.entered(), by=keeper.person, user=keeper.person.user, now=timezone.now(), old=row)
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("The scholarship is changed. Every student’s page counts with it."))
            return redirect("scholarships")
    is_kept = form.is_bound and seen and not since
    context = {
        "form": form, "row": row, "past": past_of(row), "seen": request.POST["seen"] if is_kept else as_seen(now),
        "now": as_seen(now), "overtyped": named(saved, since, typed=True), "taken": named(saved, since, typed=False),
    }  # fmt: skip
    return render(request, "pathways/scholarships/edit.html", context, status=422 if form.is_bound else 200)


@staff("counselor")
@require_POST
def end_scholarship(request: HttpRequest, scholarship_id: uuid.UUID) -> HttpResponse:
    """End a scholarship of the place: nobody can apply any more."""
    keeper = keeper_of(cast(ViewerRequest, request).viewer)
    row = scholarship_of(keeper, scholarship_id)
    now = prints_of_form(_form(request, keeper, row=row, is_saved=True))
    try:
        if seen_in(request.POST.get("seen", "")) != now:
            raise NotEnded
        end(row, by=keeper.person, user=keeper.person.user, now=timezone.now())
        messages.success(request, _("The scholarship is off the list. What students did about it stays on record."))
    except NotEnded as refusal:
        messages.error(request, str(refusal))
        return redirect("edit_scholarship", scholarship_id=row.pk)
    except Refusal as refusal:
        messages.error(request, str(refusal))
    return redirect("scholarships")


def _at(row: LocalScholarship) -> str:
    """When a scholarship was changed last."""
    return date_format(timezone.localtime(row.changed_at), "SHORT_DATETIME_FORMAT")


def _form(
    request: HttpRequest,
    keeper: Keeper,
    row: LocalScholarship | None = None,
    *,
    sent: QueryDict | None = None,
    is_saved: bool = False,
) -> ScholarshipForm:
    """The form as it was sent, or with what is saved. ``sent``: in place of what the request carries."""
    district = keeper.person.district
    rules = held_against(district, year_of_grades(district, timezone.localdate(timezone=district.zone)))
    return ScholarshipForm(
        None if is_saved or request.method != "POST" else sent or request.POST,
        schools=keeper.schools,
        areas=areas_of(district),
        tests=askable_tests(district),
        asked_before=asked_before(row, district),
        marks=rules.marks if rules else {},
        rules=rules,
        grades=graduating_grades(district),
        row=row,
    )


def _id(text: str) -> uuid.UUID | None:
    try:
        return uuid.UUID(text)
    except ValueError:
        return None
