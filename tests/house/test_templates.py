"""What no template may hold: script or style in the page, foreign addresses, switched-off escaping."""

from __future__ import annotations

import re

import pytest

from doorway.dev.messages import PACKAGE

PAGES = [path for path in sorted(PACKAGE.rglob("templates/**/*.html")) if "mail" not in path.parts]

FORBIDDEN = {
    "inline script": re.compile(r"<script(?![^>]*\bsrc=)[^>]*>", re.IGNORECASE),
    "inline style": re.compile(r"<style\b|\sstyle=", re.IGNORECASE),
    "inline handler": re.compile(r"\son(click|change|submit|load|input|key\w+)=", re.IGNORECASE),
    "foreign address": re.compile(r"(?:src|href|action)=[\"'](?:https?:)?//", re.IGNORECASE),
    "autoescape off": re.compile(r"{%\s*autoescape\s+off"),
}


@pytest.mark.parametrize("what", FORBIDDEN)
def test_no_page_holds(what: str) -> None:
    found = [str(path.relative_to(PACKAGE)) for path in PAGES if FORBIDDEN[what].search(path.read_text("utf-8"))]

    assert not found


def test_every_form_that_posts_carries_its_token() -> None:
    form = re.compile(r"<form\b[^>]*method=[\"']post[\"'].*?</form>", re.IGNORECASE | re.DOTALL)
    naked = [
        str(path.relative_to(PACKAGE))
        for path in PAGES
        for match in form.finditer(path.read_text("utf-8"))
        if "csrf_token" not in match.group()
    ]

    assert not naked


def test_only_charts_and_marked_text_are_safe() -> None:
    """``|safe`` is for what we draw ourselves: charts. Everything a person typed is escaped."""
    uses = [
        f"{path.relative_to(PACKAGE)}: {match.group().strip()}"
        for path in PAGES
        for match in re.finditer(r"{{[^}]*\|\s*safe\b[^}]*}}", path.read_text("utf-8"))
        if "svg" not in match.group() and "chart" not in match.group()
    ]

    assert not uses
