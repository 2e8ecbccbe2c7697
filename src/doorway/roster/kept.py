"""What was typed into a plain form while the session had ended: kept until the same person signs in again.

Pages with scripts keep words themselves. Without scripts the browser sends the form, and the words would be gone at the
sign-in page. Only forms that say for whom they were made (the hidden field ``who``) are kept, and they are shown to
nobody else.
"""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import Any, cast

from django.http import HttpRequest, QueryDict

SESSION_KEY = "kept_words"
LONGEST_SECONDS = 60 * 60
MOST_CHARACTERS = 200_000


@dataclass(frozen=True)
class Kept:
    """A form that can be sent again: where to, and its fields in order."""

    path: str
    fields: tuple[tuple[str, str], ...]

    @property
    def texts(self) -> list[str]:
        """What a person typed, to be read before it is sent again."""
        return [value for name, value in self.fields if _is_typed(name) and value.strip()]


def _is_typed(name: str) -> bool:
    """Words of a plan, and the questions to teachers of a booking."""
    return (name.endswith("text") and "was_" not in name) or name.startswith("question-")


def keep(request: HttpRequest) -> bool:
    """Keep the form of a request whose session has ended; False when it is none of those that are kept."""
    # The switch of languages sends a whole form in one field (doorway.web.switching).
    sent = QueryDict(request.POST["again"], encoding="utf-8") if "again" in request.POST else request.POST
    who = sent.get("who", "")
    fields = [
        (name, str(value))
        for name, values in sent.lists()
        for value in values
        if name not in {"csrfmiddlewaretoken", "who"}
    ]
    if not who or request.FILES or sum(len(name) + len(value) for name, value in fields) > MOST_CHARACTERS:
        return False
    request.session[SESSION_KEY] = {"path": request.get_full_path(), "fields": fields, "who": who, "at": time.time()}
    return True


def kept_for(request: HttpRequest) -> Kept | None:
    """What was kept for the one who is signed in now; somebody else's is thrown away unread."""
    found = cast(dict[str, Any] | None, request.session.get(SESSION_KEY))
    if found is None:
        return None
    if found["who"] != str(request.user.pk) or time.time() - found["at"] > LONGEST_SECONDS:
        forget(request)
        return None
    return Kept(found["path"], tuple((name, value) for name, value in found["fields"]))


def forget(request: HttpRequest) -> None:
    """It is not wanted any more."""
    request.session.pop(SESSION_KEY, None)


def forget_sent(request: HttpRequest) -> None:
    """The form that was kept is sent again with this request."""
    if request.session.get(SESSION_KEY, {}).get("path") == request.get_full_path():
        forget(request)
