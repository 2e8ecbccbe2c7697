"""What a page shows of what somebody else has saved since it was opened."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Saved:
    """Which part it is, what it says now, and in which language, where it is in somebody's words."""

    label: str
    text: str
    language: str = ""
