"""Every route × everybody of the cast × own, other child, other school, other district."""

from __future__ import annotations

from collections.abc import Iterator
from http.cookies import SimpleCookie
from typing import Any

import pytest
from django.conf import settings
from django.db import transaction
from django.test import Client
from django.urls import URLResolver, get_resolver, reverse

from doorway.roster.access import rule_of
from tests.house.routes import BY_NAME, EVERYBODY, NOBODY, ROUTES, Route
from tests.house.subjects import Subject, make_subjects
from tests.world import make_world

pytestmark = pytest.mark.usefixtures("_short_refusals", "_everybody_is_read_once")


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


@pytest.fixture
def subjects(subjects_once: dict[str, Subject], db: None) -> dict[str, Subject]:
    return subjects_once


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
