"""Nobody is said to have fallen behind who was only counted together with those who did."""

from __future__ import annotations

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
            "Se atrasó: un nivel más bajo que la vez anterior",
            "Contados juntos: un nivel más bajo o el mismo nivel",
        ),
    ],
)
def test_a_part_of_several_moves_is_named_by_what_it_holds(language: str, alone: str, together: str) -> None:
    down, same = MOVES.index("down"), MOVES.index("same")

    with translation.override(language):
        assert _moves_said(Part((down,), 12)) == alone
        assert _moves_said(Part((down, same), 12)) == together
