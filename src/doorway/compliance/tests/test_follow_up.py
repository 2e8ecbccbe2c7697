"""The pages of the follow-up: who sees which numbers and names, and how a try is written down."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, time, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.template.loader import render_to_string
from django.test import Client
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.formats import date_format
from tests.world import World, add_conference

from doorway.compliance.actions.following_up import (
    complete_group,
    hold_group,
    record_try,
    set_guests,
    shown_of,
    take_try_back,
)
from doorway.compliance.actions.keeping import keep_figures
from doorway.compliance.core.rules import Rule
from doorway.compliance.errors import (
    GroupGradesBackwards,
    GroupTakenBack,
    LooksLikeNumber,
    NoHost,
    NotOfStaff,
    NoTryReason,
    TriedInFuture,
    TriedTwice,
    TryTakenBack,
)
from doorway.compliance.evidence import as_csv, evidence_of
from doorway.compliance.evidence.attendance import try_blocks
from doorway.compliance.models import ContactTry, GroupConference, GroupGuest, GroupHost, Standing
from doorway.compliance.queries.changing import Moved, all_moved, changes
from doorway.compliance.queries.drafts import as_seen
from doorway.compliance.queries.follow_up import unmet
from doorway.compliance.queries.groups import staff_of
from doorway.compliance.queries.sample import records
from doorway.compliance.queries.standing import (
    Tally,
    asked_of,
    asked_on,
    asked_sections,
    described,
    lines,
    students_of,
    total,
)
from doorway.compliance.queries.trend import kept_days, shown_to_all
from doorway.compliance.tests.stage import adopted_policy
from doorway.conferences.actions.attendance import record_attendance
from doorway.conferences.actions.holding import Account, write_down
from doorway.conferences.models import Appointment
from doorway.plans.actions.versions import share
from doorway.plans.models import Plan, PlanEntry, PlanVersion
from doorway.plans.queries.asked import parts_asked
from doorway.policy.packs import grade_number, load_pack
from doorway.policy.packs.values import Grades
from doorway.roster.actions import close_record
from doorway.roster.models import AccessMark, Guardianship, Membership, Person, RecordLook, SchoolYear

ClientOf = Callable[[World, str], Client]


@pytest.fixture
def followed(world: World) -> World:
    """An adopted policy, and a conference at which Mateo's family was met."""
    adopted_policy(world, timezone.localdate() - timedelta(days=40))
    add_conference(world)
    now = timezone.now()
    starts = now - timedelta(days=2)
    meeting = Appointment.objects.create(
        district=world.district, conference=world.hosts["june"].conference, host=world.hosts["june"],
        student=world.people["mateo"], guardian=world.people["rosa"], starts_at=starts,
        ends_at=starts + timedelta(minutes=15), booked_at=starts,
    )  # fmt: skip
    record_attendance(appointment=meeting, attendance="came", now=now)
    return world


def page_of(world: World, client: Client, school: str = "panguitch-elementary", query: str = "") -> str:
    answer = client.get(f"/follow-up/{world.schools[school].pk}/{query}")
    assert answer.status_code == 200
    return answer.content.decode()


def test_the_page_begins_with_whom_nobody_has_met(followed: World, client_of: ClientOf) -> None:
    page = page_of(followed, client_of(followed, "peggy"))

    next_step, rest = page.split("The school in numbers", 1)
    assert "The families of 2 students have not been met one by one" in next_step
    assert "Ellie Whitaker" in next_step
    assert "Sadie Doyle" in next_step
    assert "Mateo" not in next_step
    assert "Mateo Morales" in rest
    assert "1 of 2" in rest


def test_a_conference_that_is_marked_shows_at_once(followed: World, client_of: ClientOf) -> None:
    """No batch at night: the next look counts it."""
    peggy = client_of(followed, "peggy")
    Appointment.objects.filter(student=followed.people["mateo"]).update(attendance="no_show")

    assert "The families of 3 students have not been met one by one" in page_of(followed, peggy)


def test_whoever_has_a_mark_against_them_reads_no_name_and_the_numbers_stay(
    followed: World, client_of: ClientOf
) -> None:
    close_record(
        student=followed.people["ellie"], to=followed.people["peggy"], reason="Her niece.", by=None, now=timezone.now()
    )

    page = page_of(followed, client_of(followed, "peggy"))

    assert "Ellie" not in page
    assert "The families of 2 students have not been met one by one" in page


def test_every_name_on_the_page_is_a_look_in_the_log(followed: World, client_of: ClientOf) -> None:
    page_of(followed, client_of(followed, "harriet"), query="?show=unmet")

    looks = RecordLook.objects.filter(page="follow_up", user=followed.user("harriet"))
    assert set(looks.values_list("student__given_name", "reason")) == {("Ellie", "principal"), ("Sadie", "principal")}


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ("?show=unmet", {"Ellie", "Sadie"}),
        ("?show=individual", {"Mateo", "Ellie", "Sadie"}),
        ("?show=done", set()),
        ("?show=plan&grade=03", {"Mateo", "Ellie", "Sadie"}),
        ("?show=nonsense&grade=99", {"Mateo", "Ellie", "Sadie"}),
    ],
)
def test_the_list_is_narrowed(followed: World, client_of: ClientOf, query: str, names: set[str]) -> None:
    table = page_of(followed, client_of(followed, "peggy"), query=query).split('id="students"', 1)[1]

    assert {name for name in ("Mateo", "Ellie", "Sadie") if name in table} == names


def test_without_a_policy_the_page_says_so(world: World, client_of: ClientOf) -> None:
    assert "No policy is in force yet" in page_of(world, client_of(world, "peggy"))
    assert "Begin with a policy" in client_of(world, "ruth").get("/follow-up/").content.decode()


def test_the_district_sees_all_schools_and_the_one_with_most_to_do(followed: World, client_of: ClientOf) -> None:
    page = client_of(followed, "ruth").get("/follow-up/").content.decode()

    assert "The families of 4 students have not been met one by one" in page
    assert "Open Panguitch Elementary School" in page
    assert "Panguitch High School" in page


def test_a_school_sees_only_itself(followed: World, client_of: ClientOf) -> None:
    peggy = client_of(followed, "peggy")

    assert peggy.get("/follow-up/").status_code == 302
    assert peggy.get(f"/follow-up/{followed.schools['panguitch-high'].pk}/").status_code == 404
    assert peggy.get(f"/follow-up/students/{followed.people['diego'].pk}/").status_code == 404


def test_a_call_from_which_the_student_was_away_is_met_and_not_the_conference_of_the_policy(
    followed: World, client_of: ClientOf
) -> None:
    """The policy asks for all three of them. A booked time to which the family meant to come alone counts."""
    client, diego = client_of(followed, "dana"), followed.people["diego"]
    dana, rosa = followed.people["dana"], followed.people["rosa"]
    day = timezone.localdate() - timedelta(days=3)

    def cells() -> list[str]:
        page = page_of(followed, client, "panguitch-high").split('id="students"', 1)[1]
        row = page.split("Diego", 1)[1].split("</tr>", 1)[0]
        return [" ".join(cell.split("</td>", 1)[0].split()) for cell in row.split('<td class="govuk-table__cell">')[1:]]

    account = Account(on=day, how="phone", minutes=20, hosts=[dana.pk], guardians=[rosa.pk])
    write_down(student=diego, also=[], account=account, by=dana, user=dana.user, now=timezone.now())

    said = next(cell for cell in cells() if "without the student" in cell)
    assert said == "<strong>0 of 1</strong> (1 without the student)"
    client.cookies["doorway_language"] = "es"
    assert "1 sin el estudiante" in page_of(followed, client, "panguitch-high")
    client.cookies["doorway_language"] = "en"
    asked = asked_on(followed.district, timezone.localdate())
    assert asked is not None
    (line,) = (one for one in lines(asked) if one.grade == "10")
    assert (line.tally.met, line.tally.involved, line.tally.individual) == (1, 1, 0)

    add_conference(followed, school="panguitch-high", host="dana")
    starts = timezone.now() - timedelta(days=1)
    Appointment.objects.create(
        district=followed.district, conference=followed.hosts["dana"].conference, host=followed.hosts["dana"],
        student=diego, guardian=rosa, starts_at=starts, ends_at=starts + timedelta(minutes=15), booked_at=starts,
        attendance="came", student_comes="no",
    )  # fmt: skip
    assert "1 of 1" in cells()


def test_who_lacks_a_group_conference_or_the_parents_part_is_listed(followed: World, client_of: ClientOf) -> None:
    """And the district reads of each school how many of those of whom it is asked, and known, have one."""
    dana, ruth, diego = client_of(followed, "dana"), client_of(followed, "ruth"), followed.people["diego"]
    school = followed.schools["panguitch-high"]

    def table() -> list[str]:
        text = " ".join(ruth.get("/follow-up/").content.decode().split())
        row = text.split(f">{school.name}</a>", 1)[1].split("</tr>", 1)[0]
        return [cell.split("<", 1)[0].strip() for cell in row.split('--numeric">')[1:]]

    def names(show: str) -> set[str]:
        page = page_of(followed, dana, "panguitch-high", f"?show={show}").split('id="students"', 1)[1]
        return {name for name in ("Diego", "Ellie") if name in page}

    assert names("involved") == {"Diego"}
    assert '<option value="group"' not in page_of(followed, dana, "panguitch-high")
    students, *_numbers = table()
    assert students == "1"
    assert "not known" in table()
    elementary = followed.schools["panguitch-elementary"].name
    text = " ".join(ruth.get("/follow-up/").content.decode().split())
    assert "not asked" in text.split(f">{elementary}</a>", 1)[1].split("</tr>", 1)[0]

    group = GroupConference.objects.create(
        district=followed.district, school=school, topic="Graduation", held_at=timezone.now(),
        created_by=followed.user("ruth"), created_at=timezone.now(),
    )  # fmt: skip
    GroupHost.objects.create(district=followed.district, conference=group, person=followed.people["dana"])
    assert '<option value="group"' in page_of(followed, dana, "panguitch-high")
    assert names("group") == {"Diego"}
    assert "0 of 1" in table()

    GroupGuest.objects.create(district=followed.district, conference=group, student=diego)
    assert names("group") == set()
    assert names("involved") == set()
    assert "1 of 1" in table()


# —— tries


def test_a_letter_without_an_answer_and_the_tries_since_it_counts(followed: World, client_of: ClientOf) -> None:
    """Of the span that counts, as the evidence; an older try is on the family's own page."""
    peggy, ellie = client_of(followed, "peggy"), followed.people["ellie"]
    asked = asked_on(followed.district, timezone.localdate())
    assert asked is not None
    part = asked.part(ellie.grade)
    assert part is not None
    since = date_format(timezone.localtime(part.begins), "SHORT_DATE_FORMAT")

    def row() -> str:
        return page_of(followed, peggy).split('id="students"', 1)[1].split("Ellie Whitaker", 1)[1].split("</tr>", 1)[0]

    ContactTry.objects.create(
        district=followed.district, student=ellie, how="call", outcome="message", by=followed.people["peggy"],
        at=part.begins - timedelta(minutes=1),
    )  # fmt: skip
    assert f"none since {since}" in row()

    values = {"what": "letter:no_answer", "on": timezone.localdate().isoformat(), "note": ""}
    assert peggy.post(f"/follow-up/students/{ellie.pk}/", values).status_code == 302

    assert f"1 try since {since}" in row()
    own = peggy.get(f"/follow-up/students/{ellie.pk}/").content.decode()
    assert "Wrote, no answer came" in own.split("Written down so far", 1)[1]
    assert "Called, left a message" in own.split("Written down so far", 1)[1]
    values["what"] = "call:no_answer"
    peggy.post(f"/follow-up/students/{ellie.pk}/", values)
    assert f"2 tries since {since}" in row()


@pytest.mark.parametrize("page", ["family", "list"])
def test_one_stray_press_writes_nothing_down(followed: World, client_of: ClientOf, page: str) -> None:
    peggy, school = client_of(followed, "peggy"), followed.schools["panguitch-elementary"]
    addresses = {"family": f"/follow-up/students/{followed.people['ellie'].pk}/", "list": f"/follow-up/{school.pk}/"}

    words = peggy.get(addresses[page]).content.decode()

    choices = words.split('name="what"', 1)[1].partition("</select>")[0]
    values = re.findall(r'<option value="([^"]*)"', choices)
    assert values[:2] == ["", "call:no_answer"]
    assert not re.search(r'value="[^"]+" selected', choices)


def test_a_try_is_written_down_from_the_list_and_moves_the_family_down(followed: World, client_of: ClientOf) -> None:
    peggy, school = client_of(followed, "peggy"), followed.schools["panguitch-elementary"]
    ellie = followed.people["ellie"]
    values = {"what": "call:no_answer", "on": timezone.localdate().isoformat(), "note": "mailbox is full"}

    answer = peggy.post(f"/follow-up/students/{ellie.pk}/", values | {"school": str(school.pk)})

    assert answer.headers["Location"] == f"/follow-up/{school.pk}/"
    page = page_of(followed, peggy).split('id="next-step"', 1)[1]
    assert "Called, no answer, “mailbox is full”" in page
    assert page.index("Sadie Doyle") < page.index("Ellie Whitaker")
    assert Standing.objects.get(student=ellie).tried_at == ContactTry.objects.get().at


def test_of_a_family_that_came_to_a_group_nobody_says_that_nobody_tried(followed: World, client_of: ClientOf) -> None:
    peggy, sadie = client_of(followed, "peggy"), followed.people["sadie"]
    peggy.cookies["doorway_language"] = "en"
    address = f"/follow-up/students/{sadie.pk}/"
    assert "Nobody has tried yet." in peggy.get(address).content.decode()
    asked = asked_on(followed.district, timezone.localdate())
    assert asked is not None
    part = asked.part(sadie.grade, followed.schools["panguitch-elementary"].pk)
    assert part is not None
    group = GroupConference.objects.create(
        district=followed.district, school=followed.schools["panguitch-elementary"], topic="Reading", led_by="June",
        held_at=part.begins - timedelta(minutes=1), created_by=followed.user("peggy"), created_at=timezone.now(),
    )  # fmt: skip
    GroupGuest.objects.create(district=followed.district, conference=group, student=sadie)
    # What counts no more is no answer to whether somebody has tried this year.
    assert "Nobody has tried yet." in peggy.get(address).content.decode()

    GroupConference.objects.update(held_at=part.begins)

    page = peggy.get(address).content.decode()
    assert "Nobody has tried yet" not in page
    day = date_format(timezone.localtime(part.begins), "DATE_FORMAT")
    assert f"The family came to a group conference on {day}." in page
    peggy.cookies["doorway_language"] = "es"
    assert "La familia vino a una conferencia de grupo el" in peggy.get(address).content.decode()


def test_a_school_that_is_not_the_viewers_leads_nowhere(followed: World, client_of: ClientOf) -> None:
    values = {"what": "call:no_answer", "on": timezone.localdate().isoformat()}
    for school in (str(followed.schools["panguitch-high"].pk), "https://elsewhere.example/"):
        answer = client_of(followed, "peggy").post(
            f"/follow-up/students/{followed.people['ellie'].pk}/", values | {"school": school, "note": school[:9]}
        )
        assert answer.headers["Location"] == f"/follow-up/students/{followed.people['ellie'].pk}/"


def test_what_cannot_be_written_down_is_refused_with_a_sentence(followed: World, client_of: ClientOf) -> None:
    address = f"/follow-up/students/{followed.people['ellie'].pk}/"
    peggy = client_of(followed, "peggy")
    today = timezone.localdate()
    for values, sentence in (
        ({"what": "call:no_answer", "on": (today + timedelta(days=3)).isoformat()}, "still to come"),
        ({"what": "call:no_answer", "on": "1900-01-01"}, "more than 6 years ago. Check the year."),
        ({"what": "call:no_answer", "on": "0001-01-01"}, "more than 6 years ago. Check the year."),
        ({"what": "call:no_answer", "on": today.isoformat(), "note": "SSN 123-45-6789"}, "Social Security"),
        ({"what": "", "on": today.isoformat()}, "Choose what you did."),
        ({"what": "smoke:signals", "on": today.isoformat()}, "choose from the list"),
        ({"what": "call:no_answer", "on": "yesterday"}, "write the day like"),
    ):
        answer = peggy.post(address, values)
        assert answer.status_code == 422
        assert sentence in answer.content.decode()
    assert not ContactTry.objects.exists()


def test_in_summer_the_page_says_of_which_school_year_its_numbers_are(followed: World, client_of: ClientOf) -> None:
    today, school = timezone.localdate(), followed.schools["panguitch-elementary"]
    pages = {"ruth": "/follow-up/", "peggy": f"/follow-up/{school.pk}/"}

    def said(key: str) -> str:
        return " ".join(client_of(followed, key).get(pages[key]).content.decode().split())

    assert all("The school year ended on" not in said(key) for key in pages)

    SchoolYear.objects.filter(pk=followed.year.pk).update(ends_on=today - timedelta(days=1))
    ended = date_format(today - timedelta(days=1), "DATE_FORMAT")
    for key, what in (("ruth", "import the one of the new school year"), ("peggy", "the district office imports")):
        assert f"The school year ended on {ended}, and the next one has not been entered." in said(key)
        assert what in said(key)

    begins = today + timedelta(days=20)
    SchoolYear.objects.create(
        district=followed.district, name="next", starts_on=begins, ends_on=begins + timedelta(days=200)
    )
    for key in pages:
        assert f"and the next one begins on {date_format(begins, 'DATE_FORMAT')}." in said(key)
        assert "has not been entered" not in said(key)


def test_two_presses_write_one_line(followed: World) -> None:
    now = timezone.now()
    values = {
        "student": followed.people["ellie"], "how": "call", "outcome": "no_answer", "note": "", "now": now,
        "on": timezone.localdate(), "by": followed.people["peggy"],
    }  # fmt: skip
    record_try(**values)

    with pytest.raises(TriedTwice):
        record_try(**values)
    with pytest.raises(TriedInFuture):
        record_try(**values | {"on": timezone.localdate() + timedelta(days=1)})
    with pytest.raises(LooksLikeNumber):
        record_try(**values | {"note": "123-45-6789"})
    record_try(**values | {"now": now + timedelta(minutes=5)})
    record_try(**values | {"on": timezone.localdate() - timedelta(days=1)})
    assert ContactTry.objects.count() == 3


def test_two_tries_of_one_earlier_day_are_two_and_two_presses_are_one(followed: World, client_of: ClientOf) -> None:
    """Nobody was there in the morning, nobody in the evening; Peggy enters both on the next day."""
    ellie, peggy = followed.people["ellie"], client_of(followed, "peggy")
    address = f"/follow-up/students/{ellie.pk}/"
    line = {"what": "call:no_answer", "on": str(timezone.localdate() - timedelta(days=1)), "note": ""}
    entries = [peggy.get(address).context["entry"] for _time in range(2)]
    assert f'name="entry" value="{entries[0]}"' not in peggy.get(address).content.decode()

    for entry in entries:
        assert peggy.post(address, line | {"entry": entry}).status_code == 302
    assert ContactTry.objects.filter(student=ellie).count() == 2

    again = peggy.post(address, line | {"entry": entries[1]})
    assert again.status_code == 422
    assert "This attempt is written down already. If there was another one" in again.content.decode()
    assert ContactTry.objects.filter(student=ellie).count() == 2
    # The page that says so can write down a third one; and what is said otherwise is another one.
    assert f'name="entry" value="{again.context["entry"]}"' in again.content.decode()
    for entry, note in ((again.context["entry"], ""), (entries[1], "The other number.")):
        assert peggy.post(address, line | {"entry": entry, "note": note}).status_code == 302
    assert ContactTry.objects.filter(student=ellie).count() == 4


def line_of(world: World, key: str = "ellie", by: str = "peggy", **values: Any) -> ContactTry:
    given = {"how": "call", "outcome": "no_answer", "note": "", "at": timezone.now()} | values
    return ContactTry.objects.create(district=world.district, student=world.people[key], by=world.people[by], **given)


def mistake_of(line: ContactTry) -> str:
    return f"/follow-up/students/{line.student_id}/tries/{line.pk}/mistake/"


def test_a_try_that_was_entered_by_mistake_counts_nowhere_and_stays_on_record(
    followed: World, client_of: ClientOf
) -> None:
    """In the list, on the call sheet and in its file, in the evidence and in its sample; on the family's page it is
    struck through."""
    peggy, ellie = client_of(followed, "peggy"), followed.people["ellie"]
    school, now = followed.schools["panguitch-elementary"], timezone.now()
    calls = f"/follow-up/{school.pk}/calls/"
    asked = asked_on(followed.district, timezone.localdate())
    assert asked is not None

    def counted() -> tuple[Any, ...]:
        row = page_of(followed, peggy).split('id="students"', 1)[1].split("Ellie Whitaker", 1)[1].split("</tr>", 1)[0]
        sheet = next(one for one in peggy.get(calls).context["calls"] if one.one.student == ellie)
        file = peggy.get(f"/follow-up/{school.pk}/calls.csv").content.decode()
        line = next(one for one in file.splitlines() if "Whitaker" in one and "Ellie" in one)
        tried = evidence_of(school, now=now, with_sample=False).tried
        drawn = records([one for one in described(students_of(school.pk, asked), asked)
                         if one.standing.student_id == ellie.pk], school.district.zone)  # fmt: skip
        return (
            row, [one.words for one in sheet.one.tries], line, (tried.ways, tried.families, tried.left),
            drawn[0].tries, Standing.objects.get(student=ellie).tried_at,
        )  # fmt: skip

    before = counted()
    line = line_of(followed, note="mailbox is full")
    between = counted()
    assert [one != other for one, other in zip(before, between, strict=True)] == [True] * len(before)

    page = peggy.get(f"/follow-up/students/{ellie.pk}/").content.decode()
    assert mistake_of(line) in page
    answer = peggy.post(mistake_of(line), {"why": "It was about another family."}, follow=True)

    assert "does not count. It stays on record." in answer.content.decode()
    assert counted() == before
    assert evidence_of(school, now=now, with_sample=False).tried.mistaken == 1
    history = " ".join(answer.content.decode().split("Written down so far", 1)[1].split())
    struck = history.split("<del>", 1)[1].split("</del>", 1)[0]
    assert "Called, no answer, “mailbox is full”" in struck
    assert "Entered by mistake" in history
    assert "“It was about another family.”" in history
    assert followed.people["peggy"].full_name in history.split("</del>", 1)[1]
    assert mistake_of(line) not in history
    # Of what is no try, nobody says that somebody has tried.
    assert "Nobody has tried yet." in history


def test_the_evidence_says_how_many_lines_were_entered_by_mistake(followed: World) -> None:
    school = followed.schools["panguitch-elementary"]

    def said(language: str) -> str:
        with translation.override(language):
            found = evidence_of(school, now=timezone.now(), with_sample=False)
            return " ".join(str(block.get("text", "")) for block in try_blocks(found))

    for number in (1, 2):
        line = line_of(followed, note=f"{number}")
        assert "by mistake" not in said("en") or number == 2
        take_try_back(line=line, why="Wrong.", by=followed.people["peggy"], now=timezone.now())
    assert "2 lines more were entered by mistake. They are on record and not counted." in said("en")
    assert "2 líneas más se anotaron por error." in said("es")


def test_a_line_is_taken_back_once_with_a_reason_and_written_again_at_once(followed: World) -> None:
    now, peggy, ellie = timezone.now(), followed.people["peggy"], followed.people["ellie"]
    values: dict[str, Any] = {
        "student": ellie, "how": "call", "outcome": "no_answer", "note": "", "now": now, "on": timezone.localdate(),
        "by": peggy,
    }  # fmt: skip
    (line,) = record_try(**values)
    for why, error in ((" \x00 ", NoTryReason), ("SSN 123-45-6789", LooksLikeNumber)):
        with pytest.raises(error):
            take_try_back(line=line, why=why, by=peggy, now=now)

    take_try_back(line=line, why="Wrong.", by=peggy, now=now)

    with pytest.raises(TryTakenBack):
        take_try_back(line=line, why="Wrong.", by=peggy, now=now)
    # The same line within two minutes is a second press only of one that counts.
    record_try(**values)
    assert ContactTry.objects.filter(taken_back_at=None).count() == 1


def test_whoever_wrote_a_line_or_follows_the_school_up_takes_it_back(followed: World, client_of: ClientOf) -> None:
    of_june, of_peggy = line_of(followed, by="june"), line_of(followed, note="by the office")
    june = client_of(followed, "june")
    address = f"/follow-up/students/{of_june.student_id}/"
    page = june.get(address).content.decode()
    assert mistake_of(of_june) in page
    # A teacher takes back what the office wrote neither by a link nor by its address.
    assert mistake_of(of_peggy) not in page
    assert june.get(mistake_of(of_peggy)).status_code == 404
    assert june.post(mistake_of(of_peggy), {"why": "Mine."}).status_code == 404
    assert june.post(mistake_of(of_june), {"why": ""}).status_code == 422
    assert june.post(mistake_of(of_june), {"why": "The wrong day."}).status_code == 302
    # The office reads all of it, and takes back what a teacher wrote.
    other = line_of(followed, by="june", note="again")
    peggy = client_of(followed, "peggy")
    assert mistake_of(other) in peggy.get(address).content.decode()
    assert peggy.post(mistake_of(other), {"why": "June asked for it."}).status_code == 302
    # Of what colleagues noted, a teacher reads neither the line nor why it was none.
    assert peggy.post(mistake_of(of_peggy), {"why": "It was about a hearing."}).status_code == 302
    page = june.get(address).content.decode()
    assert page.count("Entered by mistake") == 3
    assert "The wrong day." in page
    assert "by the office" not in page
    assert "about a hearing" not in page
    # Marked already: the page says so, and nothing changes.
    assert "marked already as entered by mistake" in peggy.get(mistake_of(other)).content.decode()
    assert peggy.post(mistake_of(other), {"why": "Twice."}).status_code == 422
    # A line of another student is not found under this one's address.
    elsewhere = line_of(followed, key="sadie")
    assert peggy.get(f"{address}tries/{elsewhere.pk}/mistake/").status_code == 404
    # Nor does a family read or take back anything.
    assert client_of(followed, "rosa").get(mistake_of(of_june)).status_code in {403, 404}


def test_a_call_about_two_children_is_a_line_of_each(followed: World, client_of: ClientOf) -> None:
    """Only of children of the same guardians whom the viewer may see: from the list too."""
    ruth, lucia, ellie = client_of(followed, "ruth"), followed.people["lucia"], followed.people["ellie"]
    address = f"/follow-up/students/{followed.people['diego'].pk}/"
    assert lucia.full_name in ruth.get(address).content.decode()
    values = {"what": "call:no_answer", "on": timezone.localdate().isoformat(), "note": ""}

    answer = ruth.post(address, values | {"also": [str(lucia.pk)]}, follow=True)

    assert f"Written down for Diego Morales and {lucia.full_name}." in answer.content.decode()
    assert set(ContactTry.objects.values_list("student", flat=True)) == {followed.people["diego"].pk, lucia.pk}
    assert Standing.objects.get(student=lucia).tried_at is not None
    # Nobody's brother, and from the high school's counselor a child of another school.
    assert ruth.post(address, values | {"also": [str(ellie.pk)], "note": "x"}).status_code == 422
    dana = client_of(followed, "dana")
    assert lucia.full_name not in dana.get(address).content.decode()
    dana.post(address, values | {"also": [str(lucia.pk)], "note": "y"})
    assert ContactTry.objects.filter(student=lucia).count() == 1


def test_the_list_offers_siblings_beside_the_one_who_is_called(followed: World, client_of: ClientOf) -> None:
    Guardianship.objects.create(
        district=followed.district, student=followed.people["sadie"], guardian=followed.people["ben"], household=3,
        relationship="parent",
    )  # fmt: skip
    peggy, school = client_of(followed, "peggy"), followed.schools["panguitch-elementary"]
    sadie = followed.people["sadie"]
    next_step = page_of(followed, peggy).split("The school in numbers", 1)[0]
    assert f'name="also" value="{sadie.pk}"' in next_step

    values = {"what": "call:no_answer", "on": timezone.localdate().isoformat(), "school": str(school.pk)}
    peggy.post(f"/follow-up/students/{followed.people['ellie'].pk}/", values | {"also": [str(sadie.pk)]})

    assert "Nobody has tried yet" not in page_of(followed, peggy)


def test_a_teacher_writes_of_own_students_and_reads_of_the_notes_the_own(followed: World, client_of: ClientOf) -> None:
    june, peggy, ellie = client_of(followed, "june"), client_of(followed, "peggy"), followed.people["ellie"]
    address = f"/follow-up/students/{ellie.pk}/"
    values = {"what": "call:no_answer", "on": timezone.localdate().isoformat()}
    peggy.post(address, values | {"note": "asked about the custody hearing"})

    page = june.post(address, values | {"note": "try after five"}, follow=True).content.decode()

    assert "try after five" in page
    assert "custody" not in page
    assert page.count("Called, no answer") >= 2
    assert "custody" in peggy.get(address).content.decode()
    assert june.get(f"/follow-up/students/{followed.people['diego'].pk}/").status_code == 404
    assert june.get("/follow-up/").status_code in {403, 404}
    # From the school's list, which is not hers, she comes back to the student.
    school = {"school": str(followed.schools["panguitch-elementary"].pk), "note": "again"}
    assert june.post(address, values | school).headers["Location"] == address


def test_whom_somebody_met_without_a_booking_is_met(followed: World, client_of: ClientOf) -> None:
    peggy, ellie, people = client_of(followed, "peggy"), followed.people["ellie"], followed.people
    assert "The families of 2 students have not been met one by one" in page_of(followed, peggy)

    peggy.post(
        f"/students/{ellie.pk}/conferences/",
        {
            "on": timezone.localdate() - timedelta(days=1), "minutes": 25, "how": "phone",
            "students": "yes", "hosts": [people["june"].pk], "guardians": [people["karen"].pk],
        },
    )  # fmt: skip

    page = page_of(followed, peggy)
    assert "The family of 1 student has not been met one by one" in page
    assert "1 of 2" in page.split('id="students"', 1)[1].split("Ellie Whitaker", 1)[1]
    found = evidence_of(followed.schools["panguitch-elementary"], now=timezone.now())
    unbooked = found.held[-1]
    assert (unbooked.name, unbooked.booked, unbooked.came) == ("Not booked, written down afterwards", 1, 1)
    assert not any(
        one.name == unbooked.name for one in evidence_of(followed.schools["panguitch-high"], now=timezone.now()).held
    )


# —— group conferences

LACKING = "nobody is said to lack one, and those are counted who are known to have what is asked"


def hosts_of(world: World, key: str = "dana") -> str:
    """Somebody of the staff, as the form sends them."""
    return str(world.people[key].pk)


def test_group_conferences_are_counted_as_soon_as_one_is_written_down(followed: World, client_of: ClientOf) -> None:
    dana, school = client_of(followed, "dana"), followed.schools["panguitch-high"]
    diego = followed.people["diego"]
    before = page_of(followed, dana, "panguitch-high")
    assert LACKING in before
    address = f"/follow-up/{school.pk}/groups/"
    values = {"topic": "Graduation", "hosts": [hosts_of(followed)], "held_on": timezone.localdate().isoformat()}
    answer = dana.post(address, values)
    group = answer.headers["Location"]

    dana.post(group, {"shown": [str(diego.pk)], "came": [str(diego.pk)]})

    assert "The family of 1 student came" in dana.get(group).content.decode()
    page = page_of(followed, dana, "panguitch-high")
    assert LACKING not in page
    assert "1 of 1" in page
    dana.post(group, {"shown": [f"{diego.pk}:1"]})
    assert Standing.objects.get(student=diego).group_1 is None


def test_a_page_ticks_nobody_of_another_school(followed: World, client_of: ClientOf) -> None:
    dana, school = client_of(followed, "dana"), followed.schools["panguitch-high"]
    values = {"topic": "Graduation", "hosts": [hosts_of(followed)], "held_on": timezone.localdate().isoformat()}
    group = dana.post(f"/follow-up/{school.pk}/groups/", values).headers["Location"]
    mateo = str(followed.people["mateo"].pk)

    dana.post(group, {"shown": [mateo, "nonsense"], "came": [mateo, "nonsense"]})

    assert "The families of 0 students came" in dana.get(group).content.decode()
    assert Standing.objects.get(student=followed.people["mateo"]).group_1 is None


def held(world: World, school: str = "panguitch-high", **changes: Any) -> GroupConference:
    values: dict[str, Any] = {
        "topic": "Graduation", "hosts": [staff_of(world.schools[school])[0].person],
        "held_on": timezone.localdate(), "by": world.user("ruth"),
        "now": timezone.now(),
    }  # fmt: skip
    return hold_group(school=world.schools[school], **values | changes)


def known(world: World) -> set[tuple[str, str]]:
    """Schools and grades in which group conferences are counted."""
    asked = asked_on(world.district, timezone.localdate())
    assert asked is not None
    return {
        (slug, grade)
        for slug, school in world.schools.items()
        for grade in ("03", "07", "08", "09", "10", "11", "12")
        if (part := asked.part(grade, school.pk)) is not None and part.groups
    }


def test_a_group_conference_counts_for_its_school_and_its_grades_and_nowhere_else(followed: World) -> None:
    assert known(followed) == set()
    held(followed, first_grade=9, last_grade=10)

    assert known(followed) == {("panguitch-high", "09"), ("panguitch-high", "10")}
    held(followed, "panguitch-middle", first_grade=7)
    assert known(followed) == {("panguitch-high", "09"), ("panguitch-high", "10"), ("panguitch-middle", "07")}
    held(followed)
    assert {grade for slug, grade in known(followed) if slug == "panguitch-high"} >= {"11", "12"}
    # In grade 3 the policy asks none, so there is nothing to know.
    assert not any(grade == "03" for _slug, grade in known(followed))


def test_a_group_conference_of_last_year_is_for_those_who_were_in_its_grades_then(followed: World) -> None:
    """Grades 9 and 10 count together: whoever is in grade 10 today came when it was for grade 9."""
    year = SchoolYear.objects.get(district=followed.district)
    last_year = year.starts_on - timedelta(days=60)
    held(followed, first_grade=9, held_on=last_year)
    assert known(followed) == {("panguitch-high", "10")}

    held(followed, first_grade=9)
    assert known(followed) == {("panguitch-high", "09"), ("panguitch-high", "10")}
    # The same when the roster knows the year in which it was.
    SchoolYear.objects.create(
        district=followed.district, name="Before", starts_on=year.starts_on - timedelta(days=365),
        ends_on=year.starts_on - timedelta(days=1),
    )  # fmt: skip
    assert known(followed) == {("panguitch-high", "09"), ("panguitch-high", "10")}


def test_who_was_in_its_grades_then_is_ticked(followed: World, client_of: ClientOf) -> None:
    dana, school, diego = client_of(followed, "dana"), followed.schools["panguitch-high"], followed.people["diego"]
    last_year = SchoolYear.objects.get(district=followed.district).starts_on - timedelta(days=60)
    group = held(followed, first_grade=9, held_on=last_year)
    address = f"/follow-up/{school.pk}/groups/{group.pk}/"

    page = dana.get(address).content.decode()
    assert "Diego Morales, Grade 10" in page
    assert "Students are listed by the grade in which they are today" in page
    dana.post(address, {"shown": [diego.pk], "came": [diego.pk]})
    assert Standing.objects.get(student=diego).group_counselor_1 == group.held_at

    seniors = held(followed, first_grade=12, held_on=last_year)
    assert "Diego Morales" not in dana.get(f"/follow-up/{school.pk}/groups/{seniors.pk}/").content.decode()
    today = held(followed, first_grade=9)
    assert "Diego Morales" not in dana.get(f"/follow-up/{school.pk}/groups/{today.pk}/").content.decode()


def test_of_an_older_one_of_last_year_it_is_not_known_either(followed: World) -> None:
    """Who came to it then is in the next grade now, and is not said to lack one because of this year's."""
    last_year = SchoolYear.objects.get(district=followed.district).starts_on - timedelta(days=60)
    group = older(
        followed, first_grade=9, last_grade=9, held_at=datetime.combine(last_year, time(12), followed.district.zone)
    )
    held(followed, first_grade=9, last_grade=10)
    assert known(followed) == {("panguitch-high", "09")}

    dana = staff_of(followed.schools["panguitch-high"])[0].person
    complete_group(group=group, hosts=[dana], led_by="", minutes=None, shown=shown_of(group))
    assert known(followed) == {("panguitch-high", "09"), ("panguitch-high", "10")}


def older(world: World, **changes: Any) -> GroupConference:
    """One that was written down before anybody was asked who held it."""
    values: dict[str, Any] = {
        "district": world.district, "school": world.schools["panguitch-high"], "held_at": timezone.now(),
        "topic": "Graduation", "led_by": "Dana", "created_by": world.user("ruth"), "created_at": timezone.now(),
    }  # fmt: skip
    return GroupConference.objects.create(**values | changes)


def test_of_an_older_one_it_is_not_known_whether_a_counselor_was_there(followed: World, client_of: ClientOf) -> None:
    dana, school, diego = client_of(followed, "dana"), followed.schools["panguitch-high"], followed.people["diego"]
    group = older(followed, first_grade=9, last_grade=10)
    set_guests(group=group, shown=[diego.pk], came=[diego.pk])
    address = f"/follow-up/{school.pk}/groups/{group.pk}/hosts/"

    assert known(followed) == set()
    page = page_of(followed, dana, "panguitch-high")
    assert "Of a group conference nobody has said which people of the school held it." in page
    listed = dana.get(f"/follow-up/{school.pk}/groups/").content.decode()
    assert "Nobody has said which people of the school held it" in listed
    assert address in listed

    values = {"seen": as_seen(shown_of(group).prints), "hosts": [hosts_of(followed)], "led_by": "A guest"}
    answer = dana.post(address, values, follow=True)

    assert "A counselor was there" in answer.content.decode()
    assert "Dana Lindqvist (counselor), A guest" in answer.content.decode()
    assert known(followed) == {("panguitch-high", "09"), ("panguitch-high", "10")}
    assert Standing.objects.get(student=diego).group_counselor_1 == group.held_at
    assert "Of a group conference nobody has said" not in page_of(followed, dana, "panguitch-high")


def test_a_topic_is_marked_with_its_language_on_a_page_in_another_one(followed: World, client_of: ClientOf) -> None:
    dana, school = client_of(followed, "dana"), followed.schools["panguitch-high"]
    data = {
        "topic": "Graduation and classes", "language": "en", "held_on": timezone.localdate().isoformat(),
        "hosts": [str(followed.people["dana"].pk)],
    }  # fmt: skip
    dana.post(f"/follow-up/{school.pk}/groups/", data)
    group = GroupConference.objects.get(topic="Graduation and classes")

    pages = {}
    for language in ("en", "es"):
        dana.cookies["doorway_language"] = language
        for address in ("", f"{group.pk}/", f"{group.pk}/hosts/", f"{group.pk}/take-back/"):
            answer = dana.get(f"/follow-up/{school.pk}/groups/{address}")
            assert answer.status_code == 200, address
            pages[language, address] = answer.content.decode()

    for (language, address), page in pages.items():
        assert ('lang="en">Graduation and classes' in page) == (language == "es"), (language, address)


def test_one_without_a_counselor_is_known_and_does_not_count(followed: World, client_of: ClientOf) -> None:
    dana, diego, owen = client_of(followed, "dana"), followed.people["diego"], followed.people["owen"]
    group = held(followed, hosts=[owen.pk])
    set_guests(group=group, shown=[diego.pk], came=[diego.pk])

    page = page_of(followed, dana, "panguitch-high")
    assert "<strong>0 of 1</strong> (came; no counselor on record)" in page
    standing = Standing.objects.get(student=diego)
    assert (standing.group_1, standing.group_counselor_1) == (group.held_at, None)

    Membership.objects.create(
        district=followed.district, person=owen, school=followed.schools["panguitch-high"], role="counselor"
    )
    assert Standing.objects.get(student=diego).group_counselor_1 == group.held_at
    assert "(came; no counselor on record)" not in page_of(followed, dana, "panguitch-high")


def test_who_held_it_is_somebody_who_works_at_the_school(followed: World, client_of: ClientOf) -> None:
    dana, school = client_of(followed, "dana"), followed.schools["panguitch-high"]
    today = timezone.localdate()
    address = f"/follow-up/{school.pk}/groups/"
    form = dana.get(address).content.decode()
    assert "Dana Lindqvist · Counselor" in form
    assert followed.people["june"].full_name not in form
    assert followed.people["rosa"].full_name not in form

    values = {"topic": "Graduation", "held_on": today.isoformat()}
    for hosts in ([], [hosts_of(followed, "june")], [hosts_of(followed, "rosa")], ["nonsense"]):
        assert dana.post(address, values | {"hosts": hosts}).status_code == 422
    for key in ("june", "rosa", "diego"):
        with pytest.raises(NotOfStaff):
            held(followed, hosts=[followed.people[key].pk])
    with pytest.raises(NoHost):
        held(followed, hosts=[])
    assert not GroupConference.objects.exists()


def test_whoever_has_left_since_can_be_said_to_have_held_it(followed: World, client_of: ClientOf) -> None:
    """For two years among the staff, and for ever where somebody has said so."""
    ruth, school = client_of(followed, "ruth"), followed.schools["panguitch-high"]
    dana, today = followed.people["dana"], timezone.localdate()
    row = Membership.objects.get(person=dana, role="counselor")
    Membership.objects.filter(pk=row.pk).update(ends_on=today - timedelta(days=300))
    group = held(followed, hosts=[dana.pk])
    Membership.objects.filter(pk=row.pk).update(ends_on=today - timedelta(days=900))
    assert dana.pk not in {one.person for one in staff_of(school)}

    address = f"/follow-up/{school.pk}/groups/{group.pk}/hosts/"
    assert "Dana Lindqvist · Counselor" in ruth.get(address).content.decode()
    ruth.post(address, {"hosts": [str(dana.pk)], "led_by": "A guest"})

    group.refresh_from_db()
    assert (group.led_by, [one.person for one in group.hosts.all()]) == ("A guest", [dana])


def test_of_many_people_counselors_stand_at_once_and_others_are_folded(followed: World, client_of: ClientOf) -> None:
    school = followed.schools["panguitch-high"]
    for number in range(20):
        person = Person.objects.create(
            district=followed.district, given_name="Ada", family_name=f"Teacher{number:02}", sourced_id=f"t-{number}"
        )
        Membership.objects.create(district=followed.district, person=person, school=school, role="teacher")

    page = client_of(followed, "dana").get(f"/follow-up/{school.pk}/groups/").content.decode()

    at_once, _fold, folded = page.partition("more people of the school")
    assert "Dana Lindqvist · Counselor" in at_once
    assert "Ada Teacher01" in at_once
    assert "Ada Teacher19" in folded


def has_all_that_is_known(world: World, key: str) -> None:
    """Everything but a group conference, of which nobody at the school has written one down."""
    now = timezone.now()
    names = ("met_1", "counselor_1", "shared_at", "guardian_signed_at", "student_signed_at", "involved_at")
    Standing.objects.filter(student=world.people[key]).update(filled=1023, **dict.fromkeys(names, now))


def test_who_came_to_a_group_conference_elsewhere_has_it_where_nobody_has_written_one_down(
    followed: World, client_of: ClientOf
) -> None:
    """All pages say the same: the district's, the school's, the evidence and what is kept."""
    has_all_that_is_known(followed, "diego")
    now, high = timezone.now(), followed.schools["panguitch-high"]
    # Registrations are not known either, but for this student.
    Standing.objects.filter(student=followed.people["diego"]).update(
        group_1=now, group_counselor_1=now, as_planned_1=followed.year.ends_on.year
    )
    ruth = client_of(followed, "ruth")
    ruth.cookies["doorway_language"] = "en"

    asked = asked_on(followed.district, timezone.localdate())
    assert asked is not None
    students = total(lines(asked)).students

    district = " ".join(ruth.get("/follow-up/").content.decode().split())
    school = " ".join(page_of(followed, ruth, "panguitch-high").split())

    assert f"1 of {students} students has everything" in district
    assert "Not all is known" not in district
    row = district.split(f"{high.name}</a>")[1].split("</tr>")[0]
    assert "1 of 1</td>" in row
    assert "1 of 1 student has everything that the board asks." in school
    assert "Everything is there" in school.split('id="students"')[1]
    assert "not known</td>" not in school
    assert "nobody is said to lack one, and those are counted who are known" in school
    rows = list(csv.DictReader(io.StringIO(as_csv(evidence_of(high, now=now)))))
    assert [(row["group"], row["done"], row.get("not_all_known")) for row in rows] == [("1", "1", None)]
    keep_figures(now=now)
    assert [(day.tally.sure, day.tally.unsure) for day in kept_days(followed.district, [high])] == [(1, 0)]
    shown = shown_to_all(followed.district)
    assert shown is not None
    assert (shown.schools[high].sure, shown.schools[high].unsure) == (1, 0)


def test_what_is_not_known_is_not_counted_as_there(followed: World, client_of: ClientOf) -> None:
    """Three numbers: who has everything, who lacks something, and of whom not all is known."""
    has_all_that_is_known(followed, "diego")
    ruth, today = client_of(followed, "ruth"), timezone.localdate()
    ruth.cookies["doorway_language"] = "en"
    asked = asked_on(followed.district, today)
    assert asked is not None
    found = total(lines(asked))
    assert (found.sure, found.unsure, found.missing) == (0, 1, found.students - 1)

    district = " ".join(ruth.get("/follow-up/").content.decode().split())
    school = " ".join(page_of(followed, ruth, "panguitch-high").split())

    assert f"0 of {found.students} students have everything" in district
    assert f"{found.missing} lack something. Of 1 not all is known." in district
    assert "0 of 1 student has everything that the board asks. Of 1 not all is known." in school
    assert "Nothing known is missing" in school
    assert "Everything is there" not in school
    for show, sees in (("done", False), ("unsure", True), ("all", True)):
        listed = page_of(followed, ruth, "panguitch-high", f"?show={show}").split('id="students"')[1]
        assert ("Diego" in listed) == sees, show
    trend = ruth.get("/follow-up/trend/").content.decode()
    assert "0 (0&nbsp;%)" in trend
    assert "Not all is known" in trend


def test_one_of_before_the_span_does_not_count(followed: World) -> None:
    held(followed, held_on=timezone.localdate() - timedelta(days=3 * 365))

    assert known(followed) == set()


def test_one_written_by_mistake_is_taken_back_and_stays_on_record(followed: World, client_of: ClientOf) -> None:
    dana, school, diego = client_of(followed, "dana"), followed.schools["panguitch-high"], followed.people["diego"]
    group = held(followed)
    set_guests(group=group, shown=[diego.pk], came=[diego.pk])
    assert Standing.objects.get(student=diego).group_1 is not None
    address = f"/follow-up/{school.pk}/groups/{group.pk}/take-back/"
    assert address in dana.get(f"/follow-up/{school.pk}/groups/{group.pk}/").content.decode()
    assert dana.post(address, {"why": ""}).status_code == 422

    assert dana.post(address, {"why": "It was another school."}).status_code == 302

    group.refresh_from_db()
    assert (group.taken_back_by, group.taken_back_why) == (followed.user("dana"), "It was another school.")
    standing = Standing.objects.get(student=diego)
    assert (standing.group_1, standing.involved_at) == (None, None)
    assert known(followed) == set()
    assert LACKING in page_of(followed, dana, "panguitch-high")
    page = dana.get(f"/follow-up/{school.pk}/groups/").content.decode()
    assert "It was another school." in page
    assert group.guests.count() == 1
    # It is over: no tick, no second reason, nothing deleted.
    assert dana.post(address, {"why": "Otherwise."}).status_code == 422
    with pytest.raises(GroupTakenBack):
        set_guests(group=group, shown=[diego.pk], came=[])
    for change in (
        group.delete,
        lambda: GroupConference.objects.filter(pk=group.pk).update(taken_back_at=None),
        lambda: GroupGuest.objects.filter(conference=group).delete(),
        lambda: GroupHost.objects.filter(conference=group).delete(),
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            change()


def test_who_came_to_a_group_is_not_said_to_be_met_by_nobody(followed: World, client_of: ClientOf) -> None:
    """They are not met one by one, and nobody reads that nothing was done."""
    dana, diego = client_of(followed, "dana"), followed.people["diego"]
    assert "Nobody has tried yet" in page_of(followed, dana, "panguitch-high")
    before = evidence_of(followed.schools["panguitch-high"], now=timezone.now()).tried.left
    group = held(followed)
    set_guests(group=group, shown=[diego.pk], came=[diego.pk])

    page = " ".join(page_of(followed, dana, "panguitch-high").split())

    said = f"came to a group conference on {date_format(timezone.localdate(), 'SHORT_DATE_FORMAT')}"
    assert "The family of 1 student has not been met one by one" in page
    # Once among those to call, once in the list.
    assert page.count(said) == 2
    assert "Nobody has tried yet" not in page
    assert evidence_of(followed.schools["panguitch-high"], now=timezone.now()).tried.left == before - 1
    # One of before the time that counts says nothing.
    long_ago = timezone.now() - timedelta(days=3 * 365)
    Standing.objects.filter(student=diego).update(group_1=long_ago)
    assert "came to a group conference" not in page_of(followed, dana, "panguitch-high")
    assert evidence_of(followed.schools["panguitch-high"], now=timezone.now()).tried.left == before


def test_whom_nobody_met_in_a_group_or_tried_to_reach_stands_on_top(followed: World) -> None:
    school = followed.schools["panguitch-elementary"]
    asked = asked_on(followed.district, timezone.localdate())
    assert asked is not None

    def order() -> list[str]:
        rows = unmet(school.pk, asked, AccessMark.objects.none(), now=timezone.now())
        return [row.student.given_name for row in rows.select_related("student")]

    first, second = order()
    Standing.objects.filter(student__given_name=first).update(group_1=timezone.now())

    assert order() == [second, first]


@pytest.mark.parametrize(
    ("students", "done", "language", "words"),
    [
        (904, 1, "en", "1 of 904 students has everything"),
        (904, 2, "en", "2 of 904 students have everything"),
        (1, 1, "en", "1 of 1 student has everything"),
        (70, 1, "es", "1 de 70 estudiantes tiene todo"),
        (70, 2, "es", "2 de 70 estudiantes tienen todo"),
    ],
)
def test_how_many_have_everything_is_one_sentence(students: int, done: int, language: str, words: str) -> None:
    with translation.override(language):
        said = render_to_string("compliance/_three_numbers.html", {"all": Tally(students, sure=done)})

    assert words in said


def share_plan(world: World, key: str, *sections: str) -> PlanVersion:
    """The plan of a student with words in these parts, shared now; a correction where there is one."""
    student, june = world.people[key], world.people["june"]
    plan, _new = Plan.objects.get_or_create(
        district=world.district, student=student, school_year=world.year,
        defaults={"kind": "sep", "grade": student.grade, "created_at": timezone.now()},
    )  # fmt: skip
    for section in sections:
        PlanEntry.objects.create(
            district=world.district, plan=plan, section=section, author=june, text="Words.", updated_at=timezone.now()
        )
    return share(plan, by=world.user("june"), now=timezone.now(), reason="More.")


def test_a_plan_counts_when_every_part_that_the_policy_asks_is_filled_in(followed: World, client_of: ClientOf) -> None:
    ruth, school = client_of(followed, "ruth"), followed.schools["panguitch-elementary"]

    def plans() -> int:
        asked = asked_on(followed.district, timezone.localdate())
        assert asked is not None
        found = total(lines(asked, school=school))
        assert students_of(school.pk, asked, show="plan").count() == found.students - found.plan
        return found.plan

    share_plan(followed, "mateo", "strengths", "accomplishments", "improve")
    assert plans() == 0
    page = " ".join(page_of(followed, ruth, "panguitch-elementary").split())
    assert "but without: <strong>Behavior, Homework</strong>" in page
    ruth.cookies["doorway_language"] = "es"
    assert "pero sin: <strong>Conducta, Tareas</strong>" in page_of(followed, ruth, "panguitch-elementary")
    ruth.cookies["doorway_language"] = "en"

    share_plan(followed, "mateo", "behavior", "homework")
    assert plans() == 1
    assert "but without" not in page_of(followed, ruth, "panguitch-elementary")

    # A correction in which a part is empty again.
    PlanEntry.objects.filter(plan__student=followed.people["mateo"], section="homework").delete()
    share_plan(followed, "mateo")
    assert plans() == 0


def test_a_draft_that_asks_for_another_part_is_counted_before_it_holds(followed: World) -> None:
    share_plan(followed, "mateo", "strengths")
    today = timezone.localdate()
    one = Rule(-1, 6, "sep", individual=0, sections=("strengths",))
    two = replace(one, sections=("strengths", "homework"))
    Standing.objects.filter(student=followed.people["mateo"]).update(involved_at=timezone.now())
    before, after = (asked_of([rule], followed.district, today) for rule in (one, two))
    assert after is not None

    assert before is not None

    found = all_moved(changes(before, after))
    back = all_moved(changes(after, before))

    assert found["done"] == found["plan"] == Moved(2, 3, 1, 0)
    assert back["done"] == Moved(3, 2, 0, 1)


def test_a_part_that_plans_of_the_grade_do_not_have_is_not_asked() -> None:
    """Nobody could fill it in."""
    pack, rule = load_pack("utah"), Rule(-1, 6, "sep", sections=("strengths", "homework", "graduation"))
    plans = pack.plans
    (kind, *others) = plans.kinds
    later = [
        part.model_copy(update={"grades": Grades(first=3, last=6)}) if part.key == "homework" else part
        for part in kind.sections
    ]
    kinds = (kind.model_copy(update={"sections": tuple(later)}), *others)
    changed = replace(pack, plans=plans.model_copy(update={"kinds": kinds}))

    assert asked_sections(rule, 2, changed) == 2
    assert asked_sections(rule, 3, changed) == 2 + 32
    assert asked_sections(replace(rule, kind="nothing"), 3, changed) == 0


def test_whoever_shares_a_plan_sees_which_empty_parts_the_policy_asks(followed: World, client_of: ClientOf) -> None:
    june, mateo = client_of(followed, "june"), followed.people["mateo"]
    Membership.objects.filter(person=followed.people["june"]).update(begins_on=None)
    share_plan(followed, "mateo", "strengths", "homework")
    page = " ".join(june.get(reverse("review_plan", args=[mateo.pk])).content.decode().split())
    assert "The policy asks for these parts, and they are empty" in page

    PlanEntry.objects.create(
        district=followed.district, plan=Plan.objects.get(student=mateo), section="improve",
        author=followed.people["june"], text="Next.", updated_at=timezone.now(),
    )  # fmt: skip
    page = " ".join(june.get(reverse("review_plan", args=[mateo.pk])).content.decode().split())
    asked = [gap for gap in page.split("<li>") if "The policy asks for it</strong>" in gap]
    assert len(asked) == 2
    assert "Behavior" in page.split("The policy asks for it")[1] + page.split("The policy asks for it")[0]
    assert "It counts as missing until every part that the policy asks is filled in and shared." in page
    # In grade 12 the rule asks for other parts.
    assert parts_asked(followed.people["diego"], timezone.localdate()) == {
        "student_words", "occupations", "courses", "graduation",
    }  # fmt: skip


def test_the_pages_say_when_a_plan_counts(followed: World, client_of: ClientOf) -> None:
    sentence = "A plan counts when it was shared and every part that the policy asks is filled in."
    assert sentence in page_of(followed, client_of(followed, "dana"), "panguitch-high")
    assert sentence in client_of(followed, "ruth").get("/follow-up/").content.decode()


def test_only_families_of_its_grades_can_be_ticked(followed: World, client_of: ClientOf) -> None:
    dana, school, diego = client_of(followed, "dana"), followed.schools["panguitch-high"], followed.people["diego"]
    grade = grade_number(diego.grade)
    group = held(followed, first_grade=grade + 1, last_grade=grade + 1)

    dana.post(f"/follow-up/{school.pk}/groups/{group.pk}/", {"shown": [str(diego.pk)], "came": [str(diego.pk)]})

    assert not group.guests.exists()


def test_grades_of_a_group_conference_the_wrong_way_round_are_refused(followed: World) -> None:
    with pytest.raises(GroupGradesBackwards):
        held(followed, first_grade=10, last_grade=9)


def test_a_group_conference_of_tomorrow_or_about_nothing_is_refused(followed: World, client_of: ClientOf) -> None:
    dana, school = client_of(followed, "dana"), followed.schools["panguitch-high"]
    today = timezone.localdate().isoformat()
    for values, sentence in (
        ({"topic": "About Diego Morales", "held_on": today}, "This names a student"),
        ({"topic": "For 529-88-1234", "held_on": today}, "Social Security"),
        ({"topic": "Graduation", "led_by": "529-88-1234", "held_on": today}, "Social Security"),
        ({"topic": "Graduation", "held_on": (timezone.localdate() + timedelta(days=2)).isoformat()}, "still to come"),
        ({"topic": "Graduation", "held_on": "1990-01-01"}, "more than 6 years ago. Check the year."),
        ({"topic": "Graduation", "held_on": "0001-01-01"}, "more than 6 years ago. Check the year."),
        ({"topic": " \x00 ", "held_on": timezone.localdate().isoformat()}, ""),
    ):
        answer = dana.post(f"/follow-up/{school.pk}/groups/", {"hosts": [hosts_of(followed)]} | values)
        assert answer.status_code == 422
        assert sentence in answer.content.decode()


def test_what_the_longest_review_asks_for_can_still_be_written_down(followed: World) -> None:
    day = timezone.localdate() - timedelta(days=6 * 365)

    assert held(followed, held_on=day).held_at.date() == day
    (line,) = record_try(
        student=followed.people["ellie"], how="call", outcome="no_answer", note="", now=timezone.now(), on=day,
        by=followed.people["peggy"],
    )  # fmt: skip
    assert line.at.date() == day


def test_going_on_from_a_page_of_families_saves_what_was_ticked(
    followed: World, client_of: ClientOf, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Another page or another grade is a way to go on with a form half filled in: nothing ticked is lost."""
    monkeypatch.setattr("doorway.compliance.views.groups.FAMILIES_PER_PAGE", 1)
    peggy, school = client_of(followed, "peggy"), followed.schools["panguitch-elementary"]
    group = hold_group(
        school=school, topic="Reading", hosts=[followed.people["june"].pk], held_on=timezone.localdate(),
        by=followed.user("ruth"), now=timezone.now(),
    )  # fmt: skip
    address = f"/follow-up/{school.pk}/groups/{group.pk}/"
    first = peggy.get(address)
    shown = str(first.context["rows"][0][0].student_id)
    assert "Page 1 of 3" in first.content.decode()

    answer = peggy.post(address, {"shown": [shown], "came": [shown], "go": "2"})

    assert answer.headers["Location"] == f"{address}?page=2"
    assert {str(one.student_id) for one in group.guests.all()} == {shown}
    for go, leads in (("grade", f"{address}?grade=03"), ("1; drop", f"{address}?page=2"), ("", f"{address}?page=2")):
        sent = {"shown": [shown], "came": [shown], "go": go, "grade": "03"}
        assert peggy.post(f"{address}?page=2", sent).headers["Location"] == leads


def test_two_students_of_one_name_are_told_apart_where_families_are_ticked(
    followed: World, client_of: ClientOf
) -> None:
    ellie, sadie = followed.people["ellie"], followed.people["sadie"]
    Person.objects.filter(pk=sadie.pk).update(
        given_name=ellie.given_name,
        preferred_given_name=ellie.preferred_given_name,
        middle_name="May",
        family_name=ellie.family_name,
    )
    group = hold_group(
        school=followed.schools["panguitch-elementary"], topic="Reading", hosts=[followed.people["june"].pk],
        held_on=timezone.localdate(), by=followed.user("ruth"), now=timezone.now(),
    )  # fmt: skip

    page = client_of(followed, "peggy").get(f"/follow-up/{group.school_id}/groups/{group.pk}/").content.decode()

    assert "Ellie May Whitaker" in page
