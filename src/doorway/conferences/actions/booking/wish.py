"""What a family asks for."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.conf import settings

from doorway.conferences.models import Appointment, Host
from doorway.conferences.queries.families import wish_key
from doorway.roster.models import Person


@dataclass(frozen=True)
class Wish:
    """One meeting of a basket. ``guests`` are guardians of the same home, ``guest_names`` anybody else."""

    student: Person
    host: Host
    starts_at: datetime
    student_comes: str = Appointment.StudentComes.OPEN
    language: str = settings.LANGUAGE_CODE
    wants_interpreter: bool = False
    guests: tuple[Person, ...] = ()
    guest_names: tuple[str, ...] = ()
    question: str = ""
    # When another person of the same mailbox is this student's guardian.
    guardian: Person | None = None

    @property
    def key(self) -> str:
        """The name of the student with the host."""
        return wish_key(self.student.pk, self.host.pk)
