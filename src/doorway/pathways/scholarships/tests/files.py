"""Small catalogs, records and scholarships for the tests."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path
from typing import Any

from django.utils import timezone
from tests.world import World

from doorway.pathways.graduation.tests.test_page import whole, year
from doorway.pathways.imports.tests.files import CATALOG, Row, take_courses, take_transcripts
from doorway.pathways.models import LocalScholarship
from doorway.pathways.scholarships.actions import Entered, enter
from doorway.pathways.scholarships.page import Offered, ScholarshipPage, scholarship_page

ADVANCED: tuple[Row, ...] = (
    {"code": "CALC", "title": "AP Calculus", "credits": "1", "areas": "math.calculus", "tags": "ap", "grades": "11-12"},
    {"code": "AP-LIT", "title": "AP Literature", "credits": "1", "areas": "ela.12", "tags": "ap", "grades": "11-12"},
    {
        "code": "BIOL-1010", "title": "College Biology", "credits": "0.5", "areas": "science.biology",
        "concurrent": "yes", "grades": "11-12",
    },
    {
        "code": "AP-BIO", "title": "AP Biology", "credits": "1", "areas": "science.biology", "tags": "ap",
        "grades": "11-12", "prerequisites": "BIOLOGY",
    },
)  # fmt: skip


def make_senior(world: World, key: str = "diego") -> None:
    """Move a student into the last grade."""
    person = world.people[key]
    person.grade = "12"
    person.save(update_fields=["grade"])


def teach(world: World, folder: Path, *more: Row) -> None:
    """The small catalog with advanced classes."""
    take_courses(world, folder, *CATALOG, *ADVANCED, *more)


def took(world: World, folder: Path, *rows: tuple[str, str], grade: str = "11") -> None:
    """Classes of the year before, by code and mark."""
    take_transcripts(
        world, folder,
        *(whole(code, mark, school_year=year(world, -1), grade=grade) for code, mark in rows),
    )  # fmt: skip


def in_winter(world: World) -> date:
    """A day of the world's school year before every last day."""
    return date(world.year.end_year, 1, 10)


def page_of(world: World, key: str = "diego", today: date | None = None) -> ScholarshipPage:
    return scholarship_page(world.people[key], today=today or in_winter(world))


def page_now(world: World, key: str = "diego", days: int = 0) -> ScholarshipPage:
    """The page of today, or of so many days later."""
    return page_of(world, key, timezone.localdate() + timedelta(days=days))


def offer(page: ScholarshipPage, title: str) -> Offered:
    found = {one.title: one for one in page.offers}
    return found[title]


def enter_one(world: World, **more: Any) -> LocalScholarship:
    """A scholarship of the county; everything can be said otherwise. The second one has a number."""
    today, before = timezone.localdate(), LocalScholarship.objects.count()
    number = f" {before + 1}" if before else ""
    values: dict[str, Any] = {
        "name": {"en": f"Lions Club Award{number}", "es": f"Premio del Club de Leones{number}"},
        "about": {"en": "For those who help others."},
        "amount": 500,
        "closes_on": today + timedelta(days=20),
        "first_grade": 9,
        "source": "Letter of the club",
    }
    dana = world.people["dana"]
    return enter(Entered(**(values | more)), by=dana, user=dana.user, now=timezone.now())
