"""The child that runs Typst: ``python -m doorway.plans.core.paper fit|press FONTS TIMESTAMP``, a packet on its input.

``fit`` answers with JSON: for each sheet the size at which it fits. ``press`` answers with a line of JSON (how each
copy came out) and the PDF.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Final

import typst

from doorway.plans.core.paper.typeset import REFUSED

LAYOUT = Path(__file__).with_name("plan.typ")
STANDARD: Final = "ua-1"


def main(step: str, fonts: str, timestamp: str) -> int:
    """Do one step; Typst's own words go to the error output."""
    compiler = typst.Compiler(
        input=str(LAYOUT),
        root=str(LAYOUT.parent),
        # Our own files and nothing of the machine: the same paper everywhere.
        font_paths=typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[fonts]),
        ignore_system_fonts=True,
        sys_inputs={"step": step, "packet": sys.stdin.buffer.read().decode()},
    )
    try:
        if step == "fit":
            sys.stdout.write(compiler.query("<choice>", field="value"))
            return 0
        made = compiler.compile(format="pdf", pdf_standards=[STANDARD], timestamp=int(timestamp))
        pages = json.loads(compiler.query("<copy>", field="value"))
    except typst.TypstError as problem:
        sys.stderr.write("\n".join([problem.message, problem.diagnostic]))
        return REFUSED
    if not isinstance(made, bytes):
        raise TypeError("one document gives one file")
    sys.stdout.buffer.write(json.dumps(pages).encode() + b"\n" + made)
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
