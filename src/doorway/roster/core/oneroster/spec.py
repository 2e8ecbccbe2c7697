"""The files and columns of OneRoster CSV 1.1 and 1.2 as data.

Column lists: 1EdTech OneRoster CSV binding 1.2.1 (22 August 2023) and 1.1.1, cross-read from two independent open
implementations. In the tables below a column is ``name`` or ``name:kind``; ``*`` after the name: the standard
requires it; ``!``: this product cannot take the row without it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from typing import Final


@dataclass(frozen=True)
class Vocabulary:
    """The words a column allows; an open one also takes ``ext:<token>`` in 1.2."""

    words: frozenset[str]
    extensible: bool = True


def _words(text: str, *, extensible: bool = True) -> Vocabulary:
    return Vocabulary(frozenset(text.split()), extensible)


VOCABULARIES: Final = {
    "status": _words("active tobedeleted", extensible=False),
    "sessionType": _words("gradingPeriod semester schoolYear term"),
    "orgType": _words("department school district local state national"),
    "classType": _words("homeroom scheduled"),
    "sex": _words("male female", extensible=False),
    "sex2": _words("male female unspecified other"),
    "userRole": _words("administrator aide guardian parent proctor relative student teacher", extensible=False),
    "role": _words(
        "aide counselor districtAdministrator guardian parent principal proctor relative siteAdministrator student"
        " systemAdministrator teacher"
    ),
    "roleType": _words("primary secondary", extensible=False),
    "enrollmentRole": _words("administrator proctor student teacher"),
    "scoreStatus": Vocabulary(frozenset({"exempt", "fully graded", "not submitted", "partially graded", "submitted"})),
    "objectiveSource": _words("case unknown", extensible=False),
    "importance": _words("primary secondary", extensible=False),
}


@dataclass(frozen=True)
class Column:
    """One column: its kind (text, guid, date, enum …), what it points at, and who needs it."""

    name: str
    kind: str
    of: str = ""
    required: bool = False
    needed: bool = False

    @property
    def is_reference(self) -> bool:
        """Whether the value names a row of another file."""
        return self.kind in ("ref", "refs")


@dataclass(frozen=True)
class FileSpec:
    """One file of one version: its name without ``.csv`` and its columns in the order the standard wants."""

    name: str
    columns: tuple[Column, ...]

    @property
    def names(self) -> tuple[str, ...]:
        """The column names in order."""
        return tuple(column.name for column in self.columns)


# Every data file begins with these three.
_COMMON = "sourcedId!*:guid status:enum(status) dateLastModified:datetime "

_SESSIONS = (
    "title!* type*:enum(sessionType) startDate!*:date endDate!*:date parentSourcedId:ref(academicSessions)"
    " schoolYear*:year"
)
_ORGS = "name!* type*:enum(orgType) identifier parentSourcedId:ref(orgs)"
_COURSES = (
    "schoolYearSourcedId:ref(academicSessions) title!* courseCode grades:grades orgSourcedId*:ref(orgs)"
    " subjects:list subjectCodes:list"
)
_CLASSES = (
    "title!* grades:grades courseSourcedId*:ref(courses) classCode classType*:enum(classType) location"
    " schoolSourcedId!*:ref(orgs) termSourcedIds*:refs(academicSessions) subjects:list subjectCodes:list periods:list"
)
_PERSON_1 = "enabledUser*:bool orgSourcedIds!*:refs(orgs) role!*:enum(userRole) "
_PERSON = (
    "username* userIds:userids givenName!* familyName!* middleName identifier email sms phone"
    " agentSourcedIds:refs(users) grades:grades password"
)
_PERSON_2 = (
    " userMasterIdentifier preferredGivenName preferredMiddleName preferredFamilyName"
    " primaryOrgSourcedId:ref(orgs) pronouns"
)
_ENROLLMENTS = (
    "classSourcedId!*:ref(classes) schoolSourcedId*:ref(orgs) userSourcedId!*:ref(users)"
    " role!*:enum(enrollmentRole) primary:bool beginDate:date endDate:date"
)
_DEMOGRAPHICS = (
    "birthDate:date sex:enum({sex}) americanIndianOrAlaskaNative:bool asian:bool blackOrAfricanAmerican:bool"
    " nativeHawaiianOrOtherPacificIslander:bool white:bool demographicRaceTwoOrMoreRaces:bool"
    " hispanicOrLatinoEthnicity:bool countryOfBirthCode stateOfBirthAbbreviation cityOfBirth"
    " publicSchoolResidenceStatus"
)
_RESOURCES = "vendorResourceId title roles importance vendorId applicationId"

_TABLES_1: Final = {
    "academicSessions": _SESSIONS,
    "categories": "title*",
    "classes": _CLASSES,
    # The columns of the three resource files of 1.1 are not public in full: they are listed, never checked.
    "classResources": "",
    "courses": _COURSES,
    "courseResources": "",
    "demographics": _DEMOGRAPHICS.format(sex="sex"),
    "enrollments": _ENROLLMENTS,
    "lineItems": (
        "title* description assignDate*:date dueDate*:date classSourcedId*:ref(classes)"
        " categorySourcedId*:ref(categories)"
        " gradingPeriodSourcedId*:ref(academicSessions) resultValueMin*:number resultValueMax*:number"
    ),
    "orgs": _ORGS,
    "resources": "",
    "results": (
        "lineItemSourcedId*:ref(lineItems) studentSourcedId*:ref(users) scoreStatus*:enum(scoreStatus) score*:number"
        " scoreDate*:date comment"
    ),
    "users": _PERSON_1 + _PERSON,
}

_TABLES_2: Final = {
    "academicSessions": _SESSIONS,
    "categories": "title* weight:number",
    "classes": _CLASSES,
    "classResources": "title classSourcedId*:ref(classes) resourceSourcedId*:ref(resources)",
    "courses": _COURSES,
    "courseResources": "title courseSourcedId*:ref(courses) resourceSourcedId*:ref(resources)",
    "demographics": _DEMOGRAPHICS.format(sex="sex2"),
    "enrollments": _ENROLLMENTS,
    "lineItemLearningObjectiveIds": (
        "lineItemSourcedId*:ref(lineItems) source*:enum(objectiveSource) learningObjectiveId*"
    ),
    "lineItems": (
        "title* description assignDate*:date dueDate*:date classSourcedId*:ref(classes)"
        " categorySourcedId*:ref(categories)"
        " academicSessionSourcedId*:ref(academicSessions) resultValueMin:number resultValueMax:number"
        " schoolSourcedId*:ref(orgs)"
    ),
    "lineItemScoreScales": "title lineItemSourcedId*:ref(lineItems) scoreScaleSourcedId*:ref(scoreScales)",
    "orgs": _ORGS,
    "resources": _RESOURCES,
    "resultLearningObjectiveIds": (
        "resultSourcedId*:ref(results) source*:enum(objectiveSource) learningObjectiveId* score:number textScore"
    ),
    "results": (
        "lineItemSourcedId*:ref(lineItems) studentSourcedId*:ref(users) scoreStatus*:enum(scoreStatus) score:number"
        " scoreDate*:date comment textScore classSourcedId:ref(classes) inProgress incomplete late missing"
    ),
    "resultScoreScales": "title resultSourcedId*:ref(results) scoreScaleSourcedId*:ref(scoreScales)",
    "roles": (
        "userSourcedId!*:ref(users) roleType*:enum(roleType) role!*:enum(role) beginDate:date endDate:date"
        " orgSourcedId!*:ref(orgs) userProfileSourcedId:ref(userProfiles)"
    ),
    "scoreScales": (
        "title* type* orgSourcedId*:ref(orgs) courseSourcedId*:ref(courses) classSourcedId*:ref(classes)"
        " scoreScaleValue*:scale"
    ),
    "userProfiles": (
        "userSourcedId*:ref(users) profileType* vendorId* applicationId description credentialType* username* password"
    ),
    "userResources": (
        "userSourcedId:ref(users) orgSourcedId:ref(orgs) classSourcedId:ref(classes) resourceSourcedId:ref(resources)"
    ),
    "users": "enabledUser*:bool " + _PERSON + _PERSON_2,
}

READ: Final = ("orgs", "academicSessions", "courses", "classes", "users", "roles", "enrollments", "demographics")
"""The files the product reads, in the order in which they are understood. Others are checked in strict mode only."""

UNCHECKED: Final = frozenset({"classResources", "courseResources", "resources"})

# 1.2.0 had this column, 1.2.1 dropped it: both are taken.
DROPPED_IN_121: Final = {"users": frozenset({"resourceSourcedIds"})}

_ALIASES_ALL: Final = {
    "datalastmodified": "dateLastModified",
    "lastmodified": "dateLastModified",
    "datelastmodifed": "dateLastModified",
}
_ALIASES: Final = {
    "users": {
        "userid": "userIds",
        "agents": "agentSourcedIds",
        "agentsourcedid": "agentSourcedIds",
        "grade": "grades",
        "orgsourcedid": "orgSourcedIds",
        "prefferedgivenname": "preferredGivenName",
        "prefferedmiddlename": "preferredMiddleName",
        "prefferedfamilyname": "preferredFamilyName",
        "preferedgivenname": "preferredGivenName",
        "preferedmiddlename": "preferredMiddleName",
        "preferedfamilyname": "preferredFamilyName",
    },
    "demographics": {"usersourcedid": "sourcedId"},
    "classes": {"grade": "grades", "termsourcedid": "termSourcedIds", "subject": "subjects", "period": "periods"},
    "courses": {"grade": "grades", "schoolyearid": "schoolYearSourcedId", "subject": "subjects"},
}

METADATA: Final = {"users": ("metadata.language", "metadata.relationship", "metadata.stateId", "metadata.household")}
"""Extension columns this product understands."""

_COLUMN = re.compile(r"(\w+)(!?)(\*?)(?::(\w+)(?:\((\w+)\))?)?")


def _column(text: str) -> Column:
    match = _COLUMN.fullmatch(text)
    if match is None:  # pragma: no cover: the tables above are fixed
        raise ValueError(text)
    name, needed, required, kind, of = match.groups()
    return Column(name, kind or "text", of or "", bool(required), bool(needed))


@cache
def files(version: str) -> dict[str, FileSpec]:
    """Every file of the version ("1.1" or "1.2") by its name."""
    tables = _TABLES_1 if version == "1.1" else _TABLES_2
    return {
        name: FileSpec(name, tuple(_column(text) for text in (_COMMON + columns).split()))
        for name, columns in tables.items()
    }


@cache
def all_file_names() -> dict[str, str]:
    """Every file name that any version knows, by its lower-case spelling."""
    return {name.lower(): name for name in ("manifest", *_TABLES_1, *_TABLES_2)}


def alias(file: str, header: str) -> str | None:
    """The right name of a misspelled or pre-final column, or None when it is not known."""
    key = header.lower().replace("_", "").replace(" ", "")
    return _ALIASES.get(file, {}).get(key) or _ALIASES_ALL.get(key)
