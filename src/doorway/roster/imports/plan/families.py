"""Who is whose guardian, and in which of the student's homes."""

from __future__ import annotations

from collections import defaultdict
from typing import Final

from doorway.roster.core.oneroster import Code, GuardianLink, Scope
from doorway.roster.imports.plan.comparing import Comparing, new_id
from doorway.roster.imports.plan.model import Noun
from doorway.roster.imports.rows import GUARDIANSHIPS, GuardianshipRow, Id, PersonRow
from doorway.roster.models import Role

_FILE: Final = "users.csv"
_GUARDIANS: Final = Noun("guardians", _FILE, GUARDIANSHIPS)


def compare_families(c: Comparing) -> None:
    """Guardians of students. A link never opens a record that is closed to this person, under whatever id."""
    _Families(c).compare()


class _Families:
    def __init__(self, c: Comparing) -> None:
        self.c = c
        self.listed: set[tuple[Id, Id]] = set()
        self.by_id: dict[Id, PersonRow] = {row.id: row for row in c.now.people.values()}
        self.students = {row.person_id for row in c.now.memberships.values() if row.role == Role.STUDENT}
        listed = c.roster.people.items()
        self.students |= {c.now.people[key].id for key, person in listed if person.is_student and key in c.now.people}
        self.of_student: dict[Id, list[GuardianshipRow]] = defaultdict(list)
        for row in c.now.guardianships.values():
            if row.is_active:
                self.of_student[row.student_id].append(row)

    def compare(self) -> None:
        """The links of the roster, then those that end."""
        for link in self.c.roster.links:
            self._take(link)
        # Without the column nobody knows who belongs together: then no link ends.
        if self.c.replaces("users") and self.c.roster.has("users", "agentSourcedIds"):
            self._end_unlisted()

    def _take(self, link: GuardianLink) -> None:
        c = self.c
        guardian, student = c.now.people.get(link.guardian_id), c.now.people.get(link.student_id)
        if not link.known and guardian is not None and guardian.id in self.students:
            guardian, student = student, guardian
        if guardian is None or student is None or guardian is student:
            other = link.guardian_id if guardian is None else link.student_id
            self._say(Code.AGENT_MISSING, link, value=other, other="")
            return
        pair = student.id, guardian.id
        before = c.now.guardianships.get(pair)
        if before is None and student.id not in self.students:
            self._say(Code.AGENT_ROLE, link, value=link.guardian_id, other=link.student_id)
            return
        self.listed.add(pair)
        if before is not None and before.is_local:
            return
        if before is None and self._is_closed(student, guardian):
            self._say(Code.CLOSED_RECORD, link, value=guardian.full_name, other=student.full_name)
            return
        after = self._wanted(link, student, guardian, before)
        after = c.merge(
            _GUARDIANS,
            before,
            after,
            lambda: f"{guardian.full_name} → {student.full_name}",
            key=student.sourced_id,
            row=link.row,
        )
        c.now.guardianships[pair] = after
        if before is None or not before.is_active:
            self.of_student[student.id].append(after)

    def _wanted(
        self, link: GuardianLink, student: PersonRow, guardian: PersonRow, before: GuardianshipRow | None
    ) -> GuardianshipRow:
        relationship = link.relation[:30]
        if before is None:
            return GuardianshipRow(
                new_id(), student.id, guardian.id, relationship, household=self._home(student, guardian)
            )
        return before._replace(is_active=True, relationship=relationship or before.relationship)

    def _say(self, code: Code, link: GuardianLink, value: str, other: str) -> None:
        self.c.say(code, _FILE, link.row, "agentSourcedIds", scope=Scope.LINK, value=value, other=other)

    def _is_closed(self, student: PersonRow, guardian: PersonRow) -> bool:
        """Whether a "no access" mark of the student is on somebody who may be this very guardian.

        A system may give the same person a new id; the mark stays with the old one.
        """
        return any(
            marked.id != guardian.id and _may_be_the_same(marked, guardian)
            for marked in self.c.now.marks.get(student.id, ())
        )

    # -- homes

    def _home(self, student: PersonRow, guardian: PersonRow) -> int:
        """The home in which a new guardian joins; what the office says later is never changed by an import.

        The roster's own word (``metadata.household``) counts, then a shared mailbox or telephone. Otherwise all are one
        home, unless the student has two already: then nobody may see the other home's times by mistake.
        """
        others = [(row.household, self.by_id.get(row.guardian_id)) for row in self.of_student[student.id]]
        if not others:
            return 1
        homes = {home for home, _ in others}
        name = self._household(guardian)
        if name or any(self._household(other) for _, other in others if other is not None):
            same = [home for home, other in others if other is not None and self._household(other) == name]
            return min(same) if same else max(homes) + 1
        same = [home for home, other in others if other is not None and _share_a_line(other, guardian)]
        if same:
            return min(same)
        return min(homes) if len(homes) == 1 else max(homes) + 1

    def _household(self, person: PersonRow) -> str:
        record = self.c.roster.people.get(person.sourced_id)
        return record.household.casefold() if record is not None else ""

    # -- links that end

    def _end_unlisted(self) -> None:
        c = self.c
        held = c.roster.held.get("users", frozenset())
        for pair, before in list(c.now.guardianships.items()):
            if pair in self.listed or before.is_local or not before.is_active:
                continue
            student, guardian = (self.by_id.get(person) for person in pair)
            if student is None or guardian is None or {student.sourced_id, guardian.sourced_id} & held:
                continue
            after = before._replace(is_active=False)
            label = f"{guardian.full_name} → {student.full_name}"
            c.now.guardianships[pair] = c.end(_GUARDIANS, before, after, label, key=student.sourced_id)


def _may_be_the_same(one: PersonRow, other: PersonRow) -> bool:
    """Whether two people of the roster may be one: the same name, mailbox or telephone."""
    names = {(row.given_name.casefold(), row.family_name.casefold()) for row in (one, other)}
    return len(names) == 1 or _share_a_line(one, other)


def _share_a_line(one: PersonRow, other: PersonRow) -> bool:
    return bool(_lines(one) & _lines(other))


def _lines(person: PersonRow) -> set[str]:
    """Where the person is reached: the address in small letters, the telephones as digits."""
    numbers = ("".join(filter(str.isdigit, number))[-10:] for number in (person.phone, person.sms))
    return {person.email.strip().lower(), *(number for number in numbers if len(number) >= 7)} - {""}
