"""Lines of an import's ledger about single rows of a file."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Protocol

from doorway.roster.models import ImportLine, ImportRun

# Lines kept of one verdict: enough to correct a file by, without a ledger longer than the records.
MOST_LINES = 5_000


class Said(Protocol):
    """Something about a row: where, what the file calls it, and which sentence says it."""

    @property
    def row(self) -> int | None: ...
    @property
    def column(self) -> str: ...
    @property
    def given(self) -> str: ...
    @property
    def code(self) -> str: ...
    @property
    def params(self) -> Mapping[str, Any]: ...


def said_of_rows(run: ImportRun, verdict: ImportLine.Verdict, rows: Sequence[Said]) -> Iterator[ImportLine]:
    """Lines to be kept, not kept yet."""
    for said in rows[:MOST_LINES]:
        yield ImportLine(
            run=run,
            verdict=verdict,
            file=run.source_name[:80],
            row=said.row,
            field=said.column,
            key=said.given,
            code=said.code,
            params=said.params,
        )
