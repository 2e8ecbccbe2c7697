"""The pages on which a plan is reviewed, shared, read and signed."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from tests.world import World

from doorway.accounts import guards
from doorway.messages.models import Message
from doorway.plans.actions.signing import sign
from doorway.plans.actions.versions import share
from doorway.plans.models import PlanVersion, Signature
from doorway.plans.tests.stage import full_plan, plan_of
from doorway.plans.tests.test_versions import correct
from doorway.roster.models import Guardianship, Person, RecordLook

SignIn = Callable[[World, str], Client]
MOST_QUERIES = 12


def shared(world: World, key: str = "mateo", **more: Any) -> PlanVersion:
    return share(full_plan(world, key), by=world.user("june"), now=timezone.now(), **more)


def signed(world: World, version: PlanVersion, key: str, signer: str = "guardian") -> Signature:
    person = world.people[key]
    return sign(
        version, person=person, signer=signer, typed_name=person.full_name, now=timezone.now(), by=world.user(key)
    )


def page_of(client: Client, route: str, *args: object) -> str:
    response = client.get(reverse(route, args=args))
    assert response.status_code == 200, response.status_code
    return response.content.decode()


# The school reviews and shares


def test_the_review_shows_the_whole_plan_and_what_is_empty(open_world: World, client_of: SignIn) -> None:
    full_plan(open_world, "mateo")
    question = open_world.people["mateo"].family_questions.get()
    question.answer = ""
    question.save()

    page = page_of(client_of(open_world, "june"), "review_plan", open_world.people["mateo"].pk)

    for words in (
        "Dear family of Mateo,",
        "Explains how a story works",
        "Read 20 minutes every night.",
        "We agreed on a reading corner.",
        "Core tests from year to year",
        "one question of the family has no answer",
        "Share with the family",
        "An e-mail goes to Rosa Morales.",
    ):
        assert words in page, words
    assert "math club" not in page
    assert RecordLook.objects.get().page == "review"


def test_a_plan_with_nothing_in_it_says_what_is_empty(open_world: World, client_of: SignIn) -> None:
    client, mateo = client_of(open_world, "june"), open_world.people["mateo"]

    page = page_of(client, "review_plan", mateo.pk)
    answer = client.post(reverse("share_plan", args=[mateo.pk]))

    for words in ("Strengths", "New goals", "Notes", "Test results"):
        assert f">{words}</a>" in page, words
    assert answer.status_code == 422
    assert "There is nothing to share in this plan yet." in answer.content.decode()


def test_one_button_shares_and_a_second_press_is_answered_kindly(open_world: World, client_of: SignIn) -> None:
    full_plan(open_world, "mateo")
    client, mateo = client_of(open_world, "june"), open_world.people["mateo"]

    first = client.post(reverse("share_plan", args=[mateo.pk]), follow=True)
    second = client.post(reverse("share_plan", args=[mateo.pk]), follow=True)

    assert "The plan is shared. The family gets an e-mail." in first.content.decode()
    assert "Nothing has changed since it was shared" in second.content.decode()
    assert PlanVersion.objects.count() == 1
    letter = Message.objects.get()
    assert (letter.to_person, letter.language) == (open_world.people["rosa"], "es")


def test_a_correction_shows_what_changed_and_asks_why(open_world: World, client_of: SignIn) -> None:
    shared(open_world)
    correct(open_world)
    client, mateo = client_of(open_world, "june"), open_world.people["mateo"]

    page = page_of(client, "review_plan", mateo.pk)
    refused = client.post(reverse("share_plan", args=[mateo.pk]), {"reason": " "})
    done = client.post(reverse("share_plan", args=[mateo.pk]), {"reason": "A word was wrong."}, follow=True)

    assert "Changed since it was shared" in page
    assert "Explains stories, and asks good questions." in page
    assert refused.status_code == 422
    assert "Say in a few words what is new or corrected." in refused.content.decode()
    assert "“A word was wrong.”" in done.content.decode()
    assert list(Message.objects.order_by("created_at").values_list("kind", flat=True)) == ["shared", "corrected"]


def test_two_homes_are_named_to_the_one_who_shares(open_world: World, client_of: SignIn) -> None:
    full_plan(open_world, "ellie")

    page = page_of(client_of(open_world, "june"), "review_plan", open_world.people["ellie"].pk)

    assert "Ellie has two homes, and both read this plan." in page
    assert "An e-mail goes to Ben Whitaker and Karen Hale." in page


def test_a_marked_guardian_is_not_on_any_list(open_world: World, client_of: SignIn) -> None:
    version = shared(open_world, "sadie")

    page = page_of(client_of(open_world, "june"), "review_plan", version.plan.student_id)

    assert "Travis" not in page
    assert not Message.objects.filter(to_person=open_world.people["travis"]).exists()
    travis = client_of(open_world, "travis")
    for address in (
        reverse("family_plan", args=[version.plan.student_id]), reverse("plan_version", args=[version.pk]),
    ):  # fmt: skip
        assert travis.get(address).status_code == 404
    assert travis.post(reverse("sign_plan", args=[version.pk]), {"typed_name": "Travis Doyle"}).status_code == 404


def test_office_and_district_read_and_do_not_share(open_world: World, client_of: SignIn) -> None:
    full_plan(open_world, "mateo")
    mateo = open_world.people["mateo"].pk

    for key in ("peggy", "ruth"):
        page = page_of(client_of(open_world, key), "review_plan", mateo)
        assert "Share with the family" not in page
        assert "teachers and counselor share it" in page
        assert client_of(open_world, key).post(reverse("share_plan", args=[mateo])).status_code == 404


def test_the_office_keeps_a_signature_from_paper(open_world: World, client_of: SignIn) -> None:
    version = shared(open_world)
    client, mateo = client_of(open_world, "peggy"), open_world.people["mateo"]
    address = reverse("paper_signature", args=[version.pk])

    nobody = client.post(address, {"who": ""})
    stranger = client.post(address, {"who": f"guardian:{open_world.people['ben'].pk}"})
    done = client.post(address, {"who": f"student:{mateo.pk}"}, follow=True)

    for answer in (nobody, stranger):
        assert answer.status_code == 422
        assert "Choose who signed on paper." in answer.content.decode()
    assert "The paper signature of Mateo Morales is recorded." in done.content.decode()
    assert "on paper, recorded by Peggy Nielson" in done.content.decode()
    assert Signature.objects.get().signer == "student"


def test_the_teacher_signs_too(open_world: World, client_of: SignIn) -> None:
    version = shared(open_world)
    client = client_of(open_world, "june")
    address = reverse("sign_at_school", args=[version.pk])

    refused = client.post(address, {"typed_name": "Owen Pratt"})
    done = client.post(address, {"typed_name": "june albrecht"}, follow=True)

    assert refused.status_code == 422
    assert "Type it like this: June Albrecht" in refused.content.decode()
    assert "You signed. Thank you." in done.content.decode()
    assert "Sign it too" not in done.content.decode()
    assert Signature.objects.get().signer == "teacher"


def test_a_version_that_is_none_is_not_found(open_world: World, client_of: SignIn) -> None:
    client = client_of(open_world, "june")

    for route in ("sign_at_school", "paper_signature", "sign_plan"):
        assert client.post(reverse(route, args=[uuid.uuid4()])).status_code == 404
    assert client.get(reverse("plan_version", args=[uuid.uuid4()])).status_code == 404


# The family reads and signs


def test_a_guardian_reads_the_plan_in_spanish_and_signs(open_world: World, client_of: SignIn) -> None:
    version = shared(open_world)
    client, mateo = client_of(open_world, "rosa"), open_world.people["mateo"]

    page = page_of(client, "family_plan", mateo.pk)
    client.post(reverse("sign_plan", args=[version.pk]), {"typed_name": "rosa morales"})
    after = page_of(client, "family_plan", mateo.pk)

    assert "Plan Individual de Aprendizaje" in page
    assert 'lang="en"' in page
    assert "Is there a math club?" in page
    assert "Yes, on Mondays." in page
    assert Signature.objects.get().person == open_world.people["rosa"]
    assert 'id="signed"' in after
    assert 'id="sign"' not in after


@pytest.mark.parametrize("typed", ["", "Ben Whitaker", "x" * 500])
def test_a_name_that_is_not_hers_comes_back_with_a_sentence(open_world: World, client_of: SignIn, typed: str) -> None:
    version = shared(open_world)

    answer = client_of(open_world, "rosa").post(reverse("sign_plan", args=[version.pk]), {"typed_name": typed})

    assert answer.status_code == 422
    assert 'id="typed-name-error"' in answer.content.decode()
    assert not Signature.objects.exists()


def test_after_a_correction_the_family_reads_what_is_new_and_signs_again(open_world: World, client_of: SignIn) -> None:
    old = shared(open_world)
    signed(open_world, old, "rosa")
    correct(open_world)
    new = share(old.plan, by=open_world.user("june"), now=timezone.now(), reason="A word was wrong.")
    client, mateo = client_of(open_world, "rosa"), open_world.people["mateo"]

    page = page_of(client, "family_plan", mateo.pk)
    late = client.post(reverse("sign_plan", args=[old.pk]), {"typed_name": "Rosa Morales"})
    client.post(reverse("sign_plan", args=[new.pk]), {"typed_name": "Rosa Morales"})

    assert 'id="news-title"' in page
    assert "“A word was wrong.”" in page
    assert "June Albrecht" in page
    assert 'id="sign"' in page
    assert late.status_code == 422
    assert [row.version for row in Signature.objects.order_by("signed_at")] == [old, new]
    assert reverse("plan_version", args=[old.pk]) in page


def test_two_homes_are_kept_apart(open_world: World, client_of: SignIn) -> None:
    version = shared(open_world, "ellie")
    signed(open_world, version, "ben")
    ellie = open_world.people["ellie"].pk

    ben, karen = (page_of(client_of(open_world, key), "family_plan", ellie) for key in ("ben", "karen"))
    old = page_of(client_of(open_world, "karen"), "plan_version", version.pk)
    staff = page_of(client_of(open_world, "june"), "review_plan", ellie)

    for words in ("math club", "Ayuda a su hermana con la lectura.", "Ben Whitaker"):
        assert words in ben
        for page in (karen, old):
            assert words not in page
    assert "Abuela Carmen" not in ben
    assert "Karen Hale" not in ben
    assert "Ben Whitaker" in staff
    assert "Karen Hale" in staff


def test_a_second_home_that_comes_later_does_not_read_what_the_first_one_wrote(
    open_world: World, client_of: SignIn
) -> None:
    version = shared(open_world)
    assert "Ayuda a su hermana" in page_of(client_of(open_world, "rosa"), "plan_version", version.pk)
    Guardianship.objects.create(
        district=open_world.district, student=open_world.people["mateo"], guardian=open_world.people["ben"], household=2
    )
    mateo = open_world.people["mateo"].pk

    for route, argument in (("plan_version", version.pk), ("family_plan", mateo)):
        assert "Ayuda a su hermana" not in page_of(client_of(open_world, "ben"), route, argument)
    assert "Ayuda a su hermana" in page_of(client_of(open_world, "rosa"), "family_plan", mateo)


def test_one_of_a_home_signs_for_the_home_and_the_other_still_can(open_world: World, client_of: SignIn) -> None:
    luis = Person.objects.create(
        district=open_world.district, given_name="Luis", family_name="Morales", email="luis@family.example"
    )
    Guardianship.objects.create(district=open_world.district, student=open_world.people["mateo"], guardian=luis)
    version = shared(open_world)
    signed(open_world, version, "rosa")
    staff = page_of(client_of(open_world, "june"), "review_plan", open_world.people["mateo"].pk)

    assert "Somebody else of this home has signed." in staff
    assert "Luis Morales (Guardian)" in staff


def test_two_people_of_one_mailbox_sign_each_with_their_own_name(open_world: World, client_of: SignIn) -> None:
    luis = Person.objects.create(
        district=open_world.district, given_name="Luis", family_name="Morales", user=open_world.user("rosa")
    )
    Guardianship.objects.create(district=open_world.district, student=open_world.people["mateo"], guardian=luis)
    version = shared(open_world)
    client = client_of(open_world, "rosa")

    for name in ("Luis Morales", "Rosa Morales", "Rosa Morales"):
        client.post(reverse("sign_plan", args=[version.pk]), {"typed_name": name})

    assert set(Signature.objects.values_list("typed_name", flat=True)) == {"Luis Morales", "Rosa Morales"}


def test_the_student_reads_and_signs_the_own_plan(world: World, client_of: SignIn) -> None:
    plan = full_plan(world, "diego", teacher="owen")
    version = share(plan, by=world.user("owen"), now=timezone.now())
    client = client_of(world, "diego")

    page = page_of(client, "own_plan")
    client.post(reverse("sign_plan", args=[version.pk]), {"typed_name": "Diego Morales"})

    assert "Dear Diego," in page
    assert "Rosa Morales" not in page.split('id="signatures"')[1]
    assert (Signature.objects.get().signer, Signature.objects.get().person) == ("student", world.people["diego"])
    assert "Thank you, Diego Morales" in page_of(client, "own_plan")


def test_before_it_is_shared_the_family_reads_that(open_world: World, client_of: SignIn) -> None:
    full_plan(open_world, "mateo")

    page = page_of(client_of(open_world, "ben"), "family_plan", open_world.people["ellie"].pk)
    listed = page_of(client_of(open_world, "ben"), "family_plans")

    assert "This year’s plan is not shared yet" in page
    assert "This year’s plan is not shared yet" in listed
    assert 'id="sign"' not in page


def test_last_years_plan_can_be_read_and_not_signed(open_world: World, client_of: SignIn) -> None:
    full_plan(open_world, "mateo")
    before = plan_of(open_world, "mateo", year=open_world.people["mateo"].plans.last().school_year)
    version = share(before, by=open_world.user("june"), now=timezone.now())
    client = client_of(open_world, "rosa")

    page = page_of(client, "family_plan", open_world.people["mateo"].pk)
    old = page_of(client, "plan_version", version.pk)

    assert 'id="sign"' not in page
    assert reverse("plan_version", args=[version.pk]) in page
    assert "Learn the times tables to 10." in old
    assert 'name="typed_name"' not in old


def test_a_damaged_version_is_not_shown(open_world: World, client_of: SignIn) -> None:
    version = shared(open_world)
    with guards.lifted(connection):
        version.content["school_year"] = "1911-12"
        version.save()
    client = client_of(open_world, "ben")
    for key, address in (
        ("rosa", reverse("family_plan", args=[version.plan.student_id])),
        ("rosa", reverse("plan_version", args=[version.pk])),
        ("june", reverse("review_plan", args=[version.plan.student_id])),
    ):
        client = client_of(open_world, key)
        answer = client.get(address, headers={"Accept-Language": "en"})
        assert answer.status_code == 409, address
        assert "1911-12" not in answer.content.decode()


def test_everything_that_people_type_is_escaped(open_world: World, client_of: SignIn) -> None:
    full_plan(open_world, "mateo")
    correct(open_world, "<script>alert(1)</script>")
    share(plan_of(open_world, "mateo"), by=open_world.user("june"), now=timezone.now())

    page = page_of(client_of(open_world, "rosa"), "family_plan", open_world.people["mateo"].pk)

    assert "<script>alert" not in page
    assert "&lt;script&gt;alert" in page


# What it costs


def _many_versions(world: World) -> PlanVersion:
    version = shared(world)
    for number in range(3):
        signed(world, version, "rosa")
        correct(world, f"Correction {number}.")
        version = share(version.plan, by=world.user("june"), now=timezone.now(), reason=f"Correction {number}.")
    correct(world, "Not shared yet.")
    return version


@pytest.mark.parametrize(
    ("key", "route"),
    [("june", "review_plan"), ("peggy", "review_plan"), ("rosa", "family_plan"), ("rosa", "family_plans")],
)
def test_pages_cost_little_however_many_versions_there_are(
    open_world: World, client_of: SignIn, key: str, route: str
) -> None:
    args = [] if route == "family_plans" else [open_world.people["mateo"].pk]
    _many_versions(open_world)
    client = client_of(open_world, key)

    with CaptureQueriesContext(connection) as queries:
        client.get(reverse(route, args=args))

    assert len(queries) <= MOST_QUERIES, [query["sql"][:80] for query in queries]


def test_two_homes_cost_little_too(open_world: World, client_of: SignIn) -> None:
    shared(open_world, "ellie")
    client = client_of(open_world, "ben")

    with CaptureQueriesContext(connection) as queries:
        client.get(reverse("family_plan", args=[open_world.people["ellie"].pk]))

    assert len(queries) <= MOST_QUERIES, [query["sql"][:80] for query in queries]


@pytest.mark.parametrize("key", ["june", "rosa"])
def test_a_version_costs_little(open_world: World, client_of: SignIn, key: str) -> None:
    version = _many_versions(open_world)
    client = client_of(open_world, key)

    with CaptureQueriesContext(connection) as queries:
        client.get(reverse("plan_version", args=[version.pk]))

    assert len(queries) <= MOST_QUERIES, [query["sql"][:80] for query in queries]
