"""Public numbers: whoever knows all of them, and subtracts, learns nothing about fewer than ten students, nor the same
of all students of a school; and between two days on which figures are kept nothing moves."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from itertools import chain, combinations
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from django.utils.formats import date_format
from hypothesis import given
from hypothesis import strategies as st
from tests.world import World

from doorway.compliance.actions.keeping import keep_figures
from doorway.compliance.figures import public_figures
from doorway.compliance.models import KeptFigures
from doorway.compliance.models.kept import NUMBERS
from doorway.compliance.queries.standing import Tally
from doorway.compliance.queries.trend import shown_to_all
from doorway.compliance.tests.stage import adopted_policy
from doorway.roster.models import School


@st.composite
def tallies(draw: st.DrawFn) -> Tally:
    students = draw(st.integers(0, 60))
    involved = draw(st.integers(0, students))
    done = draw(st.integers(0, involved))
    return Tally(students, involved=involved, done=done, unsure=draw(st.integers(0, done)))


districts = st.lists(tallies(), max_size=6).map(lambda found: {f"School {n}": one for n, one in enumerate(found)})


def is_fine(row: Sequence[int]) -> bool:
    """Nobody is in a row, or at least ten are at each of at least two steps."""
    return not any(row) or (len(row) > 1 and all(number >= 10 for number in row))


def sums_of_lines(rows: Sequence[Sequence[int]], everybody: Sequence[int]) -> Iterator[tuple[int, ...]]:
    """What adding up some lines gives, and what is left of all when they are taken away."""
    for chosen in chain.from_iterable(combinations(rows, number) for number in range(len(rows) + 1)):
        added = [sum(column) for column in zip(*chosen, strict=True)] or [0] * len(everybody)
        yield tuple(added)
        yield tuple(number - less for number, less in zip(everybody, added, strict=True))


@given(districts)
def test_no_line_no_sum_and_no_difference_is_about_few_or_says_the_same_of_all(district: dict[str, Tally]) -> None:
    found = public_figures(district)

    if found is None:
        return
    assert len(found.heads) == len(found.everybody) > 1
    assert all(map(is_fine, sums_of_lines(list(found.schools.values()), found.everybody)))
    assert all(map(any, found.schools.values()))
    assert sum(found.everybody) <= sum(tally.students for tally in district.values())


@pytest.mark.parametrize(
    "odd",
    [
        Tally(13, involved=0, done=0),
        Tally(40, involved=40, done=40),
        # Nobody has everything: that is said of each of the forty too.
        Tally(40, involved=20, done=0),
    ],
)
def test_a_school_whose_students_all_have_or_all_lack_something_is_held_back(odd: Tally) -> None:
    large = Tally(60, involved=40, done=20)

    found = public_figures({"Large": large, "Odd": odd, "Other": large})

    assert found is not None
    assert "Odd" not in found.schools
    left = tuple(
        number - sum(row[place] for row in found.schools.values()) for place, number in enumerate(found.everybody)
    )
    assert all(number >= 10 for number in left)


def test_a_step_at_which_nobody_is_is_counted_with_the_next() -> None:
    early = Tally(60, involved=40, done=0)

    found = public_figures({"One": early, "Two": early})

    assert found is not None
    assert found.heads == ("Parents took part", "Parents have not taken part yet")
    assert found.schools == {"One": (40, 20), "Two": (40, 20)}
    assert public_figures({"One": Tally(60), "Two": Tally(60)}) is None


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
    assert found.heads == ("Everything that is asked is there", "Something is missing or not known")
    assert found.schools == {"One": (50, 10), "Two": (50, 10)}


def keep(world: World, on: date, *, known: bool = True, **schools: tuple[int, int, int]) -> None:
    """The figures of a day, as they are kept: of each school its students, of them involved, of them done."""
    for name, (students, involved, done) in schools.items():
        values: dict[str, Any] = dict.fromkeys(NUMBERS, 0)
        values |= {"students": students, "involved": involved, "done": done}
        KeptFigures.objects.create(
            district=world.district, school=world.schools[name.replace("_", "-")], on=on, grade="03", policy_number=1,
            groups=known, registration=True, **values,
        )  # fmt: skip


def page_of(client: Client) -> str:
    """What stands on the page between its heading and its foot."""
    page = client.get("/d/garfield/policy/figures/").content.decode()
    return " ".join(page.split("<main", 1)[1].split("</main>")[0].split())


def test_the_page_shows_the_last_kept_day_and_no_minute_changes_it(world: World, client: Client) -> None:
    first = timezone.localdate().replace(day=1)
    adopted_policy(world, first - timedelta(days=60))
    keep(world, first - timedelta(days=31), panguitch_elementary=(80, 50, 20), boulder_elementary=(80, 50, 20))
    keep(world, first, panguitch_elementary=(60, 40, 20), boulder_elementary=(13, 0, 0), panguitch_high=(70, 41, 19))

    before = page_of(client)

    for shown in ("Panguitch High", "<td", "once a month"):
        assert shown in before
    assert date_format(first, "DATE_FORMAT") in before
    assert "moment ago" not in before
    assert "Everything that is asked is there" in before
    assert "counted under" not in before
    assert "every part that the policy asks is filled in" in before
    assert "Boulder" not in before
    # A child moves away, a school is closed, another child comes: a minute later nothing here has moved.
    world.people["mateo"].memberships.update(ends_on=timezone.localdate() - timedelta(days=1))
    School.objects.filter(pk=world.schools["panguitch-high"].pk).update(is_active=False)
    assert page_of(client) == before


def test_of_whom_not_all_is_known_the_page_does_not_say_that_everything_is_there(world: World, client: Client) -> None:
    """A grade in which nobody has written down group conferences: who lacks nothing else is not sure."""
    first = timezone.localdate().replace(day=1)
    keep(world, first, known=False, panguitch_elementary=(60, 40, 20), panguitch_high=(70, 41, 19))

    page = page_of(client)

    assert "Everything that is asked is there" not in page
    # No column is called “not known” here: the sentence does not send anybody to look for one.
    assert "counted under" not in page
    assert "So nobody can say how many students have everything" in page
    assert "as if they had it" not in page
    kept = shown_to_all(world.district)
    assert kept is not None
    assert {(one.done, one.sure) for one in kept.schools.values()} == {(20, 0), (19, 0)}


def test_where_a_column_is_called_not_known_the_page_says_who_is_in_it(world: World, client: Client) -> None:
    first = timezone.localdate().replace(day=1)
    keep(world, first, panguitch_elementary=(60, 40, 20), panguitch_high=(70, 41, 19))
    keep(world, first, known=False, panguitch_middle=(80, 60, 20))

    page = page_of(client)

    assert "Parents took part, something is missing or not known" in page
    assert "counted under “not known”" in page
    assert "So nobody can say how many" not in page


def test_the_unsure_of_a_school_are_counted_with_what_is_missing() -> None:
    found = public_figures({name: Tally(90, involved=70, done=40, unsure=20) for name in ("One", "Two")})

    assert found is not None
    assert found.heads[1] == "Parents took part, something is missing or not known"
    assert found.schools["One"] == (20, 50, 20)


def test_before_the_first_kept_day_the_page_says_from_when_there_will_be_numbers(world: World, client: Client) -> None:
    assert "for the first time when a policy is in force" in page_of(client)
    begins = timezone.localdate() + timedelta(days=5)
    adopted_policy(world, begins)

    assert f"holds from {date_format(begins, 'DATE_FORMAT')}" in page_of(client)


def test_a_district_of_a_few_students_has_nothing_to_show(world: World, client: Client) -> None:
    adopted_policy(world, timezone.localdate() - timedelta(days=3))
    assert "There is nothing to show yet" in page_of(client)
    keep_figures(now=timezone.now())

    assert "they would say something about fewer than 10 students" in page_of(client)
    assert public_figures({}) is None
    assert public_figures({"Only": Tally(30, involved=9, done=5)}) is None
