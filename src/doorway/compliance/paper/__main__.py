"""The child that runs Typst: ``python -m doorway.compliance.paper FONTS TIMESTAMP``, a report on its input."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Final

import typst

LAYOUT = Path(__file__).with_name("report.typ")
STANDARD: Final = "ua-1"
REFUSED = 3


def main(fonts: str, timestamp: str) -> int:
    """Lay it out; Typst's own words go to the error output."""
    compiler = typst.Compiler(
        input=str(LAYOUT),
        root=str(LAYOUT.parent),
        # Our own files and nothing of the machine: the same paper everywhere.
        font_paths=typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[fonts]),
        ignore_system_fonts=True,
        sys_inputs={"report": sys.stdin.buffer.read().decode()},
    )
    try:
        made = compiler.compile(format="pdf", pdf_standards=[STANDARD], timestamp=int(timestamp))
    except typst.TypstError as problem:
        sys.stderr.write("\n".join([problem.message, problem.diagnostic]))
        return REFUSED
    if not isinstance(made, bytes):
        raise TypeError("one document gives one file")
    sys.stdout.buffer.write(made)
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
