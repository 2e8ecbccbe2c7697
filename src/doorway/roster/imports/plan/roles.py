"""Roles at schools and in the district."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator
from datetime import date
from typing import Final, NamedTuple

from doorway.roster.core import stays
from doorway.roster.core.grades import YEAR_TURNS, school_year_of
from doorway.roster.core.oneroster import GUARDIAN_ROLES, Code, PersonRecord, RoleRecord, Scope
from doorway.roster.core.stays import Stay
from doorway.roster.imports.plan.comparing import Comparing, new_id
from doorway.roster.imports.plan.grades import turns_the_year
from doorway.roster.imports.plan.model import Noun
from doorway.roster.imports.plan.places import school_of
from doorway.roster.imports.rows import MEMBERSHIPS, STAYS, Id, MembershipRow, PersonRow, StayRow
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
Key = tuple[Id, Id | None, str]
# A school and whether its students or its staff are meant.
Kind = tuple[Id | None, str]


class _Listed(NamedTuple):
    """What a roster lists of a person at a place. ``row``: where the person stands in it."""

    person: PersonRow
    place: Place
    rows: list[Stay]
    row: int | None


def compare_roles(c: Comparing) -> None:
    """Every role of everybody; a role at a school never becomes one in the whole district."""
    _Roles(c).compare()


class _Roles:
    def __init__(self, c: Comparing) -> None:
        self.c = c
        self.noun = Noun("roles", "users.csv" if c.roster.version == "1.1" else "roles.csv", MEMBERSHIPS)
        self.before = Noun("stays", self.noun.file, STAYS)
        self.listed: set[Key] = set()
        # A refused row of roles.csv may be about anybody: then no role ends in this import.
        self.whole = c.replaces("users" if c.roster.version == "1.1" else "roles") and not c.roster.held.get("roles")
        self.gone = self._deleted()
        self.by_id: dict[Id, PersonRow] = {row.id: row for row in c.now.people.values()}
        self.schools_of_classes = _schools_of_classes(c)
        self.first_days = _FirstDays(c)

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
        for listed, is_first in self.first_days.waiting():
            self._settle(listed, is_first=is_first)
        self.first_days.say(self.noun)
        for place, deleted in self.gone.items():
            if place not in self.listed:
                self._take_back(place, deleted)
        self._end_unlisted()

    def _deleted(self) -> dict[Key, list[Stay]]:
        """The rows that are to be deleted, by whom and where they are about."""
        found: dict[Key, list[Stay]] = defaultdict(list)
        for key, roles in self.c.roster.gone_roles.items():
            row = self.c.now.people.get(key)
            for role in roles:
                place = self._place(role)
                if row is not None and place is not None:
                    found[row.id, *place].append(_stay_of(role))
        return found

    def _roles_of(self, person: PersonRow, roles: tuple[RoleRecord, ...], record: PersonRecord | None) -> None:
        number = record.row if record is not None else None
        places = [(role, self._place(role)) for role in roles]
        at_school = any(place is not None and place[0] is not None for _, place in places)
        found: dict[Place, list[Stay]] = defaultdict(list)
        for role, place in places:
            if place is None:
                for school in self._schools_without_place(person, role, number, at_school=at_school):
                    found[school, _ROLES[role.role]].append(_stay_of(role))
            else:
                found[place].append(_stay_of(role))
        for place, rows in found.items():
            self._at(_Listed(person, place, rows, number))

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

    def _at(self, one: _Listed) -> None:
        """The rows about one place, in whatever order they are listed: one is the seat, the others were before it."""
        key = (one.person.id, *one.place)
        self.listed.add(key)
        before = self.c.now.memberships.get(key)
        if (before is None or not before.is_local) and not self.first_days.waits(one, key):
            self._settle(one)

    def _settle(self, listed: _Listed, *, is_first: bool = False) -> None:
        """``is_first``: the roster lists most people of the place for the first time."""
        c, (person, place, rows, row) = self.c, listed
        key = (person.id, *place)
        before = c.now.memberships.get(key)
        known = self._known(key, before)
        rows = self.first_days.given(listed, known, is_first=is_first)
        settled = stays.settle(rows, on=c.today, known=known, whole=self.whole)
        seat = settled.seat
        after = MembershipRow(
            before.id if before is not None else new_id(),
            person.id,
            *place,
            is_primary=seat.primary,
            begins_on=seat.begin,
            ends_on=seat.end,
        )
        c.now.memberships[key] = c.merge(
            self.noun, before, after, lambda: self._label(person, *place), key=person.sourced_id, row=row
        )
        if settled.earlier or key in c.now.stays:
            self._keep_earlier(person, place, settled.earlier, row)
        for later in settled.later[:1]:
            c.say(
                Code.COMES_AGAIN,
                self.noun.file,
                row,
                "beginDate",
                forgive=True,
                value=self._label(person, *place),
                end=f"{seat.end:%Y-%m-%d}",
                begin=f"{later.begin:%Y-%m-%d}",
            )

    def _known(self, key: Key, before: MembershipRow | None) -> list[Stay]:
        """What is on file about a place, without what the roster deletes."""
        found = [_stay_on_file(one) for one in self.c.now.stays.get(key, ())]
        if before is not None:
            found.append(_stay_on_file(before))
        deleted = self.gone.get(key, ())
        return [one for one in found if not any(_is_of(one, row) for row in deleted)]

    def _keep_earlier(self, person: PersonRow, place: Place, wanted: tuple[Stay, ...], row: int | None) -> None:
        c, key = self.c, (person.id, *place)
        missing = set(wanted)
        kept = []
        for one in c.now.stays.get(key, ()):
            stay = _stay_on_file(one)
            if stay in missing:
                missing.remove(stay)
                kept.append(c.merge(self.before, one, one, "", key=person.sourced_id, row=row))
            else:
                c.remove(self.before, one, self._label_of_stay(person, one), key=person.sourced_id)
        for stay in wanted:
            if stay in missing and stay.end is not None:
                new = StayRow(new_id(), person.id, *place, stay.primary, stay.begin, stay.end)
                label = self._label_of_stay(person, new)
                kept.append(c.merge(self.before, None, new, label, key=person.sourced_id, row=row))
        c.now.stays[key] = kept

    def _schools_without_place(
        self, person: PersonRow, role: RoleRecord, row: int | None, *, at_school: bool
    ) -> list[Id]:
        """A role that only a school can give, at something else: classes tell the school; guardians need none."""
        if role.role in GUARDIAN_ROLES:
            return []
        schools = self.schools_of_classes.get((person.sourced_id, role.role), set())
        if role.role in _IN_CLASSES and (at_school or schools):
            if at_school:
                return []
            self.c.say(
                Code.SCHOOL_OF_CLASSES,
                self.noun.file,
                row,
                "orgSourcedId",
                scope=Scope.VALUE,
                forgive=True,
                value=role.org_id,
            )
            return sorted(schools, key=str)
        self._say(Code.ORG_TYPE, row, role, forgive=False)
        return []

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

    def _label_of_stay(self, person: PersonRow, row: StayRow) -> str:
        first = row.begins_on.isoformat() if row.begins_on is not None else "…"
        return f"{self._label(person, row.school_id, row.role)} · {first} – {row.ends_on.isoformat()}"

    def _take_back(self, key: Key, deleted: list[Stay]) -> None:
        """Rows that the roster deletes at a place of which it says nothing else: an earlier one, or the seat."""
        rows = self.c.now.stays.get(key, [])
        mistaken = [one for one in rows if any(_is_of(_stay_on_file(one), row) for row in deleted)]
        person = self.by_id[key[0]]
        for one in mistaken:
            self.c.remove(self.before, one, self._label_of_stay(person, one), key=person.sourced_id)
        self.c.now.stays[key] = [one for one in rows if one not in mistaken]
        seat = self.c.now.memberships.get(key)
        for row in deleted:
            if any(_is_of(_stay_on_file(one), row) for one in mistaken):
                continue
            # A row of a time that is over, and of no seat of ours, says nothing of today.
            of_seat = seat is not None and _is_of(_stay_on_file(seat), row)
            if row.begin is None or row.end is None or row.end >= self.c.today or of_seat:
                self._end(key)

    def _end(self, key: Key) -> None:
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
        if not self.whole:
            return
        held = c.roster.held.get("users", frozenset())
        for key in [key for key in c.now.memberships if key not in self.listed]:
            person = self.by_id.get(key[0])
            if person is not None and person.sourced_id not in held:
                self._end(key)


class _FirstDays:
    """Since when somebody holds a role of which the roster names no first day.

    One that is on file goes on since then. One that is new began since the roster before this one: it begins with this
    roster, unless the school's first roster, or the first that has most of its people, knows of everybody for the first
    time. Guardians are guardians wherever their children are: of them no day is asked.
    """

    def __init__(self, c: Comparing) -> None:
        self.c = c
        self.day = date(school_year_of(c.today) - 1, *YEAR_TURNS) if turns_the_year(c) else c.today
        """With the roster that brings the new school year, however late, everybody new begins with the school year."""
        self.begun = 0
        self.unheard: dict[Kind, list[_Listed]] = defaultdict(list)
        self.here: Counter[Kind] = Counter()
        self.known: set[tuple[Id, str]] = set()
        for row in c.now.memberships.values():
            kind = _kind(row.role)
            if kind is not None and not row.is_local:
                self.known.add((row.person_id, kind))
                if row.ends_on is None or row.ends_on >= c.today:
                    self.here[row.school_id, kind] += 1

    def waits(self, one: _Listed, key: Key) -> bool:
        """Whether it is decided with the others who are new at the school: of whom no roster has ever said anything."""
        kind = _kind(one.place[1])
        if kind is None or (one.person.id, kind) in self.known or key in self.c.now.stays:
            return False
        if any(row.begin is None and not self._is_over(row) for row in one.rows):
            self.unheard[one.place[0], kind].append(one)
            return True
        return False

    def waiting(self) -> Iterator[tuple[_Listed, bool]]:
        """Those, each with whether the roster lists most of the school's people of the kind for the first time."""
        for kind, listed in self.unheard.items():
            is_first = len(listed) > self.here[kind]
            yield from ((one, is_first) for one in listed)

    def given(self, one: _Listed, known: list[Stay], *, is_first: bool) -> list[Stay]:
        """The rows with first days where they have none."""
        if _kind(one.place[1]) is None or all(row.begin is not None for row in one.rows):
            return one.rows
        rows = stays.dated(one.rows, on=self.c.today, known=known, first=None if is_first else self.day)
        self.begun += any(
            row.begin is None and new.begin == self.day and all(held.begin != self.day for held in known)
            for row, new in zip(one.rows, rows, strict=True)
        )
        return rows

    def say(self, noun: Noun) -> None:
        """Of how many the roster names no first day, and from when on they hold their role."""
        if self.begun:
            self.c.say(
                Code.BEGINS_NOW,
                noun.file,
                None,
                "beginDate",
                forgive=True,
                value=self.begun,
                begin=f"{self.day:%Y-%m-%d}",
            )

    def _is_over(self, row: Stay) -> bool:
        return row.end is not None and row.end < self.c.today


def _kind(role: str) -> str | None:
    """Student or staff; none of a guardian."""
    if role == Role.GUARDIAN:
        return None
    return "student" if role == Role.STUDENT else "staff"


def _stay_of(role: RoleRecord) -> Stay:
    return Stay(role.begin, role.end, role.primary)


def _stay_on_file(row: MembershipRow | StayRow) -> Stay:
    return Stay(row.begins_on, row.ends_on, row.is_primary)


def _is_of(one: Stay, row: Stay) -> bool:
    """Whether a stay on file is the one that a row to be deleted is about: a row without a first day tells none."""
    return row.begin is not None and one.begin == row.begin


def _schools_of_classes(c: Comparing) -> dict[tuple[str, str], set[Id]]:
    """By person (and role) the schools of the classes that the bundle puts them in."""
    found: dict[tuple[str, str], set[Id]] = defaultdict(set)
    for enrollment in c.roster.enrollments.values():
        taught = c.now.classes.get(enrollment.class_id)
        if taught is not None:
            found[enrollment.person_id, enrollment.role].add(taught.school_id)
    return found
