"""A question that is kept finds what the queryset finds, now."""

from __future__ import annotations

from datetime import date
from threading import Thread
from typing import Any

import pytest
from django.db import connection
from django.db.models import Count, QuerySet, Value
from tests.world import World

from doorway.accounts.statements import Statement
from doorway.roster.models import Membership, School, SchoolYear

pytestmark = [pytest.mark.django_db, pytest.mark.both]


def _counted(role: str) -> QuerySet[Any, tuple[Any, ...]]:
    rows = Membership.objects.filter(role=role).order_by().values("school_id")
    return rows.annotate(what=Value(role), number=Count("*")).values_list("school_id", "what", "number")


def test_values_are_read_as_the_queryset_reads_them(world: World) -> None:
    """Ids, days and texts come as themselves from either database, sorted as asked, with nothing added."""
    for rows in (
        School.objects.order_by("name").values_list("pk", "name"),
        SchoolYear.objects.order_by("-starts_on").values_list("starts_on", "district"),
        School.objects.filter(memberships__role="student").order_by("name").distinct().values_list("pk"),
        _counted("teacher").union(_counted("student"), all=True).order_by("what", "number", "school_id"),
    ):
        assert Statement(rows).rows() == list(rows) != []


def test_no_answer_is_kept(world: World) -> None:
    """What was written after the first time is found the second time."""
    found = Statement(SchoolYear.objects.order_by("starts_on").values_list("name"))
    before = found.rows()
    SchoolYear.objects.create(
        district=world.district, name="late", starts_on=date(2090, 7, 1), ends_on=date(2091, 6, 30)
    )
    assert found.rows() == [*before, ("late",)]


def test_nothing_is_asked_that_cannot_be_answered(world: World, django_assert_num_queries: Any) -> None:
    """An empty list of ids is no question."""
    found = Statement(School.objects.filter(pk__in=[]).values_list("pk"))
    with django_assert_num_queries(0):
        assert found.rows() == []


@pytest.mark.django_db(transaction=True)
def test_any_thread_asks_with_its_own_connection(world: World) -> None:
    """A server answers in many threads; the statement was put together in one."""
    found, heard = Statement(School.objects.order_by("name").values_list("name")), []

    def ask() -> None:
        heard.append((found.rows(), connection.connection))
        connection.close()

    thread = Thread(target=ask)
    thread.start()
    thread.join()
    assert heard[0][0] == found.rows() != []
    assert heard[0][1] is not connection.connection
