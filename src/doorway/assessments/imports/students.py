"""Whose an id is: by state id, local id or roster id, never by name."""

from __future__ import annotations

import uuid
from collections.abc import Collection, Sequence

from django.db.models import Q

from doorway.accounts.models import District
from doorway.assessments.models import ScoreId
from doorway.roster.files import RowRefused
from doorway.roster.models import Membership, Person, Role


class Students:
    """The students of a district by their ids. ``only``: those with one of these, where few are asked for."""

    def __init__(self, district: District, only: Collection[str] | None = None) -> None:
        self._ids: dict[str, uuid.UUID | None] = {}
        members = Membership.objects.filter(district=district, role=Role.STUDENT).values("person")
        people = Person.objects.filter(district=district, pk__in=members)
        decided = ScoreId.objects.filter(district=district)
        if only is not None:
            people = people.filter(Q(identifier__in=only) | Q(state_id__in=only) | Q(sourced_id__in=only))
            decided = decided.filter(given_id__in=only)
        rows = list(people.values_list("pk", "identifier", "state_id", "sourced_id"))
        # What a person decided gives way to the roster; a local id may be there twice, and never wins over a state id.
        self._ids.update(decided.values_list("given_id", "student"))
        of_roster: dict[str, uuid.UUID | None] = {}
        for pk, local, _state, sourced in rows:
            for given in {local, sourced} - {""}:
                of_roster[given] = None if given in of_roster and of_roster[given] != pk else pk
        of_roster |= {state: pk for pk, _local, state, _sourced in rows if state}
        self._ids.update(of_roster)

    def find(self, ids: Sequence[str], column: str = "") -> uuid.UUID | None:
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
