"""E-mails to families that were given up: who did not get what, for whoever calls them.

The outbox knows of each e-mail that the mail server refused it again and again. A letter's own page says that of the
letter, and the list of letters about reading says it of those; here is everything else that a school sends a family.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Exists, Max, Q, QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from doorway.messages.models import Message
from doorway.messages.occasions import occasion_of
from doorway.roster.access import Kind, Reason, Viewer, visible_students, with_reasons
from doorway.roster.access.marks import marked_as
from doorway.roster.models import Guardianship, Person

# Who calls families about what they did not get.
CALLERS = ("office", "principal", "district")
REASONS = tuple(Reason(role) for role in CALLERS)
# So long an e-mail that did not arrive is worth a call.
KEPT = timedelta(days=60)
MOST = 1000
_Pair = tuple[uuid.UUID | None, uuid.UUID]


@dataclass(frozen=True)
class _Occasion:
    """What is sent, by the name of its template and how its keys begin. ``shows``: which part of a student's record."""

    kind: str
    words: str | Promise
    key: str
    shows: Kind | None = None


_OCCASIONS = (
    _Occasion("invitation", _("Invitation to a conference"), "invitation:"),
    _Occasion("booked", _("Confirmation of conference times"), "visit:"),
    _Occasion("moved", _("A conference time was moved"), "visit:"),
    _Occasion("postponed", _("A whole conference day was moved"), "visit:"),
    _Occasion("changed", _("A conference visit was changed"), "visit:"),
    _Occasion("cancelled", _("A conference time was cancelled"), "visit:"),
    _Occasion("left", _("Somebody else comes to a conference"), "visit:"),
    _Occasion("room", _("A conference is in another room"), "visit:"),
    _Occasion("reminder", _("Reminder of a conference"), "reminder:"),
    _Occasion("interpreter", _("An interpreter was found"), "interpreter:"),
    _Occasion("shared", _("A plan to read and sign"), "plan:", Kind.PLAN),
    _Occasion("corrected", _("A new version of a plan"), "plan:", Kind.PLAN),
    _Occasion("reminder", _("Reminder to sign a plan"), "plan-reminder:", Kind.PLAN),
    _Occasion("survey", _("Questions about how a conference was"), "survey:"),
)


# Kinds that somebody can send again when they were given up.
_SENT_AGAIN = ("invitation", "reminder")


@dataclass(frozen=True)
class Undelivered:
    """One e-mail that was given up: what it was, when it was written, about which students, where it was to go.

    ``said`` is the mail server's answer, in its own words.
    """

    what: str | Promise
    written_at: datetime
    students: tuple[Person, ...]
    address: str
    said: str


@dataclass(frozen=True)
class Unreached:
    """Somebody with the e-mails that did not arrive, the newest first. ``since``: when a later one went out."""

    person: Person
    mails: tuple[Undelivered, ...]
    since: datetime | None = None

    @property
    def has_other_address(self) -> bool:
        """The roster has another address by now than the one to which the newest was to go, or none."""
        return self.person.email.lower() != self.mails[0].address.lower()

    @property
    def students(self) -> list[Person]:
        """Everybody whom these e-mails are about."""
        return list({student.pk: student for mail in self.mails for student in mail.students}.values())


@dataclass(frozen=True)
class Found:
    """``people`` by the newest e-mail; ``is_cut``: there are more e-mails than the newest :data:`MOST`."""

    people: tuple[Unreached, ...] = ()
    is_cut: bool = False


def unreached(viewer: Viewer, *, now: datetime) -> Found:
    """Whom e-mails of the last sixty days did not reach, of the families of the viewer's schools. Six queries.

    Only what is about a student whom the viewer sees at work, and only of people to whom that student is open: nobody
    is called about a child whose record is closed to them. What was sent again and went out then is not told.
    """
    students = visible_students(viewer, reasons=REASONS)
    homes = Guardianship.objects.filter(is_active=True, student__in=students.values("pk"))
    mails = list(
        _given_up(viewer, now)
        .filter(Q(to_person__in=homes.values("guardian")) | Q(to_person__in=students.values("pk")))
        .select_related("to_person")
        .defer("body_text", "body_html", "calendar")
        .order_by("-created_at", "pk")[: MOST + 1]
    )
    is_cut, mails = len(mails) > MOST, _not_sent_since(mails[:MOST])
    named = {uuid.UUID(one) for mail in mails for one in mail.about}
    seen = {one.pk: one for one in with_reasons(students.filter(pk__in=named), viewer, reasons=REASONS)}
    receivers = {mail.to_person_id for mail in mails}
    open_to = _open_to(receivers, seen)
    later = _later(receivers)
    people: dict[Person, list[Undelivered]] = {}
    for mail in mails:
        about = [seen[pk] for pk in map(uuid.UUID, mail.about) if (mail.to_person_id, pk) in open_to]
        if mail.to_person is not None and about:
            people.setdefault(mail.to_person, []).append(
                Undelivered(_words(mail), mail.created_at, tuple(about), mail.to_address, mail.last_error[:200])
            )
    return Found(
        tuple(
            Unreached(person, tuple(given_up), _after(later.get(person.pk), given_up))
            for person, given_up in people.items()
        ),
        is_cut=is_cut,
    )


def _given_up(viewer: Viewer, now: datetime) -> QuerySet[Message]:
    wanted = Q()
    for one in _OCCASIONS:
        # What the board keeps from a role of the viewer is left out: that it was sent says that it is there.
        if one.shows is None or viewer.about(one.shows) is viewer:
            wanted |= Q(kind=one.kind, idempotency_key__startswith=one.key)
    return Message.objects.filter(wanted, status=Message.Status.FAILED, created_at__gt=now - KEPT)


def _not_sent_since(mails: list[Message]) -> list[Message]:
    """Those of which no later e-mail of the same occasion went out. One query."""
    sent = Message.objects.filter(
        to_person__in={mail.to_person_id for mail in mails}, kind__in=_SENT_AGAIN, status=Message.Status.SENT
    )
    arrived = {occasion_of(key) for key in sent.order_by().values_list("idempotency_key", flat=True)}
    return [mail for mail in mails if occasion_of(mail.idempotency_key) not in arrived]


def _words(mail: Message) -> str | Promise:
    return next(one.words for one in _OCCASIONS if one.kind == mail.kind and mail.idempotency_key.startswith(one.key))


def _open_to(
    people: Iterable[uuid.UUID | None], students: Mapping[uuid.UUID, Person]
) -> set[tuple[uuid.UUID, uuid.UUID]]:
    """Pairs of somebody and a student who is open to them: guardians of today, and the student. One query."""
    rows = Guardianship.objects.filter(guardian__in=people, student__in=students.keys(), is_active=True)
    open_rows = rows.exclude(Exists(marked_as("guardian")))
    return {*open_rows.values_list("guardian", "student"), *((pk, pk) for pk in students)}


def _later(people: Iterable[uuid.UUID | None]) -> dict[uuid.UUID, datetime]:
    """When the last e-mail went out to each. One query."""
    sent = Message.objects.filter(to_person__in=people, status=Message.Status.SENT).order_by()
    return dict(sent.values_list("to_person").annotate(Max("sent_at")))


def _after(moment: datetime | None, given_up: Sequence[Undelivered]) -> datetime | None:
    return moment if moment is not None and moment > given_up[0].written_at else None
