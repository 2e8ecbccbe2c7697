"""No other site can press a button in somebody's name, and looking at a page presses none."""

from __future__ import annotations

from functools import reduce
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from tests.house.routes import ROUTES, Route
from tests.house.subjects import Subject, make_subjects
from tests.world import World

pytestmark = pytest.mark.usefixtures("_short_refusals", "_everybody_is_read_once")


@pytest.fixture
def _known() -> dict[Any, Any]:
    """For one test only: each makes its own subjects."""
    return {}


@pytest.fixture
def subject(world: World, other_world: World) -> Subject:
    return make_subjects(world, other_world)["own"]


def _address(route: Route, subject: Subject) -> str:
    values = {
        argument: reduce(getattr, path.split("."), subject) if isinstance(path, str) else path
        for argument, path in route.args.items()
    }
    return reverse(route.name, kwargs=values)


def test_every_form_is_refused_without_its_token(subject: Subject) -> None:
    open_doors = []
    for viewer in ("rosa", "peggy", "ruth", "june"):
        client = Client(enforce_csrf_checks=True)
        client.force_login(subject.world.user(viewer))
        for route in ROUTES:
            status = client.post(_address(route, subject), {"action": "book"}).status_code
            if status != 403:
                open_doors.append(f"{viewer} → {route.name}: {status}")

    assert not open_doors


def test_what_a_button_does_no_link_does(subject: Subject) -> None:
    """Whatever only takes POST answers nothing else, so that a scanner of mail or a picture cannot press it."""
    open_doors = []
    clients = [Client(raise_request_exception=False) for _ in range(4)]
    for client, viewer in zip(clients, ("rosa", "peggy", "ruth", "june"), strict=True):
        client.force_login(subject.world.user(viewer))
    for route in ROUTES:
        if route.method == "POST":
            statuses = {client.get(_address(route, subject)).status_code for client in clients}
            if not statuses <= {404, 405} and route.name not in SHOWN_TOO:
                open_doors.append(f"{route.name}: {statuses}")

    assert not open_doors


# Changing the language answers a GET with a redirect and changes nothing.
SHOWN_TOO = {"set_language"}
