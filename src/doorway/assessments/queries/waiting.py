"""Reads of results that wait for their student."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from doorway.accounts.models import District
from doorway.assessments.models import WaitingScore
from doorway.policy.packs import StatePack, year_text


@dataclass(frozen=True)
class WaitingId:
    """An id that nobody has, and what waits under it. It says little about the child: no name, no score."""

    rows: tuple[WaitingScore, ...]
    pack: StatePack

    @property
    def first(self) -> WaitingScore:
        """One of the rows, to find the others by."""
        return self.rows[0]

    @property
    def given(self) -> str:
        """The ids as the file gives them."""
        return " / ".join(self.first.given_ids)

    @property
    def since(self) -> datetime:
        """Since when the first of them waits."""
        return min(row.since for row in self.rows)

    def tests(self, language: str) -> list[str]:
        """The tests and school years, each once."""
        titles = {instrument.key: instrument.title(language) for instrument in self.pack.instruments}
        found = (f"{titles.get(row.instrument, row.instrument)} {year_text(row.school_year)}" for row in self.rows)
        return list(dict.fromkeys(found))


def waiting_ids(district: District) -> list[str]:
    """The ids under which results wait, in their order."""
    rows = WaitingScore.objects.filter(district=district).order_by("given_id")
    return list(rows.values_list("given_id", flat=True).distinct())


def waiting_under(district: District, ids: Iterable[str], pack: StatePack) -> list[WaitingId]:
    """What waits under these ids. One query."""
    found: dict[str, list[WaitingScore]] = {}
    for row in WaitingScore.objects.filter(district=district, given_id__in=list(ids)):
        found.setdefault(row.given_id, []).append(row)
    return [WaitingId(tuple(found[given]), pack) for given in sorted(found)]
