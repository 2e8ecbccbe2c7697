"""How well and how fast occupations are found: ``python -m bench.occupations [ONET_FOLDER [WAGES_FILE]]``.

Asks the titles that people really use (``pathways/occupations/tests/titles.csv``) of the starter set, and with a
folder of a release of everything in it. Works in a database of its own, which is thrown away.
"""

from __future__ import annotations

import csv
import gc
import os
import sys
import tempfile
import time
from pathlib import Path
from typing import Any


def _measure(catalog: Any, rows: list[dict[str, str]]) -> None:
    """Ask every title three times; what is remembered is not asked again."""
    index = catalog.index
    known = [row for row in rows if set(row["right"].split()) & set(catalog.works)]
    wrong, times = [], []
    for row in known:
        hits = index.ask(row["said"])
        if not hits or hits[0].code not in row["right"].split():
            wrong.append(row["said"])
        for _ in range(3):
            began = time.perf_counter()
            index.ask(row["said"])
            times.append(1000 * (time.perf_counter() - began))
    times.sort()
    right = len(known) - len(wrong)
    print(f"  right first: {right} of {len(known)} ({right / len(known):.1%}); not: {', '.join(wrong) or 'none'}")
    print(f"  ms: median {times[len(times) // 2]:.1f}, 95 % {times[int(0.95 * len(times))]:.1f}, most {times[-1]:.1f}")


def main(folder: Path | None, wages: Path | None) -> None:
    """Measure the starter set, then the release."""
    os.environ["DOORWAY_HOME"] = tempfile.mkdtemp(prefix="doorway-occupations-")
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "doorway.config.settings")
    import django

    django.setup()
    from django.core.management import call_command
    from django.utils import timezone

    from doorway.pathways.occupations import tests
    from doorway.pathways.occupations.catalog import catalog
    from doorway.pathways.occupations.imports import take_in_onet, take_in_wages
    from doorway.policy.queries import state_pack

    call_command("migrate", verbosity=0)
    with (Path(tests.__file__).parent / "titles.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    if folder is not None:
        options = {"now": timezone.now(), "progress": lambda done, total: None}
        print("Starter set")
        _measure(catalog(state_pack()), rows)
        began = time.perf_counter()
        outcome = take_in_onet(folder, **options)
        if wages is not None:
            take_in_wages(wages, **options)
        print(f"{outcome.name}, taken in in {time.perf_counter() - began:.1f} s")
    began = time.perf_counter()
    made = catalog(state_pack())
    count = len(made.index.titles)
    print(f"{len(made.works):,} occupations, {count:,} titles, ready in {time.perf_counter() - began:.1f} s")
    gc.freeze()
    _measure(made, rows)


if __name__ == "__main__":
    main(*[Path(argument) for argument in sys.argv[1:3]], *[None] * (2 - len(sys.argv[1:3])))
