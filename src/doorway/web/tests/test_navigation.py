"""The head of the page says where one is."""

from __future__ import annotations

import pytest
from django.urls import reverse
from tests.world import World

from doorway.roster.access.viewer import Viewer
from doorway.web.navigation import links


@pytest.mark.parametrize(
    ("page", "entry"),
    [("graduation", "Graduation"), ("scholarships", "Graduation"), ("waiting_plans", "Graduation"), ("home", "Start")],
)
def test_the_entry_that_leads_to_a_page_is_the_current_one(world: World, page: str, entry: str) -> None:
    found = links(Viewer(world.user("dana")), reverse(page) + "?grade=12")

    assert [link.label for link in found if link.is_current] == [entry]


def test_a_page_of_no_entry_marks_none(world: World) -> None:
    assert not any(link.is_current for link in links(Viewer(world.user("dana")), "/no/such/page/"))
