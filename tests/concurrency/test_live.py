"""The same promises through a real server: clients over HTTP, and a server that is killed."""

from __future__ import annotations

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from doorway.accounts.models import User
from doorway.conferences.models import Appointment, Occupancy
from doorway.messages.models import Message
from tests.concurrency.clients import families
from tests.concurrency.live import Browser, cookie_for, served
from tests.world import World

pytestmark = [pytest.mark.both, pytest.mark.django_db(transaction=True)]


def cookies(world: World, count: int) -> list[str]:
    found = []
    for guardian, _student in families(world, count):
        guardian.user = User.objects.for_mailbox(guardian.email)
        guardian.save()
        found.append(cookie_for(guardian.user))
    return found


def test_browsers_that_press_the_button_together_and_one_of_them_is_told_yes(open_world: World, tmp_path: Path) -> None:
    """Every page proposes the same first time, and all families press at once."""
    keys = cookies(open_world, 8)
    with served(tmp_path) as server, ThreadPoolExecutor(8) as pool:
        browsers = [Browser(server, key) for key in keys]
        list(pool.map(Browser.open, browsers))
        assert len({value for browser in browsers for name, value in browser.sent.items() if "time-" in name}) == 1

        answers = list(pool.map(Browser.book, browsers))
        for browser in browsers:
            browser.close()

        assert Counter(answers) == {302: 1, 409: 7}
        assert server.count(Appointment) == 1


def test_a_booking_that_was_answered_outlives_the_server(open_world: World, tmp_path: Path) -> None:
    """kill -9 in the moment of the answer: the time, who it keeps busy, and the letter are there."""
    for number, key in enumerate(cookies(open_world, 2), start=1):
        with served(tmp_path) as server:
            browser = Browser(server, key)
            browser.open()
            assert browser.book() == 302
            server.kill()
            browser.close()

            assert server.count(Appointment) == number
            assert server.count(Occupancy) == 3 * number  # host, room, guardian
            assert server.count(Message) == number
