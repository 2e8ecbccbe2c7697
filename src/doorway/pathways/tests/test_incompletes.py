"""A mark that is not final: under way as long as its school year runs, afterwards a question."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from django.test import Client
from django.utils import timezone
from tests.world import World

from doorway.pathways.core.audit import audit
from doorway.pathways.core.compiled import Compiled
from doorway.pathways.core.transcript import Course, Transcript
from doorway.pathways.course_plan.behind import grades_behind
from doorway.pathways.course_plan.ground import planning_of
from doorway.pathways.course_plan.held import hold
from doorway.pathways.course_plan.left import to_take_again
from doorway.pathways.course_plan.tests.test_course_plan import send
from doorway.pathways.graduation.page.build import graduation_page
from doorway.pathways.graduation.tests.test_page import line as shown
from doorway.pathways.graduation.tests.test_page import now, opened, whole
from doorway.pathways.imports.tests.files import take_courses, take_transcripts
from doorway.pathways.tests.students import CLASS_OF, audited, codes, course, garfield, line, status

ClientOf = Callable[[World, str], Client]
# Grade 10 of this class was 2025-26.
OPEN = course("BIOLOGY", mark="I", grade=10, key="open")


@pytest.mark.parametrize(
    ("day", "stands", "problem"),
    [
        (date(2026, 5, 1), "in_progress", "pending_mark"),
        (date(2026, 6, 30), "in_progress", "pending_mark"),
        (date(2026, 7, 1), "ask", "pending_long"),
        (date(2027, 12, 1), "ask", "pending_long"),
    ],
)
def test_from_the_next_school_year_on_it_is_a_question(day: date, stands: str, problem: str) -> None:
    result = audited(garfield(), OPEN, today=day)

    assert status(result, "science_biology") == stands
    assert [one for one in codes(result) if one.startswith("pending")] == [problem]


def test_while_the_roster_is_of_the_old_year_it_is_under_way() -> None:
    """And a roster that has moved everybody up in May makes nothing old."""
    compiled = Compiled(garfield())

    def stands(day: date, year: int) -> str:
        record = Transcript("s", CLASS_OF, 10, (OPEN,), year=year)
        return status(audit(compiled, record, today=day), "science_biology")

    assert stands(date(2026, 7, 20), 2026) == "in_progress"
    assert stands(date(2026, 5, 20), 2027) == "in_progress"
    assert stands(date(2026, 7, 20), 2027) == "ask"


@pytest.mark.parametrize(
    ("more", "is_asked"),
    [
        (course("BIOLOGY", grade=11), False),
        (course("BIOLOGY", grade=11, mark="F"), True),
        (course("BIOLOGY", grade=12, state="planned"), True),
        (course("CHEMISTRY", grade=11), True),
    ],
)
def test_nothing_is_asked_about_a_class_that_was_passed_since(more: Course, is_asked: bool) -> None:
    assert ("pending_long" in codes(audited(garfield(), OPEN, more))) is is_asked


def test_of_a_class_in_two_halves_the_question_is_about_the_one_that_is_open() -> None:
    halves = [course("BIOLOGY", "0.5", mark, term=term) for term, mark in (("S1", "I"), ("S2", "B"))]
    assert "pending_long" in codes(audited(garfield(), *halves))
    again = course("BIOLOGY", "0.5", "C", grade=11, term="S1")
    assert "pending_long" not in codes(audited(garfield(), *halves, again))


def test_rows_that_many_students_share_are_no_memory_of_a_day() -> None:
    compiled = Compiled(garfield(), shares_rows=True)
    record = Transcript("s", CLASS_OF, 12, (OPEN,))
    first, later = date(2026, 5, 1), date(2027, 12, 1)
    for day, stands in ((first, "in_progress"), (later, "ask"), (first, "in_progress")):
        assert status(audit(compiled, record, today=day), "science_biology") == stands
    old, new = replace(record, year=2026), replace(record, year=2028)
    found = [status(audit(compiled, one, today=date(2027, 12, 1)), "science_biology") for one in (old, new, old)]
    assert found == ["in_progress", "ask", "in_progress"]


def test_the_class_is_named_to_be_taken_again_and_its_repeat_counts_once() -> None:
    before = audited(garfield(), OPEN)
    assert "BIOLOGY" in line(before, "science_biology").fillers
    after = audited(garfield(), OPEN, course("BIOLOGY", grade=12, state="planned"))
    assert status(after, "science_biology") == "planned"
    assert after.total.filled[3:] == (1000, 1000, 1000)


@pytest.fixture
def old(world: World, tmp_path: Path) -> World:
    """Diego, in grade 10, has an incomplete in Secondary Math I of grade 9."""
    take_courses(world, tmp_path)
    take_transcripts(world, tmp_path, whole("ENG-9"), whole("MATH-1", "I"), now(world, "BIOLOGY"))
    return world


def test_the_page_names_it_with_what_to_do_and_the_class_can_be_planned(old: World, client_of: ClientOf) -> None:
    page = graduation_page(old.people["diego"])
    seen = shown(page, "math_1")
    assert (seen.status, seen.unsure) == ("Ask the counselor", "1 credit")
    assert [one.state for one in seen.taken] == ["counts only if it was made up"]
    assert "MATH-1" in [one.course.code for one in seen.fillers.here]
    assert page.summary is not None
    assert page.summary.asks == 1
    text = opened(client_of, old, "diego")
    assert "Was Secondary Math I made up? Its mark is not final. Ask the school." in text
    assert "which is not final. It counts only if it was made up. Ask the school; if it was not" in text
    assert "¿Se recuperó Secondary Math I?" in opened(client_of, old, "diego", "es")

    planning = planning_of(old.people["diego"], today=timezone.localdate())
    assert [(one.code, one.mark, one.grade) for one in to_take_again(planning)] == [("MATH-1", "I", 11)]
    behind = grades_behind(planning, hold(planning, today=timezone.localdate()), ())
    (ninth,) = [one for one in behind if one.grade == 9]
    assert (ninth.earned, ninth.open) == ("1", "")
    assert [(one.title, one.state) for one in ninth.classes] == [
        ("English 9", "done"), ("Secondary Math I", "a question"),
    ]  # fmt: skip
    assert "The class is in the plan." in send(client_of(old, "diego"), old, "MATH-1", 11)
    assert shown(graduation_page(old.people["diego"]), "math_1").status == "Planned"
