"""Students by the ids that files give them. Names are never used."""

from __future__ import annotations

import uuid
from collections.abc import Collection, Iterable, Sequence

from django.db.models import Q

from doorway.accounts.models import District
from doorway.roster.files.rows import RowRefused
from doorway.roster.models import Membership, Person, Role


class StudentIds:
    """The students of a district by state, local and roster id. Two queries.

    ``only``: those with one of these ids, where few are asked for. ``decided``: (id, student) as a person said it once;
    what the roster says of an id comes before that.
    """

    def __init__(
        self,
        district: District,
        only: Collection[str] | None = None,
        decided: Iterable[tuple[str, uuid.UUID]] = (),
    ) -> None:
        members = Membership.objects.filter(district=district, role=Role.STUDENT).values("person")
        people = Person.objects.filter(district=district, pk__in=members)
        if only is not None:
            people = people.filter(Q(identifier__in=only) | Q(state_id__in=only) | Q(sourced_id__in=only))
        found = list(people.values_list("pk", "identifier", "state_id", "sourced_id", "grade", "is_active"))
        rows = [row[:4] for row in found]
        # The grade in which a student is now, as the roster writes it; of those who left nobody knows it.
        self.grades: dict[uuid.UUID, str] = {pk: grade for pk, *_ids, grade, active in found if active and grade}
        # A state id is unique; a local id may not be, and never wins over somebody's state id.
        of_roster: dict[str, uuid.UUID | None] = {}
        for pk, local, _state, sourced in rows:
            for given in {local, sourced} - {""}:
                of_roster[given] = None if given in of_roster and of_roster[given] != pk else pk
        of_roster |= {state: pk for pk, _local, state, _sourced in rows if state}
        self._ids: dict[str, uuid.UUID | None] = {**dict(decided), **of_roster}

    def find(self, given: str, column: str = "student_id") -> uuid.UUID:
        """The student with this id; :class:`RowRefused` says why there is none."""
        found = self.find_any([given], column)
        if found is None:
            raise RowRefused(column, "unknown_student", value=given)
        return found

    def find_any(self, ids: Sequence[str], column: str = "") -> uuid.UUID | None:
        """The student with one of these ids, None where nobody has one.

        Refused where an id is that of several, or where the ids belong to two students: nobody is chosen between.
        """
        found = {self._ids[given] for given in ids if given in self._ids}
        if not found:
            return None
        known = [pk for pk in found if pk is not None]
        if not known:
            raise RowRefused(column, "ambiguous_student", value=" / ".join(ids))
        if len(known) > 1:
            raise RowRefused(column, "ids_disagree")
        return known[0]
