"""Writing down that the board lets a school do something differently, and withdrawing that."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from copy import copy
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone
from django.utils.formats import date_format

from doorway.accounts.models import User
from doorway.compliance.actions.policies import lock_versions
from doorway.compliance.actions.words import check_words
from doorway.compliance.core.rules import Difference, problems_of
from doorway.compliance.core.years import EARLIEST, FURTHEST_START_DAYS, MOST_REVIEW_YEARS, years_after
from doorway.compliance.errors import (
    ApprovedInFuture,
    ApprovedUnread,
    BadDay,
    BeforeAll,
    BelowLaterPolicy,
    BelowPolicy,
    EndsBeforeStart,
    EndsFarAway,
    GradesBackwards,
    GradesNotThere,
    NoMinutes,
    NoRuleThere,
    NotDifferent,
    OverAlready,
    StartsBeforeApproval,
    StartsFarAway,
    TwoExceptions,
    WithdrawnAfterEnd,
    WithdrawnAlready,
    WithdrawnBeforeToday,
    WithdrawnUnread,
)
from doorway.compliance.models import BoardPolicy, SchoolException
from doorway.compliance.queries.drafts import print_of
from doorway.compliance.queries.exceptions import kept_rules, last_day_of, overlapping
from doorway.compliance.queries.policies import (
    begun_years,
    floors_of,
    kinds_of,
    numbered_grades,
    rules_of,
    versions_on_days,
    year_of_names,
    year_starts,
)
from doorway.compliance.wording import grades_name, problem_words
from doorway.policy.queries import state_pack
from doorway.roster.models import School

LONGEST_REASON = 2000


@dataclass(frozen=True)
class Approval:
    """What the board approved: why (by language), when, where it is written, from when until when.

    ``language``: in which ``minutes`` is written; empty where that is not known. ``looked_at``: words of which somebody
    has said that they name no student.
    """

    reasons: Mapping[str, str]
    approved_on: date
    minutes: str
    starts_on: date
    ends_on: date | None = None
    language: str = ""
    looked_at: Collection[str] = ()


def proposed(*, school: School, difference: Difference, approval: Approval, by: User, now: datetime) -> SchoolException:
    """The exception, looked at from all sides and not saved yet: for the preview, and for what is written down."""
    district = school.district
    today = timezone.localdate(now, district.zone)
    if difference.last < difference.first:
        raise GradesBackwards
    _check_grades(school, difference)
    _check_days(approval, today)
    written = ((code, text.replace("\x00", "").strip()[:LONGEST_REASON]) for code, text in approval.reasons.items())
    reasons = {code: text for code, text in written if text}
    minutes = " ".join(approval.minutes.replace("\x00", "").split())[:200]
    # Everybody reads them with the policy, and no exception is ever rewritten.
    check_words(district, *reasons.values(), minutes, looked_at=approval.looked_at)
    row = SchoolException(
        district_id=school.district_id,
        school=school,
        first_grade=difference.first,
        last_grade=difference.last,
        individual=difference.individual,
        group=difference.group,
        with_counselor=difference.with_counselor,
        group_with_counselor=difference.group_with_counselor,
        signatures=None if difference.signatures is None else list(difference.signatures),
        due_month=difference.due[0] if difference.due else None,
        due_day=difference.due[1] if difference.due else None,
        reason=next(iter(reasons.values()), ""),
        reasons=reasons,
        approved_on=approval.approved_on,
        minutes=minutes,
        language=approval.language,
        starts_on=approval.starts_on,
        ends_on=approval.ends_on,
        written_by=by,
        written_at=now,
    )
    if not row.reason or not row.minutes:
        raise NoMinutes
    _check_rules(row, versions_on_days(district, row.starts_on, row.ends_on))
    _check_alone(row)
    return row


@transaction.atomic
def approve_exception(
    *, school: School, difference: Difference, approval: Approval, by: User, now: datetime, seen: str | None = None
) -> SchoolException:
    """The board has approved it: from its first day on the school is counted by its own rule.

    ``seen``: the print of what a page has shown (:func:`print_of_exception`); what is written down is what was read.
    """
    lock_versions(school.district)
    School.objects.select_for_update(of=("self",)).get(pk=school.pk)
    row = proposed(school=school, difference=difference, approval=approval, by=by, now=now)
    if seen is not None and seen != print_of_exception(row):
        raise ApprovedUnread
    row.save(force_insert=True)
    return row


def print_of_exception(row: SchoolException) -> str:
    """What an exception says, and the rules over which it is laid on its days, in a short print."""
    said = (row.school_id, row.difference, row.reasons, row.minutes, row.approved_on, row.starts_on, row.ends_on)
    versions = versions_on_days(row.school.district, row.starts_on, row.ends_on)
    return print_of([said, *((day, rules_of(version)) for day, version in versions)])


@transaction.atomic
def withdraw_exception(
    *, row: SchoolException, on: date | None, by: User, now: datetime, seen: str | None = None
) -> SchoolException:
    """It does not hold any more from a day on, today or later; what was before stays as it was.

    Until that day has come it can be another one, or none: then the exception holds as it was approved. Who wrote down
    what stays on record. ``seen``: the print of what a page has shown (:func:`print_of_withdrawal`).
    """
    lock_versions(row.school.district)
    School.objects.select_for_update(of=("self",)).get(pk=row.school_id)
    found = SchoolException.objects.select_for_update(of=("self",)).select_related("school__district").get(pk=row.pk)
    before, today = found.withdrawn_on, timezone.localdate(now, found.school.district.zone)
    if on is not None and on == before:
        # Pressed twice, or by two people.
        return found
    check_withdrawal(found, on, today)
    if seen is not None and on is not None and seen != print_of_withdrawal(found, on):
        raise WithdrawnUnread
    found.withdrawn_on, found.withdrawn_by = on, None if on is None else by
    if on == before:
        return found
    last = found.withdrawals.order_by("-number").first()
    found.withdrawals.create(
        district_id=found.district_id, number=last.number + 1 if last else 1, since=on, by=by, at=now
    )
    found.save(update_fields=["withdrawn_on", "withdrawn_by"])
    return found


def check_withdrawal(row: SchoolException, on: date | None, today: date) -> None:
    """Refuse a day from which on an exception is not to hold; none: it is to hold as it was approved."""
    before = row.withdrawn_on
    if before is not None and before <= today:
        raise WithdrawnAlready
    if row.ends_on is not None and row.ends_on < today:
        raise OverAlready(date=date_format(row.ends_on, "DATE_FORMAT"))
    if on is not None:
        _check_withdrawal(row, on, today)
    if before is None or (on is not None and on <= before):
        return
    # On the days that it gets back, another one or another version may hold since.
    again = copy(row)
    again.withdrawn_on = on
    _check_alone(again)
    # One that begins later never holds under what is in force until then.
    since = max(today, again.starts_on)
    for day, version in versions_on_days(again.school.district, since, last_day_of(again)):
        _check_version(again, version, day, is_first=day == since)


def print_of_withdrawal(row: SchoolException, on: date) -> str:
    """What an exception says now, from when it is not to hold, and the rules from then on, in a short print."""
    since = max(on, row.starts_on)
    versions = versions_on_days(row.school.district, since, None if row.ends_on is None else max(since, row.ends_on))
    said = (str(row.pk), row.difference, row.withdrawn_on, on)
    return print_of([said, *((day, rules_of(version)) for day, version in versions)])


def _check_withdrawal(row: SchoolException, on: date, today: date) -> None:
    if on < today:
        raise WithdrawnBeforeToday
    if row.ends_on is not None and on > row.ends_on:
        raise WithdrawnAfterEnd(date=date_format(row.ends_on, "DATE_FORMAT"))
    if (on - today).days > FURTHEST_START_DAYS:
        raise StartsFarAway(date=date_format(on, "DATE_FORMAT"))


def _check_alone(row: SchoolException) -> None:
    other = overlapping(row)
    if other is not None:
        raise TwoExceptions(date=date_format(other.starts_on, "DATE_FORMAT"))


def _check_grades(school: School, difference: Difference) -> None:
    there = numbered_grades(school)
    # A school whose grades nobody entered may have any.
    if there and not set(range(difference.first, difference.last + 1)) <= set(there):
        raise GradesNotThere(school=school.name, grades=grades_name(there[0], there[-1]))


def _check_days(approval: Approval, today: date) -> None:
    if approval.approved_on > today:
        raise ApprovedInFuture(date=date_format(approval.approved_on, "DATE_FORMAT"))
    if approval.approved_on < EARLIEST:
        raise BeforeAll(date=date_format(approval.approved_on, "DATE_FORMAT"), year=EARLIEST.year)
    if approval.starts_on < approval.approved_on:
        raise StartsBeforeApproval(date=date_format(approval.starts_on, "DATE_FORMAT"))
    if approval.ends_on is not None and approval.ends_on < approval.starts_on:
        raise EndsBeforeStart
    # What is written down is never changed: a slip in the year would stay.
    if (approval.starts_on - today).days > FURTHEST_START_DAYS:
        raise StartsFarAway(date=date_format(approval.starts_on, "DATE_FORMAT"))
    if approval.ends_on is not None and approval.ends_on > years_after(approval.starts_on, MOST_REVIEW_YEARS):
        raise EndsFarAway(date=date_format(approval.ends_on, "DATE_FORMAT"), years=MOST_REVIEW_YEARS)


def _check_rules(row: SchoolException, versions: Sequence[tuple[date, BoardPolicy]]) -> None:
    """Against every version that holds on one of its days: what was asked on them, not what is asked today.

    Where a later one does not go with it, adopting that afterwards would have been refused.
    """
    difference, each = row.difference, [rules_of(version) for _day, version in versions]
    grades = range(difference.first, difference.last + 1)
    if not any(grade in rule for rules in each for rule in rules for grade in grades):
        raise NoRuleThere
    if difference.due is not None and not _is_a_day(*difference.due):
        raise BadDay
    if all(one.rule == one.as_kept for rules in each for one in kept_rules(row, rules)):
        raise NotDifferent
    for place, (day, version) in enumerate(versions):
        _check_version(row, version, day, is_first=not place)


def _check_version(row: SchoolException, version: BoardPolicy, day: date, *, is_first: bool) -> None:
    """Against one version, by what the state asks on the first day on which both hold."""
    pack, years = state_pack(row.school.district), begun_years(row.school.district, day)
    found = problems_of(
        row.difference,
        rules_of(version),
        kinds=kinds_of(pack),
        floors=floors_of(pack, day),
        year_starts=year_starts(years),
    )
    if not found:
        return
    reason = problem_words(found[0], pack, year_of_names(years, day))
    if is_first:
        raise BelowPolicy(reason=reason)
    raise BelowLaterPolicy(number=version.number, date=date_format(day, "DATE_FORMAT"), reason=reason)


def _is_a_day(month: int, day: int) -> bool:
    # February 29 comes only every four years: nothing can be due on it.
    try:
        date(2023, month, day)
    except ValueError:
        return False
    return True
