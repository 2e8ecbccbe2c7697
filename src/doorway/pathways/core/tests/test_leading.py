"""Which classes lead to an occupation, and why, without a database."""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from doorway.pathways.core.leading import Leading, Subject, Subjects, Usual, leading, needs

SUBJECTS = Subjects(
    (
        Subject("metal", ("132",), ("weld",), {"Mechanical": 3, "Design": 1}, ("51-4121", "47-2")),
        Subject("welding of pipes", ("13207",), (), {"Mechanical": 1}, ()),
        Subject("art", ("05",), ("art ", "drawing"), {"Design": 2}, ("27-1",)),
        Subject("math", ("02",), ("math",), {"Mathematics": 1}, (), general=True),
    )
)
USUAL = {"Mechanical": Usual(2.0, 0.8), "Design": Usual(2.0, 0.8), "Mathematics": Usual(3.0, 0.4), "Flat": Usual(3, 0)}
WELDER = needs({"Mechanical": 4.5, "Design": 2.2, "Mathematics": 3.9}, USUAL)


@dataclass(frozen=True)
class Course:
    title: str
    sced: str = ""
    first_grade: int = 9
    is_plain: bool = True

    @property
    def own_title(self) -> str:
        return self.title


def ranked(*courses: Course, code: str = "51-4121.00") -> list[Leading[Course]]:
    return leading(code, WELDER, courses, SUBJECTS)


@pytest.mark.parametrize(
    ("sced", "title", "subject", "guessed"),
    [
        ("13205", "Shop", "metal", False),
        ("13207", "Shop", "welding of pipes", False),  # the longest beginning decides
        ("", "Intro to Welding", "metal", True),
        ("99999", "Intro to Welding", "metal", True),  # a code that the table does not know
        ("", "Modern Art", "art", True),
        ("", "Article writing", None, True),  # “art ” is a whole word
        ("", "Remathed", None, True),  # not in the middle of a word
    ],
)
def test_a_class_is_about_what_its_code_or_else_its_title_says(
    sced: str, title: str, subject: str | None, guessed: bool
) -> None:
    found, by_title = SUBJECTS.of(sced, title)

    assert (found.key if found else None, by_title) == (subject, guessed)


def test_an_ability_counts_as_far_as_it_is_asked_for_more_than_elsewhere() -> None:
    assert needs({"Mechanical": 2.0}, USUAL) == {}
    assert needs({"Mechanical": 5.0}, USUAL) == {"Mechanical": 1.0}
    assert 0 < needs({"Mechanical": 3.0}, USUAL)["Mechanical"] < 0.3
    assert needs({"Flat": 5.0, "Nobody knows it": 5.0}, USUAL) == {}


def test_the_class_that_teaches_the_work_comes_first_and_says_so() -> None:
    first, second = ranked(Course("Math"), Course("Welding"))

    assert (first.course.title, first.claim, first.abilities) == ("Welding", "itself", ("Mechanical",))
    assert (second.course.title, second.claim, second.abilities) == ("Math", "", ("Mathematics",))


def test_what_helps_too_little_is_not_there() -> None:
    assert ranked(Course("Drawing"), Course("Knitting")) == []


def test_of_equals_the_lower_grade_and_the_plain_one_come_first() -> None:
    late, honors, plain = (
        Course("Welding 2", first_grade=10),
        Course("Welding 1 H", is_plain=False),
        Course("Welding 1"),
    )

    assert [one.course for one in ranked(late, honors, plain)] == [plain, honors, late]
    assert ranked(late, honors, plain) == ranked(plain, late, honors)


def test_the_second_class_of_a_subject_says_less() -> None:
    one, two = ranked(Course("Welding 1"), Course("Welding 2"))

    assert two.strength < one.strength


def test_a_field_of_work_alone_is_no_claim_to_teach_the_work() -> None:
    roofer = leading("47-2181.00", {}, [Course("Welding")], SUBJECTS)

    assert [one.claim for one in roofer] == ["kind"]
    wide = Subjects((Subject("shop", (), ("shop",), {"Mechanical": 1}, ("47",)),))
    assert [one.claim for one in leading("47-2181.00", {}, [Course("Shop")], wide)] == ["field"]


def test_what_a_work_stands_on_does_not_claim_to_teach_it() -> None:
    physics = Subject("physics", (), ("physics",), {"Mechanical": 1}, ("49-9051",), basis=True)

    assert [one.claim for one in leading("49-9051.00", {}, [Course("Physics")], Subjects((physics,)))] == ["kind"]
