"""A plan from the review to the second signature: every width, both languages, with scripts and without."""

from __future__ import annotations

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import Page, expect

from doorway.plans.actions.goals import set_goal
from doorway.plans.actions.versions import share
from doorway.plans.models import PlanVersion, Signature
from doorway.plans.tests.stage import full_plan
from doorway.plans.tests.test_versions import correct
from tests.browser.conftest import LANGUAGES, SIZES, OpenPage, Watch, axe
from tests.world import World

pytestmark = pytest.mark.browser

WORDS = {
    "en": {"share": "Share with the family", "again": "Share the new version", "sign": "Sign", "thanks": "Thank you"},
    "es": {"share": "Compartir con la familia", "again": "Compartir la versión nueva", "sign": "Firmar",
           "thanks": "Gracias"},
}  # fmt: skip


def press(page: Page, name: str) -> None:
    page.get_by_role("button", name=name, exact=True).click()


def sign(page: Page, name: str, words: dict[str, str]) -> None:
    page.locator("#typed-name").fill(name)
    press(page, words["sign"])


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "plain"])
def test_a_plan_is_shared_signed_corrected_and_signed_again(
    world: World, browser_page: OpenPage, watch: Watch, scripts: bool, language: str
) -> None:
    watch.expected = ("422",)  # a name that is not hers
    words, diego = WORDS[language], world.people["diego"]
    full_plan(world, "diego", teacher="owen")

    def open_as(key: str, size: str) -> Page:
        return browser_page(who=world.user(key), size=size, language=language, scripts=scripts)

    teacher = open_as("owen", "desk")
    teacher.goto(reverse("conversation", args=[diego.pk]))
    teacher.locator(f"a[href='{reverse('review_plan', args=[diego.pk])}']").click()
    press(teacher, words["share"])
    expect(teacher.locator("#signatures")).to_be_visible()

    mother = open_as("rosa", "phone")
    mother.goto(reverse("home"))
    mother.locator(f"a[href='{reverse('family_plan', args=[diego.pk])}']").first.click()
    expect(mother.locator(".dw-short")).to_be_visible()
    expect(mother.locator("svg.chart").first).to_be_visible()
    sign(mother, "Somebody Else", words)
    expect(mother.locator("#typed-name-error")).to_be_visible()
    sign(mother, "rosa morales", words)
    expect(mother.locator("#signed")).to_contain_text(words["thanks"])

    student = open_as("diego", "phone")
    student.goto(reverse("own_plan"))
    sign(student, "Diego Morales", words)
    expect(student.locator("#signed")).to_contain_text(words["thanks"])

    add_a_goal(world)
    teacher.goto(reverse("review_plan", args=[diego.pk]))
    teacher.locator("#reason").fill("One word was wrong.")
    press(teacher, words["again"])

    mother.goto(reverse("family_plan", args=[diego.pk]))
    expect(mother.locator("#news-title")).to_be_visible()
    expect(mother.get_by_text("One word was wrong.")).to_be_visible()
    sign(mother, "Rosa Morales", words)
    expect(mother.locator("#signed")).to_contain_text(words["thanks"])

    newest, first = PlanVersion.objects.order_by("-number")
    assert list(first.signatures.values_list("signer", flat=True)) == ["guardian", "student"]
    assert newest.signatures.get().person == world.people["rosa"]


def add_a_goal(world: World) -> None:
    today = timezone.localdate()
    set_goal(
        student=world.people["diego"], text="Ask before the test.", owner="student", due_on=today,
        by=world.people["owen"], on=today, now=timezone.now(),
    )  # fmt: skip


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("size", SIZES)
def test_every_page_of_a_shared_plan_can_be_used_by_everybody(
    open_world: World, browser_page: OpenPage, size: str, language: str
) -> None:
    mateo = open_world.people["mateo"].pk
    version = share(full_plan(open_world, "mateo"), by=open_world.user("june"), now=timezone.now())
    family = browser_page(who=open_world.user("rosa"), size=size, language=language)
    staff = browser_page(who=open_world.user("june"), size=size, language=language)
    for page, address in (
        (family, reverse("family_plans")),
        (family, reverse("family_plan", args=[mateo])),
        (staff, reverse("review_plan", args=[mateo])),
    ):
        page.goto(address)
        axe(page)

    correct(open_world)
    staff.goto(reverse("review_plan", args=[mateo]))
    axe(staff)
    share(version.plan, by=open_world.user("june"), now=timezone.now(), reason="One word was wrong.")
    for address in (reverse("family_plan", args=[mateo]), reverse("plan_version", args=[version.pk])):
        family.goto(address)
        axe(family)
    assert not Signature.objects.exists()


def test_on_paper_there_are_lines_to_sign_on_and_no_buttons(open_world: World, browser_page: OpenPage) -> None:
    share(full_plan(open_world, "mateo"), by=open_world.user("june"), now=timezone.now())
    page = browser_page(who=open_world.user("rosa"))
    page.goto(reverse("family_plan", args=[open_world.people["mateo"].pk]))
    expect(page.locator(".dw-signline").first).not_to_be_visible()
    page.emulate_media(media="print")

    expect(page.locator(".dw-signline")).to_have_count(2)
    expect(page.locator(".dw-signline").first).to_be_visible()
    expect(page.locator("#sign")).not_to_be_visible()
    expect(page.get_by_role("heading", level=1)).to_be_visible()
