"""Who signs: forgiving of what people type, not of another name."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from doorway.plans.core.names import resembles

ROSA = {"given": ["Rosa María", "", "Rosi"], "family": "Morales Núñez"}


@pytest.mark.parametrize(
    "typed",
    [
        "Rosa Morales",
        "rosa morales",
        "ROSA  MORALES ",
        "Rosa María Morales Núñez",
        "Morales, Rosa",
        "Rosi Nunez",
        "R. Morales",
        "R.Morales",
        "Rosa M.",
        "RosaMaria Morales",
        "Rosa Moralse",
        "Rossa Morales",
        "Señora Rosa Morales",
    ],
)
def test_a_name_as_people_type_it_signs(typed: str) -> None:
    assert resembles(typed, **ROSA)


@pytest.mark.parametrize(
    "typed",
    ["", "   ", "…", "Rosa", "Morales", "R. M.", "Luis Morales", "Rosa Whitaker", "ok", "Yes yes", "M R", "1 2"],
)
def test_another_name_or_half_of_one_does_not(typed: str) -> None:
    assert not resembles(typed, **ROSA)


@pytest.mark.parametrize(
    ("typed", "given_names", "family", "signs"),
    [
        ("Seán O'Brien", ["Sean"], "O’Brien", True),
        ("Ng Li", ["Li"], "Ng", True),
        ("Ng Lu", ["Li"], "Ng", False),
        ("Sukarno", ["Sukarno"], "", True),
        ("S", ["Sukarno"], "", False),
        ("Anna Lena Müller Lüdenscheidt", ["Anna-Lena"], "Müller-Lüdenscheidt", True),
        ("Annalena Mueller", ["Anna-Lena"], "Müller", True),
        ("李 小龍", ["小龍"], "李", True),
    ],
)
def test_names_of_the_world(typed: str, given_names: list[str], family: str, signs: bool) -> None:
    assert resembles(typed, given=given_names, family=family) is signs


@given(st.text(max_size=40))
def test_whatever_is_typed_is_answered(typed: str) -> None:
    assert resembles(typed, **ROSA) in {True, False}


@given(st.text(alphabet="abcdefghijklmnopqrstuvwxyz", min_size=2, max_size=12), st.sampled_from(["Li", "Morales"]))
def test_ones_own_name_always_signs(first: str, family: str) -> None:
    assert resembles(f"{first} {family}", given=[first], family=family)
    assert resembles(f"{family.upper()} {first.title()}", given=[first], family=family)
