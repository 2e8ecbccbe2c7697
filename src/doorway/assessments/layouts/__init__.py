"""Layouts: what the columns of a score file mean, as data. ``docs/howto/score-layouts.md`` says how one is written.

layouts = shipped_layouts()                          # the vendors' files, from layouts/vendors/*.toml
layout = recognise(header, layouts)                  # by the first line of the file
translator = Translator(layout, header)
for given in translator.results(cells): ...          # one row becomes as many results as it holds
"""

from doorway.assessments.layouts.recognising import headings, missing_columns, plain_heading, recognise
from doorway.assessments.layouts.shipped import ACCOMMODATIONS, PLAIN, shipped_layouts
from doorway.assessments.layouts.translating import Given, Translator
from doorway.assessments.layouts.values import RESULT_FIELDS, AccommodationColumn, Cell, Layout, ResultPart, Skip

__all__ = [
    "ACCOMMODATIONS",
    "PLAIN",
    "RESULT_FIELDS",
    "AccommodationColumn",
    "Cell",
    "Given",
    "Layout",
    "ResultPart",
    "Skip",
    "Translator",
    "headings",
    "missing_columns",
    "plain_heading",
    "recognise",
    "shipped_layouts",
]
