"""Conference dates of all schools, and the feeds that carry them into calendars."""

from __future__ import annotations

import hashlib
from urllib.parse import urlsplit

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.cache import get_conditional_response
from django.utils.http import http_date
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from doorway.accounts.models import District
from doorway.conferences.feeds import feed
from doorway.conferences.queries.public import last_change, public_years, published
from doorway.conferences.views.parts import page
from doorway.roster.access import public
from doorway.roster.models import School

DISTRICT = "district"


@public
@require_safe
def dates(request: HttpRequest, district_code: str = "") -> HttpResponse:
    """The dates of the only district, or of the one in the address; with several districts, a choice of them."""
    if not district_code:
        districts = list(District.objects.all())
        if len(districts) != 1:
            return page(request, "conferences/public/districts.html", {"districts": districts}, district=None)
        return _dates(request, districts[0], "")
    return _dates(request, _district(district_code), district_code)


def _dates(request: HttpRequest, district: District, code: str) -> HttpResponse:
    schools = list(School.objects.filter(district=district, is_active=True))
    wanted = request.GET.get("school", "")
    school = next((school for school in schools if school.slug == wanted), None)
    years = public_years(published(district, school), timezone.now())
    address = _address("public_feed", code, feed=school.slug if school else DISTRICT)
    context = {
        "district": district,
        "schools": schools,
        "school": school,
        "current": [year for year in years if year.is_current],
        "archive": [year for year in years if not year.is_current],
        "feed": f"{address}?language={translation.get_language()}",
        "webcal": f"webcal://{urlsplit(address).netloc}{urlsplit(address).path}?language={translation.get_language()}",
    }
    return page(request, "conferences/public/dates.html", context, district=district)


@public
@require_safe
def calendar_feed(request: HttpRequest, feed: str, district_code: str = "") -> HttpResponse:
    """``district.ics`` or a school's feed; ``?language=es`` for Spanish."""
    district = _district(district_code) if district_code else _only_district()
    school = None if feed == DISTRICT else School.objects.filter(district=district, slug=feed).first()
    if school is None and feed != DISTRICT:
        raise Http404
    language = request.GET.get("language", "")
    with translation.override(language if language in dict(settings.LANGUAGES) else "en"):
        return _answer(request, district, school, district_code)


def _answer(request: HttpRequest, district: District, school: School | None, code: str) -> HttpResponse:
    conferences = list(published(district, school))
    changed = last_change(conferences) or timezone.now().replace(hour=0, minute=0, second=0, microsecond=0)
    title = _("Conferences: %(name)s") % {"name": school.name if school else district.name}
    address = _address("public_dates", code)
    if school is not None:
        address += f"?school={school.slug}"
    body = feed(conferences, district=district, title=title, page=address)
    etag = f'"{hashlib.sha256(body).hexdigest()[:32]}"'
    name = school.slug if school else DISTRICT
    response = HttpResponse(body, content_type="text/calendar; charset=utf-8")
    response["Content-Disposition"] = f'inline; filename="{name}.ics"'
    response["Cache-Control"] = "public, max-age=3600"
    response["ETag"] = etag
    response["Last-Modified"] = http_date(changed.timestamp())
    answer = get_conditional_response(request, etag=etag, last_modified=int(changed.timestamp()), response=response)
    return answer or response


def _address(route: str, code: str, **values: str) -> str:
    """The full address; with several districts their code is in it."""
    if code:
        return settings.ADDRESS + reverse(f"{route}_of", kwargs=values | {"district_code": code})
    return settings.ADDRESS + reverse(route, kwargs=values)


def _district(code: str) -> District:
    district = District.objects.filter(code=code).first()
    if district is None:
        raise Http404
    return district


def _only_district() -> District:
    districts = list(District.objects.all()[:2])
    if len(districts) != 1:
        raise Http404
    return districts[0]
