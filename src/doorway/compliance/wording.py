"""Rules and problems in words, in the reader's language."""

from __future__ import annotations

import uuid
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.dates import MONTHS
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.html import format_html
from django.utils.translation import get_language, gettext_lazy, ngettext
from django.utils.translation import gettext as _

from doorway.accounts.languages import in_words
from doorway.compliance.core.rules import Problem, Rule
from doorway.compliance.errors import sentence_of
from doorway.compliance.models import BoardPolicy, SchoolException
from doorway.compliance.queries.changing import ChangeLine, DueBy, Moved, all_moved, same_for_student
from doorway.compliance.queries.drafts import ASKS, HEARINGS, KEEPING, SIGHT
from doorway.compliance.queries.exceptions import kept_rules, last_day_of
from doorway.compliance.queries.groups import HeldBy
from doorway.compliance.queries.keeping import KeepingChange, times_of
from doorway.compliance.queries.policies import AskedSince, first_grade_of
from doorway.compliance.queries.sight import SightChange, sights
from doorway.compliance.queries.standing import GRADES, Asked, LeftOut
from doorway.compliance.queries.survey import Said
from doorway.policy.packs import StatePack, grade_code, grade_number
from doorway.roster.access.kinds import Kind
from doorway.roster.grades import grade_inside
from doorway.roster.keeping import kinds
from doorway.roster.models import School

PARTICIPANTS: dict[str, str | Promise] = {
    "guardian": gettext_lazy("parents or guardians"),
    "student": gettext_lazy("the student"),
    "counselor": gettext_lazy("a school counselor"),
    "teacher": gettext_lazy("a teacher"),
}
ROLES: dict[str, str | Promise] = {
    "teacher": gettext_lazy("teachers, of those whom they teach now"),
    "counselor": gettext_lazy("counselors of the school"),
    "principal": gettext_lazy("the principal"),
    "office": gettext_lazy("the school office"),
    "district": gettext_lazy("the district office"),
}
# Roles outside the board's say that see a kind of record for a purpose of their own.
SEEN_ALSO: dict[Kind, str | Promise] = {
    Kind.SCORES: gettext_lazy(
        "Test results are also seen by the data office, when it corrects results. Every look is written down."
    ),
}
SIGNERS: dict[str, str | Promise] = {
    "guardian": gettext_lazy("a parent or guardian"),
    "student": gettext_lazy("the student"),
}


def grade_name(grade: int) -> str:
    """One grade, inside a sentence."""
    return grade_inside(grade_code(grade))


def grades_name(first: int, last: int) -> str:
    """A run of grades, inside a sentence."""
    if first == last:
        return grade_name(first)
    if first < 1:
        return _("%(first)s to %(last)s") % {"first": grade_name(first), "last": grade_name(last)}
    if last == first + 1:
        return _("grades %(first)s and %(last)s") % {"first": first, "last": last}
    return _("grades %(first)s to %(last)s") % {"first": first, "last": last}


def school_names(schools: Iterable[School]) -> dict[uuid.UUID, str]:
    """What schools are called; where several have one name, with the grades of each."""
    schools = list(schools)
    often = Counter(school.name for school in schools)
    return {school.pk: _with_grades(school) if often[school.name] > 1 else school.name for school in schools}


def _with_grades(school: School) -> str:
    try:
        grades = [grade_number(grade) for grade in school.grade_list]
    except ValueError:
        return school.name
    return f"{school.name} ({grades_name(min(grades), max(grades))})" if grades else school.name


def capital(text: str) -> str:
    """The text as a sentence begins."""
    return text[:1].upper() + text[1:]


_NO_NUMBER: dict[str, str | Promise] = {
    "": gettext_lazy("no grade on the roster"),
    "IT": gettext_lazy("infants and toddlers"),
    # A rule for preschool is for PK.
    "PR": gettext_lazy("preschool (PR)"),
    "TK": gettext_lazy("transitional kindergarten"),
    "PS": gettext_lazy("after high school"),
    "UG": gettext_lazy("ungraded"),
    "OTHER": gettext_lazy("another grade"),
}
"""What a roster may say besides the grades from preschool to 12."""


def any_grade_name(grade: str) -> str:
    """A grade as a roster writes it, inside a sentence: also one that has no number."""
    return str(_NO_NUMBER.get(grade.upper()) or grade_inside(grade))


def left_out_words(found: Iterable[LeftOut]) -> str:
    """Of how many students, in which grades, the policy says nothing; nothing where it says something of all."""
    numbers: Counter[str] = Counter()
    for one in found:
        numbers[one.grade] += one.students
    if not numbers:
        return ""
    students = sum(numbers.values())
    words = ngettext(
        "Of %(count)s student the policy says nothing, because it has no rule for the grade (%(grades)s). The student "
        "is in no number and on no list here.",
        "Of %(count)s students the policy says nothing, because it has no rule for their grade (%(grades)s). They are "
        "in no number and on no list here.",
        students,
    )
    each = (
        _("%(grade)s: %(number)s") % {"grade": any_grade_name(grade), "number": number}
        for grade, number in sorted(numbers.items())
    )
    return words % {"count": students, "grades": "; ".join(each)}


def joined(parts: Iterable[str | Promise]) -> str:
    """Words as a list in a sentence: a, b and c."""
    *others, last = [str(part) for part in parts] or [""]
    return _("%(others)s and %(last)s") % {"others": ", ".join(others), "last": last} if others else last


@dataclass(frozen=True)
class RuleWords:
    """A rule as a page shows it."""

    grades: str
    plan: str
    conferences: str
    takes_part: str
    sections: str
    signatures: str
    due: str
    registration: str = ""
    plan_due: str = ""
    # Who is invited and not counted, in one sentence; empty where there is nobody such.
    only_invited: str = ""


def rule_words(rule: Rule, pack: StatePack, year: int) -> RuleWords:
    """A rule in words. ``year``: the one in which the school year ends, for the names of that year."""
    language = get_language() or "en"
    return RuleWords(
        grades=capital(grades_name(rule.first, rule.last)),
        plan=plan_name(rule.kind, pack, year),
        conferences=_conferences(rule),
        takes_part=capital(joined(PARTICIPANTS[one] for one in PARTICIPANTS if one in rule.takes_part)),
        sections=", ".join(_section_titles(rule, pack, language)),
        signatures=capital(joined(SIGNERS[one] for one in SIGNERS if one in rule.signatures)) or _("None"),
        due=_due(rule),
        plan_due=_plan_due(rule, pack),
        only_invited=_only_invited(rule),
        registration=_("Goes together with the course plan, or a counselor has written why not")
        if rule.registration
        else "",
    )


def _only_invited(rule: Rule) -> str:
    """Of the school, a counselor is counted at an individual conference where the rule says so, a teacher never."""
    counted = {"counselor": rule.with_counselor, "teacher": False}
    found = [who for who, is_counted in counted.items() if who in rule.takes_part and not is_counted]
    if not rule.individual or not found:
        return ""
    who = capital(joined(PARTICIPANTS[one] for one in found))
    return _("%(who)s: invited. An individual conference counts without them, too.") % {"who": who}


def plan_name(kind: str, pack: StatePack, year: int) -> str:
    """What a kind of plan is called that year, for staff."""
    found = pack.words(year).plans.get(kind)
    return found.staff(get_language() or "en") if found else kind


def _section_titles(rule: Rule, pack: StatePack, language: str) -> list[str]:
    kind = next((one for one in pack.plans.kinds if one.key == rule.kind), None)
    sections = kind.sections if kind else ()
    return [section.title(language) for section in sections if section.key in rule.sections]


def _conferences(rule: Rule) -> str:
    parts = []
    if rule.individual:
        said = (
            ngettext(
                "%(number)s individual conference with a counselor",
                "%(number)s individual conferences with a counselor",
                rule.individual,
            )
            if rule.with_counselor
            else ngettext("%(number)s individual conference", "%(number)s individual conferences", rule.individual)
        )
        parts.append(said % {"number": rule.individual})
    if rule.group:
        said = (
            ngettext(
                "%(number)s group conference with a counselor",
                "%(number)s group conferences with a counselor",
                rule.group,
            )
            if rule.group_with_counselor
            else ngettext("%(number)s group conference", "%(number)s group conferences", rule.group)
        )
        parts.append(said % {"number": rule.group})
    if not parts:
        return _("None")
    when = (
        _("in %(grades)s together") % {"grades": grades_name(rule.first, rule.last)}
        if rule.span == "band" and rule.first != rule.last
        else _("every school year")
    )
    return _("%(conferences)s, %(when)s") % {"conferences": joined(parts), "when": when}


def _due(rule: Rule) -> str:
    if rule.due is None:
        said = _("By the last day of the school year")
    else:
        month, day = rule.due
        said = _("By %(month)s %(day)s") % {"month": MONTHS[month], "day": day}
    if rule.span == "band" and rule.first != rule.last:
        said = _("%(when)s in %(grade)s") % {"when": said, "grade": grade_name(rule.last)}
    if rule.first_due is not None:
        month, day = rule.first_due
        first = _("the first conference by %(month)s %(day)s") % {"month": MONTHS[month], "day": day}
        said = f"{said}; {first}"
    if rule.newcomer_days:
        late = ngettext(
            "whoever comes later has at least %(days)s day from then",
            "whoever comes later has at least %(days)s days from then",
            rule.newcomer_days,
        )
        said = f"{said}; {late % {'days': rule.newcomer_days}}"
    return said


def _plan_due(rule: Rule, pack: StatePack) -> str:
    """By when there is a plan, and how long it is in force; empty where that is as with everything else."""
    parts = []
    if rule.plan_due is not None:
        month, day = rule.plan_due
        said = _("By %(month)s %(day)s") % {"month": MONTHS[month], "day": day}
        first = first_grade_of(rule, pack) if rule.plan_years else rule.first
        if rule.plan_years or (rule.span == "band" and rule.first != rule.last):
            said = _("%(when)s in %(grade)s") % {"when": said, "grade": grade_name(first)}
        parts.append(said)
    if rule.plan_newcomer_days:
        late = ngettext(
            "whoever comes later has at least %(days)s day from then",
            "whoever comes later has at least %(days)s days from then",
            rule.plan_newcomer_days,
        )
        parts.append(late % {"days": rule.plan_newcomer_days})
    if rule.plan_years:
        force = ngettext("in force for %(years)s school year", "in force for %(years)s school years", rule.plan_years)
        parts.append(force % {"years": rule.plan_years})
    return capital("; ".join(parts))


def problem_words(problem: Problem, pack: StatePack, year: int) -> str:
    """A problem as a sentence that says what to do."""
    params = dict(problem.params)
    code = problem.code
    if code == "exception_contradicts":
        params["reason"] = problem_words(params["problem"], pack, year)
    if code == "below_state":
        code = f"below_state_{params['kind']}"
    if "first" in params:
        params["grades"] = grades_name(params["first"], params["last"])
        params |= {"first": grade_name(params["first"]), "last": grade_name(params["last"])}
    if "who" in params:
        # Who signs is one of them; who takes part are all of them.
        params["who"] = (SIGNERS if code == "signer_not_invited" else PARTICIPANTS)[params["who"]]
    if "grade" in params:
        params["grade"] = grade_name(params["grade"])
    if "kind" in params:
        params["kind"] = plan_name(str(params["kind"]), pack, year)
    for name in ("due", "plan_due", "first_due"):
        if name in params:
            month, day = params[name]
            params[name] = _("%(month)s %(day)s") % {"month": MONTHS[month], "day": day}
    for name in ("date", "other"):
        if isinstance(params.get(name), date):
            params[name] = date_format(params[name], "DATE_FORMAT")
    return str(sentence_of(code)) % params


def all_problem_words(problems: Sequence[Problem], pack: StatePack, year: int) -> list[str]:
    """Every problem once."""
    return list(dict.fromkeys(problem_words(one, pack, year) for one in problems))


@dataclass(frozen=True)
class AskedSinceWords:
    """Since which day the state is known to ask for more than a version does, and for what, as sentences."""

    day: date
    sentences: list[str]


def asked_since_words(found: AskedSince | None, pack: StatePack, year: int) -> AskedSinceWords | None:
    """What a version of before the state's rule lacks; none where it lacks nothing."""
    return None if found is None else AskedSinceWords(found.since, all_problem_words(found.problems, pack, year))


# What somebody did and how it ended, as one choice.
TRIES: tuple[tuple[str, str, str | Promise], ...] = (
    ("call", "no_answer", gettext_lazy("Called, no answer")),
    ("call", "message", gettext_lazy("Called, left a message")),
    ("call", "reached", gettext_lazy("Called, they will come")),
    ("call", "declined", gettext_lazy("Called, they do not want to come")),
    ("letter", "message", gettext_lazy("Wrote a letter or an e-mail")),
    ("letter", "no_answer", gettext_lazy("Wrote, no answer came")),
    ("visit", "no_answer", gettext_lazy("Went there, nobody was home")),
    ("visit", "reached", gettext_lazy("Went there, they will come")),
    ("visit", "declined", gettext_lazy("Went there, they do not want to come")),
)


def try_words(how: str, outcome: str) -> str:
    """A try in words."""
    return str(next((words for one, end, words in TRIES if (one, end) == (how, outcome)), how))


def of_words(held: int, asked: int) -> str:
    """How many of those that are asked there are: "1 of 2"."""
    return _("%(held)s of %(asked)s") % {"held": held, "asked": asked}


def away_words(number: int) -> str:
    """Conferences that do not count because the student was not there."""
    return ngettext("%(count)s without the student", "%(count)s without the student", number) % {"count": number}


def held_by_words(hosts: Sequence[HeldBy], led_by: str) -> str:
    """Who held a group conference, counselors marked: "Dana Lindqvist (counselor), June Holt"."""
    named = [_("%(name)s (counselor)") % {"name": one.name} if one.is_counselor else one.name for one in hosts]
    return ", ".join([*named, led_by] if led_by else named)


def counselor_words(known: bool | None) -> str:
    """Whether a counselor was at a group conference, as a sentence; none: nobody has said who held it."""
    if known is None:
        return _("Nobody has said which people of the school held it")
    return _("A counselor was there") if known else _("No counselor was there")


def registration_words(*, planned: bool) -> str:
    """Why registration and course plan do not go together. ``planned``: some class of this year is approved."""
    return _("a planned class is missing") if planned else _("no course plan yet to compare with")


def number_of_tries(number: int, since: date) -> str:
    """How often somebody tried since the day from which on it counts, in words."""
    day = date_format(since, "SHORT_DATE_FORMAT")
    if not number:
        return _("none since %(day)s") % {"day": day}
    said = ngettext("%(count)s try since %(day)s", "%(count)s tries since %(day)s", number)
    return said % {"count": number, "day": day}


@dataclass(frozen=True)
class SightWords:
    """Kinds of record: who sees them at work, and from whom the board keeps them."""

    kinds: tuple[str, ...]
    seen_by: str
    kept_from: str
    also: tuple[str, ...]


def sight_words(policy: BoardPolicy | None) -> list[SightWords]:
    """Who sees what under a version; kinds that the same people see are one."""
    alike: dict[tuple[tuple[str, ...], tuple[str, ...]], list[Kind]] = {}
    for one in sights(policy):
        alike.setdefault((one.seen_by, one.kept_from), []).append(one.kind)
    return [
        SightWords(
            tuple(str(kind.words) for kind in kinds_alike),
            capital(joined(ROLES[role] for role in seen_by)),
            joined(ROLES[role] for role in kept_from),
            tuple(str(SEEN_ALSO[kind]) for kind in kinds_alike if kind in SEEN_ALSO),
        )
        for (seen_by, kept_from), kinds_alike in alike.items()
    ]


def sight_change_words(change: SightChange) -> str:
    """A role that sees less or more, with how many people that are."""
    said = {"role": ROLES[change.role], "kind": change.kind.words, "people": change.people}
    if change.sees:
        words = ngettext(
            "%(kind)s: %(role)s would see it again (%(people)s person).",
            "%(kind)s: %(role)s would see it again (%(people)s people).",
            change.people,
        )
    else:
        words = ngettext(
            "%(kind)s: %(role)s would not see it any more (%(people)s person).",
            "%(kind)s: %(role)s would not see it any more (%(people)s people).",
            change.people,
        )
    return words % said


@dataclass(frozen=True)
class KeepingWords:
    """A kind of record: how long the policy keeps it, and on what that rests."""

    kind: str
    time: str
    citation: str
    is_named: bool


def years_words(years: int) -> str:
    """A number of years."""
    return ngettext("%(years)s year", "%(years)s years", years) % {"years": years}


def keeping_words(policy: BoardPolicy | None) -> list[KeepingWords]:
    """How long a version keeps what; kinds of which it says nothing are left out."""
    said = times_of(policy)
    return [
        KeepingWords(str(kind.words), years_words(row.years), row.citation, row.is_named)
        for kind in kinds()
        if (row := said.get(kind.key)) is not None
    ]


def keeping_change_words(change: KeepingChange) -> str:
    """What a version changes for records of one kind."""
    nothing = _("the policy says nothing")
    said = {
        "kind": change.kind.words,
        "now": years_words(change.now.years) if change.now else nothing,
        "then": years_words(change.then.years) if change.then else nothing,
    }
    words = _("%(kind)s: now %(now)s, then %(then)s.") % said
    if change.then is None:
        return words
    past = ngettext(
        "%(count)s record is older than that today.", "%(count)s records are older than that today.", change.past
    )
    return f"{words} {past % {'count': change.past}}"


def asks_words(policy: BoardPolicy) -> str:
    """Who is asked after a conference how it was, in one sentence."""
    asked = set(policy.asks)
    if asked == {"guardian", "student"}:
        return _("After a conference families and students are asked in a letter how it was.")
    if "guardian" in asked:
        return _("After a conference families are asked in a letter how it was.")
    if "student" in asked:
        return _("After a conference students are asked in a letter how it was.")
    return _("Nobody is asked after a conference how it was.")


@dataclass(frozen=True)
class RuleChange:
    """What is asked of some grades now and would be asked then; empty where nothing is."""

    grades: str
    now: RuleWords | None
    then: RuleWords | None


@dataclass(frozen=True)
class ExceptionWords:
    """What a school does differently, as pages show it. ``changes``: what, in the policy, at the school."""

    row: SchoolException
    grades: str
    changes: list[tuple[str, str, str]]
    # In the reader's language, else in the one in which it was written; with that language, where it is known.
    reason: str
    language: str
    # The day on which it is read: what is still to come is said so.
    today: date

    @property
    def is_over(self) -> bool:
        """It does not hold any more."""
        last = last_day_of(self.row)
        return last is not None and last < self.today

    @property
    def can_be_withdrawn(self) -> bool:
        """It holds or will; or it is withdrawn from a day on that is still to come."""
        withdrawn, ends = self.row.withdrawn_on, self.row.ends_on
        return (withdrawn is None or withdrawn > self.today) and (ends is None or ends >= self.today)

    @property
    def approval(self) -> str:
        """Who approved what, in one sentence; where its minutes are written says the language of the words."""
        minutes, language = self.row.minutes, self.row.language
        if language in {"", get_language()}:
            return approval_words(self)
        before, _minutes, after = approval_words(self).partition(minutes)
        return format_html('{}<span lang="{}">{}</span>{}', before, language, minutes, after)


def approval_words(one: ExceptionWords) -> str:
    """For which grades, when the board approved it, where it is written, from when until when."""
    row = one.row
    said = {
        "grades": one.grades,
        "approved": date_format(row.approved_on, "DATE_FORMAT"),
        "minutes": row.minutes,
        "starts": date_format(row.starts_on, "DATE_FORMAT"),
    }
    if row.withdrawn_on is not None:
        return _withdrawn_words(row, one.today) % (said | {"day": date_format(row.withdrawn_on, "DATE_FORMAT")})
    if row.ends_on is None:
        return _("%(grades)s: approved by the board on %(approved)s (%(minutes)s), holds from %(starts)s on.") % said
    said |= {"ends": date_format(row.ends_on, "DATE_FORMAT")}
    if row.ends_on < one.today:
        return _(
            "%(grades)s: approved by the board on %(approved)s (%(minutes)s), held from %(starts)s until %(ends)s."
        ) % (said)
    return (
        _("%(grades)s: approved by the board on %(approved)s (%(minutes)s), holds from %(starts)s until %(ends)s.")
        % said
    )


def _withdrawn_words(row: SchoolException, today: date) -> str:
    """The sentence of one that is withdrawn: it has held, holds still, or never will."""
    if row.withdrawn_on is not None and row.withdrawn_on <= row.starts_on:
        return _(
            "%(grades)s: approved by the board on %(approved)s (%(minutes)s), was to hold from %(starts)s on and is "
            "withdrawn before that."
        )
    if row.withdrawn_on is not None and row.withdrawn_on > today:
        return _(
            "%(grades)s: approved by the board on %(approved)s (%(minutes)s), holds from %(starts)s on and is "
            "withdrawn from %(day)s on."
        )
    return _(
        "%(grades)s: approved by the board on %(approved)s (%(minutes)s), held from %(starts)s and was withdrawn "
        "from %(day)s on."
    )


RULE_PARTS: dict[str, str | Promise] = {
    "plan": gettext_lazy("Plan"),
    "conferences": gettext_lazy("Conferences"),
    "takes_part": gettext_lazy("Who takes part"),
    "sections": gettext_lazy("The plan has"),
    "registration": gettext_lazy("Registration"),
    "signatures": gettext_lazy("Signed by"),
    "due": gettext_lazy("When"),
    "plan_due": gettext_lazy("The plan by when"),
}


def exception_words(
    rows: Iterable[SchoolException], rules: Sequence[Rule], pack: StatePack, year: int, today: date
) -> list[ExceptionWords]:
    """Exceptions beside the rules that they touch, as they are read on a day."""
    found = []
    for row in rows:
        changes = []
        for kept in kept_rules(row, rules):
            policy, school = rule_words(kept.rule, pack, year), rule_words(kept.as_kept, pack, year)
            changes += [
                (str(label), getattr(policy, name), getattr(school, name))
                for name, label in RULE_PARTS.items()
                if getattr(policy, name) != getattr(school, name)
            ]
        grades = capital(grades_name(row.first_grade, row.last_grade))
        reason, language = row.reason_in(get_language() or "en")
        found.append(ExceptionWords(row, grades, list(dict.fromkeys(changes)), reason, language, today))
    return found


def rule_changes(
    now: Asked | None, then: Asked, pack: StatePack, year: int, school: uuid.UUID | None = None
) -> list[RuleChange]:
    """The grades for which the rules differ, neighbors together, with both rules in words: of everybody or a school."""
    found: list[tuple[int, int, Rule | None, Rule | None]] = []
    for grade in GRADES:
        code = grade_code(grade)
        old, new = now.part(code, school) if now else None, then.part(code, school)
        if same_for_student(old, new):
            continue
        rules = (old.rule if old else None, new.rule if new else None)
        if found and found[-1][1] == grade - 1 and found[-1][2:] == rules:
            found[-1] = (found[-1][0], grade, *rules)
        else:
            found.append((grade, grade, *rules))
    return [
        RuleChange(
            capital(grades_name(first, last)),
            rule_words(old, pack, year) if old else None,
            rule_words(new, pack, year) if new else None,
        )
        for first, last, old, new in found
    ]


def due_before_words(found: Iterable[DueBy]) -> list[str]:
    """What will have been due on the day on which something begins to hold."""
    plan = _("%(grades)s: a plan was due by %(date)s. Whoever has none is late from the first day on.")
    rest = _("%(grades)s: everything was due by %(date)s. Whoever lacks something is late from the first day on.")
    first = _("%(grades)s: the first conference was due by %(date)s. Whoever had none is late from the first day on.")
    return [
        (first if one.is_first else plan if one.plan else rest)
        % {"grades": capital(grades_name(one.first, one.last)), "date": date_format(one.due, "DATE_FORMAT")}
        for one in found
    ]


PARTS: dict[str, str | Promise] = {
    "adopted_on": gettext_lazy("the day of the adoption"),
    "starts_on": gettext_lazy("the day from which it holds"),
    "review_on": gettext_lazy("the day of the next look"),
    "citation": gettext_lazy("the law on which it rests"),
    "rule": gettext_lazy("the rules"),
    SIGHT: gettext_lazy("who sees what"),
    KEEPING: gettext_lazy("how long records are kept"),
    ASKS: gettext_lazy("who is asked after a conference"),
    HEARINGS: gettext_lazy("who was heard"),
}


def parts_words(names: Iterable[str]) -> str:
    """Parts of a draft as a list in a sentence, each once."""
    found = []
    for name in names:
        part, _separator, code = name.partition("_")
        if part in {"title", "body"}:
            found.append(_("the text in %(language)s") % {"language": in_words(code)})
        else:
            found.append(str(PARTS[name.partition(":")[0]]))
    return joined(dict.fromkeys(found))


# What is counted before and after, as a table names it.
MOVED: dict[str, str | Promise] = {
    "individual": gettext_lazy("An individual conference is missing"),
    "group": gettext_lazy("A group conference is missing"),
    "plan": gettext_lazy("No plan in force, or a part that the policy asks is empty"),
    "signed": gettext_lazy("A signature is missing"),
    "involved": gettext_lazy("Nothing shows that parents took part"),
    "registered": gettext_lazy("Registration and plan do not go together"),
    "done": gettext_lazy("Something is missing"),
    "overdue": gettext_lazy("The day is over and something is missing"),
}


@dataclass(frozen=True)
class MovedWords:
    """One measure of a preview: its name, its numbers, and at which schools in which grades it moves."""

    name: str
    moved: Moved
    where: tuple[tuple[str, str], ...]
    others: int


SCHOOLS_NAMED = 5


def moved_words(lines: Sequence[ChangeLine], names: Mapping[uuid.UUID, str]) -> list[MovedWords]:
    """What would be otherwise for how many students, measure by measure, and where. ``names``: those of the schools."""
    found = []
    for key, moved in all_moved(lines).items():
        where: dict[str, list[int]] = {}
        for line in sorted(lines, key=lambda one: (names.get(one.school, ""), one.grade)):
            if key in line.moved and line.moved[key].is_any:
                where.setdefault(names.get(line.school, ""), []).append(line.grade)
        named = [(name, joined(grade_name(grade) for grade in grades)) for name, grades in where.items()]
        found.append(
            MovedWords(str(MOVED[key]), moved, tuple(named[:SCHOOLS_NAMED]), max(len(named) - SCHOOLS_NAMED, 0))
        )
    return found


@dataclass(frozen=True)
class MovedLine:
    """A school and grade of a preview, with what moves in it."""

    school: str
    grade: int
    students: int
    moved: tuple[tuple[str, Moved], ...]


def moved_line(line: ChangeLine, names: Mapping[uuid.UUID, str]) -> MovedLine:
    """One row of a preview."""
    moved = tuple((str(MOVED[key]), one) for key, one in line.moved.items() if one.is_any)
    return MovedLine(names.get(line.school, ""), line.grade, line.students, moved)


ORDER_REFUSED: dict[str, str | Promise] = {
    "no_policy": gettext_lazy(
        "No policy of the board was in force when the file was to be made. When the board has adopted one, make the "
        "file again."
    ),
    "no_access": gettext_lazy(
        "When the file was to be made, you did not work for this school any more. If that is wrong, ask the office to "
        "check the roster."
    ),
    "cut_off": gettext_lazy(
        "Making the file was cut off several times. Nothing is lost. Tell whoever runs Doorway, and make it again "
        "later."
    ),
    "broken": gettext_lazy(
        "The file could not be made. Nothing is lost. Make it again; if it fails again, tell whoever runs Doorway."
    ),
}


def order_refused(reason: str) -> str:
    """Why a file of evidence was not made, and what to do; empty without a reason."""
    return str(ORDER_REFUSED.get(reason, ORDER_REFUSED["broken"])) if reason else ""


def said_steps(said: Said) -> list[str]:
    """The lines that are told of a question after a conference: the best step, the next or a better one, the worst."""
    *better, _next_to_worst, worst = said.question.steps
    return [*better[:1], *(_("“%(step)s” or better") % {"step": step} for step in better[1:]), worst]


def said_numbers(said: Said, people: int) -> list[str]:
    """Of so many people, how many gave the answers of each line, as far as it is told."""
    return [_between(low, high, people) for low, high in said.lines]


def _between(low: int, high: int, people: int) -> str:
    if low == high:
        return str(low)
    if high >= people:
        return _("%(low)s or more") % {"low": low}
    if not low:
        return _("%(high)s or fewer") % {"high": high}
    return _("%(low)s to %(high)s") % {"low": low, "high": high}
