"""Plans after the conversation: some are still drafts, some shared, some signed by one or by all, some corrected."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from random import Random

from doorway.accounts.models import User
from doorway.conferences.models import Appointment
from doorway.demo.build import words
from doorway.demo.build.stage import Stage
from doorway.plans.actions.goals import set_goal
from doorway.plans.actions.notes import write_note
from doorway.plans.actions.opening import open_plan
from doorway.plans.actions.signing import record_paper_signature, sign
from doorway.plans.actions.versions import share
from doorway.plans.models import PlanVersion, Signature
from doorway.roster.models import Person

# How far a plan got, and in how many of a hundred.
OUTCOMES = {"draft": 20, "shared": 18, "family": 17, "student": 5, "all": 30, "corrected": 10}
# A district for measuring needs some, not all.
MOST_IN_LARGE = 40
Signer = Signature.Signer


def share_plans(stage: Stage, meetings: Sequence[Appointment]) -> int:
    """Share the plans of the students who were met, and sign them; how many versions there are."""
    random, homes = stage.random("signing"), stage.homes()
    last = {meeting.student.sourced_id: meeting for meeting in meetings}
    rows = list(last.items())[:MOST_IN_LARGE] if stage.is_large else list(last.items())
    made = 0
    for key, meeting in rows:
        outcome = random.choices(list(OUTCOMES), list(OUTCOMES.values()))[0]
        if outcome == "draft":
            continue
        family = [guardian for home in homes.get(key, []) for guardian in home[:1]]
        made += _one(stage, meeting, family, outcome, random)
    return made + _diegos(stage)


def _one(stage: Stage, meeting: Appointment, family: list[Person], outcome: str, random: Random) -> int:
    host, student = meeting.host.person, meeting.student
    student.district = stage.district
    by = host.user or stage.office(meeting.conference.school.sourced_id)
    if by is None:
        return 0
    shared_at = _not_later(stage, meeting.ends_at + timedelta(hours=random.randint(1, 4)), 6)
    plan = open_plan(student=student, on=shared_at.astimezone(stage.district.zone).date(), now=shared_at)
    version = share(plan, by=by, now=shared_at)
    signed_at = _not_later(stage, shared_at + timedelta(minutes=random.randint(20, 200)), 4)
    if outcome in {"family", "all", "corrected"}:
        _sign_all(version, family, Signer.GUARDIAN, signed_at, witness=by)
    if outcome in {"student", "all"}:
        _sign_all(version, [student], Signer.STUDENT, signed_at, witness=by)
    if outcome != "corrected":
        return 1
    _correct(stage, version, student, host, by)
    return 2


def _correct(stage: Stage, version: PlanVersion, student: Person, host: Person, by: User) -> None:
    """The teacher writes down what was forgotten, and shares a second version; nobody has signed that one yet."""
    now = _not_later(stage, stage.now, 2)
    write_note(
        student=student,
        text=words.FORGOTTEN,
        by=host,
        on=now.astimezone(stage.district.zone).date(),
        now=now,
    )
    share(version.plan, by=by, now=now, reason=words.WHY_CORRECTED)


def _sign_all(
    version: PlanVersion, people: Iterable[Person], signer: Signature.Signer, now: datetime, *, witness: User
) -> None:
    """Whoever has a mailbox types the name; the others sign on paper."""
    for person in people:
        if person.user is None:
            record_paper_signature(version, person=person, signer=signer, now=now, by=witness)
        elif person.user != witness:
            sign(version, person=person, signer=signer, typed_name=person.full_name, now=now, by=person.user)


def _diegos(stage: Stage) -> int:
    """Diego met his counselor early. The plan is shared, he has signed it, and it waits for his mother."""
    people = stage.people()
    diego, dana = people.get("diego"), people.get("dana")
    if diego is None or dana is None or dana.user is None or diego.user is None:
        return 0
    now = stage.now - timedelta(days=2)
    on = now.astimezone(stage.district.zone).date()
    write_note(student=diego, text=words.DIEGOS_NOTE, by=dana, on=on, now=now)
    text, owner = words.DIEGOS_GOAL
    set_goal(student=diego, text=text, owner=owner, due_on=on + timedelta(days=80), by=dana, on=on, now=now)
    version = share(open_plan(student=diego, on=on, now=now), by=dana.user, now=now + timedelta(minutes=5))
    _sign_all(version, [diego], Signer.STUDENT, now + timedelta(hours=3), witness=dana.user)
    return 1


def _not_later(stage: Stage, moment: datetime, hours: int) -> datetime:
    """The moment, at the latest so many hours before the demo begins."""
    return min(moment, stage.now - timedelta(hours=hours))
