"""The schools and their sizes: Garfield County's own, and invented towns beside them for a large district."""

from __future__ import annotations

from doorway.demo.generate.model import SchoolDraft

# Students by grade, kindergarten first. Small rural schools: sizes of this order, invented numbers.
_GARFIELD: tuple[tuple[str, str, str, int, tuple[int, ...]], ...] = (
    ("antimony-elementary", "Antimony Elementary School", "Antimony", 0, (3, 2, 4, 3, 2, 3, 3)),
    ("boulder-elementary", "Boulder Elementary School", "Boulder", 0, (2, 1, 2, 3, 2, 1, 2)),
    ("bryce-valley-elementary", "Bryce Valley Elementary School", "Bryce Valley", 0, (19, 17, 20, 18, 19, 21, 18)),
    ("escalante-elementary", "Escalante Elementary School", "Escalante", 0, (11, 10, 12, 11, 12, 10, 12)),
    ("panguitch-elementary", "Panguitch Elementary School", "Panguitch", 0, (35, 34, 37, 46, 35, 38, 36)),
    ("panguitch-middle", "Panguitch Middle School", "Panguitch", 7, (42, 44)),
    ("bryce-valley-high", "Bryce Valley High School", "Bryce Valley", 7, (20, 19, 20, 18, 19, 17)),
    ("escalante-high", "Escalante High School", "Escalante", 7, (12, 13, 11, 12, 10, 12)),
    ("panguitch-high", "Panguitch High School", "Panguitch", 9, (43, 40, 38, 37)),
)
GARFIELD_STUDENTS = sum(sum(sizes) for *_rest, sizes in _GARFIELD)

# Where the children of the smallest towns go from grade 7 on.
UPPER_AREA = {"Antimony": "Bryce Valley", "Boulder": "Escalante"}

_FIRST = ("Red", "Juniper", "Cedar", "Sage", "Copper", "Painted", "Aspen", "Willow", "Silver", "Stone", "Cotton", "Elk")
_SECOND = ("Canyon", "Meadow", "Ridge", "Springs", "Valley", "Creek", "Mesa", "Flat")
_TOWN_STUDENTS = 1_430


def schools_for(students: int) -> tuple[SchoolDraft, ...]:
    """Garfield's schools for up to about 900 students; beyond that, invented towns of about 1,430 students join."""
    share = min(1.0, students / GARFIELD_STUDENTS)
    drafts = [
        SchoolDraft(slug, name, area, {first + step: max(1, round(size * share)) for step, size in enumerate(sizes)})
        for slug, name, area, first, sizes in _GARFIELD
    ]
    rest = students - GARFIELD_STUDENTS
    number = 0
    while rest > 0:
        town_size = min(rest, _TOWN_STUDENTS)
        drafts.extend(_town(number, town_size))
        rest -= town_size
        number += 1
    return tuple(drafts)


def _town(number: int, students: int) -> list[SchoolDraft]:
    """Two elementary schools, a middle school and a high school that share the students evenly by grade."""
    area = f"{_FIRST[number % len(_FIRST)]} {_SECOND[number // len(_FIRST) % len(_SECOND)]}"
    if number >= len(_FIRST) * len(_SECOND):
        area = f"{area} {number // (len(_FIRST) * len(_SECOND)) + 1}"
    by_grade = {grade: students // 13 + (1 if grade < students % 13 else 0) for grade in range(13)}
    slug = area.lower().replace(" ", "-")
    drafts = []
    for part, grades in (
        ("North Elementary", range(7)),
        ("South Elementary", range(7)),
        ("Middle", range(7, 9)),
        ("High", range(9, 13)),
    ):
        halves = {"North Elementary": 0, "South Elementary": 1}
        sizes = {
            grade: (by_grade[grade] + halves[part]) // 2 if part in halves else by_grade[grade] for grade in grades
        }
        sizes = {grade: size for grade, size in sizes.items() if size}
        if sizes:
            name = f"{area} {part} School"
            drafts.append(SchoolDraft(f"{slug}-{part.lower().replace(' ', '-')}", name, area, sizes))
    return drafts
