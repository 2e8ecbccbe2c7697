"""Credits as whole numbers: a thousandth of a credit is 1, so that sums are exact."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation

CREDIT = 1000
# Nobody has, gives or asks for more credits than this, at any school.
MOST_CREDITS = 1000
# Nor does one class give more than this (in thousandths) where credit is counted as it is here.
MOST_OF_A_CLASS = 10 * CREDIT


def most_of_a_class(scale: int | None) -> int:
    """What one class gives at most, in thousandths. ``scale``: what a school that counts otherwise asks for in all."""
    return max(MOST_OF_A_CLASS, scale or 0)


def units_of(value: str | int | float | Decimal) -> int:
    """A credit figure as thousandths: 500 for "0.5".

    ValueError for what is no figure, has more than three decimals or is beyond all measure. Floats come from
    JSON; they are read by the shortest decimal that stands for them.
    """
    try:
        figure = Decimal(str(value).strip())
    except InvalidOperation:
        raise ValueError(f"{value!r} is not a number of credits. Write it like 0.5.") from None
    if not figure.is_finite():
        raise ValueError(f"{value!r} is not a number of credits. Write it like 0.5.")
    if abs(figure) > MOST_CREDITS:  # before it is multiplied: 1e999999 would be a million digits
        raise ValueError(f"{value!r} is more credits than there can be. Write it like 0.5.")
    scaled = figure * CREDIT
    if scaled != scaled.to_integral_value():
        raise ValueError(f"{value!r} has more than three decimals. Write credits like 0.5, 0.25 or 0.333.")
    return int(scaled)


def credits_of(units: int) -> str:
    """Thousandths as credits are written: "0.5", "1.0", "0.125"."""
    whole, part = divmod(abs(units), CREDIT)
    decimals = f"{part:03d}".rstrip("0") or "0"
    return f"{'-' if units < 0 else ''}{whole}.{decimals}"
