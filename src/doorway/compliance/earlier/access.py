"""Who takes earlier conferences in, and takes such a file back: the data person of the whole district."""

from __future__ import annotations

import uuid

from django.db.models import QuerySet
from django.http import Http404

from doorway.pathways.imports.access import record_district
from doorway.roster.access import Viewer
from doorway.roster.models import ImportRun


def earlier_runs(viewer: Viewer) -> QuerySet[ImportRun]:
    """The files of earlier conferences of the viewer's district, newest first; 404 for whoever keeps no records."""
    return ImportRun.objects.filter(district=record_district(viewer), kind=ImportRun.Kind.EARLIER)


def earlier_run(viewer: Viewer, run_id: uuid.UUID) -> ImportRun:
    """One of them; 404 when it is not there or of another district."""
    run = earlier_runs(viewer).select_related("district", "created_by").filter(pk=run_id).first()
    if run is None:
        raise Http404
    return run
