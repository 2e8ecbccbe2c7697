"""What people type, before it is kept."""

from __future__ import annotations

from doorway.accounts.typing import holds_ssn
from doorway.plans.errors.writing import HoldsNumber, TooLong


def tidy(text: str, limit: int) -> str:
    """The text without what a database cannot hold and without blank edges.

    Raises TooLong beyond ``limit`` characters, and HoldsNumber where a Social Security number seems to stand in it.
    """
    text = text.replace("\x00", "").replace("\r\n", "\n").replace("\r", "\n").strip()
    if len(text) > limit:
        raise TooLong(length=len(text), limit=limit)
    if holds_ssn(text):
        raise HoldsNumber
    return text
