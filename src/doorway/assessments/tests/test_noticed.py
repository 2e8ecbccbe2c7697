"""Rows that are taken in as they are, and named because something about them is odd; and those that cannot be."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import translation
from tests.world import World

from doorway.accounts.models import District
from doorway.assessments.imports import actions, sentence_of
from doorway.assessments.imports.years import this_school_year
from doorway.assessments.models import Score
from doorway.assessments.queries.evidence import evidence_for
from doorway.assessments.tests.test_import import MATH, PACK, READING, reasons, take, write
from doorway.policy.packs import year_text
from doorway.roster.models import ImportRun, Person, RecordLook

ClientOf = Callable[[World, str], Client]


def noticed(run: ImportRun) -> list[tuple[int | None, str, str]]:
    """(row, column, code) of the rows to look at."""
    return list(run.lines.filter(verdict="forgiven").values_list("row", "field", "code"))


def said(run: ImportRun, language: str = "en") -> list[str]:
    """What is said of them."""
    with translation.override(language):
        return [sentence_of(line.code, line.params, PACK) for line in run.lines.filter(verdict="forgiven")]


@pytest.mark.parametrize(
    ("grade", "found"),
    [("1", []), ("2", []), ("3", []), ("4", ["grade_jumps"]), ("K", ["grade_jumps"]), ("5", ["grade_jumps"])],
)
def test_a_grade_two_or_more_away_from_the_roster_is_taken_and_named(
    world: World, tmp_path: Path, grade: str, found: list[str]
) -> None:
    """Mateo is in grade 3 now; a year ago he was in grade 2, and off-grade tests are a part of the field."""
    this_year = this_school_year(world.district)
    run = take(world, write(tmp_path, READING | {"grade": grade, "school_year": year_text(this_year - 1)}))
    assert run.counts["created"] == 1
    assert [code for _row, _column, code in noticed(run)] == found


def test_what_is_said_of_a_jump_names_both_grades(world: World, tmp_path: Path) -> None:
    this_year = this_school_year(world.district)
    run = take(world, write(tmp_path, READING | {"grade": "6", "school_year": year_text(this_year)}))
    assert noticed(run) == [(2, "grade", "grade_jumps")]
    assert said(run) == ["The test is of grade 6. By the roster, the student was in grade 3 in that school year."]
    long_ago = take(world, write(tmp_path, READING | {"school_year": "2018-19"}))
    assert said(long_ago)[0].endswith("the student was too young for school in that school year.")


def test_without_a_grade_on_the_roster_the_last_result_counts(world: World, tmp_path: Path) -> None:
    world.people["mateo"].grade = ""
    world.people["mateo"].save()
    first = take(world, write(tmp_path, READING))
    assert noticed(first) == []
    run = take(world, write(tmp_path, READING | {"grade": "5", "school_year": "2025-26"}))
    assert said(run) == [
        "The test is of grade 5. By the last result on file, the student was in grade 3 in that school year."
    ]


def test_of_students_who_left_the_roster_says_no_grade_of_today(world: World, tmp_path: Path) -> None:
    world.people["mateo"].is_active = False
    world.people["mateo"].save()
    assert noticed(take(world, write(tmp_path, READING | {"grade": "6"}))) == []


def test_a_core_test_in_two_grades_of_one_year_counts_in_neither(world: World, tmp_path: Path) -> None:
    run = take(world, write(tmp_path, MATH, MATH | {"grade": "7"}, READING, READING | {"grade": "1"}))
    assert reasons(run) == [(2, "grade", "two_grades"), (3, "grade", "two_grades")]
    # A reading test may be given with the material of another grade.
    assert Score.objects.filter(student=world.people["mateo"]).count() == 2
    assert not Score.objects.filter(student=world.people["lucia"]).exists()
    line = run.lines.filter(verdict="refused").first()
    assert line is not None
    assert sentence_of(line.code, line.params, PACK) == (
        "This row and row 3 give the same test of one year for grade 6 and for grade 7. Keep the right one."
    )


def test_another_grade_on_file_is_named_and_both_are_kept(world: World, tmp_path: Path) -> None:
    take(world, write(tmp_path, MATH))
    run = take(world, write(tmp_path, MATH | {"grade": "5", "value": "380"}))
    assert noticed(run) == [(2, "grade", "grade_on_file")]
    assert "is on file in grade 6" in said(run)[0]
    assert Score.objects.count() == 2
    # The same test of another year is no second grade.
    before = MATH | {"grade": "4", "school_year": "2023-24", "value": "330"}
    assert noticed(take(world, write(tmp_path, before))) == []


def test_a_reading_test_with_the_material_of_another_grade_is_no_second_grade(world: World, tmp_path: Path) -> None:
    own = MATH | {"student_id": "L-mateo", "grade": "3", "value": "300", "school_year": "2025-26"}
    take(world, write(tmp_path, own, READING | {"school_year": "2025-26", "grade": "1"}))
    run = take(world, write(tmp_path, own, READING | {"school_year": "2025-26", "grade": "2"}))
    assert noticed(run) == []
    assert run.counts["created"] == 1


@pytest.mark.parametrize(
    ("changes", "found"),
    [
        # 413 is where the third level begins in grade 6.
        ({"value": "440", "level": "Below Proficient"}, ["level_differs"]),
        ({"value": "440", "level": "Proficient"}, []),
        ({"value": "440", "level": "Highly Proficient"}, ["level_differs"]),
        ({"value": "440", "level": ""}, []),
        ({"value": "", "level": "Below Proficient"}, []),
    ],
)
def test_a_level_that_contradicts_its_score_is_kept_and_named(
    world: World, tmp_path: Path, changes: dict[str, str], found: list[str]
) -> None:
    run = take(world, write(tmp_path, MATH | changes))
    assert [code for _row, _column, code in noticed(run)] == found
    score = Score.objects.get()
    assert bool(score.level) == bool(changes["level"])


def test_a_row_that_is_refused_for_its_grade_is_not_looked_at_as_well(world: World, tmp_path: Path) -> None:
    wrong = MATH | {"grade": "4", "level": "1"}
    run = take(world, write(tmp_path, MATH, wrong, MATH | {"subject": "ela", "grade": "3", "value": "", "level": "1"}))
    assert reasons(run) == [(2, "grade", "two_grades"), (3, "grade", "two_grades")]
    assert noticed(run) == [(4, "grade", "grade_jumps")]
    texts = [sentence_of(line.code, line.params, PACK) for line in run.lines.filter(verdict="refused")]
    assert texts[0] == (
        "This row and row 3 give the same test of one year for grade 6 and for grade 4. Keep the right one."
    )


def test_what_is_said_of_a_level_is_in_the_readers_words(world: World, tmp_path: Path) -> None:
    run = take(world, write(tmp_path, MATH | {"value": "440", "level": "1"}))
    assert said(run) == [
        "The file says “Below proficient”, but by the cut scores a score of 440 is “Proficient”. What the file says "
        "was kept."
    ]
    assert "«Por debajo de competente»" in said(run, "es")[0]
    assert "«Competente»" in said(run, "es")[0]
    assert Score.objects.get().level == "below"


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"measure": "ORF Accuracy", "value": "101"}, "outside_scale"),
        ({"measure": "ORF Accuracy", "value": "-1"}, "outside_scale"),
        ({"value": "-4"}, "below_scale"),
        ({"value": "9999"}, "no_score"),
        ({"measure": "ORF", "value": "999"}, "no_score"),
    ],
)
def test_a_score_that_cannot_be_is_refused(
    world: World, tmp_path: Path, changes: dict[str, str], expected: str
) -> None:
    assert reasons(take(world, write(tmp_path, READING | changes))) == [(2, "value", expected)]


def test_a_score_without_an_upper_end_that_is_unusually_high_is_named(world: World, tmp_path: Path) -> None:
    run = take(world, write(tmp_path, READING | {"value": "2390"}, READING | {"measure": "ORF", "value": "141"}))
    assert noticed(run) == [(2, "value", "unusual_score")]
    assert said(run) == ["2390 is unusually high: hardly anybody scores above 900. Look for a digit too many."]
    assert Score.objects.count() == 2


@pytest.mark.parametrize("year", ["2019-20"])
def test_a_core_test_of_a_year_without_tests_is_refused(world: World, tmp_path: Path, year: str) -> None:
    rows = (MATH | {"school_year": year, "grade": "3", "value": "300"}, READING | {"school_year": year})
    run = take(world, write(tmp_path, *rows))
    assert reasons(run) == [(2, "school_year", "year_outside")]
    act = MATH | {"instrument": "ACT", "school_year": year, "grade": "11", "value": "20", "test_date": "2020-03-03"}
    assert reasons(take(world, write(tmp_path, act))) == []


def test_an_edition_of_other_years_is_refused(world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    test = PACK.instrument("acadience")
    old = test.editions[0].model_copy(update={"last_year": 2024})
    tests = (one for one in PACK.instruments if one is not test)
    pack = replace(PACK, instruments=(*tests, test.model_copy(update={"editions": (old,)})))
    monkeypatch.setattr(actions, "state_pack", lambda _district: pack)
    run = take(world, write(tmp_path, READING | {"edition": old.key}, READING | {"period": "BOY"}))
    assert reasons(run) == [(2, "edition", "edition_outside")]
    assert run.counts["created"] == 1


def test_the_page_shows_what_to_look_at_and_writes_down_whose_results_it_showed(
    world: World, client_of: ClientOf, tmp_path: Path
) -> None:
    run = take(world, write(tmp_path, MATH | {"level": "1"}, READING | {"value": "85%"}))
    client = client_of(world, "sam")
    page = client.get(reverse("score_run", args=[run.pk]))
    assert "85% is a percentage" in page.content.decode()
    looks = RecordLook.objects.filter(page="score_run", reason="data", user=world.user("sam"))
    assert [look.student for look in looks] == [world.people["mateo"]]

    other = client.get(reverse("score_run", args=[run.pk]), {"show": "forgiven"}).content.decode()
    assert "Rows to look at" in other
    assert "by the cut scores a score of 440 is “Proficient”" in other
    assert {look.student for look in looks.all()} == {world.people["mateo"], world.people["lucia"]}


def test_a_page_that_shows_nobody_writes_down_nobody(world: World, client_of: ClientOf, tmp_path: Path) -> None:
    run = take(world, write(tmp_path, MATH))
    client_of(world, "sam").get(reverse("score_run", args=[run.pk]))
    assert not RecordLook.objects.filter(page="score_run").exists()


def test_many_rows_to_look_at_ask_no_more(world: World, tmp_path: Path, django_assert_max_num_queries: Any) -> None:
    rows = [MATH | {"level": "1", "measure": f"part {number}", "value": "1"} for number in range(300)]
    with django_assert_max_num_queries(40):
        take(world, write(tmp_path, MATH | {"level": "1"}, *rows))


@pytest.mark.parametrize(("grade", "found"), [("4", []), ("5", ["grade_jumps"])])
def test_in_summer_the_grade_on_file_is_of_last_year(
    world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, grade: str, found: list[str]
) -> None:
    """Mateo is in grade 3 of the year that the roster is of, until the next roster comes: in July, too."""
    year = world.year.end_year
    District.objects.filter(pk=world.district.pk).update(grades_of=year)
    world.district.refresh_from_db()
    mateo = Person.objects.select_related("district").get(pk=world.people["mateo"].pk)
    take(world, write(tmp_path, READING | {"school_year": year_text(year)}))
    before = evidence_for(mateo)
    monkeypatch.setattr("django.utils.timezone.now", lambda: datetime(year, 7, 10, 18, tzinfo=UTC))

    assert evidence_for(mateo) == before
    run = take(world, write(tmp_path, READING | {"grade": grade, "period": "EOY", "school_year": year_text(year)}))
    assert [code for _row, _column, code in noticed(run)] == found
