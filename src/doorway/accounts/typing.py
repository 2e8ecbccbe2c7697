"""What must not be typed into any box."""

from __future__ import annotations

import re

# As people write it. A telephone number has another grouping, and nine digits alone may be a student's number.
_SSN = re.compile(r"(?<![\d-])\d{3}[- ]\d{2}[- ]\d{4}(?![\d-])")


def holds_ssn(text: str) -> bool:
    """Something in the text has the shape of a Social Security number."""
    return _SSN.search(text) is not None
