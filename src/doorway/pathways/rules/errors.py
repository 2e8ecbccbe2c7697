"""What is said when requirements cannot be used."""

from __future__ import annotations

from doorway.policy.packs import Problem


class RulesError(Exception):
    """Requirements cannot be used; every problem found is named, not only the first."""

    def __init__(self, rules: str, problems: tuple[Problem, ...]) -> None:
        self.rules = rules
        self.problems = problems
        lines = "\n".join(f"  {problem}" for problem in problems)
        super().__init__(f"The requirements {rules} cannot be used.\n{lines}")


class NoSetForClass(LookupError):
    """There are no requirements for a graduating class."""

    def __init__(self, rules: str, class_of: int, known: str) -> None:
        super().__init__(f"{rules} has no requirements for the class of {class_of}. It has: {known}.")
