"""The classes of a teacher, and a class as a table to fill."""

from __future__ import annotations

import uuid
from typing import Any, cast

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods

from doorway.accounts.errors import Refusal
from doorway.plans.access import class_author, class_for, classes_of
from doorway.plans.actions.entries import Change, Words, write_grid
from doorway.plans.queries.grid import Grid, Typed, grid_of
from doorway.plans.views.replies import refuse_somebody_else, saved_now, wants_json, words_in
from doorway.roster.access import Reason, log_looks, staff
from doorway.roster.middleware import ViewerRequest


@staff("teacher")
@require_GET
def classes(request: HttpRequest) -> HttpResponse:
    """The classes that the viewer teaches now."""
    return render(request, "plans/classes.html", {"classes": classes_of(cast(ViewerRequest, request).viewer)})


@staff("teacher")
@require_http_methods(["GET", "POST"])
def grid(request: HttpRequest, class_id: uuid.UUID) -> HttpResponse:
    """Strengths and expectations for everyone in minutes; saves only the cells that were changed."""
    viewer = cast(ViewerRequest, request).viewer
    school_class, students = class_for(viewer, class_id)
    today = timezone.localdate(timezone.now(), school_class.district.zone)
    log_looks(viewer, students, reason=Reason.TEACHER.value, page="grid")
    try:
        table = grid_of(school_class, students, viewer.person_ids, today)
        if request.method != "POST":
            return _page(request, table)
        refuse_somebody_else(request)
        typed = _typed(request.POST, table)
        result = write_grid(
            district=school_class.district,
            author=class_author(viewer, school_class),
            changes=[
                Change(row.student, cell.column.key, *typed[row.student.pk, cell.column.key])
                for row in table.rows
                for cell in row.cells
                if cell.column and (row.student.pk, cell.column.key) in typed
            ],
            on=today,
            now=timezone.now(),
        )
    except Refusal as refusal:
        if wants_json(request):
            return JsonResponse({"error": str(refusal)}, status=409)
        return render(
            request, "plans/no_plan.html", {"sentence": str(refusal), "title": school_class.title}, status=409
        )
    if wants_json(request) and not result.refused:
        return JsonResponse({"saved": saved_now()})
    saved = _said(result.saved)
    if not result.refused:
        messages.success(request, saved)
        return redirect("grid", class_id=school_class.pk)
    errors = {(change.student.pk, change.section): str(refusal) for change, refusal in result.refused}
    kept = {key: value for key, value in typed.items() if key in errors}
    again = grid_of(school_class, students, viewer.person_ids, today, typed=kept, errors=errors)
    if wants_json(request):
        return JsonResponse({"errors": _refused(again), "summary": _not_saved(len(errors))}, status=422)
    return _page(request, again, saved=saved if result.saved else "", status=422)


def _page(request: HttpRequest, table: Grid, *, saved: str = "", status: int = 200) -> HttpResponse:
    return render(request, "plans/grid.html", {"grid": table, "saved": saved}, status=status)


def _said(saved: int) -> str:
    if not saved:
        return _("Nothing was changed, so nothing was saved.")
    sentence = ngettext("One entry saved.", "%(number)s entries saved.", saved)
    return sentence % {"number": saved}


def _not_saved(number: int) -> str:
    sentence = ngettext(
        "One entry was not saved. See the table.", "%(number)s entries were not saved. See the table.", number
    )
    return sentence % {"number": number}


def _refused(table: Grid) -> dict[str, Any]:
    """Why each refused cell was refused, and what it holds in the school's records now."""
    return {
        f"c-{row.student.pk}-{cell.column.key}": {
            "error": cell.error,
            "now": {"text": cell.was.text, "rating": "" if cell.was.rating is None else str(cell.was.rating)},
        }
        for row in table.rows
        for cell in row.cells
        if cell.column and cell.error
    }


def _typed(post: QueryDict, table: Grid) -> Typed:
    """Was and now of every cell that the form holds; columns whose "for everyone who has nothing" was used are filled.

    Fields are named ``c-<student>-<section>-text`` and ``-rating``, with ``was_`` before the last word.
    """
    found: dict[tuple[uuid.UUID, str], tuple[Words, Words]] = {}
    fill = post.get("fill", "")
    for row in table.rows:
        for cell in row.cells:
            if cell.column is None:
                continue
            prefix = f"c-{row.student.pk}-{cell.column.key}-"
            if f"{prefix}text" not in post:
                continue
            was, now = words_in(post, f"{prefix}was_"), words_in(post, prefix)
            if fill == cell.column.key and not now.text.strip() and now.rating is None:
                now = words_in(post, f"fill-{cell.column.key}-")
            found[row.student.pk, cell.column.key] = (was, now)
    return found
