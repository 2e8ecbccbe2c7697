"""What a roster would take away: a file that was cut off looks just like a year in which everybody left."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta
from typing import Final

from doorway.roster.core.oneroster import Code
from doorway.roster.imports.plan.comparing import Comparing
from doorway.roster.imports.plan.model import Loss
from doorway.roster.imports.plan.places import school_of
from doorway.roster.imports.rows import EnrollmentRow, GuardianshipRow, Id
from doorway.roster.imports.snapshot import Snapshot
from doorway.roster.models import Enrollment

# Of the schools that would have no students, so many are named.
_NAMED: Final = 5
# A school of so few loses its last student as any other loses one. What the file has to say of each is in
# ``_has_left``; a day of theirs that is over longer than this may as well come from a file of last year.
_FEW: Final = 3
_LATELY: Final = timedelta(days=60)


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
        for school in sorted(emptied, key=lambda one: self._c.names.get(one, "")):
            students = before.at[school]
            if len(students) <= _FEW and all(self._has_left(student, school, after) for student in students):
                emptied.remove(school)
                name = self._c.names.get(school, "")
                self._c.say(Code.LAST_STUDENTS, "orgs.csv", None, "", forgive=True, value=name, students=len(students))
        if emptied:
            names = sorted(self._c.names.get(school, "") for school in emptied)
            found.append(Loss("schools", len(emptied), len(before.schools), names[:_NAMED]))
        return found

    def _has_left(self, student: Id, school: Id, after: _State) -> bool:
        """Whether the roster itself says so: the student is at another school, or left this one on a day not long ago.

        Who is not listed any more has not: a file that was cut off looks just so.
        """
        if student in after.students:
            return True
        key = next((key for key, row in self._c.now.people.items() if row.id == student), "")
        person = self._c.roster.people.get(key)
        for role in person.roles if person is not None else self._c.roster.other_roles.get(key, ()):
            place = school_of(self._c, role.org_id)
            is_here = role.role == "student" and place is not None and place.id == school
            if is_here and role.end is not None and self._c.today - _LATELY <= role.end < self._c.today:
                return True
        return False


class _State:
    """Who is a student and at which schools, who of them is in a class and has a guardian, which guardians sign in."""

    def __init__(self, now: Snapshot, c: Comparing) -> None:
        self.students = now.students(c.today)
        self.at = now.students_of_schools(c.today)
        self.schools = set(self.at)
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
