"""Saying which guardians of a student live together: each home meets the teachers by itself."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from datetime import datetime

from django.db import transaction

from doorway.accounts.models import User
from doorway.roster.closing import Line
from doorway.roster.errors import NotTheirGuardian
from doorway.roster.homes import follows
from doorway.roster.models import Guardianship, HomeChange, Person


@transaction.atomic
def set_homes(*, student: Person, homes: Mapping[uuid.UUID, int], by: User | None, now: datetime) -> list[Line]:
    """Put each of these guardians (by id) into the home with this number; says what followed from it.

    Guardians who are not named stay where they are. No import changes it later. Who moved whom is kept.
    What the slices above keep for a home (booked meetings) follows in the same transaction, or the whole is refused.
    """
    rows = {row.guardian_id: row for row in Guardianship.objects.select_for_update().filter(student=student)}
    if not homes.keys() <= rows.keys():
        raise NotTheirGuardian
    moved = [rows[guardian] for guardian, home in homes.items() if rows[guardian].household != home]
    for row in moved:
        before, row.household = row.household, homes[row.guardian_id]
        row.save(update_fields=["household"])
        HomeChange.objects.create(
            district_id=student.district_id,
            student=student,
            guardian_id=row.guardian_id,
            home_before=before,
            home_after=row.household,
            changed_by=by,
            changed_at=now,
        )
    if not moved:
        return []
    return [line for one in follows() for line in one.moved(student=student, by=by, now=now)]
