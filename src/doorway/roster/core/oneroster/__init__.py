"""OneRoster CSV 1.1 and 1.2, bulk and delta: from a folder or zip to records and findings. Pure: no database."""

from doorway.roster.core.oneroster.collector import collector_paused
from doorway.roster.core.oneroster.findings import Code, Finding, Findings, Scope, Severity, of_severity, shorten
from doorway.roster.core.oneroster.limits import Limits
from doorway.roster.core.oneroster.manifest import Mode
from doorway.roster.core.oneroster.reader import read_bundle
from doorway.roster.core.oneroster.records import (
    GUARDIAN_ROLES,
    STAFF_ROLES,
    ClassRecord,
    CourseRecord,
    EnrollmentRecord,
    GuardianLink,
    OrgRecord,
    PersonRecord,
    RoleRecord,
    Roster,
    SessionRecord,
)

__all__ = [
    "GUARDIAN_ROLES",
    "STAFF_ROLES",
    "ClassRecord",
    "Code",
    "CourseRecord",
    "EnrollmentRecord",
    "Finding",
    "Findings",
    "GuardianLink",
    "Limits",
    "Mode",
    "OrgRecord",
    "PersonRecord",
    "RoleRecord",
    "Roster",
    "Scope",
    "SessionRecord",
    "Severity",
    "collector_paused",
    "of_severity",
    "read_bundle",
    "shorten",
]
