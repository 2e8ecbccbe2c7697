"""Reading a pack from its folder; everything wrong in it is said at once."""

from __future__ import annotations

import csv
import tomllib
from functools import lru_cache
from pathlib import Path
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from doorway.policy.packs.checks import problems_of
from doorway.policy.packs.errors import PackError, Problem
from doorway.policy.packs.instruments import Cut, Instrument, Tests
from doorway.policy.packs.model import ConferencesFile, PackFile, PlansFile, SourcesFile, StatePack, WordsFile

SHIPPED = Path(__file__).resolve().parents[2] / "packs"
CUTS_FILE = "cuts.csv"

M = TypeVar("M", bound=BaseModel)


def load_pack(name_or_path: str | Path) -> StatePack:
    """The pack by its name below doorway/packs or by the path of its folder; PackError names all that is wrong."""
    return _load(_folder(name_or_path))


def _folder(name_or_path: str | Path) -> Path:
    """The pack's folder; PackError when there is none."""
    shipped = SHIPPED / str(name_or_path)
    for folder in (shipped, Path(name_or_path)):
        if (folder / "pack.toml").is_file():
            return folder.resolve()
    known = ", ".join(sorted(path.parent.name for path in SHIPPED.glob("*/pack.toml")))
    reason = f"was not found. Write the path of a folder that holds it, or one of: {known}"
    raise PackError(str(name_or_path), (Problem("pack.toml", "", reason),))


@lru_cache(maxsize=8)
def _load(folder: Path) -> StatePack:
    """The pack in a folder, read once per process."""
    reader = _Reader(folder)
    about = reader.toml("pack.toml", PackFile)
    if about is None:
        raise PackError(str(folder), tuple(reader.problems))
    reader.context = {"languages": about.languages}
    about = reader.toml("pack.toml", PackFile)
    sources = reader.toml("sources.toml", SourcesFile)
    words = reader.toml("words.toml", WordsFile)
    plans = reader.toml("plans.toml", PlansFile)
    conferences = reader.toml("conferences.toml", ConferencesFile)
    tests = reader.toml("tests.toml", Tests)
    names = sorted(path.name for path in (folder / "instruments").glob("*.toml"))
    instruments = [(name, reader.toml(f"instruments/{name}", Instrument)) for name in names]
    cuts = reader.rows(CUTS_FILE, Cut)
    if reader.problems or not (about and sources and words and plans and conferences and tests):
        raise PackError(str(folder), tuple(reader.problems))
    pack = StatePack(
        about=about,
        sources={source.key: source for source in sources.sources},
        word_list=words,
        plans=plans,
        conferences=conferences,
        tests=tests,
        instruments=tuple(instrument for _, instrument in instruments if instrument is not None),
        cuts=tuple(cut for _, cut in cuts),
    )
    problems = problems_of(pack, {i.key: f"instruments/{name}" for name, i in instruments if i}, cuts)
    if problems:
        raise PackError(str(folder), problems)
    return pack


class _Reader:
    """Reads the files of one pack and gathers what is wrong in them."""

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


def _problems(name: str, where: str, error: ValidationError) -> list[Problem]:
    """What pydantic found, as file, key and reason."""
    found = []
    for item in error.errors(include_url=False):
        key = ".".join(str(part) for part in item["loc"])
        reason = item["msg"].removeprefix("Value error, ")
        found.append(Problem(name, ", ".join(part for part in (where, key) if part), reason))
    return found
