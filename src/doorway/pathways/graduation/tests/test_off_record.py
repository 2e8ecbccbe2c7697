"""A class of a year that is over, of which no mark will ever come: the counselor takes it off, and says why."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from pathlib import Path

import pytest
from django.test import Client
from django.utils import timezone
from tests.world import World

from doorway.pathways.graduation.access import Decider
from doorway.pathways.graduation.decisions import named
from doorway.pathways.graduation.errors import NotOnRecord, NotWaiting
from doorway.pathways.graduation.off_record import take_off
from doorway.pathways.graduation.page.build import graduation_page
from doorway.pathways.graduation.tests.test_page import now, opened, whole
from doorway.pathways.imports.tests.files import take_courses, take_transcripts
from doorway.pathways.models import GraduationDecision, TranscriptCourse
from doorway.roster.models import Guardianship

ClientOf = Callable[[World, str], Client]
REASON = "Left in April for the college class."


@pytest.fixture
def dana(world: World, tmp_path: Path, client_of: ClientOf) -> Client:
    """The counselor; of Diego's welding of last year there is no mark."""
    take_courses(world, tmp_path)
    take_transcripts(world, tmp_path, whole("ENG-9"), whole("WELDING", "", status="in_progress"), now(world, "BIOLOGY"))
    client = client_of(world, "dana")
    client.cookies["doorway_language"] = "en"
    return client


def address(world: World) -> str:
    return f"/graduation/{world.people['diego'].pk}/off-record/"


def row_of(code: str) -> TranscriptCourse:
    return TranscriptCourse.objects.get(code=code)


def send(client: Client, world: World, code: str | uuid.UUID, reason: str = REASON) -> str:
    course = code if isinstance(code, uuid.UUID) else row_of(code).pk
    return client.post(address(world), {"course": str(course), "reason": reason}, follow=True).content.decode()


def test_it_goes_and_the_history_says_who_and_why(world: World, dana: Client) -> None:
    assert "are missing: 1 class, 1 credit." in graduation_page(world.people["diego"]).unmarked
    page = dana.get(f"/graduation/{world.people['diego'].pk}/").content.decode()
    assert address(world) in page
    form = dana.get(address(world)).content.decode()
    assert "Welding 1" in form or "WELDING" in form
    # Only what is over and has no mark can be chosen.
    assert "ENG-9" not in form
    assert "BIOLOGY" not in form
    text = send(dana, world, "WELDING")

    assert "WELDING (" in text
    assert "is off the record." in text
    assert sorted(TranscriptCourse.objects.values_list("code", flat=True)) == ["BIOLOGY", "ENG-9"]
    assert graduation_page(world.people["diego"]).unmarked == ""
    gone = TranscriptCourse.history.filter(code="WELDING").latest()
    assert (gone.history_type, gone.history_change_reason) == ("-", REASON)
    assert gone.history_user == world.people["dana"].user
    after = dana.get(address(world)).content.decode()
    assert REASON in after
    assert world.people["dana"].full_name in after
    assert "there is nothing to take off" in after


def test_what_has_a_mark_or_is_not_over_stays(world: World, dana: Client) -> None:
    for code in ("ENG-9", "BIOLOGY", uuid.uuid4()):
        assert "govuk-error-summary__title" in send(dana, world, code)
    # The mark comes while the page is open.
    row = row_of("WELDING")
    client_side = {"course": str(row.pk), "reason": REASON}
    TranscriptCourse.objects.filter(pk=row.pk).update(state="completed", mark="A")
    answer = dana.post(address(world), client_side)
    assert answer.status_code in {200, 422}
    assert TranscriptCourse.objects.count() == 3


def test_the_action_itself_refuses_what_is_no_such_class(world: World, dana: Client) -> None:
    decider = Decider(world.people["diego"], world.people["dana"])
    day = timezone.localdate(timezone=world.district.zone)
    for code in ("ENG-9", "BIOLOGY"):
        with pytest.raises(NotWaiting):
            take_off(decider, row_of(code).pk, reason=REASON, today=day)
    other = Decider(world.people["lucia"], world.people["dana"])
    with pytest.raises(NotOnRecord):
        take_off(other, row_of("WELDING").pk, reason=REASON, today=day)
    assert TranscriptCourse.objects.count() == 3


@pytest.mark.parametrize(
    ("reason", "sentence"), [(" ", "Write why no mark will come."), ("Of 529-12-3456", "Social Security number")]
)
def test_without_a_reason_nothing_goes(world: World, dana: Client, reason: str, sentence: str) -> None:
    assert sentence in send(dana, world, "WELDING", reason)
    assert row_of("WELDING").state == "in_progress"


@pytest.mark.parametrize("who", ["diego", "rosa", "owen", "harriet", "ruth", "sam"])
def test_nobody_else_takes_a_class_off(world: World, dana: Client, client_of: ClientOf, who: str) -> None:
    client = client_of(world, who)
    assert client.get(address(world)).status_code == 404
    course = str(row_of("WELDING").pk)
    assert client.post(address(world), {"course": course, "reason": REASON}).status_code == 404
    assert row_of("WELDING").state == "in_progress"


def test_neither_family_nor_the_counselor_of_the_own_child_is_led_there(
    world: World, dana: Client, client_of: ClientOf
) -> None:
    assert "off-record" not in opened(client_of, world, "rosa")
    Guardianship.objects.create(
        district=world.district, student=world.people["diego"], guardian=world.people["dana"], household=2
    )
    assert "off-record" not in dana.get(f"/graduation/{world.people['diego'].pk}/").content.decode()
    assert dana.get(address(world)).status_code == 404


def test_a_file_that_lists_it_again_brings_it_back_with_its_decision(
    world: World, dana: Client, tmp_path: Path
) -> None:
    # Decided in spring, when the class was under way.
    row, day = row_of("WELDING"), timezone.now()
    GraduationDecision.objects.create(
        district=world.district, student=world.people["diego"], kind="substitution", line="arts", course=row,
        course_title=named(row), decided_by=world.people["dana"], reason="Agreed.", decided_on=day, decided_at=day,
    )  # fmt: skip
    send(dana, world, "WELDING")
    assert graduation_page(world.people["diego"]).decisions[0].fell
    take_transcripts(world, tmp_path, whole("WELDING", "A"))

    assert GraduationDecision.objects.get().course == row_of("WELDING")
    assert not graduation_page(world.people["diego"]).decisions[0].fell


def test_the_page_speaks_spanish(world: World, dana: Client) -> None:
    dana.cookies["doorway_language"] = "es"
    text = dana.get(address(world)).content.decode()
    assert "Quitar una clase del expediente" in text
    assert "Take" not in text.split("<main")[1].split("</main>")[0]
