"""Every route × everybody of the cast × own, other child, other school, other district."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.conf import settings
from django.db import transaction
from django.test import Client
from django.urls import URLResolver, get_resolver, reverse

from doorway.roster.access import rule_of
from tests.house.routes import BY_NAME, EVERYBODY, NOBODY, ROUTES, Route
from tests.house.subjects import VIEWERS, Subject, make_subjects
from tests.world import World


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


@pytest.fixture
def subjects(world: World, other_world: World) -> dict[str, Subject]:
    return make_subjects(world, other_world)


def _status(client: Client, route: Route, address: str) -> tuple[int, str]:
    """Status and target of a redirect; whatever a POST did is taken back."""
    with transaction.atomic():
        response = client.generic(route.method, address)
        if route.method == "POST" or response.status_code >= 500:
            transaction.set_rollback(True)
    return response.status_code, response.headers.get("Location", "")


@pytest.mark.parametrize("route", ROUTES, ids=lambda route: route.name)
def test_each_opens_what_is_theirs_and_nothing_else(route: Route, subjects: dict[str, Subject]) -> None:
    wrong = []
    clients = {viewer: Client(raise_request_exception=False) for viewer in VIEWERS}
    for viewer, client in clients.items():
        client.force_login(subjects["own"].world.user(viewer))
    for name, subject in subjects.items():
        address = route.address(subject)
        for viewer, client in clients.items():
            status, _target = _status(client, route, address)
            expected = route.opens_for(name, viewer)
            if status >= 500 or (status not in {403, 404}) != expected:
                wrong.append(f"{viewer} → {name}: {status}, expected {'to open' if expected else '404'}")

    assert not wrong, f"{route.name}\n" + "\n".join(wrong)


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
