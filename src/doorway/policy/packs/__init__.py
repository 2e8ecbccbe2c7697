"""A state's words, plans, conference rules and tests, read from its pack.

    pack = load_pack("utah")                        # a name below doorway/packs, or a path to a folder
    pack.plan_kind("3", "2025-26").short("en")      # what the plan of a third grader is called that year
    pack.sections("sep", "3")                       # its parts, in order, with titles and prompts
    pack.attendance_wording("9", "es")              # what to tell the family about bringing the student
    pack.words("2011-12").term("benchmark").family("es")
    pack.occupations                                # work that matters there: words of our own, figures with source
    pack.clusters                                   # career clusters, and to which one an occupation belongs
    pack.board                                      # a policy for a board to begin with, and the state's floor
    pack.reading_letters                            # which letters to parents the state asks for, by when
    pack.instrument("rise").scale("ela", 5, 2024)   # which scale a result belongs to

Grades are "K", "1" … "12" or whole numbers (kindergarten is 0, preschool -1). School years are "2025-26" or the year
in which they end (2026). Code that has Django around it takes the installation's pack from
:func:`doorway.policy.queries.state_pack`.
"""

from doorway.policy.packs.abilities import OccupationAbilities
from doorway.policy.packs.board import BoardFile, BoardRule, DirectService, StateFloor
from doorway.policy.packs.clusters import CareerClusters, Cluster
from doorway.policy.packs.errors import PackError, Problem
from doorway.policy.packs.instruments import Cut, Instrument, Level, Measure, Period, Scale
from doorway.policy.packs.loader import load_pack
from doorway.policy.packs.model import PlanKindInYear, Section, StatePack, Words
from doorway.policy.packs.occupations import (
    EDUCATION,
    OccupationFigures,
    OccupationWords,
    PackOccupation,
    interest_letters,
    least_education,
    usual_education,
)
from doorway.policy.packs.reading_letters import LetterPeriod, ReadingLetters
from doorway.policy.packs.values import Text, grade_code, grade_number, grade_text, year_ending, year_text

__all__ = [
    "EDUCATION",
    "BoardFile",
    "BoardRule",
    "CareerClusters",
    "Cluster",
    "Cut",
    "DirectService",
    "Instrument",
    "LetterPeriod",
    "Level",
    "Measure",
    "OccupationAbilities",
    "OccupationFigures",
    "OccupationWords",
    "PackError",
    "PackOccupation",
    "Period",
    "PlanKindInYear",
    "Problem",
    "ReadingLetters",
    "Scale",
    "Section",
    "StateFloor",
    "StatePack",
    "Text",
    "Words",
    "grade_code",
    "grade_number",
    "grade_text",
    "interest_letters",
    "least_education",
    "load_pack",
    "usual_education",
    "year_ending",
    "year_text",
]
