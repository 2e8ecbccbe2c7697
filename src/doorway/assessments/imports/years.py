"""Which school year it is."""

from __future__ import annotations

from django.utils import timezone

from doorway.accounts.models import District


def this_school_year(district: District) -> int:
    """The school year of today, by the year in which it ends; it begins in July."""
    today = timezone.localdate(timezone=district.zone)
    return today.year + (today.month >= 7)
