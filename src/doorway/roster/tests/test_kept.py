"""Words of a form that was sent after the session had ended."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse
from tests.world import World

from doorway.plans.models import PlanNote
from doorway.roster import kept


@pytest.fixture
def sent(world: World) -> Client:
    """A browser that sent June's note and was not signed in."""
    client = Client()
    address = reverse("write_note", args=[world.people["mateo"].pk])
    answer = client.post(address, {"text": "We read together.", "who": str(world.user("june").pk)})
    assert answer.headers["Location"] == f"{reverse('account_request_login_code')}?next={reverse('kept_words')}"
    return client


def test_they_wait_for_the_same_person(world: World, sent: Client) -> None:
    sent.force_login(world.user("june"))
    page = sent.get(reverse("kept_words")).content.decode()
    assert page.count("We read together.") == 2

    sent.post(reverse("write_note", args=[world.people["mateo"].pk]), {"text": "We read together."})

    assert PlanNote.objects.get().text == "We read together."
    assert kept.SESSION_KEY not in sent.session


def test_nobody_else_reads_them(world: World, sent: Client) -> None:
    sent.force_login(world.user("harriet"))

    answer = sent.get(reverse("kept_words"))

    assert answer.headers["Location"] == reverse("home")
    assert kept.SESSION_KEY not in sent.session


def test_they_do_not_wait_for_ever(world: World, sent: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    sent.force_login(world.user("june"))
    monkeypatch.setattr(kept, "LONGEST_SECONDS", -1)

    assert sent.get(reverse("kept_words")).status_code == 302


@pytest.mark.parametrize(
    ("values", "headers"),
    [
        ({"text": "No name."}, {}),
        ({"text": "x" * 200_001, "who": "1"}, {}),
        ({"text": "By a script.", "who": "1"}, {"Accept": "application/json"}),
    ],
    ids=["for nobody", "too long", "a script keeps its own"],
)
def test_other_forms_are_not_kept(world: World, values: dict[str, str], headers: dict[str, str]) -> None:
    client, address = Client(), reverse("write_note", args=[world.people["mateo"].pk])

    answer = client.post(address, values, headers=headers)

    # Nobody comes to a button by a link: it is the page of the button that is opened after signing in.
    page = reverse("conversation", args=[world.people["mateo"].pk])
    assert answer.headers["Location"] == f"{reverse('account_request_login_code')}?next={page}"
    assert kept.SESSION_KEY not in client.session
