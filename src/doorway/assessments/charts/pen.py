"""The pen: SVG elements, the palette, level marks, words that wrap."""

from __future__ import annotations

import re
from collections.abc import Iterable
from decimal import Decimal

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

INK = "#22302f"
PAPER = "#fbf8f2"
DOOR = "#1f5c57"
OCHRE = "#b7791f"
BRICK = "#9b3d2e"
LINE = "#d8d2c4"
QUIET = "#5c6764"
# Bands from the lowest level up: pale enough for ink on them, and from the goal on darker, in grey too.
SHORT_BANDS = ("#f6e6e0", "#f9f0de")
GOOD_BANDS = ("#dfece7", "#c6ddd5")
NO_BAND = "#f4f0e6"
# Drawn for a phone; on a desk a little larger.
DESK = 1.2
# Wider than this, the words would be too small on a phone: the page lets it scroll.
PHONE = 330

_NOT_ID = re.compile(r"[^a-z0-9]+")


def number(value: float | Decimal) -> str:
    """A number as it is drawn: whole without a point, else with one decimal."""
    return f"{value:.0f}" if value == int(value) else f"{value:.1f}"


def element(name: str, content: str = "", /, **attributes: str | float) -> str:
    """One element. ``class_`` is class, underscores are hyphens; ``content`` is SVG already."""
    parts = [name]
    for key, value in attributes.items():
        text = f"{value:.1f}".removesuffix(".0") if isinstance(value, float) else str(value)
        name_of = key if key == "viewBox" else key.rstrip("_").replace("_", "-")
        parts.append(f'{name_of}="{escape(text)}"')
    opening = " ".join(parts)
    return f"<{opening}>{content}</{name}>" if content else f"<{opening}/>"


def line(x1: float, y1: float, x2: float, y2: float, *, kind: str, stroke: str, width: float, dash: str = "") -> str:
    """A line; ``kind`` is its class after ``chart-``."""
    extra: dict[str, str | float] = {"stroke_dasharray": dash} if dash else {}
    return element(
        "line", x1=x1, y1=y1, x2=x2, y2=y2, class_=f"chart-{kind}", stroke=stroke, stroke_width=width, **extra
    )


def box(x: float, y: float, width: float, height: float, *, kind: str, fill: str) -> str:
    """A filled rectangle without an edge."""
    return element("rect", x=x, y=y, width=width, height=height, class_=f"chart-{kind}", fill=fill)


def words(
    x: float,
    y: float,
    text: str,
    *,
    size: float = 12,
    bold: bool = False,
    quiet: bool = False,
    anchor: str = "middle",
) -> str:
    """A line of text."""
    extra: dict[str, str | float] = {"font_weight": "700"} if bold else {}
    return element(
        "text",
        str(escape(text)),
        x=x,
        y=y,
        class_="chart-quiet" if quiet else "chart-ink",
        fill=QUIET if quiet else INK,
        font_size=size,
        text_anchor=anchor,
        **extra,
    )


def band(good: bool, position: int) -> tuple[str, str]:
    """(class, colour) of a level's band."""
    step = min(position, 1)
    return (f"good-{step + 1}", GOOD_BANDS[step]) if good else (f"short-{step + 1}", SHORT_BANDS[step])


def mark(x: float, y: float, good: bool, position: int) -> str:
    """A level's mark: hollow short of the goal (triangle down, square), filled from the goal on (circle, triangle)."""
    if good:
        style: dict[str, str | float] = {
            "class_": "chart-mark-good",
            "fill": DOOR,
            "stroke": PAPER,
            "stroke_width": 1.5,
        }
        if position == 0:
            return element("circle", cx=x, cy=y, r=6.0, **style)
        points = f"{x:.1f},{y - 7.5:.1f} {x + 7:.1f},{y + 5:.1f} {x - 7:.1f},{y + 5:.1f}"
        return element("polygon", points=points, **style)
    if position == 0:
        points = f"{x:.1f},{y + 6.5:.1f} {x + 6.5:.1f},{y - 4.5:.1f} {x - 6.5:.1f},{y - 4.5:.1f}"
        return element("polygon", points=points, class_="chart-mark-low", fill=PAPER, stroke=BRICK, stroke_width=2.5)
    return element(
        "rect",
        x=x - 5,
        y=y - 5,
        width=10.0,
        height=10.0,
        class_="chart-mark-near",
        fill=PAPER,
        stroke=OCHRE,
        stroke_width=2.5,
    )


def wrapped(text: str, letters: int) -> list[str]:
    """The text in lines of at most so many letters, broken at spaces."""
    lines: list[str] = []
    for word in text.split():
        if lines and len(lines[-1]) + 1 + len(word) <= letters:
            lines[-1] += f" {word}"
        else:
            lines.append(word)
    return lines


def page(
    identity: str, width: float, height: float, title: str, description: str, parts: Iterable[str], *, font: str
) -> SafeString:
    """The whole drawing, with its title and description for those who do not see it."""
    name = _NOT_ID.sub("-", identity.lower()).strip("-")
    extra: dict[str, str | float] = {"font_family": font} if font else {}
    content = (
        element("title", str(escape(title)), id=f"{name}-title")
        + element("desc", str(escape(description)), id=f"{name}-desc")
        + "".join(parts)
    )
    drawing = element(
        "svg",
        content,
        xmlns="http://www.w3.org/2000/svg",
        viewBox=f"0 0 {width:.0f} {height:.0f}",
        width=f"{width * DESK:.0f}",
        height=f"{height * DESK:.0f}",
        class_="chart chart--wide" if width > PHONE else "chart",
        role="img",
        aria_labelledby=f"{name}-title {name}-desc",
        **extra,
    )
    return mark_safe(drawing)  # noqa: S308  # every text in it went through escape
