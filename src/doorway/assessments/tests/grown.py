"""A district in which what growth a goal would take can be said: three grades of math, three years of each student."""

from __future__ import annotations

import uuid

import numpy as np
from tests.world import World

from doorway.assessments.models import Score
from doorway.assessments.tests.stored import YEAR, score_of
from doorway.policy.queries import state_pack
from doorway.roster.models import Person

GRADES = (4, 5, 6)
EACH = 305


def add_grades(world: World, number: int = EACH, subject: str = "math", year: int = YEAR) -> dict[int, list[Person]]:
    """Students of the fourth to sixth grade by grade, with their scores of this year and of the two before.

    Grade 3 is the first one tested, so fourth graders have one year before. Scores lie around the state's own cuts, or
    around 350 where the pack knows none.
    """
    rng = np.random.default_rng(11)
    pack, found = state_pack(), {}
    scores = []
    for grade in GRADES:
        people = [
            Person(
                id=uuid.UUID(int=grade * 10_000 + place),
                district=world.district,
                sourced_id=f"grade-{grade}-{place}",
                given_name="Student",
                family_name=f"{grade}-{place:03d}",
                grade=f"{grade:02d}",
            )
            for place in range(number)
        ]
        found[grade] = Person.objects.bulk_create(people)
        able = rng.normal(0.0, 1.0, number)
        for back in range(min(3, grade - 2)):
            tested = grade - back
            scale = pack.instrument("rise").scale(subject, tested, year - back)
            cut = None if scale is None else pack.cut(scale.key, "score", tested, "YEAR")
            middle = 350.0 if cut is None else dict(cut.starts)[3]
            values = np.clip(np.rint(middle + 28 * (0.9 * able + 0.4 * rng.normal(0.0, 1.0, number))), 260, 460)
            scores += [
                score_of(person, year - back, tested, float(value), subject=subject)
                for person, value in zip(people, values, strict=True)
            ]
    Score.objects.bulk_create(scores)
    return found
