"""What readers wrote, and what becomes of it."""

from __future__ import annotations

import uuid
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.contrib import messages
from django.core.paginator import Paginator
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from doorway.accounts.errors import Refusal
from doorway.accounts.languages import in_words
from doorway.accounts.models import District
from doorway.announcements.access import WRITERS, managed, managed_replies, reply_for, writer
from doorway.announcements.actions.replies import LONGEST_REASON, keep_private, refuse, refuse_many, show
from doorway.announcements.errors import DecidedAlready, NothingTicked
from doorway.announcements.models import Announcement, Reply
from doorway.announcements.queries import FOR_FAMILIES, MOST_WAITING, lines, text_of, with_waiting
from doorway.roster.access import Viewer, staff
from doorway.roster.middleware import ViewerRequest
from doorway.roster.models import Person
from doorway.roster.names import quoted

PER_PAGE = 10
MANY_PER_PAGE = 100


@dataclass(frozen=True)
class Typed:
    """What the office typed about one reply."""

    reply_id: uuid.UUID
    answer: str
    language: str
    reason: str


@staff(*WRITERS)
@require_GET
def waiting(request: ViewerRequest) -> HttpResponse:
    """Replies that nobody has decided on, the oldest first; with ``?show=all`` the decided ones too."""
    return _list(request)


def _list(request: ViewerRequest, *, typed: Typed | None = None, status: int = 200) -> HttpResponse:
    """The page and filter that were asked for, also by a button on them. ``typed`` could not be taken: nobody types it
    twice, and its reply is on the page wherever it belongs by now.
    """
    asked = request.POST if request.method == "POST" else request.GET
    everything = asked.get("show") == "all"
    rows = managed_replies(request.viewer).select_related("decided_by")
    listed = rows.order_by("-written_at") if everything else rows.filter(status=Reply.Status.WAITING)
    page = Paginator(listed, PER_PAGE).get_page(asked.get("page"))
    replies = list(page)
    if typed is not None and typed.reply_id not in {reply.pk for reply in replies}:
        # A colleague has decided on it, or on others before it.
        replies = [*rows.filter(pk=typed.reply_id), *replies]
    language = translation.get_language() or "en"
    is_full = page.paginator.count >= MOST_WAITING
    context = {
        "page": page,
        "shown": [_item(reply, language, typed if typed and typed.reply_id == reply.pk else None) for reply in replies],
        "everything": everything,
        "address": f"{reverse('letter_replies')}{'?show=all' if everything else ''}",
        "most": MOST_WAITING + FOR_FAMILIES,
        "full": lines(with_waiting(managed(request.viewer), at_least=MOST_WAITING), language) if is_full else [],
        "languages": [(code, in_words(code)) for code, _name in settings.LANGUAGES],
    }
    return render(request, "announcements/replies.html", context, status=status)


def _item(reply: Reply, language: str, typed: Typed | None) -> dict[str, Any]:
    """A reply as its page shows it, with what is in its form: what was typed, else what was decided."""
    # What was answered privately stands above the form and not in it: one press of “Show it” would publish it.
    said = ("", "") if reply.status == Reply.Status.PRIVATE else (reply.answer, reply.answer_language)
    answer, answer_language = (typed.answer, typed.language) if typed else said
    # Why a name may be shown still holds when the answer is changed; why something was refused is no reason to show it.
    reason = reply.reason if reply.status == Reply.Status.SHOWN else ""
    return {
        "reply": reply,
        "letter": text_of(reply.announcement, language),
        "marks": reply.marks.split(),
        "named": quoted(reply.named.splitlines()),
        "perhaps_named": quoted(reply.perhaps_named.splitlines()),
        "seen": _seen(reply),
        "typed_answer": answer,
        # Who answers in the reply's language and reads the page in it needs to say nothing. Else it is asked: a wrong
        # one is read aloud by the wrong voice.
        "typed_language": answer_language or ("" if answer or reply.language != language else language),
        "nobody_has_said": bool(answer) and bool(reply.answer) and not reply.answer_language,
        "typed_reason": typed.reason if typed else reason,
        "is_down": reply.announcement.status == Announcement.Status.WITHDRAWN,
        "is_decided": reply.status != Reply.Status.WAITING,
    }


def _seen(reply: Reply) -> str:
    """The decision that a page shows: two of one kind are told apart by their moment."""
    return f"{reply.status} {reply.decided_at.isoformat() if reply.decided_at else ''}".strip()


@staff(*WRITERS)
@require_POST
def show_reply(request: ViewerRequest, reply_id: uuid.UUID) -> HttpResponse:
    """Everybody may read it."""
    return _decide(
        request,
        reply_id,
        lambda reply, typed, by: show(
            reply=reply,
            answer=typed.answer,
            language=typed.language,
            by=by,
            now=timezone.now(),
            reason=typed.reason,
        ),
        _("The reply is shown."),
    )


@staff(*WRITERS)
@require_POST
def keep_reply_private(request: ViewerRequest, reply_id: uuid.UUID) -> HttpResponse:
    """Nobody else reads it; the answer goes to the writer."""
    return _decide(
        request,
        reply_id,
        lambda reply, typed, by: keep_private(
            reply=reply,
            answer=typed.answer,
            language=typed.language,
            by=by,
            now=timezone.now(),
            reason=typed.reason,
        ),
        _("The reply stays private."),
    )


@staff(*WRITERS)
@require_POST
def refuse_reply(request: ViewerRequest, reply_id: uuid.UUID) -> HttpResponse:
    """It is not shown, for a reason that only the office reads."""
    return _decide(
        request,
        reply_id,
        lambda reply, typed, by: refuse(reply=reply, reason=typed.reason, by=by, now=timezone.now()),
        _("The reply is not shown."),
    )


@staff(*WRITERS)
@require_http_methods(["GET", "POST"])
def refuse_replies(request: ViewerRequest) -> HttpResponse:
    """Many at once are not shown: those that wait as a short list, a tick for each, one reason."""
    rows = managed_replies(request.viewer).filter(status=Reply.Status.WAITING)
    page = Paginator(rows, MANY_PER_PAGE).get_page(request.GET.get("page"))
    ticked = set(request.POST.getlist("reply"))
    reason = request.POST.get("reason", "")
    if request.method == "POST":
        chosen: dict[District, list[Reply]] = defaultdict(list)
        # Only those that this page showed and that are the viewer's to decide on.
        for reply in page:
            if str(reply.pk) in ticked:
                chosen[reply.district].append(reply)
        try:
            number = _refuse_many(request.viewer, chosen, reason)
        except Refusal as refusal:
            messages.error(request, str(refusal))
        else:
            said = ngettext("%(count)s reply is not shown.", "%(count)s replies are not shown.", number)
            messages.success(request, said % {"count": number})
            return redirect("letter_replies")
    language = translation.get_language() or "en"
    context = {
        "page": page,
        "shown": [
            {
                "reply": reply,
                "letter": text_of(reply.announcement, language),
                "marks": reply.marks.split(),
                "is_ticked": str(reply.pk) in ticked or request.GET.get("tick") == "all",
            }
            for reply in page
        ],
        "reason": reason,
    }
    status = 422 if request.method == "POST" else 200
    return render(request, "announcements/refuse_replies.html", context, status=status)


@transaction.atomic
def _refuse_many(viewer: Viewer, chosen: Mapping[District, Sequence[Reply]], reason: str) -> int:
    if not chosen:
        raise NothingTicked
    return sum(
        refuse_many(replies=replies, reason=reason, by=writer(viewer, district), now=timezone.now())
        for district, replies in chosen.items()
    )


def _decide(
    request: ViewerRequest, reply_id: uuid.UUID, act: Callable[[Reply, Typed, Person], object], said: str
) -> HttpResponse:
    reply = reply_for(request.viewer, reply_id)
    typed = Typed(
        reply_id,
        request.POST.get("answer", "")[:4000],
        request.POST.get("answer_language", "")[:5],
        request.POST.get("reason", "")[:LONGEST_REASON],
    )
    try:
        # What the page showed: another decision in between is not overwritten.
        if request.POST.get("seen", _seen(reply)) != _seen(reply):
            raise DecidedAlready
        act(reply, typed, writer(request.viewer, reply.district))
    except Refusal as refusal:
        messages.error(request, str(refusal))
        return _list(request, typed=typed, status=422)
    messages.success(request, said)
    place = {name: request.POST[name] for name in ("show", "page") if request.POST.get(name)}
    return redirect(f"{reverse('letter_replies')}?{urlencode(place)}" if place else "letter_replies")
