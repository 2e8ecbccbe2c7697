"""Families: siblings across grades and schools, two homes, languages, mailboxes.

The shares are this project's own choice, of the order one meets in a rural district.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from itertools import count
from random import Random

from doorway.demo.generate.model import LAST_GRADE, Guardian, SchoolDraft, Student
from doorway.demo.generate.names import FAMILY, FAMILY_SPANISH, GIVEN, GIVEN_SPANISH, Addresses, phone
from doorway.demo.generate.schools import UPPER_AREA

# Children of school age in one family.
SIBLINGS = {1: 38, 2: 33, 3: 18, 4: 8, 5: 3}
# Grades between two siblings; 0: twins.
GAPS = {0: 2, 1: 14, 2: 38, 3: 28, 4: 12, 5: 6}
SPANISH_SHARE = 0.12
HOMES = {"together": 66, "one parent": 16, "two homes": 14, "grandparents": 4}
NO_MAILBOX_SHARE = 0.07
SHARED_MAILBOX_SHARE = 0.05


def pick(random: Random, weights: dict[int, int]) -> int:
    """One of the keys, by weight."""
    return random.choices(list(weights), list(weights.values()))[0]


@dataclass
class Seats:
    """Places that are still free, by area and grade, with the schools that have them."""

    free: dict[str, dict[int, list[str]]] = field(default_factory=lambda: defaultdict(dict))

    @classmethod
    def of(cls, schools: Iterable[SchoolDraft], taken: Iterable[tuple[str, int]], random: Random) -> Seats:
        """All places of the schools, less those of the cast. Places of two schools of one town are mixed."""
        seats = cls()
        used: dict[tuple[str, int], int] = defaultdict(int)
        for slug, grade in taken:
            used[slug, grade] += 1
        for school in schools:
            for grade, size in school.sizes.items():
                left = size - used[school.slug, grade]
                seats.free[school.area].setdefault(grade, []).extend([school.slug] * left)
        for grades in seats.free.values():
            for places in grades.values():
                random.shuffle(places)
        return seats

    def grade_left(self, area: str, random: Random) -> int | None:
        """A grade of the area with free places, the fuller the likelier; None when all are taken."""
        grades = self.free[area]
        weights = {grade: len(places) for grade, places in grades.items() if places}
        return pick(random, weights) if weights else None

    def take(self, area: str, grade: int) -> str | None:
        """Take a place in the area, or in the town where its older children go; None when there is none."""
        for town in (area, UPPER_AREA.get(area, "")):
            places = self.free[town].get(grade) if town in self.free else None
            if places:
                return places.pop()
        return None


class FamilyMaker:
    """Makes families until every place at school is taken. One per district: it hands out ids and mailboxes."""

    def __init__(self, random: Random, today_year_end: int) -> None:
        self.random = random
        self.end_year = today_year_end
        self.addresses = Addresses()
        self.guardians: list[Guardian] = []
        self.students: list[Student] = []
        self._guardian_numbers = count(1)
        self._student_numbers = count(1)

    def fill(self, seats: Seats) -> None:
        """Families of every area until its schools are full."""
        for area in list(seats.free):
            while (grade := seats.grade_left(area, self.random)) is not None:
                school = seats.take(area, grade)
                if school is not None:
                    self._family([(grade, school), *self._siblings(seats, area, grade)])

    def _siblings(self, seats: Seats, area: str, grade: int) -> Iterator[tuple[int, str]]:
        younger = older = grade
        for _sibling in range(pick(self.random, SIBLINGS) - 1):
            gap = pick(self.random, GAPS)
            if self.random.random() < 0.5:
                wanted = younger = younger - gap
            else:
                wanted = older = older + gap
            if 0 <= wanted <= LAST_GRADE:
                school = seats.take(area, wanted)
                if school is not None:
                    yield wanted, school

    def _family(self, children: list[tuple[int, str]]) -> None:
        random = self.random
        speaks_spanish = random.random() < SPANISH_SHARE
        family_name = random.choice(FAMILY_SPANISH if speaks_spanish or random.random() < 0.04 else FAMILY)
        homes = self._homes(family_name, "es" if speaks_spanish else "en")
        given = random.sample(GIVEN_SPANISH if speaks_spanish else GIVEN, len(children))
        for name, (grade, school) in zip(given, children, strict=True):
            self.add_student(name, family_name, grade, school, homes)

    def _homes(self, family_name: str, language: str) -> tuple[tuple[str, ...], ...]:
        random = self.random
        shape = random.choices(list(HOMES), list(HOMES.values()))[0]
        other = random.choice(FAMILY_SPANISH if language == "es" else FAMILY)
        mother = self._grown_up(family_name, "parent", language)
        if shape == "one parent":
            return ((mother,),)
        if shape == "two homes":
            first = (mother, self._grown_up(other, "stepparent", language)) if random.random() < 0.3 else (mother,)
            return (first, (self._grown_up(family_name, "parent", language),))
        if shape == "grandparents":
            return ((self._grown_up(family_name, "grandparent", language),),)
        return ((mother, self._grown_up(family_name, "parent", language, partner=mother)),)

    def _grown_up(self, family_name: str, relationship: str, language: str, partner: str = "") -> str:
        random = self.random
        given = random.choice(GIVEN_SPANISH if language == "es" else GIVEN)
        email = ""
        if partner and random.random() < SHARED_MAILBOX_SHARE:
            email = self.guardians[-1].email
        elif random.random() >= NO_MAILBOX_SHARE:
            email = self.addresses.of(given, family_name, "family.example")
        # In a Spanish-speaking home, a few read English better.
        reads = "en" if language == "es" and random.random() < 0.1 else language
        guardian = Guardian("", given, family_name, relationship, email, phone(random), reads)
        return self.add_guardian(guardian)

    def add_guardian(self, guardian: Guardian) -> str:
        """Keep a guardian, with the next id when it has none; its id."""
        key = guardian.key or f"g-{next(self._guardian_numbers):06d}"
        self.guardians.append(replace(guardian, key=key))
        return key

    def add_student(
        self, given: str, family: str, grade: int, school: str, homes: tuple[tuple[str, ...], ...], *, key: str = ""
    ) -> Student:
        """Keep a student with the next ids, a birthday that fits the grade, and from grade 7 a mailbox."""
        number = next(self._student_numbers)
        email = self.addresses.of(given, family, "students.example") if grade >= 7 else ""
        # Children of a grade have their birthdays between September 2 and September 1.
        last_birthday = date(self.end_year - 6 - grade, 9, 1)
        student = Student(
            key=key or f"s-{number:06d}",
            given_name=given,
            family_name=family,
            grade=grade,
            school=school,
            local_id=f"G{20_000 + number}",
            state_id=f"U{3_000_000 + number}",
            born_on=last_birthday - timedelta(days=self.random.randrange(365)),
            homes=homes,
            email=email,
        )
        self.students.append(student)
        return student
