"""What each column of a standing is: one SQL expression, which both engines read the same way.

The triggers that keep a row and the recount of everything use these very expressions; a test counts a third time in
Python from the records themselves.
"""

from __future__ import annotations

from collections.abc import Iterable

from doorway.compliance.core.rules import MOST_CONFERENCES

TABLE = "compliance_standing"
# Whose row it is, seen from inside an expression.
_STUDENT = f"{TABLE}.student_id"


def _meeting(place: int, *, counselor: bool) -> str:
    """When the conference ended that is so many places from the latest; all meetings at one conference are one."""
    with_counselor = (
        " AND EXISTS (SELECT 1 FROM conferences_host h JOIN roster_membership r ON r.person_id = h.person_id "
        "WHERE h.id = a.host_id AND r.role = 'counselor')"
        if counselor
        else ""
    )
    return (
        f"(SELECT MAX(a.ends_at) FROM conferences_appointment a WHERE a.student_id = {_STUDENT} "  # noqa: S608  # names
        f"AND a.status = 'booked' AND a.attendance = 'came'{with_counselor} "
        f"GROUP BY a.conference_id ORDER BY 1 DESC LIMIT 1 OFFSET {place})"
    )


def _group(place: int) -> str:
    return (
        "(SELECT c.held_at FROM compliance_groupguest g "  # noqa: S608  # names of columns
        f"JOIN compliance_groupconference c ON c.id = g.conference_id WHERE g.student_id = {_STUDENT} "
        f"ORDER BY c.held_at DESC LIMIT 1 OFFSET {place})"
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
    f"ON c.id = g.conference_id WHERE g.student_id = {_STUDENT} "
    "UNION ALL SELECT s.signed_at FROM plans_signature s JOIN plans_planversion v ON v.id = s.version_id "
    f"JOIN plans_plan p ON p.id = v.plan_id WHERE p.student_id = {_STUDENT} AND s.signer = 'guardian' "
    "UNION ALL SELECT e.updated_at FROM plans_planentry e JOIN plans_plan p ON p.id = e.plan_id "
    "JOIN roster_guardianship w ON w.guardian_id = e.author_id AND w.student_id = p.student_id "
    f"WHERE p.student_id = {_STUDENT}) i)"
)
_SEATS = f"FROM roster_membership m WHERE m.person_id = {_STUDENT} AND m.role = 'student' AND m.school_id IS NOT NULL"
_PLACES = range(MOST_CONFERENCES)

MEETINGS = {
    **{f"met_{place + 1}": _meeting(place, counselor=False) for place in _PLACES},
    **{f"counselor_{place + 1}": _meeting(place, counselor=True) for place in _PLACES},
}
GROUPS = {f"group_{place + 1}": _group(place) for place in _PLACES}
PLANS = {
    "shared_at": f"(SELECT MAX(v.created_at) {_VERSIONS})",
    "guardian_signed_at": _signature("guardian"),
    "student_signed_at": _signature("student"),
}
INVOLVED = {"involved_at": _INVOLVED}
TRIES = {"tried_at": f"(SELECT MAX(t.at) FROM compliance_contacttry t WHERE t.student_id = {_STUDENT})"}  # noqa: S608
PERSON = {
    "grade": f"(SELECT q.grade FROM roster_person q WHERE q.id = {_STUDENT})",  # noqa: S608  # names of columns
    "is_active": f"(SELECT q.is_active FROM roster_person q WHERE q.id = {_STUDENT})",  # noqa: S608
}
SEATS = {
    "contested": f"(SELECT COUNT(*) > 1 {_SEATS})",
    # Who was here before the roster knew days is no newcomer.
    "came_on": f"(SELECT CASE WHEN COUNT(*) = COUNT(m.begins_on) THEN MIN(m.begins_on) END {_SEATS})",
}
ALL = MEETINGS | GROUPS | PLANS | INVOLVED | TRIES | PERSON | SEATS


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
        f"grade, is_active, contested) SELECT {taken}, q.grade, q.is_active, FALSE FROM {tables} "
        f"WHERE {' AND '.join(conditions)}"
    )
