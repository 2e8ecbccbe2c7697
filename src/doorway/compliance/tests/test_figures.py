"""Public numbers: whoever knows all of them, and subtracts, learns nothing about fewer than ten students."""

from __future__ import annotations

from datetime import timedelta

from django.test import Client
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st
from tests.world import World

from doorway.compliance.figures import public_figures
from doorway.compliance.queries.standing import Tally
from doorway.compliance.tests.stage import adopted_policy


@st.composite
def tallies(draw: st.DrawFn) -> Tally:
    students = draw(st.integers(0, 60))
    involved = draw(st.integers(0, students))
    return Tally(students, involved=involved, done=draw(st.integers(0, involved)))


districts = st.lists(tallies(), max_size=6).map(lambda found: {f"School {n}": one for n, one in enumerate(found)})


def is_fine(number: int) -> bool:
    return number == 0 or number >= 10


@given(districts)
def test_no_number_and_no_difference_is_about_fewer_than_ten(district: dict[str, Tally]) -> None:
    found = public_figures(district)

    if found is None:
        return
    rows = list(found.schools.values())
    assert all(map(is_fine, found.everybody))
    for row in rows:
        assert all(map(is_fine, row))
        assert sum(row) >= 10
    for place, number in enumerate(found.everybody):
        assert is_fine(number - sum(row[place] for row in rows))
    assert sum(found.everybody) <= sum(tally.students for tally in district.values())


def test_large_schools_are_shown_and_a_small_one_is_not() -> None:
    large = Tally(60, involved=40, done=20)

    found = public_figures({"Large": large, "Other": large, "Small": Tally(4, involved=2, done=1)})

    assert found is not None
    assert found.schools == {"Large": (20, 20, 20), "Other": (20, 20, 20)}
    assert found.everybody == (40, 40, 40)
    assert found.left_out


def test_steps_with_few_students_are_counted_together() -> None:
    found = public_figures({"One": Tally(60, involved=40, done=3), "Two": Tally(60, involved=40, done=0)})

    assert found is not None
    assert found.heads == ("Parents took part", "Parents have not taken part yet")
    assert found.schools == {"One": (40, 20), "Two": (40, 20)}


def test_what_is_missing_is_counted_together_where_few_took_part() -> None:
    found = public_figures({"One": Tally(60, involved=53, done=50), "Two": Tally(60, involved=53, done=50)})

    assert found is not None
    assert found.heads == ("Everything that is asked is there", "Something is missing")
    assert found.schools == {"One": (50, 10), "Two": (50, 10)}


def test_a_district_of_a_few_students_has_nothing_to_show(world: World, client: Client) -> None:
    adopted_policy(world, timezone.localdate() - timedelta(days=3))

    assert "There is nothing to show yet" in client.get("/d/garfield/policy/figures/").content.decode()
    assert public_figures({}) is None
    assert public_figures({"Only": Tally(30, involved=9, done=5)}) is None
