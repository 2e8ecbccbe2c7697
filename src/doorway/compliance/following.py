"""How the database keeps every standing: triggers on what it follows from, in the same transaction.

Whatever happens (an attendance, a shared plan, a signature, a transfer) and whoever does it (a page, an import, a
command), the row is right when the transaction commits. Each trigger sets the columns of one student anew with the
expressions of ``facts.py``; nothing is added to or taken from a number, so nothing can drift.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db import connections, transaction
from django.db.backends.base.base import BaseDatabaseWrapper

from doorway.accounts.guards import Guard, is_of_this_version
from doorway.compliance import facts
from doorway.compliance.facts import (
    ALL,
    CAME_ON,
    CONTESTED,
    EARLIER,
    GROUP_COUNSELORS,
    GROUP_HOSTS,
    GROUPS,
    INVOLVED,
    MEETINGS,
    PERSON,
    PLANS,
    REGISTRATION,
    SEATS,
    TABLE,
    TRIES,
    UNSAID,
)

Columns = dict[str, str]


@dataclass(frozen=True)
class Anew:
    """Set these columns of these students anew. ``students`` is SQL: an expression, or a subquery in brackets."""

    columns: Columns
    students: str

    @property
    def where(self) -> str:
        """Which rows."""
        return f"student_id IN ({self.students})"


@dataclass(frozen=True)
class Statement:
    """Anything else."""

    sql: str


Step = Anew | Statement


def follow(name: str, table: str, event: str, when: str, steps: Sequence[Step]) -> Guard:
    """A trigger after each row of an event that does the steps, when a condition on NEW/OLD holds.

    The day of a moment is the one in UTC, in whatever zone a session of PostgreSQL writes.
    """
    return Guard(
        name=name,
        table=table,
        sqlite=(
            f"CREATE TRIGGER {name} AFTER {event} ON {table} FOR EACH ROW WHEN {when} BEGIN "
            + "".join(f"{_through_views(step)}; " for step in steps)
            + "END",
        ),
        postgresql=(
            f"CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql SET timezone TO 'UTC' AS $$ "
            f"BEGIN IF {when} THEN " + "".join(f"{_locked(step)}; " for step in steps) + "END IF; RETURN NULL; END $$",
            f"CREATE TRIGGER {name} AFTER {event} ON {table} FOR EACH ROW EXECUTE FUNCTION {name}()",
        ),
        postgresql_drop=(f"DROP TRIGGER IF EXISTS {name} ON {table}",),
    )


def follow_together(name: str, table: str, kind: str, columns: Columns) -> tuple[Guard, Guard]:
    """Triggers for rows of a kind that come by the thousand, or are all taken back at once.

    PostgreSQL sets each student of a statement once, when all of its rows are there (docs/decisions/037). Taking back
    is all that changes such a row.
    """
    return (
        _together(
            f"{name}_new", table, "INSERT", f"{{row}}.kind = '{kind}' AND {{row}}.taken_back_at IS NULL", columns
        ),
        _together(
            f"{name}_back", table, "UPDATE", f"{{row}}.kind = '{kind}' AND {{row}}.taken_back_at IS NOT NULL", columns
        ),
    )


def _together(name: str, table: str, event: str, condition: str, columns: Columns) -> Guard:
    by_row = follow(name, table, event, f"({condition.format(row='NEW')})", [Anew(columns, "NEW.student_id")])
    students = f"SELECT made.student_id FROM made WHERE {condition.format(row='made')}"  # noqa: S608  # names
    return Guard(
        name=name,
        table=table,
        sqlite=by_row.sqlite,
        postgresql=(
            f"CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql SET timezone TO 'UTC' AS $$ "
            f"BEGIN {_locked(Anew(columns, students))}; RETURN NULL; END $$",
            f"CREATE TRIGGER {name} AFTER {event} ON {table} REFERENCING NEW TABLE AS made "
            f"FOR EACH STATEMENT EXECUTE FUNCTION {name}()",
        ),
        postgresql_drop=by_row.postgresql_drop,
    )


def _anew(name: str, columns: Columns) -> Guard:
    """On SQLite: a view into which a trigger puts the students whose columns are to be set anew.

    Whoever opens the database reads all of its triggers first. With the expressions in each of them that were 3.6 MB,
    and a tenth of a second before each page; so each expression stands in one or two triggers, and the others name
    the view. PostgreSQL reads a function when it is called.
    """
    return Guard(
        name=f"standing_anew_{name}",
        table=TABLE,
        sqlite=(
            f"CREATE VIEW standing_of_{name} AS SELECT student_id FROM {TABLE} WHERE 0",  # noqa: S608  # names
            f"CREATE TRIGGER standing_anew_{name} INSTEAD OF INSERT ON standing_of_{name} FOR EACH ROW BEGIN "
            f"{facts.update(columns, 'student_id = NEW.student_id')}; END",
        ),
        postgresql=(),
        postgresql_drop=(),
    )


def _through_views(step: Step) -> str:
    """The step as a trigger of SQLite takes it."""
    if isinstance(step, Statement):
        return step.sql
    is_query = step.students.startswith("SELECT ")
    students = f"SELECT DISTINCT * FROM ({step.students})" if is_query else f"VALUES ({step.students})"  # noqa: S608
    return "; ".join(f"INSERT INTO standing_of_{name} (student_id) {students}" for name in _views_of(step.columns))


def _views_of(columns: Columns) -> list[str]:
    """The fewest views that set just these columns."""
    names, left = [], set(columns)
    for name, own in sorted(ANEW.items(), key=lambda item: -len(item[1])):
        if left.issuperset(own):
            names.append(name)
            left.difference_update(own)
    if left:
        raise LookupError(f"No view sets {', '.join(sorted(left))} by itself.")
    return names


def _plain(step: Step) -> str:
    return step.sql if isinstance(step, Statement) else facts.update(step.columns, step.where)


def _locked(step: Step) -> str:
    """On PostgreSQL the rows are locked first, in a statement of its own.

    Two teachers who mark the same family at the same moment follow each other: the second one's statement begins after
    the first has committed, and sees what it wrote. SQLite has one writer at a time.
    """
    if isinstance(step, Statement):
        return step.sql
    lock = f"PERFORM 1 FROM {TABLE} WHERE {step.where} ORDER BY membership_id FOR UPDATE"  # names
    return f"{lock}; {_plain(step)}"


def _met_by(person: str) -> str:
    """Students whose families met somebody."""
    return (
        "SELECT a.student_id FROM conferences_appointment a JOIN conferences_host h ON h.id = a.host_id "  # noqa: S608
        f"WHERE h.person_id = {person} AND a.attendance = 'came' "
        f"UNION SELECT e.student_id FROM conferences_earlierconference e WHERE e.host_id = {person}"
    )


def _gathered_by(person: str) -> str:
    """Students whose families were at a group conference that somebody held."""
    return (
        "SELECT g.student_id FROM compliance_groupguest g "  # noqa: S608  # names
        f"JOIN compliance_grouphost h ON h.conference_id = g.conference_id WHERE h.person_id = {person} "
        f"UNION SELECT e.student_id FROM conferences_earlierconference e WHERE e.host_id = {person}"
    )


def _with(person: str) -> list[Step]:
    """What follows from since when and until when somebody is a counselor."""
    return [Anew(MEETINGS, _met_by(person)), Anew(GROUP_COUNSELORS, _gathered_by(person))]


def _planned(plan: str) -> str:
    return f"SELECT p.student_id FROM plans_plan p WHERE p.id = {plan}"  # noqa: S608  # names


def _of_version(version: str) -> str:
    return (
        "SELECT p.student_id FROM plans_planversion v JOIN plans_plan p ON p.id = v.plan_id "  # noqa: S608  # names
        f"WHERE v.id = {version}"
    )


_CAME = "({row}.status = 'booked' AND {row}.attendance = 'came')"
_MEETING = MEETINGS | INVOLVED
_BY_GUARDIAN = "(EXISTS (SELECT 1 FROM roster_guardianship w WHERE w.guardian_id = {row}.author_id))"
_AUTHOR = "(EXISTS (SELECT 1 FROM plans_planentry e WHERE e.author_id = {row}.guardian_id))"
_GUESTS = "SELECT g.student_id FROM compliance_groupguest g WHERE g.conference_id = {conference}"
# A roster brings a hundred thousand rows of students who have no course plan: of these nothing follows.
_PLANS_CLASSES = (
    "EXISTS (SELECT 1 FROM pathways_plannedcourse p WHERE p.student_id = {row}.{column} AND p.status = 'approved')"
)
_ENROLLED = "({row}.role = 'student' AND " + _PLANS_CLASSES.replace("{column}", "person_id") + ")"
_ON_RECORD = "(" + _PLANS_CLASSES.replace("{column}", "student_id") + ")"
_APPROVED = "{row}.status = 'approved'"
_OF_PLANNED = "SELECT p.student_id FROM pathways_plannedcourse p WHERE p.id = {row}.planned_id"
_PLANNING = "SELECT p.student_id FROM pathways_plannedcourse p WHERE p.course_id = {course}"
_IN_CLASS = "SELECT e.person_id FROM roster_enrollment e WHERE e.role = 'student' AND e.school_class_id = NEW.id"
_IN_CLASSES = (
    "SELECT e.person_id FROM roster_enrollment e JOIN roster_schoolclass k ON k.id = e.school_class_id "
    "JOIN pathways_plannedcourse p ON p.student_id = e.person_id WHERE e.role = 'student' AND "
)
# Whose seat began in the last weeks of a school year: of all others it makes no difference when these are.
_BEGAN_IN_CLOSING = (
    "SELECT m.person_id FROM roster_membership m WHERE m.district_id = {row}.district_id "  # noqa: S608  # names
    "AND m.role = 'student' AND m.begins_on <= {row}.ends_on AND " + facts.in_closing("m.begins_on", "{row}")
)
_SEAT = "{row}.role = 'student'"
# What else a counselor is or was tells since when: a row that begins with a school year may only have begun anew.
_COUNSELOR = (
    "({row}.role = 'counselor' OR ({row}.role NOT IN ('student', 'guardian') AND EXISTS ("
    "SELECT 1 FROM roster_membership r WHERE r.person_id = {row}.person_id AND r.role = 'counselor' "
    "UNION ALL SELECT 1 FROM roster_earlierstay e WHERE e.person_id = {row}.person_id AND e.role = 'counselor')))"
)


def _both(condition: str) -> str:
    return f"({condition.format(row='OLD')} OR {condition.format(row='NEW')})"


def _one(condition: str, row: str) -> str:
    return f"({condition.format(row=row)})"


# On SQLite, the columns that one view sets anew: the smallest groups that some step sets by themselves, and everything
# at once for a new seat, because a roster brings them by the thousand.
ANEW: dict[str, Columns] = {
    "all": ALL,
    "meetings": MEETINGS,
    "group_counselors": GROUP_COUNSELORS,
    "groups": {name: sql for name, sql in GROUPS.items() if name not in GROUP_COUNSELORS},
    "unsaid": UNSAID,
    "plans": PLANS,
    "involved": INVOLVED,
    "registration": REGISTRATION,
    "person": PERSON,
    "came_on": CAME_ON,
    "contested": CONTESTED,
    "earlier": EARLIER,
    "tries": TRIES,
}

_NEW_SEAT = Statement(facts.insert("NEW", ()))
_NO_SEAT = Statement(f"DELETE FROM {TABLE} WHERE membership_id = OLD.id")  # noqa: S608  # names of columns

FOLLOWING = [
    *(_anew(name, columns) for name, columns in ANEW.items()),
    # —— at which school, since when, in which grade
    follow(
        "standing_seat_new", "roster_membership", "INSERT", _one(_SEAT, "NEW"), [_NEW_SEAT, Anew(ALL, "NEW.person_id")]
    ),
    follow(
        "standing_seat_changed", "roster_membership", "UPDATE", _both(_SEAT),
        [_NO_SEAT, _NEW_SEAT, Anew(ALL, "NEW.person_id"), Anew(SEATS, "OLD.person_id")],
    ),
    follow(
        "standing_seat_gone", "roster_membership", "DELETE", _one(_SEAT, "OLD"),
        [_NO_SEAT, Anew(SEATS, "OLD.person_id")],
    ),
    follow(
        "standing_stay_new", "roster_earlierstay", "INSERT", _one(_SEAT, "NEW"), [Anew(CAME_ON, "NEW.person_id")]
    ),
    follow(
        "standing_stay_changed", "roster_earlierstay", "UPDATE", _both(_SEAT),
        [Anew(CAME_ON, "OLD.person_id"), Anew(CAME_ON, "NEW.person_id")],
    ),
    follow(
        "standing_stay_gone", "roster_earlierstay", "DELETE", _one(_SEAT, "OLD"), [Anew(CAME_ON, "OLD.person_id")]
    ),
    follow(
        "standing_person", "roster_person", "UPDATE OF grade, is_active, grade_year",
        "(OLD.grade <> NEW.grade OR OLD.is_active <> NEW.is_active "
        "OR COALESCE(OLD.grade_year, 0) <> COALESCE(NEW.grade_year, 0))",
        [Anew(PERSON | EARLIER, "NEW.id")],
    ),
    # —— which seats are shown together, because a school year ended with both
    follow(
        "standing_closing_new", "roster_schoolyear", "INSERT", "(NEW.id IS NOT NULL)",
        [Anew(CONTESTED, _BEGAN_IN_CLOSING.format(row="NEW"))],
    ),
    follow(
        "standing_closing_changed", "roster_schoolyear", "UPDATE OF ends_on, district_id",
        "(OLD.ends_on <> NEW.ends_on OR OLD.district_id <> NEW.district_id)",
        [Anew(CONTESTED, _BEGAN_IN_CLOSING.format(row=row)) for row in ("OLD", "NEW")],
    ),
    follow(
        "standing_closing_gone", "roster_schoolyear", "DELETE", "(OLD.id IS NOT NULL)",
        [Anew(CONTESTED, _BEGAN_IN_CLOSING.format(row="OLD"))],
    ),
    # —— in which grades before, where that was not one a year
    follow(
        "standing_grade_new", "roster_earliergrade", "INSERT", "(NEW.taken_back_at IS NULL)",
        [Anew(EARLIER | CONTESTED, "NEW.student_id")],
    ),
    follow(
        "standing_grade_changed", "roster_earliergrade", "UPDATE", "(NEW.id IS NOT NULL)",
        [Anew(EARLIER | CONTESTED, "NEW.student_id")],
    ),
    follow(
        "standing_grade_gone", "roster_earliergrade", "DELETE", "(OLD.id IS NOT NULL)",
        [Anew(EARLIER | CONTESTED, "OLD.student_id")],
    ),
    # —— conferences
    follow(
        "standing_met_new", "conferences_appointment", "INSERT", _one(_CAME, "NEW"), [Anew(_MEETING, "NEW.student_id")]
    ),
    follow(
        "standing_met_changed", "conferences_appointment", "UPDATE", _both(_CAME),
        [Anew(_MEETING, "OLD.student_id"), Anew(_MEETING, "NEW.student_id")],
    ),
    follow(
        "standing_met_gone", "conferences_appointment", "DELETE", _one(_CAME, "OLD"), [Anew(_MEETING, "OLD.student_id")]
    ),
    follow(
        "standing_host", "conferences_host", "UPDATE OF person_id", "(OLD.person_id <> NEW.person_id)",
        [Anew(MEETINGS, "SELECT a.student_id FROM conferences_appointment a WHERE a.host_id = NEW.id")],
    ),
    # What came with a file is never changed: it is taken back, a row or the whole file.
    *follow_together("standing_earlier_met", "conferences_earlierconference", "individual", MEETINGS | INVOLVED),
    *follow_together("standing_earlier_group", "conferences_earlierconference", "group", GROUPS | INVOLVED),
    follow(
        "standing_counselor_new", "roster_membership", "INSERT", _one(_COUNSELOR, "NEW"),
        _with("NEW.person_id"),
    ),
    follow(
        "standing_counselor_changed", "roster_membership", "UPDATE OF role, person_id, begins_on, ends_on",
        _both(_COUNSELOR),
        [*_with("OLD.person_id"), *_with("NEW.person_id")],
    ),
    follow(
        "standing_counselor_gone", "roster_membership", "DELETE", _one(_COUNSELOR, "OLD"), _with("OLD.person_id")
    ),
    follow(
        "standing_counselor_before_new", "roster_earlierstay", "INSERT", _one(_COUNSELOR, "NEW"), _with("NEW.person_id")
    ),
    follow(
        "standing_counselor_before_changed", "roster_earlierstay", "UPDATE", _both(_COUNSELOR),
        [*_with("OLD.person_id"), *_with("NEW.person_id")],
    ),
    follow(
        "standing_counselor_before_gone", "roster_earlierstay", "DELETE", _one(_COUNSELOR, "OLD"),
        _with("OLD.person_id"),
    ),
    follow(
        "standing_guest_new", "compliance_groupguest", "INSERT", "(NEW.id IS NOT NULL)",
        [Anew(GROUPS | INVOLVED, "NEW.student_id")],
    ),
    follow(
        "standing_guest_changed", "compliance_groupguest", "UPDATE", "(NEW.id IS NOT NULL)",
        [Anew(GROUPS | INVOLVED, "OLD.student_id"), Anew(GROUPS | INVOLVED, "NEW.student_id")],
    ),
    follow(
        "standing_guest_gone", "compliance_groupguest", "DELETE", "(OLD.id IS NOT NULL)",
        [Anew(GROUPS | INVOLVED, "OLD.student_id")],
    ),
    follow(
        "standing_group", "compliance_groupconference", "UPDATE OF held_at, taken_back_at",
        "(OLD.held_at <> NEW.held_at OR (OLD.taken_back_at IS NULL) <> (NEW.taken_back_at IS NULL))",
        [Anew(GROUPS | INVOLVED, _GUESTS.format(conference="NEW.id"))],
    ),
    follow(
        "standing_group_host_new", "compliance_grouphost", "INSERT", "(NEW.id IS NOT NULL)",
        [Anew(GROUP_HOSTS, _GUESTS.format(conference="NEW.conference_id"))],
    ),
    follow(
        "standing_group_host_changed", "compliance_grouphost", "UPDATE", "(NEW.id IS NOT NULL)",
        [
            Anew(GROUP_HOSTS, _GUESTS.format(conference="OLD.conference_id")),
            Anew(GROUP_HOSTS, _GUESTS.format(conference="NEW.conference_id")),
        ],
    ),
    follow(
        "standing_group_host_gone", "compliance_grouphost", "DELETE", "(OLD.id IS NOT NULL)",
        [Anew(GROUP_HOSTS, _GUESTS.format(conference="OLD.conference_id"))],
    ),
    # —— the plan: versions and signatures are never changed or deleted
    follow(
        "standing_version", "plans_planversion", "INSERT", "(NEW.id IS NOT NULL)",
        [Anew(PLANS | INVOLVED, _planned("NEW.plan_id"))],
    ),
    # Of one that was shared before that was kept it is said once which parts are filled in.
    follow(
        "standing_version_filled", "plans_planversion", "UPDATE OF filled", "(OLD.filled <> NEW.filled)",
        [Anew(PLANS, _planned("NEW.plan_id"))],
    ),
    follow(
        "standing_signature", "plans_signature", "INSERT", "(NEW.id IS NOT NULL)",
        [Anew(PLANS | INVOLVED, _of_version("NEW.version_id"))],
    ),
    # —— what parents wrote
    follow(
        "standing_entry_new", "plans_planentry", "INSERT", _one(_BY_GUARDIAN, "NEW"),
        [Anew(INVOLVED, _planned("NEW.plan_id"))],
    ),
    follow(
        "standing_entry_changed", "plans_planentry", "UPDATE", _both(_BY_GUARDIAN),
        [Anew(INVOLVED, _planned("OLD.plan_id")), Anew(INVOLVED, _planned("NEW.plan_id"))],
    ),
    follow(
        "standing_entry_gone", "plans_planentry", "DELETE", _one(_BY_GUARDIAN, "OLD"),
        [Anew(INVOLVED, _planned("OLD.plan_id"))],
    ),
    follow(
        "standing_ward_new", "roster_guardianship", "INSERT", _one(_AUTHOR, "NEW"), [Anew(INVOLVED, "NEW.student_id")]
    ),
    follow(
        "standing_ward_changed", "roster_guardianship", "UPDATE OF student_id, guardian_id", _both(_AUTHOR),
        [Anew(INVOLVED, "OLD.student_id"), Anew(INVOLVED, "NEW.student_id")],
    ),
    follow(
        "standing_ward_gone", "roster_guardianship", "DELETE", _one(_AUTHOR, "OLD"), [Anew(INVOLVED, "OLD.student_id")]
    ),
    # —— what the student is registered for, against the course plan
    follow(
        "standing_planned_new", "pathways_plannedcourse", "INSERT", _one(_APPROVED, "NEW"),
        [Anew(REGISTRATION, "NEW.student_id")],
    ),
    follow(
        "standing_planned_changed", "pathways_plannedcourse", "UPDATE", _both(_APPROVED),
        [Anew(REGISTRATION, "NEW.student_id")],
    ),
    follow(
        "standing_planned_gone", "pathways_plannedcourse", "DELETE", _one(_APPROVED, "OLD"),
        [Anew(REGISTRATION, "OLD.student_id")],
    ),
    follow(
        "standing_catalog", "pathways_catalogcourse", "UPDATE OF code", "(OLD.code <> NEW.code)",
        [
            Anew(REGISTRATION, _PLANNING.format(course="NEW.id")),
            Anew(
                REGISTRATION,
                "SELECT p.student_id FROM pathways_plannedcourse p "
                "JOIN pathways_higherlevel l ON l.plain_id = p.course_id WHERE l.course_id = NEW.id",
            ),
        ],
    ),
    follow(
        "standing_level_new", "pathways_higherlevel", "INSERT", "(NEW.id IS NOT NULL)",
        [Anew(REGISTRATION, _PLANNING.format(course="NEW.plain_id"))],
    ),
    follow(
        "standing_level_changed", "pathways_higherlevel", "UPDATE", "(NEW.id IS NOT NULL)",
        [
            Anew(REGISTRATION, _PLANNING.format(course="OLD.plain_id")),
            Anew(REGISTRATION, _PLANNING.format(course="NEW.plain_id")),
        ],
    ),
    follow(
        "standing_level_gone", "pathways_higherlevel", "DELETE", "(OLD.id IS NOT NULL)",
        [Anew(REGISTRATION, _PLANNING.format(course="OLD.plain_id"))],
    ),
    follow(
        "standing_record_new", "pathways_transcriptcourse", "INSERT", _one(_ON_RECORD, "NEW"),
        [Anew(REGISTRATION, "NEW.student_id")],
    ),
    follow(
        "standing_record_changed", "pathways_transcriptcourse", "UPDATE", _both(_ON_RECORD),
        [Anew(REGISTRATION, "OLD.student_id"), Anew(REGISTRATION, "NEW.student_id")],
    ),
    follow(
        "standing_record_gone", "pathways_transcriptcourse", "DELETE", _one(_ON_RECORD, "OLD"),
        [Anew(REGISTRATION, "OLD.student_id")],
    ),
    follow(
        "standing_enrolled_new", "roster_enrollment", "INSERT", _one(_ENROLLED, "NEW"),
        [Anew(REGISTRATION, "NEW.person_id")],
    ),
    follow(
        "standing_enrolled_changed", "roster_enrollment", "UPDATE", _both(_ENROLLED),
        [Anew(REGISTRATION, "OLD.person_id"), Anew(REGISTRATION, "NEW.person_id")],
    ),
    follow(
        "standing_enrolled_gone", "roster_enrollment", "DELETE", _one(_ENROLLED, "OLD"),
        [Anew(REGISTRATION, "OLD.person_id")],
    ),
    follow(
        "standing_class", "roster_schoolclass", "UPDATE OF course_id, school_year_id, is_active",
        "(COALESCE(CAST(OLD.course_id AS VARCHAR(36)), '') <> COALESCE(CAST(NEW.course_id AS VARCHAR(36)), '') "
        "OR OLD.school_year_id <> NEW.school_year_id OR OLD.is_active <> NEW.is_active)",
        [Anew(REGISTRATION, _IN_CLASS)],
    ),
    follow(
        "standing_course", "roster_course", "UPDATE OF code", "(OLD.code <> NEW.code)",
        [Anew(REGISTRATION, f"{_IN_CLASSES} k.course_id = NEW.id")],
    ),
    follow(
        "standing_year", "roster_schoolyear", "UPDATE OF ends_on", "(OLD.ends_on <> NEW.ends_on)",
        [Anew(REGISTRATION, f"{_IN_CLASSES} k.school_year_id = NEW.id")],
    ),
    follow(
        "standing_reason_new", "pathways_registrationreason", "INSERT", "(NEW.id IS NOT NULL)",
        [Anew(REGISTRATION, _OF_PLANNED.format(row="NEW"))],
    ),
    follow(
        "standing_reason_changed", "pathways_registrationreason", "UPDATE", "(NEW.id IS NOT NULL)",
        [Anew(REGISTRATION, _OF_PLANNED.format(row="NEW"))],
    ),
    follow(
        "standing_reason_gone", "pathways_registrationreason", "DELETE", "(OLD.id IS NOT NULL)",
        [Anew(REGISTRATION, _OF_PLANNED.format(row="OLD"))],
    ),
    # —— tries to reach a family
    follow(
        "standing_try", "compliance_contacttry", "INSERT", "(NEW.id IS NOT NULL)", [Anew(TRIES, "NEW.student_id")]
    ),
    follow(
        "standing_try_taken_back", "compliance_contacttry", "UPDATE", "(NEW.id IS NOT NULL)",
        [Anew(TRIES, "NEW.student_id")],
    ),
    follow(
        "standing_try_gone", "compliance_contacttry", "DELETE", "(OLD.id IS NOT NULL)", [Anew(TRIES, "OLD.student_id")]
    ),
]  # fmt: skip


def recount(using: BaseDatabaseWrapper) -> None:
    """Every standing from nothing, in one transaction: after the table is new, or after a repair by hand."""
    with transaction.atomic(using=using.alias), using.cursor() as cursor:
        cursor.execute(f"DELETE FROM {TABLE}")  # noqa: S608  # a name
        cursor.execute(facts.insert("m", ()))
        cursor.execute(facts.update(ALL))


def recount_where_missing(**kwargs: Any) -> None:
    """Signal handler of ``post_migrate``: an installation that had students before this table gets its standings.

    Once the tables are those of this version: its expressions name columns that older ones have not.
    """
    using = connections[kwargs["using"]]
    if not is_of_this_version(using):
        return
    with using.cursor() as cursor:
        cursor.execute(
            "SELECT 1 FROM roster_membership m WHERE m.role = 'student' AND m.school_id IS NOT NULL "  # noqa: S608
            f"AND NOT EXISTS (SELECT 1 FROM {TABLE} s WHERE s.membership_id = m.id) LIMIT 1"
        )
        missing = cursor.fetchone() is not None
    if missing:
        recount(using)
