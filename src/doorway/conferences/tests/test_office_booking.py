"""The office books by phone: with the families' guarantees, for its own students, and with a letter on paper."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from tests.world import World, add_conference, at, school_day

from doorway.accounts.models import User
from doorway.conferences.actions.booking import Wish, assign_interpreter, book_basket
from doorway.conferences.errors.booking import InterpreterBusy
from doorway.conferences.forms.booking import written
from doorway.conferences.models import Appointment, Conference, FamilyQuestion, Host, Occupancy
from doorway.conferences.queries.families import wish_key
from doorway.messages.models import Message
from doorway.roster.models import AccessMark, Guardianship, Membership, Person, RecordLook, Role

SignIn = Callable[[World, str], Client]
DAY = school_day()


@pytest.fixture
def peggy(open_world: World, client_of: SignIn) -> Client:
    return client_of(open_world, "peggy")


def family_page(world: World, student: str, guardian: str = "") -> str:
    address = reverse("office_family", args=[world.conference.pk, world.people[student].pk])  # type: ignore[union-attr]
    return f"{address}?guardian={world.people[guardian].pk}" if guardian else address


def sent(world: World, student: str, guardian: str, when: Any, host: str = "june", **more: Any) -> dict[str, Any]:
    key = wish_key(world.people[student].pk, world.hosts[host].pk)
    return {
        f"time-{key}": written(when),
        "guardian": str(world.people[guardian].pk),
        "language": "en",
        "action": "book",
    } | more


def booked(world: World, guardian: str = "ben", student: str = "ellie", hour: int = 13, **more: Any) -> Appointment:
    (row,) = book_basket(
        wishes=[Wish(world.people[student], world.hosts["june"], at(DAY, hour), **more)],
        guardian=world.people[guardian],
        by=None,
        now=timezone.now(),
    )
    return row


def meeting(name: str, row: Appointment) -> str:
    return reverse(name, args=[row.conference_id, row.pk])


def test_a_family_without_e_mail_gets_its_times_read_out_and_on_paper(open_world: World, peggy: Client) -> None:
    rosa = open_world.people["rosa"]
    rosa.email, rosa.user = "", None
    rosa.save()

    page = peggy.get(family_page(open_world, "mateo")).content.decode()
    assert "Rosa Morales" in page
    assert "no e-mail address" in page
    answer = peggy.post(family_page(open_world, "mateo"), sent(open_world, "mateo", "rosa", at(DAY, 14)), follow=True)

    assert "read them out, or print the letter" in answer.content.decode()
    assert "2:00 pm" in answer.content.decode()
    row = Appointment.objects.get()
    assert (row.guardian, row.booked_by, row.starts_at) == (rosa, open_world.user("peggy"), at(DAY, 14))
    assert Occupancy.objects.filter(appointment=row).count() == 3
    assert not Message.objects.exists()
    letter = peggy.get(reverse("office_letter", args=[row.conference_id, row.student_id]))
    text = letter.content.decode()
    assert letter["Content-Language"] == "es"
    assert "Estimado/a Rosa Morales:" in text
    assert "2:00 p. m." in text
    assert "Room june" in text


def test_a_family_with_e_mail_has_the_letter_at_once(open_world: World, peggy: Client) -> None:
    peggy.post(family_page(open_world, "mateo"), sent(open_world, "mateo", "rosa", at(DAY, 14), guest_name="Abuela"))

    message = Message.objects.get()
    assert (message.kind, message.language, message.calendar_method) == ("booked", "es", "REQUEST")
    assert str(Appointment.objects.get().guests.get()) == "Abuela"


def test_the_office_books_before_the_opening_and_on_the_last_minute(open_world: World, peggy: Client) -> None:
    Conference.objects.update(opens_at=timezone.now() + timedelta(days=1), closes_hours_before=600)

    answer = peggy.post(family_page(open_world, "ellie", "ben"), sent(open_world, "ellie", "ben", at(DAY, 14)))

    assert answer.status_code == 302
    assert Appointment.objects.count() == 1


def test_each_home_books_for_itself(open_world: World, peggy: Client) -> None:
    for guardian, hour in (("ben", 13), ("karen", 14)):
        peggy.post(
            family_page(open_world, "ellie"),
            sent(open_world, "ellie", guardian, at(DAY, hour), **{f"question-{_key(open_world)}": f"From {guardian}"}),
        )

    assert {(row.guardian.given_name, row.household) for row in Appointment.objects.all()} == {("Ben", 1), ("Karen", 2)}
    page = peggy.get(family_page(open_world, "ellie", "karen")).content.decode()
    assert "2:00 pm" in page
    assert FamilyQuestion.objects.count() == 2
    letter = peggy.get(reverse("office_letter", args=[open_world.conference.pk, open_world.people["ellie"].pk]))  # type: ignore[union-attr]
    assert "1:00 pm" in letter.content.decode()
    assert "2:00 pm" not in letter.content.decode()


def _key(world: World) -> str:
    return wish_key(world.people["ellie"].pk, world.hosts["june"].pk)


def test_a_taken_time_is_told_like_to_a_family_and_nothing_typed_is_lost(open_world: World, peggy: Client) -> None:
    booked(open_world, hour=14)

    answer = peggy.post(
        family_page(open_world, "mateo"), sent(open_world, "mateo", "rosa", at(DAY, 14), guest_name="Abuela Carmen")
    )

    page = answer.content.decode()
    assert answer.status_code == 409
    assert "2:00 pm with June Albrecht about Mateo was just taken by another family" in page
    assert "Abuela Carmen" in page
    assert not Appointment.objects.filter(guardian=open_world.people["rosa"]).exists()
    assert f'name="guardian" value="{open_world.people["rosa"].pk}"' in page


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"time": ""}, "You have not chosen a time yet"),
        ({"time": "nonsense"}, "choose one of the times"),
        ({"time": "2001-01-01T00:00:00Z"}, "is over"),
        ({"language": "tlh"}, "Please choose from the list."),
    ],
    ids=str,
)
def test_bad_input_gets_a_sentence(open_world: World, peggy: Client, change: dict[str, str], sentence: str) -> None:
    values = sent(open_world, "ellie", "ben", at(DAY, 14))
    if "time" in change:
        values[f"time-{_key(open_world)}"] = change["time"]
    else:
        values |= change

    answer = peggy.post(family_page(open_world, "ellie"), values)

    assert answer.status_code == 422
    assert sentence in answer.content.decode()


def test_only_guardians_who_may_see_the_student_can_be_booked_for(open_world: World, peggy: Client) -> None:
    page = peggy.get(family_page(open_world, "sadie")).content.decode()
    assert "Amy Doyle" in page
    assert "Travis" not in page
    for guardian in ("travis", "rosa"):
        answer = peggy.post(family_page(open_world, "sadie"), sent(open_world, "sadie", guardian, at(DAY, 14)))
        assert answer.status_code == 404
    assert peggy.get(f"{family_page(open_world, 'sadie')}?guardian=nonsense").status_code == 404
    assert not Appointment.objects.exists()


def test_a_student_without_guardian_gets_a_sentence(open_world: World, peggy: Client) -> None:
    Guardianship.objects.all().delete()

    for answer in (
        peggy.get(family_page(open_world, "mateo")),
        peggy.post(family_page(open_world, "mateo"), {"action": "book"}),
    ):
        assert "No parent or guardian on the roster" in answer.content.decode()


def test_the_school_sees_its_own_part_of_the_family(open_world: World, peggy: Client) -> None:
    """Diego's meeting at the high school is nothing to Peggy, but Rosa cannot be in two places."""
    world = open_world
    add_conference(world, school="panguitch-high", host="owen")
    book_basket(
        wishes=[Wish(world.people["diego"], world.hosts["owen"], at(DAY, 14))],
        guardian=world.people["rosa"],
        by=None,
        now=timezone.now(),
    )

    page = peggy.get(family_page(world, "mateo")).content.decode()

    assert "Diego" not in page
    assert "Owen" not in page
    times = re.findall(r'<option value="([^"]+)"', page)
    assert written(at(DAY, 13, 45)) in times
    assert written(at(DAY, 14)) not in times
    assert peggy.get(family_page(world, "diego")).status_code == 404


def test_the_office_of_a_school_that_holds_it_with_another_books_too(world: World, client_of: SignIn) -> None:
    add_conference(world, school="panguitch-high", host="dana")
    assert world.conference
    world.conference.also_for.add(world.schools["panguitch-middle"])
    Host.objects.update(meets_everyone=True)
    person = Person.objects.create(
        district=world.district, given_name="Nora", family_name="Bell", email="n@staff.example"
    )
    Membership.objects.create(
        district=world.district, person=person, school=world.schools["panguitch-middle"], role=Role.OFFICE
    )
    world.people["nora"] = person
    person.user = User.objects.for_mailbox(person.email)
    person.save()
    client = client_of(world, "nora")

    answer = client.post(
        family_page(world, "lucia"), sent(world, "lucia", "rosa", at(DAY, 14), host="dana"), follow=False
    )

    assert answer.status_code == 302
    assert client.get(family_page(world, "diego")).status_code == 404, "a student of the other school"


def test_the_office_moves_and_cancels(open_world: World, peggy: Client) -> None:
    row = booked(open_world)
    page = peggy.get(meeting("office_meeting", row)).content.decode()
    assert "1:00 pm" in page

    moved = peggy.post(meeting("office_meeting_move", row), {"time": written(at(DAY, 15))}, follow=True)
    assert "Ben Whitaker has an e-mail about it" in moved.content.decode()
    assert "3:00 pm" in moved.content.decode()
    gone = peggy.post(meeting("office_meeting_cancel", row), follow=True)
    assert "The meeting is cancelled" in gone.content.decode()
    again = peggy.post(meeting("office_meeting_cancel", row), follow=True)
    assert "cancelled already" in again.content.decode()
    row.refresh_from_db()
    assert (row.status, row.starts_at) == ("cancelled", at(DAY, 15))
    assert row.history.first().history_user == open_world.user("peggy")
    assert list(Message.objects.order_by("created_at").values_list("kind", flat=True)) == [
        "booked",
        "moved",
        "cancelled",
    ]


def test_moving_to_a_taken_time_changes_nothing(open_world: World, peggy: Client) -> None:
    row = booked(open_world)
    booked(open_world, "rosa", "mateo", 15)

    answer = peggy.post(meeting("office_meeting_move", row), {"time": written(at(DAY, 15))}, follow=True)

    assert "one of your times is taken" in answer.content.decode()
    row.refresh_from_db()
    assert row.starts_at == at(DAY, 13)
    assert peggy.post(meeting("office_meeting_move", row), {"time": "x"}).status_code == 422


def test_an_interpreter_is_found_by_hand_and_the_family_is_told(open_world: World, peggy: Client) -> None:
    ines = open_world.people["ines"]
    Membership.objects.filter(person=ines).update(begins_on=timezone.localdate() + timedelta(days=300))
    row = booked(open_world, "rosa", "mateo", wants_interpreter=True, language="es")
    assert row.interpreter is None
    board = reverse("office_board", args=[row.conference_id])
    assert "no interpreter yet" in peggy.get(board).content.decode()
    Membership.objects.filter(person=ines).update(begins_on=None)

    peggy.post(meeting("office_meeting_interpreter", row), {"interpreter": str(ines.pk)})

    row.refresh_from_db()
    assert row.interpreter == ines
    assert Occupancy.objects.filter(appointment=row, person=ines).count() == 1
    letter = Message.objects.get(kind="interpreter")
    assert letter.language == "es"
    assert not letter.calendar
    peggy.post(meeting("office_meeting_interpreter", row), {"interpreter": ""})
    row.refresh_from_db()
    assert row.interpreter is None
    assert not Occupancy.objects.filter(person=ines).exists()


def test_an_interpreter_is_not_in_two_places(open_world: World, peggy: Client) -> None:
    ines = open_world.people["ines"]
    row = booked(open_world, "rosa", "mateo", wants_interpreter=True, language="es")
    assert row.interpreter == ines
    world = add_conference(open_world, school="panguitch-high", host="owen")
    (other,) = book_basket(
        wishes=[Wish(world.people["diego"], world.hosts["owen"], at(DAY, 14))],
        guardian=world.people["rosa"],
        by=None,
        now=timezone.now(),
    )
    Appointment.objects.filter(pk=other.pk).update(starts_at=at(DAY, 13), ends_at=at(DAY, 13, 15))
    other.refresh_from_db()

    with pytest.raises(InterpreterBusy):
        assign_interpreter(appointment=other, interpreter=ines, by=None, now=timezone.now())
    with pytest.raises(InterpreterBusy):
        assign_interpreter(appointment=other, interpreter=world.people["june"], by=None, now=timezone.now())


@pytest.mark.parametrize("search", ["ellie", "WHITAKER", "karen hale", "hale ellie"])
def test_a_name_on_the_phone_leads_straight_to_the_family(open_world: World, peggy: Client, search: str) -> None:
    board = reverse("office_board", args=[open_world.conference.pk])  # type: ignore[union-attr]

    assert peggy.get(board, {"q": search})["Location"] == family_page(open_world, "ellie")


def test_a_search_that_finds_several_or_nobody_stays_on_the_list(open_world: World, peggy: Client) -> None:
    board = reverse("office_board", args=[open_world.conference.pk])  # type: ignore[union-attr]
    ben = open_world.people["ben"]
    ben.phone = "435-555-0123"
    ben.save()

    assert peggy.get(board, {"q": "5550123"}).status_code == 302
    several = peggy.get(board, {"q": "e"}).content.decode()
    assert "Ellie" in several
    assert "Nobody found" in peggy.get(board, {"q": "zzz"}).content.decode()
    assert "Nobody found" in peggy.get(board, {"q": "x" * 5000}).content.decode()


def test_the_district_reads_the_board_and_books_nothing(open_world: World, client_of: SignIn) -> None:
    ruth = client_of(open_world, "ruth")
    page = ruth.get(reverse("office_board", args=[open_world.conference.pk]), {"q": "ellie"})  # type: ignore[union-attr]

    assert page.status_code == 200
    assert "/families/" not in page.content.decode()
    assert ruth.get(family_page(open_world, "ellie")).status_code == 404


def test_a_mark_against_the_secretary_closes_the_family(open_world: World, peggy: Client) -> None:
    row = booked(open_world)
    AccessMark.objects.create(
        district=open_world.district, student=open_world.people["ellie"], person=open_world.people["peggy"],
        set_at=timezone.now(),
    )  # fmt: skip

    assert peggy.get(family_page(open_world, "ellie")).status_code == 404
    assert peggy.get(meeting("office_meeting", row)).status_code == 404
    assert peggy.post(meeting("office_meeting_cancel", row)).status_code == 404


def test_looks_of_the_office_are_logged(open_world: World, peggy: Client) -> None:
    peggy.get(family_page(open_world, "ellie"))

    look = RecordLook.objects.get(page="office booking")
    assert (look.student, look.reason, look.user) == (open_world.people["ellie"], "office", open_world.user("peggy"))


def test_a_conference_that_is_not_published_is_not_booked(open_world: World, peggy: Client) -> None:
    Conference.objects.update(status=Conference.Status.DRAFT)

    assert peggy.get(family_page(open_world, "ellie")).status_code == 404


def test_a_guardian_whose_children_are_all_closed_gets_a_sentence(open_world: World, client_of: SignIn) -> None:
    answer = client_of(open_world, "travis").post("/family/book/", {"language": "en", "action": "book"})

    assert answer.status_code == 422
    assert "You have not chosen a time yet" in answer.content.decode()
