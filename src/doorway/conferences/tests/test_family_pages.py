"""Journeys 4 and 5: from the link in the invitation to a booked time, without JavaScript."""

from __future__ import annotations

import re
import uuid
from collections.abc import Callable
from datetime import UTC, timedelta
from typing import Any
from urllib.parse import urlencode

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from tests.world import World, add_conference, at, school_day

from doorway.conferences.actions.booking import Wish, book_basket
from doorway.conferences.forms.booking import written
from doorway.conferences.models import (
    Appointment,
    Conference,
    ConferenceWindow,
    FamilyQuestion,
    Host,
    Invitation,
)
from doorway.conferences.queries.families import wish_key
from doorway.roster.models import Enrollment, Guardianship, Membership, Person, RecordLook

SignIn = Callable[[World, str], Client]
DAY = school_day()


@pytest.fixture
def three_schools(open_world: World) -> World:
    add_conference(open_world, school="panguitch-middle", host="owen")
    dana = add_conference(open_world, school="panguitch-high", host="dana").hosts["dana"]
    dana.meets_everyone = True
    dana.save()
    return open_world


def invite(world: World, guardian: str, **changes: Any) -> Invitation:
    values = {
        "district": world.district,
        "conference": world.conference,
        "guardian": world.people[guardian],
        "token": f"token-of-{guardian}",
        "created_at": timezone.now(),
        "expires_at": timezone.now() + timedelta(days=20),
    }
    return Invitation.objects.create(**values | changes)


def fields_of(page: str) -> dict[str, Any]:
    """What a browser would send when nothing is changed."""
    found: dict[str, Any] = {}
    for name, body in re.findall(r'<select[^>]* name="([^"]+)"[^>]*>(.*?)</select>', page, re.DOTALL):
        chosen = re.search(r'<option value="([^"]*)" selected', body)
        found[name] = chosen.group(1) if chosen else ""
    for kind, name, value, rest in re.findall(
        r'<input[^>]*type="(radio|checkbox)" name="([^"]+)" value="([^"]*)"([^>]*)>', page
    ):
        if "checked" in rest:
            found[name] = value if kind == "radio" else [*found.get(name, []), value]
    for name, rest in re.findall(r'<input[^>]*type="checkbox" name="([^"]+)"((?:(?! value=)[^>])*)>', page):
        if "checked" in rest:
            found[name] = "on"
    return found


def booked(world: World, guardian: str, student: str, hour: int = 13, minute: int = 0, **more: Any) -> Appointment:
    (row,) = book_basket(
        wishes=[Wish(world.people[student], world.hosts["june"], at(DAY, hour, minute), **more)],
        guardian=world.people[guardian],
        by=None,
        now=timezone.now(),
    )
    return row


def test_from_the_link_to_a_booked_time_are_three_taps_and_the_code(three_schools: World) -> None:
    world, client = three_schools, Client()
    invite(world, "rosa")

    page = client.get("/i/token-of-rosa/").content.decode()
    assert "Envíeme un código" in page
    assert "r•••@family.example" in page
    assert "rosa.morales" not in page
    assert "Mateo" not in page

    answer = client.post("/i/token-of-rosa/code/")  # tap 1
    code = re.search(r"\b\d{6}\b", str(mail.outbox[0].body))
    assert code is not None
    assert "rosa.morales" not in client.get(answer["Location"]).content.decode()
    answer = client.post(answer["Location"], {"code": code.group()})  # tap 2
    assert answer["Location"] == "/family/book/"
    page = client.get("/family/book/").content.decode()
    # What is put down without asking can be read without opening anything.
    for said in (
        "¿Viene Lucía? Hemos puesto: Sí",
        "¿Viene Mateo? Hemos puesto: Lo decidimos",
        "Español, con intérprete",
    ):
        assert said in page
    answer = client.post("/family/book/", fields_of(page) | {"action": "book"})  # tap 3

    assert answer.status_code == 302
    rows = Appointment.objects.order_by("starts_at")
    assert [row.starts_at for row in rows] == [at(DAY, 13), at(DAY, 13, 30), at(DAY, 14)]
    assert {row.language for row in rows} == {"es"}
    assert {row.student.given_name: row.student_comes for row in rows} == {
        "Mateo": "open",
        "Lucía": "yes",
        "Diego": "yes",
    }
    assert all(row.interpreter == world.people["ines"] for row in rows)
    confirmation = client.get(answer["Location"])
    assert confirmation.status_code == 200
    assert "Mateo" in confirmation.content.decode()


def test_looking_at_the_link_changes_nothing(open_world: World) -> None:
    """Scanners of mail open every link: twice, and before the guardian does."""
    invitation = invite(open_world, "ben")

    for _ in range(2):
        assert Client().get("/i/token-of-ben/").status_code == 200

    invitation.refresh_from_db()
    assert invitation.first_opened_at is None
    assert mail.outbox == []


@pytest.mark.parametrize("what", ["unknown", "expired", "withdrawn", "marked"])
def test_a_link_that_leads_nowhere_says_so_kindly_and_shows_nobody(open_world: World, what: str) -> None:
    guardian = "travis" if what == "marked" else "ben"
    past = {"expires_at": timezone.now() - timedelta(days=1)} if what == "expired" else {}
    invite(open_world, guardian, **past)
    if what == "withdrawn":
        Guardianship.objects.filter(guardian=open_world.people["ben"]).update(is_active=False)
    path = "/i/nobody-knows/" if what == "unknown" else f"/i/token-of-{guardian}/"

    for answer in (Client().get(path), Client().post(f"{path}code/")):
        page = answer.content.decode()
        assert answer.status_code == 410
        assert "call the school" in page
        assert "Ellie" not in page
        assert "Sadie" not in page
    assert mail.outbox == []


def test_a_forwarded_link_sends_the_code_to_its_own_mailbox_only(open_world: World, client_of: SignIn) -> None:
    invite(open_world, "ben")

    page = client_of(open_world, "karen").get("/i/token-of-ben/").content.decode()
    assert "karen.hale@family.example" in page
    assert "b•••@family.example" in page
    Client().post("/i/token-of-ben/code/")
    assert mail.outbox[0].to == ["ben.whitaker@family.example"]


def test_the_own_link_opened_again_goes_straight_on(open_world: World, client_of: SignIn) -> None:
    invite(open_world, "ben")

    assert client_of(open_world, "ben").get("/i/token-of-ben/")["Location"] == "/family/book/"


def test_codes_for_one_mailbox_are_limited(open_world: World) -> None:
    invite(open_world, "ben")

    answers = [Client().post("/i/token-of-ben/code/") for _ in range(8)]

    assert answers[0].status_code == 302
    assert answers[-1].status_code == 429
    page = answers[-1].content.decode()
    assert "try again in a few minutes" in page
    assert "no longer works" not in page


def test_a_taken_slot_names_the_time_and_offers_what_fits(three_schools: World, client_of: SignIn) -> None:
    world, client = three_schools, client_of(three_schools, "rosa")
    client.cookies["doorway_language"] = "en"
    sent = fields_of(client.get("/family/book/").content.decode())
    key = f"question-{wish_key(world.people['mateo'].pk, world.hosts['june'].pk)}"
    booked(world, "ben", "ellie")

    answer = client.post("/family/book/", sent | {key: "How is he doing?", "guest_name": "Abuela", "action": "book"})

    page = answer.content.decode()
    assert answer.status_code == 409
    assert "1:00 pm with June Albrecht about Mateo was just taken by another family" in page
    assert "How is he doing?" in page
    assert "Abuela" in page
    assert "Ellie" not in page
    assert Appointment.objects.filter(guardian=world.people["rosa"]).count() == 0

    answer = client.post("/family/book/", fields_of(page) | {"action": "book"})
    assert answer.status_code == 302
    assert Appointment.objects.filter(guardian=world.people["rosa"]).count() == 3


def test_a_family_says_when_it_can_come(three_schools: World, client_of: SignIn) -> None:
    client = client_of(three_schools, "rosa")
    sent = fields_of(client.get("/family/book/").content.decode())
    other_day = DAY + timedelta(days=1)

    answer = client.post(
        "/family/book/",
        sent | {"action": "propose", "days": [other_day.isoformat()], "earliest": "14:00", "guest_name": "Abuela"},
    )

    page = answer.content.decode()
    times = [value for name, value in fields_of(page).items() if name.startswith("time-")]
    assert sorted(times) == [written(at(other_day, 14)), written(at(other_day, 14, 30)), written(at(other_day, 15))]
    assert "Abuela" in page
    assert not Appointment.objects.exists()


@pytest.mark.parametrize(
    "value",
    ["yesterday", "2026-13-45T99:00", "3026-01-01T00:00:00Z", "2026-01-01T00:00", "' OR 1=1", "0001-01-01T00:00Z"],
)
def test_a_time_that_is_none_gets_a_sentence(open_world: World, client_of: SignIn, value: str) -> None:
    key = f"time-{wish_key(open_world.people['ellie'].pk, open_world.hosts['june'].pk)}"

    answer = client_of(open_world, "ben").post(
        "/family/book/", {key: value, "language": "en", "guest_name": "Oma", "action": "book"}
    )

    assert answer.status_code == 422
    assert "choose one of the times" in answer.content.decode()
    assert "Oma" in answer.content.decode()


@pytest.mark.parametrize(
    ("sent", "sentence"),
    [
        ({}, "You have not chosen a time yet"),
        ({"language": "tlh"}, "Please choose from the list."),
        ({"guests": ["nobody"]}, "You have not chosen a time yet"),
        ({"guest_name": "x" * 200}, "at most 120"),
        ({"days": ["2026-02-30"]}, "Please choose from the list."),
        ({"earliest": "25:00"}, "Please choose from the list."),
    ],
    ids=str,
)
def test_bad_input_gets_a_sentence(open_world: World, client_of: SignIn, sent: dict[str, Any], sentence: str) -> None:
    answer = client_of(open_world, "ben").post("/family/book/", {"language": "en", "action": "book"} | sent)

    assert answer.status_code == 422
    assert sentence in answer.content.decode()


def test_a_slot_in_the_past_gets_a_sentence(open_world: World, client_of: SignIn) -> None:
    key = f"time-{wish_key(open_world.people['ellie'].pk, open_world.hosts['june'].pk)}"
    past = written(timezone.now() - timedelta(hours=1))

    answer = client_of(open_world, "ben").post("/family/book/", {key: past, "language": "en", "action": "book"})

    assert answer.status_code == 422
    assert "is over" in answer.content.decode()


PAGES = ["family_appointment", "family_move", "family_cancel", "family_calendar"]


@pytest.mark.parametrize("stranger", ["karen", "amy", "travis", "june", "peggy"])
@pytest.mark.parametrize("page", [*PAGES, "family_question"])
def test_nobody_else_reaches_an_appointment(open_world: World, client_of: SignIn, stranger: str, page: str) -> None:
    """Not even the student's other home."""
    row = booked(open_world, "ben", "ellie", question="Ours alone")
    client = client_of(open_world, stranger)
    address = reverse(page, kwargs={"appointment_id": row.pk})

    for answer in (client.get(address), client.post(address, {"time": written(at(DAY, 14)), "text": "x"})):
        assert answer.status_code in {404, 405}
        assert b"Ours alone" not in answer.content
    row.refresh_from_db()
    assert (row.status, row.starts_at) == ("booked", at(DAY, 13))


def test_the_other_home_sees_no_trace(open_world: World, client_of: SignIn) -> None:
    booked(open_world, "ben", "ellie", question="Ours alone", guest_names=("Oma Whitaker",))
    client = client_of(open_world, "karen")

    for address in ("/family/", "/family/book/"):
        page = client.get(address).content.decode()
        assert "Ellie" in page
        for secret in ("Ours alone", "Oma", "Ben"):
            assert secret not in page


def test_the_basket_of_others_is_not_found(open_world: World, client_of: SignIn) -> None:
    row = booked(open_world, "ben", "ellie")
    address = reverse("family_booked", kwargs={"basket": row.basket})

    assert client_of(open_world, "karen").get(address).status_code == 404
    assert client_of(open_world, "ben").get(address).status_code == 200


def test_a_guardian_moves_asks_and_cancels(open_world: World, client_of: SignIn) -> None:
    row, client = booked(open_world, "ben", "ellie"), client_of(open_world, "ben")
    address = {page: reverse(page, kwargs={"appointment_id": row.pk}) for page in [*PAGES, "family_question"]}

    assert "1:00 pm" in client.get(address["family_appointment"]).content.decode()
    assert client.get(address["family_calendar"]).content.startswith(b"BEGIN:VCALENDAR")
    client.post(address["family_question"], {"text": "Does she read at home?"})
    assert FamilyQuestion.objects.get().text == "Does she read at home?"
    assert client.get(address["family_move"]).status_code == 200
    answer = client.post(address["family_move"], {"time": written(at(DAY, 15))}, follow=True)
    assert "3:00 pm" in answer.content.decode()
    assert "Do you want to cancel" in client.get(address["family_cancel"]).content.decode()
    client.post(address["family_cancel"])
    row.refresh_from_db()
    assert row.status == "cancelled"
    assert client.post(address["family_cancel"]).status_code == 422
    again = client.post(address["family_move"], {"time": written(at(DAY, 14))}).content.decode()
    assert "cancelled already" in again
    assert "You keep it" not in again
    assert client.get(address["family_move"])["Location"] == address["family_appointment"]
    assert client.get(address["family_calendar"]).status_code == 404
    assert RecordLook.objects.filter(student=open_world.people["ellie"], page="appointment").exists()


def test_moving_to_a_taken_time_keeps_the_old_one_and_offers_others(open_world: World, client_of: SignIn) -> None:
    row = booked(open_world, "ben", "ellie")
    booked(open_world, "rosa", "mateo", 14)

    answer = client_of(open_world, "ben").post(
        reverse("family_move", kwargs={"appointment_id": row.pk}), {"time": written(at(DAY, 14))}
    )

    assert answer.status_code == 409
    assert "You still have your old time" in answer.content.decode()
    assert "Mateo" not in answer.content.decode()


def test_a_time_that_went_is_said_in_the_other_language(open_world: World, client_of: SignIn) -> None:
    row, client = booked(open_world, "ben", "ellie"), client_of(open_world, "ben")
    booked(open_world, "rosa", "mateo", 14)
    address = reverse("family_move", kwargs={"appointment_id": row.pk})

    for hour, status, sentence in (
        (14, 409, "Otra familia acaba de tomar esa hora. Usted conserva su hora de antes."),
        # What is free would be taken now: a page asks.
        (15, 200, "no se envió nada"),
    ):
        again = {"again": urlencode({"time": written(at(DAY, hour))}), "shown_in": "es"}
        shown = client.post(address, again)
        assert (shown.status_code, sentence in shown.content.decode()) == (status, True)
    row.refresh_from_db()
    assert row.starts_at == at(DAY, 13)


@pytest.mark.parametrize("value", ["", "nonsense", "2026-01-01"])
def test_moving_to_no_time_gets_a_sentence(open_world: World, client_of: SignIn, value: str) -> None:
    row = booked(open_world, "ben", "ellie")

    answer = client_of(open_world, "ben").post(
        reverse("family_move", kwargs={"appointment_id": row.pk}), {"time": value}
    )

    assert answer.status_code == 422
    assert "hoose" in answer.content.decode()


def test_a_question_can_be_too_long(open_world: World, client_of: SignIn) -> None:
    row = booked(open_world, "ben", "ellie")

    answer = client_of(open_world, "ben").post(
        reverse("family_question", kwargs={"appointment_id": row.pk}), {"text": "x" * 3000}
    )

    assert answer.status_code == 422
    assert not FamilyQuestion.objects.exists()


def test_before_the_opening_the_family_reads_when(open_world: World, client_of: SignIn) -> None:
    Conference.objects.update(opens_at=at(DAY - timedelta(days=2), 9))
    client = client_of(open_world, "ben")

    assert "9:00 am" in client.get("/family/").content.decode()
    assert "nothing to book right now" in client.get("/family/book/").content.decode()
    assert client.post("/family/book/", {"language": "en", "action": "book"}).status_code == 422


@pytest.mark.parametrize("children", [1, 3])
@pytest.mark.parametrize("address", ["/family/", "/family/book/"])
def test_pages_take_ten_queries(
    three_schools: World, client_of: SignIn, address: str, children: int, django_assert_num_queries: Any
) -> None:
    rosa = three_schools.people["rosa"]
    if children == 1:
        Guardianship.objects.filter(guardian=rosa).exclude(student=three_schools.people["mateo"]).delete()
    client = client_of(three_schools, "rosa")

    with django_assert_num_queries(10):
        client.get(address)


def test_of_two_conferences_each_time_says_its_date(open_world: World, client_of: SignIn) -> None:
    """In December and again in January, with the same teacher: a weekday alone would not say which."""
    world, later = open_world, DAY + timedelta(days=28)
    first = world.hosts["june"]
    second = Conference.objects.get(pk=first.conference_id)
    second.pk, second._state.adding = uuid.uuid4(), True
    second.save()
    ConferenceWindow.objects.create(
        district=world.district, conference=second, starts_at=at(later, 13), ends_at=at(later, 16)
    )
    Host.objects.create(district=world.district, conference=second, person=world.people["june"])

    ben = client_of(world, "ben")
    page = ben.get("/family/book/").content.decode()

    for day in (DAY, later):
        assert f">{day:%a}, {day:%b} {day.day}, 1:00 pm</option>" in page
    assert f"{DAY:%B}" in re.search(r"June Albrecht</strong><br>.*?</p>", page, re.DOTALL)[0]  # type: ignore[index]
    assert page.count(f"<br>{later:%A}, {later:%B} {later.day}</span>") == 1
    home = ben.get("/family/").content.decode()
    assert f"{later:%A}, {later:%B} {later.day}: no time yet with June Albrecht" in home


@pytest.fixture
def many_teachers(three_schools: World) -> World:
    """Diego has five teachers and a counselor at the conference of the high school."""
    world, dana = three_schools, three_schools.hosts["dana"]
    math = world.classes["math-10"]
    for name in ("Ada", "Bea", "Cal", "Dee"):
        teacher = Person.objects.create(district=world.district, given_name=name, family_name="Teacher")
        Enrollment.objects.create(
            district=world.district,
            sourced_id=name,
            person=teacher,
            school_class=math,
            role="teacher",
            is_primary=False,
        )
        Host.objects.create(district=world.district, conference=dana.conference, person=teacher)
    return world


def test_with_many_teachers_the_counselor_is_suggested_and_the_others_are_offered(
    many_teachers: World, client_of: SignIn
) -> None:
    rosa = client_of(many_teachers, "rosa")

    page = rosa.get("/family/book/").content.decode()
    sent = fields_of(page)
    student = many_teachers.people["diego"].pk.hex
    times = {key: value for key, value in sent.items() if key.startswith(f"time-{student}")}
    dana = f"time-{student}-{many_teachers.hosts['dana'].pk.hex}"
    assert len(times) == 5
    assert [key for key, value in times.items() if value] == [dana]
    assert "otras 4 personas conocen a Diego" in page
    assert "todavía sin hora con Dana" in rosa.get("/family/").content.decode()
    assert "todavía sin hora con Ada" not in rosa.get("/family/").content.decode()

    rosa.post("/family/book/", sent | {"action": "book"})
    diego = Appointment.objects.filter(student=many_teachers.people["diego"], guardian=many_teachers.people["rosa"])
    assert [row.host for row in diego] == [many_teachers.hosts["dana"]]


def test_a_teacher_who_was_added_stays_in_sight_when_other_times_are_looked_for(
    many_teachers: World, client_of: SignIn
) -> None:
    rosa = client_of(many_teachers, "rosa")
    page = rosa.get("/family/book/").content.decode()
    ada = Host.objects.get(person__given_name="Ada")
    name = f"time-{many_teachers.people['diego'].pk.hex}-{ada.pk.hex}"
    begin = at(DAY, 13).astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")

    answer = rosa.post("/family/book/", fields_of(page) | {name: begin, "action": "propose"}).content.decode()

    assert fields_of(answer)[name]
    assert "otras 3 personas conocen a Diego" in answer


def test_siblings_whose_ids_begin_alike_get_a_time_each(open_world: World, client_of: SignIn) -> None:
    """As those of one import do: they have the moment in front."""
    mateo, rosa = open_world.people["mateo"], open_world.people["rosa"]
    twin = Person.objects.create(
        id=uuid.UUID(mateo.pk.hex[:16] + uuid.uuid4().hex[16:]),
        district=open_world.district,
        sourced_id="twin",
        given_name="Marta",
        family_name="Morales",
        grade="03",
    )
    school, room = open_world.schools["panguitch-elementary"], open_world.classes["grade-3"]
    Membership.objects.create(district=open_world.district, person=twin, school=school, role="student")
    Enrollment.objects.create(
        district=open_world.district, sourced_id="twin", person=twin, school_class=room, role="student"
    )
    Guardianship.objects.create(district=open_world.district, student=twin, guardian=rosa, household=1)
    guardian = client_of(open_world, "rosa")

    sent = fields_of(guardian.get("/family/book/").content.decode())
    times = [value for name, value in sent.items() if name.startswith("time-")]
    assert len(set(times)) == len(times) == 2
    assert guardian.post("/family/book/", sent | {"action": "book"}).status_code == 302

    booked = Appointment.objects.filter(guardian=rosa)
    assert {row.student for row in booked} == {mateo, twin}
    assert len({row.starts_at for row in booked}) == 2


def test_pages_are_for_guardians(open_world: World, client_of: SignIn) -> None:
    assert Client().get("/family/").status_code == 302
    assert client_of(open_world, "june").get("/family/").status_code == 404
    assert client_of(open_world, "travis").get("/family/").status_code == 200
    assert "Sadie" not in client_of(open_world, "travis").get("/family/").content.decode()


def test_a_conflict_in_the_other_language_books_no_time_that_nobody_has_read(
    three_schools: World, client_of: SignIn
) -> None:
    world, client = three_schools, client_of(three_schools, "rosa")
    client.cookies["doorway_language"] = "en"
    sent = fields_of(client.get("/family/book/").content.decode()) | {"action": "book"}
    booked(world, "ben", "ellie")
    conflict = client.post("/family/book/", sent)
    assert conflict.status_code == 409

    # The times that were sent: they are as gone in Spanish as in English.
    shown = client.post("/family/book/", {"again": urlencode(sent), "shown_in": "es"})
    assert (shown.status_code, 'lang="es"' in shown.content.decode()[:200]) == (409, True)
    # Other times that the page offers instead stand in its own form, to be read before they are booked.
    others = fields_of(conflict.content.decode()) | {"action": "book"}
    assert others != sent
    shown = client.post("/family/book/", {"again": urlencode(others), "shown_in": "es"})
    assert "no se envió nada" not in shown.content.decode()
    assert fields_of(shown.content.decode()).items() >= {k: v for k, v in others.items() if k[:5] == "time-"}.items()
    assert not Appointment.objects.filter(guardian=world.people["rosa"]).exists()
