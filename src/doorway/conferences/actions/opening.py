"""Opening an invitation: the code goes to the guardian's own mailbox and to no other."""

from __future__ import annotations

from datetime import datetime

from doorway.accounts.models import User
from doorway.conferences.errors.opening import InvitationOver, NobodyToWriteTo
from doorway.conferences.models import Invitation
from doorway.conferences.queries.families import wards_of


def mailbox_of(*, invitation: Invitation | None, now: datetime) -> User:
    """Whose mailbox gets the code. Refused when the link is unknown or over, or its guardian has nobody here."""
    if invitation is None or invitation.expires_at <= now:
        raise InvitationOver
    guardian = invitation.guardian
    if guardian.user is None or not guardian.email or not guardian.is_active or not guardian.user.is_active:
        raise NobodyToWriteTo
    if not wards_of([guardian]):
        raise NobodyToWriteTo
    return guardian.user


def mark_opened(*, invitation: Invitation, now: datetime) -> None:
    """The guardian asked for a code for the first time (opening alone says nothing: scanners of mail open links)."""
    if invitation.first_opened_at is None:
        invitation.first_opened_at = now
        invitation.save(update_fields=["first_opened_at"])
