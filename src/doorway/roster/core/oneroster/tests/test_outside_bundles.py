"""Bundles that others published, with the defects they really have."""

from __future__ import annotations

from pathlib import Path

import pytest

from doorway.roster.core.oneroster.tests.bundles import codes, read, shared_folder

MOODLE = "moodle-enrol_oneroster"

# What each bundle gives: people, classes, enrollments, guardian links, and what has to be said about it.
EXPECTED = {
    f"{MOODLE}/Test_full_data_set": (
        (6, 1, 2, 1),
        {"bulk_filled", "bad_enum", "reference_missing", "reference_file", "bad_datetime", "bad_boolean", "org_type"},
    ),
    f"{MOODLE}/Test_minimal_data_set": (
        (6, 2, 4, 0),
        {"reference_file", "bad_enum", "bad_boolean", "org_type"},
    ),
    f"{MOODLE}/v1p2_full_dataset": (
        (6, 1, 2, 2),
        {
            "header_spelling",
            "header_blank",
            "file_case",
            "manifest_value",
            "reference_file",
            "bulk_filled",
            "bad_enum",
            "bad_datetime",
            "bad_boolean",
            "reference_missing",
        },
    ),
    "oat-sa-v1p1-base": (
        (2, 3, 3, 0),
        {
            "header_spelling",
            "header_order",
            "header_unknown",
            "org_type",
            "bad_boolean",
            "bad_grade",
            "reference_missing",
        },
    ),
}


def _paths(name: str) -> list[Path]:
    folder = shared_folder() / name
    archive = folder.with_suffix(".zip")
    return [folder, archive] if archive.exists() else [folder]


@pytest.mark.parametrize("name", EXPECTED)
def test_tolerant_takes_it_and_says_what_it_forgave(name: str) -> None:
    counts, wanted = EXPECTED[name]
    for path in _paths(name):
        roster = read(path)

        assert roster.usable
        assert (len(roster.people), len(roster.classes), len(roster.enrollments), len(roster.links)) == counts
        assert wanted <= set(codes(roster, "forgiven"))


@pytest.mark.parametrize("name", EXPECTED)
def test_strict_lists_the_breaches(name: str) -> None:
    _, wanted = EXPECTED[name]
    for path in _paths(name):
        roster = read(path, strict=True)

        assert not roster.usable
        assert wanted <= set(codes(roster, "breach"))


def test_a_student_who_is_a_teacher_is_refused_by_row() -> None:
    for name in ("Test_full_data_set", "Test_minimal_data_set", "v1p2_full_dataset"):
        roster = read(shared_folder() / MOODLE / f"{name}.zip")

        rows = [(item.file, item.row) for item in roster.findings if item.code.value == "role_mismatch"]
        assert ("enrollments.csv", 3) in rows


def test_rows_of_1_2_headed_as_1_1_are_no_profiles() -> None:
    """The bundle's ``userprofiles.csv`` holds rows of roles; strict mode says so by its columns."""
    roster = read(shared_folder() / MOODLE / "v1p2_full_dataset.zip", strict=True)

    missing = {
        item.field
        for item in roster.findings
        if item.file == "userProfiles.csv" and item.code.value == "header_missing"
    }
    assert {"profileType", "vendorId", "credentialType"} <= missing
