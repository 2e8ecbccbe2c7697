"""Whether somebody was a counselor on a day: as SQL that both engines read the same way, and for a query.

A role counts on the days on which it is held, the first and the last included, now or earlier (``EarlierStay``). Many a
roster has one row for a role at a school and begins it anew with each school year; so a row that begins in the first
weeks of a school year holds before, too, unless the roster had the person in another role then that is over now.
"""

from __future__ import annotations

from django.db.models import Exists, F, OuterRef, Q

from doorway.compliance.core.days import OPENS_BY, OPENS_FROM
from doorway.roster.models import EarlierStay, Membership, Role

# A conference of an evening is on the next day in UTC. A day goes on until this hour of the next, which is midnight in
# California, one in Utah and four on the East Coast: no school confers then, from Hawaii to Maine.
NIGHT_ENDS = 8

_NOT_STAFF = (Role.STUDENT, Role.GUARDIAN)
# Where roles are kept that somebody holds, is to hold or held last, and those from before.
_HELD = ("roster_membership", "roster_earlierstay")


def _text(day: str) -> str:
    """A day, or the day of a moment in UTC, written out."""
    return f"SUBSTR(CAST({day} AS VARCHAR(32)), 1, 10)"


def _number(day: str) -> str:
    """So many days after a day long ago: of the calendar, with whole numbers alone. The year begins in March."""
    year, month, number = (
        f"CAST(SUBSTR(CAST({day} AS VARCHAR(32)), {place}, {size}) AS INTEGER)"
        for place, size in ((1, 4), (6, 2), (9, 2))
    )
    march = f"(({month} + 9) % 12)"
    years = f"({year} - {march} / 10)"
    return f"({years} * 365 + {years} / 4 - {years} / 100 + {years} / 400 + ({march} * 306 + 5) / 10 + {number})"


def _begun(row: str, moment: str, night: str) -> str:
    day = _text(f"{row}.begins_on")
    return (
        f"({row}.begins_on IS NULL OR {day} < {_text(moment)} OR ({day} = {_text(moment)} AND NOT {night}))"
    )  # fmt: skip


def _not_over(row: str, moment: str, night: str) -> str:
    return (
        f"({_text(f'{row}.ends_on')} >= {_text(moment)} "
        f"OR ({night} AND {_number(f'{row}.ends_on')} + 1 = {_number(moment)}))"
    )


def was_counselor(person: str, moment: str) -> str:
    """SQL: the roster has or had the person as a counselor on the day of the moment."""
    night = f"(SUBSTR(CAST({moment} AS VARCHAR(32)), 12, 2) < '{NIGHT_ENDS:02d}')"
    first, last = ("{:02d}-{:02d}".format(*day) for day in (OPENS_FROM, OPENS_BY))
    not_staff = ", ".join(f"'{role.value}'" for role in _NOT_STAFF)
    # One row after the other, so that each is found by its person.
    nothing_else = " AND ".join(
        f"NOT EXISTS (SELECT 1 FROM {rows} o WHERE o.person_id = r.person_id AND o.role <> 'counselor' "  # noqa: S608
        f"AND o.role NOT IN ({not_staff}) AND o.ends_on IS NOT NULL AND {_begun('o', moment, night)} "
        f"AND {_not_over('o', moment, night)})"
        for rows in _HELD
    )
    held = (
        f"EXISTS (SELECT 1 FROM {rows} r WHERE r.person_id = {person} AND r.role = 'counselor' "  # noqa: S608
        f"AND (r.ends_on IS NULL OR {_not_over('r', moment, night)}) "
        "AND (r.begins_on IS NULL OR r.ends_on IS NULL OR r.begins_on <= r.ends_on) "
        f"AND ({_begun('r', moment, night)} "
        f"OR (SUBSTR({_text('r.begins_on')}, 6, 5) BETWEEN '{first}' AND '{last}' AND {nothing_else})))"
        for rows in _HELD
    )
    return f"({' OR '.join(held)})"


def is_counsel_of(person: str, day: str) -> Q:
    """The same for a query whose rows have the person and the day (in the district) under these names."""
    opening = Q(begins_on__month__gt=OPENS_FROM[0]) | Q(
        begins_on__month=OPENS_FROM[0], begins_on__day__gte=OPENS_FROM[1]
    )
    opening &= Q(begins_on__month__lt=OPENS_BY[0]) | Q(begins_on__month=OPENS_BY[0], begins_on__day__lte=OPENS_BY[1])
    nothing_else = Q()
    for model in (Membership, EarlierStay):
        others = (
            model._default_manager.filter(
                Q(begins_on=None) | Q(begins_on__lte=OuterRef(OuterRef(day))),
                person=OuterRef("person"),
                ends_on__gte=OuterRef(OuterRef(day)),
            )
            .exclude(role=Role.COUNSELOR)
            .exclude(role__in=_NOT_STAFF)
        )
        nothing_else &= Q(~Exists(others))
    begun = Q(begins_on=None) | Q(begins_on__lte=OuterRef(day)) | (opening & nothing_else)
    still = Q(ends_on=None) | Q(ends_on__gte=OuterRef(day))
    rows = Membership.objects.filter(holds_at_all(), still, begun, person=OuterRef(person), role=Role.COUNSELOR)
    # Each of these has a day.
    earlier = EarlierStay.objects.filter(still, begun, person=OuterRef(person), role=Role.COUNSELOR)
    return Exists(rows) | Exists(earlier)


def holds_at_all() -> Q:
    """The row holds on some day: one that was given and taken back on the same day holds on none."""
    return Q(begins_on=None) | Q(ends_on=None) | Q(begins_on__lte=F("ends_on"))
