"""What must not stand in a log."""

from __future__ import annotations

import logging
import re

# The secret part of the link of an invitation, to a conference or to say how it was.
_LINK = re.compile(r"(/i/(?:s/)?)[^/\s?]+")


class HideLinks(logging.Filter):
    """A line about the link of an invitation is kept without its secret: who reads the log must not use it."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Change the line where it holds a link; every line is kept."""
        said = record.getMessage()
        if "/i/" in said:
            record.msg, record.args = _LINK.sub(r"\1…", said), ()
        return True
