from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from tests.world import World

from doorway.conferences.actions.attendance import record_attendance
from doorway.conferences.models import Appointment, AppointmentGuest, FamilyQuestion, Host
from doorway.plans.models import Goal, Plan, PlanEntry, PlanNote
from doorway.plans.queries.meetings import day_of
from doorway.roster.access import Viewer
from doorway.roster.models import Enrollment, Guardianship, Membership, Person, RecordLook, SchoolYear

SignIn = Callable[[World, str], Client]


def meeting(world: World, student: str = "mateo", guardian: str = "rosa", minutes: int = 0, **more: Any) -> Appointment:
    assert world.conference is not None
    noon = timezone.localtime().replace(hour=12, minute=0, second=0, microsecond=0)
    starts_at = noon + timedelta(minutes=minutes)
    values: dict[str, Any] = {
        "district": world.district,
        "conference": world.conference,
        "host": world.hosts["june"],
        "student": world.people[student],
        "guardian": world.people[guardian],
        "starts_at": starts_at,
        "ends_at": starts_at + timedelta(minutes=15),
        "language": world.people[guardian].language,
        "booked_at": timezone.now(),
    }
    return Appointment.objects.create(**values | more)


def question(world: World, **more: Any) -> FamilyQuestion:
    values: dict[str, Any] = {
        "district": world.district,
        "conference": world.conference,
        "student": world.people["mateo"],
        "asked_by": world.people["rosa"],
        "text": "¿Cómo ayudamos en casa?",
        "asked_at": timezone.now(),
    }
    return FamilyQuestion.objects.create(**values | more)


def plan(world: World, student: str = "mateo", **more: Any) -> Plan:
    values: dict[str, Any] = {"kind": "sep", "grade": world.people[student].grade, "school_year": world.year}
    return Plan.objects.create(
        district=world.district, student=world.people[student], created_at=timezone.now(), **values | more
    )


def old_goal(world: World, **more: Any) -> Goal:
    values: dict[str, Any] = {
        "text": "Know the times table.",
        "owner": "student",
        "due_on": timezone.localdate() - timedelta(days=3),
        "created_by": world.people["june"],
        "created_at": timezone.now() - timedelta(days=90),
    }
    return Goal.objects.create(district=world.district, **values | more)


def classmates(world: World, number: int) -> None:
    for n in range(number):
        person = Person.objects.create(
            district=world.district, sourced_id=f"mate-{n}", given_name=f"Mate{n}", family_name="Test", grade="03"
        )
        Membership.objects.create(
            district=world.district, person=person, school=world.schools["panguitch-elementary"], role="student"
        )
        Enrollment.objects.create(
            district=world.district,
            sourced_id=f"mate-{n}",
            person=person,
            school_class=world.classes["grade-3"],
            role="student",
        )


# The day


def test_on_the_day_the_next_family_is_marked(open_world: World) -> None:
    first, june = meeting(open_world), Viewer(open_world.user("june"))
    local = timezone.localtime(first.starts_at, open_world.district.zone)

    def next_at(now: datetime) -> object:
        return day_of(june, local.date()).next_id(now)

    assert next_at(local.replace(hour=8)) == first.pk
    assert next_at(first.ends_at) is None
    assert next_at(local - timedelta(days=1)) is None
    record_attendance(appointment=first, attendance="came", now=first.ends_at)
    assert next_at(local.replace(hour=8)) is None


def test_who_came_is_asked_from_the_day_on(open_world: World, client_of: SignIn) -> None:
    row, june = meeting(open_world), client_of(open_world, "june")
    day = timezone.localtime(row.starts_at, open_world.district.zone).date()
    pages = (f"/day/{day.isoformat()}/", reverse("conversation", args=[row.student_id]) + f"?appointment={row.pk}")
    button = 'name="attendance" value="came"'
    is_today = day == timezone.localdate(timezone=open_world.district.zone)

    assert [button in june.get(page).content.decode() for page in pages] == [is_today, is_today]
    Appointment.objects.filter(pk=row.pk).update(
        starts_at=timezone.now() + timedelta(days=3), ends_at=timezone.now() + timedelta(days=3, minutes=15)
    )
    day = timezone.localdate(timezone.now() + timedelta(days=3), open_world.district.zone)
    later = (f"/day/{day.isoformat()}/", pages[1])
    assert [button in june.get(page).content.decode() for page in later] == [False, False]
    Appointment.objects.filter(pk=row.pk).update(
        starts_at=timezone.now() - timedelta(days=1, minutes=15), ends_at=timezone.now() - timedelta(days=1)
    )
    day = timezone.localdate(timezone.now() - timedelta(days=1, minutes=15), open_world.district.zone)
    assert button in june.get(f"/day/{day.isoformat()}/").content.decode()


def test_the_day_lists_families_in_order_with_who_comes(open_world: World, client_of: SignIn) -> None:
    later = meeting(open_world, "ellie", "ben", minutes=15)
    first = meeting(open_world, wants_interpreter=True)
    meeting(open_world, "sadie", "amy", minutes=30, status="cancelled")
    AppointmentGuest.objects.create(district=open_world.district, appointment=first, name="Grandma Lupe")
    question(open_world)
    question(open_world, host=open_world.hosts["june"])

    page = client_of(open_world, "june").get("/day/").content.decode()

    assert page.index(f"meeting-{first.pk}") < page.index(f"meeting-{later.pk}")
    said = ("Rosa Morales, Grandma Lupe", "Español", "Needs an interpreter", "2 questions", "You meet 2 families.")
    for words in said:
        assert words in page
    assert "Sadie" not in page


def test_an_empty_day_leads_to_the_next_one(open_world: World, client_of: SignIn) -> None:
    soon = timezone.now() + timedelta(days=5)
    meeting(open_world, starts_at=soon, ends_at=soon + timedelta(minutes=15))

    page = client_of(open_world, "june").get("/day/").content.decode()

    assert "You are not meeting any families this day." in page
    assert f"/day/{timezone.localdate(soon).isoformat()}/" in page


@pytest.mark.parametrize("day", ["3026-01-01", "yesterday", "2026-02-31", "0001-01-01"])
def test_a_day_that_is_none_is_not_found(open_world: World, client_of: SignIn, day: str) -> None:
    assert client_of(open_world, "june").get(f"/day/{day}/").status_code == 404


def test_a_marked_student_is_not_on_the_day(open_world: World, client_of: SignIn) -> None:
    kept = meeting(open_world, "sadie", "amy")
    open_world.people["sadie"].access_marks.update(person=open_world.people["june"])
    client = client_of(open_world, "june")

    assert "Sadie" not in client.get("/day/").content.decode()
    assert client.post(reverse("attendance", args=[kept.pk]), {"attendance": "came"}).status_code == 404


def test_the_day_takes_the_same_queries_however_long(open_world: World, client_of: SignIn) -> None:
    client, counts = client_of(open_world, "june"), []
    meeting(open_world)
    for minutes in (0, 15, 30, 45):
        with CaptureQueriesContext(connection) as caught:
            assert client.get("/day/").status_code == 200
        counts.append(len(caught))
        student = Person.objects.create(district=open_world.district, given_name="N", family_name=str(minutes))
        kept = meeting(open_world, minutes=minutes + 60, student="mateo", household=minutes + 2)
        Appointment.objects.filter(pk=kept.pk).update(student=student)

    assert counts == [5, 5, 5, 5]


# Who came


def test_one_tap_says_who_came_and_takes_it_back(open_world: World, client_of: SignIn) -> None:
    kept, client = meeting(open_world), client_of(open_world, "june")
    address = reverse("attendance", args=[kept.pk])

    answer = client.post(address, {"attendance": "came", "back": "day"})
    assert answer.status_code == 302
    assert answer.headers["Location"].endswith(f"#meeting-{kept.pk}")
    kept.refresh_from_db()
    assert kept.attendance == "came"

    part = client.post(address, {"attendance": "", "back": "day"}, headers={"HX-Request": "true"})
    assert "<html" not in part.content.decode()
    kept.refresh_from_db()
    assert kept.attendance == ""


@pytest.mark.parametrize(
    ("key", "status"), [("june", 302), ("peggy", 302), ("harriet", 302), ("owen", 404), ("dana", 404), ("rosa", 404)]
)
def test_who_may_say_who_came(open_world: World, client_of: SignIn, key: str, status: int) -> None:
    kept = meeting(open_world)

    answer = client_of(open_world, key).post(reverse("attendance", args=[kept.pk]), {"attendance": "came"})

    assert answer.status_code == status


def test_a_tap_too_early_says_why(open_world: World, client_of: SignIn) -> None:
    soon = timezone.now() + timedelta(days=5)
    kept = meeting(open_world, starts_at=soon, ends_at=soon + timedelta(minutes=15))
    client = client_of(open_world, "june")

    answer = client.post(reverse("attendance", args=[kept.pk]), {"attendance": "came"}, follow=True)

    assert "Mark who came on that day." in answer.content.decode()


# The conversation


def full_page(world: World) -> Appointment:
    """A page with something in every part; the meeting in the middle of three."""
    open_plan = plan(world)
    now = timezone.now()
    PlanEntry.objects.create(
        district=world.district, plan=open_plan, section="behavior", author=world.people["june"], rating=3,
        text="Waits for others.", updated_at=now,
    )  # fmt: skip
    PlanEntry.objects.create(
        district=world.district, plan=open_plan, section="strengths", author=world.people["owen"],
        subject="Math Club", text="Explains every step.", updated_at=now,
    )  # fmt: skip
    PlanEntry.objects.create(
        district=world.district, plan=open_plan, section="strengths", author=world.people["rosa"],
        text="Cuida a sus hermanos.", updated_at=now,
    )  # fmt: skip
    old_goal(world, plan=open_plan)
    PlanNote.objects.create(
        district=world.district, plan=open_plan, author=world.people["harriet"], text="Will visit the class.",
        written_at=now, updated_at=now,
    )  # fmt: skip
    question(world)
    meeting(world, "ellie", "ben", minutes=-15)
    meeting(world, "sadie", "amy", minutes=15)
    return meeting(world)


def test_the_page_has_everything_in_front(open_world: World, client_of: SignIn) -> None:
    kept = full_page(open_world)

    page = client_of(open_world, "june").get(
        reverse("conversation", args=[open_world.people["mateo"].pk]), {"appointment": kept.pk}
    )

    text = page.content.decode()
    for words in (
        "Individual Learning Plan (ILP)", "Mateo Morales", "Grade 3", "Grade 3 Albrecht", "Panguitch Elementary School",
        "Rosa Morales", "Español", "¿Cómo ayudamos en casa?", "Know the times table.", "Waits for others.",
        "Explains every step.", "Math Club", "Cuida a sus hermanos.", "Will visit the class.",
        "Next family: Sadie Doyle", "Ellie Whitaker",
    ):  # fmt: skip
        assert words in text, words
    # The way around names the page of occupations to every teacher; the plan of a third grader has none.
    assert "occupation" not in text[text.index("<main") :].lower()
    look = RecordLook.objects.get()
    assert (look.reason, look.page, look.student) == ("teacher", "conversation", open_world.people["mateo"])


def test_the_page_takes_eleven_queries(open_world: World, client_of: SignIn, django_assert_num_queries: Any) -> None:
    kept, client = full_page(open_world), client_of(open_world, "june")

    with django_assert_num_queries(11):
        client.get(reverse("conversation", args=[open_world.people["mateo"].pk]), {"appointment": kept.pk})


def test_a_page_without_a_plan_takes_fewer_and_makes_none(
    open_world: World, client_of: SignIn, django_assert_num_queries: Any
) -> None:
    client = client_of(open_world, "june")

    with django_assert_num_queries(9):
        client.get(reverse("conversation", args=[open_world.people["mateo"].pk]))

    assert not Plan.objects.exists()


OPENS = {
    "june": {"mateo", "ellie", "sadie"},
    "owen": {"lucia", "diego"},
    "dana": {"diego"},
    "harriet": {"mateo", "ellie", "sadie"},
    "peggy": {"mateo", "ellie", "sadie"},
    "ruth": {"mateo", "lucia", "diego", "ellie", "sadie"},
    "sam": set(),
    "rosa": set(),
    "travis": set(),
    "diego": set(),
}


@pytest.mark.parametrize("key", OPENS)
def test_who_opens_whose_page(world: World, other_world: World, client_of: SignIn, key: str) -> None:
    client, found = client_of(world, key), set()
    for home in (world, other_world):
        for name in ("mateo", "lucia", "diego", "ellie", "sadie"):
            if client.get(reverse("conversation", args=[home.people[name].pk])).status_code == 200:
                found.add((home.district.code, name))

    assert found == {("garfield", name) for name in OPENS[key]}


def test_who_only_reads_finds_no_field_and_cannot_write(open_world: World, client_of: SignIn) -> None:
    kept = full_page(open_world)
    student = open_world.people["mateo"].pk
    client = client_of(open_world, "peggy")

    page = client.get(reverse("conversation", args=[student])).content.decode()

    assert "Waits for others." in page
    assert "<textarea" not in page
    assert client.post(reverse("write_note", args=[student]), {"text": "x"}).status_code == 404
    assert client.post(reverse("new_goal", args=[student]), {"text": "x"}).status_code == 404
    assert kept.attendance == ""


def test_a_question_to_one_host_is_read_by_that_host(open_world: World, client_of: SignIn) -> None:
    other = Host.objects.create(
        district=open_world.district, conference=open_world.conference, person=open_world.people["harriet"]
    )
    question(open_world, host=other, text="About the teacher.")
    address = reverse("conversation", args=[open_world.people["mateo"].pk])

    assert "About the teacher." not in client_of(open_world, "june").get(address).content.decode()
    assert "About the teacher." in client_of(open_world, "harriet").get(address).content.decode()


def test_words_are_saved_by_the_plain_form(open_world: World, client_of: SignIn) -> None:
    student, client = open_world.people["mateo"], client_of(open_world, "june")
    kept, asked = meeting(open_world), question(open_world)
    page = reverse("conversation", args=[student.pk])

    for address, anchor, values in (
        (reverse("write_entry", args=[student.pk, "homework"]), "entry-homework", {"rating": "4", "text": "Always."}),
        (reverse("write_note", args=[student.pk]), "note", {"text": "Reads every day."}),
        (reverse("answer_question", args=[asked.pk]), f"question-{asked.pk}", {"text": "Read together."}),
        (
            reverse("new_goal", args=[student.pk]),
            "goal-new",
            {"text": "Finish a book.", "owner": "student", "due_on": str(timezone.localdate() + timedelta(days=30))},
        ),
    ):
        answer = client.post(address, values | {"appointment": str(kept.pk)})
        assert answer.status_code == 302, address
        assert answer.headers["Location"] == f"{page}?appointment={kept.pk}#{anchor}"

    written = PlanEntry.objects.get()
    assert (written.author, written.rating, written.text) == (open_world.people["june"], 4, "Always.")
    assert PlanNote.objects.get().text == "Reads every day."
    assert FamilyQuestion.objects.get().answered_by == open_world.people["june"]
    assert Goal.objects.get().text == "Finish a book."
    text = client.get(page).content.decode()
    for words in ("Always.", "Reads every day.", "Read together.", "Finish a book."):
        assert words in text


def test_a_script_is_told_when_it_was_saved_or_why_not(open_world: World, client_of: SignIn) -> None:
    client, address = client_of(open_world, "june"), reverse("write_note", args=[open_world.people["mateo"].pk])
    as_script = {"Accept": "application/json"}

    saved = client.post(address, {"text": "Hello.", "was_text": ""}, headers=as_script)
    refused = client.post(address, {"text": "x" * 8001}, headers=as_script)
    stale = client.post(address, {"text": "Other.", "was_text": ""}, headers=as_script)

    assert saved.json()["saved"].startswith("Saved ")
    assert (refused.status_code, stale.status_code) == (422, 422)
    assert "8001" in refused.json()["error"]
    assert "Hello." in stale.json()["error"]


@pytest.mark.parametrize("due_on", ["3026-01-01", "2001-01-01", "2026-02-31", "soon", ""])
def test_a_refused_goal_keeps_its_words(open_world: World, client_of: SignIn, due_on: str) -> None:
    answer = client_of(open_world, "june").post(
        reverse("new_goal", args=[open_world.people["mateo"].pk]),
        {"text": "Finish a long book.", "owner": "family", "due_on": due_on},
    )

    page = answer.content.decode()
    assert answer.status_code == 422
    assert "Finish a long book." in page
    assert "This was not saved" in page
    assert not Goal.objects.exists()


def test_last_times_goals_are_judged_and_carried(open_world: World, client_of: SignIn) -> None:
    client, student = client_of(open_world, "june"), open_world.people["mateo"]
    goal = old_goal(open_world, plan=plan(open_world))

    due_on = str(timezone.localdate() + timedelta(days=60))
    client.post(reverse("carry_goal", args=[goal.pk]), {"due_on": due_on})
    client.post(reverse("judge_goal", args=[goal.pk]), {"status": "dropped"})

    goal.refresh_from_db()
    new = Goal.objects.get(carried_from=goal)
    assert (goal.status, new.status, str(new.due_on)) == ("dropped", "open", due_on)
    page = client.get(reverse("conversation", args=[student.pk])).content.decode()
    assert "This goal continues under “New goals”." in page
    client.post(
        reverse("change_goal", args=[new.pk]), {"text": "Times table to 12.", "owner": "family", "due_on": due_on}
    )
    new.refresh_from_db()
    assert (new.text, new.owner) == ("Times table to 12.", "family")
    client.post(reverse("remove_goal", args=[new.pk]))
    assert not Goal.objects.filter(pk=new.pk).exists()


def test_other_teachers_change_nothing(world: World, other_world: World, client_of: SignIn) -> None:
    goal = old_goal(world, plan=plan(world))
    student = world.people["mateo"].pk
    for home, key in ((world, "owen"), (world, "dana"), (other_world, "june"), (world, "rosa")):
        client = client_of(home, key)
        for name, found in (
            ("judge_goal", goal.pk), ("carry_goal", goal.pk), ("change_goal", goal.pk), ("remove_goal", goal.pk),
            ("new_goal", student), ("write_note", student),
        ):  # fmt: skip
            assert client.post(reverse(name, args=[found]), {"status": "met", "text": "x"}).status_code == 404
        assert client.post(reverse("write_entry", args=[student, "behavior"]), {"text": "x"}).status_code == 404

    goal.refresh_from_db()
    assert goal.status == "open"
    assert not PlanEntry.objects.exists()


def test_the_counselors_page_has_the_name_of_its_plan(world: World, client_of: SignIn) -> None:
    client, student = client_of(world, "dana"), world.people["diego"]
    address = reverse("conversation", args=[student.pk])

    page = client.get(address).content.decode()
    answer = client.post(reverse("write_entry", args=[student.pk, "improve"]), {"text": "Plan the senior year."})
    refused = client.post(reverse("write_entry", args=[student.pk, "student_words"]), {"text": "I am Diego."})

    assert "Plan for College and Career Readiness (PCCR)" in page
    assert "In the student&#x27;s own words" in page
    # What a person can say today has its place; what is not worked out by anything yet is not claimed.
    for place in ("occupations", "courses", "graduation"):
        assert reverse("write_entry", args=[student.pk, place]) in page
    for claimed in ("On track:", "credits", "Scholarship"):
        assert claimed not in page
    assert answer.status_code == 302
    assert refused.status_code == 422
    assert PlanEntry.objects.get().text == "Plan the senior year."


# The grid


def cell(world: World, student: str, section: str, **values: str) -> dict[str, str]:
    prefix = f"c-{world.people[student].pk}-{section}-"
    given = {"was_text": "", "was_rating": "", "text": "", "rating": ""} | values
    return {f"{prefix}{name}": value for name, value in given.items()}


def test_a_class_is_saved_at_once_and_only_what_changed(world: World, client_of: SignIn) -> None:
    client, address = client_of(world, "june"), reverse("grid", args=[world.classes["grade-3"].pk])
    PlanEntry.objects.create(
        district=world.district, plan=plan(world), section="behavior", author=world.people["harriet"],
        text="Seen in the hall.", updated_at=timezone.now(),
    )  # fmt: skip

    answer = client.post(
        address,
        cell(world, "mateo", "behavior", rating="4", text="Kind.")
        | cell(world, "ellie", "behavior")
        | cell(world, "sadie", "strengths", text="Draws."),
    )

    assert answer.status_code == 302
    said = {(row.author.given_name, row.text) for row in PlanEntry.objects.all()}
    assert said == {("Harriet", "Seen in the hall."), ("June", "Kind."), ("June", "Draws.")}
    page = client.get(address).content.decode()
    assert "2 entries saved." in page
    assert "and words of one other" in page


def test_the_same_for_everyone_who_has_nothing(world: World, client_of: SignIn) -> None:
    address = reverse("grid", args=[world.classes["grade-3"].pk])

    client_of(world, "june").post(
        address,
        cell(world, "mateo", "behavior", rating="2")
        | cell(world, "ellie", "behavior")
        | cell(world, "sadie", "behavior")
        | {"fill": "behavior", "fill-behavior-rating": "4", "fill-behavior-text": "Follows the class rules."},
    )

    found = {row.plan.student.given_name: (row.rating, row.text) for row in PlanEntry.objects.all()}
    same = (4, "Follows the class rules.")
    assert found == {"Mateo": (2, ""), "Ellie": same, "Sadie": same}


def test_a_refused_cell_stays_on_the_page_with_its_reason(world: World, client_of: SignIn) -> None:
    answer = client_of(world, "june").post(
        reverse("grid", args=[world.classes["grade-3"].pk]),
        cell(world, "mateo", "behavior", rating="9", text="Off the scale.")
        | cell(world, "ellie", "behavior", rating="3"),
    )

    page = answer.content.decode()
    assert answer.status_code == 422
    assert "Off the scale." in page
    assert "One entry saved." in page
    assert PlanEntry.objects.get().plan.student == world.people["ellie"]


AS_SCRIPT = {"Accept": "application/json"}


def test_a_script_saves_single_cells_and_is_told_of_each_refusal(world: World, client_of: SignIn) -> None:
    client, address = client_of(world, "june"), reverse("grid", args=[world.classes["grade-3"].pk])
    name = f"c-{world.people['mateo'].pk}-behavior"

    saved = client.post(address, cell(world, "mateo", "behavior", text="Kind."), headers=AS_SCRIPT)
    # Another window still shows an empty cell.
    stale = client.post(
        address,
        cell(world, "mateo", "behavior", text="Loud.") | cell(world, "ellie", "strengths", text="Reads."),
        headers=AS_SCRIPT,
    )
    known = client.post(
        address, cell(world, "mateo", "behavior", was_text="Kind.", text="Kind and loud."), headers=AS_SCRIPT
    )

    assert saved.json()["saved"].startswith("Saved ")
    assert stale.status_code == 422
    assert set(stale.json()["errors"]) == {name}
    assert stale.json()["errors"][name]["now"] == {"text": "Kind.", "rating": ""}
    assert "Kind." in stale.json()["errors"][name]["error"]
    assert known.status_code == 200
    texts = set(PlanEntry.objects.values_list("text", flat=True))
    assert texts == {"Kind and loud.", "Reads."}


def test_a_page_of_one_person_saves_nothing_for_the_next(world: World, client_of: SignIn) -> None:
    address, client = reverse("write_note", args=[world.people["mateo"].pk]), client_of(world, "harriet")
    left_open = {"text": "June typed.", "who": str(world.user("june").pk)}

    script = client.post(address, left_open, headers=AS_SCRIPT)
    plain = client.post(address, left_open)
    own = client.post(address, {"text": "Harriet typed.", "who": str(world.user("harriet").pk)})

    assert (script.status_code, plain.status_code, own.status_code) == (422, 422, 302)
    assert "Harriet Stowe" in script.json()["error"]
    assert "June typed." in plain.content.decode()
    assert PlanNote.objects.get().text == "Harriet typed."


def test_the_grid_takes_the_same_queries_for_10_and_30(world: World, client_of: SignIn) -> None:
    client, counts = client_of(world, "june"), []
    for number in (7, 20):
        classmates(world, number) if number == 7 else more_classmates(world, number)
        with CaptureQueriesContext(connection) as caught:
            assert client.get(reverse("grid", args=[world.classes["grade-3"].pk])).status_code == 200
        counts.append(len(caught))

    assert counts == [8, 8]
    assert RecordLook.objects.filter(page="grid").count() == 10 + 30


def more_classmates(world: World, number: int) -> None:
    for n in range(number):
        person = Person.objects.create(
            district=world.district, sourced_id=f"more-{n}", given_name=f"More{n}", family_name="Test", grade="03"
        )
        Enrollment.objects.create(
            district=world.district, sourced_id=f"more-{n}", person=person,
            school_class=world.classes["grade-3"], role="student",
        )  # fmt: skip


@pytest.mark.parametrize("key", ["owen", "harriet", "dana", "peggy", "rosa", "diego", "sam"])
def test_a_class_is_its_teachers(world: World, other_world: World, client_of: SignIn, key: str) -> None:
    for home in (world, other_world):
        address = reverse("grid", args=[home.classes["grade-3"].pk])
        assert client_of(world, key).get(address).status_code == 404
        assert client_of(world, key).post(address, {}).status_code == 404


def test_the_classes_of_a_teacher(world: World, client_of: SignIn) -> None:
    page = client_of(world, "owen").get("/classes/").content.decode()

    assert "Secondary Math II" in page
    assert "Grade 3 Albrecht" not in page


# The list of students


def test_the_list_shows_whom_one_may_see_and_how_far_they_are(open_world: World, client_of: SignIn) -> None:
    plan(open_world)
    old_goal(open_world, plan=Plan.objects.get())
    soon = timezone.now() + timedelta(days=2)
    meeting(open_world, starts_at=soon, ends_at=soon + timedelta(minutes=15))

    page = client_of(open_world, "peggy").get("/students/").content.decode()

    assert "3 students" in page
    assert "Started" in page
    assert "Diego" not in page


def test_the_list_is_narrowed(world: World, client_of: SignIn) -> None:
    client = client_of(world, "ruth")

    assert "One student" in client.get("/students/", {"q": "die mor"}).content.decode()
    assert "Lucía Morales" in client.get("/students/", {"q": "lucia"}).content.decode()
    assert "One student" in client.get("/students/", {"grade": "07"}).content.decode()
    assert (
        "3 students" in client.get("/students/", {"school": world.schools["panguitch-elementary"].pk}).content.decode()
    )
    assert "2 students" in client_of(world, "owen").get("/students/").content.decode()
    math = {"class": world.classes["math-7"].pk}
    assert "One student" in client_of(world, "owen").get("/students/", math).content.decode()
    for nonsense in ({"q": "%' --"}, {"school": "x"}, {"page": "99"}, {"grade": "\x00"}):
        assert client.get("/students/", nonsense).status_code == 200


def test_a_teachers_own_child_is_not_on_the_list(world: World, client_of: SignIn) -> None:
    Guardianship.objects.create(
        district=world.district, student=world.people["lucia"], guardian=world.people["june"], household=3
    )

    assert "Lucía" not in client_of(world, "june").get("/students/").content.decode()


def test_the_list_takes_the_same_queries_however_long(world: World, client_of: SignIn) -> None:
    client, counts = client_of(world, "peggy"), []
    for number in (0, 60):
        classmates(world, number)
        with CaptureQueriesContext(connection) as caught:
            client.get("/students/")
        counts.append(len(caught))

    assert counts == [8, 8]


# At home


def test_a_student_writes_the_own_words_and_sees_the_goals(world: World, client_of: SignIn) -> None:
    client, diego = client_of(world, "diego"), world.people["diego"]
    before = world.year.starts_on.year - 1
    last_year = SchoolYear.objects.create(
        district=world.district, name="Before", starts_on=date(before, 7, 1), ends_on=date(before + 1, 6, 30)
    )
    old_goal(world, plan=plan(world, "diego", kind="seop", school_year=last_year), text="Pass the welding test.")
    old_goal(world, plan=plan(world, "diego", kind="seop"), text="Not shared with the family yet.")

    page = client.get("/me/").content.decode()
    answer = client.post(
        reverse("own_words", args=[diego.pk, "student_words"]), {"text": "Math went well because I asked."}
    )
    refused = client.post(reverse("own_words", args=[diego.pk, "strengths"]), {"text": "I am great."})

    assert "Pass the welding test." in page
    assert "Not shared" not in page
    assert answer.headers["Location"] == "/me/#entry-student_words"
    assert refused.status_code == 422
    written = PlanEntry.objects.get()
    assert (written.author, written.text) == (diego, "Math went well because I asked.")
    seen = client_of(world, "dana").get(reverse("conversation", args=[diego.pk])).content.decode()
    assert "Math went well because I asked." in seen


def test_a_guardian_adds_where_the_state_lets_families_write(world: World, client_of: SignIn) -> None:
    client, mateo = client_of(world, "rosa"), world.people["mateo"]

    page = client.get(reverse("family_words", args=[mateo.pk]))
    added = client.post(reverse("own_words", args=[mateo.pk, "strengths"]), {"text": "Es paciente."})
    refused = client.post(reverse("own_words", args=[mateo.pk, "behavior"]), {"text": "Bueno."})

    assert page.status_code == 200
    assert added.status_code == 302
    assert refused.status_code == 422
    assert PlanEntry.objects.get().author == world.people["rosa"]


def test_own_words_are_closed_to_others(world: World, other_world: World, client_of: SignIn) -> None:
    mateo, sadie = world.people["mateo"].pk, world.people["sadie"].pk
    for home, key, student in (
        (world, "ben", mateo), (world, "june", mateo), (world, "diego", mateo),
        (world, "travis", sadie), (other_world, "rosa", mateo),
    ):  # fmt: skip
        client = client_of(home, key)
        assert client.get(reverse("family_words", args=[student])).status_code == 404
        assert client.post(reverse("own_words", args=[student, "strengths"]), {"text": "x"}).status_code == 404
    assert client_of(world, "rosa").get("/me/").status_code == 404
    assert client_of(world, "june").get("/me/").status_code == 404
