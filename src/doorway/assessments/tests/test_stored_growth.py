"""Growth percentiles of the scores on file: the engine's, kept whole, and shown beside the state's."""

from __future__ import annotations

import importlib
from datetime import timedelta
from decimal import Decimal
from typing import Any

import numpy as np
import pytest
from django.apps import apps
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from tests.world import World

from doorway.accounts import guards
from doorway.assessments.charts import rows
from doorway.assessments.core import Growth, shown_growth
from doorway.assessments.core.growth.cohorts import SubjectScores, cohorts_of
from doorway.assessments.core.growth.percentiles import METHOD, Outcome, outcome_of
from doorway.assessments.errors import ScoresChanged
from doorway.assessments.growth import actions
from doorway.assessments.growth.actions import Kept, keep_growth
from doorway.assessments.growth.stored import Stored, cohorts_in, stored_scores
from doorway.assessments.models import GrowthPercentile, GrowthRun, Score
from doorway.assessments.queries import evidence_for, evidence_for_many
from doorway.assessments.tests.stored import YEAR, add_cohort, add_students, score_of
from doorway.assessments.wording import growth_of_many
from doorway.roster.models import Person

BOTH = pytest.mark.both


def computed(world: World, year: int = YEAR) -> tuple[Stored, list[Outcome]]:
    """What is on file, and what the engine makes of it."""
    stored = stored_scores(world.district, year)
    return stored, [outcome_of(cohort) for cohort in cohorts_in(stored)]


def keep(world: World, year: int = YEAR) -> Kept:
    """One whole run."""
    stored, outcomes = computed(world, year)
    return keep_growth(district=world.district, stored=stored, outcomes=outcomes, now=timezone.now())


def a_row(world: World, percentile: int = 63, students: int = 412, **changes: Any) -> GrowthPercentile:
    """A kept percentile of Mateo, whose score is made where there is none."""
    mateo = world.people["mateo"]
    score = Score.objects.filter(student=mateo).first()
    if score is None:
        score = score_of(mateo, YEAR, 5, 400.0)
        score.save()
    values = {
        "district": world.district, "score": score, "student": mateo, "instrument": "rise", "subject": "math",
        "school_year": YEAR, "value": score.value, "percentile": percentile, "years_before": 1,
        "cohort_size": students, "cohort_others": 0, "method": METHOD, "computed_at": timezone.now(),
    }  # fmt: skip
    return GrowthPercentile.objects.create(**(values | changes))


# —— what is computed


def test_the_scores_on_file_get_the_percentiles_of_the_engine(world: World) -> None:
    table = add_cohort(world)
    kept = keep(world)

    number = table.shape[1]
    alike = SubjectScores(
        "math",
        np.tile(np.arange(number, dtype=np.int32), 3),
        np.repeat(np.array([YEAR, YEAR - 1, YEAR - 2], np.int16), number),
        np.repeat(np.array([6, 5, 4], np.int16), number),
        table.ravel(),
    )
    expected = [outcome_of(cohort) for cohort in cohorts_of(alike, YEAR)][-1]
    assert expected.order == 2
    assert expected.percentiles is not None
    rows_kept = list(GrowthPercentile.objects.order_by("student_id"))
    assert kept == Kept(number, 0, 0, 0)
    assert [row.percentile for row in rows_kept] == expected.percentiles.tolist()
    assert {(row.years_before, row.cohort_size, row.method) for row in rows_kept} == {(2, number, METHOD)}
    assert all(row.value == row.score.value for row in rows_kept[:20])


def test_each_student_has_the_percentile_of_the_most_years_they_have(world: World) -> None:
    add_cohort(world)
    newcomers = list(Person.objects.filter(sourced_id__startswith="grown-").order_by("pk")[:20])
    with guards.lifted(connection):
        Score.objects.filter(student__in=newcomers, school_year=YEAR - 2).delete()

    keep(world)

    found = GrowthPercentile.objects.filter(student__in=newcomers)
    assert {(row.years_before, row.cohort_size) for row in found} == {(1, 330)}
    others = GrowthPercentile.objects.exclude(student__in=newcomers)
    assert {(row.years_before, row.cohort_size) for row in others} == {(2, 310)}


def test_a_cohort_that_is_too_small_has_none(world: World) -> None:
    add_cohort(world, 299)

    assert keep(world) == Kept(0, 0, 0, 0)
    assert {outcome.reason for outcome in computed(world)[1]} == {"small"}


def test_the_state_percentile_stays_as_it_was_imported(world: World) -> None:
    add_cohort(world)
    Score.objects.update(growth_percentile=11)

    keep(world)

    assert set(Score.objects.values_list("growth_percentile", flat=True)) == {11}


def test_the_knots_of_a_grade_are_not_made_from_two_scales(world: World) -> None:
    """Language arts has a new scale from 2024-25 on: fourth graders' scores of then and of before do not mix."""
    people = add_students(world, 320)
    table = np.vstack([np.linspace(330, 500, 320), np.linspace(300, 480, 320), np.linspace(250, 400, 320)])
    for back, year in enumerate((2026, 2025, 2024)):
        Score.objects.bulk_create(
            score_of(person, year, 6 - back, table[back, place], subject="ela") for place, person in enumerate(people)
        )
    older = [
        Person.objects.create(
            district=world.district, sourced_id=f"older-{place}", given_name="Older", family_name=str(place)
        )
        for place in range(30)
    ]
    Score.objects.bulk_create(score_of(person, 2024, 5, 150.0, subject="ela") for person in older)

    stored = stored_scores(world.district, 2026)
    knots = {cohort.order: cohort.knots for cohort in cohorts_in(stored)}

    assert stored.subjects[0].families[2024, 5] != stored.subjects[0].families[2025, 5]
    assert knots[1][0].boundaries[0] > 200.0
    # Without a change of scale the years before do count.
    Score.objects.filter(school_year=2025, subject="ela").update(scale=Score.objects.filter(school_year=2024)[0].scale)
    same = {cohort.order: cohort.knots for cohort in cohorts_in(stored_scores(world.district, 2026))}
    assert same[1][0].boundaries[0] < 150.0


def test_of_two_tests_of_a_year_the_later_counts_and_of_one_test_in_two_grades_neither(world: World) -> None:
    add_cohort(world, 302)
    twice, torn, wrong = Person.objects.filter(sourced_id__startswith="grown-").order_by("pk")[:3]
    again = score_of(twice, YEAR, 6, 401.0)
    again.instrument, again.tested_on = "sage", timezone.localdate()
    again.save()
    score_of(torn, YEAR, 5, 402.0).save()
    later = score_of(wrong, YEAR, 5, 402.0)
    later.tested_on = timezone.localdate()
    later.save()

    stored, _outcomes = computed(world)

    targets = {stored.students[number]: target for number, target in stored.subjects[0].targets.items()}
    assert targets[twice.pk].value == Decimal(401)
    assert not {torn.pk, wrong.pk} & set(targets)
    assert stored.subjects[0].contradicting == 2


def test_other_districts_are_not_compared(world: World, other_world: World) -> None:
    add_cohort(world)

    assert stored_scores(other_world.district, YEAR).subjects == ()
    keep(world)
    assert set(GrowthPercentile.objects.values_list("district", flat=True)) == {world.district.pk}


# —— how it is kept


@BOTH
def test_a_second_run_changes_nothing(world: World) -> None:
    add_cohort(world)
    keep(world)
    before = list(GrowthPercentile.objects.order_by("pk").values())

    assert keep(world) == Kept(0, 0, 0, 330)
    assert list(GrowthPercentile.objects.order_by("pk").values()) == before


@BOTH
def test_a_run_after_a_correction_replaces_what_changed_and_takes_away_what_went(world: World) -> None:
    add_cohort(world)
    keep(world)
    first, second = Person.objects.filter(sourced_id__startswith="grown-").order_by("pk")[:2]
    GrowthPercentile.objects.filter(student=second).update(percentile=1, computed_at=timezone.now())
    Score.objects.filter(student=first, school_year=YEAR - 1).update(value=None, not_tested="absent")
    untouched = GrowthPercentile.objects.filter(student=second).get()

    kept = keep(world)

    assert kept.removed == 1
    assert kept.created == 0
    assert kept.changed > 300, "the cohort is one smaller for everybody"
    assert not GrowthPercentile.objects.filter(student=first).exists()
    assert GrowthPercentile.objects.filter(student=second).get().cohort_size == untouched.cohort_size - 1


@BOTH
def test_nothing_is_written_when_scores_changed_meanwhile(world: World) -> None:
    add_cohort(world)
    stored, outcomes = computed(world)
    score = Score.objects.filter(school_year=YEAR).first()
    assert score is not None
    score.value = Decimal(333)
    score.save()

    with pytest.raises(ScoresChanged):
        keep_growth(district=world.district, stored=stored, outcomes=outcomes, now=timezone.now())
    assert not GrowthPercentile.objects.exists()


@BOTH
def test_a_run_that_breaks_leaves_the_percentiles_of_the_run_before(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    add_cohort(world)
    keep(world)
    GrowthPercentile.objects.update(percentile=50)
    stored, outcomes = computed(world)

    def breaks(*_: Any, **__: Any) -> None:
        raise RuntimeError("the power went out")

    monkeypatch.setattr(actions, "insert_rows", breaks)
    with pytest.raises(RuntimeError):
        keep_growth(district=world.district, stored=stored, outcomes=outcomes, now=timezone.now())
    assert set(GrowthPercentile.objects.values_list("percentile", flat=True)) == {50}
    assert GrowthPercentile.objects.count() == 330


# —— what the database refuses


@BOTH
@pytest.mark.parametrize(
    "changes",
    [
        {"percentile": 0},
        {"percentile": 100},
        {"years_before": 0},
        {"cohort_size": 0},
        {"cohort_others": 412},
        {"subject": "science"},
        {"school_year": YEAR - 1},
        {"instrument": "sage"},
    ],
)
def test_the_database_refuses_what_cannot_be(world: World, changes: dict[str, Any]) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        a_row(world, **changes)
    assert a_row(world).percentile == 63


@BOTH
def test_the_database_refuses_the_score_of_somebody_else(world: World, other_world: World) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        a_row(world, student=world.people["ellie"])
    with pytest.raises(IntegrityError), transaction.atomic():
        a_row(world, district=other_world.district)


@BOTH
def test_a_student_has_one_percentile_for_a_test(world: World) -> None:
    a_row(world)
    score_of(world.people["mateo"], YEAR, 6, 410.0).save()
    other = Score.objects.get(grade="06", student=world.people["mateo"])
    with pytest.raises(IntegrityError), transaction.atomic():
        a_row(world, score=other)


# —— which one is shown


@pytest.mark.parametrize(
    ("state", "own", "smallest", "shown"),
    [
        (None, None, 3000, None),
        (62, None, 3000, Growth(62)),
        (62, Growth(58, 412), 3000, Growth(62)),
        (62, Growth(58, 2999), 3000, Growth(62)),
        (62, Growth(58, 3000), 3000, Growth(58, 3000)),
        (None, Growth(58, 412), 3000, Growth(58, 412)),
        (62, Growth(58, 9000), None, Growth(62)),
    ],
)
def test_the_state_percentile_is_preferred_where_the_cohort_is_small(
    state: int | None, own: Growth | None, smallest: int | None, shown: Growth | None
) -> None:
    assert shown_growth(state, own, smallest) == shown


def test_the_page_says_whose_percentile_it_is(world: World) -> None:
    a_row(world, percentile=63, students=1412)
    mateo = world.people["mateo"]
    subject = evidence_for(mateo).subjects[0]
    assert subject.growth("en") == (
        "Math, 2024-25: the growth percentile is 63, computed by the district among 1,412 students. "
        "That is a higher score than 63 of 100 students who had the same scores before."
    )
    assert "calculado por el distrito entre 1412 estudiantes" in subject.growth("es").replace("\xa0", "")
    assert "63 (the district’s, among 1,412)" in rows(subject.chart, "en").rows[0]

    Score.objects.filter(student=mateo).update(growth_percentile=40)
    subject = evidence_for(mateo).subjects[0]
    assert subject.growth("en").startswith("Math, 2024-25: the state’s growth percentile is 40.")
    assert subject.growth("es").startswith("Matemáticas, 2024-25: el percentil de progreso del estado es 40.")
    assert "40 (the state’s)" in rows(subject.chart, "en").rows[0]

    GrowthPercentile.objects.update(cohort_size=3000)
    assert "among 3,000 students" in evidence_for(mateo).subjects[0].growth("en")


def test_the_page_says_among_whom_a_percentile_was_computed(world: World) -> None:
    row = a_row(world, percentile=63, students=12_345, cohort_others=12_000)
    mateo = world.people["mateo"]

    subject = evidence_for(mateo).subjects[0]
    assert "computed by the district among 12,345 students of several districts." in subject.growth("en")
    assert "entre 12,345 estudiantes de varios distritos." in subject.growth("es").replace("\xa0", ",")
    assert "63 (the district’s, among 12,345 of several districts)" in rows(subject.chart, "en").rows[0]

    # Of before it was written down: neither is claimed.
    GrowthPercentile.objects.filter(pk=row.pk).update(cohort_others=None)
    subject = evidence_for(mateo).subjects[0]
    assert "among 12,345 students. Some of them may be of other districts." in subject.growth("en")
    assert "63 (the district’s, among 12,345, perhaps of several districts)" in rows(subject.chart, "en").rows[0]


@pytest.mark.parametrize(
    ("found", "said"),
    [
        ([], ""),
        ([Growth(40)], "The percentiles are the state’s."),
        ([Growth(40, 400), Growth(41, 400)], "The district computed the percentiles, among its own students."),
        ([Growth(40, 400), Growth(41, 400, 300)], "among students of several districts."),
        ([Growth(40, 400), Growth(41, 400, None)], "perhaps among students of several districts."),
        ([Growth(40), Growth(41, 400)], "Some of the percentiles are the state’s; the district computed the others, "),
        ([Growth(40), Growth(41, 400, 9)], "the others, among students of several districts."),
    ],
)
def test_a_class_and_a_school_say_whose_the_percentiles_are(found: list[Growth], said: str) -> None:
    text = growth_of_many(found, "en")
    assert said in text if said else text == ""


@BOTH
def test_percentiles_of_before_learn_from_their_run_among_whom(world: World) -> None:
    row = a_row(world, students=412, cohort_others=None)
    about = importlib.import_module("doorway.assessments.migrations.0006_growth_says_among_whom")
    group = {"subject": "math", "grade": 5, "before": row.years_before, "students": 412}

    def told(*groups: dict[str, Any], ago: int = 0) -> int | None:
        GrowthRun.objects.create(
            district=world.district, school_year=YEAR, status="done", cohorts=list(groups),
            asked_at=timezone.now(), ended_at=timezone.now() - timedelta(days=ago),
        )  # fmt: skip
        about.say_what_runs_tell(apps, None)
        row.refresh_from_db()
        return row.cohort_others

    # Another size, another grade, other years before: nothing is made up.
    assert told(group | {"students": 500, "others": 300}) is None
    assert told(group | {"grade": 6, "others": 300}, group | {"before": 2, "others": 300}) is None
    assert told(group | {"others": 300}) == 300
    # The newest run of the year counts, and one without a word of others is of before others were compared.
    assert told(group | {"others": 299}, ago=9) == 300
    assert told(group) == 0


def test_a_percentile_of_a_score_that_was_corrected_is_not_shown(world: World) -> None:
    a_row(world)
    Score.objects.update(value=Decimal(420))

    assert evidence_for(world.people["mateo"]).subjects[0].growth("en") == ""


def test_a_long_list_with_percentiles_asks_once(world: World) -> None:
    add_cohort(world)
    keep(world)
    students = list(Person.objects.filter(sourced_id__startswith="grown-").select_related("district"))

    with CaptureQueriesContext(connection) as captured:
        found = evidence_for_many(students)

    assert len(captured) == 1
    assert all(evidence.subjects[0].growth("en") for evidence in found.values())
