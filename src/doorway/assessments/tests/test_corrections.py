"""Corrections keep the old value, and staff reads it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.template.loader import render_to_string
from tests.world import World

from doorway.assessments.queries.corrections import corrections_of
from doorway.assessments.tests.test_import import MATH, READING, take, write


def test_a_corrected_result_says_what_it_said_before_in_both_languages(
    world: World, tmp_path: Path, django_assert_num_queries: Any
) -> None:
    take(world, write(tmp_path, READING | {"level": "at"}, MATH))
    take(world, write(tmp_path, READING | {"value": "179", "level": "Well below"}))
    with django_assert_num_queries(1):
        (one,) = corrections_of(world.people["mateo"], "en")
    assert one.test == "Acadience Reading, Reading: Composite score, Spring 2024-25"
    assert one.changes == (("Score", "239", "179"), ("Level", "At benchmark", "Well below benchmark"))
    (spanish,) = corrections_of(world.people["mateo"], "es")
    assert spanish.changes[1] == ("Nivel", "En la meta", "Muy por debajo de la meta")
    assert corrections_of(world.people["lucia"], "en") == []


def test_the_page_shows_them(world: World, tmp_path: Path) -> None:
    take(world, write(tmp_path, READING))
    take(world, write(tmp_path, READING | {"value": "241"}))
    found = corrections_of(world.people["mateo"], "en")
    page = render_to_string("assessments/_corrections.html", {"corrections": found})
    assert "Corrected results" in page
    assert "Score: 239 → 241" in page
    assert render_to_string("assessments/_corrections.html", {"corrections": []}).strip() == ""


def test_the_newest_stands_first_and_the_same_file_again_is_no_correction(world: World, tmp_path: Path) -> None:
    for value in ("239", "240", "240", "241"):
        take(world, write(tmp_path, READING | {"value": value}))
    found = [one.changes for one in corrections_of(world.people["mateo"], "en")]
    assert found == [(("Score", "240", "241"),), (("Score", "239", "240"),)]


def test_a_score_that_took_the_place_of_a_reason(world: World, tmp_path: Path) -> None:
    take(world, write(tmp_path, READING | {"value": "", "not_tested": "absent"}))
    take(world, write(tmp_path, READING))
    (one,) = corrections_of(world.people["mateo"], "en")
    assert one.changes == (("Score", "–", "239"), ("Why not tested", "absent on the test days", "–"))
