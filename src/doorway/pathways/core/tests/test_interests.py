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
    all_alike,
    lifts,
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
    # These activities belong to no occupation, so that its kinds are all that speaks for one, and are named as such.
    assert [one.because for one in found] == [()] * 4
    assert all(set(one.kinds) == {"R", "S"} and one.kinds[0] == one.code[2] for one in found)


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
    found = {one.code: (one.because, one.kinds) for one in suggestions(activities, said, works, most=9)}
    assert found["25-2021"] == (("S1",), ("S", "A"))
    assert found["29-1141"] == (("S2",), ("S", "A"))
    assert found["31-9999"] == (("S2",), ("S",))
    # Nothing that was asked is its work: only its kinds speak for it.
    assert found["11-9999"] == ((), ("S", "A"))
    # Of those that fit alike, those whose own work was liked come first.
    assert list(found)[-1] == "11-9999"


# The first activity of each kind is the work of field 0 itself, the second of field 1; both belong to it.
ASKED = tuple(
    Activity(f"{letter}{number}", letter, (f"{number}-{letter}",), (f"{number}-{letter}",) if number < 2 else ())
    for letter in LETTERS
    for number in range(6)
)


def test_who_chooses_few_is_told_what_stands_out_and_shown_that_work() -> None:
    said = {one.key: YES if one.key in {"R0", "I0", "S0", "S3"} else NO for one in ASKED}

    assert standing_out(ASKED, said) == ["S", "R", "I"]
    found = suggestions(ASKED, said, WORK, most=12)
    assert {key for one in found for key in one.because} >= {"R0", "I0", "S0"}
    assert [one.code[:3] for one in found[:3]] == ["0-S", "0-R", "0-I"]


def test_one_thing_of_each_kind_is_no_kind_and_still_leads_to_its_work() -> None:
    said = {one.key: YES if one.key.endswith("0") else NO for one in ASKED}

    assert standing_out(ASKED, said) == []
    found = suggestions(ASKED, said, WORK, most=12)
    assert {one.code[:3] for one in found} == {f"0-{letter}" for letter in LETTERS}
    assert all(one.because == (f"{one.code[2]}0",) and not one.kinds for one in found)


def test_what_was_refused_itself_is_not_suggested() -> None:
    said = likes_of(ASKED, "R") | {"R1": NO}
    found = suggestions(ASKED, said, WORK, most=12)

    assert found
    assert not [one.code for one in found if one.code.startswith("1-R")]
    assert [one.code for one in suggestions(ASKED, said | {"R1": YES}, WORK, most=12) if one.code.startswith("1-R")]


def test_the_activity_that_names_the_work_most_exactly_decides() -> None:
    wide, exact = Activity("W", "R", itself=("45-",)), Activity("X", "R", itself=("45-4",))
    asked = (wide, exact, *(Activity(f"{letter}{number}", letter) for letter in LETTERS for number in range(3)))
    works = [Candidate("45-2093", "R", "45"), Candidate("45-4011", "R", "45")]
    refused = {one.key: YES if one.interest == "R" else NO for one in asked}

    assert [one.code for one in suggestions(asked, refused | {"W": NO}, works, most=9)] == ["45-4011"]
    assert [one.code for one in suggestions(asked, refused | {"X": NO}, works, most=9)] == ["45-2093"]
    # As exactly refused as liked: it may be shown.
    both = (*asked, Activity("Y", "R", itself=("45-4",)))
    found = {one.code for one in suggestions(both, refused | {"X": NO, "Y": YES}, works, most=9)}
    assert found == {"45-4011", "45-2093"}


def test_what_is_told_in_every_language_comes_first_whenever_it_fits() -> None:
    near = [Candidate("near-SR", "SR", "n", is_near=True), Candidate("near-RS", "RS", "m", is_near=True)]
    found = suggestions(ACTIVITIES, likes("R") | {"S0": YES}, [*WORK, *near], most=12)

    assert [one.code for one in found[:2]] == ["near-RS", "near-SR"]
    # Where it does not fit it is not there.
    assert suggestions(ACTIVITIES, likes("A"), near, most=12) == []


def likes_of(asked: tuple[Activity, ...], letters: str) -> dict[str, int]:
    return {one.key: YES if one.interest in letters else NO for one in asked}


answers = st.dictionaries(st.sampled_from([one.key for one in ACTIVITIES]), st.integers(NO, YES))
asked_answers = st.dictionaries(st.sampled_from([one.key for one in ASKED]), st.integers(NO, YES), min_size=FEWEST)


@settings(max_examples=100, deadline=None)
@given(asked_answers)
def test_every_suggestion_is_explained_by_the_answers_and_by_its_own_work_or_kind(said: dict[str, int]) -> None:
    found = suggestions(ASKED, said, WORK, most=12)
    letters = {one.code: one.interests for one in WORK}
    known = {one.key: one for one in ASKED}
    out = standing_out(ASKED, said)

    assert len(found) <= 12
    assert len({one.code for one in found}) == len(found)
    for one in found:
        assert one.because or one.kinds
        assert all(said[key] == YES for key in one.because)
        assert all(one.code.startswith((*known[key].work, *known[key].itself)) for key in one.because)
        assert set(one.kinds) <= set(out) & set(letters[one.code])
        refused = [key for key, value in said.items() if value == NO and one.code.startswith(known[key].itself)]
        assert not refused
    fields = [one.code[0] for one in found if not any(one.code.startswith(known[key].itself) for key in one.because)]
    assert all(fields.count(field) <= MOST_OF_A_FIELD for field in fields)


@settings(max_examples=100, deadline=None)
@given(asked_answers)
def test_whoever_likes_a_work_itself_is_shown_it_unless_everything_is_liked(said: dict[str, int]) -> None:
    liked = [one for one in ASKED if said.get(one.key) == YES and one.itself]
    found = suggestions(ASKED, said, WORK, most=12)

    shown = [one for one in liked if any(work.code.startswith(one.itself) for work in found)]
    assert shown == liked or all_alike(said)


@settings(max_examples=100, deadline=None)
@given(asked_answers)
def test_nothing_stands_out_without_something_that_lies_lower(said: dict[str, int]) -> None:
    above = lifts(ASKED, said)
    for letter in standing_out(ASKED, said):
        assert above[letter] > 0
        assert not all_alike(said)


@settings(max_examples=100, deadline=None)
@given(answers, st.sampled_from(LETTERS))
def test_to_like_more_of_an_interest_never_makes_it_weaker(said: dict[str, int], letter: str) -> None:
    more = said | {one.key: YES for one in ACTIVITIES if one.interest == letter}

    assert shares(ACTIVITIES, more)[letter] >= shares(ACTIVITIES, said)[letter]
