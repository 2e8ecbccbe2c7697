"""A student's first and family name are found in what people write, however they write it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from doorway.roster.core.naming import names_somebody, plain

NAMES = [
    ("Lucía", "Morales"),
    ("Ellie", "Whitaker"),
    ("José Luis", "García Pérez"),
    ("", "Nobody"),
    ("Anne-Marie", "O'Neil"),
    ("Maria", "De La Cruz"),
    ("José", "de la Cruz"),
    ("Kim", "Lee-Park"),
]


@pytest.mark.parametrize(
    "text",
    [
        "Lucía Morales is so happy in class.",
        "my daughter lucia morales",
        "MORALES, LUCIA was late",
        "Ellie J. Whitaker",
        "Ellie Jane Whitaker says thanks",
        "for josé garcía",
        "Anne-Marie O'Neil",
        "I am Ellie Whitaker's mother",
        "I am Ellie Whitaker’s mother",
        "Whitaker's Ellie",
        "Ellie Whitakers mother",
        "Anne-Marie O’Neil’s class",
        "José Pérez",
        "José de la Cruz-Ortega",
        "Maria De La Cruz",
        "Maria Cruz",
        "Kim Lee-Park",
        "Kim Park",
        "EllieWhitaker",
        "#elliewhitaker",
        "@whitakerellie",
        "Ellie Whit\u00adaker",
        "El\u200blie Whitaker",
        "Ellie J. R. Whitaker",
        "Ellie J R Whitaker",
        "Whitaker, Ellie",
        "𝐄𝐥𝐥𝐢𝐞 𝐖𝐡𝐢𝐭𝐚𝐤𝐞𝐫",
    ],
)
def test_a_students_name_is_found(text: str) -> None:
    assert names_somebody(text, NAMES)


@pytest.mark.parametrize(
    "text",
    [
        "Lucía is happy.",
        "The Morales family thanks you.",
        "Ellie went. Then came many others, and Mr. Whitaker.",
        "",
        "Nobody",
        "Maria de Panguitch",
        "Maria and the others of la primaria",
    ],
)
def test_half_a_name_is_none(text: str) -> None:
    assert not names_somebody(text, NAMES)


@given(st.text(max_size=200), st.text(max_size=200))
def test_a_name_is_found_whatever_stands_around_it(before: str, after: str) -> None:
    assert names_somebody(f"{before} Ellie Whitaker {after}", NAMES)


@given(st.text(max_size=300))
def test_plain_text_has_no_capitals(text: str) -> None:
    names_somebody(text, NAMES)
    assert not any(letter.isupper() for letter in plain(text) if letter.isascii())
