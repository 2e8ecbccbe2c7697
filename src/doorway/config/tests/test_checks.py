"""Start-up checks say what is wrong, each by its id."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection

from doorway.accounts import guards
from doorway.config.checks import check_guards, check_settings


def ids(messages: list) -> list[str]:
    return [message.id for message in messages]


def test_the_demo_and_debug_do_not_belong_on_a_public_address(settings: Any) -> None:
    settings.ADDRESS = "https://doorway.district.example"
    settings.DEMO, settings.DEBUG, settings.SECRET_KEY = True, True, "short"
    assert ids(check_settings()) == ["doorway.E001", "doorway.E002", "doorway.E003"]
    assert all(message.hint for message in check_settings())


def test_on_this_machine_they_may_be_on(settings: Any) -> None:
    settings.ADDRESS, settings.DEMO = "http://localhost:8000", True
    assert check_settings() == []


def test_mail_that_reaches_nobody_is_said(settings: Any) -> None:
    settings.DEMO, settings.MAIL_MODE, settings.ADDRESS = False, "outbox", "http://localhost:8000"
    assert ids(check_settings()) == ["doorway.W005"]
    settings.ADDRESS = "https://doorway.district.example"
    assert "doorway.E005" in ids(check_settings())
    settings.MAIL_MODE = "smtp"
    assert not {"doorway.W005", "doorway.E005"} & set(ids(check_settings()))


@pytest.mark.both
def test_a_missing_guard_is_an_error(db: None) -> None:
    assert check_guards(databases=["default"]) == []
    guards.uninstall(connection)
    assert ids(check_guards(databases=["default"])) == ["doorway.E004"]
    guards.install(connection)
    assert check_guards(databases=["default"]) == []
