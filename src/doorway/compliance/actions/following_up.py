"""Writing down that somebody tried to reach a family, and that families came to a group conference."""

from __future__ import annotations

import uuid
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext

from doorway.accounts.models import User
from doorway.accounts.typing import holds_ssn
from doorway.compliance.actions.words import check_words
from doorway.compliance.errors import (
    ChangedMeanwhile,
    GroupGradesBackwards,
    GroupInFuture,
    GroupTakenBack,
    GroupTwice,
    LooksLikeNumber,
    NoGroupReason,
    NoHost,
    NotKnownWhatChanged,
    NotOfStaff,
    NoTopic,
    NoTryReason,
    TooLongAgo,
    TriedInFuture,
    TriedTwice,
    TryTakenBack,
)
from doorway.compliance.models import ContactTry, GroupConference, GroupGuest, GroupHost
from doorway.compliance.queries.drafts import Prints, typed_print
from doorway.compliance.queries.groups import staff_of
from doorway.roster.models import Person, School

# A second press of the button within this time is the same try.
AT_ONCE = timedelta(minutes=2)
# And the same group conference: a page that is sent twice over a slow line.
GROUP_AT_ONCE = timedelta(minutes=10)
# As far as the longest review looks back, and as a conference without a booking may (conferences/actions/holding.py).
MOST_YEARS = 6
LONGEST_NOTE = 200
LONGEST_REASON = 300


@transaction.atomic
def record_try(
    *,
    student: Person,
    how: str,
    outcome: str,
    note: str,
    on: date,
    by: Person,
    now: datetime,
    also: Sequence[Person] = (),
    entry: str = "",
) -> list[ContactTry]:
    """Write a try down, of today or of an earlier day. It stays; one that was entered by mistake is taken back.

    ``also``: children of the same guardians about whom the same call was. Each gets a line of their own; one who has
    this very line already keeps the one. ``entry``: what the page was given when it was made: of an earlier day nobody
    knows the time, and only so a second press of the button is told from a second try of that day.
    """
    zone = student.district.zone
    today = timezone.localdate(now, zone)
    if on > today:
        raise TriedInFuture(date=date_format(on, "DATE_FORMAT"))
    _check_not_long_ago(on, today)
    note = " ".join(note.replace("\x00", "").split())[:LONGEST_NOTE]
    if holds_ssn(note):
        raise LooksLikeNumber
    everybody = [student, *also]
    ids = sorted(one.pk for one in everybody)
    list(Person.objects.select_for_update(of=("self",)).filter(pk__in=ids).order_by("pk").values_list("pk"))
    how, outcome = ContactTry.How(how), ContactTry.Outcome(outcome)
    at = now if on == today else datetime.combine(on, time(12), tzinfo=zone)
    # The same page sent again would make the same lines again.
    made = {one.pk: _line_of(entry, one, by, on, how, outcome, note) if entry else uuid.uuid4() for one in everybody}
    same = Q(pk__in=made.values())
    if on == today or not entry:
        line = Q(student__in=ids, by=by, how=how, outcome=outcome, note=note, taken_back_at=None)
        same |= line & Q(at__gt=at - AT_ONCE, at__lte=at)
    known = set(ContactTry.objects.filter(same).values_list("student", flat=True))
    if known.issuperset(ids):
        raise TriedTwice
    return [
        ContactTry.objects.create(
            pk=made[one.pk], district_id=one.district_id, student=one, how=how, outcome=outcome, note=note, at=at, by=by
        )
        for one in everybody
        if one.pk not in known
    ]


def _line_of(entry: str, student: Person, by: Person, on: date, *said: str) -> uuid.UUID:
    """The key of a line: one and the same for what is said twice from one page."""
    return uuid.uuid5(student.pk, "\n".join((entry, str(by.pk), on.isoformat(), *said)))


@transaction.atomic
def take_try_back(*, line: ContactTry, why: str, by: Person, now: datetime) -> ContactTry:
    """It was entered by mistake: it is no try any more, and stays on record with why. Lines of others keep theirs."""
    found = ContactTry.objects.select_for_update(of=("self",)).get(pk=line.pk)
    if found.taken_back_at is not None:
        raise TryTakenBack
    why = " ".join(why.replace("\x00", "").split())[:LONGEST_NOTE]
    if not why:
        raise NoTryReason
    if holds_ssn(why):
        raise LooksLikeNumber
    found.taken_back_at, found.taken_back_by, found.taken_back_why = now, by, why
    found.save(update_fields=["taken_back_at", "taken_back_by", "taken_back_why"])
    return found


@transaction.atomic
def hold_group(
    *,
    school: School,
    topic: str,
    hosts: Collection[uuid.UUID],
    held_on: date,
    by: User,
    now: datetime,
    led_by: str = "",
    language: str = "",
    minutes: int | None = None,
    first_grade: int | None = None,
    last_grade: int | None = None,
    looked_at: Collection[str] = (),
) -> GroupConference:
    """Write a group conference down after it took place: for a run of grades, or for all of the school.

    ``hosts``: people of the staff who held it; ``led_by``: others, in words. ``language``: in which it is written.
    ``minutes`` count as direct service of the counselors among the hosts. ``looked_at``: words of the topic of which
    somebody has said that they name no student.
    """
    today = timezone.localdate(now, school.district.zone)
    if held_on > today:
        raise GroupInFuture(date=date_format(held_on, "DATE_FORMAT"))
    _check_not_long_ago(held_on, today)
    topic, led_by = _tidy(topic), _others(led_by)
    if not topic:
        raise NoTopic
    # It stands in the evidence.
    check_words(school.district, topic, looked_at=looked_at)
    _check_hosts(school, hosts)
    first_grade = last_grade if first_grade is None else first_grade
    last_grade = first_grade if last_grade is None else last_grade
    if first_grade is not None and last_grade is not None and last_grade < first_grade:
        raise GroupGradesBackwards
    held_at = datetime.combine(held_on, time(12), tzinfo=school.district.zone)
    _check_new(school, now, hosts, held_at=held_at, topic=topic, first_grade=first_grade, last_grade=last_grade)
    found = GroupConference.objects.create(
        district_id=school.district_id,
        school=school,
        held_at=held_at,
        topic=topic,
        language=language,
        led_by=led_by,
        minutes=minutes,
        first_grade=first_grade,
        last_grade=last_grade,
        created_by=by,
        created_at=now,
    )
    _write_hosts(found, set(hosts))
    return found


def _check_new(school: School, now: datetime, hosts: Collection[uuid.UUID], **same: Any) -> None:
    """Nobody has written the same one down within minutes: a family in both would count as come to two."""
    # One after the other, also when both are sent at once.
    School.objects.select_for_update(of=("self",)).get(pk=school.pk)
    there = GroupConference.objects.filter(school=school, taken_back_at=None, created_at__gt=now - GROUP_AT_ONCE)
    for one in there.filter(**same).prefetch_related("hosts"):
        if {host.person_id for host in one.hosts.all()} == set(hosts):
            raise GroupTwice(one.pk)


@dataclass(frozen=True)
class GroupShown:
    """What a page showed of a group conference when it was opened: who held it, and the prints of what is typed."""

    hosts: frozenset[uuid.UUID]
    prints: Prints


@transaction.atomic
def complete_group(
    *,
    group: GroupConference,
    hosts: Collection[uuid.UUID],
    led_by: str,
    minutes: int | None,
    shown: GroupShown | None = None,
) -> bool:
    """Say who held a group conference, and how long it took or (none) that nobody knows.

    Whether something that somebody else has saved since stands beside it.

    ``shown``: only what differs from it is changed, and what somebody else has changed stays; where both have changed
    the same, nothing is saved (:class:`ChangedMeanwhile`). Without it nothing that is saved is taken away unread
    (:class:`NotKnownWhatChanged`).
    """
    found = GroupConference.objects.select_for_update(of=("self",)).select_related("school__district").get(pk=group.pk)
    if found.taken_back_at is not None:
        raise GroupTakenBack
    known = set(found.hosts.values_list("person", flat=True))
    sent: dict[str, Any] = {"led_by": _others(led_by), "minutes": minutes}
    if shown is None:
        losing = [name for name, value in sent.items() if getattr(found, name) not in ("", None, value)]
        losing = [*(["hosts"] if known - set(hosts) else []), *losing]
        if losing:
            raise NotKnownWhatChanged(what=_named(losing), parts=losing)
        changed, wanted = list(sent), known | set(hosts)
    else:
        now, typed = group_prints(found), prints_of_group(sent)
        changed = [name for name in sent if typed[name] != shown.prints.get(name)]
        both = [name for name in changed if now[name] not in (shown.prints.get(name), typed[name])]
        if both:
            raise ChangedMeanwhile(what=_named(both), parts=both)
        wanted = together(known, shown.hosts, hosts)
    # Whoever was said to have held it may have left long ago.
    _check_hosts(found.school, wanted, known)
    found.hosts.filter(person__in=known - wanted).delete()
    _write_hosts(found, wanted - known)
    for name in changed:
        setattr(found, name, sent[name])
    found.save(update_fields=changed)
    return wanted != set(hosts) or group_prints(found) != prints_of_group(sent)


def shown_of(group: GroupConference) -> GroupShown:
    """What a page shows of a group conference that is opened now. One query."""
    return GroupShown(frozenset(group.hosts.values_list("person", flat=True)), group_prints(group))


def group_prints(group: GroupConference) -> dict[str, str]:
    """The prints of what is typed of a group conference, as it is saved."""
    return prints_of_group({"led_by": group.led_by, "minutes": group.minutes})


def prints_of_group(values: Mapping[str, Any]) -> dict[str, str]:
    """The same of what was sent."""
    return {name: typed_print(" ".join(str(value or "").split())) for name, value in values.items()}


def together(
    saved: Collection[uuid.UUID], shown: Collection[uuid.UUID], ticked: Collection[uuid.UUID]
) -> set[uuid.UUID]:
    """What is saved, changed by what somebody ticked and unticked on a page that showed these as ticked."""
    return (set(saved) | (set(ticked) - set(shown))) - (set(shown) - set(ticked))


def _named(fields: Iterable[str]) -> str:
    """Fields of a group conference in words."""
    words = {"hosts": gettext("who held it"), "led_by": gettext("who else led it"), "minutes": gettext("the minutes")}
    return ", ".join(words[name] for name in fields)


def _check_not_long_ago(day: date, today: date) -> None:
    if day < today - timedelta(days=366 * MOST_YEARS):
        raise TooLongAgo(date=date_format(day, "DATE_FORMAT"), years=MOST_YEARS)


def _check_hosts(school: School, hosts: Collection[uuid.UUID], known: Collection[uuid.UUID] = ()) -> None:
    if not hosts:
        raise NoHost
    if set(hosts) - {one.person for one in staff_of(school)} - set(known):
        raise NotOfStaff


def _write_hosts(group: GroupConference, people: Collection[uuid.UUID]) -> None:
    GroupHost.objects.bulk_create(
        GroupHost(district_id=group.district_id, conference=group, person_id=person) for person in people
    )


@dataclass(frozen=True)
class Guests:
    """How many students' families came in all; and what somebody else had changed since the page was opened.

    ``added`` and ``removed``: how many of the page's students somebody else has ticked or unticked, and this page has
    not. ``kept``: how many stay ticked although the page had them without a tick, because it did not say what it had
    shown.
    """

    number: int
    added: int = 0
    removed: int = 0
    kept: int = 0


@transaction.atomic
def set_guests(
    *,
    group: GroupConference,
    shown: Collection[uuid.UUID],
    came: Collection[uuid.UUID],
    was: Collection[uuid.UUID] | None = None,
) -> Guests:
    """Tick and untick the families of those students whom a page showed: only what was changed on it.

    ``was``: who was ticked when the page was opened. What somebody else has ticked or unticked since stays as it is.
    None where it is not known: then nobody is unticked.
    """
    if GroupConference.objects.select_for_update(of=("self",)).get(pk=group.pk).taken_back_at is not None:
        raise GroupTakenBack
    on_page = set(shown)
    known, ticked = set(group.guests.filter(student__in=on_page).values_list("student", flat=True)), set(came) & on_page
    before = set() if was is None else set(was) & on_page
    wanted = together(known, before, ticked)
    group.guests.filter(student__in=known - wanted).delete()
    GroupGuest.objects.bulk_create(
        GroupGuest(district_id=group.district_id, conference=group, student_id=student) for student in wanted - known
    )
    others = len(wanted - ticked)
    number = group.guests.count()
    if was is None:
        return Guests(number, kept=others)
    return Guests(number, added=others, removed=len(ticked - wanted))


@transaction.atomic
def take_group_back(
    *, group: GroupConference, why: str, by: User, now: datetime, looked_at: Collection[str] = ()
) -> GroupConference:
    """It was written down by mistake: from now on it does not count, and stays on record with why and who had come.

    ``looked_at``: words of the reason of which somebody has said that they name no student.
    """
    found = GroupConference.objects.select_for_update(of=("self",)).get(pk=group.pk)
    if found.taken_back_at is not None:
        raise GroupTakenBack
    why = " ".join(why.replace("\x00", "").split())[:LONGEST_REASON]
    if not why:
        raise NoGroupReason
    check_words(found.district, why, looked_at=looked_at)
    found.taken_back_at, found.taken_back_by, found.taken_back_why = now, by, why
    found.save(update_fields=["taken_back_at", "taken_back_by", "taken_back_why"])
    return found


def _others(led_by: str) -> str:
    """Who else led it: somebody who may be called like a student."""
    found = _tidy(led_by)
    if holds_ssn(found):
        raise LooksLikeNumber
    return found


def _tidy(text: str) -> str:
    return " ".join(text.replace("\x00", "").split())[:200]
