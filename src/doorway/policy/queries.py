"""Reads of the state's and the district's rules."""

from __future__ import annotations

from django.conf import settings

from doorway.policy.packs import StatePack, load_pack


def state_pack() -> StatePack:
    """The pack of the state this installation is in (the setting DOORWAY_STATE)."""
    return load_pack(settings.STATE_PACK)
