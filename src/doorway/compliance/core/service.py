"""Counselors' time: how much of it is direct service to students and families."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

DIRECT = ("student", "group", "family")
INDIRECT = ("program", "other")
# A day has more hours than anybody works.
MOST_MINUTES = 16 * 60


@dataclass(frozen=True)
class Written:
    """Minutes that somebody wrote down on a day, by kind: one of DIRECT or INDIRECT."""

    on: date
    kind: str
    minutes: int


@dataclass(frozen=True)
class Time:
    """Minutes: of conferences to which families came, of direct and of indirect service that was written down.

    ``conferences`` holds the minutes of ``meetings`` and of ``groups``, group conferences whose minutes are known;
    of ``unsaid`` group conferences nobody has said how long they took.
    """

    conferences: int = 0
    meetings: int = 0
    direct: int = 0
    indirect: int = 0
    groups: int = 0
    unsaid: int = 0

    @property
    def all_direct(self) -> int:
        """Conferences and what was written down as direct."""
        return self.conferences + self.direct

    @property
    def total(self) -> int:
        """All that is known."""
        return self.all_direct + self.indirect

    @property
    def share(self) -> int | None:
        """Direct service in whole percent of all that is known, rounded down; none where nothing is known.

        Rounded down, so that 84.9 is never shown as enough.
        """
        return 100 * self.all_direct // self.total if self.total else None

    def reaches(self, percent: int) -> bool:
        """Whether the share is what a rule asks."""
        return self.total > 0 and 100 * self.all_direct >= percent * self.total

    @property
    def is_telling(self) -> bool:
        """Whether indirect time is written down at all: without any the share is 100 and says nothing."""
        return self.indirect > 0

    def __add__(self, other: Time) -> Time:
        return Time(
            self.conferences + other.conferences,
            self.meetings + other.meetings,
            self.direct + other.direct,
            self.indirect + other.indirect,
            self.groups + other.groups,
            self.unsaid + other.unsaid,
        )


def time_of(
    meetings: Iterable[tuple[datetime, datetime]],
    written: Iterable[Written],
    *,
    untimed: Iterable[int] = (),
    groups: Iterable[int | None] = (),
) -> Time:
    """Meetings as (start, end) with what was written down. Minutes in which two meetings lie on each other count once.

    Two children of one family who are met together are two meetings of one time. ``untimed``: the minutes of meetings
    of which only the day is known; each counts in full. ``groups``: those of group conferences, none where unknown.
    """
    spans = sorted(set(meetings))
    minutes, number, reached = 0.0, 0, None
    for starts, ends in spans:
        number += 1
        begins = starts if reached is None or starts > reached else reached
        if ends > begins:
            minutes += (ends - begins).total_seconds() / 60
            reached = ends
    rows, loose, together = list(written), list(untimed), list(groups)
    known = [one for one in together if one is not None]
    return Time(
        conferences=round(minutes) + sum(loose) + sum(known),
        meetings=number + len(loose),
        direct=sum(row.minutes for row in rows if row.kind in DIRECT),
        indirect=sum(row.minutes for row in rows if row.kind in INDIRECT),
        groups=len(known),
        unsaid=len(together) - len(known),
    )
