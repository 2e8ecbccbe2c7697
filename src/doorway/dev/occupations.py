"""Figures of a pack's occupations from the releases: ``python -m doorway.dev.occupations PACK ONET_DIR WAGES_FILE``.

The words of ``occupations.toml`` are written by hand; this writes ``occupations.csv`` beside them: interests, job zone
and education of each code from O*NET, wage and employment from the Bureau of Labor Statistics. Both are read in the
short CSV form that ``doorway import`` takes. A code that is in neither is named, and nothing is written.
"""

from __future__ import annotations

import csv
import sys
import tomllib
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

from doorway.policy.packs.occupations import interest_letters, usual_education

ONET, WAGES, GENERAL = "onet-29.3", "oews-2024", "general"
WAGE_YEAR = 2024
COLUMNS = (
    "code", "interests", "job_zone", "source", "education", "education_source", "annual_median", "hourly_median",
    "employment", "wage_group", "wage_year", "wage_source",
)  # fmt: skip
# Statistics that are published only for a group of several occupations.
WIDER = {
    "21-1014": "21-1018", "25-2056": "25-2052", "25-9042": "25-9045", "29-2012": "29-2010", "31-1121": "31-1120",
    "39-7011": "39-7010",
}  # fmt: skip
# Occupations whose workers the release did not ask about their education.
NOT_ASKED = {
    "11-9013.00": "high_school", "13-2011.00": "bachelor", "15-1252.00": "bachelor", "15-2051.00": "bachelor",
    "17-3011.00": "associate", "25-2056.00": "bachelor", "27-3023.00": "bachelor", "29-2042.00": "certificate",
    "29-2043.00": "certificate", "29-2072.00": "certificate", "53-3051.00": "high_school", "53-3053.00": "high_school",
}  # fmt: skip


def _rows(path: Path) -> Iterator[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        yield from csv.DictReader(file)


def _interests(folder: Path) -> dict[str, str]:
    """The letters of each occupation's interests."""
    scores: dict[str, dict[str, float]] = defaultdict(dict)
    for row in _rows(folder / "interests.csv"):
        if row["scale"] == "OI":
            scores[row["onetsoc_code"]][row["element"]] = float(row["value"])
    return {code: interest_letters(values) for code, values in scores.items()}


def _education(folder: Path) -> dict[str, str]:
    """The least education that is enough for half of those who answered."""
    shares: dict[str, dict[int, float]] = defaultdict(dict)
    for row in _rows(folder / "education_required.csv"):
        shares[row["onetsoc_code"]][int(row["category"])] = float(row["percent"])
    return {code: usual_education(steps) for code, steps in shares.items()}


def figures(codes: list[str], onet: Path, wages: Path) -> tuple[list[dict[str, object]], list[str]]:
    """A row for each code, and what could not be found."""
    interests, education = _interests(onet), _education(onet)
    zones = {row["onetsoc_code"]: row["job_zone"] for row in _rows(onet / "job_zones.csv")}
    paid = {row["soc_code"]: row for row in _rows(wages)}
    rows: list[dict[str, object]] = []
    missing = []
    for code in codes:
        group = WIDER.get(code[:7], code[:7])
        step = education.get(code) or NOT_ASKED.get(code)
        if code not in interests or code not in zones or group not in paid or step is None:
            missing.append(code)
            continue
        wage = paid[group]
        values = (
            code, interests[code], zones[code], ONET, step, ONET if code in education else GENERAL,
            wage["annual_median_wage"], wage["hourly_median_wage"], wage["total_employment"], group, WAGE_YEAR, WAGES,
        )  # fmt: skip
        rows.append(dict(zip(COLUMNS, values, strict=True)))
    return rows, missing


def main(pack: Path, onet: Path, wages: Path) -> int:
    """Write the file; 1 when a code has no figures."""
    words = tomllib.loads((pack / "occupations.toml").read_text(encoding="utf-8"))
    rows, missing = figures([occupation["code"] for occupation in words["occupations"]], onet, wages)
    if missing:
        print(f"No figures for: {', '.join(missing)}. Nothing was written.")
        return 1
    with (pack / "occupations.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, COLUMNS, lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
    print(f"{len(rows)} occupations.")
    return 0


if __name__ == "__main__":
    sys.exit(main(*(Path(argument) for argument in sys.argv[1:4])))
