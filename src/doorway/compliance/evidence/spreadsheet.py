"""The figures alone: a row for each grade, for a spreadsheet and for programs."""

from __future__ import annotations

import io

from django.utils.translation import gettext as _

from doorway.accounts.tables import write_rows
from doorway.compliance.evidence.gathering import Evidence
from doorway.compliance.queries.standing import Line

COLUMNS = (
    "students",
    "met",
    "individual",
    "group",
    "plan",
    "involved",
    "signed",
    "registered",
    "sure",
    "unsure",
    "overdue",
)


# What programs read, where it is another name.
_NAMES = {"sure": "done", "unsure": "not_all_known"}


def as_csv(found: Evidence) -> str:
    """The figures, one row for each grade: for a spreadsheet, with names of columns that programs read too."""
    out = io.StringIO()
    columns = [name for name in COLUMNS if name not in unknown_columns(found)]
    has_registration = "registered" in columns
    head = (
        "school",
        "day",
        "policy_version",
        "grade",
        "counts_since",
        "due",
        *(_NAMES.get(name, name) for name in columns),
        *(["no_course_plan"] if has_registration else []),
        "do_not_publish",
    )
    # In every row, so that it stays with each of them when the sheet is sorted, cut or joined with others.
    note = _("For the reviewer alone: some numbers are about few students.")
    rows = (
        (
            found.school.name,
            found.asked.on.isoformat(),
            found.policy.number,
            line.grade,
            line.part.begins.date().isoformat(),
            line.part.due.isoformat(),
            *("" if is_unknown(line, name) else getattr(line.tally, name) for name in columns),
            *([found.unplanned.get(line.grade, 0)] if has_registration else []),
            note,
        )
        for line in found.lines
    )
    # Of whose grade the policy says nothing, there is nothing to count; who adds up the rows still has all students.
    empty = [""] * (len(columns) - 1 + has_registration)
    others = (
        (found.school.name, found.asked.on.isoformat(), found.policy.number, one.grade, "", "", one.students, *empty)
        for one in found.left_out
    )
    no_rule = _("The policy has no rule for this grade.")
    write_rows(out, [head, *rows, *((*row, f"{no_rule} {note}") for row in others)])
    return out.getvalue()


def unknown_columns(found: Evidence) -> set[str]:
    """What is not counted: nobody knows it, or no rule of this school asks it."""
    asks = found.asked.registration and any(line.part.rule.registration for line in found.lines)
    known = any(line.part.rule.group and line.group_known for line in found.lines)
    unsure = any(line.tally.unsure for line in found.lines)
    left_out = {"group": known, "registered": asks, "unsure": unsure}
    return {name for name, is_there in left_out.items() if not is_there}


def is_unknown(line: Line, name: str) -> bool:
    """Whether a column is known of some grades, and of nobody in this one."""
    return name == "group" and not line.group_known


def is_known_of_some(line: Line, name: str) -> bool:
    """Whether a column is not known of everybody in this grade."""
    return name == "group" and line.group_known < line.tally.students
