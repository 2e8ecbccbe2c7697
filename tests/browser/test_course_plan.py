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


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_class_is_typed_and_chosen_with_the_keyboard(
    world: World, tmp_path: Path, browser_page: OpenPage, language: str
) -> None:
    take_courses(world, tmp_path, *CATALOG)
    page = browser_page(who=world.user("diego"), size="phone", language=language)
    page.goto(reverse("course_plan", args=[world.people["diego"].pk]))
    field = page.locator("#id_course")
    # A label and a role say what it is, and the list is not there for anybody any more.
    expect(field).to_have_attribute("role", "combobox")
    expect(field).to_have_attribute("aria-expanded", "false")
    expect(page.locator("select[name='course']").first).to_be_hidden()
    field.press_sequentially("secondary ii")
    expect(field).to_have_attribute("aria-expanded", "true")
    expect(page.locator("#id_course-found [role=option]")).to_have_count(1)
    field.press("Escape")
    expect(field).to_have_attribute("aria-expanded", "false")

    field.fill("eng")
    found = page.locator("#id_course-found [role=option]")
    expect(found).to_have_count(2)
    expect(found.first).to_contain_text("English 11")
    field.press("ArrowDown")
    field.press("ArrowDown")
    active = field.get_attribute("aria-activedescendant")
    expect(found.nth(1)).to_have_attribute("id", active or "")
    # What the keys point at is selected; nothing else is.
    expect(page.locator("#id_course-found [aria-selected=true]")).to_have_count(1)
    expect(found.nth(1)).to_have_attribute("aria-selected", "true")
    axe(page)
    assert not is_too_wide(page)
    field.press("Enter")
    expect(field).to_have_value("English 12")
    page.select_option("#id_grade", "12")
    page.locator("section[aria-labelledby='propose'] .govuk-button").click()
    expect(page.locator("[data-grade='12'] [data-planned]")).to_have_count(1)
    assert PlannedCourse.objects.get().course.code == "ENG-12"


def test_words_that_are_no_class_are_not_sent(world: World, tmp_path: Path, browser_page: OpenPage) -> None:
    take_courses(world, tmp_path, *CATALOG)
    page = browser_page(who=world.user("diego"), size="desk", language="en")
    page.goto(reverse("course_plan", args=[world.people["diego"].pk]))
    field, send = page.locator("#id_course"), page.locator("section[aria-labelledby='propose'] .govuk-button")
    field.fill("zzzz")
    send.click()
    expect(page.get_by_text("Nothing found. Try another word")).to_be_visible()
    field.fill("eng")
    send.click()
    expect(page.get_by_text("Choose one from the list.")).to_be_visible()
    # A click in the list chooses, and then it is sent at once.
    page.locator("#id_course-found [role=option]").first.click()
    page.select_option("#id_grade", "11")
    send.click()
    expect(page.locator("[data-grade='11'] [data-planned]")).to_have_count(1)


def test_without_scripts_a_class_is_found_on_a_page(world: World, tmp_path: Path, browser_page: OpenPage) -> None:
    take_courses(world, tmp_path, *CATALOG)
    page = browser_page(who=world.user("diego"), size="phone", language="en", scripts=False)
    page.goto(reverse("course_plan", args=[world.people["diego"].pk]))
    expect(page.locator("select#id_course")).to_be_visible()
    page.get_by_role("link", name="Look through all classes").click()
    page.get_by_label("Words").fill("weldign")
    page.get_by_role("button", name="Search").click()
    page.get_by_role("button", name="Propose it for grade 12 – Welding 1").click()
    expect(page.get_by_text("Welding 1 is in the plan for grade 12.")).to_be_visible()
    assert grade(world) == 12


@pytest.mark.usefixtures("planned")
@pytest.mark.parametrize("scripts", [True, False])
def test_after_a_move_reading_goes_on_at_the_class(world: World, browser_page: OpenPage, *, scripts: bool) -> None:
    page = browser_page(who=world.user("diego"), size="phone", language="en", scripts=scripts)
    page.goto(reverse("course_plan", args=[world.people["diego"].pk]))
    page.locator("[data-moves] button").click()

    done = page.locator("[data-grade='12'] [data-planned] #done")
    expect(done).to_have_text("✓ Welding 1 is in grade 12 now.")
    expect(done).to_be_in_viewport()
    expect(done).to_be_focused()
    if scripts:
        axe(page)
