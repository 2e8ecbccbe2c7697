"""How a row of the roster meets the district: made new, changed where it differs, or left; gone when not listed."""

from __future__ import annotations

import os
import time
import uuid
from collections.abc import Callable, Iterator, Mapping
from datetime import date, timedelta
from typing import Any, TypeVar

from doorway.roster.core.oneroster import Code, Findings, Mode, Scope
from doorway.roster.imports.plan.model import NAMED_PER_NOUN, Line, Noun, Plan, Verdict
from doorway.roster.imports.rows import AnyRow, Id, differing
from doorway.roster.imports.snapshot import Snapshot

Row = TypeVar("Row", bound=AnyRow)
Label = str | Callable[[], str]
"""How a row is called in the ledger; made only where it is written."""


class Comparing:
    """A plan in the making: what is there (and, noun by noun, what would be), and what was said."""

    def __init__(self, plan: Plan, now: Snapshot, today: date) -> None:
        self.plan = plan
        self.roster = plan.roster
        self.now = now
        self.today = today
        self.yesterday = today - timedelta(days=1)
        self.findings = Findings(strict=False)
        # What ids are called, where a change shows one.
        self.names: dict[Id, str] = {person.id: person.full_name for person in now.people.values()}
        self.names |= {row.id: row.name for rows in (now.years, now.schools) for row in rows.values()}
        self.names |= {row.id: row.title for rows in (now.courses, now.classes) for row in rows.values()}

    def merge(self, noun: Noun, before: Row | None, after: Row, label: Label, *, key: str, row: int | None) -> Row:
        """Take ``after`` into the plan, in the place of ``before`` when that was there."""
        counter = self.plan.counts[noun.name]
        if before == after:
            counter["unchanged"] += 1
            return after
        if before is None:
            self.plan.created[noun.table].append(after)
            counter[Verdict.CREATED] += 1
            if counter[Verdict.CREATED] <= NAMED_PER_NOUN:
                self.plan.lines.append(Line(Verdict.CREATED, noun.file, key, _text(label), row))
            return after
        self.plan.update(noun.table, before, after)
        counter[Verdict.CHANGED] += 1
        changes = {
            _field(name): (self._shown(getattr(before, name)), self._shown(getattr(after, name)))
            for name in differing(before, after)
        }
        self.plan.lines.append(Line(Verdict.CHANGED, noun.file, key, _text(label), row, changes=changes))
        return after

    def end(self, noun: Noun, before: Row, after: Row, label: Label, *, key: str) -> Row:
        """A row that the roster ends: it is kept, and no longer in force."""
        self.plan.update(noun.table, before, after)
        self.plan.counts[noun.name][Verdict.VANISHED] += 1
        self.plan.lines.append(Line(Verdict.VANISHED, noun.file, key, _text(label)))
        return after

    def remove(self, noun: Noun, row: AnyRow, label: Label, *, key: str) -> None:
        """A row that was a mistake: the roster says otherwise now, and nothing points at it."""
        self.plan.removed[noun.table].append(row.id)
        self.plan.counts[noun.name][Verdict.VANISHED] += 1
        self.plan.lines.append(Line(Verdict.VANISHED, noun.file, key, _text(label)))

    def say(
        self,
        code: Code,
        file: str,
        row: int | None,
        name: str,
        *,
        scope: Scope = Scope.ROW,
        forgive: bool = False,
        **params: object,
    ) -> None:
        """Something that only the comparison with the district shows."""
        self.findings.say(code, file=file, row=row, field=name, scope=scope, forgive=forgive, **params)

    def missing(self, name: str, known: Mapping[str, Any], listed: Mapping[str, Any]) -> Iterator[str]:
        """Ids the district has and the roster ends: named as deleted, or (of a whole file) no longer listed."""
        gone = self.roster.gone.get(name, frozenset())
        yield from sorted(gone & known.keys())
        if self.replaces(name):
            held = self.roster.held.get(name, frozenset())
            for key in known:
                if key not in listed and key not in held and key not in gone:
                    yield key

    def replaces(self, name: str) -> bool:
        """Whether the file is the whole truth, so that who is not in it has gone."""
        return self.roster.modes.get(name) is Mode.BULK and self.roster.whole.get(name, False)

    def said(self, file: str, columns: Mapping[str, str], values: Mapping[str, Any]) -> dict[str, Any]:
        """Those of the values whose column the file has: a missing column says nothing, it does not say "empty".

        ``columns`` names the column of each field; a field without one counts.
        """
        present = self.roster.columns.get(file, frozenset())
        return {name: value for name, value in values.items() if columns.get(name, "sourcedId") in present}

    def _shown(self, value: Any) -> Any:
        if isinstance(value, uuid.UUID):
            return self.names.get(value, "")
        return value.isoformat() if isinstance(value, date) else value


def _field(name: str) -> str:
    """What a column is called in the ledger: a reference by what it refers to, an id as what it is."""
    return name if name in ("sourced_id", "state_id") else name.removesuffix("_id")


def _text(label: Label) -> str:
    return (label if isinstance(label, str) else label())[:255]


def new_id() -> Id:
    """The id of a row that is made: random, and later ones sort later (UUID version 7).

    Hundreds of thousands of rows then go in at the end of an index, not all over it.
    """
    noise = int.from_bytes(os.urandom(10), "big")
    moment = time.time_ns() // 1_000_000
    return uuid.UUID(int=moment << 80 | 7 << 76 | (noise >> 62 & 0xFFF) << 64 | 2 << 62 | noise & (1 << 62) - 1)


def new_ids(count: int) -> Iterator[str]:
    """So many ids of the same kind as digits, each sorting after the one before.

    What else is random after the moment counts up here, and runs ahead of the clock where it must (RFC 9562, 6.2).
    """
    first = time.time_ns() // 1_000_000 << 12
    noise = os.urandom(8 * count)
    for number in range(count):
        moment = f"{first + number:015x}"
        random = int.from_bytes(noise[8 * number : 8 * number + 8], "big") & (1 << 62) - 1
        yield f"{moment[:12]}7{moment[12:]}{2 << 62 | random:016x}"
