"""What is opened: every GET route of the access matrix, by one person of each role that may open it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import reduce
from typing import Any

from bench.pages.things import (
    LARGEST,
    LETTERS,
    Subject,
    Viewer,
    cast_subjects,
    cast_viewers,
    largest_school,
    school_with_letters,
)
from django.test import Client
from django.urls import reverse
from tests.house.routes import EVERYBODY, NOBODY, ROUTES, SIGNED_IN, Route

STRANGER = "nobody"
# What families open on a telephone: these have a bar of their own for the weight of a first visit.
FAMILY = {"guardian", STRANGER}


@dataclass(frozen=True)
class Target:
    """One page as one person opens it."""

    route: str
    role: str
    who: str
    address: str
    cookie: str


class NotFoundOut(Exception):
    """A route's argument names something that the district does not have."""


def all_targets() -> tuple[list[Target], dict[str, str]]:
    """Every page for every role, and the routes that could not be opened, with the reason."""
    subject, people = largest_school()
    subjects = [*cast_subjects(), subject]
    viewers = [*cast_viewers(), *people]
    letters = school_with_letters()
    if letters is not None:
        subjects.append(letters[0])
        viewers += letters[1]
    cookies = {viewer.key: _session(viewer) for viewer in viewers}
    targets: list[Target] = []
    without: dict[str, str] = {}
    for route in ROUTES:
        if route.method != "GET":
            continue
        found, problem = _targets_of(route, subjects, viewers, cookies)
        targets += found
        if not found:
            without[route.name] = problem
    return targets, without


def _session(viewer: Viewer) -> str:
    client = Client()
    client.force_login(viewer.user)
    return client.cookies["sessionid"].value


def _targets_of(
    route: Route, subjects: list[Subject], viewers: list[Viewer], cookies: dict[str, str]
) -> tuple[list[Target], str]:
    """A target for each role, at the cast's schools and at the largest one."""
    found: dict[tuple[str, bool], Target] = {}
    problem = "nobody of the cast may open it"
    for subject in subjects:
        if subject.name == LETTERS and not any(path.startswith("reading_letter") for path in route.args.values()):
            continue
        for viewer, role, who in _who(route, subject, viewers):
            place = (role, LARGEST in (subject.name, who.partition(":")[0]))
            if place in found:
                continue
            try:
                address = _address(route, subject)
            except NotFoundOut as missing:
                problem = str(missing)
                continue
            found[place] = Target(route.name, role, who, address, cookies[viewer.key] if viewer else "")
    return list(found.values()), problem


def _who(route: Route, subject: Subject, viewers: list[Viewer]) -> Iterator[tuple[Viewer | None, str, str]]:
    """Who opens it: (viewer, role, name); for public pages somebody unknown. The demo's pages are public here."""
    if route.who in {EVERYBODY, NOBODY}:
        yield None, STRANGER, STRANGER
        return
    allowed: Any = {viewer.key for viewer in viewers} if route.who == SIGNED_IN else None
    if allowed is None and not isinstance(route.who, str):
        allowed = route.who(subject.name)
    yield from ((viewer, viewer.role, viewer.key) for viewer in viewers if viewer.key in (allowed or ()))


def _address(route: Route, subject: Subject) -> str:
    values = {argument: _value(route, path, subject) for argument, path in route.args.items()}
    return reverse(route.name, kwargs=values) + route.query


def _value(route: Route, path: str, subject: Subject) -> Any:
    thing, *rest = path.split(".")
    start = getattr(subject, thing)
    if start is None:
        raise NotFoundOut(f"{subject.name} has no {thing}")
    return reduce(getattr, rest, start)
