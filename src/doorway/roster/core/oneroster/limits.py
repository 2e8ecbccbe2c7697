"""How much of a package is read."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Limits:
    """Entries of a zip, bytes of one file and of all, how far an entry may unpack, and how large rows may be.

    The largest district of the United States has about 900,000 students; ``rows`` leaves room for their places in
    classes.
    """

    entries: int = 200
    file_bytes: int = 512 * 1024 * 1024
    total_bytes: int = 1024 * 1024 * 1024
    ratio: int = 200
    ratio_from: int = 4 * 1024 * 1024
    rows: int = 10_000_000
    cells: int = 500
    cell_chars: int = 16_000
    record_chars: int = 1_000_000
