"""abilities.csv: the knowledge and skills that an occupation of the pack asks for. A pack may leave the file out.

One row for each occupation: ``Medicine and Dentistry 4.6; Psychology 4.1``, by the names and on the scale of importance
(1 to 5) of O*NET. ``of`` is the occupation whose workers were asked, where nobody asked those of this one.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Annotated, Any

from pydantic import Field, field_validator

from doorway.policy.packs.errors import Problem
from doorway.policy.packs.occupations import Code
from doorway.policy.packs.values import Part

FILE = "abilities.csv"
Importance = Annotated[float, Field(ge=1, le=5)]


class OccupationAbilities(Part):
    """What one occupation asks for: importance by name."""

    code: Code
    of: Code | None = None
    abilities: Mapping[str, Importance]

    @field_validator("of", mode="before")
    @classmethod
    def _nobody_else(cls, value: object) -> object:
        """An empty cell names no other occupation."""
        return None if value == "" else value

    @field_validator("abilities", mode="before")
    @classmethod
    def _read(cls, value: object) -> object:
        """“Biology 4.1; Chemistry 3” as a mapping."""
        if not isinstance(value, str):
            return value
        pairs = (part.strip().rpartition(" ") for part in value.split(";") if part.strip())
        found: dict[str, Any] = {name: number for name, _space, number in pairs}
        if "" in found:
            raise ValueError("each ability is a name and a number, like “Biology 4.1”")
        return found


def written(abilities: Mapping[str, float]) -> str:
    """The mapping as the file has it, most important first."""
    return "; ".join(f"{name} {value:g}" for name, value in abilities.items())


def problems_of_abilities(rows: Sequence[tuple[int, OccupationAbilities]], codes: Sequence[str]) -> Iterator[Problem]:
    """Rows of no occupation, and occupations with two rows."""
    times = Counter(row.code for _line, row in rows)
    for line, row in rows:
        if row.code not in codes:
            yield Problem(FILE, f"line {line}, code", f"{row.code} is not in occupations.toml")
        if times[row.code] > 1:
            yield Problem(FILE, f"line {line}, code", f"{row.code} is there twice")
