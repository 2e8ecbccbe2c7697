"""The way of a conference from the school to the public: which step leads where."""

from __future__ import annotations

import uuid
from collections.abc import Iterable

from django.db import connection
from django.db.models import Model

from doorway.accounts.models import User
from doorway.conferences.errors.preparing import WrongStep
from doorway.conferences.models import Conference

Status = Conference.Status

# The states in which a school changes everything, and those in which it changes what hurts no booking.
OPEN_STATES = (Status.DRAFT, Status.RETURNED)
EDITABLE_STATES = (*OPEN_STATES, Status.PUBLISHED)

# Step → the states from which it may be taken, and the state to which it leads.
STEPS: dict[str, tuple[tuple[Status, ...], Status]] = {
    "submit": (OPEN_STATES, Status.SUBMITTED),
    "withdraw": ((Status.SUBMITTED,), Status.DRAFT),
    "approve": ((Status.SUBMITTED,), Status.APPROVED),
    "send_back": ((Status.SUBMITTED, Status.APPROVED), Status.RETURNED),
    "publish": ((Status.APPROVED,), Status.PUBLISHED),
}


def locked(conference: Conference) -> Conference:
    """The conference as it is in the database now; nobody else takes a step or books until the transaction ends.

    Bookers take :func:`hold_still`, which waits for it.
    """
    rows = Conference.objects.select_for_update(of=("self",)).select_related("school", "school_year", "district")
    return rows.prefetch_related("also_for").get(pk=conference.pk)


def hold_still(conferences: Iterable[uuid.UUID]) -> None:
    """Nobody changes these conferences until the transaction ends; others book in them at the same time.

    Without it a day could be taken away between the look at it and the booking. SQLite has one writer at a time.
    """
    if connection.vendor != "postgresql":
        return
    with connection.cursor() as cursor:
        # The weakest lock that waits for locked(); it does not stop an import that touches the row's other columns.
        cursor.execute(
            "SELECT id FROM conferences_conference WHERE id = ANY(%s) ORDER BY id FOR KEY SHARE", [list(conferences)]
        )


def take(conference: Conference, step: str) -> None:
    """Set the state to which the step leads, or refuse."""
    from_states, to_state = STEPS[step]
    require(conference, from_states)
    conference.status = to_state


def require(conference: Conference, states: tuple[Status, ...]) -> None:
    """Refuse what cannot be done in the conference's state."""
    if conference.status not in states:
        raise WrongStep(state=conference.get_status_display())


def save(row: Model, by: User | None, reason: str) -> None:
    """Save with the history naming who did it and what."""
    row._history_user = by  # type: ignore[attr-defined]  # simple_history reads it
    row._change_reason = reason  # type: ignore[attr-defined]
    row.save()
