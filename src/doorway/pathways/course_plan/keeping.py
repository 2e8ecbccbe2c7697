"""Two ways side by side are kept under a name, and let go again. The look of them is worked out fresh each time."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from datetime import date, datetime

from django.db import IntegrityError, transaction

from doorway.accounts.typing import holds_ssn
from doorway.pathways.course_plan.errors import Gone, NotKept
from doorway.pathways.course_plan.ground import planning_of
from doorway.pathways.models import KeptWay
from doorway.pathways.models.roles import SaidAs
from doorway.pathways.occupations.access import Chooser
from doorway.roster.models import Person

# More than these nobody looks at again.
MOST, MOST_WAYS = 8, 2


def kept_ways(student: Person) -> list[KeptWay]:
    """What is kept of a student, oldest first. One query."""
    return list(KeptWay.objects.filter(student=student, let_go_at=None))


def checked_name(name: str) -> str:
    """A name under which something can be kept; NotKept says what is wrong with it."""
    name = " ".join(name.split())[:80].strip()
    if not name:
        raise NotKept(NotKept.NAME)
    if holds_ssn(name):
        raise NotKept(NotKept.NUMBER)
    return name


@transaction.atomic
def keep_way(planner: Chooser, *, name: str, codes: Sequence[str], today: date, now: datetime) -> KeptWay:
    """Keep the ways to these classes under a name."""
    name = checked_name(name)
    student = planner.student
    Person.objects.select_for_update().get(pk=student.pk)
    offers = planning_of(student, today=today).offers
    known = [code for code in dict.fromkeys(codes) if code in offers][:MOST_WAYS]
    if not known:
        raise Gone
    if KeptWay.objects.filter(student=student, let_go_at=None).count() >= MOST:
        raise NotKept(NotKept.MANY, most=MOST)
    try:
        with transaction.atomic():
            return KeptWay.objects.create(
                district_id=student.district_id, student=student, name=name, codes=known, kept_by=planner.person,
                role=SaidAs(planner.role.value), kept_at=now,
            )  # fmt: skip
    except IntegrityError as error:
        raise NotKept(NotKept.TWICE) from error


@transaction.atomic
def let_go_way(planner: Chooser, way_id: uuid.UUID, *, now: datetime) -> KeptWay:
    """Let one go; it stays on record as what was."""
    row = KeptWay.objects.select_for_update().filter(student=planner.student, pk=way_id, let_go_at=None).first()
    if row is None:
        raise Gone
    row.let_go_at = now
    row.save(update_fields=["let_go_at"])
    return row
