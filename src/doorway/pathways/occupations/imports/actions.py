"""A release compared with what is here, and written with its ledger in one transaction."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, TypeAlias

from django.db import models, transaction

from doorway.pathways.models import NationalCourse, Occupation, Release, ReleaseLine, WageGroup
from doorway.pathways.occupations.errors import ReleaseRefused
from doorway.pathways.occupations.imports.onet import read_onet
from doorway.pathways.occupations.imports.sced import read_sced
from doorway.pathways.occupations.imports.tables import Progress
from doorway.pathways.occupations.imports.wages import read_wages

BATCH = 200
# A release that loses more than this share is more likely half a download.
MOST_VANISHED = 0.1
Table: TypeAlias = type[Occupation] | type[WageGroup] | type[NationalCourse]


@dataclass(frozen=True, kw_only=True)
class Sure:
    """What somebody has said is right although it looks wrong: the release lists far fewer than the one before; it is
    older than it; the same file was taken in under another name.
    """

    fewer: bool = False
    older: bool = False
    renamed: bool = False


NOT_SURE = Sure()
"""Nobody has said anything: whatever looks wrong is refused."""


@dataclass(frozen=True)
class Outcome:
    """What a release changed, or (``release`` empty) would change."""

    name: str
    counts: dict[str, int]
    release: Release | None
    lines: tuple[ReleaseLine, ...]


def take_in_onet(
    folder: Path,
    *,
    release: str = "",
    sure: Sure = NOT_SURE,
    dry_run: bool = False,
    now: datetime,
    progress: Progress,
) -> Outcome:
    """Take the tables of an O*NET release in, as a whole or not at all."""
    found = read_onet(folder, release, progress)
    kept = Release(kind=Release.Kind.ONET, name=found.name, source_name=str(folder)[-255:], sha256=found.sha256)
    wanted = {code: asdict(work) for code, work in found.works.items()}
    return _take_in(kept, Occupation, wanted, sure=sure, dry_run=dry_run, now=now)


def take_in_wages(
    path: Path,
    *,
    year: int | None = None,
    sure: Sure = NOT_SURE,
    dry_run: bool = False,
    now: datetime,
    progress: Progress,
) -> Outcome:
    """Take a table of national wages in, as a whole or not at all."""
    found = read_wages(path, year, progress, renamed=sure.renamed)
    kept = Release(
        kind=Release.Kind.WAGES, name=found.name, year=found.year, source_name=path.name[-255:], sha256=found.sha256
    )
    wanted = {code: asdict(wage) for code, wage in found.wages.items()}
    return _take_in(kept, WageGroup, wanted, sure=sure, dry_run=dry_run, now=now)


def take_in_sced(
    path: Path,
    *,
    release: str = "",
    sure: Sure = NOT_SURE,
    dry_run: bool = False,
    now: datetime,
    progress: Progress,
) -> Outcome:
    """Take a table of national course codes in, as a whole or not at all."""
    found = read_sced(path, release, progress)
    kept = Release(kind=Release.Kind.SCED, name=found.name, source_name=path.name[-255:], sha256=found.sha256)
    wanted = {code: asdict(course) for code, course in found.courses.items()}
    return _take_in(kept, NationalCourse, wanted, sure=sure, dry_run=dry_run, now=now)


def _take_in(
    release: Release,
    model: Table,
    wanted: Mapping[str, dict[str, Any]],
    *,
    sure: Sure,
    dry_run: bool,
    now: datetime,
) -> Outcome:
    """Compare, and write what differs."""
    with transaction.atomic():
        _check_order(release, sure)
        before: dict[str, models.Model] = {row.code: row for row in model._default_manager.select_for_update()}
        lines = list(_lines(before, wanted))
        counts = {verdict: sum(line.verdict == verdict for line in lines) for verdict in ReleaseLine.Verdict.values}
        counts["unchanged"] = len(wanted) - counts["created"] - counts["changed"]
        if counts["vanished"] > MOST_VANISHED * len(before) and not sure.fewer:
            raise ReleaseRefused(ReleaseRefused.FEWER, count=counts["vanished"], before=len(before))
        if dry_run:
            return Outcome(release.name, counts, None, tuple(lines))
        by_verdict: dict[str, list[str]] = {verdict: [] for verdict in ReleaseLine.Verdict.values}
        for line in lines:
            by_verdict[line.verdict].append(line.code)
        _write(model, wanted, by_verdict)
        release.counts, release.taken_in_at = counts, now
        release.save()
        for line in lines:
            line.release = release
        ReleaseLine.objects.bulk_create(lines, batch_size=BATCH)
    return Outcome(release.name, counts, release, tuple(lines))


def _check_order(release: Release, sure: Sure) -> None:
    """Refuse a release that is older than the one that is here, and a file that came under another name before."""
    last = Release.objects.filter(kind=release.kind).first()
    if last is None:
        return
    if not sure.renamed:
        same = Release.objects.filter(kind=release.kind, sha256=release.sha256).exclude(name=release.name).first()
        if same is not None:
            raise ReleaseRefused(ReleaseRefused.RENAMED, name=release.name, before=same.name)
    if not sure.older and _number_of(release) < _number_of(last):
        raise ReleaseRefused(ReleaseRefused.OLDER, name=release.name, last=last.name)


def _number_of(release: Release) -> tuple[int, ...]:
    """The numbers in a release's name, by which one comes after another: 29.3 is (29, 3)."""
    return tuple(map(int, re.findall(r"\d+", release.name)))


def _write(
    model: Table,
    wanted: Mapping[str, dict[str, Any]],
    codes: Mapping[str, Iterable[str]],
) -> None:
    names = [field.name for field in model._meta.concrete_fields if not field.primary_key]
    manager: Any = model._default_manager
    manager.filter(code__in=codes["vanished"]).delete()
    manager.bulk_create([model(**wanted[code]) for code in codes["created"]], batch_size=BATCH)
    manager.bulk_update([model(**wanted[code]) for code in codes["changed"]], names, batch_size=BATCH)


def _lines(before: Mapping[str, models.Model], wanted: Mapping[str, dict[str, Any]]) -> Iterable[ReleaseLine]:
    """What differs, in the order of the codes."""
    for code in sorted({*before, *wanted}):
        old, new = before.get(code), wanted.get(code)
        if new is None:
            yield ReleaseLine(verdict=ReleaseLine.Verdict.VANISHED, code=code, title=str(old)[:200])
        elif old is None:
            yield ReleaseLine(verdict=ReleaseLine.Verdict.CREATED, code=code, title=new["title"])
        else:
            fields = [name for name, value in new.items() if getattr(old, name) != value]
            if fields:
                yield ReleaseLine(verdict=ReleaseLine.Verdict.CHANGED, code=code, title=new["title"], fields=fields)
