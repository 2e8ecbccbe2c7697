"""What is looked at before the server starts: a state pack that cannot be used is said at once, in full."""

from __future__ import annotations

from typing import Any

from django.core.checks import CheckMessage, Error, register

from doorway.policy.packs import PackError
from doorway.policy.queries import state_pack


@register()
def pack_can_be_used(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """policy.E001: the state pack has problems."""
    try:
        state_pack()
    except PackError as error:
        return [
            Error(str(problem), hint="Correct the pack, or set DOORWAY_STATE to another one.", id="policy.E001")
            for problem in error.problems
        ]
    return []
