"""What if other requirements held: the same record, plainly marked, and nothing is changed."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone, translation
from tests.world import World

from doorway.pathways.core.transcript import school_year
from doorway.pathways.graduation.page.build import graduation_page
from doorway.pathways.graduation.records import class_of
from doorway.pathways.graduation.rulebooks import sets_of_the_state
from doorway.pathways.graduation.tests.test_page import line, now, whole
from doorway.pathways.graduation.wording import said
from doorway.pathways.imports.tests.files import take_courses, take_transcripts
from doorway.pathways.models import GraduationDecision, TranscriptCourse
from doorway.pathways.requirements.tests.sets import draft, in_force, pack_set, today
from doorway.roster.models import RecordLook

ClientOf = Callable[[World, str], Client]
STATE, OWN = "state.utah-2027", "garfield.garfield-2029"


@pytest.fixture
def begun(world: World, tmp_path: Path) -> World:
    """Diego has a year behind him."""
    take_courses(world, tmp_path)
    take_transcripts(world, tmp_path, whole("ENG-9"), whole("MATH-1"), now(world, "BIOLOGY"))
    return world


def address(world: World, chosen: str = STATE) -> str:
    return f"/graduation/{world.people['diego'].pk}/what-if/?set={chosen}"


def text(client: Client, where: str, language: str = "en") -> str:
    client.cookies["doorway_language"] = language
    answer = client.get(where, follow=True)
    assert answer.status_code == 200
    return " ".join(answer.content.decode().split())


def test_the_same_record_against_the_other_set(begun: World) -> None:
    diego = begun.people["diego"]
    own = graduation_page(diego)
    other = graduation_page(diego, what_if=sets_of_the_state(begun.district)[STATE])

    assert (own.need, other.need) == ("36", "24")
    assert own.instead is None
    assert other.instead is not None
    assert (other.instead.rules, other.instead.headline) == (own.rules, own.headline)
    assert other.headline != own.headline
    assert line(other, "la_9").kind == line(own, "la_9").kind == "good"


@pytest.mark.parametrize("who", ["diego", "rosa", "dana"])
def test_it_is_plainly_marked_and_says_what_really_holds(begun: World, client_of: ClientOf, who: str) -> None:
    page = text(client_of(begun, who), address(begun))
    own = graduation_page(begun.people["diego"])

    assert "<title>What if:" in page
    assert "This is only a what-if" in page
    assert f"What really counts is “{own.rules}”: {own.headline}" in page
    assert "Put a decision on record" not in page
    assert "Back to the requirements in force" in page


def test_the_page_itself_is_not_marked_and_offers_the_others(begun: World, client_of: ClientOf) -> None:
    page = text(client_of(begun, "diego"), f"/graduation/{begun.people['diego'].pk}/")

    assert "This is only a what-if" not in page
    assert f'<option value="{STATE}">' in page
    assert f'<option value="{OWN}">' not in page


def test_the_districts_own_set_and_the_one_it_was_copied_from_are_told_apart(begun: World, client_of: ClientOf) -> None:
    """Both have one name; the one in force is not offered, for another class both are."""
    ruth = begun.people["ruth"]
    leaves = class_of(10, school_year(today(ruth)))
    other = 2027 if leaves >= 2029 else 2029
    first = in_force(ruth, draft(ruth, other, other))
    titles = dict(_others_of(begun, client_of))
    copied = said(pack_set(ruth, other).set.title.root)

    assert f"own.{first.number}" in titles
    assert titles[f"own.{first.number}"] == f"{copied} (version {first.number} of the district)"
    assert len(set(titles.values())) == len(titles)
    own = in_force(ruth, draft(ruth, leaves, leaves))
    again = dict(_others_of(begun, client_of))
    assert f"own.{own.number}" not in again
    assert len(set(again.values())) == len(again)


def _others_of(begun: World, client_of: ClientOf) -> list[tuple[str, str]]:
    page = text(client_of(begun, "diego"), f"/graduation/{begun.people['diego'].pk}/")
    return re.findall(r'<option value="([a-z]+\.[^"]+)"[^>]*>([^<]+)</option>', page)


def test_an_unknown_set_leads_back_with_a_sentence(begun: World, client_of: ClientOf) -> None:
    for chosen in ("", "state.nothing", "../../etc"):
        page = text(client_of(begun, "diego"), address(begun, chosen))
        assert "Choose the requirements that you want to try." in page


def test_looking_changes_nothing_and_is_logged(begun: World, client_of: ClientOf) -> None:
    before = list(TranscriptCourse.objects.values()), list(GraduationDecision.objects.values())
    looks = RecordLook.objects.filter(page="graduation").count()
    text(client_of(begun, "dana"), address(begun))

    assert (list(TranscriptCourse.objects.values()), list(GraduationDecision.objects.values())) == before
    assert RecordLook.objects.filter(page="graduation").count() == looks + 1


def test_both_audits_together_stay_within_thirteen_queries(begun: World, client_of: ClientOf) -> None:
    client = client_of(begun, "dana")
    with CaptureQueriesContext(
        connection,
    ) as asked:
        text(client, address(begun))

    assert len(asked) <= 13


def test_a_student_without_classes_on_file_is_told_so(world: World, client_of: ClientOf) -> None:
    page = text(client_of(world, "diego"), address(world))

    assert "This is only a what-if" in page
    assert "No classes are on file yet" in page


@pytest.mark.parametrize("who", ["owen", "june", "karen", "harriet", "peggy"])
def test_strangers_do_not_find_it(begun: World, client_of: ClientOf, who: str) -> None:
    if who == "owen":  # a teacher there sees the plan, and not graduation
        assert begun.people["owen"].memberships.filter(role="teacher").exists()
    assert client_of(begun, who).get(address(begun)).status_code == 404


@pytest.mark.parametrize("language", ["en", "es"])
def test_held_against_what_really_holds_it_says_what_the_page_says(begun: World, tmp_path: Path, language: str) -> None:
    """Also with a repeat, a failed class, credit from elsewhere and a decision."""
    take_transcripts(
        begun, tmp_path, whole("ENG-9", "D"), whole("ENG-9", "A", term="Summer"), whole("BAND", "F"),
        whole("WELDING", school="Canyon High", school_credits="24"), now(begun, "BIOLOGY"),
    )  # fmt: skip
    diego, today = begun.people["diego"], timezone.localdate()
    GraduationDecision.objects.create(
        district=begun.district, student=diego, kind="waiver", line="arts.arts", units=500,
        decided_by=begun.people["dana"], reason="Agreed.", decided_on=today, decided_at=timezone.now(),
    )  # fmt: skip
    with translation.override(language):
        live = graduation_page(diego, today=today)
        assert live.held is not None
        tried = graduation_page(diego, today=today, what_if=live.held)

    assert tried.instead is not None
    assert (tried.instead.headline, tried.instead.left) == (live.headline, live.left)
    assert replace(tried, instead=None) == live


def decided(world: World, kind: str, **more: object) -> None:
    now_, today = timezone.now(), timezone.localdate()
    GraduationDecision.objects.create(
        district=world.district, student=world.people["diego"], kind=kind, decided_by=world.people["dana"],
        reason="Agreed.", decided_on=today, decided_at=now_, **more,
    )  # fmt: skip


def test_a_decision_counts_where_it_belongs_and_is_named_where_it_does_not(
    begun: World, tmp_path: Path, client_of: ClientOf
) -> None:
    take_transcripts(begun, tmp_path, whole("WELDING", school="Canyon High", school_credits="24"))
    diego = begun.people["diego"]
    tried = sets_of_the_state(begun.district)[STATE]
    without = graduation_page(diego, what_if=tried)
    decided(begun, "waiver", line="arts", units=500, lowers_total=True)
    decided(begun, "conversion", school="Canyon High", numerator=3, denominator=2)

    page = graduation_page(diego, what_if=tried)
    assert page.instead is not None
    assert (page.need, page.earned, page.lines) == (without.need, without.earned, without.lines)
    assert (page.decisions, [one.words for one in page.instead.left_out]) == (
        (),
        [one.words for one in graduation_page(diego).decisions],
    )
    assert graduation_page(diego).need == "35.5"
    shown = text(client_of(begun, "rosa"), address(begun))
    assert "These decisions do not count here." in shown
    assert "The arts: the need is lower by 0.5 credits, in all as well." in shown
    assert "Estas decisiones no cuentan aquí" in text(client_of(begun, "rosa"), address(begun), "es")


def test_credit_from_elsewhere_is_converted_where_as_much_is_asked_for_in_all(begun: World, tmp_path: Path) -> None:
    take_transcripts(begun, tmp_path, whole("WELDING", school="Canyon High", school_credits="24"))
    diego = begun.people["diego"]
    decided(begun, "waiver", line="arts", units=500)
    decided(begun, "conversion", school="Canyon High", numerator=3, denominator=2)
    tried = sets_of_the_state(begun.district)["garfield.garfield-2027"]
    own, other = graduation_page(diego), graduation_page(diego, what_if=tried)

    assert own.held is not None
    assert (own.held.total, own.held.title != tried.title) == (tried.total, True)
    assert other.instead is not None
    assert [one.words for one in other.decisions] == [own.decisions[1].words]
    assert [one.words for one in other.instead.left_out] == [own.decisions[0].words]
    assert other.earned == own.earned
