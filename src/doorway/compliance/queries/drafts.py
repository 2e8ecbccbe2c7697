"""What a draft says, part by part, in short prints: to tell whether somebody changed it since a page was opened."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from typing import Any

from django.conf import settings

from doorway.compliance.models import BoardPolicy, PolicyRule
from doorway.compliance.models.policies import columns_of

Prints = Mapping[str, str]
"""The print of each part of a draft: ``body_es``, ``starts_on``, ``rule:<id>``, ``sight`` …"""

DAYS = ("adopted_on", "starts_on", "review_on")
SIGHT, KEEPING, ASKS, HEARINGS = "sight", "keeping", "asks", "hearings"


def typed_parts() -> list[str]:
    """The parts that are typed on the draft's own page."""
    return [*DAYS, "citation", *(f"{part}_{code}" for code, _name in settings.LANGUAGES for part in ("title", "body"))]


def rule_part(row: PolicyRule) -> str:
    """The name of a rule among the parts."""
    return f"rule:{row.pk}"


def print_of(value: Any) -> str:
    """Sixteen hexadecimal digits that stand for a value."""
    return hashlib.sha256(json.dumps(value, default=str, sort_keys=True).encode()).hexdigest()[:16]


def typed_print(value: Any) -> str:
    """The same of what was typed, as it would be written down."""
    return print_of(str(value or "").replace("\x00", "").replace("\r\n", "\n").strip())


def prints_of(policy: BoardPolicy) -> dict[str, str]:
    """Everything that a draft says: texts, citation, days, rules, who sees what, what is kept, who is asked, hearings.

    Four queries, or none where its rows are read already.
    """
    hearings = [
        (row.pk, row.group, row.held_on, row.how, row.comments, row.summary, row.language)
        for row in policy.consultations.all()
    ]
    return (
        typed_prints(policy)
        | {rule_part(row): rule_print(row) for row in policy.rules.all()}
        | {SIGHT: print_of(policy.kept_from), KEEPING: keeping_print(policy), ASKS: print_of(sorted(policy.asks))}
        | {HEARINGS: print_of(sorted(hearings, key=str))}
    )


def typed_prints(policy: BoardPolicy) -> dict[str, str]:
    """The prints of what is typed on the draft's own page."""
    texts = {text.language: text for text in policy.texts.all()}
    typed = {name: getattr(policy, name) for name in (*DAYS, "citation")}
    for code, _name in settings.LANGUAGES:
        text = texts.get(code)
        typed |= {f"title_{code}": text.title if text else "", f"body_{code}": text.body if text else ""}
    return {name: typed_print(value) for name, value in typed.items()}


def rule_print(row: PolicyRule) -> str:
    """The print of one rule."""
    return print_of(columns_of(row.as_rule))


def keeping_print(policy: BoardPolicy) -> str:
    """The print of how long a draft keeps what."""
    return print_of(sorted((row.kind, row.years, row.citation, row.is_named) for row in policy.keepings.all()))


def as_seen(prints: Prints) -> str:
    """Prints as a page carries them."""
    return " ".join(f"{name}={found}" for name, found in sorted(prints.items()))


def seen_in(text: str) -> dict[str, str]:
    """What a page carried; nothing where it carried nothing."""
    return {name: found for name, _equals, found in (one.partition("=") for one in text.split()) if found}


def differing_parts(seen: Prints, now: Prints) -> list[str]:
    """The parts that are others than a page has seen, those that came and those that went included."""
    return [name for name in {**now, **seen} if seen.get(name) != now.get(name)]
