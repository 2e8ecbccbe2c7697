"""The figures of a school on a desk's screen: every column can be read."""

from __future__ import annotations

import pytest
from django.urls import reverse

from doorway.compliance.tests.test_registration import taught
from doorway.pathways.registration.tests.test_registration import plan
from tests.browser.conftest import LANGUAGES, OpenPage, is_too_wide
from tests.world import World

__all__ = ["taught"]

pytestmark = pytest.mark.browser

CUT = "frame => frame.scrollWidth > frame.clientWidth"


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_column_is_cut_on_a_desk_and_a_phone_shows_that_there_is_more(
    taught: World, browser_page: OpenPage, language: str
) -> None:
    """With registrations it has eleven columns, in Spanish under long words."""
    plan(taught, "BIOLOGY")
    address = reverse("school_follow_up", args=[taught.schools["panguitch-high"].pk])
    page = browser_page(who=taught.user("dana"), size="desk", language=language)
    page.goto(address)
    frame = page.locator(".dw-scroll:has(.dw-tallies)")

    assert frame.locator("thead th").count() >= 11
    assert not frame.evaluate(CUT)

    page.set_viewport_size({"width": 390, "height": 740})
    assert frame.evaluate(CUT)
    assert not is_too_wide(page)
    assert frame.evaluate("frame => getComputedStyle(frame).backgroundImage").count("gradient") == 4
