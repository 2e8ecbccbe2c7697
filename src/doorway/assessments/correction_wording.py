"""Corrections of results in the reader's words."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from doorway.assessments import wording
from doorway.assessments.charts import pen
from doorway.assessments.queries.corrections import Correction
from doorway.assessments.yardsticks import Yardsticks
from doorway.policy.packs import grade_number, grade_text, year_text

FIELDS: dict[str, str | Promise] = {
    "edition": gettext_lazy("Edition"),
    "grade": gettext_lazy("Grade of the test"),
    "scale": gettext_lazy("Scale"),
    "value": gettext_lazy("Score"),
    "level": gettext_lazy("Level"),
    "growth_percentile": gettext_lazy("Growth percentile of the state"),
    "national_percentile": gettext_lazy("National percentile"),
    "not_tested": gettext_lazy("Not tested"),
    "tested_on": gettext_lazy("Day of the test"),
    "accommodations": gettext_lazy("Support"),
}


def test_of(correction: Correction, yardsticks: Yardsticks, language: str) -> str:
    """Which test was corrected."""
    return test_words(correction.row, yardsticks, language)


def test_words(row: Any, yardsticks: Yardsticks, language: str) -> str:
    """Which test a result is of: its name, subject, part, year, grade and time of the year."""
    instrument = yardsticks.instruments.get(row.instrument)
    if instrument is None:
        return f"{row.instrument}, {year_text(row.school_year)}"
    subjects = {subject.key: subject for subject in yardsticks.pack.tests.subjects}
    words = [instrument.short(language)]
    words.append(subjects[row.subject].title(language) if row.subject in subjects else row.subject)
    if row.measure != instrument.main_measure.key:
        measure = instrument.measure(row.measure)
        words.append(row.measure if measure is None else measure.title(language))
    words.append(year_text(row.school_year))
    if row.grade:
        words.append(_("grade %(grade)s") % {"grade": grade_text(grade_number(row.grade))})
    period = instrument.period(row.period)
    if period is not None and len(instrument.periods) > 1:
        words.append(period.title(language))
    return ", ".join(words)


def lines_of(correction: Correction, yardsticks: Yardsticks, language: str) -> list[tuple[str, str, str]]:
    """For each field its name, and what it said before and after; a dash where it said nothing."""
    return [
        (
            str(FIELDS[change.field]),
            _value(change.field, change.before, correction, yardsticks, language),
            _value(change.field, change.after, correction, yardsticks, language),
        )
        for change in correction.changes
    ]


def _value(field: str, value: Any, correction: Correction, yardsticks: Yardsticks, language: str) -> str:
    """One value in words."""
    if value is None or value == "":
        return "–"
    if isinstance(value, Decimal):
        return pen.number(float(value))
    if isinstance(value, date):
        return date_format(value, "DATE_FORMAT")
    if field == "grade":
        return grade_text(grade_number(str(value)))
    if field == "not_tested":
        return wording.not_tested_wording(str(value), yardsticks, language)
    if field == "accommodations":
        return wording.supports(str(value), yardsticks, language)
    instrument = yardsticks.instruments.get(correction.row.instrument)
    level = instrument.level_word(str(value)) if field == "level" and instrument is not None else None
    return str(value) if level is None else level.title(language)
