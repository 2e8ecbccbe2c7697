"""The last look at a letter before everybody can read it, and before it goes to every family."""

from __future__ import annotations

import uuid

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from doorway.accounts.errors import Refusal
from doorway.announcements.access import WRITERS, letter_for
from doorway.announcements.actions.letters import publish_letter
from doorway.announcements.actions.mailing import send_letter
from doorway.announcements.changes import News, Receivers, news_to_families, receivers, seen_of
from doorway.announcements.dates import DatesOfDistrict
from doorway.announcements.errors import NotPublished, SentAlready
from doorway.announcements.looks import looks
from doorway.announcements.models import Announcement
from doorway.announcements.progress import Progress, progress_of
from doorway.announcements.queries import has_students, texts_of
from doorway.roster.access import staff
from doorway.roster.middleware import ViewerRequest
from doorway.roster.names import names_in_letter, quoted


@staff(*WRITERS)
@require_GET
def look(request: ViewerRequest, letter_id: uuid.UUID) -> HttpResponse:
    """A letter as families will see it, in every language, before it is published."""
    found = letter_for(request.viewer, letter_id)
    if found.status == Announcement.Status.PUBLISHED:
        return redirect("edit_letter", letter_id=letter_id)
    dates = DatesOfDistrict(found.district)
    shown = looks(found, dates=dates)
    names = names_in_letter(found.district, texts_of(found))
    page = {
        "letter": found,
        "looks": shown,
        "is_whole": all(one.html for one in shown),
        "named": quoted(names.sure),
        "perhaps_named": quoted(names.perhaps),
        "seen": seen_of(found, dates),
    }
    return render(request, "announcements/look.html", page)


@staff(*WRITERS)
@require_POST
def publish(request: ViewerRequest, letter_id: uuid.UUID) -> HttpResponse:
    """Let everybody read it."""
    found = letter_for(request.viewer, letter_id)
    try:
        publish_letter(
            letter=found,
            now=timezone.now(),
            seen=request.POST.get("seen", ""),
            may_name=request.POST.get("may_name") == "yes",
        )
    except Refusal as refusal:
        messages.error(request, str(refusal))
        return redirect("look_at_letter", letter_id=letter_id)
    messages.success(request, _("The letter is published. Everybody can read it now."))
    return redirect("edit_letter", letter_id=letter_id)


@staff(*WRITERS)
@require_http_methods(["GET", "POST"])
def send(request: ViewerRequest, letter_id: uuid.UUID) -> HttpResponse:
    """Show the letter and to how many it goes, and ask; then send it to every family by e-mail."""
    found = letter_for(request.viewer, letter_id)
    dates = DatesOfDistrict(found.district)
    news = news_to_families(found, dates)
    progress = progress_of(found, dates)
    try:
        if request.method == "POST":
            return _sent(request, found)
        _check(found, news, progress)
    except (NotPublished, SentAlready) as refusal:
        messages.error(request, str(refusal))
        return redirect("edit_letter", letter_id=letter_id)
    except Refusal as refusal:
        messages.error(request, str(refusal))
        return redirect("send_letter", letter_id=letter_id)
    to = receivers(found, dates) if progress is None or news else Receivers()
    page = {
        "letter": found,
        "looks": looks(found, dates=dates),
        "receivers": to,
        "has_students": bool(to.total) or has_students(found),
        "missing": progress.missing if progress else None,
        "news": news,
        "seen": seen_of(found, dates),
    }
    return render(request, "announcements/send.html", page)


def _check(letter: Announcement, news: News, progress: Progress | None) -> None:
    if letter.status != Announcement.Status.PUBLISHED:
        raise NotPublished
    if progress is not None and not news and not progress.missing.total:
        raise SentAlready


def _sent(request: ViewerRequest, letter: Announcement) -> HttpResponse:
    count = send_letter(
        letter=letter,
        now=timezone.now(),
        seen=request.POST.get("seen", ""),
        only_missing=request.POST.get("to") == "missing",
    )
    said = ngettext(
        "The letter is on its way to %(count)s e-mail address.",
        "The letter is on its way to %(count)s e-mail addresses.",
        count,
    )
    messages.success(request, said % {"count": count})
    return redirect("edit_letter", letter_id=letter.pk)
