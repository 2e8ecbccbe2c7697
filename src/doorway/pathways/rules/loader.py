"""Reading the requirements of an authority from its file and those beside it; everything wrong is said at once."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass, field
from pathlib import Path

from doorway.pathways.rules.alone import SetFile, set_in
from doorway.pathways.rules.course_list import course_row, is_course_column
from doorway.pathways.rules.errors import RulesError
from doorway.pathways.rules.schema import AreasFile, AuthorityFile, CourseRow, FactsFile, MarksFile, WholeSet
from doorway.policy.packs import Problem
from doorway.policy.packs.loader import SHIPPED
from doorway.policy.packs.model import PackFile, SourcesFile
from doorway.policy.packs.reading import PackReader

FOLDER = "graduation"
COURSES_FILE = "courses.csv"
MARKS_FILE = "marks.toml"
AREAS_FILE = "areas.toml"
# Only where a rule depends on something that no class says.
FACTS_FILE = "facts.toml"
STATE = "state"


@dataclass(frozen=True)
class Files:
    """What was read: the authority, the one that it stands on, and what both share."""

    path: Path
    authority: AuthorityFile
    base: AuthorityFile | None
    marks: MarksFile
    areas: AreasFile
    courses: tuple[tuple[int, CourseRow], ...]
    sources: frozenset[str]
    languages: tuple[str, ...]
    # Of a file that is one set on its own.
    alone: WholeSet | None = None
    facts: FactsFile = field(default_factory=FactsFile)

    def place(self, authority: AuthorityFile) -> str:
        """The file of an authority, for problems."""
        return self.path.name if authority is self.authority else f"{self.authority.on_top_of}.toml"


def path_of(name: str | Path) -> Path:
    """The file of requirements by its name ("utah/garfield") or path; RulesError when there is none."""
    path = Path(name)
    if path.suffix == ".toml" and path.is_file():
        return path.resolve()
    pack, _, authority = str(name).partition("/")
    shipped = SHIPPED / pack / FOLDER / f"{authority}.toml"
    if authority and shipped.is_file():
        return shipped
    if path.exists():
        reason = "is a folder, not a file" if path.is_dir() else "is no file of requirements: such a file ends in .toml"
        raise RulesError(str(name), (Problem(str(name), "", reason),))
    reason = f"was not found. Write the path of its file, or one of: {', '.join(names())}"
    raise RulesError(str(name), (Problem(str(name), "", reason),))


def names() -> list[str]:
    """The requirements that come with the product, as path_of takes them."""
    folders = SHIPPED.glob(f"*/{FOLDER}")
    return sorted(f"{path.parts[-3]}/{path.stem}" for folder in folders for path in authority_files(folder))


def read(name: str | Path, courses: Path | None = None) -> Files:
    """Read all files that belong to some requirements. ``courses``: a course list instead of the one beside them."""
    path = path_of(name)
    alone = _alone(path)
    reader = PackReader(path.parent if alone is None else _pack_of(alone, path))
    pack = reader.toml("../pack.toml", PackFile)
    if pack is not None:
        reader.context = {"languages": pack.languages}
    sources = reader.toml("../sources.toml", SourcesFile)
    authority = reader.toml(path.name, AuthorityFile) if alone is None else alone.authority()
    base = None
    if authority is not None and authority.on_top_of:
        base = reader.toml(f"{authority.on_top_of}.toml", AuthorityFile)
    marks = reader.toml(MARKS_FILE, MarksFile)
    areas = reader.toml(AREAS_FILE, AreasFile)
    facts: FactsFile | None = FactsFile()
    if (reader.folder / FACTS_FILE).is_file():
        facts = reader.toml(FACTS_FILE, FactsFile)
    file = COURSES_FILE if courses is None else str(courses.resolve())
    rows = reader.rows(file, CourseRow, knows=is_course_column, prepared=course_row)
    if reader.problems or not (pack and sources and authority and marks and areas and facts):
        raise RulesError(str(name), tuple(reader.problems))
    keys = frozenset(source.key for source in sources.sources)
    whole = None if alone is None else alone.whole()
    return Files(path, authority, base, marks, areas, tuple(rows), keys, pack.languages, whole, facts)


def _alone(path: Path) -> SetFile | None:
    """The set of a file that is one on its own: it says of which pack."""
    try:
        text = path.read_text(encoding="utf-8-sig")
        names = tomllib.loads(text)
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError):
        # Said by whoever reads it as the file of an authority.
        return None
    return set_in(text, path.name) if "pack" in names else None


def _pack_of(alone: SetFile, path: Path) -> Path:
    """The requirements' folder of the pack that a set on its own names."""
    folders = {folder.parent.name: folder for folder in SHIPPED.glob(f"*/{FOLDER}")}
    if alone.pack not in folders:
        known = ", ".join(sorted(folders))
        raise RulesError(path.name, (Problem(path.name, "pack", f"there is no pack {alone.pack!r}. Known: {known}"),))
    return folders[alone.pack]


def authority_files(folder: Path) -> list[Path]:
    """The files of requirements in a folder, the state's first."""
    found = (path for path in folder.glob("*.toml") if path.name not in {MARKS_FILE, AREAS_FILE, FACTS_FILE})
    return sorted(found, key=lambda path: (path.stem != STATE, path.stem))


def file_for(pack: str, authority: str) -> Path | None:
    """The requirements that hold for an authority of a pack: its own, else the state's; None when the pack has none.

    ``pack``: name or path of the pack's folder. An authority's file is named like its code: a district ``garfield`` is
    held against ``graduation/garfield.toml``, one without a file of its own against ``graduation/state.toml``.
    """
    for folder in (SHIPPED / pack, Path(pack)):
        for name in (authority, STATE):
            path = folder / FOLDER / f"{name}.toml"
            if path.is_file():
                return path
    return None
