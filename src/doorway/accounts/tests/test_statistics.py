from __future__ import annotations

import pytest
from django.db import connection
from pytest_django import DjangoCaptureOnCommitCallbacks
from tests.world import World

from doorway.accounts.statistics import count_rows, count_rows_later
from doorway.roster.models import Membership, Person

pytestmark = pytest.mark.both


def _known() -> dict[str, int]:
    """What the database believes of each table's length."""
    query = (
        "SELECT tbl, max(CAST(stat AS INTEGER)) FROM sqlite_stat1 GROUP BY tbl"
        if connection.vendor == "sqlite"
        else "SELECT relname, reltuples::int FROM pg_class WHERE relkind = 'r'"
    )
    with connection.cursor() as cursor:
        cursor.execute(query)
        return dict(cursor.fetchall())


def test_the_database_knows_how_many_rows_there_are(world: World) -> None:
    count_rows()

    known = _known()
    assert known["roster_person"] == Person.objects.count()
    assert known["roster_membership"] == Membership.objects.count()


def test_it_is_counted_after_the_commit(
    world: World, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    with django_capture_on_commit_callbacks() as callbacks:
        count_rows_later()

    assert callbacks == [count_rows]
