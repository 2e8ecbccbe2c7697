"""The documents are true: nothing undocumented, no page of the reference stale, no link into nowhere."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from doorway.dev import reference
from doorway.dev.messages import PACKAGE
from tests.house.test_layers import FLOORS

ROOT = PACKAGE.parents[1]
PAGES = [
    *(ROOT / name for name in ("README.md", "CONTRIBUTING.md", "CHANGELOG.md")),
    *sorted((ROOT / "docs").rglob("*.md")),
]
LINK = re.compile(r"!?\[[^\]]*\]\(([^)\s]+)\)")
TARGET = re.compile(r"^([a-z-]+):.*## ", re.MULTILINE)


@pytest.mark.parametrize("page", reference.MADE)
def test_a_page_of_the_reference_is_what_the_code_says(page: str) -> None:
    made = reference.MADE[page]()

    assert (reference.PAGES / page).read_text(encoding="utf-8") == made, "python -m doorway.dev.reference write"


def test_every_command_option_setting_and_address_has_a_sentence() -> None:
    rows = [row for make in reference.MADE.values() for row in make().splitlines() if row.startswith("| `")]

    assert len(rows) > 100
    assert [row for row in rows if re.search(r"\|\s*\|$", row)] == []


def test_every_link_leads_somewhere() -> None:
    broken = [
        f"{page.relative_to(ROOT)}: {target}"
        for page in PAGES
        for target in LINK.findall(page.read_text(encoding="utf-8"))
        if not target.startswith(("http://", "https://", "mailto:", "#"))
        and not (page.parent / target.partition("#")[0]).exists()
    ]

    assert not broken, "\n".join(broken)


def test_the_index_leads_to_every_page() -> None:
    reached: set[Path] = set()
    ahead = [ROOT / "docs" / "README.md"]
    while ahead:
        page = ahead.pop()
        reached.add(page)
        targets = (target.partition("#")[0] for target in LINK.findall(page.read_text(encoding="utf-8")))
        found = {(page.parent / target).resolve() for target in targets if target.endswith(".md")}
        ahead += sorted(found - reached)

    assert [str(page.relative_to(ROOT)) for page in PAGES if page.parent != ROOT and page not in reached] == []


def test_decisions_have_numbers_of_their_own() -> None:
    numbers = [page.name[:3] for page in (ROOT / "docs" / "decisions").glob("*.md")]

    assert len(numbers) == len(set(numbers)), sorted(numbers)


def test_the_readme_names_the_commands_that_a_newcomer_needs() -> None:
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    targets = TARGET.findall((ROOT / "Makefile").read_text(encoding="utf-8"))

    assert {"demo", "test"} <= set(targets)
    assert [target for target in targets if target != "help" and f"make {target}" not in _everything()] == []
    assert "`make demo`" in text
    assert "`make test`" in text


def test_the_picture_of_the_layers_has_every_slice() -> None:
    layers = (ROOT / "docs" / "layers.md").read_text(encoding="utf-8")
    here = {path.name for path in PACKAGE.iterdir() if (path / "__init__.py").exists()}

    assert [name for floor in FLOORS for name in floor if name in here and f"{name}/" not in layers] == []


def _everything() -> str:
    return "\n".join(page.read_text(encoding="utf-8") for page in PAGES)
