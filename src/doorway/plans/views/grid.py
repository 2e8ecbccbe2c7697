"""The classes of a teacher, and a class as a table to fill."""

from __future__ import annotations

import uuid
from typing import cast

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods

from doorway.accounts.errors import Refusal
from doorway.plans.access import class_author, class_for, classes_of
from doorway.plans.actions.entries import Change, Words, write_grid
from doorway.plans.queries.grid import Grid, Typed, grid_of
from doorway.plans.views.replies import words_in
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
        return render(
            request, "plans/no_plan.html", {"sentence": str(refusal), "title": school_class.title}, status=409
        )
    saved = _said(result.saved)
    if not result.refused:
        messages.success(request, saved)
        return redirect("grid", class_id=school_class.pk)
    errors = {(change.student.pk, change.section): str(refusal) for change, refusal in result.refused}
    kept = {key: value for key, value in typed.items() if key in errors}
    again = grid_of(school_class, students, viewer.person_ids, today, typed=kept, errors=errors)
    return _page(request, again, saved=saved if result.saved else "", status=422)


def _page(request: HttpRequest, table: Grid, *, saved: str = "", status: int = 200) -> HttpResponse:
    return render(request, "plans/grid.html", {"grid": table, "saved": saved}, status=status)


def _said(saved: int) -> str:
    if not saved:
        return _("Nothing was changed, so nothing was saved.")
    sentence = ngettext("One entry saved.", "%(number)s entries saved.", saved)
    return sentence % {"number": saved}


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
