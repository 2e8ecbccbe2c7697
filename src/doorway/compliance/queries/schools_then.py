"""At which school the student of a row was on a day: a conference that several schools hold counts for one of them."""

from __future__ import annotations

from typing import Any

from django.db.models import Exists, F, OuterRef, Q, QuerySet, Subquery, UUIDField
from django.db.models.functions import Coalesce

from doorway.roster.models import EarlierStay, Membership, Role


def school_then(which: Q, day: str) -> list[Subquery]:
    """Where the student of a row was on the day in this column of it, among these schools: the first that is one.

    The primary counts first, as it does wherever students are counted, and of two the seat before an earlier stay.
    """
    return [
        Subquery(stays_on(model, which, day).filter(is_primary=is_primary).values("school")[:1])
        for is_primary in (True, False)
        for model in (Membership, EarlierStay)
    ]


def holder_then(day: str) -> Coalesce:
    """The school for which an appointment with this day counts: of those that hold the conference the one where the
    student was on that day, and where that is not known the one whose conference it is."""
    holds = Q(school=OuterRef("conference__school")) | Q(joint_for=OuterRef("conference"))
    return Coalesce(*school_then(holds, day), F("conference__school"), output_field=UUIDField())


def was_there(which: Q, day: str) -> Q:
    """Whether the student of a row was at one of these schools on the day in this column of it."""
    return Exists(stays_on(Membership, which, day)) | Exists(stays_on(EarlierStay, which, day))


def stays_on(model: type[Membership] | type[EarlierStay], which: Q, day: str) -> QuerySet[Any]:
    """The seats, or earlier stays, of the student of a row on the day in this column of it; what counts comes first."""
    return (
        model._default_manager.alias(joint_for=F("school__joint_conferences"))
        .filter(which, person=OuterRef("student"), role=Role.STUDENT)
        .filter(Q(begins_on=None) | Q(begins_on__lte=OuterRef(day)))
        .filter(Q(ends_on=None) | Q(ends_on__gte=OuterRef(day)))
        .order_by("-is_primary", F("begins_on").desc(nulls_last=True), "-pk")
    )
