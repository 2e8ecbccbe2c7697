"""The policy in force, its versions, and what keeps a draft from being adopted."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.conf import settings
from django.db.models import Count, OuterRef, QuerySet, Subquery
from django.utils import timezone

from doorway.accounts.languages import in_words
from doorway.accounts.models import District
from doorway.compliance.core.days import Year
from doorway.compliance.core.rules import FIRST_OF_JULY, Floor, PlanKind, Problem, Rule, problems, problems_of
from doorway.compliance.core.years import EARLIEST, FURTHEST_START_DAYS, MOST_REVIEW_YEARS, years_after
from doorway.compliance.models import BoardPolicy, Consultation, PolicyRule, PolicyText, SchoolException
from doorway.compliance.queries.exceptions import open_exceptions
from doorway.pathways.occupations.access import grade_keeps_occupations
from doorway.plans.rows import JsonRows
from doorway.policy.packs import StatePack, grade_code, grade_number
from doorway.policy.queries import state_pack
from doorway.roster.models import School, SchoolYear


def adopted(district: District) -> QuerySet[BoardPolicy]:
    """The adopted versions, the newest first."""
    found = BoardPolicy.objects.filter(district=district, status=BoardPolicy.Status.ADOPTED)
    return found.order_by("-starts_on").prefetch_related("texts")


def in_force(district: District, on: date) -> BoardPolicy | None:
    """The version in force on a day; none before the first one starts."""
    # Its texts are read only where somebody reads them.
    return adopted(district).prefetch_related(None).filter(starts_on__lte=on).first()


@dataclass(frozen=True)
class Beginnings:
    """Versions like which a new draft can begin: the one that it does begin with, and those taken back since."""

    usual: BoardPolicy | None
    others: tuple[BoardPolicy, ...] = ()

    def chosen(self, number: int | None) -> BoardPolicy | None:
        """The version of this number, where it can be chosen; else the usual one."""
        return next((one for one in self.others if one.number == number), self.usual)


def beginnings(district: District) -> Beginnings:
    """Like which version a draft begins: the newest that stands adopted. One query.

    One that was taken back was a mistake, or the board thought again: it is chosen, or there is no other.
    """
    draft = BoardPolicy.Status.DRAFT
    found = list(BoardPolicy.objects.filter(district=district).exclude(status=draft).order_by("-number"))
    usual = next((one for one in found if one.status == BoardPolicy.Status.ADOPTED), next(iter(found), None))
    return Beginnings(usual, tuple(one for one in found if usual is not None and one.number > usual.number))


def in_force_since(district: District, since: date, on: date) -> list[BoardPolicy]:
    """The versions that were in force between two days, the newest first. One query.

    Each knows how many groups were heard before it (``heard``).
    """
    rows = BoardPolicy.objects.filter(district=district, status=BoardPolicy.Status.ADOPTED, starts_on__lte=on)
    found: list[BoardPolicy] = []
    for row in rows.annotate(heard=Count("consultations")).order_by("-starts_on"):
        found.append(row)
        # The one that held on the first day began before it.
        if row.starts_on is not None and row.starts_on <= since:
            break
    return found


def versions_on_days(district: District, since: date, until: date | None) -> list[tuple[date, BoardPolicy]]:
    """The versions that hold on some day between two (without a last one: from the first on), each with the first of
    these days on which it does, the earliest first. Two queries."""
    rows = adopted(district).prefetch_related(None).prefetch_related("rules")
    rows = rows if until is None else rows.filter(starts_on__lte=until)
    found: list[tuple[date, BoardPolicy]] = []
    for row in rows:
        if row.starts_on is None:
            continue
        found.insert(0, (max(row.starts_on, since), row))
        # The one that holds on the first day began on it or before.
        if row.starts_on <= since:
            break
    return found


def rules_of(policy: BoardPolicy | None) -> list[Rule]:
    """The rules of a version, by grades."""
    return [] if policy is None else [row.as_rule for row in policy.rules.all()]


def rows_in_force(district: District, on: date) -> list[PolicyRule]:
    """The rules of the version in force on a day, by grades, each with the version; none without one. One query."""
    current = BoardPolicy.objects.filter(
        district=district, status=BoardPolicy.Status.ADOPTED, starts_on__lte=on
    ).order_by("-starts_on")
    rows = PolicyRule.objects.filter(policy=Subquery(current.values("pk")[:1]))
    return list(rows.select_related("policy"))


def text_of(policy: BoardPolicy, language: str) -> PolicyText | None:
    """The text in this language, else in the first language that it is written in."""
    return text_among(policy.texts.all(), language)


def text_among(found: Iterable[PolicyText], language: str) -> PolicyText | None:
    """The same where the texts are known."""
    texts = {text.language: text for text in found}
    return next(
        (texts[code] for code in (language, *(code for code, _name in settings.LANGUAGES)) if code in texts), None
    )


def texts_and_hearings(policy: BoardPolicy) -> tuple[list[PolicyText], list[Consultation]]:
    """What a version says and who was heard before, in one query."""
    texts = PolicyText.objects.filter(policy=OuterRef("pk")).order_by("language")
    hearings = Consultation.objects.filter(policy=OuterRef("pk")).order_by("held_on", "group", "id")
    row = (
        BoardPolicy.objects.filter(pk=policy.pk)
        .values_list(
            JsonRows(texts, language="language", title="title", body="body"),
            JsonRows(
                hearings,
                group="group",
                held_on="held_on",
                how="how",
                comments="comments",
                summary="summary",
                language="language",
            ),
        )
        .get()
    )
    return [PolicyText(**one) for one in row[0]], [
        Consultation(**one | {"held_on": date.fromisoformat(one["held_on"][:10])}) for one in row[1]
    ]


def year_for_names(district: District, on: date) -> int:
    """The calendar year in which the school year of a day ends, for the state's names of that year."""
    return year_of_names(begun_years(district, on), on)


def year_of_names(years: Sequence[Year], on: date) -> int:
    """The same where the school years that have begun are known."""
    return years[0].ends_on.year if years else on.year + (on.month >= 7)


def begun_years(district: District, on: date) -> list[Year]:
    """The school years that have begun, the newest first."""
    rows = SchoolYear.objects.filter(district=district, starts_on__lte=on).order_by("-starts_on")
    return [Year(starts, ends) for starts, ends in rows.values_list("starts_on", "ends_on")]


def year_starts(years: Sequence[Year]) -> tuple[int, int]:
    """(month, day) on which a school year begins here, by the newest of these."""
    return (years[0].starts_on.month, years[0].starts_on.day) if years else FIRST_OF_JULY


def taught_grades(schools: Iterable[School]) -> set[int]:
    """The grades that open schools have."""
    return {grade for school in schools if school.is_active for grade in numbered_grades(school)}


def numbered_grades(school: School) -> list[int]:
    """The grades of a school for which there can be a rule, in order. A roster may also say ungraded, transitional
    kindergarten or after high school."""
    found = set()
    for code in school.grade_list:
        try:
            found.add(grade_number(code))
        except ValueError:
            continue
    return sorted(found)


def kinds_of(pack: StatePack) -> list[PlanKind]:
    """The state's plans as the core reads them."""
    return [
        PlanKind(
            kind.key,
            kind.grades.first,
            kind.grades.last,
            frozenset(part.key for part in kind.sections),
            frozenset(
                grade
                for grade in range(kind.grades.first, kind.grades.last + 1)
                if grade_keeps_occupations(pack, grade_code(grade))
            ),
        )
        for kind in pack.plans.kinds
    ]


def first_grade_of(rule: Rule, pack: StatePack) -> int:
    """The first grade of the kind of plan that a rule asks; the rule's own where the state has no such plan."""
    return next((kind.grades.first for kind in pack.plans.kinds if kind.key == rule.kind), rule.first)


def floors_of(pack: StatePack, begins: date | None = None) -> list[Floor]:
    """The least that the state asks of a policy that begins on a day; without a day, everything that it asks."""
    return [one for one in _floors(pack) if one.binds(begins)]


def _floors(pack: StatePack) -> list[Floor]:
    return [
        Floor(
            one.grades.first,
            one.grades.last,
            one.individual,
            one.group,
            one.span,
            one.citation,
            one.registration,
            one.with_counselor,
            one.takes_part,
            one.group_with_counselor,
            one.plan_years,
            one.plan_days,
            one.since,
        )
        for one in (pack.board.floors if pack.board else ())
    ]


@dataclass(frozen=True)
class Readiness:
    """What keeps a draft from being adopted: in its rules, and in the rest."""

    rules: list[Problem]
    rest: list[Problem]

    @property
    def all(self) -> list[Problem]:
        """Everything, the rules first."""
        return [*self.rules, *self.rest]


def readiness(
    policy: BoardPolicy,
    *,
    today: date,
    schools: Iterable[School] | None = None,
    years: Sequence[Year] | None = None,
) -> Readiness:
    """Everything that has to be put right first.

    ``schools``: those of the district, ``years``: its school years that have begun, where they are known already.
    """
    pack = state_pack(policy.district)
    starts = year_starts(begun_years(policy.district, today) if years is None else years)
    taught = taught_grades(School.objects.filter(district=policy.district) if schools is None else schools)
    rules = rules_of(policy)
    floors = floors_of(pack, policy.starts_on)
    found = problems(rules, kinds=kinds_of(pack), floors=floors, grades=taught, year_starts=starts)
    found += _exceptions(policy, rules, pack, today, starts)
    return Readiness(found, [*_texts(policy), *_days(policy, today), *_hearings(policy, pack)])


def _exceptions(
    policy: BoardPolicy, rules: Sequence[Rule], pack: StatePack, today: date, starts: tuple[int, int]
) -> Iterator[Problem]:
    """What schools do differently goes on under a new version, and must not contradict it."""
    day = max(policy.starts_on or today, today)
    floors = floors_of(pack, day)
    for row in open_exceptions(policy.district, day):
        found = problems_of(row.difference, rules, kinds=kinds_of(pack), floors=floors, year_starts=starts)
        yield from (_contradicts(row, problem) for problem in found)


def contradicted_without(policy: BoardPolicy) -> Problem | None:
    """An exception that would contradict the version that goes on when this one, which does not hold yet, never does.

    It was held against this one, which is then gone from its days.
    """
    starts, district = policy.starts_on, policy.district
    if starts is None:
        return None
    others = {row.starts_on: row for row in adopted(district).prefetch_related(None) if row.starts_on and row != policy}
    before = next((row for day, row in others.items() if day < starts), None)
    if before is None:
        return None
    later = min((day for day in others if day > starts), default=None)
    pack, rules = state_pack(district), rules_of(before)
    for row in open_exceptions(district, starts):
        # Of one that begins only under a still later version nothing changes.
        if later is not None and row.starts_on >= later:
            continue
        day = max(row.starts_on, starts)
        years = year_starts(begun_years(district, day))
        found = problems_of(row.difference, rules, kinds=kinds_of(pack), floors=floors_of(pack, day), year_starts=years)
        for problem in found:
            return _contradicts(row, problem)
    return None


def _contradicts(row: SchoolException, problem: Problem) -> Problem:
    params = {"school": row.school.name, "date": row.approved_on, "problem": problem}
    return Problem("exception_contradicts", params | {"first": row.first_grade, "last": row.last_grade})


@dataclass(frozen=True)
class AskedSince:
    """What the state asks since a day that came after a policy began, and what the policy's rules lack of it."""

    since: date
    problems: list[Problem]

    @property
    def citation(self) -> str:
        """The rules that ask it."""
        return ", ".join(dict.fromkeys(str(one.params["citation"]) for one in self.problems))


def asked_since(policy: BoardPolicy) -> AskedSince | None:
    """What a version of before the state's rule lacks; none where it is held against the rule, or lacks nothing.

    A board's policy of 2012 is written down as it was. Nobody here knows whether it kept the state's rule of 2012; what
    it lacks of the present one is said as long as it is in force, because from that day on a newer one is asked.
    """
    pack = state_pack(policy.district)
    later = [one for one in _floors(pack) if not one.binds(policy.starts_on)]
    days = [one.since for one in later if one.since is not None]
    if not days:
        return None
    found = problems(rules_of(policy), kinds=kinds_of(pack), floors=later, grades=())
    lacking = [one for one in found if one.is_of_state]
    return AskedSince(max(days), lacking) if lacking else None


def review_over(policy: BoardPolicy, today: date) -> date | None:
    """The day of the board's next look, where it is over: a version of years ago has its own days."""
    return policy.review_on if policy.review_on is not None and policy.review_on < today else None


REVIEW_SOON_DAYS = 90
"""So long before the day a board puts its next look on an agenda, hears who must be heard, and writes a draft."""


def review_soon(policy: BoardPolicy, today: date) -> date | None:
    """The day of the board's next look, where it is near and no version that takes its place is adopted.

    One query where it is near, else none.
    """
    day = policy.review_on
    if day is None or not today <= day <= today + timedelta(days=REVIEW_SOON_DAYS):
        return None
    later = adopted(policy.district).prefetch_related(None).filter(starts_on__gt=today)
    return None if later.exists() else day


def unchanged_texts(policy: BoardPolicy) -> list[str]:
    """Languages in which a draft says word for word what the last version says, while its rules are others.

    Nobody but a reader can say whether such a text still fits: it is asked before the board's adoption is written down.
    """
    last = adopted(policy.district).prefetch_related("texts", "rules").first()
    if last is None or set(rules_of(last)) == set(rules_of(policy)):
        return []
    before = {text.language: text.body for text in last.texts.all()}
    return [text.language for text in policy.texts.all() if text.body and before.get(text.language) == text.body]


def _texts(policy: BoardPolicy) -> Iterator[Problem]:
    written = {text.language for text in policy.texts.all() if text.title.strip() and text.body.strip()}
    for code, _name in settings.LANGUAGES:
        if code not in written:
            yield Problem("no_text", {"language": in_words(code)})
    if not policy.citation.strip():
        yield Problem("no_citation")


def _days(policy: BoardPolicy, today: date) -> Iterator[Problem]:
    starts, decided, review = policy.starts_on, policy.adopted_on, policy.review_on
    if decided is None:
        yield Problem("no_adoption")
    elif decided > today:
        yield Problem("adopted_in_future", {"date": decided})
    elif decided < EARLIEST:
        yield Problem("adopted_before_all", {"date": decided, "year": EARLIEST.year})
    if starts is None:
        yield Problem("no_start")
    else:
        last = adopted(policy.district).prefetch_related(None).first()
        if last is not None and last.starts_on is not None and last.starts_on >= starts:
            params = {"date": starts, "number": last.number, "other": last.starts_on}
            yield Problem("starts_before_other", params)
        if (starts - today).days > FURTHEST_START_DAYS:
            yield Problem("starts_far_away", {"date": starts})
        if decided is not None and starts < decided:
            yield Problem("starts_long_ago", {"date": starts})
    if review is None:
        yield Problem("no_review")
    elif starts is not None and review <= starts:
        yield Problem("review_before_start")
    elif starts is not None and starts >= EARLIEST and review > years_after(starts, MOST_REVIEW_YEARS):
        yield Problem("review_far_away", {"date": review, "years": MOST_REVIEW_YEARS})


def _hearings(policy: BoardPolicy, pack: StatePack) -> Iterator[Problem]:
    rows = list(policy.consultations.all())
    heard = {row.group for row in rows}
    for group in pack.board.consult if pack.board else ():
        if group not in heard:
            yield Problem("not_heard", {"group": Consultation.Group(group).label})
    late = [row.held_on for row in rows if policy.adopted_on and row.held_on > policy.adopted_on]
    if late:
        yield Problem("heard_after_adoption", {"date": min(late)})
    early = [row.held_on for row in rows if row.held_on < EARLIEST]
    if early:
        yield Problem("heard_before_all", {"date": min(early), "year": EARLIEST.year})


def today_in(district: District) -> date:
    """The day that it is in the district."""
    return timezone.localdate(timezone=district.zone)
