"""Runs the child that lays paper out (see ``plans/core/paper``: Typst keeps what it has laid out in memory)."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any, Literal

PATIENCE_SECONDS = 300

Layout = Literal["report", "letters", "picture"]


class TypesettingError(RuntimeError):
    """The document could not be made; the message is Typst's."""


class LettersMissing(TypesettingError):
    """A letter that no typeface has: PDF/UA does not allow it."""


def typeset(
    paper: dict[str, Any], *, layout: Layout, fonts: Path, timestamp: int, patience: float = PATIENCE_SECONDS
) -> bytes:
    """One PDF, or for ``picture`` a PNG. ``timestamp`` is seconds since 1970, ``patience`` seconds.

    LettersMissing when no typeface has a letter of the paper, TypesettingError for everything else.
    """
    command = [sys.executable, "-m", "doorway.messages.paper", layout, str(fonts), str(timestamp)]
    try:
        done = subprocess.run(  # noqa: S603  # our own module, no shell
            command,
            input=json.dumps(paper, ensure_ascii=False).encode(),
            capture_output=True,
            timeout=patience,
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise TypesettingError(f"no paper after {patience} seconds") from None
    if not done.returncode:
        return done.stdout
    said = done.stderr.decode(errors="replace").strip()
    if "could not be displayed" in said or "codepoint" in said:
        raise LettersMissing(said)
    raise TypesettingError(said)
