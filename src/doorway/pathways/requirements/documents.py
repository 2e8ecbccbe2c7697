"""Changes of a whole set, one part at a time. What a form cannot say of a part stays as it is. No database."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, TypeVar

from doorway.accounts.plain import plain
from doorway.pathways.rules.schema import (
    AllowancePart,
    CeilingPart,
    ChoicePart,
    Cited,
    LinePart,
    OptionPart,
    SelectorPart,
    WholeSet,
)
from doorway.policy.packs import Text

Texts = Mapping[str, str]
CitedPart = TypeVar("CitedPart", bound=Cited)
LONGEST_KEY = 40


@dataclass(frozen=True)
class Rule:
    """The rule's own words and where they stand, of any part."""

    title: Texts
    words: Texts
    cite: str
    source: str


@dataclass(frozen=True)
class Courses:
    """Which classes are meant, as a form says it. ``kept``: places of the finer descriptions that stay."""

    areas: tuple[str, ...] = ()
    codes: tuple[str, ...] = ()
    min_mark: str = ""
    kept: frozenset[int] = frozenset()


@dataclass(frozen=True)
class LineWish:
    """A line as it shall be."""

    rule: Rule
    section: str
    credits: int
    courses: Courses
    open: bool = False
    enough: int | None = None
    ask: Texts | None = None
    choice: str = ""
    option: str = ""
    usual_grade: int | None = None
    follows: str = ""


@dataclass(frozen=True)
class ChoiceWish:
    """A choice as it shall be. ``kept``: keys of options that stay; ``added``: titles of new ones."""

    rule: Rule
    section: str
    pick: int
    kept: frozenset[str] = frozenset()
    added: tuple[Texts, ...] = ()


@dataclass(frozen=True)
class LimitWish:
    """A limit as it shall be: of a ceiling, or with ``lines`` of an allowance."""

    rule: Rule
    credits: int
    courses: Courses
    lines: tuple[str, ...] = ()


@dataclass(frozen=True)
class HeadWish:
    """What holds for a set as a whole."""

    rule: Rule
    first_class: int
    last_class: int | None
    total: int
    printed: Mapping[str, int]
    ask: Texts | None = None


def read(document: Mapping[str, Any]) -> WholeSet:
    """A set as it is kept."""
    return WholeSet.model_validate(document)


def written(own: WholeSet) -> dict[str, Any]:
    """A set as it is to be kept."""
    return own.model_dump(mode="json", exclude_defaults=True)


def is_plain(selector: SelectorPart) -> bool:
    """Whether a form can say it: subjects, codes and the lowest mark, and nothing finer."""
    finer = (selector.tags, selector.without, selector.parts, selector.grades, selector.first_year, selector.last_year)
    return not any(finer)


def plain_of(selectors: tuple[SelectorPart, ...]) -> int | None:
    """The place of the description that a form changes: the first plain one."""
    return next((place for place, one in enumerate(selectors) if is_plain(one)), None)


def fixed_of(selectors: tuple[SelectorPart, ...]) -> list[tuple[int, SelectorPart]]:
    """Those that a form shows and keeps, or takes out as a whole, with their places."""
    return [(place, one) for place, one in enumerate(selectors) if place != plain_of(selectors)]


def _selected(old: tuple[SelectorPart, ...], wish: Courses) -> tuple[SelectorPart, ...]:
    place = plain_of(old)
    found = [one for at, one in enumerate(old) if at != place and at in wish.kept]
    if not (wish.areas or wish.codes):
        return tuple(found)
    made = SelectorPart(areas=wish.areas, codes=wish.codes, min_mark=wish.min_mark)
    before = None if place is None else old[place]
    if before is not None and before.selector() == made.selector():
        made = before
    at = len(found) if place is None else sum(1 for kept in wish.kept if kept < place)
    found.insert(at, made)
    return tuple(found)


def _cited(part: CitedPart, rule: Rule) -> dict[str, Any]:
    """What changes in the words of a part; empty texts of a language are left out."""
    found: dict[str, Any] = {"words": _text(rule.words, part.words), "cite": rule.cite, "source": rule.source}
    if "title" in type(part).model_fields:
        found["title"] = _text(rule.title, getattr(part, "title", None))
    return found


def _text(texts: Texts, before: Text | None = None) -> Text:
    """A wording; languages that a form does not know stay."""
    known = dict(before.root) if before is not None else {}
    return Text({name: text for name, text in {**known, **texts}.items() if text})


def _own(own: WholeSet, kind: str, key: str, **update: Any) -> WholeSet:
    """With a part that is now the district's own."""
    layers = {place: layer for place, layer in own.layers.items() if place != f"{kind}.{key}"}
    return own.model_copy(update={**update, "layers": layers})


def free_key(title: str, taken: Iterable[str]) -> str:
    """A key that nobody has, from a title."""
    start = re.sub(r"[^a-z0-9]+", "_", plain(title)).strip("_")[:LONGEST_KEY] or "line"
    start = start if start[0].isalpha() else f"n_{start}"
    known, number, key = set(taken), 1, start
    while key in known:
        number += 1
        key = f"{start}_{number}"
    return key


# Lines


def line_of(own: WholeSet, key: str) -> LinePart | None:
    """A line by its key."""
    return next((line for line in own.lines if line.key == key), None)


def with_line(own: WholeSet, wish: LineWish, key: str = "") -> WholeSet:
    """With a line changed, or a new one behind the others of its section."""
    old = line_of(own, key)
    if old is None:
        title = wish.rule.title.get("en", "")
        old = LinePart.model_construct(
            key=free_key(title, (line.key for line in own.lines)), section="", title=Text({}), words=Text({}), cite="",
            source="", credits=0,
        )  # fmt: skip
    new = old.model_copy(
        update={
            **_cited(old, wish.rule),
            "section": wish.section,
            "credits": wish.credits,
            "accepts": () if wish.open else _selected(old.accepts, wish.courses),
            "open": wish.open,
            "enough": wish.enough,
            "ask": _text(wish.ask, old.ask) if wish.ask else None,
            "choice": wish.choice,
            "option": wish.option,
            "usual_grade": wish.usual_grade,
            "follows": wish.follows,
        }
    )
    if new == old:
        return own
    lines = list(own.lines)
    if old.section == new.section:
        lines[lines.index(old)] = new
    else:
        lines = [line for line in lines if line.key != new.key]
        order = [section.key for section in own.sections]
        at = order.index(new.section) if new.section in order else len(order)
        before = [place for place, line in enumerate(lines) if line.section in order[: at + 1]]
        lines.insert(max(before) + 1 if before else 0, new)
    return _own(own, "lines", new.key, lines=tuple(lines))


def without_line(own: WholeSet, key: str) -> WholeSet:
    """Without a line. What named it is found by the checks."""
    return _own(own, "lines", key, lines=tuple(line for line in own.lines if line.key != key))


# Choices


def choice_of(own: WholeSet, key: str) -> ChoicePart | None:
    """A choice by its key."""
    return next((choice for choice in own.choices if choice.key == key), None)


def with_choice(own: WholeSet, wish: ChoiceWish, key: str = "") -> WholeSet:
    """With a choice changed, or a new one. Ways that are opened by something keep what opens them."""
    old = choice_of(own, key)
    is_new = old is None
    if old is None:
        title = wish.rule.title.get("en", "")
        old = ChoicePart.model_construct(
            key=free_key(title, (choice.key for choice in own.choices)), title=Text({}), words=Text({}), options=()
        )
    options = [option for option in old.options if option.key in wish.kept]
    for texts in wish.added:
        taken = (option.key for option in (*old.options, *options))
        options.append(OptionPart(key=free_key(texts.get("en", ""), taken), title=_text(texts)))
    update = {**_cited(old, wish.rule), "section": wish.section, "pick": wish.pick, "options": tuple(options)}
    new = old.model_copy(update=update)
    if not is_new and new == old:
        return own
    choices = (*own.choices, new) if is_new else tuple(new if one.key == key else one for one in own.choices)
    return _own(own, "choices", new.key, choices=choices)


def without_choice(own: WholeSet, key: str) -> WholeSet:
    """Without a choice. Its lines are found by the checks."""
    return _own(own, "choices", key, choices=tuple(choice for choice in own.choices if choice.key != key))


# Limits


def limit_of(own: WholeSet, key: str) -> CeilingPart | AllowancePart | None:
    """A ceiling or an allowance by its key."""
    limits: list[CeilingPart | AllowancePart] = [*own.ceilings, *own.allowances]
    return next((one for one in limits if one.key == key), None)


def with_limit(own: WholeSet, wish: LimitWish, key: str = "") -> WholeSet:
    """With a limit changed, or a new one."""
    old = limit_of(own, key)
    taken = [*(one.key for one in own.ceilings), *(one.key for one in own.allowances)]
    made: Any = old or CeilingPart.model_construct(
        key=free_key(wish.rule.title.get("en", "") or wish.rule.words.get("en", "")[:20], taken), courses=(),
        words=Text({}),
    )  # fmt: skip
    kind = AllowancePart if wish.lines else CeilingPart
    values: dict[str, Any] = {
        "key": made.key,
        "courses": _selected(made.courses, wish.courses),
        "credits": wish.credits,
        "words": _text(wish.rule.words, made.words),
        "cite": wish.rule.cite,
        "source": wish.rule.source,
        "uncertain": made.uncertain,
        "note": made.note,
    }
    if wish.lines:
        before = getattr(made, "lines", ())
        values["lines"] = before if set(before) == set(wish.lines) else wish.lines
    new = kind.model_construct(**values)
    if old is not None and type(old) is kind and old.model_dump() == new.model_dump():
        return own
    update: dict[str, Any] = {}
    for name, own_kind in (("ceilings", CeilingPart), ("allowances", AllowancePart)):
        parts: list[Any] = [new if one.key == key else one for one in getattr(own, name)]
        parts = [one for one in parts if type(one) is own_kind]
        if kind is own_kind and new not in parts:
            parts.append(new)
        update[name] = tuple(parts)
    return own.model_copy(update=update)


def without_limit(own: WholeSet, key: str) -> WholeSet:
    """Without a limit."""
    update: dict[str, Any] = {
        "ceilings": tuple(one for one in own.ceilings if one.key != key),
        "allowances": tuple(one for one in own.allowances if one.key != key),
    }
    return own.model_copy(update=update)


# The whole


def with_head(own: WholeSet, wish: HeadWish) -> WholeSet:
    """With other classes, total, printed sums or words."""
    update = {
        **_cited(own.set, wish.rule),
        "first_class": wish.first_class,
        "last_class": wish.last_class,
        "total": wish.total,
        "printed": dict(wish.printed),
        "ask": _text(wish.ask, own.set.ask) if wish.ask else None,
    }
    return own.model_copy(update={"set": own.set.model_copy(update=update)})


def begun(own: WholeSet, *, key: str, first_class: int, last_class: int | None) -> WholeSet:
    """A copy for some classes, under a key of its own."""
    update = {"key": key, "first_class": first_class, "last_class": last_class}
    return own.model_copy(update={"set": own.set.model_copy(update=update)})
