"""The tables of an O*NET release put together: one value for each occupation."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from doorway.pathways.occupations.errors import ReleaseRefused
from doorway.pathways.occupations.imports.sheets import find_tables
from doorway.pathways.occupations.imports.tables import Problems, Progress, Rows, Table, sha256_of

CODE = re.compile(r"^\d{2}-\d{4}\.\d{2}$")
INTERESTS = ("Realistic", "Investigative", "Artistic", "Social", "Enterprising", "Conventional")
_CODE: dict[str, tuple[str, ...]] = {"code": ("onetsoc_code", "O*NET-SOC Code")}
_RATED: dict[str, tuple[str, ...]] = {"element": ("Element Name",)}
# One row with both (short form), or a row for each scale (official).
_SCALES: dict[str, tuple[str, ...]] = {
    "importance": (),
    "level": (),
    "scale": ("Scale ID",),
    "value": ("Data Value",),
}  # fmt: skip
TABLES = (
    Table("occupations", ("occupations", "Occupation Data"), _CODE | {"title": (), "description": ()}),
    Table("alternate", ("alternate_titles", "Alternate Titles"), _CODE | {"alternate_title": ("Alternate Title",)},
          {"short_title": ("Short Title",)}),
    Table("interests", ("interests",), _CODE | {"scale": ("Scale ID",), "element": ("Element Name",),
                                                "value": ("Data Value",)}),
    Table("zones", ("job_zones", "Job Zones"), _CODE | {"job_zone": ("Job Zone",)}),
    Table("education", ("education_required", "Education, Training, and Experience"),
          _CODE | {"category": (), "percent": ("Data Value",)}, {"scale": ("Scale ID",)}),
    Table("reported", ("reported_titles", "Sample of Reported Titles"),
          _CODE | {"reported_title": ("Reported Job Title",)}, must=False),
    Table("skills", ("skills",), _CODE | _RATED, _SCALES, must=False),
    Table("knowledge", ("knowledge",), _CODE | _RATED, _SCALES, must=False),
    Table("tasks", ("tasks", "Task Statements"), _CODE | {"task": ()}, {"type": ("Task Type",)}, must=False),
    Table("tools", ("technology", "Technology Skills"), _CODE | {"example": ()},
          {"hot": ("Hot Technology",)}, must=False),
    Table("related", ("related_occupations", "Related Occupations"),
          _CODE | {"related": ("related_onetsoc_code", "Related O*NET-SOC Code")},
          {"index": (), "tier": ("Relatedness Tier",)}, must=False),
)  # fmt: skip
# What a page shows, and a little more.
MOST_TASKS, MOST_TOOLS, MOST_RELATED = 12, 15, 10


@dataclass
class Work:
    """One occupation as the release has it; the fields of :class:`doorway.pathways.models.Occupation`."""

    code: str
    title: str
    about: str
    titles: list[str] = field(default_factory=list)
    interests: dict[str, float] = field(default_factory=dict)
    job_zone: int | None = None
    education: dict[str, float] = field(default_factory=dict)
    skills: list[list[Any]] = field(default_factory=list)
    knowledge: list[list[Any]] = field(default_factory=list)
    tasks: list[str] = field(default_factory=list)
    tools: list[str] = field(default_factory=list)
    related: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class OnetRelease:
    """A whole release."""

    name: str
    sha256: str
    works: dict[str, Work]


def read_onet(folder: Path, release: str, progress: Progress) -> OnetRelease:
    """The release in a folder; :class:`ReleaseRefused` with every reason when it cannot be one."""
    tables = find_tables(folder, TABLES)
    name = release.strip() or _name_in(folder)
    reader = _Reader(_Bytes(progress, [table.path for table in tables.values()]))
    reader.read_occupations(tables["occupations"])
    for key, table in tables.items():
        if key != "occupations":
            getattr(reader, f"read_{key}")(table)
            reader.bytes.done(table.path)
    reader.finish()
    reader.problems.refuse()
    if not reader.works:
        raise ReleaseRefused(ReleaseRefused.NOTHING, file=tables["occupations"].name)
    return OnetRelease(f"O*NET {name}", sha256_of([table.path for table in tables.values()]), reader.works)


def _name_in(folder: Path) -> str:
    """The release's number, from the folder's name (``db_29_3_text``) or from the papers in it."""
    found = re.search(r"(?:^|[^\d])(\d{2})_(\d)(?:[^\d]|$)", folder.resolve().name)
    if found:
        return f"{found[1]}.{found[2]}"
    for path in sorted(folder.iterdir()):
        if path.suffix.lower() in {".md", ".txt"} and any(word in path.stem.lower() for word in ("read", "source")):
            said = re.search(r"O\*NET\S*\s+(\d{2}\.\d)", path.read_text(encoding="utf-8", errors="replace")[:4000])
            if said:
                return said[1]
    raise ReleaseRefused(ReleaseRefused.NO_NAME)


class _Bytes:
    """How much of all files is read."""

    def __init__(self, progress: Progress, paths: list[Path]) -> None:
        self.progress = progress
        self.total = sum(path.stat().st_size for path in paths)
        self.read = 0

    def done(self, path: Path) -> None:
        """A file is read."""
        self.read += path.stat().st_size
        self.progress(self.read, self.total)


class _Reader:
    """Puts the tables together, and gathers the rows that cannot be right."""

    def __init__(self, counted: _Bytes) -> None:
        self.bytes = counted
        self.works: dict[str, Work] = {}
        self.problems = Problems()
        self._ratings: dict[tuple[str, str], dict[str, dict[str, float]]] = defaultdict(lambda: defaultdict(dict))
        self._tasks: dict[str, list[tuple[bool, int, str]]] = defaultdict(list)
        self._tools: dict[str, list[tuple[bool, str]]] = defaultdict(list)
        self._related: dict[str, list[tuple[int, str]]] = defaultdict(list)

    def read_occupations(self, table: Rows) -> None:
        """Codes, titles, descriptions: what the other tables refer to."""
        for row, cells in table.rows():
            code = cells["code"]
            if not CODE.match(code):
                self.problems.add(table.name, row, "code", "code", value=code[:40])
            elif code in self.works:
                self.problems.add(table.name, row, "code", "twice", value=code)
            elif not cells["title"]:
                self.problems.add(table.name, row, "title", "empty")
            else:
                self.works[code] = Work(code, cells["title"][:200], cells["description"])
        self.bytes.done(table.path)

    def _work(self, table: Rows, row: int, code: str, column: str = "code") -> Work | None:
        found = self.works.get(code)
        if found is None:
            self.problems.add(table.name, row, column, "unknown", value=code[:40])
        return found

    def _number(self, table: Rows, row: int, column: str, text: str, low: float, high: float) -> float | None:
        try:
            value = float(text)
        except ValueError:
            value = float("nan")
        if low <= value <= high:
            return value
        self.problems.add(table.name, row, column, "number", value=text[:40], low=f"{low:g}", high=f"{high:g}")
        return None

    def read_alternate(self, table: Rows) -> None:
        """Titles that people use."""
        for row, cells in table.rows():
            work = self._work(table, row, cells["code"])
            if work is not None:
                # The official tables write "n/a" where there is no short form.
                short = cells.get("short_title", "")
                work.titles += [title[:200] for title in (cells["alternate_title"], short) if title and title != "n/a"]

    def read_reported(self, table: Rows) -> None:
        """Titles that workers reported."""
        for row, cells in table.rows():
            work = self._work(table, row, cells["code"])
            if work is not None and cells["reported_title"]:
                work.titles.append(cells["reported_title"][:200])

    def read_interests(self, table: Rows) -> None:
        """The six interests; high points follow from them."""
        for row, cells in table.rows():
            if cells["scale"] != "OI":
                continue
            work = self._work(table, row, cells["code"])
            value = self._number(table, row, "value", cells["value"], 1, 7)
            if work is not None and value is not None and cells["element"] in INTERESTS:
                work.interests[cells["element"][0]] = value

    def read_zones(self, table: Rows) -> None:
        """How much preparation."""
        for row, cells in table.rows():
            work = self._work(table, row, cells["code"])
            value = self._number(table, row, "job_zone", cells["job_zone"], 1, 5)
            if work is not None and value is not None:
                work.job_zone = int(value)

    def read_education(self, table: Rows) -> None:
        """Percent of those asked, for each step of education."""
        for row, cells in table.rows():
            if cells.get("scale", "RL") != "RL":
                continue
            work = self._work(table, row, cells["code"])
            category = self._number(table, row, "category", cells["category"], 1, 12)
            percent = self._number(table, row, "percent", cells["percent"], 0, 100)
            if work is not None and category is not None and percent:
                work.education[str(int(category))] = percent

    def read_skills(self, table: Rows) -> None:
        """What one must be able to do."""
        self._rated(table, "skills")

    def read_knowledge(self, table: Rows) -> None:
        """What one must know."""
        self._rated(table, "knowledge")

    def _rated(self, table: Rows, kind: str) -> None:
        for row, cells in table.rows():
            work = self._work(table, row, cells["code"])
            if work is None:
                continue
            rating = self._ratings[work.code, kind][cells["element"]]
            for scale, name, low, high in (("IM", "importance", 1, 5), ("LV", "level", 0, 7)):
                text = cells.get(name) or (cells.get("value", "") if cells.get("scale") == scale else "")
                value = self._number(table, row, name, text, low, high) if text else None
                if value is not None:
                    rating[name] = value

    def read_tasks(self, table: Rows) -> None:
        """What one does, the core of it first."""
        for row, cells in table.rows():
            work = self._work(table, row, cells["code"])
            if work is not None and cells["task"]:
                self._tasks[work.code].append((cells.get("type") != "Core", row, cells["task"]))

    def read_tools(self, table: Rows) -> None:
        """Programs in wide use."""
        for row, cells in table.rows():
            work = self._work(table, row, cells["code"])
            if work is not None and cells["example"]:
                self._tools[work.code].append((cells.get("hot") != "Y", cells["example"]))

    def read_related(self, table: Rows) -> None:
        """Occupations like this one, closest first; supplemental ones are left out."""
        for row, cells in table.rows():
            work = self._work(table, row, cells["code"])
            other = self._work(table, row, cells["related"], "related")
            index = self._number(table, row, "index", cells.get("index") or "1", 1, 1000)
            if work and other and index is not None and not cells.get("tier", "").startswith("Supplemental"):
                self._related[work.code].append((int(index), other.code))

    def finish(self) -> None:
        """Put everything in its order."""
        for work in self.works.values():
            work.titles = list(dict.fromkeys(work.titles))
            work.skills = _by_importance(self._ratings.get((work.code, "skills"), {}))
            work.knowledge = _by_importance(self._ratings.get((work.code, "knowledge"), {}))
            work.tasks = [task for _core, _row, task in sorted(self._tasks.get(work.code, []))][:MOST_TASKS]
            work.tools = [tool for _hot, tool in sorted(set(self._tools.get(work.code, [])))][:MOST_TOOLS]
            work.related = [code for _index, code in sorted(self._related.get(work.code, []))][:MOST_RELATED]


def _by_importance(ratings: Mapping[str, Mapping[str, float]]) -> list[list[Any]]:
    """[name, importance, level], most important first."""
    rows = [
        [name, rating["importance"], rating.get("level")] for name, rating in ratings.items() if "importance" in rating
    ]
    return sorted(rows, key=lambda row: (-row[1], row[0]))
