"""What a class counts for: proposed from its national code, confirmed by a person, counted at once."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from django.test import Client
from tests.world import World

from doorway.pathways.codes import areas
from doorway.pathways.core.rules import Selector
from doorway.pathways.graduation.page.build import graduation_page
from doorway.pathways.graduation.rulebooks import rule_book
from doorway.pathways.graduation.tests.test_page import line, whole
from doorway.pathways.imports.tests.files import take_courses, take_transcripts
from doorway.pathways.models import CatalogCourse

ClientOf = Callable[[World, str], Client]
ADDRESS = "/data/course-areas/"
LITERATURE = {"code": "LIT", "title": "Great Books", "credits": "1", "sced": "01006", "grades": "11-12"}
OTHERS = (
    {"code": "BIO", "title": "Life", "credits": "1", "sced": "03051", "areas": "science.biology"},
    {"code": "COOK", "title": "Cooking", "credits": "1", "sced": "16056"},
    {"code": "NONE", "title": "Study Hall", "credits": "0.5"},
)


def course(code: str) -> CatalogCourse:
    return CatalogCourse.objects.get(code=code)


@pytest.mark.both
def test_a_code_proposes_and_a_person_confirms(world: World, client_of: ClientOf, tmp_path: Path) -> None:
    take_courses(world, tmp_path, LITERATURE, *OTHERS)
    take_transcripts(world, tmp_path, whole("LIT"))
    assert line(graduation_page(world.people["diego"]), "la_12").filled == "0"
    client = client_of(world, "dana")
    page = " ".join(client.get(ADDRESS).content.decode().split())
    assert "Great Books" in page
    assert "English language arts, level 11" in page
    assert "checked" not in page
    for other in ("Life<", "Cooking", "Study Hall"):
        assert other not in page
    assert course("LIT").areas == []

    client.post(ADDRESS, {f"areas-{course('LIT').pk.hex}": ["ela.12", "science.physics"]})
    assert course("LIT").areas == ["ela.12"]
    assert course("LIT").history.count() == 2
    assert line(graduation_page(world.people["diego"]), "la_12").filled == "1"
    assert "No class waits here." in client.get(ADDRESS).content.decode()


def test_what_is_not_proposed_cannot_be_sent(world: World, client_of: ClientOf, tmp_path: Path) -> None:
    take_courses(world, tmp_path, LITERATURE, *OTHERS)
    client = client_of(world, "sam")
    sent = {f"areas-{course(code).pk.hex}": ["ela.9", "arts.music"] for code in ("LIT", "COOK", "BIO", "NONE")}
    page = client.post(ADDRESS, sent, follow=True).content.decode()

    assert "Nothing was chosen" in page
    assert [course(code).areas for code in ("LIT", "COOK", "BIO", "NONE")] == [[], [], ["science.biology"], []]


def test_the_longest_beginning_of_a_code_decides(world: World) -> None:
    book = rule_book(world.district)
    assert book is not None

    assert book.areas_for("01006") == ("ela.11", "ela.12")
    assert book.areas_for("01151G1.0011") == ("social.civics-activity",)
    assert book.areas_for("01153") == ("ela.verbal",)
    assert book.areas_for("99999") == book.areas_for("") == ()


def test_what_a_class_counts_for_already_is_said(world: World, client_of: ClientOf, tmp_path: Path) -> None:
    """A class of career and technical education counts for it without an area of its own, on every page alike."""
    take_courses(world, tmp_path, LITERATURE, LITERATURE | {"code": "PRESS", "title": "Printing", "cte": "yes"})
    take_transcripts(world, tmp_path, whole("PRESS"))
    assert line(graduation_page(world.people["diego"]), "cte").filled == "1"
    client = client_of(world, "dana")
    client.cookies["doorway_language"] = "en"
    page = " ".join(client.get(ADDRESS).content.decode().split())
    book, printing = page.split("Great Books")[1].split("Printing")

    assert "Now it counts as an elective only." in book
    assert "Now it counts for: Career and technical education, and as an elective." in printing


def test_a_requirement_that_names_a_class_in_other_capitals_is_said(
    world: World, client_of: ClientOf, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    book = rule_book(world.district)
    assert book is not None
    rules = book.sets[0]
    named = replace(rules.lines[0], accepts=(Selector(codes=frozenset({"lit"})),), title={"en": "Our own reading"})
    monkeypatch.setattr(areas, "rule_book", lambda _district: replace(book, sets=(replace(rules, lines=(named,)),)))
    take_courses(world, tmp_path, LITERATURE)
    client = client_of(world, "dana")
    client.cookies["doorway_language"] = "en"

    assert "Now it counts for: Our own reading" in " ".join(client.get(ADDRESS).content.decode().split())
