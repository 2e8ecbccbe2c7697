"""Tests that have no chart of their own (ACT practice, AP, language tests …): a table for each."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.utils import translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from doorway.assessments import wording
from doorway.assessments.charts import Table, pen
from doorway.assessments.yardsticks import Yardsticks
from doorway.policy.packs import Instrument, year_text

# Older results stay on file; the page shows where the student stands.
YEARS_SHOWN = 2


@dataclass(frozen=True)
class OtherResult:
    """One result of such a test, as it was imported. ``day`` is ISO text: a day, a month, or nothing."""

    instrument: str
    subject: str
    measure: str
    year: int
    period: str
    day: str = ""
    value: float | None = None
    level: str = ""
    national_percentile: int | None = None
    not_tested: str = ""
    accommodations: str = ""


@dataclass(frozen=True)
class OtherTest:
    """The results of one such test, the newest first."""

    instrument: Instrument
    results: tuple[OtherResult, ...]
    yardsticks: Yardsticks

    @property
    def has_percentile(self) -> bool:
        """Whether a result says where the student stands in the country."""
        return any(result.national_percentile is not None for result in self.results)

    def table(self, language: str) -> Table:
        """Every result in words. Columns that no result fills are left out."""
        rows = [self._row(result, language) for result in self.results]
        with translation.override(language):
            heads = (_("When"), _("Part"), _("Score"), _("Level"), _("National percentile"), _("Support"))
        kept = [index for index in range(len(heads)) if index < 2 or any(row[index] for row in rows)]
        return Table(
            self.instrument.title(language),
            tuple(heads[index] for index in kept),
            tuple(tuple(row[index] for index in kept) for row in rows),
        )

    def _row(self, result: OtherResult, language: str) -> tuple[str, ...]:
        """One result in words."""
        level = self.instrument.level_word(result.level)
        score = "" if result.value is None else pen.number(result.value)
        if result.not_tested:
            reason = wording.not_tested_wording(result.not_tested, self.yardsticks, language)
            with translation.override(language):
                score = _("not tested: %(reason)s") % {"reason": reason}
        percentile = "" if result.national_percentile is None else str(result.national_percentile)
        words = result.level if level is None else level.title(language)
        support = "" if result.not_tested else wording.supports(result.accommodations, self.yardsticks, language)
        return self._when(result, language), self._part(result, language), score, words, percentile, support

    def _when(self, result: OtherResult, language: str) -> str:
        """The day or month of the test, or the time of the school year."""
        with translation.override(language):
            if len(result.day) == len("2026-04-21"):
                return date_format(date.fromisoformat(result.day), "SHORT_DATE_FORMAT")
            if result.day:
                return date_format(date.fromisoformat(f"{result.day}-01"), "YEAR_MONTH_FORMAT")
        period = self.instrument.period(result.period)
        several = len(self.instrument.periods) > 1 and period is not None
        return f"{period.short(language)} {year_text(result.year)}" if several and period else year_text(result.year)

    def _part(self, result: OtherResult, language: str) -> str:
        """The subject where there are several, and the part of the test."""
        measure = self.instrument.measure(result.measure)
        part = result.measure if measure is None else measure.title(language)
        if len(self.instrument.subjects) == 1:
            return part
        subject = self.yardsticks.pack.subject(result.subject).title(language)
        return subject if len(self.instrument.measures) == 1 else f"{subject}: {part}"


def other_tests(results: Iterable[OtherResult], yardsticks: Yardsticks) -> tuple[OtherTest, ...]:
    """The tests of a student, the one taken last first; of each the last years."""
    found: dict[str, list[OtherResult]] = {}
    for result in results:
        found.setdefault(result.instrument, []).append(result)
    tests = [_test(key, own, yardsticks) for key, own in found.items()]
    return tuple(sorted(tests, key=lambda test: (-test.results[0].year, test.instrument.key)))


def _test(key: str, results: list[OtherResult], yardsticks: Yardsticks) -> OtherTest:
    """One test: newest first, inside a day in the order of the pack."""
    instrument = yardsticks.instruments[key]
    subjects = [offering.subject for offering in instrument.subjects]
    measures = [measure.key for measure in instrument.measures]
    periods = [period.key for period in instrument.periods]

    def place(order: list[str], name: str) -> int:
        return order.index(name) if name in order else len(order)

    newest = max(result.year for result in results)
    kept = [result for result in results if result.year > newest - YEARS_SHOWN]
    kept.sort(key=lambda one: (place(subjects, one.subject), place(measures, one.measure), one.measure))
    kept.sort(key=lambda one: (one.year, place(periods, one.period), one.day), reverse=True)
    return OtherTest(instrument, tuple(kept), yardsticks)
