"""A row that is locked does not lock what it belongs to.

``select_for_update()`` locks every table that the query joins, and ``select_related`` joins: an import that locks its
own run would lock its district as well, and on PostgreSQL everybody who writes a row of that district would wait until
a million scores are in. ``of=("self",)`` says which row is meant. SQLite shows nothing of it, so the source is read.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

PACKAGE = Path(__file__).resolve().parents[2] / "src" / "doorway"


def _chain(node: ast.expr) -> Iterator[ast.Call]:
    """The calls of ``rows.filter(…).select_for_update().get(…)``, from the last to the first."""
    while isinstance(node, ast.Call | ast.Attribute):
        if isinstance(node, ast.Call):
            yield node
            node = node.func
        else:
            node = node.value


def _lock_too_much(source: str) -> list[int]:
    """Lines on which a lock goes through a join without saying which row it is for."""
    found = set()
    for node in ast.walk(ast.parse(source)):
        if not isinstance(node, ast.Call):
            continue
        calls = {call.func.attr: call for call in _chain(node) if isinstance(call.func, ast.Attribute)}
        lock = calls.get("select_for_update")
        if lock is None or "select_related" not in calls:
            continue
        if not any(keyword.arg == "of" for keyword in lock.keywords):
            found.add(lock.lineno)
    return sorted(found)


def test_a_lock_through_a_join_is_found() -> None:
    assert _lock_too_much('Run.objects.select_for_update().select_related("district").get(pk=1)') == [1]
    assert _lock_too_much('Run.objects.select_related("district").select_for_update(nowait=True)') == [1]
    assert not _lock_too_much('Run.objects.select_for_update(of=("self",)).select_related("district").get(pk=1)')
    assert not _lock_too_much("Run.objects.select_for_update().get(pk=1)")


def test_a_lock_says_which_row_it_is_for() -> None:
    broken = [
        f"{path.relative_to(PACKAGE)}:{line}"
        for path in sorted(PACKAGE.rglob("*.py"))
        if "tests" not in path.parts
        for line in _lock_too_much(path.read_text(encoding="utf-8"))
    ]

    assert not broken, "\n".join(broken)
