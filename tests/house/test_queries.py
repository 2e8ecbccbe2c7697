"""A page asks the database as often for a long list as for a short one, and at most twelve times."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from bench.pages.things import THINGS
from django.db import connection
from django.test import Client

from tests.house.growth import grow
from tests.house.routes import EVERYBODY, ROLE_HOLDERS, ROUTES, Route
from tests.house.subjects import VIEWERS, make_subjects
from tests.world import World

MOST = 12
# Documents that are made while one waits read more kinds of things, and each kind once.
MOST_OF_A_FILE = 16
# What is past its time is another table for each of the ten kinds of record, and what still counts follows from the
# policy, the school years and the group conferences.
MORE = {
    "evidence_csv": MOST_OF_A_FILE + 8,
    "old_records": 20,
    # What a rule asks of a person, scores of tests that it asks for, in the list what is on class lists, and for one
    # student what of the plan is no longer possible.
    "graduation": 15,
    "student_graduation": 16,
    "graduation_what_if": 16,
    # The plan has the course plan as well: classes of the roster and planned ones, and which are one at two levels.
    "review_plan": 16,
    "plan_pdf": MOST_OF_A_FILE + 1,
    "own_plan_pdf": MOST_OF_A_FILE + 1,
    "class_packet": MOST_OF_A_FILE + 3,
    # The terms of the running year, to make up credit in, and the classes of the roster, which are under way.
    "compare_plans": 14,
    "explain_registration": 13,
    "plan_way": 14,
    # A draft is checked before it is counted: which classes are offered, and at which schools.
    "requirement_changes": 14,
    # All plans of the counselor's students are looked through for what is no longer possible, beside class lists.
    "waiting_plans": 17,
    # Two plans are weighed by the occupation, and by scholarships with what was said and scored for them.
    "compare_whole_plans": 17,
    "use_whole_plan": 14,
    # Siblings, and who of the school may be named.
    "contact_tries": 13,
    "held_conferences": 16,
    "school_follow_up": 14,
    # Each measure now and then, and the exceptions of schools that a new version would contradict.
    "edit_policy": 13,
    "policy_changes": 16,
    "send_letter": 14,
}
# What is asked once more when a page has something to tell of a student at all: the look is logged. It is no question
# of a longer list.
ONCE = {"letter_on_paper": 1, "letter_on_paper_csv": 1, "occupation": 1}
FILES = {
    "reading_letters_pdf",
    "reading_letter_pdf",
    "plan_pdf",
    "own_plan_pdf",
    "class_packet",
    "evidence_csv",
}
STRANGER = "nobody"
PAGES = [route for route in ROUTES if route.method == "GET"]
ROLE_OF = {key: role for role, keys in ROLE_HOLDERS.items() for key in keys}
OWN_DISTRICT = ("own", "other_child", "other_school")

Opening = tuple[Route, str, str]


def _openings() -> list[Opening]:
    """(route, subject, viewer): each page once for each role that may open it."""
    found: dict[tuple[str, str], Opening] = {}
    for route in PAGES:
        if route.who == EVERYBODY:
            found[route.name, STRANGER] = (route, "own", STRANGER)
        for subject in OWN_DISTRICT:
            for viewer in VIEWERS:
                if route.opens_for(subject, viewer):
                    found.setdefault((route.name, ROLE_OF[viewer]), (route, subject, viewer))
    return list(found.values())


def _count(client: Client, page: str) -> tuple[int, str]:
    """How often the page asks, and what."""
    asked: list[str] = []

    def note(execute: Callable[..., Any], sql: str, params: Any, many: bool, context: dict[str, Any]) -> Any:
        asked.append(sql[:200])
        return execute(sql, params, many, context)

    # Django's own way of counting puts the values into each question, which takes SQLite as long as the question.
    with connection.execute_wrapper(note):
        answer = client.get(page)
    assert answer.status_code in {200, 302}, f"{page} answered {answer.status_code}"
    return len(asked), "\n".join(asked)


@pytest.mark.long
@pytest.mark.usefixtures("_paper_is_not_set")
def test_a_longer_list_asks_no_more(world: World, other_world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    # Of few students the evidence draws no sample, so no look is written down: that is no question of a longer list.
    monkeypatch.setattr("doorway.compliance.queries.sample.STUDENTS_FOR_ONE", 1)
    monkeypatch.setattr("doorway.compliance.queries.sample.ALIKE", 1)
    subjects = make_subjects(world, other_world)
    openings = _openings()
    clients = {STRANGER: Client()}
    for viewer in VIEWERS:
        clients[viewer] = Client()
        clients[viewer].force_login(world.user(viewer))
    grow(world, subjects, range(1))
    few = {}
    for route, subject, viewer in openings:
        page = route.address(subjects[subject])
        few[page, viewer] = _count(clients[viewer], page)[0]

    grow(world, subjects, range(1, 6))
    wrong = []
    for route, subject, viewer in openings:
        page = route.address(subjects[subject])
        many, asked = _count(clients[viewer], page)
        most = MORE.get(route.name, MOST_OF_A_FILE if route.name in FILES else MOST)
        if many > few[page, viewer] + ONCE.get(route.name, 0) or many > most:
            wrong.append(f"{route.name} as {viewer}: {few[page, viewer]} queries became {many}\n{asked}")

    assert len(openings) > 100
    assert not wrong, f"{len(wrong)} of {len(openings)}\n" + "\n".join(wrong)


def test_the_measure_finds_what_every_page_is_about() -> None:
    """``make bench`` opens every page in the demo district and needs to know where to find its things."""
    asked = {path.partition(".")[0] for route in PAGES for path in route.args.values()}

    assert asked - THINGS == set(), "add a finder to bench/pages/things.py"
