"""A conference on its way: prepared by the school, decided by the district, published, changed without harm."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone, translation
from tests.world import ZONE, World, add_conference, at, school_day

from doorway.accounts.errors import Refusal
from doorway.conferences.actions import publishing, submission
from doorway.conferences.actions.invitations import invite_families
from doorway.conferences.actions.submission import HostChoice
from doorway.conferences.errors import preparing as errors
from doorway.conferences.models import Appointment, Conference, Host
from doorway.conferences.queries.availability import preview
from doorway.conferences.queries.slots import is_open
from doorway.conferences.queries.staffing import rooms_of
from doorway.messages.models import Message
from doorway.roster.models import DayOff, Membership, Room


@pytest.fixture
def draft(world: World) -> Conference:
    """A draft at Panguitch Elementary with one afternoon; June hosts, as the roster suggests."""
    conference = submission.prepare_conference(
        school=world.schools["panguitch-elementary"], kind="sep", by=world.user("peggy"), now=timezone.now()
    )
    _add(conference, world)
    return conference


def _add(conference: Conference, world: World, day: date | None = None, begin: int = 13, end: int = 16) -> Any:
    day = day or school_day()
    return submission.add_window(
        conference=conference,
        starts_at=at(day, begin),
        ends_at=at(day, end),
        by=world.user("peggy"),
        now=timezone.now(),
    )


def _published(conference: Conference, world: World) -> Conference:
    now = timezone.now()
    submission.submit(conference=conference, by=world.user("peggy"), now=now)
    publishing.approve(conference=conference, by=world.user("ruth"), now=now)
    publishing.publish(conference=conference, by=world.user("ruth"), now=now)
    conference.refresh_from_db()
    return conference


def _book(world: World, conference: Conference, begin: datetime) -> Appointment:
    return Appointment.objects.create(
        district=world.district,
        conference=conference,
        host=conference.hosts.get(person=world.people["june"]),
        student=world.people["mateo"],
        guardian=world.people["rosa"],
        starts_at=begin,
        ends_at=begin + timedelta(minutes=15),
        booked_at=timezone.now(),
    )


def test_a_draft_begins_with_the_state_s_lengths_and_the_school_s_teachers(draft: Conference, world: World) -> None:
    assert (draft.slot_seconds, draft.passing_seconds) == (900, 0)
    assert [host.person for host in draft.hosts.all()] == [world.people["june"]]
    assert draft.history.first().history_user == world.user("peggy")


def test_a_counselor_meets_everybody_from_the_start(world: World) -> None:
    conference = submission.prepare_conference(
        school=world.schools["panguitch-high"], kind="seop", by=None, now=timezone.now()
    )

    everyone = {host.person.given_name: host.meets_everyone for host in conference.hosts.all()}
    assert everyone == {"Owen": False, "Dana": True}


@pytest.mark.parametrize(
    ("day", "begin", "end", "error"),
    [
        (lambda: school_day(), 16, 13, errors.WindowBackwards),
        (lambda: school_day(), 13, 13, errors.WindowBackwards),
        (lambda: timezone.localdate() - timedelta(days=1), 13, 16, errors.WindowPast),
        (lambda: date(3026, 11, 3), 13, 16, errors.NoSchoolThatDay),
        (lambda: _saturday(), 13, 16, errors.NoSchoolThatDay),
        (lambda: school_day(), 15, 17, errors.WindowsOverlap),
    ],
)
def test_days_that_cannot_be(
    draft: Conference,
    world: World,
    day: Callable[[], date],
    begin: int,
    end: int,
    error: type[Refusal],
) -> None:
    with pytest.raises(error) as refusal:
        _add(draft, world, day(), begin, end)

    with translation.override("es"):
        spanish = str(refusal.value)
    assert spanish != str(refusal.value)
    assert draft.windows.count() == 1


def _saturday() -> date:
    day = school_day()
    return day + timedelta(days=5 - day.weekday())


def test_a_day_off_is_named(draft: Conference, world: World) -> None:
    day = school_day(14)
    DayOff.objects.create(district=world.district, date=day, reason="Fall recess")

    with pytest.raises(errors.NoSchoolThatDay, match="Fall recess"):
        _add(draft, world, day)


def test_a_window_shorter_than_a_meeting_is_refused(draft: Conference, world: World) -> None:
    day = school_day(14)
    with pytest.raises(errors.WindowTooShort):
        submission.add_window(
            conference=draft, starts_at=at(day, 13), ends_at=at(day, 13, 10), by=None, now=timezone.now()
        )


def test_the_same_times_go_on_the_next_school_day(draft: Conference, world: World) -> None:
    first = draft.windows.get()
    DayOff.objects.create(district=world.district, date=school_day() + timedelta(days=1), reason="Fair day")

    second = submission.repeat_window(window=first, by=None, now=timezone.now())

    local = second.starts_at.astimezone(world.district.zone)
    assert local.hour == 13
    assert local.date() > school_day() + timedelta(days=1)
    assert local.weekday() < 5


def test_hosts_are_the_school_s_own_people_in_the_school_s_own_rooms(draft: Conference, world: World) -> None:
    room = Room.objects.create(district=world.district, school=world.schools["panguitch-elementary"], name="3")
    strange = Room.objects.create(district=world.district, school=world.schools["panguitch-high"], name="H1")
    june, harriet, owen = (world.people[key].pk for key in ("june", "harriet", "owen"))

    submission.set_hosts(
        conference=draft,
        choices=[HostChoice(june, room.pk, 450), HostChoice(harriet, meets_everyone=True)],
        by=None,
    )
    hosts = {host.person_id: host for host in draft.hosts.all()}
    assert (hosts[june].room, hosts[june].slot_seconds) == (room, 450)
    assert hosts[harriet].meets_everyone

    for choice, error in (
        (HostChoice(owen), errors.NotAHost),
        (HostChoice(june, strange.pk), errors.RoomOfAnotherSchool),
        (HostChoice(june, slot_seconds=30), errors.LengthOutOfRange),
    ):
        with pytest.raises(error):
            submission.set_hosts(conference=draft, choices=[choice], by=None)
    assert draft.hosts.count() == 2


def test_a_host_s_break_lies_within_the_conference(draft: Conference, world: World) -> None:
    host, day = draft.hosts.get(), school_day()
    submission.add_host_time(host=host, kind="break", starts_at=at(day, 14), ends_at=at(day, 14, 30), by=None)

    assert preview(draft).slots == 10
    with pytest.raises(errors.OutsideTheConference):
        submission.add_host_time(host=host, kind="break", starts_at=at(day, 18), ends_at=at(day, 19), by=None)
    with pytest.raises(errors.WindowsOverlap):
        submission.add_host_time(host=host, kind="break", starts_at=at(day, 14, 15), ends_at=at(day, 15), by=None)


def test_the_preview_counts_and_warns(draft: Conference, world: World) -> None:
    seen = preview(draft)
    assert (seen.slots, seen.students, seen.without_host) == (12, 3, [])
    assert not seen.short

    day = school_day(14)
    submission.remove_window(window=draft.windows.get(), by=None, now=timezone.now())
    submission.add_window(conference=draft, starts_at=at(day, 13), ends_at=at(day, 13, 30), by=None, now=timezone.now())
    draft = Conference.objects.get(pk=draft.pk)
    seen = preview(draft)
    assert [(count.slots, count.students) for count in seen.short] == [(2, 3)]

    draft.hosts.all().delete()
    assert {student.first_name for student in preview(draft).without_host} == {"Mateo", "Ellie", "Sadie"}


def test_only_a_complete_conference_can_be_sent(draft: Conference, world: World) -> None:
    draft.hosts.all().delete()
    with pytest.raises(errors.NotReady, match="at least one person"):
        submission.submit(conference=draft, by=None, now=timezone.now())
    draft.windows.all().delete()
    with pytest.raises(errors.NotReady, match="at least one day"):
        submission.submit(conference=draft, by=None, now=timezone.now())


def test_the_way_from_the_school_to_the_public(draft: Conference, world: World) -> None:
    now = timezone.now()
    submission.submit(conference=draft, by=world.user("peggy"), now=now)
    assert list(Message.objects.values_list("to_person__given_name", "kind")) == [("Ruth", "submitted")]
    with pytest.raises(errors.WrongStep):
        _add(draft, world, school_day(14))

    with pytest.raises(errors.NoteNeeded):
        publishing.send_back(conference=draft, by=world.user("ruth"), now=now, note=" ")
    publishing.send_back(conference=draft, by=world.user("ruth"), now=now, note="Please not on the day of the fair.")
    told = Message.objects.filter(kind="returned")
    assert {message.to_person.given_name for message in told if message.to_person} == {"Peggy", "Harriet"}
    assert all("day of the fair" in message.body_text for message in told)

    conference = _published(draft, world)
    assert conference.status == Conference.Status.PUBLISHED
    assert conference.opens_at is not None
    assert Message.objects.filter(kind="submitted").count() == 2
    assert Message.objects.filter(kind="approved").count() == 2
    with pytest.raises(errors.WrongStep):
        publishing.publish(conference=conference, by=world.user("ruth"), now=now)
    steps = list(conference.history.order_by("history_date").values_list("history_change_reason", flat=True))
    assert [step for step in steps if step != "add window"][-5:] == [
        "submit", "send back", "submit", "approve", "publish",
    ]  # fmt: skip


def test_what_would_break_a_booking_is_refused_and_the_rest_is_not(draft: Conference, world: World) -> None:
    day = school_day()
    extra = _add(draft, world, school_day(14))
    conference = _published(draft, world)
    _book(world, conference, at(day, 14))
    host = conference.hosts.get()

    with pytest.raises(errors.BreaksBookings, match="June Albrecht"):
        submission.remove_window(window=conference.windows.first(), by=None, now=timezone.now(), by_district=True)
    with pytest.raises(errors.BreaksBookings):
        submission.add_host_time(host=host, kind="break", starts_at=at(day, 14), ends_at=at(day, 15), by=None)
    with pytest.raises(errors.BreaksBookings):
        submission.add_host_time(host=host, kind="window", starts_at=at(day, 15), ends_at=at(day, 16), by=None)
    with pytest.raises(errors.HostHasBookings):
        submission.set_hosts(conference=conference, choices=[], by=None)
    assert conference.windows.count() == 2

    submission.remove_window(window=extra, by=None, now=timezone.now(), by_district=True)
    submission.add_host_time(host=host, kind="break", starts_at=at(day, 15), ends_at=at(day, 15, 30), by=None)
    assert conference.windows.count() == 1


def test_a_room_has_one_name(draft: Conference, world: World) -> None:
    school = world.schools["panguitch-elementary"]
    room = submission.add_room(school=school, name=" Room   12 ")
    assert room.name == "Room 12"
    with pytest.raises(errors.RoomTwice):
        submission.add_room(school=school, name="room 12")
    submission.rename_room(room=room, name="Library", now=timezone.now())
    assert Room.objects.get(pk=room.pk).name == "Library"


def test_the_archive_takes_earlier_school_years_only(world: World) -> None:
    middle, high = world.schools["panguitch-middle"], world.schools["panguitch-high"]
    now = timezone.now()

    past = publishing.record_past_conference(
        school=middle,
        kind="seop",
        days=[date(2012, 2, 21), date(2012, 2, 22)],
        label="Panguitch Middle/High School",
        also_for=[high],
        by=None,
        now=now,
    )

    assert past.school_year.name == "2011-12"
    assert past.status == Conference.Status.PUBLISHED
    assert [window.starts_at.astimezone(world.district.zone).day for window in past.windows.all()] == [21, 22]
    for days, error in (
        ([], errors.NoDays),
        ([date(2012, 5, 2), date(2012, 9, 3)], errors.SeveralYears),
        ([school_day()], errors.NotOver),
        ([date(1, 1, 1)], errors.TooLongAgo),
    ):
        with pytest.raises(error):
            publishing.record_past_conference(school=middle, kind="seop", days=days, by=None, now=now)


def test_a_school_without_the_roster_s_people_says_what_is_missing(world: World) -> None:
    Membership.objects.filter(school=world.schools["boulder-elementary"]).delete()
    conference = submission.prepare_conference(
        school=world.schools["boulder-elementary"], kind="sep", by=None, now=timezone.now()
    )

    assert len(submission.what_is_missing(conference, timezone.now())) == 2
    assert not Host.objects.filter(conference=conference).exists()


def _set_times(conference: Conference, **changes: Any) -> None:
    values: dict[str, Any] = {
        "slot_seconds": conference.slot_seconds,
        "passing_seconds": conference.passing_seconds,
        "opens_at": conference.opens_at,
        "closes_hours_before": 2,
        "note": "",
        "by": None,
    }
    submission.set_times(conference=conference, **values | changes)


@pytest.mark.parametrize("changes", [{"slot_seconds": 1200}, {"passing_seconds": 60}])
def test_the_lengths_stay_as_they_are_once_families_have_booked(world: World, changes: dict[str, int]) -> None:
    conference = add_conference(world).conference
    assert conference is not None
    _book(world, conference, at(school_day(), 13))

    with pytest.raises(errors.BreaksBookings, match="June Albrecht"):
        _set_times(conference, **changes)
    host = conference.hosts.get()
    with pytest.raises(errors.HostHasBookings):
        submission.set_hosts(conference=conference, choices=[HostChoice(host.person_id, host.room_id, 600)], by=None)

    _set_times(conference, note="Bring a snack.")
    conference.refresh_from_db()
    assert conference.note == "Bring a snack."
    assert Appointment.objects.get().status == Appointment.Status.BOOKED


def test_an_empty_opening_of_a_published_conference_does_not_close_it(draft: Conference, world: World) -> None:
    conference = _published(draft, world)

    _set_times(conference, opens_at=None)

    conference.refresh_from_db()
    assert conference.opens_at == conference.published_at
    assert is_open(conference, timezone.now())


@pytest.mark.parametrize("opens", [date(3026, 1, 1), date(9999, 12, 31), date(1, 1, 1)])
@pytest.mark.parametrize("has_days", [True, False])
def test_an_opening_in_another_age_is_refused(draft: Conference, world: World, opens: date, has_days: bool) -> None:
    if not has_days:
        draft.windows.all().delete()
    moment = datetime.combine(opens, time(23), tzinfo=ZONE)

    with pytest.raises(errors.OpensOutsideTheYear):
        _set_times(draft, opens_at=moment)


def test_the_only_day_that_families_know_of_stays(draft: Conference, world: World) -> None:
    conference = _published(draft, world)
    by = {"by": world.user("ruth"), "now": timezone.now(), "by_district": True}
    first = conference.windows.get()

    with pytest.raises(errors.LastDay):
        submission.remove_window(window=first, **by)

    later = school_day(14)
    new = submission.add_window(conference=conference, starts_at=at(later, 13), ends_at=at(later, 16), **by)
    submission.remove_window(window=first, **by)
    assert conference.windows.get() == new


def test_a_school_changes_the_hours_of_public_days_and_the_district_the_days(draft: Conference, world: World) -> None:
    conference = _published(draft, world)
    window, day, later = conference.windows.get(), school_day(), school_day(14)
    by = {"by": world.user("peggy"), "now": timezone.now()}

    with pytest.raises(errors.DistrictDecides):
        _add(conference, world, day=later)
    with pytest.raises(errors.DistrictDecides):
        submission.change_window(window=window, starts_at=at(later, 13), ends_at=at(later, 16), **by)
    with pytest.raises(errors.DistrictDecides):
        submission.repeat_window(window=window, **by)
    with pytest.raises(errors.DistrictDecides):
        submission.remove_window(window=window, **by)
    submission.change_window(window=window, starts_at=at(day, 12), ends_at=at(day, 16), **by)
    submission.add_window(conference=conference, starts_at=at(day, 17), ends_at=at(day, 18), **by)
    assert not Message.objects.filter(kind="newdays").exists()

    window.refresh_from_db()
    submission.change_window(
        window=window, starts_at=at(later, 12), ends_at=at(later, 16), by=world.user("ruth"), now=timezone.now(),
        by_district=True,
    )  # fmt: skip
    told = Message.objects.filter(kind="newdays")
    assert {message.to_address for message in told} == {world.people[name].email for name in ("peggy", "harriet")}


def test_a_day_in_the_archive_stays(world: World) -> None:
    past = publishing.record_past_conference(
        school=world.schools["panguitch-middle"], kind="seop", days=[date(2012, 2, 21), date(2012, 2, 22)], by=None,
        now=timezone.now(),
    )  # fmt: skip
    window = past.windows.first()
    by = {"by": None, "now": timezone.now(), "by_district": True}

    with pytest.raises(errors.DayIsOver):
        submission.remove_window(window=window, **by)
    with pytest.raises(errors.DayIsOver):
        submission.change_window(window=window, starts_at=at(school_day(), 13), ends_at=at(school_day(), 14), **by)
    assert past.windows.count() == 2


def test_the_district_has_the_days_of_what_is_published_and_of_nothing_else(
    draft: Conference, world: World, client_of: Callable[[World, str], Any]
) -> None:
    ruth, peggy = client_of(world, "ruth"), client_of(world, "peggy")
    address = reverse("office_days", args=[draft.pk])
    assert ruth.get(address).status_code == 404
    _published(draft, world)

    for_the_school = peggy.get(address).content.decode()
    assert "please ask the district office" in for_the_school
    assert "Add this day" not in for_the_school
    sent = {"date": school_day(14).isoformat(), "begins": "13:00", "ends": "16:00"}
    assert ruth.get(address).status_code == 200
    assert ruth.post(address, sent).status_code == 302
    assert draft.windows.count() == 2
    refused = peggy.post(address, sent | {"date": school_day(21).isoformat()})
    assert "please ask the district office" in refused.content.decode()
    assert draft.windows.count() == 2


def test_nobody_is_invited_to_a_conference_that_is_over(draft: Conference, world: World) -> None:
    conference = _published(draft, world)

    with pytest.raises(errors.IsOver):
        invite_families(conference=conference, by=None, now=timezone.now() + timedelta(days=60))
    assert not conference.invitations.exists()
    conference.refresh_from_db()
    assert conference.invited_at is None


def test_rooms_come_in_the_order_in_which_one_counts(draft: Conference, world: World) -> None:
    Room.objects.filter(school=draft.school).delete()
    for name in ("Room 10", "room 9b", "Room 2", "Gym", "Room 9"):
        submission.add_room(school=draft.school, name=name)

    assert [room.name for room in rooms_of(draft)] == ["Gym", "Room 2", "Room 9", "room 9b", "Room 10"]


def test_families_read_the_note_in_their_language_and_in_the_other_where_there_is_one_only(world: World) -> None:
    conference = Conference(note="Use the main door.", note_es="Entre por la puerta principal.")

    assert conference.note_in("en") == "Use the main door."
    assert conference.note_in("es-mx") == "Entre por la puerta principal."
    assert Conference(note="Use the main door.").note_in("es") == "Use the main door."
    assert Conference(note_es="Entre por la puerta.").note_in("en") == "Entre por la puerta."


def test_each_invitation_carries_the_note_in_its_language(draft: Conference, world: World) -> None:
    _set_times(draft, note="Use the main door.", note_es="Entre por la puerta principal.")
    invite_families(conference=_published(draft, world), by=None, now=timezone.now())

    texts = {message.to_address: message.body_text for message in Message.objects.filter(kind__endswith="invitation")}
    rosa, ben = (texts[world.people[key].email] for key in ("rosa", "ben"))
    assert "Entre por la puerta principal." in rosa
    assert "Use the main door." not in rosa
    assert "Use the main door." in ben


def test_a_student_for_whom_nobody_can_be_invited_is_not_forgotten(
    draft: Conference, world: World, client_of: Callable[[World, str], Any]
) -> None:
    _published(draft, world)
    world.people["karen"].wards.all().delete()
    world.people["ben"].wards.all().delete()

    page = client_of(world, "peggy").get(reverse("office_invitations", args=[draft.pk])).content.decode()

    _before, found, after = page.partition("Nobody to invite")
    assert found
    assert re.findall(r"<li>([^<]*)</li>", after.partition("</ul>")[0]) == [world.people["ellie"].full_name]
