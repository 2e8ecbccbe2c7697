"""The page on which a person says what the columns mean."""

from __future__ import annotations

import tomllib
from collections.abc import Callable
from pathlib import Path

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError
from django.test import Client
from tests.world import World

from doorway.assessments.imports import preview_scores
from doorway.assessments.imports.mapping import keep_layout
from doorway.assessments.layouts import Layout
from doorway.assessments.models import Score, ScoreLayout
from doorway.roster.models import ImportRun

ClientOf = Callable[[World, str], Client]

LONG = (
    "Pupil;Datum;Klasse;Zeit;Teil;Punkte;Stufe;Land\n"
    "L-mateo;05.09.2024;2;Herbst;Maze;14;Gut;61\n"
    "L-mateo;05.09.2024;2;Herbst;ORF;<70;Gut;\n"
    "L-nobody;05.09.2024;2;Herbst;Maze;9;Gut;\n"
)
ANSWERS = {
    "student": "c0",
    "test_date": "c1",
    "dates": "day",
    "grade": "c2",
    "period": "c3",
    "measure": "c4",
    "value": "c5",
    "level": "c6",
    "national_percentile": "c7",
    "blanks": "-",
    "level_only": "on",
}
WORDS = {
    "word-field": ["period", "level"],
    "word-from": ["Herbst", "Gut"],
    "word-to": ["BOY", "at"],
}


@pytest.fixture(autouse=True)
def _no_waiting_files() -> None:
    for path in (settings.HOME / "score-files").glob("*"):
        path.unlink()


def upload(client: Client, text: str, name: str = "export.csv") -> ImportRun:
    """Choose a file of this text; the run that came of it."""
    file = SimpleUploadedFile(name, text.encode(), content_type="text/csv")
    response = client.post("/data/scores/", {"file": file})
    assert response.status_code == 302
    return ImportRun.objects.first() or pytest.fail("no run")


def columns(run: ImportRun, test: str = "acadience") -> str:
    """The page's address."""
    return f"/data/scores/{run.pk}/columns/?test={test}"


def test_an_unknown_file_is_mapped_tried_kept_and_recognised_the_next_time(world: World, client_of: ClientOf) -> None:
    client = client_of(world, "sam")
    run = upload(client, LONG)
    first = client.get(f"/data/scores/{run.pk}/columns/").content.decode()
    assert "Which test is it?" in first
    page = client.get(columns(run)).content.decode()
    assert "Herbst" in page

    tried = client.post(columns(run), ANSWERS | {"do": "try"}).content.decode()
    assert "“Herbst” means" in tried
    assert not ScoreLayout.objects.exists()

    tried = client.post(columns(run), ANSWERS | WORDS | {"do": "try"}).content.decode()
    assert "Rows that were tried: 3. Results that can be read: 3. Refused: 0." in tried
    assert "Understanding while reading" in tried

    kept = client.post(columns(run), ANSWERS | WORDS | {"do": "keep", "name": "Lesetest"})
    assert kept["Location"] == f"/data/scores/{run.pk}/"
    run.refresh_from_db()
    assert (run.options["layout"], run.counts["created"]) == ("own-lesetest", 2)
    client.post(f"/data/scores/{run.pk}/take-in/")
    maze = Score.objects.get(measure="maze")
    assert (float(maze.value or 0), maze.level, maze.national_percentile, maze.school_year, maze.period) == (
        14.0,
        "at",
        61,
        2025,
        "BOY",
    )
    orf = Score.objects.get(measure="orf")
    assert (orf.value, orf.level) == (None, "at")

    again = upload(client, LONG.replace(";14;", ";15;"), "next.csv")
    assert again.options["layout"] == "own-lesetest"
    assert (again.counts["changed"], again.counts["unchanged"]) == (1, 1)


def test_a_column_with_the_support_is_named_and_read(world: World, client_of: ClientOf) -> None:
    client = client_of(world, "sam")
    run = upload(client, "Id,Year,Grade,When,Total,Helps\nL-mateo,2024-25,2,EOY,239,Large print; a friend\n")
    assert "Support during the test" in client.get(columns(run)).content.decode()
    answers = {"student": "c0", "school_year": "c1", "dates": "us", "grade": "c2", "period": "c3", "value": "c4"}
    client.post(columns(run), answers | {"accommodations": "c5", "do": "keep", "name": "With support"})
    # What the test does not know is named as long as the file waits.
    assert "“a friend” (rows: 1)." in client.get(f"/data/scores/{run.pk}/").content.decode()
    client.post(f"/data/scores/{run.pk}/take-in/")
    assert Score.objects.get().accommodations == "large-print"
    assert "a friend" not in client.get(f"/data/scores/{run.pk}/").content.decode()
    # A test that knows none has no such question.
    assert "Support during the test" not in client.get(columns(run, "sat")).content.decode()


def test_parts_that_stand_side_by_side(world: World, client_of: ClientOf) -> None:
    client = client_of(world, "sam")
    run = upload(client, "Id,When,Grade,Maths,Sci\nS-lucia,2024-11-03,11,30,28\n")
    answers = {"student": "c0", "test_date": "c1", "dates": "us", "grade": "c2", "blanks": ""}
    answers |= {"part-math-score-value": "c3", "part-science-score-value": "c4"}
    client.post(columns(run, "act"), answers | {"do": "keep", "name": "ACT of the school"})
    client.post(f"/data/scores/{run.pk}/take-in/")
    found = Score.objects.order_by("subject").values_list("subject", "value", "sitting")
    assert [(subject, int(value or 0), sitting) for subject, value, sitting in found] == [
        ("math", 30, "2024-11-03"),
        ("science", 28, "2024-11-03"),
    ]


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"student": ""}, "Choose the column with the student’s state or local id."),
        ({"value": "", "level": "", "national_percentile": ""}, "Choose at least one column with a score or a level."),
        ({"value": "c99"}, "Please choose from the list."),
        ({"name": ""}, "Give the layout a name"),
        ({"grade": "c1"}, "Not one of the first rows can be read"),
    ],
)
def test_what_does_not_fit_is_said_and_nothing_is_kept(
    world: World, client_of: ClientOf, changes: dict[str, str], sentence: str
) -> None:
    client = client_of(world, "sam")
    run = upload(client, LONG)
    response = client.post(columns(run), ANSWERS | WORDS | {"do": "keep", "name": "Lesetest"} | changes)
    assert response.status_code == 422
    assert sentence in response.content.decode()
    assert not ScoreLayout.objects.exists()


def test_a_name_is_given_once(world: World, client_of: ClientOf) -> None:
    client = client_of(world, "sam")
    keep = ANSWERS | WORDS | {"do": "keep", "name": "Lesetest"}
    client.post(columns(upload(client, LONG)), keep)
    run = upload(client, LONG.replace("Land", "Staat"), "other.csv")
    response = client.post(columns(run), keep)
    assert "There is already a layout called “Lesetest”." in response.content.decode()
    assert ScoreLayout.objects.count() == 1


def test_a_test_with_several_subjects_asks_for_the_subject(world: World, client_of: ClientOf) -> None:
    client = client_of(world, "sam")
    run = upload(client, "Id,When,Grade,Points\nS-lucia,2024-11-03,11,30\n")
    answers = {"student": "c0", "test_date": "c1", "dates": "us", "grade": "c2", "value": "c3", "do": "try"}
    assert "Choose the subject of this score" in client.post(columns(run, "act"), answers).content.decode()
    good = client.post(columns(run, "act"), answers | {"subject": "=math"}).content.decode()
    assert "Results that can be read: 1." in good


def test_a_file_without_a_year_is_taken_as_of_this_year(world: World, client_of: ClientOf) -> None:
    client = client_of(world, "sam")
    run = upload(client, "Id,Klasse,Punkte\nS-mateo,2,200\n")
    answers = {"student": "c0", "dates": "us", "grade": "c1", "value": "c2", "period": "=BOY", "name": "Kurz"}
    client.post(columns(run), answers | {"do": "keep"})
    run.refresh_from_db()
    assert run.options["school_year"] == world.year.name
    file = SimpleUploadedFile("again.csv", b"Id,Klasse,Punkte\nS-mateo,2,200\n")
    asked = client.post("/data/scores/", {"file": file})
    assert "does not say the school year" in asked.content.decode()


def test_a_layout_is_put_away_and_what_was_taken_in_stays(world: World, client_of: ClientOf) -> None:
    client = client_of(world, "sam")
    run = upload(client, LONG)
    client.post(columns(run), ANSWERS | WORDS | {"do": "keep", "name": "Lesetest"})
    client.post(f"/data/scores/{run.pk}/take-in/")
    layout = ScoreLayout.objects.get()
    assert "Lesetest" in client.get("/data/scores/").content.decode()
    client.post(f"/data/scores/layouts/{layout.pk}/put-away/")
    assert not ScoreLayout.objects.exists()
    assert Score.objects.count() == 2
    assert client.get(f"/data/scores/{run.pk}/").status_code == 200
    assert "is no longer here" in client.get(columns(run)).content.decode()


def test_layouts_of_another_district_are_not_seen_and_not_put_away(
    world: World, other_world: World, client_of: ClientOf, tmp_path: Path
) -> None:
    content = Layout.model_validate(
        {
            "key": "own-theirs",
            "title": {"en": "Theirs"},
            "source": "district",
            "recognised_by": ["Pupil"],
            "students": ["Pupil"],
            "results": [{"instrument": "act", "subject": "math", "value": "{Punkte}"}],
        }
    )
    theirs = keep_layout(district=other_world.district, layout=content, name="Theirs", by=None)
    client = client_of(world, "sam")
    assert "Theirs" not in client.get("/data/scores/").content.decode()
    assert client.post(f"/data/scores/layouts/{theirs.pk}/put-away/").status_code == 404
    run = upload(client, LONG)
    assert "unknown_header" in run.options
    with pytest.raises(IntegrityError):
        ScoreLayout.objects.create(
            district=other_world.district, key="own-theirs", name="x", content={}, created_at=run.created_at
        )


def test_a_file_that_nobody_mapped_cannot_be_taken_in(world: World, client_of: ClientOf) -> None:
    client = client_of(world, "sam")
    run = upload(client, LONG)
    done = client.post(f"/data/scores/{run.pk}/take-in/", follow=True).content.decode()
    assert "Start again with the file." in done
    assert "Say what the columns mean" in done


def test_the_command_knows_a_layout_of_the_district(world: World, client_of: ClientOf, tmp_path: Path) -> None:
    client = client_of(world, "sam")
    client.post(columns(upload(client, LONG)), ANSWERS | WORDS | {"do": "keep", "name": "Lesetest"})
    path = tmp_path / "next.csv"
    path.write_text(LONG, encoding="utf-8")
    run = preview_scores(district=world.district, path=path, by=None, layout="own-lesetest")
    assert run.counts["created"] == 2


def test_strangers_find_nothing(world: World, client_of: ClientOf) -> None:
    run = upload(client_of(world, "sam"), LONG)
    for who in ("june", "rosa"):
        assert client_of(world, who).get(columns(run)).status_code in (302, 404)


# Everything that a person may have to say of a file beside its columns.
WHOLE = (
    "Id,Day,Grade,Total,Level,Status,Large print,Reader,Year\n"
    "L-mateo,1900-01-01,3,,4,Done,Y,N,2025-26\n"
    "S-ellie,4/20/2026,3,ABS,,Done,,,2025-26\n"
    "S-sadie,4/20/2026,3,,3,Open,,,2025-26\n"
)
OPTIONS = {
    "student": "c0", "school_year": "c8", "test_date": "c1", "dates": "us", "grade": "c2", "value": "c3",
    "level": "c4", "skip_column": "c5",
    "skip_values": "open, waiting", "support-large-print": "c6", "support-read-aloud": "c7", "blanks": "-",
    "reasons": "ABS = absent\n\nMED=medical", "placeholder_days": "1900-01-01, 1/1/1970", "first_year": "2024-25",
    "last_year": "2026-27", "subject": "=math", "name": "State file", "do": "keep",
}  # fmt: skip


def test_days_that_are_none_marks_rows_to_leave_out_and_years_are_said_on_the_page(
    world: World, client_of: ClientOf
) -> None:
    client = client_of(world, "sam")
    run = upload(client, WHOLE)
    answer = client.post(f"/data/scores/{run.pk}/columns/?test=rise", OPTIONS)
    assert answer.status_code == 302, answer.content.decode()
    layout = Layout.model_validate(ScoreLayout.objects.get().content)
    assert [str(day) for day in layout.placeholder_days] == ["1900-01-01", "1970-01-01"]
    assert layout.reasons == {"ABS": "absent", "MED": "excused"}
    assert [(skip.column, skip.values) for skip in layout.skips] == [("Status", ("open", "waiting"))]
    assert (layout.first_year, layout.last_year) == (2025, 2027)
    assert [(one.column, one.means) for one in layout.accommodations] == [
        ("Large print", "large-print"),
        ("Reader", "read-aloud"),
    ]
    client.post(f"/data/scores/{run.pk}/take-in/")
    found = {score.student.given_name: score for score in Score.objects.select_related("student")}
    assert set(found) == {"Mateo", "Ellie"}
    assert (found["Mateo"].tested_on, found["Mateo"].accommodations) == (None, "large-print")
    assert (found["Ellie"].not_tested, found["Ellie"].school_year) == ("absent", 2026)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"placeholder_days": "1900-01-01, never"}, "never is not a date"),
        ({"reasons": "ABS = on the moon"}, "“ABS = on the moon” is not understood."),
        ({"reasons": "ABS"}, "“ABS” is not understood."),
        ({"skip_values": " , "}, "Choose the column and write what it says in those rows, or neither."),
        ({"skip_column": ""}, "Choose the column and write what it says in those rows, or neither."),
        ({"first_year": "soon"}, "Write the school year like 2025-26."),
        ({"first_year": "2025-26", "last_year": "2024-25"}, "The last year is before the first."),
    ],
)
def test_what_is_not_understood_of_them_is_said_at_its_field(
    world: World, client_of: ClientOf, change: dict[str, str], words: str
) -> None:
    client = client_of(world, "sam")
    run = upload(client, WHOLE)
    answer = client.post(f"/data/scores/{run.pk}/columns/?test=rise", OPTIONS | change)
    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert not ScoreLayout.objects.exists()


SEASONS = (
    "Id;Year;Grade;Fall Score;Winter Score;Fall Level;Winter Level\n"
    "S-mateo;2024-25;2;150;;W;\nS-ellie;2024-25;2;200;230;B;G\n"
)
BY_SEASON = {
    "student": "c0", "school_year": "c1", "dates": "us", "grade": "c2", "period": "=*", "value": "r0", "level": "r1",
    "blanks": "-", "closely-level-words": "W = well_below\nB = below\nG = at", "name": "By season", "do": "keep",
}  # fmt: skip


def test_times_of_the_year_side_by_side_are_a_result_each(world: World, client_of: ClientOf) -> None:
    client = client_of(world, "sam")
    run = upload(client, SEASONS)
    page = client.get(columns(run)).content.decode()
    assert "Fall Score" in page
    assert "* Score (Fall … Winter)" in page
    missing = client.post(columns(run), BY_SEASON | {"value": "c3", "level": ""})
    assert "Choose a score or a level that repeats, too" in missing.content.decode()

    client.post(columns(run), BY_SEASON)
    client.post(f"/data/scores/{run.pk}/take-in/")

    found = Score.objects.order_by("student__sourced_id", "period").values_list("period", "value", "level")
    assert sorted((period, int(value or 0), level) for period, value, level in found) == [
        ("BOY", 150, "well_below"),
        ("BOY", 200, "below"),
        ("MOY", 230, "at"),
    ]
    # The spring had no column in that file yet.
    later = upload(client, SEASONS.replace("Winter", "Spring"), "later.csv")
    assert (later.options["layout"], later.counts["created"], later.counts["unchanged"]) == ("own-by-season", 1, 2)
    assert ScoreLayout.objects.get().content["results"][0]["repeat"] == ["Fall", "Winter", "Spring"]


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"closely-school_year-text": "{Jahr}"}, "The file has no column “Jahr”."),
        ({"closely-school_year-text": "2024"}, "Write each column between braces"),
        ({"closely-school_year-text": "{Year"}, "Write each column between braces"),
        ({"closely-school_year-text": "{Year}"}, "Choose a column above, or put columns together here, not both."),
        ({"closely-level-keep": "begin"}, "Write the beginnings that count."),
        (
            {"closely-level-words": "well below"},
            "“well below” is not understood. Write the file’s word, = and what it means.",
        ),
        ({"may_lack": "id, year, grade, fall score, fall level"}, "By these columns no file could be recognised."),
        ({"without": "winter score"}, "This file has the column “Winter Score” itself."),
    ],
)
def test_what_cannot_be_read_closely_is_said(
    world: World, client_of: ClientOf, changes: dict[str, str], sentence: str
) -> None:
    client = client_of(world, "sam")
    response = client.post(columns(upload(client, SEASONS)), BY_SEASON | changes)
    assert response.status_code == 422
    assert sentence in response.content.decode()
    assert not ScoreLayout.objects.exists()


def test_parts_that_only_the_file_names(world: World, client_of: ClientOf) -> None:
    client = client_of(world, "sam")
    run = upload(client, "Id;When;Language;Reading;Writing\nS-lucia;2024-11-03;Spanish;620;5\n")
    answers = {"student": "c0", "test_date": "c1", "dates": "us", "blanks": "", "name": "Languages", "do": "keep"}
    nothing = client.post(columns(run, "stamp"), answers | {"named-1-measure": "{Language} reading"})
    assert "Write what the part is called, and choose a score or a level." in nothing.content.decode()
    wrong = client.post(columns(run, "stamp"), answers | {"named-1-measure": "{Tongue} reading", "named-1-value": "c3"})
    assert "The file has no column “Tongue”." in wrong.content.decode()
    client.post(
        columns(run, "stamp"),
        answers
        | {"named-1-measure": "{Language} reading", "named-1-value": "c3"}
        | {"named-2-measure": "{Language} writing", "named-2-level": "c4"},
    )
    client.post(f"/data/scores/{run.pk}/take-in/")
    assert set(Score.objects.values_list("measure", "level")) == {
        ("spanish reading", ""),
        ("spanish writing", "intermediate_mid"),
    }


def test_a_layout_can_be_had_as_a_file(world: World, other_world: World, client_of: ClientOf) -> None:
    client = client_of(world, "sam")
    client.post(columns(upload(client, LONG)), ANSWERS | WORDS | {"do": "keep", "name": "Lesetest"})
    kept = ScoreLayout.objects.get()
    address = f"/data/scores/layouts/{kept.pk}/file/"
    assert address in client.get("/data/scores/").content.decode()
    answer = client.get(address)
    assert answer["Content-Disposition"] == 'attachment; filename="own-lesetest.toml"'
    assert Layout.model_validate(tomllib.loads(answer.content.decode())) == Layout.model_validate(kept.content)
    theirs = ScoreLayout.objects.create(
        district=other_world.district, key="own-theirs", name="Theirs", content=kept.content, created_at=kept.created_at
    )
    assert client.get(f"/data/scores/layouts/{theirs.pk}/file/").status_code == 404
