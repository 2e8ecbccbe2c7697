"""The counselor's side: scholarships of the place, their history, and who has what open."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from tests.world import World

from doorway.pathways.core.transcript import school_year
from doorway.pathways.models import LocalScholarship
from doorway.pathways.models.roles import SaidAs
from doorway.pathways.scholarships.steps import What, tell
from doorway.pathways.scholarships.tests.files import enter_one, make_senior, teach, took
from doorway.roster.models import RecordLook

ClientOf = Callable[[World, str], Client]


def filled(world: World, **more: str) -> dict[str, str]:
    """The form as a counselor fills it."""
    return {
        "name_en": "Lions Club Award", "name_es": "Premio del Club de Leones", "about_en": "For those who help others.",
        "school": str(world.schools["panguitch-high"].pk), "amount": "500", "source": "Letter of the club",
        "closes_on": (timezone.localdate() + timedelta(days=20)).isoformat(), "first_grade": "9", "last_grade": "12",
    } | more  # fmt: skip


def sent(client_of: ClientOf, world: World, where: str, language: str = "en", **more: str) -> tuple[int, str]:
    client = client_of(world, "dana")
    client.cookies["doorway_language"] = language
    answer = client.post(where, filled(world, **more), follow=True)
    return answer.status_code, " ".join(answer.content.decode().split())


def test_who_applies_in_a_later_grade_is_counted_apart(world: World, tmp_path: Path, client_of: ClientOf) -> None:
    teach(world, tmp_path)
    took(world, tmp_path, ("ENG-9", "A"))
    row = enter_one(world, first_grade=12, last_grade=12)
    client = client_of(world, "dana")
    client.cookies["doorway_language"] = "en"

    text = " ".join(client.get("/scholarships/?grade=10").content.decode().split())
    assert 'numeric">0<br><span class="dw-quiet">one in a later grade</span>' in text
    chosen = f"/scholarships/?grade=10&scholarship={row.pk.hex}&standing="
    assert "Open in a later grade</strong>" in client.get(f"{chosen}later").content.decode()
    assert "Nobody fits." in client.get(f"{chosen}open").content.decode()


def test_a_counselor_enters_one_and_changes_it_and_the_history_says_so(world: World, client_of: ClientOf) -> None:
    more = {"average": "3.25", "units_0": "2", "area_0": "ela", "mark_0": "B", "confirm_0_en": "Lives in the county"}
    status, text = sent(client_of, world, "/scholarships/new/", **more)
    assert (status, "The scholarship is on the list." in text) == (200, True)
    row = LocalScholarship.objects.get()
    assert (row.average, row.units, row.name["es"]) == (3250, None, "Premio del Club de Leones")
    assert row.courses == [{"units": 2000, "area": "ela", "tag": "", "mark": "B"}]
    key = row.confirms[0]["key"]

    status, text = sent(client_of, world, f"/scholarships/{row.pk}/", **more, amount="750")
    assert "The scholarship is changed." in text
    row.refresh_from_db()
    assert (row.amount, row.confirms[0]["key"]) == (750, key)
    # Other words are another question: whoever said yes has not said yes to it.
    sent(client_of, world, f"/scholarships/{row.pk}/", **more | {"confirm_0_en": "Lives in Panguitch"}, amount="750")
    row.refresh_from_db()
    assert row.confirms[0]["key"] != key
    client = client_of(world, "dana")
    client.cookies["doorway_language"] = "en"
    page = " ".join(client.get(f"/scholarships/{row.pk}/").content.decode().split())
    assert "Dana Lindqvist: Dollars in all (before: 500)" in page
    assert "Dana Lindqvist: entered it" in page


def test_figures_are_taken_with_a_comma(world: World, client_of: ClientOf) -> None:
    more = {"average": "3,25", "units": "18,5", "units_0": "0,5", "area_0": "ela"}
    assert sent(client_of, world, "/scholarships/new/", "es", **more)[0] == 200

    row = LocalScholarship.objects.get()
    assert (row.average, row.units, row.courses[0]["units"]) == (3250, 18_500, 500)


def test_a_figure_that_cannot_be_is_refused_with_one_sentence(world: World, client_of: ClientOf) -> None:
    _status, text = sent(client_of, world, "/scholarships/new/", units_0="999", area_0="ela")

    assert "Please write 20 or less." in text
    assert "Ensure that" not in text


def test_every_subject_has_a_name_of_its_own(world: World, client_of: ClientOf) -> None:
    for language in ("en", "es"):
        client = client_of(world, "dana")
        client.cookies["doorway_language"] = language
        text = client.get("/scholarships/new/").content.decode()
        box = re.search(r'<select[^>]*name="area_0".*?</select>', text, re.DOTALL)
        assert box is not None
        names = re.findall(r"<option[^>]*>([^<]+)<", box[0])
        assert len(names) > 30
        assert [name for name, times in Counter(names).items() if times > 1] == []


def test_a_subject_that_was_chosen_stays_to_choose(world: World, client_of: ClientOf) -> None:
    row = enter_one(world, courses=({"units": 1000, "area": "military", "tag": "", "mark": ""},))

    text = client_of(world, "dana").get(f"/scholarships/{row.pk}/").content.decode()
    assert '<option value="military" selected>JROTC</option>' in text


def test_what_cannot_be_is_refused_with_a_sentence(world: World, client_of: ClientOf) -> None:
    early = (timezone.localdate() + timedelta(days=40)).isoformat()
    for more, sentence in (
        ({"name_en": ""}, "Write the name."),
        ({"source": ""}, "Write where this comes from"),
        ({"closes_on": "soon"}, "Write the day like 2027-03-31."),
        ({"closes_on": "2020-03-01"}, "The deadline has passed."),
        ({"opens_on": early}, "The first day comes after the last day."),
        ({"first_grade": "12", "last_grade": "11"}, "The first grade comes after the last grade."),
        ({"area_1": "ela"}, "Write how many credits of these classes are asked for."),
        ({"confirm_0_es": "Vive en el condado"}, "Write it in English, too."),
        ({"about_en": "Number 123-45-6789"}, "looks like a Social Security number"),
        ({"average": "5"}, "Write an average up to 4."),
    ):
        status, text = sent(client_of, world, "/scholarships/new/", **more)
        assert (status, sentence in text) == (422, True), sentence
    status, text = sent(client_of, world, "/scholarships/new/", "es", name_en="")
    assert "Escriba el nombre." in text
    assert not LocalScholarship.objects.exists()


def test_one_that_nobody_can_have_is_named_before_it_is_published(world: World, client_of: ClientOf) -> None:
    school = world.schools["panguitch-high"]
    school.grades = "07,08"
    school.save(update_fields=["grades"])
    only = f"{school.name} teaches grades 7 to 8, so nobody there could have it."
    for more, language, sentence in (
        ({"first_grade": "12"}, "en", only),
        ({"first_grade": "12"}, "es", f"En {school.name} se enseñan los grados 7 a 8"),
        ({"school": "every", "units": "60"}, "en", "Nobody has so many credits by grade 12"),
        ({"school": "every", "units": "30", "last_grade": "10"}, "en", "Nobody has so many credits by grade 10"),
    ):
        status, text = sent(client_of, world, "/scholarships/new/", language, **more)
        assert (status, sentence in text) == (422, True), sentence
    assert not LocalScholarship.objects.exists()
    # A school of which nobody has said the grades, and credits that can be had, are taken.
    school.grades = ""
    school.save(update_fields=["grades"])
    assert sent(client_of, world, "/scholarships/new/", first_grade="12", units="30")[0] == 200
    assert LocalScholarship.objects.count() == 1


def test_an_ended_one_is_gone_from_every_list_and_stays_on_record(world: World, client_of: ClientOf) -> None:
    row = enter_one(world)
    client = client_of(world, "dana")
    client.cookies["doorway_language"] = "en"
    carried = re.search(r'name="seen" value="([^"]+)"', client.get(f"/scholarships/{row.pk}/").content.decode())
    assert carried is not None
    ended = client.post(f"/scholarships/{row.pk}/end/", {"seen": carried[1]}, follow=True)
    assert "off the list" in ended.content.decode()
    row.refresh_from_db()
    assert row.ended_at is not None
    assert client.get(f"/scholarships/{row.pk}/").status_code == 404
    assert "Lions Club" not in client.get("/scholarships/").content.decode()


def test_only_counselors_of_the_place_keep_them(world: World, client_of: ClientOf) -> None:
    row = enter_one(world, school=world.schools["panguitch-high"])
    for who in ("owen", "peggy", "ruth", "rosa", "diego"):
        client = client_of(world, who)
        assert client.get("/scholarships/new/").status_code == 404
        assert client.get(f"/scholarships/{row.pk}/").status_code == 404
    other = enter_one(world, school=world.schools["panguitch-elementary"])
    assert client_of(world, "dana").get(f"/scholarships/{other.pk}/").status_code == 404


def test_who_has_it_open_and_who_has_not_applied(world: World, tmp_path: Path, client_of: ClientOf) -> None:
    make_senior(world)
    teach(world, tmp_path)
    took(world, tmp_path, ("ENG-11", "A"))
    row = enter_one(world, average=3000)
    client = client_of(world, "dana")
    client.cookies["doorway_language"] = "en"

    def listed(**query: str) -> str:
        return " ".join(client.get("/scholarships/", query).content.decode().split())

    assert "one has not applied" in listed()
    assert not RecordLook.objects.exists()  # numbers name nobody
    assert "Diego Morales" in listed(scholarship=row.pk.hex, standing="waiting")
    assert RecordLook.objects.filter(page="scholarships-list", student=world.people["diego"]).count() == 1
    diego = world.people["diego"]
    now = timezone.now()
    for what in (What.KEPT, What.APPLIED):
        tell(
            student=diego, by=diego, role=SaidAs.STUDENT, what=what, subject=row.pk.hex, title=row.name,
            school_year=school_year(row.closes_on), now=now,
        )  # fmt: skip
    assert "Diego Morales" not in listed(scholarship=row.pk.hex, standing="waiting")
    assert "Diego Morales" in listed(scholarship=row.pk.hex, standing="applied")
    assert "Nobody fits." in listed(scholarship=row.pk.hex, standing="awarded")
    assert "one has not applied" not in listed()
    # Another year is another application.
    assert "Diego Morales" in listed(scholarship=row.pk.hex, standing="open")


def test_nobody_has_failed_to_apply_before_the_first_grade(world: World, tmp_path: Path, client_of: ClientOf) -> None:
    teach(world, tmp_path)
    took(world, tmp_path, ("ENG-9", "A"))
    row = enter_one(world, first_grade=12)
    client = client_of(world, "dana")
    client.cookies["doorway_language"] = "en"

    def listed(**query: str) -> str:
        return " ".join(client.get("/scholarships/", {"grade": "10", **query}).content.decode().split())

    assert "Diego Morales" in listed(scholarship=row.pk.hex, standing="later")
    assert "one has not applied" not in listed()
    assert "Nobody fits." in listed(scholarship=row.pk.hex, standing="waiting")


def test_the_list_does_with_few_queries(world: World, tmp_path: Path, client_of: ClientOf) -> None:
    make_senior(world)
    teach(world, tmp_path)
    took(world, tmp_path, ("ENG-11", "A"))
    row = enter_one(world)
    client = client_of(world, "dana")
    for address in ("/scholarships/", f"/scholarships/?scholarship={row.pk.hex}"):
        with CaptureQueriesContext(connection) as found:
            client.get(address)
        assert len(found) <= 12, f"{address}: {len(found)}"


def test_a_second_press_puts_nothing_on_the_list_again(world: World, client_of: ClientOf) -> None:
    assert sent(client_of, world, "/scholarships/new/")[0] == 200
    _status, text = sent(client_of, world, "/scholarships/new/")
    assert "A scholarship of this name with this deadline is on the list already." in text
    assert LocalScholarship.objects.count() == 1
    # Another year of it is another one.
    later = (timezone.localdate() + timedelta(days=385)).isoformat()
    sent(client_of, world, "/scholarships/new/", closes_on=later)
    assert LocalScholarship.objects.count() == 2
    row = LocalScholarship.objects.get(closes_on=later)
    near = (timezone.localdate() + timedelta(days=20)).isoformat()
    assert "on the list already" in sent(client_of, world, f"/scholarships/{row.pk}/", closes_on=near)[1]


def test_a_deadline_in_another_lifetime_is_a_slip_of_the_hand(world: World, client_of: ClientOf) -> None:
    _status, text = sent(client_of, world, "/scholarships/new/", closes_on="2099-01-01", language="es")
    assert "Esa fecha límite queda demasiado lejos. Revise el año." in text
    assert not LocalScholarship.objects.exists()
