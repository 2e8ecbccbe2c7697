"""Inviting families: what the page says of the e-mails, and who is written to once more."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from tests.world import World

from doorway.conferences.actions.invitations import Invited, invite_families
from doorway.conferences.models import Conference, Invitation
from doorway.conferences.queries.inviting import InvitationProgress, invitation_progress
from doorway.messages.models import Message
from doorway.messages.undelivered import unreached
from doorway.roster.access import Viewer
from doorway.roster.models import AccessMark, Person

Sign = Callable[[World, str], Any]


@pytest.fixture
def conference(open_world: World) -> Conference:
    """The published conference of June, to which the families of Ellie, Sadie and Mateo come."""
    return open_world.hosts["june"].conference


def press(conference: Conference) -> Invited:
    return invite_families(conference=conference, by=None, now=timezone.now())


def mails(world: World, to: str = "ben") -> list[Message]:
    return list(Message.objects.filter(kind="invitation", to_person=world.people[to]).order_by("created_at"))


def became(world: World, status: str, *to: str) -> None:
    """The newest invitation of these people came to this."""
    for key in to or ("ben", "karen", "amy", "rosa"):
        pk = mails(world, key)[-1].pk
        Message.objects.filter(pk=pk).update(
            status=status, sent_at=timezone.now() if status == "sent" else None, last_error="550 unknown"
        )


def progress(world: World, conference: Conference, key: str = "peggy") -> InvitationProgress:
    return invitation_progress(conference, Viewer(world.user(key)))


def numbers(world: World, conference: Conference) -> tuple[int, int, int, int]:
    """Gone out, waiting, failed, not written yet."""
    found = progress(world, conference)
    return found.sent, found.waiting, found.failed, found.new


def to_call(world: World, conference: Conference, key: str = "peggy") -> list[str]:
    return [one.family.guardian.given_name for one in progress(world, conference, key).unreached]


def page_of(client: Any, conference: Conference, language: str = "en") -> str:
    client.cookies["doorway_language"] = language
    found = client.get(reverse("office_invitations", args=[conference.pk])).content.decode()
    return " ".join(found.split())


def test_the_numbers_are_those_of_the_outbox(open_world: World, conference: Conference) -> None:
    everybody = numbers(open_world, conference)[3]
    assert everybody >= 3
    assert press(conference).written == everybody

    assert numbers(open_world, conference) == (0, everybody, 0, 0)
    became(open_world, "sent", "karen", "rosa")
    became(open_world, "failed", "ben")
    assert numbers(open_world, conference) == (2, everybody - 3, 1, 0)


def test_who_was_refused_is_written_to_again_at_the_address_of_now_and_nobody_else(
    open_world: World, conference: Conference
) -> None:
    press(conference)
    became(open_world, "sent", "karen", "rosa")
    became(open_world, "failed", "ben")
    ben = open_world.people["ben"]
    Person.objects.filter(pk=ben.pk).update(email="right@family.example")
    token = Invitation.objects.get(guardian=ben).token
    before = Message.objects.count()

    result = press(conference)

    assert (result.new, result.again) == (0, 1)
    assert Message.objects.count() == before + 1
    first, second = mails(open_world)
    assert (first.status, second.status) == ("failed", "waiting")
    assert second.to_address == "right@family.example"
    assert f"/i/{token}/" in second.body_text


def test_not_while_one_waits_and_never_after_one_went_out(open_world: World, conference: Conference) -> None:
    press(conference)
    became(open_world, "failed", "ben")
    press(conference)
    assert press(conference).written == 0
    became(open_world, "failed", "ben")
    assert press(conference).again == 1
    became(open_world, "sent", "ben")

    assert press(conference).written == 0
    assert [mail.status for mail in mails(open_world)] == ["failed", "failed", "sent"]


def test_who_opened_the_link_has_got_it(open_world: World, conference: Conference) -> None:
    press(conference)
    became(open_world, "failed", "ben")
    Invitation.objects.filter(guardian=open_world.people["ben"]).update(first_opened_at=timezone.now())

    assert press(conference).written == 0
    assert progress(open_world, conference).failed == 0
    assert to_call(open_world, conference) == []


def test_they_are_named_until_it_reaches_them(open_world: World, conference: Conference) -> None:
    press(conference)
    became(open_world, "failed", "ben")
    assert to_call(open_world, conference) == ["Ben"]
    press(conference)
    (one,) = progress(open_world, conference).unreached
    assert one.waits
    assert not one.has_other_address
    became(open_world, "sent", "ben")

    assert to_call(open_world, conference) == []


def test_whom_it_reached_at_last_is_not_on_the_list_of_those_to_call(open_world: World, conference: Conference) -> None:
    viewer = Viewer(open_world.user("peggy"))
    press(conference)
    became(open_world, "failed", "ben")
    press(conference)
    assert [one.person for one in unreached(viewer, now=timezone.now()).people] == [open_world.people["ben"]]
    became(open_world, "sent", "ben")

    assert unreached(viewer, now=timezone.now()).people == ()


def test_who_has_no_address_any_more_is_named_once(open_world: World, conference: Conference) -> None:
    press(conference)
    became(open_world, "failed", "ben")
    Person.objects.filter(pk=open_world.people["ben"].pk).update(email="")

    found = progress(open_world, conference)
    assert (found.failed, found.unreached) == (0, [])
    assert [family.guardian.given_name for family in found.unreachable].count("Ben") == 1
    assert press(conference).written == 0


def test_a_student_who_is_closed_to_the_reader_is_not_named(open_world: World, conference: Conference) -> None:
    press(conference)
    became(open_world, "failed", "ben")
    closed(open_world, "ellie", "peggy")

    assert to_call(open_world, conference) == []
    assert open_world.people["ellie"].full_name not in str(progress(open_world, conference))


def closed(world: World, student: str, person: str) -> AccessMark:
    return AccessMark.objects.create(
        district=world.district, student=world.people[student], person=world.people[person], reason="Order",
        set_at=timezone.now(), set_by=world.user("ruth"),
    )  # fmt: skip


def test_who_shares_a_mailbox_with_somebody_to_whom_the_record_is_closed_is_not_said_to_be_invited(
    open_world: World, conference: Conference
) -> None:
    people = open_world.people
    people["ben"].user, people["ben"].email = people["travis"].user or open_world.user("travis"), people["travis"].email
    people["ben"].save()
    Person.objects.filter(pk=people["travis"].pk).update(user=people["ben"].user)
    mark = closed(open_world, "ellie", "travis")

    press(conference)

    assert mails(open_world) == []
    assert not Invitation.objects.filter(guardian=people["ben"]).exists()
    # As soon as the record is open again, the page says that there is somebody to invite.
    mark.lifted_at = timezone.now()
    mark.save()
    assert progress(open_world, conference).new == 1
    assert press(conference).new == 1


def test_an_invitation_that_was_held_back_goes_when_the_record_is_open_again(
    open_world: World, conference: Conference
) -> None:
    press(conference)
    became(open_world, "withdrawn", "ben")

    assert progress(open_world, conference).new == 1
    assert press(conference).new == 1
    assert [mail.status for mail in mails(open_world)] == ["withdrawn", "waiting"]


@pytest.mark.parametrize(
    ("language", "failed", "again", "called", "other"),
    [
        (
            "en", "1 invitation could not be delivered", "Send again what was not delivered",
            "Call these families: their invitation could not be delivered", "other than the one that was refused",
        ),
        (
            "es", "1 invitación no se pudo entregar", "Enviar otra vez lo que no se entregó",
            "Llame a estas familias: su invitación no se pudo entregar", "distinta de la que se rechazó",
        ),
    ],
)  # fmt: skip
def test_the_page_says_it_and_the_button_sends(
    open_world: World, conference: Conference, client_of: Sign, language: str, failed: str, again: str, called: str,
    other: str,
) -> None:  # fmt: skip
    press(conference)
    became(open_world, "sent")
    became(open_world, "failed", "ben")
    Person.objects.filter(pk=open_world.people["ben"].pk).update(phone="435-555-0142", email="right@family.example")
    peggy = client_of(open_world, "peggy")

    page = page_of(peggy, conference, language)

    assert failed in page
    assert again in page
    named = page.partition(called)[2]
    assert "435-555-0142" in named
    assert "right@family.example" in named
    assert other in named
    assert 'href="/office/undelivered/"' in named
    peggy.post(reverse("office_invite", args=[conference.pk]))
    after = page_of(peggy, conference, language)
    assert again not in after
    assert called in after
    assert mails(open_world)[-1].status == "waiting"


def test_as_long_as_one_waits_nobody_is_said_to_be_invited(
    open_world: World, conference: Conference, client_of: Sign
) -> None:
    peggy = client_of(open_world, "peggy")
    press(conference)

    page = page_of(peggy, conference)
    assert "Every family with an e-mail address has been invited" not in page
    assert "has gone out or waits to go out" in page
    assert "Send" not in re.sub(r"<head>.*</head>", "", page)
    Message.objects.filter(pk=mails(open_world)[0].pk).update(last_error="ConnectionRefusedError")
    assert "The mail server has refused 1 invitation so far" in page_of(peggy, conference)
    Message.objects.filter(kind="invitation").update(status="sent", last_error="")
    assert "Every family with an e-mail address has been invited" in page_of(peggy, conference)


def test_many_who_were_not_reached_ask_the_database_no_more_often(
    open_world: World, conference: Conference, client_of: Sign
) -> None:
    peggy = client_of(open_world, "peggy")
    press(conference)
    became(open_world, "failed", "ben")
    page_of(peggy, conference)
    with CaptureQueriesContext(connection) as few:
        page_of(peggy, conference)
    became(open_world, "failed")
    with CaptureQueriesContext(connection) as many:
        page_of(peggy, conference)

    assert len(to_call(open_world, conference)) >= 3
    assert len(many) == len(few) <= 12


@pytest.mark.parametrize("key", ["june", "rosa", "ruth", "harriet"])
def test_nobody_else_reads_it_or_sends(open_world: World, conference: Conference, client_of: Sign, key: str) -> None:
    press(conference)
    became(open_world, "failed", "ben")
    found = client_of(open_world, key)

    assert found.get(reverse("office_invitations", args=[conference.pk])).status_code == {"harriet": 200}.get(key, 404)
    assert found.post(reverse("office_invite", args=[conference.pk])).status_code == {"harriet": 302}.get(key, 404)
    assert len(mails(open_world)) == 1 + (key == "harriet")


def test_when_it_is_over_there_is_no_button_and_what_was_sent_stays_sent(
    open_world: World, conference: Conference, client_of: Sign
) -> None:
    press(conference)
    became(open_world, "sent")
    became(open_world, "failed", "ben")
    for window in conference.windows.all():
        window.starts_at -= timedelta(days=90)
        window.ends_at -= timedelta(days=90)
        window.save()
    sent = numbers(open_world, Conference.objects.get(pk=conference.pk))[0]
    # After years an e-mail no longer says to whom it went.
    Message.objects.filter(kind="invitation", status="sent").update(to_person=None)

    page = page_of(client_of(open_world, "peggy"), conference)

    assert "The conference is over" in page
    assert f"/conferences/{conference.pk}/invite/" not in page
    assert numbers(open_world, Conference.objects.get(pk=conference.pk))[0] == sent
