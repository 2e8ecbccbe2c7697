"""What one row says about another: references that do not resolve, types that do not fit.

The sheets are changed in place: a reference that can be done without is dropped, a row that cannot is held, and what
hangs on a row to be deleted goes with it.
"""

from __future__ import annotations

from collections import defaultdict
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
    # The common case costs one look-up; what is found here changes the sheet.
    name, known = column.name, target.rows
    open_ends = [
        (sourced_id, row)
        for sourced_id, row in sheet.rows.items()
        if (value := row.values.get(name)) and value not in known
    ]
    for sourced_id, row in open_ends:
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
    for name in ("orgs", "academicSessions"):
        _cut_circles(sheets, name, findings)
    _check_org_parents(sheets, findings)
    for name in ("classes", "enrollments", "lineItems"):
        _check_schools(sheets, name, findings)
    _check_course_years(sheets, findings)
    _check_primary_roles(sheets, findings)
    _check_primary_orgs(sheets, findings)


def _cut_circles(sheets: Sheets, name: str, findings: Findings) -> None:
    """Parents that lead back to where they started: the parent that closes the circle is dropped."""
    sheet = sheets.get(name)
    if sheet is None:
        return
    cleared: set[str] = set()
    for start in sheet.rows:
        path: dict[str, Row] = {}
        here = start
        while here in sheet.rows and here not in cleared:
            row = path[here] = sheet.rows[here]
            parent = row.get("parentSourcedId")
            if parent in path:
                findings.say(
                    Code.PARENT_CIRCLE,
                    file=sheet.file,
                    row=row.number,
                    field="parentSourcedId",
                    scope=Scope.VALUE,
                    forgive=True,
                    value=parent,
                )
                del row.values["parentSourcedId"]
                break
            here = parent
        cleared.update(path)


def _check_org_parents(sheets: Sheets, findings: Findings) -> None:
    orgs = sheets.get("orgs")
    if orgs is None:
        return
    for row in orgs.rows.values():
        parent = orgs.rows.get(row.get("parentSourcedId"))
        if parent is not None and row.get("type") == "school" and parent.get("type") in ("school", "department"):
            _say_org_type(orgs, row, "parentSourcedId", parent, findings)
            del row.values["parentSourcedId"]


def _say_org_type(sheet: Sheet, row: Row, field: str, org: Row, findings: Findings) -> None:
    findings.say(
        Code.ORG_TYPE,
        file=sheet.file,
        row=row.number,
        field=field,
        scope=Scope.VALUE,
        forgive=True,
        value=row.get(field),
        type=org.get("type"),
    )


def _check_schools(sheets: Sheets, name: str, findings: Findings) -> None:
    """What takes place at a school must name a school; a department's school is taken in its place."""
    orgs, sheet = sheets.get("orgs"), sheets.get(name)
    if orgs is None or sheet is None:
        return
    others = {key: org for key, org in orgs.rows.items() if org.get("type") != "school"}
    for row in sheet.rows.values():
        org = others.get(row.get("schoolSourcedId"))
        if org is None:
            continue
        _say_org_type(sheet, row, "schoolSourcedId", org, findings)
        above = _school_above(orgs, org)
        if above:
            row.values["schoolSourcedId"] = above


def _school_above(orgs: Sheet, org: Row) -> str:
    """The school that a department, or a department of a department, belongs to; circles were cut before."""
    while org.get("type") == "department":
        parent = org.get("parentSourcedId")
        above = orgs.rows.get(parent)
        if above is None:
            return ""
        if above.get("type") == "school":
            return parent
        org = above
    return ""


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
    primary: dict[tuple[str, str], list[Row]] = defaultdict(list)
    for row in roles.rows.values():
        if row.get("roleType") != "primary":
            continue
        key = row.get("userSourcedId"), row.get("orgSourcedId")
        # Last year's role and this year's are no two at once.
        other = next((one for one in primary[key] if _at_once(one, row)), None)
        primary[key].append(row)
        if other is not None:
            findings.say(
                Code.MANY_PRIMARY,
                file=roles.file,
                row=row.number,
                field="roleType",
                scope=Scope.VALUE,
                forgive=True,
                value=key[0],
                other=other.number,
            )
            primary[key].pop()
            row.values["roleType"] = "secondary"


def _at_once(one: Row, other: Row) -> bool:
    """Whether two rows with a first and a last day have a day in common."""
    return all(
        not (begin.get("beginDate") and end.get("endDate")) or begin.get("beginDate") <= end.get("endDate")
        for begin, end in ((one, other), (other, one))
    )


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
