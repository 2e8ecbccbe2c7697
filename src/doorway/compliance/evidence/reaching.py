"""What was done to reach families, and whom nobody has reached."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q
from django.db.models.functions import TruncDate

from doorway.compliance.models import ContactTry
from doorway.compliance.queries.schools_then import was_there
from doorway.compliance.queries.standing import Asked, came_to_group, students_of
from doorway.roster.models import School


@dataclass(frozen=True)
class Tried:
    """How often somebody tried to reach families, by how and what came of it; families; and who is left.

    ``left``: families whom nobody has met, one by one or in a group, or tried to reach. ``mistaken``: lines that were
    entered by mistake and are no tries.
    """

    ways: Counter[tuple[str, str]]
    families: int
    left: int
    mistaken: int = 0


def tries_since(school: School, asked: Asked, counts: datetime, *, since: datetime) -> Tried:
    """The tries since a moment, about the school's students of today. Two queries.

    ``counts``: since when a meeting counts now. Where the other moment is before that, tries about whoever was a
    student of the school on the day of the try are there, too.
    """
    mine = students_of(school.pk, asked).order_by().values("student")
    whose = Q(student__in=mine)
    if since < counts:
        whose |= Q(was_there(Q(school=school), "day"))
    tries = ContactTry.objects.alias(day=TruncDate("at", tzinfo=school.district.zone)).filter(whose, at__gte=since)
    found = list(tries.order_by().values_list("student", "how", "outcome", "taken_back_at"))
    rows = [(student, how, outcome) for student, how, outcome, taken_back_at in found if taken_back_at is None]
    unmet = students_of(school.pk, asked, show="unmet").filter(Q(tried_at=None) | Q(tried_at__lt=counts))
    left = unmet.exclude(came_to_group(school.pk, asked))
    return Tried(
        Counter((how, outcome) for _student, how, outcome in rows),
        len({student for student, _how, _outcome in rows}),
        left.count(),
        len(found) - len(rows),
    )
