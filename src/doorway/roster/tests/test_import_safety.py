"""What an import must never do: lose what the file does not speak of, open a closed record, forget who somebody is."""

from __future__ import annotations

import uuid
from pathlib import Path
from typing import Any

import pytest
from django.db import models
from django.utils import timezone

from doorway.accounts.models import District, User
from doorway.roster.actions import close_record, grant_role, set_homes
from doorway.roster.core.oneroster.tests.bundles import (
    Files,
    as_1_1,
    as_delta,
    changed,
    csv_text,
    good_files,
    write_bundle,
)
from doorway.roster.errors import RosterUnusable, TooMuchLost
from doorway.roster.imports.actions import import_roster, plan_roster
from doorway.roster.imports.plan import Plan
from doorway.roster.imports.plan.comparing import new_id, new_ids
from doorway.roster.imports.rows import TABLES, Table
from doorway.roster.models import (
    AccessMark,
    Course,
    Enrollment,
    Guardianship,
    ImportRun,
    Membership,
    Person,
    School,
    SchoolClass,
)


@pytest.fixture
def district(db: None) -> District:
    return District.objects.create(code="garfield", name="Garfield")


def bring(district: District, folder: Path, files: Files, **options: Any) -> ImportRun:
    mode = options.pop("mode", "bulk")
    raw = options.pop("raw", None)
    path = write_bundle(folder, files, mode=mode, raw=raw)
    return import_roster(district=district, path=path, by=None, **options)


def codes(plan_or_run: Plan | ImportRun) -> list[str]:
    lines: Any = plan_or_run.lines if isinstance(plan_or_run, Plan) else plan_or_run.lines.all()
    return [line.code for line in lines if line.code]


def without(name: str, rows: list[dict[str, str]], *columns: str) -> bytes:
    """The file's text without some of its columns."""
    lines = [line.split(",") for line in csv_text(name, rows, "1.2").strip().split("\r\n")]
    places = [at for at, header in enumerate(lines[0]) if header not in columns]
    return "\n".join(",".join(line[at] for at in places) for line in lines).encode()


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.model.__name__)
def test_rows_have_every_column_and_its_default(table: Table) -> None:
    fields = {field.attname: field for field in table.model._meta.concrete_fields}
    assert set(table.fields) == set(fields) - {"district_id"}
    for name, default in table.row._field_defaults.items():
        expected = fields[name].get_default()
        if name != "sourced_id" and expected is not None:
            assert default == expected, name


def test_ids_sort_in_the_order_in_which_they_were_made() -> None:
    ids = [new_id() for _ in range(2000)]

    assert len(set(ids)) == 2000
    assert {one.version for one in ids} == {7}
    assert ids[0] < ids[-1]


def test_ids_that_are_made_at_once_sort_one_after_the_other() -> None:
    before = new_id()
    ids = [uuid.UUID(one) for one in new_ids(10_000)]

    assert ids == sorted(set(ids))
    assert {one.version for one in ids} == {7}
    assert {one.variant for one in ids} == {uuid.RFC_4122}
    # Of the same hour as those of today, though they run ahead of the clock.
    assert abs((ids[-1].int >> 80) - (before.int >> 80)) < 3_600_000
    # Nobody guesses one from another.
    assert len({one.int & (1 << 62) - 1 for one in ids}) == 10_000


# -- what a file does not speak of


def test_a_missing_column_is_not_an_empty_one(district: District, tmp_path: Path) -> None:
    files = good_files()
    files["users"][2] |= {"phone": "435-676-8811", "sms": "435-676-8812", "middleName": "María"}
    files["users"][1] |= {"preferredGivenName": "Teo", "identifier": "10001"}
    files["classes"][0] |= {"classCode": "3A", "location": "Room 3"}
    bring(district, tmp_path / "a", files)
    gone = ("email", "phone", "sms", "middleName", "identifier", "agentSourcedIds", "grades", "preferredGivenName")
    raw = {
        "users.csv": without("users", good_files()["users"], *gone),
        "classes.csv": without(
            "classes", good_files()["classes"], "classCode", "location", "courseSourcedId", "grades"
        ),
    }

    plan = plan_roster(district=district, path=write_bundle(tmp_path / "b", good_files(), raw=raw))

    assert plan.usable
    assert plan.changes_nothing
    assert {line.code for line in plan.lines} == {"header_missing"}


def test_an_empty_cell_is_empty(district: District, tmp_path: Path) -> None:
    bring(district, tmp_path / "a", changed("users", 2, phone="435-676-8811"))
    bring(district, tmp_path / "b", good_files())

    assert Person.objects.get(sourced_id="g1").phone == ""


# -- losses that stop and ask


def _more_students(files: Files, count: int) -> Files:
    for number in range(count):
        key = f"s{number}"
        files["users"].append(
            files["users"][1] | {"sourcedId": key, "identifier": f"2{number:04d}", "agentSourcedIds": "g1"}
        )
        files["roles"].append(files["roles"][1] | {"sourcedId": f"r-{key}", "userSourcedId": key})
        files["enrollments"].append(files["enrollments"][1] | {"sourcedId": f"e-{key}", "userSourcedId": key})
    return files


def test_students_without_classes_or_family_stop_and_ask(district: District, tmp_path: Path) -> None:
    bring(district, tmp_path / "a", _more_students(good_files(), 19))
    cut = _more_students(good_files(), 19)
    cut["enrollments"] = cut["enrollments"][:5]
    for user in cut["users"]:
        user["agentSourcedIds"] = ""
    cut["users"][2]["email"] = ""

    with pytest.raises(TooMuchLost) as refusal:
        bring(district, tmp_path / "b", cut)

    assert "16 of 20 students who are in a class would be in none." in str(refusal.value)
    assert "20 of 20 students who have a guardian would have none." in str(refusal.value)
    assert Enrollment.objects.filter(is_active=True).count() == 21
    run = bring(district, tmp_path / "b", cut, yes_vanished=True)
    assert ["classes", 16, 20] in run.counts["losses"]


def test_guardians_who_could_no_longer_sign_in_stop_and_ask(district: District, tmp_path: Path) -> None:
    bring(district, tmp_path / "a", good_files())

    with pytest.raises(TooMuchLost) as refusal:
        bring(district, tmp_path / "b", changed("users", 2, email=""))

    assert "1 of 1 guardians who can sign in no longer could." in str(refusal.value)
    assert Person.objects.get(sourced_id="g1").email == "rosa@example.test"


def test_a_few_losses_do_not_ask(district: District, tmp_path: Path) -> None:
    bring(district, tmp_path / "a", _more_students(good_files(), 19))

    run = bring(district, tmp_path / "b", _more_students(good_files(), 18))

    assert run.counts["losses"] == [["students", 1, 20]]


# -- the same person under another id


def _renumbered(files: Files, old: str, new: str) -> Files:
    for rows in files.values():
        for row in rows:
            for name, value in row.items():
                row[name] = ",".join(new if part == old else part for part in value.split(","))
    return files


@pytest.mark.parametrize(
    "more", [{"metadata.stateId": "8812345", "identifier": ""}, {"identifier": "10001"}], ids=["state", "local"]
)
def test_a_student_with_a_new_roster_id_stays_the_same(
    district: District, tmp_path: Path, more: dict[str, str]
) -> None:
    bring(district, tmp_path / "a", changed("users", 1, **more))
    before = Person.objects.get(sourced_id="p1")

    run = bring(district, tmp_path / "b", _renumbered(changed("users", 1, **more), "p1", "new-1"))

    before.refresh_from_db()
    assert (before.sourced_id, before.is_active) == ("new-1", True)
    assert Person.objects.count() == 3
    assert Guardianship.objects.get().is_active
    assert run.counts["losses"] == []
    line = run.lines.get(verdict="changed", file="users.csv", key="new-1")
    assert line.changes == {"sourced_id": ["p1", "new-1"]}


def test_a_guardian_with_a_new_roster_id_stays_the_same(district: District, tmp_path: Path) -> None:
    bring(district, tmp_path / "a", good_files())
    before = Person.objects.get(sourced_id="g1")

    bring(district, tmp_path / "b", _renumbered(good_files(), "g1", "new-1"))

    before.refresh_from_db()
    assert (before.sourced_id, Person.objects.count()) == ("new-1", 3)
    assert Guardianship.objects.get().guardian == before


def test_a_child_is_never_taken_for_a_parent_of_the_same_name(district: District, tmp_path: Path) -> None:
    files = good_files()
    files["users"][2] |= {"givenName": "Mateo"}
    bring(district, tmp_path / "a", files)
    father = Person.objects.get(sourced_id="g1")
    files = changed("users", 1, email="rosa@example.test", agentSourcedIds="")
    files["users"] = [user for user in files["users"] if user["sourcedId"] != "g1"]
    files["roles"] = [role for role in files["roles"] if role["userSourcedId"] != "g1"]

    bring(district, tmp_path / "b", _renumbered(files, "p1", "new-1"), yes_vanished=True)

    father.refresh_from_db()
    assert (father.sourced_id, father.is_active) == ("g1", False)


def test_two_who_may_be_meant_are_not_guessed(district: District, tmp_path: Path) -> None:
    bring(district, tmp_path / "a", good_files())
    files = _renumbered(good_files(), "p1", "new-1")
    files["users"].append(files["users"][1] | {"sourcedId": "new-2"})
    files["roles"].append(files["roles"][1] | {"sourcedId": "r-new-2", "userSourcedId": "new-2"})

    bring(district, tmp_path / "b", files, yes_vanished=True)

    assert not Person.objects.get(sourced_id="p1").is_active
    assert Person.objects.filter(sourced_id__in=["new-1", "new-2"], is_active=True).count() == 2


# -- closed records


def _closed(district: District, tmp_path: Path) -> AccessMark:
    """Mateo's record is closed to Rosa."""
    bring(district, tmp_path / "a", good_files())
    mateo, rosa = (Person.objects.get(sourced_id=key) for key in ("p1", "g1"))
    return close_record(student=mateo, to=rosa, reason="Court order", by=None, now=timezone.now()).mark


def test_a_mark_stays_with_a_guardian_who_comes_under_a_new_id(district: District, tmp_path: Path) -> None:
    mark = _closed(district, tmp_path)

    bring(district, tmp_path / "b", _renumbered(good_files(), "g1", "new-1"))

    assert mark.person == Person.objects.get(sourced_id="new-1")


@pytest.mark.parametrize(
    "new",
    [
        {"email": "other@example.test"},
        {"givenName": "R.", "familyName": "O.", "email": "ROSA@example.test"},
        {"givenName": "R.", "familyName": "O.", "email": "", "phone": "(435) 676-8811"},
    ],
    ids=["name", "mailbox", "telephone"],
)
def test_nobody_who_may_be_the_same_is_linked_to_a_closed_record(
    district: District, tmp_path: Path, new: dict[str, str]
) -> None:
    mark = _closed(district, tmp_path)
    Person.objects.filter(sourced_id="g1").update(phone="435-676-8811")
    files = as_delta(
        {
            "users": [good_files()["users"][2] | {"sourcedId": "new-1"} | new],
            "roles": [good_files()["roles"][2] | {"sourcedId": "r-new", "userSourcedId": "new-1"}],
        }
    )

    run = bring(district, tmp_path / "b", files, mode="delta")

    assert "closed_record" in codes(run)
    assert not Guardianship.objects.filter(guardian__sourced_id="new-1").exists()
    mark.refresh_from_db()
    assert mark.lifted_at is None


def test_somebody_else_is_linked_to_a_closed_record(district: District, tmp_path: Path) -> None:
    _closed(district, tmp_path)
    other = {"sourcedId": "g2", "givenName": "Ben", "familyName": "Carter", "email": "ben@example.test"}
    files = as_delta(
        {
            "users": [good_files()["users"][2] | other],
            "roles": [good_files()["roles"][2] | {"sourcedId": "r-g2", "userSourcedId": "g2"}],
        }
    )

    bring(district, tmp_path / "b", files, mode="delta")

    assert Guardianship.objects.filter(guardian__sourced_id="g2", is_active=True).exists()


# -- roles


def test_a_role_that_was_given_here_keeps_its_holder(district: District, tmp_path: Path) -> None:
    bring(district, tmp_path / "a", _more_students(good_files(), 19))
    grant_role(district=district, email="june@example.test", role="data")
    files = _more_students(good_files(), 19)
    for name in ("users", "roles", "enrollments"):
        files[name] = [row for row in files[name] if "t1" not in row.values()]

    run = bring(district, tmp_path / "b", files)

    june = Person.objects.get(sourced_id="t1")
    assert june.is_active
    assert {row.role for row in june.memberships.filter(ends_on=None)} == {"data"}
    assert "local_role" in codes(run)


def test_whoever_is_listed_at_the_district_is_at_the_schools_of_the_classes(district: District, tmp_path: Path) -> None:
    files = as_1_1(good_files())
    for user in files["users"]:
        user["orgSourcedIds"] = "d1"
    folder = write_bundle(tmp_path / "b", files, version="1.1")

    run = import_roster(district=district, path=folder, by=None)

    school = School.objects.get()
    assert set(Membership.objects.values_list("person__sourced_id", "role", "school")) == {
        ("t1", "teacher", school.pk),
        ("p1", "student", school.pk),
    }
    assert Guardianship.objects.get().is_active
    assert set(codes(run)) == {"school_of_classes"}


def test_a_district_role_without_a_class_is_refused(district: District, tmp_path: Path) -> None:
    files = good_files()
    files["roles"][0]["orgSourcedId"] = "d1"
    files["enrollments"] = files["enrollments"][1:]

    run = bring(district, tmp_path / "b", files)

    assert "org_type" in codes(run)
    assert not Membership.objects.filter(person__sourced_id="t1").exists()


# -- homes


def _two_guardians(**more: dict[str, str]) -> Files:
    files = changed("users", 1, agentSourcedIds="g1,g2")
    second = {"sourcedId": "g2", "givenName": "Ben", "familyName": "Carter", "email": "ben@example.test"}
    files["users"].append(files["users"][2] | second)
    files["roles"].append(files["roles"][2] | {"sourcedId": "r-g2", "userSourcedId": "g2"})
    for user in files["users"]:
        user.update(more.get(user["sourcedId"], {}))
    return files


def _homes() -> dict[str, int]:
    return dict(Guardianship.objects.filter(is_active=True).values_list("guardian__sourced_id", "household"))


def test_guardians_are_one_home_until_somebody_says_otherwise(district: District, tmp_path: Path) -> None:
    bring(district, tmp_path / "a", _two_guardians())

    assert _homes() == {"g1": 1, "g2": 1}


def test_the_roster_may_tell_homes_apart(district: District, tmp_path: Path) -> None:
    files = _two_guardians(g1={"metadata.household": "A"}, g2={"metadata.household": "B"})
    bring(district, tmp_path / "a", files)

    assert _homes() == {"g1": 1, "g2": 2}
    assert plan_roster(district=district, path=tmp_path / "a").changes_nothing


def test_homes_that_the_office_told_apart_stay_and_a_new_guardian_gets_an_own_one(
    district: District, tmp_path: Path
) -> None:
    bring(district, tmp_path / "a", _two_guardians())
    mateo, rosa, ben = (Person.objects.get(sourced_id=key) for key in ("p1", "g1", "g2"))
    set_homes(student=mateo, homes={rosa.pk: 1, ben.pk: 2}, by=None, now=timezone.now())
    files = _two_guardians()
    for key, more in (("g3", {"email": "new@example.test"}), ("g4", {"email": "ben@example.test"})):
        files["users"].append(files["users"][2] | {"sourcedId": key, "givenName": key} | more)
        files["roles"].append(files["roles"][2] | {"sourcedId": f"r-{key}", "userSourcedId": key})

    bring(district, tmp_path / "b", files)

    # The fourth shares Ben's mailbox, and so Ben's home.
    assert _homes() == {"g1": 1, "g2": 2, "g3": 3, "g4": 2}


# -- others who write at the same time, and rows that only look alike


def test_two_schools_of_one_name_stay_two(district: District, tmp_path: Path) -> None:
    School.objects.create(district=district, name="Boulder Elementary", slug="boulder-elementary")
    files = good_files()
    files["orgs"].append(files["orgs"][1] | {"sourcedId": "s2"})

    bring(district, tmp_path / "a", files)

    assert set(School.objects.values_list("sourced_id", "slug")) == {
        ("s1", "boulder-elementary"),
        ("s2", "boulder-elementary-2"),
    }
    assert plan_roster(district=district, path=tmp_path / "a").changes_nothing


def test_only_what_differs_is_written(district: District, tmp_path: Path) -> None:
    """A family may choose its language while an import writes: the import must not write it back."""
    bring(district, tmp_path / "a", changed("users", 2, **{"metadata.language": "en"}))
    plan = plan_roster(
        district=district,
        path=write_bundle(tmp_path / "b", changed("users", 2, **{"metadata.language": "es", "phone": "435-676-8811"})),
    )
    from doorway.roster.imports.writing import write_plan

    Person.objects.filter(sourced_id="g1").update(language="en", language_is_own=True, given_name="Rosita")
    write_plan(plan)

    rosa = Person.objects.get(sourced_id="g1")
    assert (rosa.language, rosa.phone, rosa.given_name) == ("en", "435-676-8811", "Rosita")


def test_an_address_taken_meanwhile_is_a_sentence(district: District, tmp_path: Path, monkeypatch: Any) -> None:
    from doorway.roster.errors import RosterChanged
    from doorway.roster.imports import actions

    write = actions.write_plan

    def somebody_was_faster(plan: Plan, progress: Any = None) -> None:
        User.objects.create(email="rosa@example.test")
        write(plan, progress)

    monkeypatch.setattr(actions, "write_plan", somebody_was_faster)
    with pytest.raises(RosterChanged):
        bring(district, tmp_path / "a", good_files())

    assert not Person.objects.exists()
    assert not ImportRun.objects.exists()


def test_a_busy_database_is_a_sentence(district: District, tmp_path: Path, monkeypatch: Any) -> None:
    from django.db import OperationalError

    from doorway.roster.errors import RecordsBusy
    from doorway.roster.imports import actions

    def locked(_district: District) -> None:
        raise OperationalError("database is locked")

    monkeypatch.setattr(actions, "_lock", locked)
    with pytest.raises(RecordsBusy):
        bring(district, tmp_path / "a", good_files())


def test_what_is_no_roster_changes_nothing(district: District, tmp_path: Path) -> None:
    folder = tmp_path / "sds"
    folder.mkdir()
    (folder / "enrollments.csv").write_text("classSourcedId,userSourcedId,role\n")

    with pytest.raises(RosterUnusable):
        import_roster(district=district, path=folder, by=None)

    models_of_a_roster: tuple[type[models.Model], ...] = (School, Course, SchoolClass, Person, ImportRun)
    assert not any(model._default_manager.exists() for model in models_of_a_roster)
