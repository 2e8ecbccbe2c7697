"""One occupation."""

from __future__ import annotations

import uuid
from http import HTTPStatus
from typing import cast

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from doorway.pathways.classes.places import Place, places_of, school_column
from doorway.pathways.classes.queries import classes_that_lead
from doorway.pathways.course_plan.access import open_in_brief
from doorway.pathways.course_plan.standing import standing_of
from doorway.pathways.graduation.records import LAST_GRADE
from doorway.pathways.graduation.records import catalog_of as courses_of
from doorway.pathways.graduation.rulebooks import passing_marks
from doorway.pathways.occupations import wording
from doorway.pathways.occupations.access import choosing_for
from doorway.pathways.occupations.catalog import Work
from doorway.pathways.occupations.choices import kept_among, kept_column
from doorway.pathways.occupations.queries import MOST_TITLES, catalog_of, no_longer_listed, portrait
from doorway.roster.access import log_each, signed_in
from doorway.roster.middleware import ViewerRequest


@signed_in
@require_GET
def occupation(request: HttpRequest, code: str) -> HttpResponse:
    """What one does in an occupation, what it takes, what it pays, which classes lead there, and others like it."""
    viewer = cast(ViewerRequest, request).viewer
    works = catalog_of(viewer)
    found = portrait(works, code)
    if found is None:
        return _gone(request, code)
    asked = asked_for(request)
    choosing = choosing_for(viewer, asked, carrying=kept_column(code) | school_column(viewer))
    places = places_of(viewer, choosing, asked=asked)
    place = _place(places, request.GET.get("at", ""))
    lead = None if place is None else classes_that_lead(found, place, courses_of(place.school.district))
    kept, planned = kept_among(choosing), []
    if lead is not None and (lead.here or lead.later):
        planned = open_in_brief(lead.place.students)
        students = [look.student for look in planned]
        passing = passing_marks(lead.place.school.district)
        ids = [student.pk for student in students]
        lead = lead.told_for(students, standing_of(ids, passing=passing, today=viewer.today))
    log_each(viewer, [*kept, *planned])
    context = {
        "choosing_for": choosing,
        "kept": {look.student.pk for look in kept},
        "places": places,
        "lead": lead,
        "asked_for": asked,
        "viewer_ids": set(viewer.person_ids),
        "portrait": found,
        "work": found.work,
        "also": wording.also_called(found.work, {"en": list(found.titles)}, MOST_TITLES),
        "cluster": works.clusters.get(found.work.cluster),
        "facts": facts(found.work),
        "skills": [wording.ability(name) for name in (*found.skills, *found.knowledge)],
        "tasks_language": "" if wording.language() == "en" else "en",
    }
    return render(request, "pathways/occupations/occupation.html", context)


def _gone(request: HttpRequest, code: str) -> HttpResponse:
    """An occupation that a release listed, and a later one does not: whoever kept it follows a link here."""
    title = no_longer_listed(code)
    if title is None:
        raise Http404
    context = {"title": title, "asked_for": asked_for(request)}
    return render(request, "pathways/occupations/gone.html", context, status=HTTPStatus.GONE)


def asked_for(request: HttpRequest) -> uuid.UUID | None:
    """The student whom a counselor has in mind, carried along in the address."""
    try:
        return uuid.UUID(request.GET.get("for", ""))
    except ValueError:
        return None


def _place(places: list[Place], asked: str) -> Place | None:
    """The school that was asked for; else the first that teaches upper grades; else the first."""
    chosen = next((place for place in places if str(place.school.pk) == asked), None)
    upper = next((place for place in places if place.students or max(place.grades, default=0) >= LAST_GRADE), None)
    return chosen or upper or next(iter(places), None)


def facts(work: Work) -> list[tuple[str, str]]:
    """(question, answer): what it takes, what it pays."""
    meant = wording.education_meant(work)
    education = wording.education(work)
    rows = [(_("Education"), format_html("{}. {}", education, meant) if meant else education)]
    if work.job_zone:
        rows.append((_("Preparation"), str(wording.ZONES[work.job_zone])))
    if work.interests:
        rows.append((_("Good for people who like"), ", ".join(wording.interest_names(work.interests))))
    if work.wage is not None and work.wage.is_known:
        pay = wording.dollars(work.wage)
        rows.append((_("What people earn"), _pay(work, pay) if pay else _("Not published")))
        if work.wage.employment is not None:
            people = _("%(number)s people in the United States") % {"number": f"{work.wage.employment:,}"}
            rows.append((_("How many do it"), f"{people} ({work.wage.year})"))
    return rows


def _pay(work: Work, pay: str) -> str:
    year = work.wage.year if work.wage else 0
    return _("%(pay)s in the middle: half earn more, half earn less (United States, %(year)s)") % {
        "pay": pay,
        "year": year,
    }
