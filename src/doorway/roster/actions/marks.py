"""Closing a student's record to a person, and opening it again."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db import IntegrityError, transaction

from doorway.accounts.models import User
from doorway.roster.closing import Line, follows
from doorway.roster.errors import MarkIsLifted, OtherDistrict, OwnRecord, ReasonNeeded
from doorway.roster.models import AccessMark, Person


@dataclass(frozen=True)
class Closed:
    """The mark, whether it is new, and what was undone because of it."""

    mark: AccessMark
    is_new: bool
    undone: tuple[Line, ...] = ()


@transaction.atomic
def close_record(
    *, student: Person, to: Person, reason: str, by: User | None, now: datetime, order: str = ""
) -> Closed:
    """Mark that this person has no access to the student; it wins over every other reason, and no import touches it.

    It holds from the next page that anybody of the person's mailbox asks for. What the slices above must undo (a
    meeting that the person booked) is undone in the same transaction. Closed twice is closed once.
    """
    if to.pk == student.pk:
        raise OwnRecord
    if to.district_id != student.district_id:
        raise OtherDistrict
    if not reason.strip():
        raise ReasonNeeded
    mark = AccessMark(
        district_id=student.district_id,
        student=student,
        person=to,
        reason=reason.strip(),
        order=order.strip(),
        set_by=by,
        set_at=now,
    )
    try:
        with transaction.atomic():
            _save(mark, by, "close")
    except IntegrityError:
        known = AccessMark.objects.filter(student=student, person=to, lifted_at=None).first()
        if known is None:
            raise
        return Closed(known, is_new=False)
    persons = mailbox_of(to)
    undone = [line for one in follows() for line in one.undo(student=student, persons=persons, by=by, now=now)]
    return Closed(mark, is_new=True, undone=tuple(undone))


@transaction.atomic
def lift_mark(*, mark: AccessMark, reason: str, by: User | None, now: datetime) -> AccessMark:
    """Open the record again. The mark stays, with who lifted it, when and why."""
    if not reason.strip():
        raise ReasonNeeded
    row = AccessMark.objects.select_for_update().get(pk=mark.pk)
    if row.lifted_at is not None:
        raise MarkIsLifted
    row.lifted_at, row.lifted_by, row.lift_reason = now, by, reason.strip()
    _save(row, by, "lift")
    return row


def mailbox_of(person: Person) -> list[Person]:
    """Everybody who has this person's mailbox in the district: a mark on one of them closes the record for all."""
    if person.user_id is None:
        return [person]
    others = Person.objects.filter(district=person.district_id, user=person.user_id).exclude(pk=person.pk)
    return [person, *others]


def _save(mark: AccessMark, by: User | None, what: str) -> None:
    mark._history_user = by  # type: ignore[attr-defined]  # simple_history reads it
    mark._change_reason = what  # type: ignore[attr-defined]
    mark.save()
