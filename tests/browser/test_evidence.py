"""The evidence in the browser: the page follows the job by itself, and without scripts a button looks again."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import Page, expect

from doorway.compliance.actions import ordering
from doorway.compliance.actions.ordering import make_next_evidence
from doorway.compliance.models import EvidenceOrder
from doorway.compliance.tests.stage import adopted_policy
from tests.browser.conftest import OpenPage, axe
from tests.world import World

pytestmark = pytest.mark.browser


@pytest.fixture(autouse=True)
def home(settings, tmp_path: Path) -> None:
    settings.HOME = tmp_path / "home"


def ask(world: World, page: Page, *, heard: bool = True) -> None:
    adopted_policy(world, timezone.localdate())
    page.goto(reverse("evidence", args=[world.schools["panguitch-elementary"].pk]))
    page.get_by_role("button", name="Make the PDF").click()
    expect(page.get_by_role("status")).to_contain_text("within a few seconds")
    # Axe is a script itself.
    if heard:
        axe(page)


def test_the_page_follows_by_itself_until_the_file_can_be_fetched(world: World, browser_page: OpenPage) -> None:
    page = browser_page(who=world.user("harriet"), size="phone", language="en")
    ask(world, page)
    claimed = ordering._claim(timezone.now())
    assert claimed is not None
    EvidenceOrder.objects.update(stage="meetings")

    # Nobody touches the page: the words and the bar change in it.
    expect(page.get_by_role("status")).to_contain_text("Step 3 of 4")
    expect(page.get_by_role("progressbar")).to_have_js_property("value", 2)
    ordering._make(claimed)

    expect(page.get_by_role("heading", name="The file is ready")).to_be_visible()
    axe(page)
    with page.expect_download() as fetched:
        page.get_by_role("link", name="Fetch the PDF").click()
    assert fetched.value.suggested_filename.startswith("evidence-do-not-publish-panguitch-elementary-")
    assert Path(fetched.value.path()).read_bytes().startswith(b"%PDF")


def test_without_scripts_a_button_looks_again(world: World, browser_page: OpenPage) -> None:
    page = browser_page(who=world.user("harriet"), size="phone", language="en", scripts=False)
    ask(world, page, heard=False)
    assert make_next_evidence() is not None

    page.get_by_role("link", name="Look again").click()

    expect(page.get_by_role("link", name="Fetch the PDF")).to_be_visible()
