"""What a file would do, whatever it holds: the rows that can be taken, what they change, and what cannot be taken."""

from __future__ import annotations

import uuid
from abc import ABC, abstractmethod
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any, ClassVar

from doorway.accounts.models import District
from doorway.pathways.models import CatalogCourse, TranscriptCourse
from doorway.roster.files import TableFile, open_table
from doorway.roster.models import ImportRun

Key = tuple[Any, ...]
Values = dict[str, Any]


@dataclass(frozen=True)
class Said:
    """Something about a row: why it is refused, or what a person should know about one that is taken."""

    row: int | None
    column: str
    given: str
    code: str
    params: dict[str, Any]


@dataclass(frozen=True)
class Wanted:
    """A row that can be taken. ``given`` is what the file calls it (an id), ``label`` what it is about."""

    row: int
    given: str
    label: str
    key: Key
    values: Values


@dataclass(frozen=True)
class Stored:
    """A record that is on file."""

    pk: uuid.UUID
    values: Values
    label: str = ""
    given: str = ""


@dataclass(frozen=True)
class Change:
    """A record that gets other values: field to (before, after)."""

    wanted: Wanted
    pk: uuid.UUID
    fields: dict[str, tuple[Any, Any]]


@dataclass
class Comparison:
    """Everything a file would do. ``noted``: what a person should know, of rows that are taken or stand for another."""

    created: list[Wanted] = field(default_factory=list)
    changed: list[Change] = field(default_factory=list)
    unchanged: int = 0
    vanished: list[Stored] = field(default_factory=list)
    refused: list[Said] = field(default_factory=list)
    noted: list[Said] = field(default_factory=list)

    @property
    def counts(self) -> dict[str, int]:
        """How many rows of each kind."""
        return {
            "created": len(self.created),
            "changed": len(self.changed),
            "unchanged": self.unchanged,
            "vanished": len(self.vanished),
            "refused": len(self.refused),
            "noted": len(self.noted),
        }


class RecordFile(ABC):
    """One kind of file, opened for a district: what its columns are, how a row is read, what is on file."""

    kind: ClassVar[ImportRun.Kind]
    required: ClassVar[tuple[str, ...]]
    optional: ClassVar[tuple[str, ...]]
    model: ClassVar[type[CatalogCourse | TranscriptCourse]]
    # The fields that tell one record from another, in the order of the key.
    key_fields: ClassVar[tuple[str, ...]]
    # Two rows about the same record that say different things are refused with this sentence.
    contradiction: ClassVar[str]

    def __init__(self, file: TableFile, district: District, today: date) -> None:
        self.file, self.district, self.today = file, district, today
        # About which rows contradict each other: none of them is taken.
        self.disputed: set[Key] = set()

    @classmethod
    def open(cls, path: Path, name: str = "") -> TableFile:
        """The file as a table; ``TableRefused`` when it cannot be read as one."""
        return open_table(path, name, required=cls.required, optional=cls.optional)

    def rows(self) -> Iterator[tuple[int, list[str]]]:
        """The rows that are read, with their numbers."""
        return self.file.rows()

    @abstractmethod
    def given(self, cells: list[str]) -> str:
        """What the row calls the record it is about, as far as a ledger may keep it."""

    @abstractmethod
    def read(self, number: int, cells: list[str]) -> Wanted:
        """The row; ``RowRefused`` when it cannot be taken."""

    def contradicts(self, one: Wanted, other: Wanted) -> str:
        """The sentence with which two rows about the same record are refused."""
        return self.contradiction

    def one_of(self, rows: Sequence[Wanted]) -> Wanted | None:
        """The row that holds of several about the same record that say different things, whatever their order; none
        where nobody can say which one. Then all are refused.
        """
        return None

    def in_place_of(self, held: Wanted) -> tuple[str, dict[str, Any]]:
        """The sentence with which a row is left out because another one holds, with its values."""
        return self.contradiction, {"row": held.row}

    @abstractmethod
    def stored(self, wanted: Mapping[Key, Wanted]) -> dict[Key, Stored]:
        """The records on file that the file is about. A fixed number of queries."""

    def vanished(self, wanted: Mapping[Key, Wanted], stored: Mapping[Key, Stored]) -> list[Stored]:
        """Records that the file takes away by no longer listing them."""
        return []

    def notes(self, wanted: Iterable[Wanted], stored: Mapping[Key, Stored]) -> Iterable[Said]:
        """What a person should know about rows that are taken."""
        return ()

    def named(self, row: Wanted) -> Values:
        """The fields that tell a new record from others, as they are written down."""
        return dict(zip(self.key_fields, row.key, strict=True))

    def fields_of(self, values: Values) -> Values:
        """The values that stand in the record itself."""
        return values

    def after_writing(self, records: Mapping[uuid.UUID, Values], run: ImportRun) -> None:
        """Write what stands beside the records, by their id: of new ones all values, of the others what changed."""
        return
