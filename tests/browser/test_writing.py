"""Journeys 6 and 9 with hands on the keyboard: the class grid and the conversation, and words that are never lost."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.sessions.models import Session
from django.core import mail
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import Locator, Page, Route, expect

from doorway.conferences.models import Appointment, FamilyQuestion
from doorway.messages.actions import deliver_due
from doorway.plans.models import Goal, PlanEntry, PlanNote
from tests.browser.conftest import LANGUAGES, OpenPage, Watch, axe
from tests.world import World

pytestmark = pytest.mark.browser


def cell(page: Page, world: World, student: str, section: str, part: str = "text") -> Locator:
    return page.locator(f'[name="c-{world.people[student].pk}-{section}-{part}"]')


def said(world: World, student: str, section: str) -> tuple[int | None, str]:
    entry = PlanEntry.objects.get(plan__student=world.people[student], section=section)
    return entry.rating, entry.text


def grid(world: World) -> str:
    return reverse("grid", args=[world.classes["grade-3"].pk])


def is_saved(page: Page) -> None:
    expect(page.locator("form[data-grid] [data-status]")).to_contain_text("Saved")


@pytest.fixture
def two_meetings(open_world: World) -> list[Appointment]:
    """Today June meets Mateo at noon and Ellie after him; Mateo's mother asked something."""
    assert open_world.conference is not None
    noon = timezone.localtime().replace(hour=12, minute=0, second=0, microsecond=0)
    found = []
    for number, (student, guardian) in enumerate((("mateo", "rosa"), ("ellie", "ben"))):
        begin = noon + timedelta(minutes=15 * number)
        values: dict[str, Any] = {
            "district": open_world.district,
            "conference": open_world.conference,
            "host": open_world.hosts["june"],
            "student": open_world.people[student],
            "guardian": open_world.people[guardian],
            "starts_at": begin,
            "ends_at": begin + timedelta(minutes=15),
            "booked_at": timezone.now(),
        }
        found.append(Appointment.objects.create(**values))
    FamilyQuestion.objects.create(
        district=open_world.district,
        conference=open_world.conference,
        student=open_world.people["mateo"],
        asked_by=open_world.people["rosa"],
        text="Does he ask for help?",
        asked_at=timezone.now(),
    )
    return found


# The grid


def test_a_class_is_written_with_the_keyboard_alone(world: World, browser_page: OpenPage) -> None:
    page = browser_page(who=world.user("june"))
    page.goto(grid(world))
    cell(page, world, "sadie", "strengths").focus()

    # The rows stand in the order of family names: Doyle, Morales, Whitaker.
    page.keyboard.type("Draws what she learns.")
    page.keyboard.press("Enter")
    page.keyboard.type("Never gives up.")
    page.keyboard.press("ArrowDown")
    page.keyboard.type("Reads far ahead.")
    expect(cell(page, world, "ellie", "strengths")).to_be_focused()
    cell(page, world, "sadie", "behavior", "rating").focus()
    page.keyboard.press("4")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("3")
    page.keyboard.press("Tab")
    expect(cell(page, world, "mateo", "behavior")).to_be_focused()
    page.keyboard.press("Control+s")

    is_saved(page)
    assert said(world, "sadie", "strengths") == (None, "Draws what she learns.")
    assert said(world, "mateo", "strengths") == (None, "Never gives up.")
    assert said(world, "ellie", "strengths") == (None, "Reads far ahead.")
    assert said(world, "sadie", "behavior") == (4, "")
    assert said(world, "mateo", "behavior") == (3, "")


def test_the_grid_saves_by_itself(world: World, browser_page: OpenPage) -> None:
    page = browser_page(who=world.user("june"))
    page.goto(grid(world))
    cell(page, world, "mateo", "improve").fill("Ask earlier.")

    is_saved(page)
    assert said(world, "mateo", "improve") == (None, "Ask earlier.")
    page.goto(reverse("classes"))
    assert page.title().startswith("Your classes")


def test_words_wait_for_the_network(world: World, browser_page: OpenPage, watch: Watch) -> None:
    watch.expected = ("ERR_INTERNET_DISCONNECTED", "ERR_FAILED")
    page = browser_page(who=world.user("june"))
    page.goto(grid(world))
    page.context.set_offline(True)
    cell(page, world, "mateo", "improve").fill("Ask earlier.")
    expect(page.locator("form[data-grid] [data-status]")).to_contain_text("Your words are safe")
    page.context.set_offline(False)
    page.evaluate("window.dispatchEvent(new Event('online'))")

    is_saved(page)
    assert said(world, "mateo", "improve") == (None, "Ask earlier.")


@pytest.mark.parametrize("place", ["grid", "conversation"])
def test_words_wait_for_a_new_sign_in(world: World, browser_page: OpenPage, place: str) -> None:
    page = browser_page(who=world.user("june"))
    mateo = world.people["mateo"]
    page.goto(grid(world) if place == "grid" else reverse("conversation", args=[mateo.pk]))
    field = cell(page, world, "mateo", "improve") if place == "grid" else page.locator("#entry-improve-text")
    cookie = next(one for one in page.context.cookies() if one["name"] == "sessionid")
    kept = Session.objects.get(session_key=cookie["value"])
    Session.objects.all().delete()
    field.fill("Ask earlier.")
    again = page.get_by_role("link", name="Sign in again in a new tab")
    expect(again).to_be_visible()
    assert not PlanEntry.objects.exists()

    # The session is back, as after signing in in the other tab, and one looks at this tab again.
    kept.save(force_insert=True)
    page.context.add_cookies([{name: cookie[name] for name in ("name", "value", "domain", "path")}])  # type: ignore[list-item]
    page.evaluate("window.dispatchEvent(new Event('focus'))")
    expect(again).to_be_hidden()
    assert said(world, "mateo", "improve") == (None, "Ask earlier.")


def test_another_window_does_not_cost_a_word(world: World, browser_page: OpenPage, watch: Watch) -> None:
    watch.expected = ("422",)
    first, second = (browser_page(who=world.user("june")) for _window in range(2))
    for page in (first, second):
        page.goto(grid(world))
    cell(first, world, "mateo", "improve").fill("Ask earlier.")
    is_saved(first)
    cell(second, world, "mateo", "improve").fill("Ask at once.")

    problem = second.locator("td .govuk-error-message")
    expect(problem).to_contain_text("“Ask earlier.”")
    assert said(world, "mateo", "improve") == (None, "Ask earlier.")
    expect(cell(second, world, "mateo", "improve")).to_have_value("Ask at once.")
    axe(second)
    second.get_by_role("button", name="Save the class").click()
    is_saved(second)
    expect(problem).to_have_count(0)
    assert said(world, "mateo", "improve") == (None, "Ask at once.")


def test_words_outlive_a_reload(world: World, browser_page: OpenPage) -> None:
    page = browser_page(who=world.user("june"))
    page.goto(grid(world))

    def never(route: Route) -> None:
        route.abort()

    page.route(f"**{grid(world)}", lambda route: never(route) if route.request.method == "POST" else route.fallback())
    page.on("dialog", lambda dialog: dialog.accept())
    cell(page, world, "mateo", "improve").fill("Ask earlier.")
    page.reload()

    expect(cell(page, world, "mateo", "improve")).to_have_value("Ask earlier.")
    assert not PlanEntry.objects.exists()


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_grid_on_a_phone_and_without_scripts(world: World, browser_page: OpenPage, language: str) -> None:
    page = browser_page(who=world.user("june"), size="phone", language=language, scripts=False)
    page.goto(grid(world))
    cell(page, world, "mateo", "improve").fill("Ask earlier.")
    page.locator("[data-save-all]").click()

    assert said(world, "mateo", "improve") == (None, "Ask earlier.")
    expect(page.locator(".dw-flashes")).to_be_visible()


def test_without_scripts_words_outlive_a_session_that_ended(world: World, browser_page: OpenPage) -> None:
    june = world.user("june")
    page = browser_page(who=june, scripts=False)
    page.goto(grid(world))
    Session.objects.all().delete()
    cell(page, world, "mateo", "improve").fill("Ask earlier.\nThen ask again.")
    page.locator("[data-save-all]").click()
    assert page.url.endswith("/sign-in/?next=/kept/")

    page.get_by_label("Your e-mail address").fill(june.email)
    page.get_by_role("button", name="Send me the code").click()
    deliver_due()
    code = re.search(r"\b\d{6}\b", mail.outbox[-1].body)
    assert code
    page.get_by_label("The code from the e-mail").fill(code[0])
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_text("Ask earlier.")).to_be_visible()
    page.get_by_role("button", name="Save it now").click()

    assert page.url.endswith(grid(world))
    assert said(world, "mateo", "improve") == (None, "Ask earlier.\nThen ask again.")
    page.goto(reverse("kept_words"))
    assert page.url.endswith(reverse("home"))


# The conversation


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no-scripts"])
def test_a_conversation_from_the_days_list_to_the_next_family(
    open_world: World, two_meetings: list[Appointment], browser_page: OpenPage, scripts: bool
) -> None:
    page = browser_page(who=open_world.user("june"), scripts=scripts)
    page.goto(reverse("day"))
    page.get_by_role("link", name="Mateo Morales").click()

    def save(field: str) -> None:
        if scripts:
            expect(page.locator(f"form:has({field}) [data-status]")).to_contain_text("Saved")
        else:
            page.locator(f"form:has({field}) [data-save]").click()

    question = FamilyQuestion.objects.get()
    page.locator(f"#question-{question.pk}-text").fill("More and more.")
    save(f"#question-{question.pk}-text")
    page.locator("#note-text").fill("We read the story together.")
    save("#note-text")
    page.locator("#goal-new-text").fill("Read aloud on four evenings.")
    page.locator("#goal-new-owner").select_option("family")
    page.get_by_role("button", name="Add this goal").click()
    expect(page.locator(".dw-goal")).to_contain_text("Read aloud on four evenings.")
    page.get_by_role("button", name="They came – Mateo Morales").click()
    expect(page.get_by_role("button", name="Undo")).to_be_visible()

    if scripts:
        expect(page.locator("[data-keys]")).to_be_visible()
        page.locator("h1").click()
        page.keyboard.press("n")
    else:
        page.get_by_role("link", name="Next family").click()
    expect(page.locator("h1")).to_have_text("Ellie Whitaker")
    question.refresh_from_db()
    assert question.answer == "More and more."
    assert PlanNote.objects.get().text == "We read the story together."
    assert (Goal.objects.get().owner, Goal.objects.get().due_on > timezone.localdate()) == ("family", True)
    two_meetings[0].refresh_from_db()
    assert two_meetings[0].attendance == "came"


def test_keys_never_catch_a_letter_of_a_word(
    open_world: World, two_meetings: list[Appointment], browser_page: OpenPage
) -> None:
    page = browser_page(who=open_world.user("june"))
    page.goto(reverse("conversation", args=[open_world.people["mateo"].pk]))
    page.locator("#note-text").focus()
    page.keyboard.type("a nap now")
    expect(page.locator("#note-text")).to_have_value("a nap now")
    # With Alt they answer while one types, and what was typed is saved before the page is left.
    page.keyboard.press("Alt+n")

    expect(page.locator("h1")).to_have_text("Ellie Whitaker")
    assert PlanNote.objects.get().text == "a nap now"
    expect(page.locator("[data-keys]")).to_be_visible()
    page.keyboard.press("p")
    expect(page.locator("h1")).to_have_text("Mateo Morales")
    page.get_by_role("button", name="Turn the keys off").click()
    page.locator("h1").click()
    page.keyboard.press("n")
    expect(page.locator("h1")).to_have_text("Mateo Morales")


def test_a_half_typed_goal_outlives_another_press(
    open_world: World, two_meetings: list[Appointment], browser_page: OpenPage
) -> None:
    page = browser_page(who=open_world.user("june"))
    page.goto(reverse("conversation", args=[open_world.people["mateo"].pk]))
    page.locator("#goal-new-text").fill("Read aloud")
    page.locator("#goal-new-owner").select_option("family")
    page.goto(reverse("day"))
    page.go_back()

    expect(page.locator("#goal-new-text")).to_have_value("Read aloud")
    expect(page.locator("#goal-new-owner")).to_have_value("family")
    page.get_by_role("button", name="Add this goal").click()
    expect(page.locator("#goal-new-text")).to_be_focused()
    expect(page.locator("#goal-new-text")).to_have_value("")


def test_a_counselor_writes_what_lies_ahead(world: World, browser_page: OpenPage) -> None:
    page = browser_page(who=world.user("dana"), size="phone", language="es")
    page.goto(reverse("conversation", args=[world.people["diego"].pk]))
    expect(page.locator(".dw-eyebrow").first).to_contain_text("Plan de Preparación para la Universidad y la Carrera")
    for section in ("occupations", "courses", "graduation"):
        page.locator(f"#entry-{section}-text").fill(f"{section}: hablamos de eso.")
        expect(page.locator(f"#entry-{section} [data-status]")).to_contain_text("Guardado")

    assert said(world, "diego", "graduation") == (None, "graduation: hablamos de eso.")
    axe(page)
