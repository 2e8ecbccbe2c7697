"""The chart of growth against level: a column for each level, growth percentiles upward, typical growth as a band."""

from __future__ import annotations

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from doorway.assessments.charts import pen
from doorway.assessments.charts.values import PHONE_WIDTH, Dot, SpreadChart, Table

LEFT, TOP, PLOT, FOOT = 30.0, 30.0, 220.0, 60.0
RADIUS = 9.0
LEAST = 70.0
TITLE_LETTERS = 40
# Growth words that Utah's families know from the state's report: typical is 40 to 60.
TYPICAL = (40, 60)
TICKS = (1, 20, 40, 60, 80, 99)


def draw(chart: SpreadChart, language: str, font: str) -> SafeString:
    """The drawing, as wide as its fullest columns need."""
    held = [[dot for dot in chart.dots if dot.column == place] for place in range(len(chart.columns))]
    widths = [max(LEAST, (2 * RADIUS + 2) * len(dots) + 8) for dots in held]
    spare = max(0.0, PHONE_WIDTH - LEFT - sum(widths)) / max(len(widths), 1)
    widths = [width + spare for width in widths]
    right = LEFT + sum(widths)
    lines = pen.wrapped(chart.title(language), TITLE_LETTERS)
    heading = [pen.words(0, 14 + 16 * row, line, size=13, bold=True, anchor="start") for row, line in enumerate(lines)]
    parts = _axis(right)
    x, deepest = LEFT, 1
    for stripe, dots, width in zip(chart.columns, held, widths, strict=True):
        lines = pen.wrapped(stripe.title(language), max(8, int(width / 6.2)))
        deepest = max(deepest, len(lines))
        parts += [pen.words(x + width / 2, TOP + PLOT + 18 + 13 * row, line, size=11) for row, line in enumerate(lines)]
        parts.append(pen.line(x + width, TOP, x + width, TOP + PLOT, kind="edge", stroke=pen.LINE, width=1))
        for place, dot in enumerate(sorted(dots, key=lambda one: (one.percentile, one.sign))):
            parts += _dot(dot, x + width * (place + 0.5) / len(dots))
        x += width
    bottom = TOP + PLOT + FOOT + 13 * (deepest - 1)
    for row, note in enumerate((_("Upward: growth percentile, 1 to 99"), _("Grey band: typical growth, 40 to 60"))):
        parts.append(pen.words(LEFT, bottom - 22 + 14 * row, note, size=11, quiet=True, anchor="start"))
    title, description = said(chart, language)
    # The plot is drawn from its own upper edge, so that titles of two lines push it down as a whole.
    lower = 16.0 * (len(heading) - 1)
    parts = [*heading, pen.element("g", "".join(parts), transform=f"translate(0 {lower:.0f})")]
    return pen.page(chart.id, right + 4, bottom + lower, title, description, parts, font=font)


def table(chart: SpreadChart, language: str) -> Table:
    """The same numbers in rows: students by name, or the middle one of each column."""
    if any(dot.sign for dot in chart.dots):
        rows = tuple(
            (dot.sign, dot.name, chart.columns[dot.column].title(language), pen.number(dot.percentile))
            for dot in sorted(chart.dots, key=lambda one: int(one.sign or 0))
        )
        return Table(chart.title(language), (_("No."), _("Student"), _("Level"), _("Growth percentile")), rows)
    rows_of_groups = tuple(
        (chart.columns[dot.column].title(language), pen.number(dot.percentile)) for dot in chart.dots
    )
    return Table(chart.title(language), (_("Level"), _("Growth percentile in the middle")), rows_of_groups)


def said(chart: SpreadChart, language: str) -> tuple[str, str]:
    """The drawing's title and its description in sentences."""
    return chart.title(language), " ".join(
        _("%(who)s: growth percentile %(percentile)s.")
        % {
            "who": dot.name or chart.columns[dot.column].title(language),
            "percentile": pen.number(dot.percentile),
        }
        for dot in chart.dots
    )


def _height(percentile: float) -> float:
    return TOP + PLOT * (1 - (percentile - 1) / 98)


def _axis(right: float) -> list[str]:
    """The percentiles along the left edge, and the band of typical growth."""
    low, high = TYPICAL
    found = [pen.box(LEFT, _height(high), right - LEFT, _height(low) - _height(high), kind="no-goal", fill="#e6e2d8")]
    for tick in TICKS:
        y = _height(tick)
        found.append(pen.words(LEFT - 6, y + 4, str(tick), size=11, quiet=True, anchor="end"))
        found.append(pen.line(LEFT, y, right, y, kind="edge", stroke=pen.LINE, width=1))
    return found


def _dot(dot: Dot, x: float) -> list[str]:
    """A student's number in a circle; for a group a filled mark with the percentile beside it."""
    y = _height(dot.percentile)
    if dot.sign:
        circle = pen.element(
            "circle", cx=x, cy=y, r=RADIUS, class_="chart-dot", fill=pen.PAPER, stroke=pen.DOOR, stroke_width=1.5
        )
        return [circle, pen.words(x, y + 3.6, dot.sign, size=10, bold=True)]
    return [
        pen.mark(x, y, True, 0),
        pen.words(x + 10, y + 4, pen.number(dot.percentile), size=12, bold=True, anchor="start"),
    ]
