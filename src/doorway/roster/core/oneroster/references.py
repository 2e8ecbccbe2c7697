"""What one row says about another: references that do not resolve, types that do not fit.

The sheets are changed in place: a reference that can be done without is dropped, a row that cannot is held, and what
hangs on a row to be deleted goes with it.
"""

from __future__ import annotations

from collections.abc import Mapping

from doorway.roster.core.oneroster import spec
from doorway.roster.core.oneroster.findings import Code, Findings, Scope
from doorway.roster.core.oneroster.manifest import Mode
from doorway.roster.core.oneroster.rows import Row, Sheet, references
from doorway.roster.core.oneroster.spec import Column

Sheets = Mapping[str, Sheet]


def check_references(sheets: Sheets, *, version: str, findings: Findings) -> None:
    """Follow every reference of every file, in the order in which files build on each other."""
    files = spec.files(version)
    for name in (*spec.READ, *sorted(set(sheets) - set(spec.READ))):
        sheet = sheets.get(name)
        if sheet is None or name not in files:
            continue
        for column in files[name].columns:
            if column.is_reference:
                _check_column(sheet, column, sheets, findings)
        if name == "demographics":
            _check_demographics(sheet, sheets, findings)


def _check_column(sheet: Sheet, column: Column, sheets: Sheets, findings: Findings) -> None:
    target = sheets.get(column.of)
    if target is None:
        if sheet.mode is Mode.BULK and any(row.get(column.name) for row in sheet.rows.values()):
            findings.say(
                Code.REFERENCE_FILE,
                file=sheet.file,
                field=column.name,
                scope=Scope.VALUE,
                forgive=True,
                target=f"{column.of}.csv",
            )
        return
    for sourced_id, row in list(sheet.rows.items()):
        value = row.values.get(column.name)
        # The common case costs one look-up.
        if value and value not in target.rows:
            _check_row(sheet, sourced_id, row, column, target, findings)


def _check_row(sheet: Sheet, sourced_id: str, row: Row, column: Column, target: Sheet, findings: Findings) -> None:
    kept: list[str] = []
    gone = held = 0
    for wanted in references(row, column):
        if wanted in target.rows:
            kept.append(wanted)
        elif wanted in target.gone:
            gone += 1
        elif wanted in target.held:
            held += 1
            kept.append(wanted)
        elif target.mode is Mode.BULK:
            _say_missing(sheet, row, column, wanted, target, findings)
        else:
            kept.append(wanted)  # data the district already has; the plan looks it up
    if column.needed and held == len(kept) and held:
        findings.say(
            Code.REFERENCE_REFUSED,
            file=sheet.file,
            row=row.number,
            field=column.name,
            value=kept[0],
            target=target.file,
        )
        sheet.hold(sourced_id)
    elif column.needed and not kept and gone:
        findings.say(
            Code.GONE_PARENT, file=sheet.file, row=row.number, field=column.name, forgive=True, target=target.file
        )
        sheet.gone[sourced_id] = sheet.rows.pop(sourced_id)
    elif column.needed and not kept:
        sheet.hold(sourced_id)
    elif kept:
        row.values[column.name] = ",".join(kept)
    else:
        row.values.pop(column.name, None)


def _say_missing(sheet: Sheet, row: Row, column: Column, wanted: str, target: Sheet, findings: Findings) -> None:
    forgive = not column.needed
    findings.say(
        Code.AGENT_MISSING if column.name == "agentSourcedIds" else Code.REFERENCE_MISSING,
        file=sheet.file,
        row=row.number,
        field=column.name,
        scope=Scope.VALUE if forgive else Scope.ROW,
        forgive=forgive,
        value=wanted,
        target=target.file,
    )


def _check_demographics(sheet: Sheet, sheets: Sheets, findings: Findings) -> None:
    users = sheets.get("users")
    if users is None or users.mode is not Mode.BULK:
        return
    for sourced_id, row in list(sheet.rows.items()):
        if not users.knows(sourced_id):
            findings.say(
                Code.REFERENCE_MISSING,
                file=sheet.file,
                row=row.number,
                field="sourcedId",
                value=sourced_id,
                target=users.file,
            )
            sheet.hold(sourced_id)


def check_meaning(sheets: Sheets, *, findings: Findings) -> None:
    """The rules of the standard about what may point at what; wrong parents are dropped."""
    _check_org_parents(sheets, findings)
    _check_schools(sheets, "classes", findings)
    _check_course_years(sheets, findings)
    _check_primary_roles(sheets, findings)
    _check_primary_orgs(sheets, findings)


def _check_org_parents(sheets: Sheets, findings: Findings) -> None:
    orgs = sheets.get("orgs")
    if orgs is None:
        return
    for row in orgs.rows.values():
        parent = orgs.rows.get(row.get("parentSourcedId"))
        if parent is None:
            continue
        inside_itself = parent is row
        if inside_itself or (row.get("type") == "school" and parent.get("type") in ("school", "department")):
            findings.say(
                Code.ORG_TYPE,
                file=orgs.file,
                row=row.number,
                field="parentSourcedId",
                scope=Scope.VALUE,
                forgive=True,
                value=row.get("parentSourcedId"),
                type=parent.get("type"),
            )
            del row.values["parentSourcedId"]


def _check_schools(sheets: Sheets, name: str, findings: Findings) -> None:
    orgs, sheet = sheets.get("orgs"), sheets.get(name)
    if orgs is None or sheet is None:
        return
    for row in sheet.rows.values():
        org = orgs.rows.get(row.get("schoolSourcedId"))
        if org is None or org.get("type") == "school":
            continue
        findings.say(
            Code.ORG_TYPE,
            file=sheet.file,
            row=row.number,
            field="schoolSourcedId",
            scope=Scope.VALUE,
            forgive=True,
            value=row.get("schoolSourcedId"),
            type=org.get("type"),
        )
        parent = orgs.rows.get(org.get("parentSourcedId"))
        if org.get("type") == "department" and parent is not None and parent.get("type") == "school":
            row.values["schoolSourcedId"] = org.get("parentSourcedId")


def _check_course_years(sheets: Sheets, findings: Findings) -> None:
    sessions, courses = sheets.get("academicSessions"), sheets.get("courses")
    if sessions is None or courses is None:
        return
    for row in courses.rows.values():
        session = sessions.rows.get(row.get("schoolYearSourcedId"))
        if session is not None and session.get("type") != "schoolYear":
            findings.say(
                Code.SESSION_TYPE,
                file=courses.file,
                row=row.number,
                field="schoolYearSourcedId",
                scope=Scope.VALUE,
                forgive=True,
                value=row.get("schoolYearSourcedId"),
                type=session.get("type"),
            )


def _check_primary_roles(sheets: Sheets, findings: Findings) -> None:
    roles = sheets.get("roles")
    if roles is None:
        return
    primary: dict[tuple[str, str], int] = {}
    for row in roles.rows.values():
        if row.get("roleType") != "primary":
            continue
        key = row.get("userSourcedId"), row.get("orgSourcedId")
        other = primary.setdefault(key, row.number)
        if other != row.number:
            findings.say(
                Code.MANY_PRIMARY,
                file=roles.file,
                row=row.number,
                field="roleType",
                scope=Scope.VALUE,
                forgive=True,
                value=key[0],
                other=other,
            )
            row.values["roleType"] = "secondary"


def _check_primary_orgs(sheets: Sheets, findings: Findings) -> None:
    users, roles = sheets.get("users"), sheets.get("roles")
    if users is None or roles is None or roles.mode is not Mode.BULK:
        return
    held = {(row.get("userSourcedId"), row.get("orgSourcedId")) for row in roles.rows.values()}
    for sourced_id, row in users.rows.items():
        org = row.get("primaryOrgSourcedId")
        if org and (sourced_id, org) not in held:
            findings.say(
                Code.PRIMARY_ORG_ROLE,
                file=users.file,
                row=row.number,
                field="primaryOrgSourcedId",
                scope=Scope.VALUE,
                forgive=True,
                value=org,
            )
