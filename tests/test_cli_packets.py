"""``doorway packets`` as it is typed."""

from __future__ import annotations

from pathlib import Path

import pikepdf
import pytest
from typer.testing import CliRunner

import doorway.cli.commands  # noqa: F401  # registers the commands
from doorway.cli.app import app
from doorway.plans.actions import printing
from doorway.plans.tests.stage import full_plan
from doorway.roster.models import Membership, RecordLook, School
from tests.world import World

pytestmark = pytest.mark.django_db


def run(*words: str) -> tuple[int, str]:
    result = CliRunner().invoke(app, ["packets", *words], terminal_width=200)
    return result.exit_code, " ".join(result.output.split())


def files(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_a_school_becomes_one_file_and_each_look_is_logged(open_world: World, tmp_path: Path) -> None:
    full_plan(open_world, "mateo")

    code, said = run("--school", "Panguitch Elementary", "-o", str(tmp_path / "new"))

    assert code == 0, said
    name = f"panguitch-elementary-{open_world.year.name}.pdf"
    assert files(tmp_path / "new") == [name]
    assert "3 students, 4 copies, 8 pages." in said
    assert "A student with two homes has a copy for each of them." in said
    with pikepdf.open(tmp_path / "new" / name) as pdf:
        assert len(pdf.pages) == 8
        assert str(pdf.docinfo["/Title"]) == f"Plans: Panguitch Elementary School, {open_world.year.name}"
    looks = RecordLook.objects.all()
    assert {look.student.given_name for look in looks} == {"Mateo", "Ellie", "Sadie"}
    assert {(look.user, look.reason, look.page) for look in looks} == {(None, "operator", "packet")}


def test_one_class_in_one_language(open_world: World, tmp_path: Path) -> None:
    code, said = run("--school", "panguitch-elementary", "--class", "albrecht", "--language", "es", "-o", str(tmp_path))

    assert code == 0, said
    assert files(tmp_path) == [f"panguitch-elementary-grade-3-albrecht-{open_world.year.name}-es.pdf"]
    with pikepdf.open(tmp_path / files(tmp_path)[0]) as pdf:
        assert str(pdf.Root.Lang) == "es"


def test_without_a_school_every_school_has_its_file_and_empty_ones_are_named(world: World, tmp_path: Path) -> None:
    code, said = run("-o", str(tmp_path))

    assert code == 0, said
    assert len(files(tmp_path)) == 3
    assert "There are no students at Boulder Elementary School now" in said


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (("--school", "Bolder Elementry"), "There is no school “Bolder Elementry”. Did you mean: Boulder Elementary"),
        (("--school", "panguitch"), "“panguitch” fits several schools: Panguitch Elementary School, Panguitch High"),
        (
            ("--school", "boulder"),
            "There are no students at Boulder Elementary School now, so there is nothing to print",
        ),
        (
            ("--school", "panguitch el", "--class", "Grade 9"),
            "There is no class “Grade 9” at Panguitch Elementary School",
        ),
        (("--class", "Grade 3"), "Say with --school which school the class is at."),
        (("--school", "boulder", "--language", "fr"), "There is no language “fr”. There are: en, es."),
    ],
)
def test_what_cannot_be_printed_is_said_in_a_sentence(
    world: World, tmp_path: Path, words: tuple[str, ...], sentence: str
) -> None:
    code, said = run(*words, "-o", str(tmp_path))

    assert code == 1
    assert sentence in said
    assert files(tmp_path) == []
    assert not RecordLook.objects.exists()


def test_the_district_is_asked_for_when_there_are_several(world: World, other_world: World, tmp_path: Path) -> None:
    assert run("--school", "boulder", "-o", str(tmp_path))[0] == 2
    assert "nothing to print" in run("--school", "boulder", "--district", "other", "-o", str(tmp_path))[1]


def test_a_class_that_emptied_is_said(world: World, tmp_path: Path) -> None:
    world.classes["grade-3"].enrollments.filter(role="student").update(is_active=False)

    code, said = run("--school", "panguitch el", "--class", "grade 3", "-o", str(tmp_path))

    assert code == 1
    assert "There are no students in Grade 3 Albrecht now" in said


def test_a_folder_that_cannot_be_written_is_said_before_the_work(world: World, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")

    code, said = run("--school", "panguitch el", "-o", str(tmp_path / "file"))

    assert code == 1
    assert "Nothing can be written into" in said
    assert "Choose another folder." in said


def test_a_file_is_whole_or_not_there(world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    place = tmp_path / f"panguitch-elementary-{world.year.name}.pdf"
    place.write_bytes(b"yesterday's")

    def fails(*_args: object, **_more: object) -> None:
        raise RuntimeError("the power went out")

    monkeypatch.setattr(printing, "press", fails)

    assert run("--school", "panguitch el", "-o", str(tmp_path))[0] == 1
    assert files(tmp_path) == [place.name]
    assert place.read_bytes() == b"yesterday's"
    assert not RecordLook.objects.exists()


def test_students_who_left_are_not_printed(world: World, tmp_path: Path) -> None:
    Membership.objects.filter(person=world.people["mateo"]).update(ends_on=world.year.starts_on)
    School.objects.filter(slug="boulder-elementary").update(is_active=False)

    code, said = run("--school", "panguitch el", "-o", str(tmp_path))

    assert code == 0
    assert "2 students" in said
