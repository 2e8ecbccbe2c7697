"""The page for the conversation about one student, and what is written on it."""

from __future__ import annotations

import uuid
from datetime import date, timedelta
from functools import partial
from typing import Any, cast

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from doorway.accounts.errors import Refusal
from doorway.conferences.actions.answers import answer_question
from doorway.pathways.graduation.access import reads_graduation
from doorway.plans.access import (
    CONVERSATION_ROLES,
    Writer,
    goal_for,
    open_conversation,
    question_for,
    staff_writer,
)
from doorway.plans.actions.entries import write_entry
from doorway.plans.actions.goals import carry_goal, change_goal, judge_goal, remove_goal, set_goal
from doorway.plans.actions.notes import write_note
from doorway.plans.models import Goal
from doorway.plans.queries.conversation import PlanFile
from doorway.plans.queries.conversation import conversation as read_conversation
from doorway.plans.views.replies import Draft, date_in, reply, words_in
from doorway.roster.access import Kind, Viewer, shows, staff
from doorway.roster.addresses import button_on
from doorway.roster.middleware import ViewerRequest

WRITERS = ("teacher", "counselor", "principal")


@staff(*CONVERSATION_ROLES)
@shows(Kind.PLAN)
@require_GET
def conversation(request: HttpRequest, student_id: uuid.UUID) -> HttpResponse:
    """Everything about one student for the conversation."""
    return _page(request, student_id, _appointment_in(request.GET.get("appointment", "")))


def _page(
    request: HttpRequest, student_id: uuid.UUID, appointment: uuid.UUID | None, draft: Draft | None = None
) -> HttpResponse:
    viewer = cast(ViewerRequest, request).viewer
    table = open_conversation(viewer, student_id)
    student = table.student
    try:
        page = read_conversation(viewer, table, asked=appointment, now=timezone.now())
    except Refusal as refusal:
        return render(request, "plans/no_plan.html", {"student": student, "sentence": str(refusal)}, status=409)
    context: dict[str, Any] = {
        "page": page,
        "student": student,
        "draft": draft,
        "evidence": page.evidence,
        "keeps_occupations": page.keeps_occupations,
        "reads_graduation": reads_graduation(student) and Kind.GRADUATION not in table.closed,
        "closes_scholarships": Kind.SCHOLARSHIPS in table.closed,
        "closed": [kind.words for kind in Kind if kind in table.closed],
        "shows_scores": Kind.SCORES not in table.closed,
        "shows_notes": Kind.NOTES not in table.closed,
        "opens_whole_plan": table.opens_whole_plan,
        "owners": Goal.Owner.choices,
        "statuses": Goal.Status.choices,
        "due_on": suggested_date(page.file, viewer.today),
        "today": viewer.today,
    }
    return render(request, "plans/conversation.html", context, status=422 if draft else 200)


def suggested_date(file: PlanFile, today: date) -> date:
    """A day for a new goal: in three months, but before the school year ends."""
    last = file.year.ends_on if file.year.ends_on > today else today + timedelta(days=90)
    return min(last, today + timedelta(days=90))


def _appointment_in(text: str) -> uuid.UUID | None:
    try:
        return uuid.UUID(text)
    except ValueError:
        return None


def _back(request: HttpRequest, student_id: uuid.UUID) -> tuple[str, uuid.UUID | None]:
    appointment = _appointment_in(request.POST.get("appointment", ""))
    page = reverse("conversation", args=[student_id])
    return (f"{page}?appointment={appointment}" if appointment else page), appointment


def _reply(request: HttpRequest, student_id: uuid.UUID, anchor: str, write: Any) -> HttpResponse:
    page, appointment = _back(request, student_id)
    again = partial(_page, request, student_id, appointment)
    return reply(request, anchor=anchor, write=write, page=page, again=again)


def _viewer(request: HttpRequest) -> Viewer:
    return cast(ViewerRequest, request).viewer


def _today(writer: Writer) -> date:
    return timezone.localdate(timezone.now(), writer.student.district.zone)


@staff(*WRITERS)
@shows(Kind.PLAN)
@button_on("conversation")
@require_POST
def entry(request: HttpRequest, student_id: uuid.UUID, section: str) -> HttpResponse:
    """The viewer's own words in a section."""
    writer = staff_writer(_viewer(request), student_id)
    write = partial(
        write_entry,
        student=writer.student,
        section=section,
        author=writer.author,
        words=words_in(request.POST),
        expected=words_in(request.POST, "was_") if "was_text" in request.POST else None,
        on=_today(writer),
        now=timezone.now(),
    )
    return _reply(request, student_id, f"entry-{section}", write)


@staff(*WRITERS)
@shows(Kind.PLAN, Kind.NOTES)
@button_on("conversation")
@require_POST
def note(request: HttpRequest, student_id: uuid.UUID) -> HttpResponse:
    """The viewer's note of today."""
    writer = staff_writer(_viewer(request), student_id)
    write = partial(
        write_note,
        student=writer.student,
        text=request.POST.get("text", ""),
        expected=request.POST.get("was_text"),
        by=writer.author.person,
        on=_today(writer),
        now=timezone.now(),
    )
    return _reply(request, student_id, "note", write)


@staff(*WRITERS)
@shows(Kind.PLAN)
@button_on("students")
@require_POST
def answer(request: HttpRequest, question_id: uuid.UUID) -> HttpResponse:
    """The answer to a family's question."""
    question, writer = question_for(_viewer(request), question_id)
    write = partial(
        answer_question,
        question=question,
        answer=request.POST.get("text", ""),
        expected=request.POST.get("was_text"),
        by=writer.author.person,
        now=timezone.now(),
    )
    return _reply(request, writer.student.pk, f"question-{question.pk}", write)


@staff(*WRITERS)
@shows(Kind.PLAN)
@button_on("conversation")
@require_POST
def new_goal(request: HttpRequest, student_id: uuid.UUID) -> HttpResponse:
    """A goal with an owner and a date."""
    writer = staff_writer(_viewer(request), student_id)
    write = partial(
        set_goal,
        student=writer.student,
        text=request.POST.get("text", ""),
        owner=request.POST.get("owner", ""),
        owner_name=request.POST.get("owner_name", ""),
        due_on=date_in(request.POST),
        by=writer.author.person,
        on=_today(writer),
        now=timezone.now(),
    )
    return _reply(request, student_id, "goal-new", write)


@staff(*WRITERS)
@shows(Kind.PLAN)
@button_on("students")
@require_POST
def goal(request: HttpRequest, goal_id: uuid.UUID) -> HttpResponse:
    """A goal said better."""
    found, writer = goal_for(_viewer(request), goal_id)
    write = partial(
        change_goal,
        goal=found,
        text=request.POST.get("text", ""),
        owner=request.POST.get("owner", ""),
        owner_name=request.POST.get("owner_name", ""),
        due_on=date_in(request.POST),
        on=_today(writer),
    )
    return _reply(request, writer.student.pk, f"goal-{found.pk}", write)


@staff(*WRITERS)
@shows(Kind.PLAN)
@button_on("students")
@require_POST
def goal_status(request: HttpRequest, goal_id: uuid.UUID) -> HttpResponse:
    """What became of a goal."""
    found, writer = goal_for(_viewer(request), goal_id)
    write = partial(judge_goal, goal=found, status=request.POST.get("status", ""))
    return _reply(request, writer.student.pk, f"goal-{found.pk}", write)


@staff(*WRITERS)
@shows(Kind.PLAN)
@button_on("students")
@require_POST
def goal_carried(request: HttpRequest, goal_id: uuid.UUID) -> HttpResponse:
    """A goal of last time that goes on."""
    found, writer = goal_for(_viewer(request), goal_id)
    write = partial(
        carry_goal,
        goal=found,
        student=writer.student,
        due_on=date_in(request.POST),
        by=writer.author.person,
        on=_today(writer),
        now=timezone.now(),
    )
    return _reply(request, writer.student.pk, f"goal-{found.pk}", write)


@staff(*WRITERS)
@shows(Kind.PLAN)
@button_on("students")
@require_POST
def goal_removed(request: HttpRequest, goal_id: uuid.UUID) -> HttpResponse:
    """A goal that was typed by mistake."""
    found, writer = goal_for(_viewer(request), goal_id)
    return _reply(request, writer.student.pk, "goal-new", partial(remove_goal, goal=found))
