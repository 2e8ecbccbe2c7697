"""What a letter says now, beside what families got: corrections, dates that moved, and to whom it is new."""

from __future__ import annotations

import random
from collections.abc import Callable
from datetime import datetime, timedelta
from itertools import pairwise
from xml.etree import ElementTree

import pytest
from django.test import Client
from django.utils import timezone
from django.utils.formats import date_format
from tests.world import World, add_conference

from doorway.announcements.actions.dates import notice_new_dates
from doorway.announcements.actions.letters import Wording, publish_letter, take_down
from doorway.announcements.actions.mailing import go_on_sending, send_letter
from doorway.announcements.actions.waiting import renew_waiting
from doorway.announcements.changes import Receivers, news_of, news_to_families, receivers
from doorway.announcements.dates import DatesOfDistrict, dates_for_mail
from doorway.announcements.errors import ChangedMeanwhile, SentAlready
from doorway.announcements.models import Announcement
from doorway.announcements.queries import readers
from doorway.announcements.tests.test_letters import BOTH, filled, published, seen_on, write
from doorway.conferences.models import Conference, ConferenceWindow
from doorway.messages.actions import _close, _put_back, _take
from doorway.messages.models import Message
from doorway.roster.models import Guardianship

Sign = Callable[[World, str], Client]
ATOM = {"a": "http://www.w3.org/2005/Atom"}
OTHER_ENGLISH = BOTH | {"en": Wording("Come in", "Dear families,\n\n[dates]\n\n- Bring a coat.")}


def fresh(letter: Announcement) -> Announcement:
    return Announcement.objects.get(pk=letter.pk)


def send(letter: Announcement) -> int:
    """Ask for it, put it into the outbox, and let every mail go."""
    count = send_letter(letter=letter, now=timezone.now())
    while go_on_sending(now=timezone.now(), dates=dates_for_mail, limit=2):
        pass
    Message.objects.filter(kind="letter", status="waiting").update(status="sent")
    return count


def sent(letter: Announcement, number: int) -> dict[str, Message]:
    """What the sending of this number put into the outbox, by address."""
    rows = Message.objects.filter(idempotency_key__startswith=f"letter:{letter.pk}:{number}:")
    return {message.to_address: message for message in rows}


def move(days: int = 7) -> None:
    for window in ConferenceWindow.objects.order_by("-starts_at"):
        window.starts_at, window.ends_at = (
            window.starts_at + timedelta(days=days),
            window.ends_at + timedelta(days=days),
        )
        window.save()


# —— dates that moved after the letter was sent


def test_the_office_sees_that_the_dates_moved_and_sends_them_as_an_update(world: World, client_of: Sign) -> None:
    add_conference(world)
    letter, ruth = published(world), client_of(world, "ruth")
    assert send(letter) == 4
    page, said = f"/office/letters/{letter.pk}/", "The dates in it are not those that families got on"
    assert said not in ruth.get(page).content.decode()

    move()

    today = date_format(timezone.localdate())
    shown = ruth.get(page).content.decode()
    # Before the long form, and where it is sent.
    before, form = shown.split('name="seen"')
    assert f"{said} {today}" in before
    assert f"{said} {today}" in form
    assert "its dates are others since it was sent" in ruth.get("/office/letters/").content.decode()
    asked = ruth.get(f"{page}send/").content.decode()
    assert "Send the letter with the new dates?" in asked
    assert "4 addresses that got it with other dates" in asked
    ruth.post(f"{page}send/", {"seen": seen_on(asked)})
    while go_on_sending(now=timezone.now(), dates=dates_for_mail):
        pass

    new = sent(letter, 2)
    assert len(new) == 4
    for message in new.values():
        words = {"en": ("New dates: Come in", "are not those that you got from us on"),
                 "es": ("Fechas nuevas: Pasen", "no son las que recibió de nosotros el")}[message.language]  # fmt: skip
        assert message.subject == words[0]
        assert words[1] in message.body_text
        assert words[1] in message.body_html
        assert "Correction" not in message.body_text
    assert said not in ruth.get(page).content.decode()
    with pytest.raises(SentAlready):
        send_letter(letter=letter, now=timezone.now())


def test_a_conference_that_is_published_or_taken_back_is_seen_and_one_that_looks_the_same_is_not(world: World) -> None:
    letter = published(world)
    send(letter)
    add_conference(world)
    assert news_of(fresh(letter)).dates
    send(letter)
    conference = Conference.objects.get()
    conference.slot_seconds = 600
    conference.save()
    assert not news_of(fresh(letter))

    conference.status = Conference.Status.DRAFT
    conference.save()

    assert news_of(fresh(letter)).dates


def test_a_letter_without_dates_does_not_care_for_conferences(world: World) -> None:
    without = {"en": Wording("Snow", "No school."), "es": Wording("Nieve", "No hay clases.")}
    letter = publish_letter(letter=write(world, wordings=without), now=timezone.now())
    send(letter)

    add_conference(world)

    assert not news_of(fresh(letter))
    assert DatesOfDistrict(world.district).fingerprint(letter) == ""


def test_dates_that_move_between_the_look_and_the_button_are_looked_at_again(world: World, client_of: Sign) -> None:
    add_conference(world)
    letter, ruth = published(world), client_of(world, "ruth")
    address = f"/office/letters/{letter.pk}/send/"
    seen = seen_on(ruth.get(address).content.decode())
    move()

    with pytest.raises(ChangedMeanwhile):
        send_letter(letter=letter, now=timezone.now(), seen=seen)
    assert "Somebody changed this letter" in ruth.post(address, {"seen": seen}, follow=True).content.decode()


def test_a_letter_that_was_sent_before_this_was_kept_says_nothing_of_its_dates(world: World) -> None:
    add_conference(world)
    letter = published(world)
    send(letter)
    Announcement.objects.filter(pk=letter.pk).update(mail_said={})
    move()
    assert not news_of(fresh(letter))

    write(world, letter=letter, wordings=OTHER_ENGLISH)

    assert news_of(fresh(letter)).languages == ("en", "es")
    assert receivers(fresh(letter)) == Receivers(corrections=4)


# —— what changes while a sending is under way


def begin(letter: Announcement, limit: int = 2) -> None:
    """Ask for it, and let the first round go: half of the families have it."""
    send_letter(letter=letter, now=timezone.now())
    assert go_on_sending(now=timezone.now(), dates=dates_for_mail, limit=limit) == limit
    Message.objects.filter(kind="letter", status="waiting").update(status="sent")


def go_on() -> None:
    while go_on_sending(now=timezone.now(), dates=dates_for_mail, limit=2):
        pass
    Message.objects.filter(kind="letter", status="waiting").update(status="sent")


def mails(letter: Announcement) -> dict[str, list[Message]]:
    """All that each address got of it, in order."""
    found: dict[str, list[Message]] = {}
    rows = Message.objects.filter(idempotency_key__startswith=f"letter:{letter.pk}:", status="sent")
    for message in rows.order_by("created_at"):
        found.setdefault(message.to_address, []).append(message)
    return found


def day_in(message: Message) -> bool:
    """Whether the dates of today stand in it."""
    letter = Announcement.objects.get()
    return dates_for_mail(letter, message.language)[1].strip() in message.body_text


def test_when_dates_move_during_a_sending_nobody_is_sent_the_same_dates_twice(world: World, client_of: Sign) -> None:
    add_conference(world)
    letter, ruth = published(world), client_of(world, "ruth")
    begin(letter)
    early = set(mails(letter))

    move()
    go_on()

    # The others have the new dates already, as their first letter, and the page says that not everybody has them.
    assert (len(early), len(mails(letter))) == (2, 4)
    assert {len(got) for got in mails(letter).values()} == {1}
    assert {address for address, (one,) in mails(letter).items() if not day_in(one)} == early
    assert fresh(letter).mail_done_at is not None
    page = ruth.get(f"/office/letters/{letter.pk}/").content.decode()
    assert "The dates in it are not those that families got on" in page
    assert "its dates are others since it was sent" in ruth.get("/office/letters/").content.decode()
    assert receivers(fresh(letter)) == Receivers(new_dates=2)

    assert send(letter) == 2

    assert {address for address, got in mails(letter).items() if len(got) == 2} == early
    for address in early:
        first, second = mails(letter)[address]
        assert not day_in(first)
        assert day_in(second)
        assert second.subject.startswith(("New dates:", "Fechas nuevas:"))
    assert not news_of(fresh(letter))
    with pytest.raises(SentAlready):
        send_letter(letter=letter, now=timezone.now())


def test_new_dates_asked_for_in_the_middle_go_to_each_once(world: World) -> None:
    """Dates move, a round goes on with them, and somebody presses the button before the sending has ended."""
    add_conference(world)
    letter = published(world)
    begin(letter, limit=1)
    early = set(mails(letter))
    move()
    assert go_on_sending(now=timezone.now(), dates=dates_for_mail, limit=1) == 1
    Message.objects.filter(kind="letter", status="waiting").update(status="sent")
    assert receivers(fresh(letter)) == Receivers(first=2, new_dates=1)

    assert send(letter) == 3

    assert {address: len(got) for address, got in mails(letter).items() if len(got) > 1} == dict.fromkeys(early, 2)
    assert all(day_in(got[-1]) for got in mails(letter).values())
    assert not news_of(fresh(letter))


def test_dates_that_move_and_come_back_during_a_sending_are_news_for_those_between(world: World) -> None:
    add_conference(world)
    letter = published(world)
    begin(letter, limit=1)
    known = set(mails(letter))
    move()
    assert go_on_sending(now=timezone.now(), dates=dates_for_mail, limit=1) == 1
    Message.objects.filter(kind="letter", status="waiting").update(status="sent")
    between = set(mails(letter)) - known
    move(-7)
    go_on()

    assert news_of(fresh(letter)).dates
    assert send(letter) == 1

    assert {address for address, got in mails(letter).items() if len(got) == 2} == between
    assert not news_of(fresh(letter))


def test_dates_that_move_before_the_first_round_are_what_was_sent(world: World) -> None:
    add_conference(world)
    letter = published(world)
    send_letter(letter=letter, now=timezone.now())
    move()
    go_on()

    assert all(day_in(one) for (one,) in mails(letter).values())
    assert not news_of(fresh(letter))
    assert fresh(letter).mail_number == 1


def test_words_that_are_corrected_during_a_sending_are_sent_again_to_those_who_have_the_old_ones(
    world: World,
) -> None:
    letter = published(world)
    begin(letter)
    early = {address: got[0].language for address, got in mails(letter).items()}
    write(world, letter=letter, wordings={code: Wording(one.title, f"{one.body}\n\nNo school.")
                                          for code, one in BOTH.items()})  # fmt: skip
    go_on()

    assert {len(got) for got in mails(letter).values()} == {1}
    assert {address for address, (one,) in mails(letter).items() if "No school." not in one.body_text} == set(early)
    assert set(news_of(fresh(letter)).languages) == {"en", "es"}
    assert receivers(fresh(letter)) == Receivers(corrections=2)
    assert send(letter) == 2
    assert all("No school." in got[-1].body_text for got in mails(letter).values())


def test_two_who_share_a_mailbox_get_the_letter_once_and_the_new_dates_as_such(world: World) -> None:
    add_conference(world)
    letter = published(world)
    people = list(readers(letter))
    people[-1].email = people[0].email
    people[-1].save()
    begin(letter, limit=1)
    move()
    go_on()

    first, second = mails(letter)[people[0].email]
    assert day_in(second)
    assert not first.subject.startswith(("New dates:", "Fechas nuevas:"))
    assert second.subject.startswith(("New dates:", "Fechas nuevas:"))
    assert sum(len(got) for got in mails(letter).values()) == 4


# —— what waits in the outbox when words or dates change


def test_what_waits_with_the_old_words_goes_out_with_the_new_ones_and_never_with_both(
    world: World, client_of: Sign
) -> None:
    letter, ruth = published(world), client_of(world, "ruth")
    send_letter(letter=letter, now=timezone.now())
    go_on_sending(now=timezone.now(), dates=dates_for_mail)
    deliver(1)
    early = set(mails(letter))

    changed = {f"body_{code}": f"{one.body}\n\nNo school." for code, one in BOTH.items()}
    page = ruth.post(f"/office/letters/{letter.pk}/", filled(letter, **changed), follow=True).content.decode()

    assert "Saved. 3 e-mails that had not gone out yet are written anew and say what the letter says now." in page
    assert "It is being sent. More e-mails are still being written. 1 e-mail has gone out." in page
    assert not Message.objects.filter(kind="letter", status="waiting").exists()
    go_on()
    assert {len(got) for got in mails(letter).values()} == {1}
    assert {address for address, (one,) in mails(letter).items() if "No school." not in one.body_text} == early
    assert not any(one.subject.startswith(("Correction:", "Corrección:")) for (one,) in mails(letter).values())
    assert len(mails(letter)) == 4
    # Who has the old words gets the others when somebody sends the correction, and nobody else does.
    assert receivers(fresh(letter)) == Receivers(corrections=1)
    assert send(letter) == 1
    assert {address for address, got in mails(letter).items() if len(got) == 2} == early


def test_where_nobody_has_the_old_words_there_is_nothing_to_correct(world: World) -> None:
    letter = published(world)
    send_letter(letter=letter, now=timezone.now())
    go_on_sending(now=timezone.now(), dates=dates_for_mail)

    write(world, letter=fresh(letter), wordings=OTHER_ENGLISH)
    go_on()

    assert all("coat" in one.body_text for (one,) in mails(letter).values() if one.language == "en")
    assert not news_of(fresh(letter))
    with pytest.raises(SentAlready):
        send_letter(letter=letter, now=timezone.now())


def test_what_waits_with_dates_that_moved_goes_out_with_those_of_today(world: World) -> None:
    add_conference(world)
    letter = published(world)
    send_letter(letter=letter, now=timezone.now())
    go_on_sending(now=timezone.now(), dates=dates_for_mail)

    move()
    go_on()

    assert len(mails(letter)) == 4
    assert all(day_in(one) for (one,) in mails(letter).values())
    assert not news_of(fresh(letter))


@pytest.mark.parametrize("goes_out", [True, False])
def test_what_the_mail_server_has_in_its_hands_is_not_written_a_second_time(world: World, goes_out: bool) -> None:
    letter, now = published(world), timezone.now()
    send_letter(letter=letter, now=now)
    go_on_sending(now=now, dates=dates_for_mail)
    in_hand = Message.objects.filter(kind="letter").order_by("created_at")[0]
    assert _take(in_hand, timezone.now())

    write(world, letter=fresh(letter), wordings={code: Wording(one.title, f"{one.body}\n\nNo school.")
                                                 for code, one in BOTH.items()})  # fmt: skip
    go_on_sending(now=timezone.now(), dates=dates_for_mail)

    assert Message.objects.get(pk=in_hand.pk).status == "waiting"
    assert Message.objects.filter(to_address=in_hand.to_address).count() == 1
    if goes_out:
        _close(in_hand, Message.Status.SENT)
        go_on()
        assert "No school." not in mails(letter)[in_hand.to_address][0].body_text
    else:
        assert _put_back(in_hand, timezone.now(), TimeoutError("later"))
        go_on()
        assert "No school." in mails(letter)[in_hand.to_address][0].body_text
    assert {len(got) for got in mails(letter).values()} == {1}
    assert len(mails(letter)) == 4


def test_what_was_put_back_after_its_letter_was_taken_down_does_not_go_out(world: World) -> None:
    letter, now = published(world), timezone.now()
    send_letter(letter=letter, now=now)
    go_on_sending(now=now, dates=dates_for_mail)
    in_hand = Message.objects.filter(kind="letter").order_by("created_at")[0]
    assert _take(in_hand, timezone.now())
    assert take_down(letter=letter, now=timezone.now()).taken_back == 3
    assert _put_back(in_hand, timezone.now(), TimeoutError("later"))

    go_on_sending(now=timezone.now(), dates=dates_for_mail)

    assert not Message.objects.filter(kind="letter", status="waiting").exists()
    publish_letter(letter=letter, now=timezone.now())
    go_on()
    assert {len(got) for got in mails(letter).values()} == {1}
    assert len(mails(letter)) == 4


def share_a_mailbox(letter: Announcement) -> None:
    """Two of its four readers have one address."""
    people = list(readers(letter))
    people[-1].email = people[0].email
    people[-1].save()


@pytest.mark.parametrize("batch", [2, 200])
@pytest.mark.parametrize("how", ["saved", "taken down"])
def test_where_two_share_a_mailbox_nobody_has_old_words_either(
    world: World, client_of: Sign, how: str, batch: int
) -> None:
    letter, ruth = published(world), client_of(world, "ruth")
    share_a_mailbox(letter)
    send_letter(letter=letter, now=timezone.now())
    for _round in range(4):
        go_on_sending(now=timezone.now(), dates=dates_for_mail, limit=batch)
    assert Message.objects.filter(kind="letter").count() == 3

    if how == "saved":
        changed = {f"body_{code}": f"{one.body}\n\nNo school." for code, one in BOTH.items()}
        ruth.post(f"/office/letters/{letter.pk}/", filled(letter, **changed))
    else:
        assert take_down(letter=letter, now=timezone.now()).taken_back == 3
        write(world, letter=fresh(letter), wordings=OTHER_ENGLISH)
        publish_letter(letter=fresh(letter), now=timezone.now())
    go_on()

    assert [len(got) for got in mails(letter).values()] == [1, 1, 1]
    assert not news_of(fresh(letter))
    page = ruth.get(f"/office/letters/{letter.pk}/").content.decode()
    assert "something else than what families got" not in page
    assert "its words are others" not in ruth.get("/office/letters/").content.decode()


def test_who_comes_after_that_is_named_on_the_page(world: World, client_of: Sign) -> None:
    letter, ruth = published(world), client_of(world, "ruth")
    late = readers(letter)[1]
    share_a_mailbox(letter)
    Guardianship.objects.filter(guardian=late).update(is_active=False)
    send_letter(letter=letter, now=timezone.now())
    go_on_sending(now=timezone.now(), dates=dates_for_mail)
    write(world, letter=fresh(letter), wordings=OTHER_ENGLISH)
    go_on()
    Guardianship.objects.filter(guardian=late).update(is_active=True)

    page = " ".join(ruth.get(f"/office/letters/{letter.pk}/").content.decode().split())

    assert "1 e-mail address has not got it</h2>" in page
    assert "something else than what families got" not in page
    assert send(letter) == 1


def test_words_that_were_put_right_and_back_before_anything_went_out_were_never_sent(world: World) -> None:
    letter = published(world)
    send_letter(letter=letter, now=timezone.now())
    go_on_sending(now=timezone.now(), dates=dates_for_mail, limit=2)
    deliver(1)
    write(world, letter=fresh(letter), wordings=OTHER_ENGLISH)
    assert renew_waiting(letter=fresh(letter), now=timezone.now()) == 1
    write(world, letter=fresh(letter), wordings=BOTH)

    go_on()

    assert [len(got) for got in mails(letter).values()] == [1, 1, 1, 1]
    assert not news_of(fresh(letter))


def test_a_first_sending_of_which_every_e_mail_failed_is_corrected_for_nobody(world: World, client_of: Sign) -> None:
    letter, ruth = published(world), client_of(world, "ruth")
    send_letter(letter=letter, now=timezone.now())
    go_on_sending(now=timezone.now(), dates=dates_for_mail)
    Message.objects.filter(kind="letter").update(status="failed", last_error="no such mailbox")
    write(world, letter=fresh(letter), wordings=OTHER_ENGLISH)

    page = ruth.get(f"/office/letters/{letter.pk}/").content.decode()
    asked = ruth.get(f"/office/letters/{letter.pk}/send/").content.decode()

    assert "something else than what families got" not in page
    assert "have not got it" in page
    assert "Correction" not in asked
    assert "correction" not in asked
    ruth.post(f"/office/letters/{letter.pk}/send/", {"seen": seen_on(asked)})
    go_on()
    assert [len(got) for got in mails(letter).values()] == [1, 1, 1, 1]
    assert not news_of(fresh(letter))


def test_a_correction_that_nobody_got_leaves_what_families_have(world: World, client_of: Sign) -> None:
    """Every e-mail of it failed, or the words were put back before one was written."""
    letter, ruth = published(world), client_of(world, "ruth")
    send(letter)
    write(world, letter=fresh(letter), wordings=OTHER_ENGLISH)
    send_letter(letter=fresh(letter), now=timezone.now())
    write(world, letter=fresh(letter), wordings=BOTH)
    go_on()
    assert [len(got) for got in mails(letter).values()] == [1, 1, 1, 1]
    assert not news_of(fresh(letter))

    write(world, letter=fresh(letter), wordings=OTHER_ENGLISH)

    assert news_to_families(fresh(letter)).languages == ("en",)
    page = ruth.get(f"/office/letters/{letter.pk}/").content.decode()
    assert "something else than what families got" in page
    english = receivers(fresh(letter))
    assert english.corrections == english.total > 0
    assert send(letter) == english.total
    assert not news_of(fresh(letter))


# —— a letter that is taken down while it goes out


def deliver(count: int) -> None:
    """The mail server takes the first of what waits."""
    first = Message.objects.filter(kind="letter", status="waiting").order_by("created_at").values_list("pk", flat=True)
    Message.objects.filter(pk__in=list(first[:count])).update(status="sent")


@pytest.mark.parametrize("rounds", [1, 4], ids=["while it is written", "while all of it waits"])
def test_what_waits_of_a_letter_that_is_taken_down_is_not_sent(world: World, client_of: Sign, rounds: int) -> None:
    letter, ruth = published(world), client_of(world, "ruth")
    send_letter(letter=letter, now=timezone.now())
    for _round in range(rounds):
        go_on_sending(now=timezone.now(), dates=dates_for_mail, limit=2)
    waiting = Message.objects.filter(kind="letter", status="waiting").count()
    assert waiting == (2 if rounds == 1 else 4)
    deliver(1)

    answer = ruth.post(f"/office/letters/{letter.pk}/", filled(letter, then="take_down"), follow=True)

    page = answer.content.decode()
    assert not Message.objects.filter(kind="letter", status="waiting").exists()
    word = "e-mail that had not gone out yet was" if waiting == 2 else "e-mails that had not gone out yet were"
    assert f"The letter is taken down. {waiting - 1} {word} taken back." in page
    assert "It was being sent when it was taken down." in page
    assert "1 e-mail has gone out." in page
    go_on()
    assert len(mails(letter)) == 1

    # Published again, corrected or not, it goes to those who did not get it, and to nobody twice by itself.
    write(world, letter=fresh(letter), wordings=OTHER_ENGLISH)
    assert (
        "it goes at once to those who did not get it" in ruth.get(f"/office/letters/{letter.pk}/look/").content.decode()
    )
    publish_letter(letter=letter, now=timezone.now())
    go_on()

    assert {len(got) for got in mails(letter).values()} == {1}
    assert len(mails(letter)) == 4
    assert fresh(letter).mail_done_at is not None
    assert not any(got[-1].subject.startswith(("Correction:", "Corrección:")) for got in mails(letter).values())


def test_the_old_words_that_went_out_before_it_was_taken_down_are_corrected_when_asked(world: World) -> None:
    letter = published(world)
    begin(letter)
    early = set(mails(letter))
    go_on_sending(now=timezone.now(), dates=dates_for_mail, limit=2)
    assert take_down(letter=letter, now=timezone.now()).taken_back == 2
    write(world, letter=fresh(letter), wordings={code: Wording(one.title, f"{one.body}\n\nNo school.")
                                                 for code, one in BOTH.items()})  # fmt: skip
    publish_letter(letter=letter, now=timezone.now())
    go_on()

    assert {address for address, (one,) in mails(letter).items() if "No school." not in one.body_text} == early
    assert receivers(fresh(letter)) == Receivers(corrections=2)
    assert send(letter) == 2
    assert {address for address, got in mails(letter).items() if len(got) == 2} == early
    assert not news_of(fresh(letter))


def test_a_letter_that_was_never_sent_is_taken_down_without_a_word_of_mail(world: World, client_of: Sign) -> None:
    letter = published(world)

    answer = client_of(world, "ruth").post(
        f"/office/letters/{letter.pk}/", filled(letter, then="take_down"), follow=True
    )

    assert "The letter is taken down." in answer.content.decode()
    assert "taken back." not in answer.content.decode()
    assert (fresh(letter).mail_number, fresh(letter).mail_rest) == (1, 0)
    assert take_down(letter=letter, now=timezone.now()).taken_back == 0


# —— who gets a correction


def test_only_those_who_read_the_corrected_language_get_a_correction(world: World, client_of: Sign) -> None:
    letter = published(world)
    send(letter)
    write(world, letter=letter, wordings=OTHER_ENGLISH)

    page = client_of(world, "ruth").get(f"/office/letters/{letter.pk}/send/").content.decode()

    english = Message.objects.filter(kind="letter", language="en").count()
    assert 0 < english < 4
    assert f"Send the correction to {english} address" in page
    assert f"{english} address" in page.split("Where an e-mail goes now")[1]
    assert send(letter) == english
    new = sent(letter, 2)
    assert len(new) == english
    assert {(message.language, message.subject) for message in new.values()} == {("en", "Correction: Come in")}
    letter.refresh_from_db()
    assert letter.mail_done_at is not None


def test_a_correction_with_new_dates_says_both_and_the_others_read_of_the_dates(world: World) -> None:
    add_conference(world)
    letter = published(world)
    send(letter)
    write(world, letter=letter, wordings=OTHER_ENGLISH)
    move()

    assert send(letter) == 4

    for message in sent(letter, 2).values():
        if message.language == "en":
            assert message.subject == "Correction: Come in"
            assert "The dates in it are new, too." in message.body_text
        else:
            assert message.subject == "Fechas nuevas: Pasen"


def test_whoever_missed_a_correction_gets_it_with_the_next_one(world: World) -> None:
    """The first one went to all, a Spanish correction was taken back while it waited, then English changes."""
    letter = published(world)
    send(letter)
    spanish = BOTH | {"es": Wording("Pasen", "Con abrigo.\n\n[fechas]")}
    write(world, letter=letter, wordings=spanish)
    send_letter(letter=letter, now=timezone.now())
    go_on_sending(now=timezone.now(), dates=dates_for_mail)
    write(world, letter=letter, wordings=spanish | {"en": OTHER_ENGLISH["en"]})

    assert send(letter) == 4

    assert all(message.status == "withdrawn" for message in sent(letter, 2).values())
    new = sent(letter, 3)
    assert len(new) == 4
    assert {message.subject for message in new.values()} == {"Correction: Come in", "Corrección: Pasen"}


def test_whoever_has_not_got_the_letter_gets_it_whatever_was_corrected(world: World) -> None:
    """A new guardian reads Spanish, and only English was corrected."""
    rosa = world.people["rosa"]
    rosa.email, address = "", rosa.email
    rosa.save()
    letter = published(world)
    assert send(letter) == 3
    rosa.email = address
    rosa.save()
    write(world, letter=letter, wordings=OTHER_ENGLISH)

    counted = receivers(fresh(letter))
    send(letter)

    assert (counted.first, counted.total) == (1, len(sent(letter, 2)))
    assert sent(letter, 2)[address].subject == "Pasen"


# —— a correction is said


def test_a_correction_is_said_on_the_page_in_the_archive_and_in_the_feed(world: World, client: Client) -> None:
    letter = published(world)
    page, archive, feed = f"/d/garfield/letters/{letter.slug}/", "/d/garfield/letters/", "/d/garfield/letters/feed.atom"
    assert "orrected on" not in "".join(client.get(address).content.decode() for address in (page, archive, feed))

    write(world, letter=letter, wordings=OTHER_ENGLISH, now=timezone.now() + timedelta(days=2))

    day = date_format(timezone.localdate() + timedelta(days=2))
    assert f"corrected on {day}" in client.get(page).content.decode()
    assert f"corrected on {day}" in client.get(archive).content.decode()
    assert f"Corrected on {day}" in client.get(feed).content.decode()
    # Nothing was corrected for whoever reads it in Spanish.
    for address in (page, archive, feed):
        assert "orregida" not in client.get(address, headers={"Accept-Language": "es"}).content.decode()


@pytest.mark.parametrize("how", ["draft", "nothing new", "other ends of lines", "no replies"])
def test_what_nobody_could_read_or_nobody_reads_otherwise_is_no_correction(world: World, how: str) -> None:
    letter = write(world) if how == "draft" else published(world)
    wordings = OTHER_ENGLISH if how == "draft" else BOTH
    if how == "other ends of lines":
        wordings = {code: Wording(one.title, one.body.replace("\n", "\r\n")) for code, one in BOTH.items()}

    write(world, letter=letter, wordings=wordings, takes_replies=how != "no replies")

    assert not letter.texts.exclude(corrected_at=None).exists()


def test_another_date_or_name_on_the_letter_is_a_correction_in_every_language(world: World) -> None:
    for change in ({"dated": timezone.localdate() - timedelta(days=1)}, {"signed_by": "Somebody else"}):
        letter = published(world)
        write(world, letter=letter, **change)
        assert letter.texts.exclude(corrected_at=None).count() == 2


def _updated(client: Client, language: str = "en") -> datetime:
    feed = ElementTree.fromstring(client.get(f"/d/garfield/letters/feed.atom?language={language}").content)
    return datetime.fromisoformat(feed.findtext("a:entry/a:updated", namespaces=ATOM) or "")


def test_the_feed_moves_when_its_reader_sees_something_else_and_only_then(world: World, client: Client) -> None:
    add_conference(world)
    letter = published(world)
    notice_new_dates(now=timezone.now())
    before = {language: _updated(client, language) for language in ("en", "es")}

    later = timezone.now() + timedelta(hours=1)
    write(world, letter=letter, takes_replies=False, now=later)
    assert notice_new_dates(now=later) == 0
    assert {language: _updated(client, language) for language in ("en", "es")} == before

    write(world, letter=letter, wordings=OTHER_ENGLISH, now=later)
    assert _updated(client, "en") > before["en"]
    assert _updated(client, "es") == before["es"]

    move()
    assert notice_new_dates(now=later + timedelta(hours=1)) == 1
    assert notice_new_dates(now=later + timedelta(hours=2)) == 0
    moved = _updated(client, "es")
    assert before["es"] < moved == _updated(client, "en")
    assert abs(moved - later - timedelta(hours=1)) < timedelta(seconds=2)


# —— whatever happens in whatever order


class Office:
    """Corrects, moves dates, sends, takes down and publishes again, while mail goes out in rounds."""

    def __init__(self, world: World) -> None:
        self.world, self.letter = world, published(world)
        self.words = {"en": 0, "es": 0}
        self.weeks = 0

    def correct(self, language: str) -> None:
        self.words[language] = 1 - self.words[language]
        bodies = {code: f"[dates]\n\nword-{number}" for code, number in self.words.items()}
        wordings = {code: Wording(BOTH[code].title, body) for code, body in bodies.items()}
        write(self.world, letter=fresh(self.letter), wordings=wordings)

    def move_dates(self) -> None:
        move(-7 if self.weeks else 7)
        self.weeks = 1 - self.weeks

    def ask(self) -> None:
        if self.is_up and (fresh(self.letter).mail_asked_at is None or news_to_families(fresh(self.letter))):
            send_letter(letter=self.letter, now=timezone.now())

    def take_down_or_publish(self) -> None:
        act = take_down if self.is_up else publish_letter
        act(letter=self.letter, now=timezone.now())

    @property
    def is_up(self) -> bool:
        return fresh(self.letter).status == "published"

    def said(self) -> dict[str, tuple[str, str]]:
        """By language the words and the dates of now."""
        letter = fresh(self.letter)
        return {code: (f"word-{self.words[code]}", dates_for_mail(letter, code)[1].strip()) for code in BOTH}


@pytest.mark.parametrize("is_shared", [False, True], ids=["", "two share a mailbox"])
@pytest.mark.parametrize("seed", range(6))
def test_in_the_end_everybody_has_what_it_says_and_nobody_got_the_same_twice(
    world: World, seed: int, is_shared: bool
) -> None:
    add_conference(world)
    office, chance = Office(world), random.Random(seed)
    if is_shared:
        share_a_mailbox(office.letter)
    office.correct("en")
    known = set(office.said().values())
    for _step in range(40):
        chance.choice([
            lambda: office.correct(chance.choice(["en", "es"])), office.move_dates, office.ask, office.ask,
            office.take_down_or_publish, lambda: deliver(chance.randint(1, 3)),
            *[lambda: go_on_sending(now=timezone.now(), dates=dates_for_mail, limit=chance.randint(1, 3))] * 4,
        ])()  # fmt: skip
        known |= set(office.said().values())
    if not office.is_up:
        office.take_down_or_publish()
    go_on()
    office.ask()
    go_on()

    def in_it(message: Message) -> tuple[str, str]:
        """Words and dates of one e-mail: those of a moment of this letter."""
        return next((words, days) for words, days in known if words in message.body_text and days in message.body_text)

    now = office.said()
    assert len(mails(office.letter)) == 4 - is_shared
    for got in mails(office.letter).values():
        read = [in_it(message) for message in got]
        assert read[-1] == now[got[-1].language]
        assert all(one != other for one, other in pairwise(read))
    assert not news_of(fresh(office.letter))
    assert receivers(fresh(office.letter)).total == 0
