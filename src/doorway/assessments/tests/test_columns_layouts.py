"""Every layout of a vendor can be made on the screen: what it says there is read as by the file that ships."""

from __future__ import annotations

import calendar
import re
import tomllib
from collections.abc import Iterator
from random import Random
from typing import Any

import pytest
from django.utils import translation

from doorway.assessments.forms.mapping import ColumnsForm, closely
from doorway.assessments.forms.mapping.columns import DATES, OWN_PARTS
from doorway.assessments.forms.mapping.repeating import families
from doorway.assessments.imports.names import PackNames, plain
from doorway.assessments.imports.reader import ReadAs
from doorway.assessments.imports.rows import RowReader
from doorway.assessments.layouts import Cell, Layout, Translator, recognise, shipped_layouts
from doorway.assessments.layouts.toml import written
from doorway.assessments.layouts.values import COLUMN
from doorway.assessments.tests.test_layouts import CASES, VENDORS, columns_of
from doorway.policy.packs import load_pack
from doorway.roster.files import RowRefused

PACK = load_pack("utah")
NAMES = PackNames.of(PACK)
THIS_YEAR = 2027
# What a pattern of a shipped layout is on the screen: what is kept, and which values count.
PATTERNS = {
    r"^(\w+)": ("word", ""),
    r"(\d+)": ("number", ""),
    r"(\d{4}-\d{4})": ("years", ""),
    r"^(20\d\d)$": ("year", ""),
    r"^([1-7])$": ("", "1, 2, 3, 4, 5, 6, 7"),
    r"^([A-E])$": ("", "A, B, C, D, E"),
    r"^([1-6])(?:\.\d)?$": ("whole", "1, 2, 3, 4, 5, 6"),
    r"^(\d\+?)$": ("", ", ".join(f"{number}, {number}+" for number in range(10))),
}


class Screen:
    """A shipped layout as the answers of a person on the screen, in front of a file with this first line."""

    def __init__(self, layout: Layout) -> None:
        self.layout, self.header = layout, columns_of(layout)
        instrument = NAMES.instruments[plain(layout.cells["instrument"].text)].instrument
        self.test = instrument
        self.names = NAMES.instruments[plain(instrument.key)]
        self.stars = list(families(title for title in self.header if not set(title) & set("{}*")))
        self.answers: dict[str, str] = {"name": "Ours", "blanks": ", ".join(layout.blanks)}
        self._of_the_file()
        parts = [{**layout.cells, **part.cells} for part in layout.results]
        for cells in parts:
            for name, cell in cells.items():
                if name not in {"instrument", "measure", "subject"} or (cell.columns and len(parts) == 1):
                    self._closely(name, cell)
        for name in ("school_year", "test_date", "grade", "period", "not_tested"):
            if name in layout.cells or len(parts) == 1:
                self._choose(name, name, parts[0].get(name))
        for number, cells in enumerate(parts, start=1):
            self._part(cells, number, alone=len(parts) == 1)

    def form(self, **more: str) -> ColumnsForm:
        """The screen, filled in."""
        return ColumnsForm(self.answers | more, header=self.header, instrument=self.test, pack=PACK)

    def made(self) -> Layout:
        """What the screen makes, written as a file and read again."""
        with translation.override("en"):
            form = self.form()
            assert form.is_valid(), form.errors.as_json()
            layout = form.layout(key="own-ours")
        again = Layout.model_validate(tomllib.loads(written(layout)))
        assert again == layout
        return again

    def _of_the_file(self) -> None:
        layout = self.layout
        for name, column in zip(("student", "other_student", "third_student"), layout.students, strict=False):
            self.answers[name] = self._column(column)
        known = [key for key, formats in DATES.items() if set(layout.dates) <= set(formats)]
        self.answers["dates"] = known[0]
        if layout.first_year:
            self.answers["first_year"] = str(layout.first_year)
        if layout.last_year:
            self.answers["last_year"] = str(layout.last_year)
        self.answers["reasons"] = "\n".join(f"{mark} = {reason}" for mark, reason in layout.reasons.items())
        self.answers["placeholder_days"] = ", ".join(day.isoformat() for day in layout.placeholder_days)
        self.answers["without"] = ", ".join(layout.without)
        needed = set(layout.recognised_by)
        self.answers["may_lack"] = ", ".join(
            column for column in self.header if column not in needed and "," not in column
        )
        if layout.percent_signs:
            self.answers["percent_signs"] = "on"
        for skip in layout.skips:
            self.answers |= {"skip_column": self._column(skip.column), "skip_values": ", ".join(skip.values)}
        for known_column in layout.accommodations:
            for column, means in known_column.each:
                name = f"support-{self.names.accommodations[plain(means)]}" if means else "accommodations"
                name += "-more" if name in self.answers else ""
                assert name not in self.answers, f"{name}: {column}"
                self.answers[name] = self._column(column)

    def _closely(self, name: str, cell: Cell) -> None:
        """What is read of a cell, which holds for all results."""
        if cell.find:
            keep, only = PATTERNS.get(cell.find) or _listed(cell.find)
            self.answers |= {closely.field(name, "keep"): keep, closely.field(name, "only"): only}
        if cell.words:
            self.answers[closely.field(name, "words")] = "\n".join(f"{word} = {to}" for word, to in cell.words.items())

    def _choose(self, field: str, name: str, cell: Cell | None) -> None:
        """The column of a field, the same for every row, or columns put together."""
        if cell is None:
            return
        if not cell.columns:
            self.answers[field] = f"={cell.text}"
        elif COLUMN.sub("", cell.text) or len(cell.columns) > 1:
            self.answers[closely.field(name, "text")] = cell.text
        else:
            self.answers[field] = self._column(cell.columns[0])

    def _part(self, cells: dict[str, Cell], number: int, *, alone: bool) -> None:
        subject = cells["subject"]
        measure = cells.get("measure")
        if alone:
            for name in ("value", "level", "national_percentile", "growth_percentile"):
                self._choose(name, name, cells.get(name))
            self._choose("measure", "measure", measure)
            if len(self.names.subjects) and "subject" in self.form().fields:
                self._choose("subject", "subject", _keyed(subject, self.names.subjects))
            return
        key = self.names.measures.get(plain(measure.text)) if measure else self.test.main_measure.key
        prefix = f"named-{number}-" if key is None else f"part-{self.names.subjects[plain(subject.text)]}-{key}-"
        if key is None:
            assert number in OWN_PARTS
            assert measure is not None
            self.answers[f"{prefix}measure"] = measure.text
        for name in ("value", "level", "national_percentile", "not_tested"):
            if name in cells and name not in self.layout.cells:
                self._choose(f"{prefix}{name}", name, cells[name])

    def _column(self, title: str) -> str:
        return f"r{self.stars.index(title)}" if "*" in title else f"c{self.header.index(title)}"


def _keyed(cell: Cell, keys: dict[str, str]) -> Cell:
    return cell if cell.columns else Cell(text=keys[plain(cell.text)])


def _listed(find: str) -> tuple[str, str]:
    """A pattern that is a list of values, or of beginnings."""
    match = re.fullmatch(r"\^\(([^()]+)\)(\$?)", find)
    assert match, find
    return ("" if match[2] else "begin"), ", ".join(match[1].split("|"))


def rows(layout: Layout, header: list[str], seed: int) -> Iterator[dict[str, str]]:
    """Rows as such a file may have them, and worse: real cells of the tests, mixed, blank and marked."""
    random = Random(seed)
    real = [row for key, row, _came in CASES if key == layout.key] or [dict.fromkeys(header, "12")]
    marks = [*layout.blanks, *layout.reasons, "", "N/A", "12", "3.4", "97%", "<200", "A", "6+", "Fall 2024-2025", "Yes"]
    marks += [
        word for part in layout.results for cell in {**layout.cells, **part.cells}.values() for word in cell.words
    ]
    for row in real:
        yield row
        for _number in range(60):
            changed = dict(row)
            for column in random.sample(header, min(len(header), random.randrange(1, 8))):
                changed[column] = random.choice([*marks, *row.values()])
            yield changed


def understood(layout: Layout, header: list[str], row: dict[str, str]) -> Any:
    """Everything that is read of a row: its ids, its results in the pack's words, and what is refused of it."""
    translator = Translator(layout, header)
    reader = RowReader(ReadAs(layout, translator, "2025-26"), PACK, THIS_YEAR)
    cells = [row.get(column, "") for column in header]
    if translator.is_skipped(cells):
        return "skipped"
    found: list[tuple[Any, ...]] = []
    for given in translator.results(cells):
        try:
            target, said = reader.read(given.fields, given.columns)
        except RowRefused as refused:
            found.append((refused.code, given.columns.get(refused.column, refused.column)))
        else:
            found.append((target.key, target.edition, target.scale.key, said))
    return translator.student_ids(cells), sorted(found, key=str)


@pytest.mark.parametrize("key", sorted(VENDORS))
def test_the_screen_makes_every_layout_that_ships(key: str) -> None:
    shipped = VENDORS[key]
    screen = Screen(shipped)
    made = screen.made()

    assert recognise(screen.header, [made]) == (made,)
    assert recognise(
        [column for column in screen.header if column in shipped.recognised_by or column in shipped.students], [made]
    )
    assert (made.without, made.first_year, made.last_year) == (shipped.without, shipped.first_year, shipped.last_year)
    number = 0
    for seed in range(2):
        for row in rows(shipped, screen.header, seed):
            assert understood(made, screen.header, row) == understood(shipped, screen.header, row), row
            number += 1
    assert number > 50


def test_every_shipped_layout_is_written_and_read_again() -> None:
    for layout in shipped_layouts():
        assert Layout.model_validate(tomllib.loads(written(layout))) == layout


@pytest.mark.parametrize(
    ("keep", "only", "read"),
    [
        ("", "", {"Fall 2024-2025": "Fall 2024-2025"}),
        ("", "A, B+", {"A": "A", "B+": "B+", "B": "", "AB": "", "a B+": ""}),
        ("word", "", {"Fall (until November)": "Fall", "": ""}),
        ("word", "Fall, Winter", {"Fall (until November)": "Fall", "Spring": "", "Fallow": ""}),
        ("number", "", {"Grade 10": "10", "Grade": ""}),
        ("number", "3, 4", {"Grade 3": "3", "Grade 34": "", "Grade 13": ""}),
        ("whole", "", {"3.4": "3", "3": "3", "3.": "", "x": ""}),
        ("whole", "1, 2", {"2.9": "2", "3.4": "", "12.1": ""}),
        ("year", "", {"2025": "2025", "25": "", "2025-26": ""}),
        ("years", "", {"Fall 2024-2025": "2024-2025", "SY 2024-25": "2024-25", "2024": ""}),
        (
            "begin",
            "Language Arts: Reading, Reading",
            {"Reading: K-2": "Reading", "Language Arts: Reading 2": "Language Arts: Reading"},
        ),
    ],
)
def test_what_is_read_of_a_cell(keep: str, only: str, read: dict[str, str]) -> None:
    find = closely.pattern({closely.field("level", "keep"): keep, closely.field("level", "only"): only}, "level")
    for text, came in read.items():
        match = re.search(find, text) if find else None
        assert ((match[1] or "").strip() if match else "" if find else text) == came, text


def test_headings_that_repeat_are_one_choice() -> None:
    found = families(
        [
            "Id",
            "Exam 01",
            "Grade 01",
            "Exam 02",
            "Grade 02",
            "Fall RIT",
            "Spring RIT",
            "Mayor",
            "Decision",
            "May_SCORE",
            "june_score",
            "7",
        ]
    )
    assert {heading: family.names for heading, family in found.items()} == {
        "Exam *": ("01", "02"),
        "Grade *": ("01", "02"),
        "* RIT": ("Fall", "Spring"),
    }
    assert found["Exam *"].title == "Exam * (01 … 02)"


@pytest.mark.parametrize(
    ("headings", "names"),
    [
        (["Fall RIT", "Spring RIT"], ("Fall", "Winter", "Spring")),
        (["boy_score", "moy_score"], ("boy", "moy", "eoy")),
        (["SEP Score", "OCT Score"], tuple(month.upper() for month in calendar.month_abbr if month)),
        (["Test 1", "Test 2", "Test 5"], ("1", "2", "5")),
    ],
)
def test_who_names_two_months_or_times_of_the_year_names_all(headings: list[str], names: tuple[str, ...]) -> None:
    (family,) = families(headings).values()
    assert family.every == names
