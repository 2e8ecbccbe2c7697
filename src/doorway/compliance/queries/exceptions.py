"""What schools do differently with the board's approval: on a day, and all that was ever approved."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Q, QuerySet

from doorway.accounts.models import District
from doorway.compliance.core.rules import Rule, differing
from doorway.compliance.models import SchoolException


def holds_on(on: date) -> Q:
    """Exceptions that hold on a day."""
    begun = Q(starts_on__lte=on) & (Q(ends_on=None) | Q(ends_on__gte=on))
    return begun & (Q(withdrawn_on=None) | Q(withdrawn_on__gt=on))


def exceptions_of(district: District) -> QuerySet[SchoolException]:
    """Every exception of a district, the newest first, with its school."""
    return SchoolException.objects.filter(district=district).select_related("school")


def exceptions_on(district: District, on: date) -> list[SchoolException]:
    """Those that hold on a day. One query."""
    return list(exceptions_of(district).filter(holds_on(on)).order_by("school__name", "first_grade", "pk"))


def open_exceptions(district: District, on: date) -> list[SchoolException]:
    """Those that hold on a day or will. One query."""
    still = (Q(ends_on=None) | Q(ends_on__gte=on)) & Q(withdrawn_on=None)
    return list(exceptions_of(district).filter(still).order_by("school__name", "first_grade", "pk"))


def overlapping(row: SchoolException) -> SchoolException | None:
    """Another one for one of the grades at one of the days; none where there is none."""
    others = exceptions_of(row.school.district).filter(
        Q(ends_on=None) | Q(ends_on__gte=row.starts_on),
        school=row.school,
        first_grade__lte=row.last_grade,
        last_grade__gte=row.first_grade,
    )
    # What is withdrawn held until the day before.
    others = others.filter(Q(withdrawn_on=None) | Q(withdrawn_on__gt=row.starts_on))
    return others.exclude(pk=row.pk).filter(**{"starts_on__lte": row.ends_on} if row.ends_on else {}).first()


@dataclass(frozen=True)
class Kept:
    """One of the policy's rules, and how the school keeps it."""

    rule: Rule
    as_kept: Rule


def kept_rules(row: SchoolException, rules: Sequence[Rule]) -> Iterable[Kept]:
    """The rules that an exception touches, each beside how the school keeps it."""
    difference = row.difference
    for rule in rules:
        if rule.first <= difference.last and rule.last >= difference.first:
            yield Kept(rule, differing(rule, difference))
