"""Rules for the files that the product does not read: strict mode reports their breaches too."""

from __future__ import annotations

from doorway.roster.core.oneroster.findings import Code, Findings, Scope
from doorway.roster.core.oneroster.manifest import Mode
from doorway.roster.core.oneroster.references import Sheets


def check_gradebook(sheets: Sheets, *, findings: Findings) -> None:
    """Line items, results and profiles against the rows they belong to."""
    _check_profiles(sheets, findings)
    _check_line_items(sheets, findings)
    _check_results(sheets, findings)


def _check_profiles(sheets: Sheets, findings: Findings) -> None:
    roles, profiles = sheets.get("roles"), sheets.get("userProfiles")
    if roles is None or profiles is None:
        return
    for row in roles.rows.values():
        profile = profiles.rows.get(row.get("userProfileSourcedId"))
        if profile is not None and profile.get("userSourcedId") != row.get("userSourcedId"):
            findings.say(
                Code.PROFILE_OF_OTHER,
                file=roles.file,
                row=row.number,
                field="userProfileSourcedId",
                scope=Scope.VALUE,
                value=row.get("userProfileSourcedId"),
            )


def _check_line_items(sheets: Sheets, findings: Findings) -> None:
    sessions, items = sheets.get("academicSessions"), sheets.get("lineItems")
    if sessions is None or items is None:
        return
    for row in items.rows.values():
        for field in ("academicSessionSourcedId", "gradingPeriodSourcedId"):
            session = sessions.rows.get(row.get(field))
            if session is not None and session.get("type") == "schoolYear":
                findings.say(
                    Code.SESSION_TYPE,
                    file=items.file,
                    row=row.number,
                    field=field,
                    scope=Scope.VALUE,
                    value=row.get(field),
                    type="schoolYear",
                )


def _check_results(sheets: Sheets, findings: Findings) -> None:
    items, results, enrollments = sheets.get("lineItems"), sheets.get("results"), sheets.get("enrollments")
    if items is None or results is None:
        return
    enrolled = {
        (row.get("userSourcedId"), row.get("classSourcedId"))
        for row in (enrollments.rows.values() if enrollments is not None else ())
    }
    for row in results.rows.values():
        item = items.rows.get(row.get("lineItemSourcedId"))
        if item is None:
            continue
        pair = row.get("studentSourcedId"), item.get("classSourcedId")
        if enrollments is not None and enrollments.mode is Mode.BULK and pair not in enrolled:
            findings.say(
                Code.RESULT_NOT_ENROLLED,
                file=results.file,
                row=row.number,
                field="studentSourcedId",
                value=pair[0],
                target=pair[1],
            )
        score, low, high = (
            _number(text) for text in (row.get("score"), item.get("resultValueMin"), item.get("resultValueMax"))
        )
        if score is not None and ((low is not None and score < low) or (high is not None and score > high)):
            findings.say(Code.SCORE_OUTSIDE, file=results.file, row=row.number, field="score", value=row.get("score"))


def _number(text: str) -> float | None:
    return float(text) if text else None
