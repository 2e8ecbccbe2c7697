"""Charts that are kept: their values as plain JSON, and back to the drawing.

A chart holds wordings that answer in any language; frozen, each is written out in the languages that are asked for.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import fields, is_dataclass
from typing import Any

from doorway.assessments.charts.values import LATER, Chart, Column, GoalChart, GoalColumn, LadderChart, LevelWord

_KINDS: dict[str, type[Any]] = {kind.__name__: kind for kind in (GoalChart, GoalColumn, LadderChart, Column, LevelWord)}
_WORDS = "words"


class FrozenWords:
    """A wording by language that answers like the living one: ``wording("es")``."""

    def __init__(self, words: Mapping[str, str]) -> None:
        self.words = words

    def __call__(self, language: str) -> str:
        return self.words.get(language) or next(iter(self.words.values()), "")


def freeze(value: Any, languages: Iterable[str]) -> Any:
    """A chart (or a part of it) as plain JSON."""
    codes = list(languages)
    if is_dataclass(value) and not isinstance(value, type):
        said = {field: getattr(value, field.name) for field in fields(value)}
        plain = {
            field.name: freeze(part, codes)
            for field, part in said.items()
            if part is not None or LATER not in field.metadata
        }
        return {"kind": type(value).__name__, **plain}
    if isinstance(value, list | tuple):
        return [freeze(part, codes) for part in value]
    if callable(value):
        return {_WORDS: {code: str(value(code)) for code in codes}}
    return value


def thaw(data: Mapping[str, Any]) -> Chart:
    """The chart again. Numbers and words are those that were kept, the pen is today's."""
    chart: Chart = _thaw(data)
    return chart


def _thaw(value: Any) -> Any:
    if isinstance(value, Mapping):
        if _WORDS in value:
            return FrozenWords(dict(value[_WORDS]))
        kind = _KINDS[value["kind"]]
        return kind(**{field.name: _thaw(value[field.name]) for field in fields(kind) if field.name in value})
    if isinstance(value, list | tuple):
        return tuple(_thaw(part) for part in value)
    return value
