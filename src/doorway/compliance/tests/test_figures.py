"""Public numbers: whoever knows all of them, and subtracts, learns nothing about fewer than ten students."""

from __future__ import annotations

from datetime import timedelta
from itertools import combinations

from django.test import Client
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st
from tests.world import World

from doorway.compliance.figures import MEASURES, PublicFigures, Share, public_figures
from doorway.compliance.queries.standing import Tally
from doorway.compliance.tests.stage import adopted_policy


@st.composite
def tallies(draw: st.DrawFn) -> Tally:
    students = draw(st.integers(0, 60))
    some = st.integers(0, students)
    done = draw(some)
    more = st.integers(done, students)
    return Tally(students, plan=draw(more), individual=draw(more), involved=draw(more), signed=draw(more), done=done)


districts = st.lists(tallies(), max_size=6).map(lambda found: {f"School {n}": one for n, one in enumerate(found)})


def is_fine(number: int) -> bool:
    return number == 0 or number >= 10


@given(districts)
def test_no_number_and_no_difference_is_about_fewer_than_ten(district: dict[str, Tally]) -> None:
    found = public_figures(district)

    for place, _measure in enumerate(MEASURES):
        shown = [shares[place] for shares in found.schools.values()]
        known = [share for share in shown if share is not None]
        everybody = found.everybody[place]
        for share in [*known, *([everybody] if everybody else [])]:
            assert is_fine(share.have)
            assert is_fine(share.of - share.have)
        if everybody is None:
            assert not known
            continue
        for number in range(len(known) + 1):
            for some in combinations(known, number):
                if len(some) == len(known):
                    assert is_fine(everybody.have - sum(share.have for share in some))
                    assert is_fine(everybody.of - everybody.have - sum(share.of - share.have for share in some))


def test_a_large_school_is_shown_and_a_small_one_is_not() -> None:
    everything = {"plan": 40, "individual": 35, "involved": 40, "signed": 30, "done": 20}
    found = public_figures(
        {"Large": Tally(60, **everything), "Other": Tally(60, **everything), "Small": Tally(4, plan=2)}
    )

    assert found.schools["Large"] == tuple(Share(number, 60) for number in everything.values())
    assert "Small" not in found.schools
    assert found.everybody == tuple(Share(2 * number, 120) for number in everything.values())


def test_a_district_of_a_few_students_has_nothing_to_show(world: World, client: Client) -> None:
    adopted_policy(world, timezone.localdate() - timedelta(days=3))

    assert "There is nothing to show yet" in client.get("/d/garfield/policy/figures/").content.decode()
    assert public_figures({}) == PublicFigures((None,) * len(MEASURES), {})
