"""Calendar feeds as programs read them: valid, cached, and following every change of a date."""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from django.utils.http import http_date
from icalendar import Calendar
from tests.world import World, add_conference, at, school_day

from doorway.conferences.actions.publishing import record_past_conference
from doorway.conferences.actions.submission import change_window, remove_window
from doorway.conferences.errors import preparing as errors
from doorway.conferences.models import Conference, Invitation

DAY = school_day()
DISTRICT = "/calendar/district.ics"


def read(client: Client, path: str = DISTRICT) -> Any:
    answer = client.get(path)
    assert answer.status_code == 200
    assert answer["Content-Type"] == "text/calendar; charset=utf-8"
    return Calendar.from_ical(answer.content)


def events(client: Client, path: str = DISTRICT) -> dict[str, Any]:
    return {str(event["UID"]): event for event in read(client, path).walk("VEVENT")}


@pytest.fixture
def dates(open_world: World) -> World:
    """Two schools with dates, and one of long ago."""
    add_conference(open_world, school="panguitch-high", host="owen")
    record_past_conference(
        school=open_world.schools["boulder-elementary"],
        kind="sep",
        days=[date(2011, 11, 9)],
        by=None,
        now=timezone.now(),
    )
    return open_world


def test_the_feed_of_the_district_and_of_a_school(dates: World, client: Client) -> None:
    everything, school = events(client), events(client, "/calendar/panguitch-elementary.ics")

    assert len(everything) == 5
    assert len(school) == 2
    assert set(school) < set(everything)
    first = min(school.values(), key=lambda event: event["DTSTART"].dt)
    assert (first["DTSTART"].dt, first["DTEND"].dt) == (at(DAY, 13), at(DAY, 16, 45))
    assert (first["SEQUENCE"], first["STATUS"], first["TRANSP"]) == (0, "CONFIRMED", "TRANSPARENT")
    (past,) = [event for event in everything.values() if "Boulder" in event["SUMMARY"]]
    assert (past["DTSTART"].dt, past["DTEND"].dt) == (date(2011, 11, 9), date(2011, 11, 10))
    assert "SEP" in past["SUMMARY"]


def test_what_the_standard_asks_line_by_line(dates: World, client: Client) -> None:
    text = client.get(f"{DISTRICT}?language=es").content.decode()

    assert "\n" not in text.replace("\r\n", "")
    assert max(len(line.encode()) for line in text.split("\r\n")) <= 75
    whole = text.replace("\r\n ", "").split("\r\n")
    for line in ("METHOD:PUBLISH", "VERSION:2.0", "X-PUBLISHED-TTL:PT6H", "REFRESH-INTERVAL;VALUE=DURATION:PT6H"):
        assert line in whole
    ids = [line for line in whole if line.startswith("UID:")]
    assert len(ids) == len(set(ids)) == 5
    for line in whole:
        if re.match(r"(DTSTAMP|LAST-MODIFIED)[:;]", line):
            assert re.fullmatch(r"[A-Z-]+:\d{8}T\d{6}Z", line), line
        if re.match(r"DT(START|END)[:;]", line):
            assert re.fullmatch(r"DT[A-Z]+(:\d{8}T\d{6}Z|;VALUE=DATE:\d{8})", line), line
    assert "TZID" not in text


def test_ids_stay_whatever_the_address_and_the_day(dates: World, client: Client, settings: Any) -> None:
    before = set(events(client))
    settings.ADDRESS = "https://plans.example"

    assert set(events(client)) == before


def test_a_day_that_moves_keeps_its_id_and_counts_up(dates: World, client: Client) -> None:
    conference = dates.conference
    window = conference.windows.first()
    before = events(client)
    later = DAY + timedelta(days=7)
    while later.weekday() > 3:
        later += timedelta(days=1)

    moment = timezone.now() + timedelta(minutes=1)
    change_window(window=window, starts_at=at(later, 12), ends_at=at(later, 16), by=None, now=moment, by_district=True)

    after = events(client)
    assert set(after) == set(before)
    event = after[str(window.pk)]
    assert (event["SEQUENCE"], event["STATUS"]) == (1, "CONFIRMED")
    assert (event["DTSTART"].dt, event["DTEND"].dt) == (at(later, 12), at(later, 16))
    assert event["DTSTAMP"].dt > before[str(window.pk)]["DTSTAMP"].dt
    others = set(after) - {str(window.pk)}
    assert all(after[uid].to_ical() == before[uid].to_ical() for uid in others), "what did not change looks changed"


def test_a_day_that_is_called_off_says_so(dates: World, client: Client) -> None:
    window = dates.conference.windows.first()
    key = str(window.pk)

    remove_window(window=window, by=None, now=timezone.now(), by_district=True)

    for path in (DISTRICT, "/calendar/panguitch-elementary.ics"):
        event = events(client, path)[key]
        assert (event["SEQUENCE"], event["STATUS"]) == (1, "CANCELLED")
        assert event["DTSTART"].dt == at(DAY, 13)
    assert key not in events(client, "/calendar/panguitch-high.ics")


def test_a_day_of_a_draft_vanishes_without_a_trace(dates: World, client: Client) -> None:
    Conference.objects.update(status=Conference.Status.DRAFT)
    remove_window(window=dates.conference.windows.first(), by=None, now=timezone.now(), by_district=True)
    Conference.objects.update(status=Conference.Status.PUBLISHED)

    assert not [event for event in events(client).values() if event["STATUS"] == "CANCELLED"]


def test_the_links_of_the_invitations_follow_the_last_day(dates: World) -> None:
    conference = dates.conference
    last = conference.windows.last()
    invitation = Invitation.objects.create(
        district=dates.district, conference=conference, guardian=dates.people["ben"], token="x",
        created_at=timezone.now(), expires_at=last.ends_at + timedelta(days=1),
    )  # fmt: skip
    later = DAY + timedelta(days=14)
    while later.weekday() > 3:
        later += timedelta(days=1)

    change_window(
        window=last, starts_at=at(later, 13), ends_at=at(later, 16), by=None, now=timezone.now(), by_district=True
    )

    invitation.refresh_from_db()
    assert invitation.expires_at == at(later, 16) + timedelta(days=1)


@pytest.mark.parametrize(
    ("begin", "end", "error"),
    [(16, 13, errors.WindowBackwards), (13, 13, errors.WindowBackwards), (1, 2, errors.WindowsOverlap)],
)
def test_hours_that_cannot_be_change_nothing(dates: World, begin: int, end: int, error: type[Exception]) -> None:
    first, second = dates.conference.windows.all()
    day = DAY if error is errors.WindowBackwards else DAY + timedelta(days=1)
    hours = (at(day, begin), at(day, end)) if error is errors.WindowBackwards else (second.starts_at, second.ends_at)

    with pytest.raises(error):
        change_window(window=first, starts_at=hours[0], ends_at=hours[1], by=None, now=timezone.now(), by_district=True)

    first.refresh_from_db()
    assert (first.starts_at, first.sequence) == (at(DAY, 13), 0)


def test_programs_that_ask_again_are_told_that_nothing_changed(dates: World, client: Client) -> None:
    first = client.get(DISTRICT)
    again = client.get(DISTRICT, headers={"if-none-match": first["ETag"]})
    weak = client.get(DISTRICT, headers={"if-none-match": f"W/{first['ETag']}"})
    since = client.get(DISTRICT, headers={"if-modified-since": first["Last-Modified"]})
    earlier = http_date((timezone.now() - timedelta(days=30)).timestamp())

    assert (again.status_code, again.content, again["ETag"]) == (304, b"", first["ETag"])
    assert (weak.status_code, since.status_code) == (304, 304)
    assert client.get(DISTRICT, headers={"if-modified-since": earlier}).status_code == 200
    assert client.head(DISTRICT).status_code == 200
    remove_window(window=dates.conference.windows.first(), by=None, now=timezone.now(), by_district=True)
    assert client.get(DISTRICT, headers={"if-none-match": first["ETag"]}).status_code == 200


def test_nothing_that_is_not_published_is_in_a_feed(dates: World, client: Client) -> None:
    Conference.objects.exclude(pk=dates.conference.pk).update(status=Conference.Status.APPROVED)

    assert {event["LOCATION"] for event in events(client).values()} == {"Panguitch Elementary School"}


def test_an_empty_feed_is_valid_and_an_unknown_one_is_not_there(world: World, client: Client) -> None:
    assert not read(client).walk("VEVENT")
    assert client.get("/calendar/no-such-school.ics").status_code == 404


def test_the_office_changes_hours_on_a_page(dates: World, client: Client) -> None:
    conference = dates.conference
    window = conference.windows.first()
    client.force_login(dates.user("peggy"))
    address = f"/office/conferences/{conference.pk}/days/{window.pk}/"

    assert "13:00" in client.get(address).content.decode()
    answer = client.post(address, {"date": DAY.isoformat(), "begins": "12:30", "ends": "16:00"})
    assert answer.status_code == 302
    window.refresh_from_db()
    assert (window.starts_at, window.ends_at) == (at(DAY, 12, 30), at(DAY, 16))
    refused = client.post(address, {"date": DAY.isoformat(), "begins": "16:30", "ends": "16:00"})
    assert "ends before it begins" in refused.content.decode()
