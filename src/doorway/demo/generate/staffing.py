"""Who works at the schools, and the classes they teach."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import count
from random import Random

from doorway.demo.generate import cast
from doorway.demo.generate.model import ClassDraft, SchoolDraft, Staff, Student
from doorway.demo.generate.names import FAMILY, GIVEN, Addresses

MOST_IN_CLASS = 26
LEAST_IN_CLASS = 13
SECTIONS_OF_A_TEACHER = 5

COURSES: dict[str, dict[int, str]] = {
    "English": {grade: f"English {grade}" for grade in range(7, 13)},
    "Math": {
        7: "Math 7",
        8: "Math 8",
        9: "Secondary Math I",
        10: "Secondary Math II",
        11: "Secondary Math III",
        12: "Precalculus",
    },
    "Science": {
        7: "Integrated Science 7",
        8: "Integrated Science 8",
        9: "Earth Science",
        10: "Biology",
        11: "Chemistry",
        12: "Physics",
    },
    "Social Studies": {
        7: "Utah Studies",
        8: "U.S. History I",
        9: "World Geography",
        10: "World Civilizations",
        11: "U.S. History II",
        12: "U.S. Government",
    },
}
ELECTIVES = ("Art", "Band", "Choir", "Spanish", "Welding", "Agriculture", "Computer Science", "Foods and Nutrition")
FITNESS = "Physical Education"


@dataclass
class StaffMaker:
    """Makes staff and classes, school by school."""

    random: Random
    addresses: Addresses
    staff: list[Staff] = field(default_factory=list)
    classes: list[ClassDraft] = field(default_factory=list)
    _numbers: Iterator[int] = field(default_factory=lambda: count(1))
    _class_numbers: Iterator[int] = field(default_factory=lambda: count(1))

    def run(self, schools: Iterable[SchoolDraft], students: Iterable[Student]) -> None:
        """Everybody and every class."""
        self.staff.extend(cast.staff())
        for member in self.staff:
            self.addresses.of(member.given_name, member.family_name, "staff.example")
        by_school: dict[str, dict[int, list[Student]]] = defaultdict(lambda: defaultdict(list))
        for student in students:
            by_school[student.school][student.grade].append(student)
        for school in schools:
            self._offices(school)
            if school.is_elementary:
                self._homerooms(school, by_school[school.slug])
            else:
                self._sections(school, by_school[school.slug])

    def _hire(self, role: str, school: str) -> str:
        given, family = self.random.choice(GIVEN), self.random.choice(FAMILY)
        key = f"t-{next(self._numbers):05d}"
        email = self.addresses.of(given, family, "staff.example")
        self.staff.append(Staff(key, given, family, role, (school,), email))
        return key

    def _offices(self, school: SchoolDraft) -> None:
        roles = ["principal", "siteAdministrator"] + ([] if school.is_elementary else ["counselor"])
        present = {member.role for member in self.staff if school.slug in member.schools}
        for role in roles:
            if role not in present:
                self._hire(role, school.slug)

    def _homerooms(self, school: SchoolDraft, by_grade: dict[int, list[Student]]) -> None:
        """One class a grade; big grades are split, small ones share a teacher."""
        for number, (grades, students) in enumerate(_groups(by_grade)):
            teacher = cast.HOMEROOM_TEACHER.get((school.slug, grades[0])) if len(grades) == 1 else None
            if teacher and any(known.teacher == teacher for known in self.classes):
                teacher = None
            teacher = teacher or self._hire("teacher", school.slug)
            surname = next(member.family_name for member in reversed(self.staff) if member.key == teacher)
            span = _grade_words(grades)
            self._add(f"{span} {surname}", school.slug, grades, teacher, students, room=f"Room {number + 1}")

    def _sections(self, school: SchoolDraft, by_grade: dict[int, list[Student]]) -> None:
        for number, (subject, titles) in enumerate(COURSES.items()):
            sections = [
                (titles[grade], grade, part)
                for grade, students in sorted(by_grade.items())
                for part in _split(students, MOST_IN_CLASS)
            ]
            self._teach(school, subject, sections, first_room=10 * (number + 1))
        self._choices(school, by_grade)

    def _choices(self, school: SchoolDraft, by_grade: dict[int, list[Student]]) -> None:
        """Physical education for everybody of grades 7 to 10, and two electives each."""
        everyone = [student for _grade, students in sorted(by_grade.items()) for student in students]
        young = [student for student in everyone if student.grade <= 10]
        groups = [(FITNESS, part[0].grade, part) for part in _split(young, MOST_IN_CLASS)]
        chosen: dict[str, list[Student]] = defaultdict(list)
        offered = ELECTIVES[: max(3, min(len(ELECTIVES), len(everyone) // 18))]
        for student in everyone:
            for title in self.random.sample(offered, 2):
                chosen[title].append(student)
        self._teach(school, FITNESS, groups, first_room=50)
        for number, (title, students) in enumerate(sorted(chosen.items())):
            sections = [(title, part[0].grade, part) for part in _split(students, MOST_IN_CLASS)]
            self._teach(school, title, sections, first_room=60 + number)

    def _teach(
        self, school: SchoolDraft, subject: str, sections: list[tuple[str, int, list[Student]]], *, first_room: int
    ) -> None:
        teacher = ""
        for number, (title, grade, students) in enumerate(sections):
            if number % SECTIONS_OF_A_TEACHER == 0:
                named = cast.SUBJECT_TEACHER.get((school.slug, subject)) if number else None
                # The named teacher takes the second group of sections: the grade-10 classes of the stories.
                teacher = named or self._hire("teacher", school.slug)
            holder = _cast_teacher(students, title) or teacher
            self._add(
                title,
                school.slug,
                tuple(sorted({student.grade for student in students} or {grade})),
                holder,
                students,
                subject=subject,
                period=number % SECTIONS_OF_A_TEACHER + 1,
                room=f"Room {first_room + number // SECTIONS_OF_A_TEACHER}",
            )

    def _add(
        self,
        title: str,
        school: str,
        grades: tuple[int, ...],
        teacher: str,
        students: list[Student],
        *,
        subject: str = "",
        period: int = 0,
        room: str = "",
    ) -> None:
        self.classes.append(
            ClassDraft(
                key=f"c-{next(self._class_numbers):05d}",
                title=title,
                school=school,
                grades=grades,
                teacher=teacher,
                students=tuple(student.key for student in students),
                subject=subject,
                period=period,
                room=room,
            )
        )


def _cast_teacher(students: list[Student], title: str) -> str | None:
    """Owen teaches math to the cast's students, at both of his schools."""
    is_math = title in COURSES["Math"].values()
    return "owen" if is_math and any(cast.is_cast(student.key) for student in students) else None


def _split(students: list[Student], most: int) -> list[list[Student]]:
    """Parts of nearly the same size, none larger than ``most``."""
    parts = -(-len(students) // most)
    return [students[number::parts] for number in range(parts)]


def _groups(by_grade: dict[int, list[Student]]) -> Iterator[tuple[tuple[int, ...], list[Student]]]:
    """Homerooms: neighbouring small grades together, large grades in parts."""
    grades: tuple[int, ...] = ()
    waiting: list[Student] = []
    for grade, students in sorted(by_grade.items()):
        if len(students) > MOST_IN_CLASS:
            if waiting:
                yield grades, waiting
                grades, waiting = (), []
            yield from (((grade,), part) for part in _cast_first(students))
            continue
        if waiting and len(waiting) + len(students) > MOST_IN_CLASS:
            yield grades, waiting
            grades, waiting = (), []
        grades, waiting = (*grades, grade), [*waiting, *students]
        if len(waiting) >= LEAST_IN_CLASS:
            yield grades, waiting
            grades, waiting = (), []
    if waiting:
        yield grades, waiting


def _cast_first(students: list[Student]) -> list[list[Student]]:
    """Parts of a large grade. The cast's students sit together, in the class whose size the story tells."""
    known = [student for student in students if cast.is_cast(student.key)]
    if not known or len(students) < cast.HOMEROOM_STUDENTS:
        return _split(students, MOST_IN_CLASS)
    others = [student for student in students if not cast.is_cast(student.key)]
    cut = cast.HOMEROOM_STUDENTS - len(known)
    return [[*known, *others[:cut]], *_split(others[cut:], MOST_IN_CLASS)]


def _grade_words(grades: tuple[int, ...]) -> str:
    words = ["Kindergarten" if grade == 0 else f"Grade {grade}" for grade in grades]
    return words[0] if len(words) == 1 else f"{words[0]} to {grades[-1]}"
