"""A set as a whole and its parts: the lines, the choices, the limits."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from doorway.accounts.errors import Refusal
from doorway.pathways.models import RequirementSet
from doorway.pathways.requirements.access import WRITES, Writer, draft_of, sets_of, writer_of
from doorway.pathways.requirements.actions import write, write_head
from doorway.pathways.requirements.checking import ground_of
from doorway.pathways.requirements.documents import (
    choice_of,
    limit_of,
    line_of,
    read,
    with_choice,
    with_limit,
    with_line,
    without_choice,
    without_limit,
    without_line,
)
from doorway.pathways.requirements.errors import NotOpen, NotTakenOut, SavedSince
from doorway.pathways.requirements.forms.beside import differing_fields
from doorway.pathways.requirements.forms.choices import ChoiceForm
from doorway.pathways.requirements.forms.limits import LimitForm
from doorway.pathways.requirements.forms.lines import LineForm
from doorway.pathways.requirements.forms.rules import RuleForm
from doorway.pathways.requirements.forms.sets import HeadForm
from doorway.pathways.requirements.prints import as_seen, differing_parts, part_words, parts_of, prints_of, seen_in
from doorway.pathways.requirements.wording import all_words, class_words
from doorway.pathways.rules.schema import WholeSet
from doorway.policy.queries import state_pack
from doorway.roster.access import staff
from doorway.roster.middleware import ViewerRequest


@staff(*WRITES)
@require_http_methods(["GET", "POST"])
def requirement_head(request: ViewerRequest, set_id: uuid.UUID) -> HttpResponse:
    """The set as a whole: name, classes, total, printed sums."""
    writer = writer_of(request.viewer)
    row = draft_of(writer, set_id)
    in_force = {
        str(one.pk): one
        for one in sets_of(writer).filter(status=RequirementSet.Status.IN_FORCE, holds_until=None)
    }  # fmt: skip
    choices = [
        (key, _("Version %(number)s, %(classes)s") % _version(one)) for key, one in in_force.items()
    ]  # fmt: skip
    form = HeadForm(
        request.POST if request.method == "POST" else None, corrects=choices,
        corrected=str(row.corrects_id or ""), **_ground(writer, read(row.document)),
    )  # fmt: skip

    def save() -> RequirementSet:
        corrects = in_force.get(form.cleaned_data.get("corrects", ""))
        return write_head(writer, row, form.wish(), corrects=corrects, now=timezone.now())

    def saved() -> HeadForm:
        return HeadForm(
            corrects=choices, corrected=str(row.corrects_id or ""), **_ground(writer, read(row.document))
        )  # fmt: skip

    return _part_page(request, row, form, _Saving("", save, saved), {"kind": "head"})


def _version(row: RequirementSet) -> dict[str, Any]:
    return {"number": row.number, "classes": class_words(row.first_class, row.last_class)}


def _ground(writer: Writer, own: WholeSet) -> dict[str, Any]:
    """What every form of a part needs."""
    rests_on = {own.set.source, *(line.source for line in own.lines)}
    for rules in writer.book.sets:
        rests_on |= {rules.source, *(line.source for line in rules.lines)}
    # The pack's other sources are about tests, occupations, conferences.
    sources = {key: one for key, one in state_pack(writer.district).sources.items() if key in rests_on}
    return {"own": own, "sources": [(key, source.title) for key, source in sources.items()]}


def _courses(writer: Writer, own: WholeSet) -> dict[str, Any]:
    """The same of a form that names classes. One query."""
    kinds = ground_of(writer, day=timezone.localdate(timezone=writer.district.zone)).kinds
    codes = {kind.code: kind.title for kind in kinds} or {
        code: kind.title for code, kind in writer.book.sets[0].catalog.items()
    }
    return {**_ground(writer, own), "book": writer.book, "codes": codes}


@dataclass(frozen=True)
class _Saving:
    """How a part is saved, and the form of what is saved already. ``key``: the part's; empty for all, and a new one."""

    key: str
    write: Callable[[], RequirementSet]
    saved: Callable[[], RuleForm]


def _part_page(
    request: ViewerRequest, row: RequirementSet, form: RuleForm, saving: _Saving, context: dict[str, Any]
) -> HttpResponse:
    """The page of one part: its form, or back to the set with what was found now.

    Who has opened it before somebody else saved the same part sees that first, beside what was typed.
    """
    is_old = context["kind"] == "head" or bool(saving.key)
    now = parts_of(context["kind"], saving.key, prints_of(row)) if is_old else {}
    seen = seen_in(request.POST.get("seen", ""))
    meanwhile: list[tuple[str, str]] = []
    if form.is_bound and form.is_valid():
        try:
            # A page without prints was opened before pages carried them.
            meanwhile = differing_fields(form, saving.saved()) if seen and differing_parts(seen, now) else []
            if meanwhile:
                at = date_format(timezone.localtime(row.changed_at), "SHORT_DATETIME_FORMAT")
                raise SavedSince(who=row.changed_by.full_name, at=at)
            draft = saving.write()
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            _say_saved(request, row, draft, _("Saved. What was found is now at the top."))
            return redirect("requirement_set", set_id=row.pk)
    is_kept = form.is_bound and seen and not meanwhile
    context = {
        "row": row, "form": form, "meanwhile": meanwhile, "seen": request.POST["seen"] if is_kept else as_seen(now),
        **context,
    }  # fmt: skip
    return render(request, "pathways/requirements/part.html", context, status=422 if form.is_bound else 200)


@dataclass(frozen=True)
class _Part:
    """A kind of part: how one is found by its key, its form, and how what the form says is put into the set."""

    kind: str
    find: Callable[[WholeSet, str], Any]
    form: Callable[[Writer, WholeSet, Any, Any], Any]
    put: Callable[[WholeSet, Any, str], WholeSet]


def _page_of(request: ViewerRequest, set_id: uuid.UUID, key: str, part: _Part) -> HttpResponse:
    """The page of a part of a draft, or of a new one (no ``key``)."""
    writer = writer_of(request.viewer)
    row = draft_of(writer, set_id)
    own = read(row.document)
    found = part.find(own, key)
    if key and found is None:
        if request.method == "POST":
            messages.error(request, str(NotOpen()))
            return redirect("requirement_set", set_id=set_id)
        raise Http404
    form = part.form(writer, own, found, request.POST if request.method == "POST" else None)
    context = {"kind": part.kind, "part": found, "perhaps": all_words(getattr(found, "perhaps", ()), writer.book.areas)}
    saving = _Saving(
        key,
        lambda: write(writer, row, part.put(own, form.wish(), key), now=timezone.now()),
        lambda: part.form(writer, own, found, None),
    )
    return _part_page(request, row, form, saving, context)


@staff(*WRITES)
@require_http_methods(["GET", "POST"])
def new_requirement_line(request: ViewerRequest, set_id: uuid.UUID) -> HttpResponse:
    """A new requirement."""
    return _line_page(request, set_id, "")


@staff(*WRITES)
@require_http_methods(["GET", "POST"])
def requirement_line(request: ViewerRequest, set_id: uuid.UUID, key: str) -> HttpResponse:
    """One requirement."""
    return _line_page(request, set_id, key)


def _line_page(request: ViewerRequest, set_id: uuid.UUID, key: str) -> HttpResponse:
    def form(writer: Writer, own: WholeSet, line: Any, data: Any) -> LineForm:
        return LineForm(data, line=line, **_courses(writer, own))

    return _page_of(request, set_id, key, _Part("line", line_of, form, with_line))


@staff(*WRITES)
@require_POST
def remove_requirement_line(request: ViewerRequest, set_id: uuid.UUID, key: str) -> HttpResponse:
    """Take a requirement out of a draft."""
    return _remove(request, set_id, "line", key, lambda own: without_line(own, key))


@staff(*WRITES)
@require_http_methods(["GET", "POST"])
def new_requirement_choice(request: ViewerRequest, set_id: uuid.UUID) -> HttpResponse:
    """A new choice."""
    return _choice_page(request, set_id, "")


@staff(*WRITES)
@require_http_methods(["GET", "POST"])
def requirement_choice(request: ViewerRequest, set_id: uuid.UUID, key: str) -> HttpResponse:
    """So many of some ways."""
    return _choice_page(request, set_id, key)


def _choice_page(request: ViewerRequest, set_id: uuid.UUID, key: str) -> HttpResponse:
    def form(writer: Writer, own: WholeSet, choice: Any, data: Any) -> ChoiceForm:
        return ChoiceForm(data, choice=choice, book=writer.book, **_ground(writer, own))

    return _page_of(request, set_id, key, _Part("choice", choice_of, form, with_choice))


@staff(*WRITES)
@require_POST
def remove_requirement_choice(request: ViewerRequest, set_id: uuid.UUID, key: str) -> HttpResponse:
    """Take a choice out of a draft."""
    return _remove(request, set_id, "choice", key, lambda own: without_choice(own, key))


@staff(*WRITES)
@require_http_methods(["GET", "POST"])
def new_requirement_limit(request: ViewerRequest, set_id: uuid.UUID) -> HttpResponse:
    """A new limit."""
    return _limit_page(request, set_id, "")


@staff(*WRITES)
@require_http_methods(["GET", "POST"])
def requirement_limit(request: ViewerRequest, set_id: uuid.UUID, key: str) -> HttpResponse:
    """Of some classes only so much counts, or may stand in for others."""
    return _limit_page(request, set_id, key)


def _limit_page(request: ViewerRequest, set_id: uuid.UUID, key: str) -> HttpResponse:
    def form(writer: Writer, own: WholeSet, limit: Any, data: Any) -> LimitForm:
        return LimitForm(data, limit=limit, **_courses(writer, own))

    return _page_of(request, set_id, key, _Part("limit", limit_of, form, with_limit))


@staff(*WRITES)
@require_POST
def remove_requirement_limit(request: ViewerRequest, set_id: uuid.UUID, key: str) -> HttpResponse:
    """Take a limit out of a draft."""
    return _remove(request, set_id, "limit", key, lambda own: without_limit(own, key))


def _say_saved(request: ViewerRequest, before: RequirementSet, draft: RequirementSet, said: str) -> None:
    """Say that it is saved, and that what somebody had checked is a draft again."""
    messages.success(request, said)
    if before.checked_by is not None and draft.status == RequirementSet.Status.DRAFT:
        values = {"who": before.checked_by.full_name}
        messages.warning(
            request, _("%(who)s had checked it. It is a draft again, and somebody has to check it anew.") % values
        )


def _remove(
    request: ViewerRequest, set_id: uuid.UUID, kind: str, key: str, change: Callable[[WholeSet], WholeSet]
) -> HttpResponse:
    """Take a part out, as it stood on the page where the button was pressed."""
    writer = writer_of(request.viewer)
    row = draft_of(writer, set_id)
    seen, now = seen_in(request.POST.get("seen", "")), parts_of(kind, key, prints_of(row))
    try:
        if not now or not seen:
            # It is gone already, or the page was opened before pages carried prints.
            raise NotOpen
        unread = differing_parts(seen, now)
        if unread:
            raise NotTakenOut(parts=part_words(unread, read(row.document)))
        draft = write(writer, row, change(read(row.document)), now=timezone.now())
        _say_saved(request, row, draft, _("It is taken out. What was found is now at the top."))
    except Refusal as refusal:
        messages.error(request, str(refusal))
    return redirect("requirement_set", set_id=set_id)
