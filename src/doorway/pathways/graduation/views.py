"""Pages of graduation: one student, and the counselor's list."""

from __future__ import annotations

import uuid
from typing import cast

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from doorway.pathways.graduation.access import open_graduation
from doorway.pathways.graduation.lists import Search, graduation_list
from doorway.pathways.graduation.page import graduation_page
from doorway.pathways.graduation.standing import Standing
from doorway.roster.access import signed_in, staff
from doorway.roster.middleware import ViewerRequest


@signed_in
@require_GET
def student_graduation(request: HttpRequest, student_id: uuid.UUID) -> HttpResponse:
    """What a student has, what is under way and what is missing for graduation, at this moment."""
    reader = open_graduation(cast(ViewerRequest, request).viewer, student_id)
    context = {"reader": reader, "student": reader.student, "page": graduation_page(reader.student)}
    return render(request, "pathways/graduation/student.html", context)


@staff("counselor", "principal")
@require_GET
def graduation(request: HttpRequest) -> HttpResponse:
    """The students of the viewer in the upper grades: who is behind, on track or done, and whom to ask about."""
    search = Search(
        text=request.GET.get("q", "").replace("\x00", "").strip()[:80],
        school=_id(request.GET.get("school", "")),
        grade=request.GET.get("grade", "")[:5].replace("\x00", ""),
        standing=request.GET.get("standing", "") if request.GET.get("standing", "") in Standing.values else "",
    )
    found = graduation_list(cast(ViewerRequest, request).viewer, search, request.GET.get("page"))
    context = {
        "found": found,
        "page": found.page,
        "search": search,
        "is_narrowed": search != Search(),
        "standings": Standing.choices,
        "grades": [(code, str(int(code))) for code in found.grades],
    }
    return render(request, "pathways/graduation/list.html", context)


def _id(text: str) -> uuid.UUID | None:
    try:
        return uuid.UUID(text)
    except ValueError:
        return None
