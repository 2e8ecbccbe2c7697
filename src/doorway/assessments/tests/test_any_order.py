"""Any order of the rows comes to the same, a second time changes nothing, and an old file after a correction is one."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from random import Random
from typing import Any

import pytest
from django.db import transaction
from tests.world import World

from doorway.assessments.models import TEST_KEY, TEST_SAYS, Score, WaitingScore
from doorway.assessments.tests.test_import import take, write

pytestmark = pytest.mark.both

SEEDS = range(3)
Row = dict[str, str]
# Students with their grade in the school year of the rows; nobody knows the last one.
STUDENTS = {"L-mateo": "3", "S-lucia": "6", "S-ellie": "3", "S-later": "4"}
SUPPORTS = ("", "more time", "large print; breaks", "a friend", "none")
REASONS = ("absent", "family_choice", "medical")


def core_row(dice: Random, student: str, subject: str, grade: str, **more: str) -> Row:
    """A whole core test, or one of its categories with a level word of its own."""
    row = {
        "student_id": student, "instrument": "RISE", "subject": subject, "school_year": "2024-25", "grade": grade,
        "accommodations": dice.choice(SUPPORTS), "test_date": dice.choice(("", "2025-04-22")),
    }  # fmt: skip
    return row | said(dice) | more


def said(dice: Random, kinds: tuple[int, ...] = (0, 1, 2, 3)) -> Row:
    """What a row says: a reason (0), a level (1), or a score with everything beside it."""
    kind = dice.choice(kinds)
    if kind == 0:
        return {"value": "", "level": "", "growth_percentile": "", "not_tested": dice.choice(REASONS)}
    if kind == 1:
        return {"value": "", "level": dice.choice("1234"), "growth_percentile": "", "not_tested": ""}
    value, growth = str(dice.randint(310, 360)), str(dice.randint(1, 99))
    return {"value": value, "level": dice.choice("1234"), "growth_percentile": growth, "not_tested": ""}


def reading_row(dice: Random, student: str, grade: str, period: str, measure: str) -> Row:
    support, reason = dice.choice(SUPPORTS), dice.choice(("", "", "", "absent"))
    return {
        "student_id": student, "instrument": "Acadience Reading", "subject": "reading", "school_year": "2024-25",
        "grade": grade, "period": period, "measure": measure, "accommodations": support, "not_tested": reason,
        "value": "" if reason else str(dice.randint(40, 400)),
        "level": "" if reason or measure else dice.choice(("", "at", "above")),
    }  # fmt: skip


def rows_of(dice: Random) -> list[Row]:
    """Rows of all sorts: whole tests and parts, twice the same, contradicting ones, two grades, and odd ones."""
    rows = [
        core_row(dice, student, subject, grade, measure=measure)
        for student, grade in STUDENTS.items()
        for subject in ("math", "ela")
        for measure in ("", "reporting category")
        if dice.random() < 0.8
    ]
    rows += [
        reading_row(dice, student, dice.choice(("2", "3")), period, measure)
        for student in ("L-mateo", "S-ellie", "S-later")
        for period in ("BOY", "EOY")
        for measure in ("", "ORF")
    ]
    again = [dict(dice.choice(rows)) for _number in range(3)]
    other = [row | said(dice) for row in dice.sample(rows, 3) if row["instrument"] == "RISE"]
    core = [row for row in rows if row["instrument"] == "RISE"]
    torn = [row | {"grade": "4" if row["grade"] != "4" else "5"} for row in dice.sample(core, 2)]
    bad = [dice.choice(rows) | change for change in ({"value": "3.6e2"}, {"grade": "x"}, {"student_id": ""})]
    return rows + again + other + torn + bad


def state() -> list[tuple[Any, ...]]:
    """Everything that is on file and everything that waits, without ids and moments."""
    names = (*TEST_KEY, *TEST_SAYS)
    known = [("on file", *row) for row in Score.objects.values_list("student__sourced_id", *names)]
    return sorted([*known, *(("waits", *row) for row in WaitingScore.objects.values_list("given_id", *names))], key=str)


@contextmanager
def undone() -> Iterator[None]:
    """What is done within is taken back."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


@pytest.mark.parametrize("seed", SEEDS)
def test_any_order_of_the_rows_comes_to_the_same(world: World, tmp_path: Path, seed: int) -> None:
    dice = Random(seed)
    rows, found = rows_of(dice), []
    for number in range(3):
        with undone():
            run = take(world, write(tmp_path, *rows, name=f"{number}.csv"))
            reasons = set(run.lines.filter(verdict="refused").values_list("code", flat=True))
            # Which of three rows says it twice and which contradicts, depends on which stands first.
            assert {"contradicts", "not_a_number", "bad_grade", "no_student_id"} <= reasons
            found.append((state(), run.counts))
        dice.shuffle(rows)
    assert found[0] == found[1] == found[2]
    assert {one[0] for one in found[0][0]} == {"on file", "waits"}


@pytest.mark.parametrize("seed", SEEDS)
def test_a_file_taken_in_again_changes_nothing(world: World, tmp_path: Path, seed: int) -> None:
    dice = Random(seed)
    rows = rows_of(dice)
    take(world, write(tmp_path, *rows))
    before, history = state(), Score.history.count()
    dice.shuffle(rows)
    again = take(world, write(tmp_path, *rows, name="again.csv"))
    assert (again.counts["created"], again.counts["changed"]) == (0, 0)
    assert (state(), Score.history.count()) == (before, history)


@pytest.mark.parametrize("seed", SEEDS)
def test_the_old_file_after_a_correction_is_in_force_again_and_both_are_kept(
    world: World, tmp_path: Path, seed: int
) -> None:
    dice = Random(seed)
    rows = [
        core_row(dice, student, subject, grade, measure=measure, test_date="2025-04-22")
        for student, grade in STUDENTS.items()
        for subject in ("math", "ela")
        for measure in ("", "reporting category")
    ]
    # Of a word that nobody knows, nothing is said.
    for row in rows:
        row["accommodations"] = row["accommodations"].replace("a friend", "breaks")
    # Where a file had levels only, the next one has: an empty cell says nothing, so it could not take a score away.
    kinds = {True: (0, 2), False: (0, 1)}
    supports = ("", "more time", "braille")
    corrected = [
        row
        | said(dice, kinds[row["value"] != "" or bool(row["not_tested"])])
        | {"accommodations": dice.choice(supports)}
        for row in rows
    ]
    old = write(tmp_path, *rows, name="old.csv")
    take(world, old)
    first = state()
    take(world, write(tmp_path, *corrected, name="new.csv"))
    second = state()
    take(world, old)
    assert first != second
    assert state() == first
    names = (*TEST_KEY, *TEST_SAYS)
    kept = {("on file", *row) for row in Score.history.values_list("student__sourced_id", *names)}
    assert {row for row in (*first, *second) if row[0] == "on file"} <= kept


def test_a_score_does_not_stand_beside_the_level_of_another(world: World, tmp_path: Path) -> None:
    row = core_row(Random(1), "S-lucia", "math", "6", measure="", accommodations="", not_tested="", test_date="")
    whole = row | {"value": "440", "level": "3", "growth_percentile": "62", "national_percentile": "70"}
    others = {"growth_percentile": "", "national_percentile": ""}
    take(world, write(tmp_path, whole))
    score = Score.objects.get()
    # An empty cell leaves what was said of the same result.
    take(world, write(tmp_path, whole | others | {"level": ""}))
    take(world, write(tmp_path, whole | others | {"value": ""}))
    score.refresh_from_db()
    assert (score.value, score.level, score.growth_percentile, score.national_percentile) == (440, "proficient", 62, 70)
    take(world, write(tmp_path, whole | others | {"value": "340", "level": ""}))
    score.refresh_from_db()
    assert (score.value, score.level, score.growth_percentile, score.national_percentile) == (340, "", None, None)
    take(world, write(tmp_path, whole))
    take(world, write(tmp_path, whole | others | {"value": "", "level": "1"}))
    score.refresh_from_db()
    assert (score.value, score.level, score.growth_percentile, score.national_percentile) == (None, "below", None, None)
