"""What has an id on a page is found by it: each is there once, has no blank in it, and what points at one finds it."""

from __future__ import annotations

from collections import Counter
from html.parser import HTMLParser

import pytest
from django.test import Client

from tests.house.growth import grow
from tests.house.routes import EVERYBODY, ROUTES
from tests.house.subjects import VIEWERS, make_subjects
from tests.world import World

# Attributes that name an id of the same page, or several with blanks between.
POINTERS = ("for", "form", "list", "headers", "aria-labelledby", "aria-describedby", "aria-controls", "aria-owns")


class _Ids(HTMLParser):
    """The ids of a page, and what points at one."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.ids: Counter[str] = Counter()
        self.pointed: set[tuple[str, str]] = set()
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        for name, value in attrs:
            if name == "id":
                self.ids[value or ""] += 1
            elif name in POINTERS:
                self.pointed.update((name, one) for one in (value or "").split())
            elif name == "href" and (value or "").startswith("#") and value != "#":
                self.pointed.add((name, (value or "")[1:]))


def wrong_in(page: str) -> list[str]:
    """What is wrong with the ids of a page, in words."""
    found = _Ids(page)
    twice = [f"{one!r} is there {number} times" for one, number in found.ids.items() if number > 1]
    bad = [f"{one!r} is no id" for one in found.ids if not one or any(letter.isspace() for letter in one)]
    lost = [f"{name} points at {one!r}, which is not there" for name, one in found.pointed if one not in found.ids]
    return sorted([*twice, *bad, *lost])


def test_what_is_wrong_is_found() -> None:
    assert wrong_in('<label for="a">x</label><input id="a" aria-describedby="b c"><p id="b"><p id="c">') == []
    assert wrong_in('<p id="a b"><p id="c"><p id="c"><a href="#d">x</a><label for="e">x</label><p id>') == [
        "'' is no id", "'a b' is no id", "'c' is there 2 times", "for points at 'e', which is not there",
        "href points at 'd', which is not there",
    ]  # fmt: skip


@pytest.mark.long
@pytest.mark.usefixtures("_paper_is_not_set")
def test_the_ids_of_every_page(world: World, other_world: World) -> None:
    subjects = make_subjects(world, other_world)
    grow(world, subjects, range(2))
    wrong, looked_at = [], 0
    clients = {key: Client() for key in VIEWERS}
    for key, client in clients.items():
        client.force_login(world.user(key))
    for route in ROUTES:
        if route.method != "GET":
            continue
        for name in ("own", "other_child", "other_school"):
            page = route.address(subjects[name])
            viewers = [key for key in VIEWERS if route.opens_for(name, key)][:1]
            for client in [Client()] if route.who == EVERYBODY else [clients[key] for key in viewers]:
                answer = client.get(page)
                if answer.status_code != 200 or not answer.headers["Content-Type"].startswith("text/html"):
                    continue
                looked_at += 1
                wrong += [f"{route.name}: {one}" for one in wrong_in(answer.content.decode())]

    assert looked_at > 100
    assert not wrong, "\n".join(sorted(set(wrong)))
