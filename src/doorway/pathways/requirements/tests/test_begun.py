"""More asked of classes that have begun high school: said, answered with a reason, and once more by the office."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from tests.world import World

from doorway.accounts.models import District
from doorway.pathways.core.transcript import school_year
from doorway.pathways.models import RequirementSet
from doorway.pathways.requirements.actions import Decided, put_in_force
from doorway.pathways.requirements.begun import begun
from doorway.pathways.requirements.errors import Unclear
from doorway.pathways.requirements.tests.sets import (
    changed,
    checked,
    draft,
    found_in,
    in_force,
    today,
    writer,
)
from doorway.pathways.rules.schema import SelectorPart, WholeSet
from doorway.roster.models import Person

ClientOf = Callable[[World, str], Client]
Status = RequirementSet.Status


@pytest.fixture
def ruth(world: World) -> Person:
    return world.people["ruth"]


def with_total(units: int) -> Callable[[WholeSet], WholeSet]:
    return lambda own: own.model_copy(update={"set": own.set.model_copy(update={"total": units})})


def with_line(key: str, **update: Any) -> Callable[[WholeSet], WholeSet]:
    def change(own: WholeSet) -> WholeSet:
        lines = tuple(line.model_copy(update=update) if line.key == key else line for line in own.lines)
        return own.model_copy(update={"lines": lines})

    return change


def warnings(ruth: Person, row: RequirementSet) -> list[str]:
    return [one for one in found_in(ruth, row) if "begun high school" in one]


def class_in(ruth: Person, grade: int) -> int:
    """The class that is in a grade now."""
    return school_year(today(ruth)) + 12 - grade


def test_more_credits_in_all_are_said_with_the_rule_of_the_state(ruth: Person) -> None:
    leaves = class_in(ruth, 10)
    row = changed(ruth, draft(ruth, leaves, leaves), with_total(37_000))

    (said,) = warnings(ruth, row)
    assert said.startswith(
        f"They have begun high school already: class of {leaves}. This set asks more of them than they are held against"
        " now: in all: 37 credits, now 36. R277-705-8: What a district asks for beyond the state is for"
        " students who begin under it"
    )


def test_a_plain_copy_asks_nothing_more(ruth: Person) -> None:
    for grade in (9, 10, 11, 12):
        leaves = class_in(ruth, grade)
        assert warnings(ruth, draft(ruth, leaves, leaves)) == []


@pytest.mark.parametrize(("grade", "number"), [(8, 0), (9, 1), (12, 1)])
def test_only_classes_from_grade_9_on_have_begun(ruth: Person, grade: int, number: int) -> None:
    leaves = class_in(ruth, grade)

    assert len(warnings(ruth, changed(ruth, draft(ruth, leaves, leaves), with_total(37_000)))) == number


def test_who_is_in_high_school_turns_with_the_school_year() -> None:
    assert list(begun(date(2026, 6, 30), 2026)) == [2026, 2027, 2028, 2029]
    assert list(begun(date(2026, 7, 1), 2027)) == [2027, 2028, 2029, 2030]


def test_the_class_that_has_just_left_stays_until_the_roster_lets_it_go(
    ruth: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Who finishes in summer school is held against it, and it is asked for no more in July than in June."""
    leaves = class_in(ruth, 12)
    District.objects.filter(pk=ruth.district_id).update(grades_of=leaves)
    monkeypatch.setattr("django.utils.timezone.now", lambda: datetime(leaves, 7, 2, 18, tzinfo=UTC))
    office = Person.objects.select_related("district").get(pk=ruth.pk)

    assert warnings(office, changed(office, draft(office, leaves, leaves), with_total(37_000)))
    # In a system that turns in May the new class is not in high school before July.
    assert list(begun(date(2026, 5, 20), 2027)) == [2026, 2027, 2028, 2029]


def test_of_a_set_for_later_classes_too_those_who_have_begun_are_named(ruth: Person) -> None:
    first = class_in(ruth, 10)
    row = changed(ruth, draft(ruth, first, None), with_total(37_000))

    assert all(
        one.startswith(f"They have begun high school already: classes of {first} to {first + 1}.")
        for one in warnings(ruth, row)
    )
    assert warnings(ruth, row)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (with_line("arts", credits=2000), "The arts: 2 credits, now 1.5."),
        (with_line("arts", accepts=(SelectorPart(areas=("arts",), min_mark="B"),)), "The arts (harder to meet)."),
    ],
    ids=["credits", "mark"],
)
def test_whatever_is_harder_is_named(ruth: Person, change: Callable[[WholeSet], WholeSet], said: str) -> None:
    leaves = class_in(ruth, 11)

    (found,) = warnings(ruth, changed(ruth, draft(ruth, leaves, leaves), change))
    assert said in found


def test_a_requirement_of_its_own_is_named(ruth: Person) -> None:
    leaves = class_in(ruth, 11)

    def add(own: WholeSet) -> WholeSet:
        arts = next(line for line in own.lines if line.key == "arts")
        return own.model_copy(update={"lines": (*own.lines, arts.model_copy(update={"key": "more", "credits": 500}))})

    (found,) = warnings(ruth, changed(ruth, draft(ruth, leaves, leaves), add))
    assert "The arts: 0.5 credits, which are not asked for now." in found


def test_what_the_classes_are_held_against_is_the_version_in_force(ruth: Person) -> None:
    leaves = class_in(ruth, 10)
    first = in_force(ruth, changed(ruth, draft(ruth, leaves, leaves), with_total(37_000)))
    same = changed(ruth, draft(ruth, leaves, leaves, corrects=first), with_total(37_000))
    more = changed(ruth, draft(ruth, leaves, leaves, corrects=first), with_total(38_000))

    assert warnings(ruth, same) == []
    assert "in all: 38 credits, now 37." in warnings(ruth, more)[0]


def test_it_is_checked_with_a_reason_and_the_office_says_that_the_board_knows(ruth: Person) -> None:
    leaves = class_in(ruth, 10)
    row = checked(ruth, changed(ruth, draft(ruth, leaves, leaves), with_total(37_000)))
    decided = Decided(today(ruth), "Minutes, item 7", today(ruth))

    assert row.status == Status.CHECKED
    assert any("begun high school" in one["said"]["en"] and one["reason"] for one in row.accepted)
    with pytest.raises(Unclear, match="Say that the board knows whom it concerns"):
        put_in_force(writer(ruth), row, decided, now=timezone.now())
    row.refresh_from_db()
    assert row.status == Status.CHECKED
    known = Decided(decided.decided_on, decided.citation, decided.holds_from, knows_begun=True)
    assert put_in_force(writer(ruth), row, known, now=timezone.now()).status == Status.IN_FORCE


def test_the_page_of_the_office_warns_and_asks(world: World, client_of: ClientOf, ruth: Person) -> None:
    leaves = class_in(ruth, 10)
    row = checked(ruth, changed(ruth, draft(ruth, leaves, leaves), with_total(37_000)))
    client, address = client_of(world, "ruth"), f"/graduation/requirements/{row.pk}/in-force/"
    page = client.get(address).content.decode()
    day = str(today(ruth))
    seen = re.findall(r'name="seen" value="([^"]*)"', page)[0]
    sent = {"decided_on": day, "citation": "Minutes, item 7", "holds_from": day, "seen": seen}

    assert "begun high school already" in page.partition("<form")[0] + page.partition('<div class="dw-note')[2]
    assert 'name="knows_begun"' in page
    refused = client.post(address, sent)
    assert refused.status_code == 422
    assert "Say that the board knows whom it concerns" in refused.content.decode()
    assert client.post(address, sent | {"knows_begun": "on"}).status_code == 302
    row.refresh_from_db()
    assert row.status == Status.IN_FORCE


def test_nobody_is_asked_where_nothing_is_more(world: World, client_of: ClientOf, ruth: Person) -> None:
    row = checked(ruth, draft(ruth))

    page = client_of(world, "ruth").get(f"/graduation/requirements/{row.pk}/in-force/").content.decode()

    assert 'name="decided_on"' in page
    assert 'name="knows_begun"' not in page


@pytest.mark.parametrize(
    ("back", "ahead", "sentence"),
    [(2020 * 365, 0, Unclear.LONG_AGO), (40 * 366, 0, Unclear.LONG_AGO), (0, 12 * 366, Unclear.FAR)],
)
def test_the_days_lie_in_a_sane_span(ruth: Person, back: int, ahead: int, sentence: object) -> None:
    row, day = checked(ruth, draft(ruth)), today(ruth)
    decided = Decided(day - timedelta(days=back), "Minutes", day + timedelta(days=ahead))

    with pytest.raises(Unclear) as caught:
        put_in_force(writer(ruth), row, decided, now=timezone.now())
    assert str(caught.value) == str(sentence)
