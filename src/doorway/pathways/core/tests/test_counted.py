"""What each class gives adds up to what the audit counts, whatever there is of repeats, ceilings and conversions."""

from __future__ import annotations

from fractions import Fraction

import pytest

from doorway.pathways.core.audit import audit, placed
from doorway.pathways.core.compiled import Compiled
from doorway.pathways.core.counted import Counted, counted
from doorway.pathways.core.tests.cases import TODAY, case
from doorway.pathways.core.transcript import Certainty, Course, Decision, Transcript
from doorway.pathways.tests.students import course, decision, garfield, utah

BATCHES = [range(first, first + 100) for first in range(0, 600, 100)]


@pytest.mark.parametrize("seeds", BATCHES, ids=str)
def test_what_each_class_gives_adds_up_to_what_the_audit_counts(seeds: range) -> None:
    reasons = set()
    for given in map(case, seeds):
        compiled = Compiled(given.rules)
        total = audit(compiled, given.transcript, today=TODAY).total
        found = counted(compiled, given.transcript, today=TODAY)
        sums = [sum(one.units for one in found if one.level <= level) for level in Certainty]
        if placed(compiled, given.transcript, today=TODAY).tied:
            # Used otherwise, a class under a limit and outside it may let more count.
            assert all(one <= other for one, other in zip(sums, total.filled, strict=True)), given.seed
        else:
            assert tuple(sums) == total.filled, given.seed
        reasons |= {one.reason for one in found}
    assert {"", "no_credit", "repeated", "pending_mark", "pending_long", "unknown_mark"} <= reasons


def given(*courses: Course, decisions: tuple[Decision, ...] = ()) -> dict[str, Counted]:
    transcript = Transcript("s", 2028, 12, courses, decisions=decisions)
    return {one.course: one for one in counted(Compiled(garfield()), transcript, today=TODAY)}


def test_each_class_says_why_it_does_not_count() -> None:
    half = Fraction(3, 2)
    conversion = decision("conversion", "", "moved", factor=half, day=TODAY)
    found = given(
        course("ENG-9", key="first"),
        course("ENG-9", key="again", grade=11, mark="A"),
        course("BIOLOGY", mark="I", key="open", grade=12),
        course("PHYSICS", mark="I", key="old"),
        course("CHEMISTRY", mark="F", key="failed"),
        course("BAND", grade=8, key="early"),
        course("GEOGRAPHY", key="moved", scale="24.0"),
        course("WORLD-HISTORY", "0.5", key="raw", scale="24.0"),
        decisions=(conversion,),
    )

    assert {key: (one.units, one.level, one.reason) for key, one in found.items()} == {
        "first": (1000, Certainty.EARNED, ""),
        "again": (0, Certainty.EARNED, "repeated"),
        "open": (1000, Certainty.IN_PROGRESS, "pending_mark"),
        "old": (1000, Certainty.ASK, "pending_long"),
        "failed": (0, Certainty.EARNED, "no_credit"),
        "early": (0, Certainty.EARNED, "before_first_grade"),
        "moved": (1500, Certainty.EARNED, ""),
        "raw": (500, Certainty.EARNED, "scale_unsettled"),
    }
    assert [key for key, one in found.items() if one.converted] == ["moved"]


def test_a_repeat_gives_what_is_left_of_the_class() -> None:
    transcript = Transcript(
        "s", 2028, 12, (course("BIOLOGY", "0.5", key="a"), course("BIOLOGY", "1.0", key="b", grade=11))
    )
    found = counted(Compiled(utah()), transcript, today=TODAY)

    assert [(one.course, one.units, one.reason) for one in found] == [("a", 500, ""), ("b", 500, "repeated")]
