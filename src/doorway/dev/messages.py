"""Compile every slice's Spanish: ``python -m doorway.dev.messages``.

Babel does it, so that a bare machine needs no gettext.
"""

from __future__ import annotations

from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

PACKAGE = Path(__file__).resolve().parents[1]


def compile_all(package: Path = PACKAGE) -> int:
    """Write a ``.mo`` beside every ``.po`` that is newer; the number of files written."""
    written = 0
    for source in sorted(package.glob("*/locale/*/LC_MESSAGES/django.po")):
        target = source.with_suffix(".mo")
        if target.exists() and target.stat().st_mtime >= source.stat().st_mtime:
            continue
        with source.open("rb") as handle:
            catalog = read_po(handle, locale=source.parents[1].name, domain="django")
        with target.open("wb") as handle:
            write_mo(handle, catalog)
        written += 1
    return written


if __name__ == "__main__":
    print(f"{compile_all()} message files compiled")
