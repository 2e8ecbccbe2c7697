"""A walk-in is written down on a phone: by the teacher, in both languages, with scripts and without."""

from __future__ import annotations

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from doorway.conferences.models import HeldConference
from tests.browser.conftest import OpenPage, Watch, axe
from tests.world import World

pytestmark = pytest.mark.browser

WORDS = {
    "en": ("Conferences that took place", "Write it down", "20 minutes", "Take this conference back"),
    "es": ("Conferencias que se hicieron", "Anotar", "20 minutos", "Retirar esta conferencia"),
}


@pytest.mark.parametrize(("language", "scripts"), [("en", True), ("es", True), ("en", False)])
def test_a_teacher_writes_a_walk_in_down_and_takes_it_back(
    open_world: World, browser_page: OpenPage, watch: Watch, language: str, scripts: bool
) -> None:
    watch.expected = ("422",)  # who came is left out first
    link, write, minutes, back = WORDS[language]
    page = browser_page(who=open_world.user("june"), size="phone", language=language, scripts=scripts)
    page.goto(reverse("conversation", args=[open_world.people["mateo"].pk]))
    page.get_by_role("link", name=link).click()
    if scripts:
        axe(page)
    # Today is filled in, and the teacher is checked.
    page.locator("main input[name=minutes]").fill("20")
    page.get_by_role("button", name=write).click()
    expect(page.locator(".govuk-error-summary")).to_be_visible()
    page.locator("main input[name=guardians]").first.check()
    page.locator("main input[name=students][value=yes]").check()
    page.get_by_role("button", name=write).click()
    expect(page.locator("main")).to_contain_text(minutes)
    if scripts:
        axe(page)
    assert page.evaluate("document.documentElement.scrollWidth") <= 400

    page.locator('main a[href*="take-back"]').click()
    page.locator("main textarea").fill("A slip.")
    if scripts:
        axe(page)
    page.get_by_role("button", name=back).click()
    expect(page.locator("main")).to_contain_text("A slip.")
    assert HeldConference.objects.get().taken_back_at is not None
