"""Inviting families: one letter per guardian and conference, in their language, with a link of their own.

One that arrives, that is: what the mail server has refused for good is written again when somebody presses the button.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.utils import translation

from doorway.accounts.models import User
from doorway.conferences.actions.steps import Status, locked, require, save
from doorway.conferences.errors.preparing import IsOver
from doorway.conferences.models import Conference, Invitation
from doorway.conferences.models.invitations import AFTERWARDS
from doorway.conferences.queries.inviting import NOBODY, invitations_key, reached_by
from doorway.conferences.queries.reach import Household, families_to_meet
from doorway.conferences.wording import (
    conference_days,
    conference_name,
    language,
    listed,
    moment_in_words,
    school_names,
)
from doorway.messages.actions import queue
from doorway.messages.occasions import Fate
from doorway.policy.queries import state_pack
from doorway.roster.models import Person

AT_A_TIME = 25


@dataclass(frozen=True)
class Invited:
    """What one press of the button did, in guardians. ``again``: those whose first invitation was refused for good."""

    new: int
    again: int
    earlier: int
    without_address: int

    @property
    def written(self) -> int:
        """How many invitations are on their way by it."""
        return self.new + self.again


def invite_families(*, conference: Conference, by: User | None, now: datetime) -> Invited:
    """Write to every guardian of every student who has a host here and has not got an invitation to the conference.

    A second press writes to those who are new, and once more to those whose invitation the mail server has refused for
    good, at the address that the roster has by then; not while one waits, and to nobody to whom one went out. Nobody is
    written to about a student whose record is closed to them. Families are taken in small transactions, so that
    bookings of other families are not kept waiting; pressing again continues where it stopped.
    """
    with transaction.atomic():
        conference = locked(conference)
        require(conference, (Status.PUBLISHED,))
        if not any(window.ends_at > now for window in conference.windows.all()):
            raise IsOver
        if conference.invited_at is None:
            conference.invited_at = now
            save(conference, by, "invite families")
    families = families_to_meet(conference)
    reached = reached_by(conference)
    reachable = [family for family in families if family.guardian.email]
    to_write = [family for family in reachable if reached.get(family.guardian.pk, NOBODY).is_to_write]
    written: list[Fate] = []
    for start in range(0, len(to_write), AT_A_TIME):
        with transaction.atomic():
            part = to_write[start : start + AT_A_TIME]
            told = [family.guardian.pk for family in part if _invite(conference, family, now)]
        written += [reached.get(pk, NOBODY).fate for pk in told]
    return Invited(
        new=written.count(Fate.NONE),
        again=written.count(Fate.FAILED),
        earlier=len(reachable) - len(to_write),
        without_address=len(families) - len(reachable),
    )


def invitation_link(token: str) -> str:
    """The address in the letter; it opens nothing by itself."""
    return f"{settings.ADDRESS}/i/{token}/"


def _invite(conference: Conference, family: Household, now: datetime) -> bool:
    """Write one invitation; False when none may be sent: then nobody was invited."""
    last = max(window.ends_at for window in conference.windows.all())
    invitation, is_new = Invitation.objects.get_or_create(
        conference=conference,
        guardian=family.guardian,
        defaults={
            "district_id": conference.district_id,
            "token": secrets.token_urlsafe(32),
            "created_at": now,
            "expires_at": last + AFTERWARDS,
        },
    )
    message = queue(
        to=family.guardian,
        template="conferences/mail/invitation",
        context=_letter(conference, family, invitation.token, now),
        key=f"{invitations_key(conference)}{family.guardian.pk}",
        about=family.students,
        again=True,
    )
    if message is None and is_new:
        invitation.delete()
    return message is not None


def _letter(conference: Conference, family: Household, token: str, now: datetime) -> dict[str, object]:
    opens = conference.opens_at
    with translation.override(family.guardian.language):
        return {
            "conference": conference,
            "name": conference_name(conference),
            "schools": school_names(conference),
            "children": family.students,
            "names": listed(student.first_name for student in family.students),
            "days": conference_days(conference),
            "opens": moment_in_words(opens, conference.district.zone) if opens and opens > now else "",
            "student_comes": _about_the_student(family.students),
            "note": conference.note_in(family.guardian.language),
            "url": invitation_link(token),
        }


def _about_the_student(students: list[Person]) -> list[str]:
    """What the state's pack says about bringing the student, once for each kind of rule among the children."""
    pack = state_pack()
    lines: dict[str, None] = {}
    for student in students:
        try:
            rule = pack.conference_rule(student.grade)
        except (LookupError, ValueError):  # a grade outside the ladder
            continue
        lines[rule.attendance(language())] = None
    return list(lines)
