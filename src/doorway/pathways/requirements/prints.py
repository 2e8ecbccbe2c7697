"""What a draft of requirements says, part by part, in short prints: to tell whether it changed since it was read.

The same as the drafts of a policy have it (decision 053), of other parts.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.translation import gettext as _

from doorway.pathways.graduation.wording import said
from doorway.pathways.models import RequirementSet
from doorway.pathways.rules.schema import WholeSet

Prints = Mapping[str, str]
"""The print of each part of a draft: ``set``, ``lines:la_9``, ``lines`` (their order), ``corrects``, ``accepted`` …"""

HEAD, CORRECTS, ACCEPTED = "set", "corrects", "accepted"
# Where the editor finds a part, by the word that its page has for it.
PLACES = {"line": ("lines",), "choice": ("choices",), "limit": ("ceilings", "allowances")}


def print_of(value: Any) -> str:
    """Sixteen hexadecimal digits that stand for a value."""
    return hashlib.sha256(json.dumps(value, default=str, sort_keys=True).encode()).hexdigest()[:16]


def prints_of(row: RequirementSet) -> dict[str, str]:
    """Everything that a set says, and what was said about it: which version it corrects, why warnings stand."""
    found = {CORRECTS: print_of(row.corrects_id), ACCEPTED: print_of(row.accepted)}
    for name, value in row.document.items():
        if isinstance(value, list) and value and all(isinstance(one, dict) and "key" in one for one in value):
            found |= {f"{name}:{one['key']}": print_of(one) for one in value}
            found[name] = print_of([one["key"] for one in value])
        else:
            found[name] = print_of(value)
    return found


def parts_of(kind: str, key: str, prints: Prints) -> dict[str, str]:
    """Those of the part that one page of the editor writes. ``kind``: head, line, choice or limit."""
    if kind == "head":
        return {name: prints[name] for name in (HEAD, CORRECTS)}
    names = (f"{place}:{key}" for place in PLACES[kind])
    return {name: prints[name] for name in names if name in prints}


def as_seen(prints: Prints) -> str:
    """Prints as a page carries them."""
    return " ".join(f"{name}={found}" for name, found in sorted(prints.items()))


def seen_in(text: str) -> dict[str, str]:
    """What a page carried; nothing where it carried nothing."""
    return {name: found for name, _equals, found in (one.partition("=") for one in text.split()) if found}


def differing_parts(seen: Prints, now: Prints) -> list[str]:
    """The parts that are others than a page has seen, those that came and those that went included."""
    return [name for name in {**now, **seen} if seen.get(name) != now.get(name)]


def part_words(parts: Iterable[str], own: WholeSet) -> str:
    """What these parts are called, each once."""
    titles: dict[str, str] = {}
    for kind in ("sections", "lines", "choices", "ceilings", "allowances", "criteria"):
        for one in getattr(own, kind):
            title = getattr(one, "title", None) or getattr(one, "words", None)
            if title is not None:
                titles[f"{kind}:{one.key}"] = f"“{said(title.root)}”"
    named = [titles.get(part, _("something that was taken out")) for part in parts if ":" in part]
    if CORRECTS in parts:
        named.append(_("which version it takes the place of"))
    if ACCEPTED in parts:
        named.append(_("the reasons why something stands"))
    if HEAD in parts or not named:
        named.insert(0, _("the set as a whole"))
    return ", ".join(dict.fromkeys(named))
