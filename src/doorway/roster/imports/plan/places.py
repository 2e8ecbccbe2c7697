"""Schools, the parts of the year, courses and classes."""

from __future__ import annotations

from collections import defaultdict
from datetime import date
from typing import Any, Final

from django.utils.text import slugify

from doorway.roster.core.oneroster import ClassRecord, Code, CourseRecord, OrgRecord
from doorway.roster.imports.plan.comparing import Comparing, new_id
from doorway.roster.imports.plan.model import Noun
from doorway.roster.imports.rows import (
    CLASSES,
    COURSES,
    SCHOOLS,
    SESSIONS,
    YEARS,
    ClassRow,
    CourseRow,
    Id,
    SchoolRow,
    SessionRow,
    YearRow,
)
from doorway.roster.models import SchoolClass

_SCHOOLS: Final = Noun("schools", "orgs.csv", SCHOOLS)
_SESSIONS: Final = Noun("sessions", "academicSessions.csv", SESSIONS)
_COURSES: Final = Noun("courses", "courses.csv", COURSES)
_CLASSES: Final = Noun("classes", "classes.csv", CLASSES)
_GRADE_ORDER: Final = ("IT", "PR", "PK", "TK", "KG", *(f"{number:02d}" for number in range(1, 14)), "PS", "UG", "Other")
_GRADES, _SUBJECTS = 120, 300
_COURSE_COLUMNS: Final = {"code": "courseCode", "school_id": "orgSourcedId", "grades": "grades", "subjects": "subjects"}
_CLASS_COLUMNS: Final = {
    "code": "classCode",
    "kind": "classType",
    "course_id": "courseSourcedId",
    "grades": "grades",
    "subjects": "subjects",
    "location": "location",
    "begins_on": "termSourcedIds",
    "ends_on": "termSourcedIds",
}


def compare_places(c: Comparing) -> None:
    """Everything that people are then put into."""
    _schools(c)
    _sessions(c)
    _courses(c)
    _classes(c)


# -- schools


def _schools(c: Comparing) -> None:
    grades = _grades_by_school(c)
    listed = {key: org for key, org in c.roster.orgs.items() if org.as_school}
    for key, org in listed.items():
        before = c.now.schools.get(key) or c.now.local_schools.pop(org.name.casefold(), None)
        after = _school(c, org, before, grades.get(key, set()))
        c.now.schools[key] = c.merge(_SCHOOLS, before, after, org.name, key=key, row=org.row)
        c.names[after.id] = after.name
    for key in c.missing("orgs", c.now.schools, listed):
        school = c.now.schools[key]
        if school.is_active:
            after = school._replace(is_active=False)
            c.now.schools[key] = c.end(_SCHOOLS, school, after, school.name, key=key)


def _school(c: Comparing, org: OrgRecord, before: SchoolRow | None, grades: set[str]) -> SchoolRow:
    if before is None:
        return SchoolRow(
            id=new_id(),
            sourced_id=org.sourced_id,
            name=org.name,
            slug=_slug(c, org.name),
            identifier=org.identifier,
            grades=_in_order(grades),
            is_active=True,
        )
    wanted: dict[str, Any] = {"sourced_id": org.sourced_id, "name": org.name, "is_active": True}
    wanted |= c.said("orgs", {"identifier": "identifier"}, {"identifier": org.identifier})
    # A grade that is new at the school joins; one without students this year stays.
    known = {grade for grade in before.grades.split(",") if grade}
    if not grades <= known:
        wanted["grades"] = _in_order(known | grades)
    return before._replace(**wanted)


def _in_order(grades: set[str]) -> str:
    """Grades as a school lists them."""
    listed = [grade for grade in _GRADE_ORDER if grade in grades] + sorted(grades - set(_GRADE_ORDER))
    return ",".join(listed)[:_GRADES]


def _slug(c: Comparing, name: str) -> str:
    base = slugify(name)[:70] or "school"
    slug, number = base, 2
    while slug in c.now.slugs:
        slug, number = f"{base}-{number}", number + 1
    c.now.slugs.add(slug)
    return slug


def _grades_by_school(c: Comparing) -> dict[str, set[str]]:
    """The grades that a school's students are in."""
    found: dict[str, set[str]] = defaultdict(set)
    for person in c.roster.people.values():
        for role in person.roles:
            if role.role == "student":
                found[role.org_id].update(person.grades[:1])
    return found


def school_of(c: Comparing, org_id: str) -> SchoolRow | None:
    """The school that an org is, or (a department, at any depth) belongs to."""
    for _ in range(len(c.roster.orgs) + 1):
        school = c.now.schools.get(org_id)
        org = c.roster.orgs.get(org_id)
        if school is not None or org is None or org.type != "department":
            return school
        org_id = org.parent_id
    return None


# -- the year and its parts


def _year(c: Comparing, end_year: int) -> YearRow:
    name = f"{end_year - 1}-{end_year % 100:02d}"
    year = c.now.years.get(name)
    if year is None:
        # From July to June: the days before the first bell and after the last belong to a year too.
        year = YearRow(new_id(), name, date(end_year - 1, 7, 1), date(end_year, 6, 30))
        c.plan.created[YEARS].append(year)
        c.now.years[name] = year
        c.names[year.id] = name
    return year


def _sessions(c: Comparing) -> None:
    listed = c.roster.sessions
    for key, session in listed.items():
        before = c.now.sessions.get(key)
        after = SessionRow(
            id=before.id if before is not None else new_id(),
            sourced_id=key,
            title=session.title,
            kind=session.type[:20] or "term",
            starts_on=session.start,
            ends_on=session.end,
            school_year_id=_year(c, session.school_year).id,
            is_active=True,
        )
        c.now.sessions[key] = c.merge(_SESSIONS, before, after, session.title, key=key, row=session.row)
    for key in c.missing("academicSessions", c.now.sessions, listed):
        row = c.now.sessions[key]
        if row.is_active:
            after = row._replace(is_active=False)
            c.now.sessions[key] = c.end(_SESSIONS, row, after, row.title, key=key)


# -- courses and classes


def _courses(c: Comparing) -> None:
    listed = c.roster.courses
    for key, course in listed.items():
        before = c.now.courses.get(key)
        after = _course(c, course, before)
        c.names[after.id] = after.title
        c.now.courses[key] = c.merge(_COURSES, before, after, course.title, key=key, row=course.row)
    for key in c.missing("courses", c.now.courses, listed):
        row = c.now.courses[key]
        if row.is_active:
            after = row._replace(is_active=False)
            c.now.courses[key] = c.end(_COURSES, row, after, row.title, key=key)


def _course(c: Comparing, course: CourseRecord, before: CourseRow | None) -> CourseRow:
    school = school_of(c, course.org_id)
    wanted: dict[str, Any] = {
        "sourced_id": course.sourced_id,
        "title": course.title,
        "code": course.code,
        "school_id": school.id if school else None,
        "grades": ",".join(course.grades)[:_GRADES],
        "subjects": ",".join(course.subjects)[:_SUBJECTS],
        "is_active": True,
    }
    if before is None:
        return CourseRow(id=new_id(), **wanted)
    return before._replace(**c.said("courses", _COURSE_COLUMNS, wanted))


def _classes(c: Comparing) -> None:
    listed = c.roster.classes
    for key, taught in listed.items():
        school = school_of(c, taught.school_id)
        if school is None:
            c.say(
                Code.REFERENCE_MISSING,
                "classes.csv",
                taught.row,
                "schoolSourcedId",
                value=taught.school_id,
                target="orgs.csv",
            )
            continue
        before = c.now.classes.get(key)
        after = _class(c, taught, before, school.id)
        c.names[after.id] = after.title
        c.now.classes[key] = c.merge(_CLASSES, before, after, taught.title, key=key, row=taught.row)
    for key in c.missing("classes", c.now.classes, listed):
        row = c.now.classes[key]
        if row.is_active:
            after = row._replace(is_active=False)
            c.now.classes[key] = c.end(_CLASSES, row, after, row.title, key=key)


def _class(c: Comparing, taught: ClassRecord, before: ClassRow | None, school: Id) -> ClassRow:
    course = c.now.courses.get(taught.course_id)
    terms = [c.now.sessions[term] for term in taught.term_ids if term in c.now.sessions]
    wanted: dict[str, Any] = {
        "sourced_id": taught.sourced_id,
        "title": taught.title,
        "code": taught.code,
        "kind": SchoolClass.Kind.HOMEROOM.value if taught.is_homeroom else SchoolClass.Kind.SCHEDULED.value,
        "school_id": school,
        "school_year_id": _class_year(c, taught.term_ids, before),
        "course_id": course.id if course else None,
        "grades": ",".join(taught.grades)[:_GRADES],
        "subjects": ",".join(taught.subjects)[:_SUBJECTS],
        "location": taught.location,
        "begins_on": min((term.starts_on for term in terms), default=before and before.begins_on),
        "ends_on": max((term.ends_on for term in terms), default=before and before.ends_on),
        "is_active": True,
    }
    if before is None:
        return ClassRow(id=new_id(), **wanted)
    return before._replace(**c.said("classes", _CLASS_COLUMNS, wanted))


def _class_year(c: Comparing, terms: tuple[str, ...], before: ClassRow | None) -> Id:
    for term in terms:
        if term in c.now.sessions:
            return c.now.sessions[term].school_year_id
    if before is not None:
        return before.school_year_id
    return _year(c, c.today.year + 1 if c.today.month >= 7 else c.today.year).id
