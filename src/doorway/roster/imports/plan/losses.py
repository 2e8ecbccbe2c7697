"""What a roster would take away: a file that was cut off looks just like a year in which everybody left."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from doorway.roster.imports.plan.comparing import Comparing
from doorway.roster.imports.plan.model import Loss
from doorway.roster.imports.rows import EnrollmentRow, GuardianshipRow, Id
from doorway.roster.imports.snapshot import Snapshot
from doorway.roster.models import Enrollment

# Of the schools that would have no students, so many are named.
_NAMED: Final = 5


class Losses:
    """Looks at the district before a plan is made, and again after."""

    def __init__(self, c: Comparing) -> None:
        self._c = c
        self._before = _State(c.now, c)

    def found(self) -> list[Loss]:
        """What would be lost, one entry a kind; nothing where nothing is."""
        before, after = self._before, _State(self._c.now, self._c)
        stay = before.students & after.students
        pairs = (
            ("students", before.students, after.students),
            ("classes", before.in_class & stay, after.in_class),
            ("guardians", before.with_guardian & stay, after.with_guardian),
            ("sign_ins", before.who_sign_in & after.guardians, after.who_sign_in),
        )
        found = [Loss(kind, len(was - now), len(was)) for kind, was, now in pairs if was - now]
        emptied = before.schools - after.schools
        if emptied:
            names = sorted(self._c.names.get(school, "") for school in emptied)
            found.append(Loss("schools", len(emptied), len(before.schools), names[:_NAMED]))
        return found


class _State:
    """Who is a student and at which schools, who of them is in a class and has a guardian, which guardians sign in."""

    def __init__(self, now: Snapshot, c: Comparing) -> None:
        self.students = now.students(c.today)
        self.schools = now.schools_with_students(c.today)
        active = {row.id for row in now.classes.values() if row.is_active}
        self.in_class = set(_students_in_class(now.enrollments.values(), active, c))
        links: Iterable[GuardianshipRow] = now.guardianships.values()
        current = [row for row in links if row.is_active]
        self.with_guardian = {row.student_id for row in current}
        self.guardians = {row.guardian_id for row in current}
        signing_in = {row.id for row in now.people.values() if row.is_active and row.user_id is not None}
        self.who_sign_in = self.guardians & signing_in


def _students_in_class(rows: Iterable[EnrollmentRow], classes: set[Id], c: Comparing) -> Iterable[Id]:
    for row in rows:
        ended = row.ends_on is not None and row.ends_on < c.today
        if row.is_active and row.role == Enrollment.Role.STUDENT and row.school_class_id in classes and not ended:
            yield row.person_id
