"""The student's own part, and what a guardian may add: words in the sections that the state gives them."""

from __future__ import annotations

import uuid
from dataclasses import replace
from functools import partial
from typing import cast

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from doorway.accounts.errors import Refusal
from doorway.pathways.graduation.access import reads_graduation
from doorway.pathways.occupations.access import SECTION, keeps_occupations
from doorway.plans.access import open_own_words, own_student_id, own_writer
from doorway.plans.actions.entries import write_entry
from doorway.plans.queries.conversation import plan_file, section_lines
from doorway.plans.views.replies import Draft, reply, words_in
from doorway.roster.access import guardian, signed_in, staff
from doorway.roster.middleware import ViewerRequest


@staff("student")
@require_GET
def my_plan(request: HttpRequest) -> HttpResponse:
    """The signed-in student's own part."""
    return _page(request, own_student_id(cast(ViewerRequest, request).viewer))


@guardian
@require_GET
def family_words(request: HttpRequest, student_id: uuid.UUID) -> HttpResponse:
    """What a guardian may add to a child's plan."""
    return _page(request, student_id)


@signed_in
@require_POST
def own_words(request: HttpRequest, student_id: uuid.UUID, section: str) -> HttpResponse:
    """The student's or guardian's words in one section."""
    writer = own_writer(cast(ViewerRequest, request).viewer, student_id)
    is_student = "student" in writer.author.voices
    write = partial(
        write_entry,
        student=writer.student,
        section=section,
        author=writer.author,
        words=words_in(request.POST),
        expected=words_in(request.POST, "was_") if "was_text" in request.POST else None,
        on=timezone.localdate(timezone.now(), writer.student.district.zone),
        now=timezone.now(),
    )
    page = reverse("my_plan") if is_student else reverse("family_words", args=[student_id])
    again = partial(_page, request, student_id)
    return reply(request, anchor=f"entry-{section}", write=write, page=page, again=again)


def _page(request: HttpRequest, student_id: uuid.UUID, draft: Draft | None = None) -> HttpResponse:
    viewer = cast(ViewerRequest, request).viewer
    student, voices = open_own_words(viewer, student_id, page="own-words")
    now = timezone.now()
    try:
        file = plan_file(student, timezone.localdate(now, student.district.zone), now)
    except Refusal as refusal:
        return render(request, "plans/no_plan.html", {"student": student, "sentence": str(refusal)}, status=409)
    # What others write is for the school until it is shared; then it is in the plan that the family reads.
    lines = [replace(line, others=()) for line in section_lines(file, student, viewer.person_ids, voices)]
    keeps = keeps_occupations(student)
    context = {
        "student": student,
        "file": file,
        "sections": [line for line in lines if line.can_write],
        "is_student": "student" in voices,
        "keeps_occupations": keeps,
        "reads_graduation": reads_graduation(student),
        # The way to them stands in their section; a guardian who does not write there finds it below.
        "keeps_apart": keeps and not any(line.can_write and line.key == SECTION for line in lines),
        "draft": draft,
    }
    return render(request, "plans/own_words.html", context, status=422 if draft else 200)
