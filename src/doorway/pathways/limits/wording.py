"""What is said of a school's limits."""

from __future__ import annotations

from django.utils.translation import gettext as _

from doorway.pathways.core.loads import Limit
from doorway.pathways.graduation.wording import number


def limit_words(limit: Limit, school: str = "", *, is_own: bool = False) -> str:
    """The limits in a sentence. ``school``: its name where more than one is meant; ``is_own``: the student reads it."""
    values = {"school": school or _("The school"), "year": number(limit.year), "term": number(limit.term or 0)}
    if limit.term is None:
        if is_own:
            return _("%(school)s lets you take up to %(year)s credits a year.") % values
        return _("%(school)s lets a student take up to %(year)s credits a year.") % values
    if is_own:
        return _("%(school)s lets you take up to %(year)s credits a year, %(term)s in one term.") % values
    return _("%(school)s lets a student take up to %(year)s credits a year, %(term)s in one term.") % values
