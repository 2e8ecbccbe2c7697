"""How far inviting the families of a conference has come: from the outbox, which knows what became of each e-mail."""

from __future__ import annotations

import uuid
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field

from django.db.models import Exists, FilteredRelation, OuterRef, Q, QuerySet
from django.utils import timezone

from doorway.conferences.models import Conference, Invitation
from doorway.conferences.queries.reach import (
    CALLED_BY,
    Household,
    booked_at,
    guardianships_at,
    households,
    met_by_hosts,
    students_at,
)
from doorway.messages.models import Message
from doorway.messages.occasions import Fate, fate_of
from doorway.roster.access.viewer import Viewer
from doorway.roster.models import AccessMark, Guardianship, Person


@dataclass(frozen=True)
class Reached:
    """How far the invitation of one guardian has come.

    ``refused_at``: the address at which the last of its e-mails was given up; ``put_back``: the one that waits was
    refused, and is tried again by itself.
    """

    fate: Fate
    opened: bool = False
    refused_at: str = ""
    put_back: bool = False

    @property
    def is_to_write(self) -> bool:
        """Nothing went out, and nothing waits."""
        return self.fate in {Fate.NONE, Fate.FAILED}

    @property
    def is_unreached(self) -> bool:
        """It was refused for good, and none has gone out since; another one may wait."""
        return bool(self.refused_at) and self.fate is not Fate.SENT


NOBODY = Reached(Fate.NONE)


def invitations_key(conference: Conference) -> str:
    """How the keys of a conference's invitations begin."""
    return f"invitation:{conference.pk}:"


def is_over(conference: Conference) -> bool:
    """The last of its hours has ended."""
    now = timezone.now()
    return not any(window.ends_at > now for window in conference.windows.all())


def reached_by(conference: Conference) -> dict[uuid.UUID, Reached]:
    """By guardian how far the invitation is, for everybody who was ever invited. One query.

    Whoever has opened the link has got it, whatever the mail server said.
    """
    own = Q(guardian__messages__kind="invitation") & Q(
        guardian__messages__idempotency_key__startswith=invitations_key(conference)
    )
    rows = (
        Invitation.objects.filter(conference=conference)
        .annotate(mail=FilteredRelation("guardian__messages", condition=own))
        .order_by("mail__created_at", "mail__pk")
        .values_list("guardian_id", "first_opened_at", "mail__status", "mail__to_address", "mail__last_error")
    )
    opened: dict[uuid.UUID, bool] = {}
    mails: dict[uuid.UUID, list[tuple[str, str, str]]] = defaultdict(list)
    for guardian, opened_at, status, address, error in rows:
        opened[guardian] = opened_at is not None
        if status is not None:
            mails[guardian].append((status, address, error))
    # After years an e-mail no longer says to whom it went. What is gone of a conference that is over was sent.
    gone = Fate.SENT if opened.keys() - mails.keys() and is_over(conference) else Fate.NONE
    return {pk: _reached(mails.get(pk, ()), opened=is_opened, gone=gone) for pk, is_opened in opened.items()}


def _reached(mails: Collection[tuple[str, str, str]], *, opened: bool, gone: Fate) -> Reached:
    refused = [address for status, address, _error in mails if status == Message.Status.FAILED]
    fate = fate_of(status for status, _address, _error in mails) if mails else gone
    return Reached(
        fate=Fate.SENT if opened else fate,
        opened=opened,
        refused_at=refused[-1] if refused else "",
        put_back=any(status == Message.Status.WAITING and error for status, _address, error in mails),
    )


@dataclass(frozen=True)
class Unreached:
    """A family whose invitation was refused for good. ``waits``: another one is on its way; ``has_other_address``: the
    roster has another address by now than the one that was refused."""

    family: Household
    waits: bool
    has_other_address: bool


@dataclass(frozen=True)
class InvitationProgress:
    """How far inviting has come, in invitations: those that went out, wait, or were refused for good.

    ``put_back``: those of the waiting ones that were refused and are tried again. ``new``: guardians to whom none was
    written yet; ``elsewhere``: those of the failed ones for whom the roster has another address by now. ``alone``:
    students for whom nobody can be invited. Failed and new ones are counted of today's families, whoever was written
    to and has left since is neither.
    """

    sent: int = 0
    opened: int = 0
    waiting: int = 0
    put_back: int = 0
    failed: int = 0
    elsewhere: int = 0
    new: int = 0
    unreached: list[Unreached] = field(default_factory=list)
    unreachable: list[Household] = field(default_factory=list)
    students: int = 0
    booked: int = 0
    alone: list[Person] = field(default_factory=list)

    @property
    def to_write(self) -> int:
        """To how many guardians the button writes."""
        return self.new + self.failed


def invitation_progress(conference: Conference, viewer: Viewer) -> InvitationProgress:
    """Numbers for the office, and the families that have to be called, as far as the viewer may know. Six queries."""
    held = Exists(booked_at(conference).filter(student=OuterRef("student")))
    rows = list(
        guardianships_at(conference)
        .order_by()
        .annotate(is_booked=held)
        .values_list("guardian_id", "student_id", "guardian__email", "is_booked")
    )
    met = met_by_hosts(conference, {student for _guardian, student, _email, _booked in rows})
    rows = [row for row in rows if row[1] in met]
    reached = reached_by(conference)
    addresses = {guardian: email for guardian, _student, email, _booked in rows if email}
    fates = Counter(one.fate for one in reached.values())
    failed = {pk: one for pk in addresses if (one := reached.get(pk, NOBODY)).fate is Fate.FAILED}
    unreached = {pk: one for pk in addresses if (one := reached.get(pk, NOBODY)).is_unreached}
    to_call = _to_call(conference, viewer, met, unreached)
    return InvitationProgress(
        sent=fates[Fate.SENT],
        opened=sum(one.opened for one in reached.values()),
        waiting=fates[Fate.WAITING],
        put_back=sum(one.put_back for one in reached.values() if one.fate is Fate.WAITING),
        failed=len(failed),
        elsewhere=sum(_is_other(addresses[pk], one) for pk, one in failed.items()),
        new=sum(reached.get(pk, NOBODY).fate is Fate.NONE for pk in addresses),
        unreached=_unreached(to_call, unreached),
        unreachable=[family for family in to_call if not family.guardian.email],
        students=len({student for _guardian, student, _email, _booked in rows}),
        booked=len({student for _guardian, student, _email, booked in rows if booked}),
        alone=_without_guardian(conference, viewer),
    )


def _is_other(address: str, reached: Reached) -> bool:
    return address.lower() != reached.refused_at.lower()


def _unreached(families: Iterable[Household], reached: Mapping[uuid.UUID, Reached]) -> list[Unreached]:
    found = [(family, reached[family.guardian.pk]) for family in families if family.guardian.pk in reached]
    return [Unreached(family, one.fate is Fate.WAITING, _is_other(family.guardian.email, one)) for family, one in found]


def _without_guardian(conference: Conference, viewer: Viewer) -> list[Person]:
    """Students of whom the roster names no guardian, or only such as must not know of them: they would be forgotten."""
    reached = guardianships_at(conference).order_by().values("student")
    students = Person.objects.filter(pk__in=students_at(conference).values("person"), is_active=True)
    students = students.exclude(pk__in=_closed_to(viewer))
    names = ("given_name", "preferred_given_name", "family_name")
    return list(students.exclude(pk__in=reached).order_by("family_name", "given_name", "pk").only(*names))


def _closed_to(viewer: Viewer) -> QuerySet[AccessMark, uuid.UUID]:
    """Students who are closed to the viewer's mailbox; all others of the school are the business of its office."""
    return AccessMark.objects.filter(person__in=viewer.mailbox_ids, lifted_at=None).values_list("student", flat=True)


def _to_call(
    conference: Conference, viewer: Viewer, met: Collection[uuid.UUID], unreached: Collection[uuid.UUID]
) -> list[Household]:
    """Families without an address, and the ``unreached``. Only these are read: a large school has a thousand."""
    shown = (f"guardian__{name}" for name in (*CALLED_BY, "email", "language"))
    names = (f"student__{name}" for name in ("given_name", "preferred_given_name", "family_name"))
    rows: QuerySet[Guardianship] = guardianships_at(conference).filter(
        Q(guardian__email="") | Q(guardian__in=list(unreached))
    )
    rows = rows.exclude(student__in=_closed_to(viewer)).select_related("student")
    return households(conference, list(rows.only("student_id", "guardian_id", *shown, *names)), met)
