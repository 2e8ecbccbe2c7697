"""The living calendar: one conference just over, one open for booking, others on their way."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from doorway.conferences.actions.invitations import invite_families
from doorway.conferences.actions.publishing import approve, publish, send_back
from doorway.conferences.actions.submission import (
    HostChoice,
    add_host_time,
    add_room,
    add_window,
    prepare_conference,
    set_hosts,
    set_times,
    submit,
)
from doorway.conferences.models import Conference, HostTime
from doorway.demo.build.stage import Stage
from doorway.roster.models import Room, School, SchoolClass

NOTE = "Use the main door. The book fair is open in the library."
NOTE_ES = "Entre por la puerta principal. La feria del libro está abierta en la biblioteca."


@dataclass(frozen=True)
class Wanted:
    """A conference to be made: how far it gets, on which days, and how many days ago its families could first book."""

    school: str
    kind: str
    days: tuple[date, ...]
    hours: tuple[tuple[float, float], ...]
    until: str
    opened: int = 0
    also_for: tuple[str, ...] = ()
    label: str = ""
    slot_minutes: int = 15
    note: str = ""
    note_es: str = ""


HALF_DAY = ((13.0, 16.75),)
LATE_HALF_DAY = ((13.0, 16.5), (17.0, 19.0))


def wanted(stage: Stage) -> list[Wanted]:
    """This year's conferences around today."""
    calendar, today = stage.draft.calendar, stage.today
    over = tuple(calendar.school_days(today - timedelta(days=1), 2, back=True))
    soon = tuple(calendar.school_days(today + timedelta(days=6), 2))
    later = tuple(calendar.school_days(soon[-1] + timedelta(days=5), 2))
    last = tuple(calendar.school_days(later[-1] + timedelta(days=14), 2))
    rows = [
        Wanted("escalante-elementary", "sep", over, HALF_DAY, "over", opened=21),
        Wanted("escalante-high", "seop", over, LATE_HALF_DAY, "over", opened=21, slot_minutes=10),
        Wanted("panguitch-elementary", "sep", soon, HALF_DAY, "open", opened=4, note=NOTE, note_es=NOTE_ES),
        Wanted(
            "panguitch-high",
            "seop",
            soon,
            LATE_HALF_DAY,
            "open",
            opened=3,
            also_for=("panguitch-middle",),
            label="Panguitch Middle/High",
            slot_minutes=10,
        ),
        Wanted("bryce-valley-elementary", "sep", later, HALF_DAY, "published", opened=-3),
        Wanted("bryce-valley-high", "seop", later, LATE_HALF_DAY, "approved", slot_minutes=10),
        Wanted("antimony-elementary", "sep", later[:1], HALF_DAY, "submitted"),
        Wanted("boulder-elementary", "sep", later[:1], HALF_DAY, "returned"),
        Wanted("panguitch-elementary", "sep", last, HALF_DAY, "draft"),
    ]
    county = {row.school for row in rows} | {"panguitch-middle"}
    for school in stage.draft.schools:
        if school.slug not in county:
            kind, hours, slot = ("sep", HALF_DAY, 10) if school.is_elementary else ("seop", LATE_HALF_DAY, 10)
            rows.append(Wanted(school.slug, kind, soon, hours, "open", opened=3, slot_minutes=slot))
    return rows


def make(stage: Stage, row: Wanted) -> Conference:
    """One conference, taken through the same steps as by hand, each on its day."""
    school, office = stage.schools[row.school], stage.office(row.school)
    opened = stage.now - timedelta(days=row.opened)
    # The school began a month before it opens, or in these days when it is not that far yet.
    begun = min(opened, stage.now) - timedelta(days=14)
    conference = prepare_conference(
        school=school,
        kind=row.kind,
        by=office,
        now=begun,
        label=row.label,
        also_for=[stage.schools[other] for other in row.also_for],
    )
    for day in row.days:
        for start, end in row.hours:
            add_window(
                conference=conference,
                starts_at=_at(stage, day, start),
                ends_at=_at(stage, day, end),
                by=office,
                now=begun,
            )
    set_times(
        conference=conference,
        slot_seconds=row.slot_minutes * 60,
        passing_seconds=0,
        opens_at=opened if row.until in {"over", "open", "published"} else None,
        closes_hours_before=2,
        note=row.note,
        note_es=row.note_es,
        by=office,
    )
    _hosts(stage, conference, row)
    _steps(stage, conference, row, begun=begun, opened=opened)
    conference.refresh_from_db()
    return conference


def _at(stage: Stage, day: date, hour: float) -> datetime:
    return stage.at(day, int(hour), round(hour % 1 * 60))


def _steps(stage: Stage, conference: Conference, row: Wanted, *, begun: datetime, opened: datetime) -> None:
    district, office = stage.office(), stage.office(row.school)
    if row.until == "draft":
        return
    submit(conference=conference, by=office, now=begun + timedelta(days=1))
    if row.until == "returned":
        note = "Lunch is served until 12:45. Could the first slot begin at 1:15?"
        send_back(conference=conference, by=district, now=begun + timedelta(days=3), note=note)
    if row.until in {"submitted", "returned"}:
        return
    approve(conference=conference, by=district, now=begun + timedelta(days=4))
    if row.until == "approved":
        return
    publish(conference=conference, by=district, now=begun + timedelta(days=7))
    # In a large district only the cast's school invites: thousands of letters nobody reads take minutes to write.
    if row.until in {"over", "open"} and (not stage.is_large or row.school == "panguitch-elementary"):
        invite_families(conference=conference, by=office, now=opened - timedelta(hours=1))


def _hosts(stage: Stage, conference: Conference, row: Wanted) -> None:
    """The hosts that the product suggests, each in the room where they teach; June takes a break."""
    schools = [stage.schools[slug] for slug in (row.school, *row.also_for)]
    places = _rooms(schools)
    hosts = list(conference.hosts.select_related("person").order_by("person__sourced_id"))
    choices = [
        HostChoice(
            person=host.person_id,
            room=places[host.person.sourced_id].pk if host.person.sourced_id in places else None,
            meets_everyone=host.meets_everyone,
        )
        for host in hosts
    ]
    set_hosts(conference=conference, choices=choices, by=stage.office(row.school))
    june = conference.hosts.filter(person__sourced_id="june").first()
    if june is not None:
        for day in row.days:
            add_host_time(
                host=june,
                kind=HostTime.Kind.BREAK,
                starts_at=stage.at(day, 15),
                ends_at=stage.at(day, 15, 15),
                by=stage.office(row.school),
            )


def _rooms(schools: Iterable[School]) -> dict[str, Room]:
    """The room of each teacher, by roster id; rooms are entered when they are not on the list yet."""
    found: dict[str, Room] = {}
    for school in schools:
        known = {room.name: room for room in Room.objects.filter(school=school)}
        taught = SchoolClass.objects.filter(school=school, is_active=True, enrollments__role="teacher").exclude(
            location=""
        )
        rows = taught.order_by("sourced_id").values_list("location", "enrollments__person__sourced_id")
        for name, teacher in rows:
            room = known.get(name) or known.setdefault(name, add_room(school=school, name=name))
            found.setdefault(teacher, room)
    return found
