"""What the tests of this slice begin with: a draft that can be adopted, and an adopted policy."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django.utils import timezone
from tests.world import World

from doorway.compliance.actions.policies import Wording, add_consultation, adopt, begin_draft, write_policy
from doorway.compliance.models import BoardPolicy

BOTH = {"en": Wording("Plans for everybody", "We meet."), "es": Wording("Planes para todos", "Nos reunimos.")}


def ready_draft(world: World, starts: date | None = None, **changes: Any) -> BoardPolicy:
    """A draft with the rules of the state pack (or of the version before) that lacks nothing."""
    now = timezone.now()
    today = timezone.localdate()
    starts = starts or today
    draft = begin_draft(district=world.district, by=world.user("ruth"), now=now)
    # Its day for the first of two conferences would make students late on some days of the year and not on others.
    draft.rules.update(first_due_month=None, first_due_day=None)
    decided = min(today, starts)
    for group in ("staff", "parents", "councils"):
        add_consultation(
            policy=draft,
            group=group,
            held_on=decided - timedelta(days=30),
            how="Open meeting",
            comments=3,
            summary="",
            now=now,
        )
    values: dict[str, Any] = {
        "wordings": BOTH,
        "citation": "R277-462",
        "adopted_on": decided,
        "starts_on": starts,
        # Three years on; of a version of long ago as late as it may be.
        "review_on": min(max(starts, today) + timedelta(days=1000), starts + timedelta(days=3650)),
    }
    return write_policy(policy=draft, now=now, **values | changes)


def adopted_policy(world: World, starts: date | None = None, days_ago: int = 0) -> BoardPolicy:
    """The same, adopted. ``days_ago``: when; plans are known since the first adoption."""
    now = timezone.now() - timedelta(days=days_ago)
    return adopt(policy=ready_draft(world, starts or timezone.localdate(now)), by=world.user("ruth"), now=now)
