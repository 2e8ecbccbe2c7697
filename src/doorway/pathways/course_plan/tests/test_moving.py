"""A class of the plan moves to another grade, whole and within the rules."""

from __future__ import annotations

import re

import pytest
from django.db import DatabaseError
from django.test import Client
from tests.world import World

from doorway.pathways.course_plan.tests.test_course_plan import ClientOf, address, planned, send, taught
from doorway.pathways.models import PlannedCourse

__all__ = ["taught"]


def moved(client: Client, world: World, code: str, grade: object) -> str:
    client.cookies["doorway_language"] = "en"
    answer = client.post(address(world, f"{planned(code).pk}/move/"), {"grade": str(grade)}, follow=True)
    return " ".join(answer.content.decode().split())


def grade_of(world: World, code: str) -> int:
    return 10 + planned(code).school_year - world.year.end_year


def test_it_leaves_the_one_grade_and_stands_in_the_other(taught: World, client_of: ClientOf) -> None:
    diego = client_of(taught, "diego")
    send(diego, taught, "WELDING", 11)
    page = " ".join(diego.get(address(taught)).content.decode().split())
    assert 'name="grade" value="12">12<span class="dw-visually-hidden"> – Welding 1' in page

    assert "Welding 1 is in grade 12 now." in moved(diego, taught, "WELDING", 12)
    assert grade_of(taught, "WELDING") == 12
    assert sorted(PlannedCourse.objects.values_list("status", flat=True)) == ["proposed", "taken_back"]
    assert "Welding 1 is in grade 12 now." in moved(diego, taught, "WELDING", 12)
    assert PlannedCourse.objects.count() == 2


def test_what_is_approved_only_the_counselor_moves_and_it_stays_approved(taught: World, client_of: ClientOf) -> None:
    diego, dana = client_of(taught, "diego"), client_of(taught, "dana")
    send(diego, taught, "WELDING", 11)
    dana.post(address(taught, f"{planned('WELDING').pk}/"), {"decision": "approve"})

    assert "The plan has changed in the meantime." in moved(diego, taught, "WELDING", 12)
    assert 'name="grade" value="12"' not in diego.get(address(taught)).content.decode()
    assert "Welding 1 is in grade 12 now." in moved(dana, taught, "WELDING", 12)
    assert (planned("WELDING").status, planned("WELDING").decided_by) == ("approved", taught.people["dana"])


@pytest.mark.both
def test_the_rules_hold_for_a_move_as_well(taught: World, client_of: ClientOf) -> None:
    diego = client_of(taught, "diego")
    send(diego, taught, "WELDING", 11)
    send(diego, taught, "WELDING-2", 12, "S1")
    send(diego, taught, "ENG-11", 11)

    assert "Welding 2 comes after Welding 1. Take Welding 2 out first." in moved(diego, taught, "WELDING", 12)
    assert "Welding 2 comes after: Welding 1." in moved(diego, taught, "WELDING-2", 11)
    assert "English 11 is for grade 11." in moved(diego, taught, "ENG-11", 12)
    for nonsense in ("", "x", "13", "10", "-1", "999"):
        moved(diego, taught, "ENG-11", nonsense)
    assert [grade_of(taught, code) for code in ("WELDING", "WELDING-2", "ENG-11")] == [11, 12, 11]
    assert PlannedCourse.objects.filter(status="taken_back").count() == 0


def test_a_class_that_repeats_moves_only_where_it_does_not_stand(taught: World, client_of: ClientOf) -> None:
    diego = client_of(taught, "diego")
    send(diego, taught, "BAND", 11)
    assert "is in the plan" in send(diego, taught, "BAND", 12)
    first = PlannedCourse.objects.order_by("school_year").first()
    assert first is not None
    diego.cookies["doorway_language"] = "en"
    answer = diego.post(address(taught, f"{first.pk}/move/"), {"grade": "12"}, follow=True).content.decode()
    assert "Band is in the plan already." in answer


def test_who_proposed_and_who_approved_stays_said(taught: World, client_of: ClientOf) -> None:
    diego, dana = client_of(taught, "diego"), client_of(taught, "dana")
    send(diego, taught, "WELDING", 11)
    dana.post(address(taught, f"{planned('WELDING').pk}/"), {"decision": "approve"})
    before = planned("WELDING")

    page = moved(dana, taught, "WELDING", 12)

    after = planned("WELDING")
    kept = ("proposed_by_id", "role", "proposed_at", "decided_by_id", "decided_at")
    assert [getattr(after, name) for name in kept] == [getattr(before, name) for name in kept]
    assert (after.role, after.moved_by, after.moved_as) == ("student", taught.people["dana"], "counselor")
    assert re.search(r"by the student · moved [^<]+, by the counselor</span>", page)
    before.refresh_from_db()
    assert (before.status, before.decided_by, before.moved_by) == ("taken_back", taught.people["dana"], None)


@pytest.mark.both
@pytest.mark.django_db(transaction=True)
def test_who_moved_it_is_never_rewritten(taught: World, client_of: ClientOf) -> None:
    diego = client_of(taught, "diego")
    send(diego, taught, "WELDING", 11)
    moved(diego, taught, "WELDING", 12)
    row = PlannedCourse.objects.filter(pk=planned("WELDING").pk)

    for change in (
        {"moved_by": taught.people["dana"]},
        {"moved_as": "counselor"},
        {"moved_by": None, "moved_at": None, "moved_as": ""},
    ):
        with pytest.raises(DatabaseError):
            row.update(**change)
