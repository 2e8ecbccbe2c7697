"""Who may see what by the policy: for the one door to a student, for the pages, and for the preview of a version."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, OuterRef, Subquery

from doorway.accounts.models import District
from doorway.compliance.models import BoardPolicy
from doorway.roster.access.kinds import SEEN_AT_WORK, Kind, can_be_kept_from
from doorway.roster.access.viewer import current
from doorway.roster.models import Membership


def kept_from_on(on: date) -> Subquery:
    """What the policy in force on a day keeps from whom, as a column of a query of rows with a district."""
    policies = BoardPolicy.objects.filter(
        district=OuterRef("district"), status=BoardPolicy.Status.ADOPTED, starts_on__lte=on
    )
    return Subquery(policies.order_by("-starts_on").values("kept_from")[:1])


def kept_from(policy: BoardPolicy | None) -> dict[Kind, tuple[str, ...]]:
    """From whom a version keeps what; kinds that everybody sees whom the code lets see them are left out."""
    said: Mapping[str, Any] = policy.kept_from if policy is not None else {}
    found = {kind: tuple(role for role in can_be_kept_from(kind) if role in said.get(kind.value, ())) for kind in Kind}
    return {kind: roles for kind, roles in found.items() if roles}


@dataclass(frozen=True)
class Sight:
    """Who sees a kind of record at work, by role, and from whom the board keeps it."""

    kind: Kind
    seen_by: tuple[str, ...]
    kept_from: tuple[str, ...]


def sights(policy: BoardPolicy | None) -> list[Sight]:
    """Every kind of record with who sees it under a version."""
    kept = kept_from(policy)
    return [
        Sight(kind, tuple(role for role in roles if role not in kept.get(kind, ())), kept.get(kind, ()))
        for kind, roles in SEEN_AT_WORK.items()
    ]


@dataclass(frozen=True)
class SightChange:
    """A role that no longer sees a kind of record, or sees it again, and how many people hold the role today."""

    kind: Kind
    role: str
    people: int
    sees: bool


def sight_changes(district: District, now: BoardPolicy | None, then: BoardPolicy, on: date) -> list[SightChange]:
    """What a version changes in who sees what. One query, none where nothing changes."""
    before, after = kept_from(now), kept_from(then)
    changed = [
        (kind, role, role in before.get(kind, ()))
        for kind in Kind
        for role in can_be_kept_from(kind)
        if (role in before.get(kind, ())) != (role in after.get(kind, ()))
    ]
    if not changed:
        return []
    roles = {role for _kind, role, _sees in changed}
    held = Membership.objects.filter(current(on), district=district, role__in=roles, person__is_active=True)
    people = dict(held.order_by().values_list("role").annotate(number=Count("person", distinct=True)))
    return [SightChange(kind, role, people.get(role, 0), sees) for kind, role, sees in changed]
