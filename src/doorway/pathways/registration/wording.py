"""What is said about a class of the comparison."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from doorway.pathways.core.registering import Compared, Fit, Line, Why
from doorway.pathways.graduation.wording import term_words

FITS: dict[Fit, tuple[str | Promise, str]] = {
    Fit.SAME: (gettext_lazy("As planned"), "good"),
    Fit.OTHER_TERM: (gettext_lazy("As planned, in another term"), "good"),
    Fit.HIGHER: (gettext_lazy("As planned, at a higher level"), "good"),
    Fit.EXPLAINED: (gettext_lazy("Not taken, with a reason"), "wait"),
    Fit.MISSING: (gettext_lazy("Planned, not registered"), "bad"),
    Fit.STANDS_FOR: (gettext_lazy("As planned, at a higher level"), "good"),
    Fit.MAKES_UP: (gettext_lazy("Makes up credit, as planned"), "good"),
    Fit.MORE: (gettext_lazy("Not in the plan"), "wait"),
}
WHYS: dict[Why, str | Promise] = {
    Why.PASSED: gettext_lazy("It was completed in an earlier year."),
    Why.NOT_OFFERED: gettext_lazy("It is not in the course catalog any more."),
    Why.NOT_HERE: gettext_lazy("It is not taught at this school."),
    Why.NOT_REGISTERED: gettext_lazy("It is taught here, and the student is not in it."),
    Why.WITHDRAWN: gettext_lazy("The student has left the class, as the transcript says."),
    Why.WAITS: gettext_lazy("It is proposed and not approved yet."),
    Why.DECLINED: gettext_lazy("It was proposed and declined."),
    Why.TAKEN_OUT: gettext_lazy("It was taken out of the plan."),
    Why.NOT_PLANNED: gettext_lazy("Nobody has proposed it."),
}
# As long as nothing of the year is planned, nothing is wrong with a class that is registered.
NO_PLAN: tuple[str | Promise, str] = (gettext_lazy("Registered"), "")


def label_of(line: Line, compared: Compared) -> tuple[str | Promise, str]:
    """What a class is called, and in which tone."""
    if line.why is Why.NOT_PLANNED and not compared.is_planned:
        return NO_PLAN
    return FITS[line.fit]


def said_of(line: Line, compared: Compared) -> str:
    """The sentence behind a class; empty where the label says it all."""
    if line.why is Why.NOT_PLANNED and not compared.is_planned:
        return ""
    if line.fit is Fit.OTHER_TERM:
        return _("The term is %(term)s.") % {"term": ", ".join(map(term_words, line.term.split(", ")))}
    if line.why is Why.SAME_CONTENT or line.fit is Fit.HIGHER:
        return _("The student is in %(title)s, which has the same content.") % {"title": line.other}
    if line.why is Why.STANDS_FOR:
        return _("It has the same content as %(title)s, which is planned.") % {"title": line.other}
    return "" if line.why is None else str(WHYS[line.why])
