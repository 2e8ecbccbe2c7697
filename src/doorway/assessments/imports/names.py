"""What files call things: keys, titles and aliases of the pack, without regard to case and spaces."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from doorway.policy.packs import Instrument, Level, StatePack, Text


def plain(text: str) -> str:
    """A name without regard to case and spaces."""
    return " ".join(text.casefold().split())


def names(key: str, texts: Iterable[Text], aliases: Iterable[str]) -> dict[str, str]:
    """Every name of a thing, to its key."""
    found = [key, *aliases, *(word for text in texts for word in text.root.values())]
    return {plain(name): key for name in found}


@dataclass(frozen=True)
class InstrumentNames:
    """What files call the parts of one test."""

    instrument: Instrument
    subjects: dict[str, str]
    periods: dict[str, str]
    measures: dict[str, str]
    levels: dict[str, str]
    # Of the parts, where they have levels of their own.
    part_levels: dict[str, str]
    editions: dict[str, str]
    accommodations: dict[str, str]


@dataclass(frozen=True)
class PackNames:
    """What files call the tests of a pack and the reasons for not being tested."""

    instruments: dict[str, InstrumentNames]
    reasons: dict[str, str]

    @classmethod
    def of(cls, pack: StatePack) -> PackNames:
        """The names of a pack."""
        instruments = {}
        for instrument in pack.instruments:
            known = _instrument(pack, instrument)
            for name in names(instrument.key, (instrument.title, instrument.short), instrument.aliases):
                instruments[name] = known
        reasons: dict[str, str] = {}
        for reason in pack.tests.not_tested:
            reasons |= names(reason.key, (reason.title,), reason.aliases)
        return cls(instruments, reasons)


def _instrument(pack: StatePack, instrument: Instrument) -> InstrumentNames:
    """The names of one test."""
    subjects: dict[str, str] = {}
    for offering in instrument.subjects:
        subject = pack.subject(offering.subject)
        subjects |= names(subject.key, (subject.title,), subject.aliases)
    periods: dict[str, str] = {}
    for period in instrument.periods:
        periods |= names(period.key, (period.title, period.short), period.aliases)
    measures: dict[str, str] = {}
    for measure in instrument.measures:
        measures |= names(measure.key, (measure.title,), measure.aliases)
    levels = _levels(instrument.levels)
    editions: dict[str, str] = {}
    for edition in instrument.editions:
        editions |= names(edition.key, (edition.title,), edition.aliases)
    accommodations: dict[str, str] = {}
    known = {support.key: support for support in pack.tests.accommodations}
    for own in instrument.accommodations:
        support = known[own.key]
        accommodations |= names(own.key, (support.title,), (*support.aliases, *own.aliases))
    return InstrumentNames(
        instrument,
        subjects,
        periods,
        measures,
        levels,
        # A part may also be given a level of the whole: its own words come first.
        levels | _levels(instrument.part_levels),
        editions,
        accommodations,
    )


def _levels(levels: Iterable[Level]) -> dict[str, str]:
    """The words and numbers of levels."""
    every = tuple(levels)
    # A level's own words come before the numbers of others: level 7 of a report need not be our seventh.
    found = {str(level.number): level.key for level in every}
    for level in every:
        found |= names(level.key, (level.title, level.short), level.aliases)
    return found
