"""What earlier rows of a file came to is remembered: the answers are those of reading every row anew."""

from __future__ import annotations

import random
from collections import Counter
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from tests.world import World

from doorway.assessments.imports import apply_scores, preview_scores
from doorway.assessments.imports.actions import _compare, layouts_of
from doorway.assessments.imports.comparing import Comparison
from doorway.assessments.imports.memory import Memory
from doorway.assessments.imports.reader import open_scores, read_as
from doorway.assessments.imports.rows import RowReader
from doorway.assessments.models import Score
from doorway.assessments.tests.test_import import MATH, READING, write
from doorway.roster.models import Person

# Cells that some rows hold in the place of the right ones: each has a refusal of its own, or means the same.
SPOILED: tuple[dict[str, str], ...] = (
    {"value": "999999"}, {"value": "<200"}, {"value": "twenty"}, {"value": ""}, {"grade": "14"}, {"grade": "03"},
    {"period": "XX"}, {"school_year": "2031-32"}, {"instrument": "?"}, {"student_id": ""},
    {"student_id": "123-45-6789"}, {"student_id": "nobody"}, {"student_id": " L-mateo "}, {"student_id": "L-two"},
    {"level": "123-45-6789"}, {"level": "x" * 300}, {"value": "", "not_tested": "absent"}, {"test_date": "2024-09-12"},
    {"test_date": "never"}, {"value": " 240 "},
)  # fmt: skip


def messy(seed: int, rows: int = 250) -> list[dict[str, str]]:
    """Rows of a few students and tests, many of them again, some of them spoiled."""
    dice = random.Random(seed)  # no secrets
    found = []
    for _ in range(rows):
        row = {**dice.choice((READING, MATH))}
        row["student_id"] = dice.choice(("L-mateo", "S-mateo", "L-ellie", "S-lucia", "L-diego", "S-sadie"))
        row["school_year"] = dice.choice(("2022-23", "2023-24", "2024-25"))
        row["value"] = str(int(row["value"]) + dice.choice((0, 0, 0, 1)))
        if dice.random() < 0.3:
            row |= dice.choice(SPOILED)
        found.append(row)
    return found


def compared(world: World, path: Path) -> Comparison:
    file = open_scores(path, "")
    return _compare(file, read_as(file, layouts_of(world.district)), world.district)


@pytest.mark.parametrize("seed", range(12))
def test_a_messy_file_comes_to_the_same_with_and_without_memory(
    world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, seed: int
) -> None:
    for name in ("one", "two"):
        Person.objects.create(
            district=world.district, sourced_id=name, given_name=name, family_name="Same", identifier="L-two"
        ).memberships.create(district=world.district, role="student", school=world.schools["panguitch-high"])
    path = write(tmp_path, *messy(seed))
    with_memory = compared(world, path)
    monkeypatch.setattr(Memory, "recall", lambda self, row: (None, None))
    without = compared(world, path)

    assert with_memory.created == without.created
    assert with_memory.waiting == without.waiting
    assert with_memory.refused == without.refused
    kinds = Counter(one.code for one in with_memory.refused)
    assert len(kinds) >= 6  # it is a messy file
    assert with_memory.created


def test_most_rows_of_a_large_file_are_not_read_again(
    world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    students = [Person(district=world.district, sourced_id=f"s{n}", identifier=f"L{n}") for n in range(60)]
    for one in Person.objects.bulk_create(students):
        one.memberships.create(district=world.district, role="student", school=world.schools["panguitch-high"])
    rows = [
        {**READING, "student_id": f"L{n}", "school_year": year} for n in range(60) for year in ("2023-24", "2024-25")
    ]
    read: list[Any] = []

    whole = RowReader.read
    monkeypatch.setattr(RowReader, "read", lambda self, *said: (read.append(said), whole(self, *said))[1])

    found = compared(world, write(tmp_path, *rows))

    assert len(found.created) == 120
    assert len(read) == 2


def test_corrections_of_different_cells_keep_what_was_there_and_who_changed_it(world: World, tmp_path: Path) -> None:
    by = world.user("sam")
    first = write(tmp_path, READING, MATH)
    apply_scores(run=preview_scores(district=world.district, path=first, by=by), path=first, by=by)
    second = write(
        tmp_path, {**READING, "value": "241"}, {**MATH, "value": "441", "growth_percentile": "63"}, name="again.csv"
    )
    run = apply_scores(run=preview_scores(district=world.district, path=second, by=by), path=second, by=by)

    assert run.counts["changed"] == 2
    for score, values in (
        (Score.objects.get(instrument="acadience"), [(Decimal(239), None), (Decimal(241), None)]),
        (Score.objects.get(instrument="rise"), [(Decimal(440), 62), (Decimal(441), 63)]),
    ):
        history = list(score.history.order_by("history_id"))
        assert [(row.value, row.growth_percentile) for row in history] == values
        assert [row.history_type for row in history] == ["+", "~"]
        assert {row.history_user_id for row in history} == {by.pk}
        assert score.imported_by_id == run.pk
        assert history[-1].imported_by_id == run.pk
