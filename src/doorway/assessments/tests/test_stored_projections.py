"""What growth a goal would take, of the scores on file: worked out with the percentiles, kept whole, said in words."""

from __future__ import annotations

from collections import Counter
from decimal import Decimal
from statistics import median
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from tests.world import World

from doorway.accounts import guards
from doorway.assessments.core.growth.percentiles import outcome_of
from doorway.assessments.core.growth.projections import METHOD
from doorway.assessments.growth.actions import Kept, keep_growth
from doorway.assessments.growth.projected import goals_of, projected
from doorway.assessments.growth.stored import cohorts_in, stored_scores
from doorway.assessments.models import GrowthProjection, Score
from doorway.assessments.queries import evidence_for, evidence_for_many
from doorway.assessments.tests.grown import EACH, add_grades
from doorway.assessments.tests.stored import YEAR, score_of
from doorway.assessments.yardsticks import Yardsticks
from doorway.policy.queries import state_pack
from doorway.roster.models import Person

BOTH = pytest.mark.both


def keep(world: World, year: int = YEAR, smallest: int = 300) -> Kept:
    """One whole run."""
    stored = stored_scores(world.district, year)
    cohorts = list(cohorts_in(stored))
    outcomes = [outcome_of(cohort, smallest) for cohort in cohorts]
    ahead = projected(stored, cohorts, outcomes, Yardsticks(state_pack(world.district)), workers=1)
    return keep_growth(district=world.district, stored=stored, outcomes=outcomes, now=timezone.now(), projections=ahead)


def a_row(world: World, **changes: Any) -> GrowthProjection:
    """A kept projection of Mateo, whose score is made where there is none."""
    mateo = world.people["mateo"]
    score = Score.objects.filter(student=mateo).first()
    if score is None:
        score = score_of(mateo, YEAR, 5, 370.0)
        score.save()
    values = {
        "district": world.district, "score": score, "student": mateo, "instrument": "rise", "subject": "math",
        "school_year": YEAR, "grade": 5, "value": score.value, "stays": False, "goal_year": YEAR + 3, "goal_grade": 8,
        "goal_instrument": "rise", "needed": 63, "low": 51, "high": 74, "cohort_size": 412, "method": METHOD,
        "computed_at": timezone.now(),
    }  # fmt: skip
    return GrowthProjection.objects.create(**(values | changes))


def said(world: World, language: str = "en") -> str:
    """The sentence on Mateo."""
    return evidence_for(world.people["mateo"]).subjects[0].outlook(language)


# —— what is computed


def test_students_of_all_grades_but_the_last_learn_what_their_goal_would_take(world: World) -> None:
    add_grades(world)

    kept = keep(world)

    # Fourth and fifth graders; nobody knows how sixth graders go on, as no seventh grade is on file.
    assert kept.projections == 2 * EACH
    rows = list(GrowthProjection.objects.select_related("score"))
    assert Counter(row.grade for row in rows) == {4: EACH, 5: EACH}
    assert {row.cohort_size for row in rows} == {EACH}
    assert {(row.goal_instrument, row.method) for row in rows} == {("rise", METHOD)}
    assert {row.goal_year - row.school_year for row in rows if row.grade == 5} == {1}
    assert {row.goal_year - row.school_year for row in rows if row.grade == 4} == {1, 2}
    assert all(row.goal_grade - row.grade == row.goal_year - row.school_year for row in rows)
    assert all(row.value == row.score.value for row in rows)
    goal = dict(state_pack().cut("rise-math-2019", "score", 5, "YEAR").starts)[3]  # type: ignore[union-attr]
    assert all(row.stays == (row.value >= goal) for row in rows if row.grade == 5)
    below = [row for row in rows if row.grade == 5 and goal - 12 < row.value < goal]
    far = [row for row in rows if row.grade == 5 and row.value < goal - 30]
    assert below
    assert far
    assert median(row.needed for row in below) + 20 < median(row.needed for row in far)
    assert all(row.low < row.needed < row.high for row in below if 10 < row.needed < 90)


def test_a_run_that_finds_the_same_writes_nothing_and_one_that_finds_less_takes_away(world: World) -> None:
    people = add_grades(world)
    keep(world)
    before = dict(GrowthProjection.objects.values_list("pk", "computed_at"))

    assert keep(world) == Kept(0, 0, 0, 3 * EACH, 2 * EACH)
    assert dict(GrowthProjection.objects.values_list("pk", "computed_at")) == before

    with guards.lifted(connection):
        Score.objects.filter(student__in=people[4], school_year=YEAR).delete()
    assert keep(world).projections == EACH
    assert set(GrowthProjection.objects.values_list("grade", flat=True)) == {5}
    # Fifth graders who have too few others beside them have none either.
    assert keep(world, smallest=EACH + 1) == Kept(0, 0, 2 * EACH, 0, 0)
    assert not GrowthProjection.objects.exists()


def test_nothing_is_said_where_the_score_for_the_goal_is_not_known(world: World) -> None:
    """Language arts has a new scale since 2024-25, and where its levels begin was not found."""
    add_grades(world, subject="ela")

    assert keep(world).projections == 0
    stored = stored_scores(world.district, YEAR)
    assert goals_of(stored.subjects[0], YEAR, Yardsticks(state_pack(world.district))) == {}


def test_nothing_is_said_where_the_scale_changed(world: World) -> None:
    """The students of this year are on another scale than those from whom one would learn how they go on."""
    add_grades(world)
    Score.objects.filter(school_year__lt=YEAR).update(scale="sage-math")

    kept = keep(world)

    assert kept.created == 3 * EACH
    assert kept.projections == 0


def test_nothing_is_said_before_three_years_of_the_same_students_are_on_file(world: World) -> None:
    """Without them nobody knows how exact the test is, and so how wide the range."""
    add_grades(world)
    with guards.lifted(connection):
        Score.objects.filter(school_year=YEAR - 2).delete()

    kept = keep(world)

    assert kept.created == 3 * EACH
    assert kept.projections == 0


@pytest.mark.parametrize("back", [0, 1, 2])
def test_scores_that_are_all_the_same_say_nothing_about_a_goal(world: World, back: int) -> None:
    """A constant year is refused by the engine, cohort by cohort, and no curve of it is laid on."""
    add_grades(world)
    Score.objects.filter(school_year=YEAR - back).update(value=Decimal(380))

    kept = keep(world)

    assert kept.projections == 0
    # Two years ago all alike: the percentiles of one year before stay.
    assert kept.created == (3 * EACH if back == 2 else 0)


def test_students_whose_grade_jumped_have_no_history_before_it(world: World) -> None:
    people = add_grades(world)
    jumped = people[5][0]
    Score.objects.filter(student=jumped, school_year=YEAR - 1).update(grade="03")
    keep(world)
    row = GrowthProjection.objects.get(student=jumped)
    other = GrowthProjection.objects.filter(grade=5).exclude(student=jumped)[0]
    assert (row.goal_year, row.grade) == (other.goal_year, 5)


# —— what the database holds


@BOTH
@pytest.mark.parametrize(
    "changes",
    [
        {"low": 0},
        {"low": 64},
        {"high": 62},
        {"high": 102},
        {"goal_year": YEAR},
        {"goal_grade": 5},
        {"subject": "science"},
        {"school_year": YEAR - 1},
    ],
)
def test_the_database_refuses_what_makes_no_sense(world: World, changes: dict[str, Any]) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        a_row(world, **changes)


# —— what is said


def test_the_page_says_a_range_and_that_it_is_no_forecast(world: World) -> None:
    a_row(world, goal_year=YEAR + 3)
    assert said(world) == (
        "Math: to reach “Proficient” by grade 8 (2027-28), a student with these scores would need to grow more each "
        "year than about 51 to 74 of 100 students who had the same scores. No test is exact, so this is a range, and "
        "it is no forecast."
    )
    spanish = said(world, "es")
    assert spanish.startswith("Matemáticas: para llegar a «Competente» en el grado 8 (2027-28)")
    assert "51 a 74 de cada 100" in spanish

    GrowthProjection.objects.update(stays=True, high=101)
    assert said(world).startswith("Math: to stay at “Proficient” or higher up to grade 8 (2027-28), ")
    assert "than about 51 to 99 of 100 students" in said(world)

    GrowthProjection.objects.update(low=49)
    assert "than about 49 to 99 of 100 students" in said(world)
    GrowthProjection.objects.update(low=48)
    assert said(world) == ""  # more than half of a hundred: that says nothing


def test_next_year_is_called_next_year(world: World) -> None:
    this = timezone.localdate()
    ends = this.year + (this.month >= 7)
    score_of(world.people["mateo"], ends - 1, 5, 370.0).save()
    a_row(world, school_year=ends - 1, goal_year=ends, goal_grade=6)
    assert "would need to grow more next year than about 51 to 74" in said(world)


def test_what_hardly_anybody_reaches_is_said_with_a_step_that_can_be_taken(world: World) -> None:
    a_row(world, needed=101, high=101)
    assert said(world) == (
        "Math: “Proficient” by grade 8 (2027-28) would take more growth than nearly all of 100 students with the same "
        "scores show. A step on the way there is a good goal too. Ask the teacher which one."
    )


def test_nothing_is_said_once_the_score_was_corrected_or_the_year_is_over(world: World) -> None:
    row = a_row(world, goal_year=YEAR + 1, goal_grade=6)
    assert said(world) == ""
    row.delete()
    a_row(world)
    assert said(world)
    Score.objects.update(value=Decimal(371))
    assert said(world) == ""


def test_a_long_list_asks_once(world: World) -> None:
    add_grades(world)
    keep(world)
    students = list(Person.objects.filter(sourced_id__startswith="grade-5").select_related("district"))

    with CaptureQueriesContext(connection) as captured:
        found = evidence_for_many(students)

    assert len(captured) == 1
    assert len(found) == EACH
