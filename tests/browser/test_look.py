"""The frame, the parts and the pages for everybody, as people with phones, keyboards and screen readers meet them."""

from __future__ import annotations

import copy
from typing import Any

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from tests.browser.conftest import LANGUAGES, SIZES, OpenPage, Watch, axe, is_too_wide
from tests.browser.parts import PAGE
from tests.world import World

pytestmark = pytest.mark.browser

PAGES = ["help", "privacy", "accessibility", "account_request_login_code"]


@pytest.fixture
def parts(settings: Any) -> str:
    """The address of the page with every part."""
    settings.ROOT_URLCONF = "tests.browser.parts"
    templates = copy.deepcopy(settings.TEMPLATES)
    options = templates[0]["OPTIONS"]
    options["loaders"] = [
        ("django.template.loaders.locmem.Loader", {"parts.html": PAGE}),
        "django.template.loaders.filesystem.Loader",
        "django.template.loaders.app_directories.Loader",
    ]
    templates[0]["APP_DIRS"] = False
    settings.TEMPLATES = templates
    return "/parts/"


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("size", SIZES)
def test_the_pages_for_everybody(world: World, browser_page: OpenPage, size: str, language: str) -> None:
    page = browser_page(size=size, language=language)
    for route in PAGES:
        page.goto(reverse(route))
        axe(page)


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize("size", SIZES)
def test_every_part(world: World, browser_page: OpenPage, parts: str, size: str, dark: bool) -> None:
    page = browser_page(size=size, dark=dark)
    page.goto(parts)
    axe(page)
    page.get_by_role("button", name="Save").click()

    expect(page.locator("[data-errors]")).to_be_focused()
    axe(page)
    page.get_by_role("link", name="Please fill this in.").first.click()
    expect(page.get_by_label("Your name")).to_be_focused()


@pytest.mark.parametrize("size", SIZES)
def test_the_start_page(world: World, browser_page: OpenPage, size: str) -> None:
    page = browser_page(who=world.user("rosa"), size=size, language="es")
    page.goto(reverse("home"))

    axe(page)
    assert page.get_by_role("heading", level=1).inner_text() == "Hola, Rosa"


def test_letters_twice_as_big_still_fit(world: World, browser_page: OpenPage, parts: str) -> None:
    """320 CSS pixels is what a 1280 pixel screen shows at 400 percent (WCAG 1.4.10)."""
    page = browser_page(size="phone")
    page.set_viewport_size({"width": 320, "height": 640})
    for address in (parts, reverse("privacy")):
        page.goto(address)
        assert not is_too_wide(page)


def test_the_keyboard_finds_the_content_first(world: World, browser_page: OpenPage) -> None:
    page = browser_page()
    page.goto(reverse("privacy"))
    page.keyboard.press("Tab")

    assert page.evaluate("document.activeElement.getAttribute('href')") == "#main"
    assert page.evaluate("document.activeElement.getBoundingClientRect().top >= 0")
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"


def test_the_language_switch_works_without_scripts(world: World, browser_page: OpenPage) -> None:
    page = browser_page(size="phone", scripts=False)
    page.goto(reverse("privacy"))
    page.get_by_role("button", name="Español").click()

    assert page.locator("html").get_attribute("lang") == "es"
    assert page.url.endswith(reverse("privacy"))


def test_a_page_that_is_not_there(world: World, browser_page: OpenPage, watch: Watch) -> None:
    watch.expected = ("404",)
    page = browser_page(size="phone", language="es")
    page.goto("/no/such/page/")

    axe(page)


def test_paper_shows_the_letter_and_not_the_desk(world: World, browser_page: OpenPage) -> None:
    page = browser_page(who=world.user("rosa"), dark=True)
    page.goto(reverse("privacy"))
    page.emulate_media(media="print")

    colors = page.evaluate("(e => [e.color, e.backgroundColor])(getComputedStyle(document.querySelector('main')))")
    for part in ("navigation", "contentinfo"):
        expect(page.get_by_role(part)).not_to_be_visible()
    assert colors == ["rgb(0, 0, 0)", "rgb(255, 255, 255)"]
