"""Fixtures for every test: the small world, people who are signed in, the closed network."""

from __future__ import annotations

import os
import socket
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.template.base import Variable
from django.template.context import Context
from django.template.defaulttags import ForNode
from django.test import Client, TransactionTestCase
from django.utils.safestring import SafeString
from tests import asked
from tests.servers import emptying, migrated
from tests.world import World, add_conference, make_world

from doorway.accounts import sign_in

_LOOPBACK = {"127.0.0.1", "::1", "localhost"}


def pytest_configure(config: pytest.Config) -> None:
    """Where ``scripts/run-tests`` wants to know, it is noted what each test asks the database."""
    if folder := os.environ.get(asked.NOTED_IN):
        config.pluginmanager.register(asked.Noting(Path(folder)))


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """The long ones first; on PostgreSQL, only what keeps records: the rest cannot answer differently there.

    Of those, what ``scripts/run-tests`` has not found settled (:mod:`tests.asked`).
    """
    items.sort(key=lambda item: item.get_closest_marker("long") is None)
    if settings.DATABASES["default"]["ENGINE"].endswith("sqlite3"):
        return
    kept: list[pytest.Item] = []
    left: list[pytest.Item] = []
    settled = asked.left_out()
    for item in items:
        (kept if _keeps_records(item) and item.nodeid not in settled else left).append(item)
    config.hook.pytest_deselected(items=left)
    items[:] = kept


def _keeps_records(item: pytest.Item) -> bool:
    asked = {"db", "transactional_db", "django_db_setup"} & set(getattr(item, "fixturenames", ()))
    return bool(asked) or _is_marked(item)


def _is_marked(item: pytest.Item) -> bool:
    return item.get_closest_marker("django_db") is not None or item.get_closest_marker("both") is not None


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings_parallel_suffix: None) -> None:
    """SQLite tests use a file, so that several connections (threads, a live server) see one database."""
    if settings.DATABASES["default"]["ENGINE"].endswith("sqlite3"):
        settings.DATABASES["default"].setdefault("TEST", {})["NAME"] = settings.HOME / "test.sqlite3"


@pytest.fixture(scope="session")
def django_db_keepdb(django_db_keepdb: bool, django_db_modify_db_settings: None) -> bool:
    """A copy of what ``scripts/run-tests`` has migrated is already there; Django need not make it."""
    return migrated.copy(settings.DATABASES["default"]) or django_db_keepdb


@pytest.fixture(autouse=True, scope="session")
def _closed_network() -> Iterator[None]:
    """No test reaches further than this machine."""
    patch = pytest.MonkeyPatch()
    connect = socket.socket.connect

    def only_loopback(self: socket.socket, address: Any) -> None:
        if self.family in {socket.AF_INET, socket.AF_INET6} and address[0] not in _LOOPBACK:
            raise RuntimeError(f"A test tried to reach {address[0]}.")
        connect(self, address)

    patch.setattr(socket.socket, "connect", only_loopback)
    yield
    patch.undo()


@pytest.fixture(autouse=True, scope="session")
def _loops_have_something_to_go_through() -> Iterator[None]:
    """A loop over a name that nothing has shows nothing, and nobody is told: here it fails."""
    patch = pytest.MonkeyPatch()
    render = ForNode.render

    def told(self: ForNode, context: Context) -> SafeString:
        if "doorway" in self.origin.name and isinstance(self.sequence.var, Variable):
            self.sequence.var.resolve(context)
        return render(self, context)

    patch.setattr(ForNode, "render", told)
    yield
    patch.undo()


@pytest.fixture(autouse=True, scope="session")
def _plain_static_files() -> None:
    """Pages name static files without the digests that only ``collectstatic`` knows."""
    settings.STATIC_ROOT.mkdir(parents=True, exist_ok=True)
    settings.STORAGES["staticfiles"]["BACKEND"] = "django.contrib.staticfiles.storage.StaticFilesStorage"


@pytest.fixture(autouse=True, scope="session")
def _answers_at_once() -> None:
    """Signing in waits so that the clock tells nothing; a test that asks for a code has no time for that."""
    sign_in.ANSWER_AFTER = 0.0


@pytest.fixture(autouse=True, scope="session")
def _flush_without_guards() -> Iterator[None]:
    """Emptying the tables after a transactional test deletes versions and looks, which the guards refuse."""
    patch = pytest.MonkeyPatch()
    patch.setattr(TransactionTestCase, "_fixture_teardown", lambda self: emptying.empty())
    yield
    patch.undo()


@pytest.fixture
def world(db: None) -> World:
    """The cast in their schools, families and classes; no conference."""
    return make_world()


@pytest.fixture
def open_world(world: World) -> World:
    """The same with a conference at Panguitch Elementary that is open for booking, hosted by June."""
    return add_conference(world)


@pytest.fixture
def other_world(db: None) -> World:
    """A second district in the same installation, with people of the same names."""
    return make_world(code="other", name="Other County School District")


@pytest.fixture
def client_of(client: Client) -> Callable[[World, str], Client]:
    """``client_of(world, "rosa")``: a client that is signed in as this person of the cast."""

    def sign_in(world: World, key: str) -> Client:
        fresh = Client()
        fresh.force_login(world.user(key))
        return fresh

    return sign_in
