"""Nobody is in two places, whoever comes first: shown with simultaneous clients on both databases."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta

import pytest
from django.utils import timezone

from doorway.conferences.actions.booking import Attending, Wish, book_basket, change_attending, move
from doorway.conferences.actions.postponing import postpone_window
from doorway.conferences.actions.submission import remove_window
from doorway.conferences.errors.booking import NoSuchSlot, SlotTaken, SomebodyBusy
from doorway.conferences.errors.preparing import BreaksBookings, BusyThatDay
from doorway.conferences.models import Appointment, ConferenceWindow, Host, Occupancy
from doorway.messages.models import Message
from doorway.roster.models import Guardianship, Person
from tests.concurrency.clients import at_once, families, more_hosts, rounds, student_of
from tests.world import World, at, school_day

pytestmark = [pytest.mark.both, pytest.mark.django_db(transaction=True)]

DAY = school_day()


def booking(guardian: Person, *wishes: tuple[Person, Host, datetime]) -> Callable[[], list[Appointment]]:
    return lambda: book_basket(
        wishes=[Wish(student, host, when) for student, host, when in wishes],
        guardian=guardian,
        by=None,
        now=timezone.now(),
    )


def test_twenty_families_want_one_time_and_one_gets_it(open_world: World) -> None:
    june = open_world.hosts["june"]
    clients = families(open_world, 20)

    for round_number in rounds(10):
        when = at(DAY, 13 + round_number // 4, round_number % 4 * 15)
        # Whoever won a round may win another: as if for another home.
        Appointment.objects.filter(household=1).update(household=round_number + 2)
        answers = at_once([booking(guardian, (student, june, when)) for guardian, student in clients])

        told_yes = [answer for answer in answers if isinstance(answer, list)]
        refused = [answer for answer in answers if isinstance(answer, SlotTaken)]
        assert (len(told_yes), len(refused)) == (1, 19), answers
        assert Occupancy.objects.filter(person=june.person, starts_at=when).count() == 1
        assert all(refusal.offers[refusal.lost[0].key] for refusal in refused)

    assert Appointment.objects.count() == Message.objects.count() == len(rounds(10))


def test_one_family_asks_eight_teachers_for_one_minute_and_meets_one(open_world: World) -> None:
    (guardian, student), hosts = families(open_world, 1)[0], more_hosts(open_world, 8)

    for round_number in rounds(10):
        when = at(DAY, 13 + round_number // 4, round_number % 4 * 15)
        answers = at_once([booking(guardian, (student, host, when)) for host in hosts])

        assert sum(isinstance(answer, list) for answer in answers) == 1, answers
        assert sum(isinstance(answer, SlotTaken) for answer in answers) == 7, answers
        assert Occupancy.objects.filter(person=guardian, starts_at=when).count() == 1
        Appointment.objects.filter(household=1).update(household=round_number + 2)


def test_a_family_books_the_minute_into_which_somebody_is_put_down(open_world: World) -> None:
    """One page names the other guardian as coming; at the same moment that guardian books that minute elsewhere."""
    (guardian, student), (june, other) = families(open_world, 1)[0], more_hosts(open_world, 2)
    partner = Person.objects.create(district=open_world.district, given_name="Other", family_name="Guardian")
    Guardianship.objects.create(district=open_world.district, student=student, guardian=partner)

    for round_number in rounds(10):
        when = at(DAY, 13 + round_number // 4, round_number % 4 * 15)
        (row,) = booking(guardian, (student, june, when))()
        attending = Attending((guardian, partner))

        def put_down(row: Appointment = row, attending: Attending = attending) -> list[Appointment]:
            return change_attending(appointments=[row], attending=attending, by=None, now=timezone.now())

        answers = at_once([put_down, booking(partner, (student, other, when))])

        assert sum(isinstance(answer, list) for answer in answers) == 1, answers
        assert sum(isinstance(answer, SomebodyBusy | SlotTaken) for answer in answers) == 1, answers
        assert Occupancy.objects.filter(person=partner, starts_at=when).count() == 1
        Appointment.objects.filter(household=1).update(household=round_number + 2)


def test_baskets_that_overlap_crosswise_are_booked_whole_or_not(open_world: World) -> None:
    """Each of two families wants the other's times too, in the opposite order: a circle, if anything waits."""
    (one, first), (two, second) = families(open_world, 2)
    hosts = more_hosts(open_world, 4)

    for round_number in rounds(5):
        times = [at(DAY, 13 + number // 2, number % 2 * 30) for number in range(4)]
        forth = [(first, host, when) for host, when in zip(hosts, times, strict=True)]
        back = [(second, host, when) for host, when in zip(reversed(hosts), reversed(times), strict=True)]
        answers = at_once([booking(one, *forth), booking(two, *back)])

        assert sorted(len(answer) for answer in answers if isinstance(answer, list)) == [4], answers
        assert Appointment.objects.count() == 4
        assert Occupancy.objects.filter(person=hosts[0].person).count() == 1, round_number
        Appointment.objects.all().delete()


def test_two_children_of_one_family_in_two_windows_of_the_browser(open_world: World) -> None:
    """The same guardian books twice at once, for two children at one time: one of them is told."""
    guardian, student = families(open_world, 1)[0]
    sibling = student_of(open_world, guardian, "Sibling")
    hosts = more_hosts(open_world, 2)

    answers = at_once(
        [booking(guardian, (student, hosts[0], at(DAY, 14))), booking(guardian, (sibling, hosts[1], at(DAY, 14)))]
    )

    assert sorted(type(answer).__name__ for answer in answers) == ["SlotTaken", "list"]
    refusal = next(answer for answer in answers if isinstance(answer, SlotTaken))
    assert refusal.lost[0].family_is_busy


def test_two_families_move_to_one_free_time_and_one_gets_it(open_world: World) -> None:
    june = open_world.hosts["june"]
    clients = families(open_world, 6)
    rows = [
        booking(guardian, (student, june, at(DAY, 13 + number // 4, number % 4 * 15)))()[0]
        for number, (guardian, student) in enumerate(clients)
    ]

    def moving(row: Appointment) -> Callable[[], Appointment]:
        return lambda: move(appointment=row, starts_at=at(DAY, 16), by=None, now=timezone.now())

    answers = at_once([moving(row) for row in rows])

    assert sum(isinstance(answer, Appointment) for answer in answers) == 1, answers
    assert Occupancy.objects.filter(person=june.person).count() == 6


def test_no_family_is_left_outside_a_day_that_the_school_takes_away(open_world: World) -> None:
    """The office removes an afternoon while six families book in it: it stays, or nobody has booked."""
    june, conference = open_world.hosts["june"], open_world.hosts["june"].conference
    clients = families(open_world, 6)
    begin, end = at(DAY, 13), at(DAY, 16, 45)
    # The only day would stay by itself.
    conference.windows.create(district=open_world.district, starts_at=at(DAY, 18), ends_at=at(DAY, 19))

    for _round in rounds(10):
        window = conference.windows.get(starts_at=begin)
        works: list[Callable[[], object]] = [
            lambda window=window: remove_window(window=window, by=None, now=timezone.now(), by_district=True)
        ]
        works += [
            booking(guardian, (student, june, at(DAY, 13 + number // 4, number % 4 * 15)))
            for number, (guardian, student) in enumerate(clients)
        ]
        answers = at_once(works)

        booked = Appointment.objects.filter(status="booked").count()
        refused = [answer for answer in answers[1:] if isinstance(answer, NoSuchSlot)]
        assert booked + len(refused) == 6, answers
        assert conference.windows.filter(starts_at=begin).exists() == bool(booked), answers
        assert isinstance(answers[0], BreaksBookings) == bool(booked), answers
        Appointment.objects.all().delete()
        conference.windows.get_or_create(district=open_world.district, starts_at=begin, ends_at=end)


def test_no_family_is_left_behind_on_a_day_that_moves(open_world: World) -> None:
    """An afternoon moves while six families book in it: who was in time goes along, the others are told."""
    june, conference = open_world.hosts["june"], open_world.hosts["june"].conference
    clients = families(open_world, 6)
    days = [DAY, DAY + timedelta(days=14)]

    for round_number in rounds(6):
        here, there = days[round_number % 2], days[(round_number + 1) % 2]
        window = conference.windows.get(starts_at=at(here, 13))

        def move_day(window: ConferenceWindow = window, there: date = there) -> list[Appointment]:
            return postpone_window(window=window, to=there, by=None, now=timezone.now())

        answers = at_once(
            [
                move_day,
                *(
                    booking(guardian, (student, june, at(here, 13 + number // 4, number % 4 * 15)))
                    for number, (guardian, student) in enumerate(clients)
                ),
            ]
        )

        assert isinstance(answers[0], list), answers
        told_yes = [answer for answer in answers[1:] if isinstance(answer, list)]
        refused = [answer for answer in answers[1:] if isinstance(answer, NoSuchSlot)]
        assert len(told_yes) + len(refused) == 6, answers
        meetings = Appointment.objects.filter(status="booked")
        assert meetings.count() == len(told_yes)
        assert not meetings.exclude(starts_at__gte=at(there, 13), ends_at__lte=at(there, 16, 45)).exists()
        assert Occupancy.objects.exclude(starts_at__gte=at(there, 13), ends_at__lte=at(there, 16, 45)).count() == 0
        Appointment.objects.all().delete()


def test_a_day_that_cannot_move_says_who_is_elsewhere(open_world: World) -> None:
    """Asked after everything was undone, where no transaction holds anything any more."""
    guardian, student = families(open_world, 1)[0]
    june, other = open_world.hosts["june"], more_hosts(open_world, 1)[0]
    booking(guardian, (student, june, at(DAY, 13)))()
    there = DAY + timedelta(days=14)
    booking(guardian, (student, other, at(DAY, 14)))()
    Occupancy.objects.filter(appointment__host=other).update(starts_at=at(there, 13, 5), ends_at=at(there, 13, 20))
    Appointment.objects.filter(host=other).update(starts_at=at(there, 13, 5), ends_at=at(there, 13, 20))
    window = june.conference.windows.get(starts_at=at(DAY, 13))

    with pytest.raises(BusyThatDay):
        postpone_window(window=window, to=there, by=None, now=timezone.now())

    assert Appointment.objects.get(host=june).starts_at == at(DAY, 13)
