"""Reads of the state's and the district's rules."""

from __future__ import annotations

from django.conf import settings

from doorway.accounts.models import District
from doorway.policy.packs import StatePack, load_pack


def state_pack(district: District | None = None) -> StatePack:
    """The pack of the district's state; without a district, of the state this installation is set up for."""
    return load_pack(settings.STATE_PACK if district is None else district.state_pack)
