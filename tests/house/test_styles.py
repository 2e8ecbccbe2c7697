"""The look has one source: every class of ours in a page has a rule, and every rule is used by a page."""

from __future__ import annotations

import re

import pytest

from doorway.dev.frontend import BUILD
from doorway.dev.messages import PACKAGE

CLASS = r"dw-[a-z]+(?:-[a-z]+)*(?:__[a-z]+)?(?:--[a-z]+)?"
# The parts of `{% load doorway %}` put a class together out of the word that the page gives.
KIND = re.compile(r"{% note[^%]*? kind=\"(\w+)\"")


def _used() -> dict[str, str]:
    """Classes that pages name, and one file for each."""
    found: dict[str, str] = {}
    sources = [
        *PACKAGE.rglob("templates/**/*.html"),
        *(path for path in PACKAGE.rglob("*.py") if "tests" not in path.parts),
        *(PACKAGE / "web" / "static" / "web").glob("*.js"),
    ]
    for path in sources:
        text = path.read_text(encoding="utf-8")
        names = re.findall(rf"\b{CLASS}", text) + [f"dw-note--{kind}" for kind in KIND.findall(text)]
        found |= dict.fromkeys(names, str(path.relative_to(PACKAGE)))
    return found


def _ruled() -> set[str]:
    """Classes for which the built style sheets have a rule."""
    sheets = sorted(BUILD.glob("*.css"))
    if not sheets:
        pytest.skip("The front end is not built: make setup")
    return {name for sheet in sheets for name in re.findall(rf"\.({CLASS})", sheet.read_text(encoding="utf-8"))}


def test_every_class_has_a_rule() -> None:
    ruled = _ruled()
    missing = [f"{name} ({place})" for name, place in sorted(_used().items()) if name not in ruled]

    assert not missing, "\n".join(missing)


def test_every_rule_is_used() -> None:
    unused = sorted(_ruled() - set(_used()))

    assert not unused, f"no page uses: {unused}"
