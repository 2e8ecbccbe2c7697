"""A district with enough students for growth percentiles: one cohort of sixth graders with their years before."""

from __future__ import annotations

import uuid
from decimal import Decimal

import numpy as np
from numpy.typing import NDArray
from tests.world import World

from doorway.assessments.models import Score
from doorway.assessments.tests.growth.made import cohort
from doorway.policy.queries import state_pack
from doorway.roster.models import Person

YEAR = 2025


def add_students(world: World, number: int) -> list[Person]:
    """So many more students, in the order of their ids."""
    people = [
        Person(
            id=uuid.UUID(int=place + 1),
            district=world.district,
            sourced_id=f"grown-{place}",
            given_name="Student",
            family_name=f"{place:03d}",
            grade="06",
        )
        for place in range(number)
    ]
    return Person.objects.bulk_create(people)


def score_of(student: Person, year: int, grade: int, value: float, *, subject: str = "math") -> Score:
    """A result of the state's core test."""
    instrument = state_pack().instrument("rise")
    scale = instrument.scale(subject, grade, year)
    assert scale is not None
    return Score(
        district_id=student.district_id,
        student=student,
        instrument="rise",
        subject=subject,
        measure=instrument.main_measure.key,
        school_year=year,
        grade=f"{grade:02d}",
        scale=scale.key,
        value=Decimal(value),
    )


def add_cohort(world: World, number: int = 330, years_before: int = 2, subject: str = "math") -> NDArray[np.float64]:
    """Sixth graders of 2024-25 with their years before, most recent year first: (1 + years, n)."""
    people = add_students(world, number)
    priors, scores, _knots = cohort(7, number, years_before)
    table = np.vstack([scores[None], priors])
    Score.objects.bulk_create(
        score_of(person, YEAR - back, 6 - back, table[back, place], subject=subject)
        for back in range(years_before + 1)
        for place, person in enumerate(people)
    )
    return table
