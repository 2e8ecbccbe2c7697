"""The page on which titles of classes are written in another language."""

from __future__ import annotations

import uuid
from contextlib import suppress
from urllib.parse import urlencode

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from doorway.accounts.languages import in_words
from doorway.pathways.codes.access import ROLES, code_keeper
from doorway.pathways.courses.file import TITLES
from doorway.pathways.courses.titles import PER_PAGE, Sent, Stale, title_list, write_titles
from doorway.roster.access import staff
from doorway.roster.middleware import ViewerRequest

MOST_LETTERS = 80
# A page has two fields for each class, and a few of its own.
MOST_FIELDS = 4 * PER_PAGE


@staff(*ROLES)
@require_http_methods(["GET", "POST"])
def course_titles(request: ViewerRequest) -> HttpResponse:
    """The classes without a title in the other language, several at once."""
    keeper = code_keeper(request.viewer)
    language = request.GET.get("in", "")
    language = language if language in TITLES else next(iter(TITLES))
    every = request.GET.get("show") == "all"
    text = request.GET.get("q", "").replace("\x00", "")[:MOST_LETTERS]
    found = title_list(keeper.district, language, every=every, text=text, number=request.GET.get("page"))
    if request.method == "POST":
        done, stale = write_titles(
            keeper.district, language, _sent(request), user=request.viewer.user, now=timezone.now()
        )  # fmt: skip
        if done:
            said = ngettext("One title is kept.", "%(number)s titles are kept.", done)
            messages.success(request, said % {"number": done} if done > 1 else said)
        elif not stale:
            messages.info(request, _("Nothing was written, so nothing has changed."))
        for one in stale:
            messages.error(request, _stale_words(one))
        asked = {"in": language, "q": text, "show": "all" if every else ""}
        asked = {name: value for name, value in asked.items() if value}
        return redirect(f"{reverse('course_titles')}?{urlencode(asked)}")
    context = {
        "found": found,
        "language": language,
        "languages": [(code, in_words(code)) for code, _name in settings.LANGUAGES if code in TITLES],
        "every": every,
        "text": text,
    }
    return render(request, "pathways/courses/titles.html", context)


def _sent(request: ViewerRequest) -> dict[uuid.UUID, Sent]:
    """The titles that were sent, by class, each with what the page had shown.

    Not those of the page as it would be now: what somebody else has written since is no longer on it.
    """
    found = {}
    for name in list(request.POST)[:MOST_FIELDS]:
        if name.startswith("title-"):
            with suppress(ValueError):
                pk = uuid.UUID(name.removeprefix("title-"))
                found[pk] = Sent(request.POST[name], request.POST.get(f"was-{pk.hex}"))
    return found


def _stale_words(one: Stale) -> str:
    """That a title was not written, with both, so that nothing is lost."""
    values = {"course": one.course.title, "now": one.now, "text": one.text}
    if not one.now:
        return _("%(course)s: somebody has taken its title away in the meantime. Not kept: “%(text)s”.") % values
    if not one.text:
        return _("%(course)s: somebody has written “%(now)s” in the meantime. It was not taken away.") % values
    return _("%(course)s: somebody has written “%(now)s” in the meantime. Not kept: “%(text)s”.") % values
