"""Direct-service time: a counselor's own page, and the table of a school or district."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from datetime import date

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from doorway.accounts.errors import Refusal
from doorway.accounts.models import District
from doorway.accounts.tables import write_rows
from doorway.compliance.access import TIME_READERS, follow_up_schools, own_counselor
from doorway.compliance.actions.service import remove_time, take_time_back, write_time
from doorway.compliance.core.service import Time
from doorway.compliance.errors import TimeOfPastYear
from doorway.compliance.forms import ServiceForm, TakeTimeBackForm
from doorway.compliance.models import GroupConference, ServiceTime
from doorway.compliance.queries.policies import today_in
from doorway.compliance.queries.service import (
    CounselorTime,
    counselors_of,
    groups_without_minutes,
    is_of_past_year,
    time_in,
    years_of,
)
from doorway.policy.packs import DirectService
from doorway.policy.queries import state_pack
from doorway.roster.access import Viewer, staff
from doorway.roster.middleware import ViewerRequest
from doorway.roster.models import Person, SchoolYear

LINES_PER_PAGE = 60


@staff("counselor")
@require_http_methods(["GET", "POST"])
def my_time(request: ViewerRequest) -> HttpResponse:
    """How much of the own time is direct service; more is written down here."""
    counselor = own_counselor(request.viewer)
    today = today_in(counselor.district)
    form = ServiceForm(request.POST or None, initial={"on": today})
    if form.is_valid():
        try:
            write_time(counselor=counselor, now=timezone.now(), **form.cleaned_data)
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Written down."))
            return redirect("service_time")
    years = years_of(counselor.district, today)
    year = _chosen(request, years)
    found = Time() if year is None else time_in(year, [counselor.pk])[counselor.pk]
    rows = ServiceTime.objects.filter(counselor=counselor)
    if year is not None:
        rows = rows.filter(on__range=(year.starts_on, year.ends_on))
    page = Paginator(rows, LINES_PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "time": found,
        "form": form,
        "page": page,
        "lines": [(line, _is_in_one_that_is_over(line, years, today)) for line in page],
        "without_minutes": _without_minutes(request.viewer, year, counselor) if found.unsaid else (),
        "year": year,
        "years": years,
        "asked": _asked(counselor.district),
    }
    return render(request, "compliance/my_time.html", context, status=422 if form.errors else 200)


def _is_in_one_that_is_over(line: ServiceTime, years: Sequence[SchoolYear], today: date) -> bool:
    """As :func:`is_of_past_year` says it, of a line that is shown in one of these school years."""
    return any(year.starts_on <= line.on <= year.ends_on < today for year in years)


def _without_minutes(viewer: Viewer, year: SchoolYear | None, counselor: Person) -> list[tuple[GroupConference, bool]]:
    """The counselor's group conferences without minutes, and whether the viewer may say how long each took."""
    found = [] if year is None else groups_without_minutes(year, counselor)
    schools = set(follow_up_schools(viewer).values_list("pk", flat=True))
    return [(one, one.school_id in schools) for one in found]


@staff("counselor")
@require_POST
def remove_my_time(request: ViewerRequest, line_id: uuid.UUID) -> HttpResponse:
    """Take an own line out again."""
    try:
        remove_time(counselor=own_counselor(request.viewer), line_id=line_id, now=timezone.now())
        messages.success(request, _("Taken out."))
    except TimeOfPastYear as refusal:
        # From a page that was opened before the school year was over.
        messages.info(request, str(refusal))
        return redirect("take_time_back", line_id=line_id)
    except Refusal as refusal:
        messages.error(request, str(refusal))
    return redirect("service_time")


@staff("counselor")
@require_http_methods(["GET", "POST"])
def take_my_time_back(request: ViewerRequest, line_id: uuid.UUID) -> HttpResponse:
    """An own line of a school year that is over counts no longer, and stays with what was wrong with it."""
    counselor = own_counselor(request.viewer)
    line = ServiceTime.objects.filter(pk=line_id, counselor=counselor).first()
    today = today_in(counselor.district)
    if line is None or not is_of_past_year(line, today):
        raise Http404
    form = TakeTimeBackForm(request.POST or None)
    years = SchoolYear.objects.filter(district=counselor.district_id, starts_on__lte=line.on, ends_on__gte=line.on)
    # Back to the school year from whose page one came; else to the one that is over.
    wanted = request.GET.get("year", "")
    year = max(years, key=lambda one: (one.name == wanted, one.ends_on < today, one.starts_on), default=None)
    if form.is_valid():
        try:
            take_time_back(counselor=counselor, line_id=line_id, now=timezone.now(), **form.cleaned_data)
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("It is taken back and does not count. It stays on record."))
            address = reverse("service_time")
            return redirect(f"{address}?{urlencode({'year': year.name})}" if year else address)
    context = {"line": line, "form": form, "year": year}
    return render(request, "compliance/take_time_back.html", context, status=422 if form.errors else 200)


@staff(*TIME_READERS)
@require_GET
def counselors_time(request: ViewerRequest) -> HttpResponse:
    """The counselors of the viewer's schools, with their time."""
    district, year, years, found = _table(request)
    context = {
        "counselors": found,
        "all": sum((one.time for one in found), Time()),
        "year": year,
        "years": years,
        "asked": _asked(district),
    }
    return render(request, "compliance/counselors_time.html", context)


@staff(*TIME_READERS)
@require_GET
def counselors_time_csv(request: ViewerRequest) -> HttpResponse:
    """The same for a spreadsheet, in minutes."""
    district, year, _years, found = _table(request)
    answer = HttpResponse(content_type="text/csv; charset=utf-8")
    answer.write("\ufeff")
    name = f"direct-service-{district.code}-{year.name if year else 'none'}.csv"
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    answer.headers["Cache-Control"] = "private, no-store"
    head = (
        "school_year", "counselor", "schools", "meetings", "conference_minutes", "direct_minutes", "indirect_minutes",
        "direct_percent", "group_conferences", "group_conferences_without_minutes",
    )  # fmt: skip
    rows = (
        (
            year.name if year else "", one.counselor.full_name, "; ".join(one.places), one.time.meetings,
            one.time.conferences, one.time.direct, one.time.indirect,
            "" if one.time.share is None else one.time.share, one.time.groups, one.time.unsaid,
        )
        for one in found
    )  # fmt: skip
    write_rows(answer, [head, *rows])
    return answer


def _asked(district: District) -> DirectService | None:
    """What the state asks of counselors' time, where its pack says something."""
    board = state_pack(district).board
    return None if board is None else board.direct_service


def _table(
    request: ViewerRequest,
) -> tuple[District, SchoolYear | None, Sequence[SchoolYear], list[CounselorTime]]:
    schools = list(request.viewer.schools(*TIME_READERS).order_by("name"))
    if not schools:
        raise Http404
    district = schools[0].district
    today: date = today_in(district)
    years = years_of(district, today)
    year = _chosen(request, years)
    # One district at a time: its school years are what the time is counted in.
    mine = [one for one in schools if one.district_id == district.pk]
    return district, year, years, [] if year is None else counselors_of(mine, year, today)


def _chosen(request: ViewerRequest, years: Sequence[SchoolYear]) -> SchoolYear | None:
    wanted = request.GET.get("year", "")
    return next((one for one in years if one.name == wanted), years[0] if years else None)
