"""The page on which titles of classes are written in another language."""

from __future__ import annotations

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
from doorway.pathways.courses.titles import title_list, write_titles
from doorway.roster.access import staff
from doorway.roster.middleware import ViewerRequest

MOST_LETTERS = 80


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
        sent = {row.course.pk: request.POST.get(f"title-{row.course.pk.hex}") for row in found.rows}
        titles = {pk: title.replace("\x00", "") for pk, title in sent.items() if title is not None}
        done = write_titles(keeper.district, language, titles, user=request.viewer.user, now=timezone.now())
        if done:
            said = ngettext("One title is kept.", "%(number)s titles are kept.", done)
            messages.success(request, said % {"number": done} if done > 1 else said)
        else:
            messages.info(request, _("Nothing was written, so nothing has changed."))
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
