"""The plan: what a roster would change in a district, computed without changing anything."""

from __future__ import annotations

import dataclasses
import hashlib
import json
import uuid
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any, Final

from django.db import models
from django.utils.text import slugify

from doorway.accounts.models import District, User
from doorway.roster.core.oneroster import Code, Finding, Mode, PersonRecord, RoleRecord, Roster, Scope, Severity
from doorway.roster.imports.snapshot import Snapshot, take_snapshot
from doorway.roster.models import (
    Course,
    Enrollment,
    Guardianship,
    ImportLine,
    Membership,
    Person,
    Role,
    School,
    SchoolClass,
    SchoolYear,
    Session,
)

Verdict = ImportLine.Verdict

# A first import creates half a million rows; the ledger names this many of each kind and counts the rest. What is
# changed, refused or vanished is always named.
NAMED_PER_NOUN: Final = 2000

NOUNS: Final = ("schools", "sessions", "courses", "classes", "people", "roles", "enrollments", "guardians")
"""What is counted, in the order in which it is made."""

_ROLES: Final = {
    "student": Role.STUDENT,
    "guardian": Role.GUARDIAN,
    "parent": Role.GUARDIAN,
    "relative": Role.GUARDIAN,
    "teacher": Role.TEACHER,
    "aide": Role.AIDE,
    "proctor": Role.AIDE,
    "counselor": Role.COUNSELOR,
    "principal": Role.PRINCIPAL,
    "administrator": Role.OFFICE,
    "siteAdministrator": Role.OFFICE,
}
_DISTRICT_ROLES: Final = {
    "administrator": Role.DISTRICT,
    "districtAdministrator": Role.DISTRICT,
    "systemAdministrator": Role.DATA,
}
_ENROLLMENT_ROLES: Final = {
    "student": Enrollment.Role.STUDENT,
    "teacher": Enrollment.Role.TEACHER,
    "administrator": Enrollment.Role.AIDE,
    "proctor": Enrollment.Role.AIDE,
}
_GRADE_ORDER: Final = ("IT", "PR", "PK", "TK", "KG", *(f"{number:02d}" for number in range(1, 14)), "PS", "UG", "Other")


def _in_order(grades: set[str]) -> str:
    """Grades as a school lists them."""
    return ",".join(grade for grade in _GRADE_ORDER if grade in grades)


@dataclass(frozen=True)
class Line:
    """One line of the plan, as the ledger will keep it."""

    verdict: str
    file: str
    key: str = ""
    label: str = ""
    row: int | None = None
    field: str = ""
    code: str = ""
    params: Mapping[str, Any] = dataclasses.field(default_factory=dict)
    changes: Mapping[str, tuple[Any, Any]] = dataclasses.field(default_factory=dict)


@dataclass
class Plan:
    """What would change. ``created`` and ``changed`` hold the model rows to write, by their model."""

    district: District
    roster: Roster
    lines: list[Line] = field(default_factory=list)
    counts: dict[str, Counter[str]] = field(default_factory=lambda: {noun: Counter() for noun in NOUNS})
    created: dict[type[models.Model], list[models.Model]] = field(default_factory=lambda: defaultdict(list))
    changed: dict[type[models.Model], dict[uuid.UUID, models.Model]] = field(default_factory=lambda: defaultdict(dict))
    changed_fields: dict[type[models.Model], set[str]] = field(default_factory=lambda: defaultdict(set))
    students_before: int = 0
    students_vanished: int = 0

    @property
    def usable(self) -> bool:
        """Whether the bundle may be taken at all."""
        return self.roster.usable

    @property
    def vanished_percent(self) -> float:
        """The share of the district's students that this roster no longer lists."""
        return 100 * self.students_vanished / self.students_before if self.students_before else 0.0

    @property
    def changes_nothing(self) -> bool:
        """Whether everything is as the roster says already."""
        return not self.created and not self.changed

    def total(self, verdict: str) -> int:
        """How many rows of all kinds have this verdict."""
        return sum(counter[verdict] for counter in self.counts.values())

    def tally(self) -> dict[str, Any]:
        """The counts as the ledger keeps them."""
        said = Counter(line.verdict for line in self.lines)
        return {
            "nouns": {noun: dict(counter) for noun, counter in self.counts.items() if counter},
            "refused": said[Verdict.REFUSED],
            "forgiven": said[Verdict.FORGIVEN],
            "students_before": self.students_before,
            "students_vanished": self.students_vanished,
        }

    def digest(self) -> str:
        """A fingerprint: two plans with the same one say and change the same."""
        text = hashlib.sha256()
        for line in self.lines:
            text.update(
                json.dumps([line.verdict, line.file, line.key, line.row, line.code, line.changes], default=str).encode()
            )
        text.update(json.dumps(self.tally(), sort_keys=True).encode())
        return text.hexdigest()


def make_plan(roster: Roster, *, district: District, today: date) -> Plan:
    """Compare the roster with what the district holds. Nothing is written."""
    plan = Plan(district, roster)
    if roster.usable:
        _Planner(plan, take_snapshot(district), today).compare()
    plan.lines[:0] = [_finding_line(finding) for finding in roster.findings]
    return plan


def _finding_line(finding: Finding) -> Line:
    refused = finding.severity in (Severity.REFUSED, Severity.BREACH)
    params = dict(finding.params) | {"scope": finding.scope.value}
    if finding.severity is Severity.BREACH:
        params["breach"] = "yes"
    if finding.count > 1:
        params["count"] = str(finding.count)
    return Line(
        verdict=Verdict.REFUSED if refused else Verdict.FORGIVEN,
        file=finding.file,
        row=finding.row,
        field=finding.field,
        code=finding.code.value,
        params=params,
    )


class _Planner:
    """Compares noun by noun; rows are made with their ids, so that later nouns can point at them."""

    def __init__(self, plan: Plan, now: Snapshot, today: date) -> None:
        self.plan = plan
        self.roster = plan.roster
        self.now = now
        self.today = today
        self.yesterday = today - timedelta(days=1)
        self._names: dict[uuid.UUID, str] = {}
        self._by_pk: dict[uuid.UUID, Person] = {}
        self._listed_roles: set[tuple[uuid.UUID, uuid.UUID | None, str]] = set()
        self._listed_links: set[tuple[uuid.UUID, uuid.UUID]] = set()
        self._remember(now.years, now.schools, now.courses, now.classes, now.people)
        self._names.update({pk: email for email, pk in now.users.items()})

    def _remember(self, *tables: Mapping[str, models.Model]) -> None:
        for table in tables:
            self._names.update({row.pk: str(row) for row in table.values()})

    def compare(self) -> None:
        """Fill the plan."""
        self._schools()
        self._sessions()
        self._courses()
        self._classes()
        self._people()
        self._roles()
        self._enrollments()
        self._guardians()

    # -- the three ways in which a row meets the roster

    def _merge(
        self,
        noun: str,
        file: str,
        row: models.Model | None,
        model: type[models.Model],
        wanted: dict[str, Any],
        /,
        **line: Any,
    ) -> Any:
        """The row as wanted: made new, changed where it differs, or left."""
        if row is None:
            row = model(district=self.plan.district, **wanted)
            self.plan.created[model].append(row)
            self._names[row.pk] = line.get("label", "")
            self._count(noun, Verdict.CREATED, Line(Verdict.CREATED, file, **line))
            return row
        before = {name: getattr(row, name) for name in wanted}
        differing = {name: value for name, value in wanted.items() if before[name] != value}
        if not differing:
            self.plan.counts[noun]["unchanged"] += 1
            return row
        for name, value in differing.items():
            setattr(row, name, value)
        self._touch(model, row, differing)
        changes = {
            name.removesuffix("_id"): (self._shown(before[name]), self._shown(value))
            for name, value in differing.items()
        }
        self._count(noun, Verdict.CHANGED, Line(Verdict.CHANGED, file, changes=changes, **line))
        return row

    def _touch(self, model: type[models.Model], row: models.Model, names: Mapping[str, Any]) -> None:
        self.plan.changed[model][row.pk] = row
        self.plan.changed_fields[model].update(names)

    def _vanish(self, noun: str, file: str, row: models.Model, *, key: str, label: str, **ended: Any) -> None:
        for name, value in ended.items():
            setattr(row, name, value)
        self._touch(type(row), row, ended)
        self._count(noun, Verdict.VANISHED, Line(Verdict.VANISHED, file, key=key, label=label))

    def _count(self, noun: str, verdict: str, line: Line) -> None:
        counter = self.plan.counts[noun]
        counter[verdict] += 1
        if verdict != Verdict.CREATED or counter[verdict] <= NAMED_PER_NOUN:
            self.plan.lines.append(line)

    def _say(
        self,
        code: Code,
        file: str,
        row: int | None,
        name: str,
        *,
        verdict: str = Verdict.REFUSED,
        scope: Scope = Scope.ROW,
        **params: str,
    ) -> None:
        self.plan.lines.append(
            Line(verdict, file, row=row, field=name, code=code.value, params=params | {"scope": scope.value})
        )

    def _shown(self, value: Any) -> Any:
        if isinstance(value, uuid.UUID):
            return self._names.get(value, "")
        return value.isoformat() if isinstance(value, date) else value

    def _missing(self, name: str, known: Mapping[str, Any], listed: Mapping[str, Any]) -> Iterator[str]:
        """Ids the district has and the roster ends: named as deleted, or (of a whole file) no longer listed."""
        gone = self.roster.gone.get(name, frozenset())
        yield from sorted(gone & known.keys())
        if self._replaces(name):
            held = self.roster.held.get(name, frozenset())
            for key in known:
                if key not in listed and key not in held and key not in gone:
                    yield key

    def _replaces(self, name: str) -> bool:
        return self.roster.modes.get(name) is Mode.BULK and self.roster.whole.get(name, False)

    # -- nouns

    def _schools(self) -> None:
        grades = self._grades_by_school()
        listed = {key: org for key, org in self.roster.orgs.items() if org.as_school}
        for key, org in listed.items():
            row = self.now.schools.get(key)
            local = self.now.local_schools.get(org.name.casefold()) if row is None else None
            row = row or local
            wanted = {"sourced_id": key, "name": org.name, "identifier": org.identifier, "is_active": True}
            if row is None:
                wanted |= {"slug": self._slug(org.name)}
            # A grade that is new at the school joins; one without students this year stays.
            known = set(row.grade_list) if row is not None else set()
            if not set(grades.get(key, "").split(",")) <= {*known, ""}:
                wanted["grades"] = _in_order({*known, *grades[key].split(",")})
            self.now.schools[key] = self._merge(
                "schools", "orgs.csv", row, School, wanted, key=key, label=org.name, row=org.row
            )
        for key in self._missing("orgs", self.now.schools, listed):
            school = self.now.schools[key]
            if school.is_active:
                self._vanish("schools", "orgs.csv", school, key=key, label=school.name, is_active=False)

    def _slug(self, name: str) -> str:
        base = slugify(name)[:70] or "school"
        slug, number = base, 2
        while slug in self.now.slugs:
            slug, number = f"{base}-{number}", number + 1
        self.now.slugs.add(slug)
        return slug

    def _grades_by_school(self) -> dict[str, str]:
        """The grades that a school's students are in, in order."""
        found: dict[str, set[str]] = defaultdict(set)
        for person in self.roster.people.values():
            for role in person.roles:
                if role.role == "student":
                    found[role.org_id].update(person.grades[:1])
        return {org: _in_order(grades) for org, grades in found.items()}

    def _year(self, end_year: int) -> SchoolYear:
        name = f"{end_year - 1}-{end_year % 100:02d}"
        year = self.now.years.get(name)
        if year is None:
            # From July to June: the days before the first bell and after the last belong to a year too.
            year = SchoolYear(
                district=self.plan.district,
                name=name,
                starts_on=date(end_year - 1, 7, 1),
                ends_on=date(end_year, 6, 30),
            )
            self.plan.created[SchoolYear].append(year)
            self.now.years[name] = year
            self._names[year.pk] = name
        return year

    def _current_year(self) -> SchoolYear:
        return self._year(self.today.year + 1 if self.today.month >= 7 else self.today.year)

    def _sessions(self) -> None:
        listed = self.roster.sessions
        for key, session in listed.items():
            wanted = {
                "sourced_id": key,
                "title": session.title,
                "kind": session.type[:20] or "term",
                "starts_on": session.start,
                "ends_on": session.end,
                "school_year_id": self._year(session.school_year).pk,
                "is_active": True,
            }
            self.now.sessions[key] = self._merge(
                "sessions",
                "academicSessions.csv",
                self.now.sessions.get(key),
                Session,
                wanted,
                key=key,
                label=session.title,
                row=session.row,
            )
        for key in self._missing("academicSessions", self.now.sessions, listed):
            row = self.now.sessions[key]
            if row.is_active:
                self._vanish("sessions", "academicSessions.csv", row, key=key, label=row.title, is_active=False)

    def _courses(self) -> None:
        listed = self.roster.courses
        for key, course in listed.items():
            school = self._school(course.org_id)
            wanted = {
                "sourced_id": key,
                "title": course.title,
                "code": course.code,
                "school_id": school.pk if school else None,
                "grades": ",".join(course.grades)[:120],
                "subjects": ",".join(course.subjects)[:300],
                "is_active": True,
            }
            self.now.courses[key] = self._merge(
                "courses",
                "courses.csv",
                self.now.courses.get(key),
                Course,
                wanted,
                key=key,
                label=course.title,
                row=course.row,
            )
        for key in self._missing("courses", self.now.courses, listed):
            row = self.now.courses[key]
            if row.is_active:
                self._vanish("courses", "courses.csv", row, key=key, label=row.title, is_active=False)

    def _school(self, org_id: str) -> School | None:
        """The school that an org is, or (a department) belongs to."""
        school = self.now.schools.get(org_id)
        org = self.roster.orgs.get(org_id)
        if school is None and org is not None and org.type == "department":
            school = self.now.schools.get(org.parent_id)
        return school

    def _classes(self) -> None:
        listed = self.roster.classes
        for key, taught in listed.items():
            school = self._school(taught.school_id)
            if school is None:
                self._say(
                    Code.REFERENCE_MISSING,
                    "classes.csv",
                    taught.row,
                    "schoolSourcedId",
                    value=taught.school_id,
                    target="orgs.csv",
                )
                continue
            row = self.now.classes.get(key)
            course = self.now.courses.get(taught.course_id)
            wanted = {
                "sourced_id": key,
                "title": taught.title,
                "code": taught.code,
                "kind": SchoolClass.Kind.HOMEROOM if taught.is_homeroom else SchoolClass.Kind.SCHEDULED,
                "school_id": school.pk,
                "school_year_id": self._class_year(taught.term_ids, taught.course_id, row),
                "course_id": course.pk if course else None,
                "grades": ",".join(taught.grades)[:120],
                "subjects": ",".join(taught.subjects)[:300],
                "location": taught.location,
                "is_active": True,
            }
            self.now.classes[key] = self._merge(
                "classes", "classes.csv", row, SchoolClass, wanted, key=key, label=taught.title, row=taught.row
            )
        for key in self._missing("classes", self.now.classes, listed):
            row = self.now.classes[key]
            if row.is_active:
                self._vanish("classes", "classes.csv", row, key=key, label=row.title, is_active=False)

    def _class_year(self, terms: tuple[str, ...], course_id: str, row: SchoolClass | None) -> uuid.UUID:
        for term in terms:
            if term in self.now.sessions:
                return self.now.sessions[term].school_year_id
        if row is not None:
            return row.school_year_id
        return self._current_year().pk

    def _people(self) -> None:
        listed = self.roster.people
        self.plan.students_before = len(self.now.students)
        for key, person in listed.items():
            row = self.now.people.get(key)
            if row is None and not person.roles:
                self._say(Code.NO_ROLE, "users.csv", person.row, "sourcedId", value=key)
                continue
            wanted = self._person_fields(person, row)
            label = f"{person.preferred_given_name or person.given_name} {person.family_name}"
            row = self._merge("people", "users.csv", row, Person, wanted, key=key, label=label, row=person.row)
            self.now.people[key] = row
            if row.state_id:
                self.now.state_ids[row.state_id] = row.pk
        for key in list(self._missing("users", self.now.people, listed)):
            row = self.now.people[key]
            if not row.is_active:
                continue
            self.plan.students_vanished += row.pk in self.now.students
            self._vanish("people", "users.csv", row, key=key, label=row.full_name, is_active=False)

    def _person_fields(self, person: PersonRecord, row: Person | None) -> dict[str, Any]:
        wanted: dict[str, Any] = {
            "sourced_id": person.sourced_id,
            "given_name": person.given_name,
            "middle_name": person.middle_name,
            "family_name": person.family_name,
            "email": person.email,
            "phone": person.phone,
            "sms": person.sms,
            "identifier": person.identifier,
            "is_active": True,
            "user_id": self._mailbox(person.email) if person.email and person.enabled else None,
        }
        if self.roster.version != "1.1":
            wanted["preferred_given_name"] = person.preferred_given_name
        if person.is_student:
            wanted["grade"] = (person.grades[:1] or ("",))[0][:5]
        # What the roster does not say is left as it is; what the family chose here is never overwritten.
        if person.birth_date is not None:
            wanted["birth_date"] = person.birth_date
        if person.language and not (row is not None and row.language_is_own):
            wanted["language"] = person.language
        if person.state_id:
            owner = self.now.state_ids.get(person.state_id)
            if owner is not None and (row is None or owner != row.pk):
                self._say(
                    Code.DUPLICATE_ID,
                    "users.csv",
                    person.row,
                    "metadata.stateId",
                    scope=Scope.VALUE,
                    value=person.state_id,
                    other="",
                )
            else:
                wanted["state_id"] = person.state_id
        return wanted

    def _mailbox(self, email: str) -> uuid.UUID:
        """The user who signs in with this address; people of one mailbox share one."""
        address = email.strip().lower()
        user = self.now.users.get(address)
        if user is None:
            made = User(email=address)
            self.plan.created[User].append(made)
            user = self.now.users[address] = made.pk
            self._names[user] = address
        return user

    def _roles(self) -> None:
        file = "users.csv" if self.roster.version == "1.1" else "roles.csv"
        self._by_pk = {row.pk: row for row in self.now.people.values()}
        for key, person in self.roster.people.items():
            row = self.now.people.get(key)
            if row is not None:
                for role in person.roles:
                    self._role(row, role, file, person.row)
        for key, roles in self.roster.other_roles.items():
            row = self.now.people.get(key)
            if row is not None:
                for role in roles:
                    self._role(row, role, file, None)
        for key, roles in self.roster.gone_roles.items():
            row = self.now.people.get(key)
            for place in map(self._place, roles):
                if row is not None and place is not None and (row.pk, *place) not in self._listed_roles:
                    self._end_role(self.now.memberships.get((row.pk, *place)), file)
        self._end_unlisted_roles(file)

    def _place(self, role: RoleRecord) -> tuple[uuid.UUID | None, str] | None:
        """School and role as this product names them, or None when the roster's role means nothing here.

        A school's role is never widened to the whole district because its org is no school.
        """
        school = self._school(role.org_id)
        if school is not None:
            local = _ROLES.get(role.role)
            # A district's administrator who is listed at a school works for all of them.
            if local is None and role.role in _DISTRICT_ROLES:
                return None, _DISTRICT_ROLES[role.role].value
            return (school.pk, local.value) if local is not None else None
        wide = _DISTRICT_ROLES.get(role.role)
        return (None, wide.value) if wide is not None else None

    def _role(self, person: Person, role: RoleRecord, file: str, row: int | None) -> None:
        place = self._place(role)
        if place is None:
            self._say(
                Code.ORG_TYPE,
                file,
                row,
                "orgSourcedId",
                scope=Scope.VALUE,
                value=role.org_id,
                type=getattr(self.roster.orgs.get(role.org_id), "type", ""),
            )
            return
        key = (person.pk, *place)
        if key in self._listed_roles:
            return
        self._listed_roles.add(key)
        membership = self.now.memberships.get(key)
        if membership is not None and membership.source == Membership.Source.LOCAL:
            return
        wanted = {
            "person_id": person.pk,
            "school_id": place[0],
            "role": place[1],
            "is_primary": role.primary,
            "begins_on": role.begin,
            "ends_on": role.end,
        }
        self.now.memberships[key] = self._merge(
            "roles",
            file,
            membership,
            Membership,
            wanted,
            key=person.sourced_id,
            label=self._role_label(person, place[1], place[0]),
            row=row,
        )

    def _role_label(self, person: Person, role: str, school: uuid.UUID | None) -> str:
        return f"{person.full_name} · {role} · {self._names.get(school, '') if school else self.plan.district.name}"[
            :255
        ]

    def _end_role(self, membership: Membership | None, file: str) -> None:
        if membership is None or membership.source == Membership.Source.LOCAL:
            return
        if membership.ends_on is not None and membership.ends_on < self.today:
            return
        person = self._by_pk.get(membership.person_id)
        if person is not None:
            label = self._role_label(person, membership.role, membership.school_id)
            self._vanish("roles", file, membership, key=person.sourced_id, label=label, ends_on=self.yesterday)

    def _end_unlisted_roles(self, file: str) -> None:
        if not self._replaces("users" if self.roster.version == "1.1" else "roles"):
            return
        if self.roster.held.get("roles"):
            # A refused row of roles.csv may be about anybody: then no role ends in this import.
            return
        held = self.roster.held.get("users", frozenset())
        for key, membership in list(self.now.memberships.items()):
            person = self._by_pk.get(key[0])
            if person is not None and key not in self._listed_roles and person.sourced_id not in held:
                self._end_role(membership, file)

    def _enrollments(self) -> None:
        listed = self.roster.enrollments
        for key, enrollment in listed.items():
            person = self.now.people.get(enrollment.person_id)
            taught = self.now.classes.get(enrollment.class_id)
            role = _ENROLLMENT_ROLES.get(enrollment.role)
            if person is None or taught is None:
                name, value, target = (
                    ("userSourcedId", enrollment.person_id, "users.csv")
                    if person is None
                    else ("classSourcedId", enrollment.class_id, "classes.csv")
                )
                self._say(Code.REFERENCE_MISSING, "enrollments.csv", enrollment.row, name, value=value, target=target)
                continue
            if role is None:
                self._say(Code.BAD_ENUM, "enrollments.csv", enrollment.row, "role", value=enrollment.role)
                continue
            wanted = {
                "sourced_id": key,
                "person_id": person.pk,
                "school_class_id": taught.pk,
                "role": role,
                "is_primary": enrollment.primary,
                "begins_on": enrollment.begin,
                "ends_on": enrollment.end,
                "is_active": True,
            }
            self.now.enrollments[key] = self._merge(
                "enrollments",
                "enrollments.csv",
                self.now.enrollments.get(key),
                Enrollment,
                wanted,
                key=key,
                label=f"{person.full_name} · {taught.title}"[:255],
                row=enrollment.row,
            )
        for key in list(self._missing("enrollments", self.now.enrollments, listed)):
            self._end_enrollment(key)

    def _end_enrollment(self, key: str) -> None:
        row = self.now.enrollments[key]
        if not row.is_active:
            return
        label = f"{self._names.get(row.person_id, '')} · {self._names.get(row.school_class_id, '')}"[:255]
        ended = row.ends_on if row.ends_on is not None and row.ends_on < self.today else self.yesterday
        self._vanish("enrollments", "enrollments.csv", row, key=key, label=label, is_active=False, ends_on=ended)

    def _guardians(self) -> None:
        for link in self.roster.links:
            guardian, student = self.now.people.get(link.guardian_id), self.now.people.get(link.student_id)
            if guardian is None or student is None or guardian is student:
                other = link.guardian_id if guardian is None else link.student_id
                self._say(
                    Code.AGENT_MISSING,
                    "users.csv",
                    link.row,
                    "agentSourcedIds",
                    scope=Scope.LINK,
                    value=other,
                    target="users.csv",
                )
                continue
            pair = student.pk, guardian.pk
            self._listed_links.add(pair)
            row = self.now.guardianships.get(pair)
            if row is not None and row.source == Membership.Source.LOCAL:
                continue
            wanted: dict[str, Any] = {"student_id": student.pk, "guardian_id": guardian.pk, "is_active": True}
            if link.relation:
                wanted["relationship"] = link.relation[:30]
            self._merge(
                "guardians",
                "users.csv",
                row,
                Guardianship,
                wanted,
                key=student.sourced_id,
                label=f"{guardian.full_name} → {student.full_name}"[:255],
                row=link.row,
            )
        self._end_unlisted_links()

    def _end_unlisted_links(self) -> None:
        if not self._replaces("users"):
            return
        held = self.roster.held.get("users", frozenset())
        for pair, row in self.now.guardianships.items():
            if pair in self._listed_links or row.source == Membership.Source.LOCAL or not row.is_active:
                continue
            student, guardian = (self._by_pk.get(pk) for pk in pair)
            if student is None or guardian is None or {student.sourced_id, guardian.sourced_id} & held:
                continue
            label = f"{guardian.full_name} → {student.full_name}"[:255]
            self._vanish("guardians", "users.csv", row, key=student.sourced_id, label=label, is_active=False)
