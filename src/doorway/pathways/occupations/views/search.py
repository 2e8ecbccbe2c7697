"""Looking for an occupation: by what people call it, or by career cluster, field, interest and education."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import cast

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from doorway.pathways.core.titles.words import fold
from doorway.pathways.occupations import wording
from doorway.pathways.occupations.access import choosing_for
from doorway.pathways.occupations.catalog import INTERESTS, Catalog, Work
from doorway.pathways.occupations.queries import catalog_of
from doorway.pathways.occupations.views.occupation import asked_for
from doorway.roster.access import signed_in
from doorway.roster.middleware import ViewerRequest

PER_PAGE = 20


@dataclass(frozen=True)
class Asked:
    """What is looked for; empty parts do not narrow."""

    text: str = ""
    cluster: str = ""
    field: str = ""
    interest: str = ""
    education: str = ""

    @property
    def is_narrowed(self) -> bool:
        """By something else than words."""
        return bool(self.cluster or self.field or self.interest or self.education)

    @property
    def is_something(self) -> bool:
        """Anything was asked for."""
        return bool(self.text) or self.is_narrowed


@dataclass(frozen=True)
class Line:
    """An occupation in a list. ``found_by``: what was searched for, where the title does not show it."""

    work: Work
    found_by: str = ""
    # Of those words, where it is not the page's.
    language: str = ""


@signed_in
@require_GET
def occupations(request: HttpRequest) -> HttpResponse:
    """Look for an occupation by what people call it, or look around by career cluster, interest, education, field."""
    viewer = cast(ViewerRequest, request).viewer
    works = catalog_of(viewer)
    asked = _asked(request, works)
    context = {
        "asked": asked,
        "choices": _choices(works),
        "clusters": [(works.clusters[key], len(found)) for key, found in works.by_cluster.items()],
        "cluster": works.clusters.get(asked.cluster),
        "asked_for": asked_for(request),
        "choosing_for": choosing_for(viewer, asked_for(request)),
        "viewer_ids": set(viewer.person_ids),
    }
    if asked.is_something:
        found = _found(works, asked)
        page = Paginator(found.lines, PER_PAGE).get_page(request.GET.get("page"))
        context |= {"page": page, "about": _about(works, asked), "found": found}
    return render(request, "pathways/occupations/search.html", context)


def _asked(request: HttpRequest, works: Catalog) -> Asked:
    """What the address asks for; what nobody knows is left out."""
    field, interest = request.GET.get("field", ""), request.GET.get("interest", "")
    education, cluster = request.GET.get("education", ""), request.GET.get("cluster", "")
    return Asked(
        text=request.GET.get("q", "").replace("\x00", "").strip()[:80],
        cluster=cluster if cluster in works.by_cluster else "",
        field=field if field in works.fields else "",
        interest=interest if interest in INTERESTS and len(interest) == 1 else "",
        education=education if education in works.steps else "",
    )


@dataclass(frozen=True)
class Found:
    """The list. ``is_sure``: its first one is called so; ``absent``: it is an occupation of which nothing is here."""

    lines: list[Line]
    is_sure: bool = True
    absent: bool = False


def _found(works: Catalog, asked: Asked) -> Found:
    narrowed = works.narrowed(
        cluster=asked.cluster, field=asked.field, interest=asked.interest, education=asked.education
    )
    if not asked.text:
        return Found([Line(work) for work in narrowed])
    kept = {work.code for work in narrowed}
    answer = works.ask(asked.text)
    lines = [
        Line(
            work,
            "" if fold(hit.title) in {fold(title) for title in work.title.values()} else hit.title,
            "" if hit.language == wording.language() else hit.language,
        )
        for work, hit in answer.found
        if work.code in kept
    ]
    if not answer.absent:
        return Found(lines, answer.is_sure)
    listed = {line.work.code for line in lines}
    lines += [Line(work) for work in answer.near if work.code in kept and work.code not in listed]
    return Found(lines, absent=True)


def _choices(works: Catalog) -> dict[str, list[tuple[str, str, str, int]]]:
    """(value, name, what it means, how many) for each way of looking around."""
    interests = Counter(letter for work in works.works.values() for letter in work.interests)
    steps = Counter(work.entry for work in works.works.values())
    return {
        "interests": [
            (letter, str(wording.INTERESTS[letter][0]), str(wording.INTERESTS[letter][1]), interests[letter])
            for letter in INTERESTS
            if interests[letter]
        ],
        "education": [(step, wording.education_name(step), "", steps[step]) for step in works.steps],
        "fields": [(field, wording.field_name(field), "", len(found)) for field, found in works.fields.items()],
    }


def _about(works: Catalog, asked: Asked) -> str:
    """What the list is about, in words."""
    parts = [f"“{asked.text}”"] if asked.text else []
    if asked.cluster:
        parts.append(wording.said(works.clusters[asked.cluster].title))
    if asked.interest:
        parts.append(str(wording.INTERESTS[asked.interest][0]))
    parts += [wording.begun_with(asked.education)] if asked.education else []
    parts += [wording.field_name(asked.field)] if asked.field else []
    return " · ".join(parts)
