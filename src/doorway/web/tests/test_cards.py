"""The start page of each role: the next step is the one that waits."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from tests.world import World, add_conference

from doorway.roster.access import Viewer
from doorway.web.home import start_page

SignIn = Callable[[World, str], Client]
MOST_QUERIES = 12


def viewer_of(world: World, key: str) -> Viewer:
    return Viewer(world.user(key))


def test_an_office_without_a_conference_begins_one(world: World) -> None:
    step = start_page(viewer_of(world, "peggy")).next_step

    assert step is not None
    assert step.url == reverse("office_new")


@pytest.mark.parametrize("status", ["draft", "returned"])
def test_an_office_goes_on_with_what_it_began(world: World, status: str) -> None:
    add_conference(world, status=status)
    assert world.conference is not None

    step = start_page(viewer_of(world, "peggy")).next_step

    assert step is not None
    assert step.url == reverse("office_conference", args=[world.conference.pk])


def test_a_conference_that_is_out_of_the_offices_hands_asks_for_nothing(open_world: World) -> None:
    start = start_page(viewer_of(open_world, "peggy"))

    assert start.next_step is None
    assert open_world.conference is not None
    assert reverse("office_board", args=[open_world.conference.pk]) in [card.url for card in start.others]


def test_another_schools_conference_is_not_on_the_page(world: World) -> None:
    add_conference(world, status="draft", school="panguitch-high", host="dana")

    step = start_page(viewer_of(world, "peggy")).next_step

    assert step is not None
    assert step.url == reverse("office_new")


@pytest.mark.parametrize(("status", "words"), [("submitted", "1 school waits"), ("approved", "1 conference is not")])
def test_the_district_sees_what_waits(world: World, status: str, words: str) -> None:
    add_conference(world, status=status)

    step = start_page(viewer_of(world, "ruth")).next_step

    assert step is not None
    assert step.title.startswith(words)


def test_the_district_does_not_see_drafts_or_other_districts(world: World, other_world: World) -> None:
    add_conference(world, status="draft")
    add_conference(other_world, status="submitted")

    assert start_page(viewer_of(world, "ruth")).next_step is None


@pytest.mark.parametrize("key", ["rosa", "june", "dana", "harriet", "peggy", "ruth", "sam", "ines", "diego"])
def test_the_start_page_costs_little(open_world: World, client_of: SignIn, key: str) -> None:
    client = client_of(open_world, key)
    with CaptureQueriesContext(connection) as queries:
        client.get(reverse("home"))

    assert len(queries) <= MOST_QUERIES
