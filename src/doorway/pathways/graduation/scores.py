"""Scores of tests as requirements and scholarships ask for them (decision 047)."""

from __future__ import annotations

import uuid
from collections.abc import Collection, Sequence

from django.utils.translation import gettext as _

from doorway.accounts.models import District
from doorway.pathways.core.rules import ByTest
from doorway.pathways.core.transcript import TestScore
from doorway.pathways.graduation.wording import said
from doorway.policy.packs import Instrument, StatePack
from doorway.policy.queries import state_pack
from doorway.policy.scores import best_scores


def taken_by(
    students: Collection[uuid.UUID], asked: Sequence[ByTest], district: District
) -> dict[uuid.UUID, tuple[TestScore, ...]]:
    """The best scores of students in the tests that are asked for, in the words of the asking.

    One query; none where none is asked for.
    """
    pack = state_pack(district)
    names: dict[tuple[str, str], set[str]] = {}
    for way in asked:
        for instrument in pack.instruments:
            if _is_called(instrument, way.test):
                names.setdefault((instrument.key, way.part), set()).add(way.test)
    best = best_scores(pack, students, {test for test, _part in names})
    return {
        student: tuple(
            TestScore(name, score.part, score.value)
            for score in scores
            for name in sorted(names.get((score.test, score.part), ()))
        )
        for student, scores in best.items()
    }


def _is_called(instrument: Instrument, name: str) -> bool:
    """Whether a test goes by this name: rules are written for people, who write ACT."""
    return name.casefold() in {instrument.key.casefold(), *(alias.casefold() for alias in instrument.aliases)}


def test_words(way: ByTest, pack: StatePack) -> str:
    """A test and its part as people say it, “ACT, Math”; as the rule writes it where the pack does not know it."""
    test = next((said(one.short.root) for one in pack.instruments if _is_called(one, way.test)), way.test)
    part = next((said(one.title.root) for one in pack.tests.subjects if one.key == way.part), way.part)
    return _("%(test)s, %(part)s") % {"test": test, "part": part} if part else test
