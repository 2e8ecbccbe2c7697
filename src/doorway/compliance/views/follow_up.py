"""Who has been met and who has not: all schools of the district, one school, one student."""

from __future__ import annotations

import uuid
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from doorway.accounts.errors import Refusal
from doorway.accounts.models import District
from doorway.compliance.access import (
    EVIDENCE,
    FOLLOWERS,
    TIME_READERS,
    closed_students,
    follow_up_school,
    follow_up_schools,
    reason_at,
    try_to_take_back,
)
from doorway.compliance.actions.following_up import record_try, take_try_back
from doorway.compliance.errors import TriedTwice
from doorway.compliance.forms import TakeTryBackForm, TryForm
from doorway.compliance.models import Standing
from doorway.compliance.queries.follow_up import (
    FIRST,
    PER_PAGE,
    followed,
    group_of,
    guardians_of,
    ids_of,
    lines_of,
    tries_of,
    unmet,
    with_whole_history,
)
from doorway.compliance.queries.policies import today_in
from doorway.compliance.queries.standing import (
    Asked,
    Line,
    Tally,
    asked_on,
    here_today,
    left_out,
    lines,
    students_of,
    total,
    without_course_plan,
)
from doorway.compliance.views.between import no_year, nobody, year_over
from doorway.compliance.views.listing import ORDER, SHOW, Listing, listing_in
from doorway.compliance.way import grades_words
from doorway.compliance.wording import capital, exception_words, grades_name, left_out_words, of_words, try_words
from doorway.conferences.access.held import ROLES, follows, open_family, siblings, writer
from doorway.conferences.wording import listed
from doorway.policy.packs import grade_number
from doorway.policy.queries import state_pack
from doorway.roster.access import log_looks, staff
from doorway.roster.access.marks import DECIDERS
from doorway.roster.middleware import ViewerRequest
from doorway.roster.models import Person, School

SCHOOLS_PER_PAGE = 50
# So long is what says which list somebody came from.
MOST_OF_A_LIST = 1000


@dataclass(frozen=True)
class Share:
    """How many of the students of whom it is asked, and known, have something. ``asks``: it is asked of somebody."""

    has: int = 0
    students: int = 0
    asks: bool = False

    def __add__(self, other: Share) -> Share:
        return Share(self.has + other.has, self.students + other.students, self.asks or other.asks)

    def __str__(self) -> str:
        """ "12 of 30", or why there is no number."""
        if not self.asks:
            return _("not asked")
        return of_words(self.has, self.students) if self.students else _("not known")


@dataclass(frozen=True)
class SchoolLine:
    """One school of the district's table."""

    school: School
    tally: Tally
    group: Share
    registered: Share


@dataclass(frozen=True)
class BandLine:
    """The grades of one rule in a school's table."""

    grades: str
    tally: Tally
    has_individual: bool
    asks_group: bool
    has_group: bool
    has_signature: bool
    has_registration: bool
    # Students without any class of this year in a course plan.
    unplanned: int


@staff(*FOLLOWERS)
@require_GET
def schools(request: ViewerRequest) -> HttpResponse:
    """The schools whose students the viewer follows up, with their numbers; the only one is opened at once."""
    known = list(follow_up_schools(request.viewer).order_by("name"))
    if len(known) == 1:
        return redirect("school_follow_up", school_id=known[0].pk)
    reckoned = [(home, asked_on(home, today_in(home))) for home in _districts(known)]
    found = [line for home, asked in reckoned for line in _school_lines(home, asked, known)]
    mine = {school.pk for school in known}
    unruled = [one for _home, asked in reckoned if asked for one in left_out(asked) if one.school in mine]
    worst = max(found, key=lambda line: line.tally.unmet, default=None)
    context = {
        "page": Paginator(found, SCHOOLS_PER_PAGE).get_page(request.GET.get("page")),
        "all": sum((line.tally for line in found), Tally()),
        "all_group": sum((line.group for line in found), Share()),
        "all_registered": sum((line.registered for line in found), Share()),
        "worst": worst if worst is not None and worst.tally.unmet else None,
        "has_policy": any(asked for _home, asked in reckoned),
        "no_year": next(filter(None, (no_year(home, today_in(home)) for home, asked in reckoned if not asked)), None),
        "any_numbers": bool(found),
        "nobody": next((nobody(asked, known) for _home, asked in reckoned if asked and not found), None),
        "left_out": left_out_words(unruled),
        "left_out_at": [one for one in known if one.pk in {row.school for row in unruled}],
        "is_district": request.viewer.has_role("district"),
        "is_district_office": request.viewer.has_role("district"),
        "year_over": next(filter(None, (year_over(asked) for _home, asked in reckoned)), None),
        **_time_links(request),
    }
    return render(request, "compliance/schools.html", context)


def _districts(known: Sequence[School]) -> list[District]:
    return list({school.district_id: school.district for school in known}.values())


def _school_lines(district: District, asked: Asked | None, known: Sequence[School]) -> list[SchoolLine]:
    if asked is None:
        return []
    mine = {school.pk: school for school in known if school.district_id == district.pk}
    tallies: dict[uuid.UUID, list[Line]] = defaultdict(list)
    # All of the district is one pass over its rows; a list of nearly all its schools would be slower.
    for line in lines(asked):
        if line.school in mine:
            tallies[line.school].append(line)
    return [
        SchoolLine(school, total(found), *_shares(found, registration=asked.registration))
        for school in mine.values()
        if (found := tallies[school.pk])
    ]


def _shares(found: Sequence[Line], *, registration: bool) -> tuple[Share, Share]:
    """Of a school's lines: the group conferences, and the registrations."""
    groups = [line for line in found if line.part.rule.group]
    planned = [line.tally for line in found if line.part.rule.registration]
    compared = planned if registration else []
    return (
        Share(sum(line.tally.group for line in groups), sum(line.group_known for line in groups), bool(groups)),
        Share(sum(one.registered for one in compared), sum(one.students for one in compared), bool(planned)),
    )


@staff(*FOLLOWERS)
@require_GET
def school(request: ViewerRequest, school_id: uuid.UUID) -> HttpResponse:
    """One school: whom nobody has met, the numbers by grades, and every student with what is there and what is not."""
    viewer = request.viewer
    found = follow_up_school(viewer, school_id)
    asked = asked_on(found.district, today_in(found.district))
    context: dict[str, Any] = {
        "school": found,
        "is_district": viewer.has_role("district") or len(viewer.school_ids(FOLLOWERS)) > 1,
        "asked": asked,
        "year_over": year_over(asked),
        "is_district_office": viewer.has_role("district"),
        "gives_evidence": viewer.has_role(*EVIDENCE),
        **_time_links(request),
    }
    if asked is None:
        context["no_year"] = no_year(found.district, today_in(found.district))
        return render(request, "compliance/school.html", context)
    counted = lines(asked, school=found)
    context["left_out"] = left_out_words(left_out(asked, school=found))
    context["nobody"] = None if counted or context["left_out"] else nobody(asked, [found])
    if asked.here.is_over:
        # Whose time here is over has no name on this page.
        on_lists = here_today(students_of(found.pk, asked), asked).count()
        context["not_here"] = total(counted).students - on_lists
    unplanned = without_course_plan(found.pk, asked)
    own = [one for one in asked.exceptions if one.school_id == found.pk]
    listing = listing_in(request.GET, {line.grade for line in counted})
    closed = closed_students(viewer)
    known = None if asked.here.is_over else counted
    page = _pages(listing, listing.rows(found.pk, asked, closed), known, unplanned).get_page(listing.page)
    listed = list(page.object_list)
    first = list(unmet(found.pk, asked, closed, now=timezone.now())[:FIRST])
    people = followed([*first, *listed], asked)
    log_looks(viewer, ids_of(people), reason=reason_at(viewer, found).value, page="follow_up")
    beside = siblings(viewer, [one.student for one in people[: len(first)]], page="follow_up")
    people = [replace(one, siblings=tuple(beside.get(one.student.pk, ()))) for one in people]
    asks = any(line.part.rule.registration for line in counted)
    shows_registration = asks and asked.registration
    shows_groups = any(line.part.rule.group and line.group_known for line in counted)
    any_unsure = any(line.tally.unsure or not asked.knows(line.part) for line in counted)
    with timezone.override(found.district.zone):
        context |= {
            "first": people[: len(first)],
            "students": people[len(first) :],
            "page": page,
            "all": total(counted),
            "bands": _bands(asked, counted, unplanned),
            "listing": listing,
            "orders": ORDER.items(),
            "shows": [
                (key, words)
                for key, words in SHOW.items()
                if (key not in {"registered", "unplanned"} or shows_registration)
                and (key != "unsure" or any_unsure)
                and (key != "group" or shows_groups)
            ],
            "exceptions": exception_words(
                own, asked.rules, state_pack(found.district), asked.year.ends_on.year, asked.on
            ),
            "asks_registration": asks,
            "shows_registration": shows_registration,
            "shows_groups": shows_groups,
            "lacks_hosts": found.pk in asked.unsaid,
            "lacks_groups": any(line.part.rule.group and not line.part.groups for line in counted),
            "grades": [line.grade for line in sorted(counted, key=lambda line: grade_number(line.grade))],
            "form": TryForm(initial={"on": asked.on}, auto_id=False),
            "entry": uuid.uuid4(),
            "today": asked.on,
        }
        return render(request, "compliance/school.html", context)


def _time_links(request: ViewerRequest) -> dict[str, bool]:
    viewer = request.viewer
    return {
        "is_counselor": viewer.has_role("counselor"),
        "reads_time": viewer.has_role(*TIME_READERS),
        "reads_survey": viewer.has_role(*EVIDENCE),
    }


def _pages(
    listing: Listing,
    rows: QuerySet[Standing] | list[Standing],
    counted: Sequence[Line] | None,
    unplanned: Mapping[str, int],
) -> Paginator:  # type: ignore[type-arg]  # not generic at run time
    """Pages of rows; how many there are was mostly counted in the one pass over the school, where everybody who
    is counted stands on the list, too."""
    pages = Paginator(rows, PER_PAGE)
    if counted is None or isinstance(rows, list) or listing.name:
        return pages
    number = _number(counted, listing.show, listing.grade, unplanned)
    if number is not None:
        pages.__dict__["count"] = number
    return pages


def _number(counted: Sequence[Line], show: str, grade: str, unplanned: Mapping[str, int]) -> int | None:
    """How many students a list has; none where the pass over the school does not count that."""
    if show in {"soon", "new", "group"}:
        return None
    number = 0
    for line in counted:
        if grade and line.grade != grade:
            continue
        tally, rule = line.tally, line.part.rule
        without = unplanned.get(line.grade, 0)
        number += {
            "all": tally.students,
            "unmet": tally.unmet,
            "individual": tally.students - tally.individual,
            "involved": tally.students - tally.involved,
            "plan": tally.students - tally.plan,
            "signed": tally.students - tally.signed if rule.signatures else 0,
            "registered": tally.students - tally.registered - without if rule.registration else 0,
            "unplanned": without,
            "overdue": tally.overdue,
            "done": tally.sure,
            "unsure": tally.unsure,
        }[show]
    return number


def _bands(asked: Asked, counted: Sequence[Line], unplanned: Mapping[str, int]) -> list[BandLine]:
    found = []
    for rule in dict.fromkeys(part.rule for part in asked.parts):
        mine = [line for line in counted if line.part.rule == rule]
        if mine:
            numbers = [grade_number(line.grade) for line in mine]
            found.append(
                BandLine(
                    capital(grades_name(min(numbers), max(numbers))),
                    total(mine),
                    has_individual=bool(rule.individual),
                    asks_group=bool(rule.group),
                    has_group=bool(rule.group) and any(line.group_known for line in mine),
                    has_signature=bool(rule.signatures),
                    has_registration=rule.registration,
                    unplanned=sum(unplanned.get(line.grade, 0) for line in mine),
                )
            )
    return found


@staff(*ROLES)
@require_http_methods(["GET", "POST"])
def tries(request: ViewerRequest, student_id: uuid.UUID) -> HttpResponse:
    """What was done to reach a student's family; one line more is written down here, by a teacher of the student too.

    Who only teaches the student reads of the notes their own.
    """
    viewer = request.viewer
    student, _reason = open_family(viewer, student_id, page="contact_tries")
    beside = siblings(viewer, [student], page="contact_tries")[student.pk]
    form = TryForm(request.POST or None, initial={"on": today_in(student.district)}, siblings=beside)
    entry = request.POST.get("entry", "")[:40] or str(uuid.uuid4())
    if form.is_valid():
        how, _colon, outcome = form.cleaned_data["what"].partition(":")
        try:
            written = record_try(
                student=student,
                also=form.also_about,
                how=how,
                outcome=outcome,
                note=form.cleaned_data["note"],
                on=form.cleaned_data["on"],
                by=writer(viewer, student.district),
                now=timezone.now(),
                entry=entry,
            )
        except TriedTwice as refusal:
            form.add_error(None, str(refusal))
            # Whoever has read that and presses once more did try twice.
            entry = str(uuid.uuid4())
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            names = listed(one.student.full_name for one in written)
            messages.success(request, _("Written down for %(name)s.") % {"name": names})
            return _back(request, student)
    person = with_whole_history(Person.objects.filter(pk=student.pk)).get()
    follows_up = follows(viewer, student)
    written_down = tries_of(person, notes_by=None if follows_up else viewer.person_ids)
    asked = lines_of(student, today_in(student.district))
    with timezone.override(student.district.zone):
        context = {
            "student": student,
            "guardians": guardians_of(person),
            "tries": written_down,
            "any_try": any(one.taken_back is None for one in written_down),
            "may_take_back": {one.by_id for one in written_down} if follows_up else viewer.person_ids,
            "follows_up": follows_up,
            "group_at": group_of(asked),
            # Who only teaches the student needs no reckoning of years.
            "way": [said for line in asked if (said := grades_words(line))] if follows_up else [],
            "may_correct": viewer.has_role(*DECIDERS),
            "form": form,
            "entry": entry,
            # From a school's list: back to it.
            "school": request.POST.get("school", request.GET.get("school", "")),
            "list": request.POST.get("list", request.GET.get("list", "")),
        }
        return render(request, "compliance/tries.html", context, status=422 if form.errors else 200)


@staff(*ROLES)
@require_http_methods(["GET", "POST"])
def take_back_try(request: ViewerRequest, student_id: uuid.UUID, try_id: uuid.UUID) -> HttpResponse:
    """A line that was entered by mistake is marked so, with why: it is no try any more, and stays on record."""
    line = try_to_take_back(request.viewer, student_id, try_id)
    student = line.student
    form = TakeTryBackForm(request.POST or None)
    if form.is_valid():
        by = writer(request.viewer, student.district)
        try:
            take_try_back(line=line, why=form.cleaned_data["why"], by=by, now=timezone.now())
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("It is marked as entered by mistake and does not count. It stays on record."))
            return redirect("contact_tries", student_id=student.pk)
    with timezone.override(student.district.zone):
        context = {"student": student, "line": line, "words": try_words(line.how, line.outcome), "form": form}
        return render(request, "compliance/take_try_back.html", context, status=422 if form.errors else 200)


def _back(request: ViewerRequest, student: Person) -> HttpResponse:
    """To the school's list where the line was written on it, as it was; otherwise to the student's own."""
    wanted = request.POST.get("school", "")
    try:
        school_id = uuid.UUID(wanted)
    except ValueError:
        return redirect("contact_tries", student_id=student.pk)
    if not follow_up_schools(request.viewer).filter(pk=school_id).exists():
        return redirect("contact_tries", student_id=student.pk)
    said = request.POST.get("list", "")
    if not said:
        return redirect("school_follow_up", school_id=school_id)
    listing = listing_in(QueryDict(said[:MOST_OF_A_LIST]))
    if listing.is_calls:
        return redirect(f"{reverse('call_list', args=[school_id])}?{listing.query}#{student.pk}")
    return redirect(f"{reverse('school_follow_up', args=[school_id])}?{listing.query}#students")
