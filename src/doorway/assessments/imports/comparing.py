"""A score file against the database: what is new, what changes, what stays, what is refused."""

from __future__ import annotations

import uuid
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from doorway.accounts.models import District
from doorway.assessments.imports.rows import RowReader, Said, Target
from doorway.assessments.models import Score
from doorway.policy.packs import StatePack
from doorway.roster.files import RowRefused, StudentIds, TableFile, given_id

Key = tuple[uuid.UUID, str, str, str, int, str, str]
Stored = tuple[uuid.UUID, Decimal | None, str, int | None, str, date | None, str, str]


@dataclass(frozen=True)
class Refused:
    """A row that cannot be taken."""

    row: int
    column: str
    student: str
    code: str
    params: dict[str, Any]


@dataclass(frozen=True)
class Wanted:
    """A row that can be taken: whose result it is, of which test, and what it says."""

    row: int
    student_id: uuid.UUID
    given_id: str
    target: Target
    said: Said


@dataclass(frozen=True)
class Change:
    """A result that is on file and gets other values: field to (before, after)."""

    wanted: Wanted
    score_id: uuid.UUID
    fields: dict[str, tuple[Any, Any]]


@dataclass
class Comparison:
    """Everything a file would do."""

    created: list[Wanted] = field(default_factory=list)
    changed: list[Change] = field(default_factory=list)
    unchanged: int = 0
    refused: list[Refused] = field(default_factory=list)

    @property
    def counts(self) -> dict[str, int]:
        """How many rows of each kind."""
        return {
            "created": len(self.created),
            "changed": len(self.changed),
            "unchanged": self.unchanged,
            "refused": len(self.refused),
        }


def compare(file: TableFile, *, district: District, pack: StatePack, this_year: int) -> Comparison:
    """What the file would do in a district: a fixed number of queries whatever its length."""
    result = Comparison()
    wanted = _read(file, district=district, pack=pack, this_year=this_year, refused=result.refused)
    stored = _stored(district, wanted)
    for key, row in wanted.items():
        before = stored.get(key)
        if before is None:
            result.created.append(row)
            continue
        fields = _differences(row, before)
        if fields:
            result.changed.append(Change(row, before[0], fields))
        else:
            result.unchanged += 1
    result.refused.sort(key=lambda refused: refused.row)
    return result


def _read(
    file: TableFile, *, district: District, pack: StatePack, this_year: int, refused: list[Refused]
) -> dict[Key, Wanted]:
    """The rows that can be taken, by what they are about; the others are added to ``refused``."""
    reader = RowReader(file, pack, this_year)
    students = StudentIds(district)
    found: dict[Key, Wanted] = {}
    disputed: dict[Key, int] = {}
    for number, cells in file.rows():
        given = given_id(file, cells)
        try:
            target, said = reader.read(cells)
            wanted = Wanted(number, students.find(given), given, target, said)
            key: Key = (wanted.student_id, *target.key)
            earlier = found.get(key)
            if earlier is None:
                found[key] = wanted
                continue
            if earlier.said != said:
                disputed.setdefault(key, number)
                raise RowRefused("", "contradicts", row=earlier.row)
            raise RowRefused("", "said_twice", row=earlier.row)
        except RowRefused as problem:
            refused.append(Refused(number, problem.column, given, problem.code, problem.params))
    for key, other in disputed.items():
        first = found.pop(key)
        refused.append(Refused(first.row, "", first.given_id, "contradicts", {"row": other}))
    return found


def _stored(district: District, wanted: dict[Key, Wanted]) -> dict[Key, Stored]:
    """What is on file for the tests and years of the rows."""
    instruments = {key[1] for key in wanted}
    years = {key[4] for key in wanted}
    rows = Score.objects.filter(district=district, instrument__in=instruments, school_year__in=years).values_list(
        "student_id",
        "instrument",
        "subject",
        "measure",
        "school_year",
        "grade",
        "period",
        "pk",
        "value",
        "level",
        "growth_percentile",
        "not_tested",
        "tested_on",
        "scale",
        "edition",
    )
    found: dict[Key, Stored] = {}
    for row in rows.iterator(chunk_size=20_000):
        key: Key = row[:7]
        if key in wanted:
            found[key] = row[7:]
    return found


def _differences(row: Wanted, before: Stored) -> dict[str, tuple[Any, Any]]:
    """The fields that get another value. An empty cell leaves what is on file; a score takes a reason's place."""
    said = row.said
    _pk, value, level, growth, not_tested, tested_on, scale, edition = before
    after: dict[str, tuple[Any, Any]] = {"scale": (scale, row.target.scale)}
    if said.not_tested:
        after |= {"value": (value, None), "level": (level, ""), "not_tested": (not_tested, said.not_tested)}
        after["growth_percentile"] = (growth, said.growth_percentile)
    else:
        after["not_tested"] = (not_tested, "")
        if said.value is not None:
            after["value"] = (value, said.value)
        if said.level:
            after["level"] = (level, said.level)
        if said.growth_percentile is not None:
            after["growth_percentile"] = (growth, said.growth_percentile)
    if said.tested_on is not None:
        after["tested_on"] = (tested_on, said.tested_on)
    if row.target.edition:
        after["edition"] = (edition, row.target.edition)
    return {name: pair for name, pair in after.items() if pair[0] != pair[1]}
