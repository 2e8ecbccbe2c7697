"""From checked rows to records: people with their roles, classes at schools, guardians linked both ways."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from datetime import date
from typing import Final

from doorway.roster.core.grades import school_year_of
from doorway.roster.core.oneroster.findings import Code, Findings, Scope
from doorway.roster.core.oneroster.manifest import Mode
from doorway.roster.core.oneroster.records import (
    GUARDIAN_ROLES,
    ClassRecord,
    CourseRecord,
    EnrollmentRecord,
    GuardianLink,
    OrgRecord,
    PersonRecord,
    RoleRecord,
    SessionRecord,
)
from doorway.roster.core.oneroster.rows import Row, Sheet

_EMAIL: Final = re.compile(r"[^@\s,;<>\"()]{1,64}@[^@\s,;<>\"()]+\.[^@\s,;<>\"()]{2,}")
_LANGUAGES: Final = {
    "en": "en",
    "eng": "en",
    "english": "en",
    "inglés": "en",
    "es": "es",
    "spa": "es",
    "spanish": "es",
    "español": "es",
    "espanol": "es",
}

Sheets = Mapping[str, Sheet]


def _rows(sheets: Sheets, name: str) -> Iterator[tuple[str, Row]]:
    sheet = sheets.get(name)
    return iter(sheet.rows.items() if sheet is not None else ())


def _date(text: str) -> date | None:
    return date.fromisoformat(text) if text else None


def _list(text: str) -> tuple[str, ...]:
    return tuple(text.split(",")) if text else ()


def build_orgs(sheets: Sheets) -> dict[str, OrgRecord]:
    """The orgs; one at which classes are held counts as a school whatever its type says."""
    schools = {row.get("schoolSourcedId") for _, row in _rows(sheets, "classes")}
    return {
        key: OrgRecord(
            sourced_id=key,
            row=row.number,
            name=row.get("name"),
            type=row.get("type"),
            identifier=row.get("identifier"),
            parent_id=row.get("parentSourcedId"),
            as_school=row.get("type") == "school" or key in schools,
        )
        for key, row in _rows(sheets, "orgs")
    }


def build_sessions(sheets: Sheets, *, findings: Findings) -> dict[str, SessionRecord]:
    """The sessions; a school year that is missing or does not fit the days is read from the last of them."""
    sessions = {}
    endless = []
    for key, row in _rows(sheets, "academicSessions"):
        start, end = date.fromisoformat(row.get("startDate")), _date(row.get("endDate"))
        if end is None:  # it came before the start and was refused
            endless.append(key)
            continue
        sessions[key] = SessionRecord(
            sourced_id=key,
            row=row.number,
            title=row.get("title"),
            type=row.get("type"),
            start=start,
            end=end,
            school_year=_session_year(row, start, end, findings),
            parent_id=row.get("parentSourcedId"),
        )
    for key in endless:
        sheets["academicSessions"].hold(key)
    return sessions


def _session_year(row: Row, start: date, end: date, findings: Findings) -> int:
    written = row.get("schoolYear")
    if not written:
        return school_year_of(end)
    year = int(written)
    if school_year_of(start) <= year <= school_year_of(end):
        return year
    # Many systems write the year in which the school year begins.
    findings.say(
        Code.SESSION_YEAR,
        file="academicSessions.csv",
        row=row.number,
        field="schoolYear",
        scope=Scope.VALUE,
        forgive=True,
        value=written,
        end=end,
        understood=school_year_of(end),
    )
    return school_year_of(end)


def build_courses(sheets: Sheets) -> dict[str, CourseRecord]:
    """The courses."""
    return {
        key: CourseRecord(
            sourced_id=key,
            row=row.number,
            title=row.get("title"),
            code=row.get("courseCode"),
            grades=_list(row.get("grades")),
            subjects=_list(row.get("subjects")),
            org_id=row.get("orgSourcedId"),
        )
        for key, row in _rows(sheets, "courses")
    }


def build_classes(sheets: Sheets) -> dict[str, ClassRecord]:
    """The classes."""
    return {
        key: ClassRecord(
            sourced_id=key,
            row=row.number,
            title=row.get("title"),
            school_id=row.get("schoolSourcedId"),
            is_homeroom=row.get("classType") == "homeroom",
            code=row.get("classCode"),
            location=row.get("location"),
            course_id=row.get("courseSourcedId"),
            term_ids=_list(row.get("termSourcedIds")),
            grades=_list(row.get("grades")),
            subjects=_list(row.get("subjects")),
            periods=_list(row.get("periods")),
        )
        for key, row in _rows(sheets, "classes")
    }


def build_people(
    sheets: Sheets, *, version: str, roles: Mapping[str, tuple[RoleRecord, ...]], findings: Findings
) -> dict[str, PersonRecord]:
    """The people with every role they have; in 1.2 a person without a role row is refused when all roles are there.

    ``roles`` are those of roles.csv by person; in 1.1 they stand with the people.
    """
    users, role_sheet = sheets.get("users"), sheets.get("roles")
    if users is None:
        return {}
    all_roles_known = version != "1.1" and role_sheet is not None and role_sheet.mode is Mode.BULK
    births = {key: _date(row.get("birthDate")) for key, row in _rows(sheets, "demographics")}
    people = {}
    without_role = []
    for key, row in users.rows.items():
        held = _roles_in_row(row) if version == "1.1" else roles.get(key, ())
        if not held and all_roles_known:
            findings.say(Code.NO_ROLE, file=users.file, row=row.number, value=key)
            without_role.append(key)
            continue
        people[key] = _person(key, row, held, births.get(key), findings)
    for key in without_role:
        users.hold(key)
    _check_numbers(people, findings)
    return people


def _check_numbers(people: dict[str, PersonRecord], findings: Findings) -> None:
    """Ids of two students: a state id that two have counts for neither; a shared local id is said."""
    by_state: dict[str, list[PersonRecord]] = defaultdict(list)
    by_number: dict[str, list[PersonRecord]] = defaultdict(list)
    for person in people.values():
        if person.state_id:
            by_state[person.state_id].append(person)
        if person.identifier and person.is_student:
            by_number[person.identifier].append(person)
    for number, sharers in by_number.items():
        for person, other in zip(sharers[1:], sharers, strict=False):
            findings.say(
                Code.SHARED_NUMBER,
                file="users.csv",
                row=person.row,
                field="identifier",
                scope=Scope.VALUE,
                forgive=True,
                value=number,
                other=other.row,
            )
    for number, sharers in by_state.items():
        for person in sharers if len(sharers) > 1 else ():
            findings.say(
                Code.STATE_ID_TAKEN,
                file="users.csv",
                row=person.row,
                field="metadata.stateId",
                scope=Scope.VALUE,
                value=number,
            )
            people[person.sourced_id] = person._replace(state_id="")


def _roles_in_row(row: Row) -> tuple[RoleRecord, ...]:
    role = row.get("role")
    return tuple(RoleRecord(org_id=org, role=role) for org in _list(row.get("orgSourcedIds")))


def roles_by_person(sheets: Sheets) -> dict[str, tuple[RoleRecord, ...]]:
    """Every role row of 1.2, by the person."""
    return _roles(_rows(sheets, "roles"))


def gone_roles(sheets: Sheets) -> dict[str, tuple[RoleRecord, ...]]:
    """The role rows to be deleted, by the person (a row without its columns tells nothing)."""
    sheet = sheets.get("roles")
    return _roles(iter(sheet.gone.items() if sheet is not None else ()))


def _roles(rows: Iterator[tuple[str, Row]]) -> dict[str, tuple[RoleRecord, ...]]:
    roles: dict[str, list[RoleRecord]] = defaultdict(list)
    for _, row in rows:
        roles[row.get("userSourcedId")].append(
            RoleRecord(
                org_id=row.get("orgSourcedId"),
                role=row.get("role"),
                primary=row.get("roleType") != "secondary",
                begin=_date(row.get("beginDate")),
                end=_date(row.get("endDate")),
            )
        )
    return {person: tuple(held) for person, held in roles.items()}


def _person(
    key: str, row: Row, roles: tuple[RoleRecord, ...], birth_date: date | None, findings: Findings
) -> PersonRecord:
    return PersonRecord(
        sourced_id=key,
        row=row.number,
        given_name=row.get("givenName"),
        family_name=row.get("familyName"),
        roles=roles,
        middle_name=row.get("middleName"),
        preferred_given_name=row.get("preferredGivenName"),
        preferred_family_name=row.get("preferredFamilyName"),
        username=row.get("username"),
        identifier=row.get("identifier"),
        email=_email(row, findings),
        phone=row.get("phone"),
        sms=row.get("sms"),
        grades=_list(row.get("grades")),
        enabled=row.get("enabledUser") != "false",
        language=_language(row, findings),
        relationship=row.get("metadata.relationship"),
        state_id=row.get("metadata.stateId"),
        household=row.get("metadata.household"),
        birth_date=birth_date,
    )


def _email(row: Row, findings: Findings) -> str:
    email = row.get("email")
    if email and (len(email) > 254 or _EMAIL.fullmatch(email) is None):
        findings.say(Code.BAD_EMAIL, file="users.csv", row=row.number, field="email", scope=Scope.VALUE, value=email)
        return ""
    return email


def _language(row: Row, findings: Findings) -> str:
    written = row.get("metadata.language")
    if not written:
        return ""
    folded = written.lower()
    understood = _LANGUAGES.get(folded) or _LANGUAGES.get(re.split(r"[-_]", folded)[0])
    if understood is None:
        findings.say(
            Code.BAD_LANGUAGE,
            file="users.csv",
            row=row.number,
            field="metadata.language",
            scope=Scope.VALUE,
            value=written,
        )
        return ""
    return understood


def build_enrollments(
    sheets: Sheets, *, classes: Mapping[str, ClassRecord], people: Mapping[str, PersonRecord], findings: Findings
) -> dict[str, EnrollmentRecord]:
    """The enrollments; one whose role its person does not have anywhere is refused."""
    sheet = sheets.get("enrollments")
    if sheet is None:
        return {}
    enrollments = {}
    misfits = []
    students = {key for key, person in people.items() if person.is_student}
    staff = {key for key, person in people.items() if person.is_staff}
    for key, row in sheet.rows.items():
        get = row.values.get
        role, owner = get("role", ""), get("userSourcedId", "")
        person = people.get(owner)
        if person is not None and person.roles and owner not in (students if role == "student" else staff):
            findings.say(
                Code.ROLE_MISMATCH,
                file=sheet.file,
                row=row.number,
                field="role",
                value=role,
                person=owner,
                roles=", ".join(sorted({held.role for held in person.roles})),
            )
            misfits.append(key)
            continue
        class_id = get("classSourcedId", "")
        enrollments[key] = EnrollmentRecord(
            sourced_id=key,
            row=row.number,
            class_id=class_id,
            person_id=owner,
            role=role,
            school_id=_school(row, classes.get(class_id), findings),
            primary=get("primary") == "true",
            begin=_date(get("beginDate", "")),
            end=_date(get("endDate", "")),
        )
    for key in misfits:
        sheet.hold(key)
    return enrollments


def _school(row: Row, taught: ClassRecord | None, findings: Findings) -> str:
    written = row.get("schoolSourcedId")
    if taught is None:
        return written
    if written and written != taught.school_id:
        findings.say(
            Code.CONFLICTING_SCHOOL,
            file="enrollments.csv",
            row=row.number,
            field="schoolSourcedId",
            scope=Scope.VALUE,
            forgive=True,
            value=written,
            understood=taught.school_id,
        )
    return taught.school_id


def build_links(sheets: Sheets, *, people: Mapping[str, PersonRecord], findings: Findings) -> tuple[GuardianLink, ...]:
    """Guardian and student, from either side's ``agentSourcedIds``; a link named on one side only counts."""
    named: dict[tuple[str, str], int] = {}
    for key, row in _rows(sheets, "users"):
        for agent in _list(row.get("agentSourcedIds")):
            named.setdefault((key, agent), row.number)
    kinds = _Kinds(people)
    links: dict[tuple[str, str], GuardianLink] = {}
    for (owner, agent), number in named.items():
        pair = kinds.pair(owner, agent)
        if pair is None:
            _say_link(Code.AGENT_ROLE, owner, agent, number, findings)
            continue
        if owner in people and agent in people and (agent, owner) not in named:
            _say_link(Code.AGENT_ONE_WAY, owner, agent, number, findings)
        if pair not in links and pair[::-1] not in links:
            guardian = people.get(pair[0])
            relation = relation_of(guardian) if guardian is not None and guardian.is_guardian else ""
            links[pair] = GuardianLink(*pair, relation, number, known=kinds.know(*pair))
    return tuple(links.values())


class _Kinds:
    """Who of the people is a guardian and who is a student."""

    def __init__(self, people: Mapping[str, PersonRecord]) -> None:
        # In a delivery of changes a person may stand without roles: the district knows them.
        self._people = {key for key, person in people.items() if person.roles}
        self._guardians = {key for key, person in people.items() if person.is_guardian}
        self._students = {key for key, person in people.items() if person.is_student}

    def know(self, one: str, other: str) -> bool:
        """Whether the bundle tells the role of one of them."""
        return one in self._people or other in self._people

    def pair(self, one: str, other: str) -> tuple[str, str] | None:
        """(guardian, student) of the two, whichever is which; None when they cannot be.

        Of somebody without roles here the district may know them: such a pair stays as it is named.
        """
        for guardian, student in ((one, other), (other, one)):
            is_guardian = guardian in self._guardians or guardian not in self._people
            is_student = student in self._students or student not in self._people
            if is_guardian and is_student and guardian != student:
                return guardian, student
        return None


def _say_link(code: Code, one: str, other: str, number: int, findings: Findings) -> None:
    findings.say(
        code,
        file="users.csv",
        row=number,
        field="agentSourcedIds",
        scope=Scope.LINK,
        forgive=code is Code.AGENT_ONE_WAY,
        value=one,
        other=other,
    )


def relation_of(guardian: PersonRecord) -> str:
    """The guardian's relation in the roster's own word: the extension column, or else the role."""
    if guardian.relationship:
        return guardian.relationship
    return next((role.role for role in guardian.roles if role.role in GUARDIAN_ROLES), "guardian")
