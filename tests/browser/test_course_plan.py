"""The course plan in the browser: a class is dragged to another grade, and moved there with the keyboard alone."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import expect

from doorway.pathways.imports.tests.files import CATALOG, take_courses
from doorway.pathways.models import CatalogCourse, PlannedCourse
from tests.browser.conftest import LANGUAGES, OpenPage, axe, is_too_wide
from tests.world import World

pytestmark = pytest.mark.browser


@pytest.fixture
def planned(world: World, tmp_path: Path) -> PlannedCourse:
    """Welding stands in grade 11 of Diego's plan, who is in grade 10."""
    take_courses(world, tmp_path, *CATALOG)
    diego, now = world.people["diego"], timezone.now()
    return PlannedCourse.objects.create(
        district=world.district, student=diego, course=CatalogCourse.objects.get(code="WELDING"),
        school_year=world.year.end_year + 1, status="proposed", proposed_by=diego, role="student", proposed_at=now,
        changed_at=now,
    )  # fmt: skip


def grade(world: World) -> int:
    return 10 + PlannedCourse.objects.get(status="proposed").school_year - world.year.end_year


@pytest.mark.usefixtures("planned")
def test_a_class_is_dragged_to_another_grade_and_nowhere_else(world: World, browser_page: OpenPage) -> None:
    page = browser_page(who=world.user("diego"), size="desk", language="en")
    page.goto(reverse("course_plan", args=[world.people["diego"].pk]))
    row = page.locator("[data-planned]")
    row.drag_to(page.locator("h1"))
    expect(page.locator("[data-grade='11'] [data-planned]")).to_have_count(1)

    row.drag_to(page.locator("[data-grade='12']"))
    expect(page.locator("[data-grade='12'] [data-planned]")).to_have_count(1)
    assert grade(world) == 12


@pytest.mark.usefixtures("planned")
@pytest.mark.parametrize("language", LANGUAGES)
def test_the_keyboard_moves_it_without_scripts(world: World, browser_page: OpenPage, language: str) -> None:
    address = reverse("course_plan", args=[world.people["diego"].pk])
    seen = browser_page(who=world.user("diego"), size="phone", language=language)
    seen.goto(address)
    axe(seen)
    assert not is_too_wide(seen)
    page = browser_page(who=world.user("diego"), size="phone", language=language, scripts=False)
    page.goto(address)
    page.locator("[data-moves] button").focus()
    page.keyboard.press("Enter")

    expect(page.locator("[data-grade='12'] [data-planned]")).to_have_count(1)
    assert grade(world) == 12
