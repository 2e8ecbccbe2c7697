"""Reading the files of a folder into models; what is wrong in them is gathered with file, key and reason."""

from __future__ import annotations

import csv
import tomllib
from pathlib import Path
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from doorway.policy.packs.errors import Problem

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
            return model.model_validate(tomllib.loads(text), context=self.context)
        except tomllib.TOMLDecodeError as error:
            self.problems.append(Problem(name, "", f"is not TOML: {error}"))
        except ValidationError as error:
            self.problems.extend(_problems(name, "", error))
        return None

    def rows(self, name: str, model: type[M]) -> list[tuple[int, M]]:
        """The file's rows as (line, model), with the problems of the others gathered."""
        text = self._text(name)
        if text is None:
            return []
        found: list[tuple[int, M]] = []
        reader = csv.DictReader(text.splitlines())
        for row in reader:
            try:
                found.append((reader.line_num, model.model_validate(row, context=self.context)))
            except ValidationError as error:
                self.problems.extend(_problems(name, f"line {reader.line_num}", error))
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


def problems_in(name: str, error: ValidationError) -> list[Problem]:
    """What is wrong in one file."""
    return _problems(name, "", error)


def _problems(name: str, where: str, error: ValidationError) -> list[Problem]:
    """What pydantic found, as file, key and reason."""
    found = []
    for item in error.errors(include_url=False):
        key = ".".join(str(part) for part in item["loc"])
        reason = item["msg"].removeprefix("Value error, ")
        found.append(Problem(name, ", ".join(part for part in (where, key) if part), reason))
    return found
