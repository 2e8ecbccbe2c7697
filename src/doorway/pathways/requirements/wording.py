"""What requirements ask for and what is found in them, in plain words."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext_lazy

from doorway.pathways.core.checks import CORE, TOTAL, Finding
from doorway.pathways.core.rules import Words
from doorway.pathways.graduation.wording import credit_words, number, said
from doorway.pathways.requirements.documents import choice_of, limit_of, line_of
from doorway.pathways.rules import RuleBook
from doorway.pathways.rules.schema import CriterionPart, LinePart, OptionPart, SelectorPart, WayPart, WholeSet
from doorway.policy.packs import Problem, year_text

# Marks of classes in the requirements that have a word of their own.
TAGS: dict[str, str | Promise] = {
    "ap": gettext_lazy("AP"),
    "ib": gettext_lazy("IB"),
    "ce": gettext_lazy("concurrent enrollment"),
    "honors": pgettext_lazy("kind of class", "honors"),
}
# Figures among the values of a finding, which are told as credits.
_CREDITS = {"printed", "added", "total", "need", "there", "short", "cap", "one", "other", "credits", "state"}

SENTENCES: dict[str, str | Promise] = {
    "twice": gettext_lazy("%(part)s: there are two with the same key."),
    "no_section": gettext_lazy("%(part)s: it is under a heading that is not there."),
    "no_option": gettext_lazy("%(part)s: it belongs to a way of a choice that is not there any more."),
    "pick_none": gettext_lazy("%(part)s: at least one way has to be asked for."),
    "pick_too_many": gettext_lazy(
        "%(part)s: it asks for %(pick)s ways and has %(options)s, so nobody could ever meet it."
    ),
    "pick_closed": gettext_lazy(
        "%(part)s: the number of ways it asks for is %(pick)s, and only so many are open to everybody: %(options)s."
    ),
    "no_lines": gettext_lazy("%(part)s: the way “%(option)s” has no requirement of its own yet."),
    "open_twice": gettext_lazy("Two requirements take every class. There can be only one."),
    "below_zero": gettext_lazy("%(part)s: credits cannot be below zero."),
    "open_and_named": gettext_lazy(
        "%(part)s: it takes every class, so it can neither name classes nor be in a choice."
    ),
    "enough_outside": gettext_lazy(
        "%(part)s: what may be enough has to lie between 0 and the credits of the requirement."
    ),
    "no_line_before": gettext_lazy("%(part)s: it comes after a requirement that is not there any more."),
    "in_circle": gettext_lazy("%(part)s: what has to come first leads back to itself."),
    "no_line_for": gettext_lazy("%(part)s: it names a requirement that is not there, or that takes every class."),
    "split_one": gettext_lazy(
        "Here a class counts for one requirement only, so classes cannot stand in for parts of others."
    ),
    "no_mark": gettext_lazy("%(part)s: the mark %(mark)s has no rank, so “at least” cannot be told."),
    "years_backwards": gettext_lazy("%(part)s: its last school year comes before its first one."),
    "no_area": gettext_lazy("%(part)s: nobody knows the subject “%(area)s”."),
    "no_fact": gettext_lazy("%(part)s: it depends on “%(fact)s”, and nobody is asked for that here."),
    "no_code": gettext_lazy("%(part)s: the course catalog has no class with the code %(code)s."),
    "printed_nowhere": gettext_lazy("A printed sum belongs to a heading that is not there."),
    "printed_sum": gettext_lazy(
        "%(what)s: the published list prints %(printed_credits)s, but its lines add up to %(added)s."
    ),
    "total_sum": gettext_lazy("The total asks for %(total_credits)s, but the requirements add up to %(added)s."),
    "total_out_of_reach": gettext_lazy(
        "The total asks for %(total_credits)s, but all classes that are taught together give only %(there)s."
    ),
    "words_total": gettext_lazy(
        "The total asks for %(total_credits)s, but the rule’s own words still say: “%(words)s”. Change one of them."
    ),
    "name_classes": gettext_lazy(
        "Its name is “%(title)s”, and it is for the %(classes)s. Families read the name; change it."
    ),
    "no_marks": gettext_lazy("No mark gives credit."),
    "out_of_reach": gettext_lazy(
        "%(part)s: nobody can meet it. It asks for %(need_credits)s, and the classes that are taught and fill it give"
        " %(there)s."
    ),
    "out_of_reach_at": gettext_lazy(
        "%(part)s: not every school teaches enough classes that fill it. It asks for %(need_credits)s. Look at:"
        " %(schools)s."
    ),
    "not_together": gettext_lazy(
        "%(part)s: it cannot be met together with the others, which need the same classes. Even a student who takes"
        " every class lacks %(short_credits)s."
    ),
    "cap_below_lines": gettext_lazy(
        "%(part)s: of these classes at most %(cap_credits)s can count, but requirements that take nothing else ask for"
        " %(need)s."
    ),
    "caps_differ": gettext_lazy(
        "Two limits for the same classes contradict each other: %(one)s and %(other_credits)s."
    ),
    "allowance_above_lines": gettext_lazy(
        "%(part)s: up to %(cap_credits)s may stand in, but the requirements they stand in for ask for only %(need)s."
    ),
    "no_state_set": gettext_lazy(
        "The state has no one set of requirements for all of these classes. Make a set for fewer classes."
    ),
    "total_below": gettext_lazy(
        "The total asks for %(total_credits)s, less than the %(state)s that the state asks for."
    ),
    "line_below": gettext_lazy(
        "%(part)s: it asks for %(own_credits)s, less than the %(state)s that the state asks for."
    ),
    "section_below": gettext_lazy(
        "%(section)s: it asks for %(added_credits)s, less than the %(state)s that the state asks for."
    ),
    "no_state_line": gettext_lazy("The state asks for “%(title)s” (%(own_credits)s). This set does not have it."),
    "line_open": gettext_lazy("%(part)s: here every class counts. The state takes only: %(theirs)s (%(cite)s)."),
    "line_wider": gettext_lazy(
        "%(part)s: here classes count that the state does not take: %(courses)s. The state takes: %(theirs)s"
        " (%(cite)s)."
    ),
    "line_mark": gettext_lazy(
        "%(part)s: here a lower mark is enough: %(courses)s. The state takes: %(theirs)s (%(cite)s)."
    ),
    "line_half": gettext_lazy(
        "%(part)s: the state asks for one half of a class, so that both semesters are taken. Here it can be any half:"
        " %(courses)s. The state takes: %(theirs)s (%(cite)s)."
    ),
    "line_perhaps": gettext_lazy(
        "%(part)s: here classes may count, if a counselor says so, that the state does not take: %(courses)s. The state"
        " takes: %(theirs)s (%(cite)s)."
    ),
    "line_enough": gettext_lazy(
        "%(part)s: here %(own_credits)s may be enough. The state asks for %(state)s (%(cite)s)."
    ),
    "line_avoidable": gettext_lazy(
        "%(part)s: the state asks this of everybody (%(cite)s). Here it is one way of a choice, so it can be left out."
    ),
    "choice_gone": gettext_lazy("The state asks for “%(title)s” (%(cite)s). This set does not have it."),
    "choice_pick": gettext_lazy(
        "%(part)s: here the number of ways that is enough is %(pick)s. The state asks for %(state_pick)s (%(cite)s)."
    ),
    "way_new": gettext_lazy("%(part)s: the way “%(option)s” is none of the state’s (%(cite)s)."),
    "way_wider": gettext_lazy(
        "%(part)s: the way “%(option)s” is open to more students than the state’s, or forgives more (%(cite)s)."
    ),
    "limit_gone": gettext_lazy(
        "The state lets at most %(state_credits)s count of: %(theirs)s (%(cite)s). This set does not have that limit."
    ),
    "limit_higher": gettext_lazy(
        "%(part)s: here up to %(own_credits)s can count. The state lets at most %(state)s count (%(cite)s)."
    ),
    "limit_narrower": gettext_lazy(
        "%(part)s: the limit holds for fewer classes than the state’s: %(theirs)s (%(cite)s)."
    ),
    "stands_in": gettext_lazy(
        "%(part)s: here more may stand in for what the state asks for: %(own_credits)s of %(courses)s. With the"
        " state it is %(state)s, or of fewer classes, or for fewer requirements."
    ),
    "criterion_gone": gettext_lazy("The state asks for “%(title)s” (%(cite)s). This set does not have it."),
    "criterion_easier": gettext_lazy("%(part)s: here it is easier to meet than the state has it (%(cite)s)."),
    "early_wider": gettext_lazy(
        "Here classes from before high school count that the state does not count: %(courses)s."
    ),
    "grade_earlier": gettext_lazy(
        "Here credits count from grade %(grade)s on. With the state they count from grade %(state_grade)s on."
    ),
    "split_free": gettext_lazy(
        "Here one class can count for several requirements. With the state it counts for one only."
    ),
    "unknown_more": gettext_lazy(
        "A class that the catalog does not know gives up to %(own_credits)s here. With the state it is %(state)s."
    ),
    "begun": gettext_lazy(
        "They have begun high school already: %(classes)s. This set asks more of them than they are held against now:"
        " %(more)s.%(rule)s Choose later classes; or say why it shall hold for these all the same."
    ),
    "second_set": gettext_lazy(
        "Version %(number)s is in force for %(classes)s. A class cannot have two sets. Choose other classes, or say"
        " that this set corrects that version."
    ),
    "fewer_classes": gettext_lazy(
        "It corrects version %(number)s (%(classes)s) and is for fewer classes. The others would be held against what"
        " comes with the state’s rules again."
    ),
}


def class_words(first: int | None, last: int | None) -> str:
    """“class of 2028”, “classes of 2027 to 2029”, “class of 2029 and later”."""
    values = {"first": first or "…", "last": last}
    if last is None:
        return _("class of %(first)s and later") % values
    if first == last:
        return _("class of %(first)s") % values
    return _("classes of %(first)s to %(last)s") % values


def finding_words(finding: Finding, own: WholeSet, book: RuleBook) -> str:
    """What was found, in a sentence with the figures of both sides."""
    values: dict[str, Any] = {}
    for name, value in finding.values.items():
        is_credit = name in _CREDITS and isinstance(value, int)
        values[name] = number(value) if is_credit else value
        if is_credit:
            # With its word, “1 credit”; the figure that a sentence is about has the name of its own.
            values["own_credits" if name == "credits" else f"{name}_credits"] = credit_words(value)
    values["part"] = _part(finding.key, own)
    if "what" in values:
        values["what"] = sum_words(values["what"], own)
    if "section" in values:
        values["section"] = sum_words(values["section"], own)
    if "schools" in values:
        values["schools"] = ", ".join(values["schools"])
    for name in ("option", "title", "words"):
        if isinstance(values.get(name), Mapping):
            values[name] = said(values[name])
    if "first" in values:
        values["classes"] = class_words(values["first"], values["last"])
    for name in ("courses", "theirs"):
        if name in values:
            parts = (SelectorPart.model_validate(one) for one in values[name])
            values[name] = "; ".join(all_words(parts, book.areas))
    if "more" in values:
        values["more"] = "; ".join(dict.fromkeys(_more_words(one, own) for one in values["more"]))
        values["rule"] = f" {values['cite']}: {said(values['about'])}" if "about" in values else ""
    if "area" in values:
        values["area"] = area_words(values["area"], book.areas)
    return str(SENTENCES[finding.code]) % values if finding.code in SENTENCES else finding.reason


def _more_words(one: Mapping[str, Any], own: WholeSet) -> str:
    """One thing that is asked for beyond what is asked for now."""
    title = said(one["title"]) if one.get("title") else ""
    if "own" not in one:
        name = title or (_part(one["part"], own) if one["part"] else _("the rules for all classes together"))
        return _("%(part)s (harder to meet)") % {"part": name}
    values = {"part": title or _("in all"), "own": credit_words(one["own"]), "before": number(one["before"])}
    if not one["before"]:
        return _("%(part)s: %(own)s, which are not asked for now") % values
    return _("%(part)s: %(own)s, now %(before)s") % values


def sum_words(what: str, own: WholeSet) -> str:
    """What a printed sum is of."""
    if what == CORE:
        return _("Core, everything but electives")
    if what == TOTAL:
        return _("All credits")
    return next((said(section.title.root) for section in own.sections if section.key == what), what)


def _part(place: str, own: WholeSet) -> str:
    """The name of the part that a finding is about."""
    kind, _dot, rest = place.partition(".")
    key = rest.split(".")[0] if kind in {"lines", "choices", "ceilings", "allowances", "criteria"} else kind
    line, choice, limit = line_of(own, key), choice_of(own, key), limit_of(own, key)
    criterion = next((one for one in own.criteria if one.key == key), None)
    if kind in {"ceilings", "allowances"} and limit is not None:
        # A sentence of its own; it is the beginning of another here.
        return said(limit.words.root).rstrip(" .")
    if line is not None:
        return _line_words(line, own)
    for part in (choice, criterion):
        if part is not None:
            return said(part.title.root)
    return key


def _line_words(line: LinePart, own: WholeSet) -> str:
    """The title of a requirement; with the way of its choice where another one has the same title."""
    title = said(line.title.root)
    choice = choice_of(own, line.choice) if line.choice else None
    alike = [one for one in own.lines if one.key != line.key and said(one.title.root) == title]
    options = () if choice is None else choice.options
    way = next((said(one.title.root) for one in options if one.key == line.option), "")
    return _("%(part)s (%(way)s)") % {"part": title, "way": way} if alike and way else title


def area_words(area: str, areas: Mapping[str, Words]) -> str:
    """What a subject is called; of one with parts, all of them."""
    if area in areas:
        return said(areas[area])
    below = [said(words) for key, words in areas.items() if key.startswith(f"{area}.")]
    return ", ".join(below) if below else area


def selector_words(selector: SelectorPart, areas: Mapping[str, Words]) -> str:
    """Which classes are meant: “Calculus, with C or better”."""
    meant = [area_words(area, areas) for area in selector.areas]
    if selector.codes:
        meant.append(_("the classes %(codes)s") % {"codes": ", ".join(selector.codes)})
    tags = [str(TAGS.get(tag, tag)) for tag in selector.tags]
    first = ", ".join(meant) if meant else _("any class")
    return ", ".join([first, *_finer(selector, tags)])


def _finer(selector: SelectorPart, tags: list[str]) -> Iterator[str]:
    if tags:
        yield _("only %(kinds)s") % {"kinds": ", ".join(tags)}
    if selector.without:
        yield _("not %(kinds)s") % {"kinds": ", ".join(str(TAGS.get(tag, tag)) for tag in selector.without)}
    if selector.parts:
        yield _("only half %(parts)s of the class") % {"parts": ", ".join(selector.parts)}
    if selector.min_mark:
        yield _("with %(mark)s or better") % {"mark": selector.min_mark}
    if selector.grades:
        grades = {"first": selector.grades.first, "last": selector.grades.last}
        if selector.grades.first == selector.grades.last:
            yield _("taken in grade %(first)s") % grades
        else:
            yield _("taken in grades %(first)s to %(last)s") % grades
    if selector.first_year and selector.first_year == selector.last_year:
        yield _("taken in %(year)s") % {"year": year_text(selector.first_year)}
    elif selector.first_year and selector.last_year:
        years = {"first": year_text(selector.first_year), "last": year_text(selector.last_year)}
        yield _("taken from %(first)s to %(last)s") % years
    elif selector.first_year:
        yield _("taken in %(year)s or later") % {"year": year_text(selector.first_year)}
    elif selector.last_year:
        yield _("taken in %(year)s or before") % {"year": year_text(selector.last_year)}


def option_words(option: OptionPart, areas: Mapping[str, Words]) -> str:
    """When a way of a choice is open; empty for one that is always open."""
    found = []
    if option.opened_by:
        found.append(_("Open only when the family asks for it in writing."))
    if option.opened_when is not None:
        found.append(_("Open only after: %(classes)s.") % {"classes": selector_words(option.opened_when, areas)})
    if option.forgives:
        found.append(_("Once it is open, what its requirements lack is not missed."))
    return " ".join(found)


def criterion_words(criterion: CriterionPart, book: RuleBook) -> list[str]:
    """For whom something beside the credits is asked, and each way in which it can be met."""
    only = [_("only of students of whom it was said: %(fact)s") % {"fact": _fact(criterion.only_for, book)}]
    return [*(only if criterion.only_for else []), *(_way(way, book) for way in criterion.ways)]


def _fact(key: str, book: RuleBook) -> str:
    return said(book.facts[key].title) if key in book.facts else key


def _way(way: WayPart, book: RuleBook) -> str:
    if way.test:
        return _("%(test)s: a score of %(score)s or more") % {
            "test": f"{way.test} {way.part}".strip(), "score": way.score,
        }  # fmt: skip
    if way.average is not None:
        return _("A grade average of %(average)s or more") % {"average": number(way.average)}
    if way.fact:
        return _("Said to be so: %(fact)s") % {"fact": _fact(way.fact, book)}
    classes = "; ".join(selector_words(one, book.areas) for one in way.courses)
    if way.credits:
        return _("%(credits)s of: %(classes)s") % {"credits": credit_words(way.credits), "classes": classes}
    words = ngettext("%(count)s class of: %(classes)s", "%(count)s classes of: %(classes)s", way.count)
    return words % {"count": way.count, "classes": classes}


def all_words(selectors: Iterable[SelectorPart], areas: Mapping[str, Words]) -> list[str]:
    """Each description of classes in words."""
    return [selector_words(one, areas) for one in selectors]


def problem_words(problem: Problem) -> str:
    """What is wrong in a file: where it stands there, by the names that the file has, and what is allowed."""
    place = f"{problem.file}, {problem.key}" if problem.key else problem.file
    reason = _(problem.sentence) % problem.values if problem.sentence else problem.reason
    return f"{place}: {reason}"
