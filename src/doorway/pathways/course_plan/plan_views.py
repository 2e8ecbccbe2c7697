"""Pages of whole plans: kept under a name, held against each other, and used."""

from __future__ import annotations

import uuid
from typing import Any, cast
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from doorway.accounts.errors import Refusal
from doorway.pathways.course_plan.access import Reader, open_course_plan, planner_of
from doorway.pathways.course_plan.actions import use_plan
from doorway.pathways.course_plan.errors import Gone, NothingNew, NotKept
from doorway.pathways.course_plan.forms import KeepForm, PlansForm
from doorway.pathways.course_plan.ground import planning_of
from doorway.pathways.course_plan.kept_plans import entries_kept, entries_of, keep_plan, kept_plans, let_go_plan
from doorway.pathways.course_plan.laying import lay
from doorway.pathways.course_plan.page import PLAN
from doorway.pathways.course_plan.said import KEPT, done, said_at
from doorway.pathways.course_plan.two_plans import TODAY, picked_of, two_plans
from doorway.pathways.graduation.access import decides
from doorway.pathways.graduation.wording import term_words
from doorway.pathways.models import KeptPlan
from doorway.roster.access import Kind, shows, signed_in
from doorway.roster.middleware import ViewerRequest
from doorway.roster.models import Person

SIDES = ("one", "other")


@signed_in
@shows(Kind.GRADUATION)
@require_GET
def compare_whole_plans(request: HttpRequest, student_id: uuid.UUID) -> HttpResponse:
    """Two whole plans side by side: the plan of today, or one that was kept, and another one."""
    reader = open_course_plan(cast(ViewerRequest, request).viewer, student_id)
    return _plans_page(request, reader, KeepForm())


def _plans_page(request: HttpRequest, reader: Reader, form: KeepForm) -> HttpResponse:
    """The page, also where something could not be kept: what was typed stays in the field."""
    student = reader.student
    today = timezone.localdate(timezone=student.district.zone)
    planning = planning_of(student, today=today)
    kept = kept_plans(student)
    given = [request.GET.get(name, "")[:40] for name in SIDES]
    picked = picked_of(given, kept)
    two = two_plans(planning, picked, today=today) if len(picked) == len(SIDES) else None
    chosen = [TODAY if row is None else str(row.pk) for row in picked] or given
    plans = [(TODAY, _("The plan of today")), *((str(row.pk), _called(row)) for row in kept)]
    context: dict[str, Any] = {
        "reader": reader,
        "student": student,
        "form": form,
        "plans_form": PlansForm(plans, chosen),
        "two": two,
        # One plan twice, or one that somebody has let go.
        "is_unclear": any(given) and two is None,
        "kept": kept,
        "can_keep": bool(planning.active) or form.is_bound,
        **said_at(request, {KEPT}),
    }
    return render(request, "pathways/course_plan/plans.html", context, status=422 if form.is_bound else 200)


def _called(row: KeptPlan) -> str:
    """A plan in a list to choose from."""
    return f"{row.name} ({date_format(timezone.localtime(row.kept_at), 'DATE_FORMAT')}, {row.get_role_display()})"


@signed_in
@shows(Kind.GRADUATION)
@require_POST
def keep_whole_plan(request: HttpRequest, student_id: uuid.UUID) -> HttpResponse:
    """Keep the plan under a name, as it is today or with one more class; then it stands beside the plan of today."""
    viewer = cast(ViewerRequest, request).viewer
    planner = planner_of(viewer, student_id)
    today = timezone.localdate(timezone=planner.student.district.zone)
    form = KeepForm(request.POST)
    if form.is_valid():
        try:
            row = keep_plan(planner, **form.cleaned_data, today=today, now=timezone.now())
        except Refusal as refusal:
            form.add_error("name", str(refusal))
        else:
            said = _("“%(name)s” is kept. Student, family and counselor find it on this page.") % {"name": row.name}
            query = urlencode({SIDES[0]: TODAY, SIDES[1]: str(row.pk)})
            return done(request, said, KEPT, f"{reverse('compare_whole_plans', args=[student_id])}?{query}")
    # The plan is shown: that is a look at it.
    return _plans_page(request, open_course_plan(viewer, student_id), form)


@signed_in
@shows(Kind.GRADUATION)
@require_POST
def let_go_whole_plan(request: HttpRequest, student_id: uuid.UUID, plan_id: uuid.UUID) -> HttpResponse:
    """Let a kept plan go."""
    planner = planner_of(cast(ViewerRequest, request).viewer, student_id)
    address = reverse("compare_whole_plans", args=[student_id])
    try:
        row = let_go_plan(planner, plan_id, now=timezone.now())
    except Refusal as refusal:
        return done(request, str(refusal), KEPT, address, is_refused=True)
    return done(request, _("“%(name)s” is let go.") % {"name": row.name}, KEPT, address)


@signed_in
@shows(Kind.GRADUATION)
@require_http_methods(["GET", "POST"])
def use_whole_plan(request: HttpRequest, student_id: uuid.UUID, plan_id: uuid.UUID) -> HttpResponse:
    """What becomes of the plan when it follows one that was kept: looked at first, then done as a whole."""
    viewer = cast(ViewerRequest, request).viewer
    planner = planner_of(viewer, student_id)
    student, now = planner.student, timezone.now()
    today = timezone.localdate(timezone=student.district.zone)
    address, error, approves = reverse("compare_whole_plans", args=[student_id]), "", decides(student)
    keep_as = request.POST.get("keep_as", "").replace("\x00", "")[:80]
    if request.method == "POST":
        try:
            row = use_plan(
                planner, plan_id, mark=request.POST.get("mark", ""), keep_as=keep_as, approves=approves, today=today,
                now=now,
            )  # fmt: skip
        except NotKept as refusal:
            error = str(refusal)
        except (Gone, NothingNew) as refusal:
            return done(request, str(refusal), KEPT, address, is_refused=True)
        else:
            said = _("“%(name)s” is the plan now.") if approves else _(
                "The plan follows “%(name)s” now. What is new in it is proposed, and the counselor decides."
            )  # fmt: skip
            return done(request, said % {"name": row.name}, PLAN, reverse("course_plan", args=[student_id]))
    # The plan is shown: that is a look at it.
    reader = open_course_plan(viewer, student_id)
    planning = planning_of(reader.student, today=today)
    kept = kept_plans(student)
    wanted = next((one for one in kept if one.pk == plan_id), None)
    if wanted is None:
        return done(request, str(Gone()), KEPT, address, is_refused=True)
    laid = lay(planning, entries_kept(wanted), approved_too=approves)
    is_known = any(set(entries_kept(one)) == set(entries_of(planning.active)) for one in kept)
    if not error and not is_known and planning.active:
        keep_as = _name_for(student, kept, _("Plan of %(day)s") % {"day": date_format(today, "DATE_FORMAT")})
    context = {
        "reader": reader,
        "student": student,
        "row": wanted,
        "laid": laid,
        "comes": [(planning.ground.named([one.code]), one.grade, term_words(one.term)) for one in laid.comes],
        "goes": [(one, planning.grade_of(one)) for one in laid.goes],
        "fixed": [(one, planning.grade_of(one), why) for one, why in laid.fixed],
        "unfit": [(one.called(planning), one.grade_in(planning), why) for one, why in laid.unfit],
        "approves": approves,
        "now": planning.grade,
        "keep_as": keep_as,
        "keeps": bool(planning.active),
        "is_known": is_known,
        "error": error,
    }
    return render(request, "pathways/course_plan/use.html", context, status=422 if error else 200)


def _name_for(student: Person, kept: list[KeptPlan], name: str) -> str:
    """A name that nothing is kept under."""
    taken, number = {row.name for row in kept}, 1
    found = name
    while found in taken:
        number += 1
        found = f"{name} ({number})"
    return found
