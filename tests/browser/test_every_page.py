"""Every page there is, as somebody who may see it: at a desk in English, on a phone in Spanish and in the dark.

The pages come from the table of the access matrix, so a new route is looked at without anybody remembering to. Each
must be free of what axe finds serious, no wider than the screen, quiet in the console, and, in Spanish, without
English sentences.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Error, Page

from tests.browser.conftest import OpenPage, Watch, axe
from tests.house.routes import EVERYBODY, NOBODY, ROUTES, Route
from tests.house.subjects import VIEWERS, Subject, make_subjects
from tests.world import World

pytestmark = pytest.mark.browser

LOOKS = pytest.mark.parametrize(
    ("size", "language", "dark"),
    [("desk", "en", False), ("phone", "es", True)],
    ids=["desk-en-light", "phone-es-dark"],
)
# Signed out at the end: this page ends the session of the one who opens it.
LAST = ("account_logout",)
# Files, not pages: the browser's own viewer would fetch its parts. What is in them is tested beside the packets.
PAPER = {
    "scholarship_calendar",
    "scholarship_feed",
    "reading_letters_pdf",
    "reading_letter_pdf",
    "plan_pdf",
    "own_plan_pdf",
    "class_packet",
    "packet_file",
    "evidence_file",
    "evidence_csv",
}
# The letter of the test has no calendar entry.
DEMO = tuple(route for route in ROUTES if route.name.startswith("demo_") and route.name != "demo_calendar")

# Words of which an English sentence has one and a Spanish sentence none.
ENGLISH = re.compile(r"\b(?:the|of|and|you|your|with|this|that|are|is|for|from|not|was|have|what|when|they)\b", re.I)
# What a reader of the page gets: its texts and the names of its controls, without what people or schools have written.
WORDS = """() => {
  const own = "[lang=en], textarea, code, .dw-plaintext, .dw-voice p, .dw-letter, script, style, [data-says]";
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  const found = [document.title];
  while (walker.nextNode()) if (!walker.currentNode.parentElement.closest(own)) found.push(walker.currentNode.data);
  for (const name of ["aria-label", "title", "placeholder", "alt"])
    for (const element of document.querySelectorAll(`[${name}]`))
      if (!element.closest(own)) found.push(element.getAttribute(name));
  for (const element of document.querySelectorAll("[data-says], [data-talk], form[data-grid]"))
    found.push(...Object.values(element.dataset));
  return found.map((text) => text.replace(/\\s+/g, " ").trim()).filter(Boolean);
}"""
# Typed by the people of the test, or names.
TYPED = {
    "How does it go?",
    "Read every evening.",
    "Court order on file in the office.",
    "Kind and curious.",
    "The board knows it.",
}


@pytest.fixture
def subjects(world: World, other_world: World) -> dict[str, Subject]:
    return make_subjects(world, other_world)


def _pages(subjects: dict[str, Subject]) -> Iterator[tuple[Route, str, str]]:
    """Route, address and viewer (empty: nobody is signed in) of every page that is got."""
    for route in sorted(ROUTES, key=lambda route: route.name in LAST):
        if route.method != "GET" or route.who == NOBODY or route.name in PAPER:
            continue
        if route.who == EVERYBODY:
            yield route, route.address(subjects["own"]), ""
            continue
        for name in ("own", "other_school", "other_child"):
            viewer = next((viewer for viewer in VIEWERS if route.opens_for(name, viewer)), None)
            if viewer:
                yield route, route.address(subjects[name]), viewer
                break


def _english_in(page: Page) -> list[str]:
    return [text for text in page.evaluate(WORDS) if text not in TYPED and ENGLISH.search(text)]


class Visits:
    """A window for each viewer, and what is wrong in all of them together."""

    def __init__(self, open_page: OpenPage, world: World, watch: Watch, **look: Any) -> None:
        self.open_page, self.world, self.watch, self.look = open_page, world, watch, look
        self.windows: dict[str, Page] = {}
        self.wrong: list[str] = []

    def look_at(self, name: str, address: str, viewer: str = "") -> None:
        page = self.windows.get(viewer)
        if page is None:
            who = self.world.user(viewer) if viewer else None
            page = self.windows[viewer] = self.open_page(who=who, **self.look)
        try:
            answer = page.goto(address, wait_until="load")
        except Error as error:
            # A file: the calendar, a packet.
            if "Download is starting" in str(error):
                return
            raise
        if answer is None or answer.status >= 500:
            self.wrong.append(f"{name}: {answer and answer.status}")
        elif not answer.headers.get("content-type", "").startswith("text/html"):
            return
        try:
            axe(page)
        except AssertionError as found:
            self.wrong.append(f"{name} ({viewer or 'nobody'}): {found}")
        if self.look["language"] == "es":
            self.wrong += [f"{name}: English: {text!r}" for text in _english_in(page)]
        self.wrong += [f"{name}: console: {text}" for text in self.watch.complaints]
        self.watch.complaints.clear()

    def judge(self) -> None:
        assert not self.wrong, "\n".join(self.wrong)


@pytest.mark.long
@LOOKS
def test_every_page(
    subjects: dict[str, Subject],
    world: World,
    browser_page: OpenPage,
    watch: Watch,
    size: str,
    language: str,
    dark: bool,
) -> None:
    visits = Visits(browser_page, world, watch, size=size, language=language, dark=dark)
    seen = set()
    for route, address, viewer in _pages(subjects):
        visits.look_at(route.name, address, viewer)
        seen.add(route.name)

    assert len(seen) > 40
    visits.judge()


@LOOKS
def test_every_page_of_the_demo(
    subjects: dict[str, Subject],
    world: World,
    browser_page: OpenPage,
    watch: Watch,
    settings: Any,
    size: str,
    language: str,
    dark: bool,
) -> None:
    settings.DEMO = True
    visits = Visits(browser_page, world, watch, size=size, language=language, dark=dark)
    for route in DEMO:
        if route.method == "GET":
            visits.look_at(route.name, route.address(subjects["own"]))

    visits.judge()


@LOOKS
def test_every_page_that_says_no(
    subjects: dict[str, Subject],
    world: World,
    browser_page: OpenPage,
    watch: Watch,
    size: str,
    language: str,
    dark: bool,
) -> None:
    watch.expected = ("404", "403", "400", "410")
    visits = Visits(browser_page, world, watch, size=size, language=language, dark=dark)
    visits.look_at("404", "/no/such/page/")
    visits.look_at("404 of a stranger's record", "/students/00000000-0000-0000-0000-000000000000/conversation/", "june")
    visits.look_at("invitation that is over", "/i/0000000000000000000000000000000000000000/")
    # A form without its token, as when cookies are blocked.
    page = visits.windows[""]
    page.goto("/help/")
    page.evaluate("document.querySelector('[name=csrfmiddlewaretoken]').value = 'broken'")
    page.locator(".dw-languages button:not([aria-current])").first.click()
    axe(page)

    visits.judge()
