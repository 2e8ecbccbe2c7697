"""What the summary of a plan says of the tests: every subject, with the goal in plain words."""

from __future__ import annotations

from dataclasses import replace

import pytest
from django.utils import translation
from tests.world import World

from doorway.assessments.charts import LadderChart
from doorway.assessments.models import Score
from doorway.plans.documents import document_for
from doorway.plans.letter import Letter, _short_subject
from doorway.plans.tests.stage import add_scores
from doorway.policy.packs import year_text


def lines_of(world: World, language: str) -> tuple[str, ...]:
    with translation.override(language):
        found = {point.title: point for point in Letter(document_for(world.people["mateo"])).summary}
        point = next((one for title, one in found.items() if one.anchor == "tests"), None)
        return () if point is None else point.lines


def test_every_subject_is_named_with_its_word_and_whether_it_reaches_the_goal(world: World) -> None:
    add_scores(world, "mateo")
    last, this = year_text(world.year.end_year - 1), year_text(world.year.end_year)

    Score.objects.filter(subject="math", school_year=world.year.end_year - 1).update(level="approaching")

    reading, ela, math = lines_of(world, "en")

    assert reading == f"Reading: “At benchmark”. That reaches the goal for grade 3 (beginning of the year, {this})."
    assert ela == f"Language arts, {last}: a score of 395."
    assert math == (
        f"Math, {last}: “Approaching proficient”. That is below the goal. Since the time before: fell behind."
    )
    assert "Está por debajo de la meta. Desde la vez anterior: bajó." in lines_of(world, "es")[2]


def test_what_has_no_level_is_said_as_below(world: World) -> None:
    add_scores(world, "mateo")
    newest = Score.objects.filter(subject="math", school_year=world.year.end_year - 1)
    newest.update(value=None, growth_percentile=None, not_tested="absent")
    assert "not tested (absent on the test days)" in lines_of(world, "en")[2]
    Score.objects.filter(instrument="acadience").update(value=None, level="", not_tested="absent")
    assert lines_of(world, "en")[0].startswith("Not tested (")


def test_one_test_is_one_line_and_none_is_none(world: World) -> None:
    assert lines_of(world, "en") == ()
    add_scores(world, "mateo")
    lines = lines_of(world, "en")
    assert len(lines) == len(set(lines)) == 3


@pytest.mark.parametrize("grade", ["02", "05"])
def test_a_test_of_another_grade_is_said_with_its_grade(world: World, grade: str) -> None:
    add_scores(world, "mateo")
    Score.objects.filter(instrument="acadience", school_year=world.year.end_year).update(grade=grade)
    assert f"goal for grade {int(grade)} (" in lines_of(world, "en")[0]


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", "This cannot be compared with the time before. In {year}: fell behind."),
        (
            "es",
            "competente». Está por debajo de la meta. Esto no se puede comparar con la vez anterior. En {year}: bajó.",
        ),
    ],
)
def test_where_the_last_year_cannot_be_compared_the_last_one_that_can_is_named(
    world: World, language: str, said: str
) -> None:
    add_scores(world, "mateo")
    Score.objects.filter(subject="math", school_year=world.year.end_year - 1).update(level="approaching")
    with translation.override(language):
        picture = Letter(document_for(world.people["mateo"])).subjects[-1]
        chart = picture.chart
        assert isinstance(chart, LadderChart)
        last = replace(chart.columns[-1], year=year_text(world.year.end_year), step=None)
        line = _short_subject(replace(picture, chart=replace(chart, columns=(*chart.columns, last))))
    assert line.endswith(said.format(year=year_text(world.year.end_year - 1))), line
