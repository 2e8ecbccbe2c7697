"""The pages of the requirements, put into the order in which people read them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _

from doorway.pathways.core.checks import asked
from doorway.pathways.core.rules import Words
from doorway.pathways.graduation.access import graduating_grades
from doorway.pathways.graduation.records import class_of
from doorway.pathways.graduation.rulebooks import OwnSet, own_rule_set, requirements_of, state_book
from doorway.pathways.graduation.wording import credit_words, number, said, source_words
from doorway.pathways.models import RequirementSet
from doorway.pathways.requirements.access import Writer
from doorway.pathways.requirements.checking import Found, accepted
from doorway.pathways.requirements.documents import is_plain, read
from doorway.pathways.requirements.prints import Prints, as_seen, parts_of
from doorway.pathways.requirements.wording import (
    all_words,
    class_words,
    criterion_words,
    finding_words,
    option_words,
    selector_words,
    sum_words,
)
from doorway.pathways.rules.schema import AllowancePart, CeilingPart, LinePart, SelectorPart, WholeSet
from doorway.policy.packs.model import Source
from doorway.roster.years import year_of_grades

Sources = Mapping[str, Source]


@dataclass(frozen=True)
class ClassNow:
    """A class that is in school, and what it is held against today."""

    leaves: int
    grade: int
    title: str
    own: OwnSet | None
    # The key of the pack's set, where that holds.
    key: str


@dataclass(frozen=True)
class SetRow:
    """An own set on the list."""

    row: RequirementSet
    title: str
    classes: str
    state: str
    kind: str


@dataclass(frozen=True)
class LineShown:
    """A requirement in words. ``fills``: what fills it; ``place``: of which choice and way."""

    part: LinePart
    title: str
    credits: str
    fills: tuple[str, ...]
    perhaps: tuple[str, ...]
    place: str
    follows: str
    rule: str
    source: str
    ask: str
    enough: str
    is_finer: bool
    is_wrong: bool
    # What the button that takes it out says it has seen.
    seen: str


@dataclass(frozen=True)
class SectionShown:
    """A heading with its requirements, their sum and what is printed for it."""

    title: str
    sum: str
    printed: str
    lines: tuple[LineShown, ...]


@dataclass(frozen=True)
class PartShown:
    """A choice, a limit, or a criterion in words."""

    key: str
    title: str
    points: tuple[str, ...]
    rule: str
    cite: str
    # As of a line; none of a criterion, which no button takes out.
    seen: str = ""


@dataclass(frozen=True)
class Told:
    """Something that was found, with the page where it is put right. ``reason``: why it stands, where it does.

    ``kept``: what is kept as its reason where that is not what somebody has just typed.
    """

    found: Found
    words: str
    href: str
    reason: str
    kept: str = ""

    @property
    def field(self) -> str:
        """The name of its field in the form of reasons."""
        return f"reason-{self.found.mark}"


@dataclass(frozen=True)
class SetShown:
    """A whole set in words."""

    title: str
    classes: str
    total: str
    added: str
    rule: str
    cite: str
    source: str
    ask: str
    sections: tuple[SectionShown, ...]
    sums: tuple[tuple[str, str, str], ...]
    choices: tuple[PartShown, ...]
    limits: tuple[PartShown, ...]
    criteria: tuple[PartShown, ...]
    covered: tuple[tuple[str, str], ...]
    early: tuple[str, ...]
    pace: tuple[str, ...]


def classes_now(writer: Writer, day: date) -> list[ClassNow]:
    """Every class in school whose credit counts, the next to graduate first."""
    holding, year = requirements_of(writer.district, day), year_of_grades(writer.district, day)
    found = []
    for grade in reversed(graduating_grades(writer.district)):
        leaves = class_of(grade, year)
        rules = holding.held(leaves)
        title = said(rules.title) if rules else ""
        own = holding.own_for(leaves)
        found.append(ClassNow(leaves, grade, title, own, rules.key if rules and own is None else ""))
    return found


def set_rows(rows: Sequence[RequirementSet], day: date) -> list[SetRow]:
    """Own sets as the list shows them."""
    found = []
    for row in rows:
        title, classes = said(row.document["set"]["title"]), class_words(row.first_class, row.last_class)
        found.append(SetRow(row, title, classes, *state_words(row, day)))
    return found


def state_words(row: RequirementSet, day: date) -> tuple[str, str]:
    """How a set stands, as a tag says it: its words and its kind."""
    status = RequirementSet.Status
    if row.status == status.IN_FORCE:
        if row.holds_from and row.holds_from > day:
            return _("Decided, begins later"), "wait"
        if row.holds_until is not None and row.holds_until <= day:
            return _("Replaced"), ""
        return _("In force"), "good"
    return str(row.get_status_display()), "wait" if row.status == status.CHECKED else ""


def told(
    found: Sequence[Found], row: RequirementSet, own: WholeSet, writer: Writer, typed: Mapping[str, str] | None = None
) -> list[Told]:
    """What was found, in words. ``typed``: reasons that could not be kept, by mark, in the place of those that are."""
    kept, given = accepted(row), typed or {}
    found_in_words = []
    for one in found:
        # Where nothing was typed, what a colleague has kept is taken, so that the second press does not undo it.
        reason, theirs = given.get(one.mark, "").strip(), kept.get(one.mark, "")
        words, href = finding_words(one.finding, own, writer.book), _place(one, row, own)
        found_in_words.append(Told(one, words, href, reason or theirs, theirs if reason not in {"", theirs} else ""))
    return found_in_words


def _place(found: Found, row: RequirementSet, own: WholeSet) -> str:
    """The page where it is put right; empty for what no form says."""
    kind, key = found.part
    routes = {"lines": "requirement_line", "choices": "requirement_choice", "ceilings": "requirement_limit"}
    routes["allowances"] = "requirement_limit"
    known: dict[str, Sequence[Any]] = {
        "lines": own.lines, "choices": own.choices, "ceilings": own.ceilings, "allowances": own.allowances,
    }  # fmt: skip
    if kind == "set":
        return "" if found.finding.code == "no_state_line" else reverse("requirement_head", args=[row.pk])
    if kind in routes and any(part.key == key for part in known[kind]):
        return reverse(routes[kind], args=[row.pk, key])
    return ""


def set_shown(
    own: WholeSet, writer: Writer, sources: Sources, found: Sequence[Found] = (), prints: Prints | None = None
) -> SetShown:
    """A whole set in words. ``prints``: those of a draft, for the buttons that take a part out."""
    prints = prints or {}
    part, areas = own.set, writer.book.areas
    sums = asked(own_rule_set(own, writer.book))
    printed = ((sum_words(what, own), number(units), number(sums.get(what, 0))) for what, units in part.printed.items())
    wrong = {one.part[1] for one in found if one.part[0] == "lines"}
    return SetShown(
        title=said(part.title.root),
        classes=class_words(part.first_class, part.last_class),
        total=credit_words(part.total),
        added=number(sums["total"]),
        rule=said(part.words.root),
        cite=part.cite,
        source=_source(part.source, sources),
        ask=said(part.ask.root) if part.ask else "",
        sections=tuple(_sections(own, areas, sources, sums, wrong, prints)),
        sums=tuple(printed),
        choices=tuple(_choices(own, areas, prints)),
        limits=tuple(_limits(own, areas, prints)),
        criteria=tuple(
            PartShown(
                one.key, said(one.title.root), tuple(criterion_words(one, writer.book)), said(one.words.root), one.cite
            )
            for one in own.criteria
        ),
        covered=tuple(_covered(own, writer)),
        early=tuple(all_words(own.early, areas)),
        pace=tuple(
            _("Grade %(grade)s: %(credits)s") % {"grade": grade, "credits": credit_words(units)}
            for grade, units in part.pace.items()
        ),
    )  # fmt: skip


def _source(key: str, sources: Sources) -> str:
    return source_words(sources[key]) if key in sources else key


def _sections(
    own: WholeSet,
    areas: Mapping[str, Words],
    sources: Sources,
    sums: Mapping[str, int],
    wrong: set[str],
    prints: Prints,
) -> Iterator[SectionShown]:
    ways = {
        (choice.key, option.key): f"{said(choice.title.root)}: {said(option.title.root)}"
        for choice in own.choices
        for option in choice.options
    }
    titles = {line.key: said(line.title.root) for line in own.lines}
    known = [(section.key, said(section.title.root)) for section in own.sections]
    known += [(key, key) for key in dict.fromkeys(line.section for line in own.lines) if key not in dict(known)]
    for key, title in known:
        lines = tuple(
            _line(line, areas, sources, ways, titles, is_wrong=line.key in wrong, prints=prints)
            for line in own.lines
            if line.section == key
        )
        printed = own.set.printed.get(key)
        yield SectionShown(title, number(sums.get(key, 0)), "" if printed is None else number(printed), lines)


def _line(
    line: LinePart,
    areas: Mapping[str, Words],
    sources: Sources,
    ways: Mapping[tuple[str, str], str],
    titles: Mapping[str, str],
    *,
    is_wrong: bool,
    prints: Prints,
) -> LineShown:
    return LineShown(
        part=line,
        title=said(line.title.root),
        credits=credit_words(line.credits),
        fills=(_("Every class that is left"),) if line.open else tuple(all_words(line.accepts, areas)),
        perhaps=tuple(all_words(line.perhaps, areas)),
        place=ways.get((line.choice, line.option), "") if line.choice else "",
        follows=titles.get(line.follows, ""),
        rule=said(line.words.root),
        source=format_html("{} · {}", line.cite, _source(line.source, sources)) if line.source else line.cite,
        ask=said(line.ask.root) if line.ask else "",
        enough=credit_words(line.enough) if line.enough is not None else "",
        is_finer=bool(line.perhaps) or not all(map(is_plain, line.accepts)),
        is_wrong=is_wrong,
        seen=as_seen(parts_of("line", line.key, prints)),
    )


def _choices(own: WholeSet, areas: Mapping[str, Words], prints: Prints) -> Iterator[PartShown]:
    for choice in own.choices:
        points = tuple(f"{said(option.title.root)}. {option_words(option, areas)}".strip() for option in choice.options)
        values = {"title": said(choice.title.root), "pick": choice.pick, "ways": len(choice.options)}
        title = _("%(title)s: %(pick)s of %(ways)s ways") % values
        seen = as_seen(parts_of("choice", choice.key, prints))
        yield PartShown(choice.key, title, points, said(choice.words.root), choice.cite, seen)


def _limits(own: WholeSet, areas: Mapping[str, Words], prints: Prints) -> Iterator[PartShown]:
    titles = {line.key: said(line.title.root) for line in own.lines}
    limits: list[CeilingPart | AllowancePart] = [*own.ceilings, *own.allowances]
    for one in limits:
        courses: tuple[SelectorPart, ...] = one.courses
        points = [selector_words(selector, areas) for selector in courses]
        values = {"credits": credit_words(one.credits)}
        if isinstance(one, AllowancePart):
            lines = ", ".join(titles.get(key, key) for key in one.lines)
            title = _("At most %(credits)s of these classes may stand in for others") % values
            points.append(_("May stand in for: %(lines)s") % {"lines": lines})
        else:
            title = _("These classes count for at most %(credits)s") % values
        seen = as_seen(parts_of("limit", one.key, prints))
        yield PartShown(one.key, title, tuple(points), said(one.words.root), one.cite, seen)


def _covered(own: WholeSet, writer: Writer) -> Iterator[tuple[str, str]]:
    state = state_book(writer.district)
    theirs = {line.key: said(line.title) for rules in (state.sets if state else ()) for line in rules.lines}
    titles = {line.key: said(line.title.root) for line in own.lines}
    for one in own.drops:
        values = {
            "line": theirs.get(one.line, one.line),
            "by": titles.get(one.covered_by, one.covered_by),
        }
        yield _("A requirement of the state (%(line)s) is covered by “%(by)s”.") % values, one.why


def history_of(row: RequirementSet) -> list[tuple[Any, str, str]]:
    """Who did what with a set, and when."""
    found: list[tuple[Any, Any, str]] = [(row.created_at, row.created_by, _("began the draft"))]
    if row.changed_at != row.created_at:
        found.append((row.changed_at, row.changed_by, _("changed it last")))
    if row.checked_at is not None:
        found.append((row.checked_at, row.checked_by, _("said that it was checked")))
    if row.put_in_force_at is not None:
        found.append((row.put_in_force_at, row.put_in_force_by, _("put it in force")))
    if row.withdrawn_at is not None:
        words = _("withdrew it: %(reason)s") % {"reason": row.withdrawal_reason}
        found.append((row.withdrawn_at, row.withdrawn_by, words))
    return [(at, person.full_name, words) for at, person, words in found]


def reasons_of(row: RequirementSet) -> list[tuple[str, str]]:
    """What was found and stands, with the reason."""
    return [(said(one["said"]), one["reason"]) for one in row.accepted]


def source_of(row: RequirementSet) -> str:
    """What a set was made from."""
    return said(row.made_from.get("title", {})) if row.made_from else ""


def own_of(row: RequirementSet) -> WholeSet:
    """The set of a row."""
    return read(row.document)
