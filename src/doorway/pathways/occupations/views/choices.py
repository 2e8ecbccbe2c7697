"""The occupations that a student keeps."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from typing import Any, cast

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from doorway.accounts.errors import Refusal
from doorway.pathways.occupations import actions, wording
from doorway.pathways.occupations.access import Chooser, chooser_of, open_kept
from doorway.pathways.occupations.choices import changes_of, kept_by
from doorway.pathways.occupations.queries import catalog_of
from doorway.roster.access import Kind, shows, signed_in
from doorway.roster.middleware import ViewerRequest


@signed_in
@shows(Kind.PLAN)
@require_GET
def student_occupations(request: HttpRequest, student_id: uuid.UUID) -> HttpResponse:
    """What a student keeps, which comes first, and how that changed."""
    viewer = cast(ViewerRequest, request).viewer
    reader = open_kept(viewer, student_id)
    works = catalog_of(viewer).works
    context = {
        "reader": reader,
        "student": reader.student,
        "kept": [(row, works.get(row.code)) for row in kept_by(reader.student)],
        "changes": changes_of(reader.student),
    }
    return render(request, "pathways/occupations/kept.html", context)


@signed_in
@require_POST
def keep_occupation(request: HttpRequest, student_id: uuid.UUID) -> HttpResponse:
    """Keep an occupation for a student."""
    viewer = cast(ViewerRequest, request).viewer
    chooser = chooser_of(viewer, student_id)
    work = catalog_of(viewer).works.get(request.POST.get("code", ""))
    if work is None:
        messages.error(request, _("This occupation is not listed. Search for it again."))
        return redirect("student_occupations", student_id=student_id)
    done = _("%(title)s is kept.") % {"title": wording.said(work.title)}
    return _do(request, chooser, done, lambda: actions.keep(chooser, work, now=timezone.now()))


@signed_in
@require_POST
def let_go_occupation(request: HttpRequest, student_id: uuid.UUID) -> HttpResponse:
    """Let one go."""
    chooser = chooser_of(cast(ViewerRequest, request).viewer, student_id)
    kept = _kept_id(request)
    return _do(request, chooser, _("It is let go."), lambda: actions.let_go(chooser, kept, now=timezone.now()))


@signed_in
@require_POST
def place_occupation(request: HttpRequest, student_id: uuid.UUID) -> HttpResponse:
    """Make one the first or the second choice."""
    chooser = chooser_of(cast(ViewerRequest, request).viewer, student_id)
    kept, place = _kept_id(request), request.POST.get("place", "")
    if place not in {"1", "2"}:
        return redirect("student_occupations", student_id=student_id)
    return _do(
        request, chooser, _("The order is saved."),
        lambda: actions.put_in_place(chooser, kept, int(place), now=timezone.now()),
    )  # fmt: skip


def _do(request: HttpRequest, chooser: Chooser, done: str, change: Callable[[], Any]) -> HttpResponse:
    """Make the change, say what became of it, and show the list."""
    try:
        change()
        messages.success(request, done)
    except Refusal as refusal:
        messages.error(request, str(refusal))
    return redirect("student_occupations", student_id=chooser.student.pk)


def _kept_id(request: HttpRequest) -> uuid.UUID:
    """Which of those that are kept; what is no id is none of them."""
    try:
        return uuid.UUID(request.POST.get("kept", ""))
    except ValueError:
        return uuid.UUID(int=0)
