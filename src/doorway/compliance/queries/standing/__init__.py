"""Where the students of a school or a district stand, as of this minute: counted in the database in one pass."""

from doorway.compliance.queries.standing.asked import GRADES, Asked, Part, asked_by, asked_of, asked_on, asked_sections
from doorway.compliance.queries.standing.calendar import Apart, calendar_of
from doorway.compliance.queries.standing.conditions import (
    came_to_group,
    has_plan,
    is_as_planned,
    is_done,
    is_involved,
    is_overdue,
    is_signed,
    may_have_group,
    nth_conference,
    planned_in,
)
from doorway.compliance.queries.standing.seats import Here, are_mostly_to_come, next_first_day, seats
from doorway.compliance.queries.standing.students import (
    StudentLine,
    described,
    facts_of,
    here_today,
    students_of,
    without_course_plan,
)
from doorway.compliance.queries.standing.tallies import LeftOut, Line, Tally, count_if, left_out, lines, total

__all__ = [
    "GRADES",
    "Apart",
    "Asked",
    "Here",
    "LeftOut",
    "Line",
    "Part",
    "StudentLine",
    "Tally",
    "are_mostly_to_come",
    "asked_by",
    "asked_of",
    "asked_on",
    "asked_sections",
    "calendar_of",
    "came_to_group",
    "count_if",
    "described",
    "facts_of",
    "has_plan",
    "here_today",
    "is_as_planned",
    "is_done",
    "is_involved",
    "is_overdue",
    "is_signed",
    "left_out",
    "lines",
    "may_have_group",
    "next_first_day",
    "nth_conference",
    "planned_in",
    "seats",
    "students_of",
    "total",
    "without_course_plan",
]
