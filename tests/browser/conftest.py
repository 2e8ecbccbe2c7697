"""A browser for the tests: pages at phone and desk width, in both languages, with and without scripts.

::

    @pytest.mark.parametrize("language", LANGUAGES)
    def test_something(open_world, browser_page, language):
        page = browser_page(who=open_world.user("rosa"), size="phone", language=language)
        page.goto("/home/")
        axe(page)

A page fails its test when the browser's console shows an error, when a script breaks, or when it asks for anything
outside this machine. Skipped where no Chromium is installed.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import cache
from typing import Any
from urllib.parse import urlsplit

import brotli
import pytest
from django.conf import settings
from django.contrib.staticfiles.handlers import StaticFilesHandler
from django.test import Client
from playwright.sync_api import Browser, Page, Request, sync_playwright

from doorway.accounts.models import User
from doorway.dev.browser import chromium as chromium_path
from doorway.dev.frontend import BUILD, MODULES

# The test thread runs Playwright's event loop; Django would refuse the database in it.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")

CHROMIUM = chromium_path()
SWITCHES = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    # Nothing outside this machine has an address. Not by routing every request: that turns the browser's cache off.
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE localhost, EXCLUDE 127.0.0.1",
]
SIZES = {"phone": (360, 740), "desk": (1280, 900)}
LANGUAGES = ("en", "es")
AXE_TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
# Only what is wrong is worked out in full and sent here: half the time of what it does unasked.
AXE_RUN = """tags => axe.run(document, {runOnly: {type: "tag", values: tags}, resultTypes: ["violations"]})
  .then((found) => found.violations)"""
SERIOUS = {"serious", "critical"}

OpenPage = Callable[..., Page]


@pytest.fixture(autouse=True, scope="session")
def _kept_static_files() -> Iterator[None]:
    """Styles, typefaces and scripts are asked for once in a window, as from a real server, which names them anew."""
    patch = pytest.MonkeyPatch()
    serve = StaticFilesHandler.serve

    def kept(self: StaticFilesHandler, request: Any) -> Any:
        answer = serve(self, request)
        answer.headers["Cache-Control"] = "max-age=3600"
        return answer

    patch.setattr(StaticFilesHandler, "serve", kept)
    yield
    patch.undo()


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """One browser for the whole run."""
    if not CHROMIUM:
        pytest.skip("No Chromium on this machine: make test-tools")
    if not (BUILD / "doorway.css").exists():
        pytest.skip("The front end is not built: make setup")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=SWITCHES)
        yield browser
        browser.close()


@dataclass
class Watch:
    """What went wrong in the pages of one test."""

    complaints: list[str] = field(default_factory=list)
    # A test that provokes a refusal on purpose (404, 403) says so; the browser writes those to its console.
    expected: tuple[str, ...] = ()

    def note(self, what: str) -> None:
        if not any(part in what for part in self.expected):
            self.complaints.append(what)


@pytest.fixture
def watch() -> Watch:
    """``watch.expected = ("404",)`` lets the console complain of what the test provokes."""
    return Watch()


@pytest.fixture
def browser_page(live_server: Any, chromium: Browser, watch: Watch) -> Iterator[OpenPage]:
    """Open pages: ``browser_page(who=user, size="phone", language="es", scripts=False, dark=True)``.

    ``language=""``: a browser that was never here; the page speaks what the person of the roster reads.
    """
    contexts = []

    def note_outsiders(request: Request) -> None:
        address = urlsplit(request.url)
        if address.hostname not in {"localhost", "127.0.0.1"} and address.scheme not in {"data", "blob"}:
            watch.complaints.append(f"asked for {request.url}")

    def open_page(
        *, who: User | None = None, size: str = "desk", language: str = "en", scripts: bool = True, dark: bool = False
    ) -> Page:
        width, height = SIZES[size]
        context = chromium.new_context(
            base_url=live_server.url,
            viewport={"width": width, "height": height},
            has_touch=size == "phone",
            java_script_enabled=scripts,
            color_scheme="dark" if dark else "light",
            extra_http_headers={"Accept-Language": language or "en"},
        )
        contexts.append(context)
        context.set_default_timeout(10_000)
        context.on("request", note_outsiders)
        cookies = {settings.LANGUAGE_COOKIE_NAME: language} if language else {}
        if who is not None:
            client = Client()
            client.force_login(who)
            cookies[settings.SESSION_COOKIE_NAME] = client.cookies[settings.SESSION_COOKIE_NAME].value
        context.add_cookies([{"name": name, "value": value, "url": live_server.url} for name, value in cookies.items()])
        page = context.new_page()
        page.on("console", lambda message: watch.note(message.text) if message.type == "error" else None)
        page.on("pageerror", lambda error: watch.note(str(error)))
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert not watch.complaints, "\n".join(watch.complaints)


@cache
def _axe_itself() -> str:
    return (MODULES / "axe-core" / "axe.min.js").read_text(encoding="utf-8")


def axe(page: Page, *, but: tuple[str, ...] = ()) -> None:
    """Fail on anything serious that axe finds, and on a page that is wider than the screen."""
    page.evaluate(_axe_itself())
    found = page.evaluate(AXE_RUN, AXE_TAGS)
    serious = [
        f"{violation['id']} ({violation['help']}): {node['html'][:200]}"
        for violation in found
        if violation["impact"] in SERIOUS and violation["id"] not in but
        for node in violation["nodes"]
    ]
    assert not serious, f"{page.url}\n" + "\n".join(serious)
    assert not is_too_wide(page), f"{page.url} is wider than the screen"


def is_too_wide(page: Page) -> bool:
    """The page itself scrolls sideways."""
    return bool(page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth"))


def weight(page: Page, address: str) -> int:
    """Bytes of a first visit without images: pages as they came, static files as they are kept squeezed for serving."""
    answers: list[Any] = []
    page.on("response", lambda answer: answers.append(answer))
    page.goto(address, wait_until="networkidle")
    return sum(_sent(answer) for answer in answers if answer.ok)


def _sent(answer: Any) -> int:
    kind = answer.headers.get("content-type", "")
    if kind.startswith("image/"):
        return 0
    if answer.headers.get("content-encoding"):
        return int(answer.request.sizes()["responseBodySize"])
    body = answer.body()
    # collectstatic squeezes these; the server of the tests does not. Typefaces are squeezed in themselves.
    return len(body) if "font" in kind or answer.url.endswith(".woff2") else _squeezed(body)


@cache
def _squeezed(body: bytes) -> int:
    """The same styles come with every page; to squeeze them takes seconds."""
    return len(brotli.compress(body))
