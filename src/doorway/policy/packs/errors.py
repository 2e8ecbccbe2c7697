"""What is said when a pack cannot be used."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


class Wrong(ValueError):
    """Something wrong in a file, as a sentence with its values apart, so that it can be said in another language."""

    def __init__(self, sentence: str, **values: object) -> None:
        """``sentence``: in English, with ``%(name)s`` for each value."""
        self.sentence, self.values = sentence, values
        super().__init__(sentence % values)


@dataclass(frozen=True)
class Problem:
    """One thing wrong in a pack: the file, the place in it, and the reason.

    ``sentence`` and ``values``: the same reason as :class:`Wrong` has it; empty where it is told in English only.
    """

    file: str
    key: str
    reason: str
    sentence: str = field(default="", compare=False)
    values: Mapping[str, object] = field(default_factory=dict, compare=False)

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
