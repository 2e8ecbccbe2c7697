"""Has a packet laid out by Typst, in processes of their own.

Typst keeps whatever it has laid out in memory for as long as its process lives; a server that printed in its own
process would grow with every packet. So each run is a child: ``fit`` finds out for a few dozen plans how each one fits
on its two pages (several children side by side, each small), ``press`` then makes the one file with all of them.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import dataclass
from pathlib import Path
from typing import Any

# So many copies are fitted by one child: about 250 MB.
CHUNK = 32
PATIENCE_SECONDS = 900
# What a child ends with when Typst refused the document.
REFUSED = 3

Packet = dict[str, Any]
Tell = Callable[[int], None]


class TypesettingError(RuntimeError):
    """The document could not be made; the message is Typst's."""


class LettersMissing(TypesettingError):
    """A letter that no typeface has: PDF/UA does not allow it."""


@dataclass(frozen=True)
class CopyPages:
    """How one copy came out: pages (2, or more even ones), and the size of its text in points."""

    name: str
    pages: int
    size: float


@dataclass(frozen=True)
class Printed:
    """The file, and how each copy in it came out."""

    pdf: bytes
    copies: tuple[CopyPages, ...]

    @property
    def pages(self) -> int:
        """All pages of the file."""
        return sum(copy.pages for copy in self.copies)


def typeset(packet: Packet, *, fonts: Path, timestamp: int, tell: Tell = lambda _done: None) -> Printed:
    """One PDF of the packet. ``timestamp`` is seconds since 1970; ``tell`` hears how many copies have been fitted."""
    sheets = packet["sheets"]
    if len(sheets) > CHUNK:
        choices = _fitted(packet, fonts, timestamp, tell)
        packet = packet | {
            "sheets": [sheet | {"choice": choice} for sheet, choice in zip(sheets, choices, strict=True)]
        }
    head, _newline, pdf = _child("press", packet, fonts, timestamp, os.cpu_count() or 1).partition(b"\n")
    tell(len(sheets))
    return Printed(pdf, tuple(CopyPages(**copy) for copy in json.loads(head)))


def _fitted(packet: Packet, fonts: Path, timestamp: int, tell: Tell) -> list[Any]:
    """How each sheet fits, in their order; chunks run side by side on all cores but two at least."""
    sheets = packet["sheets"]
    chunks = [packet | {"sheets": sheets[at : at + CHUNK]} for at in range(0, len(sheets), CHUNK)]
    done = 0
    with ThreadPoolExecutor(max_workers=max(2, os.cpu_count() or 1)) as pool:
        runs = [pool.submit(_child, "fit", chunk, fonts, timestamp, 1) for chunk in chunks]
        for run in as_completed(runs):
            if run.exception() is not None:
                # Out of the loop with it: as_completed waits for ever for runs that are cancelled here.
                pool.shutdown(wait=False, cancel_futures=True)
                break
            done += len(chunks[runs.index(run)]["sheets"])
            tell(done)
    failed = next((problem for run in runs if not run.cancelled() and (problem := run.exception())), None)
    if failed is not None:
        raise failed
    return [choice for run in runs for choice in json.loads(run.result())]


def _child(step: str, packet: Packet, fonts: Path, timestamp: int, threads: int) -> bytes:
    """What ``python -m doorway.plans.core.paper`` answers for this packet."""
    command = [sys.executable, "-m", "doorway.plans.core.paper", step, str(fonts), str(timestamp)]
    done = subprocess.run(  # noqa: S603  # our own module, no shell
        command,
        input=json.dumps(packet, ensure_ascii=False).encode(),
        capture_output=True,
        env=os.environ | {"RAYON_NUM_THREADS": str(threads)},
        timeout=PATIENCE_SECONDS,
        check=False,
    )
    if not done.returncode:
        return done.stdout
    said = done.stderr.decode(errors="replace").strip()
    if done.returncode == REFUSED and ("could not be displayed" in said or "codepoint" in said):
        raise LettersMissing(said)
    raise TypesettingError(said)
