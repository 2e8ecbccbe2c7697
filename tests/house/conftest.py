"""What the tests of the house share."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from typing import Any

import pytest
from django.conf import settings
from django.contrib.auth import middleware
from django.contrib.sessions.backends.db import SessionStore
from django.http import HttpResponseNotFound
from django.test import Client

from doorway.config import urls
from doorway.messages.paper import pressing
from doorway.plans.core.paper.typeset import CopyPages, Printed
from doorway.plans.packet import press
from doorway.roster.access import Viewer
from tests.house.subjects import VIEWERS, Subject


@pytest.fixture
def _paper_is_not_set(monkeypatch: pytest.MonkeyPatch) -> None:
    """Everything of a PDF but the setting of its type, which asks no database and decides nothing.

    Who may open a paper and how often it asks is looked at a hundred times over; what is on it, in the tests of plans.
    """

    def printed(packet: dict[str, Any], **_how: Any) -> Printed:
        return Printed(b"%PDF", tuple(CopyPages(sheet["name"], 2, 11.0) for sheet in packet["sheets"]))

    monkeypatch.setattr(press, "typeset", printed)
    monkeypatch.setattr(pressing, "typeset", lambda paper, **_how: b"%PDF")


@pytest.fixture
def _short_refusals(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Many thousand times "not found": that it is said counts here, and not the page that says it or the log."""
    monkeypatch.setattr(urls, "handler404", lambda request, exception: HttpResponseNotFound(), raising=False)
    log = logging.getLogger("django.request")
    level = log.level
    log.setLevel(logging.ERROR)
    yield
    log.setLevel(level)


@pytest.fixture(scope="module")
def sessions(subjects_once: dict[str, Subject]) -> dict[str, str]:
    """The cookie of each of the cast, signed in; a module that makes its subjects once says where they are."""
    found = {}
    for viewer in VIEWERS:
        client = Client()
        client.force_login(subjects_once["own"].world.user(viewer))
        found[viewer] = client.cookies[settings.SESSION_COOKIE_NAME].value
    return found


@pytest.fixture(scope="module")
def _known() -> dict[Any, Any]:
    return {}


@pytest.fixture
def _signed_in_once(monkeypatch: pytest.MonkeyPatch, _known: dict[Any, Any]) -> None:
    """Twenty thousand requests of the same dozen people: whose session it is, is asked once.

    Nothing of it changes between them: what a test does is taken back after it.
    """
    load, user_of = SessionStore.load, middleware.get_user

    def session(store: SessionStore) -> Any:
        key = "session", store.session_key
        if key in _known:
            return dict(_known[key])
        if found := load(store):
            _known[key] = dict(found)
        return found

    def user(request: Any) -> Any:
        if hasattr(request, "_cached_user"):
            return request._cached_user
        key = "user", request.COOKIES.get(settings.SESSION_COOKIE_NAME)
        if key not in _known:
            _known[key] = user_of(request)
        request._cached_user = _known[key]
        return request._cached_user

    monkeypatch.setattr(SessionStore, "load", session)
    monkeypatch.setattr(middleware, "get_user", user)


@pytest.fixture
def _everybody_is_read_once(monkeypatch: pytest.MonkeyPatch, _known: dict[Any, Any], _signed_in_once: None) -> None:
    """The same of what each of them is, where neither the roster nor a policy changes."""
    rows_of = Viewer._rows.func  # type: ignore[attr-defined]  # a cached property

    def rows(viewer: Viewer) -> Any:
        if viewer.user is None:
            return []
        key = viewer.user.pk, viewer.today
        if key not in _known:
            _known[key] = rows_of(viewer)
        return _known[key]

    monkeypatch.setattr(Viewer, "_rows", property(rows))
