"""Chooses the database before Django is loaded: ``DOORWAY_TEST_DATABASE=postgresql pytest`` starts its own server.

A plugin and not a conftest, because pytest-django reads the settings before it reads any conftest.
"""

from __future__ import annotations

import atexit
import gc
import os
import shutil
import tempfile


def _prepare() -> None:
    home = tempfile.mkdtemp(prefix="doorway-test-")
    atexit.register(shutil.rmtree, home, ignore_errors=True)
    os.environ.update(
        DOORWAY_HOME=home,
        DOORWAY_SECRET_KEY="only-for-tests",
        DOORWAY_ADDRESS="http://testserver",
        DOORWAY_HOSTS="testserver,localhost,127.0.0.1",
        DOORWAY_DEMO="no",
        DOORWAY_DATABASE="",
        DJANGO_ALLOW_ASYNC_UNSAFE="true",
    )
    wanted = os.environ.get("DOORWAY_TEST_DATABASE", "sqlite")
    if wanted == "sqlite":
        return
    if wanted != "postgresql":
        raise SystemExit(f"DOORWAY_TEST_DATABASE is {wanted!r}. Write sqlite or postgresql.")
    shared = os.environ.get("DOORWAY_TEST_POSTGRESQL")
    if not shared:
        from tests.servers import postgresql  # late: only this run needs it

        server = postgresql.start()
        atexit.register(server.stop)
        # Workers of pytest-xdist inherit the address and use the same server.
        shared = os.environ["DOORWAY_TEST_POSTGRESQL"] = server.address
    os.environ["DOORWAY_DATABASE"] = shared


_prepare()
# As in the server (config/wsgi.py): most objects of a test are in no cycle.
gc.set_threshold(20_000, 50, 100)
