"""What was done, or refused, is said at the place on the page where it was done: there reading goes on.

The address of the page ends in ``#done``. No script is needed: browsers scroll there, and go on with the keyboard from
there.
"""

from __future__ import annotations

from collections.abc import Collection

from django.contrib import messages
from django.contrib.messages import get_messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

# Where a page lists what is kept under a name.
KEPT = "kept"


def done(request: HttpRequest, said: str, at: str, address: str, *, is_refused: bool = False) -> HttpResponse:
    """Back to a page, to the place where something was done (``at``) or refused."""
    (messages.error if is_refused else messages.success)(request, said, extra_tags=at)
    return redirect(f"{address}#done")


def said_at(request: HttpRequest, places: Collection[str]) -> dict[str, object]:
    """What was done and where that is said, for a page with these places; nothing where it is said above all."""
    said = list(get_messages(request))
    if len(said) != 1 or said[0].extra_tags not in places:
        return {}
    return {"done_at": said[0].extra_tags, "done": str(said[0]), "done_refused": said[0].level_tag == "error"}
