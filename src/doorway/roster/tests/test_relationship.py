"""How a guardian is related to a student, in the reader's language."""

from __future__ import annotations

import pytest
from django.utils import translation

from doorway.roster.models import Guardianship


@pytest.mark.parametrize(
    ("kept", "said"), [("parent", "madre o padre"), ("Mother", "madre"), ("godmother", "godmother")]
)
def test_common_words_are_translated_and_others_stay(kept: str, said: str) -> None:
    with translation.override("es"):
        assert Guardianship(relationship=kept).relationship_words == said
