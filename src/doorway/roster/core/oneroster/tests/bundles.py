"""Small bundles for tests: a correct one to start from, changed where a test needs it."""

from __future__ import annotations

import csv
import io
import os
import zipfile
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from doorway.roster.core.oneroster import Finding, Limits, Roster, read_bundle, spec

TODAY = date(2026, 11, 24)

Files = dict[str, list[dict[str, str]]]


def good_files() -> Files:
    """One school, a homeroom with its teacher, a student with a guardian: correct by the letter of 1.2."""
    return {
        "orgs": [
            {"sourcedId": "d1", "name": "Garfield", "type": "district"},
            {"sourcedId": "s1", "name": "Boulder Elementary", "type": "school", "parentSourcedId": "d1"},
        ],
        "academicSessions": [
            {
                "sourcedId": "y27",
                "title": "2026-27",
                "type": "schoolYear",
                "startDate": "2026-08-17",
                "endDate": "2027-05-27",
                "schoolYear": "2027",
            }
        ],
        "courses": [{"sourcedId": "co1", "title": "Grade 3", "orgSourcedId": "s1", "schoolYearSourcedId": "y27"}],
        "classes": [
            {
                "sourcedId": "c1",
                "title": "Grade 3 Albrecht",
                "grades": "03",
                "courseSourcedId": "co1",
                "classType": "homeroom",
                "schoolSourcedId": "s1",
                "termSourcedIds": "y27",
            }
        ],
        "users": [
            _user("t1", "June", "Albrecht", email="june@example.test"),
            _user("p1", "Mateo", "Ortiz", grades="03", agentSourcedIds="g1", identifier="10001"),
            _user("g1", "Rosa", "Ortiz", email="rosa@example.test", agentSourcedIds="p1"),
        ],
        "roles": [_role("t1", "teacher"), _role("p1", "student"), _role("g1", "guardian")],
        "enrollments": [
            _enrollment("e1", "t1", "teacher", primary="true"),
            _enrollment("e2", "p1", "student"),
        ],
        "demographics": [{"sourcedId": "p1", "birthDate": "2018-03-04", "sex": "male"}],
    }


def _user(key: str, given: str, family: str, **more: str) -> dict[str, str]:
    names = {"sourcedId": key, "enabledUser": "true", "username": key, "givenName": given, "familyName": family}
    return names | more


def _role(person: str, role: str) -> dict[str, str]:
    return {
        "sourcedId": f"r-{person}",
        "userSourcedId": person,
        "roleType": "primary",
        "role": role,
        "orgSourcedId": "s1",
    }


def _enrollment(key: str, person: str, role: str, **more: str) -> dict[str, str]:
    row = {"sourcedId": key, "classSourcedId": "c1", "schoolSourcedId": "s1", "userSourcedId": person, "role": role}
    return row | more


def as_1_1(files: Files) -> Files:
    """The same bundle as 1.1 writes it: roles stand with the people."""
    roles = {row["userSourcedId"]: row for row in files.pop("roles")}
    for user in files["users"]:
        user["orgSourcedIds"] = roles[user["sourcedId"]]["orgSourcedId"]
        user["role"] = roles[user["sourcedId"]]["role"]
    return files


def as_delta(files: Files) -> Files:
    """The same rows with the status and the time that a delta wants."""
    for rows in files.values():
        for row in rows:
            row.setdefault("status", "active")
            row.setdefault("dateLastModified", "2026-11-01T08:00:00.000Z")
    return files


def csv_text(name: str, rows: list[dict[str, str]], version: str) -> str:
    """The file's text with the standard's header, and extension columns after it."""
    header = list(spec.files(version)[name].names)
    header += sorted({key for row in rows for key in row} - set(header))
    stream = io.StringIO()
    writer = csv.DictWriter(stream, header, lineterminator="\r\n")
    writer.writeheader()
    writer.writerows(rows)
    return stream.getvalue()


def manifest_text(modes: dict[str, str], version: str) -> str:
    """A manifest that names every file of the version."""
    lines = ["propertyName,value", "manifest.version,1.0", f"oneroster.version,{version}"]
    lines += [f"file.{name},{modes.get(name, 'absent')}" for name in sorted(spec.files(version))]
    return "\r\n".join(lines) + "\r\n"


def write_bundle(
    folder: Path, files: Files, *, version: str = "1.2", mode: str = "bulk", raw: dict[str, bytes] | None = None
) -> Path:
    """A folder with the files; ``raw`` replaces or adds entries by file name."""
    folder.mkdir(parents=True, exist_ok=True)
    contents = {f"{name}.csv": csv_text(name, rows, version).encode() for name, rows in files.items()}
    contents["manifest.csv"] = manifest_text(dict.fromkeys(files, mode), version).encode()
    for name, data in (contents | (raw or {})).items():
        (folder / name).write_bytes(data)
    return folder


def zip_of(folder: Path, *, inside: str = "") -> Path:
    """The folder's files as a zip beside it."""
    path = folder.with_suffix(".zip")
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for entry in sorted(folder.iterdir()):
            archive.write(entry, f"{inside}{entry.name}")
    return path


def read(path: Path, *, strict: bool = False, limits: Limits | None = None) -> Roster:
    """The bundle read on the tests' day."""
    return read_bundle(path, today=TODAY, strict=strict, limits=limits)


def codes(roster: Roster, severity: str = "") -> list[str]:
    """The codes found, of one severity or of all."""
    return [item.code.value for item in roster.findings if not severity or item.severity.value == severity]


def the(roster: Roster, code: str) -> Finding:
    """The one finding with this code."""
    found = [item for item in roster.findings if item.code.value == code]
    assert len(found) == 1, codes(roster)
    return found[0]


def shared_folder() -> Path:
    """The folder with files made by others, or a skip that says so."""
    root = Path(__file__).resolve().parents[6]
    places = [os.environ.get("DOORWAY_SHARED", ""), str(root.parent / "shared")]
    for place in places:
        if place and (Path(place) / "data" / "oneroster").is_dir():
            return Path(place) / "data" / "oneroster"
    pytest.skip("the outside OneRoster bundles (../shared/data/oneroster, or DOORWAY_SHARED) are not here")


def changed(name: str, at: int, **values: Any) -> Files:
    """The good files with one row changed."""
    files = good_files()
    files[name][at].update(values)
    return files
