"""Charts drawn once, for the page, the packet and e-mail: an SVG and the table with the same numbers.

    svg(chart, "es")            # the drawing; inline on a page, as a file in a PDF or a message
    rows(chart, "es")           # Table(caption, head, rows) to stand behind it

A chart is a frozen value (:class:`GoalChart`, :class:`LadderChart`; of a group :class:`StripeChart` and
:class:`SpreadChart`). Colours are presentation attributes, so that the
drawing is right where no style sheet reaches it; every part also has a class ``chart-…`` that a style sheet may
override (dark mode). Nothing is said by colour alone: levels have shapes and words.
"""

from __future__ import annotations

from collections.abc import Iterable

from django.utils import translation
from django.utils.safestring import SafeString

from doorway.assessments.charts import goals, ladder, spread, stripes
from doorway.assessments.charts.values import (
    LATER,
    PHONE_WIDTH,
    Chart,
    Column,
    Dot,
    GoalChart,
    GoalColumn,
    LadderChart,
    LevelWord,
    SpreadChart,
    Stripe,
    StripeChart,
    Table,
)

__all__ = [
    "LATER",
    "Chart",
    "Column",
    "Dot",
    "GoalChart",
    "GoalColumn",
    "LadderChart",
    "LevelWord",
    "SpreadChart",
    "Stripe",
    "StripeChart",
    "Table",
    "compares_years",
    "rows",
    "said",
    "svg",
]


def svg(chart: Chart, language: str, *, font: str = "", least: float = PHONE_WIDTH, titled: bool = True) -> SafeString:
    """The drawing as SVG text. ``font``: the family to name in it where no style sheet sets one (print, e-mail).

    ``least``: how narrow a ladder of few columns may be, in units of the drawing; paper puts three side by side.
    ``titled``: whether a ladder says its title; a page that lets it scroll says it above.
    """
    with translation.override(language):
        if isinstance(chart, GoalChart):
            return goals.draw(chart, language, font)
        if isinstance(chart, StripeChart):
            return stripes.draw(chart, language, font)
        if isinstance(chart, SpreadChart):
            return spread.draw(chart, language, font)
        return ladder.draw(chart, language, font, least, titled=titled)


def compares_years(charts: Iterable[Chart]) -> bool:
    """Whether a year in one of them has a word beside the time before, so that its rule is to be said."""
    ladders = (chart for chart in charts if isinstance(chart, LadderChart))
    return any(column.step is not None for chart in ladders for column in chart.columns)


def said(chart: Chart, language: str) -> str:
    """Everything that the drawing shows, in sentences: the text for those who do not see it."""
    with translation.override(language):
        if isinstance(chart, GoalChart):
            parts = goals.said(chart, language)
        elif isinstance(chart, StripeChart):
            parts = stripes.said(chart, language)
        elif isinstance(chart, SpreadChart):
            parts = spread.said(chart, language)
        else:
            parts = ladder.said(chart, language)
    return ". ".join(part.removesuffix(".") for part in parts if part) + "."


def rows(chart: Chart, language: str) -> Table:
    """The same numbers as a table, in words."""
    with translation.override(language):
        if isinstance(chart, GoalChart):
            return goals.table(chart, language)
        if isinstance(chart, StripeChart):
            return stripes.table(chart, language)
        if isinstance(chart, SpreadChart):
            return spread.table(chart, language)
        return ladder.table(chart, language)
