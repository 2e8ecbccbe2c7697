"""That PostgreSQL is asked every question, whatever is left out there."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from random import Random

import pytest
from django.db import DatabaseError, connection, transaction

from doorway.conferences.actions.conflicts import stand_in_line
from doorway.conferences.actions.steps import locked
from doorway.roster.models import School
from tests import asked
from tests.asked import Asked, Noting
from tests.world import World


@pytest.fixture
def noting(tmp_path: Path, db: None) -> Iterator[Noting]:
    """Notes as in a process of the first stage, of this test alone."""
    noting = Noting(tmp_path)
    noting.pytest_sessionstart()
    noting.now = noting.noted["src/this"] = Asked(seconds=1)
    with connection.execute_wrapper(noting._statement):
        yield noting
    noting.patch.undo()


def invented(seed: int) -> dict[str, Asked]:
    dice = Random(seed)  # invents, guards nothing
    return {
        f"test {number}": Asked(
            {f"question {dice.randrange(60)}" for _time in range(dice.randrange(12))},
            dice.random() < 0.1,
            dice.random(),
        )
        for number in range(150)
    }


@pytest.mark.parametrize("seed", range(20))
@pytest.mark.parametrize("least", [1, 2, 3])
def test_every_question_is_asked_again_as_often_as_wanted_or_by_all_who_have_it(seed: int, least: int) -> None:
    noted = invented(seed)
    before = Counter(question for one in noted.values() for question in one.questions)
    left = asked.settled(noted, least)
    again = Counter(question for name, one in noted.items() if name not in left for question in one.questions)

    assert {question: min(many, least) for question, many in before.items()} == {
        question: min(again[question], least) for question in before
    }
    assert not [name for name in left if noted[name].always]
    assert len(left) > 50


def test_a_test_without_a_note_is_not_left_out(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert asked.settled({}) == set()
    monkeypatch.delenv(asked.LEFT_OUT_IN, raising=False)
    assert asked.left_out() == set()


def test_what_is_noted_is_read_again(noting: Noting) -> None:
    School.objects.filter(slug="x").exists()
    noting.pytest_sessionfinish()

    (one,) = asked.read(noting.folder).values()
    assert one == noting.now
    assert any("roster_school" in question for question in one.questions)


def test_a_question_is_the_statement_and_the_line_that_asks(noting: Noting, open_world: World) -> None:
    conference = open_world.conference
    assert conference is not None
    with transaction.atomic():
        locked(conference)
    assert noting.now is not None
    here = {question for question in noting.now.questions if question.startswith("conferences/actions/steps.py:")}
    again = set(noting.now.questions)
    with transaction.atomic():
        locked(conference)

    # SQLite has no locks of rows and leaves the words out: the question is another one all the same.
    assert [question for question in here if question.endswith(" FOR UPDATE ('self',)")]
    assert [question for question in here if "FOR UPDATE" not in question]
    assert noting.now.questions == again


def test_how_many_are_in_a_list_makes_no_other_question(noting: Noting, world: World) -> None:
    assert noting.now is not None

    def ask(many: int) -> set[str]:
        noting.now = Asked()
        list(School.objects.filter(pk__in=[school.pk for school in world.schools.values()][:many]))
        return noting.now.questions

    assert ask(3) == ask(2) == ask(1)


def test_where_the_product_goes_another_way_is_a_question(noting: Noting) -> None:
    stand_in_line([])

    assert noting.now is not None
    assert {question.partition(":")[0] for question in noting.now.questions if question.endswith("another way")} == {
        "conferences/actions/conflicts.py"
    }


def test_what_the_database_refuses_is_asked_again(noting: Noting, world: World) -> None:
    assert noting.now is not None
    assert not noting.now.always
    with pytest.raises(DatabaseError), transaction.atomic():
        School.objects.create(district=world.district, slug="panguitch-high", sourced_id="panguitch-high", name="Twice")

    assert noting.now.always


def test_this_test_stands_outside_of_the_slices_and_is_kept(request: pytest.FixtureRequest) -> None:
    assert asked._is_kept(request.node)
