"""What a family's telephone loads on a first visit: at most 60 KB without pictures, on every page of theirs."""

from __future__ import annotations

import gzip
from collections.abc import Callable

import pytest
from bench.pages.measure import ASSET
from django.test import Client
from playwright.sync_api import Page

from tests.browser.conftest import OpenPage, weight
from tests.house.growth import grow
from tests.house.routes import EVERYBODY, ROUTES, Route
from tests.house.subjects import Subject, make_subjects
from tests.world import World

pytestmark = pytest.mark.browser

HEAVIEST = 60 * 1024
# No page but a file that a calendar program, a reader or a printer takes.
FILES = {
    "favicon",
    "public_feed_of",
    "family_calendar",
    "scholarship_calendar",
    "scholarship_feed",
    "letter_feed",
    "own_plan_pdf",
    "reading_letter_pdf",
}


@pytest.fixture
def subjects(world: World, other_world: World) -> dict[str, Subject]:
    """Rosa's large family, with a file as long as after some years."""
    found = make_subjects(world, other_world)
    grow(world, found, range(4))
    return found


def _pages() -> list[Route]:
    """What a guardian opens: the family's own pages, and those that are for everybody."""
    return [
        route
        for route in ROUTES
        if route.method == "GET"
        and route.name not in FILES
        and (route.who == EVERYBODY or route.opens_for("own", "rosa"))
    ]


def test_every_page_of_a_family_is_light(
    subjects: dict[str, Subject], browser_page: OpenPage, client_of: Callable[[World, str], Client]
) -> None:
    """The browser loads one page of each kind; what others of the kind ask for is the same, and only they differ."""
    world = subjects["own"].world
    rosa = client_of(world, "rosa")
    asked: dict[frozenset[bytes], int] = {}
    heavy = {}
    for route in _pages():
        address = route.address(subjects["own"])
        answer = rosa.get(address, headers={"accept-encoding": "gzip"}, follow=True)
        sent = len(answer.content)
        kind = frozenset(ASSET.findall(gzip.decompress(answer.content)))
        if kind not in asked:
            # A context of its own: nothing is kept from a page before.
            page: Page = browser_page(who=world.user("rosa"), size="phone", language="es")
            asked[kind] = weight(page, address) - sent
            page.context.close()
        size = sent + asked[kind]
        assert size > 20 * 1024, f"{route.name}: styles and typefaces were not counted"
        if size > HEAVIEST:
            heavy[route.name] = size

    assert not heavy
    assert 1 < len(asked) < 10
