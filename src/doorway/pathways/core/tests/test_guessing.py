"""Guesses say the words for which they are made, and nothing is guessed from nothing."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from doorway.pathways.core.guessing import Entry, Guesser

TABLE = [
    Entry("01001", "English/Language Arts I (9th grade)", "Courses build upon knowledge of grammar and usage."),
    Entry("01002", "English/Language Arts II (10th grade)", "Courses offer composition and literature."),
    Entry("02031", "Mathematics (grade 1)", "Whole numbers."),
    Entry("02062", "Integrated Mathematics I", "Algebra, geometry and data."),
    Entry("03051", "Biology", "Courses provide information about life and ecology."),
    Entry("03056", "AP Biology", "Following the suggested curriculum."),
    Entry("03099", "Biology—Other", "Other Biology courses."),
    Entry("13207", "Welding", "Courses enable students to gain knowledge of metals and how to join them."),
    Entry("14051", "Nursing", "Courses place a special emphasis on patient care."),
    Entry("14055", "Emergency Medical Technology", "Courses prepare for first aid."),
]
GUESSER = Guesser(TABLE)


def codes(title: str, grades: range | None = None) -> list[str]:
    return [guess.code for guess in GUESSER.guess(title, grades)]


def test_the_words_that_say_so_are_named_as_they_stand_in_the_title() -> None:
    first = GUESSER.guess("Welding Technology 1")[0]

    assert (first.code, first.title, first.words) == ("13207", "Welding", ("welding",))
    assert GUESSER.guess("Metals and Welding")[0].words == ("metals", "welding")


def test_grade_and_level_tell_classes_of_one_name_apart() -> None:
    assert codes("English 9")[0] == "01001"
    assert codes("English 10 Honors")[0] == "01002"
    assert codes("Secondary Math I")[0] == "02031"
    assert codes("Secondary Math I", range(9, 13))[0] == "02062"


def test_a_program_is_meant_where_both_name_it() -> None:
    assert codes("AP Biology")[0] == "03056"
    assert codes("Biology")[0] == "03051"


def test_what_is_left_over_comes_behind_what_is_meant() -> None:
    assert codes("Biology").index("03051") < codes("Biology").index("03099")


def test_what_registers_write_short_is_understood() -> None:
    assert codes("EMT")[0] == "14055"
    assert codes("Eng Lang Arts 9")[0] == "01001"
    assert codes("Bio")[0] == "03051"


def test_nothing_is_guessed_from_a_number_or_a_word_that_only_a_description_has() -> None:
    assert codes("Class 9") == []
    assert codes("Ecology") == []
    assert codes("Study Hall") == []
    assert codes("") == []
    assert Guesser([]).guess("Biology") == []


@given(st.text(max_size=60))
def test_any_title_has_at_most_three_guesses_best_first(title: str) -> None:
    found = GUESSER.guess(title)

    assert len(found) <= 3
    assert [guess.strength for guess in found] == sorted((guess.strength for guess in found), reverse=True)
    assert all(guess.words and 0 < guess.strength <= 1 for guess in found)
