"""What the page about a student's record shows (who is guardian, to whom it is closed, whom one looks for), and what
students are called."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import reduce
from operator import and_, or_

from django.db.models import Q, QuerySet

from doorway.accounts.models import District, User
from doorway.accounts.plain import plain
from doorway.roster.access.marks import staff_among, students_to_decide
from doorway.roster.access.viewer import Viewer, current
from doorway.roster.core.grades import Said, code_of, grades_before, year_name, year_of_grade
from doorway.roster.core.naming import middle_names_of
from doorway.roster.grades import grade_words
from doorway.roster.models import AccessMark, EarlierGrade, Guardianship, HomeChange, Membership, Person, Role
from doorway.roster.years import year_of_grades

MOST_FOUND = 25
# So many school years before the grade of now are shown, and can be put right.
YEARS_BEFORE = 7


@dataclass(frozen=True)
class Somebody:
    """A person beside a student: a guardian, or whoever was looked for; with the mark that stands, if one does."""

    person: Person
    mark: AccessMark | None = None
    closed_by: Person | None = None
    guardianship: Guardianship | None = None
    roles: tuple[str, ...] = ()
    is_viewer: bool = False
    is_student: bool = False
    is_for_district: bool = False

    @property
    def may_decide(self) -> bool:
        """The viewer may close or open the record for this person."""
        return not (self.is_viewer or self.is_student or self.is_for_district)


@dataclass(frozen=True)
class Mark:
    """A mark with the names of who set and lifted it."""

    row: AccessMark
    set_by: str
    lifted_by: str


def students_named(viewer: Viewer, text: str) -> list[Person]:
    """The students about whom the viewer decides whose names hold these words; the first of them."""
    return list(students_to_decide(viewer).filter(named(text)).order_by("family_name", "given_name", "pk")[:MOST_FOUND])


def marks_of(student: Person) -> list[Mark]:
    """Every mark on the student, the newest first: those that stand and those that were lifted. Three queries."""
    rows = AccessMark.objects.filter(student=student).select_related(
        "person", "student__district", "set_by", "lifted_by"
    )
    rows = rows.prefetch_related("set_by__persons", "lifted_by__persons").order_by("-set_at")
    return [Mark(row, _name(row.set_by), _name(row.lifted_by)) for row in rows]


def home_changes_of(student: Person) -> list[tuple[HomeChange, str]]:
    """What offices changed about the student's homes, the newest first, each with who did it. Two queries."""
    rows = HomeChange.objects.filter(student=student).select_related("guardian", "changed_by")
    return [(row, _name(row.changed_by)) for row in rows.prefetch_related("changed_by__persons")]


@dataclass(frozen=True)
class GradeOfYear:
    """In which grade a student was in a school year. ``row``: what says so, where it is not one grade a year."""

    year: str
    grade: str
    row: EarlierGrade | None = None
    entered_by: str = ""

    @property
    def words(self) -> str:
        """The grade as a line begins."""
        return grade_words(self.grade)


def grades_of(student: Person, today: date) -> list[GradeOfYear]:
    """The grade of now and those of the years before, the latest first; none without a grade that is a number. Two
    queries."""
    year = year_of_grade(Said(student.grade, student.grade_year), year_of_grades(student.district, today))
    if year is None:
        return []
    rows = {row.school_year: (row, name) for row, name in grade_changes_of(student) if row.taken_back_at is None}
    known = {number: row.grade for number, (row, _name) in rows.items()}
    found = [GradeOfYear(year_name(year), student.grade)]
    for number, grade in grades_before(student.grade, year, known, YEARS_BEFORE).items():
        row, name = rows.get(number, (None, ""))
        found.append(GradeOfYear(year_name(number), code_of(grade), row, name))
    return found


def replaced_grades_of(student: Person) -> list[GradeOfYear]:
    """What was entered of a student's earlier school years and does not hold any more. Two queries."""
    return [
        GradeOfYear(year_name(row.school_year), row.grade, row, name)
        for row, name in grade_changes_of(student)
        if row.taken_back_at is not None
    ]


def grade_changes_of(student: Person) -> list[tuple[EarlierGrade, str]]:
    """What is said of a student's earlier school years, taken back or not, each with who entered it. Two queries."""
    rows = EarlierGrade.objects.filter(student=student).select_related("entered_by")
    rows = rows.prefetch_related("entered_by__persons").order_by("-school_year", "-entered_at", "pk")
    return [(row, _name(row.entered_by)) for row in rows]


def guardians_of(viewer: Viewer, student: Person, marks: list[Mark]) -> list[Somebody]:
    """The student's guardians, those who are none any more at the end. Two queries."""
    rows = list(
        Guardianship.objects.filter(student=student)
        .select_related("guardian")
        .order_by("-is_active", "household", "guardian__family_name", "guardian__given_name", "pk")
    )
    by_person = {row.guardian_id: row for row in rows}
    described = _described(viewer, student, [row.guardian for row in rows], marks)
    return [Somebody(**{**vars(one), "guardianship": by_person[one.person.pk]}) for one in described]


def people_named(viewer: Viewer, student: Person, text: str, marks: list[Mark]) -> list[Somebody]:
    """Whoever on the district's roster has this mailbox or this whole name; a part of a name finds nobody.

    An office does not browse through the families of other schools here. Three queries.
    """
    found = Person.objects.filter(district=student.district_id)
    found = found.filter(email__iexact=text) if "@" in text else found.filter(_whole_name(text))
    people = list(found.order_by("-is_active", "family_name", "given_name", "pk")[:MOST_FOUND])
    held: dict[object, list[str]] = {}
    roles = Membership.objects.filter(current(viewer.today), person__in=[person.pk for person in people])
    for person_id, role in roles.order_by("role").values_list("person_id", "role").distinct():
        held.setdefault(person_id, []).append(str(Role(role).label))
    described = _described(viewer, student, people, marks)
    return [Somebody(**{**vars(one), "roles": tuple(held.get(one.person.pk, ()))}) for one in described]


def _described(viewer: Viewer, student: Person, people: list[Person], marks: list[Mark]) -> list[Somebody]:
    standing = [mark.row for mark in marks if mark.row.lifted_at is None]
    own = {mark.person_id: mark for mark in standing}
    users = {mark.person.user_id: mark.person for mark in standing if mark.person.user_id is not None}
    wide = student.district_id in viewer.district_ids(["district"])
    staff = set() if wide else staff_among(viewer, [person.pk for person in people])
    return [
        Somebody(
            person,
            mark=own.get(person.pk),
            closed_by=users.get(person.user_id) if person.user_id and person.pk not in own else None,
            is_viewer=person.pk in viewer.mailbox_ids,
            is_student=person.pk == student.pk,
            is_for_district=person.pk in staff,
        )
        for person in people
    ]


def named(text: str, *, of: str = "") -> Q:
    """People of whom every word stands in one of the names, in small letters and without accents, or is the local id.

    ``of``: the way to the person in a query, like ``student__``.
    """
    fields = ("given_name", "preferred_given_name", "family_name")
    text = text.replace("\x00", "").strip()
    words = [
        reduce(or_, (Q(**{f"{of}{name}__plain__contains": plain(word)}) for name in fields))
        | Q(**{f"{of}identifier__iexact": word})
        for word in text.split()
    ]
    found = reduce(and_, words, Q())
    # An id may hold a space.
    return found | Q(**{f"{of}identifier__iexact": text}) if len(words) > 1 else found


def students_of_this_name(student: Person) -> list[Person]:
    """Other students of the district who are called the same: the first of them. One query."""
    first, family = plain(student.first_name), plain(student.family_name)
    called = Q(preferred_given_name__plain=first) | Q(preferred_given_name="", given_name__plain=first)
    held = Membership.objects.filter(district=student.district_id, role=Role.STUDENT).values("person")
    people = Person.objects.filter(called, district=student.district_id, family_name__plain=family, is_active=True)
    return list(people.filter(pk__in=held).exclude(pk=student.pk)[:MOST_FOUND])


def _whole_name(text: str) -> Q:
    """First and family name, wherever the one ends and the other begins."""
    words = text.split()
    splits = [(" ".join(words[:at]), " ".join(words[at:])) for at in range(1, len(words))]
    return reduce(
        or_,
        (
            (Q(given_name__plain=plain(first)) | Q(preferred_given_name__plain=plain(first)))
            & Q(family_name__plain=plain(last))
            for first, last in splits
        ),
        Q(pk__in=[]),
    )


def _name(user: User | None) -> str:
    if user is None:
        return ""
    return next((person.full_name for person in user.persons.all()), user.email)


def shown_marks(marks: QuerySet[AccessMark]) -> QuerySet[AccessMark]:
    """The marks in the order of the students' names."""
    return marks.order_by("student__family_name", "student__given_name", "set_at", "pk")


@dataclass(frozen=True)
class StudentNames:
    """Names of students, each with the family name: first names, and middle names."""

    first: list[tuple[str, str]]
    middle: list[tuple[str, str]]


def student_names(district: District) -> StudentNames:
    """What the district's students are called, those who left too. One query."""
    rows = Person.objects.filter(district=district, memberships__role=Role.STUDENT)
    columns = ("given_name", "preferred_given_name", "middle_name", "family_name")
    first: dict[tuple[str, str], None] = {}
    middle: dict[tuple[str, str], None] = {}
    for given, preferred, between, family in rows.values_list(*columns).distinct():
        first |= dict.fromkeys((name, family) for name in (given, preferred) if name)
        middle |= dict.fromkeys((name, family) for name in middle_names_of(between))
    return StudentNames(list(first), list(middle))


def staff_names(district: District) -> Iterator[tuple[str, str]]:
    """First and family names of those who work in the district and go to none of its schools."""
    roles = set(Role) - {Role.STUDENT, Role.GUARDIAN}
    rows = Person.objects.filter(district=district, is_active=True, memberships__role__in=roles)
    return _names(rows.exclude(memberships__role=Role.STUDENT))


def guardian_names(district: District) -> Iterator[tuple[str, str]]:
    """First and family names of the district's guardians who go to none of its schools themselves."""
    rows = Person.objects.filter(district=district, is_active=True, wards__is_active=True)
    return _names(rows.exclude(memberships__role=Role.STUDENT))


def _names(rows: QuerySet[Person]) -> Iterator[tuple[str, str]]:
    for given, preferred, family in rows.values_list("given_name", "preferred_given_name", "family_name").distinct():
        yield given, family
        if preferred:
            yield preferred, family
