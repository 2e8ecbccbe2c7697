"""Rosters into the database, with a ledger: looked at first, then made as a whole or not at all."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, Final

from django.conf import settings
from django.db import models, transaction
from django.utils import timezone

from doorway.accounts.models import District, User
from doorway.accounts.statistics import count_rows_later
from doorway.roster.core.oneroster import Roster, read_bundle
from doorway.roster.errors import NothingWaits, RosterChanged, RosterUnusable, TooManyVanished
from doorway.roster.imports.plan import Plan, make_plan
from doorway.roster.models import (
    Course,
    Enrollment,
    Guardianship,
    ImportLine,
    ImportRun,
    Membership,
    Person,
    School,
    SchoolClass,
    SchoolYear,
    Session,
)

# In this order every row finds what it points at.
_ORDER: Final[tuple[type[models.Model], ...]] = (
    User,
    SchoolYear,
    School,
    Session,
    Course,
    SchoolClass,
    Person,
    Membership,
    Enrollment,
    Guardianship,
)
# A statement of SQLite holds at most 32,766 values.
_CREATE_BATCH: Final = 1000
_UPDATE_BATCH: Final = 200

Progress = Callable[[str, int], None]
"""Called with the name of what is written and the number of rows, before it is written."""


def read_roster(*, district: District, path: Path, strict: bool = False) -> Roster:
    """The bundle at the path, read on the district's day."""
    return read_bundle(path, today=timezone.localdate(timezone=district.zone), strict=strict)


def plan_roster(*, district: District, path: Path, strict: bool = False) -> Plan:
    """What the bundle at the path would change in the district. Nothing is written."""
    return _plan(district, read_roster(district=district, path=path, strict=strict))


def _plan(district: District, roster: Roster) -> Plan:
    return make_plan(roster, district=district, today=timezone.localdate(timezone=district.zone))


def vanish_limit(district: District) -> int:
    """The percentage of students that may vanish without a second yes."""
    own = district.vanish_limit_percent
    return settings.VANISH_LIMIT_PERCENT if own is None else own


def check_plan(plan: Plan, *, yes_vanished: bool) -> None:
    """Refuse a plan that must not be made: an unusable bundle, or too many students gone without a second yes."""
    if not plan.usable:
        raise RosterUnusable
    limit = vanish_limit(plan.district)
    if plan.vanished_percent > limit and not yes_vanished:
        raise TooManyVanished(vanished=plan.students_vanished, students=plan.students_before, limit=limit)


def preview_roster(
    *, district: District, path: Path, by: User | None, name: str = "", strict: bool = False
) -> ImportRun:
    """Write into the ledger what the bundle would do; no person changes."""
    plan = plan_roster(district=district, path=path, strict=strict)
    status = ImportRun.Status.PREVIEWED if plan.usable else ImportRun.Status.REFUSED
    with transaction.atomic():
        run = _run(plan, path=path, name=name, by=by, strict=strict, status=status)
        _write_lines(run, plan)
    return run


def import_roster(
    *,
    district: District,
    path: Path,
    by: User | None,
    strict: bool = False,
    yes_vanished: bool = False,
    roster: Roster | None = None,
    progress: Progress | None = None,
) -> ImportRun:
    """Take the bundle in at once: as a whole, or not at all with the reason raised.

    ``roster`` is the bundle when it was read already; it is compared anew.
    """
    # Files are read before the lock, so that nobody waits for them.
    roster = roster or read_roster(district=district, path=path, strict=strict)
    with transaction.atomic():
        _lock(district)
        plan = _plan(district, roster)
        check_plan(plan, yes_vanished=yes_vanished)
        _write(plan, progress)
        run = _run(plan, path=path, name="", by=by, strict=strict, status=ImportRun.Status.APPLIED)
        _write_lines(run, plan)
        count_rows_later()
    return run


def apply_roster(*, run: ImportRun, path: Path, by: User | None, yes_vanished: bool = False) -> ImportRun:
    """Make a looked-at import. It is planned anew: when it would no longer do what was looked at, nothing is done."""
    if not path.exists() or file_hash(path) != run.sha256:
        raise NothingWaits
    roster = read_roster(district=run.district, path=path, strict=bool(run.options.get("strict")))
    with transaction.atomic():
        _lock(run.district)
        locked = ImportRun.objects.select_for_update().select_related("district").get(pk=run.pk)
        if locked.status != ImportRun.Status.PREVIEWED or locked.kind != ImportRun.Kind.ROSTER:
            raise NothingWaits
        plan = _plan(locked.district, roster)
        if plan.digest() != locked.options.get("plan"):
            raise RosterChanged
        check_plan(plan, yes_vanished=yes_vanished)
        _write(plan, None)
        locked.status = ImportRun.Status.APPLIED
        locked.applied_at = timezone.now()
        locked.options |= {"applied_by": by.email if by else "", "yes_vanished": yes_vanished}
        locked.save(update_fields=["status", "applied_at", "options"])
        count_rows_later()
    return locked


def look_again(*, run: ImportRun, path: Path) -> ImportRun:
    """Replace what a preview says by what the same file would do now."""
    plan = plan_roster(district=run.district, path=path, strict=bool(run.options.get("strict")))
    with transaction.atomic():
        run.lines.all().delete()
        run.counts = plan.tally()
        run.options |= {"plan": plan.digest()}
        run.save(update_fields=["counts", "options"])
        _write_lines(run, plan)
    return run


def file_hash(path: Path) -> str:
    """SHA-256 of the zip, or of a folder's CSV files with their names."""
    digest = hashlib.sha256()
    if path.is_dir():
        for entry in sorted(path.glob("*.csv")):
            digest.update(entry.name.encode() + b"\0")
            digest.update(hashlib.sha256(entry.read_bytes()).digest())
    elif path.is_file():
        with path.open("rb") as stream:
            while block := stream.read(1 << 20):
                digest.update(block)
    return digest.hexdigest()


def _lock(district: District) -> None:
    """One import at a time in a district (SQLite has one writer anyway)."""
    District.objects.select_for_update().get(pk=district.pk)


def _run(plan: Plan, *, path: Path, name: str, by: User | None, strict: bool, status: str) -> ImportRun:
    now = timezone.now()
    options: dict[str, Any] = {"strict": strict, "version": plan.roster.version, "system": plan.roster.system}
    return ImportRun.objects.create(
        district=plan.district,
        kind=ImportRun.Kind.ROSTER,
        status=status,
        source_name=(name or path.name)[:255],
        sha256=file_hash(path),
        options=options | {"plan": plan.digest()},
        counts=plan.tally(),
        created_by=by,
        created_at=now,
        applied_at=now if status == ImportRun.Status.APPLIED else None,
    )


def _write(plan: Plan, progress: Progress | None) -> None:
    for model in _ORDER:
        made = plan.created.get(model, [])
        touched = list(plan.changed.get(model, {}).values())
        if progress is not None and (made or touched):
            progress(str(model._meta.verbose_name_plural), len(made) + len(touched))
        if made:
            model._default_manager.bulk_create(made, batch_size=_CREATE_BATCH)
        if touched:
            fields = sorted(plan.changed_fields[model])
            model._default_manager.bulk_update(touched, fields, batch_size=_UPDATE_BATCH)


def _write_lines(run: ImportRun, plan: Plan) -> None:
    ImportLine.objects.bulk_create(_lines(run, plan), batch_size=_CREATE_BATCH)


def _lines(run: ImportRun, plan: Plan) -> Iterator[ImportLine]:
    for line in plan.lines:
        yield ImportLine(
            run=run,
            verdict=line.verdict,
            file=line.file[:80],
            row=line.row,
            field=line.field[:80],
            key=line.key[:255],
            label=line.label[:255],
            code=line.code,
            params=dict(line.params),
            changes={name: list(values) for name, values in line.changes.items()},
        )
