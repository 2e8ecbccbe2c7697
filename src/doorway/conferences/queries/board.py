"""The board of a conference: class by class, who has booked and who has not, and whom to call."""

from __future__ import annotations

import uuid
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from django.core.paginator import Page, Paginator
from django.db.models import Exists, OuterRef, Subquery

from doorway.accounts.plain import plain
from doorway.conferences.models import Appointment, Conference
from doorway.conferences.queries.hosts import schools_of
from doorway.conferences.queries.reach import CALLED_BY, booked_at, guardianships_at, students_at
from doorway.policy.packs import grade_number
from doorway.roster.access import Scope, Viewer, visible_students
from doorway.roster.models import Enrollment, Guardianship, Person, SchoolClass

# A page holds whole classes, up to this many students: more than a screen, less than one waits for.
PER_PAGE = 100
SHORTEST_NUMBER = 3
# After grade 12: "Other", "UG".
BEYOND = 99


@dataclass
class BoardLine:
    """A student with those who can be called and the meetings that stand."""

    student: Person
    guardians: list[Guardianship]
    meetings: list[Appointment]


@dataclass(frozen=True)
class BoardClass:
    """A class (or a grade, where there is no homeroom): how many students are listed, how many have a meeting."""

    number: int
    title: str
    grade: str
    students: int
    booked: int
    page: int


@dataclass(frozen=True)
class BoardGroup:
    """A class with its students."""

    about: BoardClass
    lines: list[BoardLine]


@dataclass(frozen=True)
class Board:
    """One page of the board, and all classes that are listed on its pages."""

    page: Page[int]
    classes: list[BoardClass]
    groups: list[BoardGroup]

    @property
    def students(self) -> list[Person]:
        """Everybody on this page."""
        return [line.student for group in self.groups for line in group.lines]


class _Listed(NamedTuple):
    """A student of the conference, read without the rest of the record: a large school has hundreds."""

    student: uuid.UUID
    grade: str
    homeroom: str | None
    is_booked: bool
    given_name: str
    preferred_given_name: str
    family_name: str
    phone: str
    sms: str

    @property
    def where(self) -> tuple[str, str]:
        """Grade and homeroom."""
        return self.grade, self.homeroom or ""


def board(
    conference: Conference, viewer: Viewer, *, only_open: bool = False, search: str = "", number: str = "1"
) -> Board:
    """One page of who has booked and who has not. Four queries whatever the size of the school, five for a search.

    ``only_open``: only students without a meeting. ``search``: a part of a name of the student or of a guardian, or of
    a telephone number. ``number``: the page, as somebody typed it; for one that does not exist, another that does.
    """
    seen = visible_students(viewer, Scope.NAMES).filter(pk__in=students_at(conference).values("person"))
    held = Exists(booked_at(conference).filter(student=OuterRef("pk")))
    rows = seen.annotate(homeroom=_homeroom(conference), is_booked=held)
    listed = [_Listed(*row) for row in rows.values_list("pk", *_Listed._fields[1:])]
    if only_open:
        listed = [one for one in listed if not one.is_booked]
    if words := search.split():
        listed = _found(conference, listed, words)
    listed.sort(key=lambda one: (_rung(one.grade), one.where))
    classes = _classes(listed)
    page = Paginator(range(1, (classes[-1].page if classes else 1) + 1), 1).get_page(number)
    groups = {(about.grade, about.title): BoardGroup(about, []) for about in classes if about.page == page.number}
    shown = [one for one in listed if one.where in groups]
    for one, line in zip(shown, _lines(conference, [one.student for one in shown]), strict=True):
        groups[one.where].lines.append(line)
    return Board(page, classes, list(groups.values()))


def _rung(grade: str) -> int:
    """Where a grade stands on the ladder: kindergarten before grade 1, what is none at the end."""
    try:
        return grade_number(grade)
    except ValueError:
        return BEYOND


def _classes(listed: Sequence[_Listed]) -> list[BoardClass]:
    """The classes in order, with the page on which each stands: always whole, several where they fit."""
    students = Counter(one.where for one in listed)
    booked = Counter(one.where for one in listed if one.is_booked)
    found: list[BoardClass] = []
    page, filled = 1, 0
    for (grade, title), count in students.items():
        if filled and filled + count > PER_PAGE:
            page, filled = page + 1, 0
        filled += count
        found.append(BoardClass(len(found) + 1, title, grade, count, booked[grade, title], page))
    return found


def _lines(conference: Conference, students: list[uuid.UUID]) -> list[BoardLine]:
    """What the page says of these students, in their order. Three queries."""
    people = Person.objects.only(*CALLED_BY).in_bulk(students)
    guardians: dict[uuid.UUID, list[Guardianship]] = defaultdict(list)
    named = ("student_id", *(f"guardian__{name}" for name in CALLED_BY))
    for row in guardianships_at(conference).filter(student__in=students).only(*named):
        guardians[row.student_id].append(row)
    meetings: dict[uuid.UUID, list[Appointment]] = defaultdict(list)
    rows = booked_at(conference).filter(student__in=students).select_related("host__person")
    for meeting in rows.order_by("starts_at"):
        meetings[meeting.student_id].append(meeting)
    return [BoardLine(people[key], guardians[key], meetings[key]) for key in students]


# Searching


def _found(conference: Conference, listed: Iterable[_Listed], words: Sequence[str]) -> list[_Listed]:
    """Those of whom every word is a part of a name, or its digits of a number. Accents may be left out. One query."""
    named = [f"guardian__{name}" for name in CALLED_BY]
    texts: dict[uuid.UUID, list[str]] = defaultdict(list)
    for student, *called in guardianships_at(conference).values_list("student_id", *named):
        texts[student] += called
    return [one for one in listed if _fits([*one[4:], *texts[one.student]], words)]


def _fits(texts: Iterable[str], words: Sequence[str]) -> bool:
    text = " ".join(texts)
    names, numbers = plain(text), _digits(text)
    return all(
        plain(word) in names or (len(_digits(word)) >= SHORTEST_NUMBER and _digits(word) in numbers) for word in words
    )


def _digits(text: str) -> str:
    return "".join(sign for sign in text if sign.isdigit() or sign == " ")


def _homeroom(conference: Conference) -> Subquery:
    """The title of a student's homeroom at the conference's schools."""
    rows = Enrollment.objects.filter(
        person=OuterRef("pk"),
        role=Enrollment.Role.STUDENT,
        is_active=True,
        school_class__kind=SchoolClass.Kind.HOMEROOM,
        school_class__is_active=True,
        school_class__school__in=schools_of(conference),
        school_class__school_year=conference.school_year_id,
    )
    return Subquery(rows.order_by("school_class__title").values("school_class__title")[:1])
