"""The roster in the browser: looked at, taken in, put away; for the district's data people only."""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from doorway.roster.core.oneroster.tests.bundles import Files, changed, good_files, write_bundle, zip_of
from doorway.roster.imports import keeping
from doorway.roster.imports.keeping import ROSTERS
from doorway.roster.models import ImportLine, ImportRun, Person

SignIn = Callable[[Any, str], Client]


@pytest.fixture(autouse=True)
def _own_folder(settings: Any, tmp_path: Path) -> None:
    settings.HOME = tmp_path / "home"


def zipped(tmp_path: Path, files: Files, *, mode: str = "delta") -> SimpleUploadedFile:
    """A delta by default, so that the world's own people stay."""
    path = zip_of(write_bundle(tmp_path / "b", files, mode=mode))
    return SimpleUploadedFile("roster.zip", path.read_bytes(), content_type="application/zip")


def upload(client: Client, file: SimpleUploadedFile, **more: str) -> ImportRun:
    response = client.post(reverse("rosters"), {"file": file, **more})
    assert response.status_code == 302, response.content.decode()
    return ImportRun.objects.first()  # type: ignore[return-value]


def page(client: Client, run: ImportRun, query: str = "") -> str:
    response = client.get(reverse("roster_run", args=[run.pk]) + query)
    assert response.status_code == 200
    return response.content.decode()


def test_looked_at_then_taken_in(world: Any, client_of: SignIn, tmp_path: Path) -> None:
    sam = client_of(world, "sam")
    run = upload(sam, zipped(tmp_path, changed("users", 0, identifier="123-45-6789")))

    text = page(sam, run)
    assert "Make these changes" in text
    assert "looks like a social security number" in text
    assert "123-45-6789" not in text
    assert not Person.objects.filter(sourced_id="p1").exists()
    assert ROSTERS.place_of(run).stat().st_mode & 0o077 == 0

    response = sam.post(reverse("apply_roster_run", args=[run.pk]), follow=True)
    assert "The roster was taken in." in response.content.decode()
    assert Person.objects.filter(sourced_id="p1", district=world.district).exists()
    assert not ROSTERS.place_of(run).exists()
    run.refresh_from_db()
    assert (run.status, run.created_by) == (ImportRun.Status.APPLIED, world.user("sam"))
    assert run.sha256[:12] in sam.get(reverse("rosters")).content.decode()


def test_vanished_students_need_the_second_yes(world: Any, client_of: SignIn, tmp_path: Path) -> None:
    sam = client_of(world, "sam")
    run = upload(sam, zipped(tmp_path, good_files(), mode="bulk"))
    assert "Yes, this is right" in page(sam, run)
    address = reverse("apply_roster_run", args=[run.pk])

    text = sam.post(address, follow=True).content.decode()
    assert "percent, so nothing was changed." in text
    assert Person.objects.get(sourced_id="mateo").is_active

    sam.post(address, {"yes_vanished": "yes"})
    assert not Person.objects.get(sourced_id="mateo").is_active


def test_a_change_in_between_is_shown_before_it_is_made(world: Any, client_of: SignIn, tmp_path: Path) -> None:
    sam = client_of(world, "sam")
    run = upload(sam, zipped(tmp_path, good_files()))
    Person.objects.create(district=world.district, sourced_id="p1", given_name="Matthew", family_name="Ortiz")
    address = reverse("apply_roster_run", args=[run.pk])

    text = sam.post(address, follow=True).content.decode()
    assert "records changed" in text
    assert Person.objects.get(sourced_id="p1").given_name == "Matthew"
    assert "given name: Matthew → Mateo" in page(sam, run, "?show=changed")

    sam.post(address)
    assert Person.objects.get(sourced_id="p1").given_name == "Mateo"


def test_a_broken_file_is_told_and_not_kept(world: Any, client_of: SignIn, tmp_path: Path) -> None:
    sam = client_of(world, "sam")
    run = upload(sam, SimpleUploadedFile("roster.zip", b"nothing like a zip"))

    text = page(sam, run)
    assert "roster.zip is not a zip file" in text
    assert "Make these changes" not in text
    assert not ROSTERS.place_of(run).exists()
    assert list((tmp_path / "home" / "imports").iterdir()) == []
    text = sam.post(reverse("apply_roster_run", args=[run.pk]), follow=True).content.decode()
    assert "no longer waits here" in text


def test_strict_reports_breaches(world: Any, client_of: SignIn, tmp_path: Path) -> None:
    sam = client_of(world, "sam")
    run = upload(sam, zipped(tmp_path, changed("users", 0, enabledUser="TRUE"), mode="bulk"), strict="on")

    assert "This breaks the standard." in page(sam, run)
    assert run.status == ImportRun.Status.REFUSED


def test_a_file_that_is_too_large_is_refused(
    world: Any, client_of: SignIn, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(keeping, "MAX_MEGABYTES", 0)
    response = client_of(world, "sam").post(reverse("rosters"), {"file": zipped(tmp_path, good_files())})

    assert response.status_code == 422
    assert "larger than 0 megabytes" in response.content.decode()
    assert not ImportRun.objects.exists()


def test_nothing_chosen(world: Any, client_of: SignIn) -> None:
    response = client_of(world, "sam").post(reverse("rosters"))

    assert response.status_code == 422
    assert "Choose a file." in response.content.decode()


def test_put_away_and_forgotten(world: Any, client_of: SignIn, tmp_path: Path) -> None:
    sam = client_of(world, "sam")
    first = upload(sam, zipped(tmp_path, good_files()))
    sam.post(reverse("drop_roster_run", args=[first.pk]))
    assert not ROSTERS.place_of(first).exists()

    second = upload(sam, zipped(tmp_path, good_files()))
    yesterday = time.time() - 25 * 60 * 60
    os.utime(ROSTERS.place_of(second), (yesterday, yesterday))
    assert ROSTERS.forget_old() == 1
    assert "Make these changes" not in page(sam, second)
    assert (
        "no longer waits here" in sam.post(reverse("apply_roster_run", args=[second.pk]), follow=True).content.decode()
    )


def test_in_spanish(world: Any, client_of: SignIn, tmp_path: Path) -> None:
    sam = client_of(world, "sam")
    sam.cookies["doorway_language"] = "es"
    run = upload(sam, zipped(tmp_path, changed("users", 0, identifier="123-45-6789")))

    text = page(sam, run)
    assert "Hacer estos cambios" in text
    assert "seguro social" in text


@pytest.mark.parametrize("key", ["rosa", "june", "mateo"])
def test_strangers_find_nothing(world: Any, client_of: SignIn, tmp_path: Path, key: str) -> None:
    run = upload(client_of(world, "sam"), zipped(tmp_path, good_files()))
    if not world.people[key].user:
        return
    stranger = client_of(world, key)

    assert stranger.get(reverse("rosters")).status_code == 404
    assert stranger.get(reverse("roster_run", args=[run.pk])).status_code == 404
    assert stranger.post(reverse("apply_roster_run", args=[run.pk])).status_code == 404


def test_another_districts_data_person_finds_nothing(
    world: Any, other_world: Any, client_of: SignIn, tmp_path: Path
) -> None:
    run = upload(client_of(world, "sam"), zipped(tmp_path, good_files()))
    other = client_of(other_world, "sam")

    assert run.source_name not in other.get(reverse("rosters")).content.decode()
    for name in ("apply_roster_run", "drop_roster_run"):
        assert other.post(reverse(name, args=[run.pk])).status_code == 404
    assert other.get(reverse("roster_run", args=[run.pk])).status_code == 404


def test_pages_take_few_queries_whatever_their_length(world: Any, client_of: SignIn, tmp_path: Path) -> None:
    sam = client_of(world, "sam")
    run = upload(sam, zipped(tmp_path, good_files()))
    counts = []
    for _ in range(2):
        for address in (reverse("rosters"), reverse("roster_run", args=[run.pk])):
            with CaptureQueriesContext(connection) as queries:
                sam.get(address)
            counts.append(len(queries))
        ImportLine.objects.bulk_create(
            ImportLine(run=run, verdict="created", file="users.csv", label=str(number)) for number in range(200)
        )
        for number in range(30):
            ImportRun.objects.create(
                district=world.district,
                kind="roster",
                status="applied",
                source_name=str(number),
                sha256="x",
                counts=run.counts,
                created_at=run.created_at,
            )

    assert max(counts) <= 12
    assert counts[0] >= counts[2] - 1
    assert counts[1] == counts[3]
