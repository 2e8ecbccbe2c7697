"""The parts beneath a reading score, as a table."""

from __future__ import annotations

from django.utils import translation
from django.utils.translation import gettext as _

from doorway.assessments.charts import Table, pen
from doorway.assessments.core import MeasurePoint, ReadingPoint
from doorway.assessments.yardsticks import Yardsticks


def parts_table(point: ReadingPoint, yardsticks: Yardsticks, language: str) -> Table | None:
    """Each measure with score, goal and level, in the pack's order; none where there are no parts."""
    instrument = yardsticks.instruments[point.instrument]
    order = [measure.key for measure in instrument.measures]
    known = sorted((part for part in point.measures if part.measure in order), key=lambda p: order.index(p.measure))
    if not known:
        return None
    with translation.override(language):
        period = instrument.period(point.period)
        caption = _("The parts of the reading test (%(when)s)") % {
            "when": point.period if period is None else period.title(language)
        }
        head = (_("Part"), _("Score"), _("Goal"), _("Level"))
    return Table(caption, head, tuple(_row(part, point.instrument, yardsticks, language) for part in known))


def _row(part: MeasurePoint, instrument: str, yardsticks: Yardsticks, language: str) -> tuple[str, ...]:
    """One part in words."""
    measure = yardsticks.instruments[instrument].measure(part.measure)
    level = yardsticks.level_word(instrument, part.level)
    unit = measure.unit(language) if measure is not None and measure.unit is not None else ""
    score = "" if part.score is None else f"{pen.number(part.score)} {unit}".strip()
    return (
        part.measure if measure is None else measure.title(language),
        score,
        "" if part.goal is None else pen.number(part.goal),
        "" if level is None else level.title(language),
    )
