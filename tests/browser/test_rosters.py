"""A roster in the browser, as a data person meets it: with a phone or a desk, in both languages, without scripts."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from doorway.roster.core.oneroster.tests.bundles import changed, good_files, write_bundle, zip_of
from doorway.roster.models import Person
from tests.browser.conftest import LANGUAGES, SIZES, OpenPage, Watch, axe
from tests.world import World

pytestmark = pytest.mark.browser

WORDS = {
    "en": ("Look at the roster", "Make these changes", "The roster was taken in."),
    "es": ("Ver la lista", "Hacer estos cambios", "La lista se cargó."),
}


@pytest.fixture(autouse=True)
def _own_folder(settings: Any, tmp_path: Path) -> None:
    settings.HOME = tmp_path / "home"


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("size", SIZES)
def test_a_roster_is_looked_at_and_taken_in(
    world: World, browser_page: OpenPage, watch: Watch, tmp_path: Path, size: str, language: str
) -> None:
    watch.expected = ("422",)  # at the end, when nothing is chosen
    look, make, made = WORDS[language]
    files = changed("users", 0, identifier="123-45-6789")
    files["users"].append(good_files()["users"][1] | {"sourcedId": "mateo", "givenName": "Mateo Luis"})
    files["roles"].append(good_files()["roles"][1] | {"sourcedId": "r-mateo", "userSourcedId": "mateo"})
    path = zip_of(write_bundle(tmp_path / "roster", files, mode="delta"))
    page = browser_page(who=world.user("sam"), size=size, language=language, scripts=False)

    page.goto(reverse("rosters"))
    page.locator("input[type=file]").set_input_files(path)
    page.get_by_role("button", name=look).click()
    expect(page.get_by_role("button", name=make)).to_be_visible()
    assert not Person.objects.filter(sourced_id="p1").exists()
    page.get_by_role("button", name=make).click()
    expect(page.get_by_text(made)).to_be_visible()
    address = page.url

    assert Person.objects.get(sourced_id="mateo").given_name == "Mateo Luis"
    # axe itself is a script.
    page = browser_page(who=world.user("sam"), size=size, language=language)
    for show in ("refused", "changed", "created", "forgiven"):
        page.goto(f"{address}?show={show}")
        axe(page)
    page.goto(reverse("rosters"))
    axe(page)
    page.locator("form[enctype] button").click()
    axe(page)
