"""Who may open a page at all. A view without a rule answers 404: the middleware denies by default.

The rule is about the route; which records the page may show is decided by the access functions.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar

from django.http import HttpResponseBase

from doorway.roster.access.kinds import Kind

View = TypeVar("View", bound=Callable[..., HttpResponseBase])


@dataclass(frozen=True)
class AccessRule:
    """``kind`` is ``public``, ``signed_in`` or ``roles``; ``roles`` names who may open it."""

    kind: str
    roles: frozenset[str] = frozenset()


PUBLIC = AccessRule("public")
SIGNED_IN = AccessRule("signed_in")

# Routes of libraries, whose views cannot carry a decorator, by route name.
LIBRARY_ROUTES: dict[str, AccessRule] = {
    "account_request_login_code": PUBLIC,
    "account_confirm_login_code": PUBLIC,
    "account_logout": PUBLIC,
    "set_language": PUBLIC,
}


def _carry(rule: AccessRule) -> Callable[[View], View]:
    def decorate(view: View) -> View:
        view.access_rule = rule  # type: ignore[attr-defined]  # views are plain functions that carry their rule
        return view

    return decorate


def public(view: View) -> View:
    """Anybody may open this page."""
    return _carry(PUBLIC)(view)


def signed_in(view: View) -> View:
    """Anybody who is signed in may open this page; what they see on it is decided record by record."""
    return _carry(SIGNED_IN)(view)


def guardian(view: View) -> View:
    """Only guardians may open this page."""
    return _carry(AccessRule("roles", frozenset({"guardian"})))(view)


def staff(*roles: str) -> Callable[[View], View]:
    """Only people who hold one of these roles today may open this page."""
    return _carry(AccessRule("roles", frozenset(roles)))


def shows(*kinds: Kind) -> Callable[[View], View]:
    """What of a student's record the page shows: it is opened without the roles from which the board keeps that."""

    def decorate(view: View) -> View:
        view.shown_kinds = frozenset(kinds)  # type: ignore[attr-defined]  # carried like the rule
        return view

    return decorate


def shown_by(view: Any) -> frozenset[Kind]:
    """What of a student's record a view shows."""
    found: frozenset[Kind] = getattr(view, "shown_kinds", frozenset())
    return found


def rule_of(view: Any, route_name: str | None) -> AccessRule | None:
    """The rule that a view carries, or that the table of library routes gives it; None means: deny."""
    rule = getattr(view, "access_rule", None)
    if isinstance(rule, AccessRule):
        return rule
    return LIBRARY_ROUTES.get(route_name or "")
