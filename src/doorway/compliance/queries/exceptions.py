"""What schools do differently with the board's approval: on a day, and all that was ever approved."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import DateTimeField, F, JSONField, Q, QuerySet

from doorway.accounts.models import District
from doorway.compliance.core.rules import Rule, differing
from doorway.compliance.models import SchoolException
from doorway.plans.rows import JsonRows, Row, moment_in
from doorway.roster.models import School

# What was withdrawn before it began never held.
_BEGAN = Q(withdrawn_on=None) | Q(withdrawn_on__gt=F("starts_on"))


def holds_on(on: date) -> Q:
    """Exceptions that hold on a day."""
    begun = Q(starts_on__lte=on) & (Q(ends_on=None) | Q(ends_on__gte=on))
    return begun & (Q(withdrawn_on=None) | Q(withdrawn_on__gt=on))


def exceptions_of(district: District) -> QuerySet[SchoolException]:
    """Every exception of a district, the newest first, with its school."""
    return SchoolException.objects.filter(district=district).select_related("school")


def exception_rows(district: District, on: date) -> JsonRows:
    """Those that hold on a day, as a column of another query; :func:`exceptions_in` reads it."""
    rows = SchoolException.objects.filter(holds_on(on), district=district)
    columns = {field.attname: field.attname for field in SchoolException._meta.concrete_fields}
    return JsonRows(rows.order_by("school__name", "first_grade", "pk"), **columns)


def exceptions_in(rows: Iterable[Row]) -> tuple[SchoolException, ...]:
    """The exceptions of a column of :func:`exception_rows`."""
    return tuple(
        SchoolException(**{field.attname: _value(field, row) for field in SchoolException._meta.concrete_fields})
        for row in rows
    )


def _value(field: Any, row: Row) -> Any:
    found = row[field.attname]
    if found is None:
        return None
    if isinstance(field, JSONField):
        # SQLite puts a list as its text into the row.
        return json.loads(found) if isinstance(found, str) else found
    return moment_in(found) if isinstance(field, DateTimeField) else field.to_python(found)


def open_exceptions(district: District, on: date) -> list[SchoolException]:
    """Those that hold on a day or will: one that is withdrawn from a later day on holds until then. One query."""
    still = (Q(ends_on=None) | Q(ends_on__gte=on)) & (Q(withdrawn_on=None) | Q(withdrawn_on__gt=on)) & _BEGAN
    return list(exceptions_of(district).filter(still).order_by("school__name", "first_grade", "pk"))


def over_since(school: School, begins: date, today: date) -> list[SchoolException]:
    """What a school did differently on some day since then and does not any more, the newest first. One query."""
    over = Q(ends_on__lt=today) | Q(withdrawn_on__lte=today)
    held = (Q(ends_on=None) | Q(ends_on__gte=begins)) & (Q(withdrawn_on=None) | Q(withdrawn_on__gt=begins))
    rows = SchoolException.objects.filter(over, held, _BEGAN, school=school, starts_on__lte=today)
    return list(rows.order_by("-starts_on", "first_grade", "pk"))


def last_day_of(row: SchoolException) -> date | None:
    """The last day on which an exception holds or held; none where nobody has said one."""
    ends = [row.ends_on] if row.ends_on else []
    # What is withdrawn holds until the day before.
    withdrawn = [row.withdrawn_on - timedelta(days=1)] if row.withdrawn_on else []
    return min([*ends, *withdrawn], default=None)


def overlapping(row: SchoolException) -> SchoolException | None:
    """Another one for one of the grades at one of the days; none where there is none."""
    last = last_day_of(row)
    others = exceptions_of(row.school.district).filter(
        _BEGAN,
        Q(ends_on=None) | Q(ends_on__gte=row.starts_on),
        school=row.school,
        first_grade__lte=row.last_grade,
        last_grade__gte=row.first_grade,
    )
    # What is withdrawn held until the day before.
    others = others.filter(Q(withdrawn_on=None) | Q(withdrawn_on__gt=row.starts_on))
    return others.exclude(pk=row.pk).filter(**{"starts_on__lte": last} if last else {}).first()


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
