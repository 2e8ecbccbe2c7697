"""The counselor's list: who is behind, who is on track, whom to ask about; true to the moment, in few queries."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from tests.world import World

from doorway.pathways.core.transcript import Transcript
from doorway.pathways.graduation import listing
from doorway.pathways.imports.tests.files import ENGLISH, Row, take_courses, take_transcripts
from doorway.roster.imports.plan.comparing import new_id
from doorway.roster.models import Membership, Person, RecordLook, Role, School

ClientOf = Callable[[World, str], Client]
ADDRESS = "/graduation/"


@pytest.fixture(autouse=True)
def _nothing_known() -> None:
    listing._known.clear()


def student(world: World, key: str, grade: str = "09", school: str = "panguitch-high") -> Person:
    """One more student."""
    person = Person.objects.create(
        id=new_id(), district=world.district, sourced_id=key, identifier=f"L-{key}", given_name=key.title(),
        family_name="Zimmer", grade=grade,
    )  # fmt: skip
    Membership.objects.create(district=world.district, person=person, school=world.schools[school], role=Role.STUDENT)
    return person


def many(key: str, number: int, **more: str) -> list[Row]:
    """So many credits of band, a class that can be taken again and again."""
    row = ENGLISH | {"student_id": f"L-{key}", "code": "BAND", "credits": "1"}
    return [row | {"term": f"T{place}"} | more for place in range(number)]


def text_of(client: Client, query: str = "") -> str:
    response = client.get(ADDRESS + query)
    assert response.status_code == 200
    return " ".join(response.content.decode().split())


def test_the_list_says_how_each_one_stands(world: World, tmp_path: Path, client_of: ClientOf) -> None:
    take_courses(world, tmp_path)
    student(world, "new")
    student(world, "ahead")
    take_transcripts(world, tmp_path, *many("diego", 8), *many("ahead", 3))
    client = client_of(world, "dana")
    page = text_of(client)

    assert "3 students" in page
    row = page[page.index("Diego Morales</a>") :].split("</tr>")[0]
    assert "Behind" in row
    assert "1 credit" in row
    assert "8 of 36" in row
    assert "Language arts, level 9" in row
    ahead = page[page.index("Ahead Zimmer</a>") :].split("</tr>")[0]
    assert "On track" in ahead
    none = page[page.index("New Zimmer</a>") :].split("</tr>")[0]
    assert "No transcript yet" in none
    assert "–" in none
    assert "0 of" not in none


def test_it_is_narrowed_by_standing_grade_school_and_name(world: World, tmp_path: Path, client_of: ClientOf) -> None:
    take_courses(world, tmp_path)
    student(world, "ahead")
    take_transcripts(world, tmp_path, *many("diego", 8), *many("ahead", 3))
    client = client_of(world, "dana")

    for query, who in (
        ("?standing=behind", "Diego"), ("?standing=on_track", "Ahead"), ("?grade=10", "Diego"), ("?q=zimm", "Ahead"),
        ("?q=di%C3%A9go", "Diego"),
        (f"?school={world.schools['panguitch-high'].pk}&grade=09", "Ahead"),
    ):  # fmt: skip
        page = text_of(client, query)
        assert page.count("</a></th>") == 1, query
        assert who in page, query
    assert "Nobody fits." in text_of(client, "?standing=done")
    for nonsense in ("?school=x&grade=%00&standing=zzz&page=zz", "?q=%00"):
        assert "2 students" in text_of(client, nonsense)


def test_a_new_mark_counts_at_once_and_nobody_else_is_audited_again(
    world: World, tmp_path: Path, client_of: ClientOf, monkeypatch: pytest.MonkeyPatch
) -> None:
    take_courses(world, tmp_path)
    student(world, "ahead")
    take_transcripts(world, tmp_path, *many("diego", 8), *many("ahead", 3))
    client = client_of(world, "dana")
    assert "Behind" in text_of(client, "?standing=behind")
    audited: list[str] = []
    real = listing._summary

    names = {str(pk): name for pk, name in Person.objects.values_list("pk", "sourced_id")}

    def counted(transcript: Transcript, *given: object) -> object:
        audited.append(names[transcript.student])
        return real(transcript, *given)  # type: ignore[arg-type]

    monkeypatch.setattr(listing, "_summary", counted)
    text_of(client)
    assert audited == []

    take_transcripts(world, tmp_path, *many("diego", 9))
    assert "9 of 36" in text_of(client, "?standing=behind")
    assert audited == ["diego"]
    take_transcripts(world, tmp_path, *many("diego", 9, mark="F"))
    assert "9 credits" in text_of(client, "?standing=behind")
    Person.objects.filter(sourced_id="ahead").update(grade="11")
    assert "15 credits" in text_of(client, "?grade=11")
    take_courses(world, tmp_path, {"code": "BAND", "title": "Band", "credits": "0.5"})
    audited.clear()
    text_of(client)
    assert sorted(audited) == ["ahead", "diego"]


def test_queries_stay_the_same_for_many(world: World, tmp_path: Path, client_of: ClientOf) -> None:
    take_courses(world, tmp_path)
    client, counts = client_of(world, "dana"), []
    take_transcripts(world, tmp_path, *many("diego", 2))
    for number in range(2):
        rows = []
        for place in range(30 * number):
            student(world, f"s{place}", grade=f"{9 + place % 4:02d}")
            rows += many(f"s{place}", 3)
        take_transcripts(world, tmp_path, *rows)
        listing._known.clear()
        with CaptureQueriesContext(connection) as queries:
            text_of(client)
        counts.append(len(queries))

    assert counts[0] == counts[1] <= 13


def test_of_a_large_school_only_who_is_shown_is_audited_until_somebody_asks(
    world: World, tmp_path: Path, client_of: ClientOf, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("doorway.pathways.graduation.lists.MOST_AT_ONCE", 3)
    monkeypatch.setattr("doorway.pathways.graduation.lists.PER_PAGE", 2)
    take_courses(world, tmp_path)
    for place in range(5):
        student(world, f"s{place}")
    take_transcripts(world, tmp_path, *(row for place in range(5) for row in many(f"s{place}", 1)))
    client = client_of(world, "dana")

    assert "Choose a standing to see how many there are." in text_of(client)
    assert len(listing._known) == 2
    page = text_of(client, "?standing=on_track")
    assert len(listing._known) == 6
    assert "<dt>On track</dt><dd>5</dd>" in page
    assert "<dt>No transcript yet</dt><dd>1</dd>" in text_of(client)


def test_whom_the_list_showed_is_written_down(world: World, tmp_path: Path, client_of: ClientOf) -> None:
    student(world, "ahead")
    text_of(client_of(world, "dana"), "?q=Zimmer")

    looks = RecordLook.objects.filter(page="graduation-list")
    assert [(look.student.sourced_id, look.reason) for look in looks] == [("ahead", "counselor")]


def test_students_of_other_schools_and_younger_ones_are_not_there(
    world: World, other_world: World, client_of: ClientOf
) -> None:
    student(world, "elsewhere", school="panguitch-middle")
    student(world, "young", grade="08")
    page = text_of(client_of(world, "dana"))

    assert "Elsewhere" not in page
    assert "Young" not in page
    assert page.count("</a></th>") == 1


@pytest.mark.parametrize("who", ["owen", "rosa", "diego", "ruth", "sam"])
def test_others_find_nothing(world: World, client_of: ClientOf, who: str) -> None:
    assert client_of(world, who).get(ADDRESS).status_code == 404


def test_a_principal_of_an_elementary_school_finds_an_empty_list(world: World, client_of: ClientOf) -> None:
    assert "No students in the upper grades" in text_of(client_of(world, "harriet"))


ENTRY = 'href="/graduation/"'


@pytest.mark.parametrize(
    ("who", "offered"), [("dana", True), ("harriet", False), ("peggy", False), ("owen", False), ("rosa", False)]
)
def test_the_way_there_is_offered_where_somebody_graduates(
    world: World, client_of: ClientOf, who: str, offered: bool
) -> None:
    """Harriet is the principal of an elementary school, where the list would be empty for good."""
    assert (ENTRY in client_of(world, who).get("/").content.decode()) == offered


def test_a_school_whose_grades_nobody_has_said_is_not_left_out(world: World, client_of: ClientOf) -> None:
    School.objects.update(grades="")

    assert ENTRY in client_of(world, "harriet").get("/").content.decode()


def test_two_students_of_one_name_are_told_apart(world: World, tmp_path: Path, client_of: ClientOf) -> None:
    """A waiver must not land on the other child."""
    lydias = [student(world, key, grade) for key, grade in (("first", "09"), ("second", "10"), ("third", "10"))]
    Person.objects.filter(pk__in=[one.pk for one in lydias]).update(given_name="Lydia", family_name="Fenn")
    text = " ".join(client_of(world, "dana").get(ADDRESS, {"q": "Lydia Fenn"}).content.decode().split())
    said = [text.split(f"/graduation/{one.pk}/")[1].split(">")[1].split("<")[0] for one in lydias]
    assert said == [
        "Lydia Fenn (grade 9, local id L-first)",
        "Lydia Fenn (grade 10, local id L-second)",
        "Lydia Fenn (grade 10, local id L-third)",
    ]
    # Who is alone with a name is called by it.
    alone = student(world, "quentin")
    text = client_of(world, "dana").get(ADDRESS, {"q": "Quentin"}).content.decode()
    assert f'/graduation/{alone.pk}/">Quentin Zimmer</a>' in text
