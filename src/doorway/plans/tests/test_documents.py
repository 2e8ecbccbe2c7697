"""The document of a plan, built from the database."""

from __future__ import annotations

import json

import pytest
from django.db import connection
from django.utils import timezone
from tests.world import World

from doorway.plans.core.document import DocumentError, canonical, from_json, sha256_of, to_json
from doorway.plans.documents import document_for, documents_for
from doorway.plans.models import Plan
from doorway.plans.tests.stage import full_plan


def test_the_document_holds_what_everybody_said(open_world: World) -> None:
    full_plan(open_world, "mateo")

    document = document_for(open_world.people["mateo"])

    assert document.student.name == "Mateo Morales"
    assert document.school.name == "Panguitch Elementary School"
    assert document.kind.family["es"] == "Plan Individual de Aprendizaje"
    assert [teacher.name for teacher in document.teachers] == ["June Albrecht"]
    strengths = next(section for section in document.sections if section.key == "strengths")
    assert [(entry.author, entry.role) for entry in strengths.entries] == [
        ("June Albrecht", "teacher"),
        ("Rosa Morales", "guardian"),
    ]
    behavior = next(section for section in document.sections if section.key == "behavior")
    assert behavior.entries[0].rating_words == {"en": "Most of the time", "es": "La mayoría de las veces"}
    assert [goal.text for goal in document.goals] == ["Read 20 minutes every night."]
    assert [goal.text for goal in document.last_goals] == ["Learn the times tables to 10."]
    assert document.questions[0].answer == "Yes, on Mondays."
    assert [participant.role for participant in document.participants] == ["guardian", "student", "teacher", "guest"]
    assert [exhibit.key for exhibit in document.evidence] == ["reading", "reading_history", "ela", "math"]


def test_a_student_without_a_plan_has_the_empty_one_of_the_grade(world: World) -> None:
    document = document_for(world.people["diego"])

    assert document.is_empty
    assert document.kind.key == "seop"
    assert document.sections[0].key == "student_words"
    assert {citation.code for citation in document.citations} == {"Utah Code 53E-2-304", "R277-462-5"}


@pytest.mark.parametrize("grade", ["", "UG", "13"])
def test_a_grade_that_no_pack_knows_takes_the_schools_first(world: World, grade: str) -> None:
    student = world.people["mateo"]
    student.grade = grade
    student.save()

    assert document_for(student).kind.key == "sep"


def test_nobody_elses_words_are_in_it(open_world: World) -> None:
    full_plan(open_world, "mateo")
    full_plan(open_world, "ellie")

    text = json.dumps(to_json(document_for(open_world.people["ellie"])))

    assert "Rosa" not in text
    assert "Mateo" not in text


@pytest.mark.parametrize("count", [1, 3])
def test_the_number_of_queries_does_not_grow(open_world: World, count: int, django_assert_num_queries) -> None:
    students = [open_world.people[key] for key in ("mateo", "ellie", "sadie")][:count]
    for student in students:
        full_plan(open_world, student.sourced_id)

    connection.features.supports_json_field  # noqa: B018  # asked of the engine once in a process: not the page's question

    with django_assert_num_queries(3):
        documents_for(students)


@pytest.mark.both
def test_the_digest_survives_the_database(open_world: World) -> None:
    """PostgreSQL keeps JSON its own way; what it gives back has the same digest."""
    student = open_world.people["mateo"]
    full_plan(open_world, "mateo")
    data = to_json(document_for(student))
    plan = Plan.objects.get(student=student, school_year=open_world.year)
    version = plan.versions.create(
        district=plan.district, number=1, content=data, sha256=sha256_of(data),
        created_by=open_world.user("june"), created_at=timezone.now(),
    )  # fmt: skip
    version.refresh_from_db()

    assert canonical(version.content) == canonical(data)
    assert from_json(version.content) == from_json(data)


def test_a_document_that_is_none_says_why() -> None:
    with pytest.raises(DocumentError, match="reads 1"):
        from_json({"format": 7})
    with pytest.raises(DocumentError, match="district"):
        from_json({"format": 1})


def test_whole_numbers_and_their_floats_have_one_digest() -> None:
    assert sha256_of({"b": 3.0, "a": "\x00x"}) == sha256_of({"a": "x", "b": 3})


def test_the_evidence_says_whose_growth_percentile_it_is(open_world: World) -> None:
    full_plan(open_world, "mateo")

    exhibits = {exhibit.key: exhibit for exhibit in document_for(open_world.people["mateo"]).evidence}

    (said,) = exhibits["math"].notes
    assert "the state’s growth percentile is 55" in said["en"]
    assert "el percentil de progreso del estado es 55" in said["es"]
    years = exhibits["math"].chart["columns"]
    assert [column.get("growth_percentile") for column in years] == [None, 55]
    assert years[-1]["growth_from"] == {"words": {"en": "the state’s", "es": "del estado"}}
    # Where there is no percentile, nothing is written that older versions do not have.
    assert all("growth_from" not in column for column in exhibits["reading_history"].chart["columns"])
    assert "growth_from" not in years[0]
