"""A roster meets the database: planned, made as a whole or not at all, kept in the ledger."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from doorway.accounts.models import District, User
from doorway.roster.core.oneroster import Code
from doorway.roster.core.oneroster.tests.bundles import (
    Files,
    as_delta,
    changed,
    good_files,
    shared_folder,
    write_bundle,
    zip_of,
)
from doorway.roster.errors import RosterChanged, RosterUnusable, TooMuchLost
from doorway.roster.files.errors import UploadGone
from doorway.roster.imports.actions import apply_roster, import_roster, plan_roster, preview_roster
from doorway.roster.imports.plan import Plan
from doorway.roster.imports.sentences import SENTENCES, sentence_of
from doorway.roster.models import (
    AccessMark,
    Enrollment,
    Guardianship,
    ImportRun,
    Membership,
    Person,
    Role,
    School,
    SchoolClass,
)


@pytest.fixture
def district(db: None) -> District:
    return District.objects.create(code="garfield", name="Garfield")


def bring(district: District, folder: Path, files: Files, *, mode: str = "bulk", **options: Any) -> ImportRun:
    return import_roster(district=district, path=write_bundle(folder, files, mode=mode), by=None, **options)


def verdicts(plan: Plan) -> dict[str, Counter[str]]:
    return {noun: counts for noun, counts in plan.counts.items() if counts}


def test_a_first_roster_makes_everything(district: District, tmp_path: Path) -> None:
    files = good_files()
    files["users"][2] |= {"metadata.language": "es", "metadata.relationship": "grandmother"}
    run = bring(district, tmp_path / "b", files)

    mateo, rosa, june = (Person.objects.get(sourced_id=key) for key in ("p1", "g1", "t1"))
    school = School.objects.get()
    assert (school.name, school.slug, school.grades) == ("Boulder Elementary", "boulder-elementary", "03")
    assert (mateo.grade, str(mateo.birth_date), mateo.user) == ("03", "2018-03-04", None)
    assert (rosa.language, rosa.user) == ("es", User.objects.get(email="rosa@example.test"))
    assert Guardianship.objects.get().relationship == "grandmother"
    assert {(row.person_id, row.role) for row in Membership.objects.filter(school=school)} == {
        (mateo.pk, "student"),
        (rosa.pk, "guardian"),
        (june.pk, "teacher"),
    }
    taught = SchoolClass.objects.get()
    assert (taught.kind, taught.school_year.name) == ("homeroom", "2026-27")
    assert {(row.person_id, row.role) for row in taught.enrollments.all()} == {
        (june.pk, "teacher"),
        (mateo.pk, "student"),
    }
    assert run.status == ImportRun.Status.APPLIED
    assert run.counts["nouns"]["people"] == {"created": 3}
    assert run.lines.filter(verdict="created", file="users.csv").count() == 4


def test_the_same_roster_again_changes_nothing(district: District, tmp_path: Path) -> None:
    bring(district, tmp_path / "b", good_files())

    plan = plan_roster(district=district, path=tmp_path / "b")

    assert plan.changes_nothing
    assert set().union(*verdicts(plan).values()) == {"unchanged"}


def test_changes_are_told_field_by_field(district: District, tmp_path: Path) -> None:
    bring(district, tmp_path / "a", good_files())
    files = changed("users", 2, email="Rosa.Ortiz@example.test", givenName="Rosa María")

    run = bring(district, tmp_path / "b", files)

    line = run.lines.get(verdict="changed")
    assert (line.file, line.row, line.label) == ("users.csv", 4, "Rosa María Ortiz")
    assert line.changes == {
        "given_name": ["Rosa", "Rosa María"],
        "email": ["rosa@example.test", "Rosa.Ortiz@example.test"],
        "user": ["rosa@example.test", "rosa.ortiz@example.test"],
    }
    assert Person.objects.get(sourced_id="g1").user == User.objects.get(email="rosa.ortiz@example.test")


def test_people_of_one_mailbox_share_a_user(district: District, tmp_path: Path) -> None:
    files = good_files()
    files["users"][0]["email"] = "FAMILY@example.test"
    files["users"][2]["email"] = "family@example.test"

    bring(district, tmp_path / "b", files)

    assert User.objects.count() == 1
    assert User.objects.get().persons.count() == 2


def test_who_may_not_sign_in_has_no_user(district: District, tmp_path: Path) -> None:
    bring(district, tmp_path / "b", changed("users", 2, enabledUser="false"))

    assert Person.objects.get(sourced_id="g1").user is None


def test_missing_in_bulk_is_ended_and_never_deleted(district: District, tmp_path: Path) -> None:
    bring(district, tmp_path / "a", good_files())
    files = good_files()
    files["users"] = files["users"][:1]
    files["roles"] = files["roles"][:1]
    files["enrollments"] = files["enrollments"][:1]
    files["demographics"] = []

    run = bring(district, tmp_path / "b", files, yes_vanished=True)

    mateo = Person.objects.get(sourced_id="p1")
    enrollment = Enrollment.objects.get(sourced_id="e2")
    yesterday = timezone.localdate(timezone=district.zone) - timezone.timedelta(days=1)
    assert not mateo.is_active
    assert (enrollment.is_active, enrollment.ends_on) == (False, yesterday)
    assert Membership.objects.get(person=mateo).ends_on == yesterday
    assert not Guardianship.objects.get().is_active
    assert run.counts["losses"] == [["students", 1, 1], ["schools", 1, 1, ["Boulder Elementary"]]]
    assert plan_roster(district=district, path=tmp_path / "b").changes_nothing

    bring(district, tmp_path / "c", good_files())
    mateo.refresh_from_db()
    enrollment.refresh_from_db()
    assert mateo.is_active
    assert (enrollment.is_active, enrollment.ends_on) == (True, None)
    assert Guardianship.objects.get().is_active
    assert Membership.objects.get(person=mateo).ends_on is None


def test_too_many_vanished_stops_and_asks(district: District, tmp_path: Path) -> None:
    bring(district, tmp_path / "a", good_files())
    files = good_files()
    files["users"], files["roles"] = files["users"][:1], files["roles"][:1]
    files["enrollments"], files["demographics"] = files["enrollments"][:1], []

    with pytest.raises(TooMuchLost) as refusal:
        bring(district, tmp_path / "b", files)

    assert "1 of 1 students" in str(refusal.value)
    assert Person.objects.get(sourced_id="p1").is_active
    assert ImportRun.objects.count() == 1


def test_the_districts_own_limit_wins(district: District, tmp_path: Path) -> None:
    district.vanish_limit_percent = 100
    district.save()
    bring(district, tmp_path / "a", good_files())
    files = good_files()
    files["users"], files["roles"] = files["users"][:1], files["roles"][:1]
    files["enrollments"], files["demographics"] = files["enrollments"][:1], []

    bring(district, tmp_path / "b", files)

    assert not Person.objects.get(sourced_id="p1").is_active


def test_a_delta_ends_only_what_it_names(district: District, tmp_path: Path) -> None:
    bring(district, tmp_path / "a", good_files())
    rows = {"enrollments": [good_files()["enrollments"][1] | {"status": "tobedeleted"}]}

    bring(district, tmp_path / "b", as_delta(rows), mode="delta", yes_vanished=True)

    assert not Enrollment.objects.get(sourced_id="e2").is_active
    assert Enrollment.objects.get(sourced_id="e1").is_active
    assert Person.objects.filter(is_active=True).count() == 3


def test_a_delta_may_name_what_the_district_has(district: District, tmp_path: Path) -> None:
    bring(district, tmp_path / "a", good_files())
    rows: Files = {
        "enrollments": [
            {
                "sourcedId": "e7",
                "classSourcedId": "c1",
                "schoolSourcedId": "s1",
                "userSourcedId": "p1",
                "role": "student",
            },
            {
                "sourcedId": "e8",
                "classSourcedId": "c1",
                "schoolSourcedId": "s1",
                "userSourcedId": "p8",
                "role": "student",
            },
        ]
    }

    run = bring(district, tmp_path / "b", as_delta(rows), mode="delta")

    assert Enrollment.objects.filter(sourced_id="e7").exists()
    line = run.lines.get(verdict="refused")
    assert (line.file, line.row, line.field, line.code) == ("enrollments.csv", 3, "userSourcedId", "reference_missing")
    assert Person.objects.filter(is_active=True).count() == 3


def test_what_belongs_to_the_school_is_never_overwritten(district: District, tmp_path: Path) -> None:
    bring(district, tmp_path / "a", good_files())
    mateo, rosa, june = (Person.objects.get(sourced_id=key) for key in ("p1", "g1", "t1"))
    rosa.language, rosa.language_is_own = "es", True
    rosa.save()
    Guardianship.objects.create(
        district=district,
        student=mateo,
        guardian=june,
        household=2,
        relationship="aunt",
        source=Membership.Source.LOCAL,
    )
    Membership.objects.create(district=district, person=june, role=Role.DATA, source=Membership.Source.LOCAL)
    AccessMark.objects.create(district=district, student=mateo, person=rosa, reason="x", set_at=timezone.now())
    files = good_files()
    files["users"][2] |= {"metadata.language": "en", "agentSourcedIds": ""}
    files["users"][1] |= {"agentSourcedIds": ""}

    bring(district, tmp_path / "b", files)

    rosa.refresh_from_db()
    assert rosa.language == "es"
    assert AccessMark.objects.get().lifted_at is None
    assert Guardianship.objects.get(guardian=june).is_active
    assert not Guardianship.objects.get(guardian=rosa).is_active
    assert Membership.objects.get(role=Role.DATA).ends_on is None


def test_refused_rows_leave_people_as_they_are(district: District, tmp_path: Path) -> None:
    bring(district, tmp_path / "a", good_files())

    run = bring(district, tmp_path / "b", changed("users", 1, identifier="123-45-6789"))

    mateo = Person.objects.get(sourced_id="p1")
    assert (mateo.is_active, mateo.identifier) == (True, "10001")
    assert Enrollment.objects.get(sourced_id="e2").is_active
    assert Membership.objects.get(person=mateo).ends_on is None
    assert Guardianship.objects.get().is_active
    assert "123-45-6789" not in str(list(run.lines.values()))
    assert run.counts["losses"] == []


def test_a_school_role_is_never_widened_to_the_district(district: District, tmp_path: Path) -> None:
    files = good_files()
    files["roles"][0] |= {"orgSourcedId": "d1", "role": "principal"}
    files["roles"].append(
        files["roles"][0] | {"sourcedId": "r9", "roleType": "secondary", "role": "districtAdministrator"}
    )

    run = bring(district, tmp_path / "b", files)

    held = Membership.objects.filter(person__sourced_id="t1").values_list("school", "role")
    assert list(held) == [(None, "district")]
    assert run.lines.filter(code="org_type", verdict="refused").count() == 1


def test_an_unusable_bundle_changes_nothing(district: District, tmp_path: Path) -> None:
    path = tmp_path / "x.zip"
    path.write_bytes(b"no zip")

    with pytest.raises(RosterUnusable):
        import_roster(district=district, path=path, by=None)
    run = preview_roster(district=district, path=path, by=None)

    assert run.status == ImportRun.Status.REFUSED
    assert [line.code for line in run.lines.all()] == ["not_a_zip"]
    with pytest.raises(UploadGone):
        apply_roster(run=run, path=path, by=None)


def test_strict_refuses_a_dirty_bundle(district: District, tmp_path: Path) -> None:
    folder = write_bundle(tmp_path / "b", changed("users", 1, enabledUser="TRUE"))

    with pytest.raises(RosterUnusable):
        import_roster(district=district, path=folder, by=None, strict=True)

    assert not Person.objects.exists()


def test_looked_at_and_then_made(district: District, tmp_path: Path) -> None:
    path = zip_of(write_bundle(tmp_path / "b", good_files()))

    run = preview_roster(district=district, path=path, by=None)
    assert (run.status, Person.objects.count()) == (ImportRun.Status.PREVIEWED, 0)
    run = apply_roster(run=run, path=path, by=None)

    assert (run.status, Person.objects.count()) == (ImportRun.Status.APPLIED, 3)
    with pytest.raises(UploadGone):
        apply_roster(run=run, path=path, by=None)


def test_what_was_looked_at_is_what_is_made(district: District, tmp_path: Path) -> None:
    path = zip_of(write_bundle(tmp_path / "b", good_files()))
    run = preview_roster(district=district, path=path, by=None)
    bring(district, tmp_path / "other", changed("users", 1, givenName="Matthew"))

    with pytest.raises(RosterChanged):
        apply_roster(run=run, path=path, by=None)

    assert Person.objects.get(sourced_id="p1").given_name == "Matthew"
    path.write_bytes(path.read_bytes() + b"x")
    with pytest.raises(UploadGone):
        apply_roster(run=run, path=path, by=None)


def test_another_district_is_not_touched(district: District, other_world: Any, tmp_path: Path) -> None:
    before = Person.objects.filter(district=other_world.district, is_active=True).count()
    files = good_files()
    files["users"][0]["sourcedId"] = files["roles"][0]["userSourcedId"] = "june"
    files["enrollments"][0]["userSourcedId"] = "june"

    bring(district, tmp_path / "b", files)

    assert Person.objects.filter(district=other_world.district, is_active=True).count() == before
    assert Person.objects.filter(sourced_id="june").count() == 2


def many(students: int) -> Files:
    files = good_files()
    for number in range(students):
        key = f"n{number}"
        files["users"].append(
            files["users"][1] | {"sourcedId": key, "identifier": f"A{number}", "agentSourcedIds": "g1"}
        )
        files["roles"].append(files["roles"][1] | {"sourcedId": f"r{key}", "userSourcedId": key})
        files["enrollments"].append(files["enrollments"][1] | {"sourcedId": f"e{key}", "userSourcedId": key})
    return files


def test_planning_takes_the_same_queries_for_ten_and_for_hundred(district: District, tmp_path: Path) -> None:
    counts = []
    for students in (10, 100):
        folder = write_bundle(tmp_path / str(students), many(students))
        with CaptureQueriesContext(
            connection,
        ) as queries:
            plan_roster(district=district, path=folder)
        counts.append(len(queries))
        import_roster(district=district, path=folder, by=None)

    assert counts == [13, 13]


@pytest.mark.parametrize("name", ["Test_full_data_set", "Test_minimal_data_set", "v1p2_full_dataset"])
def test_outside_bundles_go_in(district: District, name: str) -> None:
    path = shared_folder() / "moodle-enrol_oneroster" / f"{name}.zip"

    run = import_roster(district=district, path=path, by=None)

    assert run.counts["nouns"]["people"]["created"] == 6
    assert run.lines.filter(verdict="refused", file="enrollments.csv", row=3, code="role_mismatch").exists()
    assert plan_roster(district=district, path=path).changes_nothing


def test_the_oat_bundle_goes_in(district: District) -> None:
    path = shared_folder() / "oat-sa-v1p1-base"

    import_roster(district=district, path=path, by=None)

    assert (School.objects.count(), Person.objects.count(), Enrollment.objects.count()) == (2, 2, 3)
    assert plan_roster(district=district, path=path).changes_nothing


def test_every_code_has_its_sentence() -> None:
    assert {code.value for code in Code} == set(SENTENCES)
    for code in Code:
        assert "%(" not in sentence_of(code.value, {}, refused=True)
