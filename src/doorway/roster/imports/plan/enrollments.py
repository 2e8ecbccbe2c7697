"""Who is in which class."""

from __future__ import annotations

from typing import Final

from doorway.roster.core.oneroster import Code, EnrollmentRecord
from doorway.roster.imports.plan.comparing import Comparing, new_id
from doorway.roster.imports.plan.model import Noun
from doorway.roster.imports.rows import ENROLLMENTS, EnrollmentRow
from doorway.roster.models import Enrollment

_ROLES: Final = {
    "student": Enrollment.Role.STUDENT.value,
    "teacher": Enrollment.Role.TEACHER.value,
    "administrator": Enrollment.Role.AIDE.value,
    "proctor": Enrollment.Role.AIDE.value,
}
_FILE: Final = "enrollments.csv"
_ENROLLMENTS: Final = Noun("enrollments", _FILE, ENROLLMENTS)


def compare_enrollments(c: Comparing) -> None:
    """Places in classes; who is no longer listed loses the place."""
    listed = c.roster.enrollments
    for key, enrollment in listed.items():
        _take(c, key, enrollment)
    for key in list(c.missing("enrollments", c.now.enrollments, listed)):
        _end(c, key)


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


def _end(c: Comparing, key: str) -> None:
    before = c.now.enrollments[key]
    if not before.is_active:
        return
    label = f"{c.names.get(before.person_id, '')} · {c.names.get(before.school_class_id, '')}"
    ended = before.ends_on if before.ends_on is not None and before.ends_on < c.today else c.yesterday
    after = before._replace(is_active=False, ends_on=ended)
    c.now.enrollments[key] = c.end(_ENROLLMENTS, before, after, label, key=key)
