"""All that is in the evidence of a school, read in one go."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

from django.db.models import prefetch_related_objects
from django.utils import timezone

from doorway.compliance.core.days import Year, start_of
from doorway.compliance.core.rules import Rule
from doorway.compliance.core.service import Time
from doorway.compliance.errors import NoPolicy
from doorway.compliance.evidence.meetings import (
    Held,
    HeldGroup,
    booked_meetings,
    earlier_meetings,
    group_meetings,
    held_elsewhere,
    unbooked_meetings,
)
from doorway.compliance.evidence.reaching import Tried, tries_since
from doorway.compliance.models import BoardPolicy, Consultation, EvidenceOrder, PolicyText, SchoolException
from doorway.compliance.queries.exceptions import last_day_of, over_since
from doorway.compliance.queries.policies import (
    in_force_since,
    rows_in_force,
    rules_of,
    texts_and_hearings,
    year_of_names,
)
from doorway.compliance.queries.sample import Record, drawn, records
from doorway.compliance.queries.service import counselors_of, years_between
from doorway.compliance.queries.standing import (
    Asked,
    LeftOut,
    Line,
    asked_of,
    calendar_of,
    left_out,
    lines,
    without_course_plan,
)
from doorway.compliance.queries.survey import SchoolSays, results
from doorway.compliance.queries.trend import Day, kept_days
from doorway.policy.packs import grade_number
from doorway.roster.models import School, SchoolYear


@dataclass(frozen=True)
class Earlier:
    """A version that was in force in the time of the pack and is not any more, with all that it said.

    ``until``: the last day on which it held. ``year``: in which the school year of that day ends.
    """

    policy: BoardPolicy
    until: date
    year: int
    rules: tuple[Rule, ...]
    texts: tuple[PolicyText, ...]
    hearings: tuple[Consultation, ...]


@dataclass(frozen=True)
class Evidence:
    """All that is in the pack."""

    school: School
    policy: BoardPolicy
    rules: tuple[Rule, ...]
    # In which the school year ends: for the state's names.
    year: int
    asked: Asked
    lines: tuple[Line, ...]
    # None where plans are kept from whoever asks.
    sample: tuple[Record, ...] | None
    held: tuple[Held, ...]
    groups: tuple[HeldGroup, ...]
    # Of before, at no school of the district, of the students of today.
    elsewhere: int
    tried: Tried
    at: datetime
    days: tuple[Day, ...] = ()
    says: tuple[SchoolSays, ...] = ()
    # By grade, students without any class of this year in a course plan.
    unplanned: Mapping[str, int] = field(default_factory=dict)
    # Students of the school of whose grade the policy says nothing.
    left_out: tuple[LeftOut, ...] = ()
    texts: tuple[PolicyText, ...] = ()
    hearings: tuple[Consultation, ...] = ()
    # From which day on it tells of meetings, tries, months and versions, where that is more than what counts now; and
    # of how many school years this is.
    since: date | None = None
    of_years: int = 1
    versions: tuple[BoardPolicy, ...] = ()
    # Those of them that are over, the newest first, with their rules and texts.
    earlier: tuple[Earlier, ...] = ()
    # What the school did differently in that time and does not any more, each with the policy's rules of then.
    ended: tuple[tuple[SchoolException, tuple[Rule, ...]], ...] = ()
    # Of school years that are over, the newest first: what families and students said.
    said_before: tuple[tuple[SchoolYear, tuple[SchoolSays, ...]], ...] = ()
    # Of each school year of that time, with this one: how many were counselors here, and their time together. None
    # where it is kept from whoever asks.
    time: tuple[tuple[SchoolYear, int, Time], ...] | None = ()


Tell = Callable[[EvidenceOrder.Stage], None]


def evidence_of(
    school: School,
    *,
    now: datetime,
    years: int = 1,
    with_sample: bool = True,
    with_time: bool = True,
    tell: Tell = lambda _stage: None,
) -> Evidence:
    """Everything, read now; refused where no policy is in force. Twenty-one queries, and seven for the sample.

    ``years``: of how many school years it tells; of one, it is what counts now. Several have a few queries more for
    each, and three where the policy had other versions. ``with_time``: whoever asks may read how counselors spend their
    time. ``tell`` hears what comes next. Some of it is put into words at once, in the language that is active.
    """
    district = school.district
    today = timezone.localdate(now, district.zone)
    rows = rows_in_force(district, today)
    rules, held = tuple(row.as_rule for row in rows), calendar_of(district, today)
    asked = asked_of(rules, district, today, held) if rows else None
    if asked is None:
        raise NoPolicy
    counted = sorted(lines(asked, school=school), key=lambda line: grade_number(line.grade))
    begins = counts = _begins(asked, school, counted)
    since = start_of(years - 1, held.years) if years > 1 else None
    if since is not None:
        begins = min(begins, datetime.combine(since, time(), tzinfo=district.zone))
    texts, hearings = texts_and_hearings(rows[0].policy)
    told = years_between(district, since, today) if since is not None else []
    over = [year for year in told if year.ends_on < today]
    if not told and asked.year.ends_on < today:
        # Between two school years what was said is of the one that ended, as the figures are.
        over = years_between(district, asked.year.ends_on, asked.year.ends_on)
    versions = in_force_since(district, begins.date(), today)
    prefetch_related_objects(versions, "keepings")
    tell(EvidenceOrder.Stage.SAMPLE)
    sample = tuple(records(drawn(school, asked), district.zone)) if with_sample else None
    tell(EvidenceOrder.Stage.MEETINGS)
    return Evidence(
        school=school,
        policy=rows[0].policy,
        rules=rules,
        year=year_of_names(held.years, today),
        asked=asked,
        lines=tuple(counted),
        sample=sample,
        held=(
            *booked_meetings(school, begins),
            *unbooked_meetings(school, begins),
            *earlier_meetings(school, begins),
        ),
        groups=tuple(group_meetings(school, begins)),
        elsewhere=held_elsewhere(school, begins, asked.here),
        tried=tries_since(school, asked, counts, since=begins),
        at=now,
        days=tuple(kept_days(district, [school], since=since)),
        says=tuple(results([school], None, today)),
        unplanned=without_course_plan(school.pk, asked),
        left_out=tuple(left_out(asked, school=school)),
        texts=tuple(texts),
        hearings=tuple(hearings),
        since=since,
        of_years=years,
        versions=tuple(versions),
        earlier=tuple(_earlier(versions, held.years)),
        ended=tuple(_ended(school, begins.date(), today)),
        said_before=tuple((year, tuple(results([school], year.pk, today))) for year in over),
        time=tuple(_time(school, told, today)) if with_time else None,
    )


def _earlier(versions: Sequence[BoardPolicy], years: Sequence[Year]) -> Iterator[Earlier]:
    """Those that are over with what they said; each held until the next one began. Three queries at most."""
    over = versions[1:]
    prefetch_related_objects(over, "texts", "rules", "consultations")
    for one, after in zip(over, versions, strict=False):
        if after.starts_on is None:
            continue
        until = after.starts_on - timedelta(days=1)
        yield Earlier(
            policy=one,
            until=until,
            year=year_of_names([year for year in years if year.starts_on <= until], until),
            rules=tuple(rules_of(one)),
            texts=tuple(one.texts.all()),
            hearings=tuple(one.consultations.all()),
        )


def _ended(school: School, begins: date, today: date) -> Iterator[tuple[SchoolException, tuple[Rule, ...]]]:
    """One query, and one for the rules of each day on which one of them ended."""
    rules: dict[date, tuple[Rule, ...]] = {}
    for row in over_since(school, begins, today):
        last = last_day_of(row) or today
        if last not in rules:
            rules[last] = tuple(rule.as_rule for rule in rows_in_force(school.district, last))
        yield row, rules[last]


def _time(school: School, years: Iterable[SchoolYear], today: date) -> Iterator[tuple[SchoolYear, int, Time]]:
    """The years in which the school had a counselor. Five queries for each at most."""
    for year in years:
        found = counselors_of([school], year, today)
        if found:
            yield year, len(found), sum((one.time for one in found), Time())


def _begins(asked: Asked, school: School, counted: Iterable[Line]) -> datetime:
    """When the longest span of the school's grades began."""
    this_year = datetime.combine(asked.year.starts_on, time(), tzinfo=school.district.zone)
    return min((line.part.begins for line in counted), default=this_year)
