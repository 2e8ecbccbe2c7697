"""One conference from the school's first click to a family's cancelled time, in a real browser on a live server.

Journeys 3, 4 and 5. The family comes by telephone in Spanish and at a desk in English, with and without scripts. What
is clicked is found by what the form sends, so that the words can be bettered without touching these tests; what the
family must read is asked for by its words.
"""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.core import mail
from django.urls import reverse
from django.utils import timezone
from icalendar import Calendar
from playwright.sync_api import Page, expect

from doorway.conferences.models import Appointment, Conference
from doorway.messages.actions import deliver_due
from doorway.roster.models import Room
from tests.browser.conftest import OpenPage
from tests.world import World, add_conference, school_day

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
