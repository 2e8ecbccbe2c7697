"""Records of this slice."""

from doorway.pathways.models.codes import CodeChange
from doorway.pathways.models.courses import CatalogCourse, TaughtAt
from doorway.pathways.models.decisions import GraduationDecision
from doorway.pathways.models.facts import StudentFact
from doorway.pathways.models.kept import KeptOccupation, OccupationChange
from doorway.pathways.models.kept_plans import KeptPlan
from doorway.pathways.models.levels import HigherLevel
from doorway.pathways.models.links import ClassLink
from doorway.pathways.models.loads import LoadLimit
from doorway.pathways.models.planned import PlannedCourse
from doorway.pathways.models.registered import RegistrationReason
from doorway.pathways.models.releases import NationalCourse, Occupation, Release, ReleaseLine, WageGroup
from doorway.pathways.models.requirements import RequirementSet
from doorway.pathways.models.scholarships import LocalScholarship, ScholarshipStep
from doorway.pathways.models.transcripts import TranscriptCourse
from doorway.pathways.models.ways import KeptWay

__all__ = [
    "CatalogCourse",
    "ClassLink",
    "CodeChange",
    "GraduationDecision",
    "HigherLevel",
    "KeptOccupation",
    "KeptPlan",
    "KeptWay",
    "LoadLimit",
    "LocalScholarship",
    "NationalCourse",
    "Occupation",
    "OccupationChange",
    "PlannedCourse",
    "RegistrationReason",
    "Release",
    "ReleaseLine",
    "RequirementSet",
    "ScholarshipStep",
    "StudentFact",
    "TaughtAt",
    "TranscriptCourse",
    "WageGroup",
]
