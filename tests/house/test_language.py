"""Two languages, complete."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

from doorway.dev.messages import PACKAGE, missing, po_file, read_catalog, slices, unsaid

PLACES = re.compile(r"%\(\w+\)[sd]|\{\w+\}")
EDGE = re.compile(r"^\s|\s$")


def test_every_sentence_has_its_spanish() -> None:
    lines = missing("es")

    assert not lines, f"{len(lines)} without Spanish:\n" + "\n".join(lines)


def test_no_spanish_is_kept_of_what_nobody_says() -> None:
    lines = unsaid("es")

    assert not lines, "run python -m doorway.dev.messages update:\n" + "\n".join(lines)


def test_one_sentence_has_one_spanish() -> None:
    """Of two Spanish texts the slice that Django reads first has the word, on the pages of every other slice, too.

    Where a word has two meanings, each is said with a context of its own.
    """
    found: dict[tuple[str, str | None], dict[str, list[str]]] = {}
    for folder in slices():
        for entry in read_catalog(po_file(folder, "es")):
            if entry.id:
                first = entry.id if isinstance(entry.id, str) else entry.id[0]
                said = entry.string if isinstance(entry.string, str) else " | ".join(entry.string)
                found.setdefault((first, entry.context), {}).setdefault(said, []).append(folder.name)
    assert found[("Met", "students in a conference")] != found[("Met", None)]

    broken = [f"{key}: {texts}" for key, texts in found.items() if len(texts) > 1]

    assert not broken, "\n".join(broken)


@pytest.mark.parametrize("folder", slices(), ids=lambda folder: folder.name)
def test_spanish_keeps_the_places_of_values(folder: Path) -> None:
    """A sentence whose Spanish lacks a value would lose the family's time or name."""
    broken = []
    for entry in read_catalog(po_file(folder, "es")):
        if not entry.id:
            continue
        sources = entry.id if isinstance(entry.id, tuple | list) else [entry.id]
        texts = entry.string if isinstance(entry.string, tuple | list) else [entry.string]
        # In a plural, one form may say "one" instead of the number, so all forms together are compared.
        wanted = set().union(*(PLACES.findall(text) for text in sources))
        given = set().union(*(PLACES.findall(text or "") for text in texts))
        if wanted != given:
            broken.append(f"{entry.id!r}: {sorted(wanted)} became {sorted(given)}")

    assert not broken, "\n".join(broken)


def test_templates_have_no_bare_words() -> None:
    """Every word that a template shows goes through gettext."""
    tag = re.compile(
        r"{%\s*block \w+_class\s*%}.*?{%\s*endblock\s*%}"
        r"|{%\s*(comment|blocktranslate|blocktrans).*?%}.*?{%\s*end\1\s*%}|{%.*?%}|{{.*?}}|{#.*?#}|<!--.*?-->"
        r"|<svg.*?</svg>|<[^>]+>|&\w+;",
        re.DOTALL,
    )
    broken = []
    for path in sorted(PACKAGE.rglob("templates/**/*.html")):
        text = tag.sub(" ", path.read_text(encoding="utf-8"))
        words = re.findall(r"[A-Za-zÀ-ÿ]{2,}(?:[ '’][A-Za-zÀ-ÿ]+)*", text)
        allowed = {"Doorway", "English", "Español", "PDF"}
        broken += [f"{path.relative_to(PACKAGE)}: {word!r}" for word in words if word not in allowed]

    assert not broken, "\n".join(broken)


def test_no_sentence_hides_inside_an_f_string() -> None:
    """The collector of sentences does not look into f-strings: what appears there would stay English for everybody."""
    hidden = [
        f"{path.relative_to(PACKAGE)}:{call.lineno}"
        for path in PACKAGE.rglob("*.py")
        if "tests" not in path.parts
        for text in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(text, ast.JoinedStr)
        for call in ast.walk(text)
        if isinstance(call, ast.Call)
        and isinstance(call.func, ast.Name)
        and call.func.id in {"_", "gettext", "ngettext"}
    ]

    assert not hidden


# Amounts, which come with their noun: “1 credit”, “0.5 credits”. No Spanish verb before one can be right for both.
AMOUNT = re.compile(r"(?i)\b(quedan|faltan|son|cuentan|pueden|sobran|se necesitan|unos)\s%\(\w*credits\)s")
COUNTED = re.compile(r"%\((?:count|number|rows|copies|points|times)\)[sd] (?:[a-záéíóúñ]+ )?([a-záéíóúñ]+s)\b")
# No nouns in the plural.
OTHER_WORDS = frozenset({"is", "was", "starts", "changes", "más"})
# What is never one: a queue that is full, answers from the least number of a group on, a class that is there twice,
# people who work in an occupation, and kinds of which a scholarship asks for several.
NEVER_ONE = (
    "%(count)s replies to “%(title)s” wait", "%(count)s answers", "%(count)s people were asked", "%(code)s is there %(",
    "%(number)s people in the United States", "Classes of %(count)s different kinds",
)  # fmt: skip


@pytest.mark.parametrize("folder", slices(), ids=lambda folder: folder.name)
def test_what_can_be_one_is_not_said_as_if_it_were_many(folder: Path) -> None:
    """“1 calificaciones”, “quedan 1 crédito”: a count needs two sentences, or stands behind its noun."""
    broken = []
    for entry in read_catalog(po_file(folder, "es")):
        if not isinstance(entry.id, str) or entry.id.startswith(NEVER_ONE):
            continue
        nouns = {noun for text in (entry.id, entry.string) for noun in COUNTED.findall(text)} - OTHER_WORDS
        if nouns or AMOUNT.search(entry.string):
            broken.append(f"{entry.id!r}: {entry.string!r}")

    assert not broken, "\n".join(broken)
