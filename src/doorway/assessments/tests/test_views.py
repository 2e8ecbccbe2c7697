"""The pages of the score files, and the evidence on a page."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.template.loader import render_to_string
from django.test import Client
from django.utils import translation
from tests.world import World

from doorway.assessments.models import Score
from doorway.assessments.queries import evidence_for
from doorway.assessments.tests.test_import import MATH, READING, take, write
from doorway.roster.models import ImportRun

ClientOf = Callable[[World, str], Client]


def upload(client: Client, path: Path) -> HttpResponse:
    """Choose this file on the page."""
    file = SimpleUploadedFile(path.name, path.read_bytes(), content_type="text/csv")
    response: HttpResponse = client.post("/data/scores/", {"file": file})
    return response


def waiting() -> list[Path]:
    """The files that wait to be taken in."""
    return [path for path in (settings.HOME / "score-files").glob("*") if path.is_file()]


@pytest.fixture(autouse=True)
def _no_waiting_files() -> None:
    for path in waiting():
        path.unlink()


def test_a_data_person_looks_first_and_then_takes_in(world: World, client_of: ClientOf, tmp_path: Path) -> None:
    client = client_of(world, "sam")
    response = upload(client, write(tmp_path, READING, MATH | {"value": "9"}))
    run = ImportRun.objects.get()
    assert response["Location"] == f"/data/scores/{run.pk}/"
    assert not Score.objects.exists()
    (file,) = waiting()
    assert file.stat().st_mode & 0o077 == 0
    page = client.get(response["Location"]).content.decode()
    assert "9 is outside the scale, which goes from 255 to 563." in page
    assert "Take these scores in" in page

    done = client.post(f"/data/scores/{run.pk}/take-in/", follow=True)
    assert "The scores were taken in." in done.content.decode()
    assert "Take these scores in" not in done.content.decode()
    assert Score.objects.get().student == world.people["mateo"]
    assert waiting() == []


def test_a_correction_is_shown_with_both_values(world: World, client_of: ClientOf, tmp_path: Path) -> None:
    take(world, write(tmp_path, READING))
    client = client_of(world, "sam")
    response = upload(client, write(tmp_path, READING | {"value": "241"}))
    page = client.get(response["Location"] + "?show=changed").content.decode()
    assert re.search(r"Score: 239 .*→.* 241", page)


def test_what_is_no_score_file_comes_back_with_the_sentence_and_is_not_kept(
    world: World, client_of: ClientOf, tmp_path: Path
) -> None:
    path = tmp_path / "photo.csv"
    path.write_bytes(b"PK\x03\x04")
    response = upload(client_of(world, "sam"), path)
    assert response.status_code == 422
    assert "This is a spreadsheet or a zip file." in response.content.decode()
    assert waiting() == []
    assert not ImportRun.objects.exists()


@pytest.mark.parametrize("who", ["rosa", "june", "dana", "peggy", "ruth", "harriet"])
def test_nobody_else_opens_the_score_files(world: World, client_of: ClientOf, tmp_path: Path, who: str) -> None:
    run = take(world, write(tmp_path, READING))
    client = client_of(world, who)
    for address in ("/data/scores/", f"/data/scores/{run.pk}/"):
        assert client.get(address).status_code == 404
    assert client.post(f"/data/scores/{run.pk}/take-in/").status_code == 404


def test_the_files_of_another_district_are_not_there(
    world: World, other_world: World, client_of: ClientOf, tmp_path: Path
) -> None:
    run = take(other_world, write(tmp_path, READING, name="theirs.csv"))
    client = client_of(world, "sam")
    assert client.get(f"/data/scores/{run.pk}/").status_code == 404
    assert "theirs.csv" not in client.get("/data/scores/").content.decode()


def test_the_pages_take_a_fixed_number_of_queries(
    world: World, client_of: ClientOf, tmp_path: Path, django_assert_max_num_queries: Any
) -> None:
    client = client_of(world, "sam")
    bad = [READING | {"value": str(-number)} for number in range(1, 120)]
    run = take(world, write(tmp_path, *bad))
    with django_assert_max_num_queries(12):
        page = client.get(f"/data/scores/{run.pk}/?page=2").content.decode()
    assert "Later rows" in page
    with django_assert_max_num_queries(12):
        client.get("/data/scores/")


@pytest.mark.parametrize("language", ["en", "es"])
def test_the_partials_hold_sentence_chart_and_table(world: World, tmp_path: Path, language: str) -> None:
    take(world, write(tmp_path, READING, READING | {"school_year": "2023-24", "grade": "1", "value": "160"}))
    take(world, write(tmp_path, MATH | {"student_id": "L-mateo"}))
    evidence = evidence_for(world.people["mateo"])
    with translation.override(language):
        reading = render_to_string("assessments/_reading.html", {"evidence": evidence, "heading": 2})
        core = render_to_string("assessments/_core_tests.html", {"evidence": evidence})
    assert evidence.reading is not None
    assert evidence.reading.sentence(language) in reading
    assert reading.count("<svg") == 2
    assert reading.count("<table") == 2
    assert "<h2" in reading
    assert evidence.subjects[0].sentence(language) in core
    assert core.count("<svg") == core.count("<table") == 1


def test_without_scores_nothing_is_shown(world: World) -> None:
    evidence = evidence_for(world.people["ellie"])
    assert not evidence
    for name in ("_reading", "_core_tests"):
        assert render_to_string(f"assessments/{name}.html", {"evidence": evidence}).strip() == ""
