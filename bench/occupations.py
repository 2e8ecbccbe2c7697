"""How well and how fast occupations are found: ``python -m bench.occupations [ONET_FOLDER [WAGES_FILE]]``.

Asks the titles that people really use of the starter set, and with a folder of a release of everything in it: our own
list (``pathways/occupations/tests/titles.csv``), and the lists of somebody else (``titles_of_a_reader.csv``). Works in
a database of its own, which is thrown away.
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

LISTS = ("titles.csv", "titles_of_a_reader.csv")


def _measure(catalog: Any, rows: list[dict[str, str]]) -> None:
    """Ask every title once, as a page does; what was asked lately is remembered, and would take no time at all."""
    right, missing, wrong, clock, processor = 0, 0, [], [], []
    for row in rows:
        began, worked = time.perf_counter(), time.process_time()
        answer = catalog.ask(row["said"])
        clock.append(1000 * (time.perf_counter() - began))
        processor.append(1000 * (time.process_time() - worked))
        if answer.found and answer.found[0][0].code in row["right"].split():
            right += 1
        elif answer.absent in row["right"].split():
            missing += 1
        else:
            wrong.append(row["said"])
    print(f"  right first: {right} of {len(rows)} ({right / len(rows):.1%}), rightly said not to be here: {missing}")
    print(f"  neither: {len(wrong)} ({', '.join(wrong) or 'none'})")
    for name, times in (("ms by the clock", sorted(clock)), ("ms of the processor", sorted(processor))):
        print(f"  {name}: median {times[len(times) // 2]:.1f}, 95 % {times[int(0.95 * len(times))]:.1f},", end=" ")
        print(f"most {times[-1]:.1f}")


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

    def measured(name: str) -> None:
        made = catalog(state_pack())
        began = time.perf_counter()
        count = len(made.index.titles)
        print(
            f"{name}: {len(made.works):,} occupations, {count:,} titles, ready in {time.perf_counter() - began:.1f} s"
        )
        gc.freeze()
        for list_name in LISTS:
            with (Path(tests.__file__).parent / list_name).open(encoding="utf-8") as file:
                rows = list(csv.DictReader(file))
            print(f" {list_name}, {len(rows)} titles")
            _measure(made, rows)

    call_command("migrate", verbosity=0)
    measured("Starter set")
    if folder is not None:
        options: dict[str, Any] = {"now": timezone.now(), "progress": lambda done, total: None}
        began = time.perf_counter()
        outcome = take_in_onet(folder, **options)
        if wages is not None:
            take_in_wages(wages, **options)
        print(f"{outcome.name}, taken in in {time.perf_counter() - began:.1f} s")
        measured("With the releases")


if __name__ == "__main__":
    main(*[Path(argument) for argument in sys.argv[1:3]], *[None] * (2 - len(sys.argv[1:3])))
