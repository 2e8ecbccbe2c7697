"""Values shaped like a social security number. They are never taken, kept or repeated.

Dashed (``NNN-NN-NNNN``, also with blanks, dots or printed dashes) is refused everywhere; nine digits in a row only
where a number stands for a person (identifier, userIds, userMasterIdentifier), because telephone numbers look the same.
A column that is named after it is refused whatever stands in it.
"""

from __future__ import annotations

import re

# The dashes of a keyboard, of word processors, and the minus sign.
_DASH = "[-\u2010-\u2015\u2212\ufe58\ufe63\uff0d]"
_DASHED = re.compile(rf"(?<![\w.\-])\d{{3}}{_DASH}\d{{2}}{_DASH}\d{{4}}(?![\w\-])")
_SPACED = re.compile(r"(?<![\w.-])\d{3}([ .\xa0])\d{2}\1\d{4}(?![\w-])")
# Numbers that were never given out (000, 666, 9xx; group 00; serial 0000) are somebody's own numbering.
_PLAIN = re.compile(r"(?<![\w-])(?!000|666|9)\d{3}(?!00)\d{2}(?!0000)\d{4}(?![\w-])")
# Of a header in small letters with its words apart, so that "classNumber" is none.
_HEADER = re.compile(r"\bssn|ssn\b|\bss (?:no|nr|nbr|num|number)\b|\bsocial ?sec|\btax ?(?:payer ?)?id|\bitin\b")
_HUMP = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")
_NINE = re.compile(r"\d{9}")
# Beginning with one letter, these fly over a text of many megabytes.
_AFTER_THREE = tuple(re.compile(rf"{re.escape(sign)}\d{{2}}{re.escape(sign)}\d{{4}}") for sign in "-. ")
_FOREIGN = re.compile(r"[^\x00-\x7f]\d{2}[^\x00-\x7f]\d{4}")

NUMBERED = frozenset({"identifier", "userIds", "userMasterIdentifier"})
_PHONES = frozenset({"phone", "sms"})


def header_is_secret(header: str) -> bool:
    """Whether a column is named after a social security or tax number."""
    words = " ".join(re.split(r"[\W_]+", _HUMP.sub(" ", header)))
    return _HEADER.search(words.lower()) is not None


def may_hold_secret(text: str, *, plain: bool = True) -> bool:
    """A quick look over a text: False means that nothing in it needs a closer one. ``plain``: nine digits in a row."""
    if plain and _NINE.search(text):
        return True
    if not text.isascii() and _FOREIGN.search(text):
        return True
    return any(pattern.search(text) for pattern in _AFTER_THREE)


def is_secret(column: str, value: str) -> bool:
    """Whether the value of the column is shaped like a social security number."""
    if _DASHED.search(value):
        return True
    if column in _PHONES:
        return False
    if _SPACED.search(value):
        return True
    return column in NUMBERED and _PLAIN.search(value) is not None
