"""OneRoster CSV 1.1 and 1.2, bulk and delta: from a folder or zip to records and findings. Pure: no database."""

from doorway.roster.core.oneroster.bundle import Limits
from doorway.roster.core.oneroster.findings import Code, Finding, Scope, Severity, of_severity
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
    "of_severity",
    "read_bundle",
]
