"""One set of an authority with everything that it takes over from the layer below it, as one piece."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from doorway.pathways.rules.layers import holding
from doorway.pathways.rules.loader import Files
from doorway.pathways.rules.schema import AuthorityFile, ChangePart, LinePart, SetPart, WholeSet

# Parts of a whole set hold for all its classes.
_ALWAYS: dict[str, Any] = {"first_class": None, "last_class": None}


def whole(files: Files, part: SetPart) -> WholeSet:
    """The set of one run of classes: the state's parts, changed by the district's, then the district's own."""
    own = files.authority
    authorities = [own] if files.base is None else [files.base, own]
    ground = authorities[0]
    sections = {item.key: item for source in authorities for item in source.sections}
    order = {key: number for number, key in enumerate(sections)}
    lines = [pair for source in authorities for pair in _lines(source, own, part)]
    # Stable: the order of the files within a section.
    lines.sort(key=lambda pair: order.get(pair[0].section, len(order)))
    choices = [(item, source.key) for source in authorities for item in _always(source.choices, part)]
    criteria = [(item, source.key) for source in authorities for item in _always(source.criteria, part)]
    layers = {
        f"{kind}.{item.key}": layer
        for kind, pairs in (("lines", lines), ("choices", choices), ("criteria", criteria))
        for item, layer in pairs
        if layer != own.key
    }
    below = files.base and next((item for item in files.base.sets if item.covers(part)), None)
    # Built, not read: everything in it was read and checked with its file.
    return WholeSet.model_construct(
        layer=own.key,
        set=part.model_copy(update={"pace": below.pace}) if below and not part.pace else part,
        first_grade=ground.first_grade,
        split=ground.split,
        unknown_credits=ground.unknown_credits,
        sections=tuple(sections.values()),
        lines=tuple(line for line, _layer in lines),
        choices=tuple(item for item, _layer in choices),
        allowances=tuple(item for source in authorities for item in _always(source.allowances, part)),
        ceilings=tuple(item for source in authorities for item in _always(source.ceilings, part)),
        criteria=tuple(item for item, _layer in criteria),
        early=tuple(item for source in authorities for item in source.early),
        drops=tuple(_always(own.drops, part)) if files.base is not None else (),
        layers=layers,
    )


def _always(parts: Any, part: SetPart) -> Iterator[Any]:
    """Parts that hold for the classes of a set, without saying for which: the set says it."""
    return (item.model_copy(update=_ALWAYS) for item in holding(parts, part))


def _lines(source: AuthorityFile, own: AuthorityFile, part: SetPart) -> Iterator[tuple[LinePart, str]]:
    """The lines of one layer with whose they are; those of the state as the district has changed them."""
    changes: dict[str, ChangePart] = {}
    dropped: set[str] = set()
    if source is not own:
        changes = {change.line: change for change in holding(own.changes, part)}
        dropped = {drop.line for drop in holding(own.drops, part)}
    for line in _always(source.lines, part):
        if line.key in dropped:
            continue
        change = changes.get(line.key)
        yield (line, source.key) if change is None else (_changed(line, change), own.key)


def _changed(line: LinePart, change: ChangePart) -> LinePart:
    return line.model_copy(
        update={
            "credits": line.credits if change.credits is None else change.credits,
            "enough": line.enough if change.credits is None and change.enough is None else change.enough,
            "title": line.title if change.title is None else change.title,
            "perhaps": (*line.perhaps, *change.perhaps),
            "ask": line.ask if change.ask is None else change.ask,
            "words": change.words,
            "cite": change.cite,
            "source": change.source,
            "uncertain": change.uncertain,
            "note": change.note or line.note,
        }
    )
