"""Results whose student nobody knows yet: kept apart, counted nowhere, until the id is known."""

from __future__ import annotations

from collections.abc import Sequence
from operator import attrgetter
from typing import cast

from django.utils import timezone

from doorway.assessments.imports.comparing import STORED, Stored, Wanted, differences
from doorway.assessments.models import TEST_KEY, TEST_SAYS, WaitingScore
from doorway.roster.models import ImportRun

# Ids asked for at once: a statement of SQLite holds at most 32,766 values.
AT_ONCE = 5_000


def let_wait(rows: Sequence[Wanted], run: ImportRun) -> None:
    """Keep these results; one that waits already gets what the newer file says."""
    given = sorted({row.given_id for row in rows})
    before: dict[tuple[object, ...], WaitingScore] = {}
    for start in range(0, len(given), AT_ONCE):
        part = WaitingScore.objects.filter(district=run.district_id, given_id__in=given[start : start + AT_ONCE])
        before |= {(one.given_id, *(getattr(one, name) for name in TEST_KEY)): one for one in part}
    new, changed = [], []
    now = timezone.now()
    for row in rows:
        fields = row.as_fields()
        known = before.get((row.given_id, *(fields[name] for name in TEST_KEY)))
        if known is None:
            new.append(
                WaitingScore(
                    district_id=run.district_id,
                    given_id=row.given_id,
                    given_ids=list(row.given_ids),
                    run=run,
                    row=row.row,
                    since=now,
                    **fields,
                )
            )
        elif changes := differences(row, cast("Stored", attrgetter(*STORED)(known))):
            for name, (_before, after) in changes.items():
                setattr(known, name, after)
            known.run, known.row = run, row.row
            changed.append(known)
    WaitingScore.objects.bulk_create(new, batch_size=1_000)
    WaitingScore.objects.bulk_update(changed, [*TEST_SAYS, "run", "row"], batch_size=500)
