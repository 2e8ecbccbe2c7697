"""Progress toward the state's standards by reporting category, where the score file has it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from django.test import Client
from django.urls import reverse
from tests.world import World

from doorway.assessments.models import Score
from doorway.assessments.queries import evidence_for
from doorway.assessments.tests.test_import import MATH, take, write

ClientOf = Callable[[World, str], Client]


def test_what_a_file_says_of_each_category_stands_below_the_test(
    world: World, client_of: ClientOf, tmp_path: Path
) -> None:
    main = MATH | {"value": "440"}
    rows = [
        main,
        main | {"measure": "Geometry", "value": "12.5"},
        main | {"measure": "Measurement and data", "value": "", "level": "Approaching Proficient"},
        main | {"measure": "Fractions", "value": "9", "level": "3"},
        main | {"measure": "Ratios", "value": "7", "level": "Below"},
    ]
    run = take(world, write(tmp_path, *rows))
    assert run.counts["refused"] == 0
    assert Score.objects.count() == 5

    subject = evidence_for(world.people["lucia"]).subjects[0]

    table = subject.parts("en")
    assert table is not None
    assert table.rows == (
        # The parts of this test have words of their own: 3 is the third of those, "Below" is the first.
        ("Fractions", "9", "Above the standard"),
        ("Geometry", "12.5", ""),
        ("Measurement and data", "", "Approaching proficient"),
        ("Ratios", "7", "Below the standard"),
    )
    assert table.caption.startswith("Math: the parts of the standards (")
    spanish = subject.parts("es")
    assert spanish is not None
    assert spanish.rows[0][2] == "Por encima del estándar"
    assert spanish.caption.startswith("Matemáticas: las partes de los estándares (")
    # The line from year to year is that of the whole test.
    assert [point.score for point in subject.series.points] == [440.0]
    address = reverse("conversation", args=[world.people["lucia"].pk])
    assert "Measurement and data" in client_of(world, "owen").get(address).content.decode()


def test_without_categories_there_is_no_empty_table(world: World, tmp_path: Path) -> None:
    take(world, write(tmp_path, MATH | {"value": "440"}))
    assert evidence_for(world.people["lucia"]).subjects[0].parts("en") is None


def test_categories_of_an_older_year_stand_apart_from_a_newer_test(
    world: World, client_of: ClientOf, tmp_path: Path
) -> None:
    """Points of two grades are not on one ladder."""
    year = int(str(MATH["school_year"])[:4])
    old = MATH | {"value": "12", "measure": "Geometry", "school_year": f"{year - 1}-{year % 100:02d}", "grade": "5"}
    take(world, write(tmp_path, MATH | {"value": "440"}, old, old | {"measure": "", "value": "380"}))
    assert Score.objects.count() == 3
    assert evidence_for(world.people["lucia"]).subjects[0].parts("en") is None

    (earlier,) = evidence_for(world.people["lucia"]).subjects[0].earlier_parts("en")

    assert earlier.rows == (("Geometry", "12", ""),)
    assert f"{year - 1}" in earlier.caption
    assert "grade 5" in earlier.caption
    page = client_of(world, "owen").get(reverse("conversation", args=[world.people["lucia"].pk])).content.decode()
    assert "The parts of the standards in earlier years" in page
    assert "Geometry" in page


def test_categories_of_every_earlier_year_are_there_the_newest_first(world: World, tmp_path: Path) -> None:
    year = int(str(MATH["school_year"])[:4])
    rows = []
    for back in range(3):
        test = MATH | {
            "value": str(440 - back),
            "school_year": f"{year - back}-{(year - back + 1) % 100:02d}",
            "grade": str(6 - back),
        }
        rows += [test, test | {"measure": "Geometry", "value": str(12 - back)}]
    take(world, write(tmp_path, *rows))
    subject = evidence_for(world.people["lucia"]).subjects[0]
    newest = subject.parts("en")
    assert newest is not None
    assert [newest.rows[0][1], *(table.rows[0][1] for table in subject.earlier_parts("es"))] == ["12", "11", "10"]
