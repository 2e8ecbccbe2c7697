"""The sentences of what is wrong in a record."""

from __future__ import annotations

from doorway.pathways.core.problems import Problem


def test_a_term_that_nobody_wrote_leaves_no_gap_in_the_sentence() -> None:
    values = {"code": "ART-1", "year": 2024, "term": "", "part": "", "times": 2}
    assert str(Problem("twice_in_term", values=values)) == "ART-1 stands 2 times in 2024. It counts once."
    assert "in S1 2024" in str(Problem("twice_in_term", values=values | {"term": "S1"}))
