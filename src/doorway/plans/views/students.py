"""The list of students for staff."""

from __future__ import annotations

import uuid
from typing import cast

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from doorway.plans.access import CONVERSATION_ROLES
from doorway.plans.queries.students import PlanState, Search, choices, described, found_students
from doorway.roster.access import Kind, shows, staff
from doorway.roster.middleware import ViewerRequest

PER_PAGE = 50


@staff(*CONVERSATION_ROLES)
@shows(Kind.PLAN)
@require_GET
def students(request: HttpRequest) -> HttpResponse:
    """The students whom the viewer may see, narrowed by name, school, grade and class."""
    viewer = cast(ViewerRequest, request).viewer
    search = Search(
        text=request.GET.get("q", "").strip()[:80],
        school=_id(request.GET.get("school", "")),
        grade=request.GET.get("grade", "")[:5].replace("\x00", ""),
        school_class=_id(request.GET.get("class", "")),
        state=_state(request.GET.get("plan", "")),
    )
    now = timezone.now()
    found = found_students(viewer, search, now=now).values_list("pk", flat=True)
    narrowed_by = choices(viewer)
    is_narrowed = search != Search()
    pages = Paginator(found, PER_PAGE)
    if not is_narrowed:
        pages.count = narrowed_by.total
    page = pages.get_page(request.GET.get("page"))
    context = {
        "page": page,
        "students": described(list(page.object_list), viewer, now=now),
        "search": search,
        "choices": narrowed_by,
        "states": PlanState.choices,
        "is_narrowed": is_narrowed,
    }
    return render(request, "plans/students.html", context)


def _id(text: str) -> uuid.UUID | None:
    try:
        return uuid.UUID(text)
    except ValueError:
        return None


def _state(text: str) -> str:
    return text if text in PlanState.values else ""
