"""The course plan in the browser: a class is dragged to another grade, and moved there with the keyboard alone."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import expect

from doorway.pathways.imports.tests.files import CATALOG, ENGLISH, take_courses, take_transcripts
from doorway.pathways.models import CatalogCourse, KeptPlan, PlannedCourse
from tests.browser.conftest import LANGUAGES, OpenPage, Watch, axe, is_too_wide
from tests.world import World

pytestmark = pytest.mark.browser
# The plan with a record is audited anew after each change; milliseconds, also where a machine does much else.
SLOW = 30_000


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


@pytest.mark.usefixtures("planned")
@pytest.mark.parametrize("language", LANGUAGES)
def test_two_whole_plans_stand_side_by_side_and_one_is_used_with_the_keyboard(
    world: World, browser_page: OpenPage, language: str
) -> None:
    diego = world.people["diego"]
    KeptPlan.objects.create(
        district=world.district, student=diego, name="Shop later", kept_by=diego, role="student",
        classes=[{"code": "WELDING", "title": "Welding 1", "year": world.year.end_year + 2}], kept_at=timezone.now(),
    )  # fmt: skip
    address = reverse("compare_whole_plans", args=[diego.pk])
    for size in ("desk", "phone"):
        seen = browser_page(who=world.user("diego"), size=size, language=language)
        seen.goto(address)
        axe(seen)
        assert not is_too_wide(seen)
        one, other = seen.locator("#differs ~ .dw-both").first.locator(".dw-both__one").all()
        left, right = one.bounding_box(), other.bounding_box()
        assert left is not None
        assert right is not None
        # Beside each other on a desk, below each other on a phone.
        assert (left["y"] == right["y"]) is (size == "desk")
    page = browser_page(who=world.user("diego"), size="phone", language=language, scripts=False)
    page.goto(address)
    page.locator(".dw-both a.govuk-button").focus()
    page.keyboard.press("Enter")
    axe_page = browser_page(who=world.user("diego"), size="phone", language=language)
    axe_page.goto(page.url)
    axe(axe_page)
    assert not is_too_wide(axe_page)
    page.locator("#keep_as").fill("")
    page.locator("main form .govuk-button").focus()
    page.keyboard.press("Enter")
    expect(page.locator("#done")).to_be_visible()
    assert grade(world) == 12


@pytest.mark.usefixtures("planned")
def test_what_was_kept_is_said_where_it_was_done_and_reading_goes_on_there(
    world: World, browser_page: OpenPage, watch: Watch
) -> None:
    watch.expected = ("422",)
    page = browser_page(who=world.user("diego"), size="phone", language="en")
    page.goto(reverse("compare_whole_plans", args=[world.people["diego"].pk]))
    keep = page.locator("section[aria-labelledby='keep']")
    keep.locator("button").click()
    # What is wrong is said at the field, and one goes on typing there.
    expect(keep.locator("input[name='name']")).to_be_focused()
    expect(keep.locator("#id_name_error")).to_be_in_viewport()
    keep.locator("input[name='name']").fill("Shop")
    keep.locator("button").click()
    expect(page.locator("#done")).to_be_focused()
    expect(page.locator("#done")).to_be_in_viewport()
    expect(page.locator("#done")).to_contain_text("“Shop” is kept.")


# What no choice of a list shows: its text, without the frame and the arrow.
CUT_OFF = """(select) => {
  const look = getComputedStyle(select), pen = document.createElement("canvas").getContext("2d"), arrow = 20;
  pen.font = look.font;
  const room = select.clientWidth - parseFloat(look.paddingLeft) - parseFloat(look.paddingRight) - arrow;
  return [...select.options].map((one) => one.text).filter((text) => pen.measureText(text).width > room);
}"""


@pytest.mark.usefixtures("planned")
@pytest.mark.parametrize("language", LANGUAGES)
def test_no_choice_of_the_form_is_cut_off_on_a_narrow_phone(
    world: World, browser_page: OpenPage, language: str
) -> None:
    page = browser_page(who=world.user("diego"), size="phone", language=language)
    page.set_viewport_size({"width": 360, "height": 740})
    page.goto(reverse("course_plan", args=[world.people["diego"].pk]))
    grades = page.locator("#id_grade")
    assert len(grades.locator("option").all()) == 4, "this year, two grades, and none chosen"
    assert grades.evaluate(CUT_OFF) == []


def test_a_class_that_was_found_is_dragged_into_a_term_and_reading_goes_on_there(
    world: World, tmp_path: Path, browser_page: OpenPage
) -> None:
    shop = {"code": "WELDING-1", "title": "Welding One", "credits": "0.5", "grades": "9-12", "terms": "S1, S2"}
    take_courses(world, tmp_path, *CATALOG, shop)
    page = browser_page(who=world.user("diego"), size="desk", language="en")
    page.goto(reverse("find_classes", args=[world.people["diego"].pk]))
    expect(page.locator("[data-drops]")).to_be_hidden()
    title = page.get_by_role("heading", name="Welding One", exact=True)
    title.scroll_into_view_if_needed()
    box = title.bounding_box()
    assert box is not None
    page.mouse.move(box["x"] + 10, box["y"] + 8)
    page.mouse.down()
    page.mouse.move(box["x"] + 30, box["y"] + 20, steps=4)
    # Only what the rules take is there: two grades, each with its terms.
    zones = page.locator("[data-drop='12'] .dw-drop__zone")
    expect(zones).to_have_text(["any term", "S1", "S2"])
    expect(page.locator("[data-drops] .dw-drop__zone")).to_have_count(6)
    zones.nth(2).hover()
    page.mouse.up()
    expect(page.locator("#done")).to_be_focused()
    expect(page.locator("#done")).to_be_in_viewport()
    expect(page.locator("#done")).to_contain_text("Welding One is in the plan for grade 12.")
    row = PlannedCourse.objects.get()
    assert (row.term, row.school_year) == ("S2", world.year.end_year + 2)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_class_that_was_found_is_put_there_with_the_keyboard_without_scripts(
    world: World, tmp_path: Path, browser_page: OpenPage, language: str
) -> None:
    take_courses(world, tmp_path, *CATALOG)
    page = browser_page(who=world.user("diego"), size="phone", language=language, scripts=False)
    page.goto(reverse("find_classes", args=[world.people["diego"].pk]) + "?q=welding")
    page.locator("button[name='at']").first.focus()
    page.keyboard.press("Enter")
    expect(page.locator("#done")).to_be_in_viewport()
    assert PlannedCourse.objects.get().course.code == "WELDING"


def test_paper_speaks_of_no_mouse_folds_nothing_and_parts_no_year(
    world: World, tmp_path: Path, browser_page: OpenPage
) -> None:
    take_courses(world, tmp_path, *CATALOG)
    take_transcripts(world, tmp_path, ENGLISH)
    page = browser_page(who=world.user("diego"), size="desk", language="en")
    page.set_default_timeout(SLOW)
    for address in ("course_plan", "find_classes"):
        page.goto(reverse(address, args=[world.people["diego"].pk]))
        hint = page.locator("[data-drag-hint]")
        expect(hint).to_be_visible()
        page.emulate_media(media="print")
        expect(hint).not_to_be_visible()
        page.emulate_media(media="screen")
    page.goto(reverse("course_plan", args=[world.people["diego"].pk]))
    year = page.locator("h2 .dw-unbroken").first
    look = (
        "element => { const s = getComputedStyle(element); return [s.color, s.textDecorationLine, s.listStyleType]; }"
    )
    assert year.evaluate("element => getComputedStyle(element).whiteSpace") == "nowrap"
    page.emulate_media(media="print")
    summary = page.locator(".dw-rule > summary").first
    assert summary.evaluate(look) == ["rgb(0, 0, 0)", "none", "none"]


def test_a_class_that_is_named_for_what_is_left_is_dragged_or_put_with_the_keyboard(
    world: World, tmp_path: Path, browser_page: OpenPage
) -> None:
    take_courses(world, tmp_path, *CATALOG)
    take_transcripts(world, tmp_path, ENGLISH)
    page = browser_page(who=world.user("diego"), size="desk", language="en")
    page.set_default_timeout(SLOW)
    page.goto(reverse("course_plan", args=[world.people["diego"].pk]))
    # What no class of this small catalog fills stands first, so the rest is folded.
    fold = "section[aria-labelledby='left'] > details > summary"
    page.locator(fold).click()
    named = page.locator("[data-suggested]", has_text="English 11")
    named.scroll_into_view_if_needed()
    box = named.bounding_box()
    assert box is not None
    page.mouse.move(box["x"] + 40, box["y"] + 14)
    page.mouse.down()
    page.mouse.move(box["x"] + 70, box["y"] + 30, steps=4)
    page.locator("[data-drop='11'] .dw-drop__zone").first.hover()
    page.mouse.up()
    expect(page.locator("#done")).to_contain_text("English 11 is in the plan for grade 11.", timeout=SLOW)
    expect(page.locator("[data-grade='11'] [data-planned]")).to_have_count(1)

    keys = browser_page(who=world.user("diego"), size="phone", language="en", scripts=False)
    keys.set_default_timeout(SLOW)
    keys.goto(reverse("course_plan", args=[world.people["diego"].pk]))
    assert not is_too_wide(keys)
    keys.locator(fold).focus()
    keys.keyboard.press("Enter")
    named = keys.locator("[data-suggested]", has_text="English 12")
    named.locator("summary").focus()
    keys.keyboard.press("Enter")
    named.get_by_role("button", name="Propose it for grade 12 – English 12").focus()
    keys.keyboard.press("Enter")
    expect(keys.locator("#done")).to_be_in_viewport(timeout=SLOW)
    assert PlannedCourse.objects.filter(course__code="ENG-12").exists()
