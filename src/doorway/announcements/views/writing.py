"""Writing letters: one form, which every button saves before it leads on."""

from __future__ import annotations

import uuid
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db import transaction
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods

from doorway.accounts.errors import Refusal
from doorway.accounts.models import District
from doorway.announcements.access import WRITERS, letter_for, managed, managed_replies, own_schools, writes_for_district
from doorway.announcements.actions.letters import take_down, write_letter
from doorway.announcements.actions.waiting import renew_waiting
from doorway.announcements.changes import mailboxes, news_of, news_to_families
from doorway.announcements.dates import DatesOfDistrict
from doorway.announcements.errors import ChangedByColleague, LetterNamesStudent
from doorway.announcements.forms import LetterForm
from doorway.announcements.looks import Look, looks
from doorway.announcements.models import Announcement, Reply
from doorway.announcements.progress import progress_of, with_failures
from doorway.announcements.queries import fingerprint, has_students, lines, text_of, with_waiting
from doorway.roster.access import staff
from doorway.roster.middleware import ViewerRequest

# Where a button of the form leads after the letter is saved.
NEXT_PAGE = {"publish": "look_at_letter", "send": "send_letter"}
PER_PAGE = 50


@staff(*WRITERS)
@require_GET
def mine(request: ViewerRequest) -> HttpResponse:
    """The letters that the viewer may change, and how many replies wait for each."""
    page = Paginator(with_waiting(managed(request.viewer)), PER_PAGE).get_page(request.GET.get("page"))
    dates: dict[District, DatesOfDistrict] = {}
    found = lines(page, translation.get_language() or "en")
    failed = with_failures(line.letter for line in found)
    shown = [
        (
            line,
            news_of(line.letter, dates.setdefault(line.letter.district, DatesOfDistrict(line.letter.district))),
            failed.get(line.letter.pk, 0),
        )
        for line in found
    ]
    context = {
        "page": page,
        "lines": shown,
        # On every page all that wait, not only for the letters that this page shows.
        "waiting": managed_replies(request.viewer).filter(status=Reply.Status.WAITING).count(),
    }
    return render(request, "announcements/mine.html", context)


@staff(*WRITERS)
@require_http_methods(["GET", "POST"])
def new(request: ViewerRequest) -> HttpResponse:
    """Begin a letter."""
    return _form_page(request, None)


@staff(*WRITERS)
@require_http_methods(["GET", "POST"])
def edit(request: ViewerRequest, letter_id: uuid.UUID) -> HttpResponse:
    """Change a letter, look at it, take it down, or go on to publish or send it."""
    return _form_page(request, letter_for(request.viewer, letter_id))


def _form_page(request: ViewerRequest, letter: Announcement | None) -> HttpResponse:
    viewer = request.viewer
    form = LetterForm(
        request.POST or None,
        schools=own_schools(viewer),
        district=writes_for_district(viewer),
        letter=letter,
        initial={"dated": timezone.localdate(), "takes_replies": True},
    )
    now = fingerprint(letter) if letter else ""
    page: dict[str, Any] = {"seen": request.POST.get("seen", now)}
    then = request.POST.get("then", "")
    if letter is not None and then == "take_down":
        # At once, whatever stands in the form: it is saved afterwards, and where it cannot be it is still there.
        taken = take_down(letter=letter, now=timezone.now())
        letter = taken.letter
        said = _("The letter is taken down.")
        messages.success(request, " ".join(filter(None, [said, _taken_back(taken.taken_back)])))
    if request.method == "POST" and form.is_valid():
        if then == "look":
            page["looks"] = _looks(request, form, letter)
        else:
            answer = _save(request, form, letter, then)
            if answer is not None:
                return answer
            if letter is not None and form.is_out_of_date:
                page |= {"looks": looks(letter), "is_saved_look": True, "seen": now}
    text = text_of(letter, translation.get_language() or "en") if letter else None
    # Only of a letter that nobody has sent: of others the outbox says how far they are.
    is_unsent = letter is not None and letter.mail_asked_at is None
    number = len(mailboxes(letter)) if letter is not None and is_unsent else 0
    page |= {
        "form": form,
        "letter": letter,
        "title": text.title if text else "",
        "is_published": letter is not None and letter.status == Announcement.Status.PUBLISHED,
        "news": news_to_families(letter) if letter else None,
        "progress": progress_of(letter) if letter else None,
        "may_name": request.POST.get("may_name") == "yes",
        "addresses": number,
        "has_students": bool(number) or (letter is not None and is_unsent and has_students(letter)),
    }
    return render(request, "announcements/edit.html", page, status=422 if form.errors else 200)


def _taken_back(count: int) -> str:
    if not count:
        return ""
    said = ngettext(
        "%(count)s e-mail that had not gone out yet was taken back.",
        "%(count)s e-mails that had not gone out yet were taken back.",
        count,
    )
    return said % {"count": count}


def _renewed(count: int) -> str:
    if not count:
        return ""
    said = ngettext(
        "%(count)s e-mail that had not gone out yet is written anew and says what the letter says now.",
        "%(count)s e-mails that had not gone out yet are written anew and say what the letter says now.",
        count,
    )
    return said % {"count": count}


def _looks(request: ViewerRequest, form: LetterForm, letter: Announcement | None) -> list[Look]:
    """What is typed, as it would look. Nothing of it is saved."""
    typed = Announcement(
        district=_home(request, form) if letter is None else letter.district,
        school=form.school,
        dated=form.cleaned_data["dated"],
        signed_by=form.cleaned_data["signed_by"],
    )
    return looks(typed, form.wordings)


def _home(request: ViewerRequest, form: LetterForm) -> District:
    district = form.school.district if form.school else writes_for_district(request.viewer)
    if district is None:
        raise Http404
    return district


def _save(request: ViewerRequest, form: LetterForm, letter: Announcement | None, then: str) -> HttpResponse | None:
    """Keep what is typed and go on to where the button leads; nothing when it was refused."""
    user = request.viewer.user
    if user is None:
        raise Http404
    now = timezone.now()
    try:
        with transaction.atomic():
            saved = write_letter(
                district=_home(request, form),
                school=form.school,
                dated=form.cleaned_data["dated"],
                signed_by=form.cleaned_data["signed_by"],
                takes_replies=form.cleaned_data["takes_replies"],
                wordings=form.wordings,
                by=user,
                now=now,
                letter=letter,
                seen=request.POST.get("seen", ""),
                may_name=request.POST.get("may_name") == "yes",
            )
            renewed = renew_waiting(letter=saved, now=now)
    except Refusal as refusal:
        form.is_out_of_date = isinstance(refusal, ChangedByColleague)
        form.names_student = isinstance(refusal, LetterNamesStudent)
        form.add_error(None, str(refusal))
        return None
    if then != "take_down":
        # That it was taken down is said already, and is what the button was for.
        messages.success(request, " ".join(filter(None, [_("Saved."), _renewed(renewed)])))
    return redirect(NEXT_PAGE.get(then, "edit_letter"), letter_id=saved.pk)
