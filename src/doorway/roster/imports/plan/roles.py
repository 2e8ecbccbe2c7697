"""Roles at schools and in the district."""

from __future__ import annotations

from collections import defaultdict
from typing import Final

from doorway.roster.core.oneroster import GUARDIAN_ROLES, Code, PersonRecord, RoleRecord, Scope
from doorway.roster.imports.plan.comparing import Comparing, new_id
from doorway.roster.imports.plan.model import Noun
from doorway.roster.imports.plan.places import school_of
from doorway.roster.imports.rows import MEMBERSHIPS, Id, MembershipRow, PersonRow
from doorway.roster.models import Role

_ROLES: Final = {
    "student": Role.STUDENT.value,
    "guardian": Role.GUARDIAN.value,
    "parent": Role.GUARDIAN.value,
    "relative": Role.GUARDIAN.value,
    "teacher": Role.TEACHER.value,
    "aide": Role.AIDE.value,
    "proctor": Role.AIDE.value,
    "counselor": Role.COUNSELOR.value,
    "principal": Role.PRINCIPAL.value,
    "administrator": Role.OFFICE.value,
    "siteAdministrator": Role.OFFICE.value,
}
_DISTRICT_ROLES: Final = {
    "administrator": Role.DISTRICT.value,
    "districtAdministrator": Role.DISTRICT.value,
    "systemAdministrator": Role.DATA.value,
}
# Of somebody listed at no school these tell, by their classes, at which school they are.
_IN_CLASSES: Final = frozenset({"student", "teacher"})

Place = tuple[Id | None, str]


def compare_roles(c: Comparing) -> None:
    """Every role of everybody; a role at a school never becomes one in the whole district."""
    _Roles(c).compare()


class _Roles:
    def __init__(self, c: Comparing) -> None:
        self.c = c
        self.noun = Noun("roles", "users.csv" if c.roster.version == "1.1" else "roles.csv", MEMBERSHIPS)
        self.listed: set[tuple[Id, Id | None, str]] = set()
        self.by_id: dict[Id, PersonRow] = {row.id: row for row in c.now.people.values()}
        self.schools_of_classes = _schools_of_classes(c)

    def compare(self) -> None:
        """Those of the people in the bundle, those of others (a delta), those that end."""
        c = self.c
        for key, person in c.roster.people.items():
            row = c.now.people.get(key)
            if row is not None:
                self._roles_of(row, person.roles, person)
        for key, roles in c.roster.other_roles.items():
            row = c.now.people.get(key)
            if row is not None:
                self._roles_of(row, roles, None)
        for key, roles in c.roster.gone_roles.items():
            row = c.now.people.get(key)
            for place in map(self._place, roles):
                if row is not None and place is not None and (row.id, *place) not in self.listed:
                    self._end((row.id, *place))
        self._end_unlisted()

    def _roles_of(self, person: PersonRow, roles: tuple[RoleRecord, ...], record: PersonRecord | None) -> None:
        number = record.row if record is not None else None
        places = [(role, self._place(role)) for role in roles]
        for role, place in places:
            if place is not None:
                self._at(person, place, role, number)
        at_school = any(place is not None and place[0] is not None for _, place in places)
        for role, place in places:
            if place is None:
                self._without_place(person, role, number, at_school=at_school)

    def _place(self, role: RoleRecord) -> Place | None:
        """School (None: the district) and role as this product names them, or None when it means nothing here."""
        school = school_of(self.c, role.org_id)
        if school is not None:
            local = _ROLES.get(role.role)
            # A district's administrator who is listed at a school works for all of them.
            if local is None and role.role in _DISTRICT_ROLES:
                return None, _DISTRICT_ROLES[role.role]
            return (school.id, local) if local is not None else None
        wide = _DISTRICT_ROLES.get(role.role)
        return (None, wide) if wide is not None else None

    def _at(self, person: PersonRow, place: Place, role: RoleRecord, row: int | None) -> None:
        c, key = self.c, (person.id, *place)
        if key in self.listed:
            return
        self.listed.add(key)
        before = c.now.memberships.get(key)
        if before is not None and before.is_local:
            return
        after = MembershipRow(
            before.id if before is not None else new_id(),
            person.id,
            *place,
            is_primary=role.primary,
            begins_on=role.begin,
            ends_on=role.end,
        )
        c.now.memberships[key] = c.merge(
            self.noun, before, after, lambda: self._label(person, *place), key=person.sourced_id, row=row
        )

    def _without_place(self, person: PersonRow, role: RoleRecord, row: int | None, *, at_school: bool) -> None:
        """A role that only a school can give, at something else: classes tell the school; guardians need none."""
        if role.role in GUARDIAN_ROLES:
            return
        schools = self.schools_of_classes.get((person.sourced_id, role.role), set())
        if role.role in _IN_CLASSES and (at_school or schools):
            if not at_school:
                self.c.say(
                    Code.SCHOOL_OF_CLASSES,
                    self.noun.file,
                    row,
                    "orgSourcedId",
                    scope=Scope.VALUE,
                    forgive=True,
                    value=role.org_id,
                )
                for school in sorted(schools, key=str):
                    self._at(person, (school, _ROLES[role.role]), role, row)
            return
        self._say(Code.ORG_TYPE, row, role, forgive=False)

    def _say(self, code: Code, row: int | None, role: RoleRecord, *, forgive: bool) -> None:
        org = self.c.roster.orgs.get(role.org_id)
        self.c.say(
            code,
            self.noun.file,
            row,
            "orgSourcedId",
            scope=Scope.VALUE,
            forgive=forgive,
            value=role.org_id,
            type=org.type if org is not None else "",
        )

    def _label(self, person: PersonRow, school: Id | None, role: str) -> str:
        place = self.c.names.get(school, "") if school else self.c.plan.district.name
        return f"{person.full_name} · {role} · {place}"

    def _end(self, key: tuple[Id, Id | None, str]) -> None:
        before = self.c.now.memberships.get(key)
        if before is None or before.is_local:
            return
        if before.ends_on is not None and before.ends_on < self.c.today:
            return
        person = self.by_id.get(before.person_id)
        if person is not None:
            after = before._replace(ends_on=self.c.yesterday)
            label = self._label(person, before.school_id, before.role)
            self.c.now.memberships[key] = self.c.end(self.noun, before, after, label, key=person.sourced_id)

    def _end_unlisted(self) -> None:
        c = self.c
        if not c.replaces("users" if c.roster.version == "1.1" else "roles"):
            return
        if c.roster.held.get("roles"):
            # A refused row of roles.csv may be about anybody: then no role ends in this import.
            return
        held = c.roster.held.get("users", frozenset())
        for key in [key for key in c.now.memberships if key not in self.listed]:
            person = self.by_id.get(key[0])
            if person is not None and person.sourced_id not in held:
                self._end(key)


def _schools_of_classes(c: Comparing) -> dict[tuple[str, str], set[Id]]:
    """By person (and role) the schools of the classes that the bundle puts them in."""
    found: dict[tuple[str, str], set[Id]] = defaultdict(set)
    for enrollment in c.roster.enrollments.values():
        taught = c.now.classes.get(enrollment.class_id)
        if taught is not None:
            found[enrollment.person_id, enrollment.role].add(taught.school_id)
    return found
