"""What an audit says, in the reader's words: credits, states, reasons, what is strange in a record."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.utils.functional import Promise
from django.utils.html import format_html
from django.utils.translation import get_language, gettext_lazy, ngettext
from django.utils.translation import gettext as _

from doorway.accounts.models import District
from doorway.pathways.core.problems import Problem
from doorway.pathways.core.result import Status
from doorway.pathways.core.rules import Words
from doorway.pathways.core.terms import is_summer
from doorway.pathways.core.transcript import Certainty
from doorway.pathways.core.units import CREDIT, credits_of, units_of
from doorway.pathways.graduation.standing import Summary
from doorway.pathways.models import GraduationDecision, TranscriptCourse
from doorway.policy.packs import year_text
from doorway.policy.packs.model import Source
from doorway.roster.years import waits_for_roster, year_of_grades

# A status as a tag says it: its word, and the kind of the tag.
STATUSES: dict[Status, tuple[str | Promise, str]] = {
    Status.MET: (gettext_lazy("Done"), "good"),
    Status.IN_PROGRESS: (gettext_lazy("In progress"), ""),
    Status.SCHEDULED: (gettext_lazy("Scheduled this year"), ""),
    Status.PLANNED: (gettext_lazy("Planned"), ""),
    Status.PROJECTED: (gettext_lazy("Planned"), ""),
    Status.ASK: (gettext_lazy("Ask the counselor"), "wait"),
    Status.MISSING: (gettext_lazy("Still to take"), "wait"),
}
LEVELS: dict[Certainty, str | Promise] = {
    Certainty.EARNED: gettext_lazy("earned"),
    Certainty.IN_PROGRESS: gettext_lazy("in progress"),
    Certainty.SCHEDULED: gettext_lazy("scheduled this year"),
    Certainty.PLANNED: gettext_lazy("planned"),
    Certainty.PROJECTED: gettext_lazy("proposed, not approved yet"),
    Certainty.ASK: gettext_lazy("counts only if the counselor says so"),
}
# Why credit, or a class, fills no requirement.
REASONS: dict[str, str | Promise] = {
    "over": gettext_lazy("More than is needed: every requirement that takes it is full."),
    "no_credit": gettext_lazy("Its mark gives no credit."),
    "repeated": gettext_lazy("The class was taken more than once, and counts once."),
    "ceiling": gettext_lazy("Of such classes only so much counts."),
    "failed_meanwhile": gettext_lazy("It stands as in progress, and a failing mark is there for the same time."),
    "before_first_grade": gettext_lazy("It was taken before high school."),
    "no_mark": gettext_lazy("It is over, but has no mark yet."),
    "unknown_mark": gettext_lazy("Nobody has defined its mark."),
    "negative_credits": gettext_lazy("Its credits cannot be below zero."),
}
# What is strange in a record. Codes that stand beside the class itself, as a reason, are not said twice.
PROBLEMS: dict[str, str | Promise] = {
    "much_credit": gettext_lazy(
        "%(course)s has %(credits)s, and the course catalog does not know the class: one usually gives"
        " %(usual)s. It counts as it stands. If its school counts otherwise, the record has to say how many credits it"
        " asks for in all."
    ),
    "unknown_code": gettext_lazy(
        "%(course)s: the course catalog does not know this class. It counts only where any class counts."
    ),
    "titles_of_code": gettext_lazy(
        "The course catalog does not know the code %(value)s, and the record has it with different titles: %(titles)s."
        " Each counts as a class of its own. The counselor should check that no two of them are the same class."
    ),
    "also_untitled": gettext_lazy(
        "The course catalog does not know the code %(value)s, and the record has it with a title (%(titles)s) and"
        " without one. What has no title counts as a class of its own. The counselor should check that it is none of"
        " the others."
    ),
    "same_key": gettext_lazy("%(course)s is in the record twice."),
    "twice_in_term": gettext_lazy("%(code)s is there %(times)s times in one term. It counts once."),
    "failed_meanwhile": gettext_lazy(
        "%(course)s stands as in progress, and the same class has the mark %(mark)s for that time. The mark holds, so"
        " what is in progress gives no credit. Whoever keeps the records should correct the row that is wrong."
    ),
    "failed_in_part": gettext_lazy(
        "%(course)s is in progress for the whole year, and the same class has the mark %(mark)s for a part of it. It"
        " counts as it stands; the counselor should check how much of it can still be passed."
    ),
    "other_year": gettext_lazy(
        "%(course)s is in the school year %(year)s, and its term is called “%(term)s”. It counts in %(year)s; the"
        " counselor should check the year."
    ),
    "repeated": gettext_lazy(
        "%(code)s is there more than once, in the record or in the plan. In all it counts for %(credits)s."
    ),
    "more_credits": gettext_lazy(
        "%(course)s stands here with %(credits)s. The course catalog gives the whole class %(listed)s. It counts as it"
        " stands; the counselor should check the figure."
    ),
    "after_the_class": gettext_lazy(
        "%(course)s is in the school year %(year)s, after the class of %(class_of)s has graduated. It counts as it"
        " stands; the counselor should check the year."
    ),
    "half_unknown": gettext_lazy(
        "%(course)s: the record does not say which half of the class this is. The counselor has to say whether it"
        " counts where a certain half is asked for."
    ),
    "pending_mark": gettext_lazy("%(course)s has the mark %(mark)s, which is not final. It is taken as in progress."),
    "pending_long": gettext_lazy(
        "%(course)s still has the mark %(mark)s of %(year)s, which is not final. It counts only if it was made up. Ask"
        " the school; if it was not, plan the class again."
    ),
    "scale_unsettled": gettext_lazy(
        "%(school)s asks for %(scale)s credits in all. Nobody has said yet how credit from there is converted; it"
        " counts as its share of what is asked for here, and as no more than its own figure."
    ),
    "converted_twice": gettext_lazy(
        "Two decisions convert %(course)s. The later one counts. The counselor should withdraw the other."
    ),
    "decision_unsigned": gettext_lazy("A decision has no person or no reason. It is not applied."),
    "decision_future": gettext_lazy("A decision of %(person)s begins on %(day)s. It is not applied yet."),
    "decision_expired": gettext_lazy("A decision of %(person)s ended on %(day)s. It is not applied."),
    "decision_fallen": gettext_lazy(
        "A decision of %(person)s rests on %(course)s, which gave no credit. Somebody has to decide again."
    ),
    "decision_part_failed": gettext_lazy(
        "A decision of %(person)s rests on %(course)s, of which a part was failed. Somebody has to decide again."
    ),
    "decision_unknown_line": gettext_lazy(
        "A decision of %(person)s is about something that these requirements do not ask for."
    ),
    "decision_unknown_way": gettext_lazy(
        "A decision of %(person)s is about something that these requirements do not ask for."
    ),
    # The database lets no other decision be without what it is about.
    "decision_incomplete": gettext_lazy(
        "A decision of %(person)s converts credit from another school, and no class on the record is from that school"
        " any more. It changes nothing. The counselor should check the classes, or withdraw it."
    ),
    "waiver_beyond": gettext_lazy(
        "Decisions waive more of a requirement than it asks for. No more than that is waived. The last one is of"
        " %(person)s."
    ),
    "decision_unknown_course": gettext_lazy("A decision of %(person)s names a class that the record does not have."),
    "decision_failed": gettext_lazy(
        "A decision of %(person)s uses %(course)s, which gave no credit. Somebody has to decide again."
    ),
    "pin_unfit": gettext_lazy("%(person)s put %(course)s where the rule does not take it."),
    "pin_twice": gettext_lazy("%(course)s was put to two requirements. The first decision holds."),
    "pin_closed": gettext_lazy("%(person)s put %(course)s to a way that is not open to this student."),
}
_BESIDE = {"no_mark", "unknown_mark", "negative_credits", "before_first_grade"}


def unmarked_words(summary: Summary) -> str:
    """“Marks of 2025-26 are missing: 8 classes, 8 credits.” Empty where none are."""
    if not summary.unmarked:
        return ""
    words = ngettext(
        "Marks of %(years)s are missing: %(number)s class, %(credits)s.",
        "Marks of %(years)s are missing: %(number)s classes, %(credits)s.",
        summary.unmarked,
    )
    years = ", ".join(map(year_text, summary.unmarked_years))
    return words % {"years": years, "number": summary.unmarked, "credits": credit_words(summary.unmarked_units)}


# Sixths of a credit that are a thousandth off.
_AS_WRITTEN = {166: 167, 334: 333, 666: 667, 834: 833}


def credit_words(units: int) -> str:
    """“1 credit”, “0.5 credits”, “18 credits”."""
    return ngettext("%(number)s credit", "%(number)s credits", 1 if units == CREDIT else 2) % {"number": number(units)}


def number(units: int) -> str:
    """Credits as people write them: “18”, “0.5”; a third is “0.333”, and two are “0.667”.

    Thousandths hold no third, so one of three terms has a thousandth more, that the whole class is exact. Beside it the
    rest is one less. Shown like that, three thirds would look like different amounts. What is kept is not touched.
    """
    whole, part = divmod(units, CREDIT)
    return credits_of(whole * CREDIT + _AS_WRITTEN.get(part, part)).removesuffix(".0")


def term_words(term: str) -> str:
    """A term as people say it: the names of a school are its own, summer is everybody's."""
    return _("Summer") if is_summer(term) else term


def said(words: Words) -> str:
    """A wording of the rules in the page's language; the first one where there is none."""
    return words.get((get_language() or "en").split("-")[0]) or next(iter(words.values()), "")


def source_words(source: Source) -> str:
    """A source under its own title, in English, with our remark in the page's language."""
    if source.remark is None:
        return source.title
    language = (get_language() or "en").split("-")[0]
    return format_html('{}, <span lang="{}">{}</span>', source.title, language, said(source.remark.root))


def decision_words(row: GraduationDecision, line: str) -> str:
    """What was decided, in a sentence; ``line`` is the title of the requirement."""
    match row.kind:
        case GraduationDecision.Kind.WAIVER:
            values = {"line": line, "credits": credit_words(row.units)}
            if row.lowers_total:
                return _("%(line)s: the need is lower by %(credits)s, in all as well.") % values
            return _("%(line)s: the need there is lower by %(credits)s. The total stays the same.") % values
        case GraduationDecision.Kind.SUBSTITUTION:
            return _("%(line)s: %(course)s counts for it.") % {"line": line, "course": row.course_title}
        case GraduationDecision.Kind.PIN:
            return _("%(line)s: %(course)s counts for it, and for nothing else.") % {
                "line": line,
                "course": row.course_title,
            }
        case GraduationDecision.Kind.OPT_OUT:
            return _("The family opts out: %(way)s.") % {"way": line}
    numbers = {"school": row.school, "theirs": row.denominator, "ours": row.numerator}
    return _("Credit from %(school)s is converted, %(theirs)s there to %(ours)s here.") % numbers


def row_words(row: TranscriptCourse) -> str:
    """Which row of the record a class is: “2026-27 S1”."""
    return " ".join(filter(None, (year_text(row.school_year), row.term)))


def problem_words(problem: Problem, titles: Mapping[str, str], codes: Mapping[str, str], school: str = "") -> str:
    """What is strange, in a sentence; empty for what stands beside the class itself.

    ``titles``: what classes are called, by their key; ``codes``: by their code. ``school``: where the class was taken.
    """
    sentence = PROBLEMS.get(problem.code)
    if sentence is None or problem.code in _BESIDE:
        return ""
    values: dict[str, Any] = {"course": titles.get(problem.course, problem.course), **problem.values}
    values["school"] = school or _("The other school")
    for name in {"credits", "listed", "usual"} & values.keys():
        values[name] = credit_words(units_of(values[name]))
    if "scale" in values:
        values["scale"] = str(values["scale"]).removesuffix(".0")
    # A general code is no class that has a title.
    values["value"] = values.get("code", "")
    if "code" in values:
        values["code"] = codes.get(values["code"], values["code"])
    return str(sentence) % values


def year_over_words(district: District, day: date) -> str:
    """That the grades are of a school year that is over, because the next roster has not come; else nothing."""
    if not waits_for_roster(district, day):
        return ""
    year = year_of_grades(district, day)
    return _(
        "The school year %(over)s is over, and the roster of %(next)s has not come yet. Until it comes, grades and"
        " classes stand here as they were in %(over)s."
    ) % {"over": year_text(year), "next": year_text(year + 1)}


def year_words(grade: int, year: str) -> str:
    """“grade 11 (2027-28)”."""
    return _("grade %(grade)s (%(year)s)") % {"grade": grade, "year": year}


def grade_words(grade: int, year: str) -> str:
    """“Grade 11 (2027-28)”: a grade that stands by itself, at the beginning of a line or in a list to choose from."""
    return _("Grade %(grade)s (%(year)s)") % {"grade": grade, "year": year}
