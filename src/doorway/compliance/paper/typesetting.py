"""Runs the child that lays a report out (see ``plans/core/paper``: Typst keeps what it has laid out in memory)."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

from doorway.plans.core.paper import LettersMissing, TypesettingError

PATIENCE_SECONDS = 120


def typeset(report: dict[str, Any], *, fonts: Path, timestamp: int) -> bytes:
    """One PDF. ``timestamp`` is seconds since 1970; LettersMissing when no typeface has a letter of the report."""
    command = [sys.executable, "-m", "doorway.compliance.paper", str(fonts), str(timestamp)]
    done = subprocess.run(  # noqa: S603  # our own module, no shell
        command,
        input=json.dumps(report, ensure_ascii=False).encode(),
        capture_output=True,
        timeout=PATIENCE_SECONDS,
        check=False,
    )
    if not done.returncode:
        return done.stdout
    said = done.stderr.decode(errors="replace").strip()
    if "could not be displayed" in said or "codepoint" in said:
        raise LettersMissing(said)
    raise TypesettingError(said)
