"""A basket is booked whole or not at all."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.utils import timezone
from tests.world import World, add_conference, at, school_day

from doorway.conferences.actions.booking import Wish, ask, book_basket, cancel, move, questions_of
from doorway.conferences.errors import booking as errors
from doorway.conferences.models import Appointment, Conference, FamilyQuestion, HostTime, Occupancy, Visit
from doorway.conferences.queries.families import family_board, wards_of
from doorway.conferences.queries.hosts import hosts_for
from doorway.messages.models import Message
from doorway.roster.models import AccessMark, Guardianship, Membership, Person, Role

DAY = school_day()


def wish(world: World, student: str = "mateo", host: str = "june", when: datetime | None = None, **more: Any) -> Wish:
    return Wish(world.people[student], world.hosts[host], when or at(DAY, 13), **more)


def book(world: World, *wishes: Wish, guardian: str = "rosa", **more: Any) -> list[Appointment]:
    return book_basket(
        wishes=wishes,
        guardian=world.people[guardian],
        by=world.user(guardian),
        now=more.pop("now", timezone.now()),
        **more,
    )


@pytest.fixture
def three_schools(open_world: World) -> World:
    """Rosa's children can all be booked: June meets Mateo, Owen meets Lucía and Diego, Dana everyone at the high."""
    add_conference(open_world, school="panguitch-middle", host="owen")
    high = add_conference(open_world, school="panguitch-high", host="dana")
    host = high.hosts["dana"]
    host.meets_everyone = True
    host.save()
    return open_world


def test_a_question_with_a_social_security_number_is_refused(three_schools: World) -> None:
    with pytest.raises(errors.QuestionHoldsNumber):
        book(three_schools, wish(three_schools, question="Is it 123-45-6789?"))
    assert not Appointment.objects.exists()


def test_a_basket_books_every_wish_and_takes_everybodys_time(three_schools: World) -> None:
    world = three_schools
    rows = book(
        world,
        wish(world, student_comes="yes", question="How does he read? "),
        wish(world, "lucia", "owen", at(DAY, 13, 30)),
        wish(world, "diego", "dana", at(DAY, 14)),
    )

    assert [row.starts_at for row in rows] == [at(DAY, 13), at(DAY, 13, 30), at(DAY, 14)]
    assert len({row.basket for row in rows}) == 1
    taken = set(Occupancy.objects.filter(appointment=rows[0]).values_list("person__given_name", "room__name"))
    assert taken == {("June", None), ("Rosa", None), ("Mateo", None), (None, "Room june")}
    assert FamilyQuestion.objects.get().text == "How does he read?"
    letters = Message.objects.filter(to_person=world.people["rosa"])
    assert letters.count() == 3
    assert {letter.calendar_method for letter in letters} == {"REQUEST"}
    assert {letter.language for letter in letters} == {"es"}


def test_nothing_of_a_basket_is_booked_when_one_time_is_taken(three_schools: World) -> None:
    world = three_schools
    book(world, wish(world, "ellie"), guardian="ben")

    with pytest.raises(errors.SlotTaken) as caught:
        book(world, wish(world), wish(world, "lucia", "owen", at(DAY, 13, 30)))

    assert Appointment.objects.filter(guardian=world.people["rosa"]).count() == 0
    assert not Message.objects.filter(to_person=world.people["rosa"]).exists()
    (lost,) = caught.value.lost
    assert (lost.starts_at, lost.family_is_busy) == (at(DAY, 13), False)
    offered = caught.value.offers[lost.key]
    # 13:15 would leave no time to travel to the middle school.
    assert [span.starts_at for span in offered] == [at(DAY, 14), at(DAY, 14, 15), at(DAY, 14, 30)]
    assert caught.value.plan[lost.key].starts_at == at(DAY, 14)


def test_the_family_itself_may_be_busy(three_schools: World) -> None:
    world = three_schools
    book(world, wish(world))

    with pytest.raises(errors.SlotTaken) as caught:
        book(world, wish(world, "lucia", "owen"))

    assert caught.value.lost[0].family_is_busy


def test_two_wishes_at_one_time_are_refused_with_both_times(three_schools: World) -> None:
    with pytest.raises(errors.FamilyOverlap, match="overlap"):
        book(three_schools, wish(three_schools), wish(three_schools, "lucia", "owen"))


def test_each_home_meets_each_host_once(open_world: World) -> None:
    book(open_world, wish(open_world, "ellie"), guardian="ben")
    book(open_world, wish(open_world, "ellie", when=at(DAY, 14)), guardian="karen")

    with pytest.raises(errors.AlreadyMeeting, match="June Albrecht"):
        book(open_world, wish(open_world, "ellie", when=at(DAY, 15)), guardian="ben")


@pytest.mark.parametrize(("guardian", "student"), [("ben", "mateo"), ("travis", "sadie"), ("june", "mateo")], ids=str)
def test_only_guardians_without_a_mark_book(open_world: World, guardian: str, student: str) -> None:
    with pytest.raises(errors.NotTheGuardian):
        book(open_world, wish(open_world, student), guardian=guardian)


def test_a_withdrawn_guardian_books_nothing(open_world: World) -> None:
    Guardianship.objects.filter(guardian=open_world.people["rosa"]).update(is_active=False)

    with pytest.raises(errors.NotTheGuardian):
        book(open_world, wish(open_world))


def test_the_host_must_be_the_students_own(open_world: World) -> None:
    with pytest.raises(errors.NotTheirHost):
        book(open_world, wish(open_world, "lucia"))


@pytest.mark.parametrize(
    ("changes", "refusal"),
    [
        ({"status": "approved"}, errors.NotOpenYet),
        ({"opens_at": timezone.now() + timedelta(days=1)}, errors.NotOpenYet),
        ({"opens_at": None}, errors.NotOpenYet),
        ({"closes_hours_before": 24 * 60}, errors.TooLate),
    ],
    ids=["not published", "opens tomorrow", "never opens", "closed"],
)
def test_a_conference_that_is_not_open_takes_no_bookings(
    open_world: World, changes: dict[str, Any], refusal: type[Exception]
) -> None:
    Conference.objects.update(**changes)

    with pytest.raises(refusal):
        book(open_world, wish(open_world))


def test_the_office_books_before_the_opening_and_within_the_lead_time(open_world: World) -> None:
    Conference.objects.update(opens_at=None, closes_hours_before=24 * 60)

    assert book(open_world, wish(open_world), office=True)


@pytest.mark.parametrize("minutes", [5, -15, 24 * 60 * 30])
def test_only_slots_of_the_host_are_booked(open_world: World, minutes: int) -> None:
    with pytest.raises(errors.NoSuchSlot, match="June Albrecht"):
        book(open_world, wish(open_world, when=at(DAY, 13) + timedelta(minutes=minutes)))


def test_a_slot_in_the_past_is_over(open_world: World) -> None:
    with pytest.raises(errors.InThePast, match="over"):
        book(open_world, wish(open_world), now=at(DAY, 13, 1), office=True)


def test_a_break_of_the_host_is_no_slot(open_world: World) -> None:
    HostTime.objects.create(
        district=open_world.district,
        host=open_world.hosts["june"],
        kind="break",
        starts_at=at(DAY, 13),
        ends_at=at(DAY, 13, 15),
    )

    with pytest.raises(errors.NoSuchSlot):
        book(open_world, wish(open_world))


def test_an_empty_basket_and_a_long_question_are_refused(open_world: World) -> None:
    with pytest.raises(errors.NothingChosen):
        book(open_world)
    with pytest.raises(errors.QuestionTooLong):
        book(open_world, wish(open_world, question="x" * 2001))


def test_guests_of_the_home_are_kept_busy_and_told(open_world: World) -> None:
    guest = _second_guardian(open_world)

    (row,) = book(open_world, wish(open_world, guests=(guest,), guest_names=("Abuela Carmen",)))

    assert Occupancy.objects.filter(appointment=row, person=guest).exists()
    assert sorted(str(g) for g in row.guests.all()) == sorted([str(guest.pk), "Abuela Carmen"])
    letter = Message.objects.get(to_person=guest)
    assert "ATTENDEE" in letter.calendar
    assert "rosa" not in letter.calendar


def _second_guardian(world: World) -> Person:
    guest = Person.objects.create(
        district=world.district, given_name="Luis", family_name="Morales", email="luis.morales@family.example"
    )
    Guardianship.objects.create(district=world.district, student=world.people["mateo"], guardian=guest)
    return guest


@pytest.mark.parametrize("guest", ["karen", "june"])
def test_the_other_home_is_no_guest(open_world: World, guest: str) -> None:
    with pytest.raises(errors.NotInThisHome):
        book(open_world, wish(open_world, "ellie", guests=(open_world.people[guest],)), guardian="ben")


def test_a_guest_with_a_mark_is_refused(open_world: World) -> None:
    guest = _second_guardian(open_world)
    AccessMark.objects.create(
        district=open_world.district,
        student=open_world.people["mateo"],
        person=guest,
        reason="Court order.",
        set_at=timezone.now(),
    )

    with pytest.raises(errors.NotInThisHome):
        book(open_world, wish(open_world, guests=(guest,)))


def test_a_free_interpreter_is_found_and_kept_busy(three_schools: World) -> None:
    world = three_schools
    Membership.objects.create(
        district=world.district, person=_person(world, "Tomás"), school=None, role=Role.INTERPRETER
    )
    wanted = {"language": "es", "wants_interpreter": True}

    (one,) = book(world, wish(world, **wanted))
    (two,) = book(world, wish(world, "ellie", when=at(DAY, 13, 15), **wanted), guardian="ben")
    lucia = wish(world, "lucia", "owen", at(DAY, 13, 30), **wanted)
    (three,) = book(world, lucia)

    assert one.interpreter is not None
    assert two.interpreter is not None
    assert three.interpreter is not None
    assert Occupancy.objects.filter(person=one.interpreter, appointment=one).count() == 1


def test_without_a_free_interpreter_the_family_is_told_honestly(three_schools: World) -> None:
    world = three_schools
    Membership.objects.filter(role=Role.INTERPRETER).delete()

    (row,) = book(world, wish(world, "ellie", language="es", wants_interpreter=True), guardian="ben")

    assert row.interpreter is None
    assert "The school will look for one and tell you" in Message.objects.get().body_text


def test_two_families_at_one_time_share_no_interpreter(three_schools: World) -> None:
    world = three_schools
    Guardianship.objects.create(
        district=world.district, student=world.people["diego"], guardian=world.people["karen"], household=2
    )
    wanted = {"language": "es", "wants_interpreter": True}

    (one,) = book(world, wish(world, **wanted))
    (two,) = book(world, wish(world, "diego", "dana", **wanted), guardian="karen")

    assert (one.interpreter, two.interpreter) == (world.people["ines"], None)


def _person(world: World, name: str) -> Person:
    return Person.objects.create(district=world.district, given_name=name, family_name="Reyes")


def test_moving_frees_the_old_time_and_the_entry_follows(open_world: World) -> None:
    (row,) = book(open_world, wish(open_world, student_comes="yes", guest_names=("Abuela",)))
    rosa = open_world.user("rosa")

    moved = move(appointment=row, starts_at=at(DAY, 14), by=rosa, now=timezone.now())

    assert moved.starts_at == at(DAY, 14)
    assert moved.history.first().history_user == rosa
    assert (Visit.objects.get().sequence, Visit.objects.get().day) == (1, DAY)
    assert set(Occupancy.objects.values_list("starts_at", flat=True)) == {at(DAY, 14)}
    assert Message.objects.filter(kind="moved", calendar_method="REQUEST").count() == 1
    assert book(open_world, wish(open_world, "ellie"), guardian="ben")


def test_moving_by_less_than_a_slot_meets_nobody_else(open_world: World) -> None:
    """The appointment's own time does not stand in its own way."""
    Conference.objects.update(slot_seconds=1800)
    (row,) = book(open_world, wish(open_world))
    Conference.objects.update(slot_seconds=900)

    moved = move(appointment=row, starts_at=at(DAY, 13, 15), by=None, now=timezone.now())

    assert moved.ends_at == at(DAY, 13, 30)


def test_moving_to_a_taken_time_changes_nothing_and_offers_others(open_world: World) -> None:
    (row,) = book(open_world, wish(open_world))
    book(open_world, wish(open_world, "ellie", when=at(DAY, 14)), guardian="ben")

    with pytest.raises(errors.SlotTaken) as caught:
        move(appointment=row, starts_at=at(DAY, 14), by=None, now=timezone.now())

    row.refresh_from_db()
    assert (row.starts_at, Visit.objects.get(person=row.guardian).sequence) == (at(DAY, 13), 0)
    assert Occupancy.objects.filter(appointment=row, starts_at=at(DAY, 13)).count() == 3
    assert [s.starts_at for s in caught.value.offers[caught.value.lost[0].key]] == [
        at(DAY, 13, 45),
        at(DAY, 14, 15),
        at(DAY, 13, 30),
    ]


def test_cancelling_frees_everybody_and_ends_the_entry(open_world: World) -> None:
    (row,) = book(open_world, wish(open_world))

    gone = cancel(appointment=row, by=open_world.user("rosa"), now=timezone.now())

    assert gone.status == "cancelled"
    assert (Visit.objects.get().sequence, Visit.objects.get().is_over) == (1, True)
    assert not Occupancy.objects.exists()
    letter = Message.objects.get(kind="cancelled")
    assert (letter.calendar_method, "STATUS:CANCELLED" in letter.calendar) == ("CANCEL", True)
    with pytest.raises(errors.NotBooked):
        move(appointment=row, starts_at=at(DAY, 14), by=None, now=timezone.now())
    assert book(open_world, wish(open_world))


def test_what_has_begun_is_not_changed(open_world: World) -> None:
    (row,) = book(open_world, wish(open_world))

    with pytest.raises(errors.AlreadyBegun):
        cancel(appointment=row, by=None, now=at(DAY, 13, 1))


def test_a_question_is_written_changed_and_taken_back(open_world: World) -> None:
    (row,) = book(open_world, wish(open_world, "ellie"), guardian="ben")
    (other,) = book(open_world, wish(open_world, "ellie", when=at(DAY, 14), question="Hers"), guardian="karen")
    ben, now = open_world.people["ben"], timezone.now()

    ask(appointment=row, guardian=ben, text="One?", now=now)
    ask(appointment=row, guardian=ben, text="Two?", now=now)
    assert [q.text for q in questions_of(row)] == ["Two?"]
    assert [q.text for q in questions_of(other)] == ["Hers"]

    ask(appointment=row, guardian=ben, text="  ", now=now)
    assert not questions_of(row).exists()


def test_hosts_are_those_who_teach_the_student_or_meet_everyone(three_schools: World) -> None:
    world = three_schools
    high = Conference.objects.get(school=world.schools["panguitch-high"])

    assert hosts_for(world.people["mateo"], world.hosts["june"].conference) == [world.hosts["june"]]
    assert hosts_for(world.people["lucia"], world.hosts["june"].conference) == []
    assert hosts_for(world.people["diego"], high) == [world.hosts["dana"]]


def test_a_joint_conference_is_for_both_schools(open_world: World) -> None:
    joint = add_conference(open_world, school="panguitch-high", host="owen").hosts["owen"].conference
    joint.also_for.add(open_world.schools["panguitch-middle"])

    board = family_board([open_world.people["rosa"]], now=timezone.now())

    assert [(c.ward.student.first_name, c.host.person.first_name) for c in board.choices] == [
        ("Mateo", "June"),
        ("Lucía", "Owen"),
        ("Diego", "Owen"),
    ]


@pytest.mark.parametrize("children", [1, 3])
def test_a_board_takes_six_queries(three_schools: World, children: int, django_assert_num_queries: Any) -> None:
    rosa = three_schools.people["rosa"]
    if children == 1:
        Guardianship.objects.filter(guardian=rosa).exclude(student=three_schools.people["mateo"]).delete()

    with django_assert_num_queries(6):
        board = family_board([rosa], now=timezone.now())

    assert len(board.wards) == children
    assert not board.compact().unmet


def test_the_compact_visit_of_three_schools_is_one_afternoon(three_schools: World) -> None:
    board = family_board([three_schools.people["rosa"]], now=timezone.now())

    times = sorted(span.starts_at for span in board.compact().times.values())

    assert times == [at(DAY, 13), at(DAY, 13, 30), at(DAY, 14)]


def test_a_mark_closes_the_student_for_the_whole_mailbox(open_world: World) -> None:
    people = open_world.people

    assert wards_of([people["travis"]]) == []
    assert wards_of([people["amy"], people["travis"]]) == []
    assert [ward.student for ward in wards_of([people["amy"]])] == [people["sadie"]]
    assert wards_of([people["amy"]])[0].home == ()


def test_the_other_home_shows_only_as_missing_times(open_world: World) -> None:
    book(open_world, wish(open_world, "ellie"), guardian="ben")

    board = family_board([open_world.people["karen"]], now=timezone.now())

    assert board.appointments == []
    assert at(DAY, 13) not in [span.starts_at for span in board.choices[0].free]
    assert board.choices[0].appointment is None
