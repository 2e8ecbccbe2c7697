"""Two who write about one family at the same moment: neither's work is lost in where the student stands."""

from __future__ import annotations

import time
from datetime import datetime, timedelta
from functools import partial

import pytest
from django.db import transaction
from django.utils import timezone

from doorway.compliance.actions.following_up import record_try
from doorway.compliance.models import ContactTry, Standing
from doorway.conferences.models import Appointment, Host
from tests.concurrency.clients import at_once
from tests.world import World, add_conference

pytestmark = [pytest.mark.both, pytest.mark.django_db(transaction=True)]


def test_meetings_of_one_family_that_are_written_at_once_are_all_counted(world: World) -> None:
    now = timezone.now()
    for school, host in (("panguitch-elementary", "june"), ("panguitch-high", "owen"), ("boulder-elementary", "dana")):
        add_conference(world, school=school, host=host)
    hosts = list(Host.objects.select_related("conference").order_by("pk"))
    for round_number in range(6):
        begins = [now - timedelta(days=20 + 3 * round_number + place) for place in range(len(hosts))]

        def write(host: Host, starts: datetime, household: int = 10 + round_number) -> Appointment:
            with transaction.atomic():
                made = Appointment.objects.create(
                    district=world.district, conference=host.conference, host=host, student=world.people["mateo"],
                    guardian=world.people["rosa"], household=household, booked_at=now, attendance="came",
                    starts_at=starts, ends_at=starts + timedelta(minutes=15),
                )  # fmt: skip
                # The others reach the same row while this one is not committed.
                time.sleep(0.05)
            return made

        answers = at_once([partial(write, host, starts) for host, starts in zip(hosts, begins, strict=True)])

        assert all(isinstance(answer, Appointment) for answer in answers), answers
        row = Standing.objects.get(student=world.people["mateo"])
        assert [row.met_1, row.met_2, row.met_3] == [starts + timedelta(minutes=15) for starts in begins]
        assert row.involved_at == row.met_1
        Appointment.objects.filter(student=world.people["mateo"]).update(attendance="")


def test_a_double_click_writes_one_try(world: World) -> None:
    now, today = timezone.now(), timezone.localdate()

    def call() -> list[ContactTry]:
        return record_try(
            student=world.people["mateo"], how="call", outcome="no_answer", note="", on=today,
            by=world.people["peggy"], now=now,
        )  # fmt: skip

    answers = at_once([call] * 5)

    assert sum(isinstance(answer, list) and len(answer) == 1 for answer in answers) == 1, answers
    assert Standing.objects.get(student=world.people["mateo"]).tried_at == ContactTry.objects.get().at
