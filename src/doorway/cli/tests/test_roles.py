"""Roles that are given and taken back on the command line."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from tests.world import World
from typer.testing import CliRunner

import doorway.cli.commands  # noqa: F401  # registers the commands
from doorway.cli.app import app
from doorway.roster.access import Viewer
from doorway.roster.models import Membership

AT = ("--school", "Panguitch Elementary School")
NEW = ("--name", "Nell Orr")


def run(*arguments: str) -> Any:
    return CliRunner().invoke(app, list(arguments), terminal_width=200, env={"COLUMNS": "200"})


def words(result: Any) -> str:
    return " ".join(result.output.split())


def given() -> Membership:
    return Membership.objects.get(person__email="nell@staff.example")


def test_a_role_is_given_at_a_school_from_today_until_a_day(world: World) -> None:
    last = timezone.localdate() + timedelta(days=30)
    done = run("grant", "Nell@staff.example", "office", *AT, *NEW, "--until", str(last))
    assert done.exit_code == 0, done.output
    assert f"until {last}" in words(done)
    row = given()
    assert (row.begins_on, row.ends_on, row.school) == (
        timezone.localdate(), last, world.schools["panguitch-elementary"],
    )  # fmt: skip
    assert "office" not in Viewer(row.person.user, on=last + timedelta(days=1)).roles


@pytest.mark.parametrize("role", ["office", "principal", "counselor", "teacher", "interpreter"])
def test_forgetting_the_school_does_not_open_all_of_them(world: World, role: str) -> None:
    for place in ((), (*AT, "--whole-district")):
        done = run("grant", "nell@staff.example", role, *NEW, *place)
        assert done.exit_code == 1
        assert "--whole-district" in words(done)
    assert not Membership.objects.filter(person__email="nell@staff.example").exists()
    assert run("grant", "nell@staff.example", role, *NEW, "--whole-district").exit_code == 0
    assert given().school is None


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("nell", "office", *AT, *NEW), "is not an e-mail address"),
        (("nell@", "data", *NEW), "is not an e-mail address"),
        (("nell@staff.example", "district", *AT, *NEW), "Leave the school out"),
        (("nell@staff.example", "office", *AT, *NEW, "--until", "2020-01-31"), "has passed"),
        (("nell@staff.example", "office", *AT, *NEW, "--until", "soon"), "is not a day"),
        (("nell@staff.example", "office", "--school", "Nowhere", *NEW), "There is no school"),
        (("nell@staff.example", "king", *NEW), "There is no role"),
        (("nell@staff.example", "office", *AT), "first and a family name"),
    ],
)
def test_what_cannot_be_given_is_said_and_nothing_changes(world: World, arguments: tuple[str, ...], said: str) -> None:
    before = Membership.objects.count()
    done = run("grant", *arguments)
    assert done.exit_code == 1
    assert said in words(done)
    assert Membership.objects.count() == before


def test_a_role_that_is_taken_back_opens_nothing_from_the_next_page_on(world: World) -> None:
    run("grant", "nell@staff.example", "office", *AT, *NEW)
    user = given().person.user
    assert user is not None
    client, page = Client(), reverse("office_conferences")
    client.force_login(user)
    assert client.get(page).status_code == 200

    assert run("revoke", "NELL@staff.example", "office", *AT).exit_code == 0

    assert client.get(page).status_code == 404
    assert "nell@staff.example" not in run("grants").output
    again = run("revoke", "nell@staff.example", "office", *AT)
    assert again.exit_code == 1
    assert "does not hold the role" in words(again)


def test_a_role_can_be_given_again_and_begins_anew(world: World) -> None:
    run("grant", "nell@staff.example", "office", *AT, *NEW)
    Membership.objects.filter(pk=given().pk).update(begins_on="2020-01-01")
    run("revoke", "nell@staff.example", "office", *AT)
    run("grant", "nell@staff.example", "office", *AT)
    assert (given().begins_on, given().ends_on) == (timezone.localdate(), None)
    assert "office" in Viewer(given().person.user).roles


def test_revoking_names_what_is_held_and_leaves_the_roster_alone(world: World) -> None:
    run("grant", "nell@staff.example", "office", *AT, *NEW)
    wrong = run("revoke", "nell@staff.example", "office")
    assert wrong.exit_code == 1
    assert "office (Panguitch Elementary School)" in words(wrong)
    mailbox = world.people["peggy"].email
    roster = run("revoke", mailbox, "office", *AT)
    assert roster.exit_code == 1
    assert "came with the roster" in words(roster)
    assert "office" in Viewer(world.user("peggy")).roles


def test_grants_lists_who_holds_what_since_when(world: World) -> None:
    assert "Nobody holds" in words(run("grants"))
    run("grant", "nell@staff.example", "office", *AT, *NEW)
    listed = run("grants").output
    assert all(word in listed for word in ("Nell Orr", "nell@staff.example", str(timezone.localdate()), "no end"))
    assert world.people["peggy"].email not in listed
