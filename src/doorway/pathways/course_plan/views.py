"""Pages of a course plan."""

from __future__ import annotations

import uuid
from datetime import date
from typing import cast
from urllib.parse import urlencode

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from doorway.accounts.errors import Refusal
from doorway.pathways.course_plan.access import Reader, approver_of, open_course_plan, planner_of
from doorway.pathways.course_plan.actions import approve, approve_all, decline, move, propose, propose_way, take_back
from doorway.pathways.course_plan.choosing import Asked, Chooser
from doorway.pathways.course_plan.comparing import side_by_side
from doorway.pathways.course_plan.errors import SENTENCES, Gone
from doorway.pathways.course_plan.export import write_requests
from doorway.pathways.course_plan.forms import CompareForm, DeclineForm, NameWaysForm, ProposeForm, WayForm
from doorway.pathways.course_plan.ground import planning_of
from doorway.pathways.course_plan.held import hold
from doorway.pathways.course_plan.keeping import keep_way, kept_ways, let_go_way
from doorway.pathways.course_plan.left import terms_now
from doorway.pathways.course_plan.page import (
    LEFT,
    NOW,
    PLAN,
    anchor_of,
    course_plan_page,
    so_far,
    terms_left,
    way_page,
)
from doorway.pathways.course_plan.queries import MOST, requests_of, waiting_for
from doorway.pathways.course_plan.said import KEPT, done, said_at
from doorway.pathways.course_plan.seats import demand_for, demands_of, school_requests
from doorway.pathways.course_plan.stopped import stopped_of
from doorway.pathways.graduation.access import decides, has_graduation
from doorway.pathways.graduation.records import own_year
from doorway.pathways.graduation.wording import grade_words
from doorway.pathways.limits.wording import limit_words
from doorway.pathways.models import PlannedCourse
from doorway.pathways.registration.page import registration_parts
from doorway.pathways.registration.queries import registration_of
from doorway.policy.packs import grade_number
from doorway.roster.access import Kind, shows, signed_in, staff
from doorway.roster.addresses import button_on
from doorway.roster.middleware import ViewerRequest
from doorway.roster.models import Person
from doorway.roster.told_apart import told_apart

# The two ways in an address and in a form.
PICKS = ("one", "other")
# So many classes stand on one page of the search.
CLASSES_PER_PAGE = 20
MOST_DIGITS = 5
# More proposals no plan has room for.
MOST_SHOWN = 500


@signed_in
@shows(Kind.GRADUATION)
@require_http_methods(["GET", "POST"])
def course_plan(request: HttpRequest, student_id: uuid.UUID) -> HttpResponse:
    """The classes that a student means to take, grade by grade; student, family and counselor put classes there."""
    viewer = cast(ViewerRequest, request).viewer
    reader = open_course_plan(viewer, student_id)
    student = reader.student
    today = timezone.localdate(timezone=student.district.zone)
    planning = planning_of(student, today=today)
    years = registration_of(planning)
    page = course_plan_page(planning, years, demands_of(planning), today=today)
    grades = [(str(one.grade), grade_words(one.grade, one.year)) for one in page.grades]
    if page.now is not None:
        # Short: a choice that is wider than a telephone is cut off.
        grades.insert(0, (str(page.now.grade), _("This year (make-up credit)")))
    data = request.POST if request.method == "POST" else None
    # A class that another page has named is chosen already.
    begun = {name: request.GET.get(name, "") for name in ("course", "grade", "term")}
    if not begun["term"] and begun["grade"] == str(planning.grade):
        begun["term"] = next(iter(terms_now(begun["course"], planning)), "")
    form = None
    if reader.proposes:
        form = ProposeForm(
            page.courses, grades, page.terms, data, initial=begun,
            this_year=planning.ground.now.terms if page.now is not None and planning.ground.now is not None else (),
        )  # fmt: skip
    waits = False
    if data is not None:
        planner = planner_of(viewer, student_id)
        if form is not None and form.is_valid():
            given = form.cleaned_data
            try:
                row = propose(
                    planner, code=given["course"], grade=given["grade"], term=given.get("term", ""),
                    approves=decides(student), today=today, now=timezone.now(),
                )  # fmt: skip
            except Refusal as refusal:
                form.add_error(None, str(refusal))
                # What only lacks what comes before it can be had together with that.
                waits = refusal.sentence is SENTENCES["prerequisite"]
            else:
                return _done(request, student_id, _("The class is in the plan."), anchor_of(row))
    sent = begun if data is None else data
    if form is not None and (not page.grades or sent.get("grade") == str(planning.grade)):
        form.show_terms(terms_left(planning, sent.get("course", "")), may_be_open=bool(page.grades))
    context = {
        "reader": reader,
        "student": student,
        "page": page,
        "form": form,
        "way_form": WayForm([(one.code, one.titles) for one in page.ways]),
        "limits": [limit_words(limit, name, is_own=reader.is_own) for name, limit in page.limits],
        "has_graduation": has_graduation(student),
        "registration": registration_parts(years, this_year=planning.year),
        # Without what it would fill, which is not said here: that is cheap.
        "refused": Chooser(planning, None).refused(begun["course"]) if form is not None and data is None else None,
        "planned": so_far(planning) if form is not None and page.has_places else [],
        "waits": waits and form is not None and form.cleaned_data["course"],
        **said_at(request, page.anchors),
    }
    is_wrong = form is not None and form.is_bound
    return render(request, "pathways/course_plan/plan.html", context, status=422 if is_wrong else 200)


def _done(request: HttpRequest, student_id: uuid.UUID, said: str, at: str) -> HttpResponse:
    """Back to the plan, to the place where something was done."""
    return done(request, said, at, reverse("course_plan", args=[student_id]))


def _grade_of(row: PlannedCourse, student: Person, today: date) -> str:
    """The heading under which a class stood."""
    grade = grade_number(student.grade) + row.school_year - own_year(student, today)
    return NOW if row.makes_up else f"grade-{grade}"


@signed_in
@shows(Kind.GRADUATION)
@require_http_methods(["GET", "POST"])
def find_classes(request: HttpRequest, student_id: uuid.UUID) -> HttpResponse:
    """Look for a class by words, subject, grade and what it fills, and put it into the plan from there."""
    viewer = cast(ViewerRequest, request).viewer
    if request.method == "POST":
        return _put_found(request, student_id)
    reader = open_course_plan(viewer, student_id)
    student = reader.student
    today = timezone.localdate(timezone=student.district.zone)
    planning = planning_of(student, today=today)
    asked = _asked_of(request)
    found = Chooser(planning, hold(planning, today=today)).find(asked)
    page = Paginator(found.classes, CLASSES_PER_PAGE).get_page(request.GET.get("page"))
    said = said_at(request, {_place(number) for number in range(1, len(found.classes) + 2)})
    first, last = page.start_index(), page.end_index()
    places = [_place(number) for number in range(first, last + 1)] if found.classes else []
    if said and said["done_at"] not in places:
        # The last class of the page is in the plan now, and no longer in the list.
        said["done_at"] = "end"
    context = {
        "reader": reader,
        "student": student,
        "asked": asked,
        "found": found,
        "page": page,
        "rows": list(zip(range(first, last + 1), places, page.object_list, strict=False)),
        "query": request.GET.urlencode(),
        "school": planning.school,
        "planned": so_far(planning),
        **said,
    }
    return render(request, "pathways/course_plan/find.html", context)


def _place(number: int) -> str:
    """The place of a class in the list of those that were found."""
    return f"found-{number}"


def _asked_of(request: HttpRequest) -> Asked:
    given = {name: request.GET.get(name, "").replace("\x00", "")[:80] for name in ("q", "subject", "grade", "fills")}
    grade = given["grade"]
    return Asked(
        given["q"], given["subject"], int(grade) if grade.isdecimal() and len(grade) < 3 else 0, given["fills"]
    )  # fmt: skip


def _put_found(request: HttpRequest, student_id: uuid.UUID) -> HttpResponse:
    """Put a class that was found into the plan; back to the same search, so that the next one can follow.

    One that the plan names for what is left (``from``) leads back there.
    """
    planner = planner_of(cast(ViewerRequest, request).viewer, student_id)
    student = planner.student
    today = timezone.localdate(timezone=student.district.zone)
    given = {name: request.POST.get(name, "").replace("\x00", "")[:80] for name in ("course", "at", "term")}
    grade, _space, term = given["at"].partition(" ")
    is_named = request.POST.get("from") == PLAN
    at_plan = LEFT
    try:
        if not grade.isdecimal() or len(grade) > 2:
            raise Gone
        row = propose(
            planner, code=given["course"], grade=int(grade), term=term or given["term"], approves=decides(student),
            today=today, now=timezone.now(),
        )  # fmt: skip
        values = {"course": row.course.called, "grade": grade}
        where = _("%(course)s is in the plan for grade %(grade)s.")
        said, is_refused = (_("%(course)s is in the plan for this year.") if row.makes_up else where) % values, False
        at_plan = anchor_of(row)
    except Refusal as refusal:
        said, is_refused = str(refusal), True
    if is_named:
        return done(request, said, at_plan, reverse("course_plan", args=[student_id]), is_refused=is_refused)
    query, number = request.GET.urlencode(), request.POST.get("place", "")
    at = _place(int(number)) if number.isdecimal() and len(number) < MOST_DIGITS else ""
    address = reverse("find_classes", args=[student_id]) + (f"?{query}" if query else "")
    return done(request, said, at, address, is_refused=is_refused)


@signed_in
@shows(Kind.GRADUATION)
@require_GET
def compare_plans(request: HttpRequest, student_id: uuid.UUID) -> HttpResponse:
    """Two ways to go on, beside the plan as it is: what each leaves open for graduation."""
    reader = open_course_plan(cast(ViewerRequest, request).viewer, student_id)
    picked = [request.GET.get(name, "")[:80].replace("\x00", "") for name in PICKS]
    return _ways_page(request, reader, picked, NameWaysForm())


def _ways_page(request: HttpRequest, reader: Reader, picked: list[str], name_form: NameWaysForm) -> HttpResponse:
    """The page, also where something could not be kept: what was typed stays in the field."""
    student = reader.student
    today = timezone.localdate(timezone=student.district.zone)
    planning = planning_of(student, today=today)
    courses = Chooser(planning, hold(planning, today=today)).offered()
    known = {one.code for one in courses}
    drafts = side_by_side(planning, [code for code in picked if code in known], today=today) if any(picked) else []
    grades = [
        (grade, [next((one for one in draft.grades if one.grade == grade), None) for draft in drafts])
        for grade in planning.grades
    ]
    context = {
        "reader": reader,
        "student": student,
        "form": CompareForm(courses, picked),
        "picks": list(zip(PICKS, picked, strict=True)),
        "drafts": drafts,
        "ways": [draft for draft in drafts if draft.code and not draft.no],
        "kept": [(row, urlencode(dict(zip(PICKS, row.codes, strict=False)))) for row in kept_ways(student)],
        "grades": grades,
        "name_form": name_form,
        **said_at(request, {KEPT}),
    }
    return render(request, "pathways/course_plan/compare.html", context, status=422 if name_form.is_bound else 200)


@signed_in
@shows(Kind.GRADUATION)
@require_POST
def keep_compared(request: HttpRequest, student_id: uuid.UUID) -> HttpResponse:
    """Keep two ways under a name."""
    viewer = cast(ViewerRequest, request).viewer
    planner = planner_of(viewer, student_id)
    today = timezone.localdate(timezone=planner.student.district.zone)
    codes = [request.POST.get(name, "")[:80].replace("\x00", "") for name in PICKS]
    form = NameWaysForm(request.POST)
    if form.is_valid():
        try:
            keep_way(planner, name=form.cleaned_data["name"], codes=codes, today=today, now=timezone.now())
        except Gone as refusal:
            address = reverse("compare_plans", args=[student_id])
            return done(request, str(refusal), KEPT, address, is_refused=True)
        except Refusal as refusal:
            form.add_error("name", str(refusal))
        else:
            asked = urlencode({pick: code for pick, code in zip(PICKS, codes, strict=True) if code})
            said = _("It is kept. Student, family and counselor find it on this page.")
            return done(request, said, KEPT, f"{reverse('compare_plans', args=[student_id])}?{asked}")
    if not any(codes):  # there is nothing to keep, and no field for its name
        return done(request, str(Gone()), KEPT, reverse("compare_plans", args=[student_id]), is_refused=True)
    # The plan is shown: that is a look at it.
    return _ways_page(request, open_course_plan(viewer, student_id), codes, form)


@signed_in
@shows(Kind.GRADUATION)
@require_POST
def let_go_compared(request: HttpRequest, student_id: uuid.UUID, way_id: uuid.UUID) -> HttpResponse:
    """Let go what was kept."""
    planner = planner_of(cast(ViewerRequest, request).viewer, student_id)
    address = reverse("compare_plans", args=[student_id])
    try:
        let_go_way(planner, way_id, now=timezone.now())
    except Refusal as refusal:
        return done(request, str(refusal), KEPT, address, is_refused=True)
    return done(request, _("It is let go."), KEPT, address)


@signed_in
@shows(Kind.GRADUATION)
@require_http_methods(["GET", "POST"])
def plan_way(request: HttpRequest, student_id: uuid.UUID) -> HttpResponse:
    """A class with everything that comes before it: looked at first, then proposed as a whole."""
    viewer = cast(ViewerRequest, request).viewer
    planner = planner_of(viewer, student_id)
    student = planner.student
    today, code = timezone.localdate(timezone=student.district.zone), request.GET.get("course", "")
    if request.method == "POST":
        try:
            done = propose_way(planner, code=code, approves=decides(student), today=today, now=timezone.now())
            said = ngettext("One class is in the plan.", "%(number)s classes are in the plan.", len(done))
            said = said % {"number": len(done)} if len(done) > 1 else said
            return _done(request, student_id, said, anchor_of(done[-1]))
        except Refusal as refusal:
            messages.error(request, str(refusal))
        return redirect("course_plan", student_id=student_id)
    # The plan is shown: that is a look at it.
    open_course_plan(viewer, student_id)
    if not code:
        messages.error(request, _("Choose a class."))
        return redirect("course_plan", student_id=student_id)
    planning = planning_of(student, today=today)
    try:
        steps = way_page(planning, code)
    except Refusal as refusal:
        messages.error(request, str(refusal))
        return redirect("course_plan", student_id=student_id)
    context = {
        "student": student,
        "steps": steps,
        "code": code,
        "title": planning.ground.named([code]),
        "approves": decides(student),
    }
    return render(request, "pathways/course_plan/way.html", context)


@signed_in
@shows(Kind.GRADUATION)
@button_on("course_plan")
@require_POST
def take_back_planned(request: HttpRequest, student_id: uuid.UUID, planned_id: uuid.UUID) -> HttpResponse:
    """Take a class out of the plan again."""
    planner = planner_of(cast(ViewerRequest, request).viewer, student_id)
    today = timezone.localdate(timezone=planner.student.district.zone)
    try:
        row = take_back(
            planner, planned_id, approved_too=decides(planner.student), today=today, now=timezone.now()
        )  # fmt: skip
        return _done(request, student_id, _("The class is out of the plan."), _grade_of(row, planner.student, today))
    except Refusal as refusal:
        address = reverse("course_plan", args=[student_id])
        return done(request, str(refusal), f"planned-{planned_id}", address, is_refused=True)


@signed_in
@shows(Kind.GRADUATION)
@button_on("course_plan")
@require_POST
def move_planned(request: HttpRequest, student_id: uuid.UUID, planned_id: uuid.UUID) -> HttpResponse:
    """Move a class of the plan to another grade."""
    planner = planner_of(cast(ViewerRequest, request).viewer, student_id)
    today = timezone.localdate(timezone=planner.student.district.zone)
    grade = request.POST.get("grade", "")
    try:
        if not grade.isdecimal() or len(grade) > 2:
            raise Gone
        row = move(
            planner, planned_id, grade=int(grade), approved_too=decides(planner.student), today=today,
            now=timezone.now(),
        )  # fmt: skip
        values = {"course": row.course.called, "grade": int(grade)}
        return _done(request, student_id, _("%(course)s is in grade %(grade)s now.") % values, anchor_of(row))
    except Refusal as refusal:
        address = reverse("course_plan", args=[student_id])
        return done(request, str(refusal), f"planned-{planned_id}", address, is_refused=True)


@staff("counselor")
@shows(Kind.GRADUATION)
@require_http_methods(["GET", "POST"])
def decide_planned(request: HttpRequest, student_id: uuid.UUID, planned_id: uuid.UUID) -> HttpResponse:
    """The counselor approves a proposed class, or declines it with a reason."""
    approver = approver_of(cast(ViewerRequest, request).viewer, student_id)
    student = approver.student
    today = timezone.localdate(timezone=student.district.zone)
    form = DeclineForm(request.POST if request.POST.get("decision") == "decline" else None)
    if request.method == "POST":
        try:
            if not form.is_bound:
                decided = approve(approver, planned_id, today=today, now=timezone.now())
                return _done(request, student_id, _("The class is approved."), anchor_of(decided))
            if form.is_valid():
                reason = form.cleaned_data["reason"]
                decided = decline(approver, planned_id, reason=reason, today=today, now=timezone.now())
                said = _("The class is declined. The family reads the reason.")
                return _done(request, student_id, said, _grade_of(decided, student, today))
        except Refusal as refusal:
            if not form.is_bound:
                messages.error(request, str(refusal))
                return redirect("course_plan", student_id=student_id)
            form.add_error(None, str(refusal))
    row = next((row for row in planning_of(student, today=today).active if row.pk == planned_id), None)
    if row is None:
        messages.error(request, _("The plan has changed in the meantime. Look at it again."))
        return redirect("course_plan", student_id=student_id)
    context = {"student": student, "form": form, "row": row}
    return render(request, "pathways/course_plan/decide.html", context, status=422 if form.is_bound else 200)


@staff("counselor")
@shows(Kind.GRADUATION)
@require_POST
def approve_plan(request: HttpRequest, student_id: uuid.UUID) -> HttpResponse:
    """The counselor approves whatever the page showed as proposed; what came since is named and waits."""
    approver = approver_of(cast(ViewerRequest, request).viewer, student_id)
    today = timezone.localdate(timezone=approver.student.district.zone)
    done, refused = approve_all(approver, shown=_shown(request), today=today, now=timezone.now())
    if not done and not refused:
        messages.error(request, str(Gone()))
    if done:
        said = ngettext("One class is approved.", "%(number)s classes are approved.", done)
        said = said % {"number": done} if done > 1 else said
        if not refused:
            return _done(request, student_id, said, PLAN)
        messages.success(request, said)
    for row, grade, refusal in refused:
        values = {"course": row.course.called, "grade": grade, "why": str(refusal)}
        messages.error(request, _("Not approved: %(course)s, grade %(grade)s. %(why)s") % values)
    return redirect("course_plan", student_id=student_id)


def _shown(request: HttpRequest) -> set[uuid.UUID]:
    """The proposed classes that stood on the page; nothing where it does not say so."""
    found = set()
    for text in request.POST.get("shown", "").split()[:MOST_SHOWN]:
        try:
            found.add(uuid.UUID(text))
        except ValueError:
            continue
    return found


@staff("counselor")
@shows(Kind.GRADUATION)
@require_GET
def waiting_plans(request: HttpRequest) -> HttpResponse:
    """Whose proposals wait for the counselor."""
    waiting = waiting_for(cast(ViewerRequest, request).viewer)
    stopped = stopped_of(cast(ViewerRequest, request).viewer)
    requests = school_requests(cast(ViewerRequest, request).viewer)
    names = told_apart([*waiting, *(one.student for one in stopped)], by_id=True)
    context = {
        "waiting": [(student, names[student.pk]) for student in waiting],
        "is_full": len(waiting) >= MOST,
        "requests": requests,
        "stopped": [(one, names[one.student.pk]) for one in stopped],
        "left_out": sum(one.requested for one in stopped),
    }
    return render(request, "pathways/course_plan/waiting.html", context)


@staff("counselor")
@shows(Kind.GRADUATION)
@require_GET
def course_requests(request: HttpRequest) -> HttpResponse:
    """What is approved for the next school year, and waits in this one, as a file for the school's own system.

    Without what is no longer possible: the page with the file says how many classes that are, and of whom.
    """
    response = HttpResponse(content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="course-requests.csv"'
    viewer = cast(ViewerRequest, request).viewer
    stopped = {row.pk for one in stopped_of(viewer, logs=False) for row, _no in one.rows}
    rows = [row for row in requests_of(viewer) if row.pk not in stopped]
    write_requests(rows, response, demand_for([row for row in rows if not row.makes_up]))
    return response
