"""What teachers, counselors and students write: last year's goals, this year's entries, the conversation itself."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from random import Random

from doorway.conferences.actions.answers import answer_question
from doorway.conferences.models import Appointment, FamilyQuestion
from doorway.demo.build import words
from doorway.demo.build.stage import Stage
from doorway.demo.generate import ClassDraft, DistrictDraft
from doorway.plans.actions.entries import Author, Change, Words, write_grid
from doorway.plans.actions.goals import judge_goal, set_goal
from doorway.plans.actions.notes import write_note
from doorway.plans.models import Goal
from doorway.roster.models import Person

# Share of the classes whose teachers have written already, by how far their school's conference is.
WRITTEN = {"over": 1.0, "open": 0.85, "": 0.35}
RATINGS = {4: 38, 3: 40, 2: 16, 1: 6}
UPPER = {"07", "08", "09", "10", "11", "12"}


def last_years_goals(stage: Stage, last: DistrictDraft) -> int:
    """Goals from last February, as the teachers of then set them; the number of goals."""
    people, random = stage.people(), stage.random("last goals")
    day = date(last.calendar.end_year, 2, 18)
    count = 0
    cast = dict(words.CAST_GOALS)
    for entry in last.classes:
        teacher = people.get(entry.teacher)
        for student in entry.students:
            text, owner = random.choice(words.UPPER_GOALS if max(entry.grades) >= 7 else words.GOALS)
            is_chosen = random.random() <= 0.6
            if teacher is None or not (is_chosen or student in cast):
                continue
            text, owner = cast.pop(student, (text, owner))
            set_goal(
                student=people[student],
                text=text,
                owner=owner,
                due_on=day + timedelta(days=random.choice((60, 90, 240))),
                by=teacher,
                on=day,
                now=stage.at(day, 15),
            )
            count += 1
    return count


def entries(stage: Stage, progress: dict[str, str]) -> int:
    """This year's entries by class, as in the class grid. ``progress`` says how far each school's conference is."""
    people, random = stage.people(), stage.random("entries")
    count = 0
    for entry in stage.draft.classes:
        stars = [student for student in entry.students if student in words.CAST_ENTRIES]
        if not entry.is_homeroom and entry.subject not in ("English", "Math") and not stars:
            continue
        if random.random() > WRITTEN[progress.get(entry.school, "")] and not stars:
            continue
        changes = [
            change
            for student in entry.students
            for change in _student_entries(people[student], entry, random, cast=entry.teacher in ("june", "owen"))
        ]
        author = Author(people[entry.teacher], {"teacher"}, "" if entry.is_homeroom else entry.title)
        day = stage.now - timedelta(days=random.randint(1, 9))
        count += write_grid(district=stage.district, author=author, changes=changes, on=day.date(), now=day).saved
    return count


def _student_entries(student: Person, entry: ClassDraft, random: Random, *, cast: bool) -> Iterable[Change]:
    """What one teacher says about one student; a few are not written yet."""
    known = words.CAST_ENTRIES.get(student.sourced_id)
    if known and cast:
        return [Change(student, section, Words(), Words(text, rating)) for section, (rating, text) in known.items()]
    if random.random() < 0.08:
        return []
    behavior, homework = (random.choices(list(RATINGS), list(RATINGS.values()))[0] for _part in range(2))
    said = [
        ("behavior", Words(random.choice(words.BEHAVIOR[behavior]), behavior)),
        ("homework", Words(random.choice(words.HOMEWORK[homework]), homework)),
    ]
    if entry.is_homeroom or entry.subject == "English":
        said.append(("strengths", Words(random.choice(words.STRENGTHS).format(name=student.first_name))))
        said.append(("improve", Words(random.choice(words.IMPROVE))))
    # Where it is not written, the plan lacks a part that the policy asks.
    if random.random() < 0.8:
        said.append(("accomplishments", Words(random.choice(words.ACCOMPLISHMENTS))))
    return [Change(student, section, Words(), what) for section, what in said]


def students_own_words(stage: Stage) -> int:
    """More than half of the older students have written about their grades, most of them about their classes, too."""
    people, random = stage.people(), stage.random("own words")
    count = 0
    for draft in stage.draft.students:
        if draft.grade < 7 or (random.random() > 0.6 and draft.key != "diego"):
            continue
        student = people[draft.key]
        said = {"student_words": random.choice(words.STUDENT_WORDS)} | words.CAST_OWN_WORDS.get(draft.key, {})
        if random.random() < 0.8:
            said.setdefault("courses", random.choice(words.STUDENT_CLASSES))
        day = stage.now - timedelta(days=random.randint(1, 12))
        changes = [Change(student, section, Words(), Words(text)) for section, text in said.items()]
        author = Author(student, {"student"})
        count += write_grid(district=stage.district, author=author, changes=changes, on=day.date(), now=day).saved
    return count


def talk(stage: Stage, meetings: Sequence[Appointment]) -> list[Person]:
    """The conversations: questions answered, last goals judged, notes, a new goal. The students, each once."""
    random = stage.random("talk")
    met: dict[str, Person] = {}
    for meeting in meetings:
        host, student = meeting.host.person, meeting.student
        student.district = stage.district
        on, now = meeting.starts_at.astimezone(stage.district.zone).date(), meeting.ends_at
        for question in FamilyQuestion.objects.filter(conference=meeting.conference_id, student=student, answer=""):
            answer_question(question=question, answer=random.choice(words.ANSWERS), by=host, now=now)
        for goal in Goal.objects.filter(plan__student=student, status=Goal.Status.OPEN, due_on__lte=on):
            judge_goal(goal=goal, status=random.choice((Goal.Status.MET, Goal.Status.MET, Goal.Status.DROPPED)))
        if random.random() < 0.75:
            write_note(
                student=student,
                text=random.choice(words.NOTES).format(name=student.first_name),
                by=host,
                on=on,
                now=now,
            )
        if student.sourced_id not in met:
            text, owner = random.choice(words.UPPER_GOALS if student.grade in UPPER else words.GOALS)
            due = on + timedelta(days=random.choice((45, 75, 90)))
            set_goal(student=student, text=text, owner=owner, due_on=due, by=host, on=on, now=now)
        met[student.sourced_id] = student
    return list(met.values())
