"""Who is in which class."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Final

from doorway.roster.core.oneroster import Code, EnrollmentRecord
from doorway.roster.imports.plan.comparing import Comparing, new_id
from doorway.roster.imports.plan.model import Noun
from doorway.roster.imports.rows import ENROLLMENTS, ClassRow, EnrollmentRow, Id
from doorway.roster.models import Enrollment, Role

_ROLES: Final = {
    "student": Enrollment.Role.STUDENT.value,
    "teacher": Enrollment.Role.TEACHER.value,
    "administrator": Enrollment.Role.AIDE.value,
    "proctor": Enrollment.Role.AIDE.value,
}
_FILE: Final = "enrollments.csv"
# A place that ends at most so long before its class, or before the student leaves the school, ended with that.
_SHORTLY: Final = timedelta(days=7)
_ENROLLMENTS: Final = Noun("enrollments", _FILE, ENROLLMENTS)


def compare_enrollments(c: Comparing) -> None:
    """Places in classes; who is no longer listed loses the place."""
    listed = c.roster.enrollments
    for key, enrollment in listed.items():
        _take(c, key, enrollment)
    classes = {row.id: row for row in c.now.classes.values()}
    for key in list(c.missing("enrollments", c.now.enrollments, listed)):
        _end(c, key, classes)


def _take(c: Comparing, key: str, enrollment: EnrollmentRecord) -> None:
    person = c.now.people.get(enrollment.person_id)
    taught = c.now.classes.get(enrollment.class_id)
    role = _ROLES.get(enrollment.role)
    if person is None:
        c.say(
            Code.REFERENCE_MISSING,
            _FILE,
            enrollment.row,
            "userSourcedId",
            value=enrollment.person_id,
            target="users.csv",
        )
    elif taught is None:
        c.say(
            Code.REFERENCE_MISSING,
            _FILE,
            enrollment.row,
            "classSourcedId",
            value=enrollment.class_id,
            target="classes.csv",
        )
    elif role is None:
        c.say(Code.BAD_ENUM, _FILE, enrollment.row, "role", value=enrollment.role)
    else:
        before = c.now.enrollments.get(key)
        after = EnrollmentRow(
            before.id if before is not None else new_id(),
            key,
            person.id,
            taught.id,
            role,
            enrollment.primary,
            enrollment.begin,
            enrollment.end,
            True,
        )
        c.now.enrollments[key] = c.merge(
            _ENROLLMENTS,
            before,
            after,
            lambda: f"{person.full_name} · {taught.title}",
            key=key,
            row=enrollment.row,
        )


def _end(c: Comparing, key: str, classes: dict[Id, ClassRow]) -> None:
    before = c.now.enrollments[key]
    if not before.is_active:
        return
    label = f"{c.names.get(before.person_id, '')} · {c.names.get(before.school_class_id, '')}"
    ended = before.ends_on if before.ends_on is not None and before.ends_on < c.today else c.yesterday
    until = _stayed_until(c, before, classes.get(before.school_class_id), ended)
    after = before._replace(is_active=False, ends_on=ended, stayed_until=until)
    c.now.enrollments[key] = c.end(_ENROLLMENTS, before, after, label, key=key)


def _stayed_until(c: Comparing, row: EnrollmentRow, taught: ClassRow | None, ended: date) -> str:
    """What was over when the student's place ended, with some days between; empty where the student left the class."""
    if row.role != Enrollment.Role.STUDENT or taught is None:
        return ""
    if taught.ends_on is not None and taught.ends_on - ended <= _SHORTLY:
        return Enrollment.Until.CLASS.value
    if taught.begins_on is not None and ended < taught.begins_on:
        return ""
    seat = c.now.memberships.get((row.person_id, taught.school_id, Role.STUDENT.value))
    if seat is None or seat.ends_on is None or seat.ends_on >= c.today or seat.ends_on - ended > _SHORTLY:
        return ""
    was_there = seat.begins_on is None or seat.begins_on <= seat.ends_on
    return Enrollment.Until.SCHOOL.value if was_there else ""
