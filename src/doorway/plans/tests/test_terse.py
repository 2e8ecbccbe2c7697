"""What is said of tests on paper: each name and each explanation once."""

from __future__ import annotations

import pytest

from doorway.assessments.wording import explains_growth
from doorway.plans.core.paper.terse import tersely

HAD_THE_SAME = "100 students who had the same scores"
NO_FORECAST = "No test is exact, so this is a range, and it is no forecast."
MATH = [
    "Math, 2025-26: “Proficient”. The test before was another one, so the two cannot be compared.",
    "Math, 2025-26: taken with support (more time).",
    "Math in the years before: fell behind in 2024-25.",
    f"Math, 2025-26: the state’s growth percentile is 87. That is a higher score than 87 of {HAD_THE_SAME} before.",
    "Math: to reach “Proficient” in grade 10 (2026-27), a student with these scores would need to grow more next year "
    f"than about 46 to 68 of {HAD_THE_SAME}. {NO_FORECAST}",
]


def test_the_name_stands_once_and_nothing_is_explained_twice() -> None:
    known: set[str] = set()
    explains = explains_growth("en")

    lead, found = tersely(MATH, "Math", explains, known)
    assert lead == "Math, 2025-26:"
    assert found == [
        "“Proficient”. The test before was another one, so the two cannot be compared.",
        "Taken with support (more time).",
        "In the years before: fell behind in 2024-25.",
        f"The state’s growth percentile is 87. That is a higher score than 87 of {HAD_THE_SAME} before.",
        "To reach “Proficient” in grade 10 (2026-27), a student with these scores would need to grow more next year "
        f"than about 46 to 68 of {HAD_THE_SAME}. {NO_FORECAST}",
    ]
    # The second test has other numbers and the same explanations.
    science = [text.replace("Math", "Science").replace("87", "33") for text in MATH]
    lead, found = tersely(science, "Science", explains, known)
    assert lead == "Science, 2025-26:"
    assert found[0].endswith("so the two cannot be compared.")
    assert found[3] == "The state’s growth percentile is 33."
    assert found[4].endswith("of 100 students who had the same scores.")


@pytest.mark.parametrize("language", ["en", "es"])
def test_whom_to_ask_is_said_of_each_test(language: str) -> None:
    said = ["Math: a.", "Math: “x” would take more growth than nearly all show. Ask the teacher what helps most."]
    known: set[str] = set()
    for _again in range(2):
        assert tersely(said, "Math", explains_growth(language), known)[1][1].endswith(
            "Ask the teacher what helps most."
        )


def test_sentences_that_name_no_test_stay_as_they_are() -> None:
    said = ["The reading score is 239. The goal is 220.", "Reading is fun."]
    assert tersely(said, "Reading", explains_growth("en"), set()) == ("", said)
