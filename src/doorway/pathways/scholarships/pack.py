"""The state's scholarships: ``scholarships.toml`` of a state pack, checked as it is read."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from functools import lru_cache
from pathlib import Path

from pydantic import model_validator

from doorway.pathways.rules.book import way_of
from doorway.pathways.rules.errors import RulesError
from doorway.pathways.rules.loader import AREAS_FILE, FOLDER
from doorway.pathways.rules.schema import AreasFile, Cited, Class, ForClasses, Key, Selectors, WayPart
from doorway.pathways.scholarships.programs import Asking, Dates, Knows, Money, Program
from doorway.policy.packs import Problem, Text
from doorway.policy.packs.loader import SHIPPED
from doorway.policy.packs.model import PackFile, SourcesFile
from doorway.policy.packs.reading import PackReader
from doorway.policy.packs.values import Fact, Grades, Part

FILE = "scholarships.toml"


class MoneyPart(Fact):
    """What it pays to one class."""

    class_of: Class
    words: Text
    amount: int | None = None


class DatesPart(Fact):
    """The days of one class."""

    class_of: Class
    opens: date | None = None
    priority: date | None = None
    closes: date | None = None
    decides: date | None = None

    @model_validator(mode="after")
    def _in_order(self) -> DatesPart:
        """Refuse days that do not follow one another."""
        days = [day for day in (self.opens, self.priority, self.closes, self.decides) if day is not None]
        if days != sorted(days):
            raise ValueError("its days are not in order: opens, priority, closes, decides")
        return self


class AskPart(Cited):
    """One thing that is asked for."""

    key: Key
    title: Text
    by: Knows
    ways: tuple[WayPart, ...] = ()
    fact: str = ""
    beside: str = ""
    clash: Text | None = None
    at_graduation: bool = False
    seen: Selectors = ()
    seen_words: Text | None = None

    @model_validator(mode="after")
    def _answerable(self) -> AskPart:
        """Refuse what nobody could answer."""
        if self.by is Knows.RECORD and (not self.ways or any(way.fact for way in self.ways)):
            raise ValueError("is known from the record, so it needs ways by test, courses, kinds or average")
        if self.by is not Knows.RECORD and not self.fact:
            raise ValueError("is said by a person, so it needs a fact")
        if self.by is Knows.FAMILY and self.ways:
            raise ValueError("is handed in by the family, so it needs no ways")
        if self.at_graduation and not self.ways:
            raise ValueError("is no question of the record, so nothing of it is judged at graduation")
        if bool(self.beside) != bool(self.clash) or bool(self.seen) != bool(self.seen_words):
            raise ValueError("needs both beside and clash, both seen and seen_words, or neither")
        return self


class ScholarshipPart(ForClasses, Fact):
    """One scholarship. Its classes are those for which the criteria were published."""

    key: Key
    title: Text
    about: Text
    how: Text
    cite: str
    grades: Grades
    closed: Text | None = None
    money: tuple[MoneyPart, ...] = ()
    dates: tuple[DatesPart, ...] = ()
    criteria: tuple[AskPart, ...] = ()

    @model_validator(mode="after")
    def _says_something(self) -> ScholarshipPart:
        """Refuse one that can be had for nothing, and keys that stand there twice."""
        if not self.criteria and self.closed is None:
            raise ValueError("has no criteria, and is not closed")
        keys = [part.key for part in self.criteria]
        if len(set(keys)) < len(keys):
            raise ValueError("has two criteria with one key")
        return self


class ScholarshipsFile(Part):
    """scholarships.toml."""

    scholarships: tuple[ScholarshipPart, ...]


def state_programs(pack: str, class_of: int) -> tuple[Program, ...]:
    """The state's scholarships for a graduating class; none where the pack has no such file.

    A class that comes after those for which the criteria were published is held against the last published ones, and
    the scholarship says so. RulesError names all that is wrong in the file.
    """
    parts = _read(pack)
    return tuple(_program(part, class_of) for part in parts if class_of >= (part.first_class or class_of))


@lru_cache(maxsize=8)
def _read(pack: str) -> tuple[ScholarshipPart, ...]:
    folder = next((path for path in (SHIPPED / pack, Path(pack)) if (path / FILE).is_file()), None)
    if folder is None:
        return ()
    reader = PackReader(folder)
    about = reader.toml("pack.toml", PackFile)
    if about is not None:
        reader.context = {"languages": about.languages}
    sources, found = reader.toml("sources.toml", SourcesFile), reader.toml(FILE, ScholarshipsFile)
    areas = reader.toml(f"{FOLDER}/{AREAS_FILE}", AreasFile)
    if sources is not None and found is not None and areas is not None:
        known = {area.key for area in areas.areas}
        reader.problems += _problems(found, {source.key for source in sources.sources}, known)
    if reader.problems or found is None:
        raise RulesError(f"{pack}/{FILE}", tuple(reader.problems))
    return found.scholarships


def _problems(file: ScholarshipsFile, sources: set[str], areas: set[str]) -> Iterator[Problem]:
    """Keys twice, sources and areas that nobody knows."""
    above = {".".join(key.split(".")[:depth]) for key in areas for depth in range(1, key.count(".") + 2)}
    keys: set[str] = set()
    for part in file.scholarships:
        place = f"scholarships.{part.key}"
        if part.key in keys:
            yield Problem(FILE, place, "is there twice")
        keys.add(part.key)
        for item in (part, *part.money, *part.dates, *part.criteria):
            if item.source not in sources:
                yield Problem(FILE, f"{place}.source", f"{item.source!r} is not in sources.toml")
        for asked in part.criteria:
            asked_for = [part for way in asked.ways for part in (way.courses, *way.kinds)]
            selectors = [selector for part in asked_for for selector in part]
            for area in {area for selector in (*selectors, *asked.seen) for area in selector.areas} - above:
                yield Problem(FILE, f"{place}.criteria.{asked.key}", f"{area!r} is not in {AREAS_FILE}")


def _program(part: ScholarshipPart, class_of: int) -> Program:
    money = max(
        (item for item in part.money if item.class_of <= class_of), key=lambda item: item.class_of, default=None
    )
    dates = next((item for item in part.dates if item.class_of == class_of), None)
    last = part.last_class
    return Program(
        key=part.key,
        title=part.title.root,
        about=part.about.root,
        how=part.how.root,
        first_grade=part.grades.first,
        last_grade=part.grades.last,
        asks=tuple(_asking(item) for item in part.criteria),
        money=None
        if money is None
        else Money(money.words.root, money.amount, money.class_of, money.uncertain, money.source),
        dates=Dates()
        if dates is None
        else Dates(dates.opens, dates.priority, dates.closes, dates.decides, dates.uncertain, dates.source),
        known_for=last if last is not None and last < class_of else None,
        closed=part.closed.root if part.closed else {},
        cite=part.cite,
        source=part.source,
        is_unsure=part.uncertain,
    )


def _asking(part: AskPart) -> Asking:
    return Asking(
        key=part.key,
        knows=part.by,
        title=part.title.root,
        words=part.words.root,
        ways=tuple(way_of(way) for way in part.ways),
        fact=part.fact,
        beside=part.beside,
        clash=part.clash.root if part.clash else {},
        at_graduation=part.at_graduation,
        seen=tuple(item.selector() for item in part.seen),
        seen_words=part.seen_words.root if part.seen_words else {},
        cite=part.cite,
        source=part.source,
    )
