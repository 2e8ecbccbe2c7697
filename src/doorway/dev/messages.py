"""The Spanish of every slice: ``python -m doorway.dev.messages [compile | missing | update]``.

``compile`` (the default) writes the ``.mo`` files, ``missing`` lists every sentence without Spanish, ``update`` adds
those sentences to the slices' ``.po`` files (empty, or with the Spanish that another slice has) and takes out what
nobody says any more. Babel does all of it, so that a bare machine needs no gettext.
"""

from __future__ import annotations

import io
import sys
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import DEFAULT_KEYWORDS, extract
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

PACKAGE = Path(__file__).resolve().parents[1]
# Django's own names for gettext; "_" is among Babel's defaults.
KEYWORDS = {
    **DEFAULT_KEYWORDS,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext_lazy": (1, 2),
    "pgettext_lazy": ((1, "c"), 2),
}
Key = tuple[str | tuple[str, ...], str | None]


def po_file(slice_folder: Path, language: str) -> Path:
    """Where a slice keeps a language."""
    return slice_folder / "locale" / language / "LC_MESSAGES" / "django.po"


def slices(package: Path = PACKAGE) -> list[Path]:
    """Folders that may hold sentences."""
    return sorted(folder for folder in package.iterdir() if (folder / "__init__.py").exists())


def read_catalog(source: Path) -> Catalog:
    """The catalog of one ``.po`` file, empty when there is none."""
    language = source.parents[1].name
    if not source.exists():
        return Catalog(
            locale=language, domain="django", charset="utf-8", project="Doorway", header_comment="#", fuzzy=False
        )
    with source.open("rb") as handle:
        return read_po(handle, locale=language, domain="django")


def compile_all(package: Path = PACKAGE) -> int:
    """Write a ``.mo`` beside every ``.po`` that is newer; the number of files written."""
    written = 0
    for source in sorted(package.glob("*/locale/*/LC_MESSAGES/django.po")):
        target = source.with_suffix(".mo")
        if target.exists() and target.stat().st_mtime >= source.stat().st_mtime:
            continue
        with target.open("wb") as handle:
            write_mo(handle, read_catalog(source))
        written += 1
    return written


def sentences(slice_folder: Path) -> dict[Key, str]:
    """Every sentence of a slice (with its context), and one file in which it stands."""
    found: dict[Key, str] = {}
    for path in sorted(slice_folder.rglob("*")):
        if {"tests", "migrations", "build"}.isdisjoint(path.parts):
            for key in _in_file(path):
                found.setdefault(key, str(path.relative_to(slice_folder.parent)))
    return found


def _in_file(path: Path) -> Iterator[Key]:
    if path.suffix == ".py":
        text = path.read_text(encoding="utf-8")
    elif path.suffix in {".html", ".txt"} and "templates" in path.parts:
        text = _template_as_python(path)
    else:
        return
    for _line, message, _comments, context in extract("python", io.BytesIO(text.encode()), KEYWORDS):
        if message:
            yield message, context


def _template_as_python(path: Path) -> str:
    """Django turns a template into something with gettext calls; indentation would confuse Python's tokenizer."""
    from django.utils.translation.template import templatize  # late: ``compile`` runs without Django

    text: str = templatize(path.read_text(encoding="utf-8"), origin=str(path))
    return "\n".join(line.strip() for line in text.splitlines())


def missing(language: str = "es", package: Path = PACKAGE) -> list[str]:
    """One line for every sentence that has no text in this language, or a doubtful one."""
    lines = []
    for folder in slices(package):
        catalog = read_catalog(po_file(folder, language))
        for (message, context), place in sentences(folder).items():
            first = _first(message)
            entry = catalog.get(first, context)
            texts = (
                [] if entry is None else [entry.string] if isinstance(entry.string, str) else list(entry.string or ())
            )
            if entry is None or entry.fuzzy or not texts or not all(texts):
                lines.append(f"{place}: {first!r}")
    return lines


def unsaid(language: str = "es", package: Path = PACKAGE) -> list[str]:
    """One line for every sentence that has a text in this language and stands nowhere any more."""
    return [
        f"{folder.name}: {message!r}"
        for folder in slices(package)
        for message, _context in _unsaid(read_catalog(po_file(folder, language)), sentences(folder))
    ]


def update(language: str = "es", package: Path = PACKAGE) -> tuple[int, int]:
    """Bring every slice's file up to what the slice says; how many sentences came and went."""
    catalogs = {folder: read_catalog(po_file(folder, language)) for folder in slices(package)}
    # A sentence that moved to another slice keeps its text; read before anything is taken out.
    known = {
        (_first(entry.id), entry.context): entry.string
        for catalog in catalogs.values()
        for entry in catalog
        if entry.string and not entry.fuzzy
    }
    came = went = 0
    for folder, catalog in catalogs.items():
        said = sentences(folder)
        new = [(message, context) for message, context in said if catalog.get(_first(message), context) is None]
        old = _unsaid(catalog, said)
        for message, context in new:
            catalog.add(message, known.get((_first(message), context)), context=context)
        for message, context in old:
            catalog.delete(message, context)
        if new or old:
            source = po_file(folder, language)
            source.parent.mkdir(parents=True, exist_ok=True)
            with source.open("wb") as handle:
                write_po(handle, catalog, width=120, no_location=True)
        came, went = came + len(new), went + len(old)
    return came, went


def _unsaid(catalog: Catalog, said: Iterable[Key]) -> list[tuple[str, str | None]]:
    """What the catalog has and nobody says: (sentence, context)."""
    there = {(_first(message), context) for message, context in said}
    entries = [(_first(entry.id), entry.context) for entry in catalog if entry.id]
    return [entry for entry in entries if entry not in there]


def _first(message: str | Sequence[str]) -> str:
    """The sentence itself, or the singular of one with two forms."""
    return message if isinstance(message, str) else message[0]


def main(command: str) -> int:
    """Run one command; the exit code."""
    if command == "compile":
        print(f"{compile_all()} message files compiled")
        return 0
    if command == "update":
        came, went = update()
        print(f"{came} sentences added, {went} taken out")
        return 0
    if command == "missing":
        lines = missing()
        print("\n".join(lines) or "Every sentence has its Spanish.")
        return 1 if lines else 0
    print(f"{command!r} is no command. Write compile, missing or update.")
    return 2


if __name__ == "__main__":
    sys.exit(main(sys.argv[1] if len(sys.argv) > 1 else "compile"))
