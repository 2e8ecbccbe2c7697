"""Whatever page answers a form, its switch of languages leads to a page, and no address of a button is a white one."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape
from typing import Any

import pytest
from django.db import transaction
from django.test import Client
from django.urls import resolve

from doorway.roster.addresses import only_takes_forms, page_at
from tests.house.routes import NOBODY, ROUTES, Route
from tests.house.subjects import VIEWERS, Subject, make_subjects
from tests.world import World

BUTTONS = [route for route in ROUTES if route.method == "POST" and route.who != NOBODY]
# Buttons whose refusal is a page at their own address, filled in with nothing.
ANSWERS_WITH_A_PAGE = {
    "carry_goal", "change_goal", "hold_records", "judge_goal", "keep_whole_plan", "letter_reply", "new_goal",
    "office_meeting_move",
    "paper_signature", "reading_letters_on_paper", "refuse_reply", "remind_plan", "remove_goal", "sign_at_school",
    "sign_plan", "write_reading_letters",
}  # fmt: skip
# Django's own: a GET leads back to where one came from.
ANSWERS_A_LINK = {"set_language"}


@pytest.fixture
def subjects(world: World, other_world: World) -> dict[str, Subject]:
    return make_subjects(world, other_world)


def openings(route: Route, subjects: dict[str, Subject]) -> Iterator[tuple[Client, str]]:
    """One of each who may press the button, and its address."""
    for name, subject in subjects.items():
        for viewer in VIEWERS:
            if route.opens_for(name, viewer):
                client = Client(raise_request_exception=False)
                client.force_login(subjects["own"].world.user(viewer))
                yield client, route.address(subject)
                break


def switched(client: Client, page: str) -> Any:
    form = re.search(r'<form class="dw-languages"[^>]*action="([^"]*)"[^>]*>(.*?)</form>', page, re.DOTALL)
    assert form
    fields = {
        name: unescape(value) for name, value in re.findall(r'type="hidden" name="([^"]*)" value="([^"]*)"', form[2])
    }
    button = re.search(r'name="([^"]*)" value="es"', form[2])
    assert button
    return client.post(unescape(form[1]), fields | {button[1]: "es"}, follow=True)


def test_the_table_of_routes_says_which_only_take_a_form(subjects: dict[str, Subject]) -> None:
    wrong = [
        route.name
        for route in ROUTES
        if route.name not in ANSWERS_A_LINK
        and only_takes_forms(resolve(route.address(subjects["own"]).partition("?")[0]).func) != (route.method == "POST")
    ]

    assert not wrong


@pytest.mark.usefixtures("_paper_is_not_set")
def test_a_refused_form_can_be_read_in_the_other_language(subjects: dict[str, Subject]) -> None:
    wrong, pages = [], set()
    for route in ROUTES:
        if route.who == NOBODY or route.name in ANSWERS_A_LINK:
            continue
        for client, address in openings(route, subjects):
            with transaction.atomic():
                answer = client.post(address, {"text": "so many words"}, headers={"accept-language": "en"})
                page = answer.content.decode() if answer.headers.get("Content-Type", "").startswith("text/html") else ""
                if "dw-languages" in page and answer.status_code != 405:
                    pages.add(route.name)
                    shown = switched(client, page)
                    is_spanish = 'lang="es"' in shown.content.decode()[:200]
                    if shown.status_code != answer.status_code or not is_spanish:
                        wrong.append(f"{route.name}: {answer.status_code}, then {shown.status_code}")
                transaction.set_rollback(True)

    assert not wrong
    assert pages & {route.name for route in BUTTONS} == ANSWERS_WITH_A_PAGE


def test_the_address_of_a_button_leads_to_the_page_of_the_button(subjects: dict[str, Subject]) -> None:
    wrong = []
    for route in BUTTONS:
        if route.name in ANSWERS_A_LINK:
            continue
        for client, address in openings(route, subjects):
            white = client.get(address)
            above = page_at(address)
            leads = client.get(above)
            if f'href="{above}"' not in white.content.decode() or leads.status_code not in {200, 302}:
                wrong.append(f"{route.name}: {above} {leads.status_code}")

    assert not wrong, "\n".join(wrong)
