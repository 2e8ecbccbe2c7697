"""Charts drawn once, for the page, the packet and e-mail: an SVG and the table with the same numbers.

    svg(chart, "es")            # the drawing; inline on a page, as a file in a PDF or a message
    rows(chart, "es")           # Table(caption, head, rows) to stand behind it

A chart is a frozen value (:class:`GoalChart`, :class:`LadderChart`). Colours are presentation attributes, so that the
drawing is right where no style sheet reaches it; every part also has a class ``chart-…`` that a style sheet may
override (dark mode). Nothing is said by colour alone: levels have shapes and words.
"""

from __future__ import annotations

from django.utils import translation
from django.utils.safestring import SafeString

from doorway.assessments.charts import goals, ladder
from doorway.assessments.charts.values import Chart, Column, GoalChart, GoalColumn, LadderChart, LevelWord, Table

__all__ = ["Chart", "Column", "GoalChart", "GoalColumn", "LadderChart", "LevelWord", "Table", "rows", "svg"]


def svg(chart: Chart, language: str, *, font: str = "") -> SafeString:
    """The drawing as SVG text. ``font``: the family to name in it where no style sheet sets one (print, e-mail)."""
    with translation.override(language):
        if isinstance(chart, GoalChart):
            return goals.draw(chart, language, font)
        return ladder.draw(chart, language, font)


def rows(chart: Chart, language: str) -> Table:
    """The same numbers as a table, in words."""
    with translation.override(language):
        if isinstance(chart, GoalChart):
            return goals.table(chart, language)
        return ladder.table(chart, language)
