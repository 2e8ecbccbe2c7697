"""No table that leaves the system holds a cell that a spreadsheet would run."""

from __future__ import annotations

import ast
import csv
from pathlib import Path

import pytest
from django.test import Client
from django.utils import timezone

import doorway
from doorway.accounts.tables import FORMULA, given_cell, safe_cell
from doorway.pathways.imports.tests.files import CATALOG, take_courses
from doorway.pathways.models import CatalogCourse, PlannedCourse
from doorway.roster.models import Course, Person, School
from tests.house.routes import ROUTES
from tests.house.subjects import VIEWERS, make_subjects
from tests.world import World

SOURCE = Path(doorway.__file__).parent
# Who writes CSV without it: the writer itself, made-up data, and tables of texts that ship with the program.
OWN = {"accounts/tables.py", "demo", "dev", "cli/commands/privacy.py"}
WRITERS = {"writer", "DictWriter"}
EVIL = '=HYPERLINK("http://x.example")'


def test_nobody_else_writes_csv() -> None:
    found = set()
    for path in SOURCE.rglob("*.py"):
        name = path.relative_to(SOURCE).as_posix()
        if "/tests/" in name or name in OWN or name.split("/")[0] in OWN:
            continue
        nodes = ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        called = (node for node in nodes if isinstance(node, ast.Attribute))
        if any(node.attr in WRITERS and ast.unparse(node.value) == "csv" for node in called):
            found.add(name)
    assert not found, f"write these with doorway.accounts.tables: {sorted(found)}"


@pytest.mark.parametrize("text", [f"{first}1+1" for first in FORMULA])
def test_a_formula_is_a_text_and_comes_back(text: str) -> None:
    assert safe_cell(text) == f"'{text}"
    assert given_cell(str(safe_cell(text))) == text


def test_what_is_no_formula_stays_as_it_is() -> None:
    assert [safe_cell(cell) for cell in ("Algebra", "'90s Music", "", -3)] == ["Algebra", "'90s Music", "", -3]
    assert given_cell("'90s Music") == "'90s Music"


def test_no_route_hands_out_a_formula(world: World, other_world: World, tmp_path: Path) -> None:
    take_courses(world, tmp_path, *CATALOG)
    subjects = make_subjects(world, other_world)
    moment, dana, diego = timezone.now(), world.people["dana"], world.people["diego"]
    PlannedCourse.objects.create(
        district=world.district, student=diego, course=CatalogCourse.objects.filter(district=world.district)[0],
        school_year=world.year.end_year + 1, status="approved", role="counselor", proposed_by=dana,
        proposed_at=moment, decided_by=dana, decided_at=moment, changed_at=moment,
    )  # fmt: skip
    CatalogCourse.objects.update(title=EVIL, terms="@S1")
    Course.objects.update(title=EVIL, grades="10")
    # Without an address, so that there is a list of whom a letter reaches on paper only.
    Person.objects.update(given_name=EVIL, email="")
    School.objects.update(name=EVIL)

    seen: dict[str, bool] = {}
    for route in ROUTES:
        for subject in ("own", "other_child", "other_school"):
            address = route.address(subjects[subject]) if route.method == "GET" else ""
            if not address.partition("?")[0].endswith(".csv"):
                continue
            for viewer in (viewer for viewer in VIEWERS if route.opens_for(subject, viewer)):
                client = Client()
                client.force_login(world.user(viewer))
                answer = client.get(address)
                text = answer.content.decode("utf-8-sig")
                cells = [cell for row in csv.reader(text.splitlines()) for cell in row]
                assert not [cell for cell in cells if cell.startswith(FORMULA)], (route.name, viewer)
                seen[route.name] = seen.get(route.name, False) or f"'{EVIL}" in text.replace('""', '"')
    # Too few people have answered here for the survey to say anything.
    assert seen.pop("survey_csv") is False
    named = (
        "call_list_csv", "catalog_csv", "course_requests", "counselors_time_csv", "evidence_csv", "letter_on_paper_csv",
    )  # fmt: skip
    assert seen == dict.fromkeys(named, True)
