"""How often something may be tried, counted exactly.

A count is one row that the database itself adds to under a condition, so that a hundred clients at the same moment get
as many tries as one after the other: counts in a cache or in a session are read, added to and written back, and in
between the others slip through. What is counted is kept as a digest; no address and no mailbox can be read from it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils import timezone
from django.utils.crypto import salted_hmac

from doorway.accounts.models import Tally

KEPT = timedelta(days=2)


@dataclass(frozen=True)
class Limit:
    """So many within a time that begins with the first."""

    name: str
    most: int
    within: timedelta


def count(limit: Limit, *who: str, now: datetime | None = None) -> bool:
    """Count one more for this one; False when the limit is reached, which counts nothing."""
    now = now or timezone.now()
    row = Tally.objects.filter(key=_key(limit, who))
    begins_after = now - limit.within
    for _attempt in range(2):
        if row.filter(began_at__gt=begins_after, number__lt=limit.most).update(number=F("number") + 1):
            return True
        if row.filter(began_at__lte=begins_after).update(number=1, began_at=now):
            return True
        if row.exists():
            return False
        try:
            with transaction.atomic():
                Tally.objects.create(key=_key(limit, who), number=1, began_at=now)
        except IntegrityError:
            continue  # somebody else was the first: count behind them
        return True
    return False


def give_back(limit: Limit, *who: str) -> None:
    """Count one less: it was none of those that are limited."""
    Tally.objects.filter(key=_key(limit, who), number__gt=0).update(number=F("number") - 1)


def forget_old_counts(*, now: datetime | None = None) -> int:
    """Put away what no limit looks at any more; the number of counts."""
    gone, _by_model = Tally.objects.filter(began_at__lt=(now or timezone.now()) - KEPT).delete()
    return gone


def _key(limit: Limit, who: tuple[str, ...]) -> str:
    # With the secret of the installation: there are few addresses, and all of them are tried in minutes without one.
    return salted_hmac("doorway.limits", "\x00".join([limit.name, *who]), algorithm="sha256").hexdigest()
