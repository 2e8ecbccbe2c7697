"""Decimals as people write them: with a point in English, with a comma in Spanish and in a file with semicolons."""

from __future__ import annotations

import re
from typing import Any

from django import forms

# One comma, and digits on both sides of it or behind it. “1,000” may be a thousand where figures are large.
_COMMA = re.compile(r"^([+-]?[0-9]*),([0-9]+)$")
_GROUP = 3


def with_point(text: str, *, may_be_thousands: bool = False) -> str:
    """The figure with a point in place of its comma; anything else as it is.

    ``may_be_thousands``: a comma before three digits may stand between thousands, so it stays, and whoever reads the
    figure refuses it.
    """
    found = _COMMA.match(text.strip())
    if found is None or (may_be_thousands and len(found[2]) == _GROUP):
        return text
    return f"{found[1]}.{found[2]}"


class DecimalField(forms.DecimalField):
    """A figure with a point or a comma, in whatever language its page is.

    The box is one of text: a browser gives out nothing of a number box in which it does not know the comma.
    """

    widget = forms.TextInput

    def __init__(self, **more: Any) -> None:
        super().__init__(**more)
        self.widget.attrs |= {"inputmode": "decimal"}

    def to_python(self, value: Any) -> Any:
        """The figure, or none."""
        return super().to_python(with_point(value) if isinstance(value, str) else value)
