"""Sharing a plan: versions, corrections, what is in them, and that they never change."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
from django.db import DatabaseError, connection, transaction
from django.utils import timezone
from tests.world import World

from doorway.accounts.guards import lifted
from doorway.plans.actions.entries import Author, Words, write_entry
from doorway.plans.actions.signing import is_intact
from doorway.plans.actions.versions import share
from doorway.plans.core.changes import changes
from doorway.plans.core.document import Occupation, Section, from_json, to_json
from doorway.plans.documents import document_for, shared_document
from doorway.plans.errors.sharing import NoReason, NothingChanged, NothingToShare
from doorway.plans.errors.writing import TooLong
from doorway.plans.filling import fill_where_missing
from doorway.plans.models import Plan, PlanVersion
from doorway.plans.tests.stage import add_scores, full_plan, plan_of
from doorway.policy.packs import load_pack
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
        "UPDATE plans_planversion SET filled = filled + 2",
        "UPDATE plans_planversion SET filled = 0",
        "DELETE FROM plans_planversion",
    ],
)
def test_the_database_lets_no_version_change(open_world: World, statement: str) -> None:
    shared(open_world, full_plan(open_world, "mateo"))

    with pytest.raises(DatabaseError, match="never changes"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)
    assert PlanVersion.objects.get().content


def older(world: World) -> PlanVersion:
    """A version that was shared before it was kept which parts are filled in."""
    now = shared(world, full_plan(world, "mateo"))
    with lifted(connection):
        PlanVersion.objects.filter(pk=now.pk).update(filled=0)
    return now


def test_a_version_says_which_of_its_parts_are_filled_in(open_world: World) -> None:
    version = shared(open_world, full_plan(open_world, "mateo"))

    pack = load_pack("utah")
    parts = pack.marked("sep", version.filled)
    document = from_json(version.content)
    assert {part.key for part in parts} == document.filled == {one.key for one in document.sections if one.entries}
    assert "strengths" in document.filled
    assert version.filled == 1 | pack.marks(document.filled)


def test_what_a_student_keeps_fills_its_part_without_a_word(open_world: World) -> None:
    part = Section("occupations", {"en": "Occupations"}, {"en": "Which?"}, (), ())
    empty = replace(document_for(open_world.people["mateo"]), sections=(part,))
    kept = Occupation("29-1141.00", {"en": "Nurse"}, timezone.localdate())

    assert empty.filled == frozenset()
    assert replace(empty, occupations=(kept,)).filled == {"occupations"}


@pytest.mark.both
def test_an_older_version_gets_its_filled_parts_from_what_it_froze(open_world: World) -> None:
    version = older(open_world)
    odd = PlanVersion.objects.create(
        district=open_world.district, plan=version.plan, number=9, content={"format": "of long ago"}, sha256="0" * 64,
        created_by=open_world.user("june"), created_at=timezone.now(),
    )  # fmt: skip

    fill_where_missing(using="default")
    fill_where_missing(using="default")

    filled = dict(PlanVersion.objects.filter(plan=version.plan).values_list("pk", "filled"))
    assert filled == {version.pk: version.filled, odd.pk: 1}
    assert version.filled > 1
    assert is_intact(PlanVersion.objects.get(pk=version.pk))


@pytest.mark.both
@pytest.mark.parametrize("other", ["reason = 'x'", "content = '{}'", "sha256 = 'x'", "number = 7"])
def test_with_it_nothing_else_of_a_version_changes(open_world: World, other: str) -> None:
    older(open_world)

    with pytest.raises(DatabaseError, match="never changes"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"UPDATE plans_planversion SET filled = 3, {other}")  # the test's own words
