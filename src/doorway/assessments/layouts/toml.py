"""A layout as the TOML file that others can be given, as those of the vendors are written."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date
from typing import Any

from doorway.assessments.layouts.values import Layout


def written(layout: Layout) -> str:
    """The layout as TOML; read again it is the same layout."""
    content = layout.model_dump(mode="python", exclude_none=True, exclude_defaults=True)
    results = content.pop("results")
    lines = [f"{key} = {_value(value)}" for key, value in content.items()]
    for part in results:
        lines += ["", "[[results]]", *(f"{key} = {_value(value)}" for key, value in part.items())]
    return "\n".join(lines) + "\n"


def _value(value: Any) -> str:
    """A value in TOML."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, str):
        # JSON's strings are TOML's, but for this one sign.
        return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
    if isinstance(value, Mapping):
        if set(value) == {"text"}:
            return _value(value["text"])
        pairs = ", ".join(f"{_value(str(key))} = {_value(each)}" for key, each in value.items())
        return "{ " + pairs + " }" if pairs else "{}"
    if isinstance(value, (tuple, list)):
        return "[" + ", ".join(map(_value, value)) + "]"
    return str(value)
