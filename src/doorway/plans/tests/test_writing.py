from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.http import Http404
from django.utils import timezone
from tests.world import World

from doorway.plans.access import class_for, goal_for, own_writer, plan_for, staff_writer
from doorway.plans.actions.entries import Author, Change, Words, write_entry, write_grid
from doorway.plans.actions.goals import carry_goal, change_goal, judge_goal, remove_goal, set_goal
from doorway.plans.actions.notes import write_note
from doorway.plans.actions.opening import open_plan, open_plans
from doorway.plans.errors import writing as errors
from doorway.plans.models import Goal, Plan, PlanEntry, PlanNote, PlanVersion
from doorway.roster.access import Viewer
from doorway.roster.models import AccessMark


def today() -> date:
    return timezone.localdate()


def teacher(world: World, key: str = "june") -> Author:
    return Author(world.people[key], {"teacher"})


def entry(world: World, **changes: Any) -> PlanEntry | None:
    values: dict[str, Any] = {
        "student": world.people["mateo"],
        "section": "behavior",
        "author": teacher(world),
        "words": Words("Listens well.", 3),
        "on": today(),
        "now": timezone.now(),
    }
    return write_entry(**values | changes)


def goal(world: World, **changes: Any) -> Goal:
    values: dict[str, Any] = {
        "student": world.people["mateo"],
        "text": "Read 20 minutes a day.",
        "owner": "student",
        "due_on": today() + timedelta(days=60),
        "by": world.people["june"],
        "on": today(),
        "now": timezone.now(),
    }
    return set_goal(**values | changes)


def test_a_plan_is_opened_once_a_year_with_the_states_kind(world: World) -> None:
    first = open_plan(student=world.people["mateo"], on=today(), now=timezone.now())
    again = open_plan(student=world.people["mateo"], on=today(), now=timezone.now())
    older = open_plan(student=world.people["diego"], on=today(), now=timezone.now())

    assert first == again
    assert (first.kind, first.grade) == ("sep", "03")
    assert (older.kind, older.grade) == ("seop", "10")


def test_a_grade_without_a_plan_is_refused_with_a_sentence(world: World) -> None:
    mateo = world.people["mateo"]
    mateo.grade = "13"

    with pytest.raises(errors.NoPlanForGrade, match="13"):
        open_plan(student=mateo, on=today(), now=timezone.now())


def test_no_school_year_is_refused(world: World) -> None:
    with pytest.raises(errors.NoSchoolYear):
        open_plan(student=world.people["mateo"], on=date(1999, 9, 1), now=timezone.now())


def test_plans_of_a_class_take_three_queries(world: World, django_assert_num_queries: Any) -> None:
    students = [world.people[key] for key in ("mateo", "ellie", "sadie")]

    with django_assert_num_queries(6):  # a savepoint and its release around, and one for the insert's guard
        plans = open_plans(students=students, district=world.district, on=today(), now=timezone.now())

    assert [plan.student for plan in plans] == students


def test_an_entry_is_kept_changed_and_taken_away_with_its_history(world: World) -> None:
    made = entry(world)
    assert made is not None
    entry(world, words=Words("Listens and helps.", 4))
    entry(world, words=Words())

    assert not PlanEntry.objects.exists()
    assert [row.history_type for row in PlanEntry.history.filter(id=made.pk)] == ["-", "~", "+"]


def test_saying_the_same_again_writes_no_history(world: World) -> None:
    entry(world)
    entry(world)

    assert PlanEntry.history.count() == 1


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({"section": "spells"}, errors.NotInPlan),
        ({"section": "student_words"}, errors.NotInPlan),
        ({"words": Words("x", 9)}, errors.NotOnScale),
        ({"section": "strengths", "words": Words("x", 3)}, errors.NotOnScale),
        ({"words": Words("x" * 2001)}, errors.TooLong),
    ],
)
def test_an_entry_is_refused(world: World, changes: dict[str, Any], error: type[Exception]) -> None:
    with pytest.raises(error):
        entry(world, **changes)

    assert not PlanEntry.objects.exists()
    assert not Plan.objects.exists()


def test_a_section_of_others_is_refused(world: World) -> None:
    with pytest.raises(errors.NotYourPart):
        entry(world, author=Author(world.people["rosa"], {"guardian"}))
    with pytest.raises(errors.NotYourPart):
        entry(world, student=world.people["diego"], section="student_words", author=teacher(world, "owen"))


def test_a_second_window_replaces_nothing(world: World) -> None:
    entry(world, words=Words("From the phone.", 3))

    with pytest.raises(errors.ChangedMeanwhile, match="From the phone"):
        entry(world, words=Words("From the desk.", 3), expected=Words())

    assert PlanEntry.objects.get().text == "From the phone."


def test_a_grid_saves_what_changed_and_leaves_others_alone(world: World) -> None:
    people = world.people
    entry(world, author=teacher(world, "owen"), words=Words("Owen’s words.", 2))
    entry(world, student=people["ellie"], words=Words("Old.", 2))
    cells = [
        Change(people["mateo"], "behavior", Words(), Words("Kind.", 4)),
        Change(people["ellie"], "behavior", Words("Old.", 2), Words("New.", 3)),
        Change(people["sadie"], "homework", Words(), Words()),
    ]

    result = write_grid(district=world.district, author=teacher(world), changes=cells, on=today(), now=timezone.now())

    assert (result.saved, result.refused) == (2, ())
    said = {(row.author, row.plan.student): row.text for row in PlanEntry.objects.all()}
    assert said == {
        (people["owen"], people["mateo"]): "Owen’s words.",
        (people["june"], people["mateo"]): "Kind.",
        (people["june"], people["ellie"]): "New.",
    }
    assert not Plan.objects.filter(student=people["sadie"]).exists()
    assert PlanEntry.history.filter(text="New.", history_type="~").exists()


def test_a_refused_cell_does_not_keep_the_others_back(world: World) -> None:
    people = world.people
    entry(world, words=Words("From the phone.", 3))
    cells = [
        Change(people["mateo"], "behavior", Words(), Words("From the desk.", 1)),
        Change(people["ellie"], "behavior", Words(), Words("Fine.", 9)),
        Change(people["sadie"], "behavior", Words(), Words("Fine.", 3)),
    ]

    result = write_grid(district=world.district, author=teacher(world), changes=cells, on=today(), now=timezone.now())

    assert result.saved == 1
    assert [type(refusal) for _cell, refusal in result.refused] == [errors.ChangedMeanwhile, errors.NotOnScale]
    assert PlanEntry.objects.get(plan__student=people["mateo"]).text == "From the phone."


def test_an_emptied_cell_takes_the_entry_away(world: World) -> None:
    entry(world)
    cell = Change(world.people["mateo"], "behavior", Words("Listens well.", 3), Words())

    write_grid(district=world.district, author=teacher(world), changes=[cell], on=today(), now=timezone.now())

    assert not PlanEntry.objects.exists()
    assert PlanEntry.history.filter(history_type="-").count() == 1


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({"text": "  \x00 "}, errors.NothingWritten),
        ({"text": "x" * 501}, errors.TooLong),
        ({"owner": "nobody"}, errors.NoOwner),
        ({"due_on": None}, errors.NoDate),
        ({"due_on": date(2001, 1, 1)}, errors.DateInPast),
        ({"due_on": date(3026, 1, 1)}, errors.DateTooFar),
    ],
)
def test_a_goal_is_refused(world: World, changes: dict[str, Any], error: type[Exception]) -> None:
    with pytest.raises(error):
        goal(world, **changes)

    assert not Goal.objects.exists()


def test_a_goal_is_judged_changed_and_carried_once(world: World) -> None:
    old = goal(world)
    judge_goal(goal=old, status="met")
    change_goal(goal=old, text="Read 30 minutes a day.", owner="family", due_on=old.due_on, on=today())
    new = carry_goal(
        goal=old,
        student=world.people["mateo"],
        due_on=today() + timedelta(days=90),
        by=world.people["june"],
        on=today(),
        now=timezone.now(),
    )

    assert (new.text, new.owner, new.status, new.carried_from) == ("Read 30 minutes a day.", "family", "open", old)
    with pytest.raises(errors.AlreadyCarried):
        carry_goal(
            goal=old,
            student=world.people["mateo"],
            due_on=today(),
            by=world.people["june"],
            on=today(),
            now=timezone.now(),
        )
    with pytest.raises(errors.UnknownStatus):
        judge_goal(goal=old, status="perfect")


def test_no_words_hold_a_social_security_number(world: World) -> None:
    with pytest.raises(errors.HoldsNumber):
        goal(world, text="Ask for 123-45-6789.")
    with pytest.raises(errors.HoldsNumber):
        write_note(
            student=world.people["mateo"], text="SSN 123-45-6789", by=world.people["june"], on=today(),
            now=timezone.now(),
        )  # fmt: skip
    assert not Goal.objects.exists()
    assert not PlanNote.objects.exists()


def test_a_goal_that_is_sent_twice_stands_once(world: World) -> None:
    first = goal(world)
    assert goal(world) == first
    assert goal(world, owner="teacher") != first
    assert goal(world, by=world.people["harriet"]) != first
    judge_goal(goal=first, status="met")
    assert goal(world) != first


def test_a_goal_that_a_family_has_read_stays(world: World) -> None:
    mistake, read = goal(world), goal(world, text="Something else.")
    remove_goal(goal=mistake)
    PlanVersion.objects.create(
        district=world.district,
        plan=read.plan,
        number=1,
        content={},
        sha256="",
        created_by=world.user("june"),
        created_at=timezone.now(),
    )

    with pytest.raises(errors.GoalIsShared):
        remove_goal(goal=read)
    assert Goal.objects.get() == read


def test_one_note_a_day_for_each_author(world: World) -> None:
    def note(text: str, by: str = "june", **more: Any) -> PlanNote | None:
        return write_note(
            student=world.people["mateo"], text=text, by=world.people[by], on=today(), now=timezone.now(), **more
        )

    note("Talked about")
    note("Talked about reading.", expected="Talked about")
    note("From the principal.", by="harriet")

    assert sorted(row.text for row in PlanNote.objects.all()) == ["From the principal.", "Talked about reading."]
    with pytest.raises(errors.ChangedMeanwhile):
        note("Something else.", expected="Talked about")
    note("", expected="Talked about reading.")
    assert [row.text for row in PlanNote.objects.all()] == ["From the principal."]


WRITES = {
    "june": {"mateo", "ellie", "sadie"},
    "owen": {"lucia", "diego"},
    "dana": {"diego"},
    "harriet": {"mateo", "ellie", "sadie"},
    **{key: set() for key in ("peggy", "ruth", "sam", "ines", "rosa", "ben", "diego", "travis")},
}


@pytest.mark.parametrize("key", WRITES)
def test_who_holds_the_pen_at_school(world: World, other_world: World, key: str) -> None:
    viewer, found = Viewer(world.user(key)), set()
    for home in (world, other_world):
        for name in ("mateo", "lucia", "diego", "ellie", "sadie"):
            try:
                staff_writer(viewer, home.people[name].pk)
            except Http404:
                continue
            found.add((home.district.code, name))

    assert found == {("garfield", name) for name in WRITES[key]}


def test_who_writes_at_home(world: World) -> None:
    assert own_writer(Viewer(world.user("diego")), world.people["diego"].pk).author.voices == {"student"}
    assert own_writer(Viewer(world.user("rosa")), world.people["diego"].pk).author.voices == {"guardian"}
    for key, student in (("diego", "mateo"), ("travis", "sadie"), ("june", "mateo"), ("rosa", "ellie")):
        with pytest.raises(Http404):
            own_writer(Viewer(world.user(key)), world.people[student].pk)


def test_a_teacher_of_one_subject_speaks_for_it(world: World) -> None:
    assert staff_writer(Viewer(world.user("owen")), world.people["diego"].pk).author.subject == "Secondary Math II"
    assert staff_writer(Viewer(world.user("june")), world.people["mateo"].pk).author.subject == ""


def test_plan_and_goal_and_class_are_closed_to_strangers(world: World, other_world: World) -> None:
    kept = goal(world)
    assert plan_for(Viewer(world.user("rosa")), world.people["mateo"]) == kept.plan
    for key in ("owen", "ben", "sam"):
        with pytest.raises(Http404):
            plan_for(Viewer(world.user(key)), world.people["mateo"])
        with pytest.raises(Http404):
            goal_for(Viewer(world.user(key)), kept.pk)
    for home, key in ((world, "owen"), (world, "harriet"), (other_world, "june")):
        with pytest.raises(Http404):
            class_for(Viewer(home.user(key)), world.classes["grade-3"].pk)


def test_a_marked_student_is_missing_from_the_class(world: World) -> None:
    AccessMark.objects.create(
        district=world.district,
        student=world.people["sadie"],
        person=world.people["june"],
        reason="On file.",
        set_at=timezone.now(),
    )

    _school_class, students = class_for(Viewer(world.user("june")), world.classes["grade-3"].pk)

    assert {student.given_name for student in students} == {"Mateo", "Ellie"}
