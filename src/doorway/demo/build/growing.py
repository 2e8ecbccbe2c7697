"""Growth of the last school year: computed by the product, among invented students of the rest of the state."""

from __future__ import annotations

from pathlib import Path

from doorway.assessments.growth import ledger
from doorway.demo.build.stage import Stage
from doorway.demo.generate.others import write_others
from doorway.policy.queries import state_pack

OTHERS = "scores-of-others.csv.gz"


def compute_growth(stage: Stage, folder: Path) -> None:
    """Write the file of the others, and compute as ``doorway growth school-year`` does."""
    from doorway.assessments.growth import running  # late: NumPy is paid for only where there is work

    path = folder / OTHERS
    write_others(stage.draft, state_pack(stage.district), path)
    year = stage.draft.calendar.end_year - 1
    run = ledger.begin_at_once(district=stage.district, year=year, now=stage.now)
    with ledger.writing(run) as tell:
        ledger.finish(run, running.grow(stage.district, year, tell=tell, among=str(path)))
