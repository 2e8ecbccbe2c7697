"""Who may take scores in: data persons of a whole district."""

from __future__ import annotations

import uuid

from django.db.models import QuerySet
from django.http import Http404

from doorway.accounts.models import District
from doorway.roster.access import Viewer
from doorway.roster.models import ImportRun, Role


def score_district(viewer: Viewer) -> District:
    """The district whose scores the viewer keeps; 404 for everybody else."""
    for membership in viewer.memberships:
        if membership.role == Role.DATA and membership.school_id is None:
            return membership.district
    raise Http404


def score_runs(viewer: Viewer) -> QuerySet[ImportRun]:
    """The score imports of that district, newest first."""
    return ImportRun.objects.filter(district=score_district(viewer), kind=ImportRun.Kind.SCORES)


def score_run(viewer: Viewer, run_id: uuid.UUID) -> ImportRun:
    """One of them; 404 when it is not there or of another district."""
    run = score_runs(viewer).select_related("district").filter(pk=run_id).first()
    if run is None:
        raise Http404
    return run
