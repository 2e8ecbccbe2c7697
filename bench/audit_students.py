#!/usr/bin/env python3
"""Invented students for the audit's benchmarks: grades 9 to 12, nine credits a year in semesters, with real life in it.

bench/audit_students.py 100000 -o var/bench/students.jsonl [--seed 1]
"""

from __future__ import annotations

import argparse
import json
import os
import random
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "src"))

YEAR = 2027  # the school year 2026-27 is running
MARKS = ["A", "A-", "B+", "B", "B-", "C+", "C", "C-", "D+", "D", "D-", "P"]
WEIGHTS = [20, 12, 12, 14, 9, 8, 8, 5, 3, 3, 1, 3]
CORE = {
    9: ["ENG-9", "SEC-MATH-1", "EARTH-SCIENCE", "GEOGRAPHY", "HEALTH-2", "PARTICIPATION"],
    10: ["ENG-10", "SEC-MATH-2", "BIOLOGY", "WORLD-HISTORY", "FITNESS", "FAMILY"],
    11: ["ENG-11", "SEC-MATH-3", "CHEMISTRY", "US-HISTORY", "LIFETIME", "GEN-FINANCE"],
    12: ["ENG-12", "PRECALCULUS", "PHYSICS", "US-GOVERNMENT", "BUSINESS-OFFICE", "PSYCHOLOGY"],
}
INSTEAD = {
    "ENG-9": ["ENG-9-H"], "ENG-10": ["ENG-10-H", "AP-SEMINAR"], "ENG-11": ["AP-LANG", "ENGL-1010"],
    "ENG-12": ["AP-LIT", "ENGL-1010", "CREATIVE-WRITING"], "SEC-MATH-3": ["MATH-DECISIONS", "MATH-FINANCE"],
    "PRECALCULUS": ["AP-CALC-AB", "AP-STATISTICS", "MATH-1050", "WELDING-1"], "BIOLOGY": ["BIOLOGY-AG", "AP-BIOLOGY"],
    "EARTH-SCIENCE": ["AP-ENVIRONMENTAL", "CS-PRINCIPLES"], "PHYSICS": ["AP-CHEMISTRY", "BIOL-1010", "ANATOMY"],
    "CHEMISTRY": ["PHYSICS-TECH", "ASTRONOMY", "AP-CS-PRINCIPLES"],
    "US-HISTORY": ["AP-US-HISTORY"], "US-GOVERNMENT": ["CONSTITUTION"],
    "PARTICIPATION": ["SPORT-TRACK"], "LIFETIME": ["SPORT-WRESTLING", "WEIGHTS"], "GEN-FINANCE": ["FIN-1050"],
    "BUSINESS-OFFICE": ["DIGITAL-BUSINESS", "WEB-1", "EXPLORING-CS"],
}  # fmt: skip


class Maker:
    """Makes students, each from the dice of its seed."""

    def __init__(self, seed: int) -> None:
        # The rules' sentences are translated ones, and ask for settings as soon as they are read.
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "doorway.config.settings")
        from doorway.pathways.rules import load_rules  # late: the path is set above

        self.dice = random.Random(seed)  # noqa: S311 # invented students need no secrets
        catalog = load_rules("utah/garfield").sets[0].catalog
        self.credits = {code: kind.credits / 1000 for code, kind in catalog.items()}
        core = {code for codes in CORE.values() for code in codes} | {c for codes in INSTEAD.values() for c in codes}
        self.again = {code for code, kind in catalog.items() if kind.repeatable}
        self.taken: set[str] = set()
        self.electives = sorted(set(catalog) - core)

    def student(self, number: int) -> dict[str, Any]:
        """One student as a line of the file."""
        dice = self.dice
        self.taken = set()
        grade = dice.choice((9, 10, 11, 12))
        class_of = YEAR + 12 - grade
        rows: list[dict[str, Any]] = []
        if dice.random() < 0.06:
            rows.append(self._row("SEC-MATH-1", class_of - 4, "Y", 8, 1.0))
        for taken in range(9, 13):
            rows += self._year(taken, class_of - 12 + taken, planned=dice.random() < 0.8)
        line: dict[str, Any] = {"student": f"s{number}", "class_of": class_of, "grade": grade, "courses": rows}
        if dice.random() < 0.05:
            line["decisions"] = [self._decision(rows)]
        return line

    def _year(self, grade: int, year: int, *, planned: bool) -> list[dict[str, Any]]:
        dice = self.dice
        if year > YEAR and not planned:
            return []
        codes = [
            dice.choice(INSTEAD[code]) if code in INSTEAD and dice.random() < 0.2 else code for code in CORE[grade]
        ]
        rows: list[dict[str, Any]] = []
        total = 0.0
        for code in [*codes, *dice.sample(self.electives, 20)]:
            if total >= 9:
                break
            if code in self.taken and code not in self.again:
                continue
            self.taken.add(code)
            credit = self.credits[code]
            total += credit
            terms = ("S1", "S2") if credit == 1.0 else (dice.choice(("S1", "S2")),)
            for term in terms:
                rows.append(self._row(code, year, term, grade, credit / len(terms)))
                if rows[-1].get("mark") == "F" and dice.random() < 0.7 and year < YEAR:
                    rows.append(self._row(code, year, "Summer", grade, credit / len(terms)))
        return rows

    def _row(self, code: str, year: int, term: str, grade: int, credit: float) -> dict[str, Any]:
        row: dict[str, Any] = {
            "code": code,
            "year": f"{year - 1}-{year % 100:02d}",
            "term": term,
            "grade": grade,
            "credits": credit,
        }
        if year > YEAR:
            row["state"] = "planned"
        elif year == YEAR and term != "S1":
            row["state"] = "in_progress"
        else:
            failed = self.dice.random()
            row["mark"] = (
                "F"
                if failed < 0.05
                else "W"
                if failed < 0.06
                else "I"
                if failed < 0.065
                else self.dice.choices(MARKS, WEIGHTS)[0]
            )
        return row

    def _decision(self, rows: list[dict[str, Any]]) -> dict[str, Any]:
        signed = {"person": "June Carter", "reason": "agreed with the family", "date": "2026-09-01"}
        kind = self.dice.choice(("waiver", "opt_out", "pin"))
        if kind == "waiver":
            return signed | {"kind": kind, "line": "arts", "credits": 0.5}
        if kind == "opt_out":
            return signed | {"kind": kind, "opens": "math_3_opt_out"}
        row = self.dice.choice(rows)
        return signed | {"kind": kind, "line": "electives", "courses": [f"{row['code']}@{row['year']}/{row['term']}"]}


def students(count: int, seed: int) -> Iterator[str]:
    """Lines of the file."""
    maker = Maker(seed)
    return (json.dumps(maker.student(number), separators=(",", ":")) for number in range(count))


def main() -> None:
    """Write the file."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("count", type=int)
    parser.add_argument("-o", "--out", type=Path, required=True)
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    given.out.parent.mkdir(parents=True, exist_ok=True)
    with given.out.open("w", encoding="utf-8") as file:
        for line in students(given.count, given.seed):
            file.write(line + "\n")


if __name__ == "__main__":
    main()
