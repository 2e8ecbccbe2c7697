"""A day is read where it can mean one day only."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from doorway.compliance.earlier.dates import month_first, read_day
from doorway.roster.files import RowRefused

DAYS = st.dates(date(2018, 1, 1), date(2030, 12, 31))


@pytest.mark.parametrize(
    "text",
    [
        "2024-10-25", "2024/10/25", "2024-10-25T00:00:00", "2024-10-25 08:30", "10/25/2024", "25/10/2024", "25.10.2024",
        "10/25/2024 12:00 AM", "October 25, 2024", "Oct 25 2024", "oct. 25, 2024", "25 October 2024", "25-Oct-2024",
        "25 de octubre de 2024", "25 de Octubre del 2024", "25 oct 2024",
    ],
)  # fmt: skip
def test_what_can_be_one_day_only_is_that_day(text: str) -> None:
    assert read_day(text, month_leads=None) == date(2024, 10, 25)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "no_date"), ("10/3/2024", "day_or_month"), ("3.10.2024", "day_or_month"), ("10/25/24", "short_year"),
        ("2024-02-30", "bad_date"), ("13/13/2024", "bad_date"), ("last fall", "bad_date"), ("Ma 3, 2024", "bad_date"),
        ("45567", "bad_date"), ("10/25-2024", "bad_date"), ("0000-10-25", "bad_date"), ("٢٠٢٤-10-25", "bad_date"),
    ],
)  # fmt: skip
def test_what_is_no_day_or_may_be_two_is_refused(text: str, code: str) -> None:
    with pytest.raises(RowRefused) as refused:
        read_day(text, month_leads=None)
    assert refused.value.code == code


def test_the_other_rows_tell_which_comes_first() -> None:
    assert month_first(["10/3/2024", "10/25/2024"]) is True
    assert month_first(["10/3/2024", " 25/10/2024"]) is False
    assert month_first(["10/3/2024", "2024-10-25"]) is None
    # A file that writes both ways says nothing of the others.
    assert month_first(["10/25/2024", "25/10/2024"]) is None
    assert read_day("10/3/2024", month_leads=True) == date(2024, 10, 3)
    assert read_day("10/3/2024", month_leads=False) == date(2024, 3, 10)
    assert read_day("5/5/2024", month_leads=None) == date(2024, 5, 5)


@given(st.lists(DAYS, min_size=1, max_size=20), st.sampled_from(["{m}/{d}/{y}", "{d}.{m}.{y}", "{d}-{m}-{y}"]))
def test_no_day_is_ever_read_as_another(days: list[date], form: str) -> None:
    texts = [form.format(d=day.day, m=day.month, y=day.year) for day in days]
    leads = month_first(texts)
    for day, text in zip(days, texts, strict=True):
        try:
            assert read_day(text, month_leads=leads) == day
        except RowRefused as refused:
            assert refused.code == "day_or_month"  # noqa: PT017  # both are right
            assert day.day <= 12
