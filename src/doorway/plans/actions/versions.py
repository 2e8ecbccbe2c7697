"""Sharing a plan with the family: a version is frozen; a correction is a new one."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.formats import date_format

from doorway.accounts.models import User
from doorway.plans.actions.text import tidy
from doorway.plans.core.document import sha256_of, to_json
from doorway.plans.documents import shared_document
from doorway.plans.errors.sharing import NoReason, NothingChanged, NothingToShare
from doorway.plans.filling import filled_in
from doorway.plans.models import Plan, PlanVersion
from doorway.plans.notices import tell_of
from doorway.policy.queries import state_pack

LONGEST_REASON = 300


@transaction.atomic
def share(plan: Plan, *, by: User, now: datetime, reason: str = "") -> PlanVersion:
    """Freeze the plan as it stands as its next version, and tell the family.

    ``reason`` says what is new or corrected, for every version but the first. A plan without words, and one that has
    not changed since it was shared, are refused: two presses of the button make one version.
    """
    plan = locked(plan)
    document = shared_document(plan)
    if not document.has_words:
        raise NothingToShare
    content = to_json(document)
    digest = sha256_of(content)
    last = plan.versions.order_by("-number").defer("content").first()
    if last is not None and last.sha256 == digest:
        day = timezone.localdate(last.created_at, plan.district.zone)
        raise NothingChanged(date=date_format(day, "DATE_FORMAT"))
    reason = tidy(reason, LONGEST_REASON)
    if last is not None and not reason:
        raise NoReason
    version = PlanVersion.objects.create(
        district_id=plan.district_id,
        plan=plan,
        number=1 if last is None else last.number + 1,
        content=content,
        sha256=digest,
        filled=filled_in(document, state_pack(plan.district)),
        reason=reason,
        created_by=by,
        created_at=now,
    )
    tell_of(version)
    return version


def locked(plan: Plan) -> Plan:
    """The plan for this transaction alone: whoever shares or signs at the same moment waits for the other."""
    rows = Plan.objects.select_for_update(of=("self",)).select_related("student__district", "school_year", "district")
    return rows.get(pk=plan.pk)
