"""How the figures have developed: what was kept month by month, and what is counted now."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Case, Max, Min, OuterRef, Q, Subquery, Sum, When
from django.db.models.functions import Coalesce

from doorway.accounts.models import District
from doorway.compliance.models import KeptFigures
from doorway.compliance.models.kept import NUMBERS
from doorway.compliance.queries.standing import Tally
from doorway.roster.models import Membership, School, SchoolYear

# Three school years of months.
MOST = 36


@dataclass(frozen=True)
class Day:
    """The figures of one day, with its school year and the policy's version by which they were counted.

    ``groups`` and ``registration``: whether these were known that day and counted.
    """

    on: date
    tally: Tally
    year: str
    policy: int
    groups: bool
    registration: bool

    @property
    def percent_done(self) -> int:
        """Students who had everything, in whole percent, rounded down."""
        return 100 * self.tally.sure // self.tally.students if self.tally.students else 0

    @property
    def percent_met(self) -> int:
        """Students whose family was met, in whole percent, rounded down."""
        return 100 * self.tally.met // self.tally.students if self.tally.students else 0


@dataclass(frozen=True)
class Shown:
    """The last day of which figures were kept, and the schools as they were on it.

    ``year``: whose students they are; none of a day of which that was not written down. ``is_partial``: in some grades
    something that the policy asks was not known of everybody.
    """

    on: date
    schools: Mapping[School, Tally]
    year: SchoolYear | None = None
    is_partial: bool = False

    @property
    def is_over(self) -> bool:
        """The school year was over by that day, and the next one had not begun or was not entered."""
        return self.year is not None and self.on > self.year.ends_on


def shown_to_all(district: District) -> Shown | None:
    """The last kept day; none before the first. One query.

    Nothing in it depends on today: a school that was closed since, or a student who left, changes nothing before the
    next day is kept.
    """
    last = KeptFigures.objects.filter(district=district).order_by("-on").values("on")[:1]
    rows = KeptFigures.objects.filter(district=district, on=Subquery(last)).select_related("school", "school_year")
    found: dict[School, Tally] = {}
    on, year, is_partial = None, None, False
    for row in rows.order_by("school", "grade"):
        known = row.groups and row.registration
        on, year, is_partial = row.on, row.school_year, is_partial or not known
        numbers = {name: getattr(row, name) for name in NUMBERS}
        unsure = row.unsure if known or row.by_student else row.done
        found[row.school] = found.get(row.school, Tally()) + _tally(numbers | {"unsure": unsure})
    return None if on is None else Shown(on, found, year, is_partial=is_partial)


def read_together(district: District, roles: Iterable[str]) -> list[set[uuid.UUID]]:
    """The schools whose figures one and the same mailbox reads, or once read, where these are several.

    ``roles``: those that read the figures of their school. One query. A mailbox may have several people of the roster
    (decision 001), such as a principal who is listed at each of two schools: whoever signs in with it reads for all of
    them. Who has not signed in yet would do so with the address on the roster.
    """
    seats = Membership.objects.filter(district=district, role__in=roles, school__isnull=False)
    found: dict[object, _Mailbox] = {}
    for person, user, address, school in seats.values_list("person", "person__user", "person__email", "school"):
        mailbox = _Mailbox({one for one in (person, user, address.casefold()) if one}, {school})
        # Whatever shares one of them is read from the same mailbox.
        for one in {id(found[key]): found[key] for key in mailbox.keys if key in found}.values():
            mailbox.keys |= one.keys
            mailbox.schools |= one.schools
        found |= dict.fromkeys(mailbox.keys, mailbox)
    mailboxes = {id(one): one for one in found.values()}.values()
    return [one.schools for one in mailboxes if len(one.schools) > 1]


@dataclass
class _Mailbox:
    """Who signs in with it, as people and addresses, and the schools whose figures are read from it."""

    keys: set[object]
    schools: set[uuid.UUID]


def kept_days(district: District, schools: Iterable[School], *, since: date | None = None) -> list[Day]:
    """The days of which figures of these schools were kept, the newest first. One query.

    All of them from ``since`` on; without it, at most three school years of them.
    """
    # First of all: once a sum is called like its column, the column cannot be summed again.
    told = Q(by_student=True) | Q(groups=True, registration=True)
    sums: dict[str, Any] = {"unsure": Sum(Case(When(told, then="unsure"), default="done"))}
    sums |= {name: Sum(name) for name in NUMBERS if name != "unsure"}
    # Known of all schools: PostgreSQL has no least of two truths.
    known = {f"known_{name}": Min(Case(When(**{name: True}, then=1), default=0)) for name in ("groups", "registration")}
    # Which school year it was is written down. Of a day before that was so: the last one that had begun.
    years = SchoolYear.objects.filter(district=district, starts_on__lte=OuterRef("on")).order_by("-starts_on")
    kept = Q(on__gte=since) if since else Q()
    rows: Any = (
        KeptFigures.objects.filter(kept, district=district, school__in=[school.pk for school in schools])
        .order_by()
        .values("on")
        .annotate(
            policy=Max("policy_number"),
            year=Coalesce(Max("school_year__name"), Subquery(years.values("name")[:1])),
            **known,
            **sums,
        )
        .order_by("-on")[: None if since else MOST]
    )
    return [
        Day(
            row["on"],
            _tally({name: row[name] for name in NUMBERS}),
            row["year"] or "",
            row["policy"],
            bool(row["known_groups"]),
            bool(row["known_registration"]),
        )
        for row in rows
    ]


def _tally(numbers: Mapping[str, int]) -> Tally:
    """What was kept, with those of whom not all was known taken apart from those who had everything."""
    rest = {name: number for name, number in numbers.items() if name != "done"}
    return Tally(sure=numbers["done"] - numbers["unsure"], **rest)
