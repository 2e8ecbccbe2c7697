"""How the pages answer a writing: to the browser's form, or to the script that saves while one types."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse, QueryDict
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from doorway.accounts.errors import Refusal
from doorway.plans.actions.entries import Words


@dataclass(frozen=True)
class Draft:
    """What was typed and refused: where, why, and the words, so that nothing has to be typed twice."""

    anchor: str
    sentence: str
    posted: QueryDict = field(default_factory=QueryDict)


def reply(
    request: HttpRequest,
    *,
    anchor: str,
    write: Callable[[], object],
    page: str,
    again: Callable[[Draft], HttpResponse],
) -> HttpResponse:
    """Write, then go back to ``page`` at ``anchor``; a refusal shows the page ``again`` with the words still there.

    A script that asks for JSON gets ``{"saved": "Saved 10:42"}`` or, with status 422, ``{"error": "…"}``.
    """
    wants_json = request.headers.get("Accept", "").startswith("application/json")
    try:
        write()
    except Refusal as refusal:
        if wants_json:
            return JsonResponse({"error": str(refusal)}, status=422)
        return again(Draft(anchor, str(refusal), request.POST))
    saved = _("Saved %(time)s") % {"time": date_format(timezone.localtime(), "TIME_FORMAT")}
    if wants_json:
        return JsonResponse({"saved": saved})
    messages.success(request, saved)
    return HttpResponseRedirect(f"{page}#{anchor}")


def words_in(post: QueryDict, prefix: str = "") -> Words:
    """A rating and a text of a form; a rating that is no number is off every scale."""
    rating = post.get(f"{prefix}rating", "").strip()
    known = int(rating) if rating.isascii() and rating.isdigit() and len(rating) < 3 else -1
    return Words(post.get(f"{prefix}text", ""), known if rating else None)


def date_in(post: QueryDict, name: str = "due_on") -> date | None:
    """A date of a form, or none where it cannot be read."""
    try:
        return parse_date(post.get(name, "").strip())
    except ValueError:
        return None
