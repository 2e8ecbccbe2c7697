"""The pictures in ``docs/screenshots``, taken from the demo district: ``python -m doorway.dev.screenshots [NAME …]``.

Builds a demo of its own in ``var/screenshots``, anew each time: in one that somebody has tried out, the times of the
caption may be booked already. Serves it on a free port, signs in as somebody of the cast and walks to each page as
that person would. ``make screenshots`` runs it; look at what it made before you commit it.
"""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx
from playwright.sync_api import Browser, Page, sync_playwright

from doorway.dev.browser import chromium

ROOT = Path(__file__).resolve().parents[3]
FOLDER = ROOT / "docs" / "screenshots"
HOME = ROOT / "var" / "screenshots"
SIZES = {"phone": (390, 780), "long phone": (390, 1240), "desk": (1180, 860), "long desk": (1180, 1340)}
SWITCHES = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-sync", "--no-first-run"]
# The demo says on every page that it is one; in a picture of the product the line would only be in the way.
QUIET = ".dw-demo { display: none }"


@dataclass(frozen=True)
class Shot:
    """One picture: who looks, from which address, over which links (their text), on what, in which language.

    ``shows``: words without which the picture would not be what its caption says.
    """

    name: str
    who: str
    start: str
    links: tuple[str, ...] = ()
    size: str = "desk"
    language: str = "en"
    shows: str = ""


SHOTS = (
    Shot("dates", "", "/"),
    Shot("family-start", "rosa", "/home/", size="phone", language="es"),
    Shot("family-book", "rosa", "/family/book/", size="long phone", language="es", shows="Reservar estas horas"),
    Shot("teacher-day", "june", "/home/", ("Open the day",)),
    Shot("conversation", "june", "/students/?q=Mateo", ("Mateo Morales",)),
    Shot("class-grid", "june", "/classes/", ("Albrecht",)),
    Shot("counselor", "dana", "/students/?q=Diego", ("Diego Morales",)),
    Shot("office-board", "peggy", "/office/conferences/", ("Panguitch Elementary", "Open the list")),
    Shot("district", "ruth", "/office/district/"),
    Shot("roster", "sam", "/data/rosters/"),
    Shot("class-results", "june", "/classes/", ("Albrecht", "How the class stands")),
    Shot("graduation", "rosa", "/plans/", ("Diego", "La graduación de Diego"), size="long phone", language="es"),
    Shot("occupation", "diego", "/occupations/?q=linemann", ("Lineman",), size="long phone"),
    Shot(
        "course-plan",
        "dana",
        "/students/?q=Diego",
        ("Diego Morales", "Diego’s graduation", "Plan the classes"),
        size="long desk",
    ),
    Shot("follow-up", "ruth", "/follow-up/"),
    Shot("policy-changes", "ruth", "/office/policy/", ("Open the draft", "See what this draft would change")),
    Shot("letter", "", "/d/garfield/letters/", ("Our conferences this year",)),
)


def take(names: list[str]) -> None:
    """Take the named pictures, or all of them."""
    if not (executable := chromium()):
        raise SystemExit("No Chromium on this machine. Run: make test-tools")
    FOLDER.mkdir(parents=True, exist_ok=True)
    with _demo() as address, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=executable, args=SWITCHES)
        for shot in SHOTS:
            if not names or shot.name in names:
                _take(browser, address, shot)
                print(f"✓ docs/screenshots/{shot.name}.png")
        browser.close()


def _take(browser: Browser, address: str, shot: Shot) -> None:
    width, height = SIZES[shot.size]
    context = browser.new_context(base_url=address, viewport={"width": width, "height": height})
    context.add_cookies([{"name": "doorway_language", "value": shot.language, "url": address}])
    page = context.new_page()
    if shot.who:
        page.goto("/demo/")
        page.locator(f"form[action*='/sign-in/{shot.who}/'] button").click()
    page.goto(shot.start)
    for link in shot.links:
        page.get_by_role("link", name=link).first.click()
    if shot.shows not in page.content():
        raise SystemExit(f"{shot.name}: “{shot.shows}” is not on the page. The demo is not as the picture needs it.")
    _quiet(page)
    page.screenshot(path=FOLDER / f"{shot.name}.png", animations="disabled")
    context.close()


def _quiet(page: Page) -> None:
    """Hide the demo's line. The content policy refuses added styles, the browser's own do not ask it."""
    page.evaluate(
        "rule => { const s = new CSSStyleSheet(); s.replaceSync(rule); document.adoptedStyleSheets = [s] }", QUIET
    )
    page.evaluate("() => document.fonts.ready")


@contextmanager
def _demo() -> Iterator[str]:
    """The demo, served on a free port as long as the pictures are taken."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    address = f"http://localhost:{port}"
    shutil.rmtree(HOME, ignore_errors=True)
    environment = os.environ | {"DOORWAY_DEMO": "yes", "DOORWAY_HOME": str(HOME), "DOORWAY_ADDRESS": address}
    command = [sys.executable, "-m", "doorway", "demo", "--serve", "--port", str(port)]
    server = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.DEVNULL)
    try:
        _wait(address, server)
        yield address
    finally:
        server.terminate()
        server.wait(timeout=30)
        shutil.rmtree(HOME, ignore_errors=True)


def _wait(address: str, server: subprocess.Popen[bytes], seconds: int = 600) -> None:
    """Until the demo answers; building it takes a few minutes the first time."""
    for _second in range(seconds):
        if server.poll() is not None:
            raise SystemExit("The demo did not start. Try: make demo")
        try:
            httpx.get(f"{address}/help/", timeout=5)
        except httpx.TransportError:
            time.sleep(1)
        else:
            return
    raise SystemExit("The demo did not answer in ten minutes. Try: make demo")


if __name__ == "__main__":
    take(sys.argv[1:])
