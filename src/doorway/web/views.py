"""The start page, and the pages that say how things are."""

from __future__ import annotations

from typing import cast

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.templatetags.static import static
from django.utils import timezone

from doorway.accounts.models import District
from doorway.compliance.queries.policies import in_force, today_in
from doorway.compliance.wording import keeping_words, sight_words
from doorway.policy.privacy import registry
from doorway.policy.queries import state_pack
from doorway.roster.access.rules import public, signed_in
from doorway.roster.kept import kept_for
from doorway.roster.middleware import ViewerRequest
from doorway.web.home import start_page


@signed_in
def home(request: HttpRequest) -> HttpResponse:
    """Where signing in leads: the one next step, then everything else."""
    viewer = cast(ViewerRequest, request).viewer
    return render(request, "web/home.html", {"start": start_page(viewer)})


@signed_in
def kept_words(request: HttpRequest) -> HttpResponse:
    """What somebody without scripts typed while the session had ended, to be sent now."""
    found = kept_for(request)
    return render(request, "web/kept.html", {"kept": found}) if found else redirect("home")


@public
def help_page(request: HttpRequest) -> HttpResponse:
    """Questions that families ask, and whom to call."""
    return render(request, "web/help.html")


@public
def privacy(request: HttpRequest) -> HttpResponse:
    """What is kept, who sees it, and how to ask."""
    viewer = cast(ViewerRequest, request).viewer
    pack = state_pack(viewer.district)
    district = viewer.district or _only_district()
    policy = in_force(district, today_in(district)) if district is not None else None
    cited = pack.words(timezone.localdate().year).citations.get("no_ssn")
    law = f"{cited.about(request.LANGUAGE_CODE)} ({cited.code})" if cited else ""
    context = {
        "kept": registry().kept(request.LANGUAGE_CODE),
        "law": law,
        "district": district,
        "policy": policy,
        "sights": sight_words(policy),
        "keepings": keeping_words(policy),
    }
    return render(request, "web/privacy.html", context)


def _only_district() -> District | None:
    districts = list(District.objects.all()[:2])
    return districts[0] if len(districts) == 1 else None


@public
def accessibility(request: HttpRequest) -> HttpResponse:
    """What we do so that everybody can use these pages, and what to do when something stands in the way."""
    return render(request, "web/accessibility.html")


@public
def favicon(request: HttpRequest) -> HttpResponse:
    """The open door, for feed readers and calendars, which ask for it here and read no page that names it."""
    return redirect(static("web/favicon.svg"), permanent=False)
