"""A student's first and family name are found in what people write, however they write it."""

from __future__ import annotations

import sys
import tracemalloc
import unicodedata
from collections.abc import Sequence
from types import FrameType
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from doorway.roster.core.naming import Named, middle_names_of, names_in, plain, same_name
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
    ("Tony", "Le"),
    ("Le", "Le"),
    ("Di", "Wu"),
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
    """A child called by two ordinary words, however short, is found wherever the name is written as names are."""
    # Around it stands no word that somebody could be called.
    found = names_in(f"Xyz {first.title()} {family.title()} xyz.", [(first.title(), family.title())])

    assert Named(f"{first.title()} {family.title()}", True) in found


# Names as rosters have them: of one letter, of words that stand in any sentence, in one word or in several.
GIVEN = ["Tony", "Da Eun", "Van", "La Toya", "Ana", "Di", "Mia", "J.R.", "DeAndre", "De Andre", "Jean Luc", "Jean-Luc"]
GIVEN += ["Jeanluc", "María de los Ángeles", "A", "Jürgen", "Søren", "D'Angelo", "प्रिया", "Олена", "Jose\u0301", "Al"]
FAMILY = ["Le", "Kim", "Nguyen", "Brown", "De la O", "Wu", "Du", "De León", "Deleon", "Delacruz", "de la Cruz", "Y"]
FAMILY += ["Vanburen", "van der Berg", "O'Brien", "O Brien", "Mc Donald", "Müller", "Mueller", "García-López", "Lo"]
FAMILY += ["García y López", "Smith Jr.", "शर्मा", "Шевченко", "Dela Cruz", "de la O y de la O", "Ibn al Do", "Mac"]


@pytest.mark.parametrize("family", FAMILY)
@pytest.mark.parametrize("first", GIVEN)
def test_a_name_that_is_written_as_the_roster_has_it_is_always_found(first: str, family: str) -> None:
    bare = unicodedata.normalize("NFKD", f"{first} {family}")
    written = [
        f"{first} {family}",
        f"{first} {family}".lower(),
        f"{first} {family}".upper(),
        f"{family}, {first}",
        f"{first}-{family}",
        f"{first} {family}’s",
        f"{first}\n   {family}",
        unicodedata.normalize("NFD", f"{first} {family}"),
        "".join(letter for letter in bare if not unicodedata.combining(letter)),
        f"{first} {family}".replace(" ", "-"),
        f"{first} {family}".replace("-", " "),
        f"{first} {family}".replace("-", "‑").replace("'", "’"),
    ]

    assert [text for text in written if not names_in(f"Yes: {text} was there.", [(first, family)])] == []


@pytest.mark.parametrize(
    ("text", "first", "family"),
    [
        ("Ana Deleon", "Ana", "De León"),
        ("Ana De León", "Ana", "Deleon"),
        ("Ana de la Cruz", "Ana", "Delacruz"),
        ("ana delacruz", "Ana", "de la Cruz"),
        ("Jan Van Buren", "Jan", "Vanburen"),
        ("Jan Vanburen", "Jan", "Van Buren"),
        ("De Andre Hill", "DeAndre", "Hill"),
        ("DeAndre Hill", "De Andre", "Hill"),
        ("Jean Luc Roy", "Jeanluc", "Roy"),
        ("Jean-Luc Roy", "Jeanluc", "Roy"),
        ("Jeanluc Roy", "Jean Luc", "Roy"),
        ("Latoya Brown", "La Toya", "Brown"),
        ("La Toya Brown", "Latoya", "Brown"),
        ("Toya Brown", "La Toya", "Brown"),
        ("Uwe Mueller", "Uwe", "Müller"),
        ("Uwe Müller", "Uwe", "Mueller"),
        ("uwe muller", "Uwe", "Müller"),
        ("JR Smith", "J.R.", "Smith"),
        ("J. R. Smith", "JR", "Smith"),
        ("Mary St John", "Mary", "St. John"),
        ("Van T. Nguyen", "Van", "Nguyen"),
        ("TonyLe", "Tony", "Le"),
        ("#MiaDu", "Mia", "Du"),
    ],
)
def test_a_name_is_the_same_in_one_word_or_in_several(text: str, first: str, family: str) -> None:
    assert [one.is_sure for one in names_in(f"Yes: {text} was there.", [(first, family)])] == [True]


@pytest.mark.parametrize(
    ("text", "first", "family", "found"),
    [
        # Written small, or at the beginning of a sentence and turned around, a small word is asked about.
        ("Tony le dijo la verdad.", "Tony", "Le", [Named("Tony le", False)]),
        ("Ana o María vienen.", "Ana", "O", [Named("Ana o", False)]),
        ("Van Lucía y Mateo.", "Lucía", "Van", [Named("Van Lucía", False)]),
        ("van nguyen", "Van", "Nguyen", [Named("van nguyen", False)]),
        # With something in between it is a word of the sentence.
        ("Tony no le dijo nada.", "Tony", "Le", []),
        ("Maria va a la tienda.", "Maria", "La", []),
        # Small words are no name of whoever has more than them.
        ("Maria de la escuela", "Maria", "Dela Cruz", []),
        ("Maria de la escuela", "Maria", "de la O", []),
        ("La Brown dijo", "La Toya", "Brown", []),
        ("Mary St. is closed", "Mary", "St. John", []),
        ("Mary Jr. came", "Mary", "Smith Jr.", []),
        ("Will J. Smith come?", "J.R.", "Smith", []),
        ("También Ana mal", "An", "Amal", []),
    ],
)
def test_small_words_alone_are_no_name(text: str, first: str, family: str, found: list[Named]) -> None:
    assert names_in(text, [(first, family)]) == found


@given(st.text(max_size=200), st.text(max_size=200))
def test_a_name_is_found_whatever_stands_around_it(before: str, after: str) -> None:
    assert names_in(f"{before} Ellie Whitaker {after}", NAMES)


@given(st.text(max_size=300))
def test_plain_text_has_no_capitals(text: str) -> None:
    names_in(text, NAMES)
    names_in(text, NAMES)
    assert not any(letter.isupper() for letter in plain(text) if letter.isascii())


def test_a_whole_name_is_the_same_in_one_word_or_in_several() -> None:
    assert same_name("Ms. Ana De la O", "Ana", "de la O")
    assert same_name("Jan Vanburen", "Jan", "Van Buren")
    assert same_name("Tony J. Le", "Tony", "Le")
    assert not same_name("Ana De la", "Ana", "de la O")


def steps_of(text: str, names: Sequence[tuple[str, str]] = NAMES) -> int:
    """How many lines of the program it takes to look for names in a text."""
    steps = 0

    def count(_frame: FrameType, event: str, _arg: Any) -> Any:
        nonlocal steps
        steps += event == "line"
        return count

    before = sys.gettrace()
    sys.settrace(count)
    try:
        names_in(text, names)
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
    "Ellie, ",
    "Ellie and ",
    "Ellie, Kim, Xyz and Lucía Whitaker ",
    "Ellie Ellie Ellie Ellie Whitaker ",
    "Ellie, Whitaker, ",
]


@pytest.mark.parametrize("part", HARD)
def test_a_text_of_any_kind_takes_as_much_as_it_is_long(part: str) -> None:
    """Nobody has to be signed in to send one; two thousand letters of the first kind once took more than a gigabyte."""
    short, long = part * (2000 // len(part)), part * (8000 // len(part))

    assert steps_of(long) < 6 * steps_of(short) + 2000
    assert memory_of(short) < 4_000_000
    assert memory_of(long) < 6 * memory_of(short) + 1_000_000


@pytest.mark.parametrize(
    "text",
    [
        "Ellie, Mateo and Sadie Whitaker",
        "Ellie, Mateo, and Sadie Whitaker",
        "Ellie, Mateo y Sadie Whitaker",
        "Ellie, Mateo, Ana, Kim, Xin & Sadie Whitaker",
        "Ellie/Mateo/Ana/Sadie Whitaker",
        "Ellie and Mateo and Ana and Sadie Whitaker",
        "Ellie, Mary Jane and Sadie Whitaker",
        "Ellie, Mateo and Sadie Kim Whitaker",
        "Ellie Kim, Mateo and Sadie Whitaker",
        "Ellie Jane Anne Marie Whitaker",
        "Ellie Jane Anne M. Whitaker",
        "Ellie J. R. R. Whitaker",
        # Written small, as far as somebody is called so.
        "ellie, kim and lucía whitaker",
        "ellie kim lucía mark whitaker",
    ],
)
def test_a_family_name_is_that_of_each_first_name_before_it(text: str) -> None:
    found = names_in(f"We saw {text}.", NAMES)

    assert Named(text, True) in found


@pytest.mark.parametrize(
    "text",
    [
        # Each with a family name of their own.
        "Ellie Smith, Ben Jones and Amy Whitaker",
        "Ellie, Ben Jones and Amy Whitaker",
        "Ellie went home with Amy Whitaker",
        "Ellie, the teacher, and Mrs. Amy Whitaker",
        "Ellie. Mateo, Ana and Sadie Whitaker",
        "Ellie, Mateo and Ana. Sadie Whitaker",
        "Ellie and I love it! Mateo Whitaker",
        "Will Ben, Karen and Amy Young",
        "Ellie, Mateo, Ana, Kim, Whitaker",
        "Ellie High School Spring Whitaker",
        "Ellie Jane Anne Marie Rosalind Xenia Whitaker",
    ],
)
def test_what_stands_between_is_no_list_of_first_names(text: str) -> None:
    assert not names_in(f"Yes: {text} was there.", NAMES)


MIDDLE = [("Tyler", "Whitaker"), ("Rose", "Hill"), ("May", "Whitaker"), ("de los Ángeles", "García"), ("Van", "Nguyen")]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Tyler Whitaker was great", [Named("Tyler Whitaker", True, is_middle=True)]),
        ("Whitaker, Tyler", [Named("Whitaker, Tyler", True, is_middle=True)]),
        ("Ángeles García vino", [Named("Ángeles García", True, is_middle=True)]),
        ("#tylerwhitaker", [Named("tylerwhitaker", True, is_middle=True)]),
        ("Tyler, Kim and Xin Whitaker", [Named("Tyler, Kim and Xin Whitaker", True, is_middle=True)]),
        # With the first name it is the first name that says who it is.
        ("Ellie Tyler Whitaker", [Named("Ellie Tyler Whitaker", True)]),
        ("Ellie T. Whitaker", [Named("Ellie T. Whitaker", True)]),
        ("Ask May Whitaker", [Named("May Whitaker", True, is_middle=True)]),
        # An ordinary word is asked about beside the family name, and is a word of the sentence elsewhere.
        ("May Whitaker come, too?", [Named("May Whitaker", False, is_middle=True)]),
        ("She may. Whitaker", [Named("may. Whitaker", False, is_middle=True)]),
        ("May Mr. Whitaker come?", []),
        ("It may be Whitaker", []),
        # Two of them are hardly a child's middle and family name, however they are written.
        ("We live at Rose Hill", [Named("Rose Hill", False, is_middle=True)]),
        ("Tyler was great", []),
        ("De los García", []),
    ],
)
def test_a_child_is_found_by_the_middle_name(text: str, found: list[Named]) -> None:
    assert names_in(text, NAMES, MIDDLE) == found


@pytest.mark.parametrize(
    ("middle", "names"),
    [
        ("Tyler", ["Tyler"]),
        ("Jane Marie", ["Jane Marie", "Marie"]),
        ("de los Ángeles", ["de los Ángeles"]),
        ("María de la Luz", ["María de la Luz", "Luz"]),
        ("T.", []),
        ("J R", []),
        ("Jr.", []),
        ("Tyler J.", ["Tyler"]),
        ("Van", ["Van"]),
        ("", []),
    ],
)
def test_an_initial_is_no_middle_name(middle: str, names: list[str]) -> None:
    assert middle_names_of(middle) == names


def test_students_who_are_called_alike_are_looked_for_once() -> None:
    """A text of one such name took a second for every two hundred students of that name."""
    short, long = "Maria Garcia", "Maria Garcia " * 150
    alike = [("Maria", "Garcia"), ("María José", "García López"), ("Maria Luz", "Garcia-Ruiz")]
    many = alike * 100

    # Each student's name is read once, whatever the text; the text is gone through as if there were one of them.
    assert steps_of(long, many) - steps_of(short, many) < 2 * (steps_of(long, alike) - steps_of(short, alike))
    assert names_in(short, many) == names_in(short, alike) == [Named("Maria Garcia", True)]


def test_a_hashtag_of_any_length_is_looked_at_once() -> None:
    most = max(memory_of("x" * length) for length in (60, 64, 65, 100, 239, 240, 241, 2000))

    assert most < 200_000
    assert names_in("#" + "Ellie" + "Whitaker", NAMES)
