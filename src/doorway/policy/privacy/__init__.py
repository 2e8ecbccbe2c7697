"""What Doorway keeps about people: one registry, read by the page, by ``doorway privacy`` and by a test."""

from __future__ import annotations

import tomllib
from functools import cache
from pathlib import Path

from pydantic import BaseModel, ConfigDict

_FILE = Path(__file__).with_name("fields.toml")


class _Frozen(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class TwoLanguages(_Frozen):
    """One sentence in English and Spanish."""

    en: str
    es: str

    def text(self, language: str) -> str:
        """The sentence in this language, English when it is neither."""
        return self.es if language.startswith("es") else self.en


class Span(TwoLanguages):
    """How long something is kept, in a sentence without a number: the years stand in the board's policy alone.

    ``kind``: which of the policy's times that is (``roster/keeping.py``); empty for what has none of its own.
    """

    kind: str = ""


class PersonalFields(TwoLanguages):
    """Fields of one record that serve one purpose. ``seen_by`` names roles; ``keep`` names a span of time.

    ``about``: under what the page on privacy names them; empty for what is about no child or family.
    """

    model: str
    names: tuple[str, ...]
    about: str = ""
    keep: str
    seen_by: tuple[str, ...]
    required: bool


class Technical(_Frozen):
    """Records about no person, and fields that only make the machinery work."""

    models: tuple[str, ...]
    fields: tuple[str, ...]


class Registry(_Frozen):
    """Everything that is kept about people."""

    about: dict[str, TwoLanguages]
    keep: dict[str, Span]
    fields: tuple[PersonalFields, ...]
    technical: Technical

    def kept(self, language: str) -> list[tuple[str, list[str]]]:
        """What is kept about a child, in sentences: each thing, and what each record of it is for."""
        return [
            (words.text(language), [entry.text(language) for entry in self.fields if entry.about == key])
            for key, words in self.about.items()
        ]

    def rows(self) -> list[tuple[str, str, PersonalFields]]:
        """(model, field, entry) for every personal field: the state's metadata dictionary, line by line."""
        return [(entry.model, name, entry) for entry in self.fields for name in entry.names]


@cache
def registry() -> Registry:
    """The registry, read and validated once."""
    return Registry.model_validate(tomllib.loads(_FILE.read_text(encoding="utf-8")))
