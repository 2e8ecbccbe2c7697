"""The list of a school's follow-up: found by name, ordered by due day; and as a list of whom to call."""

from __future__ import annotations

import csv
from collections.abc import Callable
from datetime import timedelta
from urllib.parse import quote

import pytest
from django.db import connection
from django.http import QueryDict
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from tests.world import World, add_conference

from doorway.compliance.actions.following_up import record_try
from doorway.compliance.actions.policies import adopt
from doorway.compliance.models import ContactTry, PolicyRule, Standing
from doorway.compliance.tests.stage import ready_draft
from doorway.compliance.views.listing import Listing, listing_in
from doorway.conferences.models import Appointment
from doorway.roster.actions import close_record
from doorway.roster.models import Guardianship, Membership, Person, RecordLook

ClientOf = Callable[[World, str], Client]


@pytest.fixture
def followed(world: World) -> World:
    """A policy whose day is over since July 2; Sadie came ten days ago and has her thirty days."""
    now, today = timezone.now(), timezone.localdate()
    draft = ready_draft(world, today - timedelta(days=9))
    PolicyRule.objects.filter(policy=draft, first_grade__lte=3, last_grade__gte=3).update(
        due_month=7, due_day=2, newcomer_days=30
    )
    adopt(policy=draft, by=world.user("ruth"), now=now)
    Membership.objects.filter(person=world.people["sadie"], role="student").update(begins_on=today - timedelta(days=10))
    for key, phone in (("ben", "+1 435-555-0142"), ("rosa", "435-555-0101"), ("travis", "435-555-0199")):
        Person.objects.filter(pk=world.people[key].pk).update(phone=phone)
    Person.objects.filter(pk=world.people["rosa"].pk).update(language="es")
    return world


def address(world: World, name: str = "school_follow_up", query: str = "") -> str:
    return reverse(name, args=[world.schools["panguitch-elementary"].pk]) + query


def listed(client: Client, world: World, query: str) -> list[str]:
    """Who stands in the table of the school's page, in its order."""
    page = client.get(address(world, query=query)).content.decode().split('id="students"', 1)[1]
    return sorted((name for name in ("Mateo", "Ellie", "Sadie", "Zoë") if f">{name} " in page), key=page.index)


def table(client: Client, world: World, query: str = "") -> list[dict[str, str]]:
    answer = client.get(address(world, "call_list_csv", query))
    assert answer.status_code == 200
    return list(csv.DictReader(answer.content.decode("utf-8-sig").splitlines()))


# —— the list


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ("?q=whitaker", ["Ellie"]),
        ("?q=ZOE", ["Zoë"]),
        ("?q=zoë+avalos", ["Zoë"]),
        ("?q=d%C3%B3yl", ["Sadie"]),
        ("?q=L-ellie", ["Ellie"]),
        ("?q=ellie+doyle", []),
        ("?q=ellie&show=done", []),
        ("?q=ellie&show=unmet&grade=03", ["Ellie"]),
        ("?q=ellie&grade=01", ["Ellie"]),
        ("?q=%00", ["Zoë", "Sadie", "Mateo", "Ellie"]),
    ],
)
def test_a_student_is_found_by_name_beside_what_else_is_chosen(
    followed: World, client_of: ClientOf, query: str, names: list[str]
) -> None:
    person = Person.objects.create(
        district=followed.district, sourced_id="zoe", given_name="Zoë", family_name="Ávalos", grade="03"
    )
    Membership.objects.create(
        district=followed.district, person=person, school=followed.schools["panguitch-elementary"], role="student"
    )

    # A database sorts Ávalos by its own alphabet.
    assert sorted(listed(client_of(followed, "peggy"), followed, query)) == sorted(names)


def test_what_was_chosen_stays_chosen_and_the_number_is_of_those_found(followed: World, client_of: ClientOf) -> None:
    peggy = client_of(followed, "peggy")
    page = peggy.get(address(followed, query="?q=doyle&show=unmet&grade=03&by=due")).content.decode()

    assert 'value="doyle"' in page
    assert '<option value="unmet" selected>' in page
    assert '<option value="due" selected>' in page
    assert "One student" in page
    nobody = peggy.get(address(followed, query="?q=nobody")).content.decode()
    assert "Check the spelling" in nobody


def test_by_due_day_the_first_to_be_late_is_first(followed: World, client_of: ClientOf) -> None:
    peggy = client_of(followed, "peggy")

    assert listed(peggy, followed, "") == ["Sadie", "Mateo", "Ellie"]
    assert listed(peggy, followed, "?by=due") == ["Mateo", "Ellie", "Sadie"]
    assert listed(peggy, followed, "?by=due&q=e&show=overdue") == ["Mateo", "Ellie"]
    assert listed(peggy, followed, "?by=nonsense") == ["Sadie", "Mateo", "Ellie"]


def test_whoever_lacks_nothing_is_last_by_due_day(followed: World, client_of: ClientOf) -> None:
    """Mateo has everything: as the database would have it after conferences, a plan and its signatures."""
    now = timezone.now()
    moments = ("met_1", "met_2", "counselor_1", "counselor_2", "group_1", "group_counselor_1", "shared_at",
               "involved_at", "guardian_signed_at", "student_signed_at")  # fmt: skip
    Standing.objects.filter(student=followed.people["mateo"]).update(filled=2**20 - 1, **dict.fromkeys(moments, now))
    peggy = client_of(followed, "peggy")

    assert listed(peggy, followed, "?by=due") == ["Ellie", "Sadie", "Mateo"]
    rows = table(peggy, followed, "?by=due")
    assert (rows[-1]["What is missing"], rows[-1]["Due by"], rows[-1]["The day is over"]) == ("", "", "")
    page = peggy.get(address(followed, "call_list")).content.decode()
    assert "Everything is there" in page


def test_an_address_that_makes_no_sense_asks_for_everybody() -> None:
    said = QueryDict("show=x&grade=zz&by=y&page=-3&q=%00+++")

    assert listing_in(said) == Listing()
    assert Listing().query == ""
    wide = Listing(show="overdue", grade="03", name="Zoë A", order="due", page="2")
    assert listing_in(QueryDict(wide.query)) == wide
    assert listing_in(QueryDict(wide.everybody_of_it)).page == ""


# —— whom to call


def test_the_list_says_what_is_missing_and_whom_to_call(followed: World, client_of: ClientOf) -> None:
    page = client_of(followed, "peggy").get(address(followed, "call_list", "?show=overdue")).content.decode()

    assert "Whom to call: Panguitch Elementary School" in page
    assert "The day is over and something is missing" in page
    assert "Sadie" not in page
    assert 'href="tel:+1 435-555-0142"' in page
    assert "Rosa Morales" in page
    assert "Spanish" in page
    assert "the plan; individual conference: 0 of" in page
    assert "no telephone on the roster" in page


def test_who_is_kept_from_a_student_is_on_no_list(followed: World, client_of: ClientOf) -> None:
    """Travis may not know of Sadie; Peggy may not look at Ellie."""
    close_record(
        student=followed.people["ellie"], to=followed.people["peggy"], reason="Her niece.", by=None, now=timezone.now()
    )
    peggy = client_of(followed, "peggy")

    page = peggy.get(address(followed, "call_list")).content.decode()
    rows = table(peggy, followed)

    assert "Amy" in page
    assert "Travis" not in page + str(rows)
    assert "0199" not in page + str(rows)
    assert "Ellie" not in page + str(rows)
    assert len(rows) == 2


def test_the_spreadsheet_has_a_row_for_each_student(followed: World, client_of: ClientOf) -> None:
    now = timezone.now()
    ellie, people = followed.people["ellie"], followed.people
    record_try(
        student=ellie, how="call", outcome="no_answer", note="custody hearing", on=timezone.localdate(),
        by=people["peggy"], now=now,
    )  # fmt: skip
    add_conference(followed)
    Appointment.objects.create(
        district=followed.district, conference=followed.hosts["june"].conference, host=followed.hosts["june"],
        student=people["mateo"], guardian=people["rosa"], starts_at=now + timedelta(days=3),
        ends_at=now + timedelta(days=3, minutes=15), booked_at=now,
    )  # fmt: skip
    Guardianship.objects.create(
        district=followed.district, student=people["sadie"], guardian=people["ben"], household=3, relationship="parent"
    )
    client = client_of(followed, "harriet")

    rows = {row["Student"].split()[0]: row for row in table(client, followed, "?show=unmet")}

    row = rows["Ellie"]
    assert row["Grade"] == "Grade 3"
    assert row["Due by"] == f"{followed.year.starts_on.year}-07-02"
    assert row["The day is over"] == "yes"
    assert (row["Tries"], row["What came of it"]) == ("1", "Called, no answer")
    assert row["Last try"] == timezone.localdate().isoformat()
    # A number with a plus would be a formula; the apostrophe is hidden by the spreadsheet.
    assert (row["Guardian 1"], row["Telephone 1"], row["Language 1"]) == ("Ben Whitaker", "'+1 435-555-0142", "English")
    assert row["Guardian 2"].startswith("Karen")
    assert row["Same family on this list"] == "Sadie Doyle"
    assert row["Has a time"] == ""
    assert rows["Mateo"]["Has a time"].startswith(f"{timezone.localdate(now + timedelta(days=3)):%Y-%m-}")
    assert rows["Mateo"]["Language 1"] == "Spanish"
    assert rows["Sadie"]["The day is over"] == ""
    # What was noted is for colleagues, on the student's page.
    assert "custody" not in str(rows) + client.get(address(followed, "call_list")).content.decode()


def test_in_spanish_it_is_spanish(followed: World, client_of: ClientOf) -> None:
    peggy = client_of(followed, "peggy")
    peggy.cookies["doorway_language"] = "es"

    row = next(row for row in table(peggy, followed) if row["Estudiante"].startswith("Mateo"))

    assert row["Idioma 1"] == "español"
    assert row["Qué falta"].startswith("el plan; conferencia individual: 0 de")
    assert "A quién llamar" in peggy.get(address(followed, "call_list")).content.decode()


@pytest.mark.parametrize("name", ["call_list", "call_list_csv"])
def test_everybody_on_the_list_is_a_look_and_a_stranger_gets_none(
    followed: World, client_of: ClientOf, name: str
) -> None:
    client_of(followed, "peggy").get(address(followed, name, "?show=overdue"))

    looks = RecordLook.objects.filter(page="calls", user=followed.user("peggy"))
    assert set(looks.values_list("student__given_name", "reason")) == {("Ellie", "office"), ("Mateo", "office")}
    for stranger in ("dana", "june", "rosa"):
        assert client_of(followed, stranger).get(address(followed, name)).status_code in {403, 404}
    assert RecordLook.objects.filter(page="calls").count() == 2


@pytest.mark.parametrize("name", ["call_list", "call_list_csv"])
def test_without_a_policy_there_is_nothing_to_call_about(world: World, client_of: ClientOf, name: str) -> None:
    answer = client_of(world, "peggy").get(address(world, name))

    assert (answer.status_code, answer.headers["Location"]) == (302, address(world))


@pytest.mark.parametrize("name", ["school_follow_up", "call_list", "call_list_csv"])
@pytest.mark.parametrize("query", ["?by=due", "?q=e&show=overdue"])
def test_more_students_ask_the_database_no_more(followed: World, client_of: ClientOf, name: str, query: str) -> None:
    peggy = client_of(followed, "peggy")

    def asks() -> int:
        with CaptureQueriesContext(connection) as asked:
            assert peggy.get(address(followed, name, query)).status_code == 200
        return len(asked)

    def add(number: int) -> None:
        person = Person.objects.create(
            district=followed.district, sourced_id=f"more-{number}", given_name="Ezra", family_name="More", grade="03"
        )
        Membership.objects.create(
            district=followed.district, person=person, school=followed.schools["panguitch-elementary"], role="student"
        )
        Guardianship.objects.create(
            district=followed.district, student=person, guardian=followed.people["ben"], household=1,
            relationship="parent",
        )  # fmt: skip

    add(0)
    few = asks()
    for number in range(1, 6):
        add(number)

    assert asks() == few
    # What no page asks more often without a reason of its own; the school's has one.
    assert few <= 12 or name == "school_follow_up"


# —— back to the list


def test_after_a_try_one_is_back_at_the_same_list(followed: World, client_of: ClientOf) -> None:
    peggy, ellie = client_of(followed, "peggy"), followed.people["ellie"]
    school = followed.schools["panguitch-elementary"]
    page = peggy.get(address(followed, query="?show=overdue&by=due&q=ell")).content.decode()
    place = "show=overdue&q=ell&by=due"
    link = f"{reverse('contact_tries', args=[ellie.pk])}?school={school.pk}&amp;list={quote(place, safe='')}"
    assert link in page
    form = peggy.get(link.replace("&amp;", "&")).content.decode()
    assert f'name="list" value="{place.replace("&", "&amp;")}"' in form

    def back(place: str, note: str) -> str:
        values = {
            "what": "call:no_answer", "on": timezone.localdate().isoformat(), "school": str(school.pk), "list": place,
            "note": note,
        }  # fmt: skip
        return str(peggy.post(reverse("contact_tries", args=[ellie.pk]), values).headers["Location"])

    assert back(place, "a") == f"{address(followed)}?{place}#students"
    assert back("show=overdue&calls=yes", "b") == f"{address(followed, 'call_list')}?show=overdue#{ellie.pk}"
    # Nothing of what is sent there stands in the address but what a list can be asked for.
    assert back("//elsewhere.example?show=x&next=//y", "c") == f"{address(followed)}?#students"
    assert ContactTry.objects.count() == 3
