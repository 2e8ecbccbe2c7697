"""With which support a test was taken: kept with the result, said in plain words, and unknown words are named."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from django.test import Client
from django.urls import reverse
from tests.world import World
from typer.testing import CliRunner

from doorway.assessments.imports import preview_scores
from doorway.assessments.imports.keeping import SCORE_FILES, forget_looks
from doorway.assessments.layouts import Translator
from doorway.assessments.models import Score, WaitingScore
from doorway.assessments.queries import evidence_for
from doorway.assessments.queries.corrections import corrections_of
from doorway.assessments.tests.test_import import MATH, READING, take, write
from doorway.assessments.tests.test_layouts import ACCESS, DIBELS, VENDORS, vendor_file
from doorway.assessments.tests.test_noticed import noticed, said
from doorway.policy.queries import state_pack
from doorway.roster.models import ImportLine, ImportRun

ClientOf = Callable[[World, str], Client]


@pytest.mark.parametrize(
    ("key", "row", "kept"),
    [
        ("access", ACCESS | {"Accommodation - EM": "Y", "Accommodation - LP": "Y"}, "large-print several-days"),
        ("access", ACCESS | {"Accommodation - EM": "N", "Accommodation - LP": " "}, ""),
        (
            "dibels-8",
            DIBELS | {"Approved Accommodations": "Colored overlays; Ruler"},
            "colors-light line-marker",
        ),
        ("dibels-8", DIBELS | {"Approved Accommodations": "N/A"}, ""),
        (
            "istation",
            {
                "STUDENT_ID": "L-mateo",
                "GRADE": "1",
                "ISIP_ACCOM": "Y",
                "May_SCORE": "371",
                "May_ADMIN_DATE": "5/2/2024",
            },
            "not-named",
        ),
        (
            "alternate-access-2021",
            {
                "State Student ID": "S-mateo",
                "Grade": "11",
                "Test Completion Date": "3/6/2023",
                "Scale Score - Overall": "945",
                "Accommodations - Timing/scheduling": "Y",
                "Accommodations - Setting format/environment": "Y",
            },
            "other-place other-times",
        ),
    ],
)
def test_a_vendors_columns_are_kept_with_the_result(
    world: World, tmp_path: Path, key: str, row: dict[str, str], kept: str
) -> None:
    run = take(world, vendor_file(tmp_path, key, row))
    assert "unknown_accommodation" not in [code for _row, _column, code in noticed(run)]
    # Of a part that was not taken nothing is kept.
    assert set(Score.objects.filter(not_tested="").values_list("accommodations", flat=True)) == {kept}
    assert set(Score.history.filter(not_tested="").values_list("accommodations", flat=True)) == {kept}


def test_every_column_of_a_layout_means_something_the_test_knows() -> None:
    from doorway.assessments.imports.names import PackNames, plain
    from doorway.policy.packs import load_pack

    names = PackNames.of(load_pack("utah"))
    with_columns = [layout for layout in VENDORS.values() if layout.accommodations]
    assert len(with_columns) == 11
    for layout in with_columns:
        assert layout.instrument is not None
        known = names.instruments[plain(layout.instrument.text)].accommodations
        for column in layout.accommodations:
            assert all(plain(means) in known for _column, means in column.each if means)


def test_a_plain_file_lists_them_in_either_language(world: World, tmp_path: Path) -> None:
    run = take(world, write(tmp_path, MATH | {"accommodations": "Más tiempo, large print; READ ALOUD"}))
    assert noticed(run) == []
    assert Score.objects.get().accommodations == "more-time large-print read-aloud"


@pytest.mark.both
def test_an_empty_cell_says_that_there_was_none_and_a_file_without_the_column_says_nothing(
    world: World, tmp_path: Path
) -> None:
    take(world, write(tmp_path, MATH | {"accommodations": "more time"}))
    without = tmp_path / "without.csv"
    without.write_text(
        "student_id,instrument,subject,school_year,grade,value\nS-lucia,RISE,Math,2024-25,6,440\n", encoding="utf-8"
    )
    assert take(world, without).counts["unchanged"] == 1
    assert Score.objects.get().accommodations == "more-time"
    # Only a word that nobody knows: whether there was none is not known either.
    take(world, write(tmp_path, MATH | {"accommodations": "a friend"}))
    assert Score.objects.get().accommodations == "more-time"
    run = take(world, write(tmp_path, MATH | {"accommodations": "none"}))
    assert run.lines.get(verdict="changed").changes == {"accommodations": ["more-time", ""]}
    assert Score.objects.get().accommodations == ""
    assert [one.accommodations for one in Score.history.order_by("history_id")] == ["more-time", ""]


@pytest.mark.both
def test_who_was_not_tested_was_tested_with_nothing(world: World, tmp_path: Path) -> None:
    absent = MATH | {"value": "", "growth_percentile": "", "not_tested": "absent"}
    run = take(world, write(tmp_path, absent | {"accommodations": "more time; a friend"}))
    assert (run.counts["created"], noticed(run)) == (1, [])
    assert Score.objects.get().accommodations == ""
    take(world, write(tmp_path, MATH | {"accommodations": "more time"}))
    without = tmp_path / "without.csv"
    without.write_text(
        "student_id,instrument,subject,school_year,grade,not_tested\nS-lucia,RISE,Math,2024-25,6,absent\n",
        encoding="utf-8",
    )
    run = take(world, without)
    assert run.lines.get(verdict="changed").changes["accommodations"] == ["more-time", ""]
    # What an older version left there is not said.
    Score.objects.update(accommodations="more-time")
    subject = evidence_for(world.people["lucia"]).subjects[0]
    assert (subject.support("en"), subject.series.points[-1].accommodations) == ("", "")


def test_a_later_file_leaves_what_waits_where_it_says_nothing(world: World, tmp_path: Path) -> None:
    row = MATH | {"student_id": "S-later"}
    take(world, write(tmp_path, row | {"accommodations": "breaks"}))
    without = tmp_path / "without.csv"
    without.write_text(
        "student_id,instrument,subject,school_year,grade,value\nS-later,RISE,Math,2024-25,6,441\n", encoding="utf-8"
    )
    take(world, without)
    waiting = WaitingScore.objects.get()
    # The percentile was that of another score.
    assert (waiting.value, waiting.growth_percentile, waiting.accommodations) == (441, None, "breaks")


def test_a_word_that_nobody_knows_is_named_and_the_result_taken(world: World, tmp_path: Path) -> None:
    run = take(world, write(tmp_path, MATH | {"accommodations": "large print; a friend"}))
    assert noticed(run) == [(2, "accommodations", "unknown_accommodation")]
    assert said(run) == ["RISE does not know the support that this row names. The result was taken in without it."]
    assert Score.objects.get().accommodations == "large-print"
    unclear = ACCESS | {"Accommodation - LP": "maybe"}
    run = preview_scores(district=world.district, path=vendor_file(tmp_path, "access", unclear), by=None)
    assert "“Accommodation - LP: maybe” (rows: 1)." in said(run)


@pytest.mark.both
def test_an_unknown_word_is_read_beside_the_waiting_file_and_kept_nowhere(
    world: World, client_of: ClientOf, tmp_path: Path
) -> None:
    level = {"value": "", "level": "3"}
    rows = [MATH | level | {"subject": name, "accommodations": "a friend; his doctor"} for name in ("math", "science")]
    client = client_of(world, "sam")
    with write(tmp_path, *rows, MATH | level | {"subject": "ela", "accommodations": "a friend"}).open("rb") as file:
        page = client.post(reverse("scores"), {"file": file}, follow=True)
    words = " ".join(page.content.decode().split())
    assert "<li>“a friend” (rows: 3).</li><li>“his doctor” (rows: 2).</li>" in words
    run = ImportRun.objects.get()
    assert run.counts["noticed"] == 3
    client.post(reverse("apply_score_run", args=[run.pk]))
    assert "doctor" not in client.get(reverse("score_run", args=[run.pk])).content.decode()
    kept = [str(list(model.objects.values())) for model in (ImportRun, ImportLine, Score, Score.history.model)]
    assert Score.objects.count() == 3
    assert not [one for one in kept if "doctor" in one or "friend" in one]


@pytest.mark.both
def test_of_a_file_that_is_never_taken_in_no_support_is_kept(world: World, client_of: ClientOf, tmp_path: Path) -> None:
    take(world, write(tmp_path, MATH | {"accommodations": "breaks"}))
    file = write(
        tmp_path,
        MATH | {"accommodations": "large print; his doctor"},
        MATH | {"subject": "science", "value": "9999"},
    )
    client = client_of(world, "sam")
    with file.open("rb") as upload:
        client.post(reverse("scores"), {"file": upload})
    run = ImportRun.objects.get(status="previewed")
    counts, address = run.counts, reverse("score_run", args=[run.pk])
    assert run.lines.filter(verdict="changed", changes__accommodations__isnull=False).exists()

    # As long as the upload waits, the page says it.
    assert forget_looks(now=run.created_at + timedelta(hours=23)) == 0
    assert "doctor" in client.get(address).content.decode()
    SCORE_FILES.let_go(run)
    assert forget_looks(now=run.created_at + timedelta(hours=25)) == 2

    assert not [one for one in ImportLine.objects.filter(run=run).values() if "doctor" in str(one) or one["changes"]]
    run.refresh_from_db()
    assert run.counts == counts
    page = client.get(address).content.decode()
    assert "9999 is outside the scale" in page
    assert "Show the changed results" not in page
    # What was taken in keeps its lines.
    applied = take(world, write(tmp_path, MATH | {"accommodations": "large print"}))
    assert forget_looks(now=applied.created_at + timedelta(days=9)) == 0
    assert applied.lines.get(verdict="changed").changes["accommodations"]


def test_a_dry_run_of_the_command_line_says_the_words_and_keeps_none(world: World, tmp_path: Path) -> None:
    import doorway.cli.commands  # noqa: F401  # registers the commands
    from doorway.cli.app import app

    path = write(tmp_path, MATH | {"accommodations": "his doctor"})

    done = CliRunner().invoke(app, ["import", "scores", str(path), "--dry-run"])

    assert done.exit_code == 0
    assert "“his doctor” (rows: 1)." in done.output
    assert not [one for one in ImportLine.objects.values() if "doctor" in str(one)]


def test_a_correction_tells_the_support_before_and_after(world: World, tmp_path: Path) -> None:
    take(world, write(tmp_path, MATH | {"accommodations": "breaks"}))
    run = take(world, write(tmp_path, MATH | {"accommodations": "more time"}))
    assert run.lines.get(verdict="changed").changes == {"accommodations": ["breaks", "more-time"]}
    change = corrections_of(world.people["lucia"]).found[0].changes[0]
    assert (change.before, change.after) == ("breaks", "more-time")


def test_a_result_that_waits_keeps_its_support(world: World, tmp_path: Path) -> None:
    take(world, write(tmp_path, MATH | {"student_id": "S-later", "accommodations": "breaks"}))
    assert WaitingScore.objects.get().accommodations == "breaks"


def test_the_page_says_what_was_done_and_never_why(world: World, client_of: ClientOf, tmp_path: Path) -> None:
    lucia = world.people["lucia"]
    take(world, write(tmp_path, MATH | {"accommodations": "large print; more time"}))
    subject = evidence_for(lucia).subjects[0]
    assert subject.support("en") == "Math, 2024-25: taken with support (more time; large print)."
    assert subject.support("es") == "Matemáticas, 2024-25: se hizo con apoyo (más tiempo; letra grande)."
    page = client_of(world, "owen").get(reverse("conversation", args=[lucia.pk])).content.decode()
    assert "taken with support (more time; large print)" in page
    # And in the table behind the chart.
    assert "Taken with support: more time; large print." in page


def test_reading_and_other_tests_say_it_too(world: World, tmp_path: Path) -> None:
    mateo = world.people["mateo"]
    take(world, write(tmp_path, READING | {"accommodations": "quiet setting"}))
    take(world, vendor_file(tmp_path, "access", ACCESS | {"Accommodation - SR": "Y"}))
    evidence = evidence_for(mateo)
    assert evidence.reading is not None
    assert evidence.reading.support("en") == "Taken with support: a quiet room."
    table = evidence.others[0].table("en")
    assert table.head[-1] == "Support"
    assert table.rows[0][-1] == "somebody wrote the answers down"


def test_without_support_nothing_is_said(world: World, tmp_path: Path) -> None:
    take(world, write(tmp_path, MATH, READING))
    evidence = evidence_for(world.people["lucia"])
    assert evidence.subjects[0].support("en") == ""
    reading = evidence_for(world.people["mateo"]).reading
    assert reading is not None
    assert reading.support("en") == ""


def test_of_a_test_that_was_not_taken_no_support_is_said(world: World, client_of: ClientOf, tmp_path: Path) -> None:
    """A file may say both; then neither sentence, nor chart, nor table says “taken with support”."""
    lucia, mateo = world.people["lucia"], world.people["mateo"]
    take(
        world, write(tmp_path, MATH | {"accommodations": "large print"}, READING | {"accommodations": "quiet setting"})
    )
    take(world, vendor_file(tmp_path, "access", ACCESS | {"Accommodation - SR": "Y"}))
    page = reverse("conversation", args=[lucia.pk])
    assert "aken with support" in client_of(world, "owen").get(page).content.decode()
    reason = state_pack(world.district).tests.not_tested[0].key

    Score.objects.update(value=None, level="", not_tested=reason)

    assert Score.objects.exclude(accommodations="").exists()
    assert "aken with support" not in client_of(world, "owen").get(page).content.decode()
    evidence = evidence_for(mateo)
    assert evidence.reading is not None
    assert evidence.reading.support("en") == ""
    assert "Support" not in evidence.others[0].table("en").head
    assert evidence_for(lucia).subjects[0].support("en") == ""


def test_a_file_without_the_columns_reads_as_before() -> None:
    layout = VENDORS["access"]
    header = [column for column in layout.recognised_by if not column.startswith("Accommodation")]
    translator = Translator(layout, header)
    row = ["1" for _column in header]
    assert all("accommodations" not in given.fields for given in translator.results(row))
