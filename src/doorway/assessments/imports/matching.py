"""Results that waited find their student: when the roster brings the id, or because a person says whose it is."""

from __future__ import annotations

import uuid
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone

from doorway.accounts.models import District, User
from doorway.accounts.statistics import count_rows_later
from doorway.assessments.aging import WaitingResults
from doorway.assessments.errors import HeldNow, NobodyHasId, NothingWaits
from doorway.assessments.imports.noticing import JUMP, NOTICED, Noticed, jump, starts_of, taken_out_before
from doorway.assessments.imports.students import students_of
from doorway.assessments.imports.taking_out import day_of, says_the_same, still_out
from doorway.assessments.imports.waiting import AT_ONCE
from doorway.assessments.imports.writing import lock
from doorway.assessments.imports.years import this_year_of_grades
from doorway.assessments.models import TEST_KEY, TEST_SAYS, Score, ScoreId, ScoreTakenOut, WaitingScore
from doorway.policy.packs import grade_number
from doorway.roster.files import RowRefused
from doorway.roster.files.history import keep_first_history
from doorway.roster.keeping import is_held
from doorway.roster.models import ImportLine, ImportRun, Person

# Marks a run that took in no file.
MATCHED, DROPPED = "matched", "dropped"
# What must agree where the result is on file already; edition and scale follow from the test and the year.
MUST_AGREE = tuple(name for name in TEST_SAYS if name not in ("edition", "scale"))
BATCH = 1_000


@dataclass
class _Found:
    """What becomes of the results that waited."""

    created: list[Score] = field(default_factory=list)
    unchanged: int = 0
    # Results that say something else than what is on file: that stays, and the ledger tells.
    differing: list[tuple[WaitingScore, Score]] = field(default_factory=list)
    # Results that a person took out in the meantime: they stay out, and the ledger tells.
    taken_out: list[tuple[WaitingScore, ScoreTakenOut]] = field(default_factory=list)
    # Results that are taken in, at which a person should look.
    noticed: list[Noticed] = field(default_factory=list)
    done: list[uuid.UUID] = field(default_factory=list)


def find_student(*, district: District, given: str) -> Person:
    """The student of the district with this state or local id; refused where there is none or more than one."""
    text = given.strip()
    try:
        found = students_of(district, only=[text]).find_any([text]) if text else None
    except RowRefused:
        raise NobodyHasId(NobodyHasId.SEVERAL, value=text) from None
    if found is None:
        raise NobodyHasId(value=text)
    return Person.objects.get(pk=found)


def claim(*, district: District, given_id: str, student: Person, by: User | None, now: datetime) -> ImportRun:
    """Say whose an id is: what waits under it is taken in, and later files with it find the student by themselves."""
    if student.district_id != district.pk:
        raise NobodyHasId(value=given_id)
    if not WaitingScore.objects.filter(district=district, given_id=given_id).exists():
        raise NothingWaits
    try:
        with transaction.atomic():
            ScoreId.objects.create(district=district, given_id=given_id, student=student, decided_by=by, decided_at=now)
            run = match_waiting(district=district, by=by, only=given_id)
            if run is None:
                raise NothingWaits
    except IntegrityError:
        raise NothingWaits from None
    return run


def match_waiting(*, district: District, by: User | None = None, only: str = "") -> ImportRun | None:
    """Take in what waits and whose student is known now, with a line in the ledger; None where there is nothing.

    A result that is on file already is not taken in twice. ``only``: what waits under this id.
    """
    with transaction.atomic():
        lock(district)
        rows = WaitingScore.objects.filter(district=district)
        found = _Found()
        for part in _parts(list(rows.filter(given_id=only) if only else rows)):
            _match(district, part, found)
        if not found.done:
            return None
        run = _ledger(district, by, {MATCHED: True}, created=len(found.created), unchanged=found.unchanged)
        for score in found.created:
            score.imported_by = run
        Score.objects.bulk_create(found.created, batch_size=BATCH)
        keep_first_history(Score, run, by)
        run.counts |= {"refused": len(found.differing) + len(found.taken_out), "noticed": len(found.noticed)}
        run.save(update_fields=["counts"])
        lines = (
            *(_differs(run, *pair) for pair in found.differing),
            *(_stays_out(run, *pair) for pair in found.taken_out),
            *(_odd(run, one) for one in found.noticed),
        )
        ImportLine.objects.bulk_create(lines, batch_size=BATCH)
        for start in range(0, len(found.done), AT_ONCE):
            WaitingScore.objects.filter(pk__in=found.done[start : start + AT_ONCE]).delete()
        count_rows_later()
    return run


def match_everywhere() -> int:
    """The same for every district in which something waits; how many results found their student."""
    districts = District.objects.filter(pk__in=WaitingScore.objects.order_by().values("district").distinct())
    runs = (match_waiting(district=district) for district in districts)
    return sum(run.counts["created"] + run.counts["unchanged"] for run in runs if run is not None)


def drop_waiting(*, district: District, given_id: str, by: User | None) -> ImportRun:
    """Let go what waits under an id, because it is of no student of the district. The ledger keeps what it was."""
    with transaction.atomic():
        lock(district)
        rows = list(WaitingScore.objects.filter(district=district, given_id=given_id))
        if not rows:
            raise NothingWaits
        if is_held(district, WaitingResults.key):
            raise HeldNow
        run = _ledger(district, by, {DROPPED: True}, refused=len(rows))
        ImportLine.objects.bulk_create(
            [
                ImportLine(
                    run=run,
                    verdict=ImportLine.Verdict.REFUSED,
                    row=row.row,
                    key=row.given_id,
                    label=str(row),
                    code="dropped",
                )
                for row in rows
            ],
            batch_size=BATCH,
        )
        WaitingScore.objects.filter(pk__in=[row.pk for row in rows]).delete()
    return run


def _parts(rows: list[WaitingScore]) -> Iterator[Sequence[WaitingScore]]:
    """So many at once as a statement can ask for: a row has two ids at most, asked for in three places."""
    for start in range(0, len(rows), AT_ONCE):
        yield rows[start : start + AT_ONCE]


def _match(district: District, rows: Sequence[WaitingScore], found: _Found) -> None:
    """Sort out which of these rows have a student now, and what becomes of them."""
    students = students_of(district, only={given for row in rows for given in row.given_ids})
    owners: dict[uuid.UUID, list[WaitingScore]] = {}
    for row in rows:
        try:
            owner = students.find_any(row.given_ids)
        except RowRefused:
            continue
        if owner is not None:
            owners.setdefault(owner, []).append(row)
    on_file = {
        (score.student_id, *(getattr(score, name) for name in TEST_KEY)): score
        for score in Score.objects.filter(district=district, student__in=owners)
    }
    # What an earlier part of the same run takes in counts as on file.
    on_file |= {(score.student_id, *(getattr(score, name) for name in TEST_KEY)): score for score in found.created}
    gone: dict[tuple[Any, ...], list[ScoreTakenOut]] = {}
    for one in still_out(district, {row.instrument for row in rows}, {row.school_year for row in rows}):
        gone.setdefault((one.student_id, *(getattr(one, name) for name in TEST_KEY)), []).append(one)
    starts = starts_of(students.grades, this_year_of_grades(district))
    for owner, own in owners.items():
        for row in own:
            key = (owner, *(getattr(row, name) for name in TEST_KEY))
            score, out = on_file.get(key), gone.get(key, [])
            same = next((taken for taken in out if says_the_same(vars(row), taken)), None)
            found.done.append(row.pk)
            if same is not None:
                found.taken_out.append((row, same))
            elif score is None:
                fields: dict[str, Any] = {name: getattr(row, name) for name in (*TEST_KEY, *TEST_SAYS)}
                on_file[key] = Score(district_id=district.pk, student_id=owner, **fields)
                found.created.append(on_file[key])
                found.noticed += _jumps(row, starts.get(owner))
                if out:
                    found.noticed.append(taken_out_before(row.row, row.given_id, day_of(out[0], district)))
            elif _agrees(row, score):
                found.unchanged += 1
            else:
                found.differing.append((row, score))


def _jumps(row: WaitingScore, start: int | None) -> Iterator[Noticed]:
    """Whether the grade is far from the one in which the student was that year, by the roster."""
    if start is None or not row.grade:
        return
    grade, expected = grade_number(row.grade), start + row.school_year
    if abs(grade - expected) >= JUMP:
        yield jump(row.row, row.given_id, grade, expected, by_roster=True)


def _odd(run: ImportRun, one: Noticed) -> ImportLine:
    """The ledger's line for a result at which a person should look."""
    return ImportLine(
        run=run, verdict=NOTICED, row=one.row, field=one.column, key=one.student, code=one.code, params=one.params
    )


def _agrees(row: WaitingScore, score: Score) -> bool:
    """Whether the row says nothing else than what is on file; an empty cell says nothing."""
    return all(getattr(row, name) in (None, "", getattr(score, name)) for name in MUST_AGREE)


def _differs(run: ImportRun, row: WaitingScore, score: Score) -> ImportLine:
    """The ledger's line for a result that says something else than what is on file."""
    changes = {
        name: [_plain(getattr(score, name)), _plain(getattr(row, name))]
        for name in MUST_AGREE
        if getattr(row, name) not in (None, "", getattr(score, name))
    }
    return ImportLine(
        run=run,
        verdict=ImportLine.Verdict.REFUSED,
        row=row.row,
        key=row.given_id,
        label=str(row),
        code="on_file_differs",
        params={"on_file": _said(changes, 0), "waited": _said(changes, 1)},
    )


def _stays_out(run: ImportRun, row: WaitingScore, taken: ScoreTakenOut) -> ImportLine:
    """The ledger's line for a result that a person took out."""
    return ImportLine(
        run=run,
        verdict=ImportLine.Verdict.REFUSED,
        row=row.row,
        key=row.given_id,
        label=str(row),
        code="taken_out",
        params={"day": day_of(taken, run.district)},
    )


def _plain(value: Any) -> str:
    """A value as the ledger tells it."""
    if isinstance(value, Decimal):
        return f"{value.normalize():f}"
    return "–" if value in (None, "") else str(value)


def _said(changes: dict[str, list[str]], side: int) -> str:
    """What one side says."""
    return ", ".join(values[side] for values in changes.values())


def _ledger(district: District, by: User | None, options: dict[str, Any], **counts: int) -> ImportRun:
    """A run that took in no file."""
    now = timezone.now()
    none = {"created": 0, "changed": 0, "unchanged": 0, "waiting": 0, "refused": 0, "noticed": 0}
    return ImportRun.objects.create(
        district=district,
        kind=ImportRun.Kind.SCORES,
        status=ImportRun.Status.APPLIED,
        source_name="",
        sha256="",
        options=options,
        counts=none | counts,
        created_by=by,
        created_at=now,
        applied_at=now,
    )
