"""Scores of tests for slices that do not know where they are kept (decision 047).

The slice that keeps them says once how they are read; who asks gets the best score of each test and part.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass

from doorway.policy.packs import StatePack


@dataclass(frozen=True)
class BestScore:
    """The best value that a student has in one part of a test, by the keys of the state pack."""

    test: str
    part: str
    value: int


Found = Mapping[uuid.UUID, tuple[BestScore, ...]]
Reader = Callable[[StatePack, Collection[uuid.UUID], Collection[str]], Found]
_readers: list[Reader] = []


def read_scores_with(reader: Reader) -> None:
    """Say how scores are read: the pack, students and keys of tests in, the best of each out. One query."""
    if reader not in _readers:
        _readers.append(reader)


def best_scores(
    pack: StatePack, students: Collection[uuid.UUID], tests: Collection[str]
) -> dict[uuid.UUID, tuple[BestScore, ...]]:
    """The best scores of students of one state in these tests. One query; none where no test is asked for."""
    found: dict[uuid.UUID, tuple[BestScore, ...]] = dict.fromkeys(students, ())
    for reader in _readers if students and tests else ():
        for student, scores in reader(pack, students, tests).items():
            found[student] += scores
    return found
