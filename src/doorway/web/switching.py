"""The page of a refused form in the other language: the same words, the same refusal, and nothing is done.

Such a page answers a POST, so no link leads to it. Its switch sends the form once more, under one name, and asks for a
language. The view runs as before; before the first thing that it would write down, it is stopped. Then what was refused
before would be taken now, and a page asks whether to send it.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.db import connection, transaction
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils import translation

from doorway.accounts.models import Tally
from doorway.roster.addresses import page_at
from doorway.roster.models import RecordLook

AGAIN, LANGUAGE = "again", "shown_in"
MOST_CHARACTERS = 200_000
# By the beginnings of the names of their routes.
WAYS_IN = ("account_", "invitation_code", "demo_sign_in")
# What these do is not done by the database.
OTHERWISE = ("drop_roster_run",)
_READS = re.compile(r"[\s(]*(SELECT|SAVEPOINT|RELEASE SAVEPOINT|ROLLBACK TO SAVEPOINT|EXPLAIN)\b", re.IGNORECASE)
_WRITES = re.compile(r"\s*(?:INSERT(?: OR \w+)? INTO|UPDATE|DELETE FROM)\s+\"?(\w+)", re.IGNORECASE)


class _WouldAct(Exception):
    """The view was about to keep something."""


class SwitchMiddleware:
    """Shows a refused form in another language, and says something where a page cannot be opened that way (405)."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        answer = self.get_response(request)
        if answer.status_code == 405 and not answer.content and request.accepts("text/html"):
            answer.content = render(request, "405.html", {"page": page_at(request.path)}).content
        return answer

    def process_view(
        self, request: HttpRequest, view: Any, args: list[Any], kwargs: dict[str, Any]
    ) -> HttpResponse | None:
        """Only a form that came whole, with its token, to somebody who may send it is ever shown again."""
        if request.method != "POST":
            return None
        if _is_way_in(request):
            # No page offers these once more; whoever sends one so all the same is brought to its page.
            return redirect(page_at(request.path)) if AGAIN in request.POST else None
        chosen = request.POST.get(LANGUAGE)
        if AGAIN not in request.POST or chosen not in dict(settings.LANGUAGES):
            request.may_be_shown_again = not request.FILES  # type: ignore[attr-defined]  # read by the frame
            return None
        request.POST = QueryDict(request.POST[AGAIN], encoding="utf-8")
        request.may_be_shown_again = True  # type: ignore[attr-defined]
        # Where a page changes what stands in the form, its view shows it, and is not asked to keep it.
        request.is_only_shown = True  # type: ignore[attr-defined]
        # LanguageMiddleware, around this, puts back what was before. Some pages ask for the choice themselves.
        translation.activate(chosen)
        request.LANGUAGE_CODE = request.COOKIES[settings.LANGUAGE_COOKIE_NAME] = chosen
        answer = _shown(request, view, args, kwargs) or _asks(request)
        _remember(answer, chosen)
        return answer


def words_of(request: HttpRequest) -> str | None:
    """The form that a page answers, to be shown again in another language; None for a page that has none."""
    if not getattr(request, "may_be_shown_again", False):
        return None
    fields = request.POST.copy()
    fields.pop("csrfmiddlewaretoken", None)
    words = fields.urlencode()
    return words if len(words) <= MOST_CHARACTERS else None


def _is_way_in(request: HttpRequest) -> bool:
    """Whoever tries codes is counted, and is never told for nothing whether one is right. A code goes out at once, and
    not by the database.
    """
    match = request.resolver_match
    return match is None or (match.url_name or "").startswith((*WAYS_IN, *OTHERWISE))


def _shown(request: HttpRequest, view: Any, args: list[Any], kwargs: dict[str, Any]) -> HttpResponse | None:
    """What the view says to the form; None where it would keep something."""
    guard = _Guard()
    try:
        with transaction.atomic(), connection.execute_wrapper(guard):
            answer: HttpResponse = view(request, *args, **kwargs)
            if guard.has_stopped:
                raise _WouldAct
    except _WouldAct:
        return None
    return answer


def _asks(request: HttpRequest) -> HttpResponse:
    """Nothing is in the way any more: whether to send it is for a person to say."""
    fields = [(name, value) for name, values in request.POST.lists() for value in values]
    # Words of a person, and not what a page passes on to itself.
    texts = [value for name, value in fields if name != "seen" and len(value.split()) > 1]
    return render(request, "web/again.html", {"page": page_at(request.path), "fields": fields, "texts": texts})


class _Guard:
    """Lets through what reads, and of what is written only looks at records and counts of how often one tries."""

    has_stopped = False

    def __init__(self) -> None:
        self._may = {RecordLook._meta.db_table, Tally._meta.db_table}

    def __call__(self, execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        table = _WRITES.match(sql)
        if _READS.match(sql) or (table is not None and table[1] in self._may):
            return execute(sql, params, many, context)
        self.has_stopped = True
        raise _WouldAct


def _remember(answer: HttpResponse, language: str) -> None:
    # As Django's own switch keeps it.
    cookie: dict[str, Any] = {
        "max_age": settings.LANGUAGE_COOKIE_AGE,
        "path": settings.LANGUAGE_COOKIE_PATH,
        "domain": settings.LANGUAGE_COOKIE_DOMAIN,
        "secure": settings.LANGUAGE_COOKIE_SECURE,
        "httponly": settings.LANGUAGE_COOKIE_HTTPONLY,
        "samesite": settings.LANGUAGE_COOKIE_SAMESITE,
    }
    answer.set_cookie(settings.LANGUAGE_COOKIE_NAME, language, **cookie)
