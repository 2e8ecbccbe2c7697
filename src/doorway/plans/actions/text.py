"""What people type, before it is kept."""

from __future__ import annotations

from doorway.plans.errors.writing import TooLong


def tidy(text: str, limit: int) -> str:
    """The text without what a database cannot hold and without blank edges; TooLong beyond ``limit`` characters."""
    text = text.replace("\x00", "").replace("\r\n", "\n").replace("\r", "\n").strip()
    if len(text) > limit:
        raise TooLong(length=len(text), limit=limit)
    return text
