"""Asking those who can do something about it for the roster of the school year that runs, once it is late."""

from __future__ import annotations

from datetime import date

from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _

from doorway.accounts.models import District
from doorway.roster.access import Viewer
from doorway.roster.core.grades import year_name
from doorway.roster.imports.access import ROLES
from doorway.roster.years import roster_is_late, year_of_grades

# Who works with what a late roster makes wrong, and can only ask for it.
_WORK_WITH_IT = ("counselor", "principal", "secretary")


def late_words(district: District, day: date) -> str:
    """That the roster of the year that runs is late, and what it means; empty while it is not. No query."""
    if not roster_is_late(district, day):
        return ""
    year = year_of_grades(district, day)
    return _(
        "School has begun, and the students are still in the grades of %(over)s: hardly anybody has moved on, and"
        " whoever graduated is still counted. Nobody counts as repeating a grade because of it."
    ) % {"over": year_name(year)}


def ask_for_it(viewer: Viewer, district: District, day: date) -> str:
    """What the viewer can do about a late roster, as HTML: import it, or ask the office. No query.

    Empty for families, and while it is not late.
    """
    if not roster_is_late(district, day):
        return ""
    year = {"next": year_name(year_of_grades(district, day) + 1)}
    if imports_it(viewer, district):
        return format_html('<a href="{}">{}</a>', reverse("rosters"), _("Import the roster of %(next)s now.") % year)
    if viewer.has_role(*_WORK_WITH_IT):
        return _("Ask the district office to import the roster of %(next)s.") % year
    return ""


def imports_it(viewer: Viewer, district: District) -> bool:
    """Whether the viewer takes in the rosters of the district. No query."""
    held = (one for one in viewer.memberships if one.role in ROLES and one.school_id is None)
    return any(one.district == district for one in held)
