"""Earlier conferences into the database, with a ledger; and out of the counts again, as a whole or a single row."""

from __future__ import annotations

import uuid
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from doorway.accounts.models import District, User
from doorway.accounts.statistics import count_rows_later
from doorway.accounts.typing import holds_ssn
from doorway.assessments.imports.writing import lock
from doorway.compliance.actions.words import student_names_in
from doorway.compliance.earlier.columns import open_earlier
from doorway.compliance.earlier.comparing import Found, compare, grades_then, noon
from doorway.compliance.earlier.errors import NoSuchRow, NotTakenIn, RowTakenBack
from doorway.compliance.errors import LooksLikeNumber, NoReason, WordsNameStudent
from doorway.conferences.models import EarlierConference, EarlierGroup
from doorway.roster.files import TableFile
from doorway.roster.files.errors import FileChanged, ImportNotPossible
from doorway.roster.imports.ledger import said_of_rows
from doorway.roster.models import ImportLine, ImportRun, School
from doorway.roster.names import quoted

BATCH = 2_000
MOST_GROUPS = 200
LONGEST_REASON = 300
KIND = ImportRun.Kind.EARLIER
Verdict = ImportLine.Verdict
Groups = Mapping[tuple[uuid.UUID, date, int], EarlierGroup]
"""The group conferences that become known, by school, day and grade of then."""


def preview(*, district: District, path: Path, by: User | None, name: str = "") -> ImportRun:
    """Write into the ledger what the file would do; no record changes. Refuses what is no such file."""
    file = open_earlier(path, name)
    found = compare(file, district, timezone.localdate(timezone=district.zone))
    with transaction.atomic():
        run = ImportRun.objects.create(
            district=district,
            kind=KIND,
            status=ImportRun.Status.PREVIEWED,
            source_name=file.name[:255],
            sha256=file.sha256,
            options=_options(file, found, district),
            counts=found.counts,
            created_by=by,
            created_at=timezone.now(),
        )
        _write_lines(run, found)
    return run


def take_in(*, run: ImportRun, path: Path, by: User | None) -> ImportRun:
    """Make a looked-at import: every row that can be taken, in one transaction.

    It is compared anew with what is on record now; refused rows are left out and stay in the ledger. The file must be
    the one that was looked at. ``by`` is who takes it in.
    """
    file = open_earlier(path, run.source_name)
    if file.sha256 != run.sha256:
        raise FileChanged
    with transaction.atomic():
        lock(run.district)
        locked = ImportRun.objects.select_for_update(of=("self",)).select_related("district").get(pk=run.pk)
        if locked.status != ImportRun.Status.PREVIEWED or locked.kind != KIND:
            raise ImportNotPossible
        district = locked.district
        found = compare(file, district, timezone.localdate(timezone=district.zone))
        groups = _groups(found, locked)
        EarlierGroup.objects.bulk_create(groups.values(), batch_size=BATCH)
        EarlierConference.objects.bulk_create(_rows(found, locked, groups), batch_size=BATCH)
        locked.lines.all().delete()
        _write_lines(locked, found)
        locked.counts, locked.options = found.counts, _options(file, found, district)
        locked.created_by = by
        locked.status, locked.applied_at = ImportRun.Status.APPLIED, timezone.now()
        locked.save(update_fields=["counts", "options", "created_by", "status", "applied_at"])
        count_rows_later()
    return locked


@transaction.atomic
def take_back(*, run: ImportRun, why: str, by: User | None, now: datetime) -> ImportRun:
    """Nothing of the file counts any more. All of it stays on record, with who took it back and why; a row that was
    taken back before keeps its own reason.
    """
    why = _reason(run.district, why)
    locked = _taken_in(run)
    EarlierConference.objects.filter(imported_by=locked, taken_back_at=None).update(
        taken_back_at=now, taken_back_by=by, taken_back_why=why
    )
    EarlierGroup.objects.filter(imported_by=locked, taken_back_at=None).update(taken_back_at=now)
    _close(locked)
    return locked


@transaction.atomic
def take_row_back(*, run: ImportRun, row: int, why: str, by: User | None, now: datetime) -> EarlierConference:
    """One row of a file does not count any more, and the others do. It stays on record, with who and why.

    When it was the last one that counted, the file is taken back with it.
    """
    why = _reason(run.district, why)
    locked = _taken_in(run)
    one = row_of(locked, row)
    if one.taken_back_at is not None:
        raise RowTakenBack(row=row)
    one.taken_back_at, one.taken_back_by, one.taken_back_why = now, by, why
    one.save(update_fields=["taken_back_at", "taken_back_by", "taken_back_why"])
    _let_go_of_groups(one, now)
    if not EarlierConference.objects.filter(imported_by=locked, taken_back_at=None).exists():
        _close(locked)
    return one


def row_of(run: ImportRun, row: int) -> EarlierConference:
    """The conference that a row of a file brought; NoSuchRow where it brought none."""
    rows = EarlierConference.objects.select_related("student", "host", "school", "taken_back_by", "district")
    found = rows.filter(imported_by=run, row=row).first()
    if found is None:
        raise NoSuchRow(row=row)
    return found


def _reason(district: District, why: str) -> str:
    why = " ".join(why.replace("\x00", "").split())[:LONGEST_REASON]
    if not why:
        raise NoReason
    if holds_ssn(why):
        raise LooksLikeNumber
    names = student_names_in(district, why)
    if names.sure:
        raise WordsNameStudent(names=quoted(names.sure))
    return why


def _taken_in(run: ImportRun) -> ImportRun:
    """The run, locked; refused where nothing of it counts."""
    lock(run.district)
    locked = ImportRun.objects.select_for_update(of=("self",)).select_related("district").get(pk=run.pk)
    if locked.status != ImportRun.Status.APPLIED or locked.kind != KIND:
        raise NotTakenIn
    return locked


def _close(run: ImportRun) -> None:
    run.status = ImportRun.Status.TAKEN_BACK
    run.save(update_fields=["status"])


def _let_go_of_groups(one: EarlierConference, now: datetime) -> None:
    """A group conference is known at a school while a row of the file is left that is a witness of it."""
    if one.kind != EarlierConference.Kind.GROUP or one.school_id is None:
        return
    if one.witness_of is not None:
        _keep_or_let_go(one.witness_of, list(one.witness_of.witnesses.filter(taken_back_at=None)), now)
        return
    # Rows that were taken in before they said of what they are witnesses: whoever was in that grade then, as far as is
    # known today, or of whom nobody knows the grade.
    here = Q(imported_by=one.imported_by_id, school=one.school_id, held_at=one.held_at, taken_back_at=None)
    rows = list(EarlierConference.objects.filter(here, kind=one.kind))
    today = timezone.localdate(timezone=one.district.zone)
    grades = grades_then(one.district, today, [row.student_id for row in rows], one.on)
    for group in EarlierGroup.objects.filter(here, witnesses=None):
        _keep_or_let_go(group, [row for row in rows if grades[row.student_id] in (group.grade, None)], now)


def _keep_or_let_go(group: EarlierGroup, left: Sequence[EarlierConference], now: datetime) -> None:
    """The group conference is what these rows say, and is not known any more where none is left."""
    if not left:
        group.taken_back_at = now
    else:
        group.is_unsaid = any(row.with_counselor is None and row.host_id is None for row in left)
    group.save(update_fields=["taken_back_at", "is_unsaid"])


def _rows(found: Found, run: ImportRun, groups: Groups) -> Iterator[EarlierConference]:
    # By student: then the rows of one are written, and their standing is set, one after the other.
    for one in sorted(found.created, key=lambda one: (one.wanted.student, one.wanted.on)):
        row = one.wanted
        yield EarlierConference(
            district_id=run.district_id,
            student_id=row.student,
            imported_by=run,
            row=row.row,
            kind=row.kind,
            on=row.on,
            held_at=noon(row.on, run.district),
            school_id=one.school,
            names_school=row.school is not None,
            place=row.place,
            host_id=row.host,
            held_by=row.held_by,
            holder=row.holder,
            with_counselor=row.with_counselor,
            student_there=row.student_there,
            minutes=row.minutes,
            witness_of=None if one.tells_of is None else groups[one.tells_of],
        )


def _groups(found: Found, run: ImportRun) -> Groups:
    return {
        (school, on, grade): EarlierGroup(
            district_id=run.district_id,
            imported_by=run,
            school_id=school,
            grade=grade,
            held_at=noon(on, run.district),
            is_unsaid=any(row.with_counselor is None and row.host is None for row in rows),
        )
        for (school, on, grade), rows in found.groups.items()
    }


def _options(file: TableFile, found: Found, district: District) -> dict[str, Any]:
    """Besides the counts: columns that were left out, and the group conferences that become known."""
    names = dict(School.objects.filter(district=district).values_list("pk", "name"))
    groups = [
        {"school": names[school], "on": on.isoformat(), "grade": grade, "families": len({row.student for row in rows})}
        for (school, on, grade), rows in sorted(
            found.groups.items(), key=lambda one: (names[one[0][0]], one[0][1], one[0][2])
        )
    ]
    return {"ignored_columns": list(file.ignored), "groups": groups[:MOST_GROUPS], "all_groups": len(groups)}


def _write_lines(run: ImportRun, found: Found) -> None:
    """The ledger: everything but the new records, which carry the run themselves."""
    lines = (*said_of_rows(run, Verdict.REFUSED, found.refused), *said_of_rows(run, Verdict.FORGIVEN, found.noted))
    ImportLine.objects.bulk_create(lines, batch_size=BATCH)
