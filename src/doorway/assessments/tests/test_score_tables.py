"""What the tables of the scores keep beside the rows, and what they refuse."""

from __future__ import annotations

import uuid
from decimal import Decimal
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from tests.world import World

from doorway.assessments.models import TEST_KEY, Score

pytestmark = pytest.mark.both

FIELDS: dict[str, Any] = {
    "instrument": "rise", "subject": "math", "measure": "total", "school_year": 2025, "grade": "06", "scale": "x",
    "value": Decimal(440),
}  # fmt: skip


def indexes(table: str) -> set[tuple[str, ...]]:
    """The columns of every index, in their order."""
    with connection.cursor() as cursor:
        found = connection.introspection.get_constraints(cursor, table)
    return {tuple(one["columns"]) for one in found.values() if one["index"] or one["unique"] or one["primary_key"]}


def test_no_index_is_kept_that_nobody_asks_by(world: World) -> None:
    assert indexes("assessments_score") == {
        ("id",),
        ("student_id",),
        ("imported_by_id",),
        ("district_id", "student_id", *TEST_KEY),
    }
    assert indexes("assessments_historicalscore") == {("history_id",), ("id",), ("student_id",), ("history_user_id",)}


def test_a_result_of_no_district_is_refused(world: World) -> None:
    mateo = world.people["mateo"]
    Score.objects.create(district=world.district, student=mateo, **FIELDS)
    with pytest.raises(IntegrityError, match="belongs to another district"), transaction.atomic():
        Score.objects.create(district_id=uuid.uuid4(), student=mateo, **FIELDS | {"school_year": 2024})
    with pytest.raises(IntegrityError, match="stays in its district"), transaction.atomic():
        Score.objects.update(district_id=uuid.uuid4())
    assert Score.objects.get().district == world.district
