"""Rosters into the database, with a ledger: looked at first, then made as a whole or not at all."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

from django.conf import settings
from django.db import IntegrityError, OperationalError, transaction
from django.utils import timezone

from doorway.accounts.models import District, User
from doorway.accounts.statistics import count_rows_later
from doorway.roster.core.oneroster import Roster, read_bundle
from doorway.roster.errors import RecordsBusy, RosterChanged, RosterUnusable, TooMuchLost
from doorway.roster.files.errors import UploadGone
from doorway.roster.imports.plan import Loss, Plan, make_plan
from doorway.roster.imports.sentences import loss_sentence
from doorway.roster.imports.writing import Progress, insert_rows, write_plan
from doorway.roster.models import ImportLine, ImportRun

_LINE: Final = ("run_id", "verdict", "file", "row", "field", "key", "label", "code", "params", "changes")


def read_roster(*, district: District, path: Path, strict: bool = False, name: str = "") -> Roster:
    """The bundle at the path, read on the district's day. ``name``: what its owner calls it."""
    return read_bundle(path, today=timezone.localdate(timezone=district.zone), strict=strict, name=name)


def plan_roster(*, district: District, path: Path, strict: bool = False, name: str = "") -> Plan:
    """What the bundle at the path would change in the district. Nothing is written."""
    return _plan(district, read_roster(district=district, path=path, strict=strict, name=name))


def _plan(district: District, roster: Roster) -> Plan:
    return make_plan(roster, district=district, today=timezone.localdate(timezone=district.zone))


def vanish_limit(district: District) -> int:
    """The percentage of students that may vanish without a second yes."""
    own = district.vanish_limit_percent
    return settings.VANISH_LIMIT_PERCENT if own is None else own


def too_much_lost(losses: list[Loss], *, limit: int) -> list[Loss]:
    """Those of the losses that need a second yes."""
    return [loss for loss in losses if loss.percent > limit]


def check_plan(plan: Plan, *, yes_vanished: bool) -> None:
    """Refuse a plan that must not be made: an unusable bundle, or too much lost without a second yes."""
    if not plan.usable:
        raise RosterUnusable
    limit = vanish_limit(plan.district)
    lost = too_much_lost(plan.losses, limit=limit)
    if lost and not yes_vanished:
        raise TooMuchLost(losses=" ".join(map(loss_sentence, lost)), limit=limit)


@contextmanager
def _whole_or_not() -> Iterator[None]:
    """One transaction; what comes from others who write at the same time becomes a sentence."""
    try:
        with transaction.atomic():
            yield
    except IntegrityError as error:
        # Somebody entered the same thing between the look and the writing (a role, an address).
        raise RosterChanged from error
    except OperationalError as error:
        raise RecordsBusy from error


def preview_roster(
    *, district: District, path: Path, by: User | None, name: str = "", strict: bool = False
) -> ImportRun:
    """Write into the ledger what the bundle would do; no person changes."""
    plan = plan_roster(district=district, path=path, strict=strict, name=name)
    status = ImportRun.Status.PREVIEWED if plan.usable else ImportRun.Status.REFUSED
    with _whole_or_not():
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
    with _whole_or_not():
        _lock(district)
        plan = _plan(district, roster)
        check_plan(plan, yes_vanished=yes_vanished)
        write_plan(plan, progress)
        _note_year(plan)
        run = _run(plan, path=path, name="", by=by, strict=strict, status=ImportRun.Status.APPLIED)
        _write_lines(run, plan)
        count_rows_later()
    return run


def apply_roster(*, run: ImportRun, path: Path, by: User | None, yes_vanished: bool = False) -> ImportRun:
    """Make a looked-at import. It is planned anew: when it would no longer do what was looked at, nothing is done."""
    if not path.exists() or file_hash(path) != run.sha256:
        raise UploadGone
    roster = read_roster(district=run.district, path=path, strict=bool(run.options.get("strict")))
    with _whole_or_not():
        _lock(run.district)
        locked = ImportRun.objects.select_for_update(of=("self",)).select_related("district").get(pk=run.pk)
        if locked.status != ImportRun.Status.PREVIEWED or locked.kind != ImportRun.Kind.ROSTER:
            raise UploadGone
        plan = _plan(locked.district, roster)
        if plan.digest() != locked.options.get("plan"):
            raise RosterChanged
        check_plan(plan, yes_vanished=yes_vanished)
        write_plan(plan)
        _note_year(plan)
        locked.status = ImportRun.Status.APPLIED
        locked.applied_at = timezone.now()
        locked.options |= {"applied_by": by.email if by else "", "yes_vanished": yes_vanished}
        locked.save(update_fields=["status", "applied_at", "options"])
        count_rows_later()
    return locked


def look_again(*, run: ImportRun, path: Path) -> ImportRun:
    """Replace what a preview says by what the same file would do now."""
    plan = plan_roster(district=run.district, path=path, strict=bool(run.options.get("strict")))
    with _whole_or_not():
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
    """One import at a time in a district (SQLite has one writer anyway).

    Without the key: families go on booking, for every row of theirs holds the key of its district.
    """
    District.objects.select_for_update(no_key=True).get(pk=district.pk)


def _note_year(plan: Plan) -> None:
    """Write down of which school year the grades are now."""
    district = plan.district
    if district.grades_of != plan.grades_of:
        district.grades_of = plan.grades_of
        district.save(update_fields=["grades_of"])


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


def _write_lines(run: ImportRun, plan: Plan) -> None:
    insert_rows(ImportLine, _LINE, _lines(run, plan))


def _lines(run: ImportRun, plan: Plan) -> Iterator[tuple[Any, ...]]:
    for line in plan.lines:
        yield (
            run.pk,
            str(line.verdict),
            line.file[:80],
            line.row,
            line.field[:80],
            line.key[:255],
            line.label[:255],
            line.code,
            dict(line.params),
            dict(line.changes),
        )
