"""Figures of a pack's occupations from the releases: ``python -m doorway.dev.occupations PACK ONET_DIR WAGES``.

The words of ``occupations.toml`` are written by hand; this writes ``occupations.csv`` beside them: interests, job zone
and education of each code from O*NET, wage and employment from the Bureau of Labor Statistics. Both are read in the
short CSV form that ``doorway import`` takes. A code that is in neither is named, and nothing is written.

With the tables of knowledge and skills it writes ``abilities.csv`` too: what each occupation asks for more than others
do. A second folder takes how important each of them is in the middle of all occupations (``usual.csv``).
"""

from __future__ import annotations

import csv
import statistics
import sys
import tomllib
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

from doorway.pathways.core.leading import Usual, needs
from doorway.policy.packs.abilities import FILE, written
from doorway.policy.packs.occupations import interest_letters, least_education, usual_education

ONET, WAGES, GENERAL = "onet-29.3", "oews-2024", "general"
WAGE_YEAR = 2024
MOST_ABILITIES = 12
COLUMNS = (
    "code", "interests", "job_zone", "source", "education", "education_least", "education_source", "annual_median",
    "hourly_median", "employment", "wage_group", "wage_year", "wage_source",
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


def _education(folder: Path) -> dict[str, tuple[str, str]]:
    """The least education that is enough for half of those who answered, and for many where that is less."""
    shares: dict[str, dict[int, float]] = defaultdict(dict)
    for row in _rows(folder / "education_required.csv"):
        shares[row["onetsoc_code"]][int(row["category"])] = float(row["percent"])
    found = {code: (usual_education(steps), least_education(steps)) for code, steps in shares.items()}
    return {code: (usual, "" if least == usual else least) for code, (usual, least) in found.items()}


def figures(codes: list[str], onet: Path, wages: Path) -> tuple[list[dict[str, object]], list[str]]:
    """A row for each code, and what could not be found."""
    interests, education = _interests(onet), _education(onet)
    zones = {row["onetsoc_code"]: row["job_zone"] for row in _rows(onet / "job_zones.csv")}
    paid = {row["soc_code"]: row for row in _rows(wages)}
    rows: list[dict[str, object]] = []
    missing = []
    for code in codes:
        group = WIDER.get(code[:7], code[:7])
        step, least = education.get(code) or (NOT_ASKED.get(code), "")
        if code not in interests or code not in zones or group not in paid or step is None:
            missing.append(code)
            continue
        wage = paid[group]
        values = (
            code, interests[code], zones[code], ONET, step, least,
            ONET if code in education else GENERAL, wage["annual_median_wage"], wage["hourly_median_wage"],
            wage["total_employment"], group, WAGE_YEAR, WAGES,
        )  # fmt: skip
        rows.append(dict(zip(COLUMNS, values, strict=True)))
    return rows, missing


def abilities_in(onet: Path) -> dict[str, dict[str, float]]:
    """Importance of knowledge and skills by occupation; nothing where the release lacks the tables."""
    found: dict[str, dict[str, float]] = defaultdict(dict)
    for name in ("knowledge.csv", "skills.csv"):
        for row in _rows(onet / name) if (onet / name).exists() else ():
            found[row["onetsoc_code"]][row["element"]] = float(row["importance"])
    return dict(found)


def usual_of(abilities: dict[str, dict[str, float]]) -> dict[str, Usual]:
    """How important each ability is in the middle of all occupations, and how far they lie apart."""
    by_name: dict[str, list[float]] = defaultdict(list)
    for asked in abilities.values():
        for name, value in asked.items():
            by_name[name].append(value)
    return {
        name: Usual(round(statistics.mean(values), 3), round(statistics.pstdev(values), 3))
        for name, values in sorted(by_name.items())
    }


def ability_rows(codes: list[str], onet: Path) -> list[tuple[str, str, str]]:
    """Rows of abilities.csv. Where nobody was asked, those of the nearest related occupation stand."""
    asked = abilities_in(onet)
    usual = usual_of(asked)
    near: dict[str, list[str]] = defaultdict(list)
    for row in _rows(onet / "related_occupations.csv") if asked else ():
        near[row["onetsoc_code"]].append(row["related_onetsoc_code"])
    rows = []
    for code in codes:
        of = code if code in asked else next((other for other in near.get(code, ()) if other in asked), "")
        if of:
            need = needs(asked[of], usual)
            most = sorted(need, key=lambda name: (-need[name], name))[:MOST_ABILITIES]
            told = {name: asked[of][name] for name in sorted(most, key=lambda name: (-asked[of][name], name))}
            rows.append((code, "" if of == code else of, written(told)))
    return rows


def write_usual(onet: Path, path: Path) -> None:
    """usual.csv: the middle of all occupations."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(("ability", "mean", "spread"))
        writer.writerows((name, f"{u.mean:g}", f"{u.spread:g}") for name, u in usual_of(abilities_in(onet)).items())


def main(pack: Path, onet: Path, wages: Path, classes: Path | None = None) -> int:
    """Write the files; 1 when a code has no figures."""
    words = tomllib.loads((pack / "occupations.toml").read_text(encoding="utf-8"))
    rows, missing = figures([occupation["code"] for occupation in words["occupations"]], onet, wages)
    if missing:
        print(f"No figures for: {', '.join(missing)}. Nothing was written.")
        return 1
    with (pack / "occupations.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, COLUMNS, lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
    told = ability_rows([occupation["code"] for occupation in words["occupations"]], onet)
    if told:
        with (pack / FILE).open("w", encoding="utf-8", newline="") as file:
            able = csv.writer(file, lineterminator="\n")
            able.writerow(("code", "of", "abilities"))
            able.writerows(told)
    if classes is not None:
        write_usual(onet, classes / "usual.csv")
    print(f"{len(rows)} occupations, {len(told)} of them with knowledge and skills.")
    return 0


if __name__ == "__main__":
    sys.exit(main(*(Path(argument) for argument in sys.argv[1:5])))
