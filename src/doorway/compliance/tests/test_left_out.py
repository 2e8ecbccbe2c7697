"""Students of a grade for which there is no rule: said with a sentence, and nothing breaks."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone, translation
from tests.world import World

from doorway.compliance.actions.keeping import keep_figures
from doorway.compliance.evidence import as_csv, evidence_of
from doorway.compliance.evidence.figures import figure_blocks
from doorway.compliance.models import KeptFigures, Standing
from doorway.compliance.queries.policies import numbered_grades, taught_grades
from doorway.compliance.queries.standing import LeftOut, asked_on, left_out, lines, total
from doorway.compliance.tests.stage import adopted_policy
from doorway.compliance.tests.test_exceptions import typed
from doorway.compliance.wording import left_out_words
from doorway.roster.models import Membership, Person, School

ClientOf = Callable[[World, str], Client]
CODES = ("PR", "TK", "13", "PS", "UG", "Other", "")


@pytest.fixture
def stage(world: World) -> World:
    adopted_policy(world)
    return world


def school_of(world: World) -> School:
    return world.schools["panguitch-elementary"]


def words_of(client: Client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200
    return " ".join(answer.content.decode().split())


def set_grade(world: World, key: str, grade: str) -> None:
    Person.objects.filter(pk=world.people[key].pk).update(grade=grade)


@pytest.mark.parametrize("code", CODES)
def test_a_grade_without_a_rule_is_said_at_the_school_in_the_district_and_in_the_evidence(
    stage: World, client_of: ClientOf, code: str
) -> None:
    school, day = school_of(stage), timezone.localdate()
    asked = asked_on(stage.district, day)
    assert asked is not None
    everybody = total(lines(asked, school=school)).students
    assert left_out(asked) == []
    assert "the policy says nothing" not in words_of(client_of(stage, "peggy"), f"/follow-up/{school.pk}/")

    set_grade(stage, "ellie", code)

    assert total(lines(asked, school=school)).students == everybody - 1
    assert left_out(asked, school=school) == left_out(asked) == [LeftOut(school.pk, code, 1)]
    said = left_out_words(left_out(asked))
    assert said.startswith("Of 1 student the policy says nothing")
    assert said in words_of(client_of(stage, "peggy"), f"/follow-up/{school.pk}/")
    district = words_of(client_of(stage, "ruth"), "/follow-up/")
    assert f'{said} They are at: <a href="/follow-up/{school.pk}/">{school.name}</a>' in district

    found = evidence_of(school, now=timezone.now())
    assert said in [block.get("text") for block in figure_blocks(found)]
    rows = list(csv.DictReader(io.StringIO(as_csv(found).lstrip("\ufeff"))))
    assert sum(int(row["students"]) for row in rows) == everybody
    (row,) = [row for row in rows if row["grade"] == code]
    assert row["due"] == row["plan"] == row["overdue"] == ""
    assert row["do_not_publish"].startswith("The policy has no rule for this grade. For the reviewer alone")


def test_how_many_are_in_which_grade_is_said_in_both_languages(stage: World) -> None:
    school = school_of(stage).pk
    found = [LeftOut(school, "UG", 2), LeftOut(school, "", 1), LeftOut(school, "13", 1)]

    assert "(no grade on the roster: 1; grade 13: 1; ungraded: 2)" in left_out_words(found)
    with translation.override("es"):
        assert left_out_words(found).startswith("De 4 estudiantes la política no dice nada")
    assert left_out_words([]) == ""


def test_a_school_of_such_grades_alone_is_not_called_empty(stage: World, client_of: ClientOf) -> None:
    school = school_of(stage)
    Person.objects.filter(pk__in=Standing.objects.filter(school=school).values("student")).update(grade="UG")

    said = words_of(client_of(stage, "peggy"), f"/follow-up/{school.pk}/")

    assert "The policy asks nothing of the students of this school" in said
    assert "There are no students at this school" not in said


def test_nobody_of_a_grade_with_a_rule_is_left_out_twice_or_of_another_school(stage: World) -> None:
    """Two rows of one student are one student, and a school is told of its own."""
    set_grade(stage, "ellie", "UG")
    asked = asked_on(stage.district, timezone.localdate())
    assert asked is not None

    assert left_out(asked, school=stage.schools["panguitch-high"]) == []
    assert sum(one.students for one in left_out(asked)) == 1


def test_everybody_reads_that_they_are_not_counted_and_no_number(stage: World, client: Client) -> None:
    people = [
        Person(district=stage.district, sourced_id=f"more-{n}", given_name="A", family_name=f"B{n}", grade="02")
        for n in range(60)
    ]
    Person.objects.bulk_create(people)
    for one in people:
        Membership.objects.create(district=stage.district, person=one, school=school_of(stage), role="student")
    set_grade(stage, "ellie", "UG")
    took_part = [one.pk for one in people[:40]]
    Standing.objects.filter(student__in=took_part).update(involved_at=timezone.now())
    keep_figures(now=timezone.now())
    assert not KeptFigures.objects.filter(grade="UG").exists()

    said = words_of(client, reverse("policy_figures", args=[stage.district.code]))

    assert "Students of a grade for which the policy has no rule are not counted." in said
    assert "ungraded" not in said
    assert "UG" not in said


def test_a_school_that_has_such_a_grade_breaks_no_page(stage: World, client_of: ClientOf) -> None:
    school = stage.schools["panguitch-high"]
    School.objects.filter(pk=school.pk).update(grades="09,10,11,12,PS,UG,Other")
    school.refresh_from_db()

    assert numbered_grades(school) == [9, 10, 11, 12]
    assert taught_grades([school]) == {9, 10, 11, 12}
    ruth = client_of(stage, "ruth")
    assert ruth.get(reverse("group_conferences", args=[school.pk])).status_code == 200
    values = typed(stage, do="preview", school=str(school.pk), first_grade="9", last_grade="12", individual="2")
    answer = ruth.post(reverse("new_exception"), values)
    assert answer.status_code == 200, answer.context["form"].errors
    assert "seen" in answer.context
    # A grade that the school does not have is refused as before, with the grades that a rule can be for.
    refused = ruth.post(reverse("new_exception"), typed(stage, do="preview", school=str(school.pk), first_grade="5"))
    assert refused.status_code == 422
    assert "grades 9 to 12" in refused.content.decode()
