"""The plan as data: its lines, what it makes and changes, and what would be lost."""

from __future__ import annotations

import dataclasses
import hashlib
import json
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from doorway.accounts.models import District
from doorway.roster.core.oneroster import Finding, Roster, Severity
from doorway.roster.imports.rows import AnyRow, Id, Table, differing
from doorway.roster.models import ImportLine

Verdict = ImportLine.Verdict

NOUNS: Final = (
    "schools", "sessions", "courses", "classes", "people", "roles", "stays", "grades", "enrollments", "guardians",
)  # fmt: skip
"""What is counted, in the order in which it is made."""

# A first import creates half a million rows; the ledger names this many of each kind and counts the rest. What is
# changed, refused or vanished is always named.
NAMED_PER_NOUN: Final = 2000


@dataclass(frozen=True)
class Noun:
    """What is compared: its name in :data:`NOUNS`, the file that lists it, the table that keeps it."""

    name: str
    file: str
    table: Table


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the plan, as the ledger will keep it."""

    verdict: str
    file: str
    key: str = ""
    label: str = ""
    row: int | None = None
    field: str = ""
    code: str = ""
    params: Mapping[str, Any] = dataclasses.field(default_factory=dict)
    changes: Mapping[str, tuple[Any, Any]] = dataclasses.field(default_factory=dict)

    @classmethod
    def of(cls, finding: Finding) -> Line:
        """A finding as a line."""
        params = dict(finding.params) | {"scope": finding.scope.value}
        if finding.severity is Severity.BREACH:
            params["breach"] = "yes"
        if finding.count > 1:
            params["count"] = str(finding.count)
        refused = finding.severity in (Severity.REFUSED, Severity.BREACH)
        return cls(
            verdict=Verdict.REFUSED if refused else Verdict.FORGIVEN,
            file=finding.file,
            row=finding.row,
            field=finding.field,
            code=finding.code.value,
            params=params,
        )


@dataclass(frozen=True)
class Loss:
    """So many of so many would lose something: ``students``, or a student's ``classes`` or ``guardians``, or the
    ``sign_ins`` of guardians, or ``schools`` all of their students. ``names``: of some of those that would lose it.
    """

    kind: str
    lost: int
    before: int
    names: Sequence[str] = ()

    @property
    def percent(self) -> float:
        """The share that is lost; of a school that would have no students, that is all of it."""
        if self.kind == "schools":
            return 100.0 if self.lost else 0.0
        return 100 * self.lost / self.before if self.before else 0.0


@dataclass
class Plan:
    """What would change, in rows to write by their table."""

    district: District
    roster: Roster
    lines: list[Line] = field(default_factory=list)
    counts: dict[str, Counter[str]] = field(default_factory=lambda: {noun: Counter() for noun in NOUNS})
    created: dict[Table, list[AnyRow]] = field(default_factory=lambda: defaultdict(list))
    removed: dict[Table, list[Id]] = field(default_factory=lambda: defaultdict(list))
    changed: dict[Table, dict[Id, tuple[AnyRow, AnyRow]]] = field(default_factory=lambda: defaultdict(dict))
    losses: list[Loss] = field(default_factory=list)
    # The school year, by its end, of which the grades are afterwards.
    grades_of: int | None = None

    @property
    def usable(self) -> bool:
        """Whether the bundle may be taken at all."""
        return self.roster.usable

    @property
    def changes_nothing(self) -> bool:
        """Whether everything is as the roster says already."""
        return not self.created and not self.changed and not self.removed

    def total(self, verdict: str) -> int:
        """How many rows of all kinds have this verdict."""
        return sum(counter[verdict] for counter in self.counts.values())

    def update(self, table: Table, before: AnyRow, after: AnyRow) -> None:
        """Another value for a row that is there, once or again."""
        first, _ = self.changed[table].get(before.id, (before, after))
        self.changed[table][before.id] = first, after

    def updates(self, table: Table) -> dict[tuple[str, ...], list[AnyRow]]:
        """The changed rows of a table by the fields that change: what does not change is not written."""
        found: dict[tuple[str, ...], list[AnyRow]] = defaultdict(list)
        for before, after in self.changed.get(table, {}).values():
            fields = tuple(differing(before, after))
            if fields:
                found[fields].append(after)
        return found

    def tally(self) -> dict[str, Any]:
        """The counts as the ledger keeps them."""
        said = Counter(line.verdict for line in self.lines)
        return {
            "nouns": {noun: dict(counter) for noun, counter in self.counts.items() if counter},
            "refused": said[Verdict.REFUSED],
            "forgiven": said[Verdict.FORGIVEN],
            "losses": [
                [loss.kind, loss.lost, loss.before, *([list(loss.names)] if loss.names else [])] for loss in self.losses
            ],
        }

    def digest(self) -> str:
        """A fingerprint: two plans with the same one say and change the same."""
        said = sorted(
            json.dumps([line.verdict, line.file, line.key, line.row, line.code, line.params, line.changes], default=str)
            for line in self.lines
        )
        text = hashlib.sha256()
        for line in said:
            text.update(line.encode())
        text.update(json.dumps(self.tally(), sort_keys=True).encode())
        return text.hexdigest()
