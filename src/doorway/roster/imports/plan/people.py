"""People: who they are, who is the same under another id, and which mailbox they sign in with."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any, Final

from doorway.roster.core.oneroster import Code, PersonRecord, Scope
from doorway.roster.imports.plan.comparing import Comparing, new_id
from doorway.roster.imports.plan.model import Noun
from doorway.roster.imports.rows import PEOPLE, USERS, Id, PersonRow, UserRow
from doorway.roster.imports.snapshot import users_of
from doorway.roster.models import Role

_PEOPLE: Final = Noun("people", "users.csv", PEOPLE)
_COLUMNS: Final = {
    "middle_name": "middleName",
    "preferred_given_name": "preferredGivenName",
    "email": "email",
    "phone": "phone",
    "sms": "sms",
    "identifier": "identifier",
    "grade": "grades",
}


def compare_people(c: Comparing) -> None:
    """Everybody on the roster; who is no longer listed becomes inactive."""
    _follow_new_ids(c)
    listed = c.roster.people
    mailboxes = _Mailboxes(c)
    for key, person in listed.items():
        before = c.now.people.get(key)
        if before is None and not person.roles:
            c.say(Code.NO_ROLE, "users.csv", person.row, "sourcedId", value=key)
            continue
        after = _person(c, person, before, mailboxes)
        name = c.names[after.id] = after.full_name
        c.now.people[key] = c.merge(_PEOPLE, before, after, name, key=key, row=person.row)
    _end_unlisted(c, listed)


def _end_unlisted(c: Comparing, listed: Mapping[str, PersonRecord]) -> None:
    kept = {row.person_id for row in c.now.memberships.values() if row.is_local and _in_force(c, row.ends_on)}
    for key in list(c.missing("users", c.now.people, listed)):
        person = c.now.people[key]
        if not person.is_active:
            continue
        if person.id in kept:
            # A role that the district gave here is taken away here.
            c.say(Code.LOCAL_ROLE, "users.csv", None, "", forgive=True, value=person.full_name)
            continue
        after = person._replace(is_active=False)
        c.now.people[key] = c.end(_PEOPLE, person, after, person.full_name, key=key)


def _in_force(c: Comparing, ends_on: Any) -> bool:
    return ends_on is None or ends_on >= c.today


def _person(c: Comparing, person: PersonRecord, before: PersonRow | None, mailboxes: _Mailboxes) -> PersonRow:
    wanted: dict[str, Any] = {
        "sourced_id": person.sourced_id,
        "given_name": person.given_name,
        "family_name": person.family_name,
        "is_active": True,
    } | c.said(
        "users",
        _COLUMNS,
        {
            "middle_name": person.middle_name,
            "email": person.email,
            "phone": person.phone,
            "sms": person.sms,
            "identifier": person.identifier,
            "preferred_given_name": person.preferred_given_name,
            **({"grade": (person.grades[:1] or ("",))[0][:5]} if person.is_student else {}),
        },
    )
    # What the roster does not say is left as it is; what the family chose here is never overwritten.
    if person.birth_date is not None:
        wanted["birth_date"] = person.birth_date
    if person.language and not (before is not None and before.language_is_own):
        wanted["language"] = person.language
    if person.state_id and _has_state_id(c, person, before):
        wanted["state_id"] = person.state_id
    after = PersonRow(id=new_id(), **wanted) if before is None else before._replace(**wanted)
    after = after._replace(user_id=mailboxes.user_for(after, person))
    if after.state_id:
        c.now.state_ids[after.state_id] = after.id
    return after


def _has_state_id(c: Comparing, person: PersonRecord, before: PersonRow | None) -> bool:
    """Whether nobody else has the state id already."""
    owner = c.now.state_ids.get(person.state_id)
    if owner is None or (before is not None and owner == before.id):
        return True
    c.say(
        Code.STATE_ID_TAKEN,
        "users.csv",
        person.row,
        "metadata.stateId",
        scope=Scope.VALUE,
        value=person.state_id,
    )
    return False


class _Mailboxes:
    """Who signs in with which address; people of one mailbox share one user."""

    def __init__(self, c: Comparing) -> None:
        self._c = c
        self._users: dict[str, Id] | None = None

    def user_for(self, person: PersonRow, record: PersonRecord) -> Id | None:
        """The user of the person's mailbox, made when it is new; nobody without an address or who may not sign in."""
        if not person.email or not record.enabled:
            return None
        address = person.email.strip().lower()
        users = self._known()
        user = users.get(address)
        if user is None:
            user = users[address] = new_id()
            self._c.plan.created[USERS].append(UserRow(user, address))
            self._c.names[user] = address
        return user

    def _known(self) -> dict[str, Id]:
        if self._users is None:
            now = self._c.now.people
            wanted = {person.email.lower() for person in self._c.roster.people.values() if person.email}
            wanted |= {person.email.lower() for person in now.values() if person.email}
            self._users = users_of(wanted)
            self._c.names.update({user: address for address, user in self._users.items()})
        return self._users


# -- the same person under another id


def _follow_new_ids(c: Comparing) -> None:
    """When a system gives everybody new ids, the people stay: their plans, bookings and closed records with them.

    Somebody who is new on the roster is the one who is no longer listed when both have the same state id, or the same
    local id or address together with the same name, and nobody else has.
    """
    new = [person for key, person in c.roster.people.items() if key not in c.now.people and person.roles]
    if not new:
        return
    unlisted = [c.now.people[key] for key in c.missing("users", c.now.people, c.roster.people)]
    students = {row.person_id for row in c.now.memberships.values() if row.role == Role.STUDENT}
    before = _by_mark((_marks_of_row(row, is_student=row.id in students), row) for row in unlisted)
    after = _by_mark((_marks_of_record(person), person) for person in new)
    taken: set[str] = set()
    for mark, (person, *others) in after.items():
        rows = before.get(mark, [])
        if others or len(rows) != 1 or rows[0].sourced_id in taken or person.sourced_id in c.now.people:
            continue
        taken.add(rows[0].sourced_id)
        c.now.people[person.sourced_id] = c.now.people.pop(rows[0].sourced_id)


Mark = tuple[str, ...]


def _by_mark(marked: Iterable[tuple[list[Mark], Any]]) -> dict[Mark, list[Any]]:
    found: dict[Mark, list[Any]] = defaultdict(list)
    for marks, owner in marked:
        for mark in marks:
            found[mark].append(owner)
    # The surest mark first.
    return dict(sorted(found.items(), key=lambda item: _SUREST.index(item[0][0])))


_SUREST: Final = ("state id", "local id", "address")


def _marks_of_row(row: PersonRow, *, is_student: bool) -> list[Mark]:
    return _marks(row.state_id, row.identifier, row.email, row.given_name, row.family_name, is_student)


def _marks_of_record(person: PersonRecord) -> list[Mark]:
    return _marks(
        person.state_id, person.identifier, person.email, person.given_name, person.family_name, person.is_student
    )


def _marks(state_id: str, local_id: str, email: str, given: str, family: str, is_student: bool) -> list[Mark]:
    # A father and a son may share name and address: students are never taken for grown-ups.
    kind, given, family = "student" if is_student else "", given.casefold(), family.casefold()
    marks: list[Mark] = []
    if state_id:
        marks.append(("state id", state_id))
    if local_id:
        marks.append(("local id", kind, local_id, family))
    if email:
        marks.append(("address", kind, email.lower(), given, family))
    return marks
