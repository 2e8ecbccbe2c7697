"""Results that were corrected after they were taken in: what they said before, from the history."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils import translation
from django.utils.translation import gettext_lazy as _

from doorway.assessments.charts import pen
from doorway.assessments.models import TEST_KEY, Score
from doorway.policy.packs import Instrument, StatePack, year_text
from doorway.policy.queries import state_pack
from doorway.roster.models import Person

# What a reader of the page would miss if it changed without a word.
TOLD = {
    "value": _("Score"),
    "level": _("Level"),
    "growth_percentile": _("Growth percentile of the state"),
    "national_percentile": _("National percentile"),
    "not_tested": _("Why not tested"),
}


@dataclass(frozen=True)
class Correction:
    """A result that said something else before: (what, before, after), and when it changed."""

    test: str
    at: datetime
    changes: tuple[tuple[str, str, str], ...]


def corrections_of(student: Person, language: str) -> list[Correction]:
    """The corrections of a student's results, the newest first. One query; the caller checked who may see them."""
    history = Score.history.filter(student_id=student.pk, district_id=student.district_id)
    corrected = history.filter(history_type="~").values("id")
    columns = ("id", "history_date", *TEST_KEY, *TOLD)
    rows = history.filter(id__in=corrected).order_by("id", "history_date", "history_id").values(*columns)
    pack = state_pack(student.district)
    found = list(_corrections(rows, pack, language))
    return sorted(found, key=lambda one: one.at, reverse=True)


def _corrections(rows: Iterable[dict[str, Any]], pack: StatePack, language: str) -> Iterable[Correction]:
    """Neighbors in the history of one result that say different things."""
    before: dict[uuid.UUID, dict[str, Any]] = {}
    for row in rows:
        earlier = before.get(row["id"])
        before[row["id"]] = row
        if earlier is None:
            continue
        instrument = next((one for one in pack.instruments if one.key == row["instrument"]), None)
        with translation.override(language):
            changes = tuple(
                (
                    str(label),
                    _said(earlier, name, instrument, pack, language),
                    _said(row, name, instrument, pack, language),
                )
                for name, label in TOLD.items()
                if earlier[name] != row[name]
            )
        if changes:
            yield Correction(_test(row, instrument, pack, language), row["history_date"], changes)


def _said(row: dict[str, Any], name: str, instrument: Instrument | None, pack: StatePack, language: str) -> str:
    """What a result said in one field."""
    value = row[name]
    if value in (None, ""):
        return "–"
    if name == "value":
        return pen.number(value)
    if name == "level" and instrument is not None:
        level = instrument.level(value)
        return str(value) if level is None else level.title(language)
    if name == "not_tested":
        known = (reason for reason in pack.tests.not_tested if reason.key == value)
        return next((reason.title(language) for reason in known), str(value))
    return str(value)


def _test(row: dict[str, Any], instrument: Instrument | None, pack: StatePack, language: str) -> str:
    """Which test it is: its name, part and time."""
    if instrument is None:
        return f"{row['instrument']} {year_text(row['school_year'])}"
    measure, period = instrument.measure(row["measure"]), instrument.period(row["period"])
    part = row["measure"] if measure is None else measure.title(language)
    subjects = {subject.key: subject.title(language) for subject in pack.tests.subjects}
    when = f"{period.short(language)} " if period is not None and len(instrument.periods) > 1 else ""
    subject = subjects.get(row["subject"], row["subject"])
    return f"{instrument.title(language)}, {subject}: {part}, {when}{year_text(row['school_year'])}"
