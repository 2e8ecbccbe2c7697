"""A conference that somebody writes down while a file with the same one comes in is there once."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest
from django.db import connections, transaction
from django.utils import timezone

from doorway.accounts.errors import Refusal
from doorway.compliance.earlier import take_in
from doorway.compliance.earlier.tests.files import look, row, write
from doorway.compliance.earlier.tests.test_import import last_year
from doorway.compliance.models import Standing
from doorway.conferences.actions.holding import Account, write_down
from doorway.conferences.models import EarlierConference, HeldConference
from tests.world import World

pytestmark = [pytest.mark.both, pytest.mark.django_db(transaction=True)]


def test_a_file_and_a_person_write_the_same_conference_at_once(world: World, tmp_path: Path) -> None:
    on = last_year(world)
    path = write(tmp_path, row("diego", on, held_by="dana"))
    run = look(world, path)
    wrote, go_on = threading.Event(), threading.Event()
    failed: list[BaseException] = []

    def writes_down() -> None:
        dana = world.people["dana"]
        account = Account(
            on=on, how="in_person", minutes=20, hosts=[dana.pk], guardians=[world.people["rosa"].pk], students=True
        )
        try:
            with transaction.atomic():
                write_down(
                    student=world.people["diego"], account=account, by=dana, user=world.user("dana"), now=timezone.now()
                )
                wrote.set()
                # Long enough for the file to be on its way.
                go_on.wait(1)
        except BaseException as error:
            failed.append(error)
        finally:
            wrote.set()
            connections.close_all()

    def takes_in() -> None:
        wrote.wait(30)
        try:
            take_in(run=run, path=path, by=world.user("sam"))
        except Refusal:
            pass
        except BaseException as error:
            failed.append(error)
        finally:
            connections.close_all()

    both = [threading.Thread(target=writes_down), threading.Thread(target=takes_in)]
    for one in both:
        one.start()
    for one in both:
        one.join()

    assert not failed
    assert EarlierConference.objects.count() + HeldConference.objects.count() == 1
    kept = Standing.objects.get(student=world.people["diego"])
    assert (kept.met_1 is not None, kept.met_2) == (True, None)
