"""A correction keeps the old value, and the staff who see a student see both."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from tests.world import World

from doorway.assessments.imports.taking_out import take_out
from doorway.assessments.models import Score
from doorway.assessments.tests.stored import YEAR, score_of
from doorway.assessments.tests.test_import import MATH, READING, take, write
from doorway.roster.models import RecordLook

ClientOf = Callable[[World, str], Client]


def page(client: Client, world: World, key: str = "mateo") -> str:
    """The corrections of a student, as text."""
    answer = client.get(reverse("score_corrections", args=[world.people[key].pk]))
    assert answer.status_code == 200
    return " ".join(answer.content.decode().split())


def test_a_corrected_file_leaves_the_old_value_beside_the_new(
    world: World, client_of: ClientOf, tmp_path: Path
) -> None:
    take(world, write(tmp_path, READING))
    client = client_of(world, "june")
    assert "No result of this student was ever corrected." in page(client, world)

    take(world, write(tmp_path, READING | {"value": "244"}, name="corrected.csv"))
    take(world, write(tmp_path, READING | {"value": "251"}, name="again.csv"))

    found = page(client, world)
    assert "<strong>Acadience, Reading, 2024-25, grade 2, End of the year</strong>" in found
    first, second = found.index("<del>244</del>"), found.index("<del>239</del>")
    assert first < second  # the newest stands first
    assert "<ins>251</ins>" in found[first:second]
    assert "<ins>244</ins>" in found[second:]
    assert "from the file again.csv" in found[first:second]
    assert "from the file corrected.csv" in found[second:]
    assert RecordLook.objects.filter(page="score_corrections", reason="teacher").exists()


def test_a_change_by_hand_is_not_laid_at_the_door_of_the_file_before(
    world: World, client_of: ClientOf, tmp_path: Path
) -> None:
    take(world, write(tmp_path, READING, name="first.csv"))
    score = Score.objects.get()
    score.value = Decimal(250)
    score.save()
    found = page(client_of(world, "june"), world)
    assert "<ins>250</ins>" in found
    assert "first.csv" not in found


def test_levels_days_and_what_was_taken_away_are_said_in_words(world: World, client_of: ClientOf) -> None:
    score = score_of(world.people["mateo"], YEAR, 5, 400.0)
    score.save()
    score.level, score.growth_percentile = "proficient", 40
    score.save()
    score.save()  # saying the same again is no correction
    score.level, score.value, score.not_tested = "", None, "absent"
    score.save()
    take_out(score, reason="It is of another child.", by=None, now=timezone.now())
    client = client_of(world, "june")

    found = page(client, world)

    assert "This result was taken out and does not count. “It is of another child.”" in found
    assert "Level: <del>Proficient</del>" in found
    assert "Level: <del>–</del>" in found
    assert "Growth percentile of the state: <del>–</del>" in found
    assert "Score: <del>400</del>" in found
    assert found.count("<strong>RISE, Math, 2024-25, grade 5</strong>") == 3
    client.cookies["doorway_language"] = "es"
    assert "Nivel: <del>Competente</del>" in page(client, world)


@pytest.mark.parametrize(("who", "status"), [("rosa", 404), ("sam", 404), ("owen", 404), ("harriet", 200)])
def test_only_staff_who_see_the_student_see_it(world: World, client_of: ClientOf, who: str, status: int) -> None:
    answer = client_of(world, who).get(reverse("score_corrections", args=[world.people["mateo"].pk]))
    assert answer.status_code == status


def test_many_corrections_are_read_with_as_many_queries(world: World, client_of: ClientOf, tmp_path: Path) -> None:
    client = client_of(world, "june")
    counts = []
    for value in (410, 420, 430):
        for year in range(2021, 2026):
            score, _made = Score.objects.get_or_create(
                student=world.people["mateo"], district=world.district, instrument="rise", subject="math",
                measure="score", school_year=year, grade="05", scale="rise-math-2019",
                defaults={"value": Decimal(400)},
            )  # fmt: skip
            score.value = Decimal(value)
            score.save()
        with CaptureQueriesContext(connection) as captured:
            page(client, world)
        counts.append(len(captured))
    assert counts[0] == counts[-1] <= 12


def test_the_page_of_the_conversation_leads_there(world: World, client_of: ClientOf, tmp_path: Path) -> None:
    take(world, write(tmp_path, MATH | {"student_id": "L-mateo"}))
    conversation = client_of(world, "june").get(reverse("conversation", args=[world.people["mateo"].pk]))
    assert reverse("score_corrections", args=[world.people["mateo"].pk]) in conversation.content.decode()
