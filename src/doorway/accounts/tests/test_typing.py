"""Social Security numbers are seen in what people type, and nothing else is taken for one."""

from __future__ import annotations

import pytest

from doorway.accounts.typing import holds_ssn


@pytest.mark.parametrize("text", ["123-45-6789", "His number is 123 45 6789.", "(123-45-6789)", "a\n123-45-6789\nb"])
def test_it_is_seen(text: str) -> None:
    assert holds_ssn(text)


@pytest.mark.parametrize(
    "text", ["435-555-0101", "123456789", "2026-11-28", "pages 120-45-6", "1-123-45-67890", "Room 123 45 678", ""]
)
def test_other_numbers_are_none(text: str) -> None:
    assert not holds_ssn(text)
