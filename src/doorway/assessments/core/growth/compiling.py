"""How loops are compiled, and where the machine code is kept.

numba compiles a function when it is first called and can keep the result on disk, but it only notices changes of the
file that the function itself stands in. Our loops call loops of other files, so the folder is named by a digest of
all of them, of numba's version and of the processor: a stale or a foreign copy is never loaded.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any, TypeVar

import llvmlite.binding
import numba
from numba import njit

Loop = TypeVar("Loop", bound=Callable[..., Any])
HERE = Path(__file__).parent
# Sums may be reordered, so that they use wide registers; NaN and infinity keep their meaning.
_LOOPS: dict[str, Any] = {
    "nogil": True,
    "error_model": "numpy",
    "fastmath": {"contract", "reassoc", "nsz"},
    "no_cfunc_wrapper": True,
}


def inner(function: Loop) -> Loop:
    """For loops that only other loops call."""
    made: Loop = njit(no_cpython_wrapper=True, **_LOOPS)(function)
    return made


def compiled(function: Loop) -> Loop:
    """For loops that Python calls: compiled at the first call, and kept on disk where there is a place for it."""
    folder = kept_in()
    made: Loop
    if folder is None:
        made = njit(**_LOOPS)(function)
        return made
    before, numba.config.CACHE_DIR = numba.config.CACHE_DIR, str(folder)
    try:
        made = njit(cache=True, **_LOOPS)(function)
        return made
    finally:
        numba.config.CACHE_DIR = before


@cache
def kept_in() -> Path | None:
    """The folder of the compiled loops of this version on this processor; None when nothing can be written anywhere.

    ``NUMBA_CACHE_DIR`` names another place; else it is next to the code, or in the user's cache folder.
    """
    own = os.environ.get("NUMBA_CACHE_DIR")
    home = os.environ.get("XDG_CACHE_HOME") or "~/.cache"
    for place in [Path(own)] if own else [HERE / "__pycache__", Path(home).expanduser() / "doorway"]:
        folder = place / f"growth-{_digest()}"
        try:
            folder.mkdir(parents=True, exist_ok=True)
        except OSError:
            continue
        if os.access(folder, os.W_OK):
            return folder
    return None


def is_ready() -> bool:
    """Whether the loops were compiled on this machine before."""
    folder = kept_in()
    return folder is not None and any(folder.rglob("*.nbc"))


def _digest() -> str:
    """Twelve letters that change when the loops, numba or the processor do."""
    digest = hashlib.sha256(f"{numba.__version__} {llvmlite.binding.get_host_cpu_name()}".encode())
    for path in sorted(HERE.glob("*.py")):
        digest.update(path.read_bytes())
    return digest.hexdigest()[:12]
