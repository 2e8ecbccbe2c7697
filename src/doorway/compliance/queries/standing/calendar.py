"""The school years of a district with the group conferences that its schools have held in each."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache

from django.db.models import (
    BooleanField,
    Case,
    Exists,
    ExpressionWrapper,
    JSONField,
    Max,
    OuterRef,
    Q,
    Subquery,
    Value,
    When,
)
from django.db.models.functions import ExtractYear, Greatest, TruncDate

from doorway.accounts.models import District
from doorway.accounts.statements import Statement
from doorway.compliance.core.days import CLOSING, Year, years_back
from doorway.compliance.core.path import USUAL, Path
from doorway.compliance.models import BoardPolicy, GroupConference, GroupHost, SchoolException, Standing
from doorway.compliance.queries.exceptions import exception_rows, exceptions_in
from doorway.compliance.queries.standing.seats import Here, here_on, most_are_here
from doorway.conferences.models import EarlierGroup
from doorway.pathways.models import PlannedCourse, TranscriptCourse
from doorway.plans.rows import JsonRows, Row, moment_in
from doorway.policy.packs import grade_number
from doorway.roster.models import SchoolClass, SchoolYear


@dataclass(frozen=True)
class Gathered:
    """When a school last held a group conference of one school year for a run of grades, or for all of them.

    ``unsaid_at``: the last one of which nobody has said who held it. ``years``: those that have begun, the newest
    first.
    """

    school: uuid.UUID
    grades: range | None
    at: datetime
    years: Sequence[Year]
    unsaid_at: datetime | None = None

    def held_for(self, grade: int, begins: datetime, path: Path = USUAL) -> bool:
        """Whether one was held since then for whoever is in this grade today."""
        return self._is_for(grade, self.at, begins, path)

    def is_unsaid_for(self, grade: int, begins: datetime, path: Path = USUAL) -> bool:
        """Whether nobody has said who held one of them."""
        return self.unsaid_at is not None and self._is_for(grade, self.unsaid_at, begins, path)

    def _is_for(self, grade: int, at: datetime, begins: datetime, path: Path) -> bool:
        # Whoever is in grade 10 today was in grade 9 last year: for them was what was for grade 9 then.
        if at < begins or self.grades is None:
            return at >= begins
        return path.grade_ago(grade, years_back(at.date(), self.years)) in self.grades


@dataclass(frozen=True)
class Apart:
    """Students of a grade who did not move on by one grade each year, alike. ``key``: ``Standing.earlier`` of them.

    ``year``: the school year of the grade, by its end.
    """

    key: str
    grade: int
    path: Path
    year: int

    def later(self, years: int) -> Apart:
        """The same students so many school years later, a grade further in each."""
        return Apart(self.key, self.grade + years, self.path.later(years), self.year + years)


def apart_of(key: str) -> Apart | None:
    """Students of a standing; none of whom nothing else is known or can be asked, because a grade is no number."""
    try:
        now, year, *before = key.split()
        path = tuple(
            (int(year) - int(earlier), grade_number(grade)) for earlier, grade in (one.split(":") for one in before)
        )
        return Apart(key, grade_number(now), Path(path), int(year))
    except ValueError:
        return None


@dataclass(frozen=True)
class Calendar:
    """The school years that have begun, the newest first, and each year's last group conferences of schools.

    ``registration``: for the newest, some class is approved in a course plan, and some registration is known.
    ``exceptions``: what schools do differently on the day. ``known_from``: since when plans are written here, which is
    the day on which the first policy was adopted, or from which it holds, if that is later.
    ``here``: whose numbers the day shows. ``apart``: who did not move on by one grade each year.
    """

    years: tuple[Year, ...]
    groups: tuple[Gathered, ...]
    registration: bool
    exceptions: tuple[SchoolException, ...]
    known_from: date
    here: Here
    apart: tuple[Apart, ...] = ()

    def gathered(self, grade: int, begins: datetime, path: Path = USUAL) -> frozenset[uuid.UUID]:
        """The schools that have held a group conference since then for whoever is in this grade today."""
        return frozenset(one.school for one in self.groups if one.held_for(grade, begins, path))

    def unsaid(self, grade: int, begins: datetime, path: Path = USUAL) -> frozenset[uuid.UUID]:
        """Those of them that have held one of which nobody has said who held it."""
        return frozenset(one.school for one in self.groups if one.is_unsaid_for(grade, begins, path))


def calendar_of(district: District, on: date, today: date | None = None) -> Calendar:
    """What a policy is held against on a day. One query.

    ``today``: whose students they are, where the day is still to come.
    """
    day = today or on
    begun = _question(district, on, day).rows()
    years = tuple(Year(starts, ends) for starts, ends, *_known in begun)
    running = next(((place, row[8]) for place, row in enumerate(begun) if row[0] <= day), None)
    return Calendar(
        years,
        tuple(_gathered(row, years) for row in (*begun[0][2], *begun[0][6])) if begun else (),
        bool(begun) and bool(begun[0][3]),
        exceptions_in(begun[0][4]) if begun else (),
        # The first policy is where a district begins; before it there is only the draft that would begin on the day.
        min(begun[0][5] or on, on) if begun else on,
        # The next school year may have been entered: whose numbers it are follows from the one that runs.
        here_on(day, years[running[0]], are_here=bool(running[1])) if running else Here.on(day),
        tuple(one for row in begun[0][7] if (one := apart_of(row["key"])) is not None) if begun else (),
    )


@lru_cache(maxsize=64)
def _question(district: District, on: date, day: date) -> Statement:
    """The school years that have begun, the newest first, each with what is known of it. Every page asks it: to put
    it together takes eight times as long as the answer."""
    held = GroupConference.objects.filter(district=district, taken_back_at=None).order_by()
    held = held.alias(is_said=Exists(GroupHost.objects.filter(conference=OuterRef("pk"))))
    # Each school year has its own, and so has the time before the first one that is known. A conference is written down
    # for noon, so its moment compares with a day in every time zone that has a school.
    begun_then = SchoolYear.objects.filter(district=district, starts_on__lte=OuterRef("held_at"))
    held = held.annotate(year=Subquery(begun_then.order_by("-starts_on").values("starts_on")[:1]))
    last = held.values("school", "first_grade", "last_grade", "year").annotate(
        at=Max("held_at"), unsaid_at=Max("held_at", filter=Q(is_said=False))
    )
    named = ExtractYear(OuterRef("ends_on"))
    planned = PlannedCourse.objects.filter(
        district=OuterRef("district"), school_year=named, status=PlannedCourse.Status.APPROVED, makes_up=False
    )
    taught = SchoolClass.objects.filter(school_year=OuterRef("pk"), is_active=True, course__code__gt="")
    recorded = TranscriptCourse.objects.filter(district=OuterRef("district"), school_year=named)
    # Of an older year nobody asks, and the database would look through every plan to find that none is of it.
    later = SchoolYear.objects.filter(district=district, starts_on__gt=OuterRef("starts_on"), starts_on__lte=on)
    # The year that runs is another one than the newest where the day that is asked for is to come.
    past = Q(starts_on__gt=day) | Q(Exists(later.filter(starts_on__lte=day)))
    compared = Q(Exists(planned)) & (Q(Exists(taught)) | Q(Exists(recorded)))
    earlier = EarlierGroup.objects.filter(district=district, taken_back_at=None).order_by()
    by_year = earlier.annotate(year=Subquery(begun_then.order_by("-starts_on").values("starts_on")[:1]))
    of_files = by_year.values("school", "grade", "year").annotate(
        at=Max("held_at"), unsaid_at=Max("held_at", filter=Q(is_unsaid=True))
    )
    # Few, and they lie together in an index of their own.
    apart = Standing.objects.filter(district=district, contested=True, is_active=True).exclude(earlier="").order_by()
    rows = SchoolYear.objects.filter(district=district, starts_on__lte=on).annotate(
        apart=Case(
            When(Exists(later), then=Value(None, output_field=JSONField())),
            default=JsonRows(apart.values("earlier").distinct(), key="earlier"),
        ),
        groups=Case(
            When(Exists(later), then=Value(None, output_field=JSONField())),
            default=JsonRows(
                last, school="school", first="first_grade", last="last_grade", at="at", unsaid="unsaid_at"
            ),
        ),
        # Those that a file says: of one grade each.
        earlier=Case(
            When(Exists(later), then=Value(None, output_field=JSONField())),
            default=JsonRows(of_files, school="school", first="grade", last="grade", at="at", unsaid="unsaid_at"),
        ),
        registration=Case(
            When(Exists(later), then=Value(value=False)),
            default=ExpressionWrapper(compared, output_field=BooleanField()),
        ),
        different=exception_rows(district, on),
        # Asked for in the last weeks of the year that runs alone: it goes through all students twice.
        are_here=Case(
            When(past, then=Value(value=True)),
            When(Q(ends_on__gte=day, ends_on__lt=day + CLOSING), then=most_are_here(district, day)),
            default=Value(value=True),
            output_field=BooleanField(),
        ),
        known_from=Subquery(
            BoardPolicy.objects.filter(district=district, status=BoardPolicy.Status.ADOPTED)
            .annotate(since=Greatest(TruncDate("adopted_at", tzinfo=district.zone), "starts_on"))
            .order_by("since")
            .values("since")[:1]
        ),
    )
    columns = (
        "starts_on", "ends_on", "groups", "registration", "different", "known_from", "earlier", "apart", "are_here",
    )  # fmt: skip
    return Statement(rows.order_by("-starts_on").values_list(*columns))


def _gathered(row: Row, years: Sequence[Year]) -> Gathered:
    grades = None if row["first"] is None else range(row["first"], row["last"] + 1)
    unsaid_at = None if row["unsaid"] is None else moment_in(row["unsaid"])
    return Gathered(uuid.UUID(row["school"]), grades, moment_in(row["at"]), years, unsaid_at)
