"""What an office enters by hand: the district itself, roles, days off, homes, earlier grades, marks on a record."""

from doorway.roster.actions.district import add_days_off, add_district, school_named
from doorway.roster.actions.grades import set_earlier_grade
from doorway.roster.actions.homes import set_homes
from doorway.roster.actions.marks import Closed, close_record, lift_mark
from doorway.roster.actions.roles import check_place, grant_role, granted_roles, revoke_role

__all__ = [
    "Closed",
    "add_days_off",
    "add_district",
    "check_place",
    "close_record",
    "grant_role",
    "granted_roles",
    "lift_mark",
    "revoke_role",
    "school_named",
    "set_earlier_grade",
    "set_homes",
]
