"""The engine against the oracle, on two hundred seeded cases."""

from __future__ import annotations

import pytest

from doorway.pathways.core.tests.cases import case
from doorway.pathways.core.tests.compare import differences

BATCH = 20
# The oracle alone needs as long for this one as for all others together.
LONG = {74}


@pytest.mark.parametrize("first", range(0, 200, BATCH))
def test_engine_and_oracle_agree(first: int) -> None:
    found = {seed: problems for seed in {*range(first, first + BATCH)} - LONG if (problems := differences(case(seed)))}

    assert not found
