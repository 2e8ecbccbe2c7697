"""One cohort, fitted by both: R's quantreg in a process that stays, and the engine before and after it."""

from __future__ import annotations

import shutil
import statistics
import subprocess
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Self

import numpy as np
from numpy.typing import NDArray

from doorway.assessments.core.growth.cohorts import Cohort
from doorway.assessments.core.growth.path import quantile_path
from doorway.assessments.core.growth.splines import dense_design

HOW_TO_GET_R = "On Debian and Ubuntu: apt-get install --no-install-recommends r-base-core r-cran-quantreg"
SCRIPT = Path(__file__).with_name("quantreg.R")


class NoQuantreg(Exception):
    """R or its package quantreg is not on this machine."""


@dataclass(frozen=True)
class Pair:
    """A cohort and what both needed, in seconds on the clock and of the processor; ``same``: equal percentiles."""

    grade: int
    order: int
    students: int
    coefficients: int
    ours: float
    ours_processor: float
    theirs: float
    theirs_processor: float
    same: int


class Quantreg:
    """R with quantreg loaded, which fits one design after the other."""

    def __init__(self) -> None:
        program = shutil.which("Rscript")
        if program is None:
            raise NoQuantreg
        self.folder = tempfile.TemporaryDirectory()
        self.process = subprocess.Popen(
            [program, "--vanilla", str(SCRIPT)], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL, text=True,
        )  # fmt: skip
        ready = self._answer()
        if ready[:1] != ["ready"]:
            self.close()
            raise NoQuantreg
        self.version = f"R {ready[1]}, quantreg {ready[2]}"

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Let R end."""
        if self.process.stdin is not None:
            self.process.stdin.close()
        self.process.wait()
        self.folder.cleanup()

    def _answer(self) -> list[str]:
        return [] if self.process.stdout is None else self.process.stdout.readline().split()

    def fit(self, matrix: NDArray[np.float64], scores: NDArray[np.float64]) -> tuple[float, float, NDArray[np.int32]]:
        """Seconds on the clock, seconds of the processor (100 fits, nothing else), predictions below each score."""
        folder = Path(self.folder.name)
        (folder / "size").write_bytes(np.array(matrix.shape, np.int32).tobytes())
        (folder / "design").write_bytes(np.asarray(matrix.T, np.float64, order="C").tobytes())
        (folder / "scores").write_bytes(np.asarray(scores, np.float64).tobytes())
        if self.process.stdin is None:
            raise NoQuantreg
        print(folder, file=self.process.stdin, flush=True)
        elapsed, processor = self._answer()
        return float(elapsed), float(processor), np.fromfile(folder / "below", np.int32)


def fit_ours(cohort: Cohort) -> tuple[float, float, NDArray[np.int32]]:
    """The same of the engine on one core. The making of the design is in its time, unlike in R's."""
    clock, processor = time.perf_counter(), time.process_time()
    path = quantile_path(cohort.priors, cohort.scores, cohort.knots)
    return time.perf_counter() - clock, time.process_time() - processor, path.below


def compare(cohort: Cohort, quantreg: Quantreg) -> Pair:
    """Ours twice, R, ours twice: a busy moment of the machine meets both. Of ours the median counts."""
    before = [fit_ours(cohort) for _ in range(2)]
    matrix = dense_design(cohort.priors, cohort.knots)
    elapsed, processor, below = quantreg.fit(matrix, cohort.scores)
    ours = [*before, *(fit_ours(cohort) for _ in range(2))]
    same = np.clip(below, 1, 99) == np.clip(ours[0][2], 1, 99)
    return Pair(
        cohort.grade, cohort.order, cohort.scores.size, matrix.shape[1],
        statistics.median(one[0] for one in ours), statistics.median(one[1] for one in ours),
        elapsed, processor, int(same.sum()),
    )  # fmt: skip
