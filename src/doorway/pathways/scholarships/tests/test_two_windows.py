"""Two windows on one scholarship: nobody saves over what they have not seen, and what was typed stays."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from html import unescape
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from tests.world import World

from doorway.pathways.models import LocalScholarship
from doorway.pathways.requirements.tests.test_pages import form_of
from doorway.pathways.scholarships.actions import Entered, end, enter
from doorway.pathways.scholarships.errors import NotOpen
from doorway.pathways.scholarships.tests.files import enter_one

ClientOf = Callable[[World, str], Client]
SOON, LATE = (timezone.localdate() + timedelta(days=days) for days in (10, 90))


@pytest.fixture
def row(world: World) -> LocalScholarship:
    return enter_one(world, units=20000, closes_on=LATE, school=world.schools["panguitch-high"])


@pytest.fixture
def client(world: World, client_of: ClientOf) -> Client:
    found = client_of(world, "dana")
    found.cookies["doorway_language"] = "en"
    return found


def fields(page: Any) -> dict[str, str]:
    """What the form of a page would send."""
    return {name: values[0] for name, values in form_of(page.content.decode()).items() if values}


def opened(client: Client, row: LocalScholarship) -> dict[str, str]:
    return fields(client.get(f"/scholarships/{row.pk}/"))


def save(client: Client, row: LocalScholarship, sent: dict[str, str]) -> Any:
    return client.post(f"/scholarships/{row.pk}/", sent, follow=True)


def text_of(answer: Any) -> str:
    return " ".join(unescape(answer.content.decode()).split())


def test_a_window_of_before_does_not_put_the_old_deadline_back(client: Client, row: LocalScholarship) -> None:
    first, second = opened(client, row), opened(client, row)
    assert "is changed" in text_of(save(client, row, second | {"closes_on": SOON.isoformat()}))

    answer = save(client, row, first | {"about_en": "For those who sing."})
    text = text_of(answer)
    row.refresh_from_db()
    assert (answer.status_code, row.closes_on, row.about["en"]) == (422, SOON, "For those who help others.")
    assert "You have saved this scholarship in another window on " in text
    assert "What was changed meanwhile, and stands in the form now" in text
    assert "where it is not what you typed" not in text
    # What was typed stays, what was not is as it is saved: the second press saves both.
    again = fields(answer)
    assert (again["about_en"], again["closes_on"]) == ("For those who sing.", SOON.isoformat())
    assert "is changed" in text_of(save(client, row, again))
    row.refresh_from_db()
    assert (row.closes_on, row.about["en"]) == (SOON, "For those who sing.")


def test_what_both_typed_is_shown_and_the_second_press_is_knowing(
    world: World, client: Client, row: LocalScholarship
) -> None:
    mine = opened(client, row)
    other = world.people["harriet"]
    LocalScholarship.objects.filter(pk=row.pk).update(
        source="Call of the club", amount=700, changed_by=other, changed_at=timezone.now()
    )
    answer = save(client, row, mine | {"source": "Page of the club"})
    text = text_of(answer)
    assert f"{other.full_name} has saved this scholarship on " in text
    assert "What is saved now, where it is not what you typed" in text
    assert "Call of the club" in text
    again = fields(answer)
    assert (again["source"], again["amount"]) == ("Page of the club", "700")
    save(client, row, again)
    row.refresh_from_db()
    assert (row.source, row.amount) == ("Page of the club", 700)


def test_the_same_saved_twice_is_saved_and_what_is_wrong_keeps_what_was_seen(
    client: Client, row: LocalScholarship
) -> None:
    first, second = opened(client, row), opened(client, row)
    save(client, row, second | {"amount": "900"})
    assert "is changed" in text_of(save(client, row, first | {"amount": "900"}))

    third = opened(client, row)
    save(client, row, opened(client, row) | {"closes_on": SOON.isoformat()})
    wrong = save(client, row, third | {"name_en": ""})
    assert "Write the name." in text_of(wrong)
    assert "after you opened this one" in text_of(save(client, row, fields(wrong) | {"name_en": "Lions"}))
    row.refresh_from_db()
    assert row.closes_on == SOON


def test_an_ended_one_keeps_what_was_typed_for_a_new_one(world: World, client: Client, row: LocalScholarship) -> None:
    typed = opened(client, row) | {"name_en": "Lions Club Music Award"}
    end(row, by=world.people["dana"], user=None, now=timezone.now())

    answer = save(client, row, typed)
    assert answer.status_code == 422
    assert "has ended this scholarship on " in text_of(answer)
    assert '<form method="post" action="/scholarships/new/" novalidate>' in answer.content.decode()
    client.post("/scholarships/new/", fields(answer))
    assert LocalScholarship.objects.get(ended_at=None).name["en"] == "Lions Club Music Award"


def test_nothing_is_ended_that_was_not_read(client: Client, row: LocalScholarship) -> None:
    seen = opened(client, row)
    save(client, row, seen | {"amount": "900"})
    for carried in (seen["seen"], ""):
        answer = client.post(f"/scholarships/{row.pk}/end/", {"seen": carried}, follow=True)
        assert "was changed after you opened the page, and was not ended." in text_of(answer)
    row.refresh_from_db()
    assert row.ended_at is None


def test_a_change_between_reading_and_writing_is_refused(world: World, row: LocalScholarship) -> None:
    LocalScholarship.objects.filter(pk=row.pk).update(changed_at=timezone.now())
    dana = world.people["dana"]
    said = Entered(name=row.name, about=row.about, closes_on=row.closes_on, source=row.source)
    with pytest.raises(NotOpen):
        enter(said, by=dana, user=None, now=timezone.now(), old=row)
    with pytest.raises(NotOpen):
        end(row, by=dana, user=None, now=timezone.now())


def test_twenty_credits_stand_in_the_field_as_people_write_them(client: Client, row: LocalScholarship) -> None:
    assert opened(client, row)["units"] == "20"
