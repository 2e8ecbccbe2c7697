"""Score files in the browser, without scripts: a file that nobody knows is mapped, and a result finds its student."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect

from doorway.assessments.models import Score, ScoreLayout, WaitingScore
from doorway.roster.models import ImportRun
from tests.browser.conftest import LANGUAGES, SIZES, OpenPage, Watch, axe
from tests.world import World

pytestmark = pytest.mark.browser

FILE = "Nummer;Datum;Stufe;Zeit;Punkte\nS-mateo;2024-09-05;2;Herbst;141\n900;2024-09-05;2;Herbst;150\n"
CHOICES = {"student": "c0", "test_date": "c1", "grade": "c2", "period": "c3", "value": "c4"}


@pytest.fixture(autouse=True)
def _own_folder(settings: Any, tmp_path: Path) -> None:
    settings.HOME = tmp_path / "home"


def choose(page: Page) -> None:
    """Say where each thing stands."""
    for name, column in CHOICES.items():
        page.locator(f"select[name={name}]").select_option(column)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("size", SIZES)
def test_an_unknown_file_is_mapped_and_what_waits_finds_its_student(
    world: World, browser_page: OpenPage, watch: Watch, tmp_path: Path, size: str, language: str
) -> None:
    watch.expected = ("422",)
    path = tmp_path / "export.csv"
    path.write_text(FILE, encoding="utf-8")
    page = browser_page(who=world.user("sam"), size=size, language=language, scripts=False)
    seen = browser_page(who=world.user("sam"), size=size, language=language)  # axe itself is a script

    page.goto(reverse("scores"))
    page.locator("input[type=file]").set_input_files(path)
    page.locator("form[enctype] button").click()
    run = ImportRun.objects.get()
    seen.goto(reverse("score_columns", args=[run.pk]))
    axe(seen)
    page.locator("select[name=test]").select_option("acadience")
    page.locator("main form button").click()

    choose(page)
    page.locator("button[value=try]").click()
    page.locator("select[name=word-to]").select_option("BOY")
    page.locator("input[name=name]").fill("Lesetest")
    page.locator("button[value=keep]").click()
    page.locator("form[action$='take-in/'] button").click()
    assert ScoreLayout.objects.get().name == "Lesetest"
    assert Score.objects.get().student == world.people["mateo"]

    waiting = WaitingScore.objects.get()
    page.goto(reverse("waiting_scores"))
    page.get_by_role("link", name="900").click()
    page.locator("input[name=student]").fill("L-lucia")
    page.locator("main form button").first.click()
    expect(page.get_by_text(world.people["lucia"].full_name)).to_be_visible()
    page.locator("form.dw-note button").click()
    assert Score.objects.filter(student=world.people["lucia"]).count() == 1
    assert not WaitingScore.objects.filter(pk=waiting.pk).exists()


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("size", SIZES)
def test_the_columns_can_be_said_by_everybody(
    world: World, browser_page: OpenPage, watch: Watch, tmp_path: Path, size: str, language: str
) -> None:
    watch.expected = ("422",)
    path = tmp_path / "export.csv"
    path.write_text(FILE, encoding="utf-8")
    page = browser_page(who=world.user("sam"), size=size, language=language)

    page.goto(reverse("scores"))
    page.locator("input[type=file]").set_input_files(path)
    page.locator("form[enctype] button").click()
    address = page.url
    # Everything that is folded, of a test whose parts only the file names.
    page.goto(f"{address}?test=stamp")
    page.evaluate("document.querySelectorAll('details').forEach(fold => fold.open = true)")
    axe(page)
    page.goto(f"{address}?test=acadience")
    axe(page)
    page.locator("button[value=try]").click()
    axe(page)
    choose(page)
    page.locator("button[value=try]").click()
    expect(page.locator("#trial")).to_be_visible()
    axe(page)
