"""Letters: written in every language, published, sent once, read by everybody with the dates of today."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, date, timedelta
from typing import Any
from xml.etree import ElementTree

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from tests.world import World, add_conference

from doorway.accounts.models import District
from doorway.announcements.actions.letters import Wording, publish_letter, take_down, write_letter
from doorway.announcements.actions.mailing import go_on_sending, send_letter
from doorway.announcements.dates import dates_for_mail
from doorway.announcements.errors import (
    DateFarAway,
    LanguageMissing,
    NoTitle,
    NotPublished,
    SenderHasReplies,
    SentAlready,
)
from doorway.announcements.models import Announcement, AnnouncementText, Reply
from doorway.announcements.on_paper import paper_homes
from doorway.announcements.queries import readers
from doorway.messages.models import Message
from doorway.roster.access import Viewer
from doorway.roster.core.grades import school_year_of
from doorway.roster.models import Guardianship, Membership, Person, Role, School

Sign = Callable[[World, str], Client]
ATOM = "{http://www.w3.org/2005/Atom}"
BOTH = {
    "en": Wording("Come in", "Dear families,\n\n[dates]\n\n- Bring your child."),
    "es": Wording("Pasen", "Estimadas familias:\n\n[dates]"),
}


def write(world: World, school: str = "", **changes: Any) -> Announcement:
    values: dict[str, Any] = {
        "district": world.district,
        "school": world.schools[school] if school else None,
        "dated": timezone.localdate(),
        "signed_by": "Superintendent Ruth Castleton",
        "takes_replies": True,
        "wordings": BOTH,
        "by": world.user("ruth"),
        "now": timezone.now(),
    }
    return write_letter(**values | changes)


def published(world: World, school: str = "") -> Announcement:
    return publish_letter(letter=write(world, school), now=timezone.now())


def test_a_letter_is_published_only_in_every_language(world: World) -> None:
    letter = write(world, wordings={"en": BOTH["en"]})

    with pytest.raises(LanguageMissing, match="Spanish"):
        publish_letter(letter=letter, now=timezone.now())

    write(world, letter=letter)
    assert publish_letter(letter=letter, now=timezone.now()).status == "published"


def test_a_published_letter_cannot_lose_a_language(world: World) -> None:
    letter = published(world)

    with pytest.raises(LanguageMissing):
        write(world, letter=letter, wordings={"en": BOTH["en"], "es": Wording("", "")})

    assert letter.texts.count() == 2


def test_two_letters_of_one_day_and_title_have_addresses_of_their_own(world: World) -> None:
    first, second = write(world), write(world)

    assert first.slug == f"{timezone.localdate().isoformat()}-come-in"
    assert second.slug == f"{first.slug}-2"


@pytest.mark.parametrize("day", [date(1989, 12, 31), date(3026, 1, 1)])
def test_a_letter_of_another_century_is_refused(world: World, day: date) -> None:
    with pytest.raises(DateFarAway):
        write(world, dated=day)


def test_a_letter_without_a_title_is_refused(world: World) -> None:
    with pytest.raises(NoTitle):
        write(world, wordings={"en": Wording("¿?", "Text")})


@pytest.mark.both
def test_the_database_keeps_no_published_letter_without_its_moment(world: World) -> None:
    letter = write(world)

    with pytest.raises(IntegrityError), transaction.atomic():
        Announcement.objects.filter(pk=letter.pk).update(status="published")


def test_everybody_reads_it_with_the_dates_of_today(world: World, client: Client) -> None:
    add_conference(world)
    letter = published(world)
    address = f"/d/garfield/letters/{letter.slug}/"

    english = client.get(address).content.decode()
    assert "Come in" in english
    assert "Panguitch Elementary School" in english
    assert "Superintendent Ruth Castleton" in english
    spanish = client.get(address, headers={"Accept-Language": "es"}).content.decode()
    assert "Estimadas familias" in spanish


def test_the_name_under_it_is_in_the_readers_language(
    world: World, client: Client, client_of: Callable[[World, str], Client]
) -> None:
    """On the page, in the feed and in the letter that is sent; where nobody wrote it in Spanish, it is said to be in
    English.
    """
    letter = published(world)
    address, feed = f"/d/garfield/letters/{letter.slug}/", "/d/garfield/letters/feed.atom"
    spanish = {"Accept-Language": "es"}
    assert 'lang="en">Superintendent Ruth Castleton' in client.get(address, headers=spanish).content.decode()
    ruth = client_of(world, "ruth")
    values = {
        "sender": "district", "dated": letter.dated.isoformat(), "signed_by": "Superintendent Ruth Castleton",
        "signed_by_es": "Superintendente Ruth Castleton", "takes_replies": "on",
    }  # fmt: skip
    for code, wording in BOTH.items():
        values |= {f"title_{code}": wording.title, f"body_{code}": wording.body}
    assert ruth.post(reverse("edit_letter", args=[letter.pk]), values).status_code == 302

    page = client.get(address, headers=spanish).content.decode()
    assert '<p class="dw-post__signed">Superintendente Ruth Castleton</p>' in page
    assert "Superintendent Ruth" not in page
    assert (
        '<p class="dw-post__signed">Superintendent Ruth Castleton</p>'
        in client.get(address, headers={"Accept-Language": "en"}).content.decode()
    )
    assert "Superintendente Ruth Castleton" in client.get(feed, headers=spanish).content.decode()
    assert "Superintendente Ruth Castleton" in ruth.get(reverse("edit_letter", args=[letter.pk])).content.decode()
    send_letter(letter=letter, now=timezone.now())
    go_on_sending(now=timezone.now(), dates=lambda *_of: ("", ""))
    sent = list(Message.objects.filter(kind="letter"))
    assert {message.language for message in sent} == {"en", "es"}
    for message in sent:
        assert ("Superintendente" in message.body_text) is (message.language == "es")


def test_a_draft_and_a_letter_that_was_taken_down_are_read_by_nobody_else(world: World, client: Client) -> None:
    draft = write(world)
    gone = published(world)
    take_down(letter=gone, now=timezone.now())

    assert client.get(f"/d/garfield/letters/{draft.slug}/").status_code == 404
    assert client.post(f"/d/garfield/letters/{draft.slug}/reply/").status_code == 404
    assert client.get("/d/garfield/letters/never-was/").status_code == 404
    assert client.get(f"/d/garfield/letters/{gone.slug}/").status_code == 410
    assert "Come in" not in client.get("/d/garfield/letters/").content.decode()


@pytest.mark.parametrize(
    ("language", "said", "unsent"),
    [
        ("en", "Garfield County School District took it down on", "Your reply was not sent"),
        ("es", "Garfield County School District retiró esta carta", "Su respuesta no se envió"),
    ],
)
def test_who_opens_a_letter_that_was_taken_down_reads_so_and_whom_to_call(
    world: World, client: Client, language: str, said: str, unsent: str
) -> None:
    world.district.phone = "435-555-0100"
    world.district.save()
    gone, headers = published(world), {"accept-language": language}
    take_down(letter=gone, now=timezone.now())
    address = f"/d/garfield/letters/{gone.slug}/"

    read = client.get(address, headers=headers)
    sent = client.post(f"{address}reply/", {"name": "A", "text": "Which door? <b>"}, headers=headers)

    for answer in (read, sent):
        page = answer.content.decode()
        assert answer.status_code == 410
        assert said in page
        assert "435-555-0100" in page
        assert "Dear families" not in page
        assert BOTH[language].title not in page
    assert unsent in sent.content.decode()
    assert "readonly" in sent.content.decode()
    assert "Which door? &lt;b&gt;</textarea>" in sent.content.decode()
    assert unsent not in read.content.decode()
    assert not Reply.objects.exists()

    publish_letter(letter=gone, now=timezone.now())
    assert client.get(address).status_code == 200


def test_the_database_keeps_no_letter_that_is_down_without_its_moments(world: World) -> None:
    letter = published(world)

    with pytest.raises(IntegrityError), transaction.atomic():
        Announcement.objects.filter(pk=letter.pk).update(status="withdrawn")


def test_the_archive_groups_by_school_year(world: World, client: Client) -> None:
    publish_letter(letter=write(world, dated=date(2011, 10, 24)), now=timezone.now())
    published(world)

    page = client.get("/letters/", follow=True).content.decode()

    assert "School year 2011-12" in page
    assert f"School year {world.year.name}" in page


def many(world: World, number: int, day: date) -> list[Announcement]:
    """So many published letters, a day apart, the last one on this day."""
    now = timezone.now()
    letters = [
        Announcement(
            district=world.district, slug=f"letter-{place}", dated=day - timedelta(days=place), status="published",
            created_by=world.user("ruth"), created_at=now, changed_at=now, published_at=now,
        )
        for place in range(number)
    ]  # fmt: skip
    Announcement.objects.bulk_create(letters)
    AnnouncementText.objects.bulk_create(
        AnnouncementText(district=world.district, announcement=letter, language=code, title=f"No {place}", body="Text")
        for place, letter in enumerate(letters)
        for code in ("en", "es")
    )
    return letters


def test_no_letter_is_lost_behind_many_others(world: World, client: Client, client_of: Sign) -> None:
    """The oldest is found by its year and by turning pages, and its office can still change it."""
    oldest = publish_letter(letter=write(world, dated=date(2011, 10, 24)), now=timezone.now())
    many(world, 120, date(2025, 6, 30))
    address = f"/d/garfield/letters/{oldest.slug}/"

    first = client.get("/d/garfield/letters/").content.decode()
    assert address not in first
    assert "2024-25 (120)" in first
    assert "2011-12 (1)" in first
    assert "Older letters" in first
    assert address in client.get("/d/garfield/letters/?page=3").content.decode()
    of_year = client.get("/d/garfield/letters/?year=2011-12").content.decode()
    assert address in of_year
    assert "No 1<" not in of_year
    second = client.get("/d/garfield/letters/?year=2024-25&page=3").content.decode()
    assert second.count('class="dw-letters__title"') == 20
    assert "year=2024-25&amp;page=2" in second
    for wrong in ("1999-00", "x", "2011"):
        assert client.get(f"/d/garfield/letters/?year={wrong}").status_code == 404

    ruth = client_of(world, "ruth")
    Reply.objects.create(
        district=world.district, announcement=oldest, name="A", language="en", text="Hello", written_at=timezone.now()
    )
    assert "1 reply waits for you" in ruth.get("/office/letters/").content.decode()
    assert f"/office/letters/{oldest.pk}/" in ruth.get("/office/letters/?page=3").content.decode()


def test_the_feed_speaks_the_language_of_its_address(world: World, client: Client) -> None:
    """A reader that fetches for many people asks in English, whoever reads."""
    published(world)
    english = {"Accept-Language": "en-US"}

    answer = client.get("/d/garfield/letters/feed.atom?language=es", headers=english)

    text = answer.content.decode()
    assert 'xml:lang="es"' in text
    assert "Estimadas familias" in text
    assert "Dear families" not in text
    assert 'feed.atom?language=es" rel="self"' in text
    assert answer["Content-Language"] == "es"
    for wrong in ("xx", ""):
        again = client.get(f"/d/garfield/letters/feed.atom?language={wrong}", headers=english).content.decode()
        assert "Dear families" in again
    letter = Announcement.objects.get()
    for page in ("/d/garfield/letters/", f"/d/garfield/letters/{letter.slug}/"):
        shown = client.get(page, headers={"Accept-Language": "es"}).content.decode()
        assert "/d/garfield/letters/feed.atom?language=es" in shown


def test_the_feed_is_atom_with_the_whole_letter(world: World, client: Client) -> None:
    letter = published(world)

    answer = client.get("/d/garfield/letters/feed.atom")

    assert answer["Content-Type"].startswith("application/atom+xml")
    assert f"urn:uuid:{letter.pk}" in answer.content.decode()
    assert "Bring your child." in answer.content.decode()


def feed_of(client: Client, language: str) -> ElementTree.Element:
    return ElementTree.fromstring(client.get(f"/d/garfield/letters/feed.atom?language={language}").content)


def said_in(element: ElementTree.Element | None, name: str) -> str:
    assert element is not None
    return element.findtext(f"{ATOM}{name}") or ""


# “New line, same paragraph” of a word processor, a new page, a bell, an escape, half a byte order mark.
PASTED = "Come\x0bin\x0call\x07 of\x1b you\ufffe"


def test_what_is_pasted_from_a_word_processor_is_lines_and_letters(world: World, client: Client) -> None:
    wordings = {
        "en": Wording(PASTED, f"Dear families,\r\n{PASTED}"),
        "es": Wording(PASTED, PASTED, f"La directora\x0b{PASTED}"),
    }
    letter = publish_letter(letter=write(world, signed_by=PASTED, wordings=wordings), now=timezone.now())

    english, spanish = letter.texts.get(language="en"), letter.texts.get(language="es")
    assert (english.title, english.body) == ("Come in all of you", "Dear families,\nCome\nin\nall of you")
    assert (letter.signed_by, spanish.signed_by) == ("Come in all of you", "La directora Come in all of you")
    assert said_in(feed_of(client, "es").find(f"{ATOM}entry"), "title") == "Come in all of you"


def test_a_letter_of_before_takes_the_feed_from_nobody(world: World, client: Client) -> None:
    """It was kept when only one of the letters that XML cannot hold was taken out."""
    letter = published(world, "panguitch-elementary")
    AnnouncementText.objects.filter(announcement=letter).update(title=PASTED, body=PASTED, signed_by=PASTED)
    Announcement.objects.filter(pk=letter.pk).update(signed_by=PASTED)
    School.objects.filter(pk=letter.school_id).update(name=PASTED)

    for language in ("en", "es"):
        assert said_in(feed_of(client, language).find(f"{ATOM}entry"), "title") == "Come\nin\nall of you"
    take_down(letter=letter, now=timezone.now())
    assert "Come\nin\nall of you" in said_in(feed_of(client, "en").find(f"{ATOM}entry"), "summary")


def test_the_feed_of_each_language_has_ids_of_its_own_and_the_first_keeps_its(world: World, client: Client) -> None:
    letter = published(world)
    feeds = {language: feed_of(client, language) for language in ("en", "es")}
    entries = {language: said_in(feed.find(f"{ATOM}entry"), "id") for language, feed in feeds.items()}

    assert entries["en"] == f"urn:uuid:{letter.pk}"
    assert said_in(feeds["en"], "id").endswith("/d/garfield/letters/")
    assert entries["es"].startswith("urn:uuid:")
    assert len({*entries.values(), *(said_in(feed, "id") for feed in feeds.values())}) == 4
    again = feed_of(client, "es")
    assert said_in(again.find(f"{ATOM}entry"), "id") == entries["es"]
    assert said_in(again, "id") == said_in(feeds["es"], "id")


@pytest.mark.parametrize(("language", "title"), [("en", "A letter was taken down"), ("es", "Se retiró una carta")])
def test_who_follows_the_letters_is_told_that_one_was_taken_down_and_that_it_is_back(
    world: World, client: Client, language: str, title: str
) -> None:
    """The entry of the same id takes the place of the words that a reader's program has kept."""
    world.district.phone = "435-555-0100"
    world.district.save()
    letter, start = published(world), timezone.now()
    before = feed_of(client, language)
    moved = take_down(letter=letter, now=start + timedelta(hours=1)).letter.taken_down_at

    down = feed_of(client, language)
    entry = down.find(f"{ATOM}entry")
    assert said_in(entry, "id") == said_in(before.find(f"{ATOM}entry"), "id")
    assert said_in(entry, "title") == title
    assert "435-555-0100" in said_in(entry, "summary")
    assert BOTH[language].title not in ElementTree.tostring(down, encoding="unicode")
    assert "Castleton" not in ElementTree.tostring(down, encoding="unicode")
    assert said_in(before, "updated") < said_in(down, "updated") == said_in(entry, "updated")

    publish_letter(letter=letter, now=start + timedelta(hours=2))
    back = feed_of(client, language)
    entry = back.find(f"{ATOM}entry")
    assert said_in(entry, "title") == BOTH[language].title
    assert said_in(down, "updated") < said_in(back, "updated") == said_in(entry, "updated")
    assert said_in(entry, "published") == said_in(before.find(f"{ATOM}entry"), "published")

    # Nobody is told for ever, and the feed is not of an earlier day again when it is over.
    assert moved is not None
    long_ago = timezone.now() - timedelta(days=61)
    take_down(letter=letter, now=long_ago)
    over = feed_of(client, language)
    assert over.find(f"{ATOM}entry") is None
    assert said_in(over, "updated")[:10] == f"{long_ago.astimezone(UTC):%Y-%m-%d}"


def test_a_feed_without_letters_is_the_same_at_every_fetch(world: World, client: Client) -> None:
    write(world)

    first, second = (client.get("/d/garfield/letters/feed.atom") for _fetch in range(2))

    assert said_in(ElementTree.fromstring(first.content), "updated") == "1990-01-01T00:00:00+00:00"
    assert first.content == second.content
    assert first["Last-Modified"] == second["Last-Modified"] == "Mon, 01 Jan 1990 00:00:00 GMT"


def test_it_goes_to_every_guardian_once_in_their_language(world: World) -> None:
    letter = published(world)
    with pytest.raises(NotPublished):
        send_letter(letter=write(world), now=timezone.now())

    count = send_letter(letter=letter, now=timezone.now())
    with pytest.raises(SentAlready):
        send_letter(letter=letter, now=timezone.now())
    while go_on_sending(now=timezone.now(), dates=dates_for_mail, limit=2):
        pass

    sent = {message.to_address: message for message in Message.objects.filter(kind="letter")}
    assert count == len(sent) == readers(letter).count() == 4
    assert sent["rosa.morales@family.example"].subject == "Pasen"
    assert sent["ben.whitaker@family.example"].subject == "Come in"
    # The mark on Sadie's father closes the only child he has here.
    assert "travis.doyle@family.example" not in sent
    letter.refresh_from_db()
    assert letter.mail_done_at is not None
    assert go_on_sending(now=timezone.now(), dates=dates_for_mail) == 0


def test_a_schools_letter_goes_to_its_own_families(world: World) -> None:
    letter = published(world, "panguitch-high")

    assert [person.email for person in readers(letter)] == ["rosa.morales@family.example"]


@pytest.mark.parametrize("school", ["", "panguitch-elementary"])
def test_families_whose_child_has_left_get_nothing_by_e_mail_or_on_paper(world: World, school: str) -> None:
    letter, seats = published(world, school), Membership.objects.filter(person=world.people["ellie"])
    ben, ruth = "ben.whitaker@family.example", Viewer(world.user("ruth"))

    def reached() -> tuple[bool, bool]:
        """By e-mail with the address, on paper without it."""
        by_mail = ben in {person.email for person in readers(letter)}
        Person.objects.filter(pk=world.people["ben"].pk).update(email="")
        on_paper = world.people["ellie"] in {home.child for home in paper_homes(ruth, letter)}
        Person.objects.filter(pk=world.people["ben"].pk).update(email=ben)
        return by_mail, on_paper

    assert reached() == (True, True)
    today = timezone.localdate()
    seats.update(ends_on=today)
    assert reached() == (True, True)
    # The guardianship stays in the roster, and so does the student.
    seats.update(ends_on=today - timedelta(days=1))
    assert reached() == (False, False)
    # Enrolled in spring for the fall; some weeks before school begins they are written to.
    seats.update(begins_on=today + timedelta(days=61), ends_on=None)
    assert reached() == (False, False)
    seats.update(begins_on=today + timedelta(days=60))
    assert reached() == (True, True)
    # Whoever is on the roster for another reason is no student here.
    seats.update(begins_on=None, role=Role.TEACHER)
    assert reached() == (False, False)


def test_before_school_begins_it_goes_to_those_who_come_and_not_to_those_who_graduated(
    world: World, client_of: Sign
) -> None:
    """Elementary schools begin days after the others, and the last year's roles have ended."""
    letter, ruth, today = published(world), client_of(world, "ruth"), timezone.localdate()
    seats = Membership.objects.filter(role=Role.STUDENT)
    elementary = seats.filter(school=world.schools["panguitch-elementary"])
    diego = world.people["diego"]
    seats.update(begins_on=today + timedelta(days=1))
    elementary.update(begins_on=today + timedelta(days=10))
    assert readers(letter).count() == 4

    # Of a home whose only child here has graduated nobody is written to.
    seats.update(ends_on=today - timedelta(days=40), begins_on=None)
    seats.filter(person=diego).update(begins_on=today + timedelta(days=10), ends_on=None)
    assert [person.given_name for person in readers(letter)] == ["Rosa"]
    Person.objects.filter(pk=world.people["rosa"].pk).update(email="")
    (home,) = paper_homes(Viewer(world.user("ruth")), letter)
    assert (home.child, home.siblings) == (diego, ())
    assert getattr(home.child, "school_name", "") == "Panguitch High School"
    for more in ("", "send/"):
        page = " ".join(ruth.get(f"/office/letters/{letter.pk}/{more}").content.decode().split())
        assert "No guardian of these students has an e-mail address." in page
        assert "0 e-mail addresses" not in page


@pytest.mark.both
@pytest.mark.parametrize("of_school", [True, False])
def test_whoever_graduated_is_written_to_no_more_also_with_a_role_that_nobody_ended(
    world: World, of_school: bool
) -> None:
    """Rosters leave a senior’s role open, and some never end it."""
    letter = published(world, "panguitch-high" if of_school else "")
    diego, today = world.people["diego"], timezone.localdate()
    year, seat = school_year_of(today), Membership.objects.filter(person=diego, role=Role.STUDENT)
    Guardianship.objects.filter(guardian=world.people["rosa"]).exclude(student=diego).update(is_active=False)

    def reached(*, grade: str, grade_year: int | None = None, roster: int | None = None) -> tuple[bool, bool]:
        """By e-mail with the address, on paper without it."""
        Person.objects.filter(pk=diego.pk).update(grade=grade, grade_year=grade_year)
        District.objects.filter(pk=world.district.pk).update(grades_of=roster)
        by_mail = "Rosa" in {person.given_name for person in readers(letter)}
        Person.objects.filter(pk=world.people["rosa"].pk).update(email="")
        on_paper = diego in {home.child for home in paper_homes(Viewer(world.user("ruth")), letter)}
        Person.objects.filter(pk=world.people["rosa"].pk).update(email="rosa.morales@family.example")
        return by_mail, on_paper

    both, nothing = (True, True), (False, False)
    # A senior of this year, one of whose year nobody has said anything, and one who is in grade 12 again.
    assert reached(grade="12", grade_year=year, roster=year) == both
    assert reached(grade="12") == both
    assert reached(grade="12", grade_year=year, roster=year - 1) == both
    # The roster of the new year has left the student out; it has not come yet; years ago.
    assert reached(grade="12", grade_year=year - 1, roster=year) == nothing
    assert reached(grade="12", roster=year - 1) == nothing
    assert reached(grade="12", grade_year=year - 3, roster=year) == nothing
    # Everybody else waits for the roster with the grade of before.
    assert reached(grade="11", grade_year=year - 1, roster=year - 1) == both
    # Who stays for another year has a role of it, whatever is said of the grade.
    seat.update(begins_on=date(year - 1, 6, 30))
    assert reached(grade="12", grade_year=year - 1, roster=year) == nothing
    seat.update(begins_on=date(year - 1, 7, 1))
    assert reached(grade="12", grade_year=year - 1, roster=year) == both


def test_before_the_new_roster_has_come_the_pages_say_that_nobody_is_there(world: World, client_of: Sign) -> None:
    letter, ruth = published(world), client_of(world, "ruth")
    Membership.objects.filter(role=Role.STUDENT).update(ends_on=timezone.localdate() - timedelta(days=40))

    pages = {
        more: " ".join(ruth.get(f"/office/letters/{letter.pk}/{more}").content.decode().split())
        for more in ("", "send/", "on-paper/")
    }

    for more in ("", "send/"):
        assert "no student is at a school of the district today or begins there within the next sixty" in pages[more]
        assert "0 e-mail addresses" not in pages[more]
        assert "has an e-mail address" not in pages[more]
    assert "Nobody is there yet" in pages["on-paper/"]
    assert "Everybody has an address" not in pages["on-paper/"]
    assert "do not reach" not in pages["on-paper/"]


def test_two_guardians_of_one_mailbox_get_one_letter(world: World) -> None:
    karen = world.people["karen"]
    karen.email = "ben.whitaker@family.example"
    karen.save()
    letter = published(world)

    send_letter(letter=letter, now=timezone.now())
    go_on_sending(now=timezone.now(), dates=dates_for_mail)

    assert Message.objects.filter(kind="letter", to_address="ben.whitaker@family.example").count() == 1


def test_an_office_writes_publishes_and_sends_on_its_pages(world: World, client_of: Sign) -> None:
    peggy = client_of(world, "peggy")
    school = world.schools["panguitch-elementary"]
    form = {
        "sender": str(school.pk), "dated": timezone.localdate().isoformat(), "signed_by": "Peggy Nielson",
        "takes_replies": "on", "title_en": "Snow day", "body_en": "No school.", "title_es": "", "body_es": "",
    }  # fmt: skip

    answer = peggy.post("/office/letters/new/", form)
    letter = Announcement.objects.get()
    assert answer["Location"] == f"/office/letters/{letter.pk}/"
    refused = peggy.post(f"/office/letters/{letter.pk}/publish/", follow=True).content.decode()
    assert "no text in Spanish" in refused

    whole = form | {"title_es": "Día de nieve", "body_es": "No hay clases."}
    answer = peggy.post(f"/office/letters/{letter.pk}/", whole | {"then": "publish"})
    assert answer["Location"] == f"/office/letters/{letter.pk}/look/"
    page = peggy.get(answer["Location"]).content.decode()
    assert "No school." in page
    assert "No hay clases." in page
    peggy.post(f"/office/letters/{letter.pk}/publish/", {"seen": seen_on(page)})
    answer = peggy.post(f"/office/letters/{letter.pk}/", whole | {"then": "send"})
    assert answer["Location"] == f"/office/letters/{letter.pk}/send/"
    page = peggy.get(answer["Location"]).content.decode()
    assert "Send it to 4 addresses" in page
    assert Announcement.objects.get().mail_asked_at is None
    page = peggy.post(answer["Location"], {"seen": seen_on(page)}, follow=True).content.decode()
    assert "on its way to 4 e-mail addresses" in page


def test_nothing_that_publishing_needs_is_called_optional(world: World, client_of: Sign) -> None:
    page = client_of(world, "ruth").get("/office/letters/new/").content.decode()

    labels = {
        name: page.split(f'<label class="govuk-label" for="id_{name}">')[1].split("</label>")[0]
        for name in ("title_en", "body_en", "title_es", "body_es", "signed_by")
    }
    assert {name for name, label in labels.items() if "(optional)" in label} == {"signed_by"}
    assert page.count("It is needed before the letter is published.") == 3
    assert page.count("Needed from the start") == 1


def test_a_day_in_a_refusal_is_written_as_a_day_of_the_language(world: World, client_of: Sign) -> None:
    letter, ruth = published(world), client_of(world, "ruth")
    address = f"/office/letters/{letter.pk}/"

    assert (
        "The letter is dated Jan. 1, 1889." in ruth.post(address, filled(letter, dated="1889-01-01")).content.decode()
    )
    ruth.cookies["doorway_language"] = "es"
    spanish = ruth.post(address, filled(letter, dated="1889-01-01")).content.decode()
    assert "1 de enero de 1889" in spanish
    assert "1889-01-01." not in spanish


def test_a_letter_is_not_dated_after_what_readers_said_to_it(world: World, client_of: Sign) -> None:
    letter, ruth = published(world), client_of(world, "ruth")
    today = timezone.localdate()
    address = f"/office/letters/{letter.pk}/"
    Reply.objects.create(
        district=world.district, announcement=letter, name="A", language="en", text="Hello", written_at=timezone.now()
    )

    refused = ruth.post(address, filled(letter, dated=(today + timedelta(days=1)).isoformat()))

    assert refused.status_code == 422
    assert f"Readers replied to this letter on {date_format(today)} already." in refused.content.decode()
    assert ruth.post(address, filled(letter, dated=(today - timedelta(days=9)).isoformat())).status_code == 302
    # Who dated it ahead of time when it was published may still change its words.
    Announcement.objects.filter(pk=letter.pk).update(dated=today + timedelta(days=5))
    letter.refresh_from_db()
    assert ruth.post(address, filled(letter, body_en="Another word.")).status_code == 302


def seen_on(page: str) -> str:
    """The fingerprint of the letter that a page shows."""
    found = re.search(r'name="seen" value="([0-9a-f]{64})"', page)
    assert found
    return found[1]


def filled(letter: Announcement, **changes: str) -> dict[str, str]:
    """The form of a district's letter as the browser sends it."""
    values = {
        "sender": "district", "dated": letter.dated.isoformat(), "signed_by": letter.signed_by, "takes_replies": "on",
    }  # fmt: skip
    for text in letter.texts.all():
        values |= {f"title_{text.language}": text.title, f"body_{text.language}": text.body}
    return values | changes


@pytest.mark.parametrize("then", ["publish", "send", "take_down", ""])
def test_no_button_of_the_form_loses_what_is_typed(world: World, client_of: Sign, then: str) -> None:
    letter = write(world) if then == "publish" else published(world)

    client_of(world, "ruth").post(f"/office/letters/{letter.pk}/", filled(letter, body_en="Bring a coat.", then=then))

    assert letter.texts.get(language="en").body == "Bring a coat."
    letter.refresh_from_db()
    assert letter.mail_asked_at is None
    expected = {"publish": "draft", "send": "published", "take_down": "withdrawn", "": "published"}
    assert letter.status == expected[then]


def test_a_letter_is_taken_down_even_when_what_is_typed_cannot_be_saved(world: World, client_of: Sign) -> None:
    letter = published(world)

    answer = client_of(world, "ruth").post(
        f"/office/letters/{letter.pk}/", filled(letter, body_en="Bring a coat.", dated="", then="take_down")
    )

    assert answer.status_code == 422
    assert "Bring a coat." in answer.content.decode()
    letter.refresh_from_db()
    assert letter.status == "withdrawn"


def test_taking_a_letter_down_says_it_once_and_keeps_what_is_typed(world: World, client_of: Sign) -> None:
    letter = published(world)

    answer = client_of(world, "ruth").post(
        f"/office/letters/{letter.pk}/", filled(letter, body_en="Bring a coat.", then="take_down"), follow=True
    )

    assert [str(one) for one in answer.context["messages"]] == ["The letter is taken down."]
    assert letter.texts.get(language="en").body == "Bring a coat."


@pytest.mark.parametrize(
    ("title", "address"),
    [("Snow day <script>x</script>", "snow-day-x"), ("<b>Snow</b> & ice", "snow-ice"), ("3 < 4", "3-4"), ("<b>", "b")],
)
def test_the_address_of_a_letter_has_the_words_of_its_title(world: World, title: str, address: str) -> None:
    letter = write(world, wordings=BOTH | {"en": Wording(title, "Stay in.")})

    assert letter.slug == f"{letter.dated}-{address}"


def test_a_look_before_saving_keeps_the_words_and_saves_nothing(world: World, client_of: Sign) -> None:
    add_conference(world)
    letter = published(world)
    ruth = client_of(world, "ruth")

    for address in (f"/office/letters/{letter.pk}/", "/office/letters/new/"):
        typed = filled(letter, body_en="Bring a coat.\n\n[dates]", then="look")
        page = ruth.post(address, typed).content.decode()
        assert "<p>Bring a coat.</p>" in page
        assert "Bring a coat." in page.split("<textarea", 1)[1]
        assert '<dl class="dw-post__dates">' in page
    assert "coat" not in letter.texts.get(language="en").body
    assert Announcement.objects.count() == 1


def test_what_is_published_or_sent_is_what_was_looked_at(world: World, client_of: Sign) -> None:
    draft, letter = write(world), published(world)
    ruth = client_of(world, "ruth")
    pages = {
        f"/office/letters/{draft.pk}/publish/": ruth.get(f"/office/letters/{draft.pk}/look/"),
        f"/office/letters/{letter.pk}/send/": ruth.get(f"/office/letters/{letter.pk}/send/"),
    }
    for changed in (draft, letter):
        write(world, letter=changed, wordings=BOTH | {"en": Wording("Come in", "Something else")})

    for address, page in pages.items():
        answer = ruth.post(address, {"seen": seen_on(page.content.decode())}, follow=True).content.decode()
        assert "Somebody changed this letter" in answer
        assert "Something else" in answer
    draft.refresh_from_db()
    letter.refresh_from_db()
    assert (draft.status, letter.mail_asked_at) == ("draft", None)


def test_a_colleagues_words_are_replaced_only_knowingly(world: World, client_of: Sign) -> None:
    letter = published(world)
    ruth = client_of(world, "ruth")
    address = f"/office/letters/{letter.pk}/"
    seen = seen_on(ruth.get(address).content.decode())
    write(world, letter=letter, wordings=BOTH | {"en": Wording("Come in", "Of a colleague")})

    answer = ruth.post(address, filled(letter, body_en="My own", seen=seen))

    page = answer.content.decode()
    assert answer.status_code == 422
    assert "<p>Of a colleague</p>" in page
    assert "My own</textarea>" in page
    assert letter.texts.get(language="en").body == "Of a colleague"
    assert ruth.post(address, filled(letter, body_en="My own", seen=seen_on(page))).status_code == 302
    assert letter.texts.get(language="en").body == "My own"


def test_a_corrected_letter_goes_out_once_more_and_says_what_it_corrects(world: World, client_of: Sign) -> None:
    letter = published(world)
    send_letter(letter=letter, now=timezone.now())
    # Two of the four have it, the e-mail of one of the two has left; then somebody sees the mistake.
    go_on_sending(now=timezone.now(), dates=dates_for_mail, limit=2)
    gone, waits = Message.objects.filter(kind="letter").order_by("created_at")
    Message.objects.filter(pk=gone.pk).update(status="sent")
    ruth = client_of(world, "ruth")
    write(
        world, letter=letter, wordings=BOTH | {"en": Wording("Come in", "On Friday"), "es": Wording("Pasen", "Viernes")}
    )

    page = ruth.get(f"/office/letters/{letter.pk}/send/").content.decode()
    assert "Send the correction to 4 addresses" in page
    ruth.post(f"/office/letters/{letter.pk}/send/", {"seen": seen_on(page)})
    with pytest.raises(SentAlready):
        send_letter(letter=letter, now=timezone.now())
    while go_on_sending(now=timezone.now(), dates=dates_for_mail, limit=2):
        pass

    waits.refresh_from_db()
    assert waits.status == "withdrawn"
    new = {message.to_address: message for message in Message.objects.exclude(pk__in=[gone.pk, waits.pk])}
    assert len(new) == 4
    day = date_format(timezone.localdate())
    for address, message in new.items():
        words = {"en": ("Correction: Come in", "On Friday"), "es": ("Corrección: Pasen", "Viernes")}[message.language]
        is_correction = address == gone.to_address
        assert message.subject == (words[0] if is_correction else words[0].split(": ")[1])
        assert words[1] in message.body_text
        assert words[1] in message.body_html
        if is_correction and message.language == "en":
            assert f"This letter corrects the one that you got from us on {day}." in message.body_text
        assert ("corrects the one" in message.body_html) is (is_correction and message.language == "en")


def test_an_uncorrected_letter_is_not_sent_twice(world: World, client_of: Sign) -> None:
    letter = published(world)
    send_letter(letter=letter, now=timezone.now())
    write(world, letter=letter)

    page = client_of(world, "ruth").get(f"/office/letters/{letter.pk}/send/", follow=True).content.decode()

    assert "only when its words or its conference dates" in page
    with pytest.raises(SentAlready):
        send_letter(letter=letter, now=timezone.now())


def test_a_school_cannot_write_for_the_district_or_another_school(world: World, client_of: Sign) -> None:
    peggy = client_of(world, "peggy")

    for sender in ("district", str(world.schools["panguitch-high"].pk)):
        answer = peggy.post("/office/letters/new/", {"sender": sender, "dated": "2026-11-01", "title_en": "x"})
        assert answer.status_code == 422
    assert not Announcement.objects.exists()


@pytest.mark.parametrize("role", ["principal", "office"])
def test_who_is_at_every_school_writes_for_each_and_not_for_the_district(
    world: World, client_of: Sign, role: str
) -> None:
    """As `doorway grant … --whole-district` gives it: what was saved stood on no list, and its page was not there."""
    Membership.objects.filter(person=world.people["peggy"]).update(role=role, school=None)
    of_district, peggy = published(world), client_of(world, "peggy")
    typed = {"sender": str(world.schools["panguitch-high"].pk), "dated": "2026-11-01", "title_en": "Snow day"}

    saved = peggy.post("/office/letters/new/", typed, follow=True)

    letter = Announcement.objects.get(school=world.schools["panguitch-high"])
    assert saved.redirect_chain == [(f"/office/letters/{letter.pk}/", 302)]
    assert saved.status_code == 200
    assert f"/office/letters/{letter.pk}/" in peggy.get("/office/letters/").content.decode()
    assert peggy.get(f"/office/letters/{of_district.pk}/").status_code == 404
    assert peggy.post("/office/letters/new/", typed | {"sender": "district"}).status_code == 422


def test_what_readers_wrote_to_one_office_is_not_handed_to_another(world: World, client_of: Sign) -> None:
    letter, school = published(world), world.schools["panguitch-elementary"]
    Reply.objects.create(
        district=world.district, announcement=letter, name="A", language="en", text="Only for the superintendent.",
        written_at=timezone.now(), status="private", decided_at=timezone.now(),
    )  # fmt: skip

    with pytest.raises(SenderHasReplies, match="Garfield"):
        write(world, "panguitch-elementary", letter=letter)

    assert Announcement.objects.get(pk=letter.pk).school is None
    assert "Only for" not in client_of(world, "peggy").get("/office/letters/replies/?show=all").content.decode()
    assert write(world, letter=letter, signed_by="The board").signed_by == "The board"
    letter.replies.all().delete()
    assert write(world, "panguitch-elementary", letter=letter).school == school


@pytest.mark.both
@pytest.mark.parametrize(
    ("sender", "other"),
    [("", "panguitch-high"), ("panguitch-high", ""), ("panguitch-high", "panguitch-elementary")],
)
def test_whoever_forgets_to_ask_for_replies_is_refused_by_the_database(world: World, sender: str, other: str) -> None:
    letter, schools = write(world, sender), Announcement.objects.all()
    schools.filter(pk=letter.pk).update(school=world.schools.get(other))
    schools.filter(pk=letter.pk).update(school=world.schools.get(sender))
    Reply.objects.create(
        district=world.district, announcement=letter, name="A", language="en", text="Hm.", written_at=timezone.now()
    )

    with pytest.raises(IntegrityError, match="keeps its sender"), transaction.atomic():
        schools.filter(pk=letter.pk).update(school=world.schools.get(other))
    schools.filter(pk=letter.pk).update(school=world.schools.get(sender), signed_by="The board")


def test_lists_ask_as_often_for_one_letter_as_for_many(
    world: World, client: Client, django_assert_max_num_queries: Any
) -> None:
    for days in range(5):
        publish_letter(letter=write(world, dated=timezone.localdate() - timedelta(days=days)), now=timezone.now())

    with django_assert_max_num_queries(6):
        client.get("/d/garfield/letters/")


# —— a student's name in the letter


NAMED = BOTH | {"en": Wording("Ellie Whitaker wins", "She won the spelling bee.")}


def test_a_letter_that_names_a_student_is_published_only_on_purpose(world: World, client_of: Sign) -> None:
    letter, ruth = write(world, wordings=NAMED), client_of(world, "ruth")
    look = f"/office/letters/{letter.pk}/look/"
    page = ruth.get(look).content.decode()
    assert "first and last name of a student of the district: “Ellie Whitaker”" in page

    sent = {"seen": seen_on(page)}
    refused = ruth.post(f"/office/letters/{letter.pk}/publish/", sent, follow=True)
    assert "The letter has a student’s name in it: “Ellie Whitaker”." in refused.content.decode()
    assert refused.redirect_chain[-1][0] == look
    letter.refresh_from_db()
    assert letter.status == "draft"

    ruth.post(f"/office/letters/{letter.pk}/publish/", sent | {"may_name": "yes"})
    letter.refresh_from_db()
    assert letter.status == "published"


def test_nobody_is_asked_about_a_letter_without_a_full_name(world: World, client_of: Sign) -> None:
    plain = BOTH | {"en": Wording("Thanks to June Albrecht", "Ellie was there.")}
    letter = write(world, wordings=plain)

    page = client_of(world, "ruth").get(f"/office/letters/{letter.pk}/look/").content.decode()

    assert "may_name" not in page
    assert publish_letter(letter=letter, now=timezone.now()).status == "published"


def test_a_teacher_who_is_called_like_a_student_is_named_and_nobody_is_asked(world: World, client_of: Sign) -> None:
    june, mateo = world.people["june"], world.people["mateo"]
    mateo.given_name, mateo.preferred_given_name, mateo.family_name = june.given_name, "", june.family_name
    mateo.save()
    letter = write(world, wordings=BOTH | {"en": Wording("Thanks to June Albrecht", "She was here for 40 years.")})

    page = client_of(world, "ruth").get(f"/office/letters/{letter.pk}/look/").content.decode()

    assert "A student has the name “June Albrecht”, too." in page
    assert "may_name" not in page


def test_a_name_does_not_slip_into_a_letter_that_is_published_already(world: World, client_of: Sign) -> None:
    letter, ruth = published(world), client_of(world, "ruth")
    address = f"/office/letters/{letter.pk}/"
    assert "may_name" not in ruth.get(address).content.decode()
    typed = filled(letter, body_es="Felicidades a Ellie Whitaker.")

    refused = ruth.post(address, typed)
    page = refused.content.decode()
    assert refused.status_code == 422
    assert "The letter has a student’s name in it: “Ellie Whitaker”." in page
    assert "Felicidades a Ellie Whitaker.</textarea>" in page
    assert 'name="may_name"' in page
    assert letter.texts.get(language="es").body != typed["body_es"]

    assert ruth.post(address, typed | {"may_name": "yes"}).status_code == 302
    # What was agreed to once is not asked again with every comma.
    assert ruth.post(address, typed | {"body_en": "With a comma,"}).status_code == 302


def test_a_name_is_quoted_as_the_reader_of_the_page_quotes(world: World, client_of: Sign) -> None:
    letter, ruth = write(world, wordings=NAMED), client_of(world, "ruth")
    ruth.cookies["doorway_language"] = "es"

    assert "«Ellie Whitaker»" in ruth.get(f"/office/letters/{letter.pk}/look/").content.decode()
