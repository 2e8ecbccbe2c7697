"""What the validation library finds in a file, in words of our own: where, what is wrong, and what is allowed there."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping, Sequence
from difflib import get_close_matches
from typing import Any, get_args

from django.utils.translation import gettext_noop as _
from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from doorway.policy.packs.errors import Problem, Wrong

# So many letters of what was written are repeated.
LONGEST = 40
# How keys are written: ``rules.schema.Key`` of the requirements, and most others.
KEY = r"^[a-z][a-z0-9_.-]*$"
_AT = re.compile(r"\(at line (\d+), column (\d+)\)$")
_TEXT, _WHOLE = _("is %(given)s, and has to be a text in quotes"), _("is %(given)s, and has to be a whole number")
_NUMBER, _TRUE = (
    _("is %(given)s, and has to be a number"),
    _("is %(given)s, and has to be true or false, without quotes"),
)
_LIST = _("is %(given)s, and has to be a list in square brackets")
_TABLE = _("is %(given)s, and has to be a table with names and values")
# By what the library calls it.
_SENTENCES = {
    "missing": _("is missing, and has to be there"),
    "string_type": _TEXT,
    "int_type": _WHOLE,
    "int_parsing": _WHOLE,
    "int_from_float": _WHOLE,
    "float_type": _NUMBER,
    "float_parsing": _NUMBER,
    "bool_type": _TRUE,
    "bool_parsing": _TRUE,
    "tuple_type": _LIST,
    "list_type": _LIST,
    "dict_type": _TABLE,
    "model_type": _TABLE,
    "model_attributes_type": _TABLE,
    "literal_error": _("is %(given)s, and has to be one of: %(allowed)s"),
    "greater_than_equal": _("is %(given)s, and has to be %(ge)s or more"),
    "greater_than": _("is %(given)s, and has to be more than %(gt)s"),
    "less_than_equal": _("is %(given)s, and has to be %(le)s or less"),
    "less_than": _("is %(given)s, and has to be less than %(lt)s"),
    "string_too_short": _("must not be empty"),
    "too_short": _("has %(actual_length)s that can be used, and needs at least %(min_length)s"),
    "string_too_long": _("is longer than %(max_length)s letters"),
}
_KEY = _(
    "is %(given)s, and has to begin with a small letter and hold nothing but small letters, digits, “_”, “.” and “-”"
)
_PATTERN = _("is %(given)s, and is not written as it has to be here")
_UNKNOWN = _("is no name that is known here. Known are: %(names)s")
_NEAR = _("is no name that is known here. Is it “%(near)s”?")
# Whatever else the library finds.
_OTHER = _("is %(given)s, and that cannot be used here")


def problems_in(
    name: str, error: ValidationError, model: type[BaseModel], data: object = None, *, where: str = ""
) -> list[Problem]:
    """What is wrong in one file, each with its place. ``data``: what was read, for the keys of the parts of a list."""
    found = []
    for item in error.errors(include_url=False):
        wrong = _wrong(item, model)
        place = ", ".join(part for part in (where, _place(item["loc"], data)) if part)
        found.append(Problem(name, place, str(wrong), wrong.sentence, wrong.values))
    return found


def no_toml(name: str, error: Exception) -> Problem:
    """A file that is no TOML, with the place at which that shows."""
    at = _AT.search(str(error))
    if at is not None:
        wrong = Wrong(_("is not TOML. Look at line %(line)s, column %(column)s."), line=at[1], column=at[2])
    else:
        wrong = Wrong(_("is not TOML. Something is not closed before the file ends."))
    if not isinstance(error, tomllib.TOMLDecodeError):
        wrong = Wrong(_("is not TOML that can be read: too much stands inside something else."))
    return Problem(name, "", str(wrong), wrong.sentence, wrong.values)


def _wrong(item: ErrorDetails, model: type[BaseModel]) -> Wrong:
    own = item.get("ctx", {}).get("error")
    if isinstance(own, Wrong):
        return own
    if item["type"] == "value_error":
        # Told by a check of ours that speaks English only.
        return Wrong("%(reason)s", reason=item["msg"].removeprefix("Value error, "))
    values: dict[str, object] = {**item.get("ctx", {}), "given": _given(item["input"])}
    if item["type"] == "extra_forbidden":
        names = _names(model, item["loc"][:-1])
        near = get_close_matches(str(item["loc"][-1]), names, n=1)
        if near:
            return Wrong(_NEAR, near=near[0])
        return Wrong(_UNKNOWN, names=", ".join(names)) if names else Wrong(_OTHER, **values)
    if item["type"] == "literal_error":
        expected = str(values.get("expected", ""))
        values["allowed"] = expected.replace("'", "").replace(" or ", ", ")
    if item["type"] == "string_pattern_mismatch":
        return Wrong(_KEY if values.get("pattern") == KEY else _PATTERN, **values)
    return Wrong(_SENTENCES.get(item["type"], _OTHER), **values)


def _given(value: object) -> str:
    """What was written, as the file has it, in short."""
    if isinstance(value, Mapping):
        return "{…}"
    if isinstance(value, Sequence) and not isinstance(value, str):
        return "[…]"
    if isinstance(value, bool):
        return str(value).lower()
    text = f'"{value}"' if isinstance(value, str) else str(value)
    return text if len(text) <= LONGEST else f"{text[:LONGEST]}…"


def _place(at: Sequence[int | str], data: object) -> str:
    """“lines.la_9.credits”: of a list the part's own key, else its number, the first being 1."""
    found = []
    for part in at:
        if isinstance(data, Mapping):
            data = data.get(part)
        elif isinstance(part, int) and isinstance(data, Sequence) and part < len(data):
            data = data[part]
            key = data.get("key") if isinstance(data, Mapping) else None
            found.append(key[:LONGEST] if isinstance(key, str) and key else str(part + 1))
            continue
        found.append(str(part))
    return ".".join(found)


def _names(model: type[BaseModel], at: Sequence[int | str]) -> list[str]:
    """The names that a table may have, by its place in the file; none where no table of fixed names stands there."""
    found: Any = model
    for part in at:
        if isinstance(part, str):
            field = getattr(_model_in(found), "model_fields", {}).get(part)
            if field is None:
                return []
            found = field.annotation
        else:
            found = next((one for one in get_args(found) if one is not Ellipsis), None)
    return list(getattr(_model_in(found), "model_fields", ()))


def _model_in(annotation: Any) -> Any:
    """The model of “Model | None”; what is no model comes back as it is."""
    return next(
        (one for one in get_args(annotation) if isinstance(one, type) and issubclass(one, BaseModel)), annotation
    )
