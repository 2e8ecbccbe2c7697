"""The reader on bundles that are right, and on each way to be wrong."""

from __future__ import annotations

import zipfile
from datetime import date
from pathlib import Path

import pytest

from doorway.roster.core.oneroster import Limits, Mode
from doorway.roster.core.oneroster.tests.bundles import (
    as_1_1,
    as_delta,
    changed,
    codes,
    csv_text,
    good_files,
    read,
    the,
    write_bundle,
    zip_of,
)


@pytest.mark.parametrize("version", ["1.1", "1.2"])
@pytest.mark.parametrize("mode", ["bulk", "delta"])
def test_a_correct_bundle_has_no_breach(tmp_path: Path, version: str, mode: str) -> None:
    files = good_files() if version == "1.2" else as_1_1(good_files())
    folder = write_bundle(tmp_path / "b", files if mode == "bulk" else as_delta(files), version=version, mode=mode)

    roster = read(folder, strict=True)

    assert codes(roster) == []
    assert roster.usable
    assert set(roster.people) == {"t1", "p1", "g1"}
    assert roster.people["p1"].birth_date == date(2018, 3, 4)
    assert roster.people["p1"].is_student
    assert roster.people["g1"].is_guardian
    assert [(link.guardian_id, link.student_id) for link in roster.links] == [("g1", "p1")]
    assert roster.classes["c1"].is_homeroom
    assert set(roster.enrollments) == {"e1", "e2"}


def test_a_zip_reads_like_its_folder(tmp_path: Path) -> None:
    folder = write_bundle(tmp_path / "b", good_files())

    assert read(zip_of(folder), strict=True) == read(folder, strict=True)


def test_one_wrapping_folder_is_forgiven_and_a_breach(tmp_path: Path) -> None:
    path = zip_of(write_bundle(tmp_path / "b", good_files()), inside="export/")

    assert codes(read(path)) == ["zip_folder"]
    assert read(path).usable
    assert codes(read(path, strict=True), "breach") == ["zip_folder"]


def test_nothing_there(tmp_path: Path) -> None:
    assert codes(read(tmp_path / "none.zip")) == ["not_found"]
    (tmp_path / "empty").mkdir()
    assert codes(read(tmp_path / "empty")) == ["nothing_to_read"]


def test_only_a_manifest_means_nothing_changed(tmp_path: Path) -> None:
    roster = read(write_bundle(tmp_path / "b", {}), strict=True)

    assert roster.usable
    assert set(roster.modes.values()) == {Mode.ABSENT}


def test_broken_zips(tmp_path: Path) -> None:
    good = zip_of(write_bundle(tmp_path / "b", good_files())).read_bytes()
    broken = tmp_path / "x.zip"
    for data, code in [
        (b"hello", "not_a_zip"),
        (b"", "not_a_zip"),
        (good[: len(good) // 2], "zip_broken"),
        (good[:80] + bytes(60) + good[140:], "zip_broken"),
    ]:
        broken.write_bytes(data)
        roster = read(broken)
        assert not roster.usable
        assert code in codes(roster)


def _zip(path: Path, entries: dict[str, bytes]) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in entries.items():
            archive.writestr(name, data)
    return path


@pytest.mark.parametrize(
    "name", ["../users.csv", "/etc/users.csv", "a/../../users.csv", "..\\users.csv", "C:users.csv"]
)
def test_paths_out_of_the_package_are_refused(tmp_path: Path, name: str) -> None:
    roster = read(_zip(tmp_path / "x.zip", {name: b"sourcedId\n"}))

    assert codes(roster, "refused") == ["zip_path"]
    assert not roster.usable


def test_limits_of_a_package(tmp_path: Path) -> None:
    bomb = _zip(tmp_path / "bomb.zip", {"users.csv": b"0" * (8 * 1024 * 1024)})
    many = _zip(tmp_path / "many.zip", {f"{number}.csv": b"" for number in range(201)})
    big = _zip(tmp_path / "big.zip", {"users.csv": b"a,b\n1,2\n" * 200})

    assert codes(read(bomb)) == ["zip_bomb"]
    assert codes(read(many)) == ["zip_too_many"]
    assert codes(read(big, limits=Limits(file_bytes=1000))) == ["zip_too_big"]
    assert codes(read(write_bundle(tmp_path / "b", good_files()), limits=Limits(total_bytes=100))) == ["zip_too_big"]


def test_an_encrypted_entry_is_refused(tmp_path: Path) -> None:
    path = _zip(tmp_path / "x.zip", {"users.csv": b"sourcedId\n"})
    data = bytearray(path.read_bytes())
    data[data.index(b"PK\x01\x02") + 8] |= 1
    path.write_bytes(bytes(data))

    assert codes(read(path)) == ["zip_encrypted"]


def test_an_entry_that_stands_there_twice_is_refused(tmp_path: Path) -> None:
    path = _zip(tmp_path / "x.zip", {"users.csv": b"a\n", "Users.csv": b"b\n"})

    assert "zip_duplicate" in codes(read(path), "refused")


@pytest.mark.parametrize(
    ("encoding", "code"),
    [("utf-8-sig", "byte_order_mark"), ("utf-16", "encoding"), ("utf-16-be", "encoding"), ("cp1252", "encoding")],
)
def test_other_encodings_are_forgiven_and_a_breach(tmp_path: Path, encoding: str, code: str) -> None:
    files = changed("users", 1, familyName="Muñoz")
    text = csv_text("users", files["users"], "1.2")
    folder = write_bundle(tmp_path / "b", files, raw={"users.csv": text.encode(encoding)})

    roster = read(folder)

    assert roster.people["p1"].family_name == "Muñoz"
    assert codes(roster) == [code]
    assert codes(read(folder, strict=True), "breach") == [code]


def test_a_file_in_no_encoding_is_refused_as_a_whole_and_nobody_goes_missing(tmp_path: Path) -> None:
    folder = write_bundle(tmp_path / "b", good_files(), raw={"users.csv": b"\xff\xfe\x00\xd8\x00"})

    roster = read(folder)

    assert "encoding_unreadable" in codes(roster, "refused")
    assert roster.modes["users"] is Mode.ABSENT


def test_ten_megabytes_in_one_cell_are_one_refused_row(tmp_path: Path) -> None:
    files = changed("users", 1, middleName="x" * 10_000_000)
    roster = read(write_bundle(tmp_path / "b", files))

    assert the(roster, "cell_too_long").row == 3
    assert set(roster.people) == {"t1", "g1"}
    assert not roster.whole["users"]


def test_a_nul_byte_is_one_refused_row(tmp_path: Path) -> None:
    roster = read(write_bundle(tmp_path / "b", changed("users", 1, givenName="Ma\0teo")))

    assert the(roster, "nul_byte").row == 3
    assert not roster.whole["users"]


def test_a_quote_that_is_never_closed_loses_nobody_silently(tmp_path: Path) -> None:
    text = csv_text("users", good_files()["users"], "1.2").replace("Mateo", '"Mateo')
    roster = read(write_bundle(tmp_path / "b", good_files(), raw={"users.csv": text.encode()}))

    assert the(roster, "row_broken").row == 3
    assert not roster.whole["users"]


def test_a_line_break_inside_a_cell_is_forgiven(tmp_path: Path) -> None:
    folder = write_bundle(tmp_path / "b", changed("users", 1, givenName="Mateo\nLuis"))

    assert codes(read(folder)) == ["line_break"]
    assert read(folder).people["p1"].given_name == "Mateo Luis"
    assert codes(read(folder, strict=True), "breach") == ["line_break"]


def test_missing_file_of_the_manifest_changes_nothing(tmp_path: Path) -> None:
    folder = write_bundle(tmp_path / "b", good_files())
    (folder / "users.csv").unlink()

    roster = read(folder)

    assert "marked_present" in codes(roster)
    assert roster.modes["users"] is Mode.ABSENT


def test_without_a_manifest_nobody_goes_missing(tmp_path: Path) -> None:
    folder = write_bundle(tmp_path / "b", good_files())
    (folder / "manifest.csv").unlink()

    roster = read(folder)

    assert codes(roster) == ["manifest_missing"]
    assert roster.version == "1.2"
    assert roster.modes["users"] is Mode.ADDITIVE


def test_a_needed_column_that_is_missing_refuses_the_file(tmp_path: Path) -> None:
    text = csv_text("users", good_files()["users"], "1.2").replace("familyName", "surname")
    roster = read(write_bundle(tmp_path / "b", good_files(), raw={"users.csv": text.encode()}))

    assert "header_missing" in codes(roster, "refused")
    assert roster.modes["users"] is Mode.ABSENT
    assert roster.people == {}


def test_scrambled_and_misspelled_headers_are_forgiven(tmp_path: Path) -> None:
    text = "userSourcedId,birthdate,sourcedid_x,dataLastModified,status\r\np1,2018-03-04,,,\r\n"
    folder = write_bundle(tmp_path / "b", good_files(), raw={"demographics.csv": text.encode()})

    roster = read(folder)

    assert roster.people["p1"].birth_date == date(2018, 3, 4)
    assert {"header_spelling", "header_unknown", "header_order", "header_missing"} <= set(codes(roster, "forgiven"))
    assert not read(folder, strict=True).usable


def test_a_column_that_stands_there_twice_refuses_the_file(tmp_path: Path) -> None:
    text = csv_text("users", good_files()["users"], "1.2").replace("middleName", "givenName")
    roster = read(write_bundle(tmp_path / "b", good_files(), raw={"users.csv": text.encode()}))

    assert the(roster, "header_duplicate").field == "givenName"
    assert roster.modes["users"] is Mode.ABSENT


def test_rows_of_another_width(tmp_path: Path) -> None:
    text = "sourcedId,status,dateLastModified,name,type,identifier,parentSourcedId\n"
    text += "s1,,,Boulder,school,,,,\nd1,,,Garfield,district\ns2,,,Bryce,Valley,school,,x\n,,,,,,\n"
    roster = read(write_bundle(tmp_path / "b", {"orgs": []}, raw={"orgs.csv": text.encode()}))

    assert set(roster.orgs) == {"s1", "d1"}
    assert the(roster, "row_short").row == 3
    assert [(item.severity.value, item.row) for item in roster.findings if item.code.value == "row_wide"] == [
        ("refused", 4),
        ("forgiven", 2),
    ]
    assert "row_blank" in codes(roster, "forgiven")


@pytest.mark.parametrize(
    ("written", "understood"),
    [
        ("3/4/2018", date(2018, 3, 4)),
        ("3/14/2018", date(2018, 3, 14)),
        ("14/3/2018", date(2018, 3, 14)),
        ("2018-3-4", date(2018, 3, 4)),
        ("20180304", date(2018, 3, 4)),
        ("2018-03-04T00:00:00.000Z", date(2018, 3, 4)),
    ],
)
def test_dates_that_can_be_understood(tmp_path: Path, written: str, understood: date) -> None:
    folder = write_bundle(tmp_path / "b", changed("demographics", 0, birthDate=written))

    roster = read(folder)

    assert roster.people["p1"].birth_date == understood
    assert codes(roster) == ["bad_date"]
    assert codes(read(folder, strict=True), "breach") == ["bad_date"]


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ("3026-03-04", "date_implausible"),
        ("1017-01-01", "date_implausible"),
        ("2018-02-30", "bad_date"),
        ("soon", "bad_date"),
    ],
)
def test_dates_that_cannot_be(tmp_path: Path, written: str, code: str) -> None:
    roster = read(write_bundle(tmp_path / "b", changed("demographics", 0, birthDate=written)))

    finding = the(roster, code)
    assert (finding.severity.value, finding.scope.value, finding.file, finding.row) == (
        "refused",
        "value",
        "demographics.csv",
        2,
    )
    assert roster.people["p1"].birth_date is None


def test_day_first_is_seen_by_the_whole_column(tmp_path: Path) -> None:
    files = good_files()
    files["demographics"] = [
        {"sourcedId": "p1", "birthDate": "4/3/2018"},
        {"sourcedId": "t1", "birthDate": "25/12/1980"},
    ]

    assert read(write_bundle(tmp_path / "b", files)).people["p1"].birth_date == date(2018, 3, 4)


@pytest.mark.parametrize(
    ("name", "at", "field", "value", "code"),
    [
        ("users", 1, "enabledUser", "TRUE", "bad_boolean"),
        ("users", 1, "grades", "3", "bad_grade"),
        ("users", 1, "userIds", "abc", "bad_list"),
        ("users", 1, "sourcedId", "p 1", "bad_guid"),
        ("classes", 0, "classType", "Homeroom", "bad_enum"),
        ("academicSessions", 0, "schoolYear", "2026-2027", "bad_year"),
        ("enrollments", 1, "status", "active", "bulk_filled"),
        ("courses", 0, "subjectCodes", "1,2", ""),
        ("classes", 0, "termSourcedIds", "y27, y27", "bad_list"),
    ],
)
def test_values_that_are_forgiven_and_a_breach(
    tmp_path: Path, name: str, at: int, field: str, value: str, code: str
) -> None:
    folder = write_bundle(tmp_path / "b", changed(name, at, **{field: value}))

    if code:
        assert code in codes(read(folder), "forgiven")
        assert code in codes(read(folder, strict=True), "breach")
    else:
        assert codes(read(folder)) == []


@pytest.mark.parametrize(
    ("name", "at", "field", "value", "code", "left"),
    [
        ("users", 1, "givenName", "", "required_blank", {"t1", "g1"}),
        ("users", 1, "givenName", "M" * 101, "too_long", {"t1", "g1"}),
        ("roles", 1, "role", "pupil", "bad_enum", {"t1", "g1"}),
        ("roles", 1, "userSourcedId", "nobody", "reference_missing", {"t1", "g1"}),
        ("users", 1, "email", "mateo at home", "bad_email", {"t1", "p1", "g1"}),
    ],
)
def test_values_that_refuse(
    tmp_path: Path, name: str, at: int, field: str, value: str, code: str, left: set[str]
) -> None:
    roster = read(write_bundle(tmp_path / "b", changed(name, at, **{field: value})))

    assert code in codes(roster, "refused")
    assert set(roster.people) == left


def test_two_students_with_one_id_are_both_held(tmp_path: Path) -> None:
    files = good_files()
    files["users"].append(files["users"][1] | {"givenName": "Marta"})

    roster = read(write_bundle(tmp_path / "b", files))

    assert [item.row for item in roster.findings if item.code.value == "duplicate_id"] == [3, 5]
    assert "p1" not in roster.people
    assert "p1" in roster.held["users"]
    # What hangs on the student waits too, instead of ending.
    assert "e2" in roster.held["enrollments"]


def test_the_same_row_twice_is_forgiven(tmp_path: Path) -> None:
    files = good_files()
    files["users"].append(dict(files["users"][1]))

    roster = read(write_bundle(tmp_path / "b", files))

    assert codes(roster) == ["duplicate_row"]
    assert "p1" in roster.people


def test_references_that_do_not_resolve(tmp_path: Path) -> None:
    files = good_files()
    files["enrollments"].append(files["enrollments"][1] | {"sourcedId": "e9", "classSourcedId": "c9"})
    files["orgs"][1]["parentSourcedId"] = "d9"
    files["users"][1]["agentSourcedIds"] = "g1,g9"
    files["courses"][0]["orgSourcedId"] = "s9"

    roster = read(write_bundle(tmp_path / "b", files))

    refused = [(item.file, item.row, item.field) for item in roster.findings if item.severity.value == "refused"]
    assert refused == [("enrollments.csv", 4, "classSourcedId")]
    assert sorted(codes(roster, "forgiven")) == ["agent_missing", "reference_missing", "reference_missing"]


def test_a_delta_may_point_at_what_the_district_has(tmp_path: Path) -> None:
    files = {"enrollments": as_delta(good_files())["enrollments"]}
    roster = read(write_bundle(tmp_path / "b", files, mode="delta"), strict=True)

    assert roster.usable
    assert set(roster.enrollments) == {"e1", "e2"}


def test_a_delta_row_to_be_deleted(tmp_path: Path) -> None:
    files = as_delta(good_files())
    files["users"][1]["status"] = "tobedeleted"
    roster = read(write_bundle(tmp_path / "b", files, mode="delta"))

    assert roster.gone["users"] == {"p1"}
    assert "p1" not in roster.people
    assert roster.gone["enrollments"] == {"e2"}


def test_types_that_do_not_fit(tmp_path: Path) -> None:
    files = good_files()
    files["orgs"].append({"sourcedId": "x1", "name": "Math", "type": "department", "parentSourcedId": "s1"})
    files["classes"][0]["schoolSourcedId"] = "x1"
    files["academicSessions"].append(
        files["academicSessions"][0] | {"sourcedId": "t1", "type": "term", "parentSourcedId": "y27"}
    )
    files["courses"][0]["schoolYearSourcedId"] = "t1"

    folder = write_bundle(tmp_path / "b", files)
    roster = read(folder)

    assert roster.classes["c1"].school_id == "s1"
    assert sorted(codes(roster)) == ["org_type", "session_type"]
    assert sorted(codes(read(folder, strict=True), "breach")) == ["org_type", "session_type"]


def test_more_than_one_primary_role(tmp_path: Path) -> None:
    files = good_files()
    files["roles"].append(files["roles"][0] | {"sourcedId": "r9", "role": "counselor"})

    roster = read(write_bundle(tmp_path / "b", files))

    assert codes(roster) == ["many_primary"]
    assert [(role.role, role.primary) for role in roster.people["t1"].roles] == [
        ("teacher", True),
        ("counselor", False),
    ]


def test_one_way_agents_count_and_are_said(tmp_path: Path) -> None:
    for name, at in (("one", 1), ("two", 2)):
        folder = write_bundle(tmp_path / name, changed("users", at, agentSourcedIds=""))
        assert [(link.guardian_id, link.student_id) for link in read(folder).links] == [("g1", "p1")]
        assert codes(read(folder)) == ["agent_one_way"]


def test_an_agent_who_is_no_guardian_is_no_link(tmp_path: Path) -> None:
    roster = read(write_bundle(tmp_path / "b", changed("users", 1, agentSourcedIds="g1,t1")))

    assert the(roster, "agent_role").scope.value == "link"
    assert len(roster.links) == 1


def test_extension_columns(tmp_path: Path) -> None:
    files = good_files()
    files["users"][2] |= {
        "metadata.language": "Spanish",
        "metadata.relationship": "grandmother",
        "metadata.shoeSize": "38",
    }
    files["users"][1] |= {"metadata.stateId": "8812345"}
    folder = write_bundle(tmp_path / "b", files)

    roster = read(folder, strict=True)

    assert roster.usable
    assert roster.people["g1"].language == "es"
    assert roster.links[0].relation == "grandmother"
    assert roster.people["p1"].state_id == "8812345"
    assert [(item.field, item.count) for item in roster.findings] == [("metadata.shoeSize", 1)]


@pytest.mark.parametrize("strict", [True, False])
@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("identifier", "123-45-6789"),
        ("identifier", "123456789"),
        ("identifier", "123 45 6789"),
        ("userIds", "{SIS:123456789}"),
        ("middleName", "123-45-6789"),
        ("phone", "123-45-6789"),
        ("sourcedId", "123-45-6789"),
        ("metadata.studentSSN", "n/a"),
        ("metadata.stateId", "123-45-6789"),
    ],
)
def test_ssn_shaped_values_are_never_taken_and_never_repeated(
    tmp_path: Path, strict: bool, field: str, value: str
) -> None:
    files = changed("users", 1, **{field: value})
    if field == "sourcedId":
        for name in ("roles", "enrollments", "demographics"):
            files[name] = [row for row in files[name] if "p1" not in row.values()]
        files["users"][2]["agentSourcedIds"] = ""
    roster = read(write_bundle(tmp_path / "b", files), strict=strict)

    assert (the(roster, "ssn").severity.value, the(roster, "ssn").row) == ("refused", 3)
    assert set(roster.people) == {"t1", "g1"}
    assert value == "n/a" or value not in str(roster)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("phone", "435676881"),
        ("phone", "435-676-8811"),
        ("sms", "676 88 1234"),
        ("identifier", "987654321"),
        ("identifier", "1234567890"),
        ("identifier", "000123456"),
        ("username", "123456789"),
        ("metadata.stateId", "123456789"),
    ],
)
def test_other_numbers_are_no_ssn(tmp_path: Path, field: str, value: str) -> None:
    roster = read(write_bundle(tmp_path / "b", changed("users", 1, **{field: value})))

    assert codes(roster) == []


def test_passwords_are_not_kept(tmp_path: Path) -> None:
    roster = read(write_bundle(tmp_path / "b", changed("users", 1, password="Hunter-2-Hunter")))

    assert "Hunter" not in str(roster)
