"""Input that nobody would invent: damaged packages, foreign formats, broken letters, rows without an end."""

from __future__ import annotations

import struct
import zipfile
from datetime import timedelta
from pathlib import Path

import pytest

from doorway.roster.core.oneroster import Limits
from doorway.roster.core.oneroster.ssn import header_is_secret
from doorway.roster.core.oneroster.tests.bundles import (
    TODAY,
    as_delta,
    changed,
    codes,
    csv_text,
    good_files,
    read,
    shared_folder,
    the,
    write_bundle,
    zip_of,
)

# -- the package


def _zip(path: Path, entries: dict[str, bytes], packing: int = zipfile.ZIP_DEFLATED) -> Path:
    with zipfile.ZipFile(path, "w", packing) as archive:
        for name, data in entries.items():
            archive.writestr(name, data)
    return path


def test_a_roster_deep_inside_the_zip_is_found(tmp_path: Path) -> None:
    path = zip_of(write_bundle(tmp_path / "b", good_files()), inside="exports/2026/november/")
    with zipfile.ZipFile(path, "a") as archive:
        archive.writestr("__MACOSX/exports/._users.csv", b"litter")
        archive.writestr("exports/.DS_Store", b"litter")

    roster = read(path)

    assert set(roster.people) == {"t1", "p1", "g1"}
    assert the(roster, "zip_folder").param("folder") == "exports/2026/november/"
    assert codes(roster) == ["zip_folder"]


def test_a_folder_inside_the_folder_is_found(tmp_path: Path) -> None:
    write_bundle(tmp_path / "outer" / "inner", good_files())

    assert codes(read(tmp_path / "outer")) == ["zip_folder"]
    assert set(read(tmp_path / "outer").people) == {"t1", "p1", "g1"}


def test_two_rosters_in_one_package_are_not_mixed(tmp_path: Path) -> None:
    path = zip_of(write_bundle(tmp_path / "b", good_files()), inside="north/")
    with zipfile.ZipFile(path, "a") as archive:
        archive.writestr("south/users.csv", b"sourcedId\n")

    roster = read(path)

    assert not roster.usable
    assert the(roster, "zip_folders").param("folders") == "north/, south/"


@pytest.mark.parametrize("packing", [zipfile.ZIP_LZMA, zipfile.ZIP_BZIP2])
def test_rare_packings_are_refused(tmp_path: Path, packing: int) -> None:
    roster = read(_zip(tmp_path / "x.zip", {"users.csv": b"sourcedId\n"}, packing))

    assert codes(roster, "refused") == ["zip_packing"]


def test_a_directory_without_end_is_not_read(tmp_path: Path) -> None:
    path = _zip(tmp_path / "x.zip", {"users.csv": b"sourcedId\n"})
    data = bytearray(path.read_bytes())
    end = data.rindex(b"PK\x05\x06")
    data[end + 12 : end + 16] = struct.pack("<I", 900_000_000)
    path.write_bytes(bytes(data))

    assert codes(read(path)) == ["zip_too_many"]


def test_a_name_that_begins_with_nothing_is_refused(tmp_path: Path) -> None:
    """One damaged byte: zipfile cuts the name at a NUL, and nothing is left of it."""
    path = _zip(tmp_path / "x.zip", {"users.csv": b"sourcedId\n"})
    path.write_bytes(path.read_bytes().replace(b"users.csv", b"\0sers.csv"))

    assert codes(read(path), "refused") == ["zip_path"]


def test_a_size_that_is_a_lie_is_a_damaged_zip(tmp_path: Path) -> None:
    path = zip_of(write_bundle(tmp_path / "b", good_files()))
    data = bytearray(path.read_bytes())
    at = data.index(b"PK\x01\x02", data.index(b"PK\x01\x02") + 1)
    data[at + 24 : at + 28] = struct.pack("<I", 5)
    path.write_bytes(bytes(data))

    roster = read(path)

    assert not roster.usable
    assert "zip_broken" in codes(roster, "refused")


def test_names_of_files_are_shown_without_their_tricks(tmp_path: Path) -> None:
    path = _zip(tmp_path / "x.zip", {"users.csv": b"", "\x1b[2Jboo.txt": b"", "123-45-6789.txt": b""})

    said = str(read(path).findings)

    assert "\x1b" not in said
    assert "123-45-6789" not in said
    assert "�[2Jboo.txt" in said


# -- other formats under the same names


def test_microsofts_files_are_no_roster(tmp_path: Path) -> None:
    folder = tmp_path / "sds"
    folder.mkdir()
    (folder / "users.csv").write_text("sourcedId,orgSourcedIds,givenName,familyName,username,password,role,grade\n")
    (folder / "enrollments.csv").write_text("classSourcedId,userSourcedId,role\nc1,p1,Student\n")

    roster = read(folder)

    assert (codes(roster), roster.usable) == (["school_data_sync"], False)


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("Student.xml.gz", "ed_fi"),
        ("[Content_Types].xml", "spreadsheet"),
        ("notes.txt", "nothing_to_read"),
    ],
)
def test_other_packages_are_named_as_what_they_are(tmp_path: Path, name: str, code: str) -> None:
    roster = read(_zip(tmp_path / "x.zip", {name: b"?"}))

    assert (codes(roster, "refused"), roster.usable) == ([code], False)


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("microsoft-sds/SDS-v2.1", "school_data_sync"),
        ("microsoft-sds/SDS-v2", "school_data_sync"),
        ("edfi-grand-bend", "ed_fi"),
    ],
)
def test_files_of_others_that_are_no_oneroster_are_refused_with_what_they_are(name: str, code: str) -> None:
    for strict in (False, True):
        roster = read(shared_folder() / name, strict=strict)

        assert (codes(roster, "refused"), roster.usable, roster.people) == ([code], False, {})


# -- letters


def test_one_broken_letter_does_not_garble_the_others(tmp_path: Path) -> None:
    files = changed("users", 1, familyName="Muñoz")
    files["users"][2]["familyName"] = "Peña"
    data = csv_text("users", files["users"], "1.2").encode().replace(b"June", b"Jun\xe9")

    roster = read(write_bundle(tmp_path / "b", files, raw={"users.csv": data}))

    assert (the(roster, "broken_letter").row, the(roster, "broken_letter").severity.value) == (2, "refused")
    assert {person.family_name for person in roster.people.values()} == {"Muñoz", "Peña"}
    assert not roster.whole["users"]
    assert "not_whole" in codes(roster, "note")


def test_letters_that_cannot_be_seen_are_left_out_and_said(tmp_path: Path) -> None:
    for number, name in enumerate(("Ma\u202eteo", "Ma\u200bteo", "\ufeffMateo", "Ma\x07teo")):
        roster = read(write_bundle(tmp_path / str(number), changed("users", 1, givenName=name)))

        assert roster.people["p1"].given_name == "Mateo"
        assert codes(roster) == ["hidden_letter"]


def test_letters_of_two_parts_are_the_same_as_those_of_one(tmp_path: Path) -> None:
    roster = read(write_bundle(tmp_path / "b", changed("users", 1, familyName="Mun\u0303oz")))

    assert roster.people["p1"].family_name == "Mu\u00f1oz"
    assert codes(roster) == []


def test_a_name_of_nothing_visible_is_no_name(tmp_path: Path) -> None:
    roster = read(write_bundle(tmp_path / "b", changed("users", 1, familyName="\u200b\u200b")))

    assert "required_blank" in codes(roster, "refused")
    assert "p1" in roster.held["users"]


def test_a_nul_byte_in_the_first_row_does_not_make_it_utf_16(tmp_path: Path) -> None:
    text = "sourcedId,status,dateLastModified,name,type,identifier,parentSourcedId\ns1,,,Boul\0der,school,,\n"
    text += "s2,,,Bryce,school,,\n"

    roster = read(write_bundle(tmp_path / "b", {"orgs": []}, raw={"orgs.csv": text.encode()}))

    assert the(roster, "nul_byte").row == 2
    assert set(roster.orgs) == {"s2"}


# -- lines and cells


@pytest.mark.parametrize("ends", ["\n", "\r\n", "\r"])
def test_all_line_ends_are_understood(tmp_path: Path, ends: str) -> None:
    files = good_files()
    raw = {f"{name}.csv": csv_text(name, rows, "1.2").replace("\r\n", ends).encode() for name, rows in files.items()}

    assert codes(read(write_bundle(tmp_path / "b", files, raw=raw), strict=True)) == []


def test_a_line_break_in_a_cell_of_a_file_with_old_line_ends(tmp_path: Path) -> None:
    files = good_files()
    text = csv_text("users", files["users"], "1.2").replace("\r\n", "\r").replace("Mateo", '"Mateo\nLuis"')

    roster = read(write_bundle(tmp_path / "b", files, raw={"users.csv": text.encode()}))

    assert roster.people["p1"].given_name == "Mateo Luis"


@pytest.mark.parametrize(("separator", "shown"), [(";", ";"), ("\t", "TAB")])
def test_other_separators_are_forgiven_and_a_breach(tmp_path: Path, separator: str, shown: str) -> None:
    text = "\n".join(
        separator.join(cells)
        for cells in (
            ["sourcedId", "status", "dateLastModified", "name", "type", "identifier", "parentSourcedId"],
            ["s1", "", "", "Boulder, Elementary", "school", "", ""],
        )
    )
    folder = write_bundle(tmp_path / "b", {"orgs": []}, raw={"orgs.csv": text.encode()})

    assert read(folder).orgs["s1"].name == "Boulder, Elementary"
    assert the(read(folder), "separator").param("separator") == shown
    assert "separator" in codes(read(folder, strict=True), "breach")


def test_a_row_without_end_is_one_refused_row_and_the_next_ones_are_read(tmp_path: Path) -> None:
    header = ",".join(["sourcedId", "status", "dateLastModified", "name", "type", "identifier", "parentSourcedId"])
    for number, middle in enumerate((",".join(["x"] * 5000), '"\n' * 400_000 + '"', "y" * 2_000_000)):
        text = f"{header}\ns1,,,Boulder,school,,\n{middle}\ns2,,,Bryce,school,,\n"
        folder = write_bundle(tmp_path / str(number), {"orgs": []}, raw={"orgs.csv": text.encode()})

        roster = read(folder)

        assert {"s1", "s2"} >= set(roster.orgs) >= {"s1"}
        assert not roster.whole["orgs"]
        assert {"too_many_cells", "cell_too_long", "row_broken"} & set(codes(roster, "refused"))


def test_more_rows_than_any_district_has(tmp_path: Path) -> None:
    roster = read(write_bundle(tmp_path / "b", good_files()), limits=Limits(rows=2))

    assert not roster.usable
    assert "too_many_rows" in codes(roster, "refused")


# -- values


def test_somebody_who_is_not_born_yet(tmp_path: Path) -> None:
    tomorrow = (TODAY + timedelta(days=1)).isoformat()
    roster = read(write_bundle(tmp_path / "b", changed("demographics", 0, birthDate=tomorrow)))

    assert the(roster, "date_implausible").field == "birthDate"
    assert roster.people["p1"].birth_date is None


def test_the_year_in_which_a_school_year_begins_is_understood(tmp_path: Path) -> None:
    roster = read(write_bundle(tmp_path / "b", changed("academicSessions", 0, schoolYear="2026")))

    assert roster.sessions["y27"].school_year == 2027
    assert codes(roster) == ["session_year"]


def test_whoever_leaves_is_named_by_the_id_alone(tmp_path: Path) -> None:
    files = {"users": [{"sourcedId": "p1", "status": "tobedeleted", "dateLastModified": "2026-11-01T08:00:00.000Z"}]}
    folder = write_bundle(tmp_path / "b", files, mode="delta")

    assert read(folder).gone["users"] == {"p1"}
    assert set(codes(read(folder))) == {"required_blank"}
    assert not read(folder, strict=True).usable


def test_circles_above_orgs_and_sessions_are_cut(tmp_path: Path) -> None:
    files = good_files()
    files["orgs"][0]["parentSourcedId"] = "s1"
    files["orgs"].append({"sourcedId": "x1", "name": "Math", "type": "department", "parentSourcedId": "x2"})
    files["orgs"].append({"sourcedId": "x2", "name": "Science", "type": "department", "parentSourcedId": "x1"})
    files["orgs"].append({"sourcedId": "x3", "name": "Art", "type": "department", "parentSourcedId": "x3"})
    files["academicSessions"][0]["parentSourcedId"] = "y27"

    roster = read(write_bundle(tmp_path / "b", files))

    assert roster.usable
    assert codes(roster).count("parent_circle") == 2
    found = {(item.file, item.count) for item in roster.findings if item.code.value == "parent_circle"}
    assert found == {("orgs.csv", 3), ("academicSessions.csv", 1)}


def test_schools_without_a_district(tmp_path: Path) -> None:
    files = good_files()
    files["orgs"] = [{"sourcedId": "s1", "name": "Boulder Elementary", "type": "school"}]

    assert codes(read(write_bundle(tmp_path / "b", files), strict=True)) == []


def test_a_class_of_a_department_of_a_department_is_at_the_school(tmp_path: Path) -> None:
    files = good_files()
    files["orgs"].append({"sourcedId": "x1", "name": "Science", "type": "department", "parentSourcedId": "s1"})
    files["orgs"].append({"sourcedId": "x2", "name": "Physics", "type": "department", "parentSourcedId": "x1"})
    files["classes"][0]["schoolSourcedId"] = "x2"
    for row in files["enrollments"]:
        row["schoolSourcedId"] = "x2"

    roster = read(write_bundle(tmp_path / "b", files))

    assert roster.classes["c1"].school_id == "s1"
    assert {row.school_id for row in roster.enrollments.values()} == {"s1"}


def test_the_order_of_rows_does_not_matter(tmp_path: Path) -> None:
    files = good_files()
    turned = {name: list(reversed(rows)) for name, rows in reversed(files.items())}

    one, other = read(write_bundle(tmp_path / "a", files)), read(write_bundle(tmp_path / "b", turned))

    assert codes(other) == []
    assert set(one.people) == set(other.people)
    assert set(one.enrollments) == set(other.enrollments)


def test_two_students_with_one_state_id_keep_neither_and_one_local_id_is_said(tmp_path: Path) -> None:
    files = changed("users", 1, **{"metadata.stateId": "8812345", "identifier": "10001"})
    files["users"].append(files["users"][1] | {"sourcedId": "p2", "givenName": "Lucía", "agentSourcedIds": ""})
    files["roles"].append(files["roles"][1] | {"sourcedId": "r-p2", "userSourcedId": "p2"})

    roster = read(write_bundle(tmp_path / "b", files))

    assert [item.row for item in roster.findings if item.code.value == "state_id_taken"] == [3, 5]
    assert {roster.people[key].state_id for key in ("p1", "p2")} == {""}
    assert (the(roster, "shared_number").row, the(roster, "shared_number").param("other")) == (5, "3")


def test_a_delta_names_a_family_whose_roles_the_district_knows(tmp_path: Path) -> None:
    files = {"users": as_delta(good_files())["users"]}

    roster = read(write_bundle(tmp_path / "b", files, mode="delta"))

    (link,) = roster.links
    assert {link.guardian_id, link.student_id} == {"g1", "p1"}
    assert not link.known
    assert codes(roster) == []


# -- social security numbers


@pytest.mark.parametrize("dash", ["-", "–", "\u2011", " ", ".", "\xa0"])
def test_all_dashes_of_a_social_security_number(tmp_path: Path, dash: str) -> None:
    value = f"123{dash}45{dash}6789"
    roster = read(write_bundle(tmp_path / "b", changed("users", 1, middleName=value)))

    assert the(roster, "ssn").row == 3
    assert value not in str(roster)


def test_a_column_that_is_not_read_still_refuses_the_row(tmp_path: Path) -> None:
    files = changed("users", 1, **{"metadata.notes": "see 123-45-6789"})

    roster = read(write_bundle(tmp_path / "b", files))

    assert (the(roster, "ssn").row, the(roster, "ssn").field) == (3, "metadata.notes")
    assert "p1" not in roster.people


def test_a_person_named_by_one_in_another_file(tmp_path: Path) -> None:
    files = as_delta({"enrollments": [good_files()["enrollments"][1] | {"userSourcedId": "123-45-6789"}]})

    roster = read(write_bundle(tmp_path / "b", files, mode="delta"))

    assert (the(roster, "ssn").file, the(roster, "ssn").field) == ("enrollments.csv", "userSourcedId")
    assert roster.enrollments == {}
    assert "123-45-6789" not in str(roster)


def test_a_class_keeps_its_place_without_a_code_of_that_shape(tmp_path: Path) -> None:
    roster = read(write_bundle(tmp_path / "b", changed("classes", 0, classCode="104-02-2026")))

    assert roster.classes["c1"].code == ""
    assert (the(roster, "ssn").scope.value, the(roster, "ssn").field) == ("value", "classCode")


@pytest.mark.parametrize("header", ["classNumber", "lessonNo", "missing", "className", "crossNumber"])
def test_headers_that_only_look_like_it(header: str) -> None:
    assert not header_is_secret(header)
