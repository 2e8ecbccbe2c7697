"""Who reads what lies ahead of a student: occupations, classes, graduation."""

from __future__ import annotations

from dataclasses import dataclass

from doorway.roster.access import Reason
from doorway.roster.models import Person


@dataclass(frozen=True)
class StudentReader:
    """Somebody who reads of one student, and for which reasons."""

    student: Person
    reasons: tuple[Reason, ...]

    @property
    def is_own(self) -> bool:
        """The student."""
        return Reason.SELF in self.reasons

    @property
    def is_family(self) -> bool:
        """The student or a guardian, who may work at the school as well."""
        return self.is_own or Reason.GUARDIAN in self.reasons
