"""Every route × everybody of the cast × own, other child, other school, other district."""

from __future__ import annotations

from collections.abc import Iterator
from http.cookies import SimpleCookie
from typing import Any

import pytest
from django.conf import settings
from django.contrib.auth import middleware
from django.db import transaction
from django.http import HttpResponseNotFound
from django.test import Client
from django.urls import URLResolver, get_resolver, reverse

from doorway.config import urls
from doorway.roster.access import Viewer, rule_of
from tests.house.routes import BY_NAME, EVERYBODY, NOBODY, ROUTES, Route
from tests.house.subjects import VIEWERS, Subject, make_subjects
from tests.world import make_world


def _patterns(resolver: Any) -> Iterator[Any]:
    for entry in resolver.url_patterns:
        if isinstance(entry, URLResolver):
            yield from _patterns(entry)
        else:
            yield entry


def test_every_route_has_a_rule_and_a_line_in_the_table() -> None:
    patterns = list(_patterns(get_resolver()))

    assert [str(p.pattern) for p in patterns if not p.name] == [], "a route without a name"
    assert [p.name for p in patterns if rule_of(p.callback, p.name) is None] == [], "a route without a rule"
    assert {p.name for p in patterns} == set(BY_NAME), "tests/house/routes.py and the URL table differ"


@pytest.fixture(scope="module")
def subjects_once(django_db_setup: None, django_db_blocker: Any) -> Iterator[dict[str, Subject]]:
    """The four subjects, made once for all routes; what a test does to them is taken back after it."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield make_subjects(make_world(), make_world(code="other", name="Other County School District"))
        transaction.set_rollback(True)


@pytest.fixture(autouse=True)
def _short_refusals(monkeypatch: pytest.MonkeyPatch) -> None:
    """Eight thousand times "not found": that it is said counts here, and not the page that says it."""
    monkeypatch.setattr(urls, "handler404", lambda request, exception: HttpResponseNotFound(), raising=False)


@pytest.fixture(scope="module")
def _known() -> dict[Any, Any]:
    return {}


@pytest.fixture(autouse=True)
def _everybody_is_read_once(monkeypatch: pytest.MonkeyPatch, _known: dict[Any, Any]) -> None:
    """Twenty thousand requests of the same dozen people: who they are, and what they are, is asked once.

    Nothing of it changes between them: what a test does is taken back after it.
    """
    rows_of, user_of = Viewer._rows.func, middleware.get_user  # type: ignore[attr-defined]  # a cached property

    def rows(viewer: Viewer) -> Any:
        if viewer.user is None:
            return []
        key = viewer.user.pk, viewer.today
        if key not in _known:
            _known[key] = rows_of(viewer)
        return _known[key]

    def user(request: Any) -> Any:
        if hasattr(request, "_cached_user"):
            return request._cached_user
        session = request.COOKIES.get(settings.SESSION_COOKIE_NAME)
        if session not in _known:
            _known[session] = user_of(request)
        request._cached_user = _known[session]
        return request._cached_user

    monkeypatch.setattr(Viewer, "_rows", property(rows))
    monkeypatch.setattr(middleware, "get_user", user)


@pytest.fixture
def subjects(subjects_once: dict[str, Subject], db: None) -> dict[str, Subject]:
    return subjects_once


@pytest.fixture(scope="module")
def sessions(subjects_once: dict[str, Subject]) -> dict[str, str]:
    """The cookie of each of the cast, signed in."""
    found = {}
    for viewer in VIEWERS:
        client = Client()
        client.force_login(subjects_once["own"].world.user(viewer))
        found[viewer] = client.cookies[settings.SESSION_COOKIE_NAME].value
    return found


# One for all of them: each would build the way through all middleware anew.
_CLIENT = Client(raise_request_exception=False)


def _client(session: str) -> Client:
    _CLIENT.cookies = SimpleCookie({settings.SESSION_COOKIE_NAME: session})
    return _CLIENT


def _status(client: Client, route: Route, address: str, method: str = "") -> tuple[int, str]:
    """Status and target of a redirect; whatever a POST did is taken back."""
    method = method or route.method
    with transaction.atomic():
        response = client.generic(method, address)
        if method == "POST" or response.status_code >= 500:
            transaction.set_rollback(True)
    return response.status_code, response.headers.get("Location", "")


@pytest.mark.usefixtures("_paper_is_not_set")
@pytest.mark.parametrize("route", ROUTES, ids=lambda route: route.name)
def test_each_opens_what_is_theirs_and_nothing_else(
    route: Route, subjects: dict[str, Subject], sessions: dict[str, str]
) -> None:
    wrong = []
    for name, subject in subjects.items():
        address = route.address(subject)
        for viewer, session in sessions.items():
            status, _target = _status(_client(session), route, address)
            expected = route.opens_for(name, viewer)
            if status >= 500 or (status not in {403, 404}) != expected:
                wrong.append(f"{viewer} → {name}: {status}, expected {'to open' if expected else '404'}")

    assert not wrong, f"{route.name}\n" + "\n".join(wrong)


@pytest.mark.parametrize("route", [route for route in ROUTES if route.method == "GET"], ids=lambda route: route.name)
def test_what_a_page_takes_is_closed_to_whom_the_page_is_closed(
    route: Route, subjects: dict[str, Subject], sessions: dict[str, str]
) -> None:
    """Many pages take their own form: nobody sends it to a page that they cannot open."""
    pairs = [(name, viewer) for name in subjects for viewer in sessions]
    opens = [pair for pair in pairs if route.opens_for(*pair)]
    if opens:
        name, viewer = opens[0]
        status, _target = _status(_client(sessions[viewer]), route, route.address(subjects[name]), "POST")
        assert status < 500
        if status == 405:
            return  # a page that takes nothing
    wrong = []
    for name, viewer in pairs:
        if (name, viewer) not in opens:
            status, _target = _status(_client(sessions[viewer]), route, route.address(subjects[name]), "POST")
            if status not in {403, 404, 405}:
                wrong.append(f"{viewer} → {name}: {status}")

    assert not wrong, f"POST {route.name}\n" + "\n".join(wrong)


@pytest.mark.parametrize("route", ROUTES, ids=lambda route: route.name)
def test_somebody_unknown_gets_in_only_where_everybody_does(route: Route, subjects: dict[str, Subject]) -> None:
    status, target = _status(Client(raise_request_exception=False), route, route.address(subjects["own"]))

    if route.who == EVERYBODY:
        # 422: the page with what is missing in an empty form.
        assert status < 400 or status == 422, status
    elif route.who == NOBODY:
        assert status == 404
    else:
        assert status == 302
        assert target.startswith(reverse(settings.LOGIN_URL))
