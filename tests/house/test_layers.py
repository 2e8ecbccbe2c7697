"""Imports run downward only. The picture is in docs/layers.md; this test is what keeps it true."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

PACKAGE = Path(__file__).resolve().parents[2] / "src" / "doorway"

# From the ground up. Slices on one line are neighbours and do not import each other.
FLOORS: tuple[frozenset[str], ...] = (
    frozenset({"config"}),
    frozenset({"accounts"}),
    frozenset({"roster"}),
    frozenset({"policy", "messages"}),
    frozenset({"assessments", "conferences", "pathways"}),
    frozenset({"plans"}),
    frozenset({"announcements", "compliance"}),
    frozenset({"web"}),
    frozenset({"demo"}),
    frozenset({"cli"}),
    frozenset({"dev"}),
)
FLOOR_OF = {name: number for number, floor in enumerate(FLOORS) for name in floor}


def _imports(path: Path) -> Iterator[tuple[int, str]]:
    """Line and full name of everything of Doorway that a module imports."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}:{node.lineno} imports relatively; write the full name"
            names = [node.module or ""]
        else:
            continue
        yield from ((node.lineno, name) for name in names if name.split(".")[0] == "doorway")


def _modules() -> list[Path]:
    return [path for path in sorted(PACKAGE.rglob("*.py")) if "tests" not in path.parts]


def _slice(path: Path) -> str:
    return path.relative_to(PACKAGE).parts[0]


def test_every_slice_has_a_floor() -> None:
    folders = {path.name for path in PACKAGE.iterdir() if (path / "__init__.py").exists()}

    assert folders <= set(FLOOR_OF)


def test_imports_run_downward_only() -> None:
    broken = []
    for path in _modules():
        own = _slice(path)
        if own not in FLOOR_OF:
            continue
        for line, name in _imports(path):
            other = name.split(".")[1] if "." in name else own
            if other != own and other in FLOOR_OF and FLOOR_OF[other] >= FLOOR_OF[own] and own != "config":
                broken.append(f"{path.relative_to(PACKAGE)}:{line} imports {name}")

    assert not broken, "\n".join(broken)


def test_the_url_table_is_all_that_config_takes_from_above() -> None:
    broken = [
        f"{path.name}:{line} imports {name}"
        for path in (PACKAGE / "config").glob("*.py")
        for line, name in _imports(path)
        if name.split(".")[1] != "config" and path.name not in {"urls.py", "checks.py"}
    ]

    assert not broken, "\n".join(broken)


def test_cores_are_pure() -> None:
    """A ``core`` knows neither Django nor any slice: time, seed and rows come as arguments."""
    broken = []
    for path in _modules():
        if "core" not in path.relative_to(PACKAGE).parts[1:]:
            continue
        own = ".".join(("doorway", _slice(path), "core"))
        tree = ast.parse(path.read_text(encoding="utf-8"))
        for node in ast.walk(tree):
            if isinstance(node, ast.Import):
                names = [alias.name for alias in node.names]
            elif isinstance(node, ast.ImportFrom):
                names = [node.module or ""]
            else:
                continue
            broken += [
                f"{path.relative_to(PACKAGE)}:{node.lineno} imports {name}"
                for name in names
                if name.split(".")[0] == "django" or (name.startswith("doorway") and not name.startswith(own))
            ]

    assert not broken, "\n".join(broken)


@pytest.mark.parametrize("name", ["views", "forms"])
def test_views_and_forms_do_not_write(name: str) -> None:
    """HTTP decides no rules and saves nothing: that is what actions are for."""
    writes = {"save", "create", "bulk_create", "bulk_update", "update_or_create", "get_or_create", "delete"}
    broken = []
    for path in _modules():
        if path.stem != name and name not in path.relative_to(PACKAGE).parts:
            continue
        broken += [
            f"{path.relative_to(PACKAGE)}:{node.lineno} calls .{node.func.attr}()"
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in writes
        ]

    assert not broken, "\n".join(broken)
