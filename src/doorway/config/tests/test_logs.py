"""The log holds no key to anybody's records."""

from __future__ import annotations

import logging

import pytest
from django.conf import settings

from doorway.config.logs import HideLinks


@pytest.mark.parametrize(
    "path", ["/i/s3cret-T0ken/code/", "/i/s/s3cret-T0ken/", "/i/s3cret-T0ken/", "https://school.example/i/s3cret-T0ken"]
)
def test_the_secret_of_a_link_is_left_out(path: str) -> None:
    record = logging.LogRecord("django.request", logging.WARNING, "", 0, "%s: %s", ("Gone", path), None)

    assert HideLinks().filter(record)

    assert "s3cret" not in record.getMessage()
    assert record.getMessage().startswith("Gone: ")
    assert record.getMessage().count("…") == 1
    assert "/i/" in record.getMessage()


def test_other_lines_stay_as_they_are() -> None:
    record = logging.LogRecord("django.request", logging.WARNING, "", 0, "%s: %s", ("Not Found", "/office/"), None)
    assert HideLinks().filter(record)
    assert record.getMessage() == "Not Found: /office/"


def test_everything_that_is_logged_goes_through_it() -> None:
    assert all("secrets" in handler["filters"] for handler in settings.LOGGING["handlers"].values())
