"""The table of national wages: our short CSV, or the official national spreadsheet, also saved as CSV."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from pathlib import Path

from doorway.pathways.occupations.errors import ReleaseRefused
from doorway.pathways.occupations.imports.sheets import open_any
from doorway.pathways.occupations.imports.tables import Problems, Progress, sha256_of

GROUP = re.compile(r"^\d{2}-\d{4}$")
# The major groups of the national classification (SOC) by their two digits, and all occupations together. The table of
# occupations says no more: the statistics join some of its groups into ones of their own (“13-1020”).
MAJOR = frozenset({"00", *(f"{number:02d}" for number in range(11, 56, 2))})
COLUMNS = {
    "code": ("soc_code", "OCC_CODE"),
    "title": ("OCC_TITLE",),
    "employment": ("total_employment", "TOT_EMP"),
    "hourly_median": ("hourly_median_wage", "H_MEDIAN"),
    "annual_median": ("annual_median_wage", "A_MEDIAN"),
}
# The official files hold areas and industries in the same table; the nation over all industries is 1 and 000000.
OFFICIAL: dict[str, tuple[str, ...]] = {"area_type": (), "naics": ()}
# A spreadsheet that keeps it as a number may say 1.0.
NATION = {"1", "1.0"}
# Not published, and "at least": no number that can be shown.
NO_NUMBER = {"", "*", "**", "#", "~"}


@dataclass(frozen=True)
class Wage:
    """One group; the fields of :class:`doorway.pathways.models.WageGroup`."""

    code: str
    title: str
    employment: int | None
    annual_median: int | None
    hourly_median: Decimal | None


@dataclass(frozen=True)
class WageRelease:
    """A whole release."""

    name: str
    year: int
    sha256: str
    wages: dict[str, Wage]


def read_wages(path: Path, year: int | None, progress: Progress, *, renamed: bool = False) -> WageRelease:
    """The release in a file; :class:`ReleaseRefused` with every reason when it cannot be one.

    ``renamed``: the year is right although the file's name says another.
    """
    table = open_any(path, COLUMNS, OFFICIAL)
    named = _year_in(path.name)
    if year is not None and named is not None and named != year and not renamed:
        raise ReleaseRefused(ReleaseRefused.OTHER_YEAR, named=named, year=year)
    found_year = year or named
    if found_year is None:
        raise ReleaseRefused(ReleaseRefused.NO_YEAR)
    problems, wages = Problems(), {}
    total = path.stat().st_size
    for row, cells in table.rows():
        if cells.get("area_type", "1") not in NATION or cells.get("naics", "0").strip("0."):
            continue
        code = cells["code"]
        if not GROUP.match(code):
            problems.add(table.name, row, "code", "group", value=code[:40])
            continue
        if code[:2] not in MAJOR:
            problems.add(table.name, row, "code", "no_group", value=code)
            continue
        if code in wages:
            problems.add(table.name, row, "code", "twice", value=code)
            continue
        numbers = {name: _number(problems, table.name, row, name, cells[name])
                   for name in ("employment", "annual_median", "hourly_median")}  # fmt: skip
        wages[code] = Wage(
            code,
            cells["title"][:200],
            None if numbers["employment"] is None else int(numbers["employment"]),
            None if numbers["annual_median"] is None else int(numbers["annual_median"]),
            numbers["hourly_median"],
        )
    progress(total, total)
    problems.refuse()
    if not wages:
        raise ReleaseRefused(ReleaseRefused.NOTHING, file=table.name)
    return WageRelease(f"BLS OEWS, May {found_year}", found_year, sha256_of([path]), wages)


def _year_in(name: str) -> int | None:
    """The year in the file's name: ``oews_national_may2024``, ``national_M2024_dl``; None where there is none."""
    found = re.search(r"(?:^|\D)(20\d{2})(?:\D|$)", name)
    return None if found is None else int(found[1])


def _number(problems: Problems, file: str, row: int, column: str, text: str) -> Decimal | None:
    """A figure, or none where nothing was published."""
    if text in NO_NUMBER:
        return None
    most = 1_000_000_000 if column == "employment" else 10_000_000
    try:
        value = Decimal(text.replace(",", "").replace("$", ""))
    except InvalidOperation:
        value = Decimal("NaN")
    if value.is_finite() and 0 <= value <= most:
        return value.quantize(Decimal("0.01")) if column == "hourly_median" else value
    problems.add(file, row, column, "number", value=text[:40], low="0", high=f"{most:,}")
    return None
