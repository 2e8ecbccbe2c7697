"""Pages of the requirements: what holds, a set with its checks and its parts, what it would change, the decision."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

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
from doorway.pathways.requirements.actions import (
    begin,
    begin_from_file,
    drop,
    mark_checked,
    put_in_force,
    withdraw,
    write,
    write_head,
)
from doorway.pathways.requirements.checking import check, concerns_begun, doubts_of, ground_of, still_open
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
    written,
)
from doorway.pathways.requirements.errors import Unclear
from doorway.pathways.requirements.forms import (
    BeginForm,
    ChoiceForm,
    FileForm,
    HeadForm,
    InForceForm,
    LimitForm,
    LineForm,
    RuleForm,
    WithdrawForm,
)
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
from doorway.pathways.requirements.preview import preview
from doorway.pathways.requirements.wording import all_words, class_words, finding_words
from doorway.pathways.rules.alone import as_file
from doorway.pathways.rules.schema import WholeSet
from doorway.policy.queries import state_pack
from doorway.roster.access import Kind, shows, staff
from doorway.roster.middleware import ViewerRequest

ADOPTS = "district"
# Own sets on the list: some years of them.
SHOWN = 50


@staff(*WRITES)
@require_http_methods(["GET", "POST"])
def requirement_sets(request: ViewerRequest) -> HttpResponse:
    """What each class is held against, the district's own sets, and a draft to begin."""
    writer = writer_of(request.viewer)
    day = timezone.localdate(timezone=writer.district.zone)
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


Beginnings = dict[str, tuple[str, WholeSet, RequirementSet | None]]


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
    day = timezone.localdate(timezone=writer.district.zone)
    if request.method == "POST":
        return _checked(request, writer, row)
    own = read(row.document)
    found = check(row, ground_of(writer, day=day)) if row.is_open else []
    said_of = told(found, row, own, writer)
    context = {
        "writer": writer,
        "row": row,
        "shown": set_shown(own, writer, state_pack(writer.district).sources, found),
        "state": state_words(row, day),
        "errors": [one for one in said_of if one.found.is_error],
        "warnings": [one for one in said_of if not one.found.is_error],
        "open_number": len(still_open(row, found)),
        "is_checked": row.status == RequirementSet.Status.CHECKED and not still_open(row, found),
        "history": history_of(row),
        "stands": reasons_of(row),
        "made_from": source_of(row),
        "can_withdraw": (
            writer.adopts and row.status == RequirementSet.Status.IN_FORCE and row.holds_from and row.holds_from > day
        ),
        "withdraw_form": WithdrawForm(),
    }
    return render(request, "pathways/requirements/set.html", context)


@staff(*WRITES)
@require_GET
def pack_requirements(request: ViewerRequest, key: str) -> HttpResponse:
    """A set that comes with the state pack, with what is found in it."""
    writer = writer_of(request.viewer)
    own = writer.book.wholes.get(key)
    if own is None:
        raise Http404
    ground = ground_of(writer, day=timezone.localdate(timezone=writer.district.zone))
    context = {
        "writer": writer,
        "shown": set_shown(own, writer, state_pack(writer.district).sources),
        "doubts": [finding_words(one, own, writer.book) for one in doubts_of(written(own), ground)],
    }
    return render(request, "pathways/requirements/set.html", context)


def _checked(request: ViewerRequest, writer: Writer, row: RequirementSet) -> HttpResponse:
    reasons = {
        name.removeprefix("reason-"): text for name, text in request.POST.items() if name.startswith("reason-")
    }  # fmt: skip
    try:
        draft = mark_checked(writer, row, {name: str(text) for name, text in reasons.items()}, now=timezone.now())
    except Refusal as refusal:
        messages.error(request, str(refusal))
        return redirect("requirement_set", set_id=row.pk)
    if draft.status == RequirementSet.Status.CHECKED:
        messages.success(request, _("It is checked. The district office can put it in force."))
    else:
        messages.warning(request, _("Your reasons are kept. Something is still open."))
    return redirect("requirement_set", set_id=row.pk)


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

    def save() -> None:
        corrects = in_force.get(form.cleaned_data.get("corrects", ""))
        write_head(writer, row, form.wish(), corrects=corrects, now=timezone.now())

    context = {"kind": "head"}
    return _part_page(request, row, form, save, context)


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


def _part_page(
    request: ViewerRequest, row: RequirementSet, form: RuleForm, save: Callable[[], object], context: dict[str, Any]
) -> HttpResponse:
    """The page of one part: its form, or back to the set with what was found now."""
    if form.is_bound and form.is_valid():
        try:
            save()
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Saved. What was found is now at the top."))
            return redirect("requirement_set", set_id=row.pk)
    context = {"row": row, "form": form, **context}
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
        raise Http404
    form = part.form(writer, own, found, request.POST if request.method == "POST" else None)
    context = {"kind": part.kind, "part": found, "perhaps": all_words(getattr(found, "perhaps", ()), writer.book.areas)}
    return _part_page(
        request, row, form, lambda: write(writer, row, part.put(own, form.wish(), key), now=timezone.now()), context
    )


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
    return _remove(request, set_id, lambda own: without_line(own, key))


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
    return _remove(request, set_id, lambda own: without_choice(own, key))


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
    return _remove(request, set_id, lambda own: without_limit(own, key))


def _remove(request: ViewerRequest, set_id: uuid.UUID, change: Callable[[WholeSet], WholeSet]) -> HttpResponse:
    writer = writer_of(request.viewer)
    row = draft_of(writer, set_id)
    try:
        write(writer, row, change(read(row.document)), now=timezone.now())
        messages.success(request, _("It is taken out. What was found is now at the top."))
    except Refusal as refusal:
        messages.error(request, str(refusal))
    return redirect("requirement_set", set_id=set_id)


@staff(*WRITES)
@shows(Kind.GRADUATION)
@require_GET
def requirement_changes(request: ViewerRequest, set_id: uuid.UUID) -> HttpResponse:
    """What a draft would change: who would stand otherwise, counted by the engine."""
    writer = writer_of(request.viewer)
    row = draft_of(writer, set_id)
    ground = ground_of(writer, day=timezone.localdate(timezone=writer.district.zone))
    has_errors = any(one.is_error for one in check(row, ground))
    school = _id(request.GET.get("school", ""))
    found = None
    if not has_errors:
        found = preview(writer, request.viewer, row, ground, school=school, page=request.GET.get("page"))
    context = {
        "row": row, "found": found, "school": school, "classes": class_words(row.first_class, row.last_class),
        "title": said(row.document["set"]["title"]), "reads_names": request.viewer.has_role("counselor", "principal"),
    }  # fmt: skip
    return render(request, "pathways/requirements/changes.html", context)


def _id(text: str) -> uuid.UUID | None:
    try:
        return uuid.UUID(text)
    except ValueError:
        return None


# The district office


@staff(ADOPTS)
@require_http_methods(["GET", "POST"])
def requirements_in_force(request: ViewerRequest, set_id: uuid.UUID) -> HttpResponse:
    """Put on record that the board has decided; from its day on the set holds and never changes."""
    writer = writer_of(request.viewer)
    row = draft_of(writer, set_id)
    today = timezone.localdate(timezone=writer.district.zone)
    if row.status != RequirementSet.Status.CHECKED:
        messages.error(request, _("Somebody has to check it first."))
        return redirect("requirement_set", set_id=set_id)
    ground = ground_of(writer, day=today)
    found = [one for one in check(row, ground) if concerns_begun([one])]
    form = InForceForm(
        request.POST if request.method == "POST" else None, initial={"holds_from": today}, concerns_begun=bool(found)
    )
    if form.is_bound and form.is_valid():
        try:
            put_in_force(writer, row, form.decided(), now=timezone.now())
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("It is in force. From its day on every page counts with it."))
            return redirect("requirement_set", set_id=set_id)
    context = {
        "row": row, "form": form, "title": said(row.document["set"]["title"]),
        "classes": class_words(row.first_class, row.last_class), "stands": reasons_of(row),
        "begun": [finding_words(one.finding, read(row.document), writer.book) for one in found],
    }  # fmt: skip
    return render(request, "pathways/requirements/in_force.html", context, status=422 if form.is_bound else 200)


@staff(ADOPTS)
@require_POST
def withdraw_requirements(request: ViewerRequest, set_id: uuid.UUID) -> HttpResponse:
    """Withdraw a set that does not hold yet."""
    writer = writer_of(request.viewer)
    row = set_of(writer, set_id)
    form = WithdrawForm(request.POST)
    try:
        if not form.is_valid():
            raise Unclear(Unclear.REASON)
        withdraw(writer, row, form.cleaned_data["reason"], now=timezone.now())
        messages.success(request, _("It is withdrawn, and stays on record."))
    except Refusal as refusal:
        messages.error(request, str(refusal))
    return redirect("requirement_set", set_id=set_id)


@staff(*WRITES)
@require_POST
def drop_requirements(request: ViewerRequest, set_id: uuid.UUID) -> HttpResponse:
    """Throw a draft away."""
    row = draft_of(writer_of(request.viewer), set_id)
    try:
        drop(row)
        messages.success(request, _("The draft is gone."))
    except Refusal as refusal:
        messages.error(request, str(refusal))
    return redirect("requirement_sets")
