"""The parts beneath a score, as a table: of a reading test, and the reporting categories of a core test."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils import translation
from django.utils.translation import gettext as _

from doorway.assessments.charts import Table, pen
from doorway.assessments.core import MeasurePoint, ReadingPoint, Result
from doorway.assessments.yardsticks import Yardsticks
from doorway.policy.packs import grade_text, year_text


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
        head = (_("Part"), _("Score"), _("Level"), _("Goal"), _("National percentile"))
    rows = [_row(part, point.instrument, yardsticks, language) for part in known]
    # Few files have it, and an empty column says nothing.
    width = len(head) if any(row[-1] for row in rows) else len(head) - 1
    return Table(caption, head[:width], tuple(row[:width] for row in rows))


def _row(part: MeasurePoint, instrument: str, yardsticks: Yardsticks, language: str) -> tuple[str, ...]:
    """One part in words."""
    test = yardsticks.instruments[instrument]
    measure = test.measure(part.measure)
    level = yardsticks.level_word(instrument, part.level) or test.level_word(part.level_key)
    unit = measure.unit(language) if measure is not None and measure.unit is not None else ""
    score = "" if part.score is None else f"{pen.number(part.score)} {unit}".strip()
    return (
        part.measure if measure is None else measure.title(language),
        score,
        "" if level is None else level.title(language),
        "" if part.goal is None else pen.number(part.goal),
        "" if part.national is None else str(part.national),
    )


def categories_table(parts: Iterable[Result], yardsticks: Yardsticks, language: str) -> Table | None:
    """How a student did in each reporting category of one core test; none where the file had none.

    ``parts`` are of one test, year and grade. Those that the pack knows stand in its order, the others by name after
    them. Points of two years are not on one ladder, so only one year stands in a table.
    """
    found = [part for part in parts if part.value is not None or part.level]
    if not found:
        return None
    first = found[0]
    instrument = yardsticks.instruments[first.instrument]
    order = {measure.key: place for place, measure in enumerate(instrument.measures)}
    found.sort(key=lambda part: (order.get(part.measure, len(order)), part.measure))
    with translation.override(language):
        caption = _("%(subject)s: the parts of the standards (%(year)s, grade %(grade)s)") % {
            "subject": yardsticks.pack.subject(first.subject).title(language),
            "year": year_text(first.year),
            "grade": grade_text(first.grade),
        }
        head = (_("Part"), _("Score"), _("Level"))
    return Table(caption, head, tuple(_category(part, yardsticks, language) for part in found))


def _category(part: Result, yardsticks: Yardsticks, language: str) -> tuple[str, ...]:
    """One category in words; one that the pack does not know is called what the file calls it."""
    instrument = yardsticks.instruments[part.instrument]
    measure, level = instrument.measure(part.measure), instrument.level_word(part.level)
    name = part.measure[:1].upper() + part.measure[1:] if measure is None else measure.title(language)
    score = "" if part.value is None else pen.number(part.value)
    return name, score, "" if level is None else level.title(language)
