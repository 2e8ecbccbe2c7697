"""What the tests of the house share."""

from __future__ import annotations

from typing import Any

import pytest

from doorway.messages.paper import pressing
from doorway.plans.core.paper.typeset import CopyPages, Printed
from doorway.plans.packet import press


@pytest.fixture
def _paper_is_not_set(monkeypatch: pytest.MonkeyPatch) -> None:
    """Everything of a PDF but the setting of its type, which asks no database and decides nothing.

    Who may open a paper and how often it asks is looked at a hundred times over; what is on it, in the tests of plans.
    """

    def printed(packet: dict[str, Any], **_how: Any) -> Printed:
        return Printed(b"%PDF", tuple(CopyPages(sheet["name"], 2, 11.0) for sheet in packet["sheets"]))

    monkeypatch.setattr(press, "typeset", printed)
    monkeypatch.setattr(pressing, "typeset", lambda paper, **_how: b"%PDF")
