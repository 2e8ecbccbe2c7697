"""What scores say, as pure functions: reading against its goals, core tests year by year with their breaks.

Nothing here knows a state, a database or a language. Levels, goals and scales are arguments; what it means comes back
as a sentence key with its values (:class:`Sentence`), which :mod:`doorway.assessments.wording` turns into words.
"""

from doorway.assessments.core.core_tests import (
    Break,
    Gap,
    Series,
    TestPoint,
    YearWord,
    earlier_moves,
    growth_sentence,
    outlook_sentence,
    runs,
    series,
    series_sentence,
    year_words,
)
from doorway.assessments.core.reading import (
    GradeLevelFrom,
    MeasurePoint,
    ReadingPoint,
    ReadingStatus,
    comparable,
    reading_status,
)
from doorway.assessments.core.values import (
    Among,
    Bar,
    Growth,
    Ladder,
    Projection,
    Result,
    Rung,
    Sentence,
    place,
    shown_growth,
)

__all__ = [
    "Among",
    "Bar",
    "Break",
    "Gap",
    "GradeLevelFrom",
    "Growth",
    "Ladder",
    "MeasurePoint",
    "Projection",
    "ReadingPoint",
    "ReadingStatus",
    "Result",
    "Rung",
    "Sentence",
    "Series",
    "TestPoint",
    "YearWord",
    "comparable",
    "earlier_moves",
    "growth_sentence",
    "outlook_sentence",
    "place",
    "reading_status",
    "runs",
    "series",
    "series_sentence",
    "shown_growth",
    "year_words",
]
