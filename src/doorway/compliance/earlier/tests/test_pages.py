"""The pages on which a data person takes earlier conferences in and back, and where they are read afterwards."""

from __future__ import annotations

import os
import re
import time
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from django.utils import timezone, translation
from tests.world import World
from typer.testing import CliRunner

from doorway.cli.app import app
from doorway.cli.commands import tick
from doorway.compliance.earlier import take_back
from doorway.compliance.earlier.columns import OPTIONAL, REQUIRED
from doorway.compliance.earlier.tests.files import row, take, write
from doorway.compliance.earlier.tests.test_import import last_year
from doorway.compliance.evidence import as_workbook, evidence_of
from doorway.compliance.evidence.attendance import attendance_blocks
from doorway.compliance.tests.stage import adopted_policy
from doorway.compliance.tests.test_evidence_of_years import words_of
from doorway.conferences.models import EarlierConference
from doorway.roster.models import ImportRun, Membership, RecordLook, SchoolYear

ClientOf = Callable[[World, str], Client]
ADDRESS = "/data/earlier-conferences/"


def text_of(response: HttpResponse) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", response.content.decode()).split())


def upload(client: Client, path: Path) -> HttpResponse:
    client.cookies["doorway_language"] = "en"
    file = SimpleUploadedFile(path.name, path.read_bytes(), content_type="text/csv")
    response: HttpResponse = client.post(ADDRESS, {"file": file})
    return response


def waiting() -> list[Path]:
    return [path for path in (settings.HOME / "earlier-files").glob("*") if path.is_file()]


@pytest.fixture(autouse=True)
def _no_waiting_files() -> None:
    for path in waiting():
        path.unlink()


def test_a_data_person_looks_first_then_takes_in_and_takes_back(
    world: World, client_of: ClientOf, tmp_path: Path
) -> None:
    sam, on = client_of(world, "sam"), last_year(world)
    response = upload(
        sam,
        write(
            tmp_path, row("diego", on, held_by="dana", minutes=20), row("ghost", on), row("diego", on, "chat"),
            row("diego", on, "group", counselor="yes", school="panguitch-high"), row("lucia", on, note="x"),
        ),
    )  # fmt: skip
    run = ImportRun.objects.get(kind="earlier")
    assert response["Location"] == f"{ADDRESS}{run.pk}/"
    assert not EarlierConference.objects.exists()
    (file,) = waiting()
    assert file.stat().st_mode & 0o077 == 0
    page = text_of(sam.get(response["Location"]))
    assert "Nothing has changed yet" in page
    assert "2 individual, 1 in a group; of 2 students" in page
    assert "Row 3 · L-ghost" in page
    assert "“chat” is no kind of conference" in page
    assert "left out: note" in page
    assert "Panguitch High School" in page
    assert "the family of 1 student" in page

    done = text_of(sam.post(f"{ADDRESS}{run.pk}/apply/", follow=True))
    assert "count from now on" in done
    assert "Taken in by sam.ortega@staff.example on" in done
    assert "Take this file in" not in done
    assert waiting() == []
    assert EarlierConference.objects.count() == 3
    assert "old.csv" in text_of(sam.get(ADDRESS))
    # Twice is not possible.
    assert "no longer waits here" in text_of(sam.post(f"{ADDRESS}{run.pk}/apply/", follow=True))
    assert EarlierConference.objects.count() == 3

    refused = sam.post(f"{ADDRESS}{run.pk}/take-back/", {"why": ""})
    assert refused.status_code == 422
    back = text_of(sam.post(f"{ADDRESS}{run.pk}/take-back/", {"why": "Another school."}, follow=True))
    assert "sam.ortega@staff.example took this file back on" in back
    assert "Another school." in back
    assert "Take it back as a whole" not in back
    again = sam.post(f"{ADDRESS}{run.pk}/take-back/", {"why": "Once more."})
    assert again.status_code == 422
    assert "nothing to take back" in text_of(again)


def test_a_data_person_looks_at_a_row_and_takes_it_back(world: World, client_of: ClientOf, tmp_path: Path) -> None:
    sam, on = client_of(world, "sam"), last_year(world)
    run = take(world, tmp_path, row("diego", on, held_by="Ms. Bell"), row("lucia", on))
    address = f"{ADDRESS}{run.pk}/take-row-back/"
    assert address in sam.get(f"{ADDRESS}{run.pk}/").content.decode()

    wrong = sam.get(address, {"row": "7"})
    assert wrong.status_code == 422
    assert "Row 7 of this file brought no conference" in text_of(wrong)
    looks = RecordLook.objects.filter(page="earlier_row", user=world.user("sam"))
    assert not looks.exists()
    shown = text_of(sam.get(address, {"row": "2"}))
    assert "Diego Morales" in shown
    assert "Ms. Bell" in shown
    # The page says who it was about: a look at that student, and at nobody else of the file.
    assert [(look.student, look.reason) for look in looks] == [(world.people["diego"], "data")]
    refused = sam.post(address, {"row": "2", "why": ""})
    assert refused.status_code == 422
    assert not EarlierConference.objects.filter(taken_back_at__isnull=False).exists()

    done = sam.post(address, {"row": "2", "why": "Another child."}, follow=True).content.decode()

    assert "Row 2 is taken back and does not count any more." in done
    assert re.search(r"<s>Row 2 · [^<]*</s>", done)
    assert "by sam.ortega@staff.example: Another child." in done
    assert "Take it back as a whole" in done
    assert "Row 2 is taken back already" in text_of(sam.get(address, {"row": "2"}))
    for other in ("dana", "ruth"):
        assert client_of(world, other).post(address, {"row": "3", "why": "A slip."}).status_code in {403, 404}
    assert EarlierConference.objects.filter(taken_back_at=None).count() == 1


def test_what_cannot_be_read_is_said_on_the_page(world: World, client_of: ClientOf, tmp_path: Path) -> None:
    path = tmp_path / "old.xlsx"
    path.write_bytes(b"PK\x03\x04 spreadsheet")
    response = upload(client_of(world, "sam"), path)

    assert response.status_code == 422
    assert "Save it as CSV" in text_of(response)
    assert waiting() == []


def test_every_column_is_named_in_the_readers_language(world: World, client_of: ClientOf) -> None:
    sam = client_of(world, "sam")
    for language, must in (("en", list(REQUIRED)), ("es", ["id_del_estudiante", "fecha", "tipo", "padres"])):
        sam.cookies["doorway_language"] = language
        named = re.findall(r"<code>(\w+)</code>", sam.get(ADDRESS).content.decode())
        assert named[:4] == must
        assert len(named) == len(REQUIRED) + len(OPTIONAL)


def test_files_that_nobody_took_in_are_put_away_after_a_day(world: World, client_of: ClientOf, tmp_path: Path) -> None:
    sam = client_of(world, "sam")
    page = upload(sam, write(tmp_path, row("diego", last_year(world))))["Location"]
    (file,) = waiting()
    os.utime(file, (time.time() - 90_000,) * 2)
    assert tick._put_away()

    assert waiting() == []
    assert "put away after a day" in text_of(sam.get(page))
    assert "Upload it again" in text_of(sam.post(f"{page}apply/", follow=True))
    assert not EarlierConference.objects.exists()


def test_the_student_page_says_what_it_is_and_by_whom_it_came(
    world: World, client_of: ClientOf, tmp_path: Path
) -> None:
    on = last_year(world)
    run = take(
        world, tmp_path, row("diego", on, held_by="Mr. Hale", minutes=25, counselor="yes", student="no"),
        row("diego", on + timedelta(1), "group", school="Cedar City High School"),
    )  # fmt: skip
    dana = client_of(world, "dana")
    dana.cookies["doorway_language"] = "en"
    address = reverse("held_conferences", args=[world.people["diego"].pk])

    page = text_of(dana.get(address))
    assert "From earlier records" in page
    assert "with Mr. Hale · with a counselor · 25 minutes · Panguitch High School · without the student" in page
    assert "Group conference · Cedar City High School" in page
    assert "taken in by sam.ortega@staff.example on" in page
    assert "from old.csv, row 2" in page
    assert "No conference with the family is on record yet" not in page

    take_back(run=run, why="Another year.", by=world.user("sam"), now=timezone.now())
    page = text_of(dana.get(address))
    assert "From earlier records" not in page
    assert re.search(r"row 2 of old\.csv\W+taken back on [\w., ]+ by sam\.ortega@staff\.example", page)
    assert "Another year." in page


def test_evidence_names_what_came_with_a_file(world: World, tmp_path: Path) -> None:
    adopted_policy(world)
    year = world.year
    SchoolYear.objects.create(
        district=world.district, name="before", starts_on=year.starts_on.replace(year=year.starts_on.year - 1),
        ends_on=year.ends_on.replace(year=year.ends_on.year - 1),
    )  # fmt: skip
    on = last_year(world)
    take(
        world, tmp_path, row("diego", on, held_by="dana"), row("diego", on, held_by="owen"),
        row("diego", on, "group", held_by="dana", school="panguitch-high"),
        row("diego", on + timedelta(9), school="Cedar City High School"),
    )  # fmt: skip

    for years in (1, 3):
        found = evidence_of(world.schools["panguitch-high"], now=timezone.now(), years=years)
        with translation.override("en"):
            words = words_of(list(attendance_blocks(found, "en")))
            assert as_workbook(found, "en")
        assert "From earlier records" in words
        (line,) = [one for one in found.held if one.is_earlier]
        assert (line.came, line.nobody) == (1, 0)
        (group,) = found.groups
        assert (group.held_by, group.counselor, group.students, group.grades) == ("Dana Lindqvist", True, 1, "grade 9")
        assert found.elsewhere == 1
        assert "1 conference more in that time" in words
    middle = evidence_of(world.schools["panguitch-middle"], now=timezone.now())
    assert (middle.groups, middle.elsewhere) == ((), 0)
    assert not any(one.is_earlier for one in middle.held)


def test_the_command_says_what_came_and_ends_with_three_when_rows_were_refused(world: World, tmp_path: Path) -> None:
    on = last_year(world)
    good, bad = row("diego", on, "group", school="panguitch-high"), row("ghost", on)
    runner = CliRunner()
    path = str(write(tmp_path, good, bad))

    looked = runner.invoke(app, ["import", "conferences", path, "--dry-run"])
    assert looked.exit_code == 3
    assert (
        "Would be taken in: 1 new (0 individual, 1 group) of 1 students, 0 there already, 1 refused." in looked.output
    )
    assert "row 3, student_id: No student has the id L-ghost." in looked.output
    assert not EarlierConference.objects.exists()

    done = runner.invoke(app, ["import", "conferences", path])
    assert done.exit_code == 3
    assert f"Panguitch High School, {on}, grade 9: 1 families" in done.output
    assert EarlierConference.objects.get().imported_by.created_by is None
    assert runner.invoke(app, ["import", "conferences", str(write(tmp_path, good))]).exit_code == 0
    missing = runner.invoke(app, ["import", "conferences", str(tmp_path / "none.csv")])
    assert missing.exit_code == 1
    assert "There is no file" in missing.output


def test_a_transfer_in_is_not_asked_to_be_met_again(world: World, tmp_path: Path, client_of: ClientOf) -> None:
    """The follow-up of the school says it at once."""
    adopted_policy(world)
    Membership.objects.filter(person=world.people["diego"], role="student").update(
        begins_on=timezone.localdate() - timedelta(3)
    )
    dana = client_of(world, "dana")
    dana.cookies["doorway_language"] = "en"
    address = f"/follow-up/{world.schools['panguitch-high'].pk}/?show=unmet"
    assert "Diego Morales" in text_of(dana.get(address))

    take(world, tmp_path, row("diego", timezone.localdate() - timedelta(20), counselor="yes"))

    assert "Diego Morales" not in text_of(dana.get(address))
