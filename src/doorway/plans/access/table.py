"""Who sits at the table: what of one student's page the viewer reads and writes."""

from __future__ import annotations

from dataclasses import dataclass

from doorway.roster.access import WHOLE_PLAN, Kind
from doorway.roster.models import Person


@dataclass(frozen=True)
class AtTheTable:
    """A student whose page for the conversation was opened, by whom, and what of it the board keeps from them."""

    student: Person
    voices: frozenset[str]
    can_write: bool
    closed: frozenset[Kind]

    @property
    def opens_whole_plan(self) -> bool:
        """Reads every part: only then the plan can be opened as the family reads it, on paper too."""
        return self.closed.isdisjoint(WHOLE_PLAN)
