"""A decision about a class that left the record stands again when the class is back."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from tests.world import World

from doorway.pathways.graduation.page.build import graduation_page
from doorway.pathways.graduation.page.shown import GraduationPage
from doorway.pathways.graduation.tests.test_decisions import send, take_back
from doorway.pathways.graduation.tests.test_page import whole
from doorway.pathways.imports.tests.files import ENGLISH, Row, take_courses, take_transcripts
from doorway.pathways.models import GraduationDecision, TranscriptCourse

ClientOf = Callable[[World, str], Client]


def page_of(world: World) -> GraduationPage:
    return graduation_page(world.people["diego"])


def open_class(world: World, code: str, **more: str) -> Row:
    """A class of the first term of this year, which is not over."""
    year = str(world.year.end_year)
    return ENGLISH | {"code": code, "mark": "", "grade": "10", "credits": "1", "school_year": year} | more


@pytest.fixture
def dana(world: World, tmp_path: Path, client_of: ClientOf) -> Client:
    """The counselor; Diego is in welding."""
    take_courses(world, tmp_path)
    take_transcripts(world, tmp_path, whole("ENG-9"), open_class(world, "WELDING", title="Metal shop"))
    client = client_of(world, "dana")
    client.cookies["doorway_language"] = "en"
    return client


def welding() -> TranscriptCourse:
    return TranscriptCourse.objects.get(code="WELDING")


DECIDED: list[tuple[str, dict[str, str], str]] = [
    ("substitution", {"line": "arts"}, "course"), ("pin", {"line": "electives"}, "course"),
    ("waiver", {"line": "digital", "units": "0.5"}, "rests_on"),
]  # fmt: skip


@pytest.mark.parametrize(("kind", "fields", "link"), DECIDED)
def test_it_stands_again_with_the_mark(
    world: World, dana: Client, tmp_path: Path, kind: str, fields: dict[str, str], link: str
) -> None:
    send(dana, world, kind, **fields, **{link: str(welding().pk)})
    # The school takes the class out of the schedule by mistake.
    take_transcripts(world, tmp_path, open_class(world, "BAND"))
    made = GraduationDecision.objects.get()
    assert getattr(made, link) is None
    assert page_of(world).decisions[0].fell
    # Back it is called otherwise, and has the term under another name.
    back = open_class(world, "welding", title="Welding 1", term="Semester 1", mark="A")
    take_transcripts(world, tmp_path, open_class(world, "BAND"), back)

    made.refresh_from_db()
    assert getattr(made, link) == welding()
    assert not page_of(world).decisions[0].fell
    # It never hides an F.
    take_transcripts(world, tmp_path, open_class(world, "BAND"), back | {"mark": "F"})
    assert page_of(world).decisions[0].fell


def test_what_was_withdrawn_or_is_another_class_stays_as_it_was(world: World, dana: Client, tmp_path: Path) -> None:
    send(dana, world, "substitution", line="arts", course=str(welding().pk))
    send(dana, world, "pin", line="electives", course=str(welding().pk), reason="Too much.")
    take_back(dana, world, GraduationDecision.objects.get(kind="pin"))
    band = open_class(world, "BAND")
    take_transcripts(world, tmp_path, band)
    # The second term, and that of another year, are other classes.
    others = (open_class(world, "WELDING", term="S2"), whole("WELDING", title="Metal shop"))
    take_transcripts(world, tmp_path, band, *others)
    assert not GraduationDecision.objects.exclude(course=None).exists()
    # Of two that may be it, neither is.
    twice = [open_class(world, "WELDING", part=part, title="Metal shop") for part in ("1", "2")]
    take_transcripts(world, tmp_path, band, *twice)
    assert not GraduationDecision.objects.exclude(course=None).exists()

    take_transcripts(world, tmp_path, band, open_class(world, "WELDING"))
    assert list(GraduationDecision.objects.exclude(course=None).values_list("kind")) == [("substitution",)]


def test_where_nothing_was_lost_nothing_is_looked_for(world: World, dana: Client, tmp_path: Path) -> None:
    send(dana, world, "substitution", line="arts", course=str(welding().pk))
    with CaptureQueriesContext(connection) as asked:
        take_transcripts(world, tmp_path, open_class(world, "WELDING"), open_class(world, "BAND"))
    found = [one["sql"] for one in asked if "pathways_graduationdecision" in one["sql"]]
    assert len(found) == 1
    assert not any("historicaltranscriptcourse" in one["sql"] and "SELECT" in one["sql"][:6] for one in asked)


@pytest.mark.both
def test_the_database_lets_a_decision_find_a_class_of_that_student_alone(
    world: World, dana: Client, tmp_path: Path
) -> None:
    send(dana, world, "substitution", line="arts", course=str(welding().pk))
    rows = GraduationDecision.objects.all()
    english = TranscriptCourse.objects.get(code="ENG-9")
    with pytest.raises(IntegrityError), transaction.atomic():
        rows.update(course=english)
    welding().delete()
    take_transcripts(world, tmp_path, whole("ENG-9", student_id="L-lucia"))
    of_lucia = TranscriptCourse.objects.get(student=world.people["lucia"])
    with pytest.raises(IntegrityError), transaction.atomic():
        rows.update(course=of_lucia)
    # What never rested on a class rests on none.
    with pytest.raises(IntegrityError), transaction.atomic():
        rows.update(rests_on=english)
    rows.update(course=english)
