"""One conference from the school's first click to a family's cancelled time, in a real browser on a live server.

Journeys 3, 4 and 5. The family comes by telephone in Spanish and at a desk in English, with and without scripts. What
is clicked is found by what the form sends, so that the words can be bettered without touching these tests; what the
family must read is asked for by its words.
"""

from __future__ import annotations

import re
from datetime import datetime
from typing import Any

import pytest
from django.core import mail
from django.urls import reverse
from django.utils import timezone, translation
from icalendar import Calendar
from playwright.sync_api import Page, expect

from doorway.conferences import wording
from doorway.conferences.actions.booking import Wish, book_basket
from doorway.conferences.core.itinerary import TRAVEL
from doorway.conferences.forms.booking import written
from doorway.conferences.models import Appointment, Conference, FamilyQuestion
from doorway.conferences.queries.families import wish_key
from doorway.messages.actions import deliver_due
from doorway.roster.models import Room
from tests.browser.conftest import OpenPage, Watch, axe
from tests.world import ZONE, World, add_conference, at, school_day

pytestmark = pytest.mark.browser

DAY = school_day()
WAYS = pytest.mark.parametrize(
    ("size", "language", "scripts"),
    [("phone", "es", True), ("desk", "en", True), ("phone", "es", False), ("desk", "en", False)],
    ids=["phone-es", "desk-en", "phone-es-no-scripts", "desk-en-no-scripts"],
)


@pytest.fixture
def three_schools(world: World) -> World:
    """Owen meets Lucía at the middle school, Dana everybody at the high school; both are open for booking."""
    add_conference(world, school="panguitch-middle", host="owen")
    dana = add_conference(world, school="panguitch-high", host="dana").hosts["dana"]
    dana.meets_everyone = True
    dana.save()
    Room.objects.create(district=world.district, school=world.schools["panguitch-elementary"], name="Room 7")
    return world


def submit(page: Page, address: str) -> None:
    """Press the button of the form that posts to this address."""
    page.locator(f'form[action$="{address}"] button').first.click()


def newest(address: str) -> Any:
    """The newest mail to this address."""
    deliver_due(now=timezone.now())
    return next(letter for letter in reversed(mail.outbox) if letter.to == [address])


def entry_of(letter: Any) -> tuple[str, Any]:
    """Method and event of the calendar entry that came with a letter."""
    (part,) = [part for part in letter.message().walk() if part.get_content_type() == "text/calendar"]
    calendar = Calendar.from_ical(part.get_payload(decode=True))
    (event,) = calendar.walk("VEVENT")
    assert part.get_param("method") == calendar["METHOD"]
    return str(calendar["METHOD"]), event


def prepared_by_the_office(page: Page) -> Conference:
    """Peggy's way from an empty list to the district's desk."""
    page.goto(reverse("office_new"))
    page.get_by_role("button", name="Continue to days").click()
    page.locator("[name=date]").fill(DAY.isoformat())
    page.locator("[name=begins]").fill("13:00")
    page.locator("[name=ends]").fill("16:45")
    page.get_by_role("button", name="Add this day").click()
    page.get_by_role("button", name="Add the next day, same hours").first.click()
    page.locator(f"a[href='{reverse('office_times', args=[Conference.objects.latest('created_at').pk])}']").click()
    page.locator("[name=note]").fill("Use the main door.")
    page.get_by_role("button", name="Save and continue to people").click()
    page.get_by_label("Room: June Albrecht").select_option(label="Room 7")
    page.get_by_role("button", name="Save and continue").click()
    page.get_by_role("button", name="Send it to the district office").click()
    expect(page.get_by_text("The conference was sent to the district office")).to_be_visible()
    return Conference.objects.get(school__slug="panguitch-elementary")


def published_by_the_district(page: Page, conference: Conference) -> None:
    """Ruth approves and publishes."""
    page.goto(reverse("district_conferences"))
    page.get_by_role("link", name="Panguitch Elementary School").click()
    page.get_by_role("button", name="Approve").click()
    expect(page.get_by_text("The conference is approved")).to_be_visible()
    page.get_by_role("button", name="Publish the conference").click()
    expect(page.get_by_text("The conference is published")).to_be_visible()
    conference.refresh_from_db()
    assert conference.status == Conference.Status.PUBLISHED


def invited_by_the_office(page: Page, conference: Conference) -> None:
    page.goto(reverse("office_invitations", kwargs={"conference_id": conference.pk}))
    page.get_by_role("button", name="Send the invitations").click()
    expect(page.get_by_text("invitations are on their way")).to_be_visible()


def signed_in_by_the_link(page: Page, address: str) -> None:
    """From the link in the letter to the page of times: a tap, the code, a tap."""
    link = re.search(r"/i/[\w-]+/", newest(address).body)
    assert link is not None
    page.goto(link.group())
    assert "Mateo" not in page.content()
    submit(page, f"{link.group()}code/")
    code = re.search(r"\b\d{6}\b", newest(address).body)
    assert code is not None
    page.locator("[name=code]").fill(code.group())
    submit(page, reverse("account_confirm_login_code"))
    page.wait_for_url(f"**{reverse('family_book')}")


@WAYS
def test_from_the_school_to_the_family_and_back(
    three_schools: World, browser_page: OpenPage, size: str, language: str, scripts: bool
) -> None:
    world = three_schools
    staff = {"size": "desk", "scripts": scripts}
    conference = prepared_by_the_office(browser_page(who=world.user("peggy"), **staff))
    published_by_the_district(browser_page(who=world.user("ruth"), **staff), conference)
    invited_by_the_office(browser_page(who=world.user("peggy"), **staff), conference)

    public = browser_page(size=size, language=language, scripts=scripts)
    public.goto(reverse("public_dates"))
    expect(public.get_by_role("heading", name="Panguitch Elementary School")).to_be_visible()

    rosa = world.people["rosa"]
    rosa.language = language
    rosa.save()
    page = browser_page(size=size, language="", scripts=scripts)
    signed_in_by_the_link(page, rosa.email)
    assert page.locator("html").get_attribute("lang") == language
    page.locator("button[name=action][value=book]").click()
    page.wait_for_url("**/family/booked/**")

    rows = list(Appointment.objects.order_by("starts_at").select_related("student", "host__room"))
    assert {row.student.given_name for row in rows} == {"Mateo", "Lucía", "Diego"}
    assert {row.language for row in rows} == {language}
    assert [row.host.room.name for row in rows if row.student.given_name == "Mateo"] == ["Room 7"]
    for row in rows:
        expect(page.get_by_text(row.student.given_name).first).to_be_visible()

    letters = booked_letters(rosa.email)
    # Two or three schools, one letter and one entry for each.
    assert sorted(event["SEQUENCE"] for _method, event in letters) == [0, 0, 0]
    assert {method for method, _event in letters} == {"REQUEST"}

    mateo = next(row for row in rows if row.student.given_name == "Mateo")
    page.goto(reverse("family_appointment", args=[mateo.pk]))
    page.locator("[name=text]").fill("¿Cómo lee Mateo en voz alta?")
    submit(page, reverse("family_question", args=[mateo.pk]))
    assert FamilyQuestion.objects.get().text == "¿Cómo lee Mateo en voz alta?"

    page.goto(reverse("family_move", args=[mateo.pk]))
    page.locator("[name=time]").select_option(written(at(DAY, 16, 15)))
    submit(page, reverse("family_move", args=[mateo.pk]))
    page.wait_for_url(f"**{reverse('family_appointment', args=[mateo.pk])}")
    method, moved = entry_of(newest(rosa.email))
    assert (method, moved["SEQUENCE"], moved["DTSTART"].dt) == ("REQUEST", 1, at(DAY, 16, 15))

    page.goto(reverse("family_cancel", args=[mateo.pk]))
    submit(page, reverse("family_cancel", args=[mateo.pk]))
    page.wait_for_url(f"**{reverse('family_home')}")
    method, gone = entry_of(newest(rosa.email))
    assert (method, gone["SEQUENCE"], gone["STATUS"]) == ("CANCEL", 2, "CANCELLED")
    assert gone["UID"] == moved["UID"]
    assert moved["UID"] in {event["UID"] for _method, event in letters}


def booked_letters(address: str) -> list[tuple[str, Any]]:
    """The calendar entries of all letters to this address."""
    deliver_due(now=timezone.now())
    found = [letter for letter in mail.outbox if letter.to == [address]]
    return [entry_of(letter) for letter in found if "text/calendar" in str(letter.message())]


@pytest.mark.parametrize(
    ("size", "language", "scripts"),
    [("phone", "es", True), ("desk", "en", False)],
    ids=["phone-es", "desk-en-no-scripts"],
)
def test_the_loser_of_a_time_keeps_what_was_typed_and_books_what_is_offered(
    three_schools: World, browser_page: OpenPage, watch: Watch, size: str, language: str, scripts: bool
) -> None:
    """Ben is quicker by a second; Rosa reads which time went and books what fits her three schools."""
    watch.expected = ("409",)
    world = add_conference(three_schools)
    page = browser_page(who=world.user("rosa"), size=size, language=language, scripts=scripts)
    page.goto(reverse("family_book"))
    key = wish_key(world.people["mateo"].pk, world.hosts["june"].pk)
    before = page.locator("select[name^=time-]").evaluate_all("fields => fields.map(f => [f.name, f.value])")
    wanted = datetime.fromisoformat(dict(before)[f"time-{key}"])
    for fold in page.locator("details").all():
        if not fold.get_attribute("open"):
            fold.locator("summary").click()
    page.locator(f"[name=question-{key}]").fill("¿Qué puedo leer con él?")
    page.locator("[name=guest_name]").fill("Abuela Carmen")
    book_basket(
        wishes=[Wish(world.people["ellie"], world.hosts["june"], wanted)],
        guardian=world.people["ben"],
        by=None,
        now=timezone.now(),
    )

    page.locator("button[name=action][value=book]").click()
    expect(page.locator("[data-errors]")).to_be_visible()

    said = page.locator("[data-errors]").inner_text()
    assert clock(wanted.astimezone(ZONE), language) in said
    assert "June Albrecht" in said
    assert "Ellie" not in page.content()
    assert "Whitaker" not in page.content()
    expect(page.locator(f"[name=question-{key}]")).to_have_value("¿Qué puedo leer con él?")
    expect(page.locator("[name=guest_name]")).to_have_value("Abuela Carmen")
    offered = datetime.fromisoformat(page.locator(f"[name=time-{key}]").input_value())
    assert offered != wanted
    if scripts:
        axe(page)
    assert not Appointment.objects.filter(guardian=world.people["rosa"]).exists()

    page.locator("button[name=action][value=book]").click()
    page.wait_for_url("**/family/booked/**")
    rows = Appointment.objects.filter(guardian=world.people["rosa"]).order_by("starts_at")
    assert {row.student.given_name for row in rows} == {"Mateo", "Lucía", "Diego"}
    assert offered in {row.starts_at for row in rows}
    ends = [row.ends_at for row in rows]
    assert all(row.starts_at - end >= TRAVEL for end, row in zip(ends, list(rows)[1:], strict=False))


def clock(moment: datetime, language: str) -> str:
    with translation.override(language):
        return wording.clock(moment)
