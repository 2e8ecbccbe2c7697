"""How often a code may be asked for and tried: hard for a stranger, and no way to lock somebody out.

A code has six digits, so what protects a mailbox is how few can be tried. A single count for each mailbox would do that
and would let anybody keep its owner out for hours by asking in the owner's name. So there are three doors, and each
counts by itself (docs/decisions/016):

- whoever just types an address: few in a row from one place, and few in all;
- a browser in which the mailbox was signed in before: it holds a mark that nobody else can make;
- the link of an invitation, which only the mailbox got.
"""

from __future__ import annotations

import time
from datetime import timedelta

from allauth.account.adapter import get_adapter
from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.utils.crypto import salted_hmac

from doorway.accounts.limits import Limit, count, give_back
from doorway.accounts.places import place_of

MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)

# From one place, whatever the mailbox: a school, or all customers of a small provider, may stand behind one address.
PLACE = (Limit("codes from a place", 30, MINUTE), Limit("codes from a place, hour", 300, HOUR))
# For one mailbox from one place; and for one mailbox from everywhere, by people who only know its name.
STRANGER = (Limit("codes for a mailbox from a place", 3, MINUTE), Limit("the same, hour", 8, HOUR))
STRANGERS = (Limit("codes for a mailbox", 20, HOUR), Limit("codes for a mailbox, day", 60, DAY))
# For one mailbox from a browser that knows it, or through the link of an invitation.
OWN = (Limit("codes for the own mailbox", 3, MINUTE), Limit("codes for the own mailbox, hour", 12, HOUR))
LINK = (Limit("codes by a link", 3, MINUTE), Limit("codes by a link, hour", 12, HOUR))
# Tries of one code, and wrong codes from one place: a million codes, a hundred tries.
TRIES = Limit("tries of a code", settings.ACCOUNT_LOGIN_BY_CODE_MAX_ATTEMPTS, timedelta(minutes=30))
WRONG = Limit("wrong codes from a place", 120, HOUR)

COOKIE = "doorway_device"
COOKIE_AGE = timedelta(days=180)
MOST_MAILBOXES = 5
# A known mailbox takes a little longer to answer than an unknown one. Nobody learns it from the clock.
ANSWER_AFTER = 0.5


def masked(mailbox: str) -> str:
    """“r•••@example.com”: enough to know which mailbox to open, for whoever holds it."""
    name, _at, domain = mailbox.partition("@")
    return f"{name[:1]}•••@{domain}"


def may_ask(request: HttpRequest, mailbox: str, *, link: str = "") -> bool:
    """Count one more code for this mailbox; False when there were enough. ``link``: the secret of an invitation."""
    mailbox = mailbox.strip().lower()
    if link:
        return all(count(limit, link) for limit in LINK)
    if knows(request, mailbox):
        return all(count(limit, mailbox) for limit in OWN)
    place = _place(request)
    counts = ((limit, place) for limit in PLACE), ((limit, mailbox, place) for limit in STRANGER)
    return all(count(*one) for group in counts for one in group) and all(count(limit, mailbox) for limit in STRANGERS)


def may_try(request: HttpRequest, asked_at: float) -> bool:
    """Count one more try of the code that was asked for at this moment in this session; False ends them."""
    session = request.session.session_key or ""
    return count(TRIES, session, repr(asked_at)) and count(WRONG, _place(request))


def was_right(request: HttpRequest) -> None:
    """The code was the right one: it does not count among the wrong ones of its place."""
    give_back(WRONG, _place(request))


def knows(request: HttpRequest, mailbox: str) -> bool:
    """This mailbox was signed in with this browser before."""
    return _mark(mailbox) in _marks(request)


def remember(request: HttpRequest, response: HttpResponse, mailbox: str) -> None:
    """Mark the browser: whoever uses it proved to hold the mailbox. The mark signs nobody in and names nobody."""
    marks = [_mark(mailbox), *(mark for mark in _marks(request) if mark != _mark(mailbox))][:MOST_MAILBOXES]
    response.set_cookie(
        COOKIE,
        signing.dumps(marks, salt=COOKIE, compress=True),
        max_age=COOKIE_AGE,
        httponly=True,
        samesite="Lax",
        secure=settings.SESSION_COOKIE_SECURE,
    )


def hold_back(began: float) -> None:
    """Answer no sooner than a settled time after ``began`` (of ``time.monotonic``)."""
    time.sleep(max(0.0, ANSWER_AFTER - (time.monotonic() - began)))


def _place(request: HttpRequest) -> str:
    # Behind proxies the adapter knows which address is the reader's.
    return place_of(get_adapter().get_client_ip(request))


def _mark(mailbox: str) -> str:
    return salted_hmac("doorway.device", mailbox.strip().lower(), algorithm="sha256").hexdigest()[:24]


def _marks(request: HttpRequest) -> list[str]:
    try:
        found = signing.loads(request.COOKIES.get(COOKIE, ""), salt=COOKIE, max_age=COOKIE_AGE)
    except signing.BadSignature:
        return []
    return [str(mark) for mark in found] if isinstance(found, list) else []
