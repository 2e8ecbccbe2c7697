"""What everybody may read: the policy as it was adopted."""

from __future__ import annotations

from datetime import date
from http import HTTPStatus
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import translation
from django.views.decorators.http import require_safe

from doorway.accounts.models import District
from doorway.compliance.access import FOLLOWERS
from doorway.compliance.figures import public_figures
from doorway.compliance.models import BoardPolicy
from doorway.compliance.queries.exceptions import open_exceptions
from doorway.compliance.queries.policies import (
    adopted,
    asked_since,
    review_over,
    rules_of,
    text_of,
    today_in,
    year_for_names,
)
from doorway.compliance.queries.trend import read_together, shown_to_all
from doorway.compliance.wording import asks_words, exception_words, keeping_words, rule_words, school_names, sight_words
from doorway.messages.markdown import markdown
from doorway.policy.queries import state_pack
from doorway.roster.access import public


@public
@require_safe
def policy(request: HttpRequest) -> HttpResponse:
    """The policy of the only district; with several districts, a choice of them."""
    districts = list(District.objects.all())
    if len(districts) == 1:
        return redirect("policy_of", district_code=districts[0].code)
    return render(request, "compliance/districts.html", {"districts": districts})


@public
@require_safe
def policy_of(request: HttpRequest, district_code: str) -> HttpResponse:
    """The policy in force."""
    district = _district(district_code)
    versions = list(adopted(district))
    current = _current(versions, today_in(district))
    return _page(request, district, current, current, versions)


@public
@require_safe
def policy_version(request: HttpRequest, district_code: str, number: int) -> HttpResponse:
    """A version by its number: an earlier one, the one in force, or one that starts later. No draft.

    Of one that was taken back before it held, only that: somebody may have its address.
    """
    district = _district(district_code)
    today, versions = today_in(district), list(adopted(district))
    found = next((one for one in versions if one.number == number), None)
    if found is None:
        return _taken_back(request, district, number, _current(versions, today))
    return _page(request, district, found, _current(versions, today), versions)


@public
@require_safe
def figures(request: HttpRequest, district_code: str) -> HttpResponse:
    """How the schools kept the policy on the last day of which figures were kept, in full tens that say nothing about
    fewer than ten students, and not when two days are held against each other either."""
    district = _district(district_code)
    kept = shown_to_all(district)
    found = None
    if kept is not None:
        tallies = {school.pk: tally for school, tally in kept.schools.items()}
        found = public_figures(tallies, school_names(kept.schools), read_together(district, FOLLOWERS))
    context = {
        "district": district,
        "figures": found,
        "kept": kept,
        "begins_on": None if kept else _begins_on(district),
    }
    return render(request, "compliance/figures.html", context)


def _begins_on(district: District) -> date | None:
    """The day on which the first adopted policy begins to hold; none where it has begun, or nothing is adopted."""
    first = adopted(district).prefetch_related(None).order_by("starts_on").first()
    return first.starts_on if first and first.starts_on and first.starts_on > today_in(district) else None


def _current(versions: list[BoardPolicy], today: date) -> BoardPolicy | None:
    """Of all adopted versions, the newest first, the one in force: the first one that has begun."""
    return next((one for one in versions if one.starts_on is not None and one.starts_on <= today), None)


def _page(
    request: HttpRequest,
    district: District,
    found: BoardPolicy | None,
    current: BoardPolicy | None,
    versions: list[BoardPolicy],
) -> HttpResponse:
    today = today_in(district)
    context: dict[str, Any] = {
        "district": district,
        "policy": found,
        "versions": [one for one in versions if found is None or one.pk != found.pk],
        "current": current,
        "is_current": found is not None and current is not None and found.pk == current.pk,
        "is_coming": found is not None and found.starts_on is not None and found.starts_on > today,
    }
    if found is not None:
        year = year_for_names(district, today)
        pack, rules = state_pack(district), rules_of(found)
        holds = context["is_current"] or context["is_coming"]
        text = text_of(found, translation.get_language() or "en")
        context |= {
            "text": text,
            "review_over": review_over(found, today),
            "body": markdown(text.body) if text else "",
            "asked_since": asked_since(found) if holds else None,
            "rules": [rule_words(rule, pack, year) for rule in rules],
            "hearings": list(found.consultations.all()),
            "sights": sight_words(found),
            "keepings": keeping_words(found),
            "asked": asks_words(found),
            "exceptions": exception_words(
                open_exceptions(district, today) if context["is_current"] else (), rules, pack, year, today
            ),
        }
    return render(request, "compliance/policy.html", context)


def _taken_back(request: HttpRequest, district: District, number: int, current: BoardPolicy | None) -> HttpResponse:
    taken = BoardPolicy.objects.filter(district=district, number=number, status=BoardPolicy.Status.TAKEN_BACK).first()
    if taken is None:
        raise Http404
    context = {"district": district, "policy": taken, "current": current}
    return render(request, "compliance/taken_back.html", context, status=HTTPStatus.GONE)


def _district(code: str) -> District:
    district = District.objects.filter(code=code).first()
    if district is None:
        raise Http404
    return district
