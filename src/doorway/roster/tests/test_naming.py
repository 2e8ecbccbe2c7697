"""A student's first and family name are found in what people write, however they write it."""

from __future__ import annotations

import sys
import tracemalloc
from types import FrameType
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from doorway.roster.core.naming import Named, names_in, plain, same_name
from doorway.roster.core.ordinary import ORDINARY

NAMES = [
    ("Lucía", "Morales"),
    ("Ellie", "Whitaker"),
    ("José Luis", "García Pérez"),
    ("", "Nobody"),
    ("Anne-Marie", "O'Neil"),
    ("Maria", "De La Cruz"),
    ("José", "de la Cruz"),
    ("Kim", "Lee-Park"),
    ("Mary Jane", "O'Brien"),
    ("Олена", "Шевченко"),
    ("Will", "Young"),
    ("Mark", "Day"),
    ("Flor", "del Campo"),
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
        "Mary Jane Obrien",
        "Mary Jane O’Brien’s mother",
        "Mary O Brien",
        "Mary O`Brien",
        "mary o‘brien",
        "Ellie-Whitaker",
        "Ellie‑Whitaker",
        "Ellie_Whitaker",
        "Ellie.Whitaker",
        "Annemarie Oneil",
        "Еllie Whitaker",
        "ELLIE WHІTAKER",
        "Εllie Whitakеr",
        "Олена Шевченко",
    ],
)
def test_a_students_name_is_found(text: str) -> None:
    assert names_in(text, NAMES)


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
    assert not names_in(text, NAMES)


@pytest.mark.parametrize(
    ("text", "words", "is_sure"),
    [
        ("Thanks to Ellie J. Whitaker!", "Ellie J. Whitaker", True),
        ("Anne-Marie O’Neil’s class", "Anne-Marie O’Neil’s", True),
        ("Ellie-Whitaker", "Ellie-Whitaker", True),
        ("MORALES,\n LUCIA was late", "MORALES, LUCIA", True),
        ("My friend Will Young", "Will Young", True),
        ("Will Young came.", "Will Young", True),
        ("We met. Will young children come?", "Will young", False),
        ("WILL YOUNG CHILDREN COME?", "WILL YOUNG", False),
        ("will young children come", "will young", False),
        ("Mark the day!", "Mark the day", False),
        ("Please mark days off.", "mark days", False),
        ("Ask Mark Days about it.", "Mark Days", True),
        ("Gracias.\nFlor del campo", "Flor del campo", False),
        ("Mi hija Flor del Campo", "Flor del Campo", True),
        ("Will young children come? Ask Will Young.", "Will Young", True),
    ],
)
def test_the_words_are_named_as_they_stand_and_ordinary_ones_are_not_sure(text: str, words: str, is_sure: bool) -> None:
    assert Named(words, is_sure) in names_in(text, NAMES)


def test_each_name_is_said_once_and_where_it_is_longest() -> None:
    text = "Ellie Whitaker, and again Ellie Whitaker. Then came many others, Anne-Marie O'Neil, too."

    assert names_in(text, NAMES) == [Named("Ellie Whitaker", True), Named("Anne-Marie O'Neil", True)]


@pytest.mark.parametrize(
    ("text", "is_same"),
    [
        ("Alice Winn", True),
        ("Mrs. Alice J. Winn", True),
        ("winn, alice", True),
        ("Alice Winn’s", True),
        ("Alice", False),
        ("Alice Winn and Ben", False),
        ("", False),
    ],
)
def test_a_whole_name_is_the_same_whatever_title_stands_before_it(text: str, is_same: bool) -> None:
    assert same_name(text, "Alice", "Winn") is is_same


@given(st.sampled_from(sorted(ORDINARY)), st.sampled_from(sorted(ORDINARY)))
def test_written_as_a_name_an_ordinary_word_is_one(first: str, family: str) -> None:
    """A child called by two ordinary words is found wherever the name is written as names are."""
    assume(min(len(first), len(family)) > 2 and not {first, family} & {"del", "las", "los", "van"})
    found = names_in(f"I know {first.title()} {family.title()} well.", [(first.title(), family.title())])

    assert Named(f"{first.title()} {family.title()}", True) in found


@given(st.text(max_size=200), st.text(max_size=200))
def test_a_name_is_found_whatever_stands_around_it(before: str, after: str) -> None:
    assert names_in(f"{before} Ellie Whitaker {after}", NAMES)


@given(st.text(max_size=300))
def test_plain_text_has_no_capitals(text: str) -> None:
    names_in(text, NAMES)
    names_in(text, NAMES)
    assert not any(letter.isupper() for letter in plain(text) if letter.isascii())


def steps_of(text: str) -> int:
    """How many lines of the program it takes to look for names in a text."""
    steps = 0

    def count(_frame: FrameType, event: str, _arg: Any) -> Any:
        nonlocal steps
        steps += event == "line"
        return count

    before = sys.gettrace()
    sys.settrace(count)
    try:
        names_in(text, NAMES)
    finally:
        sys.settrace(before)
    return steps


def memory_of(text: str) -> int:
    """The most memory that it takes at one moment, in bytes."""
    tracemalloc.start()
    try:
        names_in(text, NAMES)
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


# What somebody types, or sends, who wants the machine to stand still.
HARD = [
    "ﷺ",
    "ﷺ ",
    "ﷺ-",
    "a",
    "a ",
    "a-",
    "a'",
    "ß",
    "Ellie ",
    "Ellie Whitaker ",
    "Ellie-Whitaker-",
    "O ",
    "de la ",
    "\t ",
]


@pytest.mark.parametrize("part", HARD)
def test_a_text_of_any_kind_takes_as_much_as_it_is_long(part: str) -> None:
    """Nobody has to be signed in to send one; two thousand letters of the first kind once took more than a gigabyte."""
    short, long = part * (2000 // len(part)), part * (8000 // len(part))

    assert steps_of(long) < 6 * steps_of(short) + 2000
    assert memory_of(short) < 4_000_000
    assert memory_of(long) < 6 * memory_of(short) + 1_000_000


def test_a_hashtag_of_any_length_is_looked_at_once() -> None:
    most = max(memory_of("x" * length) for length in (60, 64, 65, 100, 239, 240, 241, 2000))

    assert most < 200_000
    assert names_in("#" + "Ellie" + "Whitaker", NAMES)
