"""Sharing a plan: versions, corrections, what is in them, and that they never change."""

from __future__ import annotations

import json

import pytest
from django.db import DatabaseError, connection, transaction
from django.utils import timezone
from tests.world import World

from doorway.plans.actions.entries import Author, Words, write_entry
from doorway.plans.actions.signing import is_intact
from doorway.plans.actions.versions import share
from doorway.plans.core.changes import changes
from doorway.plans.core.document import from_json, to_json
from doorway.plans.documents import document_for, shared_document
from doorway.plans.errors.sharing import NoReason, NothingChanged, NothingToShare
from doorway.plans.errors.writing import TooLong
from doorway.plans.models import Plan, PlanVersion
from doorway.plans.tests.stage import add_scores, full_plan, plan_of
from doorway.roster.models import Guardianship


def shared(world: World, plan: Plan, reason: str = "") -> PlanVersion:
    return share(plan, by=world.user("june"), now=timezone.now(), reason=reason)


def correct(world: World, text: str = "Explains stories, and asks good questions.") -> None:
    write_entry(
        student=world.people["mateo"],
        section="strengths",
        author=Author(world.people["june"], {"teacher"}),
        words=Words(text),
        on=timezone.localdate(),
        now=timezone.now(),
    )


@pytest.mark.both
def test_a_version_holds_the_plan_as_it_was(open_world: World) -> None:
    plan = full_plan(open_world, "mateo")

    version = shared(open_world, plan)
    correct(open_world)
    version.refresh_from_db()

    document = from_json(version.content)
    strengths = next(section for section in document.sections if section.key == "strengths")
    assert strengths.entries[0].text == "Explains how a story works, and listens to others."
    assert document.evidence
    assert version.number == 1
    assert is_intact(version)


@pytest.mark.both
def test_a_second_share_without_a_change_is_refused(open_world: World) -> None:
    plan = full_plan(open_world, "mateo")
    shared(open_world, plan)

    with pytest.raises(NothingChanged, match="Nothing has changed since it was shared on"):
        shared(open_world, plan, "again")
    assert plan.versions.count() == 1


def test_a_correction_says_why_and_is_a_new_version(open_world: World) -> None:
    plan = full_plan(open_world, "mateo")
    first = shared(open_world, plan)
    correct(open_world)

    with pytest.raises(NoReason):
        shared(open_world, plan, "  ")
    with pytest.raises(TooLong):
        shared(open_world, plan, "x" * 301)
    second = shared(open_world, plan, "One sentence was about somebody else.")

    assert (second.number, second.reason) == (2, "One sentence was about somebody else.")
    found = changes(from_json(first.content), from_json(second.content))
    assert [(change.how, change.place, change.who) for change in found] == [("changed", "entry", "June Albrecht")]


def test_test_results_alone_are_no_plan(open_world: World) -> None:
    plan = plan_of(open_world, "mateo")
    add_scores(open_world, "mateo")

    with pytest.raises(NothingToShare):
        shared(open_world, plan)


def test_a_version_holds_nothing_that_belongs_to_one_home(open_world: World) -> None:
    plan = full_plan(open_world, "ellie")

    version = shared(open_world, plan)

    text = json.dumps(version.content)
    assert "math club" not in text
    assert "Abuela Carmen" not in text
    assert from_json(version.content) == shared_document(plan)


def test_paper_shows_questions_only_of_the_one_home_there_is(open_world: World) -> None:
    for key in ("mateo", "ellie"):
        full_plan(open_world, key)

    assert [question.text for question in document_for(open_world.people["mateo"]).questions]
    assert document_for(open_world.people["mateo"]).participants
    assert not document_for(open_world.people["ellie"]).questions
    assert not document_for(open_world.people["ellie"]).participants


def test_a_question_makes_no_new_version_necessary(open_world: World) -> None:
    """A question of one home must not call the other home to sign a version in which nothing changed."""
    plan = full_plan(open_world, "ellie")
    shared(open_world, plan)
    question = open_world.people["ellie"].family_questions.get()
    question.answer = "On Tuesdays."
    question.save()

    with pytest.raises(NothingChanged):
        shared(open_world, plan, "answered")


def test_the_same_plan_read_twice_is_one_content(open_world: World) -> None:
    plan = full_plan(open_world, "mateo")
    Guardianship.objects.filter(student=plan.student).update(household=2)

    assert to_json(shared_document(plan)) == to_json(shared_document(plan))


@pytest.mark.both
@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE plans_planversion SET reason = 'x'",
        "UPDATE plans_planversion SET content = '{}'",
        "DELETE FROM plans_planversion",
    ],
)
def test_the_database_lets_no_version_change(open_world: World, statement: str) -> None:
    shared(open_world, full_plan(open_world, "mateo"))

    with pytest.raises(DatabaseError, match="never changes"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)
    assert PlanVersion.objects.get().content
