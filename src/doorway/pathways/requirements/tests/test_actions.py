"""A draft is checked, put in force and corrected; what is in force never changes, and no class has two sets."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import DatabaseError, transaction
from django.utils import timezone
from tests.world import World, make_world

from doorway.pathways.graduation.rulebooks import held_against, requirements_of
from doorway.pathways.imports.tests.files import take_courses
from doorway.pathways.models import CatalogCourse, RequirementSet, TaughtAt
from doorway.pathways.requirements.actions import Decided, drop, mark_checked, put_in_force, withdraw
from doorway.pathways.requirements.checking import check, ground_of, still_open
from doorway.pathways.requirements.documents import read, without_line
from doorway.pathways.requirements.errors import NotOpen, NotReady, SecondSet, Unclear
from doorway.pathways.requirements.tests.sets import (
    changed,
    checked,
    checked_draft,
    draft,
    found_in,
    in_force,
    pack_set,
    reasons,
    today,
    writer,
)
from doorway.pathways.rules.schema import CeilingPart, SelectorPart, WholeSet
from doorway.policy.packs import Text
from doorway.roster.models import Person, School

Status = RequirementSet.Status


@pytest.fixture
def ruth(world: World) -> Person:
    """Of the district office."""
    return world.people["ruth"]


def with_credits(key: str, credits: int) -> Callable[[WholeSet], WholeSet]:  # noqa: A002  # the word of the field
    def change(own: WholeSet) -> WholeSet:
        lines = (line.model_copy(update={"credits": credits}) if line.key == key else line for line in own.lines)
        return own.model_copy(update={"lines": tuple(lines)})

    return change


# What is found


def test_what_depends_on_something_that_nobody_is_asked_for_is_found(ruth: Person) -> None:
    def change(own: WholeSet) -> WholeSet:
        (competency,) = own.criteria
        return own.model_copy(update={"criteria": (competency.model_copy(update={"only_for": "rich"}),)})

    sentence = "Mathematics competency for college: it depends on “rich”, and nobody is asked for that here."
    row = draft(ruth)
    assert sentence not in found_in(ruth, row)
    assert sentence in found_in(ruth, changed(ruth, row, change))


def test_the_printed_core_is_told_with_both_numbers(ruth: Person) -> None:
    found = found_in(ruth, draft(ruth))

    assert (
        "Core, everything but electives: the published list prints 19.5 credits, but its lines add up to 20." in found
    )
    assert "The total asks for 36 credits, but the requirements add up to 36.5." in found


def test_a_line_that_no_class_fills_is_named(ruth: Person) -> None:
    def change(own: WholeSet) -> WholeSet:
        nowhere = (SelectorPart(codes=("NOWHERE",)),)
        lines = (one.model_copy(update={"accepts": nowhere}) if one.key == "fitness" else one for one in own.lines)
        return own.model_copy(update={"lines": tuple(lines)})

    found = found_in(ruth, changed(ruth, draft(ruth), change))

    assert "Fitness for Life: the course catalog has no class with the code NOWHERE." in found
    assert (
        "Fitness for Life: nobody can meet it. It asks for 0.5 credits, and the classes that are taught and fill it"
        " give 0." in found
    )


def about_math(found: list[str]) -> list[str]:
    return [sentence for sentence in found if sentence.startswith("Secondary Mathematics I ")]


def test_what_is_no_longer_taught_fills_nothing_and_nothing_is_said_twice(
    ruth: Person, world: World, tmp_path: Path
) -> None:
    """Two ways of mathematics have Secondary Mathematics I: each sentence says of which it is."""
    take_courses(world, tmp_path)
    row = draft(ruth)
    assert about_math(found_in(ruth, row)) == []

    CatalogCourse.objects.filter(code="MATH-1").update(is_offered=False)
    found = found_in(ruth, row)
    said = about_math(found)
    assert len(said) == len(set(said)) == 2
    sentence = "nobody can meet it. It asks for 1 credit, and the classes that are taught and fill it give 0."
    assert all(one.endswith(sentence) for one in said)
    assert len(found) == len(set(found))
    # A code that is in the catalog is no slip, though nobody teaches it any more.
    assert not any("has no class with the code MATH-1" in one for one in found)


def test_a_line_that_not_every_school_can_fill_names_the_schools(ruth: Person, world: World, tmp_path: Path) -> None:
    take_courses(world, tmp_path)
    row, place = draft(ruth), {"district": world.district, "grades": "09,10,11,12"}
    bryce = School.objects.create(sourced_id="bryce", slug="bryce", name="Bryce Valley High School", **place)
    School.objects.create(sourced_id="closed", slug="closed", name="Closed High School", is_active=False, **place)
    before = [one for one in found_in(ruth, row) if "not every school" in one]
    assert before == []

    course = CatalogCourse.objects.get(code="BIOLOGY")
    TaughtAt.objects.create(district=world.district, course=course, school=world.schools["panguitch-high"])
    found = [one for one in found_in(ruth, row) if "not every school" in one]
    sentence = (
        "not every school teaches enough classes that fill it. It asks for 1 credit. Look at: Bryce Valley High School."
    )
    assert found == [f"Biology: {sentence}", f"One more credit of science: {sentence}"]
    # A middle school, a closed one, and a class that every school has are no news.
    TaughtAt.objects.create(district=world.district, course=course, school=bryce)
    assert [one for one in found_in(ruth, row) if "not every school" in one] == []


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        (
            with_credits("fitness", 250),
            "Fitness for Life: it asks for 0.25 credits, less than the 0.5 that the state asks for.",
        ),
        (
            lambda own: without_line(own, "fitness"),
            "Health and physical education: it asks for 2 credits, less than the 2 that the state asks for.",
        ),
        (
            lambda own: own.model_copy(update={"set": own.set.model_copy(update={"total": 20_000})}),
            "The total asks for 20 credits, less than the 24 that the state asks for.",
        ),
        (
            lambda own: without_line(own, "la_9"),
            "Language arts, level 10: it comes after a requirement that is not there any more.",
        ),
        (
            lambda own: own.model_copy(
                update={"choices": (own.choices[0].model_copy(update={"pick": 9}), *own.choices[1:])}
            ),
            "Way through mathematics: it asks for 9 ways and has 5, so nobody could ever meet it.",
        ),
    ],
)
def test_errors_stop_it(ruth: Person, change: Callable[[WholeSet], WholeSet], sentence: str) -> None:
    row = changed(ruth, draft(ruth), change)
    if "than the 2 that" in sentence:
        row = changed(ruth, row, lambda own: without_line(own, "health_more"))
        sentence = "Health and physical education: it asks for 1.5 credits, less than the 2 that the state asks for."

    found = found_in(ruth, row)
    assert sentence in found
    # What does not add up is said beside it.
    assert any(one.startswith("Core, everything but electives: the published list prints 19.5") for one in found)
    after = checked(ruth, row)
    assert after.status == Status.DRAFT
    with pytest.raises((NotReady, NotOpen)):
        put_in_force(writer(ruth), after, decided(ruth), now=timezone.now())


def decided(person: Person, days: int = 0, **more: Any) -> Decided:
    values = {"decided_on": today(person), "citation": "Minutes, item 7"} | more
    return Decided(holds_from=today(person) + timedelta(days=days), **values)


def test_a_line_of_the_state_that_is_covered_is_no_warning_and_one_that_is_not_is(ruth: Person) -> None:
    row = draft(ruth)
    assert not any("does not have it" in one for one in found_in(ruth, row))
    after = changed(ruth, row, lambda own: own.model_copy(update={"drops": ()}))

    assert (
        "The state asks for “Social studies of the district’s choice” (0.5 credits). This set does not have it."
        in found_in(ruth, after)
    )


def test_a_limit_that_contradicts_the_lines_is_found(ruth: Person) -> None:
    limit = CeilingPart(
        key="arts", courses=(SelectorPart(areas=("arts",)),), credits="1.0", words=Text({"en": "One credit."}),  # type: ignore[arg-type]  # written as in files
        cite="Board", source="garfield-graduation",
    )  # fmt: skip
    two = limit.model_copy(update={"key": "arts_2", "credits": 2000})
    row = changed(ruth, draft(ruth), lambda own: own.model_copy(update={"ceilings": (*own.ceilings, limit, two)}))
    found = found_in(ruth, row)

    assert "Two limits for the same classes contradict each other: 1 and 2 credits." in found


def test_a_warning_stands_with_a_reason_and_only_with_these_figures(ruth: Person) -> None:
    row = checked_draft(ruth)
    assert row.status == Status.CHECKED
    assert {one["reason"] for one in row.accepted} == {"The board knows it."}
    after = changed(ruth, row, with_credits("electives", 17_000))

    assert (after.status, after.checked_by) == (Status.DRAFT, None)
    open_now = still_open(after, check(after, ground_of(writer(ruth), day=today(ruth))))
    assert {one.finding.code for one in open_now} == {"printed_sum", "total_sum"}


def test_a_reason_is_kept_where_another_is_missing(ruth: Person) -> None:
    row = draft(ruth)
    mark, *_others = reasons(ruth, row)
    after = mark_checked(writer(ruth), row, {mark: "The page is old."}, now=timezone.now())

    assert (after.status, [one["reason"] for one in after.accepted]) == (Status.DRAFT, ["The page is old."])


# In force


def test_in_force_it_is_what_students_are_held_against_at_once(ruth: Person, world: World) -> None:
    before = held_against(ruth.district, 2028)
    row = in_force(ruth, changed(ruth, draft(ruth), with_credits("arts", 2000)))
    held = held_against(ruth.district, 2028)

    assert before is not None
    assert before.key == "garfield-2027"
    assert held is not None
    assert (held.key, next(line.credits for line in held.lines if line.key == "arts")) == (f"own-{row.number}", 2000)
    other = held_against(ruth.district, 2029)
    assert other is not None
    assert other.key == "garfield-2029"
    own = requirements_of(ruth.district).own_for(2028)
    assert own is not None
    assert (own.number, own.holds_from, own.citation) == (row.number, today(ruth), "Minutes of the board, item 7")


def test_nobody_is_held_against_it_before_its_day(ruth: Person) -> None:
    in_force(ruth, draft(ruth), days=10)

    assert requirements_of(ruth.district).own_for(2028) is None
    later = requirements_of(ruth.district, today(ruth) + timedelta(days=10))
    assert later.own_for(2028) is not None


def test_another_district_keeps_the_packs(ruth: Person, world: World) -> None:
    other = make_world(code="other", name="Other County School District")
    in_force(ruth, draft(ruth))

    assert requirements_of(other.district).own == ()


def test_a_correction_takes_its_place_and_the_past_stays(ruth: Person) -> None:
    first = in_force(ruth, draft(ruth))
    second = in_force(
        ruth,
        changed(ruth, draft(ruth, source=read(first.document), corrects=first), with_credits("arts", 2000)),
        days=5,
    )
    first.refresh_from_db()
    turn = today(ruth) + timedelta(days=5)

    assert (first.status, first.holds_until) == (Status.IN_FORCE, turn)
    for days, number in ((4, first.number), (5, second.number)):
        own = requirements_of(ruth.district, today(ruth) + timedelta(days=days)).own_for(2027)
        assert own is not None
        assert own.number == number


def test_a_correction_on_the_same_day_leaves_the_first_no_day(ruth: Person) -> None:
    first = in_force(ruth, draft(ruth))
    second = in_force(ruth, draft(ruth, corrects=first))

    own = requirements_of(ruth.district).own
    assert [one.number for one in own] == [second.number]


def test_two_sets_for_one_class_are_refused_and_named(ruth: Person) -> None:
    first = in_force(ruth, draft(ruth))
    row = draft(ruth, 2028, 2028)
    assert any(
        one.startswith(f"Version {first.number} is in force for classes of 2027 to 2028.")
        for one in found_in(ruth, row)
    )
    assert checked(ruth, row).status == Status.DRAFT

    with pytest.raises(NotReady, match=f"Version {first.number} is in force"):
        put_in_force(writer(ruth), row, decided(ruth), now=timezone.now())


def test_a_second_set_that_was_checked_before_is_refused_too(ruth: Person) -> None:
    one, two = checked_draft(ruth), checked_draft(ruth)
    put_in_force(writer(ruth), one, decided(ruth), now=timezone.now())

    with pytest.raises((SecondSet, NotReady), match=f"Version {one.number}"):
        put_in_force(writer(ruth), two, decided(ruth), now=timezone.now())


def test_fewer_classes_than_the_corrected_version_are_a_warning(ruth: Person) -> None:
    first = in_force(ruth, draft(ruth))
    row = draft(ruth, 2028, 2028, corrects=first)

    assert any(
        one.startswith(f"It corrects version {first.number} (classes of 2027 to 2028)") for one in found_in(ruth, row)
    )


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ({"decided_on": 1}, Unclear.FUTURE),
        ({"holds_from": -1}, Unclear.PAST),
        ({"citation": " "}, Unclear.CITATION),
        ({"citation": "SSN 123-45-6789"}, Unclear.NUMBER),
    ],
)
def test_the_decision_has_its_day_and_its_place(ruth: Person, given: dict[str, Any], sentence: object) -> None:
    row, day = checked_draft(ruth), today(ruth)
    values: dict[str, Any] = {"decided_on": day, "citation": "Minutes", "holds_from": day}
    values |= {name: day + timedelta(days=one) if isinstance(one, int) else one for name, one in given.items()}

    with pytest.raises(Unclear) as caught:
        put_in_force(writer(ruth), row, Decided(**values), now=timezone.now())
    assert str(caught.value) == str(sentence)


# Withdrawing


def test_what_does_not_hold_yet_can_be_withdrawn_and_what_it_ended_goes_on(ruth: Person) -> None:
    first = in_force(ruth, draft(ruth))
    second = in_force(ruth, draft(ruth, corrects=first), days=5)
    withdraw(writer(ruth), second, "The board has changed its mind.", now=timezone.now())
    first.refresh_from_db()
    second.refresh_from_db()

    assert (first.holds_until, second.status) == (None, Status.WITHDRAWN)
    own = requirements_of(ruth.district, today(ruth) + timedelta(days=9)).own_for(2027)
    assert own is not None
    assert own.number == first.number


@pytest.mark.parametrize(("days", "reason", "sentence"), [(0, "No.", Unclear.HELD), (3, " ", Unclear.REASON)])
def test_what_held_on_a_day_stays(ruth: Person, days: int, reason: str, sentence: object) -> None:
    row = in_force(ruth, draft(ruth), days=days)

    with pytest.raises(Unclear) as caught:
        withdraw(writer(ruth), row, reason, now=timezone.now())
    assert str(caught.value) == str(sentence)


def test_what_is_in_force_can_be_neither_changed_nor_thrown_away(ruth: Person) -> None:
    row = in_force(ruth, draft(ruth))

    with pytest.raises(NotOpen):
        changed(ruth, row, with_credits("arts", 2000))
    with pytest.raises(NotOpen):
        drop(row)
    dropped = draft(ruth)
    drop(dropped)
    assert not RequirementSet.objects.filter(pk=dropped.pk).exists()


def test_a_number_of_social_security_is_refused(ruth: Person) -> None:
    row = draft(ruth)

    def change(own: WholeSet) -> WholeSet:
        return own.model_copy(update={"set": own.set.model_copy(update={"cite": "123-45-6789"})})

    with pytest.raises(Unclear):
        changed(ruth, row, change)


# The database has the last word


@pytest.mark.parametrize(
    "attempt",
    [
        lambda row: RequirementSet.objects.filter(pk=row.pk).update(document={}),
        lambda row: RequirementSet.objects.filter(pk=row.pk).update(citation="Another"),
        lambda row: RequirementSet.objects.filter(pk=row.pk).update(last_class=2040),
        lambda row: RequirementSet.objects.filter(pk=row.pk).update(last_class=None),
        lambda row: RequirementSet.objects.filter(pk=row.pk).update(holds_from=row.holds_from - timedelta(days=9)),
        lambda row: RequirementSet.objects.filter(pk=row.pk).update(accepted=[]),
        lambda row: RequirementSet.objects.filter(pk=row.pk).update(status="draft", checked_at=None, checked_by=None),
        lambda row: RequirementSet.objects.filter(pk=row.pk).update(status="checked"),
        lambda row: RequirementSet.objects.filter(pk=row.pk).update(
            status="withdrawn", withdrawn_at=timezone.now(), withdrawn_by=row.created_by, withdrawn_on=row.holds_from,
            withdrawal_reason="No.",
        ),
        lambda row: RequirementSet.objects.filter(pk=row.pk).delete(),
    ],
)  # fmt: skip
def test_the_database_keeps_what_is_in_force(ruth: Person, attempt: Callable[[RequirementSet], object]) -> None:
    row = in_force(ruth, draft(ruth))

    with pytest.raises(DatabaseError), transaction.atomic():
        attempt(row)


def test_the_database_refuses_a_set_that_nobody_has_checked(ruth: Person) -> None:
    row = draft(ruth)
    values = {
        "decided_on": today(ruth), "citation": "Minutes", "holds_from": today(ruth), "put_in_force_by": ruth,
        "put_in_force_at": timezone.now(), "checked_by": ruth, "checked_at": timezone.now(),
    }  # fmt: skip
    with pytest.raises(DatabaseError), transaction.atomic():
        RequirementSet.objects.filter(pk=row.pk).update(status="in_force", **values)
    ready = checked_draft(ruth)
    with pytest.raises(DatabaseError), transaction.atomic():
        RequirementSet.objects.filter(pk=ready.pk).update(status="in_force", document={}, **values)


def test_the_database_refuses_two_sets_for_one_class(ruth: Person) -> None:
    in_force(ruth, draft(ruth))
    ready = RequirementSet.objects.get(pk=draft(ruth, 2028, None).pk)
    RequirementSet.objects.filter(pk=ready.pk).update(status="checked", checked_by=ruth, checked_at=timezone.now())

    with pytest.raises(DatabaseError, match="one_requirement_set_for_a_class"), transaction.atomic():
        RequirementSet.objects.filter(pk=ready.pk).update(
            status="in_force", decided_on=today(ruth), citation="Minutes", holds_from=today(ruth) + timedelta(days=4),
            put_in_force_by=ruth, put_in_force_at=timezone.now(),
        )  # fmt: skip


def test_the_copy_begins_like_the_packs(ruth: Person) -> None:
    row = draft(ruth)

    assert read(row.document).lines == pack_set(ruth).lines
    assert (row.first_class, row.last_class, row.status) == (2027, 2028, Status.DRAFT)


@pytest.mark.parametrize(
    ("title", "is_found"),
    [
        ("Garfield, class of 2029 and later", True),
        ("Garfield, classes of 2030 to 2032", False),
        ("Ours, decided in 2025-26", False),
        ("Ours", False),
    ],
)
def test_a_name_that_says_other_classes_is_found(ruth: Person, title: str, is_found: bool) -> None:
    row = changed(
        ruth,
        draft(ruth, 2030, None),
        lambda own: own.model_copy(
            update={"set": own.set.model_copy(update={"title": Text({"en": title, "es": title})})}
        ),
    )

    said = f"Its name is “{title}”, and it is for the class of 2030 and later. Families read the name; change it."
    assert (said in found_in(ruth, row)) is is_found
