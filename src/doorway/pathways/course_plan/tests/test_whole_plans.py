"""Whole plans are kept under a name, held against each other, and used within the rules of the plan."""

from __future__ import annotations

import re

import pytest
from django.db import DatabaseError, transaction
from django.test import Client
from django.utils import timezone
from tests.world import World

from doorway.pathways.course_plan.kept_plans import MOST, Entry, entries_kept
from doorway.pathways.course_plan.tests.test_course_plan import ClientOf, address, planned, send, taught
from doorway.pathways.models import CatalogCourse, KeptOccupation, KeptPlan, PlannedCourse
from doorway.roster.models import RecordLook

__all__ = ["taught"]


def words(answer: object) -> str:
    return " ".join(answer.content.decode().split())  # type: ignore[attr-defined]


def keep(client: Client, world: World, name: str, **more: str) -> str:
    client.cookies["doorway_language"] = "en"
    return words(client.post(address(world, "plans/keep/"), {"name": name} | more, follow=True))


def read(client: Client, world: World, query: str = "") -> str:
    client.cookies["doorway_language"] = "en"
    return words(client.get(address(world, "plans/") + query))


def section(page: str, name: str) -> str:
    """One section of the page, by the id of its heading."""
    found = re.search(rf'<section[^>]*aria-labelledby="{name}">(.*?)</section>', page)
    assert found is not None, page
    return found[1]


def use(client: Client, world: World, name: str, **more: str) -> str:
    """Look at what would become of the plan, and agree to it."""
    client.cookies["doorway_language"] = "en"
    where = address(world, f"plans/{KeptPlan.objects.get(name=name).pk}/use/")
    mark = re.search(r'name="mark" value="(\w+)"', client.get(where).content.decode())
    return words(client.post(where, {"mark": mark[1] if mark else ""} | more, follow=True))


def standing() -> set[tuple[str, int, str]]:
    rows = PlannedCourse.objects.filter(status__in=["proposed", "approved"])
    return {(row.course.code, row.school_year, row.status) for row in rows.select_related("course")}


def test_a_plan_is_kept_and_held_against_what_the_plan_has_become(taught: World, client_of: ClientOf) -> None:
    diego = client_of(taught, "diego")
    send(diego, taught, "WELDING", 11)
    send(diego, taught, "ENG-11", 11)
    assert "“Shop first” is kept." in keep(diego, taught, " Shop  first ")
    diego.post(address(taught, f"{planned('WELDING').pk}/move/"), {"grade": "12"})
    send(diego, taught, "MATH-2", 12)

    for who in ("diego", "rosa", "dana"):
        page = read(client_of(taught, who), taught)
        differs, shared = section(page, "differs"), section(page, "shared")
        assert re.search(r"Only in “Shop first”</h4>.*?<li>Welding 1.*?\(in the other plan: grade 12\)", differs)
        assert re.search(r"Only in the plan of today</h4>.*?<li>Secondary Math II", differs)
        assert "English 11" not in differs
        assert "English 11" in shared
        comes = section(page, "comes-to")
        assert comes.count("When all of it is passed,") == 2
        assert "3 classes, 3 credits" in comes
        assert "2 classes, 2 credits" in comes
        assert comes.count("Use this one") == 1
        assert re.search(r"Requirements that only this plan fills</dt><dd>[^<]*[Mm]ath", comes)
        assert "by the student" in page
    assert RecordLook.objects.filter(student=taught.people["diego"], page="course-plan").exists()


def test_a_way_is_kept_as_a_whole_plan_and_the_plan_stays_as_it_is(taught: World, client_of: ClientOf) -> None:
    diego = client_of(taught, "diego")
    send(diego, taught, "ENG-11", 11)
    assert "“Welder” is kept." in keep(diego, taught, "Welder", code="WELDING-2")
    kept = entries_kept(KeptPlan.objects.get())
    assert [entry.code for entry in kept] == ["ENG-11", "WELDING", "WELDING-2"]
    assert standing() == {("ENG-11", taught.year.end_year + 1, "proposed")}
    page = read(diego, taught)
    assert "Welding 2" in section(page, "differs")
    assert "Nothing that the other one does not have." in section(page, "differs")


@pytest.mark.parametrize(
    ("name", "code", "said"),
    [
        ("", "", "Write a name"),
        ("Of 529-88-1234", "", "Social Security number"),
        ("Nothing", "", "Nothing is planned yet"),
        ("Unknown", "NOBODY", "The plan has changed in the meantime."),
        ("Too late", "ENG-9", "English 9 does not fit any more"),
    ],
)
def test_what_cannot_be_kept_is_said_at_the_field_and_what_was_typed_stays(
    taught: World, client_of: ClientOf, name: str, code: str, said: str
) -> None:
    page = keep(client_of(taught, "diego"), taught, name, code=code)
    assert said in page
    assert 'id="id_name_error"' in page
    assert f'value="{name}"' in page or not name
    assert not KeptPlan.objects.exists()


@pytest.mark.both
def test_a_kept_plan_is_never_rewritten_and_a_name_stands_once(taught: World, client_of: ClientOf) -> None:
    diego = client_of(taught, "diego")
    send(diego, taught, "WELDING", 11)
    for number in range(MOST):
        keep(diego, taught, f"Plan {number}")
    assert f"{MOST} are kept already." in keep(diego, taught, "One more")
    gone = KeptPlan.objects.get(name="Plan 1")
    where = address(taught, f"plans/{gone.pk}/let-go/")
    assert "“Plan 1” is let go." in words(diego.post(where, follow=True))
    assert "The plan has changed in the meantime." in words(diego.post(where, follow=True))
    assert "kept under this name already" in keep(diego, taught, "Plan 0")
    assert "“Plan 1” is kept." in keep(diego, taught, "Plan 1")

    row = KeptPlan.objects.filter(let_go_at=None).first()
    assert row is not None
    for change in ({"name": "Other"}, {"classes": [{"code": "X"}]}, {"role": "counselor"}):
        with pytest.raises(DatabaseError), transaction.atomic():
            KeptPlan.objects.filter(pk=row.pk).update(**change)
    with pytest.raises(DatabaseError), transaction.atomic():
        KeptPlan.objects.filter(let_go_at__isnull=False).update(let_go_at=timezone.now())
    with pytest.raises(DatabaseError), transaction.atomic():
        KeptPlan.objects.create(
            district=taught.district, student=row.student, name="Empty", classes=[], kept_by=row.student,
            role="student", kept_at=timezone.now(),
        )  # fmt: skip


def test_the_family_proposes_with_it_and_what_is_approved_stays(taught: World, client_of: ClientOf) -> None:
    diego, dana = client_of(taught, "diego"), client_of(taught, "dana")
    send(diego, taught, "WELDING", 11)
    keep(diego, taught, "Shop")
    diego.post(address(taught, f"{planned('WELDING').pk}/take-back/"))
    send(diego, taught, "ENG-11", 11)
    send(diego, taught, "MATH-2", 11)
    dana.post(address(taught, f"{planned('ENG-11').pk}/"), {"decision": "approve"})

    page = read(diego, taught, f"{KeptPlan.objects.get().pk}/use/")
    assert re.search(r"Comes into the plan</h2>.*?Welding 1", page)
    assert re.search(r"Goes out of the plan</h2>.*?Secondary Math II", page)
    assert re.search(r"Stays, though.*?English 11.*?Only the counselor takes it out", page)
    rosa = client_of(taught, "rosa")
    text = use(rosa, taught, "Shop", keep_as="Before Shop")
    assert "The plan follows “Shop” now. What is new in it is proposed, and the counselor decides." in text
    later = taught.year.end_year + 1
    assert standing() == {("ENG-11", later, "approved"), ("WELDING", later, "proposed")}
    assert (planned("WELDING").role, planned("WELDING").proposed_by) == ("guardian", taught.people["rosa"])
    # The way back is kept.
    assert {one.code for one in entries_kept(KeptPlan.objects.get(name="Before Shop"))} == {"ENG-11", "MATH-2"}
    assert "There is nothing to change." in use(rosa, taught, "Shop")


def test_the_counselor_makes_it_the_plan(taught: World, client_of: ClientOf) -> None:
    diego, dana = client_of(taught, "diego"), client_of(taught, "dana")
    send(diego, taught, "WELDING", 11)
    keep(diego, taught, "Shop")
    send(dana, taught, "ENG-11", 11)
    dana.post(address(taught, f"{planned('WELDING').pk}/move/"), {"grade": "12"})
    assert "“Shop” is the plan now." in use(dana, taught, "Shop")
    assert standing() == {("WELDING", taught.year.end_year + 1, "approved")}


def test_who_was_shown_something_else_has_agreed_to_nothing(taught: World, client_of: ClientOf) -> None:
    diego = client_of(taught, "diego")
    send(diego, taught, "WELDING", 11)
    keep(diego, taught, "Shop")
    diego.post(address(taught, f"{planned('WELDING').pk}/take-back/"))
    where = address(taught, f"plans/{KeptPlan.objects.get().pk}/use/")
    mark = re.search(r'name="mark" value="(\w+)"', diego.get(where).content.decode())
    assert mark is not None
    send(diego, taught, "ENG-11", 11)
    before = standing()
    assert "The plan has changed in the meantime." in words(diego.post(where, {"mark": mark[1]}, follow=True))
    assert standing() == before


def test_a_name_that_is_taken_stops_all_of_it(taught: World, client_of: ClientOf) -> None:
    diego = client_of(taught, "diego")
    send(diego, taught, "WELDING", 11)
    keep(diego, taught, "Shop")
    send(diego, taught, "ENG-11", 11)
    before = standing()
    page = use(diego, taught, "Shop", keep_as="Shop")
    assert "kept under this name already" in page
    assert 'value="Shop" aria-describedby="keep_as-hint keep_as-error"' in page
    assert standing() == before


def test_what_something_that_stays_is_built_on_stays_as_well(taught: World, client_of: ClientOf) -> None:
    diego, dana = client_of(taught, "diego"), client_of(taught, "dana")
    send(diego, taught, "ENG-11", 11)
    keep(diego, taught, "Words")
    send(diego, taught, "WELDING", 11)
    send(diego, taught, "WELDING-2", 12, "S1")
    dana.post(address(taught, f"{planned('WELDING-2').pk}/"), {"decision": "approve"})
    page = read(diego, taught, f"{KeptPlan.objects.get().pk}/use/")
    assert "Welding 2, which stays, comes after it." in page
    assert "There is nothing to change." in page
    assert "Goes out of the plan" not in page
    assert re.search(r"Goes out of the plan</h2>.*?Welding 1", read(dana, taught, f"{KeptPlan.objects.get().pk}/use/"))


def test_what_does_not_fit_any_more_is_named_and_counts_for_nothing(taught: World, client_of: ClientOf) -> None:
    diego, student = client_of(taught, "diego"), taught.people["diego"]
    send(diego, taught, "WELDING", 11)
    later = taught.year.end_year + 1
    entries = [
        Entry("GONE", "Latin", later),
        Entry("ENG-9", "English 9", later),
        Entry("FAR", "Far Away", later),
        Entry("HUGE", "Everything", later),
        Entry("BAND", "Band", later),
        Entry("WELDING", "Welding 1", later),
        Entry("ENG-10", "English 10", later - 1),
        Entry("MATH-2", "Secondary Math II", later, "S9"),
    ]
    KeptPlan.objects.create(
        district=taught.district, student=student, name="Old", classes=[vars(one) for one in entries],
        kept_by=student, role="student", kept_at=timezone.now(),
    )  # fmt: skip
    CatalogCourse.objects.filter(code="ENG-11").update(is_offered=False)
    page = read(diego, taught)
    comes = section(page, "comes-to")
    for sentence in (
        "The catalog does not have it any more.",
        "English 9 is for grade 9. Choose that grade.",
        "Far Away is not taught at this school.",
        "One class was for a year that is over.",
    ):
        assert sentence in comes, comes
    assert "Latin" in section(page, "differs")
    assert "Does not fit today" in section(page, "differs")
    text = use(diego, taught, "Old")
    assert "The plan follows “Old” now." in text
    assert {code for code, _year, _status in standing()} <= {"BAND", "WELDING", "HUGE", "MATH-2"}
    assert "Traceback" not in text


def test_one_plan_twice_and_one_that_is_gone_are_said(taught: World, client_of: ClientOf) -> None:
    diego = client_of(taught, "diego")
    assert "No plan is kept yet." in read(diego, taught)
    send(diego, taught, "WELDING", 11)
    keep(diego, taught, "Shop")
    own = KeptPlan.objects.get().pk
    for query in (f"?one={own}&other={own}", f"?one=today&other={taught.people['diego'].pk}", "?one=x%00&other=today"):
        page = read(diego, taught, query)
        assert "Choose two different plans." in page
        assert "comes-to" not in page
    # Both are the same plan as long as nobody has changed it.
    assert "Both plans have the same classes in the same grades and terms." in read(diego, taught)


def test_the_occupation_that_one_keeps_weighs_the_classes(taught: World, client_of: ClientOf) -> None:
    diego, student = client_of(taught, "diego"), taught.people["diego"]
    KeptOccupation.objects.create(
        district=taught.district, student=student, code="51-4121.00", title={"en": "Welder", "es": "Soldador"}, place=1,
        kept_at=timezone.now(),
    )  # fmt: skip
    send(diego, taught, "ENG-11", 11)
    keep(diego, taught, "Shop", code="WELDING-2")
    comes = section(read(diego, taught), "comes-to")
    assert comes.count("Classes that help toward Welder") == 2
    assert re.search(r"Classes that help toward Welder</dt><dd>[^<]*Welding 2", comes)


def test_a_stranger_and_a_principal_change_nothing(taught: World, client_of: ClientOf) -> None:
    diego = client_of(taught, "diego")
    send(diego, taught, "WELDING", 11)
    keep(diego, taught, "Shop")
    pk = KeptPlan.objects.get().pk
    for who in ("amy", "owen"):
        client = client_of(taught, who)
        assert client.get(address(taught, "plans/")).status_code == 404
        assert client.get(address(taught, f"plans/{pk}/use/")).status_code == 404
        assert client.post(address(taught, f"plans/{pk}/let-go/")).status_code == 404
    assert KeptPlan.objects.filter(let_go_at=None).count() == 1
