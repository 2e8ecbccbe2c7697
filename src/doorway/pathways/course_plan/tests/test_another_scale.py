"""Plans of students whose record has credit of a school that counts otherwise: California's 5 of 220 are a semester."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from pathlib import Path

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from tests.world import World

from doorway.pathways.core.planning import objection
from doorway.pathways.course_plan.ground import Planning, passed_before, planning_of
from doorway.pathways.course_plan.held import hold
from doorway.pathways.course_plan.left import left_to_plan, to_take_again
from doorway.pathways.course_plan.no_longer import no_longer, stands
from doorway.pathways.course_plan.stopped import stopped_of
from doorway.pathways.course_plan.tests.test_course_plan import send
from doorway.pathways.graduation.page.build import graduation_page
from doorway.pathways.graduation.tests.test_page import line, year
from doorway.pathways.imports.tests.files import CATALOG, ENGLISH, Row, take_courses, take_transcripts
from doorway.pathways.models import GraduationDecision
from doorway.roster.access import Viewer

ClientOf = Callable[[World, str], Client]
FRESNO = {"credits": "5", "school": "Fresno High", "school_credits": "220"}
IN_HALVES = CATALOG[0] | {"terms": "S1 S2", "grades": "9-12"}


def converted(world: World, factor: Fraction = Fraction(1, 10), **more: object) -> None:
    """The counselor records how credit from there counts."""
    values = {"decided_on": timezone.localdate(), "reason": "California counts ten for a class."} | more
    GraduationDecision.objects.create(
        district=world.district, student=world.people["diego"], kind="conversion", school="Fresno High",
        numerator=factor.numerator, denominator=factor.denominator, decided_by=world.people["dana"],
        decided_at=timezone.now(), **values,
    )  # fmt: skip


def planning(world: World) -> Planning:
    return planning_of(world.people["diego"], today=timezone.localdate())


def english(mark: str, term: str, **more: str) -> Row:
    return ENGLISH | FRESNO | {"mark": mark, "term": term, "grade": "9"} | more


@pytest.fixture
def moved(world: World, tmp_path: Path) -> World:
    """Diego passed the first half of English 9 in California, and failed the second."""
    take_courses(world, tmp_path, IN_HALVES, *CATALOG[1:])
    take_transcripts(world, tmp_path, english("B", "S1"), english("F", "S2"))
    return world


def test_half_a_class_from_elsewhere_is_half_and_its_rest_can_be_planned(moved: World, client_of: ClientOf) -> None:
    converted(moved)
    found = planning(moved)

    assert (found.ground.halves, found.lacking) == ({"ENG-9"}, {"ENG-9": 500})
    assert [(one.code, one.short) for one in to_take_again(found)] == [("ENG-9", "0.5 credits")]
    assert objection(found.offers["ENG-9"], 11, "", found.ground) is None
    left = {one.key: one for one in left_to_plan(found, hold(found, today=timezone.localdate()))}
    assert [turn.code for turn in left["la_9"].turns] == ["ENG-9"]
    la_9 = line(graduation_page(moved.people["diego"]), "la_9")
    assert (la_9.missing, [one.course.code for one in la_9.fillers.here]) == ("0.5 credits", ["ENG-9"])
    # And it is not called impossible afterwards, neither here nor on the counselor's list.
    assert "The class is in the plan." in send(client_of(moved, "diego"), moved, "ENG-9", 11, "S1 S2")
    assert no_longer(stands(planning(moved))) == []
    assert stopped_of(Viewer(moved.people["dana"].user, on=timezone.localdate())) == []
    assert passed_before(planning(moved)) == frozenset()


def test_before_it_is_converted_a_row_is_its_share(moved: World) -> None:
    found = planning(moved)

    # 5 of 220 are 0.818 of 36.
    assert (found.ground.halves, found.lacking) == ({"ENG-9"}, {"ENG-9": 182})
    # A conversion that does not hold yet, or any more, changes nothing.
    today = timezone.localdate()
    converted(moved, decided_on=today.replace(year=today.year + 1))
    converted(moved, decided_on=today.replace(year=today.year - 2), expires_on=today.replace(year=today.year - 1))
    assert planning(moved).lacking == {"ENG-9": 182}


def test_all_of_a_class_from_elsewhere_is_all_of_it(moved: World, tmp_path: Path) -> None:
    take_transcripts(moved, tmp_path, english("B", "S1"), english("C", "S2"))
    converted(moved)

    assert (planning(moved).ground.halves, planning(moved).lacking) == (frozenset(), {})
    assert passed_before(planning(moved)) == {"ENG-9"}


def test_a_year_holds_what_its_classes_are_here(moved: World, tmp_path: Path) -> None:
    now, ahead = ({"school_year": year(moved, when), "grade": str(10 + when)} for when in (0, 1))
    take_transcripts(
        moved, tmp_path, ENGLISH | {"mark": "F"}, ENGLISH | {"term": "S2", "mark": "B"},
        *(english("B", "S1", code=f"CA-{number}", **now) for number in range(6)),
        *(english("", term, code="CA-7", status="scheduled", **ahead) for term in ("S1", "S2")),
    )  # fmt: skip
    converted(moved)
    found = planning(moved)

    assert found.ground.now is not None
    assert found.ground.now.load == ((500, "S1"),) * 6
    assert [(one.step.code, one.step.units) for one in found.ahead] == [("CA-7", 1000)]
    # With 5 for each semester the year was full, and the half could not be made up.
    assert all(objection(found.offers["ENG-9"], 10, term, found.ground) is None for term in found.ground.now.terms)


def test_who_has_no_credit_of_another_school_costs_no_query(moved: World, tmp_path: Path) -> None:
    def asked() -> int:
        with CaptureQueriesContext(connection) as queries:
            planning(moved)
        return len(queries)

    with_credit = asked()
    ours = {"school": "", "school_credits": "", "credits": "0.5"}
    take_transcripts(moved, tmp_path, english("B", "S1", **ours), english("F", "S2", **ours))
    assert asked() == with_credit - 1
