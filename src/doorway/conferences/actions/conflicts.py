"""What the database says when two clients want the same, and what to do about it."""

from __future__ import annotations

import random
import time
import uuid
from collections.abc import Callable, Iterable
from typing import TypeVar

from django.db import IntegrityError, OperationalError, connection, transaction

from doorway.conferences.errors.booking import TooBusy

Result = TypeVar("Result")

ATTEMPTS = 6
TAKEN = ("no_overlap_person_id", "no_overlap_room_id")
TWICE = "one_meeting_per_host_student_and_home"
# SQLite names the columns of a broken unique key instead of the key.
_TWICE_ON_SQLITE = "conferences_appointment.host_id, conferences_appointment.student_id"
# PostgreSQL: serialization failure, deadlock detected, lock not available, too many connections.
_PASSING_CODES = {"40001", "40P01", "55P03", "53300"}


def _constraint(error: Exception) -> str:
    diagnosis = getattr(error.__cause__, "diag", None)
    return str(getattr(diagnosis, "constraint_name", None) or error)


def says_taken(error: IntegrityError) -> bool:
    """Somebody or some room would be in two places."""
    return any(name in _constraint(error) for name in TAKEN)


def says_twice(error: IntegrityError) -> bool:
    """This home meets this host about this student already."""
    text = _constraint(error)
    return TWICE in text or _TWICE_ON_SQLITE in text


def is_passing(error: OperationalError) -> bool:
    """The same again may well succeed: a deadlock was broken, or the file was locked for long."""
    return getattr(error.__cause__, "sqlstate", "") in _PASSING_CODES or "locked" in str(error)


def stand_in_line(ids: Iterable[uuid.UUID]) -> None:
    """Wait until nobody else is booking these people and rooms; the place in the line ends with the transaction.

    Only PostgreSQL needs it, and only for speed: an exclusion constraint looks for overlaps after it has inserted, so
    clients who insert at the same moment wait for each other until the server breaks the circle a second later.
    Advisory locks and not locks of rows, because a long import that changes people must not stop families.
    """
    if connection.vendor != "postgresql":
        return
    keys = sorted({one.int >> 65 for one in ids})
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(key) FROM unnest(%s::bigint[]) AS key", [keys])


def whole_or_not(work: Callable[[], Result], taken: Callable[[], Exception | None]) -> Result:
    """Run the work in one transaction, again when the database asks for it.

    ``taken`` is asked, after everything was undone, what went; when it finds nothing (the other one was undone too),
    the work is tried again.
    """
    for attempt in range(ATTEMPTS):
        try:
            with transaction.atomic():
                return work()
        except IntegrityError as error:
            if not says_taken(error):
                raise
            refusal = taken()
            if refusal is not None:
                raise refusal from error
        except OperationalError as error:
            if not is_passing(error):
                raise
        time.sleep(random.uniform(0.01, 0.05) * (attempt + 1))  # noqa: S311  # only spreads the attempts
    raise TooBusy
