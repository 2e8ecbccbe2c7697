"""How the pages answer a writing: to the browser's form, or to the script that saves while one types."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from typing import cast

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse, QueryDict
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _

from doorway.accounts.errors import Refusal
from doorway.conferences import wording
from doorway.plans.actions.entries import Words
from doorway.plans.errors.writing import SomebodyElse
from doorway.roster.middleware import ViewerRequest


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
    try:
        refuse_somebody_else(request)
        write()
    except Refusal as refusal:
        if wants_json(request):
            return JsonResponse({"error": str(refusal)}, status=422)
        return again(Draft(anchor, str(refusal), request.POST))
    saved = saved_now()
    if wants_json(request):
        return JsonResponse({"saved": saved})
    messages.success(request, saved)
    return HttpResponseRedirect(f"{page}#{anchor}")


def wants_json(request: HttpRequest) -> bool:
    """A script sent it, and reads the answer."""
    return request.headers.get("Accept", "").startswith("application/json")


def saved_now() -> str:
    """“Saved 10:42 am”."""
    return _("Saved %(time)s") % {"time": wording.clock(timezone.localtime())}


def refuse_somebody_else(request: HttpRequest) -> None:
    """Words are kept under the name of whoever typed them: a page that stayed open saves nothing for the next person.

    The pages say in the hidden field ``who`` for whom they were made.
    """
    viewer = cast(ViewerRequest, request).viewer
    who = request.POST.get("who", "")
    if who and viewer.user and who != str(viewer.user.pk):
        raise SomebodyElse(name=viewer.name or viewer.user.email)


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
