"""A table whose rows were made from a file of another shape: JSON, or several files in one."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from doorway.roster.files.table import TableFile


@dataclass(frozen=True, kw_only=True)
class GivenTable(TableFile):
    """Rows that are there already, each with the place in the file by which a person finds it."""

    given: Sequence[tuple[int, list[str]]] = ()

    @classmethod
    def of(
        cls, path: Path, name: str, sha256: str, columns: Sequence[str], rows: Sequence[tuple[int, list[str]]]
    ) -> GivenTable:
        """The table of these columns and rows; ``sha256`` is the fingerprint of the file that they come from."""
        places = {column: index for index, column in enumerate(columns)}
        return cls(
            path=path, name=name or path.name, sha256=sha256, separator=",", header=tuple(columns), places=places,
            ignored=(), given=rows,
        )  # fmt: skip

    def rows(self) -> Iterator[tuple[int, list[str]]]:
        """The rows."""
        yield from self.given
