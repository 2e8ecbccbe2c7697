"""A set of requirements as one file on its own: to keep, to share with another district, to audit with.

It is a whole set (``schema.WholeSet``) that names the pack whose marks, subjects, sources and course list belong to it.
"""

from __future__ import annotations

import json
import tomllib
from collections.abc import Iterator, Mapping
from typing import Any

from django.utils.translation import gettext_noop as _
from pydantic import ValidationError

from doorway.pathways.rules.errors import RulesError
from doorway.pathways.rules.schema import AuthorityFile, WholeSet
from doorway.policy.packs import Problem
from doorway.policy.packs.mistakes import no_toml, problems_in

# A set takes some ten thousand letters.
MOST_LETTERS = 1_000_000


class SetFile(WholeSet):
    """A whole set with the pack that it belongs to."""

    pack: str

    def whole(self) -> WholeSet:
        """The set without it."""
        return WholeSet.model_validate(self.model_dump(mode="json", exclude_defaults=True, exclude={"pack"}))

    def authority(self) -> AuthorityFile:
        """As the file of an authority that has this one set and stands on no other."""
        names = (
            "first_grade", "split", "unknown_credits", "sections", "lines", "choices", "allowances", "ceilings",
            "criteria", "early",
        )  # fmt: skip
        parts = {name: getattr(self, name) for name in names}
        return AuthorityFile.model_construct(
            key=self.layer, title=self.set.title, on_top_of="", sets=(self.set,), changes=(), drops=(), **parts
        )


def set_in(text: str, name: str) -> SetFile:
    """The set that a file holds; RulesError with all that is wrong."""
    if len(text) > MOST_LETTERS:
        raise _refused(name, _("is too long for one set"))
    try:
        data = tomllib.loads(text)
        if "\x00" in json.dumps(data, default=str, ensure_ascii=False) or "\\u0000" in text:
            raise _refused(name, _("holds a letter that cannot be kept (U+0000)"))
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        raise RulesError(name, (no_toml(name, error),)) from None
    try:
        return SetFile.model_validate(data)
    except ValidationError as error:
        raise RulesError(name, tuple(problems_in(name, error, SetFile, data))) from None


def _refused(name: str, sentence: str) -> RulesError:
    return RulesError(name, (Problem(name, "", sentence, sentence),))


def as_file(own: WholeSet, pack: str) -> str:
    """The text of such a file; what it holds is read back as it was."""
    document = own.model_dump(mode="json", exclude_defaults=True)
    return "\n".join([f"pack = {_value(pack)}", *_table(document, ()), ""])


def _table(values: Mapping[str, Any], path: tuple[str, ...]) -> Iterator[str]:
    """First what stands in the table itself, then the tables below it; lists of tables one after the other."""
    tables = {name: value for name, value in values.items() if isinstance(value, dict) and not path}
    lists = {name: value for name, value in values.items() if _is_tables(value) and not path}
    for name, value in values.items():
        if name not in tables and name not in lists:
            yield f"{_key(name)} = {_value(value)}"
    for name, value in tables.items():
        yield f"\n[{_key(name)}]"
        yield from _table(value, (*path, name))
    for name, items in lists.items():
        for item in items:
            yield f"\n[[{_key(name)}]]"
            yield from _table(item, (*path, name))


def _is_tables(value: object) -> bool:
    return isinstance(value, list) and bool(value) and all(isinstance(item, dict) for item in value)


def _key(name: str) -> str:
    return name if name.replace("_", "").isascii() and name.replace("_", "").isalnum() else _value(name)


def _value(value: Any) -> str:
    """A value on one line. A text of JSON is one of TOML, but for the letter that TOML has escaped."""
    if isinstance(value, dict):
        return "{ " + ", ".join(f"{_key(name)} = {_value(one)}" for name, one in value.items()) + " }"
    if isinstance(value, list):
        return "[" + ", ".join(map(_value, value)) + "]"
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
