"""How far a letter is by e-mail, and sending it to those whom it has not reached."""

from __future__ import annotations

import csv
import re
from collections.abc import Callable, Sequence
from datetime import timedelta
from typing import Any

import pytest
from django.core.mail.backends.base import BaseEmailBackend
from django.db import connection
from django.db.models.signals import post_init
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from tests.world import World

from doorway.announcements import progress
from doorway.announcements.actions.letters import Wording
from doorway.announcements.actions.mailing import go_on_sending, send_letter
from doorway.announcements.dates import dates_for_mail
from doorway.announcements.errors import SentAlready
from doorway.announcements.models import Announcement
from doorway.announcements.on_paper import paper_homes
from doorway.announcements.progress import Missing, Progress, missing, progress_of, with_failures
from doorway.announcements.queries import readers
from doorway.announcements.tests.test_changes import OTHER_ENGLISH, fresh, mails, send, share_a_mailbox
from doorway.announcements.tests.test_letters import BOTH, filled, published, seen_on, write
from doorway.messages.actions import MAX_ATTEMPTS, deliver_due
from doorway.messages.models import Message
from doorway.roster.access import Viewer
from doorway.roster.models import Guardianship, Membership, Person

Sign = Callable[[World, str], Client]
REFUSING = "doorway.announcements.tests.test_progress.Refusing"


class Refusing(BaseEmailBackend):
    """A mail server that answers, and takes nothing for some addresses; for all where none are named."""

    only: frozenset[str] = frozenset()

    def send_messages(self, email_messages: Sequence[Any]) -> int:
        if not self.only or self.only & {address for mail in email_messages for address in mail.to}:
            raise OSError("452 4.5.3 daily quota exceeded")
        return len(email_messages)


def refuse(settings: Any, monkeypatch: pytest.MonkeyPatch, *addresses: str) -> None:
    settings.EMAIL_BACKEND = REFUSING
    monkeypatch.setattr(Refusing, "only", frozenset(addresses))


def write_all() -> None:
    while go_on_sending(now=timezone.now(), dates=dates_for_mail, limit=2):
        pass


def deliver(rounds: int = MAX_ATTEMPTS) -> None:
    now = timezone.now()
    for _round in range(rounds):
        deliver_due(now=now)
        now += timedelta(hours=3)


def page_of(client: Client, letter: Announcement, more: str = "") -> str:
    return " ".join(client.get(f"/office/letters/{letter.pk}/{more}", follow=True).content.decode().split())


def test_the_page_says_what_went_out_and_not_what_was_written(
    world: World, client_of: Sign, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    letter, ruth = published(world), client_of(world, "ruth")
    send_letter(letter=letter, now=timezone.now())
    write_all()

    assert progress_of(fresh(letter)) == Progress(is_written=True, waiting=4)
    page = page_of(ruth, letter)
    assert "0 e-mails have gone out. 4 still wait to go." in page
    assert "Sent to" not in page

    refuse(settings, monkeypatch, "rosa.morales@family.example")
    deliver(rounds=1)

    assert progress_of(fresh(letter)) == Progress(is_written=True, sent=3, waiting=1, put_back=1)
    page = page_of(ruth, letter)
    assert "3 e-mails have gone out. 1 still waits to go. The mail server has refused 1 of them so far." in page
    assert "have not got it" not in page


def test_what_the_mail_server_refused_is_said_and_can_be_sent_again(
    world: World, client_of: Sign, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    letter, ruth = published(world), client_of(world, "ruth")
    send_letter(letter=letter, now=timezone.now())
    write_all()
    refuse(settings, monkeypatch)
    deliver()

    assert progress_of(fresh(letter)) == Progress(is_written=True, failed=4, missing=Missing(refused=4))
    page = page_of(ruth, letter)
    assert "0 e-mails have gone out." in page
    assert "<strong>4 e-mails could not be delivered.</strong>" in page
    assert "4 e-mail addresses have not got it" in page
    assert "4 e-mails could not be delivered" in ruth.get("/office/letters/").content.decode()
    # Nobody has it: every home takes it along.
    assert all(home.has_failed for home in paper_homes(Viewer(world.user("ruth")), fresh(letter)))
    assert {guardian.given_name for home in paper_homes(Viewer(world.user("ruth")), fresh(letter))
            for guardian in home.guardians} >= {"Rosa", "Ben"}  # fmt: skip

    look = page_of(ruth, letter, "send/")
    assert "Send it to those who have not got it?" in look
    assert "4 addresses to which the e-mail could not be delivered." in look
    assert "Correction" not in look
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    answer = ruth.post(f"/office/letters/{letter.pk}/send/", {"seen": seen_on(look), "to": "missing"}, follow=True)
    assert "The letter is on its way to 4 e-mail addresses." in answer.content.decode()
    write_all()
    deliver(rounds=1)

    assert progress_of(fresh(letter)) == Progress(is_written=True, sent=4)
    assert {len(got) for got in mails(letter).values()} == {1}
    assert not any(got[0].subject.startswith(("Correction", "Corrección")) for got in mails(letter).values())
    assert "could not be delivered" not in page_of(ruth, letter)
    assert "could not be delivered" not in ruth.get("/office/letters/").content.decode()
    assert paper_homes(Viewer(world.user("ruth")), fresh(letter)) == []
    with pytest.raises(SentAlready):
        send_letter(letter=letter, now=timezone.now())


def test_two_who_share_a_mailbox_are_one_e_mail_in_every_number_of_the_page(
    world: World, client_of: Sign, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    letter, ruth = published(world), client_of(world, "ruth")
    share_a_mailbox(letter)
    for page in (page_of(ruth, letter), page_of(ruth, letter, "send/")):
        assert "It goes to 3 e-mail addresses, to each in the language of its reader." in page
        assert "Guardians who share an address get one e-mail." in page
    assert "Send it to 3 addresses" in page
    answer = ruth.post(f"/office/letters/{letter.pk}/send/", {"seen": seen_on(page)}, follow=True)
    assert "The letter is on its way to 3 e-mail addresses." in answer.content.decode()
    write_all()
    assert "3 still wait to go." in page_of(ruth, letter)

    refuse(settings, monkeypatch)
    deliver()

    page = page_of(ruth, letter)
    assert "<strong>3 e-mails could not be delivered.</strong>" in page
    assert "3 e-mail addresses have not got it" in page
    assert "3 addresses to which the e-mail could not be delivered." in page
    assert "Send it to 3 addresses" in page_of(ruth, letter, "send/")
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    assert send(fresh(letter)) == 3
    assert "3 e-mails have gone out." in page_of(ruth, letter)

    write(world, letter=letter, wordings={code: Wording(one.title, f"{one.body}\n\nNo school.")
                                          for code, one in BOTH.items()})  # fmt: skip
    Person.objects.filter(pk=readers(letter)[1].pk).update(email="new@family.example")
    page, look = page_of(ruth, letter), page_of(ruth, letter, "send/")
    assert "1 e-mail address has not got it. On the page that follows you can also send it only there." in page
    assert "2 addresses that got it with other words" in look
    assert "1 address that has not got it yet. There it is the first one." in look
    assert "Send the correction to 3 addresses" in look
    assert "Send it only to the 1 address that has not got it" in look
    assert send(fresh(letter)) == 3


def test_an_address_that_was_wrong_is_tried_as_the_roster_has_it_now(
    world: World, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    letter, rosa = published(world), world.people["rosa"]
    send_letter(letter=letter, now=timezone.now())
    write_all()
    refuse(settings, monkeypatch, rosa.email)
    deliver()
    assert progress_of(fresh(letter)) == Progress(is_written=True, sent=3, failed=1, missing=Missing(refused=1))
    Person.objects.filter(pk=rosa.pk).update(email="rosa@elsewhere.example")

    assert send(fresh(letter)) == 1

    assert progress_of(fresh(letter)) == Progress(is_written=True, sent=4)
    (again,) = Message.objects.filter(idempotency_key__startswith=f"letter:{letter.pk}:2:")
    assert again.to_address == "rosa@elsewhere.example"


def test_only_homes_where_every_e_mail_failed_take_it_home_on_paper(
    world: World, client_of: Sign, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    letter, peggy = published(world, "panguitch-elementary"), client_of(world, "peggy")
    # Another home of the same child, and another mailbox of the same home, have it.
    send_letter(letter=letter, now=timezone.now())
    write_all()
    refuse(settings, monkeypatch, world.people["ben"].email)
    deliver()

    homes = paper_homes(Viewer(world.user("peggy")), fresh(letter))

    assert [(home.child.given_name, [one.given_name for one in home.guardians]) for home in homes] == [
        ("Ellie", ["Ben"])
    ]
    assert "The e-mail could not be delivered" in page_of(peggy, letter, "on-paper/")
    table = peggy.get(f"/office/letters/{letter.pk}/on-paper.csv").content.decode("utf-8-sig").splitlines()
    assert [row["Why"] for row in csv.DictReader(table)] == ["The e-mail could not be delivered"]


def test_the_list_for_paper_reads_only_those_whom_some_e_mail_failed_to_reach(
    world: World, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One address that is wrong, in a district in which all others have the letter."""
    letter = published(world)
    Person.objects.filter(pk=world.people["amy"].pk).update(email="")
    send_letter(letter=letter, now=timezone.now())
    write_all()
    # The roster has meanwhile written the address in another way.
    Person.objects.filter(pk=world.people["ben"].pk).update(email="Ben.Whitaker@Family.example")
    refuse(settings, monkeypatch, world.people["ben"].email)
    deliver()
    read: list[str] = []

    def one_more(sender: type, instance: Guardianship, **more: Any) -> None:
        read.append(str(instance))

    post_init.connect(one_more, sender=Guardianship)
    kept = progress.last_got
    keys: list[str] = []

    def counted(key: str, of: Announcement) -> tuple[str, int]:
        keys.append(key)
        return kept(key, of)

    monkeypatch.setattr(progress, "last_got", counted)
    with CaptureQueriesContext(connection) as queries:
        homes = paper_homes(Viewer(world.user("ruth")), fresh(letter))
    post_init.disconnect(one_more, sender=Guardianship)

    assert {guardian.given_name for home in homes for guardian in home.guardians} == {"Ben", "Amy"}
    assert len(read) == 2
    assert len(keys) == 1
    assert len(queries) <= 7


def test_whoever_comes_after_it_was_sent_gets_it_as_it_is_and_nobody_else_does(world: World, client_of: Sign) -> None:
    letter, ruth = published(world), client_of(world, "ruth")
    Person.objects.filter(pk=world.people["amy"].pk).update(email="")
    assert send(letter) == 3
    assert missing(fresh(letter)) == Missing()
    assert "have not got it" not in page_of(ruth, letter)
    Person.objects.filter(pk=world.people["amy"].pk).update(email="amy@family.example")

    page = page_of(ruth, letter)
    assert "1 e-mail address has not got it" in page
    assert "1 address that is new: its guardian has come since it was sent" in page
    saved = ruth.post(f"/office/letters/{letter.pk}/", filled(letter, then="send"), follow=True).content.decode()
    assert re.search(r"Send it to\s+1 address", saved)
    ruth.post(f"/office/letters/{letter.pk}/send/", {"seen": seen_on(saved), "to": "missing"})
    write_all()
    Message.objects.filter(kind="letter", status="waiting").update(status="sent")

    assert {address: len(got) for address, got in mails(letter).items()}["amy@family.example"] == 1
    assert {len(got) for got in mails(letter).values()} == {1}
    assert not mails(letter)["amy@family.example"][0].subject.startswith("Correction")
    assert missing(fresh(letter)) == Missing()


def test_a_small_change_need_not_be_told_to_those_who_have_it(world: World, client_of: Sign) -> None:
    letter, ruth = published(world), client_of(world, "ruth")
    Person.objects.filter(pk=world.people["amy"].pk).update(email="")
    send(letter)
    Person.objects.filter(pk=world.people["amy"].pk).update(email="amy@family.example")
    write(world, letter=letter, wordings=OTHER_ENGLISH)

    look = page_of(ruth, letter, "send/")
    assert "Send it only to the 1 address that has not got it" in look
    ruth.post(f"/office/letters/{letter.pk}/send/", {"seen": seen_on(look), "to": "missing"})
    write_all()
    Message.objects.filter(kind="letter", status="waiting").update(status="sent")

    assert {len(got) for got in mails(letter).values()} == {1}
    (own,) = mails(letter)["amy@family.example"]
    assert "Bring a coat." in own.body_text
    assert not own.subject.startswith("Correction")
    # The others have the old words still, and can be sent the correction.
    assert "It says something else than what families got" in page_of(ruth, letter)


def test_a_correction_that_failed_is_tried_again_as_a_correction(
    world: World, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    letter, ben = published(world), world.people["ben"]
    send(letter)
    write(world, letter=letter, wordings=OTHER_ENGLISH)
    send_letter(letter=fresh(letter), now=timezone.now())
    write_all()
    refuse(settings, monkeypatch, ben.email)
    deliver()
    found = progress_of(fresh(letter))
    assert found is not None
    assert (found.failed, found.missing) == (1, Missing(refused=1))
    # They have the letter, if not its correction: no paper.
    assert paper_homes(Viewer(world.user("ruth")), fresh(letter)) == []

    assert send(fresh(letter)) == 1

    assert mails(letter)[ben.email][-1].subject.startswith("Correction:")
    assert missing(fresh(letter)) == Missing()


def test_a_letter_of_last_year_is_not_offered_to_those_who_come_now(world: World, client_of: Sign) -> None:
    letter = published(world)
    Person.objects.filter(pk=world.people["amy"].pk).update(email="")
    send(letter)
    Person.objects.filter(pk=world.people["amy"].pk).update(email="amy@family.example")
    before = timezone.now() - timedelta(days=400)
    Announcement.objects.filter(pk=letter.pk).update(dated=before.date(), mail_asked_at=before)

    assert missing(fresh(letter)) == Missing()
    assert "has not got it" not in page_of(client_of(world, "ruth"), letter)
    with pytest.raises(SentAlready):
        send_letter(letter=fresh(letter), now=timezone.now())


def test_while_it_is_being_sent_nobody_is_missing(world: World, client_of: Sign) -> None:
    letter = published(world)
    send_letter(letter=letter, now=timezone.now())
    go_on_sending(now=timezone.now(), dates=dates_for_mail, limit=2)

    assert progress_of(fresh(letter)) == Progress(waiting=2)
    assert "It is being sent. More e-mails are still being written." in page_of(client_of(world, "ruth"), letter)
    with pytest.raises(SentAlready):
        send_letter(letter=letter, now=timezone.now())


def test_who_has_left_since_is_not_written_to_again(
    world: World, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    letter = published(world)
    send_letter(letter=letter, now=timezone.now())
    write_all()
    refuse(settings, monkeypatch, world.people["ben"].email)
    deliver()
    Membership.objects.filter(person=world.people["ellie"]).update(ends_on=timezone.localdate() - timedelta(days=1))

    found = progress_of(fresh(letter))

    assert found is not None
    assert (found.failed, found.missing.total) == (1, 0)


def test_the_list_of_letters_reads_only_what_went_to_those_whose_e_mail_was_given_up(
    world: World, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    letter, ben = published(world), world.people["ben"]
    send_letter(letter=letter, now=timezone.now())
    write_all()
    refuse(settings, monkeypatch, ben.email)
    deliver()
    assert Message.objects.filter(status=Message.Status.SENT).count() > 1
    read: list[Any] = []
    rows = progress._rows
    monkeypatch.setattr(progress, "_rows", lambda found: [read.append(row) or row for row in rows(found)])

    assert with_failures([fresh(letter)]) == {letter.pk: 1}
    assert {person for _key, _status, person, _error in read} == {ben.pk}

    # Sent again to another address of the same person.
    Person.objects.filter(pk=ben.pk).update(email="ben.doyle@family.example")
    send(fresh(letter))
    assert mails(letter)["ben.doyle@family.example"]
    read.clear()

    assert with_failures([fresh(letter)]) == {}
    assert {person for _key, _status, person, _error in read} == {ben.pk}
