"""The language of a page that answers a form: the words stay, the refusal too, and nothing is done."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from html import unescape
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from tests.world import World

from doorway.announcements.actions.letters import Wording, publish_letter, write_letter
from doorway.announcements.forms import seal
from doorway.announcements.models import Announcement, Reply
from doorway.roster.addresses import only_takes_forms, page_at
from doorway.roster.models import RecordLook

SignIn = Callable[[World, str], Client]
ENGLISH = {"accept-language": "en"}
FARM = "see https://a.example https://b.example https://c.example"


@pytest.fixture
def letter(world: World) -> Announcement:
    wordings = {"en": Wording("Fall conferences", "Come."), "es": Wording("Conferencias de otoño", "Vengan.")}
    draft = write_letter(
        district=world.district, school=None, dated=timezone.localdate(), signed_by="Ruth", takes_replies=True,
        wordings=wordings, by=world.user("ruth"), now=timezone.now(),
    )  # fmt: skip
    return publish_letter(letter=draft, now=timezone.now())


def reply_address(letter: Announcement) -> str:
    return reverse("letter_reply", args=[letter.district.code, letter.slug])


def typed(text: str = FARM, **more: str) -> dict[str, str]:
    page = seal(timezone.now() - timedelta(minutes=1))
    return {"name": "Rosa M.", "email": "", "text": text, "website": "", "page": page} | more


def refused(client: Client, letter: Announcement, **more: str) -> Any:
    answer = client.post(reply_address(letter), typed(**more), headers=ENGLISH)
    assert answer.status_code == 422
    return answer


def switch(client: Client, answer: Any, language: str = "es") -> Any:
    """Press a button of the switch on a page, as a browser does."""
    page = answer.content.decode()
    form = re.search(r'<form class="dw-languages"[^>]*action="([^"]*)"[^>]*>(.*?)</form>', page, re.DOTALL)
    assert form
    fields = dict(re.findall(r'<input type="hidden" name="([^"]*)" value="([^"]*)">', form[2]))
    button = re.search(rf'name="([^"]*)" value="{language}"', form[2])
    assert button
    return client.post(
        unescape(form[1]), {name: unescape(value) for name, value in fields.items()} | {button[1]: language}
    )


@pytest.mark.parametrize("is_signed_in", [False, True])
def test_a_refused_reply_is_read_in_the_other_language_and_nothing_is_lost(
    world: World, client: Client, client_of: SignIn, letter: Announcement, is_signed_in: bool
) -> None:
    if is_signed_in:
        client = client_of(world, "rosa")

    answer = switch(client, refused(client, letter))

    page = answer.content.decode()
    assert answer.status_code == 422
    assert '<html class="govuk-template" lang="es">' in page
    assert "Conferencias de otoño" in page
    assert FARM in page
    assert "Rosa M." in page
    assert "enlaces" in page
    assert client.cookies["doorway_language"].value == "es"
    assert not Reply.objects.exists()
    # And back, as often as one likes.
    again = switch(client, answer, "en")
    assert (again.status_code, FARM in again.content.decode()) == (422, True)
    assert "Fall conferences" in again.content.decode()


def test_what_would_be_taken_now_is_only_sent_by_its_button(client: Client, letter: Announcement) -> None:
    """The page was sent at once and refused for that; a minute later the same words are fine."""
    hasty = {"page": seal(timezone.now())}
    page = refused(client, letter, text="Thank you & all <of> you", **hasty).content.decode()
    old = seal(timezone.now() - timedelta(minutes=1))
    words = f"name=Rosa+M.&text=Thank+you+%26+all+%3Cof%3E+you&page={old}"

    answer = client.post(reply_address(letter), {"again": words, "shown_in": "es"})

    asks = answer.content.decode()
    assert (answer.status_code, Reply.objects.count()) == (200, 0)
    assert "Sus palabras siguen aquí" in asks
    assert "Thank you &amp; all &lt;of&gt; you" in asks
    assert "<of>" not in asks + page
    # Its own switch keeps them too.
    back = switch(client, answer, "en")
    assert "Your words are still here" in back.content.decode()
    assert not Reply.objects.exists()

    main = back.content.decode().partition("<main")[2]
    fields = dict(re.findall(r'<input type="hidden" name="([^"]*)" value="([^"]*)">', main))
    sent = client.post(reply_address(letter), {name: unescape(value) for name, value in fields.items()})

    assert sent.status_code == 302
    assert Reply.objects.get().text == "Thank you & all <of> you"


def test_a_refused_decision_of_the_office_keeps_the_answer(
    world: World, client_of: SignIn, letter: Announcement
) -> None:
    ruth = client_of(world, "ruth")
    kept = Reply.objects.create(
        district=world.district, announcement=letter, name="A", language="en", text="Hello", written_at=timezone.now()
    )
    answer = ruth.post(reverse("refuse_reply", args=[kept.pk]), {"answer": "We thank you so much"}, headers=ENGLISH)
    assert answer.status_code == 422

    shown = switch(ruth, answer)

    page = shown.content.decode()
    assert shown.status_code == 422
    assert "Respuestas que esperan" in page
    assert "We thank you so much" in page
    kept.refresh_from_db()
    assert kept.status == Reply.Status.WAITING


def test_asking_for_a_page_again_never_acts(world: World, client_of: SignIn, letter: Announcement) -> None:
    """Whatever stands in it: here an answer that would be taken, and a letter that would be taken down."""
    ruth = client_of(world, "ruth")
    kept = Reply.objects.create(
        district=world.district, announcement=letter, name="A", language="en", text="Hello", written_at=timezone.now()
    )
    shown = ruth.post(
        reverse("show_reply", args=[kept.pk]), {"again": "answer=Thanks&answer_language=en", "shown_in": "es"}
    )
    down = ruth.post(reverse("edit_letter", args=[letter.pk]), {"again": "then=take_down", "shown_in": "es"})

    assert (shown.status_code, down.status_code) == (200, 200)
    kept.refresh_from_db()
    letter.refresh_from_db()
    assert (kept.status, letter.status) == ("waiting", "published")


def test_a_look_at_a_record_is_logged_in_the_other_language_too(world: World, client_of: SignIn) -> None:
    june, student = client_of(world, "june"), world.people["mateo"]
    address = reverse("conversation", args=[student.pk])
    answer = june.post(reverse("new_goal", args=[student.pk]), {"what": ""}, headers=ENGLISH)
    assert answer.status_code == 422
    looks = RecordLook.objects.count()

    shown = switch(june, answer)

    assert shown.status_code == 422
    assert 'lang="es"' in shown.content.decode()
    assert RecordLook.objects.count() == looks + 1
    assert page_at(reverse("new_goal", args=[student.pk])) in {address, reverse("students")}


def test_a_form_without_its_token_is_not_offered_again(world: World, letter: Announcement) -> None:
    """Another site could have sent it: its fields are passed on to nothing."""
    client = Client(enforce_csrf_checks=True)

    answer = client.post(reply_address(letter), typed(), headers=ENGLISH)

    page = answer.content.decode()
    assert answer.status_code == 403
    assert 'name="again"' not in page
    assert f'name="next" value="{reverse("letter_of", args=[letter.district.code, letter.slug])}"' in page


def test_codes_are_not_tried_by_changing_the_language(db: None, client: Client) -> None:
    page = client.post(reverse("account_request_login_code"), {"email": "no"}, headers=ENGLISH).content.decode()

    assert 'name="again"' not in page
    assert f'name="next" value="{reverse("account_request_login_code")}"' in page


def test_a_code_is_not_sent_once_more_by_changing_the_language(db: None, client: Client) -> None:
    """A code goes out at once, and the guard of the database would not stop it."""
    address = reverse("invitation_code", args=["a" * 40])

    page = client.post(address, headers=ENGLISH).content.decode()

    assert 'name="again"' not in page
    assert f'name="next" value="{reverse("invitation", args=["a" * 40])}"' in page


@pytest.mark.parametrize(
    ("language", "title"), [("en", "There is no page at this address"), ("es", "En esta dirección no hay")]
)
def test_an_address_that_only_takes_forms_leads_to_its_page(
    client: Client, letter: Announcement, language: str, title: str
) -> None:
    answer = client.get(reply_address(letter), headers={"accept-language": language})

    page = answer.content.decode()
    assert (answer.status_code, answer.headers["Allow"]) == (405, "POST")
    assert title in page
    assert f'href="{reverse("letter_of", args=[letter.district.code, letter.slug])}"' in page


def test_what_a_script_asks_gets_no_page(client: Client, letter: Announcement) -> None:
    answer = client.get(reply_address(letter), headers={"accept": "application/json"})

    assert (answer.status_code, answer.content) == (405, b"")


def test_who_signs_in_after_pressing_a_button_comes_to_its_page(world: World, client: Client) -> None:
    student = world.people["mateo"]

    answer = client.post(reverse("share_plan", args=[student.pk]))

    assert answer.headers["Location"].endswith(f"?next={page_at(reverse('share_plan', args=[student.pk]))}")
    assert page_at(reverse("share_plan", args=[student.pk])) != reverse("share_plan", args=[student.pk])


def test_which_views_only_take_forms() -> None:
    from doorway.announcements.views import public, replies

    assert only_takes_forms(public.reply)
    assert not only_takes_forms(public.letter)
    assert not only_takes_forms(replies.refuse_replies)
    assert page_at("/no/such/page/") == "/"


@pytest.mark.parametrize(("language", "title"), [("en", "We could not read that"), ("es", "No pudimos leer eso")])
def test_what_cannot_be_read_gets_a_page_with_a_way_on(
    client: Client, letter: Announcement, settings: Any, language: str, title: str
) -> None:
    settings.DATA_UPLOAD_MAX_NUMBER_FIELDS = 2

    answer = client.post(reply_address(letter), typed(), headers={"accept-language": language})

    page = answer.content.decode()
    assert answer.status_code == 400
    assert title in page
    assert 'href="/"' in page
    assert 'name="again"' not in page
