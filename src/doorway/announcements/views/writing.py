"""Writing, publishing and sending letters."""

from __future__ import annotations

import uuid
from collections.abc import Callable

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from doorway.accounts.errors import Refusal
from doorway.announcements.access import WRITERS, letter_for, managed, own_schools, writes_for_district
from doorway.announcements.actions.letters import publish_letter, take_down, write_letter
from doorway.announcements.actions.mailing import send_letter
from doorway.announcements.forms import LetterForm
from doorway.announcements.models import Announcement
from doorway.announcements.queries import lines, readers, text_of, with_waiting
from doorway.roster.access import staff
from doorway.roster.middleware import ViewerRequest


@staff(*WRITERS)
@require_GET
def mine(request: ViewerRequest) -> HttpResponse:
    """The letters that the viewer may change, and how many replies wait for each."""
    found = lines(with_waiting(managed(request.viewer))[:200], translation.get_language() or "en")
    waiting = sum(getattr(line.letter, "waiting", 0) for line in found)
    return render(request, "announcements/mine.html", {"lines": found, "waiting": waiting})


@staff(*WRITERS)
@require_http_methods(["GET", "POST"])
def new(request: ViewerRequest) -> HttpResponse:
    """Begin a letter."""
    return _form_page(request, None)


@staff(*WRITERS)
@require_http_methods(["GET", "POST"])
def edit(request: ViewerRequest, letter_id: uuid.UUID) -> HttpResponse:
    """Change a letter, publish it, send it."""
    return _form_page(request, letter_for(request.viewer, letter_id))


@staff(*WRITERS)
@require_POST
def publish(request: ViewerRequest, letter_id: uuid.UUID) -> HttpResponse:
    """Let everybody read it."""
    found = letter_for(request.viewer, letter_id)
    _do(
        request,
        lambda: publish_letter(letter=found, now=timezone.now()),
        _("The letter is published. Everybody can read it now."),
    )
    return redirect("edit_letter", letter_id=letter_id)


@staff(*WRITERS)
@require_POST
def withdraw(request: ViewerRequest, letter_id: uuid.UUID) -> HttpResponse:
    """Take it down."""
    found = letter_for(request.viewer, letter_id)
    _do(request, lambda: take_down(letter=found, now=timezone.now()), _("The letter is taken down."))
    return redirect("edit_letter", letter_id=letter_id)


@staff(*WRITERS)
@require_POST
def send(request: ViewerRequest, letter_id: uuid.UUID) -> HttpResponse:
    """Send it to every family by e-mail."""
    found = letter_for(request.viewer, letter_id)
    count: list[int] = []
    if _do(request, lambda: count.append(send_letter(letter=found, now=timezone.now())), ""):
        said = ngettext(
            "The letter is on its way to %(count)s person.", "The letter is on its way to %(count)s people.", count[0]
        )
        messages.success(request, said % {"count": count[0]})
    return redirect("edit_letter", letter_id=letter_id)


def _form_page(request: ViewerRequest, letter: Announcement | None) -> HttpResponse:
    viewer = request.viewer
    schools, district = own_schools(viewer), writes_for_district(viewer)
    form = LetterForm(
        request.POST or None,
        schools=schools,
        district=district,
        letter=letter,
        initial={"dated": timezone.localdate(), "takes_replies": True},
    )
    if request.method == "POST" and form.is_valid():
        saved = _saved(request, form, letter)
        if saved is not None:
            return redirect("edit_letter", letter_id=saved.pk)
    text = text_of(letter, translation.get_language() or "en") if letter else None
    context = {
        "form": form,
        "letter": letter,
        "title": text.title if text else "",
        "is_published": letter is not None and letter.status == Announcement.Status.PUBLISHED,
        "readers": readers(letter).count() if letter and letter.mail_asked_at is None else 0,
    }
    return render(request, "announcements/edit.html", context, status=422 if form.errors else 200)


def _saved(request: ViewerRequest, form: LetterForm, letter: Announcement | None) -> Announcement | None:
    school = form.school
    home = school.district if school else writes_for_district(request.viewer)
    user = request.viewer.user
    if home is None or user is None:
        return None
    try:
        saved = write_letter(
            district=home,
            school=school,
            dated=form.cleaned_data["dated"],
            signed_by=form.cleaned_data["signed_by"],
            takes_replies=form.cleaned_data["takes_replies"],
            wordings=form.wordings,
            by=user,
            now=timezone.now(),
            letter=letter,
        )
    except Refusal as refusal:
        form.add_error(None, str(refusal))
        return None
    messages.success(request, _("Saved."))
    return saved


def _do(request: ViewerRequest, act: Callable[[], object], said: str) -> bool:
    try:
        act()
    except Refusal as refusal:
        messages.error(request, str(refusal))
        return False
    if said:
        messages.success(request, said)
    return True
