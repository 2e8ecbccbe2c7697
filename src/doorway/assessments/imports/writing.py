"""How results are written: one import at a time."""

from __future__ import annotations

from doorway.accounts.models import District


def lock(district: District) -> None:
    """One import at a time in a district, so that two files cannot both find a result missing."""
    District.objects.select_for_update(no_key=True).get(pk=district.pk)
