"""Values shaped like a social security number. They are never taken, kept or repeated.

Dashed (``NNN-NN-NNNN``, also with blanks or dots) is refused in every column about people; nine digits in a row only
where a number stands for a person (identifier, userIds, userMasterIdentifier), because telephone numbers look the same.
A column that is named after it is refused whatever stands in it.
"""

from __future__ import annotations

import re

_DASHED = re.compile(r"(?<![\w.-])\d{3}-\d{2}-\d{4}(?![\w-])")
_SPACED = re.compile(r"(?<![\w.-])\d{3}([ .])\d{2}\1\d{4}(?![\w-])")
# Numbers that were never given out (000, 666, 9xx; group 00; serial 0000) are somebody's own numbering.
_PLAIN = re.compile(r"(?<![\w-])(?!000|666|9)\d{3}(?!00)\d{2}(?!0000)\d{4}(?![\w-])")
_HEADER = re.compile(r"ssn|socialsec|social_sec|social sec|taxid|tax_id", re.IGNORECASE)
_ANY = re.compile(r"\d{3}[-. ]\d{2}[-. ]\d{4}|\d{9}")

NUMBERED = frozenset({"identifier", "userIds", "userMasterIdentifier"})
_PHONES = frozenset({"phone", "sms"})


def header_is_secret(header: str) -> bool:
    """Whether a column is named after a social security or tax number."""
    return _HEADER.search(header.replace("-", "_")) is not None


def may_hold_secret(cells: list[str]) -> bool:
    """A quick look over a whole row: False means that no cell needs a closer one."""
    return _ANY.search("\n".join(cells)) is not None


def is_secret(column: str, value: str) -> bool:
    """Whether the value of the column is shaped like a social security number."""
    if _DASHED.search(value):
        return True
    if column in _PHONES:
        return False
    if _SPACED.search(value):
        return True
    return column in NUMBERED and _PLAIN.search(value) is not None
