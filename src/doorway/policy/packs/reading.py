"""Reading the files of a folder into models; what is wrong in them is gathered with file, key and reason."""

from __future__ import annotations

import csv
import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from doorway.policy.packs.errors import Problem
from doorway.policy.packs.mistakes import no_toml, problems_in

M = TypeVar("M", bound=BaseModel)


class PackReader:
    """Reads the files of one folder and gathers what is wrong in them. ``context`` goes to the models."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.context: dict[str, Any] = {}
        self.problems: list[Problem] = []

    def toml(self, name: str, model: type[M]) -> M | None:
        """The file as a model, or none with its problems gathered."""
        text = self._text(name)
        if text is None:
            return None
        try:
            data = tomllib.loads(text)
        except tomllib.TOMLDecodeError as error:
            self.problems.append(no_toml(name, error))
            return None
        try:
            return model.model_validate(data, context=self.context)
        except ValidationError as error:
            self.problems.extend(problems_in(name, error, model, data))
        return None

    def rows(
        self,
        name: str,
        model: type[M],
        *,
        knows: Callable[[str], bool] | None = None,
        prepared: Callable[[dict[str, Any]], dict[str, Any] | None] = dict,
    ) -> list[tuple[int, M]]:
        """The file's rows as (line, model), with the problems of the others gathered.

        ``knows``: which columns there can be; each other one is named once, and not at every row. ``prepared``: a row
        as the model takes it, or none where it says nothing.
        """
        text = self._text(name)
        if text is None:
            return []
        found: list[tuple[int, M]] = []
        reader = csv.DictReader(text.splitlines())
        unknown = [column for column in reader.fieldnames or () if knows is not None and not knows(column)]
        self.problems += [
            Problem(name, f"column {column}", "is not known; take it out of the file") for column in unknown
        ]
        for cells in reader:
            row = prepared({column: cell for column, cell in cells.items() if column not in unknown})
            if row is None:
                continue
            try:
                found.append((reader.line_num, model.model_validate(row, context=self.context)))
            except ValidationError as error:
                where = f"line {reader.line_num}"
                self.problems.extend(problems_in(name, error, model, where=where))
        return found

    def _text(self, name: str) -> str | None:
        """The file's text, or none with the problem gathered."""
        try:
            return (self.folder / name).read_text(encoding="utf-8-sig")
        except FileNotFoundError:
            self.problems.append(Problem(name, "", "is missing"))
        except (OSError, UnicodeDecodeError) as error:
            self.problems.append(Problem(name, "", f"cannot be read: {error}"))
        return None
