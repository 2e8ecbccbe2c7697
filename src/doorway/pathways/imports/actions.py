"""Courses and transcripts into the database, with a ledger: looked at first, then made as a whole or not at all."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.db import transaction
from django.utils import timezone
from simple_history.utils import bulk_update_with_history

from doorway.accounts.models import District, User
from doorway.accounts.statistics import count_rows_later
from doorway.pathways.imports.comparing import compare
from doorway.pathways.imports.model import Change, Comparison, RecordFile, Stored, Values, Wanted
from doorway.roster.files import TableFile
from doorway.roster.files.errors import FileChanged, ImportNotPossible
from doorway.roster.files.history import keep_first_history
from doorway.roster.imports.ledger import MOST_LINES, said_of_rows
from doorway.roster.models import ImportLine, ImportRun

BATCH = 1_000
Verdict = ImportLine.Verdict


def preview(kind: type[RecordFile], *, district: District, path: Path, by: User | None, name: str = "") -> ImportRun:
    """Write into the ledger what the file would do; no record changes. Refuses what is no such file."""
    file = kind.open(path, name)
    found = compare(_opened(kind, file, district))
    with transaction.atomic():
        run = ImportRun.objects.create(
            district=district,
            kind=kind.kind,
            status=ImportRun.Status.PREVIEWED,
            source_name=file.name[:255],
            sha256=file.sha256,
            options={"ignored_columns": list(file.ignored)},
            counts=found.counts,
            created_by=by,
            created_at=timezone.now(),
        )
        _write_lines(run, found)
    return run


def take_in(kind: type[RecordFile], *, run: ImportRun, path: Path, by: User | None) -> ImportRun:
    """Make a looked-at import: every row that can be taken, in one transaction.

    It is compared anew with what is on file now; refused rows are left out and stay in the ledger. The file must be the
    one that was looked at.
    """
    file = kind.open(path, run.source_name)
    if file.sha256 != run.sha256:
        raise FileChanged
    with transaction.atomic():
        locked = ImportRun.objects.select_for_update(of=("self",)).select_related("district").get(pk=run.pk)
        if locked.status != ImportRun.Status.PREVIEWED or locked.kind != kind.kind:
            raise ImportNotPossible
        records = _opened(kind, file, locked.district)
        found = compare(records)
        written = _create(records, found.created, locked, by)
        written |= _change(records, found.changed, locked, by)
        _take_away(records, found.vanished, by)
        records.after_writing(written, locked)
        locked.lines.all().delete()
        _write_lines(locked, found)
        locked.counts = found.counts
        locked.status = ImportRun.Status.APPLIED
        locked.applied_at = timezone.now()
        locked.save(update_fields=["counts", "status", "applied_at"])
        count_rows_later()
    return locked


def _opened(kind: type[RecordFile], file: TableFile, district: District) -> RecordFile:
    return kind(file, district, timezone.localdate(timezone=district.zone))


def _create(records: RecordFile, rows: list[Wanted], run: ImportRun, by: User | None) -> dict[uuid.UUID, Values]:
    """New records with their history."""
    now = timezone.now()
    made: dict[uuid.UUID, Values] = {}
    model: Any = records.model
    for start in range(0, len(rows), BATCH * 10):
        new = []
        for row in rows[start : start + BATCH * 10]:
            key = records.named(row)
            values = records.fields_of(row.values)
            record = model(district_id=run.district_id, imported_by=run, changed_at=now, **key, **values)
            made[record.pk] = row.values
            new.append(record)
        model.objects.bulk_create(new, batch_size=BATCH)
    if rows:
        keep_first_history(model, run, by)
    return made


def _change(records: RecordFile, changes: list[Change], run: ImportRun, by: User | None) -> dict[uuid.UUID, Values]:
    """Corrections; the history keeps what was there."""
    now = timezone.now()
    changed: dict[uuid.UUID, Values] = {}
    for start in range(0, len(changes), BATCH):
        part = changes[start : start + BATCH]
        found: dict[uuid.UUID, Any] = records.model.objects.in_bulk([change.pk for change in part])
        names = {"imported_by", "changed_at"}
        for change in part:
            record = found[change.pk]
            after = {name: values[1] for name, values in change.fields.items()}
            for name, value in records.fields_of(after).items():
                setattr(record, name, value)
                names.add(name)
            record.imported_by, record.changed_at = run, now
            changed[change.pk] = after
        bulk_update_with_history(list(found.values()), records.model, sorted(names), batch_size=500, default_user=by)
    return changed


def _take_away(records: RecordFile, vanished: list[Stored], by: User | None) -> None:
    """Records that the file no longer lists; the history keeps them, and who took them away."""
    found: Any = records.model.objects.filter(pk__in=[stored.pk for stored in vanished])
    for record in found:
        record._history_user = by  # how django-simple-history is told
        record.delete()


def _write_lines(run: ImportRun, found: Comparison) -> None:
    """The ledger: everything but the new records, which carry the run themselves."""
    lines = (
        *said_of_rows(run, Verdict.REFUSED, found.refused),
        *said_of_rows(run, Verdict.FORGIVEN, found.noted),
        *_changed(run, found),
        *_vanished(run, found),
    )
    ImportLine.objects.bulk_create(lines, batch_size=BATCH)


def _changed(run: ImportRun, found: Comparison) -> Iterator[ImportLine]:
    for change in found.changed[:MOST_LINES]:
        yield ImportLine(
            run=run,
            verdict=Verdict.CHANGED,
            file=run.source_name[:80],
            row=change.wanted.row,
            key=change.wanted.given,
            label=change.wanted.label[:255],
            changes={name: list(values) for name, values in change.fields.items()},
        )


def _vanished(run: ImportRun, found: Comparison) -> Iterator[ImportLine]:
    for stored in found.vanished[:MOST_LINES]:
        yield ImportLine(
            run=run, verdict=Verdict.VANISHED, file=run.source_name[:80], key=stored.given, label=stored.label[:255]
        )
