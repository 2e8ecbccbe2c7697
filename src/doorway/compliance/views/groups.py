"""Group conferences of a school: that one took place, and which families came."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Exists, OuterRef, QuerySet
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from doorway.accounts.errors import Refusal
from doorway.compliance.access import FOLLOWERS, closed_students, follow_up_school, group_of, reason_at
from doorway.compliance.actions.following_up import complete_group, hold_group, set_guests, take_group_back
from doorway.compliance.errors import GroupTwice
from doorway.compliance.forms import GroupForm, GroupHostsForm, TakeGroupBackForm
from doorway.compliance.models import GroupConference, GroupGuest, Standing
from doorway.compliance.queries.groups import (
    NO_STAFF,
    Staff,
    had_counselor,
    hosts_of,
    not_here_now,
    staff_of,
    with_hosts,
    years_since,
)
from doorway.compliance.queries.policies import today_in
from doorway.compliance.queries.standing import seats
from doorway.compliance.wording import counselor_words, grades_name, held_by_words
from doorway.policy.packs import grade_code
from doorway.policy.packs.values import HIGHEST_GRADE
from doorway.roster.access import log_looks, staff
from doorway.roster.middleware import ViewerRequest
from doorway.roster.models import Person, Role
from doorway.roster.told_apart import told_apart

GROUPS_SHOWN = 50
FAMILIES_PER_PAGE = 100


@staff(*FOLLOWERS)
@require_http_methods(["GET", "POST"])
def groups(request: ViewerRequest, school_id: uuid.UUID) -> HttpResponse:
    """The group conferences of a school; a new one is written down here."""
    school = follow_up_school(request.viewer, school_id)
    form = GroupForm(request.POST or None, school=school, initial={"held_on": today_in(school.district)})
    if form.is_valid() and request.viewer.user is not None:
        try:
            found = hold_group(
                school=school, by=request.viewer.user, now=timezone.now(), looked_at=form.looked_at, **form.values
            )
        except GroupTwice as refusal:
            messages.info(request, str(refusal))
            return redirect("group_conference", school_id=school.pk, group_id=refusal.group)
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            return redirect("group_conference", school_id=school.pk, group_id=found.pk)
    rows = with_hosts(GroupConference.objects.filter(school=school)).order_by("-held_at", "pk")
    listed: list[Any] = list(rows[:GROUPS_SHOWN])
    for one in listed:
        _describe(one)
    with timezone.override(school.district.zone):
        context = {
            "school": school,
            "form": form,
            "groups": [one for one in listed if one.taken_back_at is None],
            "taken_back": [one for one in listed if one.taken_back_at is not None],
        }
        return render(request, "compliance/groups.html", context, status=422 if form.errors else 200)


@staff(*FOLLOWERS)
@require_http_methods(["GET", "POST"])
def group(request: ViewerRequest, school_id: uuid.UUID, group_id: uuid.UUID) -> HttpResponse:
    """Which families came: a tick for each, one grade and one page at a time."""
    found: Any = group_of(request.viewer, school_id, group_id)
    school = found.school
    rows = seats(school.district, today_in(school.district), schools=[school.pk])
    rows = rows.exclude(student__in=closed_students(request.viewer).values("student"))
    back = 0 if found.grades is None else years_since(found)
    grade_codes = None
    if found.grades is not None:
        # Those who were in its grades then.
        today = [grade + back for grade in found.grades if grade + back <= HIGHEST_GRADE]
        grade_codes = [grade_code(grade) for grade in today]
        rows = rows.filter(grade__in=grade_codes)
    not_here = not_here_now(found, rows, grade_codes)
    gone: list[Any] = list(not_here.exclude(pk__in=closed_students(request.viewer).values("student")))
    grades = sorted({*rows.values_list("grade", flat=True).distinct(), *(one.grade for one in gone if not one.came)})
    grade = request.GET.get("grade", "")
    if grade in grades:
        rows, gone = rows.filter(grade=grade), [one for one in gone if one.came or one.grade == grade]
    came = Exists(GroupGuest.objects.filter(conference=found, student=OuterRef("student")))
    ordered = (
        rows.annotate(came=came)
        .select_related("student")
        .order_by("student__family_name", "student__given_name", "student")
    )
    page, listed, away = _page_of(ordered, gone, request.GET.get("page"))
    if request.method == "POST":
        # Only those who stand on this page can be ticked or unticked by it.
        there = {row.student_id for row in listed} | {student.pk for student in away}
        shown = there & set(_ids(request.POST.getlist("shown")))
        try:
            number = set_guests(group=found, shown=shown, came=set(_ids(request.POST.getlist("came"))))
        except Refusal as refusal:
            messages.error(request, str(refusal))
        else:
            said = ngettext("Saved. %(count)s family came.", "Saved. %(count)s families came.", number)
            messages.success(request, said % {"count": number})
        return redirect(_goes_on(request, grades))
    reason = reason_at(request.viewer, school).value
    looked_at = [*(row.student for row in listed), *away]
    log_looks(request.viewer, looked_at, reason=reason, page="group_conference")
    names = told_apart(looked_at)
    with timezone.override(school.district.zone):
        context = {
            "school": school,
            "group": found,
            "page": page,
            "rows": [(row, names[row.student_id]) for row in listed],
            "gone": [(student, names[student.pk]) for student in away],
            "grades": grades,
            "grade": grade if grade in grades else "",
            "years_back": back,
        }
        _describe(found)
        return render(request, "compliance/group.html", context)


def _page_of(
    rows: QuerySet[Standing], gone: Sequence[Any], number: str | None
) -> tuple[Any, list[Standing], list[Any]]:
    """A page of today's students, and beside them as many of those who are not here any more. Who of these is ticked
    stands on every page, where a mistake can be put right."""
    ticked, others = [one for one in gone if one.came], [one for one in gone if not one.came]
    page = Paginator(range(max(rows.count(), len(others))), FAMILIES_PER_PAGE).get_page(number)
    places = slice(page.number * FAMILIES_PER_PAGE - FAMILIES_PER_PAGE, page.number * FAMILIES_PER_PAGE)
    return page, list(rows[places]), [*ticked, *others[places]]


def _goes_on(request: ViewerRequest, grades: list[str]) -> str:
    """Where one wanted to go with what is saved now: another page, another grade, or the same again."""
    query, go = request.GET.copy(), request.POST.get("go", "")
    if go == "grade":
        wanted = request.POST.get("grade", "")
        query = QueryDict(mutable=True)
        if wanted in grades:
            query["grade"] = wanted
    elif go.isascii() and go.isdigit():
        query["page"] = go
    return f"{request.path}?{query.urlencode()}" if query else request.path


@staff(*FOLLOWERS)
@require_http_methods(["GET", "POST"])
def group_hosts(request: ViewerRequest, school_id: uuid.UUID, group_id: uuid.UUID) -> HttpResponse:
    """Who held it: of one that was written down before this was asked, or put right."""
    found: Any = group_of(request.viewer, school_id, group_id)
    staff_there = staff_of(found.school)
    known = {*found.hosts.values_list("person", flat=True)}
    listed = [*staff_there, *_others(known - {one.person for one in staff_there})]
    initial = {"hosts": [str(person) for person in known], "led_by": found.led_by, "minutes": found.minutes}
    form = GroupHostsForm(request.POST or None, staff=listed, initial=initial)
    if form.is_valid():
        try:
            complete_group(group=found, **form.cleaned_data)
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Saved."))
            return redirect("group_conference", school_id=found.school_id, group_id=found.pk)
    with timezone.override(found.school.district.zone):
        context = {"group": found, "school": found.school, "form": form}
        return render(request, "compliance/group_hosts.html", context, status=422 if form.errors else 200)


def _others(people: set[uuid.UUID]) -> list[Staff]:
    """People who held it and do not work at the school any more."""
    rows = Person.objects.filter(pk__in=people).prefetch_related("memberships") if people else []
    roles = {row.pk: [one.role for one in row.memberships.all() if one.role not in NO_STAFF] for row in rows}
    return [Staff(row.pk, row.full_name, Role(min(roles[row.pk], default=Role.TEACHER))) for row in rows]


def _describe(found: Any) -> None:
    """What pages say of a group conference of :func:`with_hosts`."""
    hosts = hosts_of(found)
    found.held_by = held_by_words(hosts, found.led_by)
    found.counselor_words = counselor_words(had_counselor(hosts))
    found.is_said = bool(hosts)
    found.grades_words = _grades(found)


@staff(*FOLLOWERS)
@require_http_methods(["GET", "POST"])
def take_back_group(request: ViewerRequest, school_id: uuid.UUID, group_id: uuid.UUID) -> HttpResponse:
    """One that was written down by mistake is taken back with a reason, and does not count any more."""
    found = group_of(request.viewer, school_id, group_id)
    form = TakeGroupBackForm(request.POST or None)
    if form.is_valid() and request.viewer.user is not None:
        try:
            take_group_back(
                group=found, by=request.viewer.user, now=timezone.now(), looked_at=form.looked_at, **form.values
            )
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, _("It is taken back and does not count. It stays on record."))
            return redirect("group_conferences", school_id=found.school_id)
    with timezone.override(found.school.district.zone):
        context = {"school": found.school, "group": found, "form": form, "families": found.guests.count()}
        status = 422 if form.errors else 200
        return render(request, "compliance/take_group_back.html", context, status=status)


def _grades(group: GroupConference) -> str:
    """For which grades it was, in words; empty for all of the school."""
    return "" if group.grades is None else grades_name(group.grades[0], group.grades[-1])


def _ids(values: list[str]) -> list[uuid.UUID]:
    found = []
    for value in values:
        try:
            found.append(uuid.UUID(value))
        except ValueError:
            continue
    return found
