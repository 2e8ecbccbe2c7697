"""Classes found by words."""

from __future__ import annotations

import pytest

from doorway.pathways.core.finding import Findable, find

CLASSES = [
    Findable("MATH-2", ("Secondary Math II", "Matemáticas II"), ("Mathematics",)),
    Findable("MATH-3", ("Secondary Math III", "Matemáticas III"), ("Mathematics",)),
    Findable("WELD", ("Welding", "Soldadura"), ("Career and technical education",)),
    Findable("WELD-2", ("Welding 2", "Soldadura 2"), ("Career and technical education",)),
    Findable("PHYS", ("Physics with Technology", "Física con tecnología"), ("Science", "Physical science")),
    Findable("BIO", ("Biology", "Biología"), ("Science", "Life science")),
    Findable("ART-CE", ("Art History CE 1010", "Historia del arte"), ("Fine arts",)),
]


@pytest.mark.parametrize(
    ("question", "codes"),
    [
        ("biology", ["BIO"]),
        ("biologia", ["BIO"]),
        ("Física", ["PHYS"]),
        ("wel", ["WELD", "WELD-2"]),  # while one types
        ("weldign", ["WELD", "WELD-2"]),  # letters that changed places
        ("welders", ["WELD", "WELD-2"]),
        ("math 3", ["MATH-3"]),
        ("secondary math ii", ["MATH-2"]),
        ("MATH-2", ["MATH-2"]),
        ("math2", ["MATH-2"]),
        ("science", ["BIO", "PHYS"]),
        ("a science class", ["BIO", "PHYS"]),
        ("physical science", ["PHYS"]),
        ("quiero soldadura", ["WELD", "WELD-2"]),
        ("1010", ["ART-CE"]),
        ("zzzzzz", []),
        ("biology welding", []),
    ],
)
def test_a_class_is_found_by_what_people_type(question: str, codes: list[str]) -> None:
    assert find(question, CLASSES) == codes


@pytest.mark.parametrize("question", ["", "   ", "?!"])
def test_without_a_word_all_stand_as_they_come(question: str) -> None:
    assert find(question, CLASSES) == [one.code for one in CLASSES]


def test_a_word_of_the_title_comes_before_one_of_the_subject() -> None:
    both = [Findable("A", ("Astronomy",), ("Science",)), Findable("B", ("Science of Food",), ("Home economics",))]
    assert find("science", both) == ["B", "A"]


def test_a_number_is_not_another_one() -> None:
    assert find("math 4", CLASSES) == ["MATH-2", "MATH-3"]  # nobody has a 4: it is talk
    assert find("welding 1", [Findable("X", ("Welding 2",)), Findable("Y", ("Welding 1",))]) == ["Y"]


def test_a_very_long_question_is_cut() -> None:
    assert find("welding " * 5000, CLASSES) == ["WELD", "WELD-2"]
