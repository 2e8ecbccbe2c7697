"""The word for how a student stands goes with the forecast beside it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

from doorway.pathways.core.audit import audit
from doorway.pathways.core.compiled import Compiled
from doorway.pathways.core.rules import ByCourses, ByTest, Criterion, Line, Mark, RuleSet, Selector
from doorway.pathways.core.transcript import Certainty, Course, TestScore, Transcript
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


def test_credit_that_nobody_has_converted_is_a_question_and_gives_no_more_than_its_share() -> None:
    """Five of 220 are no five of four."""
    moved = tuple(Course(f"m{one}", f"M{one}", 5000, 2026, "Y", mark="A", scale=220_000) for one in range(4))
    own = tuple(Course(f"e{one}", f"E{one}", 1000, 2026, "Y", mark="A") for one in range(4))
    seen = summary_of(audit(Compiled(RULES), Transcript("s", 2027, 12, moved), today=date(2027, 2, 1)))
    assert (seen.earned, seen.left, seen.asks) == (4 * 91, 4000 - 4 * 91, 1)
    # Nothing hangs on them, and still somebody has to say what they count for; two schools are two questions.
    another = moved[0]._replace(key="x", code="X", scale=240_000)
    seen = summary_of(audit(Compiled(RULES), Transcript("s", 2027, 12, (*own, *moved)), today=date(2027, 2, 1)))
    assert (seen.standing, seen.earned, seen.left, seen.asks) == (Standing.ASK, 4000 + 4 * 91, 0, 1)
    seen = summary_of(audit(Compiled(RULES), Transcript("s", 2027, 12, (another, *moved)), today=date(2027, 2, 1)))
    assert seen.asks == 2
    # A school that asks for fewer gives what it says, as before: more is what somebody has to decide.
    fewer = tuple(one._replace(units=500, scale=2000) for one in moved)
    seen = summary_of(audit(Compiled(RULES), Transcript("s", 2027, 12, fewer), today=date(2027, 2, 1)))
    assert (seen.earned, seen.asks) == (2000, 1)


def test_what_is_asked_besides_credits_counts_for_whoever_it_binds() -> None:
    asked = Criterion("score", "s", (ByTest("ACT", "math", 26),), only_for="college", title={"en": "A score"})
    compiled = Compiled(replace(RULES, criteria=(asked,)))
    courses = tuple(Course(f"e{one}", f"E{one}", 1000, 2026, "Y", mark="A") for one in range(4))

    def stands(grade: int = 12, **more: Any) -> tuple[Standing, int]:
        record = Transcript("s", 2027 + 12 - grade, grade, courses, **more)
        found = summary_of(audit(compiled, record, today=date(2027, 2, 1)))
        return found.standing, len(found.beside)

    assert stands() == stands(facts={"college": False}) == (Standing.DONE, 0)
    # A senior cannot graduate without it; before, there are years left, and it is named.
    assert stands(facts={"college": True}) == (Standing.BESIDE, 1)
    assert stands(11, facts={"college": True}) == (Standing.ON_TRACK, 1)
    low, enough = (TestScore("ACT", "math", score) for score in (25, 26))
    assert stands(facts={"college": True}, tests=(low,)) == (Standing.BESIDE, 1)
    assert stands(facts={"college": True}, tests=(low, enough)) == (Standing.DONE, 0)


def test_what_is_behind_is_worse_and_a_question_is_less_than_what_is_missing_besides_credits() -> None:
    score = Criterion("score", "s", (ByTest("ACT", "math", 26),), title={"en": "A score"})
    # Nobody knows which half of the class it was: a question, and no more.
    half = Course("h", "HALF", 500, 2026, "Y", mark="A")
    first_half = Selector(codes=frozenset({"HALF"}), parts=frozenset({"1"}))
    open_one = Criterion("class", "s", (ByCourses((first_half,), count=1),))

    def stands(earned: int, *criteria: Criterion) -> Standing:
        courses = [Course(f"e{one}", f"E{one}", 1000, 2026, "Y", mark="A") for one in range(earned)]
        rules = Compiled(replace(RULES, criteria=criteria))
        return summary_of(audit(rules, Transcript("s", 2027, 12, (*courses, half)), today=date(2027, 2, 1))).standing

    assert stands(1, score) is Standing.BEHIND
    assert stands(3, score) is Standing.BESIDE
    assert stands(4, open_one) is Standing.ASK
    assert stands(4, open_one, score) is Standing.BESIDE
    order = list(Standing)
    assert order.index(Standing.BEHIND) < order.index(Standing.BESIDE) < order.index(Standing.ASK)
