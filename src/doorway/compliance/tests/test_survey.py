"""How was it? Who is asked, what is kept of an answer, and that nobody finds out what one person said."""

from __future__ import annotations

import csv
import io
from collections import defaultdict
from collections.abc import Callable
from datetime import datetime, timedelta
from itertools import product
from operator import le
from pathlib import Path

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st
from tests.world import World, add_conference, at

from doorway.compliance.actions.policies import adopt
from doorway.compliance.actions.survey import answer, ask_after_conferences, judge_sentence, write_asks
from doorway.compliance.core.survey import LEAST, between, parcels, told
from doorway.compliance.errors import AnsweredAlready, NotAllMarked, SurveyOver
from doorway.compliance.evidence import as_pdf, evidence_of
from doorway.compliance.models import SurveyAnswer, SurveyInvitation
from doorway.compliance.queries.survey import Question, Said, questions_for, results
from doorway.compliance.tests.stage import adopted_policy, ready_draft
from doorway.compliance.wording import said_numbers, said_steps
from doorway.conferences.models import Appointment
from doorway.messages.models import Message
from doorway.plans.tests.paper import Paper
from doorway.roster.models import Membership, Person, School

ClientOf = Callable[[World, str], Client]
MARKS = {"useful": 0, "heard": 1, "next": 2}


def policy_that_asks(world: World, *asks: str) -> None:
    draft = ready_draft(world)
    write_asks(policy=draft, asks=asks, now=timezone.now())
    draft.refresh_from_db()
    adopt(policy=draft, by=world.user("ruth"), now=timezone.now())


@pytest.fixture
def over(world: World) -> World:
    """Mateo's and Ellie's families came to the conference of two days ago; Diego came with his mother."""
    yesterday = timezone.localdate() - timedelta(days=2)
    for number, (school, host, student, guardian) in enumerate(
        (
            ("panguitch-elementary", "june", "mateo", "rosa"),
            ("panguitch-elementary", "june", "ellie", "ben"),
            ("panguitch-high", "owen", "diego", "rosa"),
        )
    ):
        if host not in world.hosts:
            add_conference(world, school=school, host=host)
        conference = world.hosts[host].conference
        first = conference.windows.order_by("starts_at")[0]
        conference.windows.exclude(pk=first.pk).delete()
        conference.windows.update(starts_at=at(yesterday, 13), ends_at=at(yesterday, 16))
        Appointment.objects.create(
            district=world.district, conference=conference, host=world.hosts[host], student=world.people[student],
            guardian=world.people[guardian], starts_at=at(yesterday, 13, 15 * number),
            ends_at=at(yesterday, 13, 15 * number + 15), booked_at=timezone.now(), attendance="came",
            student_comes="yes",
        )  # fmt: skip
    return world


def asked(world: World) -> set[tuple[str, str]]:
    rows = SurveyInvitation.objects.select_related("person")
    return {(row.person.given_name, row.role) for row in rows}


def test_who_came_is_asked_once_about_each_conference_in_their_language(over: World) -> None:
    policy_that_asks(over, "guardian", "student")

    assert ask_after_conferences(now=timezone.now()) == 4
    assert ask_after_conferences(now=timezone.now()) == 0
    assert asked(over) == {("Rosa", "guardian"), ("Ben", "guardian"), ("Diego", "student")}
    letters = Message.objects.filter(kind="survey")
    assert {letter.language for letter in letters if letter.to_address.startswith("rosa")} == {"es"}
    for letter in letters:
        token = letter.body_text.split("/i/s/")[1].partition("/")[0]
        assert SurveyInvitation.objects.get(token=token).person == letter.to_person
        for name in ("Mateo", "Ellie", "Morales"):
            assert name not in letter.body_text


def move(world: World, student: str, school: School) -> None:
    """The student is at this school, and was on the day of the conference."""
    Membership.objects.filter(person=world.people[student], role="student").update(school=school)


def test_a_joint_conference_is_asked_about_by_the_school_where_the_child_is(over: World) -> None:
    """Ben's child is at the middle school alone; Rosa has one at each, and is asked once by each."""
    policy_that_asks(over, "guardian", "student")
    conference, middle = over.hosts["june"].conference, over.schools["panguitch-middle"]
    conference.also_for.add(middle)
    Appointment.objects.create(
        district=over.district, conference=conference, host=over.hosts["june"], student=over.people["diego"],
        guardian=over.people["rosa"], starts_at=conference.windows.get().ends_at - timedelta(minutes=20),
        ends_at=conference.windows.get().ends_at, booked_at=timezone.now(), attendance="came", student_comes="yes",
    )  # fmt: skip
    Appointment.objects.exclude(conference=conference).delete()
    move(over, "ellie", middle)
    move(over, "diego", middle)

    assert ask_after_conferences(now=timezone.now()) == 4
    assert ask_after_conferences(now=timezone.now()) == 0

    rows = SurveyInvitation.objects.select_related("school", "person")
    assert {(row.person.given_name, row.school.name, row.role) for row in rows} == {
        ("Rosa", conference.school.name, "guardian"),
        ("Rosa", middle.name, "guardian"),
        ("Ben", middle.name, "guardian"),
        ("Diego", middle.name, "student"),
    }
    for row in rows:
        letter = Message.objects.get(body_text__contains=row.token)
        assert row.school.name in letter.body_text
        assert row.school.name in Client().get(reverse("survey", args=[row.token])).content.decode()
        here = "diego" if row.school == middle else "mateo"
        if row.person == over.people["rosa"]:
            assert set(map(str, letter.about)) == {str(over.people[here].pk)}
        answer(invitation=row, marks=MARKS, sentence="", language="en", now=timezone.now())
    assert SurveyAnswer.objects.filter(school=middle).count() == 3


def test_a_student_of_a_third_school_is_asked_by_the_one_whose_conference_it_is(over: World) -> None:
    policy_that_asks(over, "guardian")
    conference = over.hosts["june"].conference
    conference.also_for.add(over.schools["panguitch-middle"])
    move(over, "ellie", over.schools["panguitch-high"])

    ask_after_conferences(now=timezone.now())

    asked_by = SurveyInvitation.objects.get(person=over.people["ben"]).school
    assert asked_by == conference.school


def test_each_school_of_a_joint_conference_has_its_own_results(over: World) -> None:
    """Ten or nothing holds for each by itself, and the parcels of one are not those of the other."""
    year, today, schools = over.year.pk, timezone.localdate(), list(over.schools.values())
    middle = over.schools["panguitch-middle"]
    over.hosts["june"].conference.also_for.add(middle)
    say(over, LEAST, school=middle)
    say(over, LEAST - 1)

    found = {one.school: one.people for one in results(schools, year, today)}

    assert found == {middle: LEAST, over.schools["panguitch-elementary"]: 0}
    assert [one.people for one in results([middle], year, today)] == [LEAST]


@pytest.mark.parametrize("asks", [(), ("guardian",), ("student",)])
def test_the_policy_says_who_is_asked_and_can_turn_it_off(over: World, asks: tuple[str, ...]) -> None:
    policy_that_asks(over, *asks)

    ask_after_conferences(now=timezone.now())

    assert {role for _name, role in asked(over)} == set(asks)


def test_nobody_is_asked_without_a_policy_before_the_day_after_or_who_did_not_come(over: World) -> None:
    assert ask_after_conferences(now=timezone.now()) == 0
    policy_that_asks(over, "guardian")
    last = at(timezone.localdate() - timedelta(days=2), 16)
    assert ask_after_conferences(now=last + timedelta(hours=2)) == 0
    assert ask_after_conferences(now=last + timedelta(days=20)) == 0
    Appointment.objects.exclude(student=over.people["ellie"]).update(attendance="no_show")
    ask_after_conferences(now=timezone.now())
    assert asked(over) == {("Ben", "guardian")}


def test_whose_record_is_closed_or_who_has_no_address_is_not_asked(over: World) -> None:
    policy_that_asks(over, "guardian")
    over.people["ben"].email = ""
    over.people["ben"].save()

    ask_after_conferences(now=timezone.now())

    assert asked(over) == {("Rosa", "guardian")}


def test_an_answer_is_given_on_a_phone_without_signing_in_and_leads_back_to_nobody(over: World) -> None:
    policy_that_asks(over, "guardian")
    ask_after_conferences(now=timezone.now())
    invitation = SurveyInvitation.objects.get(person=over.people["rosa"], conference=over.hosts["june"].conference)
    client, address = Client(), reverse("survey", args=[invitation.token])

    page = client.get(address)
    assert page.headers["Content-Language"] == "es"
    assert "¿Cómo fue la conferencia?" in page.content.decode()
    assert "Mateo" not in page.content.decode()
    missing = client.post(address, {"useful": "0", "sentence": "Más tiempo, por favor."})
    assert missing.status_code == 422
    assert "Más tiempo, por favor." in missing.content.decode()
    sent = client.post(address, {**{key: str(step) for key, step in MARKS.items()}, "sentence": "Más tiempo."})
    assert "Gracias" in sent.content.decode()

    kept = SurveyAnswer.objects.get()
    assert (kept.marks, kept.sentence, kept.language, kept.status) == (MARKS, "Más tiempo.", "es", "waiting")
    names = {field.name for field in SurveyAnswer._meta.get_fields()}
    assert names == {
        "id",
        "district",
        "conference",
        "school",
        "role",
        "closes_on",
        "marks",
        "sentence",
        "language",
        "status",
    }
    assert "Gracias" in client.post(address, dict.fromkeys(MARKS, "0")).content.decode()
    assert SurveyAnswer.objects.count() == 1
    assert client.get(reverse("survey", args=["nonsense"])).status_code == 404


def test_what_cannot_be_kept_is_refused_with_a_sentence(over: World) -> None:
    policy_that_asks(over, "guardian")
    ask_after_conferences(now=timezone.now())
    invitation = SurveyInvitation.objects.filter(person=over.people["ben"]).get()
    now = timezone.now()
    for marks in ({}, {"useful": 0, "heard": 0}, MARKS | {"next": 4}, MARKS | {"next": -1}):
        with pytest.raises(NotAllMarked):
            answer(invitation=invitation, marks=marks, sentence="", language="en", now=now)
    with pytest.raises(SurveyOver):
        answer(invitation=invitation, marks=MARKS, sentence="", language="en", now=now + timedelta(days=15))
    answer(invitation=invitation, marks=MARKS, sentence="", language="en", now=now)
    with pytest.raises(AnsweredAlready):
        answer(invitation=invitation, marks=MARKS, sentence="", language="en", now=now)


def say(
    world: World, number: int, *, host: str = "june", days_ago: int = 3, sentence: str = "", step: int = 0,
    school: School | None = None,
) -> None:  # fmt: skip
    conference = world.hosts[host].conference
    SurveyAnswer.objects.bulk_create(
        SurveyAnswer(
            district=world.district, conference=conference, school=school or conference.school, role="guardian",
            language="en",
            closes_on=timezone.localdate() - timedelta(days=days_ago), sentence=sentence,
            marks=dict.fromkeys(MARKS, step), status="waiting" if sentence else "nothing",
        )
        for _one in range(number)
    )  # fmt: skip


def test_nothing_is_said_of_fewer_than_ten_or_while_the_asking_goes_on(over: World) -> None:
    year, today, schools = over.year.pk, timezone.localdate(), list(over.schools.values())
    say(over, LEAST - 1)
    (few,) = results(schools, year, today)
    assert (few.people, few.said, few.sentences, few.waits) == (0, (), (), True)

    say(over, 1, step=3)
    (found,) = results(schools, year, today)
    assert (found.people, found.waits) == (LEAST, False)
    assert [said.lines for said in found.said] == [((5, 10), (5, 10), (0, 5))] * 3

    SurveyAnswer.objects.update(closes_on=today + timedelta(days=1))
    assert results(schools, year, today) == []


def test_whoever_came_on_a_day_that_was_added_later_is_not_told_by_subtraction(over: World) -> None:
    """Their asking ends later, and one conference has two askings: the late answers wait until they are ten."""
    year, today, schools = over.year.pk, timezone.localdate(), list(over.schools.values())
    say(over, LEAST, days_ago=5)
    say(over, 1, step=3, days_ago=-4)
    (now,) = results(schools, year, today)
    assert (now.people, [said.lines for said in now.said]) == (LEAST, [((5, 10), (5, 10), (0, 5))] * 3)

    (later,) = results(schools, year, today + timedelta(days=4))
    assert (later.people, later.waits) == (LEAST, True)
    say(over, LEAST - 1, step=1, days_ago=-4)
    (full,) = results(schools, year, today + timedelta(days=4))
    assert full.people == 2 * LEAST


@given(st.lists(st.integers(min_value=0, max_value=30), max_size=12))
def test_no_two_readings_differ_by_fewer_than_ten_people(sizes: list[int]) -> None:
    """As conferences come to an end one after the other, each page differs from each by nobody or by ten or more."""
    seen = []
    for last in range(len(sizes) + 1):
        shown = parcels(enumerate(sizes[:last]))
        seen.append(sum(sizes[place] for parcel in shown for place in parcel))
    assert all(abs(one - other) == 0 or abs(one - other) >= LEAST for one in seen for other in seen)


def test_one_who_said_something_else_and_all_who_said_the_same_look_alike(over: World, client_of: ClientOf) -> None:
    """Ten answers with one "No" among them, and ten without: pages, spreadsheets and evidence say the same."""
    school, client = over.schools["panguitch-elementary"], client_of(over, "harriet")
    adopted_policy(over)
    seen = []
    for alone in (0, 1):
        SurveyAnswer.objects.all().delete()
        say(over, LEAST - alone)
        say(over, alone, step=3)
        page = client.get(reverse("survey_results")).content.decode().partition("</h1>")[2].partition("</main>")[0]
        sheet = client.get(reverse("survey_csv")).content.decode()
        evidence = evidence_of(school, now=timezone.now()).says
        seen.append((page, sheet, evidence))
    assert seen[0] == seen[1]
    assert "5 or more" in seen[0][0]


def test_what_is_told_of_several_parcels_is_the_sum_of_what_is_told_of_each(over: World) -> None:
    """So two days held against each other tell of the parcel between them what it tells by itself."""
    year, today, schools = over.year.pk, timezone.localdate(), [over.schools["panguitch-elementary"]]
    say(over, 21, days_ago=5)
    (before,) = results(schools, year, today)
    say(over, LEAST - 1, step=1, days_ago=4)
    say(over, 1, step=3, days_ago=4)

    (after,) = results(schools, year, today)

    assert [said.lines for said in before.said] == [((11, 21), (11, 21), (0, 10))] * 3
    # Of the ten the first line is "4 or fewer", the second "5 or more", the third "5 or fewer".
    assert [said.lines for said in after.said] == [((11, 25), (16, 31), (0, 15))] * 3


@pytest.mark.parametrize("people", range(LEAST, 101))
def test_each_part_has_ten_numbers_or_is_half_of_all(people: int) -> None:
    parts = [between(number, people) for number in range(people + 1)]
    assert all(low <= number <= high for number, (low, high) in enumerate(parts))
    least = LEAST if people >= 2 * LEAST - 1 else (people + 1) // 2
    assert {high - low + 1 >= least for low, high in parts} == {True}
    assert len(set(parts)) >= 2


@pytest.mark.parametrize(
    ("scale", "lines"),
    [
        (("yes", "no"), ["no"]),
        (("yes", "partly", "no"), ["yes", "no"]),
        (("yes", "mostly", "partly", "hardly", "no"), ["yes", "“mostly” or better", "“partly” or better", "no"]),
    ],
)
def test_a_scale_of_any_length_has_a_name_for_each_line_that_is_told(scale: tuple[str, ...], lines: list[str]) -> None:
    said = Said(Question("heard", "Were you heard?", scale), told([0] * LEAST, len(scale)))

    assert said_steps(said) == lines
    assert len(said_numbers(said, LEAST)) == len(lines)


@pytest.mark.parametrize(("people", "least", "steps"), [*((people, 10, 4) for people in range(10, 22)), (9, 3, 3)])
def test_nobody_is_known_by_what_is_told_also_to_somebody_who_knows_others(people: int, least: int, steps: int) -> None:
    """Through all ways in which so many can answer: knowing fewer than half of ten answers tells no other one."""
    worlds = [way for way in product(range(people + 1), repeat=steps) if sum(way) == people]
    pictures = defaultdict(list)
    for way in worlds:
        marks = [step for step, number in enumerate(way) for _one in range(number)]
        pictures[told(marks, steps, least)].append(way)
    knows = (least - 1) // 2 - 1 if people < 2 * least - 1 else least - 2
    for ways in pictures.values():
        # Every step may be nobody's, or have at least that many more in another world.
        for step in range(steps):
            numbers = [way[step] for way in ways]
            assert max(numbers) - min(numbers) > knows
        for way in ways:
            for step in range(steps):
                known = tuple(0 if place == step else number for place, number in enumerate(way))
                if sum(known) <= knows:
                    others = (one for one in ways if one != way and all(map(le, known, one)))
                    assert any(others), (way, step)


def test_a_sentence_is_shown_only_after_the_district_office_has_read_it(over: World, client_of: ClientOf) -> None:
    say(over, LEAST, sentence="More time, please.")
    ruth, harriet = client_of(over, "ruth"), client_of(over, "harriet")
    page = reverse("survey_results")
    assert "More time, please." not in harriet.get(page).content.decode()
    waiting = reverse("survey_sentences")
    assert harriet.get(waiting).status_code == 404
    assert "More time, please." in ruth.get(waiting).content.decode()

    shown, refused = SurveyAnswer.objects.all()[:2]
    assert ruth.post(reverse("judge_sentence", args=[shown.pk]), {"show": "1"}).status_code == 302
    judge_sentence(answer=refused, is_shown=False)

    assert harriet.get(page).content.decode().count("More time, please.") == 1
    assert client_of(over, "june").get(page).status_code == 404


def test_while_questions_are_open_the_page_does_not_say_that_nobody_has_answered(
    over: World, client_of: ClientOf
) -> None:
    say(over, 1, days_ago=-1, sentence="More time, please.")

    text = client_of(over, "ruth").get(reverse("survey_results")).content.decode()

    assert "1 sentence waits for you" in text
    assert "Nothing to show yet" in text
    assert "Nobody has answered" not in text


def test_a_sentence_that_names_a_student_is_not_shown(over: World, client_of: ClientOf) -> None:
    policy_that_asks(over, "guardian")
    say(over, LEAST, sentence="Ellie Whitaker was loud.")
    ruth, found = client_of(over, "ruth"), SurveyAnswer.objects.all()[0]
    address = reverse("judge_sentence", args=[found.pk])

    refused = ruth.post(address, {"show": "1"}, follow=True).content.decode()

    assert "This sentence names a student, so it cannot be shown: “Ellie Whitaker”." in refused
    assert "Ellie Whitaker was loud." in refused
    found.refresh_from_db()
    assert found.status == "waiting"
    ruth.post(address, {"show": "0"})
    found.refresh_from_db()
    assert found.status == "refused"


def test_ordinary_words_that_are_a_students_name_are_looked_at_before_a_sentence_is_shown(
    over: World, client_of: ClientOf
) -> None:
    Person.objects.filter(pk=over.people["diego"].pk).update(given_name="Hunter", family_name="Young")
    say(over, 1, sentence="More for young hunters, please.")
    ruth, found = client_of(over, "ruth"), SurveyAnswer.objects.get()
    address = reverse("judge_sentence", args=[found.pk])

    asked = ruth.post(address, {"show": "1"})

    assert asked.status_code == 422
    assert "A student may be called “young hunters”" in asked.content.decode()
    assert 'name="names_nobody" value="young hunters"' in asked.content.decode()
    assert SurveyAnswer.objects.get().status == "waiting"
    ruth.post(address, {"show": "1", "names_nobody": ["young hunters"]})
    assert SurveyAnswer.objects.get().status == "shown"


def test_the_list_of_what_is_missing_names_each_question(over: World, client: Client) -> None:
    policy_that_asks(over, "guardian")
    ask_after_conferences(now=timezone.now())
    invitation = SurveyInvitation.objects.get(person=over.people["ben"])

    page = client.post(f"/i/s/{invitation.token}/", {"useful": "0"}).content.decode()

    missing = page.split("govuk-error-summary__list", 1)[1].split("</ul>")[0]
    said = [question.text for question in questions_for(over.district, "guardian")]
    assert [text in missing for text in said] == [False, True, True]


def test_the_evidence_has_it_on_paper_and_as_a_spreadsheet(over: World, client_of: ClientOf, tmp_path: Path) -> None:
    policy_that_asks(over, "guardian")
    say(over, LEAST, sentence="More time, please.")
    judge_sentence(answer=SurveyAnswer.objects.all()[0], is_shown=True)
    school = over.schools["panguitch-elementary"]

    text = Paper(as_pdf(evidence_of(school, now=timezone.now()), "en"), tmp_path).text()
    assert "What families and students say about conferences" in text
    assert questions_for(over.district, "guardian")[0].text in text
    assert text.count("More time, please.") == 1
    assert "“Mostly yes” or better" in text
    assert "5 or more" in text

    sheet = client_of(over, "harriet").get(reverse("survey_csv")).content.decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(sheet)))
    assert [(row["answer"], row["at_least"], row["at_most"]) for row in rows][:3] == [
        ("Yes, very much", "5", "10"), ("“Mostly yes” or better", "5", "10"), ("No", "0", "5"),
    ]  # fmt: skip
    assert "number" not in rows[0]
    assert client_of(over, "peggy").get(reverse("survey_csv")).status_code == 404


def test_the_district_office_turns_it_on_and_off_in_a_draft(world: World, client_of: ClientOf) -> None:
    draft = ready_draft(world)
    assert draft.asks == ["guardian"]
    client, address = client_of(world, "ruth"), reverse("policy_asks", args=[draft.pk])

    assert client.post(address, {"asks": ["guardian", "student"]}).status_code == 302
    assert client.post(address, {"asks": ["teacher"]}).status_code == 422
    draft.refresh_from_db()
    assert draft.asks == ["guardian", "student"]
    assert client.post(address, {}).status_code == 302
    draft.refresh_from_db()
    assert draft.asks == []


def test_the_questions_are_read_in_both_languages(world: World, client_of: ClientOf) -> None:
    moment: datetime = timezone.now()
    add_conference(world)
    conference = world.hosts["june"].conference
    for language in ("en", "es"):
        token = f"link-{language}"
        SurveyInvitation.objects.create(
            district=world.district, conference=conference, school=conference.school,
            person=world.people["rosa" if language == "es" else "ben"], role="guardian", token=token, asked_at=moment,
            closes_on=timezone.localdate() + timedelta(days=3),
        )  # fmt: skip
        html = Client().get(reverse("survey", args=[token])).content.decode()
        for question in questions_for(world.district, "guardian"):
            assert (question.text in html) == (language == "en")
