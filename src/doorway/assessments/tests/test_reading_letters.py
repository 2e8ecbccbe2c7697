"""Letters about reading: who must get one, who has, what stands in it, and that nobody gets one twice."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from tests.world import World

from doorway.assessments.letters.rolls import asked_in, rolls_of, students_asked
from doorway.assessments.models import ReadingLetter, ReadingLetterReader, Score
from doorway.assessments.queries.reading_letters import unread_letters
from doorway.messages.actions import deliver_due
from doorway.messages.models import Message
from doorway.plans.tests.paper import Paper
from doorway.roster.access import Viewer
from doorway.roster.actions import close_record
from doorway.roster.actions.homes import set_homes
from doorway.roster.models import Guardianship, Membership, Person, RecordLook

ClientOf = Callable[[World, str], Client]
HELP = {"help_en": "We read in small groups every day.", "help_es": "Leemos todos los días en grupos pequeños."}


def read(world: World, student: str, value: float | None, period: str = "BOY", **more: object) -> Score:
    """A reading result of this year; in the fall of grade 3 the goal is 220, and well below begins under 180."""
    values: dict[str, object] = {
        "district": world.district,
        "student": world.people[student],
        "instrument": "acadience",
        "subject": "reading",
        "measure": "composite",
        "school_year": world.year.end_year,
        "grade": "03",
        "period": period,
        "scale": "acadience",
        "value": value,
    }
    return Score.objects.create(**values | more)


def address(world: World, tail: str = "") -> str:
    return f"/reading-letters/{world.schools['panguitch-elementary'].pk}/{tail}"


def page_of(client: Client, world: World, query: str = "?period=BOY&show=all") -> str:
    answer = client.get(address(world, query))
    assert answer.status_code == 200
    return words_in(answer.content.decode())


def words_in(page: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page)).replace("&#x27;", "'")


def send(client: Client, world: World, **more: str) -> str:
    answer = client.post(address(world, "BOY/write/"), {**HELP, "step": "send", **more}, follow=True)
    return words_in(answer.content.decode())


def letter_to(world: World, guardian: str) -> ReadingLetter:
    return ReadingLetterReader.objects.get(guardian=world.people[guardian]).letter


@pytest.fixture
def peggy(world: World, client_of: ClientOf) -> Client:
    """The office, with three third graders: Mateo well below the goal, Ellie below, Sadie at the goal."""
    read(world, "mateo", 150)
    read(world, "ellie", 200)
    read(world, "sadie", 230)
    return client_of(world, "peggy")


def test_the_office_sees_who_must_get_a_letter_by_when(peggy: Client, world: World) -> None:
    words = page_of(peggy, world)

    assert f"Tell the parents of 2 students by Oct. 30, {world.year.end_year - 1}" in words
    assert re.search(
        r"Mateo Morales 3 150, the goal is 220: Well below benchmark Rosa Morales: to send by e-mail", words
    )
    assert re.search(r"Ellie Whitaker 3 200, the goal is 220: Below benchmark Ben Whitaker: .* Karen \w+:", words)
    assert re.search(r"Sadie Doyle 3 230, the goal is 220: At benchmark", words)
    assert "No results on file yet" in words  # winter and spring
    shown = RecordLook.objects.filter(page="reading_letters", user=world.user("peggy"))
    assert shown.count() == 3


def test_one_button_writes_to_every_home_in_its_language_and_never_again(peggy: Client, world: World) -> None:
    words = send(peggy, world)

    assert ReadingLetter.objects.count() == 3  # Mateo's home, and each of Ellie's two
    assert "3 letters go by e-mail." in words
    rosa, ben, karen = (letter_to(world, key) for key in ("rosa", "ben", "karen"))
    assert (rosa.language, ben.language, karen.language) == ("es", "en", "en")
    assert ben.pk != karen.pk
    assert Message.objects.filter(kind="reading_letter").count() == 3

    again = send(peggy, world)
    assert "There is no letter to send any more" in again
    assert ReadingLetter.objects.count() == 3


def test_the_letter_says_what_was_measured_and_never_calls_a_child_at_the_goal_on_grade_level(
    peggy: Client, world: World
) -> None:
    read(world, "ellie", 60, measure="orf")
    send(peggy, world)
    said = letter_to(world, "ben").content

    assert set(said) == {"en", "es"}
    english = " ".join(str(block) for block in said["en"]["blocks"])
    assert "Dear Ben Whitaker," in english
    assert "Score: 200" in english
    assert "Goal for this time of the year: 220" in english
    assert "Short of the goal: 20 points" in english
    assert "Level: Below benchmark" in english
    assert "the state calls it reading on grade level only from a score of 289" in english
    assert "We read in small groups every day." in english
    assert "R277-406-4" in english
    assert "60" in str([block for block in said["en"]["blocks"] if block["kind"] == "table"])
    spanish = " ".join(str(block) for block in said["es"]["blocks"])
    assert "Puntaje: 200" in spanish
    assert "Leemos todos los días en grupos pequeños." in spanish


def test_one_point_short_of_the_goal_is_one_point(peggy: Client, world: World) -> None:
    Score.objects.filter(student=world.people["ellie"], measure="composite").update(value=219)
    send(peggy, world)
    said = letter_to(world, "ben").content

    assert "Short of the goal: 1 point'" in str(said["en"]["blocks"])
    assert "Falta para la meta: 1 punto'" in str(said["es"]["blocks"])


def test_the_letter_has_the_drawing_of_the_page_and_its_table(
    peggy: Client, world: World, client_of: ClientOf, tmp_path: Path
) -> None:
    """Drawn once: the same values, pen and table as on the student's page, with what came before it this year."""
    Person.objects.filter(sourced_id="rosa").update(email="")
    # Of a later time, as the letter is about the fall.
    read(world, "mateo", 290, period="MOY")
    send(peggy, world)
    letter = letter_to(world, "rosa")

    page = peggy.get(f"/reading-letters/letter/{letter.pk}/").content.decode()
    assert page.count('role="img"') == 1
    assert "Acadience Reading, grade 3" in page.partition('role="img"')[2].partition("</svg>")[0]
    assert re.search(
        r"When Score Level Goal From the goal Beginning of the year 150 Well below benchmark 220 −70", words_in(page)
    )
    # In the words alone: an id may have the number by chance.
    assert "290" not in words_in(page)

    paper = Paper(peggy.get(address(world, "BOY/letters.pdf")).content, tmp_path)
    (figure,) = [tag for tag in paper.tags() if tag.kind == "Figure"]
    assert figure.alt is not None
    assert "Comienzo del año: 150, meta 220, Muy por debajo de la meta" in figure.alt
    assert re.search(r"Comienzo del año 150 .* 220 −70", paper.text())

    # In winter the drawing has both.
    Score.objects.filter(student=world.people["mateo"], period="MOY").update(value=200)
    peggy.post(address(world, "MOY/write/"), {**HELP, "step": "send"})
    winter = ReadingLetter.objects.get(student=world.people["mateo"], period="MOY")
    table = next(block for block in winter.content["en"]["blocks"] if block["kind"] == "table")
    assert [row[:2] for row in table["rows"]] == [["Beginning of the year", "150"], ["Middle of the year", "200"]]


def test_a_letter_of_before_there_were_drawings_is_as_it_was(letter: ReadingLetter, peggy: Client) -> None:
    """Letters never change: one without a drawing is read and printed as it was sent."""
    older = {
        code: said | {"blocks": [block for block in said["blocks"] if block["kind"] != "chart"]}
        for code, said in letter.content.items()
    }
    copy = ReadingLetter.objects.get(pk=letter.pk)
    copy.pk, copy.content, copy._state.adding = None, older, True
    copy.save()

    assert 'role="img"' not in peggy.get(f"/reading-letters/letter/{copy.pk}/").content.decode()
    assert peggy.get(f"/reading-letters/letter/{copy.pk}/letter.pdf").content.startswith(b"%PDF")


def test_no_word_about_the_score_is_in_the_mail(peggy: Client, world: World) -> None:
    send(peggy, world)
    message = Message.objects.get(to_person=world.people["ben"], kind="reading_letter")

    assert message.subject == "A letter about how Ellie reads"
    assert "200" not in message.body_text
    assert "Whitaker" not in message.subject
    assert f"/reading-letters/letter/{letter_to(world, 'ben').pk}/" in message.body_text


def test_a_guardian_without_access_gets_none(peggy: Client, world: World) -> None:
    read(world, "sadie", 100, period="MOY")
    peggy.post(address(world, "MOY/write/"), {**HELP, "step": "send"})

    readers = ReadingLetterReader.objects.values_list("guardian__sourced_id", flat=True)
    assert list(readers) == ["amy"]


def test_nobody_to_write_to_is_said_by_name(peggy: Client, world: World) -> None:
    Guardianship.objects.filter(student=world.people["mateo"]).update(is_active=False)
    send(peggy, world)
    words = page_of(peggy, world, "?period=BOY")

    assert re.search(r"Mateo Morales 3 150.*No guardian on file who may be written to", words)
    assert "nobody is on file to write to" in words


def test_a_home_without_an_address_gets_paper_that_a_screen_reader_can_read(
    peggy: Client, world: World, tmp_path: Path
) -> None:
    Person.objects.filter(sourced_id="rosa").update(email="")
    words = send(peggy, world)
    assert "1 letter is ready to print." in words
    assert letter_to(world, "rosa").channel == "paper"
    assert not Message.objects.filter(to_person=world.people["rosa"]).exists()

    answer = peggy.get(address(world, "BOY/letters.pdf"))
    assert answer["Content-Type"] == "application/pdf"
    paper = Paper(answer.content, tmp_path)
    text = paper.text()
    assert "Rosa Morales" in text
    assert "Cómo lee Mateo" in text
    assert "Ellie" not in text
    assert paper.file.Root.MarkInfo.Marked
    assert RecordLook.objects.filter(student=world.people["mateo"], page="reading_letters_pdf").exists()


def test_what_nobody_opened_goes_on_paper_too_and_opened_letters_do_not(
    peggy: Client, world: World, client_of: ClientOf
) -> None:
    send(peggy, world)
    opened = client_of(world, "ben").get(f"/reading-letters/letter/{letter_to(world, 'ben').pk}/")
    assert opened.status_code == 200
    words = page_of(peggy, world)
    assert "Ben Whitaker – Ellie Whitaker : opened" in words
    assert "2 letters that went by e-mail have not been opened." in words

    peggy.post(address(world, "BOY/paper/"))
    on_paper = ReadingLetter.objects.filter(on_paper_at__isnull=False)
    assert {one.addressed for one in on_paper} == {letter_to(world, key).addressed for key in ("rosa", "karen")}
    assert ReadingLetter.objects.count() == 3
    assert "There is no letter to send any more" in words_in(peggy.post(address(world, "BOY/paper/")).content.decode())


def test_mail_that_cannot_be_delivered_is_said(peggy: Client, world: World) -> None:
    send(peggy, world)
    Message.objects.filter(to_person=world.people["rosa"]).update(status="failed")
    deliver_due()
    words = page_of(peggy, world)

    assert "Rosa Morales – Mateo Morales : the e-mail could not be delivered" in words
    assert "Ben Whitaker – Ellie Whitaker : sent by e-mail, not opened yet" in words
    assert "1 letter could not be delivered by e-mail." in words
    assert "Every family of a child below the goal has its letter." not in words


def test_what_could_not_be_delivered_goes_on_paper_at_once_and_nothing_else(peggy: Client, world: World) -> None:
    send(peggy, world)
    Message.objects.filter(to_person=world.people["rosa"]).update(status="failed")
    deliver_due()

    peggy.post(address(world, "BOY/paper/"), {"only": "undelivered"})

    on_paper = ReadingLetter.objects.filter(on_paper_at__isnull=False)
    assert [one.addressed for one in on_paper] == [letter_to(world, "rosa").addressed]
    words = page_of(peggy, world)
    assert "could not be delivered" not in words
    assert "Every family of a child below the goal has its letter." in words
    again = peggy.post(address(world, "BOY/paper/"), {"only": "undelivered"}).content.decode()
    assert "There is no letter to send any more" in words_in(again)


def test_a_home_reads_its_own_letter_and_not_the_other_homes(peggy: Client, world: World, client_of: ClientOf) -> None:
    send(peggy, world)
    ben, karen = letter_to(world, "ben"), letter_to(world, "karen")
    client = client_of(world, "ben")

    assert client.get(f"/reading-letters/letter/{ben.pk}/").status_code == 200
    assert client.get(f"/reading-letters/letter/{karen.pk}/").status_code == 404
    assert client.get(f"/reading-letters/letter/{karen.pk}/letter.pdf").status_code == 404
    plan = client.get(f"/plans/{world.people['ellie'].pk}/").content.decode()
    assert f"/reading-letters/letter/{ben.pk}/" in plan
    assert str(karen.pk) not in plan


def test_a_letter_waits_on_the_start_page_until_it_is_opened(peggy: Client, world: World, client_of: ClientOf) -> None:
    send(peggy, world)
    client = client_of(world, "ben")
    assert "Read the letter about how Ellie reads" in client.get("/home/").content.decode()

    client.get(f"/reading-letters/letter/{letter_to(world, 'ben').pk}/")
    assert "Read the letter about how Ellie reads" not in client.get("/home/").content.decode()


def test_a_record_that_is_closed_afterwards_closes_the_letter(peggy: Client, world: World, client_of: ClientOf) -> None:
    send(peggy, world)
    letter = letter_to(world, "ben")
    close_record(student=world.people["ellie"], to=world.people["ben"], reason="Order.", by=None, now=timezone.now())

    assert client_of(world, "ben").get(f"/reading-letters/letter/{letter.pk}/").status_code == 404
    assert not unread_letters(Viewer(world.user("ben")))
    deliver_due()
    assert Message.objects.get(to_person=world.people["ben"], kind="reading_letter").status == "withdrawn"
    assert ReadingLetter.objects.filter(pk=letter.pk).exists()


def test_guardians_who_part_are_not_written_to_again(peggy: Client, world: World) -> None:
    world.people["abuela"] = Person.objects.create(
        district=world.district, sourced_id="abuela", given_name="Luz", family_name="Morales", email="luz@example.org"
    )
    for person, home in (("abuela", 1),):
        Guardianship.objects.create(
            district=world.district, student=world.people["mateo"], guardian=world.people[person], household=home
        )
    send(peggy, world)
    assert letter_to(world, "rosa").pk == letter_to(world, "abuela").pk
    set_homes(student=world.people["mateo"], homes={world.people["abuela"].pk: 2}, by=None, now=timezone.now())

    assert "There is no letter to send any more" in send(peggy, world)


def test_a_correction_after_the_letter_is_said_to_school_and_family(
    peggy: Client, world: World, client_of: ClientOf
) -> None:
    send(peggy, world)
    Score.objects.filter(student=world.people["ellie"]).update(value=Decimal(235))
    words = page_of(peggy, world, "?period=BOY&show=corrected")

    assert re.search(r"Ellie Whitaker 3 235, the goal is 220: At benchmark The letter said 200, Below benchmark", words)
    assert "Mateo" not in words.split("Student by student")[-1]
    family = words_in(
        client_of(world, "ben").get(f"/reading-letters/letter/{letter_to(world, 'ben').pk}/").content.decode()
    )
    assert "The letter speaks of a score of 200. Today it is 235." in family
    assert "It is not below the goal." in family
    assert "Score: 200" in family  # the letter itself stays


@pytest.mark.parametrize(
    ("more", "reason"),
    [
        ({"value": None, "not_tested": "absent"}, "Not tested: absent on the test days."),
        (
            {"value": 100, "grade": "02"},
            "Tested with the material of grade 2. Only a result from the child’s own grade counts.",
        ),
        ({"value": 100, "scale": "gone"}, "The score 100 has no level, and the goals for it are not known."),
        ({"value": 100, "school_year": 2020}, "No result on file."),
    ],
)
def test_who_has_no_result_is_said_with_the_reason(
    world: World, client_of: ClientOf, more: dict[str, object], reason: str
) -> None:
    read(world, "mateo", **{"value": None, **more})
    read(world, "sadie", 300)
    words = page_of(client_of(world, "peggy"), world, "?period=BOY&show=no_result")

    assert re.search(rf"Mateo Morales 3 {re.escape(reason)}", words)
    assert "No child with a result is below the goal" in words


def test_the_level_of_the_file_wins_over_the_score(world: World, client_of: ClientOf) -> None:
    read(world, "mateo", 300, level="below")
    read(world, "ellie", 100, level="at")
    words = page_of(client_of(world, "peggy"), world, "?period=BOY&show=to_write")

    assert "Mateo Morales" in words
    assert "Ellie Whitaker" not in words


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"help_es": ""}, "Write what your school does. It is in every letter."),
        ({"help_en": "Call me: 123-45-6789"}, "looks like a Social Security number"),
        ({"help_en": "x" * 1501}, "Please write at most 1500 characters; there are 1501."),
    ],
)
def test_words_that_cannot_stand_in_a_letter_are_refused(
    peggy: Client, world: World, typed: dict[str, str], sentence: str
) -> None:
    answer = peggy.post(address(world, "BOY/write/"), {**HELP, **typed, "step": "send"})

    assert answer.status_code in {409, 422}
    assert sentence in answer.content.decode()
    assert not ReadingLetter.objects.exists()


def test_one_letter_can_be_read_before_anything_is_sent(peggy: Client, world: World) -> None:
    answer = peggy.post(address(world, "BOY/write/"), {**HELP, "step": "look"})
    words = words_in(answer.content.decode())

    assert "Nothing has been sent yet" in words
    assert "Send the letters about 2 students" in words
    assert not ReadingLetter.objects.exists()
    assert not Message.objects.filter(kind="reading_letter").exists()


def test_what_a_school_wrote_last_is_where_it_begins_again(peggy: Client, world: World) -> None:
    send(peggy, world)
    read(world, "mateo", 200, period="MOY")

    assert HELP["help_es"] in peggy.get(address(world, "?period=MOY")).content.decode()


def test_another_school_and_a_period_that_is_none_are_refused(peggy: Client, world: World) -> None:
    other = world.schools["panguitch-high"].pk
    assert peggy.get(f"/reading-letters/{other}/").status_code == 404
    assert peggy.post(f"/reading-letters/{other}/BOY/write/", HELP).status_code == 404
    answer = peggy.post(address(world, "FALL/write/"), HELP)
    assert answer.status_code == 409
    assert "There is no letter for “FALL”. Choose one of: BOY, MOY, EOY." in answer.content.decode()


def test_the_district_sees_all_schools_in_numbers(peggy: Client, world: World, client_of: ClientOf) -> None:
    words = words_in(client_of(world, "ruth").get("/reading-letters/?period=BOY").content.decode())
    assert re.search(r"Panguitch Elementary School 3 3 2 0 2", words)
    assert "2 families have not been told." in words
    send(peggy, world)
    words = words_in(client_of(world, "ruth").get("/reading-letters/?period=BOY").content.decode())
    assert re.search(r"Panguitch Elementary School 3 3 2 2 0", words)


def test_the_page_asks_the_database_as_often_for_many_students(peggy: Client, world: World) -> None:
    peggy.get(address(world, "?period=BOY&show=all"))
    with CaptureQueriesContext(
        connection,
    ) as few:
        peggy.get(address(world, "?period=BOY&show=all"))
    for place in range(30):
        student = Person.objects.create(
            district=world.district, sourced_id=f"many-{place}", given_name="Many", family_name=str(place), grade="02"
        )
        Membership.objects.create(
            district=world.district, person=student, school=world.schools["panguitch-elementary"], role="student"
        )
        world.people[f"many-{place}"] = student
        read(world, f"many-{place}", 60, grade="02")
    with CaptureQueriesContext(connection) as many:
        words = page_of(peggy, world)
    assert "Everybody (33)" in words
    assert len(many) == len(few) <= 12


@pytest.fixture
def letter(peggy: Client, world: World) -> Iterator[ReadingLetter]:
    send(peggy, world)
    return letter_to(world, "ben")


@pytest.mark.parametrize("change", [{"level": "at"}, {"value": 1}, {"content": {}}, {"addressed": "x"}])
def test_a_sent_letter_never_changes(letter: ReadingLetter, change: dict[str, object]) -> None:
    with pytest.raises(IntegrityError, match="never changes"), transaction.atomic():
        ReadingLetter.objects.filter(pk=letter.pk).update(**change)


def test_a_sent_letter_stays_and_nobody_gets_a_second_one(letter: ReadingLetter, world: World) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        ReadingLetterReader.objects.filter(letter=letter).delete()
    with pytest.raises(IntegrityError), transaction.atomic():
        ReadingLetter.objects.filter(pk=letter.pk).delete()
    reader = ReadingLetterReader.objects.get(letter=letter)
    values = {"district": world.district, "letter": letter, "guardian": reader.guardian}
    with pytest.raises(IntegrityError), transaction.atomic():
        ReadingLetterReader.objects.create(
            **values, student=letter.student, school_year=letter.school_year, period=letter.period
        )
    with pytest.raises(IntegrityError), transaction.atomic():
        ReadingLetterReader.objects.create(
            **values, student=letter.student, school_year=letter.school_year, period="MOY"
        )


def test_a_leap_day_and_the_years_edges(world: World) -> None:
    asked = asked_in(world.district, timezone.localdate())
    students = students_asked(world.schools["panguitch-elementary"], asked, timezone.localdate())
    rolls = rolls_of(students, asked)

    assert list(rolls) == ["BOY", "MOY", "EOY"]
    assert rolls["BOY"].due == date(world.year.end_year - 1, 10, 30)
    assert rolls["MOY"].due == date(world.year.end_year, 3, 1) - timedelta(days=1)
    assert rolls["EOY"].due == date(world.year.end_year, 6, 30)
    assert not rolls["BOY"].has_results
