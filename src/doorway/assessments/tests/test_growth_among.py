"""Growth of a small district, compared in a group of which only scores are known."""

from __future__ import annotations

import csv
import uuid
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from tests.world import World

from doorway.accounts import guards
from doorway.assessments.errors import OthersUnreadable
from doorway.assessments.growth import ledger
from doorway.assessments.growth.running import Grown, grow
from doorway.assessments.models import GrowthPercentile, GrowthProjection, Score
from doorway.assessments.tests.grown import EACH, add_grades
from doorway.assessments.tests.stored import YEAR

OWN = 20
Row = tuple[str, str, int, str, float]


def grown(world: World, among: Path | str = "") -> Grown:
    return grow(world.district, YEAR, tell=lambda _stage, _done, _of: None, workers=1, among=str(among))


def kept() -> tuple[dict[uuid.UUID, Any], dict[uuid.UUID, Any]]:
    """What is on file of each student: percentiles, and what the goal would take."""
    percentiles = GrowthPercentile.objects.values_list("student", "percentile", "years_before", "cohort_size")
    ahead = GrowthProjection.objects.values_list("student", "stays", "goal_year", "needed", "low", "high")
    return {row[0]: row[1:] for row in percentiles}, {row[0]: row[1:] for row in ahead}


def write(path: Path, rows: Iterable[Row]) -> Path:
    with path.open("w", encoding="utf-8", newline="") as handle:
        writer = csv.writer(handle)
        writer.writerow(("ID", "SUBJECT", "YEAR", "GRADE", "SCALE_SCORE"))
        writer.writerows(rows)
    return path


@pytest.fixture
def split(world: World, tmp_path: Path) -> tuple[Path, set[uuid.UUID], tuple[Any, Any]]:
    """A large district of which all but a few go into a file: the file, the few, and what all of them came to."""
    groups = add_grades(world)
    # Some would be outside of what the scale can say, and a file's score outside is left out.
    Score.objects.filter(value__gt=430).update(value=430)
    Score.objects.filter(value__lt=280).update(value=280)
    grown(world)
    whole = kept()
    own = {person.pk for people in groups.values() for person in people[:OWN]}
    gone = Score.objects.exclude(student__in=own)
    rows = [
        (f"x{row.student_id.int}", "Mathematics", row.school_year, row.grade, float(row.value))
        for row in gone
        if row.value is not None
    ]
    path = write(tmp_path / "others.csv", rows)
    with guards.lifted(connection):
        # In one statement: nobody asks here for the history of each of them.
        gone._raw_delete(gone.db)
    return path, own, whole


@pytest.mark.both
def test_few_students_get_the_answers_of_the_group_in_which_they_are_compared(
    world: World, split: tuple[Path, set[uuid.UUID], tuple[Any, Any]]
) -> None:
    path, own, (percentiles, ahead) = split
    # Alone they are too few for anything.
    grown(world)
    assert kept() == ({}, {})

    found = grown(world, path)

    now = kept()
    assert now[0] == {student: said for student, said in percentiles.items() if student in own}
    assert now[1] == {student: said for student, said in ahead.items() if student in own}
    assert len(now[0]) == 3 * OWN
    assert set(GrowthPercentile.objects.values_list("cohort_others", flat=True)) == {EACH - OWN}
    assert now[1]
    # Nothing is kept of the others, and nothing is counted of them.
    assert found.students == 3 * OWN
    assert [one[1] for one in found.without()] == [3 * OWN]
    assert Score.objects.exclude(student__in=own).count() == 0


def test_scores_that_the_scale_cannot_have_and_years_to_come_are_left_out(
    world: World, split: tuple[Path, set[uuid.UUID], tuple[Any, Any]], tmp_path: Path
) -> None:
    path, _own, _whole = split
    grown(world, path)
    before = kept()
    lines = path.read_text(encoding="utf-8")
    more = tmp_path / "more.csv"
    more.write_text(f"{lines}odd,math,{YEAR},5,9999\nlater,math,{YEAR + 1},5,380\nno,math,{YEAR},2,380\n", "utf-8")

    grown(world, more)

    assert kept() == before


def test_the_page_of_the_run_says_that_others_were_compared(
    world: World, client_of: Callable[[World, str], Client], split: tuple[Path, set[uuid.UUID], tuple[Any, Any]]
) -> None:
    path, own, _whole = split
    run = ledger.begin_at_once(district=world.district, year=YEAR, now=timezone.now())
    ledger.finish(run, grown(world, path))
    run.refresh_from_db()

    assert run.scores_read == Score.objects.filter(student__in=own).count()
    page = client_of(world, "ruth").get(reverse("growth_run", args=[run.pk])).content.decode()
    assert "The groups hold students of other districts too" in page
    alone = ledger.begin_at_once(district=world.district, year=YEAR, now=timezone.now())
    ledger.finish(alone, grown(world))
    assert (
        "other districts" not in client_of(world, "ruth").get(reverse("growth_run", args=[alone.pk])).content.decode()
    )


def test_a_file_that_cannot_be_read_changes_nothing(
    world: World, split: tuple[Path, set[uuid.UUID], tuple[Any, Any]], tmp_path: Path
) -> None:
    path, _own, _whole = split
    grown(world, path)
    before = kept()

    with pytest.raises(OthersUnreadable, match="There is no file"):
        grown(world, tmp_path / "nowhere.csv")
    assert kept() == before
