"""Conferences that nobody had booked: written down afterwards, counted like others, taken back with a reason."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import datetime, time, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.http import Http404
from django.test import Client
from django.utils import timezone
from tests.world import ZONE, World, add_conference

from doorway.accounts.errors import Refusal
from doorway.compliance.models import Standing
from doorway.conferences.access.family import visible_appointments
from doorway.conferences.access.office import district_conferences, meeting_for_office, school_conferences
from doorway.conferences.actions.holding import Account, take_back, write_down
from doorway.conferences.errors import held as errors
from doorway.conferences.models import Appointment, AppointmentGuest, Conference, HeldConference
from doorway.conferences.queries.held import holders_of, school_on, took_place
from doorway.roster.access import Viewer
from doorway.roster.models import EarlierStay, Enrollment, Guardianship, Membership, Person, RecordLook, SchoolYear

ClientOf = Callable[[World, str], Client]
pytestmark = pytest.mark.django_db

YESTERDAY = timedelta(days=1)


def account(world: World, **changes: Any) -> Account:
    """June met Ellie's father yesterday for 20 minutes."""
    values: dict[str, Any] = {
        "on": timezone.localdate() - YESTERDAY, "how": "in_person", "minutes": 20,
        "hosts": [world.people["june"].pk], "guardians": [world.people["ben"].pk],
    }  # fmt: skip
    return Account(**values | changes)


def write(world: World, student: str = "ellie", *also: str, by: str = "june", **changes: Any) -> list[HeldConference]:
    return write_down(
        student=world.people[student], also=[world.people[key] for key in also], account=account(world, **changes),
        by=world.people[by], user=world.user(by), now=timezone.now(),
    )  # fmt: skip


def standing_of(world: World, key: str) -> Standing:
    return Standing.objects.get(student=world.people[key])


def test_it_counts_like_one_that_was_booked(world: World) -> None:
    assert standing_of(world, "ellie").met_1 is None

    (line,) = write(world)

    found = standing_of(world, "ellie")
    assert found.met_1 == found.involved_at == line.ends_at
    assert found.met_2 is None
    assert found.counselor_1 is None
    meeting = Appointment.objects.get()
    assert (meeting.attendance, meeting.household, meeting.guardian) == ("came", 1, world.people["ben"])
    assert not meeting.occupancies.exists()
    assert meeting.history.get().history_user == world.user("june")


def test_two_homes_and_two_teachers_at_one_conference_are_one(world: World) -> None:
    (line,) = write(
        world,
        guardians=[world.people["ben"].pk, world.people["karen"].pk],
        hosts=[world.people["june"].pk, world.people["harriet"].pk],
        others="Grandma  Whitaker",
        students=True,
    )

    assert Appointment.objects.filter(conference=line.conference).count() == 4
    assert set(AppointmentGuest.objects.values_list("name", flat=True)) == {"Grandma Whitaker"}
    found = standing_of(world, "ellie")
    assert found.met_1 is not None
    assert found.met_2 is None
    ((one,), taken_back) = took_place(world.people["ellie"])
    assert taken_back == []
    assert set(one.hosts) == {world.people["june"].full_name, world.people["harriet"].full_name}
    assert {"Grandma Whitaker", "Ellie Whitaker"} < set(one.family)
    assert (one.minutes, one.at) == (20, None)


def test_a_sibling_who_was_talked_about_has_it_too(world: World) -> None:
    rosa, june = world.people["rosa"], world.people["june"]
    lines = write(world, "mateo", "lucia", guardians=[rosa.pk], hosts=[june.pk])

    assert len({line.conference_id for line in lines}) == 1
    assert standing_of(world, "mateo").met_1 == standing_of(world, "lucia").met_1 == lines[0].ends_at
    take_back(held=lines[0], why="Only Lucia.", by=june, user=june.user, now=timezone.now())
    assert standing_of(world, "mateo").met_1 is None
    assert standing_of(world, "lucia").met_1 == lines[1].ends_at


def test_with_a_counselor_it_counts_as_one(world: World) -> None:
    dana, rosa = world.people["dana"], world.people["rosa"]

    (line,) = write(world, "diego", by="dana", hosts=[dana.pk], guardians=[rosa.pk], how="phone", students=True)

    assert standing_of(world, "diego").counselor_1 == standing_of(world, "diego").with_student_1 == line.ends_at


def test_a_call_without_the_student_is_one_with_the_family_alone(world: World) -> None:
    """It was written down after it took place that the student was not there; what was booked is only a plan."""
    dana, rosa = world.people["dana"], world.people["rosa"]

    (line,) = write(world, "diego", by="dana", hosts=[dana.pk], guardians=[rosa.pk], how="phone")

    found = standing_of(world, "diego")
    assert found.met_1 == found.involved_at == line.ends_at
    assert (found.with_student_1, found.counselor_1) == (None, None)


def test_taken_back_it_counts_no_more_and_stays_on_record(world: World) -> None:
    (line,) = write(world)
    june = world.people["june"]

    take_back(held=line, why=" Wrong   child. ", by=june, user=june.user, now=timezone.now())

    found = standing_of(world, "ellie")
    assert (found.met_1, found.involved_at) == (None, None)
    line.refresh_from_db()
    assert line.taken_back_why == "Wrong child."
    assert took_place(world.people["ellie"]) == ([], [line])
    with pytest.raises(errors.HeldTakenBack):
        take_back(held=line, why="Again.", by=june, user=june.user, now=timezone.now())
    # The day is free for the right one.
    write(world)


@pytest.mark.parametrize(
    ("changes", "refused"),
    [
        ({"on": timezone.localdate() + timedelta(days=2)}, errors.HeldInFuture),
        ({"on": timezone.localdate() - timedelta(days=366 * 7)}, errors.HeldTooLongAgo),
        ({"hosts": []}, errors.NobodyHeldIt),
        ({"guardians": []}, errors.NobodyCame),
        ({"others": "Aunt 123-45-6789"}, errors.NumberInName),
    ],
)
def test_what_cannot_be_is_refused(world: World, changes: dict[str, Any], refused: type[Refusal]) -> None:
    with pytest.raises(refused):
        write(world, **changes)
    assert not Conference.objects.exists()
    assert not HeldConference.objects.exists()


def test_who_was_there_is_of_the_school_and_of_the_family(world: World) -> None:
    for key in ("owen", "dana", "rosa", "peggy"):
        with pytest.raises(errors.NotOfTheirs):
            write(world, hosts=[world.people[key].pk])
    for changes in (
        {"guardians": [world.people["rosa"].pk]},
        # Somebody to whom the record is closed is offered to nobody.
        {"student": "sadie", "guardians": [world.people["travis"].pk]},
    ):
        with pytest.raises(errors.NotInTheFamily):
            write(world, **{"student": "ellie"} | changes)
    with pytest.raises(errors.NotInTheFamily, match="Mateo"):
        write(world, "ellie", "mateo")
    assert not Conference.objects.exists()


def test_of_one_day_it_is_written_down_once(world: World) -> None:
    write(world)

    with pytest.raises(errors.HeldAlready):
        write(world, hosts=[world.people["harriet"].pk])
    write(world, on=timezone.localdate() - 2 * YESTERDAY)


def test_what_was_booked_is_marked_and_not_written_down(world: World) -> None:
    add_conference(world)
    noon = datetime.combine(timezone.localdate() - YESTERDAY, time(12), tzinfo=ZONE)
    meeting = Appointment.objects.create(
        district=world.district, conference=world.hosts["june"].conference, host=world.hosts["june"],
        student=world.people["ellie"], guardian=world.people["ben"], starts_at=noon,
        ends_at=noon + timedelta(minutes=15), booked_at=noon, attendance="no_show",
    )  # fmt: skip

    with pytest.raises(errors.WasBooked):
        write(world)
    Appointment.objects.filter(pk=meeting.pk).update(attendance="came")
    with pytest.raises(errors.CameAlready):
        write(world)
    write(world, hosts=[world.people["harriet"].pk])


def test_a_time_that_is_said_is_kept_and_has_to_be_over(world: World) -> None:
    (line,) = write(world, at=time(15, 40))
    begins = datetime.combine(line.on, time(15, 40), tzinfo=ZONE)
    assert (line.time_known, line.starts_at, line.ends_at) == (True, begins, begins + timedelta(minutes=20))

    now = datetime.combine(timezone.localdate(), time(10), tzinfo=ZONE).astimezone(line.starts_at.tzinfo)
    values = {"student": world.people["sadie"], "by": world.people["june"], "user": None, "now": now}
    today = account(world, on=now.astimezone(ZONE).date(), guardians=[world.people["amy"].pk])
    with pytest.raises(errors.HeldNotOver):
        write_down(account=Account(**vars(today) | {"at": time(9, 50)}), **values)
    # Without a time, this morning's is over now and not at noon.
    (early,) = write_down(account=today, **values)
    assert (early.time_known, early.ends_at) == (False, now)


def test_one_from_before_the_roster_makes_its_school_year(world: World) -> None:
    day = world.year.starts_on - timedelta(days=200)

    (line,) = write(world, on=day)

    year = SchoolYear.objects.get(pk=line.conference.school_year_id)
    assert year.starts_on <= day <= year.ends_on
    assert line.conference.school == world.schools["panguitch-elementary"]


def test_it_counts_for_the_school_where_the_student_was_before_and_is_again(world: World) -> None:
    """The school of the day, also when it is one where the student was, left, and is back since."""
    mateo, today = world.people["mateo"], timezone.localdate()
    Membership.objects.filter(person=mateo, role="student").update(begins_on=today)
    place = {"district": world.district, "person": mateo, "role": "student"}
    high = world.schools["panguitch-high"]
    Membership.objects.create(
        **place, school=high, begins_on=today - timedelta(9), ends_on=today - timedelta(1), is_primary=False
    )
    assert school_on(mateo, today - timedelta(5)) == high
    before = EarlierStay.objects.create(
        **place, school=world.schools["panguitch-elementary"], begins_on=None, ends_on=today - timedelta(10)
    )

    assert school_on(mateo, today - timedelta(10)) == before.school
    assert school_on(mateo, today - timedelta(5)) == high
    EarlierStay.objects.filter(pk=before.pk).update(ends_on=today - timedelta(5))
    assert school_on(mateo, today - timedelta(5)) == before.school
    EarlierStay.objects.filter(pk=before.pk).update(is_primary=False)
    assert school_on(mateo, today - timedelta(5)) == high


def test_a_teacher_of_last_year_can_have_held_it(world: World) -> None:
    today = timezone.localdate()
    owen = world.people["owen"]
    Membership.objects.create(
        district=world.district, person=world.people["dana"], school=world.schools["panguitch-elementary"],
        role="counselor", ends_on=today - timedelta(days=800),
    )  # fmt: skip
    Enrollment.objects.create(
        district=world.district, sourced_id="owen-3", person=owen, school_class=world.classes["grade-3"],
        role="teacher", is_active=False, ends_on=today - timedelta(days=20),
    )  # fmt: skip

    found = {one.person: one.role for one in holders_of(world.people["ellie"], today)}

    assert found[owen.pk] == "teacher"
    assert found[world.people["harriet"].pk] == "principal"
    assert world.people["dana"].pk not in found


def test_it_stands_in_no_calendar_and_nobody_can_book_move_or_cancel_it(world: World) -> None:
    (line,) = write(world)

    for key, seen in (("peggy", school_conferences), ("ruth", district_conferences)):
        assert not seen(Viewer(world.user(key))).exists()
    assert not visible_appointments(Viewer(world.user("ben"))).exists()
    assert line.conference.status == "held"
    assert not line.conference.windows.exists()
    with pytest.raises(Http404):
        meeting_for_office(Viewer(world.user("peggy")), line.conference_id, Appointment.objects.get().pk)


def test_the_database_keeps_it_as_it_was_written(world: World) -> None:
    (line,) = write(world)
    meeting = Appointment.objects.get()
    other = add_conference(world).conference
    assert other is not None
    lines, meetings = HeldConference.objects.filter(pk=line.pk), Appointment.objects.filter(pk=meeting.pk)
    held = Conference.objects.filter(pk=line.conference_id)
    back = {"taken_back_at": timezone.now(), "taken_back_by": world.people["june"], "taken_back_why": "No."}
    for attempt in (
        lambda: lines.update(minutes=5),
        lambda: lines.update(on=line.on - YESTERDAY),
        lambda: lines.update(student=world.people["sadie"]),
        # While its meetings count it is not taken back.
        lambda: lines.update(**back),
        lambda: lines._raw_delete("default"),
        lambda: meetings.update(attendance="no_show"),
        lambda: meetings.update(starts_at=meeting.starts_at - timedelta(minutes=5)),
        lambda: meetings._raw_delete("default"),
        lambda: held.update(status="published", published_at=timezone.now()),
        lambda: Conference.objects.filter(pk=other.pk).update(status="held"),
        lambda: HeldConference.objects.create(
            **_line_of(line) | {"conference": other, "student": world.people["sadie"]}
        ),
        # Of a child about whom nothing is written down, nothing takes place.
        lambda: Appointment.objects.create(**_meeting_of(meeting) | {"student": world.people["sadie"]}),
        # The same child on the same day.
        lambda: HeldConference.objects.create(**_line_of(line) | {"conference": _another(line.conference)}),
        lambda: lines.update(ends_at=line.written_at + timedelta(minutes=1)),
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            attempt()
    take_back(held=line, why="No.", by=world.people["june"], user=None, now=timezone.now())
    for attempt in (
        lambda: meetings.update(status="booked"),
        lambda: lines.update(taken_back_at=None, taken_back_by=None, taken_back_why=""),
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            attempt()


def _line_of(line: HeldConference) -> dict[str, Any]:
    names = ("district", "student", "on", "how", "minutes", "starts_at", "ends_at", "written_by", "written_at")
    return {name: getattr(line, name) for name in names}


def _meeting_of(meeting: Appointment) -> dict[str, Any]:
    names = ("district", "conference", "host", "guardian", "starts_at", "ends_at", "attendance", "booked_at")
    return {name: getattr(meeting, name) for name in names}


def _another(conference: Conference) -> Conference:
    return Conference.objects.create(
        district=conference.district, school=conference.school, school_year=conference.school_year,
        kind=conference.kind, status="held", created_at=conference.created_at,
    )  # fmt: skip


# —— the page


def address_of(world: World, key: str) -> str:
    return f"/students/{world.people[key].pk}/conferences/"


def sent(world: World, **changes: Any) -> dict[str, Any]:
    values = {
        "on": (timezone.localdate() - YESTERDAY).isoformat(), "at": "", "minutes": "20", "how": "in_person",
        "students": "yes", "hosts": [str(world.people["june"].pk)], "guardians": [str(world.people["rosa"].pk)],
    }  # fmt: skip
    return values | changes


def test_a_teacher_writes_it_down_from_the_students_page(world: World, client_of: ClientOf) -> None:
    june = client_of(world, "june")
    page = june.get(address_of(world, "mateo")).content.decode()
    assert "No conference with the family is on record yet." in page
    # June herself is checked, and sees no child whom she does not teach.
    assert re.search(rf'value="{world.people["june"].pk}"[^>]* checked', page)
    assert not re.search(rf'value="{world.people["harriet"].pk}"[^>]* checked', page)
    assert world.people["lucia"].first_name not in page
    assert "Diego" not in page

    answer = june.post(address_of(world, "mateo"), sent(world), follow=True)

    page = answer.content.decode()
    assert "Written down for Mateo Morales." in page
    assert "20 minutes" in page
    assert HeldConference.objects.get().written_by == world.people["june"]
    assert set(RecordLook.objects.filter(page="held_conferences").values_list("student__given_name", "reason")) == {
        ("Mateo", "teacher")
    }


def test_whoever_sees_the_sibling_can_check_the_sibling(world: World, client_of: ClientOf) -> None:
    ruth = client_of(world, "ruth")
    page = ruth.get(address_of(world, "mateo")).content.decode()
    assert world.people["lucia"].full_name in page
    looks = RecordLook.objects.filter(page="held_conferences", user=world.user("ruth"))
    assert set(looks.values_list("student__given_name", flat=True)) == {
        world.people[key].given_name for key in ("mateo", "lucia", "diego")
    }

    ruth.post(address_of(world, "mateo"), sent(world, also=[str(world.people["lucia"].pk)]))

    assert {line.student for line in HeldConference.objects.all()} == {world.people["mateo"], world.people["lucia"]}


def test_whose_guardian_it_is_no_more_is_no_sibling(world: World, client_of: ClientOf) -> None:
    Guardianship.objects.filter(student=world.people["lucia"]).update(is_active=False)

    page = client_of(world, "ruth").get(address_of(world, "mateo")).content.decode()

    assert world.people["lucia"].full_name not in page
    assert world.people["diego"].full_name in page


def test_a_child_who_is_not_offered_cannot_be_sent(world: World, client_of: ClientOf) -> None:
    for also in (str(world.people["lucia"].pk), str(world.people["ellie"].pk)):
        client_of(world, "june").post(address_of(world, "mateo"), sent(world, also=[also]))
    assert {line.student.given_name for line in HeldConference.objects.all()} == {"Mateo"}


def test_what_is_wrong_is_said_on_the_page(world: World, client_of: ClientOf) -> None:
    june = client_of(world, "june")
    for changes, sentence in (
        ({"on": (timezone.localdate() + YESTERDAY).isoformat()}, "still to come"),
        ({"guardians": []}, "Check at least one guardian"),
        ({"hosts": []}, "Check who of the school held it"),
        ({"hosts": [str(world.people["owen"].pk)]}, "One of these people is not a teacher of Mateo"),
        ({"minutes": "500"}, "240"),
        ({"how": "smoke"}, "choose from the list"),
        ({"students": ""}, "say whether the student was there"),
    ):
        answer = june.post(address_of(world, "mateo"), sent(world, **changes))
        assert answer.status_code == 422
        assert sentence in answer.content.decode(), sentence
    assert not HeldConference.objects.exists()


def test_who_teaches_takes_back_the_own_and_who_follows_up_all_of_them(world: World, client_of: ClientOf) -> None:
    """Mateo's conference was held by the principal and written down by the office."""
    (line,) = write(world, "mateo", by="peggy", hosts=[world.people["harriet"].pk], guardians=[world.people["rosa"].pk])
    back = f"{address_of(world, 'mateo')}{line.pk}/take-back/"
    june = client_of(world, "june")
    assert "Take it back" not in june.get(address_of(world, "mateo")).content.decode()
    assert june.get(back).status_code == 404
    assert june.post(back, {"why": "I say so."}).status_code == 404

    harriet = client_of(world, "harriet")
    assert "Take it back" in harriet.get(address_of(world, "mateo")).content.decode()
    assert harriet.post(back, {"why": ""}).status_code == 422
    answer = harriet.post(back, {"why": "It was the other Mateo."}, follow=True)

    assert "It was the other Mateo." in answer.content.decode()
    assert harriet.get(back).status_code == 404
    # The line of another student is not reached by this one.
    (own,) = write(world, "ellie")
    assert june.get(f"{address_of(world, 'mateo')}{own.pk}/take-back/").status_code == 404
    assert june.get(f"{address_of(world, 'ellie')}{own.pk}/take-back/").status_code == 200


def test_without_a_guardian_who_may_see_the_record_the_page_says_so(world: World, client_of: ClientOf) -> None:
    Guardianship.objects.filter(student=world.people["sadie"], guardian=world.people["amy"]).update(is_active=False)

    page = client_of(world, "june").get(address_of(world, "sadie")).content.decode()

    assert "The roster has no guardian who may see this record." in page
    assert "Travis" not in page


def test_the_family_and_strangers_do_not_get_there(world: World, client_of: ClientOf) -> None:
    for key in ("rosa", "diego", "owen", "dana", "sam"):
        assert client_of(world, key).get(address_of(world, "mateo")).status_code == 404
    Person.objects.filter(pk=world.people["mateo"].pk).update(is_active=False)
    assert client_of(world, "june").get(address_of(world, "mateo")).status_code == 404
