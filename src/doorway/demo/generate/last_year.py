"""The same children one year earlier: a grade below, at the school of that grade, with that grade's teachers."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from datetime import timedelta
from itertools import count

from doorway.demo.generate.calendar import calendar_for
from doorway.demo.generate.model import ClassDraft, DistrictDraft


def one_year_before(draft: DistrictDraft) -> DistrictDraft:
    """Last year's district. This year's kindergarten is not at school yet; those who graduated are not invented."""
    area = {school.slug: school.area for school in draft.schools}
    holds = {(school.area, grade): school.slug for school in draft.schools for grade in school.grades}
    students = tuple(
        replace(student, grade=student.grade - 1, school=holds[area[student.school], student.grade - 1], email="")
        for student in draft.students
        if student.grade > 0 and (area[student.school], student.grade - 1) in holds
    )
    known = {guardian for student in students for guardian in student.guardians}
    last = replace(
        draft,
        calendar=calendar_for(draft.calendar.starts_on - timedelta(days=40)),
        students=students,
        guardians=tuple(guardian for guardian in draft.guardians if guardian.key in known),
    )
    return replace(last, classes=tuple(_classes(last)))


def _classes(last: DistrictDraft) -> list[ClassDraft]:
    """Homerooms, and English in the upper grades, with the teachers who hold them this year too."""
    teachers: dict[tuple[str, int], list[str]] = defaultdict(list)
    for entry in last.classes:
        if entry.is_homeroom or entry.subject == "English":
            for grade in entry.grades:
                if entry.teacher not in teachers[entry.school, grade]:
                    teachers[entry.school, grade].append(entry.teacher)
    seats: dict[tuple[str, int, str], list[str]] = defaultdict(list)
    for number, student in enumerate(last.students):
        offered = teachers.get((student.school, student.grade))
        if offered:
            seats[student.school, student.grade, offered[number % len(offered)]].append(student.key)
    numbers = count(1)
    return [
        ClassDraft(
            key=f"c{last.calendar.end_year}-{next(numbers):04d}",
            title=f"English {grade}" if grade >= 7 else ("Kindergarten" if grade == 0 else f"Grade {grade}"),
            school=school,
            grades=(grade,),
            teacher=teacher,
            students=tuple(members),
            subject="English" if grade >= 7 else "",
        )
        for (school, grade, teacher), members in seats.items()
    ]
