"""What the counselor of the demo does with a student's course plan, whatever the chance of a seed has put into it."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

from django.utils import timezone
from tests.world import World

from doorway.demo.build.planning import _danas
from doorway.pathways.imports.tests.files import CATALOG, take_courses
from doorway.pathways.models import CatalogCourse, PlannedCourse


def test_a_class_of_this_year_is_not_declined(world: World, tmp_path: Path) -> None:
    """With some seeds Diego is in welding this year: that was approved last spring."""
    welding = {"code": "WELDING-1", "title": "Welding", "credits": "1", "grades": "9-12"}
    take_courses(world, tmp_path, *CATALOG, welding)
    now, diego, dana = timezone.now(), world.people["diego"], world.people["dana"]
    row = PlannedCourse.objects.create(
        district=world.district, student=diego, course=CatalogCourse.objects.get(code="WELDING-1"),
        school_year=world.year.end_year, status=PlannedCourse.Status.APPROVED, proposed_by=diego, role="student",
        proposed_at=now, decided_by=dana, decided_at=now, changed_at=now,
    )  # fmt: skip

    _danas(cast(Any, SimpleNamespace(now=now)), dana, diego)

    row.refresh_from_db()
    assert row.status == PlannedCourse.Status.APPROVED
