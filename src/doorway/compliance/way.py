"""That a student repeats a grade or has skipped one, in words, and since when therefore something counts."""

from __future__ import annotations

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from doorway.compliance.queries.standing import Apart, StudentLine
from doorway.compliance.wording import capital, grade_name, grades_name
from doorway.policy.packs import year_text


def grades_words(line: StudentLine) -> str:
    """Why something else counts for a student than for the others of the grade; empty for nearly everybody.

    Years that change nothing of what counts today are not told.
    """
    if line.apart is None or not line.part.paths:
        return ""
    return " ".join((*way_words(line.apart), *_since(line)))


def way_words(apart: Apart) -> list[str]:
    """Each year in which a student did not move on by one grade, as a sentence, the latest first."""
    found = []
    for back, grade in sorted(apart.path.before):
        after = apart.path.grade_ago(apart.grade, back - 1)
        year = year_text(apart.year - back + 1)
        if grade == after:
            named = {"grade": grade_name(grade), "year": year}
            found.append(_("Repeats %(grade)s.") % named if back == 1 else _("Repeated %(grade)s in %(year)s.") % named)
        elif grade > after:
            found.append(_("Went back to %(grade)s in %(year)s.") % {"grade": grade_name(after), "year": year})
        elif grade < after - 1:
            skipped = {"grades": grades_name(grade + 1, after - 1), "year": year}
            found.append(_("Skipped %(grades)s in %(year)s.") % skipped)
    return found


def _since(line: StudentLine) -> list[str]:
    rule, part = line.part.rule, line.part
    found = []
    if rule.span == "band":
        day = date_format(part.begins.date(), "F Y")
        grades = capital(grades_name(rule.first, rule.last))
        found.append(
            _("%(grades)s began in %(month)s: conferences since then count.") % {"grades": grades, "month": day}
        )
    if part.plan is not None and rule.plan_years:
        month = date_format(part.plan.first, "F Y")
        found.append(_("The years of the plan began in %(month)s.") % {"month": month})
    return found
