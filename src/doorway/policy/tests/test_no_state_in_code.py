"""Nothing of one state is in the code: its words stand in packs only."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

SOURCE = Path(__file__).resolve().parents[2]
ELSEWHERE = {"packs", "demo", "tests", "locale", "static", "migrations"}
WORDS = re.compile(r"\b(Utah|DIBELS|Acadience|SEOP|PCCR|SAGE|RISE|CRT|Aspire|R277)\b")


def files(pattern: str) -> Iterator[Path]:
    """The product's files, without packs, demo, tests and translations. policy/packs is code, not a pack."""
    for path in sorted(SOURCE.rglob(pattern)):
        parts = path.relative_to(SOURCE).parts[:-1]
        if parts[:2] == ("policy", "packs") or not ELSEWHERE & set(parts):
            yield path


def texts(path: Path) -> Iterator[tuple[int, str]]:
    """Every text in a module with its line; docstrings may give examples."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    statements = (node.value for node in ast.walk(tree) if isinstance(node, ast.Expr))
    docstrings = {id(value) for value in statements}
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in docstrings:
            yield node.lineno, node.value


def test_no_module_says_a_word_of_one_state() -> None:
    found = [f"{path}:{line}: {text}" for path in files("*.py") for line, text in texts(path) if WORDS.search(text)]
    assert not found


def test_no_template_says_a_word_of_one_state() -> None:
    pages = [*files("*.html"), *files("*.txt"), *files("*.typ")]
    assert not [str(path) for path in pages if WORDS.search(path.read_text(encoding="utf-8"))]
