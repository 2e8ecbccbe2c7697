"""What scores mean, without a state, a database or a language."""

from __future__ import annotations

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from doorway.assessments.core import (
    Bar,
    GradeLevelFrom,
    Ladder,
    ReadingPoint,
    ReadingStatus,
    Result,
    Rung,
    Series,
    comparable,
    place,
    reading_status,
    runs,
    series,
    series_sentence,
    year_words,
)

FOUR = Ladder((Rung("red", 1, False), Rung("yellow", 2, False), Rung("green", 3, True), Rung("blue", 4, True)))
BAR = Bar(((2, 235), (3, 285), (4, 349)), lowest=0)


def read(value: float | None, period: str = "MOY", year: int = 2026, **more: object) -> Result:
    """A reading result of a third grader."""
    given_values = {"instrument": "book", "scale": "book", "subject": "reading", "grade": 3, "measure": "all"} | more
    return Result(value=value, period=period, year=year, **given_values)  # type: ignore[arg-type]


def status(*results: Result) -> ReadingStatus:
    """Their reading; above benchmark counts as on grade level from the end of 2024 on."""
    found = reading_status(
        results,
        ladders={"book": FOUR},
        main_measures={"book": "all"},
        period_order={"book": ("BOY", "MOY", "EOY")},
        bar_for=lambda scale, measure, grade, period: BAR if (measure, period) == ("all", "MOY") else None,
        grade_level={"book": GradeLevelFrom(2024, "EOY", "blue")},
    )
    assert found is not None
    return found


def test_a_score_has_level_goal_and_distance() -> None:
    point = status(read(300)).latest
    assert (point.level, point.goal, point.distance) == (FOUR.rungs[2], 285, 15)
    assert status(read(285)).sentence.key == "reading.on_goal"
    assert status(read(284)).sentence.values["distance"] == 1


def test_easier_material_says_nothing_about_grade_level() -> None:
    found = reading_status(
        [read(349)],
        ladders={"book": FOUR},
        main_measures={"book": "all"},
        period_order={"book": ("BOY", "MOY", "EOY")},
        bar_for=lambda scale, measure, grade, period: BAR,
        grade_level={"book": GradeLevelFrom(2024, "EOY", "blue")},
        own_grade=lambda year: 5 if year == 2026 else None,
    )
    assert found is not None
    assert (found.latest.on_grade_level, found.latest.grade_level_score) == (None, None)


def test_of_two_results_of_one_time_that_of_the_own_grade_is_the_last_and_others_are_not_compared() -> None:
    def points(*results: Result, own: int | None) -> tuple[ReadingPoint, ...]:
        found = reading_status(
            results,
            ladders={"book": FOUR},
            main_measures={"book": "all"},
            period_order={"book": ("BOY", "MOY", "EOY")},
            bar_for=lambda scale, measure, grade, period: BAR,
            grade_level={},
            own_grade=lambda year: None if own is None else own - (2026 - year),
        )
        assert found is not None
        return found.points

    def may_compare(*results: Result, own: int | None, families: dict[str, str] | None = None) -> bool:
        earlier, later = points(*results, own=own)
        return comparable(earlier, later, families or {})

    assert [point.grade for point in points(read(300, grade=4), read(300), read(300, grade=2), own=3)] == [2, 4, 3]
    assert may_compare(read(300, "BOY"), read(300), own=3)
    assert may_compare(read(300, "EOY", 2025, grade=2), read(300), own=3)
    assert not may_compare(read(300, "BOY", grade=2), read(300), own=3)
    assert not may_compare(read(300, "BOY"), read(300, grade=2), own=3)
    # The same material twice, whoever is tested with it; and of somebody whose grade nobody knows.
    assert may_compare(read(300, "BOY", grade=2), read(300, grade=2), own=3)
    assert may_compare(read(300, "EOY", 2025), read(300), own=3)
    assert may_compare(read(300, "EOY", 2025, grade=2), read(300), own=None)
    assert not may_compare(read(300, "BOY", grade=2), read(300), own=None)
    # Two scales, also where the pack knows neither.
    assert not may_compare(read(300, "BOY", scale="old"), read(300), own=3)
    assert may_compare(read(300, "BOY", scale="old"), read(300), own=3, families={"old": "b", "book": "b"})


def test_at_the_goal_is_not_on_grade_level_where_the_state_asks_for_more() -> None:
    assert status(read(300)).latest.on_grade_level is False
    assert status(read(300)).latest.grade_level_score == 349
    assert status(read(349)).latest.on_grade_level is True
    assert status(read(349, year=2024)).latest.on_grade_level is None


def test_the_level_of_the_file_wins_over_the_packs_cuts() -> None:
    level = status(read(300, level="red")).latest.level
    assert level is not None
    assert level.key == "red"


def test_history_is_in_order_and_parts_stand_beneath_their_time() -> None:
    found = status(read(200, "EOY", 2025, grade=2), read(90, measure="fluency"), read(300), read(214, "BOY"))
    assert [(p.year, p.period, p.score) for p in found.points] == [
        (2025, "EOY", 200),
        (2026, "BOY", 214),
        (2026, "MOY", 300),
    ]
    assert [part.measure for part in found.latest.measures] == ["fluency"]


def test_off_grade_testing_is_a_result_of_its_own() -> None:
    assert len(status(read(300), read(150, grade=2)).points) == 2


def test_no_score_is_no_number() -> None:
    assert status(read(None, not_tested="absent")).sentence.key == "reading.not_tested"
    assert status(read(None, level="green")).sentence.key == "reading.level_only"
    assert status(read(90, measure="fluency")).sentence.key == "reading.parts_only"
    assert status(read(90, "EOY")).sentence.key == "reading.score_only"


def line(*taken: tuple[str, int, int, str]) -> Series:
    """A series from (scale, year, grade, level); grade 2 has no test, 2020 had none."""
    return series(
        "math",
        [Result("t", scale, "math", year, grade, "YEAR", "score", level=level) for scale, year, grade, level in taken],
        ladders={"t": FOUR},
        main_measures={"t": "score"},
        families={"new-name": "old"},
        bar_for=lambda *_: None,
        gives=lambda subject, grade, year: grade != 2,
        paused=lambda year: year == 2020,
    )


def test_a_line_breaks_where_the_scale_changed_and_goes_on_where_only_the_name_did() -> None:
    found = line(("old", 2017, 3, "red"), ("new-name", 2018, 4, "green"), ("other", 2019, 5, "green"))
    assert [(b.year, b.scale) for b in found.breaks] == [(2019, "other")]
    assert [[point.year for point in run] for run in runs(found)] == [[2017, 2018], [2019]]


def test_years_without_a_test_say_why() -> None:
    found = line(("a", 2016, 1, "red"), ("a", 2019, 4, "red"), ("a", 2021, 6, "red"))
    assert [(gap.year, gap.grade, gap.reason) for gap in found.gaps] == [
        (2017, 2, "no_test"),
        (2018, 3, "no_result"),
        (2020, 5, "paused"),
    ]


def test_where_the_grade_is_not_certain_no_year_is_said_to_lack_a_test() -> None:
    assert line(("a", 2016, 3, "red"), ("a", 2018, 4, "red")).gaps == ()


def test_the_sentence_compares_levels_inside_a_scale_only() -> None:
    def key(*taken: tuple[str, int, int, str]) -> str:
        sentence = series_sentence(line(*taken))
        assert sentence is not None
        return sentence.key

    assert key(("a", 2024, 5, "red"), ("a", 2025, 6, "green")) == "core.up"
    assert key(("a", 2024, 5, "blue"), ("a", 2025, 6, "green")) == "core.down"
    assert key(("a", 2024, 5, "green"), ("a", 2025, 6, "green")) == "core.same"
    assert key(("a", 2024, 5, "red"), ("b", 2025, 6, "green")) == "core.other_test"
    assert key(("a", 2025, 6, "green")) == "core.first"
    assert series_sentence(line()) is None


def test_each_year_has_one_word_by_its_level_and_none_across_a_break() -> None:
    found = line(
        ("a", 2019, 3, "red"),
        ("a", 2021, 5, "green"),
        ("a", 2022, 6, "green"),
        ("b", 2023, 7, "red"),
        ("b", 2024, 8, ""),
        ("b", 2025, 9, "blue"),
        ("b", 2026, 10, "red"),
    )
    assert year_words(found) == (None, "progress", "steady", None, None, "progress", "behind")
    renamed = line(("old", 2017, 3, "red"), ("new-name", 2018, 4, "green"))
    assert year_words(renamed) == (None, "progress")
    assert year_words(line()) == ()


@given(st.lists(st.sampled_from(["red", "yellow", "green", "blue"]), min_size=1, max_size=8))
def test_the_words_add_up_to_the_way_the_levels_went(levels: list[str]) -> None:
    words = year_words(line(*(("a", 2010 + at, 3 + at, level) for at, level in enumerate(levels))))
    numbers = [FOUR.rung(level).number for level in levels]  # type: ignore[union-attr]
    assert words[0] is None
    assert [word == "progress" for word in words[1:]] == [later > before for before, later in pairwise(numbers)]
    assert [word == "behind" for word in words[1:]] == [later < before for before, later in pairwise(numbers)]


@given(st.integers(0, 600), st.integers(0, 600))
def test_a_higher_score_never_stands_lower(one: int, other: int) -> None:
    low, high = sorted((one, other))
    places = []
    for score in (low, high):
        rung = FOUR.numbered(BAR.number(score))
        assert rung is not None
        found = place(FOUR, rung, score, BAR)
        assert (found >= 0.5) == rung.good
        places.append(found)
    assert 0 <= places[0] <= places[1] <= 1 or BAR.number(low) == BAR.number(high) == 4
