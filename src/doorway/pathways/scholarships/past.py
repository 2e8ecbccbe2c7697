"""Who changed what in a scholarship of the place, and when."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from doorway.pathways.graduation.wording import number
from doorway.pathways.models import LocalScholarship

MOST = 20
# Every field that a counselor enters, as the form calls it.
NAMES: dict[str, str | Promise] = {
    "name": _("Name"),
    "about": _("In plain words"),
    "how": _("How to apply"),
    "money": _("What it pays, in words"),
    "amount": _("Dollars in all"),
    "opens_on": _("First day"),
    "closes_on": _("Deadline"),
    "first_grade": _("From grade"),
    "last_grade": _("To grade"),
    "average": _("Average of at least"),
    "units": _("Credits in all, at least"),
    "courses": _("Classes"),
    "tests": _("Scores of tests"),
    "confirms": _("What only a person can say"),
    "source": _("Where this comes from"),
    "school_id": _("For whom?"),
}


@dataclass(frozen=True)
class Version:
    """One change. ``fields``: what was changed, with the value before where it is a short one; empty for the first."""

    at: datetime
    person: str
    fields: tuple[tuple[str, str], ...]
    is_first: bool


def past_of(row: LocalScholarship) -> list[Version]:
    """The changes of a scholarship, the newest first. One query."""
    rows = list(row.history.select_related("changed_by").order_by("-history_date")[: MOST + 1])
    pairs = zip(rows, [*rows[1:], None], strict=True)
    return [
        Version(new.changed_at, new.changed_by.full_name, tuple(_between(old, new)), old is None)
        for new, old in list(pairs)[:MOST]
    ]


def _between(old: Any, new: Any) -> Iterator[tuple[str, str]]:
    if old is None:
        return
    for name, words in NAMES.items():
        before = getattr(old, name)
        if before != getattr(new, name):
            yield str(words), _value(name, before)


def _value(name: str, value: Any) -> str:
    """The value before, where it is a short one."""
    if value is None or isinstance(value, (dict, list)) or name == "school_id":
        return ""
    return number(value) if name in {"average", "units"} else str(value)
