"""Direct-service time: what counts, who writes, who reads, and what the numbers do not say."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.world import World, add_conference, make_world

from doorway.compliance.actions.following_up import take_group_back
from doorway.compliance.actions.service import take_time_back, write_time
from doorway.compliance.core.service import DIRECT, INDIRECT, Time, Written, time_of
from doorway.compliance.models import GroupConference, KeepingDecision, ServiceTime
from doorway.compliance.queries.service import counselors_of, time_in
from doorway.conferences.actions.holding import Account, write_down
from doorway.conferences.models import Appointment
from doorway.roster.models import EarlierStay, Membership, SchoolYear

ClientOf = Callable[[World, str], Client]
NOON = datetime(2026, 11, 2, 12, tzinfo=UTC)
DAY = date(2026, 11, 2)


def span(start: int, minutes: int) -> tuple[datetime, datetime]:
    return NOON + timedelta(minutes=start), NOON + timedelta(minutes=start + minutes)


# —— the core


@pytest.mark.parametrize(
    ("meetings", "minutes", "number"),
    [
        ([], 0, 0),
        ([span(0, 15), span(15, 15)], 30, 2),
        ([span(0, 15), span(0, 15)], 15, 1),  # two children of one family, met together
        ([span(0, 20), span(10, 20)], 30, 2),
        ([span(0, 60), span(10, 5)], 60, 2),
    ],
)
def test_a_minute_counts_once(meetings: list[tuple[datetime, datetime]], minutes: int, number: int) -> None:
    found = time_of(meetings, [])

    assert (found.conferences, found.meetings) == (minutes, number)


def test_without_a_time_of_the_day_and_in_a_group_every_minute_counts() -> None:
    """Three calls of one day lie on nothing; of a group conference without minutes it is known that they are not."""
    found = time_of([span(0, 15), span(5, 15)], [], untimed=[20, 20, 20], groups=[90, None, 45])

    assert (found.conferences, found.meetings, found.groups, found.unsaid) == (20 + 60 + 135, 5, 2, 1)
    both = found + found
    assert (both.groups, both.unsaid, both.conferences) == (4, 2, 2 * found.conferences)


def test_the_share_is_rounded_down_and_the_bar_is_exact() -> None:
    assert (Time(direct=849, indirect=151).share, Time(direct=849, indirect=151).reaches(85)) == (84, False)
    assert (Time(direct=850, indirect=150).share, Time(direct=850, indirect=150).reaches(85)) == (85, True)
    assert (Time().share, Time().reaches(85)) == (None, False)
    assert Time(conferences=60).is_telling is False


def test_every_kind_is_direct_or_indirect_and_none_is_both() -> None:
    assert sorted([*DIRECT, *INDIRECT]) == sorted(ServiceTime.Kind.values)


LINES = st.tuples(st.sampled_from([*DIRECT, *INDIRECT]), st.integers(1, 900))
SPANS = st.tuples(st.integers(0, 500), st.integers(1, 90))


@settings(suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(SPANS, max_size=6), st.lists(LINES, max_size=6), st.integers(501, 900))
def test_a_conference_more_never_lowers_the_share(
    spans: list[tuple[int, int]], lines: list[tuple[str, int]], start: int
) -> None:
    meetings, written = [span(*one) for one in spans], [Written(DAY, *one) for one in lines]
    before, after = time_of(meetings, written), time_of([*meetings, span(start + 100, 15)], written)

    assert after.conferences == before.conferences + 15
    assert (after.share or 0) >= (before.share or 0)
    assert before.total == before.conferences + sum(row.minutes for row in written)


# —— the pages


@pytest.fixture
def met(world: World) -> World:
    """Dana met Diego's family for a quarter of an hour; another family did not come."""
    add_conference(world, school="panguitch-high", host="dana")
    host, starts = world.hosts["dana"], timezone.now() - timedelta(days=2)
    # Before it: half an hour later is another day in the last half hour of one.
    for student, attendance, before in (("diego", "came", 0), ("ellie", "no_show", 30)):
        begins = starts - timedelta(minutes=before)
        Appointment.objects.create(
            district=world.district, conference=host.conference, host=host, student=world.people[student],
            guardian=world.people["rosa"], starts_at=begins, ends_at=begins + timedelta(minutes=15), booked_at=begins,
            attendance=attendance,
        )  # fmt: skip
    return world


def write(client: Client, **changes: str) -> str:
    data = {"kind": "program", "minutes": "5", "on": str(timezone.localdate()), "note": ""}
    client.cookies["doorway_language"] = "en"
    return " ".join(client.post("/counselor/time/", data | changes, follow=True).content.decode().split())


def test_a_conference_counts_by_itself_and_the_rest_when_it_is_written_down(met: World, client_of: ClientOf) -> None:
    dana = client_of(met, "dana")
    dana.cookies["doorway_language"] = "en"
    text = " ".join(dana.get("/counselor/time/").content.decode().split())
    assert "100 % of what is known is direct service." in text
    assert "No indirect time written down" in text
    assert "15 min" in text
    assert "one meeting" in text

    text = write(dana)
    assert "75 % of what is known is direct service." in text
    assert "Too little" in text
    text = write(dana, kind="student", minutes="90")
    assert "95 % of what is known is direct service." in text
    assert "1 h 30 min" in text


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"on": str(timezone.localdate() + timedelta(days=1))}, "Write time down after it has passed."),
        ({"on": "0026-11-28"}, "is in no school year that Doorway knows."),
        ({"minutes": "961"}, "960"),
        ({"minutes": "0"}, "1"),
        ({"note": "Of 529-88-1234."}, "Social Security"),
        ({"kind": "nothing"}, "What it was"),
        ({"on": ""}, "On"),
    ],
)
def test_bad_input_is_refused_with_a_sentence(
    met: World, client_of: ClientOf, changes: dict[str, str], sentence: str
) -> None:
    text = write(client_of(met, "dana"), **changes)

    assert "Error:" in text
    assert sentence in text
    assert not ServiceTime.objects.exists()


def test_a_day_has_no_more_than_sixteen_hours(met: World, client_of: ClientOf) -> None:
    dana = client_of(met, "dana")
    write(dana, minutes="900")

    assert "more than 16 hours" in write(dana, minutes="61")
    assert ServiceTime.objects.count() == 1
    with pytest.raises(IntegrityError), transaction.atomic():
        ServiceTime.objects.update(minutes=2000)


def test_a_line_is_taken_out_by_whoever_wrote_it(met: World, client_of: ClientOf) -> None:
    dana = client_of(met, "dana")
    write(dana)
    line = ServiceTime.objects.get()

    for key in ("harriet", "peggy", "rosa", "ruth"):
        assert client_of(met, key).post(f"/counselor/time/{line.pk}/remove/").status_code in {403, 404}
    assert ServiceTime.objects.exists()
    dana.post(f"/counselor/time/{line.pk}/remove/")
    assert not ServiceTime.objects.exists()
    answer = dana.post(f"/counselor/time/{line.pk}/remove/", follow=True).content.decode()
    assert "This line is not there any more." in answer


def test_the_district_reads_the_table_and_takes_it_along(met: World, client_of: ClientOf) -> None:
    write(client_of(met, "dana"), note="Mine alone")
    ruth = client_of(met, "ruth")
    ruth.cookies["doorway_language"] = "en"

    text = " ".join(ruth.get("/follow-up/counselors/").content.decode().split())
    rows = list(csv.DictReader(io.StringIO(ruth.get("/follow-up/counselors.csv").content.decode("utf-8-sig"))))

    assert met.people["dana"].full_name in text
    assert "Mine alone" not in text
    row = next(row for row in rows if row["counselor"] == met.people["dana"].full_name)
    assert {key: row[key] for key in ("meetings", "conference_minutes", "indirect_minutes", "direct_percent")} == {
        "meetings": "1", "conference_minutes": "15", "indirect_minutes": "5", "direct_percent": "75",
    }  # fmt: skip


def test_a_counselor_of_the_whole_district_stands_at_each_school(met: World, client_of: ClientOf) -> None:
    """``doorway grant … counselor --whole-district``; the places are said once, with a school of their own beside."""
    june, district = met.people["june"], met.district
    whole = Membership.objects.create(district=district, person=june, school=None, role="counselor")
    ServiceTime.objects.create(
        district=district, counselor=june, on=timezone.localdate(), kind="student", minutes=45,
        written_at=timezone.now(),
    )  # fmt: skip
    other = make_world("other", "Another district")
    Membership.objects.create(district=other.district, person=other.people["june"], school=None, role="counselor")

    text = " ".join(client_of(met, "ruth").get("/follow-up/counselors/").content.decode().split())
    assert f'{june.full_name}<br><span class="dw-quiet">all schools of the district</span>' in text
    # At Harriet's school nobody else is a counselor.
    assert june.full_name in client_of(met, "harriet").get("/follow-up/counselors/").content.decode()
    file = client_of(met, "ruth").get("/follow-up/counselors.csv").content.decode("utf-8-sig")
    (row,) = [row for row in csv.DictReader(io.StringIO(file)) if row["counselor"] == june.full_name]
    assert (row["schools"], row["direct_minutes"]) == ("all schools of the district", "45")

    today = timezone.localdate()
    found = counselors_of(list(met.schools.values()), met.year, today)
    assert [one.counselor.pk for one in found].count(june.pk) == 1
    assert other.people["june"].pk not in {one.counselor.pk for one in found}

    # Somebody who was it until last week is still there with what they did, at a school of their own, too.
    school = met.schools["panguitch-high"]
    Membership.objects.create(district=district, person=june, school=school, role="counselor")
    whole.delete()
    EarlierStay.objects.create(
        district=district, person=june, school=None, role="counselor", begins_on=met.year.starts_on,
        ends_on=today - timedelta(days=7),
    )  # fmt: skip
    (one,) = [one for one in counselors_of([school], met.year, today) if one.counselor == june]
    assert one.places == ("all schools of the district", school.name)


def test_a_principal_reads_the_own_school_only(met: World, client_of: ClientOf) -> None:
    """Harriet's school has no counselor."""
    text = client_of(met, "harriet").get("/follow-up/counselors/").content.decode()

    assert met.people["dana"].full_name not in text


@pytest.mark.parametrize("key", ["peggy", "june", "rosa", "diego"])
def test_nobody_else_reads_it(met: World, client_of: ClientOf, key: str) -> None:
    for address in ("/counselor/time/", "/follow-up/counselors/", "/follow-up/counselors.csv"):
        assert client_of(met, key).get(address).status_code in {403, 404}


def test_another_year_is_counted_for_itself(met: World, client_of: ClientOf) -> None:
    dana = client_of(met, "dana")
    last = met.year.starts_on - timedelta(days=1)
    write(dana, on=str(last), minutes="500")

    assert "100 % of what is known" in " ".join(dana.get("/counselor/time/").content.decode().split())


def test_a_past_year_has_those_who_were_counselors_then(met: World, client_of: ClientOf) -> None:
    """Whoever left since is there with what they did, and whoever came this year is not."""
    before = SchoolYear.objects.create(
        district=met.district, name="before", starts_on=met.year.starts_on - timedelta(days=365),
        ends_on=met.year.starts_on - timedelta(days=1),
    )  # fmt: skip
    seat = {"district": met.district, "school": met.schools["panguitch-high"], "role": "counselor"}
    left = Membership.objects.create(
        person=met.people["owen"], begins_on=before.starts_on, ends_on=before.ends_on - timedelta(days=9), **seat
    )
    Membership.objects.create(person=met.people["june"], begins_on=met.year.starts_on, **seat)
    ServiceTime.objects.create(
        district=met.district, counselor=left.person, on=before.starts_on + timedelta(days=9), kind="student",
        minutes=60, written_at=timezone.now(),
    )  # fmt: skip
    schools, today = list(met.schools.values()), timezone.localdate()

    then, now = (counselors_of(schools, year, today) for year in (before, met.year))

    names = [{one.counselor.pk for one in found} for found in (then, now)]
    assert left.person_id in names[0]
    assert met.people["june"].pk not in names[0]
    assert left.person_id not in names[1]
    assert met.people["june"].pk in names[1]
    assert next(one.time for one in then if one.counselor == left.person).direct == 60


def test_whoever_is_a_counselor_again_was_one_in_the_year_before(met: World) -> None:
    starts = met.year.starts_on
    before = SchoolYear.objects.create(
        district=met.district, name="before", starts_on=starts - timedelta(days=365), ends_on=starts - timedelta(days=1)
    )
    place = {
        "district": met.district, "person": met.people["june"], "school": met.schools["panguitch-high"],
        "role": "counselor",
    }  # fmt: skip
    Membership.objects.create(begins_on=starts, **place)
    EarlierStay.objects.create(begins_on=before.starts_on, ends_on=before.ends_on - timedelta(days=40), **place)
    schools, today = list(met.schools.values()), timezone.localdate()

    for year in (before, met.year):
        found = {one.counselor.pk: one.schools for one in counselors_of(schools, year, today)}
        assert found[met.people["june"].pk] == (str(place["school"]),)


def test_a_student_who_changed_school_twice_and_a_counselor_of_two_schools_count_once(
    met: World, client_of: ClientOf
) -> None:
    """Also at a conference of two schools: the time is the counselor's, wherever the student is now."""
    diego, today = met.people["diego"], timezone.localdate()
    met.hosts["dana"].conference.also_for.set([met.schools["panguitch-middle"]])
    first = Membership.objects.get(person=diego, role="student")
    Membership.objects.create(
        district=met.district, person=diego, school=met.schools["panguitch-middle"], role="student",
        begins_on=today - timedelta(days=9), ends_on=today - timedelta(days=1),
    )  # fmt: skip
    Membership.objects.filter(pk=first.pk).update(begins_on=today)
    Membership.objects.create(
        district=met.district, person=met.people["dana"], school=met.schools["panguitch-middle"], role="counselor"
    )
    ruth = client_of(met, "ruth")

    rows = list(csv.DictReader(io.StringIO(ruth.get("/follow-up/counselors.csv").content.decode("utf-8-sig"))))

    mine = [row for row in rows if row["counselor"] == met.people["dana"].full_name]
    assert [(row["meetings"], row["conference_minutes"]) for row in mine] == [("1", "15")]
    assert mine[0]["schools"].count(";") == 1


def test_calls_that_were_not_booked_count_with_all_their_minutes(met: World, client_of: ClientOf) -> None:
    """Two of one day of which only the day is known, and two children at one of them."""
    dana, rosa = met.people["dana"], met.people["rosa"]
    Membership.objects.create(
        district=met.district, person=dana, school=met.schools["panguitch-elementary"], role="counselor"
    )
    for student, also, guardian in (("diego", ["mateo"], rosa), ("ellie", [], met.people["ben"])):
        write_down(
            student=met.people[student], also=[met.people[key] for key in also], by=dana, user=dana.user,
            now=timezone.now(),
            account=Account(
                on=timezone.localdate() - timedelta(days=1), how="phone", minutes=20, hosts=[dana.pk],
                guardians=[guardian.pk],
            ),
        )  # fmt: skip

    found = time_in(met.year, [dana.pk])[dana.pk]

    assert (found.conferences, found.meetings) == (15 + 20 + 20, 3)


def test_group_conferences_count_with_their_minutes_and_without_it_is_said(met: World, client_of: ClientOf) -> None:
    dana, school = client_of(met, "dana"), met.schools["panguitch-high"]
    dana.cookies["doorway_language"] = "en"
    values = {
        "topic": "Graduation", "held_on": str(timezone.localdate() - timedelta(days=1)),
        "hosts": [str(met.people["dana"].pk)], "first_grade": "", "last_grade": "",
    }  # fmt: skip
    dana.post(f"/follow-up/{school.pk}/groups/", values | {"minutes": "90"})
    dana.post(f"/follow-up/{school.pk}/groups/", values | {"topic": "College", "minutes": ""})

    text = " ".join(dana.get("/counselor/time/").content.decode().split())
    assert "1 h 45 min" in text
    assert "one group conference" in text
    assert "One group conference that you held does not count yet" in text
    unsaid = GroupConference.objects.get(minutes=None)
    hosts = f"/follow-up/{school.pk}/groups/{unsaid.pk}/hosts/"
    assert hosts in text
    answer = client_of(met, "ruth").get("/follow-up/counselors.csv")
    rows = list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))
    mine = next(row for row in rows if row["counselor"] == met.people["dana"].full_name)
    assert (mine["group_conferences"], mine["group_conferences_without_minutes"]) == ("1", "1")

    assert dana.post(hosts, {"hosts": values["hosts"], "minutes": "481"}).status_code == 422
    dana.post(hosts, {"hosts": values["hosts"], "minutes": "30"})

    text = " ".join(dana.get("/counselor/time/").content.decode().split())
    assert "2 h 15 min" in text
    assert "does not count yet" not in text
    # What was taken back is no time, and what others held is theirs.
    for group in GroupConference.objects.filter(topic="College"):
        take_group_back(group=group, why="Wrong day.", by=met.user("dana"), now=timezone.now())
    found = time_in(met.year, [met.people["dana"].pk, met.people["june"].pk])
    assert (found[met.people["dana"].pk].conferences, found[met.people["june"].pk].conferences) == (105, 0)
    with pytest.raises(IntegrityError), transaction.atomic():
        GroupConference.objects.update(minutes=0)


def test_lines_of_the_whole_year_are_seen_and_taken_out_page_by_page(met: World, client_of: ClientOf) -> None:
    dana, today = met.people["dana"], timezone.localdate()
    ServiceTime.objects.bulk_create(
        ServiceTime(
            district=met.district, counselor=dana, on=today, kind="student", minutes=1, note=f"Line {number:02d}",
            written_at=timezone.now() - timedelta(minutes=number),
        )
        for number in range(130)
    )  # fmt: skip
    client = client_of(met, "dana")

    pages = [client.get(f"/counselor/time/?page={number}").content.decode() for number in (1, 2, 3)]

    assert ["Line 59" in page for page in pages] == [True, False, False]
    assert ["Line 60" in page for page in pages] == [False, True, False]
    assert ["Line 129" in page for page in pages] == [False, False, True]
    oldest = ServiceTime.objects.get(note="Line 129")
    assert f"/counselor/time/{oldest.pk}/remove/" in pages[2]
    client.post(f"/counselor/time/{oldest.pk}/remove/")
    assert not ServiceTime.objects.filter(pk=oldest.pk).exists()


def test_a_second_press_writes_no_second_line(met: World, client_of: ClientOf) -> None:
    dana = client_of(met, "dana")

    assert "Written down." in write(dana, minutes="60")
    assert "This time is written down already." in write(dana, minutes="60")
    assert ServiceTime.objects.count() == 1
    assert "Written down." in write(dana, minutes="60", note="The other class")
    # The same on purpose, later on.
    ServiceTime.objects.update(written_at=timezone.now() - timedelta(minutes=3))
    assert "Written down." in write(dana, minutes="60")
    assert ServiceTime.objects.count() == 3


def test_pages_cost_the_same_for_many_lines_and_counselors(met: World, client_of: ClientOf) -> None:
    dana, ruth = client_of(met, "dana"), client_of(met, "ruth")
    write(dana)
    numbers = []
    for _time in range(2):
        with CaptureQueriesContext(connection) as mine:
            dana.get("/counselor/time/")
        with CaptureQueriesContext(connection) as all_of_them:
            ruth.get("/follow-up/counselors/")
        numbers.append((len(mine), len(all_of_them)))
        for more in range(10):
            write(dana, note=f"{_time} {more}")
    assert numbers[0] == numbers[1]
    assert max(numbers[0]) <= 12


@pytest.fixture
def past(met: World) -> ServiceTime:
    """A line of Dana's of the school year before this one."""
    day = met.year.starts_on - timedelta(days=100)
    SchoolYear.objects.create(
        district=met.district, name="Before", starts_on=day - timedelta(days=200),
        ends_on=met.year.starts_on - timedelta(days=1),
    )  # fmt: skip
    return ServiceTime.objects.create(
        district=met.district, counselor=met.people["dana"], on=day, kind="student", minutes=90, note="An hour",
        written_at=timezone.now() - timedelta(days=200),
    )  # fmt: skip


def minutes_before(world: World) -> int:
    year = SchoolYear.objects.get(district=world.district, name="Before")
    return time_in(year, [world.people["dana"].pk])[world.people["dana"].pk].direct


@pytest.mark.parametrize("language", ["en", "es"])
def test_a_line_of_a_year_that_is_over_is_taken_back_with_why_and_stays(
    met: World, client_of: ClientOf, past: ServiceTime, language: str
) -> None:
    """Evidence quotes that year: a line that went away without a trace would make it another one."""
    dana = client_of(met, "dana")
    dana.cookies["doorway_language"] = language
    address = f"/counselor/time/{past.pk}/take-back/"
    page = dana.get("/counselor/time/?year=Before").content.decode()
    assert address in page
    assert f"/counselor/time/{past.pk}/remove/" not in page
    # From a page that was opened before the year was over.
    answer = dana.post(f"/counselor/time/{past.pk}/remove/", follow=True)
    assert answer.request["PATH_INFO"] == address
    assert {"en": "The line stays", "es": "La línea se queda"}[language] in answer.content.decode()
    assert minutes_before(met) == 90

    assert dana.post(address, {"why": " "}).status_code == 422
    done = dana.post(address, {"why": "The wrong day."}, follow=True).content.decode()

    assert minutes_before(met) == 0
    past.refresh_from_db()
    assert (past.minutes, past.taken_back_why) == (90, "The wrong day.")
    assert "<s>" in done
    assert "The wrong day." in done
    assert address not in done
    assert dana.post(address, {"why": "Again."}).status_code == 422
    # Where it does not count it does not fill the day either.
    write_time(counselor=met.people["dana"], on=past.on, kind="student", minutes=16 * 60, note="", now=timezone.now())
    assert minutes_before(met) == 16 * 60


def test_only_the_own_line_of_a_past_year_is_taken_back(met: World, client_of: ClientOf, past: ServiceTime) -> None:
    dana = client_of(met, "dana")
    own = ServiceTime.objects.create(
        district=met.district, counselor=met.people["dana"], on=timezone.localdate(), kind="student", minutes=5,
        written_at=timezone.now(),
    )  # fmt: skip
    # What goes on is taken out as before.
    assert dana.get(f"/counselor/time/{own.pk}/take-back/").status_code == 404
    dana.post(f"/counselor/time/{own.pk}/remove/")
    assert not ServiceTime.objects.filter(pk=own.pk).exists()
    ServiceTime.objects.filter(pk=past.pk).update(counselor=met.people["june"])
    assert dana.get(f"/counselor/time/{past.pk}/take-back/").status_code == 404
    dana.post(f"/counselor/time/{past.pk}/remove/")
    assert ServiceTime.objects.filter(pk=past.pk).exists()


def test_a_line_of_two_school_years_of_which_one_goes_on_is_taken_back_from_either(
    met: World, client_of: ClientOf, past: ServiceTime
) -> None:
    """The last one was entered until the end of August, and this one begins in the middle of it."""
    overlap = met.year.starts_on + timedelta(days=2)
    SchoolYear.objects.filter(district=met.district, name="Before").update(ends_on=overlap)
    ServiceTime.objects.filter(pk=past.pk).update(on=overlap)
    dana, address = client_of(met, "dana"), f"/counselor/time/{past.pk}/take-back/"

    for name in ("Before", met.year.name):
        shown = dana.get("/counselor/time/", {"year": name}).content.decode()
        assert f'href="{address}?year={name}"' in shown
        assert f"/counselor/time/{past.pk}/remove/" not in shown
        page = dana.get(f"{address}?year={name}")
        assert page.status_code == 200
        assert f'href="/counselor/time/?year={name}"' in page.content.decode()
    # The page of the running year that was opened before the other one was over.
    assert dana.post(f"/counselor/time/{past.pk}/remove/").headers["Location"] == address
    assert 'href="/counselor/time/?year=Before"' in dana.get(address).content.decode()

    done = dana.post(f"{address}?year=Before", {"why": "The wrong day."})

    assert done.headers["Location"] == "/counselor/time/?year=Before"
    assert minutes_before(met) == 0
    assert time_in(met.year, [met.people["dana"].pk])[met.people["dana"].pk].direct == 0


def test_a_line_that_was_taken_back_stays_also_when_its_year_goes_on_again(
    met: World, client_of: ClientOf, past: ServiceTime
) -> None:
    take_time_back(counselor=met.people["dana"], line_id=past.pk, why="Twice.", now=timezone.now())
    SchoolYear.objects.filter(district=met.district, name="Before").update(ends_on=timezone.localdate())

    answer = client_of(met, "dana").post(f"/counselor/time/{past.pk}/remove/", follow=True)

    assert "taken back already" in answer.content.decode()
    assert ServiceTime.objects.filter(pk=past.pk).exists()


@pytest.mark.both
def test_the_database_keeps_a_line_that_was_taken_back(met: World, past: ServiceTime) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        ServiceTime.objects.filter(pk=past.pk).update(taken_back_at=timezone.now())
    take_time_back(counselor=met.people["dana"], line_id=past.pk, why="Twice.", now=timezone.now())

    for change in (
        lambda: ServiceTime.objects.filter(pk=past.pk).update(taken_back_why="Other."),
        lambda: ServiceTime.objects.filter(pk=past.pk).delete(),
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            change()
    KeepingDecision.objects.create(
        district=met.district, kind="service_time", what="deleted", before=past.on + timedelta(days=1), reason="Old.",
        records=1, policy_number=1, years=3, decided_by=met.user("ruth"), decided_at=timezone.now(),
    )  # fmt: skip
    assert ServiceTime.objects.filter(pk=past.pk).delete()[0] == 1
