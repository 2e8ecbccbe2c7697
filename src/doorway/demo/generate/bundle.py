"""The invented district as a OneRoster CSV 1.2 bundle, as a student information system sends it."""

from __future__ import annotations

import csv
import zipfile
from collections import defaultdict
from collections.abc import Iterable, Iterator
from io import StringIO
from pathlib import Path

from doorway.demo.generate.catalog import CODES
from doorway.demo.generate.model import ClassDraft, DistrictDraft, Student, grade_code

DISTRICT_ORG = "garfield"
Row = dict[str, str]

_COMMON = ("sourcedId", "status", "dateLastModified")
COLUMNS: dict[str, tuple[str, ...]] = {
    "orgs": ("name", "type", "identifier", "parentSourcedId"),
    "academicSessions": ("title", "type", "startDate", "endDate", "parentSourcedId", "schoolYear"),
    "courses": ("schoolYearSourcedId", "title", "courseCode", "grades", "orgSourcedId", "subjects", "subjectCodes"),
    "classes": (
        "title",
        "grades",
        "courseSourcedId",
        "classCode",
        "classType",
        "location",
        "schoolSourcedId",
        "termSourcedIds",
        "subjects",
        "subjectCodes",
        "periods",
    ),
    "users": (
        "enabledUser",
        "username",
        "userIds",
        "givenName",
        "familyName",
        "middleName",
        "identifier",
        "email",
        "sms",
        "phone",
        "agentSourcedIds",
        "grades",
        "password",
        "userMasterIdentifier",
        "preferredGivenName",
        "preferredMiddleName",
        "preferredFamilyName",
        "primaryOrgSourcedId",
        "pronouns",
        "metadata.language",
        "metadata.relationship",
        "metadata.stateId",
    ),
    "roles": (
        "userSourcedId",
        "roleType",
        "role",
        "beginDate",
        "endDate",
        "orgSourcedId",
        "userProfileSourcedId",
    ),
    "enrollments": (
        "classSourcedId",
        "schoolSourcedId",
        "userSourcedId",
        "role",
        "primary",
        "beginDate",
        "endDate",
    ),
    "demographics": (
        "birthDate",
        "sex",
        "americanIndianOrAlaskaNative",
        "asian",
        "blackOrAfricanAmerican",
        "nativeHawaiianOrOtherPacificIslander",
        "white",
        "demographicRaceTwoOrMoreRaces",
        "hispanicOrLatinoEthnicity",
        "countryOfBirthCode",
        "stateOfBirthAbbreviation",
        "cityOfBirth",
        "publicSchoolResidenceStatus",
    ),
}
_ABSENT = (
    "categories",
    "classResources",
    "courseResources",
    "lineItemLearningObjectiveIds",
    "lineItems",
    "lineItemScoreScales",
    "resources",
    "resultLearningObjectiveIds",
    "results",
    "resultScoreScales",
    "scoreScales",
    "userProfiles",
    "userResources",
)


def write_bundle(draft: DistrictDraft, path: Path) -> None:
    """Write the zip. The same district gives the same bytes."""
    path.parent.mkdir(parents=True, exist_ok=True)
    tables = {
        "manifest": _manifest(),
        **{name: _table(name, rows) for name, rows in _rows(draft).items()},
    }
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in tables.items():
            # A fixed date: otherwise two bundles of one district would differ.
            archive.writestr(zipfile.ZipInfo(f"{name}.csv", (2011, 11, 2, 8, 0, 0)), text, zipfile.ZIP_DEFLATED)


def _manifest() -> str:
    rows = [
        ("propertyName", "value"),
        ("manifest.version", "1.0"),
        ("oneroster.version", "1.2"),
        *((f"file.{name}", "absent") for name in _ABSENT),
        *((f"file.{name}", "bulk") for name in COLUMNS),
        ("source.systemName", "Invented student information system"),
        ("source.systemCode", "doorway-demo"),
    ]
    out = StringIO()
    csv.writer(out).writerows(rows)
    return out.getvalue()


def _table(name: str, rows: Iterable[Row]) -> str:
    out = StringIO()
    writer = csv.DictWriter(out, [*_COMMON, *COLUMNS[name]], restval="")
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue()


def _rows(draft: DistrictDraft) -> dict[str, Iterable[Row]]:
    return {
        "orgs": _orgs(draft),
        "academicSessions": _sessions(draft),
        "courses": _courses(draft),
        "classes": (_class(entry, draft) for entry in draft.classes),
        "users": _users(draft),
        "roles": _roles(draft),
        "enrollments": _enrollments(draft),
        "demographics": ({"sourcedId": s.key, "birthDate": s.born_on.isoformat()} for s in draft.students),
    }


def _orgs(draft: DistrictDraft) -> Iterator[Row]:
    yield {"sourcedId": DISTRICT_ORG, "name": "Garfield County School District", "type": "district"}
    for number, school in enumerate(draft.schools, start=1):
        yield {
            "sourcedId": school.slug,
            "name": school.name,
            "type": "school",
            "identifier": f"{number:03d}",
            "parentSourcedId": DISTRICT_ORG,
        }


def _year_id(draft: DistrictDraft) -> str:
    return f"year-{draft.calendar.end_year}"


def _term_ids(draft: DistrictDraft) -> list[str]:
    return [f"{_year_id(draft)}-term-{number}" for number in range(1, len(draft.calendar.terms) + 1)]


def _sessions(draft: DistrictDraft) -> Iterator[Row]:
    calendar = draft.calendar
    year = {"schoolYear": str(calendar.end_year)}
    yield {
        "sourcedId": _year_id(draft),
        "title": calendar.name,
        "type": "schoolYear",
        "startDate": calendar.starts_on.isoformat(),
        "endDate": calendar.ends_on.isoformat(),
    } | year
    for key, (title, first, last) in zip(_term_ids(draft), calendar.terms, strict=True):
        yield {
            "sourcedId": key,
            "title": title,
            "type": "semester",
            "startDate": first.isoformat(),
            "endDate": last.isoformat(),
            "parentSourcedId": _year_id(draft),
        } | year


def _course_title(entry: ClassDraft) -> str:
    if not entry.is_homeroom:
        return entry.title
    return "Homeroom " + ("kindergarten" if entry.grades[0] == 0 else f"grade {entry.grades[0]}")


def _course_id(title: str) -> str:
    return "course-" + "".join(letter if letter.isalnum() else "-" for letter in title.lower())


def _courses(draft: DistrictDraft) -> Iterator[Row]:
    grades: dict[str, set[int]] = defaultdict(set)
    subjects: dict[str, str] = {}
    for entry in draft.classes:
        title = _course_title(entry)
        grades[title].update(entry.grades)
        subjects[title] = entry.subject
    for number, title in enumerate(sorted(grades), start=1):
        yield {
            "sourcedId": _course_id(title),
            "schoolYearSourcedId": _year_id(draft),
            "title": title,
            "courseCode": CODES.get(title, f"{1000 + number}"),
            "grades": ",".join(grade_code(grade) for grade in sorted(grades[title])),
            "orgSourcedId": DISTRICT_ORG,
            "subjects": subjects[title],
        }


def _class(entry: ClassDraft, draft: DistrictDraft) -> Row:
    return {
        "sourcedId": entry.key,
        "title": entry.title,
        "grades": ",".join(grade_code(grade) for grade in entry.grades),
        "courseSourcedId": _course_id(_course_title(entry)),
        "classType": "homeroom" if entry.is_homeroom else "scheduled",
        "location": entry.room,
        "schoolSourcedId": entry.school,
        "termSourcedIds": ",".join(_term_ids(draft)),
        "subjects": entry.subject,
        "periods": str(entry.period) if entry.period else "",
    }


def _users(draft: DistrictDraft) -> Iterator[Row]:
    wards: dict[str, list[Student]] = defaultdict(list)
    for student in draft.students:
        for key in student.guardians:
            wards[key].append(student)
        yield {
            "sourcedId": student.key,
            "enabledUser": "true",
            "username": student.local_id.lower(),
            "givenName": student.given_name,
            "familyName": student.family_name,
            "identifier": student.local_id,
            "email": student.email,
            "agentSourcedIds": ",".join(student.guardians),
            "grades": grade_code(student.grade),
            "primaryOrgSourcedId": student.school,
            "metadata.stateId": student.state_id,
        }
    for guardian in draft.guardians:
        yield {
            "sourcedId": guardian.key,
            "enabledUser": "true",
            "username": guardian.key,
            "givenName": guardian.given_name,
            "familyName": guardian.family_name,
            "email": guardian.email,
            "phone": guardian.phone,
            "agentSourcedIds": ",".join(student.key for student in wards[guardian.key]),
            "primaryOrgSourcedId": wards[guardian.key][0].school if wards[guardian.key] else DISTRICT_ORG,
            "metadata.language": guardian.language,
            "metadata.relationship": guardian.relationship,
        }
    for member in draft.staff:
        yield {
            "sourcedId": member.key,
            "enabledUser": "true",
            "username": member.email.split("@")[0],
            "givenName": member.given_name,
            "familyName": member.family_name,
            "identifier": member.key.upper(),
            "email": member.email,
            "primaryOrgSourcedId": (member.schools or (DISTRICT_ORG,))[0],
        }


def _roles(draft: DistrictDraft) -> Iterator[Row]:
    def role(person: str, role: str, org: str, *, primary: bool = True) -> Row:
        return {
            "sourcedId": f"r-{person}-{org}",
            "userSourcedId": person,
            "roleType": "primary" if primary else "secondary",
            "role": role,
            "orgSourcedId": org,
        }

    at: dict[str, list[str]] = defaultdict(list)
    # In the lowest grade of a school students begin there with the school year; since when the others are there this
    # system does not say.
    first_of = {school.slug: min(school.grades) for school in draft.schools}
    begin = {"beginDate": draft.calendar.starts_on.isoformat()}
    for student in draft.students:
        begins = student.grade == first_of[student.school]
        yield role(student.key, "student", student.school) | (begin if begins else {})
        for guardian in student.guardians:
            if student.school not in at[guardian]:
                at[guardian].append(student.school)
    for person in draft.guardians:
        word = "parent" if person.relationship == "parent" else "guardian"
        for school in at[person.key] or [DISTRICT_ORG]:
            yield role(person.key, word, school)
    for member in draft.staff:
        for org in member.schools or (DISTRICT_ORG,):
            yield role(member.key, member.role, org)


def _enrollments(draft: DistrictDraft) -> Iterator[Row]:
    for entry in draft.classes:
        base = {"classSourcedId": entry.key, "schoolSourcedId": entry.school}
        yield base | {
            "sourcedId": f"e-{entry.key}-{entry.teacher}",
            "userSourcedId": entry.teacher,
            "role": "teacher",
            "primary": "true",
        }
        for student in entry.students:
            yield base | {
                "sourcedId": f"e-{entry.key}-{student}",
                "userSourcedId": student,
                "role": "student",
                "primary": "false",
            }
