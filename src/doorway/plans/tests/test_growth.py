"""Growth in a plan: said to the teacher at the conversation, to the family in the plan that is shared with them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from tests.world import World

from doorway.assessments.models import GrowthProjection, Score
from doorway.plans.actions.versions import share
from doorway.plans.documents import document_for
from doorway.plans.models import Plan
from doorway.plans.tests.stage import full_plan

ClientOf = Callable[[World, str], Client]


@pytest.fixture
def mateo(world: World) -> Plan:
    """Mateo's plan, with a math test of last spring and the state's percentile of it."""
    return full_plan(world, "mateo")


def project(plan: Plan) -> None:
    """What his goal in math would take from that test on."""
    score = Score.objects.filter(student=plan.student, subject="math", instrument="rise").order_by("-school_year")[0]
    GrowthProjection.objects.create(
        district=plan.district, score=score, student=plan.student, instrument="rise", subject="math",
        school_year=score.school_year, grade=4, value=score.value, stays=False, goal_year=score.school_year + 3,
        goal_grade=7, goal_instrument="rise", needed=63, low=51, high=74, cohort_size=412, method="test",
        computed_at=timezone.now(),
    )  # fmt: skip


def pages(world: World, client_of: ClientOf, plan: Plan) -> list[str]:
    """What his teacher sees at the conversation and his mother in the plan that was shared; she reads Spanish."""
    share(plan, by=world.user("june"), now=timezone.now() - timedelta(hours=1))
    found = []
    for key, address in (("june", "conversation"), ("rosa", "family_plan")):
        answer = client_of(world, key).get(reverse(address, args=[plan.student_id]))
        assert answer.status_code == 200
        found.append(answer.content.decode())
    return found


def test_teacher_and_family_read_what_a_goal_would_take_with_its_rule(
    world: World, client_of: ClientOf, mateo: Plan
) -> None:
    project(mateo)
    teachers, familys = pages(world, client_of, mateo)
    assert "more each year than about 51 to 74 of 100" in teachers
    assert "How growth is worked out" in teachers
    assert "cada año más que unos 51 a 74 de cada 100" in familys
    assert "Cómo se calcula el progreso" in familys
    assert "students of other districts may be among those compared" in teachers
    assert "puede haber de otros distritos" in familys


def test_a_plan_without_growth_says_no_rule_of_it(world: World, client_of: ClientOf, mateo: Plan) -> None:
    Score.objects.update(growth_percentile=None)
    teachers, familys = pages(world, client_of, mateo)
    assert "Core tests from year to year" in teachers
    assert "How growth is worked out" not in teachers
    assert "Pruebas estatales de año en año" in familys
    assert "Cómo se calcula el progreso" not in familys


def test_teacher_family_and_paper_read_with_which_support_the_last_test_was_taken(
    world: World, client_of: ClientOf, mateo: Plan
) -> None:
    Score.objects.update(growth_percentile=None)
    last = Score.objects.filter(student=mateo.student, subject="math").order_by("-school_year")[0]
    Score.objects.filter(pk=last.pk).update(accommodations="more-time large-print")
    teachers, familys = pages(world, client_of, mateo)
    assert "taken with support (more time; large print)." in teachers
    assert "se hizo con apoyo (más tiempo; letra grande)." in familys
    # It says nothing of growth, so no rule of growth is said beside it.
    assert "How growth is worked out" not in teachers
    assert "Cómo se calcula el progreso" not in familys
    # On paper stand the notes of the document; the table behind the chart has its own.
    document = document_for(mateo.student)
    notes = [note["es"] for exhibit in document.evidence for note in exhibit.notes]
    assert any(note.endswith("se hizo con apoyo (más tiempo; letra grande).") for note in notes)
    math = next(exhibit for exhibit in document.evidence if exhibit.key == "math")
    assert math.chart["columns"][-1]["support"]["words"]["en"] == "Taken with support: more time; large print."
    assert "support" not in math.chart["columns"][0]
