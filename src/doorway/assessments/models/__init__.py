"""Tables of the scores: results, growth, layouts, and the letters to parents about reading."""

from doorway.assessments.models.growth_runs import GrowthRun
from doorway.assessments.models.letters import ReadingLetter, ReadingLetterReader, ScoresByEmail
from doorway.assessments.models.scores import (
    TEST_KEY,
    TEST_SAYS,
    GrowthPercentile,
    GrowthProjection,
    Score,
    ScoreId,
    ScoreLayout,
    ScoreTakenOut,
    TestResult,
    WaitingScore,
)

__all__ = [
    "TEST_KEY",
    "TEST_SAYS",
    "GrowthPercentile",
    "GrowthProjection",
    "GrowthRun",
    "ReadingLetter",
    "ReadingLetterReader",
    "Score",
    "ScoreId",
    "ScoreLayout",
    "ScoreTakenOut",
    "ScoresByEmail",
    "TestResult",
    "WaitingScore",
]
