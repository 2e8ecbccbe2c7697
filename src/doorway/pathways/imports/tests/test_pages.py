"""The pages on which a data person takes courses and transcripts in."""

from __future__ import annotations

import csv
import os
import re
import time
from collections.abc import Callable
from io import StringIO
from pathlib import Path

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client
from tests.world import World

from doorway.cli.commands import tick
from doorway.pathways.imports.kinds import KINDS, FileKind
from doorway.pathways.imports.tests.files import CATALOG, ENGLISH, take_courses, take_transcripts, write
from doorway.pathways.models import TranscriptCourse
from doorway.pathways.transcripts.file import TranscriptFile
from doorway.roster.models import ImportRun

ClientOf = Callable[[World, str], Client]
ADDRESS = "/data/transcripts/"


def upload(client: Client, path: Path) -> HttpResponse:
    """Choose this file on the page."""
    file = SimpleUploadedFile(path.name, path.read_bytes(), content_type="text/csv")
    response: HttpResponse = client.post(ADDRESS, {"file": file})
    return response


def waiting() -> list[Path]:
    """The files that wait to be taken in."""
    return [path for path in (settings.HOME / "transcript-files").glob("*") if path.is_file()]


@pytest.fixture(autouse=True)
def _no_waiting_files() -> None:
    for path in waiting():
        path.unlink()


def test_a_data_person_looks_first_and_then_takes_in(world: World, client_of: ClientOf, tmp_path: Path) -> None:
    take_courses(world, tmp_path)
    client = client_of(world, "sam")
    rows = ({"school_year": "2025"} | row for row in (ENGLISH, ENGLISH | {"term": "S2", "mark": "Q"}))
    response = upload(client, write(tmp_path, TranscriptFile, *rows, name="spring.csv"))
    run = ImportRun.objects.get(kind="transcript")
    assert response["Location"] == f"{ADDRESS}{run.pk}/"
    assert not TranscriptCourse.objects.exists()
    (file,) = waiting()
    assert file.stat().st_mode & 0o077 == 0
    page = client.get(response["Location"]).content.decode()
    assert "Nobody has defined the mark Q." in page
    assert "Row 3" in page

    done = client.post(f"{ADDRESS}{run.pk}/take-in/", follow=True).content.decode()
    assert "The transcripts were taken in." in done
    assert "Take this file in" not in done
    assert TranscriptCourse.objects.get().imported_by == run
    assert run.created_by is None or run.created_by == world.user("sam")
    assert waiting() == []
    assert "spring.csv" in client.get(ADDRESS).content.decode()


@pytest.mark.parametrize("kind", KINDS.values(), ids=KINDS)
def test_every_column_of_a_file_is_named(world: World, client_of: ClientOf, kind: FileKind) -> None:
    text = client_of(world, "sam").get(f"/data/{kind.word}/").content.decode()

    must, may = text.partition("These must be there:")[2].split("These may be there:")
    named = tuple(tuple(re.findall(r"<code>(\w+)</code>", part.partition("</p>")[0])) for part in (must, may))
    assert named == (kind.file.required, kind.file.optional)
    assert all(named)


def test_an_upload_that_nobody_takes_in_is_put_away_after_a_day(
    world: World, client_of: ClientOf, tmp_path: Path
) -> None:
    take_courses(world, tmp_path)
    client = client_of(world, "sam")
    response = upload(client, write(tmp_path, TranscriptFile, {"school_year": "2025"} | ENGLISH))
    run = ImportRun.objects.get(kind="transcript")
    (file,) = waiting()
    almost, over = (time.time() - hours * 60 * 60 for hours in (23, 25))

    os.utime(file, (almost, almost))
    tick._put_away()
    assert waiting() == [file]
    os.utime(file, (over, over))
    assert "1 put away" in tick._put_away()

    page = client.get(response["Location"]).content.decode()
    assert "it was put away after a day" in page
    assert "Take this file in" not in page
    done = client.post(f"{ADDRESS}{run.pk}/take-in/", follow=True).content.decode()
    assert "This file no longer waits here" in done
    assert not TranscriptCourse.objects.exists()


def test_a_file_that_goes_while_old_ones_are_looked_for_is_no_fault(monkeypatch: pytest.MonkeyPatch) -> None:
    """The server lets an upload go at the moment in which the tick looks through the folder."""
    uploads = KINDS["transcripts"].uploads
    uploads.forget_old()
    gone = settings.HOME / uploads.folder / "taken-in.csv"
    monkeypatch.setattr(Path, "iterdir", lambda _folder: iter([gone]))

    assert uploads.forget_old() == 0


def test_a_correction_shows_both_values_in_words(world: World, client_of: ClientOf, tmp_path: Path) -> None:
    take_transcripts(world, tmp_path, ENGLISH)
    run = take_transcripts(world, tmp_path, ENGLISH | {"credits": "1", "mark": "A"})

    page = client_of(world, "sam").get(f"{ADDRESS}{run.pk}/?show=changed").content.decode()
    assert "credits: 0.5 → 1.0" in page
    assert "mark: B → A" in page
    assert "does not know ENG-9" not in page


def test_a_file_that_is_none_is_refused_beside_the_field(world: World, client_of: ClientOf, tmp_path: Path) -> None:
    path = tmp_path / "wrong.csv"
    path.write_text("a,b\n1,2\n")
    response = upload(client_of(world, "sam"), path)

    assert response.status_code == 422
    assert "The first line lacks these columns" in response.content.decode()
    assert waiting() == []


def test_the_catalog_comes_as_a_file(world: World, client_of: ClientOf, tmp_path: Path) -> None:
    take_courses(world, tmp_path)
    response = client_of(world, "sam").get("/data/courses.csv")

    assert "attachment" in response["Content-Disposition"]
    rows = list(csv.DictReader(StringIO(response.content.decode())))
    assert {row["code"] for row in rows} == {row["code"] for row in CATALOG}


@pytest.mark.parametrize("who", ["dana", "ruth", "rosa", "diego"])
def test_others_find_nothing(world: World, client_of: ClientOf, tmp_path: Path, who: str) -> None:
    run = take_transcripts(world, tmp_path, ENGLISH)
    client = client_of(world, who)

    for address in (ADDRESS, "/data/courses/", "/data/courses.csv", f"{ADDRESS}{run.pk}/"):
        assert client.get(address).status_code == 404
    assert client.post(f"{ADDRESS}{run.pk}/take-in/").status_code == 404


def test_an_import_of_one_kind_is_no_other_kinds(world: World, client_of: ClientOf, tmp_path: Path) -> None:
    run = take_transcripts(world, tmp_path, ENGLISH)

    assert client_of(world, "sam").get(f"/data/courses/{run.pk}/").status_code == 404
