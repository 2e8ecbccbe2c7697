"""Nobody is said to have fallen behind who was only counted together with those who did."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.utils import translation

from doorway.assessments.core.groups import MOVES, Part
from doorway.assessments.overview import _moves_said


@pytest.mark.parametrize(
    ("language", "alone", "together"),
    [
        ("en", "Fell behind: a lower level than the time before", "Counted together: a lower level or the same level"),
        (
            "es",
            "Bajó: un nivel más bajo que la vez anterior",
            "Contados juntos: un nivel más bajo o el mismo nivel",
        ),
    ],
)
def test_a_part_of_several_moves_is_named_by_what_it_holds(language: str, alone: str, together: str) -> None:
    down, same = MOVES.index("down"), MOVES.index("same")

    with translation.override(language):
        assert _moves_said(Part((down,), 12)) == alone
        assert _moves_said(Part((down, same), 12)) == together


def test_a_score_has_one_word_in_spanish() -> None:
    """“Puntaje” and “puntuación” beside each other would be two things to a reader."""
    source = Path(__file__).resolve().parents[2]
    said = [*source.rglob("*.po"), *source.rglob("packs/**/*.toml"), *source.rglob("layouts/**/*.toml")]
    assert len(said) > 40
    assert [str(path) for path in said if "untuaci" in path.read_text(encoding="utf-8")] == []
