"""Scores of tests, and classes of different kinds, as things that a scholarship asks for."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from tests.world import World

from doorway.assessments.models import Score
from doorway.pathways.core.audit import most_pairs
from doorway.pathways.imports.tests.files import Row
from doorway.pathways.models import LocalScholarship, ScholarshipStep
from doorway.pathways.scholarships.page import AskedOf, scholarship_page
from doorway.pathways.scholarships.tests.files import enter_one, make_senior, offer, page_now, page_of, teach, took
from doorway.pathways.scholarships.tests_taken import askable_tests

ClientOf = Callable[[World, str], Client]
LIONS, FIRST_CREDENTIAL = "Lions Club Award", "First Credential Scholarship"
NEW = {
    "name_en": LIONS, "about_en": "For those who help.", "school": "every", "closes_on": "2027-05-01",
    "first_grade": "12", "last_grade": "12", "source": "Letter",
}  # fmt: skip
ACT_22 = ({"test": "act", "part": "composite", "score": 22},)


def scored(world: World, value: int | None, *, part: str = "composite", sitting: str = "2026-04", **more: str) -> Score:
    """A result of the ACT."""
    values = {"measure": "score", "scale": f"act-{part}", **more}
    return Score.objects.create(
        district=world.district, student=world.people["diego"], instrument="act", subject=part, grade="11",
        school_year=world.year.end_year - 1, sitting=sitting, value=value, **values,
    )  # fmt: skip


def asked(world: World, title: str, key: str) -> AskedOf:
    return next(ask for ask in offer(page_now(world), title).asks if ask.key == key)


def test_without_a_score_on_file_the_page_asks(world: World, tmp_path: Path) -> None:
    teach(world, tmp_path)
    enter_one(world, tests=ACT_22)
    found = asked(world, LIONS, "test-0")

    assert (found.title, found.tag) == ("ACT, All subjects together: at least 22", "Ask the counselor")
    assert found.sentences[0].startswith("No score of this test is on file.")
    assert offer(page_now(world), LIONS).chance == "ask"


def test_the_best_score_counts_and_another_part_does_not(world: World, tmp_path: Path) -> None:
    teach(world, tmp_path)
    enter_one(world, tests=ACT_22)
    scored(world, 30, part="math")
    scored(world, 19)
    scored(world, 35, sitting="2026-05", measure="percentile")
    scored(world, None, sitting="2026-07", not_tested="absent")
    found = asked(world, LIONS, "test-0")
    assert (found.tag, found.sentences[0]) == ("Still to do", "The best score on file is 19.")
    assert found.sentences[1].startswith("It takes 22.")

    scored(world, 22, sitting="2026-06")
    found = asked(world, LIONS, "test-0")
    assert (found.tag, found.sentences) == ("Fulfilled", ("The best score on file is 22.",))
    assert offer(page_now(world), LIONS).chance == "open"


def test_whom_the_board_keeps_test_results_from_reads_no_score(world: World, tmp_path: Path) -> None:
    teach(world, tmp_path)
    enter_one(world, tests=ACT_22)
    scored(world, 19)
    page = scholarship_page(world.people["diego"], tells_scores=False)
    found = next(ask for ask in offer(page, LIONS).asks if ask.key == "test-0")

    assert (found.tag, [one for one in found.sentences if "19" in one]) == ("Still to do", [])


def test_a_counselor_asks_for_a_score_and_half_a_wish_is_said(
    world: World, client_of: ClientOf, tmp_path: Path
) -> None:
    client = client_of(world, "dana")
    sent = NEW | {"test_0": "act.composite"}
    page = client.post("/scholarships/new/", sent)
    assert (page.status_code, "Write the score that is asked for." in page.content.decode()) == (422, True)
    assert client.post("/scholarships/new/", sent | {"score_0": "22", "score_1": "600"}).status_code == 422
    client.post("/scholarships/new/", sent | {"score_0": "22"})

    row = LocalScholarship.objects.get()
    assert row.tests == [{"test": "act", "part": "composite", "score": 22}]
    page = client.get(f"/scholarships/{row.pk}/").content.decode()
    assert 'value="act.composite" selected' in " ".join(page.split())
    assert "sat.math" in askable_tests(world.district)


def test_only_tests_that_the_state_pack_marks_are_offered(world: World) -> None:
    """Tests of English for those who learn it say nothing of whom an award is for, nor do checks of reading."""
    found = askable_tests(world.district)

    assert {word.split(".")[0] for word in found} == {"act", "sat", "psat-nmsqt"}
    assert (found["act.math"].lowest, found["act.math"].highest) == (1, 36)
    assert (found["sat.composite"].lowest, found["sat.composite"].highest) == (400, 1600)


@pytest.mark.parametrize(
    ("test", "score", "sentence"),
    [
        ("act.composite", "99", "Scores of this test (ACT, All subjects together) go from 1 to 36."),
        ("sat.math", "36", "Scores of this test (SAT, Math) go from 200 to 800."),
        ("access.overall", "4", "Choose one from the list."),
    ],
)
def test_a_score_that_does_not_exist_is_refused(
    world: World, client_of: ClientOf, test: str, score: str, sentence: str
) -> None:
    page = client_of(world, "dana").post("/scholarships/new/", NEW | {"test_0": test, "score_0": score})

    assert page.status_code == 422
    assert sentence in page.content.decode()
    assert not LocalScholarship.objects.exists()


def test_a_test_that_was_asked_for_before_stays_to_choose(world: World, client_of: ClientOf, tmp_path: Path) -> None:
    teach(world, tmp_path)
    enter_one(world, tests=({"test": "access", "part": "english-language", "score": 4},))
    row = LocalScholarship.objects.get()

    page = " ".join(client_of(world, "dana").get(f"/scholarships/{row.pk}/").content.decode().split())
    assert 'value="access.english-language" selected' in page


def test_a_list_with_scores_costs_one_query_more_and_without_any_none(world: World, tmp_path: Path) -> None:
    teach(world, tmp_path)
    counts = []
    for number, tests in enumerate(((), ACT_22, (*ACT_22, {"test": "sat", "part": "math", "score": 600}))):
        enter_one(world, tests=tests, name={"en": f"{LIONS} {number}"})
        page_now(world)
        with CaptureQueriesContext(connection) as queries:
            page_now(world)
        counts.append(len(queries))
    assert counts == [counts[0], counts[0] + 1, counts[0] + 1]


GENERAL: tuple[Row, ...] = tuple(
    {
        "code": f"GE-{number}", "title": f"College class {number}", "credits": "0.5", "concurrent": "yes",
        "grades": "11-12", "tags": tags,
    }
    for number, tags in enumerate(
        (
            "ge-writing", "ge-writing", "ge-quantitative", "ge-arts ge-humanities", "ge-arts", "ge-life-science",
        ), start=1,
    )
)  # fmt: skip


@pytest.mark.both
def test_five_kinds_of_college_classes_need_no_word_of_a_person(world: World, tmp_path: Path) -> None:
    make_senior(world)
    teach(world, tmp_path, *GENERAL)
    took(world, tmp_path, *((f"GE-{number}", "B") for number in (1, 2, 3, 4)))
    way = next(ask for ask in offer(page_of(world), FIRST_CREDENTIAL).asks if ask.key == "way")
    assert way.tag == "Ask the counselor"
    assert way.sentences[0] == "Different kinds among the classes on the record or planned: 3; asked for: 5."

    # The class of two kinds is one of the humanities as soon as another one stands for the arts.
    took(world, tmp_path, *((f"GE-{number}", "B") for number in (5, 6)))
    way = next(ask for ask in offer(page_of(world), FIRST_CREDENTIAL).asks if ask.key == "way")
    assert (way.tag, way.sentences[0]) == (
        "Fulfilled", "Different kinds among the classes on the record or planned: 5; asked for: 5.",
    )  # fmt: skip


def test_what_the_counselor_has_said_holds_over_the_count(world: World, client_of: ClientOf, tmp_path: Path) -> None:
    make_senior(world)
    teach(world, tmp_path, *GENERAL)
    took(world, tmp_path, *((f"GE-{number}", "B") for number in range(1, 7)))
    client_of(world, "dana").post(
        f"/scholarships/of/{world.people['diego'].pk}/step/", {"what": "not_so", "subject": "first-credential-way"}
    )

    assert ScholarshipStep.objects.get().what == "not_so"
    way = next(ask for ask in offer(page_of(world), FIRST_CREDENTIAL).asks if ask.key == "way")
    assert way.tag == "Not so"


def test_as_many_as_can_have_one_of_their_own() -> None:
    assert most_pairs([["a"], ["a", "b"], ["b"]]) == 2
    assert most_pairs([["a", "b"], ["a"], ["b", "c"]]) == 3
    assert most_pairs([[], ["a"]]) == 1


def test_the_title_says_once_that_something_has_to_be_put_right(world: World, client_of: ClientOf) -> None:
    page = client_of(world, "dana").post("/scholarships/new/", {}).content.decode()

    assert page.partition("</title>")[0].count("Error:") == 1
