"""The word for how a student stands goes with the forecast beside it."""

from __future__ import annotations

from datetime import date

from doorway.pathways.core.audit import audit
from doorway.pathways.core.compiled import Compiled
from doorway.pathways.core.rules import Line, Mark, RuleSet
from doorway.pathways.core.transcript import Certainty, Course, Transcript
from doorway.pathways.graduation.standing import Standing, Summary, summary_of

RULES = RuleSet("four", (Line("any", "s", 4000, open=True),), {"A": Mark("A", "yes", 4, 4000)}, total=4000)


def stands(earned: int, under_way: int) -> Summary:
    """A senior with so many classes of one credit."""
    courses = [Course(f"e{one}", f"E{one}", 1000, 2026, "Y", mark="A") for one in range(earned)]
    courses += [Course(f"p{one}", f"P{one}", 1000, 2027, "Y", state=Certainty.IN_PROGRESS) for one in range(under_way)]
    return summary_of(audit(Compiled(RULES), Transcript("s", 2027, 12, tuple(courses)), today=date(2027, 2, 1)))


def test_nobody_is_behind_for_whom_this_years_classes_are_enough() -> None:
    enough = stands(2, 2)
    assert (enough.standing, enough.left, enough.behind_by, enough.made_up) == (Standing.DONE, 0, 0, 1000)


def test_whoever_has_something_left_and_too_little_earned_is_behind() -> None:
    short = stands(2, 1)
    assert (short.standing, short.left, short.behind_by, short.made_up) == (Standing.BEHIND, 1000, 1000, 0)
    assert stands(3, 0).standing is Standing.ON_TRACK
    assert stands(4, 0).made_up == 0
