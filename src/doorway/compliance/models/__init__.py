"""The board's policy in versions; where every student stands; what the school did to reach a family."""

from doorway.compliance.models.exceptions import SchoolException, Withdrawal
from doorway.compliance.models.keeping import KeepingDecision, PolicyKeeping, RecordHold
from doorway.compliance.models.kept import KeptFigures
from doorway.compliance.models.orders import EvidenceOrder
from doorway.compliance.models.policies import BoardPolicy, Consultation, PolicyRule, PolicyText
from doorway.compliance.models.service import ServiceTime
from doorway.compliance.models.standing import ContactTry, GroupConference, GroupGuest, GroupHost, Standing
from doorway.compliance.models.survey import SurveyAnswer, SurveyInvitation

__all__ = [
    "BoardPolicy",
    "Consultation",
    "ContactTry",
    "EvidenceOrder",
    "GroupConference",
    "GroupGuest",
    "GroupHost",
    "KeepingDecision",
    "KeptFigures",
    "PolicyKeeping",
    "PolicyRule",
    "PolicyText",
    "RecordHold",
    "SchoolException",
    "ServiceTime",
    "Standing",
    "SurveyAnswer",
    "SurveyInvitation",
    "Withdrawal",
]
