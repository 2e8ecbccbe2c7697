"""The check-in speaks only of what was answered, and gives its reasons."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from doorway.pathways.core.interests import (
    FEWEST,
    LETTERS,
    MAYBE,
    MOST_OF_A_FIELD,
    NO,
    YES,
    Activity,
    Candidate,
    shares,
    standing_out,
    suggestions,
)

ACTIVITIES = tuple(Activity(f"{letter}{number}", letter) for letter in LETTERS for number in range(3))
WORK = tuple(
    Candidate(f"{field}-{first}{second}", first + second, str(field))
    for field in range(4)
    for first in LETTERS
    for second in LETTERS
    if first != second
)


def likes(letters: str) -> dict[str, int]:
    """Everything of these interests is liked, nothing else."""
    return {one.key: YES if one.interest in letters else NO for one in ACTIVITIES}


def test_what_was_liked_stands_out_and_is_the_reason() -> None:
    answers = likes("RS")

    assert standing_out(ACTIVITIES, answers) == ["R", "S"]
    found = suggestions(ACTIVITIES, answers, WORK, most=4)
    assert {one.code[-2:] for one in found} == {"RS", "SR"}
    assert all({key[0] for key in one.because} <= {"R", "S"} for one in found)
    assert found[0].because[0].startswith(found[0].code[2])


def test_who_likes_everything_or_nothing_gets_no_suggestion() -> None:
    for letters in (LETTERS, ""):
        answers = likes(letters)
        assert standing_out(ACTIVITIES, answers) == []
        assert suggestions(ACTIVITIES, answers, WORK, most=9) == []


def test_not_sure_alone_is_no_interest() -> None:
    answers = likes("R") | {f"I{number}": MAYBE for number in range(3)}

    assert standing_out(ACTIVITIES, answers) == ["R"]
    assert all(one.code[2] == "R" for one in suggestions(ACTIVITIES, answers, WORK, most=9))


def test_too_few_answers_say_nothing() -> None:
    few = dict(list(likes("R").items())[: FEWEST - 1])

    assert suggestions(ACTIVITIES, few, WORK, most=9) == []


def test_a_suggestion_gives_the_reason_that_is_its_own() -> None:
    activities = (
        Activity("S0", "S"), Activity("S1", "S", ("25-",)), Activity("S2", "S", ("29-", "31-")), Activity("A0", "A"),
        *(Activity(f"{letter}9", letter) for letter in "RIEC"),
        *(Activity(f"{letter}8", letter) for letter in "RIEC"),
    )  # fmt: skip
    said = {one.key: YES if one.interest in "SA" else NO for one in activities}
    works = [
        Candidate("11-9999", "SA", "a"), Candidate("25-2021", "SA", "b"), Candidate("29-1141", "SA", "c"),
        Candidate("31-9999", "S", "d"),
    ]  # fmt: skip
    found = {one.code: one.because for one in suggestions(activities, said, works, most=9)}
    assert found["25-2021"] == ("S1", "S0", "A0")
    assert found["29-1141"] == ("S2", "S0", "A0")
    assert found["31-9999"] == ("S2", "S0", "S1")
    # Without work of its own it has something of each of its kinds.
    assert found["11-9999"] == ("S0", "A0", "S1")
    # Of those that fit alike, those whose own work was liked come first.
    assert list(found)[-1] == "11-9999"


answers = st.dictionaries(st.sampled_from([one.key for one in ACTIVITIES]), st.integers(NO, YES))


@settings(max_examples=200, deadline=None)
@given(answers)
def test_every_suggestion_has_a_liked_reason_of_its_own_kind_and_no_field_fills_the_list(said: dict[str, int]) -> None:
    found = suggestions(ACTIVITIES, said, WORK, most=12)
    letters = {one.code: one.interests for one in WORK}

    assert len(found) <= 12
    for one in found:
        assert one.because
        assert all(said[key] == YES for key in one.because)
        assert all(key[0] in letters[one.code] for key in one.because)
    fields = [one.code[0] for one in found]
    assert all(fields.count(field) <= MOST_OF_A_FIELD for field in fields)


@settings(max_examples=100, deadline=None)
@given(answers, st.sampled_from(LETTERS))
def test_to_like_more_of_an_interest_never_makes_it_weaker(said: dict[str, int], letter: str) -> None:
    more = said | {one.key: YES for one in ACTIVITIES if one.interest == letter}

    assert shares(ACTIVITIES, more)[letter] >= shares(ACTIVITIES, said)[letter]
