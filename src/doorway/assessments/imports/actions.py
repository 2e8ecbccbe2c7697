"""Score files into the database, with a ledger: looked at first, then made as a whole or not at all."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import date, datetime
from decimal import Decimal
from operator import attrgetter
from pathlib import Path
from typing import Any

from django.db import transaction
from django.utils import timezone

from doorway.accounts.models import District, User
from doorway.accounts.statistics import count_rows_later
from doorway.assessments.imports.comparing import VALUES, Change, Comparison, Refused, Wanted, compare
from doorway.assessments.imports.matching import match_waiting
from doorway.assessments.imports.noticing import NOTICED, Noticed
from doorway.assessments.imports.reader import ReadAs, ScoreFile, open_scores, read_as
from doorway.assessments.imports.waiting import let_wait
from doorway.assessments.imports.writing import lock
from doorway.assessments.imports.years import this_school_year
from doorway.assessments.layouts import PLAIN, Layout, shipped_layouts
from doorway.assessments.models import GrowthPercentile, GrowthProjection, Score, ScoreLayout
from doorway.policy.queries import state_pack
from doorway.roster.core.oneroster import collector_paused
from doorway.roster.files.errors import FileChanged, ImportNotPossible
from doorway.roster.files.history import keep_first_history, keep_history
from doorway.roster.imports.plan.comparing import new_ids
from doorway.roster.imports.writing import insert_alike_rows, plain_value, roomy_cache, update_rows
from doorway.roster.models import ImportLine, ImportRun

# A row of SQLite's statement has at most 32,766 values; a score has 21.
BATCH = 1_500
# Lines kept of one verdict: enough to correct a file by, without a ledger longer than the scores.
MOST_LINES = 5_000
# Marks a run whose file has a first line that nobody knows yet.
UNKNOWN = "unknown_header"
# The line of a word for support that no test knows.
SUPPORT_WORD = "support_word"


def preview_scores(
    *, district: District, path: Path, by: User | None, name: str = "", layout: str = "", school_year: str = ""
) -> ImportRun:
    """Write into the ledger what the file would do; no score changes. Refuses what is no score file.

    ``layout`` is the key of one, empty where it is to be recognised; ``school_year`` counts for files that say none.
    """
    file = open_scores(path, name)
    read = read_as(file, layouts_of(district), layout=layout, school_year=school_year)
    found = _compare(file, read, district)
    with transaction.atomic():
        run = ImportRun.objects.create(
            district=district,
            kind=ImportRun.Kind.SCORES,
            status=ImportRun.Status.PREVIEWED,
            source_name=file.name[:255],
            sha256=file.sha256,
            options=_options(read, found),
            counts=found.counts,
            created_by=by,
            created_at=timezone.now(),
        )
        _write_lines(run, found)
    return run


def keep_unknown(*, district: District, path: Path, by: User | None, name: str) -> ImportRun:
    """A line in the ledger for a file whose columns a person has to name first."""
    file = open_scores(path, name)
    return ImportRun.objects.create(
        district=district,
        kind=ImportRun.Kind.SCORES,
        status=ImportRun.Status.PREVIEWED,
        source_name=file.name[:255],
        sha256=file.sha256,
        options={UNKNOWN: True},
        counts=Comparison().counts,
        created_by=by,
        created_at=timezone.now(),
    )


def look_again(*, run: ImportRun, path: Path, layout: str, school_year: str = "") -> ImportRun:
    """What a waiting file would do by another layout, in place of what the run said before."""
    file = open_scores(path, run.source_name)
    if file.sha256 != run.sha256:
        raise FileChanged
    read = read_as(file, layouts_of(run.district), layout=layout, school_year=school_year)
    found = _compare(file, read, run.district)
    with transaction.atomic():
        locked = ImportRun.objects.select_for_update().get(pk=run.pk)
        if locked.status != ImportRun.Status.PREVIEWED or locked.kind != ImportRun.Kind.SCORES:
            raise ImportNotPossible
        locked.lines.all().delete()
        _write_lines(locked, found)
        locked.counts = found.counts
        locked.options = _options(read, found)
        locked.save(update_fields=["counts", "options"])
    return locked


def apply_scores(*, run: ImportRun, path: Path, by: User | None) -> ImportRun:
    """Make a looked-at import: every row that can be taken, in one transaction.

    It is compared anew with what is on file now; refused rows are left out and stay in the ledger. The file must be
    the one that was looked at.
    """
    file = open_scores(path, run.source_name)
    if file.sha256 != run.sha256:
        raise FileChanged
    with transaction.atomic():
        lock(run.district)
        locked = ImportRun.objects.select_for_update(of=("self",)).select_related("district").get(pk=run.pk)
        if locked.status != ImportRun.Status.PREVIEWED or locked.kind != ImportRun.Kind.SCORES:
            raise ImportNotPossible
        options = locked.options
        if UNKNOWN in options:
            raise ImportNotPossible
        layouts = layouts_of(locked.district)
        read = read_as(file, layouts, layout=options["layout"], school_year=options["school_year"])
        found = _compare(file, read, locked.district)
        _create(found.created, locked, by)
        _change(found.changed, locked, by)
        let_wait(found.waiting, locked)
        # What waited from an earlier file, and is known by now, is not left waiting beside its result.
        match_waiting(district=locked.district, by=by)
        locked.lines.all().delete()
        locked.status = ImportRun.Status.APPLIED
        _write_lines(locked, found)
        locked.counts = found.counts
        locked.applied_at = timezone.now()
        locked.save(update_fields=["counts", "status", "applied_at"])
        count_rows_later()
    return locked


def _options(read: ReadAs, found: Comparison) -> dict[str, Any]:
    """How a file was read, as the ledger keeps it."""
    return {
        "layout": read.layout.key,
        "school_year": read.school_year,
        "ignored_columns": list(read.ignored),
        "missing_columns": list(read.translator.missing if read.layout.key != PLAIN.key else ()),
        "placeholder": found.placeholder,
    }


def layouts_of(district: District) -> tuple[Layout, ...]:
    """The layouts that a district's files are recognised by: those of the product and its own. One query."""
    own = ScoreLayout.objects.filter(district=district).values_list("content", flat=True)
    return (*shipped_layouts(), *map(Layout.model_validate, own))


def _compare(file: ScoreFile, read: ReadAs, district: District) -> Comparison:
    """The file against what is on file now."""
    with collector_paused():
        return compare(file, read, district=district, pack=state_pack(district), this_year=this_school_year(district))


def _create(rows: list[Wanted], run: ImportRun, by: User | None) -> None:
    """New results with their history, past Django's models: a million of them took minutes."""
    with collector_paused(), roomy_cache():
        # By student: then a page of the indexes is filled once, not for every test anew.
        student = attrgetter("student_id.hex")
        ordered = sorted(rows, key=student)
        said = _Sayings(run)
        insert_alike_rows(
            Score,
            ("id", "student_id"),
            ("district_id", "imported_by_id", *VALUES),
            (((pk, student(row)), said.of(row)) for pk, row in zip(new_ids(len(ordered)), ordered, strict=True)),
        )
        keep_first_history(Score, run, by)


class _Sayings:
    """What results say, as the driver takes it; thousands of students share the same."""

    def __init__(self, run: ImportRun) -> None:
        self._of_all = plain_value(run.district_id), plain_value(run.pk)
        self._known: dict[tuple[int, int], tuple[Any, ...]] = {}

    def of(self, row: Wanted) -> tuple[Any, ...]:
        """The values of a result. The rows live as long as this, so the place of an object tells it."""
        key = (id(row.target), id(row.said))
        found = self._known.get(key)
        if found is None:
            found = self._known[key] = (*self._of_all, *map(plain_value, row.values))
        return found


def _change(changes: list[Change], run: ImportRun, by: User | None) -> None:
    """Corrections; the history keeps what was there."""
    alike: dict[tuple[str, ...], list[Change]] = defaultdict(list)
    for change in changes:
        alike[tuple(change.fields)].append(change)
    for names, some in alike.items():
        values = ((*(after for _before, after in change.fields.values()), run.pk, change.score_id) for change in some)
        update_rows(Score, (*names, "imported_by_id"), values)
    keep_history(Score, [change.score_id for change in changes], by)
    # What was computed among students of another grade says nothing of this one.
    moved = [change.score_id for change in changes if "grade" in change.fields]
    for start in range(0, len(moved), BATCH):
        for model in (GrowthPercentile, GrowthProjection):
            model.objects.filter(score__in=moved[start : start + BATCH]).delete()


def _write_lines(run: ImportRun, found: Comparison) -> None:
    """The ledger: refused rows with their reasons and corrections with both values. New results carry the run."""
    lines = (
        *_said_lines(run, ImportLine.Verdict.REFUSED, found.refused),
        *_said_lines(run, NOTICED, found.noticed),
        *_changed_lines(run, found),
        *(_support_words(run, found) if run.status == ImportRun.Status.PREVIEWED else ()),
    )
    ImportLine.objects.bulk_create(lines, batch_size=BATCH)


def _said_lines(run: ImportRun, verdict: ImportLine.Verdict, rows: Sequence[Refused | Noticed]) -> Iterator[ImportLine]:
    """Rows with what is said of them."""
    for one in rows[:MOST_LINES]:
        yield ImportLine(
            run=run,
            verdict=verdict,
            file=run.source_name[:80],
            row=one.row,
            field=one.column[:80],
            key=one.student,
            code=one.code,
            params=one.params,
        )


def _support_words(run: ImportRun, found: Comparison) -> Iterator[ImportLine]:
    """Words for support that no test knows: to be read beside the waiting file, and gone when it is taken in."""
    for word, count in found.support_words.items():
        yield ImportLine(run=run, verdict=NOTICED, code=SUPPORT_WORD, params={"value": word, "count": count})


def _changed_lines(run: ImportRun, found: Comparison) -> Iterator[ImportLine]:
    for change in found.changed[:MOST_LINES]:
        target = change.wanted.target
        yield ImportLine(
            run=run,
            verdict=ImportLine.Verdict.CHANGED,
            file=run.source_name[:80],
            row=change.wanted.row,
            key=change.wanted.given_id,
            label=f"{target.names.instrument.key} {target.subject} {target.measure} {target.year} {target.period}",
            changes={name: [_plain(before), _plain(after)] for name, (before, after) in change.fields.items()},
        )


def _plain(value: Any) -> Any:
    """A value as the ledger can keep it."""
    if isinstance(value, Decimal):
        return f"{value.normalize():f}"
    return value.isoformat() if isinstance(value, (date, datetime)) else value
