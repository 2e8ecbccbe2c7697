"""A senior makes up half a class in what is left of the year, and the counselor approves it."""

from __future__ import annotations

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from doorway.pathways.course_plan.tests.test_making_up import senior
from tests.browser.conftest import OpenPage, axe, is_too_wide
from tests.world import World

__all__ = ["senior"]
pytestmark = pytest.mark.browser


def test_a_class_is_made_up_from_the_list_of_what_was_failed(senior: World, browser_page: OpenPage) -> None:
    where = reverse("course_plan", args=[senior.people["diego"].pk])
    page = browser_page(who=senior.user("diego"), size="phone", language="es")
    page.goto(where)
    axe(page)
    page.get_by_role("link", name="recuperarla este año").click()
    page.get_by_label("Período").select_option("S2")
    page.get_by_role("button", name="Proponerla").click()

    section = page.locator("section[aria-labelledby='this-year']")
    expect(section).to_contain_text("Recupera créditos")
    expect(section).to_contain_text("S2")
    assert not is_too_wide(page)
    axe(page)

    desk = browser_page(who=senior.user("dana"), size="desk", language="en")
    desk.goto(where)
    section = desk.locator("section[aria-labelledby='this-year']")
    section.get_by_role("button", name="Approve").click()
    expect(section).to_contain_text("Approved")
    axe(desk)
