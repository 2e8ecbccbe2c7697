"""What each column of a standing is: one SQL expression, which both engines read the same way.

The triggers that keep a row and the recount of everything use these very expressions; a test counts a third time in
Python from the records themselves.
"""

from __future__ import annotations

from collections.abc import Iterable

from doorway.compliance.core.days import CLOSING
from doorway.compliance.core.rules import MOST_CONFERENCES
from doorway.compliance.counseling import was_counselor
from doorway.pathways.core.registering import WITHDRAWN

TABLE = "compliance_standing"
# Whose row it is, seen from inside an expression.
_STUDENT = f"{TABLE}.student_id"
_HELD_BY_COUNSELOR = was_counselor("h.person_id", "a.starts_at")
_GROUP_BY_COUNSELOR = was_counselor("h.person_id", "c.held_at")


# The student was not there: so it was written down after a conference that was not booked. What a family said when it
# booked is a plan, and nobody writes down afterwards whether it came so.
_STUDENT_AWAY = (
    "(a.student_comes = 'no' AND EXISTS (SELECT 1 FROM conferences_heldconference w "
    "WHERE w.conference_id = a.conference_id AND w.student_id = a.student_id))"
)


# Of a conference that came with a file it is what the file says; where it does not, the roster knows whoever held it.
_EARLIER_BY_COUNSELOR = (
    "COALESCE(e.with_counselor, e.host_id IS NOT NULL AND " + was_counselor("e.host_id", "e.held_at") + ")"
)
# The same group conference may have been written down here meanwhile: what stands here comes first.
_NOT_HERE = (
    "NOT EXISTS (SELECT 1 FROM compliance_groupguest n JOIN compliance_groupconference k ON k.id = n.conference_id "
    "WHERE n.student_id = e.student_id AND k.taken_back_at IS NULL "
    "AND SUBSTR(CAST(k.held_at AS VARCHAR(32)), 1, 10) = SUBSTR(CAST(e.held_at AS VARCHAR(32)), 1, 10))"
)
_EARLIER_GROUPS = (
    f"FROM conferences_earlierconference e WHERE e.student_id = {_STUDENT} AND e.kind = 'group' "
    f"AND e.taken_back_at IS NULL AND {_NOT_HERE}"
)


def _meeting(place: int, *, student: bool, counselor: bool) -> str:
    """When the conference ended that is so many places from the latest; all meetings at one conference are one.

    ``student``: not where the student was recorded as away. ``counselor``: with a counselor.
    """
    with_student = f" AND NOT {_STUDENT_AWAY}" if student else ""
    earlier = (
        f"SELECT MAX(e.held_at) FROM conferences_earlierconference e WHERE e.student_id = {_STUDENT} "  # noqa: S608
        "AND e.kind = 'individual' AND e.taken_back_at IS NULL"
        + (" AND COALESCE(e.student_there, TRUE)" if student else "")
        + (f" AND {_EARLIER_BY_COUNSELOR}" if counselor else "")
        + ' GROUP BY e."on"'
    )
    with_counselor = (
        f" AND EXISTS (SELECT 1 FROM conferences_host h WHERE h.id = a.host_id AND {_HELD_BY_COUNSELOR})"  # noqa: S608
        if counselor
        else ""
    )
    return (
        f"(SELECT x.at FROM (SELECT MAX(a.ends_at) AS at FROM conferences_appointment a "  # noqa: S608  # names
        f"WHERE a.student_id = {_STUDENT} AND a.status = 'booked' AND a.attendance = 'came'"
        f"{with_student}{with_counselor} GROUP BY a.conference_id UNION ALL {earlier}) x "
        f"ORDER BY x.at DESC LIMIT 1 OFFSET {place})"
    )


def _group(place: int, *, counselor: bool) -> str:
    with_counselor = (
        f" AND EXISTS (SELECT 1 FROM compliance_grouphost h WHERE h.conference_id = c.id AND {_GROUP_BY_COUNSELOR})"  # noqa: S608
        if counselor
        else ""
    )
    earlier = (
        f"SELECT MAX(e.held_at) {_EARLIER_GROUPS}"  # names
        + (f" AND {_EARLIER_BY_COUNSELOR}" if counselor else "")
        + ' GROUP BY e."on"'
    )
    return (
        "(SELECT x.at FROM (SELECT c.held_at AS at FROM compliance_groupguest g "  # noqa: S608  # names of columns
        f"JOIN compliance_groupconference c ON c.id = g.conference_id WHERE g.student_id = {_STUDENT} "
        f"AND c.taken_back_at IS NULL{with_counselor} UNION ALL {earlier}) x ORDER BY x.at DESC LIMIT 1 OFFSET {place})"
    )


_VERSIONS = (
    "FROM plans_planversion v JOIN plans_plan p ON p.id = v.plan_id "
    f"WHERE p.student_id = {_STUDENT}"
)  # fmt: skip


def _signature(signer: str) -> str:
    """The last signature of this kind under the newest version."""
    return (
        f"(SELECT MAX(s.signed_at) FROM plans_signature s WHERE s.signer = '{signer}' AND s.version_id = "  # noqa: S608
        f"(SELECT v.id {_VERSIONS} ORDER BY v.created_at DESC, v.number DESC LIMIT 1))"
    )


_INVOLVED = (
    "(SELECT MAX(i.at) FROM ("  # noqa: S608  # names of columns
    f"SELECT a.ends_at AS at FROM conferences_appointment a WHERE a.student_id = {_STUDENT} "
    "AND a.status = 'booked' AND a.attendance = 'came' "
    "UNION ALL SELECT c.held_at FROM compliance_groupguest g JOIN compliance_groupconference c "
    f"ON c.id = g.conference_id WHERE g.student_id = {_STUDENT} AND c.taken_back_at IS NULL "
    f"UNION ALL SELECT e.held_at FROM conferences_earlierconference e WHERE e.student_id = {_STUDENT} "
    "AND e.taken_back_at IS NULL "
    "UNION ALL SELECT s.signed_at FROM plans_signature s JOIN plans_planversion v ON v.id = s.version_id "
    f"JOIN plans_plan p ON p.id = v.plan_id WHERE p.student_id = {_STUDENT} AND s.signer = 'guardian' "
    "UNION ALL SELECT e.updated_at FROM plans_planentry e JOIN plans_plan p ON p.id = e.plan_id "
    "JOIN roster_guardianship w ON w.guardian_id = e.author_id AND w.student_id = p.student_id "
    f"WHERE p.student_id = {_STUDENT}) i)"
)
# What makes up credit in the year that runs is asked of nobody: the registration of that year was made before.
# A class of the course plan is taken care of: it is on the transcript or in the roster's classes, itself or at a higher
# level, or it is explained.
# Who has left a class was in it, and does not take it.
_WITHDRAWN = ", ".join(f"'{mark}'" for mark in WITHDRAWN)
_ENDS = "CAST(SUBSTR(CAST(y.ends_on AS VARCHAR(10)), 1, 4) AS INTEGER)"


def _held(course: str) -> str:
    """The student of the planned class ``q`` is in this course in its year, in whatever capitals its code is, or was
    until the class or the student's time at the school was over."""
    return (
        "(EXISTS (SELECT 1 FROM pathways_transcriptcourse t WHERE t.student_id = q.student_id "  # noqa: S608  # names
        f"AND LOWER(t.code) = LOWER({course}.code) AND t.school_year = q.school_year AND t.state <> 'planned' "
        f"AND NOT (t.state = 'completed' AND t.mark IN ({_WITHDRAWN}))) "
        "OR EXISTS (SELECT 1 FROM roster_enrollment e JOIN roster_schoolclass k ON k.id = e.school_class_id "
        "JOIN roster_schoolyear y ON y.id = k.school_year_id JOIN roster_course u ON u.id = k.course_id "
        "WHERE e.person_id = q.student_id AND e.role = 'student' "
        "AND ((e.is_active AND k.is_active) OR e.stayed_until <> '') "
        f"AND LOWER(u.code) = LOWER({course}.code) AND {_ENDS} = q.school_year))"
    )


_REGISTERED = (
    f"{_held('c')} "  # noqa: S608  # names
    # The same at a higher level, unless the plan has that class besides: then it stands for itself.
    "OR EXISTS (SELECT 1 FROM pathways_higherlevel l JOIN pathways_catalogcourse h ON h.id = l.course_id "
    "WHERE l.plain_id = c.id AND NOT EXISTS (SELECT 1 FROM pathways_plannedcourse z WHERE z.course_id = h.id "
    "AND z.student_id = q.student_id AND z.school_year = q.school_year AND z.status = 'approved' "
    "AND NOT z.makes_up) "
    f"AND {_held('h')}) "
    "OR EXISTS (SELECT 1 FROM pathways_registrationreason r WHERE r.planned_id = q.id AND r.withdrawn_at IS NULL)"
)


def _as_planned(place: int) -> str:
    """The school year, so many places from the latest, in which every approved class is taken care of."""
    return (
        f"(SELECT p.school_year FROM pathways_plannedcourse p WHERE p.student_id = {_STUDENT} "  # noqa: S608  # names
        "AND p.status = 'approved' AND NOT p.makes_up AND NOT EXISTS (SELECT 1 FROM pathways_plannedcourse q "
        "JOIN pathways_catalogcourse c ON c.id = q.course_id WHERE q.student_id = p.student_id "
        f"AND q.school_year = p.school_year AND q.status = 'approved' AND NOT q.makes_up AND NOT ({_REGISTERED})) "
        f"GROUP BY p.school_year ORDER BY 1 DESC LIMIT 1 OFFSET {place})"
    )


_AT_SCHOOL = "{row}.role = 'student' AND {row}.school_id IS NOT NULL"
# A seat is one row for each school; whoever left a school and is back has been there before it, too.
_STAYS = ("roster_membership", "roster_earlierstay")
MONTHS_AWAY = 4
"""Who was away for so many months at most never left: a summer, or the days between two schools."""


# Year, month and day in a day that is written out: from which character on, and how many.
_DAY_PARTS = ((1, 4), (6, 2), (9, 2))


def _day_number(day: str) -> str:
    """A day as a number in which a month is 31 days, so that four months later is 124 more on both engines."""
    parts = (f"CAST(SUBSTR(CAST({day} AS VARCHAR(10)), {place}, {size}) AS INTEGER)" for place, size in _DAY_PARTS)
    return "({} * 372 + {} * 31 + {})".format(*parts)


# The first day of the unbroken stay to which the seat belongs: of the seats that begin by then, the last before which
# there was no other. A stay that goes back to before the roster knew days has none: who was always here is no newcomer.
_NOT_AFTER_ANOTHER = " AND ".join(
    f"NOT EXISTS (SELECT 1 FROM {stays} b WHERE b.person_id = m.person_id AND {_AT_SCHOOL.format(row='b')} "  # noqa: S608
    "AND (b.begins_on IS NULL OR b.begins_on < m.begins_on) AND (b.ends_on IS NULL "
    f"OR {_day_number('m.begins_on')} <= {_day_number('b.ends_on')} + {MONTHS_AWAY * 31}))"
    for stays in _STAYS
)
_FIRST_DAYS = " UNION ALL ".join(
    f"SELECT m.begins_on AS day FROM {stays} m WHERE m.person_id = {_STUDENT} AND {_AT_SCHOOL.format(row='m')} "  # noqa: S608
    f"AND m.begins_on <= {TABLE}.begins_on AND {_NOT_AFTER_ANOTHER}"
    for stays in _STAYS
)
_CAME_ON = f"(SELECT MAX(i.day) FROM ({_FIRST_DAYS}) i)"  # noqa: S608  # names of columns
_PLACES = range(MOST_CONFERENCES)

MEETINGS = {
    **{f"met_{place + 1}": _meeting(place, student=False, counselor=False) for place in _PLACES},
    **{f"with_student_{place + 1}": _meeting(place, student=True, counselor=False) for place in _PLACES},
    **{f"counselor_{place + 1}": _meeting(place, student=True, counselor=True) for place in _PLACES},
}
GROUP_COUNSELORS = {f"group_counselor_{place + 1}": _group(place, counselor=True) for place in _PLACES}
# The latest of which nobody has said who held it.
UNSAID = {
    "unsaid_group": (
        "(SELECT MAX(x.at) FROM (SELECT c.held_at AS at FROM compliance_groupguest g "  # noqa: S608  # names of columns
        f"JOIN compliance_groupconference c ON c.id = g.conference_id WHERE g.student_id = {_STUDENT} "
        "AND c.taken_back_at IS NULL "
        "AND NOT EXISTS (SELECT 1 FROM compliance_grouphost h WHERE h.conference_id = c.id) "
        f"UNION ALL SELECT e.held_at {_EARLIER_GROUPS} AND e.with_counselor IS NULL AND e.host_id IS NULL) x)"
    )
}
GROUP_HOSTS = GROUP_COUNSELORS | UNSAID
GROUPS = {f"group_{place + 1}": _group(place, counselor=False) for place in _PLACES} | GROUP_HOSTS
_NEWEST = f"{_VERSIONS} ORDER BY v.created_at DESC, v.number DESC LIMIT 1"
PLANS = {
    "filled": f"COALESCE((SELECT v.filled {_NEWEST}), 0)",
    "shared_at": f"(SELECT MAX(v.created_at) {_VERSIONS})",
    "guardian_signed_at": _signature("guardian"),
    "student_signed_at": _signature("student"),
}
INVOLVED = {"involved_at": _INVOLVED}
TRIES = {
    "tried_at": "(SELECT MAX(t.at) FROM compliance_contacttry t "  # noqa: S608  # names
    f"WHERE t.student_id = {_STUDENT} AND t.taken_back_at IS NULL)"
}
REGISTRATION = {f"as_planned_{place + 1}": _as_planned(place) for place in range(2)}
PERSON = {
    "grade": f"(SELECT q.grade FROM roster_person q WHERE q.id = {_STUDENT})",  # noqa: S608  # names of columns
    "is_active": f"(SELECT q.is_active FROM roster_person q WHERE q.id = {_STUDENT})",  # noqa: S608
}
CAME_ON = {"came_on": _CAME_ON}
_GRADES_BEFORE = f"FROM roster_earliergrade e WHERE e.student_id = {_STUDENT} AND e.taken_back_at IS NULL"


def _not_after(day: str, other: str) -> str:
    """The one day is not after the other; one that is not known is open."""
    return f"({day} IS NULL OR {other} IS NULL OR {day} <= {other})"


# As a number of days of 31 each month, so many days are at most four more: a February and a month of thirty.
_CLOSING = CLOSING.days + 4


def in_closing(day: str, year: str) -> str:
    """The day is not before the last weeks of the school year; a few days before them may be among them."""
    return f"{_day_number(day)} >= {_day_number(f'{year}.ends_on')} - {_CLOSING}"


def _is_of_closing(row: str) -> str:
    """Whether a seat is among those with whom the school year ``y`` ended."""
    return (
        f"({row}.begins_on IS NULL OR {row}.begins_on <= y.ends_on) "
        f"AND ({row}.ends_on IS NULL OR {in_closing(f'{row}.ends_on', 'y')})"
    )


# Another seat of the student may stand beside this one: on some day, or in the last weeks of some school year, which
# are shown together. Nobody has two who left one school and then came to another, outside of these weeks.
_BESIDE = (
    f"FROM roster_membership m WHERE m.person_id = {_STUDENT} AND {_AT_SCHOOL.format(row='m')} "  # noqa: S608  # names
    f"AND m.id <> {TABLE}.membership_id "
    f"AND {_not_after('m.begins_on', 'm.ends_on')} AND {_not_after(f'{TABLE}.begins_on', f'{TABLE}.ends_on')} "
    f"AND (({_not_after('m.begins_on', f'{TABLE}.ends_on')} AND {_not_after(f'{TABLE}.begins_on', 'm.ends_on')}) "
    f"OR EXISTS (SELECT 1 FROM roster_schoolyear y WHERE y.district_id = {TABLE}.district_id "
    f"AND {_is_of_closing('m')} AND {_is_of_closing(TABLE)}))"
)
CONTESTED = {"contested": f"(EXISTS (SELECT 1 {_BESIDE}) OR EXISTS (SELECT 1 {_GRADES_BEFORE}))"}  # names
MOST_GRADES_BEFORE = 4
"""So many years that differ are looked at, the latest: nobody repeats and skips more."""
_YEARS_BEFORE = " || ".join(
    f"COALESCE((SELECT ' ' || CAST(e.school_year AS VARCHAR(4)) || ':' || e.grade {_GRADES_BEFORE} "  # names of columns
    f"ORDER BY e.school_year DESC LIMIT 1 OFFSET {place}), '')"
    for place in range(MOST_GRADES_BEFORE)
)
EARLIER = {
    "earlier": (
        f"COALESCE((SELECT q.grade || ' ' || CAST(q.grade_year AS VARCHAR(4)) || {_YEARS_BEFORE} "  # noqa: S608  # names
        f"FROM roster_person q WHERE q.id = {_STUDENT} AND EXISTS (SELECT 1 {_GRADES_BEFORE})), '')"
    )
}
SEATS = CONTESTED | CAME_ON
ALL = MEETINGS | GROUPS | PLANS | INVOLVED | TRIES | REGISTRATION | PERSON | SEATS | EARLIER


def update(columns: dict[str, str], where: str = "") -> str:
    """Set these columns anew, in every row or in those of some students."""
    values = ", ".join(f"{name} = {expression}" for name, expression in columns.items())
    return f"UPDATE {TABLE} SET {values}{f' WHERE {where}' if where else ''}"  # noqa: S608  # names of columns


def insert(source: str, where: Iterable[str]) -> str:
    """Rows for memberships; ``source`` names where a membership's columns come from (``m`` or ``NEW``)."""
    columns = ("id", "district_id", "school_id", "person_id", "is_primary", "begins_on", "ends_on")
    taken = ", ".join(f"{source}.{name}" for name in columns)
    tables = "roster_person q" if source == "NEW" else f"roster_membership {source}, roster_person q"
    conditions = [f"q.id = {source}.person_id", f"{source}.role = 'student'", f"{source}.school_id IS NOT NULL", *where]
    return (
        f"INSERT INTO {TABLE} (membership_id, district_id, school_id, student_id, is_primary, begins_on, ends_on, "  # noqa: S608
        f"grade, is_active, contested, filled, earlier) SELECT {taken}, q.grade, q.is_active, FALSE, 0, '' "
        f"FROM {tables} WHERE {' AND '.join(conditions)}"
    )
