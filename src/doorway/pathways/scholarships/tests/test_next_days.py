"""The next deadline on the start page: what is kept first, then what is near, and never what was applied for."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from tests.world import World

from doorway.pathways.core.transcript import school_year
from doorway.pathways.models.roles import SaidAs
from doorway.pathways.scholarships.next_days import next_days
from doorway.pathways.scholarships.steps import What, tell
from doorway.pathways.scholarships.tests.files import enter_one, make_senior

ClientOf = Callable[[World, str], Client]


def said(world: World, what: What, subject: str) -> None:
    diego = world.people["diego"]
    tell(
        student=diego, by=diego, role=SaidAs.STUDENT, what=what, subject=subject, title={"en": "x"},
        school_year=school_year(timezone.localdate()), now=timezone.now(),
    )  # fmt: skip


def found(world: World) -> list[tuple[str, int, bool]]:
    # No last day of the state is near on the day of the test: only what was entered is told of.
    mine = [one for one in next_days([world.people["diego"]]) if one.title.startswith("Award")]
    return [(one.title, one.days, one.is_kept) for one in mine]


def entered(world: World, name: str, days: int, **more: object) -> str:
    closes = timezone.localdate() + timedelta(days=days)
    return enter_one(world, name={"en": f"Award {name}"}, closes_on=closes, **more).pk.hex


def test_the_nearest_comes_first_and_what_is_kept_before_it(world: World) -> None:
    entered(world, "far", 200)
    assert found(world) == []
    near, later = entered(world, "near", 3), entered(world, "later", 40)
    assert found(world) == [("Award near", 3, False)]

    said(world, What.KEPT, later)
    assert found(world) == [("Award later", 40, True)]
    said(world, What.APPLIED, later)
    assert found(world) == [("Award near", 3, False)]
    said(world, What.APPLIED, near)
    assert found(world) == []


def test_another_grade_and_another_school_are_not_told(world: World) -> None:
    entered(world, "for seniors", 3, first_grade=12)
    entered(world, "elsewhere", 3, school=world.schools["panguitch-elementary"])
    assert found(world) == []
    make_senior(world)
    assert found(world) == [("Award for seniors", 3, False)]


def test_the_start_page_of_student_and_family_says_it(world: World, client_of: ClientOf) -> None:
    entered(world, "near", 3)
    address = f"/scholarships/of/{world.people['diego'].pk}/"
    for who, words in (
        ("diego", "Award near: the deadline is in 3 days"),
        ("rosa", "Diego: Award near, the deadline is in 3 days"),
    ):
        client = client_of(world, who)
        client.cookies["doorway_language"] = "en"
        page = " ".join(client.get(reverse("home")).content.decode().split())
        assert words in page
        # It may not be open to the student: nothing there says that it is.
        assert "left to apply" not in page
        assert address in page


def test_more_scholarships_cost_no_more_queries(world: World) -> None:
    counts = []
    for number in (1, 6):
        for one in range(number):
            entered(world, f"{number}-{one}", 5, school=world.schools["panguitch-high"])
        with CaptureQueriesContext(connection) as queries:
            next_days([world.people["diego"]])
        counts.append(len(queries))
    assert counts == [3, 3]
