"""Who may take rosters in: data persons and the district office, for their whole district."""

from __future__ import annotations

import uuid

from django.db.models import QuerySet
from django.http import Http404

from doorway.accounts.models import District
from doorway.roster.access import Viewer
from doorway.roster.models import ImportRun, Role

ROLES = (Role.DATA.value, Role.DISTRICT.value)


def roster_district(viewer: Viewer) -> District:
    """The district whose roster the viewer keeps; 404 for everybody else."""
    for membership in viewer.memberships:
        if membership.role in ROLES and membership.school_id is None:
            return membership.district
    raise Http404


def roster_runs(viewer: Viewer) -> QuerySet[ImportRun]:
    """The roster imports of that district, newest first."""
    runs = ImportRun.objects.filter(district=roster_district(viewer), kind=ImportRun.Kind.ROSTER)
    return runs.select_related("created_by", "district")


def roster_run(viewer: Viewer, run_id: uuid.UUID) -> ImportRun:
    """One of them; 404 when it is not there or of another district."""
    run = roster_runs(viewer).filter(pk=run_id).first()
    if run is None:
        raise Http404
    return run
