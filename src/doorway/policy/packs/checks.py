"""What must hold across the files of a pack."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import combinations

from pydantic import BaseModel

from doorway.policy.packs.errors import Problem
from doorway.policy.packs.instruments import Cut, Instrument
from doorway.policy.packs.model import StatePack
from doorway.policy.packs.values import Dated, Fact, Grades, grade_text, year_text

CUTS = "cuts.csv"


def problems_of(pack: StatePack, files: dict[str, str], cuts: Sequence[tuple[int, Cut]]) -> tuple[Problem, ...]:
    """Everything in the pack that does not fit together; ``files``: instrument key to file, ``cuts``: with line."""
    found: list[Problem] = []
    found.extend(_sources(pack, files, cuts))
    found.extend(_plans(pack))
    found.extend(_words(pack))
    for instrument in pack.instruments:
        found.extend(_instrument(pack, instrument, files[instrument.key]))
    found.extend(_tests(pack))
    found.extend(_cuts(pack, cuts))
    return tuple(found)


def _facts(part: object, path: str) -> Iterator[tuple[str, Fact]]:
    """Every fact below a part, with its key path."""
    if isinstance(part, Fact):
        yield path, part
    if isinstance(part, BaseModel):
        for name in type(part).model_fields:
            yield from _facts(getattr(part, name), f"{path}.{name}" if path else name)
    elif isinstance(part, tuple):
        for index, item in enumerate(part, start=1):
            yield from _facts(item, f"{path}.{index}")


def _sources(pack: StatePack, files: dict[str, str], cuts: Sequence[tuple[int, Cut]]) -> Iterator[Problem]:
    """Facts whose source is not in sources.toml."""
    parts: list[tuple[str, object]] = [
        ("words.toml", pack.word_list),
        ("plans.toml", pack.plans),
        ("conferences.toml", pack.conferences),
        ("tests.toml", pack.tests),
    ]
    parts += [(files[instrument.key], instrument) for instrument in pack.instruments]
    for file, part in parts:
        for path, fact in _facts(part, ""):
            if fact.source not in pack.sources:
                yield Problem(file, f"{path}.source".lstrip("."), f"{fact.source!r} is not in sources.toml")
    for line, cut in cuts:
        if cut.source not in pack.sources:
            yield Problem(CUTS, f"line {line}, source", f"{cut.source!r} is not in sources.toml")


def _both_hold(one: Dated, other: Dated) -> int | None:
    """A year in which both hold, or none."""
    first = max(one.first_year or 0, other.first_year or 0)
    last = min(one.last_year or 9999, other.last_year or 9999)
    return max(first, 1) if first <= last else None


def _overlap(one: Grades, other: Grades) -> int | None:
    """A grade in both runs, or none."""
    first, last = max(one.first, other.first), min(one.last, other.last)
    return first if first <= last else None


def _plans(pack: StatePack) -> Iterator[Problem]:
    """Kinds of plan that overlap, names that hold twice, ratings that are not there, rules for one grade twice."""
    file = "plans.toml"
    for one, other in combinations(pack.plans.kinds, 2):
        grade = _overlap(one.grades, other.grades)
        if one.key == other.key:
            yield Problem(file, f"kinds.{one.key}", "is there twice")
        elif grade is not None:
            yield Problem(file, f"kinds.{other.key}.grades", f"grade {grade_text(grade)} is also in {one.key}")
    ratings = {rating.key for rating in pack.plans.ratings}
    for kind in pack.plans.kinds:
        for first, second in combinations(kind.names, 2):
            year = _both_hold(first, second)
            if year is not None:
                yield Problem(file, f"kinds.{kind.key}.names", f"two names hold in {year_text(year)}")
        for part in kind.sections:
            if part.rating and part.rating not in ratings:
                yield Problem(file, f"kinds.{kind.key}.sections.{part.key}.rating", f"no rating {part.rating!r}")
    parts = [(f"kinds.{kind.key}.sections.{part.key}", part) for kind in pack.plans.kinds for part in kind.sections]
    for (_place, part), (place, other_part) in combinations(parts, 2):
        # One number for one part, wherever it stands: a shared version says by it what is filled in.
        if (part.key == other_part.key) != (part.number == other_part.number):
            yield Problem(file, f"{place}.number", f"{part.key!r} has number {part.number}")
    for rule, next_rule in combinations(pack.conferences.rules, 2):
        grade = _overlap(rule.grades, next_rule.grades)
        if grade is not None:
            yield Problem("conferences.toml", "rules", f"two rules hold for grade {grade_text(grade)}")


def _words(pack: StatePack) -> Iterator[Problem]:
    """Terms and citations that hold twice in one year."""
    lists: tuple[tuple[str, Sequence[Dated]], ...] = (
        ("terms", pack.word_list.terms),
        ("citations", pack.word_list.citations),
    )
    for name, entries in lists:
        for one, other in combinations(entries, 2):
            year = _both_hold(one, other)
            if getattr(one, "key", None) == getattr(other, "key", None) and year is not None:
                yield Problem("words.toml", f"{name}.{getattr(one, 'key', '')}", f"two hold in {year_text(year)}")


def _instrument(pack: StatePack, instrument: Instrument, file: str) -> Iterator[Problem]:
    """What does not fit inside one test."""
    subjects = {subject.key for subject in pack.tests.subjects}
    scales = {scale.key for known in pack.instruments for scale in known.scales}
    numbers = [level.number for level in instrument.levels]
    if numbers != list(range(1, len(numbers) + 1)):
        yield Problem(file, "levels", "their numbers must be 1, 2, 3 … in this order")
    keys = [level.key for level in (*instrument.levels, *instrument.part_levels)]
    for key in sorted({key for key in keys if keys.count(key) > 1}):
        yield Problem(file, "levels", f"{key!r} is there twice")
    supports = {support.key for support in pack.tests.accommodations}
    for known in instrument.accommodations:
        if known.key not in supports:
            yield Problem(file, "accommodations", f"{known.key!r} is not in tests.toml")
    for offering in instrument.subjects:
        if offering.subject not in subjects:
            yield Problem(file, "subjects", f"{offering.subject!r} is not in tests.toml")
        if instrument.for_awards and instrument.bounds(offering.subject) is None:
            reason = f"{offering.subject!r} has no lowest and highest score, which for_awards asks for"
            yield Problem(file, "subjects", reason)
    if instrument.for_awards and not any(measure.main for measure in instrument.measures):
        yield Problem(file, "measures", "none is the main one, which for_awards asks for")
    for measure in instrument.measures:
        if measure.part_of and instrument.measure(measure.part_of) is None:
            yield Problem(file, f"measures.{measure.key}.part_of", f"no measure {measure.part_of!r}")
    for scale in instrument.scales:
        if scale.subject not in {offering.subject for offering in instrument.subjects}:
            yield Problem(file, f"scales.{scale.key}.subject", f"{scale.subject!r} is no subject of this test")
        if scale.continues and scale.continues not in scales:
            yield Problem(file, f"scales.{scale.key}.continues", f"no scale {scale.continues!r}")
    for one, other in combinations(instrument.scales, 2):
        year = _both_hold(one, other)
        if one.key == other.key:
            yield Problem(file, f"scales.{one.key}", "is there twice")
        elif one.subject == other.subject and year is not None and _overlap(one.grades, other.grades) is not None:
            yield Problem(file, f"scales.{other.key}", f"{year_text(year)} is also in {one.key}, for the same grade")
    for other_instrument in pack.instruments:
        if other_instrument is not instrument and other_instrument.key == instrument.key:
            yield Problem(file, "key", f"another test is also called {instrument.key!r}")


def _tests(pack: StatePack) -> Iterator[Problem]:
    """Rules on reading at grade level, and years without tests, that name what is not there."""
    known = {instrument.key: instrument for instrument in pack.instruments}
    for index, pause in enumerate(pack.tests.pauses, start=1):
        for key in pause.given:
            if key not in known:
                yield Problem("tests.toml", f"pauses.{index}.given", f"no test {key!r}")
    keys = [support.key for support in pack.tests.accommodations]
    for key in sorted({key for key in keys if keys.count(key) > 1}):
        yield Problem("tests.toml", f"accommodations.{key}", "is there twice")
    for index, rule in enumerate(pack.tests.on_grade_level, start=1):
        for key in rule.instruments:
            instrument = known.get(key)
            where = f"on_grade_level.{index}"
            if instrument is None:
                yield Problem("tests.toml", where, f"no test {key!r}")
            elif instrument.level(rule.level) is None:
                yield Problem("tests.toml", where, f"{key} has no level {rule.level!r}")
            elif instrument.period(rule.first_period) is None:
                yield Problem("tests.toml", where, f"{key} has no period {rule.first_period!r}")


def _cuts(pack: StatePack, cuts: Sequence[tuple[int, Cut]]) -> Iterator[Problem]:
    """Rows of cuts that name what is not there, are there twice, or do not go up."""
    known = {instrument.key: instrument for instrument in pack.instruments}
    seen: dict[tuple[str, str, int, str], int] = {}
    for line, cut in cuts:
        place = f"line {line}"
        instrument = known.get(cut.instrument)
        if instrument is None:
            yield Problem(CUTS, f"{place}, instrument", f"no test {cut.instrument!r}")
            continue
        scale = next((scale for scale in instrument.scales if scale.key == cut.scale), None)
        if scale is None:
            yield Problem(CUTS, f"{place}, scale", f"{cut.instrument} has no scale {cut.scale!r}")
        elif cut.grade not in scale.grades:
            yield Problem(CUTS, f"{place}, grade", f"grade {grade_text(cut.grade)} is not on the scale {cut.scale}")
        if instrument.measure(cut.measure) is None:
            yield Problem(CUTS, f"{place}, measure", f"{cut.instrument} has no measure {cut.measure!r}")
        if instrument.period(cut.period) is None:
            yield Problem(CUTS, f"{place}, period", f"{cut.instrument} has no period {cut.period!r}")
        key = (cut.scale, cut.measure, cut.grade, cut.period)
        if key in seen:
            yield Problem(CUTS, place, f"says again what line {seen[key]} says")
        seen[key] = line
        scores = [cut.lowest, *(score for _, score in cut.starts), cut.highest]
        numbers = [score for score in scores if score is not None]
        if numbers != sorted(numbers):
            yield Problem(CUTS, place, "the numbers must go up: lowest, level_2, level_3, level_4, highest")
        top = max((number for number, _ in cut.starts), default=1)
        if top > len(instrument.levels):
            yield Problem(CUTS, f"{place}, level_{top}", f"{cut.instrument} has {len(instrument.levels)} levels")
