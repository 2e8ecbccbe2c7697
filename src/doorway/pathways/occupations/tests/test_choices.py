"""A student keeps occupations; who may do so, who reads it, and how the choice changed."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils import timezone
from tests.world import World

from doorway.pathways.models import KeptOccupation, OccupationChange
from doorway.pathways.models.roles import SaidAs
from doorway.pathways.occupations.access import Chooser
from doorway.pathways.occupations.actions import MOST, keep, let_go, put_in_place
from doorway.pathways.occupations.catalog import Work, catalog
from doorway.pathways.occupations.errors import NotKept, NotYet, TooMany
from doorway.policy.packs import load_pack
from doorway.roster.models import RecordLook

ClientOf = Callable[[World, str], Client]
NURSE, WELDER, LINEMAN, CHEF = "29-1141.00", "51-4121.00", "49-9051.00", "35-1011.00"
START = datetime(2026, 3, 2, 18, tzinfo=UTC)
Role = SaidAs


@pytest.fixture
def diego(world: World) -> Chooser:
    return Chooser(world.people["diego"], world.people["diego"], Role.STUDENT)


def work(code: str) -> Work:
    return catalog(load_pack("utah")).works[code]


def order(chooser: Chooser) -> dict[str, int | None]:
    """What is kept, and in which place."""
    return dict(KeptOccupation.objects.filter(student=chooser.student, let_go_at=None).values_list("code", "place"))


def story(chooser: Chooser) -> list[str]:
    return [f"{row.title['en']}: {row.what}" for row in OccupationChange.objects.filter(student=chooser.student)]


def kept(chooser: Chooser, *codes: str) -> list[KeptOccupation]:
    return [keep(chooser, work(code), now=START + timedelta(days=day)) for day, code in enumerate(codes)]


def test_the_first_one_is_the_first_choice_and_all_have_their_day(diego: Chooser) -> None:
    rows = kept(diego, NURSE, WELDER)

    assert order(diego) == {NURSE: 1, WELDER: None}
    assert [row.kept_at for row in rows] == [START, START + timedelta(days=1)]
    assert rows[1].title == {"en": "Welder", "es": "Soldador"}
    assert story(diego) == ["Registered nurse: kept", "Registered nurse: first", "Welder: kept"]


def test_keeping_it_again_changes_nothing(diego: Chooser) -> None:
    first, again = kept(diego, NURSE, NURSE)

    assert first == again
    assert len(story(diego)) == 2


def test_a_new_first_choice_moves_the_old_one_down(diego: Chooser) -> None:
    nurse, welder, lineman = kept(diego, NURSE, WELDER, LINEMAN)
    put_in_place(diego, welder.pk, 1, now=START)
    assert order(diego) == {NURSE: 2, WELDER: 1, LINEMAN: None}
    put_in_place(diego, lineman.pk, 1, now=START)
    assert order(diego) == {NURSE: None, WELDER: 2, LINEMAN: 1}
    put_in_place(diego, welder.pk, 1, now=START)
    assert order(diego) == {NURSE: None, WELDER: 1, LINEMAN: 2}
    put_in_place(diego, nurse.pk, 2, now=START)
    assert order(diego) == {NURSE: 2, WELDER: 1, LINEMAN: None}
    before = story(diego)
    put_in_place(diego, nurse.pk, 2, now=START)
    assert story(diego) == before


def test_when_the_first_goes_the_second_moves_up(diego: Chooser) -> None:
    nurse, welder = kept(diego, NURSE, WELDER)
    put_in_place(diego, welder.pk, 2, now=START)
    let_go(diego, nurse.pk, now=START + timedelta(days=9))

    assert order(diego) == {WELDER: 1}
    assert story(diego)[-2:] == ["Registered nurse: let_go", "Welder: first"]
    with pytest.raises(NotKept):
        let_go(diego, nurse.pk, now=START)
    keep(diego, work(NURSE), now=START + timedelta(days=20))
    assert order(diego) == {WELDER: 1, NURSE: None}


def test_there_is_an_end_of_keeping(diego: Chooser) -> None:
    codes = [one.code for one in load_pack("utah").occupations]
    kept(diego, *codes[:MOST])

    with pytest.raises(TooMany, match=str(MOST)):
        keep(diego, work(codes[MOST]), now=START)


def test_younger_students_keep_none(world: World) -> None:
    mateo = Chooser(world.people["mateo"], world.people["rosa"], Role.GUARDIAN)

    with pytest.raises(NotYet):
        keep(mateo, work(NURSE), now=START)


@pytest.mark.both
def test_the_database_keeps_one_first_choice_and_rewrites_no_story(diego: Chooser) -> None:
    nurse, welder = kept(diego, NURSE, WELDER)

    with pytest.raises(IntegrityError), transaction.atomic():
        KeptOccupation.objects.filter(pk=welder.pk).update(place=1)
    with pytest.raises(IntegrityError), transaction.atomic():
        KeptOccupation.objects.filter(pk=welder.pk).update(place=3)
    with pytest.raises(IntegrityError), transaction.atomic():
        KeptOccupation.objects.filter(pk=nurse.pk).update(let_go_at=timezone.now())
    with pytest.raises(IntegrityError), transaction.atomic():
        OccupationChange.objects.filter(student=diego.student).update(what="let_go")


def in_english(client: Client) -> Client:
    """The pages in English, whatever the person reads."""
    client.cookies["doorway_language"] = "en"
    return client


def address(world: World, key: str = "diego", what: str = "") -> str:
    return f"/occupations/of/{world.people[key].pk}/{what}"


def test_the_student_keeps_from_the_page_of_an_occupation(world: World, client_of: ClientOf) -> None:
    client = client_of(world, "diego")
    assert b"Keep this occupation" in client.get(f"/occupations/{NURSE}/").content

    answer = client.post(address(world, what="keep/"), {"code": NURSE}, follow=True)

    assert "Registered nurse is kept." in answer.content.decode()
    assert "First choice" in answer.content.decode()
    change = OccupationChange.objects.latest("number")
    assert (change.role, change.by) == ("student", world.people["diego"])


@pytest.mark.parametrize(("who", "role"), [("rosa", "guardian"), ("dana", "counselor")])
def test_guardian_and_counselor_keep_for_the_student(world: World, client_of: ClientOf, who: str, role: str) -> None:
    client = in_english(client_of(world, who))
    page = client.get(f"/occupations/{NURSE}/?for={world.people['diego'].pk}").content.decode()
    assert "Keep it for Diego" in page

    client.post(address(world, what="keep/"), {"code": NURSE})

    change = OccupationChange.objects.latest("number")
    assert (change.role, change.by) == (role, world.people[who])


def test_a_guardian_is_offered_the_children_in_grades_that_keep_occupations_only(
    world: World, client_of: ClientOf
) -> None:
    page = in_english(client_of(world, "rosa")).get(f"/occupations/{NURSE}/").content.decode()

    assert "Keep it for Diego" in page
    assert f"Keep it for {world.people['lucia'].first_name}" in page
    assert "Keep it for Mateo" not in page


def test_what_is_kept_already_is_said_in_place_of_the_button(world: World, client_of: ClientOf, diego: Chooser) -> None:
    kept(diego, WELDER)
    own = in_english(client_of(world, "diego"))
    page = own.get(f"/occupations/{WELDER}/").content.decode()
    assert "You keep this occupation." in page
    assert "Keep this occupation<" not in page
    assert RecordLook.objects.filter(student=diego.student, page="occupations", reason="self").count() == 1
    # Of another occupation nothing is said, and nothing is logged.
    assert "You keep this occupation." not in own.get(f"/occupations/{NURSE}/").content.decode()
    assert RecordLook.objects.filter(student=diego.student, page="occupations").count() == 1
    guardian = in_english(client_of(world, "rosa")).get(f"/occupations/{WELDER}/").content.decode()
    assert "Diego keeps this occupation." in guardian
    assert "Keep it for Diego" not in guardian
    # Whoever may not keep it for the student reads nothing of it.
    assert (
        "keeps this occupation"
        not in in_english(client_of(world, "dana")).get(f"/occupations/{WELDER}/").content.decode()
    )


def test_a_teacher_reads_and_changes_nothing(world: World, client_of: ClientOf, diego: Chooser) -> None:
    kept(diego, NURSE)
    client = client_of(world, "owen")

    page = client.get(address(world)).content.decode()
    assert "Registered nurse" in page
    assert "Let it go" not in page
    assert client.post(address(world, what="keep/"), {"code": WELDER}).status_code == 404
    assert client.get(f"/occupations/{NURSE}/?for={world.people['diego'].pk}").content.decode().count("Keep") == 0
    assert order(diego) == {NURSE: 1}


@pytest.mark.parametrize("who", ["ben", "june", "harriet", "peggy", "sam"])
def test_others_find_nothing(world: World, client_of: ClientOf, diego: Chooser, who: str) -> None:
    row = kept(diego, NURSE)[0]
    client = client_of(world, who)

    assert client.get(address(world)).status_code == 404
    for what in ("keep/", "let-go/", "place/"):
        assert client.post(address(world, what=what), {"code": WELDER, "kept": row.pk, "place": 1}).status_code == 404
    assert order(diego) == {NURSE: 1}


def test_a_counselor_of_another_school_is_not_offered_the_student(world: World, client_of: ClientOf) -> None:
    page = client_of(world, "dana").get(f"/occupations/{NURSE}/?for={world.people['lucia'].pk}").content.decode()

    assert "Keep it for" not in page


def test_every_look_is_written_down_with_its_reason(world: World, client_of: ClientOf, diego: Chooser) -> None:
    kept(diego, NURSE)
    for who in ("diego", "rosa", "dana", "owen"):
        client_of(world, who).get(address(world))

    looks = RecordLook.objects.filter(student=diego.student, page="occupations").order_by("at")
    assert [look.reason for look in looks] == ["self", "guardian", "counselor", "teacher"]


def test_what_belongs_to_another_student_is_not_changed_through_this_one(
    world: World, client_of: ClientOf, diego: Chooser
) -> None:
    lucia = Chooser(world.people["lucia"], world.people["lucia"], Role.STUDENT)
    row = kept(lucia, NURSE)[0]

    answer = client_of(world, "diego").post(address(world, what="let-go/"), {"kept": row.pk}, follow=True)

    assert "This occupation is not kept any more." in answer.content.decode()
    assert order(lucia) == {NURSE: 1}


def test_what_cannot_be_changes_nothing(world: World, client_of: ClientOf, diego: Chooser) -> None:
    row = kept(diego, NURSE)[0]
    client = client_of(world, "diego")

    answer = client.post(address(world, what="keep/"), {"code": "99-9999.00"}, follow=True)
    assert "This occupation is not listed." in answer.content.decode()
    client.post(address(world, what="place/"), {"kept": row.pk, "place": "3"})
    client.post(address(world, what="place/"), {"kept": "nonsense", "place": "1"})
    client.post(address(world, what="let-go/"), {"kept": uuid.uuid4()})
    assert order(diego) == {NURSE: 1}


def test_the_page_tells_how_the_choice_changed_by_roles_and_in_spanish(
    world: World, client_of: ClientOf, diego: Chooser
) -> None:
    nurse, chef = kept(diego, NURSE, CHEF)
    put_in_place(Chooser(diego.student, world.people["rosa"], Role.GUARDIAN), chef.pk, 1, now=START)
    let_go(diego, nurse.pk, now=START + timedelta(days=30))
    client = client_of(world, "rosa")
    client.cookies["doorway_language"] = "es"

    page = " ".join(client.get(address(world)).content.decode().split())

    assert "Primera opción" in page
    assert 'Chef: Pasó a ser la primera opción <span class="dw-quiet">por la familia</span>' in page
    assert 'Enfermero titulado: Descartada <span class="dw-quiet">por el estudiante</span>' in page
    assert page.count("Rosa") == 1  # her own name in the head of the page, and nowhere in the story
