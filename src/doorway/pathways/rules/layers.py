"""What must hold between the files of some requirements: classes, sources, areas, and a district that asks for more."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import combinations
from typing import TypeVar

from pydantic import BaseModel

from doorway.pathways.core.rules import CTE_AREA
from doorway.pathways.core.units import credits_of
from doorway.pathways.rules.loader import AREAS_FILE, COURSES_FILE, FACTS_FILE, MARKS_FILE, Files
from doorway.pathways.rules.schema import AuthorityFile, ForClasses, SelectorPart, SetPart
from doorway.policy.packs import Problem
from doorway.policy.packs.values import Fact

Held = TypeVar("Held", bound=ForClasses)


def problems_of(files: Files) -> Iterator[Problem]:
    """Everything that does not fit together."""
    authorities = [files.authority] if files.base is None else [files.base, files.authority]
    for authority in authorities:
        file = files.place(authority)
        yield from _classes(authority, file)
        yield from _sources(authority, file, files.sources)
        yield from _areas(authority, file, files)
        yield from _facts(authority, file, files)
    yield from _sources(files.marks, MARKS_FILE, files.sources)
    yield from _sources(files.areas, AREAS_FILE, files.sources)
    yield from _sources(files.facts, FACTS_FILE, files.sources)
    yield from _twice(files)
    if files.base is not None:
        yield from _on_top(files.authority, files.base, files.path.name)


def _classes(authority: AuthorityFile, file: str) -> Iterator[Problem]:
    """Two sets for one class, and parts that hold for some classes of a set but not for all."""
    for one, other in combinations(authority.sets, 2):
        year = one.overlap(other)
        if one.key == other.key:
            yield Problem(file, f"sets.{one.key}", "is there twice")
        if year is not None:
            yield Problem(
                file, f"sets.{other.key}", f"is a second set for the class of {year}; {one.key} is one already"
            )
    for name, parts in _dated(authority):
        for key, part in parts:
            for item in authority.sets:
                if part.overlap(item) is not None and not part.covers(item):
                    yield Problem(file, f"{name}.{key}", f"holds for some classes of {item.key}, but not for all")


def _dated(authority: AuthorityFile) -> Iterator[tuple[str, list[tuple[str, ForClasses]]]]:
    yield "lines", [(part.key, part) for part in authority.lines]
    yield "choices", [(part.key, part) for part in authority.choices]
    yield "allowances", [(part.key, part) for part in authority.allowances]
    yield "ceilings", [(part.key, part) for part in authority.ceilings]
    yield "criteria", [(part.key, part) for part in authority.criteria]
    yield "changes", [(part.line, part) for part in authority.changes]
    yield "drops", [(part.line, part) for part in authority.drops]


def _parts(part: object, path: str) -> Iterator[tuple[str, BaseModel]]:
    """Every model below a part, with its key path; lists of keyed things are named by key."""
    if isinstance(part, BaseModel):
        yield path, part
        for name in type(part).model_fields:
            yield from _parts(getattr(part, name), f"{path}.{name}" if path else name)
    elif isinstance(part, tuple):
        for index, item in enumerate(part, start=1):
            yield from _parts(item, f"{path}.{getattr(item, 'key', getattr(item, 'line', index))}")


def _sources(part: BaseModel, file: str, known: frozenset[str]) -> Iterator[Problem]:
    for path, item in _parts(part, ""):
        if isinstance(item, Fact) and item.source not in known:
            yield Problem(file, f"{path}.source", f"{item.source!r} is not in sources.toml")


def _areas(authority: AuthorityFile, file: str, files: Files) -> Iterator[Problem]:
    known = _known_areas(files)
    for path, item in _parts(authority, ""):
        if isinstance(item, SelectorPart):
            for area in item.areas:
                if area not in known:
                    yield Problem(file, f"{path}.areas", f"{area!r} is not in {AREAS_FILE}")


def _facts(authority: AuthorityFile, file: str, files: Files) -> Iterator[Problem]:
    """What criteria make depend on without words for it: nobody could be asked."""
    known = {one.key for one in files.facts.facts}
    for criterion in authority.criteria:
        asked = {criterion.only_for, *(way.fact for way in criterion.ways)} - {""}
        for fact in sorted(asked - known):
            yield Problem(file, f"criteria.{criterion.key}", f"the fact {fact!r} is not in {FACTS_FILE}")


def _known_areas(files: Files) -> set[str]:
    """Every area and what stands above it."""
    return {
        ".".join(area.key.split(".")[:depth])
        for area in files.areas.areas
        for depth in range(1, area.key.count(".") + 2)
    }


def _twice(files: Files) -> Iterator[Problem]:
    """Codes, facts and marks that stand there twice, and classes about something that nobody knows."""
    known = _known_areas(files)
    lines: dict[str, int] = {}
    for line, row in files.courses:
        # Records are read without regard to capitals, so two codes that differ in them only would be one class.
        first = lines.setdefault(row.code.casefold(), line)
        if first != line:
            yield Problem(COURSES_FILE, f"line {line}, code", f"{row.code!r} is in line {first} already")
        for area in row.areas:
            # A catalog marks a class so whether or not anything asks for it.
            if area not in known and area != CTE_AREA:
                yield Problem(COURSES_FILE, f"line {line}, areas", f"{area!r} is not in {AREAS_FILE}")
    for key, times in Counter(one.key for one in files.facts.facts).items():
        if times > 1:
            yield Problem(FACTS_FILE, f"facts.{key}", f"is there {times} times")
    for mark, times in Counter(part.mark for part in files.marks.marks).items():
        if times > 1:
            yield Problem(MARKS_FILE, f"marks.{mark}", f"is there {times} times")


# A district on top of a state


def holding(parts: Sequence[Held], part: SetPart) -> Iterator[Held]:
    """Those that hold for the classes of a set."""
    return (item for item in parts if item.covers(part))


def _on_top(district: AuthorityFile, state: AuthorityFile, file: str) -> Iterator[Problem]:
    if state.on_top_of:
        yield Problem(
            file, "on_top_of", f"{state.key} stands on {state.on_top_of} itself; two layers are all there are"
        )
    for part in district.sets:
        below = next((item for item in state.sets if item.covers(part)), None)
        if below is None:
            yield Problem(file, f"sets.{part.key}", f"no one set of {state.key} holds for all its classes")
            continue
        if part.total < below.total:
            less = f"asks for {credits_of(part.total)} credits, less than {credits_of(below.total)} of {below.key}"
            yield Problem(file, f"sets.{part.key}.total", less)
        yield from _changes(district, state, part, file)


def _changes(district: AuthorityFile, state: AuthorityFile, part: SetPart, file: str) -> Iterator[Problem]:
    """Changes and drops that name what is not there, or ask for less than the state."""
    theirs = {line.key: line for line in holding(state.lines, part)}
    own = {line.key: line for line in holding(district.lines, part)}
    more = {}
    for change in holding(district.changes, part):
        line = theirs.get(change.line)
        if line is None:
            yield Problem(file, f"changes.{change.line}", f"{state.key} has no such line for {part.key}")
            continue
        units = line.credits if change.credits is None else change.credits
        more[change.line] = units - line.credits
        # The open line may shrink when named lines grow; the total is checked beside it.
        if units < line.credits and not line.open:
            less = f"asks for {credits_of(units)}, less than {credits_of(line.credits)} of {state.key}"
            yield Problem(file, f"changes.{change.line}.credits", less)
    for drop in holding(district.drops, part):
        line = theirs.get(drop.line)
        if line is None:
            yield Problem(file, f"drops.{drop.line}", f"{state.key} has no such line for {part.key}")
            continue
        by = own.get(drop.covered_by)
        gained = by.credits if by is not None else more.get(drop.covered_by, 0)
        if gained < line.credits:
            less = (
                f"{drop.covered_by} asks for {credits_of(gained)} more, the dropped line for {credits_of(line.credits)}"
            )
            yield Problem(file, f"drops.{drop.line}.covered_by", less)
