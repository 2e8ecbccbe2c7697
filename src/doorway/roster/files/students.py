"""Students by the ids that files give them. Names are never used."""

from __future__ import annotations

import uuid

from doorway.accounts.models import District
from doorway.roster.files.rows import RowRefused
from doorway.roster.models import Membership, Person, Role


class StudentIds:
    """The students of a district by local, roster and state id. Two queries."""

    def __init__(self, district: District) -> None:
        self._ids: dict[str, uuid.UUID | None] = {}
        members = Membership.objects.filter(district=district, role=Role.STUDENT).values("person")
        people = Person.objects.filter(district=district, pk__in=members)
        rows = list(people.values_list("pk", "identifier", "state_id", "sourced_id"))
        # A state id is unique; a local id may not be, and never wins over somebody's state id.
        for pk, local, _state, sourced in rows:
            for given in {local, sourced} - {""}:
                self._ids[given] = None if given in self._ids and self._ids[given] != pk else pk
        for pk, _local, state, _sourced in rows:
            if state:
                self._ids[state] = pk

    def find(self, given: str) -> uuid.UUID:
        """The student with this id; :class:`RowRefused` says why there is none."""
        if given not in self._ids:
            raise RowRefused("student_id", "unknown_student", value=given)
        found = self._ids[given]
        if found is None:
            raise RowRefused("student_id", "ambiguous_student", value=given)
        return found
