"""Names that stand twice in one object of a line (JSON): a reader takes the last without a word; nobody meant that."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any


class _Object(dict[str, Any]):
    """An object of a line, and the names that it had more than once."""

    twice: tuple[str, ...] = ()


def said_twice(line: bytes | str, read: dict[str, Any]) -> list[str]:
    """The places of all names that stand twice in their object: "student", "courses.3.credits".

    ``read``: what was read of the line.
    """
    # Behind every name stands a colon. Where there are no more colons than names were read, none was lost; otherwise
    # some stand in words, or a name stands twice, and it is worth reading the line again.
    colons = line.count(b":") if isinstance(line, bytes) else line.count(":")
    if colons == len(read) + sum(
        _in_rows(value) if name == "courses" else _names(value) for name, value in read.items()
    ):
        return []
    return [*places_twice(json.loads(line, object_pairs_hook=kept))]


def _in_rows(rows: Any) -> int:
    """How many names rows have: there are many rows, and nothing but names and words in them."""
    if isinstance(rows, list) and set(map(type, rows)) <= {dict}:
        return sum(map(len, rows))
    return _names(rows)


def _names(value: Any) -> int:
    """How many names there are in a value, at any depth."""
    if isinstance(value, dict):
        return len(value) + sum(map(_names, value.values()))
    return sum(map(_names, value)) if isinstance(value, list) else 0


def kept(pairs: list[tuple[str, Any]]) -> _Object:
    """An object as it is read (``object_pairs_hook``): :func:`places_twice` then says what stood twice in it."""
    found = _Object(pairs)
    if len(found) < len(pairs):
        names = [name for name, _ in pairs]
        found.twice = tuple(name for name in found if names.count(name) > 1)
    return found


def places_twice(value: Any, place: str = "") -> Iterator[str]:
    """The places of all names that stand twice in their object, at any depth."""
    if isinstance(value, _Object):
        yield from (f"{place}{name}" for name in value.twice)
        for name, inner in value.items():
            yield from places_twice(inner, f"{place}{name}.")
    elif isinstance(value, list):
        for number, inner in enumerate(value):
            yield from places_twice(inner, f"{place}{number}.")
