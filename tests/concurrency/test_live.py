"""The same promises through a real server: clients over HTTP, and a server that is killed."""

from __future__ import annotations

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from doorway.accounts.models import User
from doorway.conferences.models import Appointment, Occupancy
from doorway.messages.models import Message
from tests.concurrency.clients import families, more_hosts
from tests.concurrency.live import Browser, browsers, cookie_for, served
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
    """Twenty families: every page proposes the same first time, and all press at once."""
    keys = cookies(open_world, 20)
    with served(tmp_path) as server, browsers(server, keys) as open_pages, ThreadPoolExecutor(20) as pool:
        list(pool.map(Browser.open, open_pages))
        assert len({value for browser in open_pages for value in browser.times.values()}) == 1

        answers = list(pool.map(Browser.book, open_pages))

        assert Counter(answers) == {302: 1, 409: 19}
        assert server.count(Appointment) == 1


def test_one_family_presses_in_eight_windows_for_one_minute(open_world: World, tmp_path: Path) -> None:
    """One signed-in browser asks eight teachers for the same minute: one is booked, seven are told that it is busy."""
    more_hosts(open_world, 8)
    (key,) = cookies(open_world, 1)
    with served(tmp_path) as server, browsers(server, [key] * 8) as windows, ThreadPoolExecutor(8) as pool:
        list(pool.map(Browser.open, windows))
        # June teaches the child, the eight meet everyone and are proposed; each window asks for one of the eight.
        proposed = windows[0].times
        minute = next(iter(proposed.values()))
        for window, name in zip(windows, proposed, strict=True):
            window.sent |= dict.fromkeys(proposed, "") | {name: minute}

        answers = list(pool.map(Browser.book, windows))

        assert Counter(answers) == {302: 1, 409: 7}
        assert server.count(Appointment) == 1


def test_a_booking_that_was_answered_outlives_the_server(open_world: World, tmp_path: Path) -> None:
    """kill -9 in the moment of the answer: the time, who it keeps busy, and the letter are there."""
    for number, key in enumerate(cookies(open_world, 2), start=1):
        with served(tmp_path) as server, browsers(server, [key]) as (browser,):
            browser.open()
            assert browser.book() == 302
            server.kill()

            assert server.count(Appointment) == number
            assert server.count(Occupancy) == 3 * number  # host, room, guardian
            assert server.count(Message) == number
