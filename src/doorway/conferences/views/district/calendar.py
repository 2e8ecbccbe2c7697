"""The year of all schools side by side, and the archive."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from doorway.conferences.access.office import district_conferences
from doorway.conferences.actions.publishing import record_past_conference
from doorway.conferences.forms.preparing import PastConferenceForm
from doorway.conferences.queries.overview import listed_conferences, year_calendar
from doorway.conferences.views.parts import accepted, page
from doorway.policy.queries import state_pack
from doorway.roster.access import staff
from doorway.roster.middleware import ViewerRequest
from doorway.roster.models import School, SchoolYear


@staff("district")
@require_GET
def calendar(request: ViewerRequest) -> HttpResponse:
    """A table of days and schools, with the families that have children in several of them."""
    district = request.viewer.district
    schools = list(School.objects.filter(district=district, is_active=True))
    today = timezone.localdate()
    years = list(SchoolYear.objects.filter(district=district, conferences__isnull=False).distinct())
    wanted = request.GET.get("year")
    running = next((year for year in years if year.starts_on <= today <= year.ends_on), None)
    year = next((year for year in years if year.name == wanted), running or (years[0] if years else None))
    conferences = district_conferences(request.viewer).filter(school_year=year).prefetch_related("also_for")
    context = {"calendar": year_calendar(conferences, schools), "years": years, "year": year}
    return page(request, "conferences/district/calendar.html", context, district=district)


@staff("district")
@require_http_methods(["GET", "POST"])
def past(request: ViewerRequest) -> HttpResponse:
    """The conferences that are over, and a form for one of an earlier school year."""
    district = request.viewer.district
    schools = list(School.objects.filter(district=district).select_related("district"))
    kinds = {kind.key: kind.key.upper() for kind in state_pack().plans.kinds}
    form = PastConferenceForm(request.POST or None, schools=schools, kinds=kinds)

    def record() -> None:
        record_past_conference(
            school=form.chosen_school,
            kind=form.cleaned_data["kind"],
            days=form.days,
            label=form.cleaned_data["label"],
            also_for=form.partners,
            by=request.viewer.user,
            now=timezone.now(),
        )

    if request.method == "POST" and accepted(form, record):
        return redirect("district_past")
    lines = [line for line in listed_conferences(district_conferences(request.viewer)) if line.is_past]
    context = {"form": form, "lines": lines}
    return page(request, "conferences/district/past.html", context, district=district)
