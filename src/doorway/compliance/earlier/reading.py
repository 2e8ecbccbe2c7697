"""One row of a file of earlier conferences: what it says, or why it cannot be taken."""

from __future__ import annotations

import re
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from doorway.accounts.models import District
from doorway.compliance.earlier.dates import month_first, read_day
from doorway.conferences.models import EarlierConference
from doorway.conferences.models.earlier import LONGEST_GROUP_MINUTES, LONGEST_WORDS
from doorway.conferences.models.held import LONGEST_MINUTES
from doorway.roster.files import RowRefused, StudentIds, TableFile, cells_of, check_id
from doorway.roster.models import Membership, Person, Role, School

Kind = EarlierConference.Kind
KINDS = {
    **dict.fromkeys(("individual", "i", "one-on-one", "1:1"), Kind.INDIVIDUAL),
    **dict.fromkeys(("group", "g", "grupo", "grupal", "en grupo", "de grupo"), Kind.GROUP),
}
YES = {"yes", "y", "true", "1", "x", "sí", "si", "s", "verdadero"}
NO = {"no", "n", "false", "0", "falso"}
_MINUTES = re.compile(r"^(\d{1,5})(?:[.,]0+)?(?: ?min(?:ute|uto)?s?\.?)?$", re.ASCII | re.IGNORECASE)
_NO_STAFF = (Role.STUDENT, Role.GUARDIAN)

Key = tuple[uuid.UUID, date, str, str]


@dataclass(frozen=True)
class Wanted:
    """What a row says. ``school``: a school of this district that the row names; ``place``: another, in its words.

    ``is_odd_id``: who held it looks like an id, and nobody of the staff has it.
    """

    row: int
    given: str
    student: uuid.UUID
    kind: Kind
    on: date
    host: uuid.UUID | None = None
    held_by: str = ""
    with_counselor: bool | None = None
    student_there: bool | None = None
    minutes: int | None = None
    school: uuid.UUID | None = None
    place: str = ""
    is_odd_id: bool = False

    @property
    def holder(self) -> str:
        """What tells two rows of one conference apart: who held it."""
        return str(self.host) if self.host else self.held_by.casefold()

    @property
    def key(self) -> Key:
        """One row of each may be on file."""
        return self.student, self.on, self.kind, self.holder

    @property
    def says(self) -> tuple[object, ...]:
        """Everything else that the row says."""
        return self.with_counselor, self.student_there, self.minutes, self.school, self.place


class Rows:
    """Reads the rows of a file for a district. Three queries, however many rows."""

    def __init__(self, file: TableFile, district: District) -> None:
        self.file = file
        self.all: Sequence[tuple[int, list[str]]] = list(file.rows())
        at = file.places["date"]
        self._month_leads = month_first(cells[at] for _number, cells in self.all if at < len(cells))
        self._students = StudentIds(district)
        self._staff = _staff_of(district)
        self._schools: dict[str, uuid.UUID] = {}
        for pk, *names in School.objects.filter(district=district).values_list(
            "pk", "slug", "identifier", "sourced_id", "name"
        ):
            self._schools |= {name.casefold(): pk for name in names if name}

    def read(self, number: int, cells: list[str]) -> Wanted:
        """The row; :class:`RowRefused` when it cannot be taken."""
        row = cells_of(self.file, cells)
        check_id(row)
        student = self._students.find(row["student_id"])
        kind = _kind(row.get("kind", ""))
        on = read_day(row.get("date", ""), month_leads=self._month_leads)
        parent = _yes_no(row, "parent")
        if parent is None:
            raise RowRefused("parent", "no_parent")
        if not parent:
            raise RowRefused("parent", "nobody_came")
        host, held_by = self._holder(_words(row, "held_by"))
        school, place = self._place(_words(row, "school"))
        return Wanted(
            number,
            row["student_id"],
            student,
            kind,
            on,
            host,
            held_by,
            _yes_no(row, "counselor"),
            _yes_no(row, "student"),
            _minutes(row.get("minutes", ""), kind),
            school,
            place,
            is_odd_id=bool(held_by) and ("@" in held_by or any(letter.isdigit() for letter in held_by)),
        )

    def _holder(self, text: str) -> tuple[uuid.UUID | None, str]:
        """Somebody of the staff by an id, never by name; else words."""
        if text.casefold() not in self._staff:
            return None, text
        found = self._staff[text.casefold()]
        if found is None:
            raise RowRefused("held_by", "ambiguous_staff", value=text)
        return found, ""

    def _place(self, text: str) -> tuple[uuid.UUID | None, str]:
        school = self._schools.get(text.casefold()) if text else None
        return (school, "") if school else (None, text)


def _staff_of(district: District) -> dict[str, uuid.UUID | None]:
    """Who works or worked here, by every id that a file may give; none for an id that several have. One query."""
    working = Membership.objects.filter(district=district).exclude(role__in=_NO_STAFF).values("person")
    found: dict[str, uuid.UUID | None] = {}
    for pk, *ids in Person.objects.filter(district=district, pk__in=working).values_list(
        "pk", "identifier", "state_id", "sourced_id", "email"
    ):
        for given in {one.casefold() for one in ids if one}:
            found[given] = None if found.get(given, pk) != pk else pk
    return found


def _kind(text: str) -> Kind:
    if not text:
        raise RowRefused("kind", "no_kind")
    found = KINDS.get(" ".join(text.casefold().split()))
    if found is None:
        raise RowRefused("kind", "bad_kind", value=text)
    return found


def _yes_no(row: Mapping[str, str], column: str) -> bool | None:
    word = row.get(column, "").casefold()
    if not word:
        return None
    if word not in YES | NO:
        raise RowRefused(column, "bad_yes_no", value=row[column])
    return word in YES


def _words(row: Mapping[str, str], column: str) -> str:
    text = " ".join(row.get(column, "").split())
    if len(text) > LONGEST_WORDS:
        raise RowRefused(column, "long_words", most=LONGEST_WORDS)
    return text


def _minutes(text: str, kind: Kind) -> int | None:
    if not text:
        return None
    match = _MINUTES.match(text)
    if match is None or int(match[1]) < 1:
        raise RowRefused("minutes", "bad_minutes", value=text)
    most = LONGEST_MINUTES if kind == Kind.INDIVIDUAL else LONGEST_GROUP_MINUTES
    if int(match[1]) > most:
        raise RowRefused("minutes", "too_many_minutes", value=text, most=most)
    return int(match[1])
