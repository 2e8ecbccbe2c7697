"""From checked rows to records: people with their roles, classes at schools, guardians linked both ways."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from datetime import date
from typing import Final

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
    # A copy: building may hold a row.
    return iter(list(sheet.rows.items()) if sheet is not None else ())


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


def build_sessions(sheets: Sheets) -> dict[str, SessionRecord]:
    """The sessions; a missing school year is read from the date on which the session ends."""
    sessions = {}
    for key, row in _rows(sheets, "academicSessions"):
        start, end = date.fromisoformat(row.get("startDate")), _date(row.get("endDate"))
        if end is None:  # it came before the start and was refused
            sheets["academicSessions"].hold(key)
            continue
        year = row.get("schoolYear")
        sessions[key] = SessionRecord(
            sourced_id=key,
            row=row.number,
            title=row.get("title"),
            type=row.get("type"),
            start=start,
            end=end,
            school_year=int(year) if year else school_year_of(end),
            parent_id=row.get("parentSourcedId"),
        )
    return sessions


def school_year_of(day: date) -> int:
    """The school year (by the year in which it ends) a day belongs to: it turns on the first of July."""
    return day.year + 1 if day.month >= 7 else day.year


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


def build_people(sheets: Sheets, *, version: str, findings: Findings) -> dict[str, PersonRecord]:
    """The people with every role they have; in 1.2 a person without a role row is refused when all roles are there."""
    roles = roles_by_person(sheets) if version != "1.1" else {}
    role_sheet = sheets.get("roles")
    all_roles_known = role_sheet is not None and role_sheet.mode is Mode.BULK
    births = {key: _date(row.get("birthDate")) for key, row in _rows(sheets, "demographics")}
    people = {}
    for key, row in _rows(sheets, "users"):
        held = _roles_in_row(row) if version == "1.1" else roles.get(key, ())
        if not held and all_roles_known:
            findings.say(Code.NO_ROLE, file="users.csv", row=row.number, value=key)
            sheets["users"].hold(key)
            continue
        people[key] = _person(key, row, held, births.get(key), findings)
    return people


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
    enrollments = {}
    for key, row in _rows(sheets, "enrollments"):
        role = row.get("role")
        person = people.get(row.get("userSourcedId"))
        if person is not None and person.roles and not _fits(role, person):
            findings.say(
                Code.ROLE_MISMATCH,
                file="enrollments.csv",
                row=row.number,
                field="role",
                value=role,
                person=person.sourced_id,
                roles=", ".join(sorted({held.role for held in person.roles})),
            )
            sheets["enrollments"].hold(key)
            continue
        taught = classes.get(row.get("classSourcedId"))
        enrollments[key] = EnrollmentRecord(
            sourced_id=key,
            row=row.number,
            class_id=row.get("classSourcedId"),
            person_id=row.get("userSourcedId"),
            role=role,
            school_id=_school(row, taught, findings),
            primary=row.get("primary") == "true",
            begin=_date(row.get("beginDate")),
            end=_date(row.get("endDate")),
        )
    return enrollments


def _fits(role: str, person: PersonRecord) -> bool:
    return person.is_student if role == "student" else person.is_staff


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
    links: dict[tuple[str, str], GuardianLink] = {}
    for (owner, agent), number in named.items():
        first, second = people.get(owner), people.get(agent)
        if first is None or second is None:
            # Of a partial delivery the other side may be known already: the plan decides.
            link = _open_link(owner, agent, first, second, number)
        else:
            link = _link(first, second, number, findings)
            if link is not None and (agent, owner) not in named:
                findings.say(
                    Code.AGENT_ONE_WAY,
                    file="users.csv",
                    row=number,
                    field="agentSourcedIds",
                    scope=Scope.LINK,
                    forgive=True,
                    value=owner,
                    other=agent,
                )
        if link is not None:
            links.setdefault((link.guardian_id, link.student_id), link)
    return tuple(links.values())


def _link(first: PersonRecord, second: PersonRecord, number: int, findings: Findings) -> GuardianLink | None:
    for guardian, student in ((first, second), (second, first)):
        if guardian.is_guardian and student.is_student and guardian is not student:
            return GuardianLink(guardian.sourced_id, student.sourced_id, relation_of(guardian), number)
    findings.say(
        Code.AGENT_ROLE,
        file="users.csv",
        row=number,
        field="agentSourcedIds",
        scope=Scope.LINK,
        value=first.sourced_id,
        other=second.sourced_id,
    )
    return None


def _open_link(
    owner: str, agent: str, first: PersonRecord | None, second: PersonRecord | None, number: int
) -> GuardianLink | None:
    known = first or second
    if known is None:
        return None
    other = agent if known is first else owner
    if known.is_guardian:
        return GuardianLink(known.sourced_id, other, relation_of(known), number)
    if known.is_student:
        return GuardianLink(other, known.sourced_id, "", number)
    return None


def relation_of(guardian: PersonRecord) -> str:
    """The guardian's relation in the roster's own word: the extension column, or else the role."""
    if guardian.relationship:
        return guardian.relationship
    return next((role.role for role in guardian.roles if role.role in GUARDIAN_ROLES), "guardian")
