"""From when on something counts for a student, and by when it must be there. Pure, without a database.

Every day here follows from the rule, the grade and the grades before it, the school years and the day on which the
student came: nothing else.
"""

from __future__ import annotations

import calendar
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from doorway.compliance.core.path import USUAL, Path
from doorway.compliance.core.rules import Rule

OPENS_FROM, OPENS_BY = (7, 1), (9, 15)
"""The first weeks of a school year, by (month, day): in them a roster lets everybody begin who is there that year."""

CLOSING = timedelta(days=45)
"""The last weeks of a school year. A roster ends its students' roles with the last day of school, seniors' before that;
the school year here goes on until the end of June."""


@dataclass(frozen=True)
class Opening:
    """The first weeks of a school year, which may begin before its own first day. Whoever begins in them is there from
    the start, with everybody else. ``starts_on``: the first day of the school year."""

    first: date
    last: date
    starts_on: date

    def __contains__(self, day: object) -> bool:
        """Whether a day lies in them."""
        return isinstance(day, date) and self.first <= day <= self.last


def opening_of(starts_on: date) -> Opening:
    """The first weeks of the school year that starts then, from July 1 on or from its first day, if that is sooner; its
    first day alone where it starts after all the others."""
    last = date(starts_on.year, *OPENS_BY)
    if starts_on > last:
        return Opening(starts_on, starts_on, starts_on)
    return Opening(min(starts_on, date(starts_on.year, *OPENS_FROM)), last, starts_on)


def opening_with(day: date, starts_on: date) -> Opening | None:
    """The first weeks of a school year in which a day lies; none for a day later in the year.

    ``starts_on``: when any school year starts.
    """
    found = opening_of(years_later(starts_on, day.year - starts_on.year))
    return found if day in found else None


def openings(starts_on: date, after: date, until: date) -> list[Opening]:
    """The first weeks of the school years of which some day lies after one day and not after another, in order."""
    years = range(after.year - starts_on.year, until.year - starts_on.year + 1)
    found = (opening_of(years_later(starts_on, number)) for number in years)
    return [one for one in found if one.last > after and one.first <= until]


@dataclass(frozen=True)
class Year:
    """A school year."""

    starts_on: date
    ends_on: date


def since(rule: Rule, grade: int, years: Sequence[Year], path: Path = USUAL) -> date:
    """The first day that counts for a student of this grade. ``years``: those that have begun, the newest first.

    In a band it is the first day of the year in which the student came to the band's grades: who repeats one of them
    has been in them for a year more, who skipped one for a year less.
    """
    return start_of(years_in_span(rule, grade, path), years)


def years_in_span(rule: Rule, grade: int, path: Path = USUAL) -> int:
    """For how many school years before this one the span has been going on."""
    return path.years_since(grade, rule.first) if rule.span == "band" else 0


def start_of(back: int, years: Sequence[Year]) -> date:
    """The first day of the school year so many years ago; a year that is not known is reckoned from the next one.

    A year is found by its name and not by its place: a district that wrote down 2011-12 for an old letter and the years
    since 2025 has nothing of what lies between.
    """
    named = years[0].ends_on.year - back
    # The newest comes first, so this is the year itself, or the first one known after it.
    after = [year for year in years if year.ends_on.year >= named]
    return years_later(after[-1].starts_on, named - after[-1].ends_on.year)


def years_back(day: date, years: Sequence[Year]) -> int:
    """How many school years ago a day was.

    ``years``: those that have begun, the newest first; a year that is not known is reckoned.
    """
    back = 0
    while day < start_of(back, years):
        back += 1
    return back


@dataclass(frozen=True)
class PlanDays:
    """The days of a plan for the students of one grade.

    ``begins``: a plan that was shared on it or later is in force. ``first``: it can be there from this day on, and one
    that was shared since then was begun, even when it has run out. ``due``: by when it is begun; none where the rule
    has no day of its own for it.
    """

    begins: date
    first: date
    due: date | None


def plan_days(
    rule: Rule, grade: int, years: Sequence[Year], kind_first: int, known_from: date, path: Path = USUAL
) -> PlanDays:
    """When a plan is in force, and by when there is one. ``kind_first``: the first grade of this kind of plan.

    ``known_from``: since when plans are written here. Plans of before lie in a drawer: nobody is late for one that this
    record cannot know, so no plan is due before the first such day of the calendar after it.
    """
    begins = since(rule, grade, years, path)
    back = years_in_span(rule, grade, path)
    if rule.plan_years:
        # Of another kind was the plan of the grades before, and no plan outlasts its years: years, whatever the grades.
        back = path.years_since(grade, kind_first)
        begins = start_of(min(back, rule.plan_years - 1), years)
    first = start_of(back, years)
    due = None
    if rule.plan_due is not None:
        due = max(_day_after(first, *rule.plan_due), _day_after(known_from, *rule.plan_due))
    return PlanDays(begins, first, due)


def plan_due_on(days: PlanDays, rule: Rule, came_on: date | None) -> date | None:
    """By when a student has a plan at all; none where the rule has no day of its own for it.

    Only whoever came after the first weeks has other days: a student who was here at the start began with all the
    others. Who began with a later school year has until its day: came to the district, or a roster began it anew.
    """
    if days.due is None or came_on is None or came_on <= days.first or not rule.plan_newcomer_days:
        return days.due
    opening = opening_with(came_on, days.first)
    if opening is not None and came_on <= (own := plan_day_of(opening, rule)):
        return max(days.due, own)
    return max(days.due, came_on + timedelta(days=rule.plan_newcomer_days))


def plan_day_of(opening: Opening, rule: Rule) -> date:
    """By when whoever began with this school year has a plan, where the rule has a day of its own for it."""
    return _day_after(opening.starts_on, *(rule.plan_due or (opening.last.month, opening.last.day)))


@dataclass(frozen=True)
class SpanDays:
    """By when everything is due in a span.

    ``starts``: the first day of the school year of the day on which it is asked. ``ends``: the span's last day, or the
    day on which everything is due where that is later. ``then``: when the same is due in the next span; none where the
    policy asks nothing afterwards. ``first``: by when the first of several conferences was held, where it has a day.
    """

    due: date
    ends: date
    starts: date
    then: date | None = None
    first: date | None = None


def span_days(rule: Rule, grade: int, year: Year, known_from: date = date.min) -> SpanDays:
    """The days of the span in which a student of this grade is, without what comes after it.

    ``known_from``: since when conferences are written here. Of a fall before it nobody knows who was met.
    """
    years = rule.last - grade if rule.span == "band" else 0
    due = year.ends_on if rule.due is None else _day_after(year.starts_on, *rule.due)
    # A day in the summer after the last day of school still belongs to the span.
    ends = years_later(max(due, year.ends_on), years)
    first = None if rule.first_due is None else _day_after(year.starts_on, *rule.first_due)
    if first is not None and first < known_from:
        first = None
    return SpanDays(years_later(due, years), ends, year.starts_on, first=first)


def with_next(days: SpanDays, following: Rule | None, grade: int, year: Year) -> SpanDays:
    """The same with the day of the next span. ``following``: the rule of the first grade after it, ``grade``."""
    if following is None:
        return days
    ahead = days.ends.year - year.ends_on.year + 1
    later = Year(years_later(year.starts_on, ahead), years_later(year.ends_on, ahead))
    return replace(days, then=span_days(following, grade, later).due)


def due_on(days: SpanDays, rule: Rule, came_on: date | None) -> date:
    """By when a student has everything besides the plan's own day. ``came_on``: first day in the district, where known.

    Whoever came so late that their days reach over the end of the span is asked in the next one: what is counted begins
    anew there, so a day after the end would never come. Where nothing follows, the last day is the day. Whoever began
    in the first weeks of a school year has the day of everybody, if it was still to come.
    """
    if came_on is None or not rule.newcomer_days:
        return days.due
    if came_on <= days.due and opening_with(came_on, days.starts):
        return days.due
    late = came_on + timedelta(days=rule.newcomer_days)
    if late <= days.due:
        return days.due
    if late <= days.ends:
        return late
    return days.ends if days.then is None else days.then


def first_due_on(days: SpanDays, rule: Rule, came_on: date | None) -> date | None:
    """By when a student was at the first of several conferences; none where that is due with everything else.

    So it is for whoever came so late that their days reach over that day: they are not asked for a conference of the
    fall in which they were not here, and have both to the end.
    """
    if days.first is None or came_on is None:
        return days.first
    if came_on <= days.first and opening_with(came_on, days.starts):
        return days.first
    return days.first if came_on + timedelta(days=rule.newcomer_days) <= days.first else None


def _day_after(starts_on: date, month: int, day: int) -> date:
    """The first such day of a school year that begins then."""
    found = date(starts_on.year, month, day)
    return found if found >= starts_on else date(starts_on.year + 1, month, day)


def years_later(day: date, years: int) -> date:
    """The same day so many years later, or before; the last of February where there is no other."""
    month_days = calendar.monthrange(day.year + years, day.month)[1]
    return date(day.year + years, day.month, min(day.day, month_days))
