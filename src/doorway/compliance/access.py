"""Who reads and writes the policy, and whose follow-up is whose."""

from __future__ import annotations

import uuid

from django.db.models import QuerySet
from django.http import Http404

from doorway.accounts.models import District
from doorway.compliance.models import BoardPolicy, Consultation, PolicyRule
from doorway.roster.access import Viewer

POLICY_ROLE = "district"


def policy_district(viewer: Viewer) -> District:
    """The district whose policy the viewer writes; 404 for everybody who does not work in its office."""
    person = viewer.person_with(POLICY_ROLE)
    if person is None or person.district_id not in viewer.district_ids([POLICY_ROLE]):
        raise Http404
    return person.district


def policies(viewer: Viewer) -> QuerySet[BoardPolicy]:
    """Every version that the viewer may open for writing: those of their district."""
    found = BoardPolicy.objects.filter(district__in=viewer.district_ids([POLICY_ROLE]))
    return found.select_related("district").prefetch_related("texts")


def policy_for(viewer: Viewer, policy_id: uuid.UUID) -> BoardPolicy:
    """A version of the viewer's district, or 404."""
    found = policies(viewer).filter(pk=policy_id).first()
    if found is None:
        raise Http404
    return found


def rule_for(viewer: Viewer, policy_id: uuid.UUID, rule_id: uuid.UUID) -> PolicyRule:
    """A rule of a version of the viewer's district, or 404."""
    found = PolicyRule.objects.filter(pk=rule_id, policy=policy_for(viewer, policy_id)).first()
    if found is None:
        raise Http404
    return found


def consultation_for(viewer: Viewer, policy_id: uuid.UUID, consultation_id: uuid.UUID) -> Consultation:
    """A hearing on a version of the viewer's district, or 404."""
    found = Consultation.objects.filter(pk=consultation_id, policy=policy_for(viewer, policy_id)).first()
    if found is None:
        raise Http404
    return found
