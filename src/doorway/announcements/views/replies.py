"""What readers wrote, and what becomes of it."""

from __future__ import annotations

import uuid
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence

from django.conf import settings
from django.contrib import messages
from django.core.paginator import Paginator
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from doorway.accounts.errors import Refusal
from doorway.accounts.languages import in_words
from doorway.accounts.models import District
from doorway.announcements.access import WRITERS, managed, managed_replies, reply_for, writer
from doorway.announcements.actions.replies import keep_private, refuse, refuse_many, show
from doorway.announcements.errors import NothingTicked
from doorway.announcements.models import Reply
from doorway.announcements.queries import MOST_WAITING, lines, text_of, with_waiting
from doorway.roster.access import Viewer, staff
from doorway.roster.middleware import ViewerRequest
from doorway.roster.models import Person
from doorway.roster.names import quoted

PER_PAGE = 10
MANY_PER_PAGE = 100


@staff(*WRITERS)
@require_GET
def waiting(request: ViewerRequest) -> HttpResponse:
    """Replies that nobody has decided on, the oldest first; with ``?show=all`` the decided ones too."""
    return _list(request)


def _list(
    request: ViewerRequest, *, typed: dict[uuid.UUID, tuple[str, str]] | None = None, status: int = 200
) -> HttpResponse:
    """``typed``: answers that could not be taken and their languages, by reply: nobody types them twice."""
    everything = request.GET.get("show") == "all"
    rows = managed_replies(request.viewer)
    rows = rows.order_by("-written_at") if everything else rows.filter(status=Reply.Status.WAITING)
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    language = translation.get_language() or "en"
    for reply in page:
        reply.answer, reply.answer_language = (typed or {}).get(reply.pk, (reply.answer, reply.answer_language))
        # Who answers, answers in the language that they read the page in, unless they say otherwise.
        if not reply.answer:
            reply.answer_language = reply.answer_language or language
    shown = [
        {
            "reply": reply,
            "letter": text_of(reply.announcement, language),
            "marks": reply.marks.split(),
            "named": quoted(reply.named.splitlines()),
            "perhaps_named": quoted(reply.perhaps_named.splitlines()),
            "typed_reason": request.POST.get("reason", "") if typed and reply.pk in typed else reply.reason,
        }
        for reply in page
    ]
    is_full = page.paginator.count >= MOST_WAITING
    context = {
        "page": page,
        "shown": shown,
        "everything": everything,
        "full": lines(with_waiting(managed(request.viewer), at_least=MOST_WAITING), language) if is_full else [],
        "languages": [(code, in_words(code)) for code, _name in settings.LANGUAGES],
    }
    return render(request, "announcements/replies.html", context, status=status)


@staff(*WRITERS)
@require_POST
def show_reply(request: ViewerRequest, reply_id: uuid.UUID) -> HttpResponse:
    """Everybody may read it."""
    return _decide(
        request,
        reply_id,
        lambda reply, answer, language, by: show(
            reply=reply,
            answer=answer,
            language=language,
            by=by,
            now=timezone.now(),
            reason=request.POST.get("reason", ""),
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
        lambda reply, answer, language, by: keep_private(
            reply=reply, answer=answer, language=language, by=by, now=timezone.now()
        ),
        _("The reply stays private."),
    )


@staff(*WRITERS)
@require_POST
def refuse_reply(request: ViewerRequest, reply_id: uuid.UUID) -> HttpResponse:
    """It is not shown."""
    return _decide(
        request,
        reply_id,
        lambda reply, _answer, _language, by: refuse(reply=reply, by=by, now=timezone.now()),
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
    request: ViewerRequest, reply_id: uuid.UUID, act: Callable[[Reply, str, str, Person], object], said: str
) -> HttpResponse:
    reply = reply_for(request.viewer, reply_id)
    # What the page showed: another decision in between is not overwritten.
    reply.status = request.POST.get("seen", reply.status)
    answer, language = request.POST.get("answer", "")[:4000], request.POST.get("answer_language", "")[:5]
    try:
        act(reply, answer, language, writer(request.viewer, reply.district))
    except Refusal as refusal:
        messages.error(request, str(refusal))
        return _list(request, typed={reply_id: (answer, language)}, status=422)
    messages.success(request, said)
    return redirect("letter_replies")
