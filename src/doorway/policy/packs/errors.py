"""What is said when a pack cannot be used."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Problem:
    """One thing wrong in a pack: the file, the place in it, and the reason."""

    file: str
    key: str
    reason: str

    def __str__(self) -> str:
        """The problem on one line."""
        place = f"{self.file}, {self.key}" if self.key else self.file
        return f"{place}: {self.reason}"


class PackError(Exception):
    """A state pack cannot be used; every problem found is named, not only the first."""

    def __init__(self, pack: str, problems: tuple[Problem, ...]) -> None:
        self.pack = pack
        self.problems = problems
        lines = "\n".join(f"  {problem}" for problem in problems)
        super().__init__(f"The state pack {pack} cannot be used.\n{lines}")
