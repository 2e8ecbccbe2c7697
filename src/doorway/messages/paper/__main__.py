"""The child that runs Typst: ``python -m doorway.messages.paper LAYOUT FONTS TIMESTAMP``, a paper on its input.

It gives a PDF, or for the layout ``picture`` a PNG.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Final

import typst

LAYOUTS = {name: Path(__file__).with_name(f"{name}.typ") for name in ("report", "letters", "picture")}
STANDARD: Final = "ua-1"
# Two pixels to a point: a phone's screen has two or three to what it calls one.
PICTURE_PPI: Final = 144.0
REFUSED = 3


def main(layout: str, fonts: str, timestamp: str) -> int:
    """Lay it out; Typst's own words go to the error output."""
    compiler = typst.Compiler(
        input=str(LAYOUTS[layout]),
        root=str(LAYOUTS[layout].parent),
        # Our own files and nothing of the machine: the same paper everywhere.
        font_paths=typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[fonts]),
        ignore_system_fonts=True,
        sys_inputs={"paper": sys.stdin.buffer.read().decode()},
    )
    try:
        if layout == "picture":
            made = compiler.compile(format="png", ppi=PICTURE_PPI)
        else:
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
