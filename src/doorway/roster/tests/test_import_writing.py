"""Rows that go past Django's models say in the database what they said before, whatever their values hold."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest
from django.db import Error
from django.utils import timezone
from django.utils.safestring import mark_safe
from tests.world import World

from doorway.assessments.models import Score
from doorway.roster.imports import writing
from doorway.roster.imports.plan.comparing import new_id, new_ids
from doorway.roster.imports.writing import insert_alike_rows, insert_rows, plain_value
from doorway.roster.models import ImportLine, ImportRun

pytestmark = pytest.mark.both

# Each of them would end a value, a line or the whole, were it not marked.
AWKWARD = [
    "plain",
    "tab\tin it",
    "two\nlines",
    "a\r\nb",
    "back\\slash",
    "\\.",
    "\\N",
    "NULL",
    "",
    " blank ",
    "é – ñ 🙂",
    "\\t",
]


LINE = ("run_id", "verdict", "file", "row", "field", "key", "label", "code", "params", "changes")


@pytest.fixture
def run(world: World) -> ImportRun:
    return ImportRun.objects.create(
        district=world.district, kind="scores", status="previewed", source_name="x", created_at=timezone.now()
    )


@pytest.mark.parametrize("text", AWKWARD)
def test_text_comes_back_as_it_was(run: ImportRun, text: str) -> None:
    insert_rows(ImportLine, LINE, [(run.pk, "refused", text, 1, text, text, mark_safe(text), "y", {}, {text: text})])

    line = run.lines.get()
    assert (line.file, line.field, line.key, line.label, line.changes) == (text, text, text, text, {text: text})


def test_every_kind_of_value_comes_back_as_it_was(world: World, run: ImportRun) -> None:
    params = {"value": 'a "quoted"\tvalue\\', "row": 7}
    rows = [(run.pk, ImportLine.Verdict.REFUSED, "x", row, "", "", "", "y", params, {}) for row in (3, None)]
    insert_rows(ImportLine, LINE, rows)
    for line, row in zip(run.lines.order_by("pk"), (3, None), strict=True):
        assert (line.verdict, line.row, line.params) == ("refused", row, params)

    moment = datetime(2026, 3, 4, 5, 6, 7, 89, tzinfo=UTC)
    insert_rows(
        ImportRun,
        ("id", "district_id", "kind", "status", "source_name", "sha256", "counts", "options", "created_at"),
        [(pk := new_id(), world.district.pk, "scores", "applied", "z", "", {}, {"a": [1, None]}, moment)],
    )
    again = ImportRun.objects.get(pk=pk)
    assert (again.created_at, again.options, again.applied_at) == (moment, {"a": [1, None]}, None)


def test_what_rows_share_is_written_for_each_of_them(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    # The last of the four goes in by itself, with values that were met before.
    monkeypatch.setattr(writing, "_ROWS", 3)
    day = date(2025, 9, 1)
    shared: list[tuple[Any, ...]] = [
        ("map", "", "math", "rit", 2025, "05", "BOY", "", "rit", Decimal("212.5"), "a\tb", None, 4, "", day, "large"),
        ("map", "", "math", "rit", 2025, "05", "MOY", "", "rit", None, "", 12, None, "absent", None, ""),
    ]  # fmt: skip
    fields = (
        "instrument", "edition", "subject", "measure", "school_year", "grade", "period", "sitting", "scale", "value",
        "level", "growth_percentile", "national_percentile", "not_tested", "tested_on", "accommodations",
    )  # fmt: skip
    plain = [(plain_value(world.district.pk), *map(plain_value, values)) for values in shared]
    children = [world.people[key].pk for key in ("mateo", "ellie")]
    insert_alike_rows(
        Score,
        ("id", "student_id"),
        ("district_id", *fields),
        (
            ((pk, child.hex), values)
            for child in children
            for pk, values in zip(new_ids(len(plain)), plain, strict=True)
        ),
    )

    for child in children:
        found = Score.objects.filter(student=child, instrument="map").order_by("period").values_list(*fields)
        assert list(found) == shared


def test_a_kind_of_value_that_no_import_has_is_an_error(run: ImportRun) -> None:
    with pytest.raises((TypeError, Error), match=r"no import has values|not supported"):
        insert_rows(ImportLine, LINE, [(run.pk, "refused", object(), 1, "", "", "", "y", {}, {})])
