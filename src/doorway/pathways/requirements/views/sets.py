"""What each class is held against, the district's own sets, and one set with its checks."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from datetime import date

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from doorway.accounts.errors import Refusal
from doorway.pathways.graduation.wording import said
from doorway.pathways.models import RequirementSet
from doorway.pathways.requirements.access import WRITES, Writer, draft_of, set_of, sets_of, writer_of
from doorway.pathways.requirements.actions import begin, begin_from_file, drop, mark_checked
from doorway.pathways.requirements.checking import check, doubts_of, ground_of, still_open
from doorway.pathways.requirements.documents import read, written
from doorway.pathways.requirements.errors import NotChecked, NotThrownAway
from doorway.pathways.requirements.forms.sets import BeginForm, FileForm, WithdrawForm
from doorway.pathways.requirements.page import (
    classes_now,
    history_of,
    reasons_of,
    set_rows,
    set_shown,
    source_of,
    state_words,
    told,
)
from doorway.pathways.requirements.prints import as_seen, prints_of, seen_in
from doorway.pathways.requirements.wording import finding_words
from doorway.pathways.rules.alone import as_file
from doorway.pathways.rules.schema import WholeSet
from doorway.policy.queries import state_pack
from doorway.roster.access import staff
from doorway.roster.middleware import ViewerRequest

# Own sets on the list: some years of them.
SHOWN = 50

Reasons = Mapping[str, str]
Beginnings = dict[str, tuple[str, WholeSet, RequirementSet | None]]


@staff(*WRITES)
@require_http_methods(["GET", "POST"])
def requirement_sets(request: ViewerRequest) -> HttpResponse:
    """What each class is held against, the district's own sets, and a draft to begin."""
    writer = writer_of(request.viewer)
    day = _today(writer)
    rows = list(sets_of(writer)[:SHOWN])
    sources = _beginnings(writer, rows)
    choices = [(key, title) for key, (title, _own, _row) in sources.items()]
    form = BeginForm(choices, request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        made = _begin(writer, sources, form)
        messages.success(request, _("The draft is there. Look at its name and its classes first."))
        return redirect("requirement_head", set_id=made.pk)
    context = {
        "writer": writer, "classes": classes_now(writer, day), "rows": set_rows(rows, day), "form": form,
        "file_form": FileForm(),
    }  # fmt: skip
    return render(request, "pathways/requirements/list.html", context, status=422 if form.is_bound else 200)


@staff(*WRITES)
@require_POST
def import_requirements(request: ViewerRequest) -> HttpResponse:
    """A draft from a file that another district, or this one, got as a file."""
    writer = writer_of(request.viewer)
    form = FileForm(request.POST, request.FILES)
    if form.is_valid():
        name, text = form.cleaned_data["file"]
        try:
            made = begin_from_file(writer, text, name, now=timezone.now())
        except Refusal as refusal:
            messages.error(request, str(refusal))
        else:
            messages.success(request, _("The draft is there. Look at its name and its classes first."))
            return redirect("requirement_head", set_id=made.pk)
    for sentence in form.errors.get("file", ()):
        messages.error(request, str(sentence))
    return redirect("requirement_sets")


@staff(*WRITES)
@require_GET
def requirement_file(request: ViewerRequest, set_id: uuid.UUID) -> HttpResponse:
    """A set as a file: to keep, to share, or to audit with."""
    writer = writer_of(request.viewer)
    row = set_of(writer, set_id)
    response = HttpResponse(as_file(read(row.document), writer.district.state_pack), content_type="application/toml")
    response["Content-Disposition"] = f'attachment; filename="requirements-{row.number}.toml"'
    return response


def _today(writer: Writer) -> date:
    return timezone.localdate(timezone=writer.district.zone)


def _beginnings(writer: Writer, rows: list[RequirementSet]) -> Beginnings:
    """What a draft can be made from, by a word for the form: sets of the pack, and own sets."""
    found: Beginnings = {}
    for row in rows:
        own = read(row.document)
        values = {"number": row.number, "title": said(own.set.title.root)}
        found[f"own.{row.number}"] = (_("Version %(number)s: %(title)s") % values, own, row)
    for key, own in writer.book.wholes.items():
        found[f"pack.{key}"] = (said(own.set.title.root), own, None)
    return found


def _begin(writer: Writer, sources: Beginnings, form: BeginForm) -> RequirementSet:
    given = form.cleaned_data
    _title, own, row = sources[given["source"]]
    made_from = {"set": given["source"], "title": dict(own.set.title.root)}
    is_in_force = row is not None and row.status == RequirementSet.Status.IN_FORCE and row.holds_until is None
    return begin(
        writer, own, made_from=made_from, first_class=given["first_class"], last_class=given["last_class"],
        corrects=row if is_in_force else None, now=timezone.now(),
    )  # fmt: skip


@staff(*WRITES)
@require_http_methods(["GET", "POST"])
def requirement_set(request: ViewerRequest, set_id: uuid.UUID) -> HttpResponse:
    """A set: what was found in it, every part in words, and its history. Sending says that it was checked."""
    writer = writer_of(request.viewer)
    row = set_of(writer, set_id)
    return _checked(request, writer, row) if request.method == "POST" else _set_page(request, writer, row)


def _set_page(
    request: ViewerRequest, writer: Writer, row: RequirementSet, *, typed: Reasons | None = None
) -> HttpResponse:
    """The page of a set. ``typed``: reasons that were sent and are not kept, by the mark of what was found."""
    day = _today(writer)
    own = read(row.document)
    found = check(row, ground_of(writer, day=day)) if row.is_open else []
    said_of = told(found, row, own, writer, typed)
    prints = prints_of(row) if row.is_open else {}
    context = {
        "writer": writer,
        "row": row,
        "shown": set_shown(own, writer, state_pack(writer.district).sources, found, prints),
        "seen": as_seen(prints),
        "state": state_words(row, day),
        "errors": [one for one in said_of if one.found.is_error],
        "warnings": [one for one in said_of if not one.found.is_error],
        "open_number": len(still_open(row, found)),
        # What somebody has typed is not taken away by a colleague who was faster.
        "is_checked": typed is None and row.status == RequirementSet.Status.CHECKED and not still_open(row, found),
        "history": history_of(row),
        "stands": reasons_of(row),
        "made_from": source_of(row),
        "can_withdraw": (
            writer.adopts and row.status == RequirementSet.Status.IN_FORCE and row.holds_from and row.holds_from > day
        ),
        "withdraw_form": WithdrawForm(),
    }
    return render(request, "pathways/requirements/set.html", context, status=200 if typed is None else 422)


@staff(*WRITES)
@require_GET
def pack_requirements(request: ViewerRequest, key: str) -> HttpResponse:
    """A set that comes with the state pack, with what is found in it."""
    writer = writer_of(request.viewer)
    own = writer.book.wholes.get(key)
    if own is None:
        raise Http404
    ground = ground_of(writer, day=_today(writer))
    context = {
        "writer": writer,
        "shown": set_shown(own, writer, state_pack(writer.district).sources),
        "doubts": [finding_words(one, own, writer.book) for one in doubts_of(written(own), ground)],
    }
    return render(request, "pathways/requirements/set.html", context)


def _checked(request: ViewerRequest, writer: Writer, row: RequirementSet) -> HttpResponse:
    reasons = {
        name.removeprefix("reason-"): str(text) for name, text in request.POST.items() if name.startswith("reason-")
    }  # fmt: skip
    seen, keeps_only = seen_in(request.POST.get("seen", "")), "is_checked" not in request.POST
    try:
        draft = mark_checked(writer, row, reasons, keeps_only=keeps_only, seen=seen, now=timezone.now())
    except NotChecked as refusal:
        messages.error(request, str(refusal))
        return _set_page(request, writer, set_of(writer, row.pk), typed=reasons)
    except Refusal as refusal:
        messages.error(request, str(refusal))
        return redirect("requirement_set", set_id=row.pk)
    if draft.status == RequirementSet.Status.CHECKED:
        messages.success(request, _("It is checked. The district office can put it in force."))
    elif draft.accepted and not still_open(draft, check(draft, ground_of(writer, day=_today(writer)))):
        messages.success(request, _("Your reasons are kept. Read it through once more, then say that it is checked."))
    elif draft.accepted:
        messages.warning(request, _("Your reasons are kept. Something is still open."))
    else:
        messages.warning(request, _("No reason was written, so there is none to keep. What is below is still open."))
    return redirect("requirement_set", set_id=row.pk)


@staff(*WRITES)
@require_POST
def drop_requirements(request: ViewerRequest, set_id: uuid.UUID) -> HttpResponse:
    """Throw a draft away."""
    row = draft_of(writer_of(request.viewer), set_id)
    try:
        drop(row, seen=seen_in(request.POST.get("seen", "")))
        messages.success(request, _("The draft is gone."))
    except NotThrownAway as refusal:
        messages.error(request, str(refusal))
        return redirect("requirement_set", set_id=set_id)
    except Refusal as refusal:
        messages.error(request, str(refusal))
    return redirect("requirement_sets")
