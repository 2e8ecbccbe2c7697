"""What must not be typed into any box, and what is taken out of what was."""

from __future__ import annotations

import re

# As people write it. A telephone number has another grouping, and nine digits alone may be a student's number.
_SSN = re.compile(r"(?<![\d-])\d{3}[- ]\d{2}[- ]\d{4}(?![\d-])")

# What a word processor makes of “new line, same paragraph” and of a new page, and ends of lines of other systems.
_LINE_ENDS = re.compile("\r\n|[\r\x0b\x0c\x85\u2028\u2029]")
# What no XML can hold (XML 1.0, 2.2), and so no feed; nobody sees it.
_IN_NO_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def lines_of_text(text: str) -> str:
    """What was typed or pasted, with every end of a line written in one way, and nothing in it that XML cannot hold."""
    return _IN_NO_XML.sub("", _LINE_ENDS.sub("\n", text))


def line_of_text(text: str) -> str:
    """The same in a single line, without blanks that nobody needs."""
    return " ".join(lines_of_text(text).split())


def holds_ssn(text: str) -> bool:
    """Something in the text has the shape of a Social Security number."""
    return _SSN.search(text) is not None
