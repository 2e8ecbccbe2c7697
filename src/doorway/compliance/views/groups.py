"""Group conferences of a school: that one took place, and which families came."""

from __future__ import annotations

import uuid
from collections.abc import Iterator, Mapping, Sequence
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
from doorway.compliance.actions.following_up import (
    GroupShown,
    Guests,
    complete_group,
    hold_group,
    prints_of_group,
    set_guests,
    shown_of,
    take_group_back,
    together,
)
from doorway.compliance.errors import ChangedMeanwhile, GroupTwice
from doorway.compliance.forms import GroupForm, GroupHostsForm, TakeGroupBackForm
from doorway.compliance.models import GroupConference, GroupGuest, Standing
from doorway.compliance.queries.drafts import as_seen, seen_in
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
from doorway.compliance.views.saved import Saved
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
    if request.method == "POST":
        return _ticked(request, found, rows, gone, grades)
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


def _ticked(
    request: ViewerRequest, group: GroupConference, rows: QuerySet[Standing], gone: Sequence[Any], grades: list[str]
) -> HttpResponse:
    """Save the ticks of a page: of those who stood on it and are on the list now.

    ``rows``, ``gone``: the whole list, of all its grades. Whoever is enrolled, moves up or leaves while a page is open
    moves the others to another page of it.
    """
    shown, was = _shown(request.POST.getlist("shown"))
    here = rows.filter(student__in=shown).values_list("student", flat=True)
    there = shown & {*here, *(student.pk for student in gone)}
    ticked = shown & set(_ids(request.POST.getlist("came")))
    try:
        guests = set_guests(group=group, shown=there, came=ticked, was=was)
    except Refusal as refusal:
        messages.error(request, str(refusal))
    else:
        said = ngettext(
            "Saved. The family of %(count)s student came.",
            "Saved. The families of %(count)s students came.",
            guests.number,
        )
        messages.success(request, said % {"count": guests.number})
        for words in _meanwhile(guests, len(ticked - there)):
            messages.info(request, words)
    return redirect(_goes_on(request, grades))


def _shown(values: list[str]) -> tuple[set[uuid.UUID], set[uuid.UUID] | None]:
    """Whom a page showed, and which of them with a tick; none where it does not say that of each."""
    said = [value.partition(":") for value in values]
    was = {one for value, _colon, tick in said if tick == "1" for one in _ids([value])}
    knows = all(tick in ("0", "1") for _value, _colon, tick in said)
    return set(_ids([value for value, _colon, _tick in said])), was if knows else None


def _meanwhile(guests: Guests, off_the_list: int) -> Iterator[str]:
    """What was ticked and unticked while a page was open, and stays as it is.

    ``off_the_list``: how many were ticked and are not on the list any more.
    """
    if off_the_list:
        said = ngettext(
            "You have ticked %(count)s student who is not on this list any more: what the roster says has changed "
            "since you opened the page. That tick is not saved. If the family came, have the roster put right and tick "
            "it again.",
            "You have ticked %(count)s students who are not on this list any more: what the roster says has changed "
            "since you opened the page. These ticks are not saved. If the families came, have the roster put right and "
            "tick them again.",
            off_the_list,
        )
        yield said % {"count": off_the_list}
    if guests.added:
        said = ngettext(
            "Since you opened the page, the family of %(count)s more student was ticked, by somebody else or in "
            "another window. It stays ticked.",
            "Since you opened the page, the families of %(count)s more students were ticked, by somebody else or in "
            "another window. They stay ticked.",
            guests.added,
        )
        yield said % {"count": guests.added}
    if guests.removed:
        said = ngettext(
            "Since you opened the page, the tick of %(count)s student was taken out, by somebody else or in another "
            "window. It stays out.",
            "Since you opened the page, the ticks of %(count)s students were taken out, by somebody else or in another "
            "window. They stay out.",
            guests.removed,
        )
        yield said % {"count": guests.removed}
    if guests.kept:
        said = ngettext(
            "The page was opened before Doorway was updated, so it could not say what you have unticked. The family of "
            "%(count)s student stays ticked. Here is the list as it is saved: if somebody did not come, take the tick "
            "out here.",
            "The page was opened before Doorway was updated, so it could not say what you have unticked. The families "
            "of %(count)s students stay ticked. Here is the list as it is saved: if somebody did not come, take the "
            "tick out here.",
            guests.kept,
        )
        yield said % {"count": guests.kept}


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
    shown, saved = _hosts_shown(request), None
    form = GroupHostsForm(_posted_hosts(request, shown, listed), staff=listed, initial=initial)
    if form.is_valid():
        try:
            beside = complete_group(group=found, shown=shown, **form.cleaned_data)
        except ChangedMeanwhile as refusal:
            found = group_of(request.viewer, school_id, group_id)
            saved, sent = _saved(found, refusal.parts), form.cleaned_data
            now = shown_of(found)
            listed = [*staff_there, *_others(set(now.hosts) - {one.person for one in staff_there})]
            form = GroupHostsForm(_with_theirs(found, sent, shown, now), staff=listed, initial=initial)
            form.add_error(None, str(refusal))
            shown = now
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Saved."))
            if beside:
                messages.info(
                    request, _("Since you opened the page, somebody else has saved something here, too. It stays.")
                )
            return redirect("group_conference", school_id=found.school_id, group_id=found.pk)
    # A page of before that comes back with another error still does not know what it has shown.
    page_shows = shown if request.method == "POST" else shown_of(found)
    with timezone.override(found.school.district.zone):
        context = {
            "group": found, "school": found.school, "form": form, "meanwhile": saved,
            "was": page_shows.hosts if page_shows else (), "seen": as_seen(page_shows.prints) if page_shows else "",
        }  # fmt: skip
        return render(request, "compliance/group_hosts.html", context, status=422 if form.errors else 200)


def _hosts_shown(request: ViewerRequest) -> GroupShown | None:
    """What the page showed that was sent; none where it does not say so."""
    prints = seen_in(request.POST.get("seen", ""))
    return GroupShown(frozenset(_ids(request.POST.getlist("was"))), prints) if prints else None


def _posted_hosts(request: ViewerRequest, shown: GroupShown | None, listed: Sequence[Staff]) -> QueryDict | None:
    """What was sent, without people who do not work here any more and whom somebody else has taken out since."""
    if request.method != "POST":
        return None
    data = request.POST.copy()
    gone = set() if shown is None else {str(one) for one in shown.hosts - {one.person for one in listed}}
    data.setlist("hosts", [value for value in data.getlist("hosts") if value not in gone])
    return data


def _with_theirs(
    group: GroupConference, sent: Mapping[str, Any], shown: GroupShown | None, now: GroupShown
) -> QueryDict:
    """What was sent from a page, with what is saved now where nothing was changed on it."""
    typed = prints_of_group({"led_by": sent["led_by"], "minutes": sent["minutes"]})
    data = QueryDict(mutable=True)
    hosts = set(sent["hosts"]) if shown is None else together(now.hosts, shown.hosts, sent["hosts"])
    data.setlist("hosts", [str(one) for one in hosts])
    for name in typed:
        is_mine = shown is None or typed[name] != shown.prints.get(name)
        value = sent[name] if is_mine else getattr(group, name)
        data[name] = "" if value is None else str(value)
    return data


def _saved(group: GroupConference, parts: Sequence[str]) -> list[Saved]:
    """What is saved in those fields of a group conference of :func:`group_of` that somebody would overwrite."""
    fields = GroupHostsForm(staff=()).fields
    empty = {"hosts": _("nobody"), "led_by": _("nobody"), "minutes": _("not known")}
    known = Person.objects.filter(pk__in=group.hosts.values("person")).order_by("family_name", "given_name", "pk")
    texts = {
        "hosts": ", ".join(one.full_name for one in known) if "hosts" in parts else "",
        "led_by": group.led_by,
        "minutes": "" if group.minutes is None else str(group.minutes),
    }
    return [Saved(str(fields[name].label), texts[name] or empty[name]) for name in parts]


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
        context = {"school": found.school, "group": found, "form": form, "students": found.guests.count()}
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
