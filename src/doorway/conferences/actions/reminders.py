"""Reminding families: the day before, and once more on the day; and those who interpret for them.

When a reminder is due is counted from the meeting and not from the booking, so those who book late or move their time
get it as well. Nothing is planned ahead: each round asks which visits stand now, so nothing has to be taken back when a
family cancels.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from hashlib import sha256

from django.db import transaction
from django.db.models import QuerySet
from django.utils import translation

from doorway.conferences.calendar import page_of
from doorway.conferences.letters import reminder_key
from doorway.conferences.models import Conference, Visit
from doorway.conferences.queries.interpreting import days_ahead
from doorway.conferences.queries.visits import meetings_of
from doorway.conferences.wording import days_in_words
from doorway.messages.actions import queue
from doorway.messages.letters import link
from doorway.messages.models import Message

BEFORE = (timedelta(hours=24), timedelta(hours=2))


def remind_families(*, now: datetime) -> int:
    """Write every reminder that is due; the number of letters. Two processes at once write none twice."""
    return sum(_remind(visit, now) for visit in _ahead(now) if _is_due(visit, now))


def remind_interpreters(*, now: datetime) -> int:
    """The list of the next day to everybody who interprets; a new one when it has changed. The number of letters.

    Not with every booking: an interpreter has thirty of them, and the page always has the list.
    """
    written = 0
    for person, day in days_ahead(now=now, within=max(BEFORE)):
        listed = "|".join(f"{meeting.pk}:{meeting.starts_at.isoformat()}" for meeting in day.meetings)
        key = f"interpreting:{person.pk}:{day.day}:{sha256(listed.encode()).hexdigest()[:16]}"
        if Message.objects.filter(district_id=person.district_id, idempotency_key=key).exists():
            continue
        with translation.override(person.language):
            words = day.words
        message = queue(
            to=person,
            template="conferences/mail/interpreting",
            context={"meetings": day.meetings, "day": words, "page": link("interpreting")},
            key=key,
            about=list({row.student_id: row.student for row in day.meetings}.values()),
            useful_until=day.meetings[-1].starts_at,
        )
        written += bool(message)
    return written


def _ahead(now: datetime) -> QuerySet[Visit]:
    return Visit.objects.filter(
        is_over=False,
        starts_at__gt=now,
        starts_at__lte=now + max(BEFORE),
        conference__status=Conference.Status.PUBLISHED,
    ).select_related("person__district", "conference__district", "conference__school")


def _is_due(visit: Visit, now: datetime) -> bool:
    """A reminder's moment has come, and no letter has named the times since."""
    moments = [visit.starts_at - before for before in BEFORE] if visit.starts_at else []
    return any(moment <= now and (visit.told_at is None or visit.told_at < moment) for moment in moments)


def _remind(visit: Visit, now: datetime) -> int:
    with transaction.atomic():
        # Whoever changes the row first writes the letter; a booking that came in between has told the family itself.
        mine = Visit.objects.filter(pk=visit.pk, told_at=visit.told_at, sequence=visit.sequence, is_over=False)
        if not mine.update(told_at=now):
            return 0
        meetings = meetings_of(visit.person, visit.conference, visit.day)
        if not meetings:
            return 0
        with translation.override(visit.person.language):
            day = days_in_words([visit.day])
        message = queue(
            to=visit.person,
            template="conferences/mail/reminder",
            context={
                "meetings": meetings,
                "day": day,
                "note": visit.conference.note_in(visit.person.language),
                "page": page_of(meetings),
            },
            key=f"{reminder_key(visit)}{now.isoformat()}",
            about=list({row.student_id: row.student for row in meetings}.values()),
            useful_until=meetings[0].starts_at,
        )
    return 1 if message else 0
