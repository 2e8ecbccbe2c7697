"""How long records are kept: a rule of the policy, a list of what is past its time, and somebody who decides."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from tests.world import World, add_conference

from doorway.announcements.models import Announcement, Reply
from doorway.assessments.models import WaitingScore
from doorway.compliance.actions.following_up import take_group_back
from doorway.compliance.actions.keeping_records import (
    Time,
    delete_old,
    hold_records,
    keep_longer,
    lift_hold,
    write_keeping,
)
from doorway.compliance.actions.policies import adopt, begin_draft
from doorway.compliance.errors import (
    HeldBack,
    KeptBeforeToday,
    KeptFarAway,
    NeverDeleted,
    NoReason,
    NothingPastItsTime,
    NoTimeOfKeeping,
    YearsWithoutReason,
)
from doorway.compliance.models import (
    BoardPolicy,
    ContactTry,
    GroupConference,
    GroupGuest,
    KeepingDecision,
    PolicyKeeping,
    RecordHold,
    ServiceTime,
    Standing,
    SurveyAnswer,
    SurveyInvitation,
)
from doorway.compliance.queries.keeping import (
    Past,
    decisions_of,
    keeping_changes,
    open_holds,
    past_their_time,
    years_before,
)
from doorway.compliance.queries.standing import asked_on
from doorway.compliance.tests.stage import ready_draft
from doorway.conferences.models import Conference
from doorway.messages.actions import queue
from doorway.messages.models import Message
from doorway.roster.keeping import Aging, is_held, kind_of, kinds
from doorway.roster.models import ImportLine, ImportRun, Membership, Person, SchoolYear

ClientOf = Callable[[World, str], Client]


def kind(key: str) -> Aging:
    found = kind_of(key)
    assert found is not None
    return found


def policy_that_keeps(world: World, **years: int) -> BoardPolicy:
    draft = ready_draft(world)
    times = {one.key: Time(years[one.key], "Board") if one.key in years else None for one in kinds()}
    write_keeping(policy=draft, times=times, now=timezone.now())
    return adopt(policy=draft, by=world.user("ruth"), now=timezone.now())


def reply(world: World, days: int, status: str = "shown", text: str = "Gracias.") -> Reply:
    now = timezone.now()
    letter, _new = Announcement.objects.get_or_create(
        district=world.district,
        slug="letter",
        defaults={
            "created_at": now,
            "status": "published",
            "published_at": now,
            "dated": now.date(),
            "created_by": world.user("ruth"),
            "changed_at": now,
        },
    )
    moment = now - timedelta(days=days)
    decided = None if status == "waiting" else moment
    return Reply.objects.create(
        district=world.district, announcement=letter, name="Rosa", language="es", text=text, written_at=moment,
        status=status, decided_at=decided,
    )  # fmt: skip


def old_line(world: World, days: int) -> ImportLine:
    run = ImportRun.objects.create(
        district=world.district, kind="scores", status="applied", source_name="a.csv", sha256="0" * 64,
        created_at=timezone.now() - timedelta(days=days),
    )  # fmt: skip
    return ImportLine.objects.create(run=run, verdict="created", label="Mateo Morales")


def past(world: World, policy: BoardPolicy, days: int = 0) -> list[Past]:
    day, district = timezone.localdate() + timedelta(days=days), world.district
    return past_their_time(district, policy, day, holds=open_holds(district), decisions=decisions_of(district))


def test_every_kind_can_be_counted_and_deleted_and_what_is_younger_stays(world: World) -> None:
    policy_that_keeps(world, replies=2, uploads=2, messages=1, waiting=1)
    old, young = reply(world, 800), reply(world, 700, text="Hola.")
    waits = reply(world, 800, status="waiting", text="¿Y yo?")
    line, fresh = old_line(world, 800), old_line(world, 10)
    letter = queue(
        to=world.people["rosa"], template="messages/mail/sign_in_code", context={"code": "1", "minutes": 15}, key="old"
    )
    assert letter is not None
    Message.objects.filter(pk=letter.pk).update(created_at=timezone.now() - timedelta(days=400), status="sent")
    result = WaitingScore.objects.create(
        district=world.district, given_id="77", row=1, since=timezone.now() - timedelta(days=400), instrument="rise",
        school_year=2024, grade="03",
    )  # fmt: skip
    by, now = world.user("ruth"), timezone.now()

    for key in ("replies", "uploads", "messages", "waiting"):
        one = kind(key)
        done = delete_old(district=world.district, kind=one, reason="Past its time.", by=by, now=now)
        assert done.records == 1, one.key
        with pytest.raises(NothingPastItsTime):
            delete_old(district=world.district, kind=one, reason="Again.", by=by, now=now)

    assert set(Reply.objects.values_list("pk", flat=True)) == {young.pk, waits.pk}
    assert not Reply.history.filter(id=old.pk).exists(), "an earlier form of it was left behind"
    assert Reply.history.filter(id=young.pk).exists()
    assert set(ImportLine.objects.values_list("pk", flat=True)) == {fresh.pk}
    assert ImportRun.objects.filter(pk=line.run_id).exists()
    assert not WaitingScore.objects.filter(pk=result.pk).exists()
    emptied = Message.objects.get(pk=letter.pk)
    assert (emptied.to_address, emptied.subject, emptied.body_text, emptied.body_html, emptied.about) == (
        "", "", "", "", [],
    )  # fmt: skip
    assert emptied.to_person is None
    # That it was sent is still known: nothing is sent twice.
    queue(
        to=world.people["rosa"], template="messages/mail/sign_in_code", context={"code": "1", "minutes": 15}, key="old"
    )
    assert Message.objects.filter(idempotency_key="old").count() == 1
    assert KeepingDecision.objects.filter(what="deleted", records=1, reason="Past its time.").count() == 4


def held_years_ago(world: World, years: int) -> Conference:
    """A conference of an earlier school year, of which somebody was asked and somebody has answered."""
    today = timezone.localdate()
    year = SchoolYear.objects.create(
        district=world.district, name=f"{years} ago", starts_on=years_before(today, years + 1),
        ends_on=years_before(today, years) - timedelta(days=1),
    )  # fmt: skip
    host = {3: "june", 1: "dana"}[years]
    conference = add_conference(world, school_year=year, host=host).hosts[host].conference
    for key in ("rosa", "diego"):
        SurveyInvitation.objects.create(
            district=world.district, conference=conference, school=conference.school, person=world.people[key],
            role="guardian", token=f"{years}{key}", asked_at=timezone.now(), closes_on=year.ends_on,
        )  # fmt: skip
    SurveyAnswer.objects.create(
        district=world.district,
        conference=conference,
        school=conference.school,
        role="guardian",
        closes_on=year.ends_on,
        language="en",
    )
    return conference


def test_survey_goes_by_whole_school_years(world: World) -> None:
    policy_that_keeps(world, survey=2, asked=2)
    old, young = held_years_ago(world, 3), held_years_ago(world, 1)
    by, now = world.user("ruth"), timezone.now()

    for key, number in (("survey", 1), ("asked", 2)):
        assert delete_old(district=world.district, kind=kind(key), reason="Old.", by=by, now=now).records == number

    for rows in (SurveyAnswer.objects, SurveyInvitation.objects):
        assert not rows.filter(conference=old).exists()
        assert rows.filter(conference=young).exists()


def try_of(world: World, days: int, key: str = "mateo") -> ContactTry:
    return ContactTry.objects.create(
        district=world.district, student=world.people[key], how="call", outcome="no_answer", note="On Main Street.",
        at=timezone.now() - timedelta(days=days), by=world.people["peggy"],
    )  # fmt: skip


def test_a_try_goes_with_a_decision_on_record_and_never_without_one(world: World) -> None:
    policy_that_keeps(world, tries=2)
    old, young = try_of(world, 800), try_of(world, 700, "ellie")
    by, now = world.user("ruth"), timezone.now()
    standing = Standing.objects.filter(student=world.people["mateo"])
    assert standing.get().tried_at == old.at
    for one in (old, young):
        with pytest.raises(IntegrityError), transaction.atomic():
            ContactTry.objects.filter(pk=one.pk)._raw_delete("default")
    hold = hold_records(district=world.district, kind="tries", reason="Lawsuit.", by=by, now=now)
    with pytest.raises(HeldBack):
        delete_old(district=world.district, kind=kind("tries"), reason="Old.", by=by, now=now)
    lift_hold(hold=hold, by=by, now=now)

    assert delete_old(district=world.district, kind=kind("tries"), reason="Old.", by=by, now=now).records == 1

    assert list(ContactTry.objects.all()) == [young]
    assert standing.get().tried_at is None
    # The decision was about what is older, and another one's is not about this district.
    with pytest.raises(IntegrityError), transaction.atomic():
        ContactTry.objects.filter(pk=young.pk)._raw_delete("default")


def test_a_decision_of_another_district_lets_no_try_go(world: World, other_world: World) -> None:
    policy_that_keeps(other_world, tries=2)
    try_of(other_world, 800)
    mine = try_of(world, 800)
    delete_old(
        district=other_world.district, kind=kind("tries"), reason="Old.", by=other_world.user("ruth"),
        now=timezone.now(),
    )  # fmt: skip

    with pytest.raises(IntegrityError), transaction.atomic():
        ContactTry.objects.filter(pk=mine.pk)._raw_delete("default")


def group_of(world: World, days: int, guests: tuple[str, ...]) -> GroupConference:
    held = timezone.now() - timedelta(days=days)
    found = GroupConference.objects.create(
        district=world.district, school=world.schools["panguitch-elementary"], held_at=held, topic="Plans",
        led_by="Dana Ortiz", created_by=world.user("ruth"), created_at=held,
    )  # fmt: skip
    for key in guests:
        GroupGuest.objects.create(district=world.district, conference=found, student=world.people[key])
    return found


def taken_back(group: GroupConference, world: World) -> GroupConference:
    return take_group_back(group=group, why="Another school.", by=world.user("ruth"), now=timezone.now())


def test_group_conferences_go_with_their_guests_and_those_taken_back_only_by_a_decision(world: World) -> None:
    policy_that_keeps(world, groups=3)
    old, wrong = group_of(world, 1200, ("mateo",)), taken_back(group_of(world, 1300, ("ellie",)), world)
    young, wrong_and_young = group_of(world, 900, ("mateo",)), taken_back(group_of(world, 950, ("ellie",)), world)
    standing = Standing.objects.filter(student=world.people["mateo"])
    assert (standing.get().group_1, standing.get().group_2) == (young.held_at, old.held_at)
    for rows in (GroupConference.objects.filter(pk=wrong.pk), GroupGuest.objects.filter(conference=wrong)):
        with pytest.raises(IntegrityError), transaction.atomic():
            rows.delete()
    by, now = world.user("ruth"), timezone.now()

    assert delete_old(district=world.district, kind=kind("groups"), reason="Old.", by=by, now=now).records == 2

    assert set(GroupConference.objects.values_list("pk", flat=True)) == {young.pk, wrong_and_young.pk}
    assert GroupGuest.objects.count() == 2
    assert (standing.get().group_1, standing.get().group_2) == (young.held_at, None)
    # The decision was about what is older.
    for rows in (GroupConference.objects.filter(pk=wrong_and_young.pk), GroupGuest.objects.exclude(conference=young)):
        with pytest.raises(IntegrityError), transaction.atomic():
            rows.delete()


def test_a_group_conference_that_still_counts_is_never_past_its_time(world: World) -> None:
    """However few years the policy keeps it: deleting it would lower a count."""
    policy_that_keeps(world, groups=1)
    asked = asked_on(world.district, timezone.localdate())
    assert asked is not None
    first = min(part.begins for part in asked.parts)
    counts, over = group_of(world, 0, ("mateo",)), group_of(world, 0, ("mateo",))
    GroupConference.objects.filter(pk=counts.pk).update(held_at=first)
    GroupConference.objects.filter(pk=over.pk).update(held_at=first - timedelta(minutes=1))

    assert list(kind("groups").older_than(world.district, timezone.now())) == [over]


def line_of(world: World, on: date, minutes: int = 60) -> ServiceTime:
    return ServiceTime.objects.create(
        district=world.district, counselor=world.people["dana"], on=on, kind="program", minutes=minutes,
        written_at=timezone.now(),
    )  # fmt: skip


def test_what_counselors_wrote_of_their_time_goes_by_whole_school_years(world: World) -> None:
    """A part of a year that went would change the share of direct time of that year."""
    policy_that_keeps(world, service_time=2)
    over = years_before(timezone.localdate(), 2)
    # A year that the day of the policy cuts in two, and one before it.
    for name, first, last in (("cut", -100, 200), ("over", -400, -101)):
        SchoolYear.objects.create(
            district=world.district, name=name, starts_on=over + timedelta(days=first),
            ends_on=over + timedelta(days=last),
        )  # fmt: skip
    old = [line_of(world, over - timedelta(days=days)) for days in (101, 400)]
    cut = line_of(world, over - timedelta(days=100))
    young = line_of(world, over + timedelta(days=1))
    by, now = world.user("ruth"), timezone.now()

    done = delete_old(district=world.district, kind=kind("service_time"), reason="Old.", by=by, now=now)

    assert done.records == len(old)
    assert set(ServiceTime.objects.values_list("pk", flat=True)) == {cut.pk, young.pk}


def test_group_conferences_and_counselors_time_have_a_time_in_the_editor_and_for_everybody(
    world: World, client_of: ClientOf
) -> None:
    draft, ruth = ready_draft(world), client_of(world, "ruth")
    ruth.cookies["doorway_language"] = "es"
    page = ruth.get(reverse("policy_keeping", args=[draft.pk])).content.decode()
    assert "Lo que los consejeros anotaron sobre su tiempo" in page
    sent = {
        "groups_years": "6", "groups_citation": "R277-462-4", "service_time_years": "7",
        "service_time_citation": "Schedule 9", "service_time_is_named": "on",
    }  # fmt: skip
    assert ruth.post(reverse("policy_keeping", args=[draft.pk]), sent).status_code == 302
    adopt(policy=draft, by=world.user("ruth"), now=timezone.now())

    for address in ("/d/garfield/policy/", reverse("privacy")):
        page = Client().get(address, headers={"accept-language": "en"}).content.decode()
        assert "What counselors wrote down about their time" in page, address
        assert "The board’s own choice.<br>It rests on: R277-462-4" in page, address
        assert "By Schedule 9" in page, address
    assert {"Group conferences, with who held them and which families came"} <= {
        str(one.kind.words) for one in past(world, draft) if one.time
    }


def test_a_students_own_file_is_listed_years_after_the_student_left_and_never_deleted(
    world: World, client_of: ClientOf
) -> None:
    policy = policy_that_keeps(world, student_file=5)
    today, mateo = timezone.localdate(), world.people["mateo"]
    own = Membership.objects.filter(person=mateo, role="student")

    def number() -> int:
        return next(one for one in past(world, policy) if one.kind.key == "student_file").number

    assert number() == 0
    own.update(ends_on=years_before(today, 5))
    assert number() == 0
    own.update(ends_on=years_before(today, 5) - timedelta(days=1))
    assert number() == 1
    # Back at another school: the file is in use.
    back = Membership.objects.create(
        district=world.district, person=mateo, school=world.schools["panguitch-high"], role="student"
    )
    assert number() == 0
    back.delete()
    by, now = world.user("ruth"), timezone.now()
    with pytest.raises(NeverDeleted):
        delete_old(district=world.district, kind=kind("student_file"), reason="Old.", by=by, now=now)
    ruth = client_of(world, "ruth")
    ruth.cookies["doorway_language"] = "en"
    page = ruth.get(reverse("old_records")).content.decode()
    assert "Doorway deletes none of them" in page
    assert reverse("delete_records", args=["student_file"]) not in page
    gone = ruth.post(reverse("delete_records", args=["student_file"]), {"reason": "Old.", "sure": "on"})
    assert gone.status_code == 422
    assert Person.objects.filter(pk=mateo.pk).exists()


def test_everybody_reads_whether_a_rule_names_the_years_or_the_board_chose_them(
    world: World, client_of: ClientOf
) -> None:
    draft, ruth = ready_draft(world), client_of(world, "ruth")
    ruth.post(
        reverse("policy_keeping", args=[draft.pk]),
        {
            "replies_years": "2", "replies_citation": "Rule 1", "tries_years": "7", "tries_citation": "Schedule 9",
            "tries_is_named": "on",
        },
    )  # fmt: skip
    adopt(policy=draft, by=world.user("ruth"), now=timezone.now())
    following = begin_draft(district=world.district, by=world.user("ruth"), now=timezone.now())
    assert {(row.kind, row.is_named) for row in following.keepings.all()} == {("replies", False), ("tries", True)}

    page = Client().get("/d/garfield/policy/", headers={"accept-language": "en"}).content.decode()

    assert "The board’s own choice.<br>It rests on: Rule 1" in page
    assert "By Schedule 9" in page


def test_nothing_goes_by_itself_or_without_a_policy_that_says_so(world: World) -> None:
    reply(world, 4000)
    by, now = world.user("ruth"), timezone.now()
    with pytest.raises(NoTimeOfKeeping):
        delete_old(district=world.district, kind=kind("replies"), reason="Old.", by=by, now=now)

    policy = policy_that_keeps(world, uploads=2)
    with pytest.raises(NoTimeOfKeeping):
        delete_old(district=world.district, kind=kind("replies"), reason="Old.", by=by, now=now)
    found = {one.kind.key: one for one in past(world, policy)}
    assert (found["replies"].number, found["replies"].time) == (0, None)
    assert Reply.objects.count() == 1


def test_a_hold_of_the_kind_or_of_all_stands_in_the_way_until_it_is_lifted(world: World) -> None:
    policy = policy_that_keeps(world, replies=2)
    reply(world, 800)
    by, now = world.user("ruth"), timezone.now()
    hold_records(district=world.district, kind="uploads", reason="Audit.", by=by, now=now)
    own = hold_records(district=world.district, kind="replies", reason="Lawsuit.", by=by, now=now)
    both = hold_records(district=world.district, kind="", reason="Another.", by=by, now=now)

    # Other pages that delete such records ask the same.
    assert is_held(world.district, "replies")
    for hold in (own, both):
        with pytest.raises(HeldBack):
            delete_old(district=world.district, kind=kind("replies"), reason="Old.", by=by, now=now)
        lift_hold(hold=hold, by=by, now=now)
    assert next(one for one in past(world, policy) if one.kind.key == "replies").waits
    assert delete_old(district=world.district, kind=kind("replies"), reason="Old.", by=by, now=now).records == 1


def test_kept_longer_is_not_asked_again_until_its_day(world: World) -> None:
    policy = policy_that_keeps(world, replies=2)
    reply(world, 800)
    by, now, today = world.user("ruth"), timezone.now(), timezone.localdate()
    with pytest.raises(KeptBeforeToday):
        keep_longer(district=world.district, kind=kind("replies"), reason="Book.", until=today, by=by, now=now)
    with pytest.raises(KeptFarAway, match="more than 100 years from now"):
        keep_longer(
            district=world.district, kind=kind("replies"), reason="Book.", until=date(9029, 1, 1), by=by, now=now
        )
    with pytest.raises(NoReason):
        keep_longer(
            district=world.district, kind=kind("replies"), reason=" ", until=today + timedelta(days=9), by=by, now=now
        )
    keep_longer(
        district=world.district, kind=kind("replies"), reason="Book.", until=today + timedelta(days=9), by=by, now=now
    )

    def waits(days: int) -> bool:
        found = past(world, policy, days)
        return next(one for one in found if one.kind.key == "replies").waits

    assert not waits(0)
    assert not waits(9)
    assert waits(10)
    assert Reply.objects.count() == 1


def test_decisions_and_holds_are_never_rewritten(world: World) -> None:
    policy_that_keeps(world, replies=2)
    reply(world, 800)
    by, now = world.user("ruth"), timezone.now()
    delete_old(district=world.district, kind=kind("replies"), reason="Old.", by=by, now=now)
    hold = hold_records(district=world.district, kind="", reason="Audit.", by=by, now=now)

    for refused in (
        lambda: KeepingDecision.objects.update(reason="Other."),
        lambda: KeepingDecision.objects.all().delete(),
        lambda: RecordHold.objects.update(reason="Other."),
        lambda: RecordHold.objects.all().delete(),
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            refused()
    lift_hold(hold=hold, by=by, now=now)
    lift_hold(hold=hold, by=by, now=now)
    with pytest.raises(IntegrityError), transaction.atomic():
        RecordHold.objects.update(lifted_by=None, lifted_at=None)


def test_a_version_says_for_how_long_and_on_what_that_rests_and_is_frozen(world: World) -> None:
    draft = begin_draft(district=world.district, by=world.user("ruth"), now=timezone.now())
    assert {row.kind for row in draft.keepings.all()} == {one.key for one in kinds()} - {"student_file"}
    # The rules name no years: that the numbers are chosen is said.
    assert not any(row.is_named for row in draft.keepings.all())
    assert all(row.citation for row in draft.keepings.all())
    with pytest.raises(YearsWithoutReason):
        write_keeping(policy=draft, times={"replies": Time(3, " ")}, now=timezone.now())
    draft.delete()

    policy = policy_that_keeps(world, replies=2)
    for change in (
        lambda: PolicyKeeping.objects.filter(policy=policy).update(years=1),
        lambda: PolicyKeeping.objects.filter(policy=policy).delete(),
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            change()
    following = begin_draft(district=world.district, by=world.user("ruth"), now=timezone.now())
    assert [(row.kind, row.years) for row in following.keepings.all()] == [("replies", 2)]

    reply(world, 500)
    write_keeping(
        policy=following, times={"replies": Time(1, "Board"), "uploads": Time(4, "Board")}, now=timezone.now()
    )
    found = keeping_changes(world.district, policy, following, timezone.localdate())
    assert [(one.kind.key, one.past) for one in found] == [("replies", 1), ("uploads", 0)]


def test_the_same_day_of_an_earlier_year_exists_in_every_year() -> None:
    leap = timezone.localdate().replace(year=2024, month=2, day=29)
    assert years_before(leap, 1).isoformat() == "2023-02-28"
    assert years_before(leap, 4).isoformat() == "2020-02-29"


def test_the_district_office_decides_on_a_page_and_a_family_reads_how_long(world: World, client_of: ClientOf) -> None:
    draft = ready_draft(world)
    client = client_of(world, "ruth")
    address = reverse("policy_keeping", args=[draft.pk])
    assert client.post(address, {"replies_years": "2", "replies_citation": ""}).status_code == 422
    assert client.post(address, {"replies_years": "2", "replies_citation": "Board, item 7"}).status_code == 302
    adopt(policy=draft, by=world.user("ruth"), now=timezone.now())
    reply(world, 800)

    page = client.get(reverse("old_records")).content.decode()
    assert "1 record" in page
    gone = reverse("delete_records", args=["replies"])
    assert client.post(gone, {"reason": "Past its time."}).status_code == 422, "it has to be said twice"
    assert Reply.objects.count() == 1
    assert client.post(reverse("hold_records"), {"kind": "all", "reason": "Audit."}).status_code == 302
    assert client.post(gone, {"reason": "Past its time.", "sure": "on"}).status_code == 422
    hold = RecordHold.objects.get()
    assert client.post(reverse("lift_hold", args=[hold.pk])).status_code == 302
    assert client.post(gone, {"reason": "Past its time.", "sure": "on"}).status_code == 302
    assert Reply.objects.count() == 0
    assert "Past its time." in client.get(reverse("old_records")).content.decode()
    assert client.get(reverse("delete_records", args=["nonsense"])).status_code == 404

    html = client_of(world, "rosa").get(reverse("privacy")).content.decode()
    assert "2 años" in html
    assert "Board, item 7" in html
