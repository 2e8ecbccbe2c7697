"""What is said of a test, for paper: no name of the test before each sentence, and nothing explained twice.

On a page each sentence stands by itself, and says of which test and year it is. On paper those of a test follow each
other, and three tests of a student say the same explanation three times.
"""

from __future__ import annotations

import re
from collections.abc import Sequence


def tersely(said: Sequence[str], title: str, explains: re.Pattern[str], known: set[str]) -> tuple[str, list[str]]:
    """What the sentences of one test begin with, and the sentences without it and without what is in ``known``.

    They begin with the title and the year of the first, which is empty where the first has none. ``explains`` matches
    a last sentence that explains what was said; the first of each kind stays, and is then known.
    """
    lead = re.match(rf"{re.escape(title)}(?:, [\d-]+)?: ", said[0])
    found = []
    for text in said:
        body = text
        if lead is not None and text.startswith(lead[0]):
            body = text[len(lead[0]) :]
        elif lead is not None and re.match(rf"{re.escape(title)}(?:[,:] | )", text):
            body = text[len(title) :].lstrip(",: ")
        head, stop, last = body.rpartition(". ")
        if stop and explains.fullmatch(last):
            kind = re.sub(r"\d+", "0", last)
            if kind in known:
                body = f"{head}."
            known.add(kind)
        found.append(body[:1].upper() + body[1:])
    return "" if lead is None else lead[0].strip(), found
