"""Who takes courses and transcripts in: the data person of the whole district."""

from __future__ import annotations

import uuid

from django.db.models import QuerySet
from django.http import Http404

from doorway.accounts.models import District
from doorway.pathways.imports.model import RecordFile
from doorway.roster.access import Viewer
from doorway.roster.models import ImportRun, Role


def record_district(viewer: Viewer) -> District:
    """The district whose records the viewer keeps; 404 for everybody else."""
    for membership in viewer.memberships:
        if membership.role == Role.DATA and membership.school_id is None:
            return membership.district
    raise Http404


def record_runs(viewer: Viewer, kind: type[RecordFile]) -> QuerySet[ImportRun]:
    """The imports of that kind in the district, newest first."""
    return ImportRun.objects.filter(district=record_district(viewer), kind=kind.kind)


def record_run(viewer: Viewer, kind: type[RecordFile], run_id: uuid.UUID) -> ImportRun:
    """One of them; 404 when it is not there or of another district."""
    run = record_runs(viewer, kind).select_related("district").filter(pk=run_id).first()
    if run is None:
        raise Http404
    return run
