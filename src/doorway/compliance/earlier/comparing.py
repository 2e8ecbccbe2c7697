"""A file of earlier conferences against what is on record: what comes, what is there already, what cannot be taken."""

from __future__ import annotations

import uuid
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from django.utils import timezone

from doorway.accounts.models import District
from doorway.compliance.core.days import Year, years_back, years_later
from doorway.compliance.core.path import USUAL, Path
from doorway.compliance.earlier.reading import Key, Kind, Rows, Wanted
from doorway.compliance.models import GroupGuest
from doorway.conferences.actions.holding import MOST_YEARS
from doorway.conferences.models import Appointment, EarlierConference
from doorway.pathways.imports.model import Said
from doorway.policy.packs import grade_number
from doorway.roster.core.grades import number_of
from doorway.roster.files import RowRefused, TableFile
from doorway.roster.files.rows import given_id
from doorway.roster.models import EarlierGrade, EarlierStay, ImportRun, Membership, Person, Role, SchoolYear

# Nobody was in a school before; one year more, for a child who was kept back.
YOUNGEST = -2
APPLIED = ImportRun.Status.APPLIED


@dataclass(frozen=True)
class Ready:
    """A row that comes, with the school of this district at which it was held; none where it was held elsewhere.

    ``grade``: that of the student then; none where nobody knows it.
    """

    wanted: Wanted
    school: uuid.UUID | None
    grade: int | None

    @property
    def tells_of(self) -> tuple[uuid.UUID, date, int] | None:
        """The school, day and grade of the group conference that the row makes known there; none of most rows."""
        row = self.wanted
        # Only where the file names the school: else one student's row would tell of a whole grade.
        if row.kind != Kind.GROUP or row.school is None or self.grade is None:
            return None
        return row.school, row.on, self.grade


@dataclass
class Found:
    """Everything a file would do. ``noted`` rows are taken, and a person should know something about them."""

    created: list[Ready] = field(default_factory=list)
    again: int = 0
    refused: list[Said] = field(default_factory=list)
    noted: list[Said] = field(default_factory=list)

    @property
    def counts(self) -> dict[str, int]:
        """How many rows of each kind."""
        rows = [one.wanted for one in self.created]
        return {
            "created": len(rows),
            "unchanged": self.again,
            "refused": len(self.refused),
            "noted": len(self.noted),
            "individual": sum(one.kind == Kind.INDIVIDUAL for one in rows),
            "group": sum(one.kind == Kind.GROUP for one in rows),
            "students": len({one.student for one in rows}),
            "elsewhere": sum(one.school is None for one in self.created),
            "unsaid": sum(one.with_counselor is None and one.host is None for one in rows),
        }

    @property
    def groups(self) -> dict[tuple[uuid.UUID, date, int], list[Wanted]]:
        """The group conferences that the file says were held at a school of ours, by school, day and grade of then."""
        found: dict[tuple[uuid.UUID, date, int], list[Wanted]] = defaultdict(list)
        for one in self.created:
            if one.tells_of is not None:
                found[one.tells_of].append(one.wanted)
        return dict(found)


def compare(file: TableFile, district: District, today: date) -> Found:
    """What the file would do: a fixed number of queries whatever its length."""
    found = Found()
    wanted = _read(Rows(file, district), file, found.refused)
    record = _Record(district, today, list(wanted.values()))
    for row in wanted.values():
        try:
            if record.has(row):
                found.again += 1
                continue
            before = record.taken_back(row)
            found.created.append(record.ready(row))
        except RowRefused as problem:
            found.refused.append(Said(row.row, problem.column, row.given, problem.code, problem.params))
            continue
        if before is not None:
            found.noted.append(Said(row.row, "", row.given, *before))
        if record.is_outside(row.on):
            found.noted.append(Said(row.row, "date", row.given, "outside_year", {"value": row.on.isoformat()}))
        if row.is_odd_id:
            found.noted.append(Said(row.row, "held_by", row.given, "unknown_staff", {"value": row.held_by}))
    found.refused.sort(key=lambda said: said.row or 0)
    return found


def _read(rows: Rows, file: TableFile, refused: list[Said]) -> dict[Key, Wanted]:
    """The rows that can be taken, by what they are about; the others are added to ``refused``."""
    found: dict[Key, Wanted] = {}
    disputed: dict[Key, int] = {}
    for number, cells in rows.all:
        try:
            row = rows.read(number, cells)
            earlier = found.setdefault(row.key, row)
            if earlier is row:
                continue
            if earlier.says == row.says:
                raise RowRefused("", "said_twice", row=earlier.row)
            disputed.setdefault(row.key, number)
            raise RowRefused("", "contradicts", row=earlier.row)
        except RowRefused as problem:
            refused.append(Said(number, problem.column, given_id(file, cells), problem.code, problem.params))
    for key, other in disputed.items():
        first = found.pop(key)
        refused.append(Said(first.row, "", first.given, "contradicts", {"row": other}))
    return found


class _Record:
    """What is on record of the students of a file, and of the days in it. Eight queries."""

    def __init__(self, district: District, today: date, rows: Sequence[Wanted]) -> None:
        self.district, self.today = district, today
        self._oldest = today - timedelta(days=366 * MOST_YEARS)
        days = [row.on for row in rows if self._oldest <= row.on <= today]
        self._span = (min(days, default=today), max(days, default=today))
        years = SchoolYear.objects.filter(district=district).order_by("-starts_on").values_list("starts_on", "ends_on")
        self._years = [Year(*one) for one in years]
        self._begun = [one for one in self._years if one.starts_on <= today]
        self._students: dict[uuid.UUID, tuple[str, date | None]] = {
            # Of who has left nobody knows the grade of today.
            pk: (grade if active else "", born)
            for pk, grade, born, active in Person.objects.filter(
                district=district, memberships__role=Role.STUDENT
            ).values_list("pk", "grade", "birth_date", "is_active")
        }
        self._paths = _paths(district)
        self._seats = _seats(district)
        self._on_file = self._earlier()
        self._taken_back = self._earlier_taken_back()
        self._booked = self._appointments()
        self._gathered = self._groups()

    def has(self, row: Wanted) -> bool:
        """Whether the row is on file already; refused where it is there and says something else."""
        before = self._on_file.get(row.key)
        if before is None:
            return False
        # A school that the row does not name was found on the roster, which may say something else by now.
        names = ("with_counselor", "student_there", "minutes") + (("school_id",) if row.school else ())
        after = {"school_id": row.school, **{name: getattr(row, name) for name in names if name != "school_id"}}
        if any(before[name] != after[name] for name in names) or (row.place and before["place"] != row.place):
            raise RowRefused(
                "", "on_file_otherwise", file=before["imported_by__source_name"], row=before["row"]
            )  # fmt: skip
        return True

    def taken_back(self, row: Wanted) -> tuple[str, dict[str, Any]] | None:
        """What to say of a row that says what a row said which was taken back by itself; none of any other.

        Refused while the others of that row's file count: else the same file again would bring back what somebody has
        taken out. A file of which nothing counts may be taken in anew, and that row with it.
        """
        same = [one for one in self._taken_back.get(row.key, ()) if self._says_the_same(row, one)]
        if not same:
            return None
        last = max(same, key=lambda one: (one["imported_by__status"] == APPLIED, one["taken_back_at"]))
        is_out = last["imported_by__status"] == APPLIED
        by, on = last["taken_back_by__email"] or "", timezone.localdate(last["taken_back_at"], self.district.zone)
        params = {
            "row": last["row"], "file": last["imported_by__source_name"], "value": on.isoformat(),
            "why": last["taken_back_why"], **({"by": by} if by else {}),
        }  # fmt: skip
        code = ("row_was_taken_back" if is_out else "row_comes_again") + ("_by" if by else "")
        if is_out:
            raise RowRefused("", code, **params)
        return code, params

    def ready(self, row: Wanted) -> Ready:
        """The row with its place and grade; refused where it cannot be true, or is on record here in another way."""
        value = row.on.isoformat()
        if row.on >= self.today:
            raise RowRefused("date", "in_future", value=value)
        if row.on < self._oldest:
            raise RowRefused("date", "too_long_ago", value=value, years=MOST_YEARS)
        _grade, born = self._students.get(row.student, ("", None))
        if born is not None and row.on <= born:
            raise RowRefused("date", "before_birth", value=value)
        then = self.grade_of(row.student, row.on)
        if then is not None and then < YOUNGEST:
            raise RowRefused("date", "before_school", value=value)
        self._check_not_here(row, value)
        return Ready(row, row.school or (None if row.place else self._school_on(row)), then)

    def is_outside(self, on: date) -> bool:
        """Whether a day lies in no school year; one that is not known is reckoned from the next one that is."""
        return bool(self._years) and not any(
            year.starts_on <= on <= year.ends_on for year in map(self._year, (on.year, on.year + 1))
        )

    def _year(self, named: int) -> Year:
        """The school year that ends in this year of the calendar."""
        # The newest comes first, so this is the year itself, or the first one known after it; else the newest.
        after = [year for year in self._years if year.ends_on.year >= named] or self._years[:1]
        shift = named - after[-1].ends_on.year
        return Year(years_later(after[-1].starts_on, shift), years_later(after[-1].ends_on, shift))

    def grade_of(self, student: uuid.UUID, on: date) -> int | None:
        """In which grade a student was on a day; none where nobody knows it."""
        grade, _born = self._students.get(student, ("", None))
        if not grade or not self._begun:
            return None
        try:
            now = grade_number(grade)
        except (LookupError, ValueError):
            return None
        # Who repeated a grade was last year where all others are this year.
        return self._paths.get(student, USUAL).grade_ago(now, years_back(on, self._begun))

    def _school_on(self, row: Wanted) -> uuid.UUID | None:
        """The school of ours where the roster has the student on that day."""
        for school, begins, ends in self._seats.get(row.student, ()):
            if (begins is None or begins <= row.on) and (ends is None or ends >= row.on):
                return school
        return None

    def _check_not_here(self, row: Wanted, value: str) -> None:
        """The same conference stands here already, and is never counted twice."""
        if row.kind == Kind.GROUP:
            if (row.student, row.on) in self._gathered:
                raise RowRefused("date", "group_here", value=value)
            return
        marks = self._booked.get((row.student, row.on))
        if marks is None:
            return
        if "came" in marks:
            raise RowRefused("date", "here_already", value=value)
        raise RowRefused("date", "no_show_here" if marks == {"no_show"} else "booked_here", value=value)

    def _says_the_same(self, row: Wanted, before: Mapping[str, Any]) -> bool:
        """Whether a row says nothing but what the one of before said. One that names no school says something else than
        one that named it: that is how it is put right of a student who was at no school of ours."""
        said = [before[name] for name in ("with_counselor", "student_there", "minutes", "place")]
        if said != [row.with_counselor, row.student_there, row.minutes, row.place]:
            return False
        if row.school is not None:
            return bool(row.school == before["school_id"])
        # Of older rows it is not kept whether they named theirs: they did where they tell of a whole grade, and where
        # the roster knows of no school on that day.
        named = before["names_school"]
        if named is None and before["school_id"] is not None:
            named = before["witness_of"] is not None or self._school_on(row) is None
        return not named

    def _earlier(self) -> dict[Key, dict[str, Any]]:
        rows = EarlierConference.objects.filter(district=self.district, on__range=self._span, taken_back_at=None)
        names = (
            "student_id", "on", "kind", "holder", "with_counselor", "student_there", "minutes", "school_id", "place",
            "row", "imported_by__source_name",
        )  # fmt: skip
        return {(one["student_id"], one["on"], one["kind"], one["holder"]): one for one in rows.values(*names)}

    def _earlier_taken_back(self) -> dict[Key, list[dict[str, Any]]]:
        """The rows that were taken back by themselves; those that went with their whole file went in one moment."""
        rows = EarlierConference.objects.filter(
            district=self.district, on__range=self._span, taken_back_at__isnull=False
        )
        names = (
            "student_id", "on", "kind", "holder", "with_counselor", "student_there", "minutes", "school_id",
            "names_school", "place", "row", "witness_of", "imported_by", "imported_by__source_name",
            "imported_by__status", "taken_back_at", "taken_back_by__email", "taken_back_why",
        )  # fmt: skip
        found = list(rows.order_by().values(*names))
        together = Counter((one["imported_by"], one["taken_back_at"]) for one in found)
        by_key: dict[Key, list[dict[str, Any]]] = defaultdict(list)
        for one in found:
            if one["imported_by__status"] == APPLIED or together[one["imported_by"], one["taken_back_at"]] == 1:
                by_key[one["student_id"], one["on"], one["kind"], one["holder"]].append(one)
        return by_key

    def _appointments(self) -> Mapping[tuple[uuid.UUID, date], set[str]]:
        """What is marked of the appointments of a student and day, booked or written down afterwards."""
        zone = self.district.zone
        found: dict[tuple[uuid.UUID, date], set[str]] = defaultdict(set)
        first, last = self._moments()
        rows = Appointment.objects.filter(
            district=self.district, status=Appointment.Status.BOOKED, starts_at__gte=first, starts_at__lt=last
        )
        for student, starts, mark in rows.order_by().values_list("student", "starts_at", "attendance").iterator():
            found[student, timezone.localdate(starts, zone)].add(mark)
        return found

    def _groups(self) -> set[tuple[uuid.UUID, date]]:
        first, last = self._moments()
        rows = GroupGuest.objects.filter(
            district=self.district,
            conference__taken_back_at=None,
            conference__held_at__gte=first,
            conference__held_at__lt=last,
        )
        zone = self.district.zone
        return {
            (student, timezone.localdate(at, zone))
            for student, at in rows.values_list("student", "conference__held_at")
        }

    def _moments(self) -> tuple[datetime, datetime]:
        zone = self.district.zone
        first, last = self._span
        return datetime.combine(first, time(), tzinfo=zone), datetime.combine(
            last + timedelta(days=1), time(), tzinfo=zone
        )


Seat = tuple[uuid.UUID, date | None, date | None]


def _seats(district: District) -> dict[uuid.UUID, list[Seat]]:
    """The seats of all students and those of before; of two on one day the first counts, as everywhere."""
    found: dict[uuid.UUID, list[tuple[bool, bool, date, str, Seat]]] = defaultdict(list)
    for model in (Membership, EarlierStay):
        rows = model._default_manager.filter(district=district, role=Role.STUDENT, school__isnull=False)
        for pk, person, school, primary, begins, ends in rows.order_by().values_list(
            "pk", "person", "school", "is_primary", "begins_on", "ends_on"
        ):
            found[person].append((primary, model is Membership, begins or date.min, pk.hex, (school, begins, ends)))
    return {
        person: [one[4] for one in sorted(seats, key=lambda one: one[:4], reverse=True)]
        for person, seats in found.items()
    }


def _paths(district: District) -> dict[uuid.UUID, Path]:
    """Through which grades those came who repeated or skipped one. Few; of the others nothing is kept."""
    found: dict[uuid.UUID, list[tuple[int, int]]] = defaultdict(list)
    rows = EarlierGrade.objects.filter(district=district, taken_back_at=None)
    for student, now, year, grade in rows.order_by("-school_year").values_list(
        "student", "student__grade_year", "school_year", "grade"
    ):
        number = number_of(grade)
        # Without the year of the grade of now nobody can say how long ago another was.
        if now is not None and number is not None:
            found[student].append((now - year, number))
    return {student: Path(tuple(before)) for student, before in found.items()}


def grades_then(
    district: District, today: date, students: Sequence[uuid.UUID], on: date
) -> dict[uuid.UUID, int | None]:
    """In which grade each of these was on a day, as reckoned from that of today; none where nobody knows it."""
    record = _Record(district, today, [])
    return {student: record.grade_of(student, on) for student in students}


def noon(on: date, district: District) -> datetime:
    """The moment that stands for a day in the district."""
    return datetime.combine(on, time(12), tzinfo=district.zone).astimezone(UTC)
