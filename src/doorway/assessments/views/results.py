"""How a class stands, for its teacher; how a school stands, for its principal and the district office."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.functional import Promise
from django.utils.translation import get_language
from django.views.decorators.http import require_GET

from doorway.assessments.access import RESULTS_ROLES, results_class, results_school, results_schools
from doorway.assessments.overview import (
    MOVE_TAGS,
    can_be_shown,
    choice_title,
    class_overview,
    grades_alone,
    school_overview,
    time_title,
    title_of,
)
from doorway.assessments.queries import GroupResults, group_results
from doorway.policy.packs import grade_text
from doorway.roster.access import Kind, Reason, log_looks, shows, staff
from doorway.roster.middleware import ViewerRequest
from doorway.roster.told_apart import told_apart

MOVES_SAID: list[tuple[str, str | Promise]] = list(MOVE_TAGS.items())


@staff("teacher")
@shows(Kind.SCORES)
@require_GET
def class_results(request: ViewerRequest, class_id: uuid.UUID) -> HttpResponse:
    """A class, student by student: levels, who fell behind, growth against level."""
    school_class, students = results_class(request.viewer, class_id)
    people = list(students)
    log_looks(request.viewer, people, reason=Reason.TEACHER.value, page="class_results")
    wanted = request.GET
    results = group_results(
        school_class.district,
        students,
        wanted.get("subject", ""),
        about=school_class,
        when=wanted.get("time", ""),
    )
    grade = _grade(request, results)
    names = {str(pk): name for pk, name in told_apart(people).items()}
    overview = class_overview(results, names, grade, _language())
    levels = [] if results.chosen is None else [(one.key, one.title(_language())) for one in results.chosen.levels]
    level, move = _one_of(wanted.get("level", ""), levels), _one_of(wanted.get("move", ""), MOVES_SAID)
    context = _choices(results, results.grades, grade) | {
        "school_class": school_class,
        "overview": overview,
        "times": [(one.key, time_title(one, _language())) for one in results.times],
        "time": results.time,
        "levels": levels,
        "moves": MOVES_SAID,
        "level": level,
        "move": move,
        "rows": [] if overview is None else overview.rows_of(level, move),
    }
    return render(request, "assessments/class_results.html", context)


@staff(*RESULTS_ROLES)
@shows(Kind.SCORES)
@require_GET
def schools(request: ViewerRequest) -> HttpResponse:
    """The schools to choose from; where there is one, it is opened at once."""
    found = list(results_schools(request.viewer))
    if len(found) == 1:
        return redirect("school_results", school_id=found[0].pk)
    return render(request, "assessments/results.html", {"schools": found})


@staff(*RESULTS_ROLES)
@shows(Kind.SCORES)
@require_GET
def school_results(request: ViewerRequest, school_id: uuid.UUID) -> HttpResponse:
    """A school in numbers, none of which says something about fewer than ten students."""
    school, students = results_school(request.viewer, school_id)
    results = group_results(school.district, students, request.GET.get("subject", ""), offers=can_be_shown)
    grade, alone = _grade(request, results), grades_alone(results)
    shown = sorted({*alone, *([] if grade is None else [grade])})
    context = _choices(results, shown, grade) | {
        "not_alone": [grade_text(number) for number in results.grades if number not in alone],
        "school": school,
        "overview": school_overview(results, grade, _language()),
        "has_newer": results.has_newer,
        "has_others": len(results_schools(request.viewer)[:2]) > 1,
    }
    return render(request, "assessments/school_results.html", context)


def _one_of(key: str, choices: Iterable[tuple[str, str | Promise]]) -> str:
    """What was asked for, where it is one of these."""
    return key if key in {one for one, _words in choices} else ""


def _grade(request: ViewerRequest, results: GroupResults) -> int | None:
    """The grade that was asked for, where there are students in it."""
    try:
        grade = int(request.GET.get("grade", ""))
    except ValueError:
        return None
    return grade if grade in results.grades else None


def _choices(results: GroupResults, grades: Iterable[int], grade: int | None) -> dict[str, Any]:
    """What the page can be narrowed by, and what it is about."""
    return {
        "subjects": [(one.key, choice_title(results, one.key, _language())) for one in results.choices],
        "grades": [(number, grade_text(number)) for number in grades],
        "chosen": results.chosen,
        "grade": grade,
        "title": title_of(results, _language()),
    }


def _language() -> str:
    return get_language() or "en"
